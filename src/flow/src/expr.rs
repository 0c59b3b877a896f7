//! Expressions over a row. NULL in, NULL out, where SQL says nothing else.

use crate::cast::cast;
use crate::cell::Cell;
use crate::functions::call;
use jobs::stream::{Binary, Expr};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Why an expression has no value. The row is passed over and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// A division by zero.
    Zero,
    /// A text or number that the type cannot hold.
    Cast,
    /// A type that the operator has nothing to say about: the planner should have refused it.
    Type,
}

/// The value for a row. `watermark_ms` is what `CURRENT_WATERMARK` gives.
pub(crate) fn eval<'p>(expr: &'p Expr, row: &[Cell<'p>], watermark_ms: Option<i64>) -> Result<Cell<'p>, Failed> {
    let value = |expr: &'p Expr| eval(expr, row, watermark_ms);
    Ok(match expr {
        Expr::Column(column) => row.get(*column as usize).cloned().unwrap_or_default(),
        Expr::Literal(value) => Cell::of(value),
        Expr::Binary(left, Binary::And, right) => match value(left)? {
            Cell::Boolean(false) => Cell::Boolean(false),
            left => match (left, value(right)?) {
                (_, Cell::Boolean(false)) => Cell::Boolean(false),
                (Cell::Boolean(true), Cell::Boolean(true)) => Cell::Boolean(true),
                _ => Cell::Null,
            },
        },
        Expr::Binary(left, Binary::Or, right) => match value(left)? {
            Cell::Boolean(true) => Cell::Boolean(true),
            left => match (left, value(right)?) {
                (_, Cell::Boolean(true)) => Cell::Boolean(true),
                (Cell::Boolean(false), Cell::Boolean(false)) => Cell::Boolean(false),
                _ => Cell::Null,
            },
        },
        Expr::Binary(left, operator, right) => binary(*operator, &value(left)?, &value(right)?)?,
        Expr::Not(operand) => match value(operand)? {
            Cell::Boolean(value) => Cell::Boolean(!value),
            _ => Cell::Null,
        },
        Expr::Negate(operand) => match value(operand)? {
            Cell::Bigint(value) => Cell::Bigint(value.wrapping_neg()),
            Cell::Double(value) => Cell::Double(-value),
            Cell::Null => Cell::Null,
            _ => return Err(Failed::Type),
        },
        Expr::IsNull(operand) => Cell::Boolean(value(operand)?.is_null()),
        Expr::Case(arms, otherwise) => {
            for (condition, result) in arms {
                if value(condition)?.is_true() {
                    return value(result);
                }
            }
            value(otherwise)?
        }
        Expr::Like(operand, pattern) => match value(operand)?.text() {
            Some(text) => Cell::Boolean(is_like(text.as_bytes(), pattern.as_bytes())),
            None => Cell::Null,
        },
        Expr::In(operand, list) => {
            let operand = value(operand)?;
            if operand.is_null() {
                return Ok(Cell::Null);
            }
            let mut otherwise = Cell::Boolean(false);
            for item in list {
                let item = value(item)?;
                if item.is_null() {
                    otherwise = Cell::Null;
                } else if operand.order(&item) == Ordering::Equal {
                    return Ok(Cell::Boolean(true));
                }
            }
            otherwise
        }
        Expr::Cast(operand, kind, is_try) => match cast(value(operand)?, *kind) {
            Some(value) => value,
            None if *is_try => Cell::Null,
            None => return Err(Failed::Cast),
        },
        Expr::Call(function, arguments) => call(*function, arguments, &value, watermark_ms)?,
    })
}

fn binary<'p>(operator: Binary, left: &Cell<'p>, right: &Cell<'p>) -> Result<Cell<'p>, Failed> {
    if left.is_null() || right.is_null() {
        return Ok(Cell::Null);
    }
    let order = || left.order(right);
    Ok(match operator {
        Binary::Equal => Cell::Boolean(order() == Ordering::Equal),
        Binary::NotEqual => Cell::Boolean(order() != Ordering::Equal),
        Binary::Less => Cell::Boolean(order() == Ordering::Less),
        Binary::LessOrEqual => Cell::Boolean(order() != Ordering::Greater),
        Binary::Greater => Cell::Boolean(order() == Ordering::Greater),
        Binary::GreaterOrEqual => Cell::Boolean(order() != Ordering::Less),
        _ => return arithmetic(operator, left, right),
    })
}

fn arithmetic<'p>(operator: Binary, left: &Cell<'p>, right: &Cell<'p>) -> Result<Cell<'p>, Failed> {
    match (left, right) {
        (Cell::Timestamp(left), Cell::Bigint(right)) => match operator {
            Binary::Plus => Ok(Cell::Timestamp(left.saturating_add(*right))),
            Binary::Minus => Ok(Cell::Timestamp(left.saturating_sub(*right))),
            _ => Err(Failed::Type),
        },
        (Cell::Bigint(left), Cell::Timestamp(right)) if operator == Binary::Plus => {
            Ok(Cell::Timestamp(right.saturating_add(*left)))
        }
        (Cell::Timestamp(left), Cell::Timestamp(right)) if operator == Binary::Minus => {
            Ok(Cell::Bigint(left.saturating_sub(*right)))
        }
        (Cell::Bigint(left), Cell::Bigint(right)) => Ok(Cell::Bigint(match operator {
            Binary::Plus => left.wrapping_add(*right),
            Binary::Minus => left.wrapping_sub(*right),
            Binary::Times => left.wrapping_mul(*right),
            Binary::Divide | Binary::Modulo if *right == 0 => return Err(Failed::Zero),
            Binary::Divide => left.wrapping_div(*right),
            Binary::Modulo => left.wrapping_rem(*right),
            _ => return Err(Failed::Type),
        })),
        _ => {
            let (Some(left), Some(right)) = (left.number(), right.number()) else { return Err(Failed::Type) };
            Ok(Cell::Double(match operator {
                Binary::Plus => left + right,
                Binary::Minus => left - right,
                Binary::Times => left * right,
                Binary::Divide | Binary::Modulo if right == 0.0 => return Err(Failed::Zero),
                Binary::Divide => left / right,
                Binary::Modulo => left % right,
                _ => return Err(Failed::Type),
            }))
        }
    }
}

/// Whether a text matches a pattern of `%` (any letters) and `_` (one letter). Both are UTF-8.
fn is_like(text: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    // Where to go on if what follows the last `%` does not fit: in the pattern, and in the text.
    let mut again: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(from), text.get(at)) {
            (Some(b'%'), _) => {
                again = Some((from + 1, at));
                from += 1;
                continue;
            }
            (Some(b'_'), Some(byte)) => {
                at += letter_bytes(*byte);
                from += 1;
                continue;
            }
            (Some(one), Some(other)) if one == other => {
                at += 1;
                from += 1;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((pattern_at, text_at)) = again else { return false };
        let Some(byte) = text.get(text_at) else { return false };
        let next = text_at + letter_bytes(*byte);
        again = Some((pattern_at, next));
        (from, at) = (pattern_at, next);
    }
}

fn letter_bytes(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xff => 4,
        _ => 1,
    }
}

/// Adds the columns that an expression reads.
pub(crate) fn columns(expr: &Expr, into: &mut BTreeSet<u32>) {
    match expr {
        Expr::Column(column) => {
            into.insert(*column);
        }
        Expr::Literal(_) => {}
        Expr::Binary(left, _, right) => {
            columns(left, into);
            columns(right, into);
        }
        Expr::Not(operand)
        | Expr::Negate(operand)
        | Expr::IsNull(operand)
        | Expr::Like(operand, _)
        | Expr::Cast(operand, _, _) => columns(operand, into),
        Expr::Case(arms, otherwise) => {
            for (condition, result) in arms {
                columns(condition, into);
                columns(result, into);
            }
            columns(otherwise, into);
        }
        Expr::In(operand, list) => {
            columns(operand, into);
            list.iter().for_each(|item| columns(item, into));
        }
        Expr::Call(_, arguments) => arguments.iter().for_each(|argument| columns(argument, into)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_sql() {
        let is = |text: &str, pattern: &str| is_like(text.as_bytes(), pattern.as_bytes());
        for (text, pattern) in [
            ("", ""),
            ("", "%"),
            ("abc", "a%"),
            ("abc", "%c"),
            ("abc", "_b_"),
            ("añb", "a_b"),
            ("aXbXc", "a%b%c"),
            ("aaab", "%aab"),
        ] {
            assert!(is(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [("", "_"), ("abc", "a"), ("abc", "%b"), ("abc", "____"), ("ABC", "abc")] {
            assert!(!is(text, pattern), "{text} {pattern}");
        }
    }
}
