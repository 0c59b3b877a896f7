//! Calls that wait to be made again: what was refused of them, for how long they wait, and when they are given up.

use super::call::Call;
use super::{RETRY_RECORDS_MAX, TICK_US};
use imbl::OrdMap;
use sim::Time;

/// The longest that a call waits before it is made again.
const BACKOFF_US_MAX: u64 = 5_000_000;

/// Calls that wait.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    /// By when they are due, and then in the order of their coming.
    calls: OrdMap<(Time, u64), Call>,
    weight: u64,
    entered: u64,
}

impl Backlog {
    /// How many of the source's records wait.
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// Whether it holds as much as it may.
    pub fn is_full(&self) -> bool {
        self.weight >= RETRY_RECORDS_MAX as u64
    }

    /// Keeps a call until `due`. Gives how many records found no room.
    pub fn keep(&mut self, call: Call, due: Time) -> u64 {
        let (room, weight) = (RETRY_RECORDS_MAX as u64 - self.weight.min(RETRY_RECORDS_MAX as u64), call.weight());
        let call = if weight <= room { Some(call) } else { call.truncated(room) };
        let kept = call.as_ref().map_or(0, Call::weight);
        if let Some(call) = call {
            self.entered += 1;
            self.weight += kept;
            self.calls.insert((due, self.entered), call);
        }
        weight - kept
    }

    /// Takes out the first call that is due.
    pub fn take_due(&mut self, now: Time) -> Option<Call> {
        let first = self.calls.get_min().map(|(key, _)| *key).filter(|(due, _)| *due <= now)?;
        let call = self.calls.remove(&first)?;
        self.weight -= call.weight();
        Some(call)
    }
}

/// How long a call waits that was refused for the `tries`-th time: anything from nothing to `base_us` doubled each time, with
/// jitter over the whole of it ('full jitter'), and at most 5 s; up to the next tick. `random` are 64 random bits.
pub fn backoff_us(base_us: u64, tries: u32, random: u64) -> u64 {
    let most = base_us.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(BACKOFF_US_MAX);
    let wait = if most == 0 { 0 } else { sim::draws::scale(random, most) + 1 };
    wait.next_multiple_of(TICK_US).max(TICK_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_spread_out() {
        let longest = |tries| backoff_us(100_000, tries, u64::MAX);
        assert_eq!([1, 2, 3, 6, 7, 60].map(longest), [100_000, 200_000, 400_000, 3_200_000, 5_000_000, 5_000_000]);
        assert_eq!(backoff_us(100_000, 5, 0), TICK_US);
        assert_eq!(backoff_us(100_000, 3, u64::MAX / 2), 200_000);
        assert_eq!(backoff_us(0, 5, u64::MAX), TICK_US, "without backoff it is the next tick");
    }
}
