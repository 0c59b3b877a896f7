//! What the service holds: streams, their shards, and the records on them. Records lie in the buffers that they came
//! in; a clone shares all of them.

use crate::bucket::{Bucket, Recent};
use crate::limits;
use api::{Segment, Slice, Source, SourceKind};
use imbl::Vector;
use sim::Time;
use sim::time::SECOND_US;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The service.
#[derive(Clone, Debug, Default)]
pub struct Kinesis {
    pub(crate) streams: BTreeMap<Arc<str>, Stream>,
}

/// What becomes of a stream with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It takes nothing yet.
    Creating,
    /// It takes and gives.
    Active,
    /// It takes no more.
    Deleting,
}

impl Status {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
        }
    }
}

/// How a stream's capacity is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By the shard.
    Provisioned,
    /// By use.
    OnDemand,
}

impl Mode {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::OnDemand => "ON_DEMAND",
        }
    }
}

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    pub(crate) name: Arc<str>,
    pub(crate) created: Time,
    pub(crate) start_epoch_ms: u64,
    pub(crate) status: Status,
    pub(crate) mode: Mode,
    pub(crate) record_kib_max: u32,
    pub(crate) retention_hours: u32,
    /// Each by itself, so that a change after a clone copies one shard (and none of its segments).
    pub(crate) shards: Vec<Arc<Shard>>,
    pub(crate) routes: Arc<[Route]>,
    /// Records that puts have brought, refused ones included.
    pub(crate) offered: u64,
    /// When the next old records go, if that is arranged.
    pub(crate) trim_at: Option<Time>,
}

/// Which open shard takes the hash keys up to `to` (from the route before on).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) to: u128,
    pub(crate) shard: u32,
}

/// A shard.
#[derive(Clone, Debug)]
pub struct Shard {
    pub(crate) source: Arc<Source>,
    pub(crate) hash_from: u128,
    pub(crate) hash_to: u128,
    pub(crate) is_open: bool,
    pub(crate) segments: Vector<Arc<Segment>>,
    /// The next record's number: so many have been accepted.
    pub(crate) next: u64,
    /// So many have gone, being too old.
    pub(crate) trimmed: u64,
    pub(crate) bytes_put: u64,
    pub(crate) bytes_trimmed: u64,
    /// Records refused.
    pub(crate) throttled: u64,
    pub(crate) last_throttled: Option<Time>,
    pub(crate) write_records: Bucket,
    pub(crate) write_bytes: Bucket,
    pub(crate) read_calls: Bucket,
    pub(crate) read_bytes: Bucket,
    pub(crate) iterator_calls: Bucket,
    pub(crate) recent: Recent,
}

impl Stream {
    pub(crate) fn new(
        name: &str,
        mode: Mode,
        shards: u32,
        record_kib_max: u32,
        now: Time,
        start_epoch_ms: u64,
    ) -> Self {
        let name: Arc<str> = name.into();
        let width = hash_width(shards);
        let shards: Vec<Arc<Shard>> = (0..shards)
            .map(|number| {
                let hash_from = u128::from(number) * width;
                let hash_to = if number + 1 == shards { u128::MAX } else { hash_from + (width - 1) };
                let source = Source { kind: SourceKind::Stream, name: name.clone(), created_us: now.0, shard: number };
                Arc::new(Shard::new(source, (hash_from, hash_to), record_kib_max, now))
            })
            .collect();
        let routes = shards.iter().map(|shard| Route { to: shard.hash_to, shard: shard.source.shard }).collect();
        Self {
            name,
            created: now,
            start_epoch_ms,
            status: Status::Creating,
            mode,
            record_kib_max,
            retention_hours: limits::RETENTION_HOURS,
            shards,
            routes,
            offered: 0,
            trim_at: None,
        }
    }

    /// The shard that takes a hash key.
    pub(crate) fn route(&self, hash: u128) -> u32 {
        let index = self.routes.partition_point(|route| route.to < hash);
        self.routes.get(index).or(self.routes.last()).map_or(0, |route| route.shard)
    }

    pub(crate) fn retention_us(&self) -> u64 {
        u64::from(self.retention_hours) * 3_600 * SECOND_US
    }

    pub(crate) fn created_s(&self) -> u64 {
        self.epoch_s(self.created)
    }

    pub(crate) fn epoch_s(&self, time: Time) -> u64 {
        (self.start_epoch_ms + time.as_ms()) / 1_000
    }

    /// Drops what is too old at `now`. Gives when to come again, if anything is left.
    pub(crate) fn trim(&mut self, now: Time) -> Option<Time> {
        let retention_us = self.retention_us();
        let mut oldest: Option<u64> = None;
        for shard in &mut self.shards {
            let is_due = |front: &Arc<Segment>| front.arrival_us + retention_us <= now.0;
            if shard.segments.front().is_some_and(is_due) {
                Arc::make_mut(shard).trim(now, retention_us);
            }
            oldest = [oldest, shard.segments.front().map(|segment| segment.arrival_us)].into_iter().flatten().min();
        }
        self.trim_at = oldest.map(|arrival_us| trim_time(arrival_us + retention_us));
        self.trim_at
    }
}

/// Whole minutes, so that one event drops many segments.
pub(crate) fn trim_time(due_us: u64) -> Time {
    Time(due_us.div_ceil(limits::TRIM_STEP_US) * limits::TRIM_STEP_US)
}

/// 2^128 / `shards`, rounded down; one shard takes all, whatever this says.
fn hash_width(shards: u32) -> u128 {
    let shards = u128::from(shards.max(1));
    let rest = u128::MAX % shards;
    u128::MAX / shards + u128::from(rest + 1 == shards && shards > 1)
}

impl Shard {
    fn new(source: Source, (hash_from, hash_to): (u128, u128), record_kib_max: u32, now: Time) -> Self {
        let burst_bytes = limits::SHARD_BYTES_PER_S_MAX.max(u64::from(record_kib_max) * 1024);
        let once = |per_s| Bucket::new(per_s, per_s, now);
        Self {
            source: Arc::new(source),
            hash_from,
            hash_to,
            is_open: true,
            segments: Vector::new(),
            next: 0,
            trimmed: 0,
            bytes_put: 0,
            bytes_trimmed: 0,
            throttled: 0,
            last_throttled: None,
            write_records: once(limits::SHARD_RECORDS_PER_S_MAX),
            write_bytes: Bucket::new(limits::SHARD_BYTES_PER_S_MAX, burst_bytes, now),
            read_calls: once(limits::SHARD_READ_CALLS_PER_S_MAX),
            read_bytes: once(limits::SHARD_READ_BYTES_PER_S_MAX),
            iterator_calls: once(limits::SHARD_ITERATOR_CALLS_PER_S_MAX),
            recent: Recent::default(),
        }
    }

    /// The records from `number` on, at most so many and so large. The first one comes whatever its size.
    pub(crate) fn slices(&self, number: u64, records_max: u64, bytes_max: u64) -> Vec<Slice> {
        let mut slices = Vec::new();
        let (mut left, mut bytes_left) = (records_max, bytes_max);
        let mut index = self.segment_of(number);
        let mut skip = number.saturating_sub(self.segments.get(index).map_or(number, |segment| segment.first));
        while let Some(segment) = self.segments.get(index) {
            let from = skip as usize;
            let mut to = from;
            for item in segment.items.iter().skip(from) {
                if left == 0 || (item.bytes() > bytes_left && bytes_left < bytes_max) {
                    break;
                }
                left -= 1;
                bytes_left = bytes_left.saturating_sub(item.bytes());
                to += 1;
            }
            if to > from {
                slices.push(Slice { segment: segment.clone(), from: from as u32, to: to as u32 });
            }
            if to < segment.items.len() {
                break;
            }
            (index, skip) = (index + 1, 0);
        }
        slices
    }

    /// The index of the segment that holds record `number`, or of the first one behind it.
    pub(crate) fn segment_of(&self, number: u64) -> usize {
        self.partition_point(|segment| segment.first + segment.items.len() as u64 <= number)
    }

    /// The number of the first record that arrived at or after `time_us`.
    pub(crate) fn first_since(&self, time_us: u64) -> u64 {
        let index = self.partition_point(|segment| segment.arrival_us < time_us);
        self.segments.get(index).map_or(self.next, |segment| segment.first)
    }

    fn partition_point(&self, before: impl Fn(&Segment) -> bool) -> usize {
        let (mut low, mut high) = (0, self.segments.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.segments.get(middle).is_some_and(|segment| before(segment)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn trim(&mut self, now: Time, retention_us: u64) {
        while let Some(front) = self.segments.front().filter(|front| front.arrival_us + retention_us <= now.0) {
            self.trimmed += front.items.len() as u64;
            self.bytes_trimmed += front.items.iter().map(|item| item.bytes()).sum::<u64>();
            self.segments.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_the_hash_space_as_aws_does() {
        let two = Stream::new("s", Mode::Provisioned, 2, 1024, Time::ZERO, 0);
        let ends: Vec<_> = two.shards.iter().map(|shard| (shard.hash_from, shard.hash_to)).collect();
        assert_eq!(ends[0], (0, 170_141_183_460_469_231_731_687_303_715_884_105_727));
        assert_eq!(ends[1], (170_141_183_460_469_231_731_687_303_715_884_105_728, u128::MAX));
        let one = Stream::new("s", Mode::Provisioned, 1, 1024, Time::ZERO, 0);
        assert_eq!(one.shards.first().map(|shard| (shard.hash_from, shard.hash_to)), Some((0, u128::MAX)));
        let three = Stream::new("s", Mode::Provisioned, 3, 1024, Time::ZERO, 0);
        assert_eq!(three.shards.get(1).map(|shard| shard.hash_from), Some(u128::MAX / 3));
    }
}
