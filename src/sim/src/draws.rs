//! Random numbers by name. Each name is a stream of its own, seeded from the
//! run's seed and the name, so that a new draw in one shifts no other.

use imbl::OrdMap;
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};
use std::sync::Arc;

/// The random streams of a run.
#[derive(Clone, Debug)]
pub struct Draws {
    seed: u64,
    streams: OrdMap<Arc<str>, ChaCha8Rng>,
    count: u64,
}

impl Draws {
    /// No stream has been drawn from yet.
    pub fn new(seed: u64) -> Self {
        Self { seed, streams: OrdMap::new(), count: 0 }
    }

    /// The run's seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many numbers have been drawn, from all streams together.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The next number of the stream `name`: all 64 bits are random.
    pub fn next(&mut self, name: &str) -> u64 {
        self.count += 1;
        if let Some(rng) = self.streams.get_mut(name) {
            return rng.next_u64();
        }
        let mut rng = stream(self.seed, name);
        let value = rng.next_u64();
        self.streams.insert(name.into(), rng);
        value
    }

    /// A whole number from 0 to `bound` - 1; 0 if `bound` is 0.
    pub fn below(&mut self, name: &str, bound: u64) -> u64 {
        scale(self.next(name), bound)
    }
}

/// A generator apart from [`Draws`], for a program that draws much: equal
/// (seed, name) give equal numbers.
pub fn stream(seed: u64, name: &str) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[16..].copy_from_slice(&xxhash_rust::xxh3::xxh3_128(name.as_bytes()).to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

/// Maps 64 random bits to 0 … `bound` - 1 without a division.
pub fn scale(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_in_one_stream_shifts_no_other() {
        let (mut quiet, mut busy) = (Draws::new(7), Draws::new(7));
        for _ in 0..100 {
            busy.next("other");
        }
        assert_eq!(quiet.next("mine"), busy.next("mine"));
        assert_ne!(quiet.next("mine"), Draws::new(8).next("mine"));
    }

    #[test]
    fn below_stays_below() {
        let mut draws = Draws::new(1);
        assert!((0..1000).all(|_| draws.below("x", 6) < 6));
        assert_eq!(draws.below("x", 0), 0);
    }
}
