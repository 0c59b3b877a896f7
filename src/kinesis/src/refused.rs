//! Which records a shard has refused lately, second by second and by the limit that they broke. A shard that refuses none
//! holds nothing here.

use sim::Time;
use std::collections::VecDeque;

/// Seconds with refusals that are kept: a minute and a little more, for those who look at the last one.
const SECONDS_MAX: usize = 64;

/// What a shard refused in one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Whole seconds since the run's start.
    pub second: u64,
    /// Records for which there was no room among the 1,000 of a second.
    pub by_records: u64,
    /// Records for which there was no room in the 1 MiB of a second.
    pub by_bytes: u64,
}

impl Refused {
    /// All of them.
    pub fn records(&self) -> u64 {
        self.by_records + self.by_bytes
    }
}

/// The last seconds with refusals, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusals(VecDeque<Refused>);

impl Refusals {
    /// Enters what a put was refused.
    pub fn add(&mut self, now: Time, by_records: u64, by_bytes: u64) {
        if by_records + by_bytes == 0 {
            return;
        }
        let second = now.as_secs();
        match self.0.back_mut().filter(|last| last.second == second) {
            Some(last) => {
                last.by_records += by_records;
                last.by_bytes += by_bytes;
            }
            None => {
                if self.0.len() >= SECONDS_MAX {
                    self.0.pop_front();
                }
                self.0.push_back(Refused { second, by_records, by_bytes });
            }
        }
    }

    /// They, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Refused> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_one_entry_and_old_ones_go() {
        let mut refusals = Refusals::default();
        refusals.add(Time::from_ms(100), 0, 0);
        assert_eq!(refusals.iter().count(), 0);
        refusals.add(Time::from_ms(1_100), 3, 0);
        refusals.add(Time::from_ms(1_900), 1, 2);
        assert_eq!(refusals.iter().collect::<Vec<_>>(), [&Refused { second: 1, by_records: 4, by_bytes: 2 }]);
        for second in 2..100 {
            refusals.add(Time::from_secs(second), 1, 0);
        }
        let seconds: Vec<_> = refusals.iter().map(|refused| refused.second).collect();
        assert_eq!((seconds.len(), seconds.first(), seconds.last()), (SECONDS_MAX, Some(&36), Some(&99)));
    }
}
