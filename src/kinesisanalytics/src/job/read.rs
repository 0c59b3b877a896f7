//! Reading streams: each shard once a second, parents before children, as the application's role. And reference files, once, before
//! the first record.

use super::{Job, Running};
use crate::Event;
use crate::limits::{DISCOVERY_US, REFERENCE_BYTES_MAX};
use crate::plan::{Reference, Source, Start};
use crate::state::Application;
use api::kinesis::{
    GetRecords, GetRecordsOutput, GetShardIterator, ListShards, RecordList, Shard as Listed, aggregated,
    sequence_number, shard_id, shard_number,
};
use api::s3::{GetObject, ListObjectsV2};
use api::{Arn, AwsError, Item, Principal, Timestamp};
use flow::{Output, Record};
use imbl::OrdMap;
use service::{Ctx, Note};
use sim::Time;
use std::sync::Arc;

/// How far a stream was read.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Which stream.
    pub(crate) arn: Arc<str>,
    pub(crate) shards: OrdMap<u32, Shard>,
    /// When its shards were listed.
    pub(crate) listed: Option<Time>,
    /// Whether they ever were: shards that are found later are read from their beginning.
    pub(crate) has_begun: bool,
}

/// How far a shard was read.
#[derive(Clone, Debug)]
pub struct Shard {
    pub(crate) parents: Arc<[u32]>,
    pub(crate) phase: Phase,
    pub(crate) position: Position,
    pub(crate) iterator: Option<Arc<str>>,
    pub(crate) behind_ms: u64,
}

/// Whether a shard is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its parents have not been read to their ends.
    Waiting,
    /// It is.
    Open,
    /// It was read to its end.
    Ended,
}

/// Where reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// As the table says.
    Start(Start),
    /// Behind this record.
    After {
        /// Its number in the shard.
        number: u64,
        /// When the shard was made, in seconds since 1970.
        created_s: u64,
        /// When it arrived, likewise.
        arrival_s: u64,
    },
}

impl Position {
    /// Grows with what was read.
    pub fn rank(self) -> u64 {
        match self {
            Self::Start(_) => 0,
            Self::After { number, .. } => number + 1,
        }
    }
}

impl Application {
    /// Reads each shard once, unless too many rows wait.
    pub(super) fn read(&mut self, job: &mut Job, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let plan = job.config.plan.clone();
        let mut pairs = job.live.statements.iter().zip(&plan.statements);
        job.is_held_back =
            pairs.any(|(running, statement)| running.waiting.len() as u64 >= statement.sink.batching().waiting_max);
        if job.is_held_back {
            return Ok(());
        }
        for running in job.live.statements.iter_mut().filter(|running| !running.is_loaded) {
            Arc::make_mut(running).load(&plan.references, role, ctx)?;
        }
        for (table, source) in &plan.sources {
            self.read_table(job, *table, source, role, ctx)?;
        }
        Ok(())
    }

    fn read_table(
        &mut self,
        job: &mut Job,
        table: u32,
        source: &Source,
        role: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let now_ms = ctx.date().0 as i64;
        let reader = job.live.readers.entry(table).or_default();
        if reader.listed.is_none_or(|listed| ctx.now() - listed >= DISCOVERY_US) {
            reader.list(source, role, ctx)?;
        }
        open(job, table, now_ms);
        let reader = job.live.readers.entry(table).or_default();
        let shards: Vec<u32> = reader.open_shards().collect();
        for number in shards {
            let reader = job.live.readers.entry(table).or_default();
            let output = match reader.get_records(number, role, ctx) {
                Ok(output) => output,
                Err(error) if error.code == "ProvisionedThroughputExceededException" => {
                    self.totals.throttled_reads += 1;
                    continue;
                }
                Err(error) if is_expired(&error) => {
                    reader.renew(number);
                    continue;
                }
                Err(error) if is_gone(&error) => GetRecordsOutput {
                    records: RecordList::default(),
                    next_shard_iterator: None,
                    millis_behind_latest: 0,
                    child_shards: None,
                },
                Err(error) => return Err(error),
            };
            let reader = job.live.readers.entry(table).or_default();
            if reader.lacks_parents(&output) {
                reader.list(source, role, ctx)?;
            }
            self.take_in(job, (table, number), source, &output, ctx)?;
        }
        Ok(())
    }

    /// Feeds what a shard gave; at its end its children take its place.
    fn take_in(
        &mut self,
        job: &mut Job,
        (table, number): (u32, u32),
        source: &Source,
        output: &GetRecordsOutput,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let (now, now_ms) = (ctx.now(), ctx.date().0 as i64);
        let plan = job.config.plan.clone();
        let mut out = Output::default();
        self.totals.read += output.records.len();
        for (running, statement) in job.live.statements.iter_mut().zip(&plan.statements) {
            if output.records.is_empty() || !running.flow.sources().contains(&table) {
                continue;
            }
            let running = Arc::make_mut(running);
            let late = running.flow.counts().late;
            running.flow.feed(table, number, records(&output.records), now_ms, &mut out);
            self.totals.late += running.flow.counts().late - late;
            let failure = out.failure.take();
            self.take(running, statement, &mut out, now);
            if let Some(failure) = failure {
                let place = format!("{}, {}, record {}", Arn::name(&source.arn), shard_id(number), failure.sequence);
                let message = format!("{} ({place})", failure.message);
                return Err(AwsError::new("JobFailure", message));
            }
        }
        let reader = job.live.readers.entry(table).or_default();
        if reader.advance(number, output) {
            ctx.note(
                Note::info("kinesisanalytics-shard-ended")
                    .with("application", &self.name)
                    .with("shard", shard_id(number)),
            );
            // What takes its place holds the watermark before it lets go of it.
            open(job, table, now_ms);
            for (running, statement) in job.live.statements.iter_mut().zip(&plan.statements) {
                if running.flow.sources().contains(&table) {
                    let running = Arc::make_mut(running);
                    running.flow.finish(table, number, &mut out, now_ms);
                    self.take(running, statement, &mut out, now);
                }
            }
        }
        Ok(())
    }
}

/// Opens the shards whose parents were read to their ends.
fn open(job: &mut Job, table: u32, now_ms: i64) {
    let reader = job.live.readers.entry(table).or_default();
    let ready: Vec<u32> = reader.ready().collect();
    for number in ready {
        if let Some(shard) = reader.shards.get_mut(&number) {
            shard.phase = Phase::Open;
        }
        for running in job.live.statements.iter_mut().filter(|running| running.flow.sources().contains(&table)) {
            Arc::make_mut(running).open(table, number, now_ms);
        }
    }
}

impl Running {
    /// A shard is read from now on.
    pub(super) fn open(&mut self, table: u32, number: u32, now_ms: i64) {
        self.flow.name(table, number, &shard_id(number));
        self.flow.open(table, number, now_ms);
    }

    /// Reads the reference tables. Errors: the bucket's; a file that cannot be read.
    fn load(
        &mut self,
        references: &std::collections::BTreeMap<u32, Reference>,
        role: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let tables: Vec<u32> = self.flow.references().to_vec();
        for table in tables {
            let Some(reference) = references.get(&table) else { continue };
            let mut left = REFERENCE_BYTES_MAX;
            for (key, body) in objects(reference, role, &mut left, ctx)? {
                self.flow.load(table, &body.0).map_err(|problem| {
                    let message = format!("{} (s3://{}/{key})", problem.message, reference.bucket);
                    AwsError::new("JobFailure", message)
                })?;
            }
        }
        self.is_loaded = true;
        Ok(())
    }
}

/// The objects of a reference table, by key.
fn objects(
    reference: &Reference,
    role: &Principal,
    left: &mut u64,
    ctx: &mut Ctx<'_, Event>,
) -> Result<Vec<(String, api::Blob)>, AwsError> {
    let bucket = &reference.bucket;
    let mut request =
        ListObjectsV2 { bucket: bucket.clone(), prefix: Some(reference.prefix.clone()), ..Default::default() };
    let mut found = Vec::new();
    loop {
        let page = ctx.call(role, request)?;
        for object in page.contents.into_iter().filter(|object| object.size > 0) {
            *left = left.checked_sub(object.size).ok_or_else(|| {
                let mib = REFERENCE_BYTES_MAX >> 20;
                let message = format!("s3://{bucket}/{} holds more than {mib} MiB to look up", reference.prefix);
                AwsError::new("JobFailure", message)
            })?;
            let get = GetObject { bucket: bucket.clone(), key: object.key.clone(), ..Default::default() };
            found.push((object.key, ctx.call(role, get)?.body));
        }
        let Some(token) = page.next_continuation_token else { break };
        request = ListObjectsV2 {
            bucket: bucket.clone(),
            prefix: Some(reference.prefix.clone()),
            continuation_token: Some(token),
            ..Default::default()
        };
    }
    if found.is_empty() {
        let message = format!("s3://{bucket}/{} does not exist", reference.prefix);
        return Err(AwsError::new("JobFailure", message));
    }
    Ok(found)
}

impl Reader {
    /// The shards that are read.
    pub(crate) fn open_shards(&self) -> impl Iterator<Item = u32> {
        self.shards.iter().filter(|(_, shard)| shard.phase == Phase::Open).map(|(number, _)| *number)
    }

    /// The shards that wait, and whose parents are at their ends. A parent that nobody knows has expired.
    fn ready(&self) -> impl Iterator<Item = u32> {
        let is_over = |parent: &u32| self.shards.get(parent).is_none_or(|parent| parent.phase == Phase::Ended);
        let waiting = self.shards.iter().filter(|(_, shard)| shard.phase == Phase::Waiting);
        waiting.filter(move |(_, shard)| shard.parents.iter().all(is_over)).map(|(number, _)| *number)
    }

    /// Whether a child has a parent that is not known. That one need not have expired: it may be younger than the last list.
    fn lacks_parents(&self, output: &GetRecordsOutput) -> bool {
        let children = output.child_shards.iter().flatten();
        let parents = children.flat_map(|child| &child.parent_shards).filter_map(|id| shard_number(id));
        parents.into_iter().any(|parent| !self.shards.contains_key(&parent))
    }

    /// Learns which shards there are.
    fn list(&mut self, source: &Source, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let mut request = ListShards { stream_arn: Some(source.arn.clone()), ..Default::default() };
        loop {
            let page = ctx.call(role, request)?;
            for found in &page.shards {
                self.enter(found, source.start);
            }
            let Some(token) = page.next_token else { break };
            request = ListShards { next_token: Some(token), ..Default::default() };
        }
        self.arn = source.arn.as_str().into();
        self.listed = Some(ctx.now());
        self.has_begun = true;
        Ok(())
    }

    fn enter(&mut self, found: &Listed, start: Start) {
        let Some(number) = shard_number(&found.shard_id) else { return };
        let is_closed = found.sequence_number_range.ending_sequence_number.is_some();
        let start = if self.has_begun { Start::TrimHorizon } else { start };
        // Where reading begins with the next record, a closed shard has nothing to come.
        let phase = if is_closed && start == Start::Latest { Phase::Ended } else { Phase::Waiting };
        let parents = [&found.parent_shard_id, &found.adjacent_parent_shard_id].into_iter().flatten();
        let parents: Arc<[u32]> = parents.filter_map(|id| shard_number(id)).collect();
        self.shards.entry(number).or_insert(Shard::new(parents, phase, start));
    }

    fn get_records(
        &mut self,
        number: u32,
        role: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetRecordsOutput, AwsError> {
        let arn = self.arn.to_string();
        let Some(shard) = self.shards.get_mut(&number) else {
            return Err(AwsError::new("ResourceNotFoundException", "Shard is not known"));
        };
        let iterator = match &shard.iterator {
            Some(iterator) => iterator.clone(),
            None => {
                let iterator: Arc<str> =
                    ctx.call(role, iterator_request(arn, number, shard.position))?.shard_iterator.into();
                if shard.position == Position::Start(Start::Latest) {
                    shard.position = Position::Start(Start::At(ctx.date()));
                }
                shard.iterator = Some(iterator.clone());
                iterator
            }
        };
        ctx.call(role, GetRecords { shard_iterator: iterator.to_string(), ..Default::default() })
    }

    /// The shard's iterator is too old.
    fn renew(&mut self, number: u32) {
        if let Some(shard) = self.shards.get_mut(&number) {
            shard.iterator = None;
        }
    }

    /// Notes what was read. Gives whether the shard is at its end.
    fn advance(&mut self, number: u32, output: &GetRecordsOutput) -> bool {
        let Some(shard) = self.shards.get_mut(&number) else { return false };
        if let Some(position) = last(&output.records) {
            shard.position = position;
        }
        shard.behind_ms = output.millis_behind_latest;
        shard.iterator = output.next_shard_iterator.as_deref().map(Arc::from);
        if shard.iterator.is_some() {
            return false;
        }
        shard.phase = Phase::Ended;
        for child in output.child_shards.iter().flatten() {
            let Some(child_number) = shard_number(&child.shard_id) else { continue };
            let parents: Arc<[u32]> = child.parent_shards.iter().filter_map(|id| shard_number(id)).collect();
            let child = Shard::new(parents, Phase::Waiting, Start::TrimHorizon);
            self.shards.entry(child_number).or_insert(child);
        }
        if output.child_shards.is_none() {
            self.listed = None;
        }
        true
    }

    /// How far the reading is behind, at most, in milliseconds.
    pub(crate) fn behind_ms(&self) -> u64 {
        let open = self.shards.values().filter(|shard| shard.phase == Phase::Open);
        open.map(|shard| shard.behind_ms).max().unwrap_or_default()
    }
}

impl Shard {
    fn new(parents: Arc<[u32]>, phase: Phase, start: Start) -> Self {
        Self { parents, phase, position: Position::Start(start), iterator: None, behind_ms: 0 }
    }
}

fn iterator_request(arn: String, number: u32, position: Position) -> GetShardIterator {
    let (kind, starting_sequence_number, timestamp): (_, _, Option<Timestamp>) = match position {
        Position::Start(Start::Latest) => ("LATEST", None, None),
        Position::Start(Start::TrimHorizon) => ("TRIM_HORIZON", None, None),
        Position::Start(Start::At(timestamp)) => ("AT_TIMESTAMP", None, Some(timestamp)),
        Position::After { number: last, created_s, arrival_s } => {
            ("AFTER_SEQUENCE_NUMBER", Some(sequence_number(created_s, last, arrival_s, number)), None)
        }
    };
    GetShardIterator {
        stream_arn: Some(arn),
        shard_id: shard_id(number),
        shard_iterator_type: kind.into(),
        starting_sequence_number,
        timestamp,
        ..Default::default()
    }
}

/// Behind the last record.
fn last(records: &RecordList) -> Option<Position> {
    let slice = records.slices.iter().rev().find(|slice| !slice.is_empty())?;
    let segment = &slice.segment;
    let epoch_s = |us: u64| (records.start_epoch_ms + us / 1_000) / 1_000;
    let number = segment.first + u64::from(slice.to) - 1;
    let (created_s, arrival_s) = (epoch_s(segment.source.created_us), epoch_s(segment.arrival_us));
    Some(Position::After { number, created_s, arrival_s })
}

fn is_expired(error: &AwsError) -> bool {
    error.code == "ExpiredIteratorException"
}

/// The shard has expired with all that was in it.
fn is_gone(error: &AwsError) -> bool {
    error.code == "ResourceNotFoundException" && error.message.starts_with("Shard ")
}

/// The records as the operators take them; those that a producer's library put into one are taken apart.
fn records(list: &RecordList) -> impl Iterator<Item = Record<'_>> {
    list.slices.iter().flat_map(move |slice| {
        let segment = &slice.segment;
        let arrival_ms = (list.start_epoch_ms + segment.arrival_us / 1_000) as i64;
        slice.items().flat_map(move |(number, item)| Parts::of(item, &segment.bytes, arrival_ms, number))
    })
}

/// One record, or those in it.
enum Parts<'a> {
    One(Option<Record<'a>>),
    Many(std::vec::IntoIter<Record<'a>>),
}

impl<'a> Parts<'a> {
    fn of(item: &Item, buffer: &'a [u8], arrival_ms: i64, sequence: u64) -> Self {
        let record = |key, data| Record { data, key, arrival_ms, sequence };
        let (key, data) = (item.key(buffer), item.data(buffer));
        let parts = if data.starts_with(&aggregated::MAGIC) { aggregated::parts(data) } else { None };
        let Some(parts) = parts else { return Self::One(Some(record(key, data))) };
        let slice = |range| data.get(range).unwrap_or_default();
        let all: Vec<_> = parts.into_iter().map(|part| record(slice(part.key), slice(part.data))).collect();
        Self::Many(all.into_iter())
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        match self {
            Self::One(record) => record.take(),
            Self::Many(records) => records.next(),
        }
    }
}
