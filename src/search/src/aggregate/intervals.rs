//! The intervals of a histogram.

use crate::date::{self, Unit};

/// How values fall into buckets.
#[derive(Clone, Debug, PartialEq)]
pub enum Interval {
    /// Of equal width, one of them beginning at the offset.
    Numbers {
        /// The width; above 0.
        width: f64,
        /// Where one begins.
        offset: f64,
    },
    /// Of equal length, in milliseconds.
    Fixed {
        /// The length; above 0.
        length_ms: i64,
        /// Where one begins.
        offset_ms: i64,
    },
    /// By the calendar.
    Calendar {
        /// The unit.
        unit: Unit,
        /// How far the unit's beginning is from UTC's.
        offset_ms: i64,
    },
}

impl Interval {
    /// The beginning of the bucket of a value.
    pub fn floor(&self, value: f64) -> f64 {
        match self {
            Self::Numbers { width, offset } => ((value - offset) / width).floor() * width + offset,
            Self::Fixed { length_ms, offset_ms } => {
                let local = (value as i64).saturating_sub(*offset_ms);
                (local.div_euclid(*length_ms) * length_ms + offset_ms) as f64
            }
            Self::Calendar { unit, offset_ms } => {
                let local = (value as i64).saturating_sub(*offset_ms);
                (date::floor(local, *unit) + offset_ms) as f64
            }
        }
    }

    /// The beginning of the bucket after the one that begins here.
    pub fn next(&self, start: f64) -> f64 {
        match self {
            Self::Numbers { width, .. } => self.floor(start + width * 1.5),
            Self::Fixed { length_ms, .. } => start + *length_ms as f64,
            Self::Calendar { unit, offset_ms } => {
                let local = (start as i64).saturating_sub(*offset_ms);
                date::add(local, *unit, 1).map_or(f64::INFINITY, |next| (next + offset_ms) as f64)
            }
        }
    }

    /// Whether the values are instants.
    pub fn is_date(&self) -> bool {
        !matches!(self, Self::Numbers { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other() {
        let tenths = Interval::Numbers { width: 0.1, offset: 0.0 };
        let mut start = tenths.floor(-0.25);
        for _ in 0..100 {
            let next = tenths.next(start);
            assert!(next > start);
            start = next;
        }
        let months = Interval::Calendar { unit: Unit::Month, offset_ms: 0 };
        let january = months.floor(978_307_200_000.0);
        assert_eq!(january, 978_307_200_000.0);
        assert_eq!(months.next(january), january + 31.0 * 86_400_000.0);
    }
}
