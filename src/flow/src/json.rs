//! Reading the members that a plan needs out of one JSON object, and passing over the rest.
//!
//! The whole text is checked to be JSON, but nothing is built for what is not asked for, and a text without escapes is lent.

use crate::cast::{boolean, double, truncated, whole};
use crate::cell::Cell;
use crate::json::scanner::{Scanner, Token, unescape};
use crate::time::parse;
use jobs::stream::Type;
use std::sync::Arc;

mod scanner;

/// A member that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// The type of its column.
    pub(crate) kind: Type,
    /// Where it goes in the row.
    pub(crate) column: usize,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bad<'p> {
    /// It is not of its format. What was expected, and at which byte.
    Form(&'static str, usize),
    /// A field is not of its column's type.
    Field(&'p str, Type),
    /// A field is missing.
    Missing(&'p str),
    /// Its event time is missing.
    Time(&'p str),
}

impl Bad<'_> {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Form(expected, at) => format!("{expected} was expected at byte {at}"),
            Self::Field(name, kind) => format!("'{name}' is no {}", type_name(*kind)),
            Self::Missing(name) => format!("'{name}' is missing"),
            Self::Time(name) => format!("'{name}', its time, is NULL"),
        }
    }
}

pub(crate) fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "BOOLEAN",
        Type::Bigint => "BIGINT",
        Type::Double => "DOUBLE",
        Type::String => "STRING",
        Type::Timestamp => "TIMESTAMP",
    }
}

/// What is done with a field that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The record is bad.
    Refuse,
    /// It becomes NULL.
    Null,
}

/// Reads an object into a row whose cells are NULL. Gives how many fields became NULL because they did not fit. Of two members of
/// one name the last one counts.
pub(crate) fn read<'p>(
    data: &'p [u8],
    fields: &'p [Field],
    unfit: Unfit,
    row: &mut [Cell<'p>],
) -> Result<u64, Bad<'p>> {
    let text = std::str::from_utf8(data).map_err(|error| Bad::Form("UTF-8", error.valid_up_to()))?;
    let mut scanner = Scanner::new(text);
    let mut nulled = 0;
    // Members mostly come in one order: the field behind the last one is looked at first.
    let mut next = 0;
    scanner.blank();
    scanner.take(b'{', "an object")?;
    scanner.blank();
    if scanner.peek() == b'}' {
        scanner.at += 1;
    } else {
        loop {
            scanner.take(b'"', "a member's name")?;
            let (name, is_escaped) = scanner.string()?;
            scanner.blank();
            scanner.take(b':', "':'")?;
            scanner.blank();
            match find(fields, next, name, is_escaped) {
                Some(place) => {
                    next = place + 1;
                    let token = scanner.token()?;
                    if let Some(field) = fields.get(place) {
                        let cell = match convert(token, field.kind) {
                            Some(cell) => cell,
                            None if unfit == Unfit::Null => {
                                nulled += 1;
                                Cell::Null
                            }
                            None => return Err(Bad::Field(&field.name, field.kind)),
                        };
                        if let Some(place) = row.get_mut(field.column) {
                            *place = cell;
                        }
                    }
                }
                None => scanner.skip(0)?,
            }
            scanner.blank();
            match scanner.peek() {
                b',' => {
                    scanner.at += 1;
                    scanner.blank();
                }
                b'}' => {
                    scanner.at += 1;
                    break;
                }
                _ => return Err(Bad::Form("',' or '}'", scanner.at)),
            }
        }
    }
    scanner.blank();
    if !scanner.is_at_end() { Err(Bad::Form("nothing more", scanner.at)) } else { Ok(nulled) }
}

fn find(fields: &[Field], next: usize, name: &str, is_escaped: bool) -> Option<usize> {
    if is_escaped {
        let name = unescape(name)?;
        return fields.iter().position(|field| field.name == name);
    }
    if fields.get(next).is_some_and(|field| field.name == name) {
        return Some(next);
    }
    fields.iter().position(|field| field.name == name)
}

/// The value as a column's, after the rules of Flink's format; `None` if it does not fit.
fn convert(token: Token<'_>, kind: Type) -> Option<Cell<'_>> {
    let text = match token {
        Token::Null => return Some(Cell::Null),
        Token::Boolean(value) => {
            return match kind {
                Type::Boolean => Some(Cell::Boolean(value)),
                Type::String => Some(Cell::Text(if value { "true" } else { "false" })),
                _ => None,
            };
        }
        Token::Number(text, small) => {
            return match kind {
                Type::Bigint => match small {
                    Some(number) => Some(Cell::Bigint(number)),
                    None => text.parse().ok().or_else(|| truncated(double(text)?)).map(Cell::Bigint),
                },
                Type::Double => small.map(|number| number as f64).or_else(|| double(text)).map(Cell::Double),
                Type::String => Some(Cell::Text(text)),
                _ => None,
            };
        }
        Token::Inner(text) => return (kind == Type::String).then_some(Cell::Text(text)),
        Token::String(text, false) => text,
        Token::String(text, true) => return from_owned(unescape(text)?, kind),
    };
    of_text(text, kind)
}

fn from_owned<'p>(text: String, kind: Type) -> Option<Cell<'p>> {
    Some(match of_text(&text, kind)? {
        Cell::Text(text) => Cell::Shared(Arc::from(text)),
        Cell::Boolean(value) => Cell::Boolean(value),
        Cell::Bigint(number) => Cell::Bigint(number),
        Cell::Double(number) => Cell::Double(number),
        Cell::Timestamp(ms) => Cell::Timestamp(ms),
        Cell::Shared(text) => Cell::Shared(text),
        Cell::Null => Cell::Null,
    })
}

/// What a text says in a column of a type.
pub(crate) fn of_text(text: &str, kind: Type) -> Option<Cell<'_>> {
    match kind {
        Type::String => Some(Cell::Text(text)),
        Type::Bigint => whole(text).map(Cell::Bigint),
        Type::Double => double(text).map(Cell::Double),
        Type::Boolean => boolean(text).map(Cell::Boolean),
        Type::Timestamp => parse(text).map(Cell::Timestamp),
    }
}

#[cfg(test)]
mod tests;
