//! Intervals, instants and units of time.

use super::error::{Place, Result, error, unsupported};
use super::lexer::{Cursor, Lex};
use jobs::lake::Class;

const UNITS: [(&str, i64); 5] =
    [("DAY", 86_400_000), ("HOUR", 3_600_000), ("MINUTE", 60_000), ("SECOND", 1_000), ("WEEK", 604_800_000)];

/// Behind `INTERVAL`: milliseconds.
pub(super) fn interval(cursor: &mut Cursor) -> Result<i64> {
    let negative = cursor.symbol("-");
    if !negative {
        cursor.symbol("+");
    }
    let at = cursor.at();
    let text = match cursor.peek() {
        Lex::Number(_) => return Err(cursor.unexpected("a number in single quotes")),
        _ => cursor.text("a length in single quotes")?,
    };
    let (_, unit_ms) = unit(cursor)?;
    let length = if cursor.word("TO") {
        let (_, last_ms) = unit(cursor)?;
        compound(&text, unit_ms, last_ms)
    } else {
        single(text.trim(), unit_ms)
    };
    let length = length.ok_or_else(|| error(Class::Syntax, at, format!("Illegal interval literal '{text}'")))?;
    Ok(if negative { -length } else { length })
}

/// A unit's name without its plural, and its length in milliseconds.
fn unit(cursor: &mut Cursor) -> Result<(&'static str, i64)> {
    let at = cursor.at();
    let Lex::Word(word, false) = cursor.peek().clone() else {
        return Err(cursor.unexpected("a unit: SECOND, MINUTE, HOUR or DAY"));
    };
    let found = unit_named(&word, at, cursor)?;
    cursor.take();
    // `SECOND(3)`: how many digits are shown, which is no matter here.
    if cursor.symbol("(") {
        while let Lex::Number(_) | Lex::Symbol(_) = cursor.peek() {
            if cursor.symbol(")") {
                return Ok(found);
            }
            cursor.take();
        }
        return Err(cursor.unexpected("')'"));
    }
    Ok(found)
}

fn unit_named(word: &str, at: Place, cursor: &Cursor) -> Result<(&'static str, i64)> {
    let upper = word.to_uppercase();
    let name = upper.strip_suffix('S').unwrap_or(&upper);
    if ["MONTH", "YEAR", "QUARTER"].contains(&name) {
        return Err(unsupported(at, "an interval of months or years"));
    }
    UNITS
        .into_iter()
        .find(|(unit, _)| *unit == name)
        .ok_or_else(|| cursor.unexpected("a unit: SECOND, MINUTE, HOUR or DAY"))
}

/// The length of a unit that a time can be cut down to.
pub(super) fn floor_unit(cursor: &mut Cursor) -> Result<i64> {
    let at = cursor.at();
    let word = match cursor.take() {
        Lex::Word(word, false) => word.to_uppercase(),
        _ => String::new(),
    };
    match UNITS.into_iter().find(|(unit, _)| *unit == word && word != "WEEK") {
        Some((_, length)) => Ok(length),
        None => Err(unsupported(at, &format!("cutting a time down to '{word}' (but to SECOND, MINUTE, HOUR or DAY)"))),
    }
}

/// `1.5` of a unit.
fn single(text: &str, unit_ms: i64) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if !fraction.is_empty() && unit_ms != 1_000 {
        return None;
    }
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let length = whole.parse::<i64>().ok()?.checked_mul(unit_ms)?.checked_add(thousandths)?;
    (length < 1 << 50).then_some(sign * length)
}

/// `1 02:03:04` of `DAY TO SECOND`, `2:30` of `HOUR TO MINUTE`.
fn compound(text: &str, first_ms: i64, last_ms: i64) -> Option<i64> {
    let order = [86_400_000, 3_600_000, 60_000, 1_000];
    let from = order.iter().position(|length| *length == first_ms)?;
    let to = order.iter().position(|length| *length == last_ms)?;
    let units = order.get(from..=to)?;
    let text = text.trim();
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let parts: Vec<&str> = text.split([' ', ':']).collect();
    if parts.len() != units.len() {
        return None;
    }
    let lengths: Option<Vec<i64>> = parts.iter().zip(units).map(|(part, unit)| single(part, *unit)).collect();
    Some(sign * lengths?.into_iter().try_fold(0_i64, i64::checked_add)?)
}
