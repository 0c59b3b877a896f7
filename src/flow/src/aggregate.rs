//! What is kept of a group for each computation, and how rows are added to it, taken back from it and merged.

use crate::cell::{Cell, Ordered};
use jobs::stream::{Aggregate, AggregateFunction, Type, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What an entry of a map takes besides its text, in bytes: an estimate.
const ENTRY_BYTES: i64 = 64;

/// The state of one computation over one group.
#[derive(Clone, Debug)]
pub(crate) enum Acc {
    Count(i64),
    /// A sum of whole numbers, and of how many.
    Whole(i64, i64),
    /// A sum of doubles in the order in which they came, and of how many.
    Fraction(f64, i64),
    /// The least or the greatest.
    Best(Value),
    /// The first or the last, and the number of its row.
    Placed(u64, Value),
    /// The first or the last of what may be taken back: all, by the numbers of their rows.
    Listed(BTreeMap<u64, Value>),
    /// Each value once: how often each came, and what they make.
    Distinct(Box<(BTreeMap<Ordered, i64>, Acc)>),
    /// The least or the greatest of what may be taken back: how often each is there.
    Many(BTreeMap<Ordered, i64>),
}

impl Acc {
    /// The state without a row. Where rows may be taken back, a least or greatest value remembers all.
    pub(crate) fn new(aggregate: &Aggregate, is_retractable: bool) -> Self {
        let inner = match aggregate.function {
            AggregateFunction::Count => Self::Count(0),
            AggregateFunction::Sum | AggregateFunction::Average if aggregate.kind == Type::Bigint => Self::Whole(0, 0),
            AggregateFunction::Sum | AggregateFunction::Average => Self::Fraction(0.0, 0),
            AggregateFunction::Min | AggregateFunction::Max if is_retractable => Self::Many(BTreeMap::new()),
            // A value counts once there anyway.
            AggregateFunction::Min | AggregateFunction::Max => return Self::Best(Value::Null),
            AggregateFunction::First | AggregateFunction::Last if is_retractable => {
                return Self::Listed(BTreeMap::new());
            }
            AggregateFunction::First | AggregateFunction::Last => return Self::Placed(0, Value::Null),
        };
        if aggregate.distinct { Self::Distinct(Box::new((BTreeMap::new(), inner))) } else { inner }
    }

    /// Adds a value, or takes it back with `sign` -1; NULL does nothing. Gives by about how many bytes the state grew.
    #[inline]
    pub(crate) fn add(&mut self, aggregate: &Aggregate, cell: &Cell, ordinal: u64, sign: i64) -> i64 {
        if cell.is_null() {
            return 0;
        }
        match self {
            Self::Count(count) => *count += sign,
            Self::Whole(sum, count) => {
                *sum = sum.wrapping_add(cell.whole().unwrap_or_default().wrapping_mul(sign));
                *count += sign;
            }
            Self::Fraction(sum, count) => {
                let number = cell.number().unwrap_or_default();
                *sum += if sign < 0 { -number } else { number };
                *count += sign;
                if *count == 0 {
                    // What rounding left behind.
                    *sum = 0.0;
                }
            }
            Self::Best(best) => {
                let wanted =
                    if aggregate.function == AggregateFunction::Min { Ordering::Less } else { Ordering::Greater };
                if *best == Value::Null || cell.order(&Cell::of(best)) == wanted {
                    *best = cell.to_value();
                }
            }
            Self::Placed(place, value) => {
                let is_better = match aggregate.function {
                    AggregateFunction::First => ordinal < *place,
                    _ => ordinal > *place,
                };
                if *value == Value::Null || is_better {
                    (*place, *value) = (ordinal, cell.to_value());
                }
            }
            Self::Distinct(state) => {
                let (values, inner) = state.as_mut();
                let (was, is, grew) = count(values, cell, sign);
                if (was > 0) != (is > 0) {
                    inner.add(aggregate, cell, ordinal, if is > 0 { 1 } else { -1 });
                }
                return grew;
            }
            Self::Many(values) => return count(values, cell, sign).2,
            Self::Listed(values) if sign > 0 => {
                values.insert(ordinal, cell.to_value());
                return ENTRY_BYTES;
            }
            // Of equal values, the one that came first goes.
            Self::Listed(values) => {
                let found = values.iter().find(|(_, value)| cell.is_same(value)).map(|(ordinal, _)| *ordinal);
                return found.and_then(|ordinal| values.remove(&ordinal)).map_or(0, |_| -ENTRY_BYTES);
            }
        }
        0
    }

    /// Adds what another group of the same computation has.
    pub(crate) fn merge(&mut self, aggregate: &Aggregate, other: Self) {
        match (self, other) {
            (Self::Count(count), Self::Count(other)) => *count += other,
            (Self::Whole(sum, count), Self::Whole(other, others)) => {
                *sum = sum.wrapping_add(other);
                *count += others;
            }
            (Self::Fraction(sum, count), Self::Fraction(other, others)) => {
                *sum += other;
                *count += others;
            }
            (Self::Distinct(state), Self::Distinct(other)) => {
                let (values, inner) = state.as_mut();
                for (value, times) in other.0 {
                    let cell = Cell::of(&value.0);
                    let (was, is, _) = count(values, &cell, times);
                    if was <= 0 && is > 0 {
                        inner.add(aggregate, &cell, 0, 1);
                    }
                }
            }
            (Self::Many(values), Self::Many(other)) => {
                for (value, times) in other {
                    count(values, &Cell::of(&value.0), times);
                }
            }
            (acc @ Self::Best(_), Self::Best(value)) => {
                acc.add(aggregate, &Cell::of(&value), 0, 1);
            }
            (acc @ Self::Placed(..), Self::Placed(place, value)) => {
                acc.add(aggregate, &Cell::of(&value), place, 1);
            }
            (Self::Listed(values), Self::Listed(other)) => values.extend(other),
            // Both were made for one computation.
            _ => {}
        }
    }

    /// The result.
    pub(crate) fn result(&self, aggregate: &Aggregate) -> Value {
        let is_average = aggregate.function == AggregateFunction::Average;
        match self {
            Self::Count(count) => Value::Bigint(*count),
            Self::Whole(_, 0) | Self::Fraction(_, 0) => Value::Null,
            Self::Whole(sum, count) => Value::Bigint(if is_average { sum.wrapping_div(*count) } else { *sum }),
            Self::Fraction(sum, count) => Value::Double(if is_average { sum / *count as f64 } else { *sum }),
            Self::Best(value) | Self::Placed(_, value) => value.clone(),
            Self::Listed(values) => {
                let is_first = aggregate.function == AggregateFunction::First;
                let found = if is_first { values.first_key_value() } else { values.last_key_value() };
                found.map_or(Value::Null, |(_, value)| value.clone())
            }
            Self::Distinct(state) => state.1.result(aggregate),
            Self::Many(values) => {
                let least = || values.first_key_value();
                let found =
                    if aggregate.function == AggregateFunction::Min { least() } else { values.last_key_value() };
                found.map_or(Value::Null, |(value, _)| value.0.clone())
            }
        }
    }
}

/// Counts a value; gives how often it was there, how often it is, and by how many bytes the map grew.
fn count(values: &mut BTreeMap<Ordered, i64>, cell: &Cell, times: i64) -> (i64, i64, i64) {
    let key = Ordered(cell.to_value());
    let bytes = ENTRY_BYTES + cell.text().map_or(0, |text| text.len() as i64);
    let was = values.get(&key).copied().unwrap_or_default();
    let is = was + times;
    if is == 0 {
        values.remove(&key);
        return (was, is, if was == 0 { 0 } else { -bytes });
    }
    values.insert(key, is);
    (was, is, if was == 0 { bytes } else { 0 })
}
