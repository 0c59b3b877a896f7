//! Groups by key, in the order in which they were first seen. A key is found by a hash; the hash orders nothing.

use crate::cell::Cell;
use crate::sizes::VALUE_BYTES;
use jobs::stream::Value;

/// Numbers for keys, from 0 in first-seen order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// How many values a key has.
    width: usize,
    /// The keys, one behind the other.
    keys: Vec<Value>,
    hashes: Vec<u64>,
    /// By hash: a group's number and one, or 0. A power of two, at most half full.
    slots: Vec<u32>,
    text_bytes: u64,
}

impl Table {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// A group's key.
    pub(crate) fn key(&self, group: usize) -> &[Value] {
        self.keys.get(group * self.width..(group + 1) * self.width).unwrap_or_default()
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let fixed = self.keys.len() * VALUE_BYTES + self.hashes.len() * 8 + self.slots.len() * 4;
        fixed as u64 + self.text_bytes
    }

    pub(crate) fn find(&self, hash: u64, key: &[Cell]) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let group = (*self.slots.get(at)? as usize).checked_sub(1)?;
            if self.hashes.get(group) == Some(&hash) && self.is_key(group, key) {
                return Some(group);
            }
            at = (at + 1) & mask;
        }
    }

    fn is_key(&self, group: usize, key: &[Cell]) -> bool {
        self.key(group).iter().zip(key).all(|(value, cell)| cell.is_same(value))
    }

    /// The group's number, and whether it is new.
    pub(crate) fn find_or_add(&mut self, hash: u64, key: &[Cell]) -> (usize, bool) {
        if let Some(group) = self.find(hash, key) {
            return (group, false);
        }
        let group = self.hashes.len();
        for cell in key.iter().take(self.width) {
            let value = cell.to_value();
            if let Value::String(text) = &value {
                self.text_bytes += text.len() as u64 + 16;
            }
            self.keys.push(value);
        }
        self.hashes.push(hash);
        if self.hashes.len() * 2 > self.slots.len() {
            self.rebuild();
        } else {
            self.place(group, hash);
        }
        (group, true)
    }

    fn rebuild(&mut self) {
        let slots = (self.hashes.len() * 4).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for group in 0..self.hashes.len() {
            let hash = self.hashes.get(group).copied().unwrap_or_default();
            self.place(group, hash);
        }
    }

    fn place(&mut self, group: usize, hash: u64) {
        let mask = self.slots.len().saturating_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = group as u32 + 1;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// The groups that are asked for, in order, numbered anew.
    pub(crate) fn keeping(&self, groups: impl Iterator<Item = usize>) -> Self {
        let mut kept = Self::new(self.width);
        for group in groups {
            let key: Vec<Cell> = self.key(group).iter().map(Cell::of).collect();
            kept.find_or_add(self.hashes.get(group).copied().unwrap_or_default(), &key);
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::digest;

    #[test]
    fn keys_are_numbered_in_the_order_in_which_they_come() {
        let mut table = Table::new(2);
        for round in 0..3 {
            for number in 0..1_000_i64 {
                let text = format!("k{number}");
                let key = [Cell::Text(&text), Cell::Bigint(number % 7)];
                assert_eq!(table.find_or_add(digest(&key), &key), (number as usize, round == 0));
            }
        }
        // One hash for all: it finds by the key.
        let mut table = Table::new(1);
        for number in 0..100 {
            assert_eq!(table.find_or_add(1, &[Cell::Bigint(number)]), (number as usize, true));
        }
        assert_eq!(table.find(1, &[Cell::Bigint(99)]), Some(99));
        assert_eq!(table.find(1, &[Cell::Null]), None);
        assert_eq!(table.keeping([3, 5].into_iter()).find(1, &[Cell::Bigint(5)]), Some(1));
    }
}
