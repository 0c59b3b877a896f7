//! One line of CSV: fields by their place, quotes doubled inside quotes.

use crate::cell::Cell;
use crate::json::{Bad, Field, Unfit, of_text};
use crate::output::Problem;
use crate::settings::flag;
use jobs::stream::Type;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Marks of a CSV format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    /// What separates fields.
    delimiter: u8,
    /// What encloses them, if anything does.
    quote: Option<u8>,
    /// What stands for NULL, if anything does.
    null: Option<String>,
}

impl Marks {
    /// Flink's options, under its names. Errors: a mark that is not one ASCII character, a word that is neither true nor false.
    pub(crate) fn read(options: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let mark = |name: &str, default: u8| match options.get(name).map(|text| text.as_bytes()) {
            None => Ok(default),
            Some(b"\\t") => Ok(b'\t'),
            Some([byte]) if byte.is_ascii() => Ok(*byte),
            Some(_) => Err(Problem::new(format!("'{name}' has to be one ASCII character"))),
        };
        let has_no_quotes = flag(options, "csv.disable-quote-character")?.unwrap_or_default();
        let quote = mark("csv.quote-character", b'"')?;
        Ok(Self {
            delimiter: mark("csv.field-delimiter", b',')?,
            quote: (!has_no_quotes).then_some(quote),
            null: options.get("csv.null-literal").cloned(),
        })
    }
}

/// Reads a line into a row whose cells are NULL; `fields` are by place. Gives how many became NULL because they did not fit.
pub(crate) fn read<'p>(
    data: &'p [u8],
    marks: &Marks,
    fields: &'p [Option<Field>],
    unfit: Unfit,
    row: &mut [Cell<'p>],
) -> Result<u64, Bad<'p>> {
    let text = std::str::from_utf8(data).map_err(|error| Bad::Form("UTF-8", error.valid_up_to()))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Bad::Form("a line", 0));
    }
    let mut nulled = 0;
    let mut at = 0;
    for (place, field) in fields.iter().enumerate() {
        let Some((found, next)) = split(text, at, marks)? else {
            if unfit == Unfit::Null {
                break;
            }
            return Err(field.as_ref().map_or(Bad::Form("another field", at), |field| Bad::Missing(&field.name)));
        };
        at = next;
        let Some(field) = field else { continue };
        let is_null = marks.null.as_deref() == Some(found.as_ref()) || (found.is_empty() && field.kind != Type::String);
        let cell = match found {
            _ if is_null => Some(Cell::Null),
            Cow::Borrowed(text) => of_text(text, field.kind),
            Cow::Owned(text) if field.kind == Type::String => Some(Cell::Shared(Arc::from(text))),
            // A quote within a number: whatever it is, it is none.
            Cow::Owned(_) => None,
        };
        let cell = match cell {
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
        let is_last = place + 1 == fields.len();
        if is_last && at <= text.len() && unfit == Unfit::Refuse {
            return Err(Bad::Form("nothing more", at));
        }
    }
    Ok(nulled)
}

/// The field at a place, and where the next one begins: beyond the end if there is none.
fn split<'p>(text: &'p str, at: usize, marks: &Marks) -> Result<Option<(Cow<'p, str>, usize)>, Bad<'p>> {
    let Some(rest) = text.get(at..) else { return Ok(None) };
    let bytes = rest.as_bytes();
    if marks.quote.is_none() || bytes.first().copied() != marks.quote {
        let end = bytes.iter().position(|byte| *byte == marks.delimiter).unwrap_or(bytes.len());
        return Ok(Some((Cow::Borrowed(rest.get(..end).unwrap_or_default()), at + end + 1)));
    }
    let quote = marks.quote.unwrap_or(b'"');
    let mut end = 1;
    let mut is_doubled = false;
    loop {
        match (bytes.get(end), bytes.get(end + 1)) {
            (Some(byte), Some(next)) if *byte == quote && *next == quote => {
                is_doubled = true;
                end += 2;
            }
            (Some(byte), next) if *byte == quote => {
                if next.is_some_and(|next| *next != marks.delimiter) {
                    return Err(Bad::Form("a delimiter", at + end + 1));
                }
                let inner = rest.get(1..end).unwrap_or_default();
                let mark = char::from(quote).to_string();
                let inner =
                    if is_doubled { Cow::Owned(inner.replace(&mark.repeat(2), &mark)) } else { Cow::Borrowed(inner) };
                return Ok(Some((inner, at + end + 2)));
            }
            (Some(_), _) => end += 1,
            (None, _) => return Err(Bad::Form("the end of a quoted field", at + end)),
        }
    }
}

/// Appends one field.
pub(crate) fn write(text: &str, marks: &Marks, into: &mut Vec<u8>) {
    let special = |byte: &u8| *byte == marks.delimiter || marks.quote == Some(*byte) || matches!(byte, b'\n' | b'\r');
    match marks.quote {
        Some(quote) if text.as_bytes().iter().any(special) => {
            into.push(quote);
            for byte in text.bytes() {
                if byte == quote {
                    into.push(quote);
                }
                into.push(byte);
            }
            into.push(quote);
        }
        _ => into.extend_from_slice(text.as_bytes()),
    }
}

impl Marks {
    /// What is written for NULL.
    pub(crate) fn null(&self) -> &str {
        self.null.as_deref().unwrap_or_default()
    }

    /// What separates fields.
    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn shown(line: &str, unfit: Unfit) -> String {
        let marks = Marks::read(&BTreeMap::from([("csv.null-literal".into(), "-".into())])).unwrap();
        let field = |name: &str, kind, column| Some(Field { name: name.into(), kind, column });
        let fields = [field("a", Type::String, 0), None, field("b", Type::Bigint, 1)];
        let mut row = vec![Cell::Null; 2];
        match read(line.as_bytes(), &marks, &fields, unfit, &mut row) {
            Ok(nulled) => format!("{:?} {:?} {nulled}", row[0].to_value(), row[1].to_value()),
            Err(bad) => bad.message(),
        }
    }

    #[test]
    fn fields_are_found_by_their_place() {
        for (line, expected) in [
            ("x,y,7\r\n", r#"String("x") Bigint(7) 0"#),
            (r#""a ""b"", c","",7"#, r#"String("a \"b\", c") Bigint(7) 0"#),
            (",,", r#"String("") Null 0"#),
            ("-,,-", "Null Null 0"),
            ("x,y,z", "'b' is no BIGINT"),
            ("x,y", "'b' is missing"),
            ("x,y,1,2", "nothing more was expected at byte 6"),
            ("\"x", "the end of a quoted field was expected at byte 2"),
            ("\"x\"y", "a delimiter was expected at byte 3"),
            ("", "a line was expected at byte 0"),
        ] {
            assert_eq!(shown(line, Unfit::Refuse), expected, "{line}");
        }
        assert_eq!(shown("x,y,z", Unfit::Null), r#"String("x") Null 1"#);
        assert_eq!(shown("x", Unfit::Null), r#"String("x") Null 0"#);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let marks = Marks::read(&BTreeMap::new()).unwrap();
        for text in ["", "a,b", "\"", "a\nb", "ñ"] {
            let mut line = Vec::new();
            write(text, &marks, &mut line);
            let line = String::from_utf8(line).unwrap();
            let (field, next) = split(&line, 0, &marks).unwrap().unwrap();
            assert_eq!((field.as_ref(), next), (text, line.len() + 1));
        }
    }
}
