//! How a buffer has filled, in few points: once there are too many, every other one goes, and from then on they stand further apart.

use crate::limits::CURVE_POINTS_MAX;

/// Points of time and bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    points: Vec<(u64, u64)>,
    /// Two points are at least so far apart, in microseconds.
    apart_us: u64,
}

impl Curve {
    /// Says that from `at_us` on there are `bytes`. The latest point is always exact.
    pub fn push(&mut self, at_us: u64, bytes: u64) {
        if let [.., before, last] = &mut self.points[..]
            && last.0 < before.0 + self.apart_us.max(1)
        {
            *last = (at_us, bytes);
            return;
        }
        if self.points.is_empty() {
            self.points.reserve_exact(CURVE_POINTS_MAX);
        }
        if self.points.len() == CURVE_POINTS_MAX {
            self.thin();
        }
        self.points.push((at_us, bytes));
    }

    fn thin(&mut self) {
        let first_us = self.points.first().map_or(0, |point| point.0);
        let span_us = self.points.last().map_or(0, |point| point.0 - first_us);
        self.apart_us = (self.apart_us * 2).max(span_us / (CURVE_POINTS_MAX as u64 / 2));
        let mut is_kept = false;
        self.points.retain(|_| {
            is_kept = !is_kept;
            is_kept
        });
    }

    /// The points, the oldest first.
    pub fn points(&self) -> &[(u64, u64)] {
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_curve_has_few_points_that_rise_and_ends_where_the_buffer_does(steps in prop::collection::vec((0u64..1_000_000, 1u64..9_000), 1..500)) {
            let mut curve = Curve::default();
            let (mut at, mut bytes) = (0, 0);
            for (wait, more) in steps {
                (at, bytes) = (at + wait, bytes + more);
                curve.push(at, bytes);
            }
            prop_assert!(curve.points().len() <= CURVE_POINTS_MAX);
            prop_assert!(curve.points().is_sorted());
            prop_assert_eq!(curve.points().last(), Some(&(at, bytes)));
        }
    }
}
