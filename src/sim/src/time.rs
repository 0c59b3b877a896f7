//! Virtual time: whole microseconds since the run's start.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// An instant of a run, in microseconds since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time(pub u64);

/// One second, in microseconds.
pub const SECOND_US: u64 = 1_000_000;

impl Time {
    /// The run's start.
    pub const ZERO: Self = Self(0);

    /// `seconds` after the start.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(SECOND_US))
    }

    /// `ms` milliseconds after the start.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000))
    }

    /// Whole milliseconds since the start.
    pub const fn as_ms(self) -> u64 {
        self.0 / 1_000
    }

    /// Whole seconds since the start.
    pub const fn as_secs(self) -> u64 {
        self.0 / SECOND_US
    }
}

impl Add<u64> for Time {
    type Output = Self;

    /// `us` microseconds later.
    fn add(self, us: u64) -> Self {
        Self(self.0.saturating_add(us))
    }
}

impl Sub for Time {
    type Output = u64;

    /// Microseconds from `other` to `self`; 0 if `other` is later.
    fn sub(self, other: Self) -> u64 {
        self.0.saturating_sub(other.0)
    }
}
