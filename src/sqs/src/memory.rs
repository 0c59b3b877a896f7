//! What a FIFO queue remembers for five minutes: deduplication ids and receive attempts. It goes on remembering an id
//! when the message is long deleted.

use crate::limits::DEDUPLICATION_US;
use imbl::{OrdMap, Vector};
use sim::Time;
use std::sync::Arc;

/// Something remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// A message that was taken in: its id and sequence number.
    Message(u128, u128),
    /// A receive.
    Attempt(Attempt),
}

/// What a receive gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The messages, with the number of their receive.
    pub given: Arc<[(u64, u32)]>,
    /// Until when it has hidden them, or its last repetition.
    pub until_us: u64,
}

/// What is remembered, by key and by age.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: OrdMap<Arc<str>, (Time, Remembered)>,
    order: Vector<(Time, Arc<str>)>,
}

impl Memory {
    /// The key of a deduplication id: in its group alone, if `group` is given. No id contains a line's end.
    pub fn message_key(group: Option<&str>, id: &str) -> Arc<str> {
        format!("m\n{}\n{id}", group.unwrap_or_default()).into()
    }

    /// The key of a receive attempt.
    pub fn attempt_key(id: &str) -> Arc<str> {
        format!("a\n{id}").into()
    }

    /// What is remembered under `key`.
    pub fn get(&self, key: &str) -> Option<&Remembered> {
        self.entries.get(key).map(|(_, remembered)| remembered)
    }

    /// The receive that is remembered under `key`, to change it. It is not remembered any longer for that.
    pub fn attempt_mut(&mut self, key: &str) -> Option<&mut Attempt> {
        match self.entries.get_mut(key) {
            Some((_, Remembered::Attempt(attempt))) => Some(attempt),
            _ => None,
        }
    }

    /// Remembers from now on.
    pub fn put(&mut self, key: Arc<str>, remembered: Remembered, now: Time) {
        self.order.push_back((now, key.clone()));
        self.entries.insert(key, (now, remembered));
    }

    /// Forgets what is older than five minutes.
    pub fn forget(&mut self, now: Time) {
        while self.order.front().is_some_and(|(at, _)| now - *at >= DEDUPLICATION_US) {
            let Some((at, key)) = self.order.pop_front() else { break };
            // It may have been remembered anew since.
            if self.entries.get(&key).is_some_and(|(since, _)| *since == at) {
                self.entries.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_count_from_the_last_time() {
        let mut memory = Memory::default();
        let key = Memory::attempt_key("x");
        let attempt = Remembered::Attempt(Attempt { given: Arc::from([(1, 1)]), until_us: 5 });
        memory.put(key.clone(), attempt.clone(), Time::ZERO);
        memory.put(key.clone(), attempt.clone(), Time::from_secs(200));
        memory.forget(Time::from_secs(300));
        assert_eq!(memory.get(&key), Some(&attempt));
        memory.forget(Time::from_secs(500));
        assert_eq!(memory.get(&key), None);
    }
}
