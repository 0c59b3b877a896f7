//! A shard: a range of hash keys, the records that it has taken, and how much more it may take and give.

use crate::bucket::{Bucket, Recent};
use crate::limits;
use crate::log::Log;
use crate::refused::Refusals;
use api::kinesis::{ending_sequence_number, starting_sequence_number};
use api::{Slice, Source, SourceKind};
use sim::Time;
use std::sync::Arc;

/// A shard.
#[derive(Clone, Debug)]
pub struct Shard {
    pub(crate) log: Log,
    pub(crate) number: u32,
    pub(crate) write_records: Bucket,
    pub(crate) write_bytes: Bucket,
    /// Records refused.
    pub(crate) throttled: u64,
    pub(crate) last_throttled: Option<Time>,
    pub(crate) refusals: Refusals,
    pub(crate) source: Arc<Source>,
    /// The second in its sequence numbers.
    pub(crate) created_s: u64,
    pub(crate) hash_from: u128,
    pub(crate) hash_to: u128,
    pub(crate) parents: Parents,
    /// Since when it has taken records.
    pub(crate) opened: Time,
    /// Since when it takes no more.
    pub(crate) closed: Option<Time>,
    pub(crate) read_calls: Bucket,
    pub(crate) read_bytes: Bucket,
    pub(crate) iterator_calls: Bucket,
    pub(crate) recent: Recent,
    pub(crate) load: Load,
}

/// What a shard came from: nothing, one that was split, or two that were merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parents {
    /// The one that was split, or the lower one.
    pub first: Option<u32>,
    /// The upper one.
    pub adjacent: Option<u32>,
}

impl Parents {
    /// Both, as far as there are.
    pub fn iter(self) -> impl Iterator<Item = u32> {
        self.first.into_iter().chain(self.adjacent)
    }
}

/// What an on-demand stream watches, minute by minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    /// Records taken up to the last minute's end.
    pub records: u64,
    /// Bytes taken up to the last minute's end.
    pub bytes: u64,
    /// For so many minutes it has been above what makes a stream scale.
    pub hot_minutes: u32,
}

/// What makes a shard.
pub(crate) struct Plan {
    pub stream: Arc<str>,
    /// The instant in its identity and its numbers.
    pub created: Time,
    pub created_s: u64,
    pub number: u32,
    /// The first and the last hash key.
    pub hashes: (u128, u128),
    pub record_kib_max: u32,
    pub parents: Parents,
}

/// How many bytes a shard takes at once: a second's worth, or as much as the largest records of AWS need where a stream
/// takes larger ones than usual.
pub(crate) fn burst_bytes(record_kib_max: u32) -> u64 {
    if record_kib_max > limits::RECORD_KIB_DEFAULT {
        limits::LARGE_RECORD_BURST_BYTES
    } else {
        limits::SHARD_BYTES_PER_S_MAX
    }
}

impl Shard {
    pub(crate) fn new(plan: Plan, now: Time) -> Self {
        let once = |per_s| Bucket::new(per_s, per_s, now);
        let Plan { stream, created, created_s, number, hashes, record_kib_max, parents } = plan;
        let source = Source { kind: SourceKind::Stream, name: stream, created_us: created.0, shard: number };
        Self {
            log: Log::default(),
            number,
            write_records: once(limits::SHARD_RECORDS_PER_S_MAX),
            write_bytes: Bucket::new(limits::SHARD_BYTES_PER_S_MAX, burst_bytes(record_kib_max), now),
            throttled: 0,
            last_throttled: None,
            refusals: Refusals::default(),
            source: Arc::new(source),
            created_s,
            hash_from: hashes.0,
            hash_to: hashes.1,
            parents,
            opened: now,
            closed: None,
            read_calls: once(limits::SHARD_READ_CALLS_PER_S_MAX),
            read_bytes: once(limits::SHARD_READ_BYTES_PER_S_MAX),
            iterator_calls: once(limits::SHARD_ITERATOR_CALLS_PER_S_MAX),
            recent: Recent::default(),
            load: Load::default(),
        }
    }

    /// The records from `number` on, at most so many and so large. The first one comes whatever its size.
    pub(crate) fn slices(&self, number: u64, records_max: u64, bytes_max: u64) -> Vec<Slice> {
        self.log.slices(&self.source, number, records_max, bytes_max)
    }

    /// The oldest record that is not too old, forgotten or not.
    pub(crate) fn horizon(&self, now: Time, retention_us: u64) -> u64 {
        match (now.0 + 1).checked_sub(retention_us) {
            Some(oldest_us) => self.log.first_since(oldest_us),
            None => self.log.first(),
        }
    }

    /// Whether nothing is left to read from `number` on, now and ever.
    pub(crate) fn is_over_at(&self, number: u64) -> bool {
        self.closed.is_some() && number >= self.log.next()
    }

    /// Whether a read that begins at `since_us` only seeks the record `number`, which arrived much later.
    pub(crate) fn seeks(&self, number: u64, since_us: u64) -> bool {
        self.log.arrival_us(number).is_some_and(|arrival_us| arrival_us > since_us + limits::SEEK_US)
    }

    /// How far a reader at `next` lies behind the newest record, whose last read one is `last`; 0 only if nothing is left.
    pub(crate) fn behind_ms(&self, next: u64, last: Option<&Slice>, now: Time) -> u64 {
        let Some(next_us) = self.log.arrival_us(next) else { return 0 };
        let arrival_us = last.map_or(next_us, |last| last.segment.arrival_us);
        (now.0.saturating_sub(arrival_us) / 1_000).max(1)
    }

    /// The number at which it starts.
    pub(crate) fn start_number(&self) -> String {
        starting_sequence_number(self.created_s, self.source.shard)
    }

    /// The number at which it ended, at the second `closed_s`.
    pub(crate) fn end_number(&self, closed_s: u64) -> String {
        ending_sequence_number(self.created_s, closed_s, self.source.shard)
    }

    /// Whether it was open at some instant of `from` to `to`.
    pub(crate) fn was_open(&self, from: Time, to: Time) -> bool {
        self.opened <= to && self.closed.is_none_or(|closed| closed >= from)
    }
}
