//! The functions of expressions.

use crate::cast::text;
use crate::cell::Cell;
use crate::expr::Failed;
use crate::time::{by_pattern, parse, part};
use crate::window::floor_to;
use jobs::stream::{Expr, Function};
use std::sync::Arc;

/// The value of a call; `value` gives that of an operand.
pub(crate) fn call<'p>(
    function: Function,
    arguments: &'p [Expr],
    value: &dyn Fn(&'p Expr) -> Result<Cell<'p>, Failed>,
    watermark_ms: Option<i64>,
) -> Result<Cell<'p>, Failed> {
    match function {
        Function::Coalesce => {
            for argument in arguments {
                let value = value(argument)?;
                if !value.is_null() {
                    return Ok(value);
                }
            }
            return Ok(Cell::Null);
        }
        Function::CurrentWatermark => return Ok(watermark_ms.map_or(Cell::Null, Cell::Timestamp)),
        _ => {}
    }
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let value = value(argument)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        values.push(value);
    }
    of_values(function, &values)
}

fn of_values<'p>(function: Function, values: &[Cell<'p>]) -> Result<Cell<'p>, Failed> {
    let at = |place: usize| values.get(place).ok_or(Failed::Type);
    let text_at = |place: usize| at(place)?.text().ok_or(Failed::Type);
    let whole_at = |place: usize| at(place)?.whole().ok_or(Failed::Type);
    let time_at = |place: usize| match at(place)? {
        Cell::Timestamp(ms) => Ok(*ms),
        _ => Err(Failed::Type),
    };
    let shared = |text: String| Cell::Shared(Arc::from(text));
    Ok(match function {
        Function::Upper => shared(text_at(0)?.to_uppercase()),
        Function::Lower => shared(text_at(0)?.to_lowercase()),
        Function::Trim => shared(text_at(0)?.trim_matches(' ').to_owned()),
        Function::CharLength => Cell::Bigint(text_at(0)?.chars().count() as i64),
        Function::Substring => {
            let length = if values.len() > 2 { whole_at(2)? } else { i64::MAX };
            shared(substring(text_at(0)?, whole_at(1)?, length))
        }
        Function::Concat => shared(values.iter().map(text).collect()),
        Function::Abs => match at(0)? {
            Cell::Bigint(number) => Cell::Bigint(number.wrapping_abs()),
            Cell::Double(number) => Cell::Double(number.abs()),
            _ => return Err(Failed::Type),
        },
        Function::Floor | Function::Ceil => match (at(0)?, function) {
            (Cell::Bigint(number), _) => Cell::Bigint(*number),
            (Cell::Double(number), Function::Floor) => Cell::Double(number.floor()),
            (Cell::Double(number), _) => Cell::Double(number.ceil()),
            _ => return Err(Failed::Type),
        },
        Function::Round => {
            let digits = if values.len() > 1 { whole_at(1)? } else { 0 };
            match at(0)? {
                Cell::Bigint(number) => Cell::Bigint(round_whole(*number, digits)),
                Cell::Double(number) => Cell::Double(round(*number, digits)),
                _ => return Err(Failed::Type),
            }
        }
        Function::FloorTime => {
            let unit_ms = whole_at(1)?;
            if unit_ms <= 0 {
                return Err(Failed::Type);
            }
            Cell::Timestamp(floor_to(time_at(0)?, unit_ms, 0))
        }
        Function::ToTimestamp => parse(text_at(0)?).map_or(Cell::Null, Cell::Timestamp),
        Function::ToTimestampLtz => {
            let per_unit = if values.len() > 1 && whole_at(1)? == 0 { 1_000 } else { 1 };
            whole_at(0)?.checked_mul(per_unit).map_or(Cell::Null, Cell::Timestamp)
        }
        Function::UnixTimestamp => Cell::Bigint(time_at(0)?.div_euclid(1_000)),
        Function::Extract => {
            // The operands come in the order of the call: the time and the unit.
            part(text_at(1)?, time_at(0)?).map(Cell::Bigint).ok_or(Failed::Type)?
        }
        Function::DateFormat => shared(by_pattern(time_at(0)?, text_at(1)?)),
        Function::Coalesce | Function::CurrentWatermark => return Err(Failed::Type),
    })
}

/// From 1, in letters; a negative start counts from the end, 0 is like 1.
fn substring(text: &str, start: i64, length: i64) -> String {
    let skipped = match start {
        1.. => start - 1,
        0 => 0,
        _ => {
            let from = text.chars().count() as i64 + start;
            if from < 0 {
                return String::new();
            }
            from
        }
    };
    text.chars().skip(skipped as usize).take(length.clamp(0, 1 << 30) as usize).collect()
}

fn round_whole(number: i64, digits: i64) -> i64 {
    if digits >= 0 {
        return number;
    }
    let Some(unit) = u32::try_from(-digits).ok().and_then(|power| 10_i128.checked_pow(power)) else { return 0 };
    let number = i128::from(number);
    let rounded = (number.abs() + unit / 2) / unit * unit * number.signum();
    i64::try_from(rounded).unwrap_or_default()
}

/// Half away from zero, of the decimal that a double is written as: 2.675 to two digits is 2.68, as in Flink.
fn round(number: f64, digits: i64) -> f64 {
    if digits <= 0 && number.abs() < 9.0e15 && digits == 0 {
        return number.round();
    }
    if digits < 0 {
        return truncate_to(number, digits);
    }
    let text = format!("{}", number.abs());
    let Some((whole, fraction)) = text.split_once('.') else { return number };
    let digits = digits as usize;
    if fraction.len() <= digits {
        return number;
    }
    let mut all: Vec<u8> = whole.bytes().chain(fraction.bytes().take(digits)).collect();
    if fraction.as_bytes().get(digits).is_some_and(|digit| *digit >= b'5') {
        let mut carried = true;
        for digit in all.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                carried = false;
                break;
            }
        }
        if carried {
            all.insert(0, b'1');
        }
    }
    let point = all.len() - digits;
    let (whole, fraction) = all.split_at(point);
    let text = format!("{}.{}", String::from_utf8_lossy(whole), String::from_utf8_lossy(fraction));
    text.parse::<f64>().unwrap_or(number).copysign(number)
}

fn truncate_to(number: f64, digits: i64) -> f64 {
    match crate::cast::truncated(number.round()) {
        Some(whole) => round_whole(whole, digits) as f64,
        None => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_they_are_written() {
        for (number, digits, rounded) in
            [(2.675, 2, 2.68), (-2.5, 0, -3.0), (9.999, 2, 10.0), (1234.5, -2, 1200.0), (0.05, 1, 0.1), (3.0, 2, 3.0)]
        {
            assert_eq!(round(number, digits), rounded, "{number} {digits}");
        }
        assert_eq!((round_whole(-150, -2), round_whole(149, -2), round_whole(7, 1)), (-200, 100, 7));
    }

    #[test]
    fn parts_of_texts_are_counted_in_letters() {
        assert_eq!(substring("acequía", 2, 3), "ceq");
        assert_eq!(substring("acequía", -2, 5), "ía");
        assert_eq!(
            (substring("abc", 0, 2), substring("abc", -9, 2), substring("abc", 9, 2)),
            ("ab".into(), "".into(), "".into())
        );
    }
}
