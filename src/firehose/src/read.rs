//! Reading a stream: once a second for each shard, from the latest record on, as the source's role.
//! While the destination fails and enough waits, nothing is read: the stream keeps the records.

use crate::Event;
use crate::config::SourceConfig;
use crate::limits::{LIST_SHARDS_INTERVAL_US, POLL_INTERVAL_US};
use crate::prices;
use crate::state::{DeliveryStream, Status, Trouble};
use crate::trace::Hops;
use api::kinesis::{GetRecords, GetShardIterator, ListShards, RecordList, sequence_number, shard_number};
use api::{AwsError, Principal, Slice, Timestamp};
use imbl::OrdMap;
use service::{Ctx, Note};
use sim::Time;

/// How far the shards of a stream have been read.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    shards: OrdMap<u32, Shard>,
    /// When the first listing was: records that arrived later are delivered.
    pub(crate) started: Option<Timestamp>,
    listed: Option<Time>,
    /// How far the reading is behind, at most, in milliseconds.
    pub(crate) millis_behind: u64,
}

/// How far a shard has been read.
#[derive(Clone, Debug)]
struct Shard {
    iterator: Option<String>,
    position: Position,
    /// The number of the next record, if one before it was read, or all are to be.
    next: Option<u64>,
    has_ended: bool,
}

/// Where to read on if there is no iterator.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Position {
    /// From the next record on.
    Latest,
    /// From this instant on: an iterator was had, but has expired before any record came.
    At(Timestamp),
    /// From the beginning: the shard was found after the reading had begun.
    TrimHorizon,
    /// Behind this record.
    After(String),
}

impl DeliveryStream {
    /// Reads every shard once, and will do so again in a second.
    pub(crate) fn poll(&mut self, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        let config = self.config.clone();
        let SourceConfig::Stream { arn, role_arn } = &config.source else { return };
        if self.status != Status::Active {
            return;
        }
        ctx.schedule(POLL_INTERVAL_US, Event::Poll { target: self.target() });
        if self.is_blocked() {
            return;
        }
        match ctx.assume(role_arn).and_then(|role| self.read_all(arn, &role, hops, ctx)) {
            Ok(()) => self.read_trouble = None,
            Err(error) => self.fail_to_read(error, ctx),
        }
    }

    fn read_all(
        &mut self,
        arn: &str,
        role: &Principal,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        if self.reader.listed.is_none_or(|listed| ctx.now() - listed >= LIST_SHARDS_INTERVAL_US) {
            self.reader.list(arn, role, ctx)?;
        }
        let mut trouble = None;
        self.reader.millis_behind = 0;
        let open: Vec<u32> =
            self.reader.shards.iter().filter(|(_, shard)| !shard.has_ended).map(|(number, _)| *number).collect();
        for number in open {
            match self.reader.read(arn, number, role, ctx) {
                Ok((records, expired)) => {
                    self.tell_expired(expired, ctx);
                    self.take_in(&records, hops, ctx);
                }
                Err(error) if is_gone(&error) => {
                    self.reader.end(number);
                    let note = Note::error("firehose-shard-expired").with("delivery_stream", &self.name);
                    ctx.note(note.with("shard", api::kinesis::shard_id(number)));
                }
                Err(error) => trouble = Some(error),
            }
        }
        if trouble.is_none() {
            let behind_ms = self.reader.millis_behind as f64;
            ctx.metric("AWS/Firehose", "KinesisMillisBehindLatest", ("DeliveryStreamName", &self.name), behind_ms);
        }
        trouble.map_or(Ok(()), Err)
    }

    fn take_in(&mut self, records: &RecordList, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        if records.is_empty() {
            return;
        }
        let before = self.totals.accepted;
        let mut billed = 0.0;
        if let Some(first) = records.slices.iter().find(|slice| !slice.is_empty()) {
            hops.push(self.hop(first, records.len(), ctx.now().0));
        }
        for slice in &records.slices {
            billed += prices::billed_gb(slice.items().map(|(_, item)| item));
            self.accept(slice.clone(), ctx);
        }
        ctx.charge(&prices::INGEST, billed);
        let dimension = ("DeliveryStreamName", &*self.name);
        let (read, bytes) = (self.totals.accepted.records - before.records, self.totals.accepted.bytes - before.bytes);
        ctx.metric("AWS/Firehose", "DataReadFromKinesisStream.Records", dimension, read as f64);
        ctx.metric("AWS/Firehose", "DataReadFromKinesisStream.Bytes", dimension, bytes as f64);
    }

    /// While the destination failed, the stream has kept the records only as long as its retention lasts.
    fn tell_expired(&mut self, records: u64, ctx: &mut Ctx<'_, Event>) {
        if records > 0 {
            self.totals.expired_records += records;
            let note = Note::error("firehose-source-expired").with("delivery_stream", &self.name);
            ctx.note(note.with("records", records));
        }
    }

    fn fail_to_read(&mut self, error: AwsError, ctx: &mut Ctx<'_, Event>) {
        if error.code == "ProvisionedThroughputExceededException" {
            ctx.metric("AWS/Firehose", "ThrottledGetRecords", ("DeliveryStreamName", &self.name), 1.0);
        }
        let known = self.read_trouble.as_ref().filter(|trouble| trouble.error == error);
        if known.is_none() {
            let note = Note::error("firehose-read-failed").with("delivery_stream", &self.name);
            ctx.note(note.with("code", &error.code).with("message", &error.message));
        }
        let (since, attempts) = known.map_or((ctx.now(), 1), |known| (known.since, known.attempts + 1));
        self.read_trouble = Some(Trouble { error, since, attempts });
    }
}

impl Reader {
    /// Learns which shards there are.
    fn list(&mut self, arn: &str, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let is_first = self.started.is_none();
        let mut token: Option<String> = None;
        loop {
            let stream_arn = if token.is_none() { Some(arn.to_owned()) } else { None };
            let request = ListShards { stream_arn, next_token: token, ..Default::default() };
            let page = ctx.call(role, request)?;
            for found in page.shards {
                let Some(number) = shard_number(&found.shard_id) else { continue };
                // Where reading begins, a closed shard has nothing to come.
                let has_ended = is_first && found.sequence_number_range.ending_sequence_number.is_some();
                let position = if is_first { Position::Latest } else { Position::TrimHorizon };
                let next = (!is_first).then_some(0);
                let shard = Shard { iterator: None, position, next, has_ended };
                self.shards.entry(number).or_insert(shard);
            }
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        self.started = self.started.or(Some(ctx.date()));
        self.listed = Some(ctx.now());
        Ok(())
    }

    /// Reads `number` once. Gives the records, and how many before them had expired unread.
    fn read(
        &mut self,
        arn: &str,
        number: u32,
        role: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(RecordList, u64), AwsError> {
        let Some(shard) = self.shards.get_mut(&number) else { return Ok(Default::default()) };
        let shard_iterator = match &shard.iterator {
            Some(iterator) => iterator.clone(),
            None => {
                let request = iterator_request(arn, number, &shard.position);
                let iterator = ctx.call(role, request)?.shard_iterator;
                if shard.position == Position::Latest {
                    shard.position = Position::At(ctx.date());
                }
                shard.iterator = Some(iterator.clone());
                iterator
            }
        };
        let answer = ctx.call(role, GetRecords { shard_iterator, ..Default::default() });
        let output = match answer {
            Ok(output) => output,
            Err(error) => {
                if error.code == "ExpiredIteratorException" {
                    shard.iterator = None;
                }
                if error.code == "ResourceNotFoundException" && !is_gone(&error) {
                    // The stream is gone. One made anew under its name has other shards.
                    *self = Self { started: self.started, ..Self::default() };
                }
                return Err(error);
            }
        };
        let expired = match (shard.next, output.records.slices.iter().find(|slice| !slice.is_empty())) {
            (Some(next), Some(first)) => first_number(first).saturating_sub(next),
            _ => 0,
        };
        if let Some(last) = output.records.slices.iter().rev().find(|slice| !slice.is_empty()) {
            shard.position = Position::After(sequence_number_of(&output.records, last));
            shard.next = Some(first_number(last) + last.len());
        }
        shard.iterator = output.next_shard_iterator;
        if shard.iterator.is_none() {
            self.end(number);
        }
        self.millis_behind = self.millis_behind.max(output.millis_behind_latest);
        Ok((output.records, expired))
    }

    /// Reads a shard no more: its children are to be found.
    fn end(&mut self, number: u32) {
        if let Some(shard) = self.shards.get_mut(&number) {
            shard.has_ended = true;
        }
        self.listed = None;
    }

    /// How many shards are being read.
    pub(crate) fn open_shards(&self) -> u64 {
        self.shards.values().filter(|shard| !shard.has_ended).count() as u64
    }
}

fn iterator_request(arn: &str, number: u32, position: &Position) -> GetShardIterator {
    let (kind, starting_sequence_number, timestamp) = match position {
        Position::Latest => ("LATEST", None, None),
        Position::At(timestamp) => ("AT_TIMESTAMP", None, Some(*timestamp)),
        Position::TrimHorizon => ("TRIM_HORIZON", None, None),
        Position::After(sequence) => ("AFTER_SEQUENCE_NUMBER", Some(sequence.clone()), None),
    };
    GetShardIterator {
        stream_arn: Some(arn.into()),
        shard_id: api::kinesis::shard_id(number),
        shard_iterator_type: kind.into(),
        starting_sequence_number,
        timestamp,
        ..Default::default()
    }
}

/// The shard has expired with all that was in it.
fn is_gone(error: &AwsError) -> bool {
    error.code == "ResourceNotFoundException" && error.message.starts_with("Shard ")
}

/// The number of a slice's first record.
fn first_number(slice: &Slice) -> u64 {
    slice.segment.first + u64::from(slice.from)
}

/// The sequence number of a slice's last record.
fn sequence_number_of(records: &RecordList, slice: &Slice) -> String {
    let segment = &slice.segment;
    let epoch_s = |us: u64| (records.start_epoch_ms + us / 1_000) / 1_000;
    let number = segment.first + u64::from(slice.to) - 1;
    sequence_number(epoch_s(segment.source.created_us), number, epoch_s(segment.arrival_us), segment.source.shard)
}
