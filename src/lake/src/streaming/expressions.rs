//! Reading expressions.

use super::ast::{Expr, Kind};
use super::calls::{call, special};
use super::error::{Place, Result, error, hinted, unsupported};
use super::intervals;
use super::lexer::{Cursor, Lex};
use crate::parse::parse_timestamp;
use jobs::lake::Class;
use jobs::stream::Binary;

/// An expression.
pub(super) fn expression(cursor: &mut Cursor) -> Result<Expr> {
    cursor.deeper(|cursor| any(cursor))
}

/// Expressions between commas.
pub(super) fn expressions(cursor: &mut Cursor) -> Result<Vec<Expr>> {
    let mut found = vec![expression(cursor)?];
    while cursor.symbol(",") {
        found.push(expression(cursor)?);
    }
    Ok(found)
}

fn any(cursor: &mut Cursor) -> Result<Expr> {
    chain(cursor, "OR", |cursor| chain(cursor, "AND", negation))
}

fn chain(cursor: &mut Cursor, word: &str, part: impl Fn(&mut Cursor) -> Result<Expr>) -> Result<Expr> {
    let first = part(cursor)?;
    let at = first.at;
    let mut parts = vec![first];
    while cursor.word(word) {
        parts.push(part(cursor)?);
    }
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => Ok(only),
        (_, last) => {
            parts.extend(last);
            Ok(Expr { kind: Kind::All(word == "AND", parts), at })
        }
    }
}

fn negation(cursor: &mut Cursor) -> Result<Expr> {
    let at = cursor.at();
    if cursor.is_word("NOT") && !cursor.is_word_at(1, "ENFORCED") {
        cursor.take();
        let inner = cursor.deeper(negation)?;
        return Ok(Expr { kind: Kind::Not(Box::new(inner)), at });
    }
    predicate(cursor)
}

fn predicate(cursor: &mut Cursor) -> Result<Expr> {
    let mut left = sum(cursor)?;
    loop {
        cursor.operator()?;
        let at = left.at;
        let sign = match cursor.peek() {
            Lex::Symbol(symbol) => comparison(symbol),
            _ => None,
        };
        if let Some(sign) = sign {
            cursor.take();
            let right = sum(cursor)?;
            left = Expr { kind: Kind::Binary(Box::new(left), sign, Box::new(right)), at };
            continue;
        }
        if cursor.word("IS") {
            let not = cursor.word("NOT");
            let inner = Box::new(left);
            let kind = if cursor.word("NULL") {
                Kind::IsNull(inner)
            } else if cursor.word("TRUE") {
                Kind::Is(inner, true)
            } else if cursor.word("FALSE") {
                Kind::Is(inner, false)
            } else {
                return Err(cursor.unexpected("NULL, TRUE or FALSE"));
            };
            left = negated(not, Expr { kind, at });
            continue;
        }
        let not = cursor.is_word("NOT")
            && ["BETWEEN", "LIKE", "IN"].iter().any(|word| cursor.is_word_at(1, word))
            && cursor.word("NOT");
        if cursor.word("BETWEEN") {
            if cursor.is_word("SYMMETRIC") {
                return Err(unsupported(cursor.at(), "BETWEEN SYMMETRIC"));
            }
            cursor.word("ASYMMETRIC");
            let low = sum(cursor)?;
            cursor.expect_word("AND")?;
            let high = sum(cursor)?;
            let kind = Kind::Between(Box::new(left), Box::new(low), Box::new(high));
            left = negated(not, Expr { kind, at });
        } else if cursor.word("LIKE") {
            let pattern = sum(cursor)?;
            if cursor.is_word("ESCAPE") {
                return Err(unsupported(cursor.at(), "LIKE … ESCAPE"));
            }
            left = negated(not, Expr { kind: Kind::Like(Box::new(left), Box::new(pattern)), at });
        } else if cursor.word("IN") {
            cursor.expect_symbol("(")?;
            if cursor.is_word("SELECT") {
                return Err(unsupported(cursor.at(), "IN with a query"));
            }
            let list = expressions(cursor)?;
            cursor.expect_symbol(")")?;
            left = negated(not, Expr { kind: Kind::In(Box::new(left), list), at });
        } else if cursor.is_word("SIMILAR") {
            return Err(unsupported(cursor.at(), "SIMILAR TO"));
        } else {
            return Ok(left);
        }
    }
}

fn negated(not: bool, expr: Expr) -> Expr {
    let at = expr.at;
    if not { Expr { kind: Kind::Not(Box::new(expr)), at } } else { expr }
}

fn comparison(symbol: &str) -> Option<Binary> {
    Some(match symbol {
        "=" => Binary::Equal,
        "<>" | "!=" => Binary::NotEqual,
        "<" => Binary::Less,
        "<=" => Binary::LessOrEqual,
        ">" => Binary::Greater,
        ">=" => Binary::GreaterOrEqual,
        _ => return None,
    })
}

fn sum(cursor: &mut Cursor) -> Result<Expr> {
    let mut left = product(cursor)?;
    loop {
        cursor.operator()?;
        let sign = if cursor.symbol("+") {
            Binary::Plus
        } else if cursor.symbol("-") {
            Binary::Minus
        } else {
            return Ok(left);
        };
        let right = product(cursor)?;
        let at = left.at;
        left = Expr { kind: Kind::Binary(Box::new(left), sign, Box::new(right)), at };
    }
}

fn product(cursor: &mut Cursor) -> Result<Expr> {
    let mut left = signed(cursor)?;
    loop {
        cursor.operator()?;
        let at = left.at;
        let sign = if cursor.symbol("*") {
            Binary::Times
        } else if cursor.symbol("/") {
            Binary::Divide
        } else if cursor.symbol("%") {
            Binary::Modulo
        } else if cursor.symbol("||") {
            let right = signed(cursor)?;
            left = Expr { kind: Kind::Concat(Box::new(left), Box::new(right)), at };
            continue;
        } else {
            return Ok(left);
        };
        let right = signed(cursor)?;
        left = Expr { kind: Kind::Binary(Box::new(left), sign, Box::new(right)), at };
    }
}

fn signed(cursor: &mut Cursor) -> Result<Expr> {
    let at = cursor.at();
    if cursor.symbol("-") {
        let inner = cursor.deeper(signed)?;
        return Ok(Expr { kind: Kind::Negate(Box::new(inner)), at });
    }
    if cursor.symbol("+") {
        return cursor.deeper(signed);
    }
    primary(cursor)
}

fn primary(cursor: &mut Cursor) -> Result<Expr> {
    let at = cursor.at();
    let of = |kind| Ok(Expr { kind, at });
    match cursor.peek().clone() {
        Lex::Number(number) => {
            cursor.take();
            of(Kind::Number(number))
        }
        Lex::Text(text) => {
            cursor.take();
            of(Kind::Text(text))
        }
        Lex::Symbol(symbol) if symbol == "(" => {
            cursor.take();
            if cursor.is_word("SELECT") || cursor.is_word("WITH") {
                return Err(unsupported(at, "a query inside an expression"));
            }
            let inner = expression(cursor)?;
            if cursor.symbol(",") {
                return Err(unsupported(at, "a row of values"));
            }
            cursor.expect_symbol(")")?;
            Ok(inner)
        }
        Lex::Word(word, quoted) if cursor.is_symbol_at(1, "(") => {
            if quoted {
                return call(cursor, word.to_uppercase(), at);
            }
            special(cursor, &word.to_uppercase(), at)
        }
        Lex::Word(word, false) => match word.to_uppercase().as_str() {
            "NULL" => {
                cursor.take();
                of(Kind::Null)
            }
            "TRUE" | "FALSE" => {
                cursor.take();
                of(Kind::Boolean(word.eq_ignore_ascii_case("TRUE")))
            }
            "CASE" => case(cursor, at),
            "INTERVAL" => {
                cursor.take();
                of(Kind::Interval(intervals::interval(cursor)?))
            }
            "TIMESTAMP" if matches!(cursor.peek_at(1), Lex::Text(_)) => {
                cursor.take();
                let text = cursor.text("a time")?;
                let instant = parse_timestamp(text.trim());
                of(Kind::Instant(instant.ok_or_else(|| {
                    let found = error(Class::Syntax, at, format!("Illegal TIMESTAMP literal '{text}'"));
                    hinted(found, "not in format 'yyyy-MM-dd HH:mm:ss'")
                })?))
            }
            "DATE" | "TIME" if matches!(cursor.peek_at(1), Lex::Text(_)) => {
                Err(unsupported(at, &format!("the type {}", word.to_uppercase())))
            }
            "ARRAY" | "MAP" | "ROW" => Err(unsupported(at, &word.to_uppercase())),
            "CURRENT_TIMESTAMP" | "LOCALTIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME" | "LOCALTIME" => {
                Err(unsupported(at, &format!("the function {}", word.to_uppercase())))
            }
            _ => column(cursor, at),
        },
        Lex::Word(_, true) => column(cursor, at),
        _ => Err(cursor.unexpected("an expression")),
    }
}

fn column(cursor: &mut Cursor, at: Place) -> Result<Expr> {
    let mut names = vec![cursor.name("an expression")?];
    while cursor.symbol(".") {
        names.push(cursor.name("a column")?);
    }
    Ok(Expr { kind: Kind::Column(names), at })
}

fn case(cursor: &mut Cursor, at: Place) -> Result<Expr> {
    cursor.take();
    let operand = if cursor.is_word("WHEN") { None } else { Some(Box::new(expression(cursor)?)) };
    let mut whens = Vec::new();
    while cursor.word("WHEN") {
        let when = expression(cursor)?;
        cursor.expect_word("THEN")?;
        whens.push((when, expression(cursor)?));
    }
    if whens.is_empty() {
        return Err(cursor.unexpected("WHEN"));
    }
    let otherwise = if cursor.word("ELSE") { Some(Box::new(expression(cursor)?)) } else { None };
    cursor.expect_word("END")?;
    Ok(Expr { kind: Kind::Case(operand, whens, otherwise), at })
}
