//! Types that are agreed on: which Flink converts by itself, which `CAST` may, and what both are called in errors.

use super::super::error::{Place, Result, hinted, mismatch};
use super::relation::Role;
use crate::parse::parse_timestamp;
use jobs::lake::Diagnostic;
use jobs::stream::{Binary, Expr, Type, Value};

/// An expression whose names and types are known.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    /// `None`: NULL, which is of every type.
    pub(super) kind: Option<Type>,
    pub(super) role: Role,
    pub(super) at: Place,
}

impl Typed {
    pub(super) fn plain(expr: Expr, kind: Type, at: Place) -> Self {
        Self { expr, kind: Some(kind), role: Role::Plain, at }
    }

    /// The type, which must be known.
    pub(super) fn known(&self) -> Result<Type> {
        self.kind.ok_or_else(|| hinted(mismatch(self.at, "Illegal use of 'NULL'"), "CAST(NULL AS STRING)"))
    }

    /// The expression in another type, if Flink converts it by itself.
    pub(super) fn to(self, kind: Type) -> Option<Expr> {
        match (self.kind, kind, self.expr) {
            (None, _, expr) => Some(expr),
            (Some(from), to, expr) if from == to => Some(expr),
            #[expect(clippy::cast_precision_loss, reason = "that is what the conversion does")]
            (Some(Type::Bigint), Type::Double, Expr::Literal(Value::Bigint(number))) => {
                Some(Expr::Literal(Value::Double(number as f64)))
            }
            (Some(Type::Bigint), Type::Double, expr) => Some(Expr::Cast(Box::new(expr), Type::Double, false)),
            (Some(Type::String), Type::Timestamp, Expr::Literal(Value::String(text))) => {
                parse_timestamp(text.trim()).map(|instant| Expr::Literal(Value::Timestamp(instant)))
            }
            _ => None,
        }
    }
}

/// A type as Flink shows it.
pub(super) fn shown(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "BOOLEAN",
        Type::Bigint => "BIGINT",
        Type::Double => "DOUBLE",
        Type::String => "STRING",
        Type::Timestamp => "TIMESTAMP(3)",
    }
}

/// The same, where it may be NULL.
pub(super) fn shown_or_null(kind: Option<Type>) -> &'static str {
    kind.map_or("NULL", shown)
}

/// Two operands.
pub(super) fn pair(left: Expr, sign: Binary, right: Expr) -> Expr {
    Expr::Binary(Box::new(left), sign, Box::new(right))
}

/// Conditions joined by `AND` or `OR`, as a tree that is no deeper than it must be.
pub(super) fn all(sign: Binary, mut conditions: Vec<Expr>) -> Expr {
    match (conditions.len(), conditions.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            conditions.push(last);
            let right = conditions.split_off(conditions.len() / 2);
            pair(all(sign, conditions), sign, all(sign, right))
        }
        (_, None) => Expr::Literal(Value::Boolean(sign == Binary::And)),
    }
}

/// The type that all of these become by themselves; `None` if there is none, `Some(None)` if all are NULL.
#[expect(clippy::option_option, reason = "whether there is a type, and whether it is known")]
pub(super) fn common(kinds: impl Iterator<Item = Option<Type>>) -> Option<Option<Type>> {
    let mut common = None;
    for kind in kinds.flatten() {
        common = match (common, kind) {
            (None, kind) => Some(kind),
            (Some(left), right) if left == right => Some(left),
            (Some(Type::Bigint | Type::Double), Type::Bigint | Type::Double) => Some(Type::Double),
            (Some(Type::String | Type::Timestamp), Type::String | Type::Timestamp) => Some(Type::Timestamp),
            _ => return None,
        };
    }
    Some(common)
}

/// Both in one type.
pub(super) fn agree(left: Typed, right: Typed) -> Option<(Expr, Expr, Option<Type>)> {
    let kind = common([left.kind, right.kind].into_iter())?;
    match kind {
        Some(kind) => Some((left.to(kind)?, right.to(kind)?, Some(kind))),
        None => Some((left.expr, right.expr, None)),
    }
}

/// A number as it was written.
pub(super) fn number_literal(number: &str, at: Place) -> Result<Typed> {
    if number.contains(['.', 'e', 'E']) {
        let value = number.parse::<f64>().ok().filter(|value| value.is_finite());
        let value = value.ok_or_else(|| mismatch(at, format!("Numeric literal '{number}' out of range")))?;
        return Ok(Typed::plain(Expr::Literal(Value::Double(value)), Type::Double, at));
    }
    let value = number.parse::<i64>().map_err(|_| mismatch(at, format!("Numeric literal '{number}' out of range")))?;
    Ok(Typed::plain(Expr::Literal(Value::Bigint(value)), Type::Bigint, at))
}

/// `CAST`: what Flink refuses is refused.
pub(super) fn cast(typed: Typed, to: Type, lenient: bool, at: Place) -> Result<Expr> {
    let refused: Option<Diagnostic> = match (typed.kind, to) {
        (Some(Type::Bigint | Type::Double), Type::Timestamp) => Some(hinted(
            mismatch(at, "The cast from NUMERIC type to TIMESTAMP type is not allowed."),
            "TO_TIMESTAMP_LTZ(milliseconds, 3)",
        )),
        (Some(Type::Timestamp), Type::Bigint | Type::Double) => Some(hinted(
            mismatch(at, "The cast from TIMESTAMP type to NUMERIC type is not allowed."),
            "UNIX_TIMESTAMP(time) gives seconds",
        )),
        (Some(Type::Boolean), Type::Timestamp) | (Some(Type::Timestamp), Type::Boolean) => {
            Some(mismatch(at, "Cast function cannot convert value of type BOOLEAN to type TIMESTAMP or back"))
        }
        _ => None,
    };
    match refused {
        Some(refused) => Err(refused),
        None if typed.kind == Some(to) || typed.kind.is_none() => Ok(typed.expr),
        None => Ok(Expr::Cast(Box::new(typed.expr), to, lenient)),
    }
}

/// An operator as it was written.
pub(super) fn spelled(sign: Binary) -> &'static str {
    match sign {
        Binary::Plus => "+",
        Binary::Minus => "-",
        Binary::Times => "*",
        Binary::Divide => "/",
        Binary::Modulo => "MOD",
        Binary::Equal => "=",
        Binary::NotEqual => "<>",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
        Binary::And => "AND",
        Binary::Or => "OR",
    }
}
