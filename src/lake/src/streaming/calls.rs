//! Reading calls: those with words between their arguments, and what may stand behind each.

use super::ast::{Call, Expr, Kind};
use super::error::{Place, Result, error, hinted, unsupported};
use super::expressions::{expression, expressions};
use super::intervals;
use super::lexer::{Cursor, Lex};
use super::types::declared;
use jobs::lake::Class;
use jobs::stream::Binary;

/// Calls that have words between their arguments.
pub(super) fn special(cursor: &mut Cursor, name: &str, at: Place) -> Result<Expr> {
    let of = |kind| Ok(Expr { kind, at });
    match name {
        "CAST" | "TRY_CAST" => {
            open(cursor);
            let inner = expression(cursor)?;
            cursor.expect_word("AS")?;
            let to = declared(cursor)?;
            cursor.expect_symbol(")")?;
            of(Kind::Cast(Box::new(inner), to, name == "TRY_CAST"))
        }
        "EXTRACT" => {
            open(cursor);
            let unit_at = cursor.at();
            let unit = match cursor.take() {
                Lex::Word(word, false) => word.to_uppercase(),
                _ => String::new(),
            };
            if !["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"].contains(&unit.as_str()) {
                return Err(unsupported(
                    unit_at,
                    &format!("extracting '{unit}' (but YEAR, MONTH, DAY, HOUR, MINUTE, SECOND)"),
                ));
            }
            cursor.expect_word("FROM")?;
            let inner = expression(cursor)?;
            cursor.expect_symbol(")")?;
            of(Kind::Extract(unit, Box::new(inner)))
        }
        "FLOOR" | "CEIL" => {
            open(cursor);
            let inner = expression(cursor)?;
            let to = cursor.at();
            if cursor.word("TO") {
                if name == "CEIL" {
                    return Err(unsupported(to, "CEIL of a time"));
                }
                let unit = intervals::floor_unit(cursor)?;
                cursor.expect_symbol(")")?;
                return of(Kind::FloorTo(Box::new(inner), unit));
            }
            cursor.expect_symbol(")")?;
            finish_call(cursor, Call::plain(name.to_owned(), vec![inner]), at)
        }
        "SUBSTRING" | "SUBSTR" => {
            open(cursor);
            let mut arguments = vec![expression(cursor)?];
            if cursor.word("FROM") {
                arguments.push(expression(cursor)?);
                if cursor.word("FOR") {
                    arguments.push(expression(cursor)?);
                }
            } else {
                while cursor.symbol(",") {
                    arguments.push(expression(cursor)?);
                }
            }
            cursor.expect_symbol(")")?;
            finish_call(cursor, Call::plain("SUBSTRING".into(), arguments), at)
        }
        "TRIM" => {
            open(cursor);
            for word in ["LEADING", "TRAILING"] {
                if cursor.is_word(word) {
                    return Err(unsupported(cursor.at(), &format!("TRIM({word} …)")));
                }
            }
            if cursor.word("BOTH") {
                cursor.word("FROM");
            }
            let inner = expression(cursor)?;
            if cursor.is_word("FROM") {
                return Err(unsupported(cursor.at(), "TRIM of other characters than spaces"));
            }
            cursor.expect_symbol(")")?;
            finish_call(cursor, Call::plain(name.to_owned(), vec![inner]), at)
        }
        "TIMESTAMPADD" => {
            open(cursor);
            let unit = intervals::floor_unit(cursor)?;
            cursor.expect_symbol(",")?;
            let count = expression(cursor)?;
            cursor.expect_symbol(",")?;
            let time = expression(cursor)?;
            cursor.expect_symbol(")")?;
            let unit = Expr { kind: Kind::Number(unit.to_string()), at };
            let length = Expr { kind: Kind::Binary(Box::new(count), Binary::Times, Box::new(unit)), at };
            finish_call(cursor, Call::plain(name.to_owned(), vec![time, length]), at)
        }
        "EXISTS" | "ROW" | "ARRAY" | "MAP" => Err(unsupported(at, name)),
        _ => call(cursor, name.to_owned(), at),
    }
}

/// Takes a function's name and the bracket behind it.
fn open(cursor: &mut Cursor) {
    cursor.take();
    cursor.take();
}

pub(super) fn call(cursor: &mut Cursor, name: String, at: Place) -> Result<Expr> {
    open(cursor);
    let mut call = Call::plain(name, Vec::new());
    if cursor.symbol("*") {
        call.star = true;
    } else if !cursor.is_symbol_at(0, ")") {
        call.distinct = cursor.word("DISTINCT");
        if !call.distinct {
            cursor.word("ALL");
        }
        call.arguments = expressions(cursor)?;
    }
    cursor.expect_symbol(")")?;
    finish_call(cursor, call, at)
}

/// What may stand behind a call: `FILTER (WHERE …)`, `OVER (…)`.
fn finish_call(cursor: &mut Cursor, mut call: Call, at: Place) -> Result<Expr> {
    for word in ["IGNORE", "RESPECT", "WITHIN"] {
        if cursor.is_word(word) && (cursor.is_word_at(1, "NULLS") || cursor.is_word_at(1, "GROUP")) {
            return Err(unsupported(cursor.at(), &format!("{word} behind a function")));
        }
    }
    if cursor.is_word("FILTER") && cursor.is_symbol_at(1, "(") {
        open(cursor);
        cursor.expect_word("WHERE")?;
        call.filter = Some(Box::new(expression(cursor)?));
        cursor.expect_symbol(")")?;
    }
    let over = cursor.at();
    if !cursor.word("OVER") {
        return Ok(Expr { kind: Kind::Call(call), at });
    }
    if call.name != "ROW_NUMBER" {
        let found = unsupported(over, &format!("{} OVER", call.name));
        return Err(hinted(found, "of window functions there is ROW_NUMBER, for the first rows of a partition"));
    }
    if !call.arguments.is_empty() || call.star || call.filter.is_some() {
        return Err(error(Class::FunctionNotFound, at, "ROW_NUMBER takes no arguments"));
    }
    cursor.expect_symbol("(")?;
    let partition = if cursor.words(&["PARTITION", "BY"]) { expressions(cursor)? } else { Vec::new() };
    let order = if cursor.words(&["ORDER", "BY"]) { order(cursor)? } else { Vec::new() };
    if order.is_empty() {
        return Err(error(Class::Syntax, over, "The over window must have ORDER BY"));
    }
    for word in ["ROWS", "RANGE"] {
        if cursor.is_word(word) {
            return Err(unsupported(cursor.at(), &format!("{word} in OVER")));
        }
    }
    cursor.expect_symbol(")")?;
    Ok(Expr { kind: Kind::RowNumber { partition, order }, at })
}

fn order(cursor: &mut Cursor) -> Result<Vec<(Expr, bool)>> {
    let mut order = Vec::new();
    loop {
        let by = expression(cursor)?;
        let descending = cursor.word("DESC");
        if !descending {
            cursor.word("ASC");
        }
        if cursor.is_word("NULLS") {
            return Err(unsupported(cursor.at(), "NULLS FIRST or LAST"));
        }
        order.push((by, descending));
        if !cursor.symbol(",") {
            return Ok(order);
        }
    }
}

impl Call {
    fn plain(name: String, arguments: Vec<Expr>) -> Self {
        Self { name, arguments, star: false, distinct: false, filter: None }
    }
}
