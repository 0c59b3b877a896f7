//! Putting records: key → MD5 → shard → room → number.

use super::{check_target, invalid, target};
use crate::hash::hash_keys;
use crate::limits;
use crate::prices::{self, GB_BYTES, ON_DEMAND_ROUND_BYTES, PUT_UNIT_BYTES};
use crate::shard::Shard;
use crate::state::{Kinesis, Mode, Stream};
use crate::validate::{Checks, HASH_KEY_PATTERN, SEQUENCE_PATTERN, is_decimal};
use crate::{Ctx, Event};
use api::kinesis::{
    PutRecord, PutRecordOutput, PutRecords, PutRecordsOutput, PutResult, PutResults, parse_sequence_number,
    sequence_number, shard_id,
};
use api::{ACCOUNT_ID, AwsError, Item, PutBatch};
use service::Note;
use sim::Time;
use std::sync::Arc;

const NAMESPACE: &str = "AWS/Kinesis";

impl Kinesis {
    pub(crate) fn put_record(
        &mut self,
        request: PutRecord,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PutRecordOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        if let Some(number) = &request.sequence_number_for_ordering {
            checks.pattern(is_decimal(number, 129), number, "sequenceNumberForOrdering", SEQUENCE_PATTERN);
        }
        let key = request.partition_key.as_deref().unwrap_or_default();
        let mut batch = PutBatch::of([(key, request.data.0.as_ref())]);
        batch.has_keys = request.partition_key.is_some();
        batch.hash_keys = Arc::new(request.explicit_hash_key.into_iter().map(|key| (0, key)).collect());
        check_records(&mut checks, &batch, &|_, member| member.into());
        checks.finish()?;
        check_hash_keys(&batch)?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find_serving(name)?;
        check_sizes(&batch, stream, &|_, member| member.into())?;
        if let Some(number) = &request.sequence_number_for_ordering {
            check_ordering(number, stream)?;
        }
        let put = stream.put(&batch, ctx);
        put.report(stream, ctx, PutKind::One);
        match put.results.first() {
            Some(PutResult::Accepted { shard, number, created_s }) => Ok(PutRecordOutput {
                shard_id: shard_id(*shard),
                sequence_number: sequence_number(*created_s, *number, stream.epoch_s(ctx.now()), *shard),
                encryption_type: stream.encryption(),
            }),
            Some(PutResult::Throttled { shard }) => {
                let message = PutResults::throttled_message(name, *shard);
                Err(AwsError::new("ProvisionedThroughputExceededException", message))
            }
            None => Err(AwsError::new("InternalFailure", "Internal service failure.").with_status(500)),
        }
    }

    pub(crate) fn put_records(
        &mut self,
        request: PutRecords,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PutRecordsOutput, AwsError> {
        let batch = &request.records;
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        if batch.is_empty() {
            checks.fail("[]", "records", "Member must have length greater than or equal to 1");
        } else if batch.len() as u64 > limits::PUT_RECORDS_MAX {
            let constraint = format!("Member must have length less than or equal to {}", limits::PUT_RECORDS_MAX);
            checks.fail(&format!("[{} records]", batch.len()), "records", &constraint);
        }
        let member = |index: usize, member: &str| format!("records.{}.member.{member}", index + 1);
        check_records(&mut checks, batch, &member);
        checks.finish()?;
        let bytes: u64 = batch.items.iter().map(Item::bytes).sum();
        if bytes > limits::PUT_BYTES_MAX {
            let message = format!("Records size exceeds {} MB limit", limits::PUT_BYTES_MAX >> 20);
            return Err(AwsError::new("InvalidArgumentException", message));
        }
        check_hash_keys(batch)?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find_serving(name)?;
        check_sizes(batch, stream, &member)?;
        let put = stream.put(batch, ctx);
        put.report(stream, ctx, PutKind::Many);
        Ok(PutRecordsOutput {
            failed_record_count: put.throttled as u32,
            records: PutResults {
                stream: stream.name.clone(),
                arrival_s: stream.epoch_s(ctx.now()),
                items: put.results,
            },
            encryption_type: stream.encryption(),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PutKind {
    One,
    Many,
}

/// What a put has done.
struct Put {
    results: Vec<PutResult>,
    accepted: u64,
    bytes: u64,
    throttled: u64,
    units: u64,
}

impl Stream {
    /// Puts the records for which there is room. The batch is sound.
    fn put(&mut self, batch: &PutBatch, ctx: &mut Ctx<'_, Event>) -> Put {
        let now = ctx.now();
        let mut put = Put { results: Vec::with_capacity(batch.len()), accepted: 0, bytes: 0, throttled: 0, units: 0 };
        self.offered += batch.len() as u64;
        let order = self.sort(batch, &mut put.results);
        let unit_bytes = match self.mode {
            Mode::Provisioned => PUT_UNIT_BYTES,
            Mode::OnDemand => ON_DEMAND_ROUND_BYTES,
        };
        for group in order.chunk_by(|one, next| one.shard() == next.shard()) {
            let Some(index) = group.first().map(|placed| placed.shard()) else { continue };
            let Some(shard) = self.shards.get_mut(index).map(Arc::make_mut) else { continue };
            let taken = shard.put(batch, group, unit_bytes, now, &mut put);
            let is_first = shard.last_throttled.is_none_or(|last| last.as_secs() < now.as_secs());
            if taken.throttled > 0 {
                shard.last_throttled = Some(now);
            }
            if taken.throttled > 0 && is_first {
                let note = Note::warning("kinesis-throttled").with("stream", &self.name).with("shard", shard.id());
                ctx.note(note.with("records", taken.throttled));
            }
            if self.metrics.0 != 0 {
                self.report_shard(index, taken, ctx);
            }
        }
        if put.accepted > 0 {
            self.arrange_trim(ctx);
        }
        self.arrange_scaling(ctx);
        self.wake_readers(&order, ctx);
        put
    }

    /// The records by shard, each shard's in the batch's order, so that a shard is looked up once. `results` takes a
    /// first result for each record, that there was no room.
    fn sort(&self, batch: &PutBatch, results: &mut Vec<PutResult>) -> Vec<Placed> {
        let mut order = Vec::with_capacity(batch.len());
        for (place, hash) in hashes_of(batch).into_iter().enumerate() {
            let (index, shard) = self.route(hash).map_or((0, 0), |route| (route.index, route.number));
            results.push(PutResult::Throttled { shard });
            order.push(Placed::new(index, place));
        }
        // No two are equal, so that this keeps each shard's records in order; its cost knows nothing of the shards.
        order.sort_unstable();
        order
    }

    /// Has consumers pushed what these records have brought.
    fn wake_readers(&mut self, order: &[Placed], ctx: &mut Ctx<'_, Event>) {
        if self.consumers.is_empty() {
            return;
        }
        let groups = order.chunk_by(|one, next| one.shard() == next.shard()).filter_map(|group| group.first());
        let numbers = groups.filter_map(|placed| self.shards.get(placed.shard())).map(|shard| shard.number());
        let numbers: Vec<u32> = numbers.collect();
        self.wake(numbers.into_iter(), ctx);
    }

    fn report_shard(&self, index: usize, taken: Taken, ctx: &mut Ctx<'_, Event>) {
        if taken.records > 0 {
            self.shard_metric(index, "IncomingRecords", taken.records, ctx);
            self.shard_metric(index, "IncomingBytes", taken.bytes, ctx);
        }
        if taken.throttled > 0 {
            self.shard_metric(index, "WriteProvisionedThroughputExceeded", taken.throttled, ctx);
        }
    }
}

/// A record of a batch and the shard that it goes to: the shard's index above, the record's below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Placed(u64);

impl Placed {
    fn new(shard: u32, record: usize) -> Self {
        Self((u64::from(shard) << 32) | record as u64)
    }

    fn shard(self) -> usize {
        (self.0 >> 32) as usize
    }

    fn record(self) -> usize {
        (self.0 & u64::from(u32::MAX)) as usize
    }
}

/// What one shard has done with its part of a put.
#[derive(Clone, Copy, Debug)]
struct Taken {
    records: u64,
    bytes: u64,
    throttled: u64,
}

impl Shard {
    /// Takes the records of `group` for which there is room, and enters what it has done into `put`.
    fn put(&mut self, batch: &PutBatch, group: &[Placed], unit_bytes: u64, now: Time, put: &mut Put) -> Taken {
        self.write_records.refill(now);
        self.write_bytes.refill(now);
        let (shard, created_s, first) = (self.number, self.created_s, self.log.next());
        let (mut records, mut bytes, mut no_record) = (0, 0, 0);
        for placed in group {
            let Some(item) = batch.items.get(placed.record()) else { continue };
            let has_record = self.write_records.holds(1);
            if !has_record || !self.write_bytes.holds(item.bytes()) {
                no_record += u64::from(!has_record);
                continue;
            }
            self.write_records.take(1);
            self.write_bytes.take(item.bytes());
            put.units += item.bytes().div_ceil(unit_bytes);
            if let Some(result) = put.results.get_mut(placed.record()) {
                *result = PutResult::Accepted { shard, number: first + records, created_s };
            }
            records += 1;
            bytes += item.bytes();
        }
        if records > 0 {
            let mut appender = self.log.append(now.0, records as usize, bytes as usize);
            for placed in group {
                let is_accepted = put.results.get(placed.record()).is_some_and(|result| !result.has_failed());
                if let Some(item) = batch.items.get(placed.record()).filter(|_| is_accepted) {
                    appender.push(item.record(&batch.bytes), item.key_bytes);
                }
            }
        }
        let throttled = group.len() as u64 - records;
        self.recent.put(now, records, bytes, throttled);
        self.refusals.add(now, no_record, throttled - no_record);
        self.throttled += throttled;
        put.accepted += records;
        put.bytes += bytes;
        put.throttled += throttled;
        Taken { records, bytes, throttled }
    }
}

impl Put {
    /// Enters what was done into metrics and bill.
    fn report(&self, stream: &Stream, ctx: &mut Ctx<'_, Event>, kind: PutKind) {
        let mut metric = |name, value: u64| ctx.metric(NAMESPACE, name, ("StreamName", &stream.name), value as f64);
        if self.accepted > 0 {
            metric("IncomingRecords", self.accepted);
            metric("IncomingBytes", self.bytes);
        }
        if self.throttled > 0 {
            metric("WriteProvisionedThroughputExceeded", self.throttled);
        }
        match kind {
            PutKind::One => {
                metric("PutRecord.Success", self.accepted);
                metric("PutRecord.Bytes", self.bytes);
            }
            PutKind::Many => {
                metric("PutRecords.Success", u64::from(self.accepted > 0));
                metric("PutRecords.Bytes", self.bytes);
                metric("PutRecords.TotalRecords", self.accepted + self.throttled);
                metric("PutRecords.SuccessfulRecords", self.accepted);
                if self.throttled > 0 {
                    metric("PutRecords.ThrottledRecords", self.throttled);
                }
            }
        }
        match stream.mode {
            Mode::Provisioned => ctx.charge(&prices::PUT_UNIT, self.units as f64),
            Mode::OnDemand => {
                ctx.charge(&prices::ON_DEMAND_IN, (self.units * ON_DEMAND_ROUND_BYTES) as f64 / GB_BYTES);
            }
        }
    }
}

/// What chooses each record's shard.
fn hashes_of(batch: &PutBatch) -> Vec<u128> {
    let mut hashes = hash_keys(batch.items.iter().map(|item| item.key(&batch.bytes)));
    for (index, key) in batch.hash_keys.iter() {
        if let (Some(hash), Ok(explicit)) = (hashes.get_mut(*index as usize), key.parse()) {
            *hash = explicit;
        }
    }
    hashes
}

/// Checks that need no stream. `member` names a member of the record with an index.
fn check_records(checks: &mut Checks, batch: &PutBatch, member: &dyn Fn(usize, &str) -> String) {
    let data_bytes_max = u64::from(limits::RECORD_KIB_MAX) * 1024;
    for (index, item) in batch.items.iter().enumerate() {
        if u64::from(item.data_bytes) > data_bytes_max {
            let constraint = format!("Member must have length less than or equal to {data_bytes_max}");
            checks.fail(&buffer(item), &member(index, "data"), &constraint);
        }
        if item.key_bytes == 0 && !batch.has_keys {
            checks.null(&member(index, "partitionKey"));
        } else if item.key_bytes == 0 || u64::from(item.key_bytes) > limits::PARTITION_KEY_CHARS_MAX {
            let key = String::from_utf8_lossy(item.key(&batch.bytes));
            checks.length(&key, &member(index, "partitionKey"), limits::PARTITION_KEY_CHARS_MAX);
        }
    }
    for (index, key) in batch.hash_keys.iter() {
        checks.pattern(is_decimal(key, 39), key, &member(*index as usize, "explicitHashKey"), HASH_KEY_PATTERN);
    }
}

fn check_hash_keys(batch: &PutBatch) -> Result<(), AwsError> {
    match batch.hash_keys.values().find(|key| key.parse::<u128>().is_err()) {
        None => Ok(()),
        Some(key) => Err(invalid(format!(
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {key}"
        ))),
    }
}

/// Checks each record against the largest that the stream takes.
fn check_sizes(batch: &PutBatch, stream: &Stream, member: &dyn Fn(usize, &str) -> String) -> Result<(), AwsError> {
    let bytes_max = u64::from(stream.record_kib_max) * 1024;
    let mut checks = Checks::default();
    for (index, item) in batch.items.iter().enumerate().filter(|(_, item)| u64::from(item.data_bytes) > bytes_max) {
        let constraint = format!("Member must have length less than or equal to {bytes_max}");
        checks.fail(&buffer(item), &member(index, "data"), &constraint);
    }
    checks.finish()?;
    match batch.items.iter().enumerate().find(|(_, item)| item.bytes() > bytes_max) {
        None => Ok(()),
        Some((index, item)) => {
            let message = format!(
                "Data and partition key of the record at '{}' have {} bytes together, more than the stream's maximum of {bytes_max}.",
                member(index, "data"),
                item.bytes()
            );
            Err(AwsError::new("InvalidArgumentException", message))
        }
    }
}

/// AWS shows a blob as the Java buffer that holds it.
fn buffer(item: &Item) -> String {
    let bytes = item.data_bytes;
    format!("java.nio.HeapByteBuffer[pos=0 lim={bytes} cap={bytes}]")
}

/// Numbers grow with each put, so any number that was given before is in order; another one is not.
fn check_ordering(number: &str, stream: &Stream) -> Result<(), AwsError> {
    let known = parse_sequence_number(number).filter(|sequence| {
        let shard = stream.shard(sequence.shard).filter(|shard| shard.created_s == sequence.created_s);
        shard.is_some_and(|shard| sequence.number <= shard.log.next())
    });
    if known.is_some() {
        return Ok(());
    }
    Err(invalid(format!(
        "ExclusiveMinimumSequenceNumber {number} used in PutRecord on stream {} under account {ACCOUNT_ID} is invalid.",
        stream.name
    )))
}
