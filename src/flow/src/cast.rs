//! Values of one type as values of another.

use crate::cell::Cell;
use crate::time::{Fraction, parse, write};
use jobs::stream::Type;
use std::sync::Arc;

/// The value as another type; `None` if it cannot be one.
pub(crate) fn cast(cell: Cell<'_>, kind: Type) -> Option<Cell<'_>> {
    let is_it = matches!(
        (&cell, kind),
        (Cell::Null, _)
            | (Cell::Boolean(_), Type::Boolean)
            | (Cell::Bigint(_), Type::Bigint)
            | (Cell::Double(_), Type::Double)
            | (Cell::Text(_) | Cell::Shared(_), Type::String)
            | (Cell::Timestamp(_), Type::Timestamp)
    );
    if is_it {
        return Some(cell);
    }
    match kind {
        Type::String => Some(Cell::Shared(Arc::from(text(&cell)))),
        Type::Boolean => match &cell {
            Cell::Bigint(number) => Some(Cell::Boolean(*number != 0)),
            Cell::Double(number) => Some(Cell::Boolean(*number != 0.0)),
            _ => boolean(cell.text()?).map(Cell::Boolean),
        },
        Type::Bigint => match &cell {
            Cell::Boolean(value) => Some(Cell::Bigint(i64::from(*value))),
            Cell::Double(number) => truncated(*number).map(Cell::Bigint),
            _ => whole(cell.text()?).map(Cell::Bigint),
        },
        Type::Double => match &cell {
            Cell::Boolean(value) => Some(Cell::Double(f64::from(u8::from(*value)))),
            Cell::Bigint(number) => Some(Cell::Double(*number as f64)),
            _ => double(cell.text()?).map(Cell::Double),
        },
        Type::Timestamp => parse(cell.text()?).map(Cell::Timestamp),
    }
}

/// The text of a value, as Flink prints it; a double as its shortest decimal.
pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Cell::Bigint(number) => number.to_string(),
        Cell::Double(number) => format!("{number:?}"),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Shared(text) => text.as_ref().to_owned(),
        Cell::Timestamp(ms) => {
            let mut text = String::new();
            write(*ms, ' ', Fraction::Millis, &mut text);
            text
        }
    }
}

/// A truth value as Flink's `CAST` knows it.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// A whole number; a fraction behind it is cut off.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (number, fraction) = text.split_once('.')?;
    (!number.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.parse().ok()).flatten()
}

/// A finite double.
pub(crate) fn double(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// A double without its fraction, if 64 bits can hold it.
pub(crate) fn truncated(number: f64) -> Option<i64> {
    (number > -9.3e18 && number < 9.223_372_036_854_775e18).then_some(number as i64)
}
