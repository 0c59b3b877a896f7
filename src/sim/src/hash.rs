//! One number for everything that has happened in a run, equal natively and in
//! wasm. Not a state hash: pacing, views and wall time are outside it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::{Xxh3, xxh3_128_with_seed};

/// A [`Hasher`] that gives the same result on every machine: `usize` is widened
/// to 64 bits, and whole numbers are read as little-endian.
#[derive(Clone, Default)]
pub struct StableHasher(Xxh3);

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0.digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_u8(&mut self, i: u8) {
        self.write(&[i]);
    }

    fn write_u16(&mut self, i: u16) {
        self.write(&i.to_le_bytes());
    }

    fn write_u32(&mut self, i: u32) {
        self.write(&i.to_le_bytes());
    }

    fn write_u64(&mut self, i: u64) {
        self.write(&i.to_le_bytes());
    }

    fn write_u128(&mut self, i: u128) {
        self.write(&i.to_le_bytes());
    }

    fn write_usize(&mut self, i: usize) {
        self.write_u64(i as u64);
    }

    fn write_isize(&mut self, i: isize) {
        self.write_u64(i as i64 as u64);
    }
}

/// A rolling hash: what is mixed in, and in which order, decides its value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct RunHash(u128);

impl RunHash {
    /// The hash of a run in which nothing has happened yet.
    pub fn new(seed: u64) -> Self {
        Self(u128::from(seed))
    }

    /// Mixes `value` in.
    pub fn mix(&mut self, value: &impl Hash) {
        let mut hasher = StableHasher::default();
        value.hash(&mut hasher);
        self.mix_u64(hasher.finish());
    }

    /// Mixes a number in.
    pub fn mix_u64(&mut self, value: u64) {
        self.0 = xxh3_128_with_seed(&self.0.to_le_bytes(), value);
    }
}

impl fmt::Display for RunHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for RunHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for RunHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Hash)]
    enum Kind {
        One(u32),
        Many(Vec<String>),
    }

    #[test]
    fn the_hash_is_the_same_on_every_machine() {
        let mut hash = RunHash::new(7);
        hash.mix(&Kind::One(3));
        hash.mix(&Kind::Many(vec!["a".into(), "b".into()]));
        assert_eq!(hash.to_string(), "e6a0db4fa862e072a5e9556e9640084c");
    }
}
