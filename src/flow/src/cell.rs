//! A value while a row passes: its text is lent by the record, by the plan or by a reference table, so that nothing is
//! allocated until an operator keeps it.

use jobs::stream::Value;
use std::cmp::Ordering;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// A value that may be lent.
#[derive(Clone, Debug, Default)]
pub(crate) enum Cell<'a> {
    #[default]
    Null,
    Boolean(bool),
    Bigint(i64),
    Double(f64),
    Text(&'a str),
    Shared(Arc<str>),
    /// Milliseconds since 1970.
    Timestamp(i64),
}

impl<'a> Cell<'a> {
    /// A view of a value.
    pub(crate) fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(value) => Self::Boolean(*value),
            Value::Bigint(value) => Self::Bigint(*value),
            Value::Double(value) => Self::Double(*value),
            Value::String(value) => Self::Text(value),
            Value::Timestamp(ms) => Self::Timestamp(*ms),
        }
    }

    /// A value that an operator keeps, shared.
    pub(crate) fn owned(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(value) => Self::Boolean(value),
            Value::Bigint(value) => Self::Bigint(value),
            Value::Double(value) => Self::Double(value),
            Value::String(value) => Self::Shared(value),
            Value::Timestamp(ms) => Self::Timestamp(ms),
        }
    }

    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Bigint(value) => Value::Bigint(*value),
            Self::Double(value) => Value::Double(*value),
            Self::Text(value) => Value::String(Arc::from(*value)),
            Self::Shared(value) => Value::String(Arc::clone(value)),
            Self::Timestamp(ms) => Value::Timestamp(*ms),
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Boolean(true))
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Shared(text) => Some(text),
            _ => None,
        }
    }

    /// A number as a double.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Bigint(value) => Some(*value as f64),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number; milliseconds of a timestamp.
    pub(crate) fn whole(&self) -> Option<i64> {
        match self {
            Self::Bigint(value) | Self::Timestamp(value) => Some(*value),
            Self::Double(value) => Some(*value as i64),
            _ => None,
        }
    }

    /// Whether they belong to one group: NULLs do, and doubles by their bits.
    pub(crate) fn is_same(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(one), Value::Boolean(other)) => one == other,
            (Self::Bigint(one), Value::Bigint(other)) | (Self::Timestamp(one), Value::Timestamp(other)) => one == other,
            (Self::Double(one), Value::Double(other)) => one.to_bits() == other.to_bits(),
            (Self::Text(one), Value::String(other)) => **one == **other,
            (Self::Shared(one), Value::String(other)) => one == other,
            _ => false,
        }
    }

    /// An order of all values: NULL is the least, as Flink sorts.
    pub(crate) fn order(&self, other: &Cell) -> Ordering {
        match (self, other) {
            (Self::Boolean(one), Cell::Boolean(other)) => one.cmp(other),
            (Self::Bigint(one), Cell::Bigint(other)) | (Self::Timestamp(one), Cell::Timestamp(other)) => one.cmp(other),
            (Self::Double(one), Cell::Double(other)) => one.total_cmp(other),
            _ => match (self.text(), other.text()) {
                (Some(one), Some(other)) => one.cmp(other),
                _ => match (self.number(), other.number()) {
                    (Some(one), Some(other)) => one.total_cmp(&other),
                    _ => self.rank().cmp(&other.rank()),
                },
            },
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Boolean(_) => 1,
            Self::Bigint(_) | Self::Double(_) => 2,
            Self::Timestamp(_) => 3,
            Self::Text(_) | Self::Shared(_) => 4,
        }
    }

    fn digest(&self) -> u64 {
        match self {
            Self::Null => 0x6e,
            Self::Boolean(value) => 1 + u64::from(*value),
            Self::Bigint(value) | Self::Timestamp(value) => *value as u64,
            Self::Double(value) => value.to_bits(),
            Self::Text(text) => xxh3_64(text.as_bytes()),
            Self::Shared(text) => xxh3_64(text.as_bytes()),
        }
    }
}

/// A number for a group's key. It only finds groups and never orders them.
pub(crate) fn digest(keys: &[Cell]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
    for key in keys {
        hash = (hash.rotate_left(5) ^ key.digest()).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    hash ^ (hash >> 32)
}

/// A value with the order of [`Cell::order`].
#[derive(Clone, Debug)]
pub(crate) struct Ordered(pub(crate) Value);

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        Cell::of(&self.0).order(&Cell::of(&other.0))
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ordered {}

/// Whether two rows are alike in all values.
pub(crate) fn are_same(row: &[Cell], values: &[Value]) -> bool {
    row.len() == values.len() && row.iter().zip(values).all(|(cell, value)| cell.is_same(value))
}
