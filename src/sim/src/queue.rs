//! One queue for a whole run. Order is (time, sequence): of two events that are
//! due at the same time, the one scheduled first comes first.

use crate::Time;
use imbl::OrdMap;

/// Events to come. Cloning shares everything.
#[derive(Clone, Debug)]
pub struct Queue<E: Clone> {
    events: OrdMap<(Time, u64), E>,
    sequence: u64,
}

impl<E: Clone> Default for Queue<E> {
    fn default() -> Self {
        Self { events: OrdMap::new(), sequence: 0 }
    }
}

impl<E: Clone> Queue<E> {
    /// Puts `event` at `at` and gives its sequence number.
    pub fn schedule(&mut self, at: Time, event: E) -> u64 {
        self.sequence += 1;
        self.events.insert((at, self.sequence), event);
        self.sequence
    }

    /// The event that comes next.
    pub fn peek(&self) -> Option<(Time, u64, &E)> {
        self.events.get_min().map(|((time, sequence), event)| (*time, *sequence, event))
    }

    /// Takes the event that comes next.
    pub fn pop(&mut self) -> Option<(Time, u64, E)> {
        let (key, _) = self.events.get_min()?;
        let key = *key;
        self.events.remove(&key).map(|event| (key.0, key.1, event))
    }

    /// How many events are to come.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn events_come_by_time_and_then_in_the_order_of_scheduling(times in prop::collection::vec(0u64..20, 0..60)) {
            let mut queue = Queue::default();
            for (index, time) in times.iter().enumerate() {
                queue.schedule(Time(*time), index);
            }
            let mut expected: Vec<_> = times.iter().copied().enumerate().map(|(index, time)| (time, index)).collect();
            expected.sort();
            let mut got = Vec::new();
            while let Some((time, _, index)) = queue.pop() {
                got.push((time.0, index));
            }
            prop_assert_eq!(got, expected);
        }
    }
}
