//! Workers over a stream, by the rules of Amazon's consumer library: leases are taken, renewed and stolen; a shard is begun when its
//! parents have been read to their ends; how far the work is, is written down now and then; what was handled since is handled again
//! when another worker goes on.

use super::leases::{Lease, Point};
use super::reader::Reader;
use super::settings::{Reading, Source, Start};
use super::{CHUNK_US, Consumer, FAILED_US, PAUSE_US_MIN, Step};
use crate::Event;
use api::kinesis::{GetRecords, GetRecordsOutput, GetShardIterator, ListShards, Shard, shard_id, shard_number};
use api::{AwsError, Principal};
use service::{Ctx, Note};
use sim::Time;
use sim::time::SECOND_US;

/// The shards are listed anew after this. Source: KCL's `shardSyncIntervalMillis`.
const SYNC_US: u64 = 60 * SECOND_US;
/// How often a reader looks whether the parents of its shard are done. Source: KCL's `parentShardPollIntervalMillis`.
const PARENTS_US: u64 = 10 * SECOND_US;

impl Consumer {
    pub(super) fn stream(&self) -> &str {
        match &self.settings.source {
            Source::Stream(name) => name,
            Source::Queue(_) => "",
        }
    }

    /// A worker says that it lives, and takes the leases that it should have. Three times within the time after which it would be
    /// taken for dead, as KCL renews.
    pub(super) fn round(&mut self, worker: u32, life: u64, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        self.leases.renew(worker, now);
        if self.synced.is_none_or(|synced| now - synced >= SYNC_US) {
            match self.list_shards(principal, ctx) {
                Ok(shards) => self.sync(&shards, now),
                Err(error) => self.tally.failed(&self.name, error, ctx),
            }
        }
        for shard in self.leases.wanted_by(worker, now, self.settings.failover_us) {
            let Some(from) = self.leases.get(shard).map(|lease| lease.point.clone()) else { continue };
            let Some((before, term)) = self.leases.take(shard, worker, Reader::new(from, now), now) else { continue };
            if let Some(before) = before.filter(|before| *before != worker) {
                let note = Note::info("consumer-lease-taken").with("consumer", &self.name).with("worker", worker);
                ctx.note(note.with("shard", shard_id(shard)).with("before", before));
            }
            self.schedule(0, Step::Read { shard, term }, ctx);
        }
        self.schedule(self.settings.failover_us / 3, Step::Round { worker, life }, ctx);
    }

    fn list_shards(&self, principal: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<Vec<Shard>, AwsError> {
        let mut shards = Vec::new();
        let mut request = ListShards { stream_name: Some(self.stream().to_owned()), ..ListShards::default() };
        loop {
            let output = ctx.call(principal, request)?;
            shards.extend(output.shards);
            let Some(token) = output.next_token else { return Ok(shards) };
            request = ListShards { next_token: Some(token), ..ListShards::default() };
        }
    }

    /// Shards without a lease get one. A fleet that begins with the next record has no use for closed shards.
    fn sync(&mut self, shards: &[Shard], now: Time) {
        let first = self.leases.is_empty();
        for shard in shards {
            let Some(number) = shard_number(&shard.shard_id) else { continue };
            let is_open = shard.sequence_number_range.ending_sequence_number.is_none();
            let start = if first { self.settings.start } else { Start::TrimHorizon };
            if start == Start::TrimHorizon || is_open {
                let parents = [&shard.parent_shard_id, &shard.adjacent_parent_shard_id].into_iter().flatten();
                self.leases.enter(number, parents.filter_map(|id| shard_number(id)).collect(), start);
            }
        }
        self.leases.forget_expired(|number| shards.iter().any(|shard| shard_number(&shard.shard_id) == Some(number)));
        self.synced = (!shards.is_empty()).then_some(now);
    }

    /// A worker ends: others go on where it is.
    pub(super) fn release(&mut self, worker: u32) {
        for (_, lease) in self.leases.iter_mut().filter(|(_, lease)| lease.owner == Some(worker)) {
            if let Some(reader) = lease.reader.take() {
                lease.point = reader.handled;
            }
            lease.owner = None;
        }
    }

    /// Reads a shard, if its parents are done.
    pub(super) fn read(&mut self, shard: u32, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        if !self.leases.may_begin(shard) {
            return self.read_in(PARENTS_US, shard, ctx);
        }
        match self.settings.reading {
            Reading::FanOut => self.subscribe(shard, principal, ctx),
            Reading::Shared => match self.get_records(shard, principal, ctx) {
                Ok(output) => self.took(shard, output, ctx),
                Err(error) => self.could_not_read(shard, error, ctx),
            },
        }
    }

    fn get_records(
        &mut self,
        shard: u32,
        principal: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetRecordsOutput, AwsError> {
        let reader = self.leases.get(shard).and_then(|lease| lease.reader.as_ref());
        let iterator = match reader.and_then(|reader| reader.iterator.clone()) {
            Some(iterator) => iterator,
            None => {
                let (kind, number) = position(reader.map(|reader| &reader.received));
                let request = GetShardIterator {
                    stream_name: Some(self.stream().to_owned()),
                    shard_id: shard_id(shard),
                    shard_iterator_type: kind.into(),
                    starting_sequence_number: number,
                    ..GetShardIterator::default()
                };
                ctx.call(principal, request)?.shard_iterator
            }
        };
        if let Some(reader) = self.leases.get_mut(shard).and_then(|lease| lease.reader.as_mut()) {
            reader.iterator = Some(iterator.clone());
        }
        let limit = Some(i64::from(self.settings.batch));
        ctx.call(principal, GetRecords { shard_iterator: iterator, limit, ..GetRecords::default() })
    }

    fn took(&mut self, shard: u32, output: GetRecordsOutput, ctx: &mut Ctx<'_, Event>) {
        self.tally.went_well();
        let is_empty = output.records.is_empty();
        *(if is_empty { &mut self.tally.calls.empty } else { &mut self.tally.calls.full }) += 1;
        let now = ctx.now();
        let Some(reader) = self.leases.get_mut(shard).and_then(|lease| lease.reader.as_mut()) else { return };
        // Without a next iterator the shard is at its end, whether it has children or not.
        let children = output.next_shard_iterator.is_none().then(|| output.child_shards.unwrap_or_default());
        reader.iterator = output.next_shard_iterator;
        reader.take(output.records, children, output.millis_behind_latest, now);
        self.work(shard, ctx);
    }

    /// A call for a shard failed; another one follows.
    pub(super) fn could_not_read(&mut self, shard: u32, error: AwsError, ctx: &mut Ctx<'_, Event>) {
        let idle_us = self.settings.idle_us.max(PAUSE_US_MIN);
        let iterator = self.leases.get_mut(shard).and_then(|lease| lease.reader.as_mut()).map(|it| &mut it.iterator);
        match &*error.code {
            "ProvisionedThroughputExceededException" => {
                self.tally.calls.throttled += 1;
                self.read_in(idle_us, shard, ctx);
            }
            "ExpiredIteratorException" => {
                iterator.map(Option::take);
                self.read_in(PAUSE_US_MIN, shard, ctx);
            }
            // The shard has expired with all that was in it.
            "ResourceNotFoundException" if error.message.starts_with("Shard ") => {
                self.end_shard(shard, Vec::new(), ctx)
            }
            _ => {
                iterator.map(Option::take);
                self.tally.failed(&self.name, error, ctx);
                self.read_in(FAILED_US, shard, ctx);
            }
        }
    }

    pub(super) fn read_in(&self, delay_us: u64, shard: u32, ctx: &mut Ctx<'_, Event>) {
        if let Some(lease) = self.leases.get(shard) {
            self.schedule(delay_us, Step::Read { shard, term: lease.term }, ctx);
        }
    }

    /// Goes on with what a reader has in hand, or reads.
    pub(super) fn work(&mut self, shard: u32, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let idle_us = self.settings.idle_us;
        let checkpoint_us = self.settings.checkpoint_us;
        let Some(Lease { owner: Some(worker), term, point, reader: Some(reader), .. }) = self.leases.get_mut(shard)
        else {
            return;
        };
        let (worker, term) = (*worker, *term);
        loop {
            let Some(batch) = &reader.batch else {
                reader.batch = reader.inbox.pop_front();
                if reader.batch.is_some() {
                    continue;
                }
                write_down(point, reader, checkpoint_us, now);
                if self.settings.reading == Reading::Shared {
                    let next = (reader.read + idle_us).max(now + PAUSE_US_MIN);
                    self.read_in(next - now, shard, ctx);
                }
                return;
            };
            let (count, took_us) = batch.chunk(self.settings.work_us_of(worker), CHUNK_US);
            if count > 0 {
                reader.chunk = (now, count);
                return self.schedule(took_us, Step::Work { shard, term }, ctx);
            }
            if let Some(children) = reader.batch.take().and_then(|batch| batch.children) {
                let parents = |child: &api::kinesis::ChildShard| {
                    child.parent_shards.iter().filter_map(|id| shard_number(id)).collect::<Vec<_>>()
                };
                let known = children.iter().filter_map(|child| Some((shard_number(&child.shard_id)?, parents(child))));
                return self.end_shard(shard, known.collect(), ctx);
            }
        }
    }

    /// A chunk has been handled.
    pub(super) fn handled(&mut self, shard: u32, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(Lease { owner: Some(worker), point, handled, high, replay, reader: Some(reader), .. }) =
            self.leases.get_mut(shard)
        else {
            return;
        };
        let Some(batch) = &mut reader.batch else { return };
        let before = self.tally.handled;
        let (slices, behind) = batch.split(reader.chunk.1);
        for slice in &slices {
            self.tally.records(slice, *worker, (*high, *replay), now);
        }
        let count = self.tally.handled - before;
        *handled += count;
        if let Some(worker) = self.workers.get_mut(worker) {
            worker.handled += count;
        }
        if let Some(behind) = behind {
            if let Point::After(_, next) = behind {
                *high = (*high).max(next);
                if next >= *replay {
                    *replay = 0;
                }
            }
            reader.handled = behind;
        }
        write_down(point, reader, self.settings.checkpoint_us, now);
        self.work(shard, ctx);
    }

    /// A shard was read to its end: that is written down, and its children get leases.
    pub(super) fn end_shard(&mut self, shard: u32, children: Vec<(u32, Vec<u32>)>, ctx: &mut Ctx<'_, Event>) {
        let Some(lease) = self.leases.get_mut(shard) else { return };
        (lease.point, lease.owner, lease.reader) = (Point::End, None, None);
        for (child, parents) in children {
            self.leases.enter(child, parents, Start::TrimHorizon);
        }
        ctx.note(Note::info("consumer-shard-ended").with("consumer", &self.name).with("shard", shard_id(shard)));
    }

    /// How far the reading of a shard is behind the newest record: what the last read said, and since then the time that has passed
    /// while something was in hand.
    pub(super) fn behind_us(&self, lease: &Lease, now: Time) -> u64 {
        match &lease.reader {
            Some(reader) if reader.in_hand() > 0 => reader.behind_us + (now - reader.read),
            Some(reader) => reader.behind_us,
            None => 0,
        }
    }
}

/// Writes down how far a reader is, if it is time to.
fn write_down(point: &mut Point, reader: &mut Reader, checkpoint_us: u64, now: Time) {
    if now - reader.checkpointed >= checkpoint_us {
        *point = reader.handled.clone();
        reader.checkpointed = now;
    }
}

/// The type and the number of the place that a reader begins at, as AWS has them.
pub(super) fn position(point: Option<&Point>) -> (&'static str, Option<String>) {
    match point {
        Some(Point::After(sequence, _)) => ("AFTER_SEQUENCE_NUMBER", Some(sequence.to_string())),
        Some(Point::Start(Start::Latest)) => ("LATEST", None),
        Some(Point::Start(Start::TrimHorizon) | Point::End) | None => ("TRIM_HORIZON", None),
    }
}
