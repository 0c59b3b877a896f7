//! One finished second of a stream: which keys came, and where in the hash space they landed. It follows from the records
//! that lie on the shards alone, so that going there and playing there see the same.

use api::kinesis::shard_number;
use kinesis::{Shard, Stream, hash_of_key};
use protocol::HEAT_ROWS;
use sim::Time;
use std::collections::BTreeMap;

/// Records of a second that are looked at: enough to tell a hot key, few enough to look at a minute of them at once.
const SAMPLES_MAX: u64 = 96;

/// A key on a shard.
pub(super) type KeyOn = (u32, Vec<u8>);

/// What was seen of a second.
pub(super) struct Second {
    /// Its beginning, in whole seconds since the run's start.
    pub at: u64,
    /// One record in so many was looked at.
    pub every: u64,
    /// Records, by rows of the heat map.
    pub cells: Vec<u32>,
    /// The keys by shard.
    pub keys: BTreeMap<KeyOn, Tally>,
    /// The shards that took something, by number.
    pub shards: BTreeMap<u32, Load>,
}

/// What was seen of a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    /// Its hash key; none if it is not the key's MD5 that led to the shard.
    pub hash: Option<u128>,
    /// Where it is drawn: there, or in the middle of its shard.
    pub place: u128,
    /// Records, as far as a sample can tell.
    pub records: u64,
}

/// What a shard took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    /// Records, exactly.
    pub records: u64,
    /// Records, as far as the sample can tell: what shares of keys are shares of.
    pub sampled: u64,
    /// Bytes of the records looked at, keys included.
    bytes: u64,
    looked_at: u64,
}

impl Load {
    /// Bytes, as far as a sample can tell.
    pub fn bytes(&self) -> f64 {
        if self.looked_at == 0 { 0.0 } else { self.bytes as f64 / self.looked_at as f64 * self.records as f64 }
    }
}

impl Second {
    /// Looks at a second that is over.
    pub fn look(stream: &Stream, at: u64) -> Self {
        let (from, to) = (Time::from_secs(at), Time::from_secs(at + 1));
        let was_there = |shard: &&Shard| shard.opened() < to && shard.closed().is_none_or(|closed| closed >= from);
        let shards = stream.shards().filter(was_there);
        let ranges: Vec<_> = shards.map(|shard| (shard, shard.number_at(from), shard.number_at(to))).collect();
        let total: u64 = ranges.iter().map(|(_, first, end)| end - first).sum();
        let every = total.div_ceil(SAMPLES_MAX).max(1);
        let mut second =
            Self { at, every, cells: vec![0; HEAT_ROWS as usize], keys: BTreeMap::new(), shards: BTreeMap::new() };
        let mut before = 0;
        for (shard, first, end) in ranges {
            let count = end - first;
            if count == 0 {
                continue;
            }
            second.shards.entry(shard.number()).or_default().records = count;
            // One record of each stretch of `every`, somewhere in it: a fixed place would miss every other key of two that take turns.
            for stretch in before / every.. {
                let pick = stretch * every + mixed(at, stretch) % every;
                if pick >= before + count {
                    break;
                }
                if let Some(offset) = pick.checked_sub(before) {
                    second.take(shard, first + offset);
                }
            }
            before += count;
        }
        second
    }

    fn take(&mut self, shard: &Shard, number: u64) {
        let Some(found) = shard.record(number) else { return };
        let load = self.shards.entry(shard.number()).or_default();
        load.sampled += self.every;
        load.looked_at += 1;
        load.bytes += (found.key().len() + found.data().len()) as u64;
        let (from, to) = shard.hash_range();
        let tally = self.keys.entry((shard.number(), found.key().to_vec())).or_insert_with(|| {
            let hash = Some(hash_of_key(found.key())).filter(|hash| (from..=to).contains(hash));
            Tally { hash, place: hash.unwrap_or(from + (to - from) / 2), records: 0 }
        });
        tally.records += self.every;
        if let Some(cell) = self.cells.get_mut(row_of(tally.place)) {
            *cell += self.every as u32;
        }
    }
}

/// The row of the heat map that a hash key lies in.
fn row_of(hash: u128) -> usize {
    (((hash >> 64) * u128::from(HEAT_ROWS)) >> 64) as usize
}

/// A hash key as a share of all of them, from 0 to 1.
pub(super) fn share_of_space(hash: u128) -> f64 {
    (hash >> 64) as f64 / 18_446_744_073_709_551_616.0
}

/// The number of a shard by its id.
pub(super) fn number_of(id: &str) -> Option<u32> {
    shard_number(id)
}

/// A number that looks like chance and is always the same (splitmix64).
fn mixed(one: u64, two: u64) -> u64 {
    let mut word = one.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(two).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
