//! Token buckets and rates in whole numbers, so that they are exact on every machine.

use sim::Time;
use sim::time::SECOND_US;

/// A bucket that refills steadily and never holds more than its capacity. Levels count millionths of a unit, so that
/// a microsecond of refill is a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    level: i64,
    at: Time,
    per_s: u32,
    capacity: u32,
}

const SCALE: i64 = SECOND_US as i64;

impl Bucket {
    /// A full bucket.
    pub fn new(per_s: u64, capacity: u64, now: Time) -> Self {
        let capacity = capacity as u32;
        Self { level: i64::from(capacity) * SCALE, at: now, per_s: per_s as u32, capacity }
    }

    /// Refills up to `now`.
    pub fn refill(&mut self, now: Time) {
        let full = i64::from(self.capacity) * SCALE;
        let missing = (full - self.level) as u64;
        // No bucket takes an hour to fill, so that the product stays in 64 bits.
        let gained = ((now - self.at).min(u64::from(u32::MAX)) * u64::from(self.per_s)).min(missing);
        self.level += gained as i64;
        self.at = self.at.max(now);
    }

    /// Whether it holds `units`. Refill it first.
    pub fn holds(&self, units: u64) -> bool {
        self.level >= scaled(units)
    }

    /// Takes `units` that it holds.
    pub fn take(&mut self, units: u64) {
        self.level -= scaled(units);
    }

    /// Takes one if it is there.
    pub fn take_one(&mut self, now: Time) -> bool {
        self.refill(now);
        let holds = self.holds(1);
        if holds {
            self.take(1);
        }
        holds
    }

    /// Takes `units` even if it does not hold them: then all of them are owed, as after a large `GetRecords`.
    pub fn take_or_owe(&mut self, units: u64) {
        let units = scaled(units);
        self.level = if units > self.level { self.level.min(0) - units } else { self.level - units };
    }

    /// Whether it owes something.
    pub fn owes(&self) -> bool {
        self.level < 0
    }

    /// How long it takes until nothing is owed any more.
    pub fn debt_us(&self) -> u64 {
        (self.level.min(0).unsigned_abs()).div_ceil(u64::from(self.per_s.max(1)))
    }

    /// Gives it another capacity. What it holds beyond is lost.
    pub fn resize(&mut self, capacity: u64, now: Time) {
        self.refill(now);
        self.capacity = capacity as u32;
        self.level = self.level.min(i64::from(self.capacity) * SCALE);
    }

    /// Whether the level is possible.
    pub fn is_sound(&self) -> bool {
        self.level <= i64::from(self.capacity) * SCALE
    }
}

/// Units as levels count them. What a call brings or takes is far from filling 64 bits. (A product that is guarded against it
/// takes wasm several times as long.)
fn scaled(units: u64) -> i64 {
    units as i64 * SCALE
}

const SLOTS: usize = 16;
const SLOT_US: u64 = SECOND_US / 10;
const SLOTS_PER_S: u64 = 10;

/// What a shard did within the last second, in tenths of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    tick: u64,
    slots: [Slot; SLOTS],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slot {
    records: u32,
    bytes: u32,
    throttled: u32,
    behind_ms: u32,
}

/// Sums over the last second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Records taken.
    pub records: u64,
    /// Their bytes, keys included.
    pub bytes: u64,
    /// Records refused.
    pub throttled: u64,
}

impl Recent {
    /// Enters what a put has done.
    pub fn put(&mut self, now: Time, records: u64, bytes: u64, throttled: u64) {
        let slot = self.slot(now);
        slot.records = slot.records.saturating_add(records as u32);
        slot.bytes = slot.bytes.saturating_add(bytes as u32);
        slot.throttled = slot.throttled.saturating_add(throttled as u32);
    }

    /// Enters how far behind a reader was.
    pub fn read(&mut self, now: Time, behind_ms: u64) {
        let slot = self.slot(now);
        slot.behind_ms = slot.behind_ms.max(behind_ms.min(u64::from(u32::MAX)) as u32);
    }

    /// The last second.
    pub fn rate(&self, now: Time) -> Rate {
        let mut rate = Rate::default();
        for slot in self.since(now, SLOTS_PER_S) {
            rate.records += u64::from(slot.records);
            rate.bytes += u64::from(slot.bytes);
            rate.throttled += u64::from(slot.throttled);
        }
        rate
    }

    /// How far the slowest reader of the last 1.6 s was behind.
    pub fn behind_ms(&self, now: Time) -> u64 {
        self.since(now, SLOTS as u64).map(|slot| u64::from(slot.behind_ms)).max().unwrap_or_default()
    }

    fn since(&self, now: Time, slots: u64) -> impl Iterator<Item = &Slot> {
        let now = now.0 / SLOT_US;
        let tick = self.tick;
        let first = (now + 1).saturating_sub(slots).max((tick + 1).saturating_sub(SLOTS as u64));
        (first..=now.min(tick)).map(|tick| &self.slots[tick as usize % SLOTS])
    }

    fn slot(&mut self, now: Time) -> &mut Slot {
        let tick = now.0 / SLOT_US;
        for passed in (self.tick + 1..=tick).rev().take(SLOTS) {
            self.slots[passed as usize % SLOTS] = Slot::default();
        }
        self.tick = self.tick.max(tick);
        &mut self.slots[tick as usize % SLOTS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_more_comes_out_than_went_in(steps in prop::collection::vec((0u64..500_000, 1u64..400), 1..200)) {
            let mut now = Time(5);
            let mut bucket = Bucket::new(1_000, 1_000, now);
            let mut taken = 0;
            for (pause, units) in steps {
                now = now + pause;
                bucket.refill(now);
                if bucket.holds(units) {
                    bucket.take(units);
                    taken += units;
                }
                prop_assert!(bucket.is_sound());
                prop_assert!(taken * SECOND_US <= 1_000 * SECOND_US + (now.0 - 5) * 1_000);
            }
        }

        #[test]
        fn the_last_second_is_ten_tenths(gaps in prop::collection::vec(0u64..3_000_000, 1..60)) {
            let mut recent = Recent::default();
            let mut now = Time(0);
            let mut seen: Vec<u64> = Vec::new();
            for gap in gaps {
                now = now + gap;
                recent.put(now, 1, 2, 3);
                seen.push(now.0 / SLOT_US);
                let expected = seen.iter().filter(|tick| **tick + 10 > now.0 / SLOT_US).count() as u64;
                prop_assert_eq!(recent.rate(now), Rate { records: expected, bytes: 2 * expected, throttled: 3 * expected });
                prop_assert_eq!(recent.rate(now + 1_100_000), Rate::default());
            }
        }
    }

    #[test]
    fn a_large_read_is_paid_back_in_full() {
        let mut bucket = Bucket::new(2 << 20, 2 << 20, Time::ZERO);
        bucket.take_or_owe(10 << 20);
        bucket.refill(Time::from_ms(4_999));
        assert!(bucket.owes());
        bucket.refill(Time::from_secs(5));
        assert!(!bucket.owes());
    }
}
