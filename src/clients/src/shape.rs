//! How a producer's rate changes over a minute of virtual time, in thousandths of the rate that is set. Whole numbers
//! only: a sine of the platform's would differ between machines.

use crate::producer::TICK_US;
use sim::Time;

/// How a rate changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Always the same.
    #[default]
    Constant,
    /// Up from nothing over a minute, again and again.
    Ramp,
    /// Five times as much for five seconds of each minute.
    Spike,
    /// Up and down.
    Wave,
}

const NAMES: [(&str, Shape); 4] =
    [("constant", Shape::Constant), ("ramp", Shape::Ramp), ("spike", Shape::Spike), ("wave", Shape::Wave)];
const TICKS_PER_MINUTE: u64 = 60_000_000 / TICK_US;
const SPIKE_TICKS: std::ops::Range<u64> = 100..150;
const SPIKE_FACTOR: u64 = 5_000;
/// 1000 + 800 · sin(2π · second / 60), rounded.
const WAVE: [u16; 60] = [
    1000, 1084, 1166, 1247, 1325, 1400, 1470, 1535, 1595, 1647, 1693, 1731, 1761, 1783, 1796, 1800, 1796, 1783, 1761,
    1731, 1693, 1647, 1595, 1535, 1470, 1400, 1325, 1247, 1166, 1084, 1000, 916, 834, 753, 675, 600, 530, 465, 405,
    353, 307, 269, 239, 217, 204, 200, 204, 217, 239, 269, 307, 353, 405, 465, 530, 600, 675, 753, 834, 916,
];

impl Shape {
    /// Reads `constant`, `ramp`, `spike` or `wave`.
    pub fn parse(text: &str) -> Option<Self> {
        NAMES.iter().find(|(name, _)| *name == text).map(|(_, shape)| *shape)
    }

    /// As it is read.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, shape)| *shape == self).map_or("constant", |(name, _)| name)
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Thousandths of the set rate at an instant.
    pub fn factor(self, now: Time) -> u64 {
        let tick = now.0 / TICK_US % TICKS_PER_MINUTE;
        match self {
            Self::Constant => 1_000,
            Self::Ramp => (tick + 1) * 1_000 / TICKS_PER_MINUTE,
            Self::Spike if SPIKE_TICKS.contains(&tick) => SPIKE_FACTOR,
            Self::Spike => 1_000,
            Self::Wave => WAVE.get((tick / 10) as usize).map_or(1_000, |factor| u64::from(*factor)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_have_their_means() {
        let mean = |shape: Shape| (0..600).map(|tick| shape.factor(Time(tick * TICK_US))).sum::<u64>() / 600;
        assert_eq!(mean(Shape::Constant), 1_000);
        assert_eq!(mean(Shape::Wave), 1_000);
        assert_eq!(mean(Shape::Ramp), 500);
        assert_eq!(mean(Shape::Spike), 1_000 + 4_000 * 5 / 60);
        assert_eq!(Shape::parse("wave").map(Shape::name), Some("wave"));
    }
}
