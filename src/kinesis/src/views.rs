//! What the page and the other readers of a state may know. Nothing here changes anything.

use crate::bucket::Rate;
use crate::consumers::Consumer;
use crate::limits;
use crate::refused::Refused;
use crate::shard::{Parents, Shard};
use crate::state::{Kinesis, Mode, Status, Stream};
use api::kinesis::{sequence_number, shard_id};
use api::{Arn, RecordId, Segment, Source, Timestamp};
use sim::Time;
use std::sync::Arc;

/// A record in the buffer that holds it.
#[derive(Clone, Debug)]
pub struct Found {
    /// It, or what arrived together with it.
    pub segment: Arc<Segment>,
    /// Its index in there.
    pub index: u32,
}

impl Found {
    /// Its number in its shard.
    pub fn number(&self) -> u64 {
        self.segment.first + u64::from(self.index)
    }

    /// Its identity.
    pub fn id(&self) -> RecordId {
        RecordId { source: (*self.segment.source).clone(), number: self.number() }
    }

    /// Its partition key.
    pub fn key(&self) -> &[u8] {
        self.segment.items.get(self.index as usize).map_or(&[], |item| item.key(&self.segment.bytes))
    }

    /// Its data.
    pub fn data(&self) -> &[u8] {
        self.segment.items.get(self.index as usize).map_or(&[], |item| item.data(&self.segment.bytes))
    }
}

/// Records that arrived a short while ago, one for each `every` of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecentRecords {
    /// A power of two: records are taken whose number is a multiple of it, so that the same ones are taken again.
    pub every: u64,
    /// They, and when they arrived.
    pub records: Vec<(RecordId, Time)>,
}

impl Kinesis {
    /// All streams by name.
    pub fn streams(&self) -> impl Iterator<Item = &Stream> {
        self.streams.values()
    }

    /// One stream.
    pub fn stream(&self, name: &str) -> Option<&Stream> {
        self.streams.get(name)
    }

    /// The shard that numbered a record, if it is still there.
    pub fn shard_of(&self, source: &Source) -> Option<&Shard> {
        let stream = self.streams.get(&*source.name)?;
        let shard = stream.shards.get(stream.index_of(source.shard)?)?;
        (*shard.source == *source).then_some(&**shard)
    }

    /// A record, if it is still there.
    pub fn record(&self, id: &RecordId) -> Option<Found> {
        self.shard_of(&id.source)?.record(id.number)
    }

    /// At most `max` records of a stream that arrived at `since` or later.
    pub fn recent(&self, stream: &str, since: Time, max: u64) -> RecentRecords {
        let Some(stream) = self.streams.get(stream) else { return RecentRecords::default() };
        let ranges: Vec<_> = stream.shards.iter().map(|shard| (shard, shard.log.first_since(since.0))).collect();
        let count = |every: u64| -> u64 {
            ranges.iter().map(|(shard, first)| shard.log.next().div_ceil(every) - first.div_ceil(every)).sum()
        };
        let mut every = 1;
        // Record 0 is a multiple of every step, so many new shards alone may be more than `max`.
        while count(every) > max && every < 1 << 20 {
            every *= 2;
        }
        let mut records = Vec::new();
        for (shard, first) in ranges {
            let mut number = first.next_multiple_of(every);
            while number < shard.log.next() && (records.len() as u64) < max {
                if let Some(found) = shard.record(number) {
                    records.push((found.id(), Time(found.segment.arrival_us)));
                }
                number += every;
            }
        }
        RecentRecords { every, records }
    }
}

impl Stream {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        Arn::stream(&self.name)
    }

    /// When it was made.
    pub fn created(&self) -> Time {
        self.created
    }

    /// The same as a date.
    pub fn created_date(&self) -> Timestamp {
        Timestamp(self.start_epoch_ms + self.created.as_ms())
    }

    /// How it is.
    pub fn status(&self) -> Status {
        self.status
    }

    /// How its capacity is bought.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How long records stay.
    pub fn retention_hours(&self) -> u32 {
        self.retention_hours
    }

    /// The metrics of single shards that are switched on, by AWS's names.
    pub fn shard_metrics(&self) -> Vec<String> {
        self.metrics.names()
    }

    /// Its consumers with enhanced fan-out, by name.
    pub fn consumers(&self) -> impl Iterator<Item = &Consumer> {
        self.consumers.values()
    }

    /// What holding its records takes, in bytes, headers included.
    pub fn memory_bytes(&self) -> u64 {
        self.shards.iter().map(|shard| shard.log.memory_bytes()).sum()
    }

    /// Its shards in the order of their numbers, closed ones until all their records are too old; none before it is
    /// active.
    pub fn shards(&self) -> impl Iterator<Item = &Shard> {
        let shown = if self.status == Status::Creating { 0 } else { self.shards.len() };
        self.shards.iter().take(shown).map(|shard| &**shard)
    }

    /// One of them.
    pub fn shard(&self, number: u32) -> Option<&Shard> {
        let shard = self.shards.get(self.index_of(number)?)?;
        (self.status != Status::Creating).then_some(&**shard)
    }

    /// Records held.
    pub fn records(&self) -> u64 {
        self.shards.iter().map(|shard| shard.records()).sum()
    }

    /// Their bytes, keys included.
    pub fn bytes(&self) -> u64 {
        self.shards.iter().map(|shard| shard.bytes()).sum()
    }

    /// Records accepted since it was made.
    pub fn accepted(&self) -> u64 {
        self.expired.accepted + self.shards.iter().map(|shard| shard.log.next()).sum::<u64>()
    }

    /// What all shards did in the last second.
    pub fn rate(&self, now: Time) -> Rate {
        self.shards.iter().map(|shard| shard.rate(now)).fold(Rate::default(), |sum, rate| Rate {
            records: sum.records + rate.records,
            bytes: sum.bytes + rate.bytes,
            throttled: sum.throttled + rate.throttled,
        })
    }

    /// How far the slowest reader was behind at its last call, or when it was last pushed to, within 1.6 s; 0 without readers.
    pub fn iterator_age_us(&self, now: Time) -> u64 {
        self.shards.iter().map(|shard| shard.recent.behind_ms(now) * 1_000).max().unwrap_or_default()
    }

    /// The sequence number of one of its records.
    pub fn sequence_of(&self, found: &Found) -> String {
        let source = &found.segment.source;
        let (created_s, arrival_s) =
            (self.epoch_s(Time(source.created_us)), self.epoch_s(Time(found.segment.arrival_us)));
        sequence_number(created_s, found.number(), arrival_s, source.shard)
    }
}

impl Shard {
    /// `shardId-000000000000`
    pub fn id(&self) -> String {
        shard_id(self.source.shard)
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The first and the last hash key that it takes.
    pub fn hash_range(&self) -> (u128, u128) {
        (self.hash_from, self.hash_to)
    }

    /// Whether it takes records.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Since when it has taken records.
    pub fn opened(&self) -> Time {
        self.opened
    }

    /// Since when it takes no more, if it was split or merged.
    pub fn closed(&self) -> Option<Time> {
        self.closed
    }

    /// What it came from.
    pub fn parents(&self) -> Parents {
        self.parents
    }

    /// The place in which its records are numbered.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Whether its records lie in the same memory as the other's: one is a clone of the other.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        self.log.is_shared_with(&other.log)
    }

    /// Records held.
    pub fn records(&self) -> u64 {
        self.log.next() - self.log.first()
    }

    /// Their bytes, keys included.
    pub fn bytes(&self) -> u64 {
        self.log.bytes()
    }

    /// The oldest record's number.
    pub fn first_number(&self) -> u64 {
        self.log.first()
    }

    /// The number that the next record will get.
    pub fn next_number(&self) -> u64 {
        self.log.next()
    }

    /// What it did in the last second.
    pub fn rate(&self, now: Time) -> Rate {
        self.recent.rate(now)
    }

    /// The larger of its two loads over the last second; 1 is the limit.
    pub fn fill(&self, now: Time) -> f64 {
        let rate = self.rate(now);
        let records = rate.records as f64 / limits::SHARD_RECORDS_PER_S_MAX as f64;
        records.max(rate.bytes as f64 / limits::SHARD_BYTES_PER_S_MAX as f64)
    }

    /// Records refused since it was made.
    pub fn throttled(&self) -> u64 {
        self.throttled
    }

    /// What it refused lately: the last seconds in which it did, oldest first.
    pub fn refused(&self) -> impl DoubleEndedIterator<Item = &Refused> {
        self.refusals.iter()
    }

    /// How far its slowest reader was behind at its last call, or when it was last pushed to, within 1.6 s; 0 without readers.
    pub fn iterator_age_us(&self, now: Time) -> u64 {
        self.recent.behind_ms(now) * 1_000
    }

    /// When it last refused one.
    pub fn last_throttled(&self) -> Option<Time> {
        self.last_throttled
    }

    /// The number of the first record that arrived at `time` or later; the next one's if there is none.
    pub fn number_at(&self, time: Time) -> u64 {
        self.log.first_since(time.0)
    }

    /// One record, if it is still there.
    pub fn record(&self, number: u64) -> Option<Found> {
        let slice = self.slices(number, 1, u64::MAX).pop()?;
        let found = Found { segment: slice.segment, index: slice.from };
        (found.number() == number).then_some(found)
    }

    /// Records from `number` on, at most `max`.
    pub fn page(&self, number: u64, max: u64) -> Vec<Found> {
        let slices = self.slices(number, max, u64::MAX);
        let found = slices
            .into_iter()
            .flat_map(|slice| (slice.from..slice.to).map(move |index| Found { segment: slice.segment.clone(), index }));
        found.collect()
    }
}
