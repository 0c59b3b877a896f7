//! Reading: iterators and records.

use super::{check_target, find_shard, invalid, no_shard, not_found, target};
use crate::limits;
use crate::prices::{self, GB_BYTES};
use crate::shard::Shard;
use crate::state::{Kinesis, Mode, Status, Stream};
use crate::token::Token;
use crate::validate::{Checks, SEQUENCE_PATTERN, is_decimal};
use crate::{Ctx, Event};
use api::kinesis::{
    GetRecords, GetRecordsOutput, GetShardIterator, GetShardIteratorOutput, PutResults, Sequence,
    parse_sequence_number, shard_id,
};
use api::{ACCOUNT_ID, Arn, AwsError, Slice, Timestamp};
use sim::time::SECOND_US;
use sim::{Time, calendar};
use std::sync::Arc;

const NAMESPACE: &str = "AWS/Kinesis";
/// In the order in which AWS's error lists them.
pub(super) const TYPES: [&str; 5] =
    ["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"];

impl Kinesis {
    pub(crate) fn get_shard_iterator(
        &mut self,
        request: GetShardIterator,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetShardIteratorOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.name(&request.shard_id, "shardId");
        checks.one_of(&request.shard_iterator_type, "shardIteratorType", &TYPES);
        if let Some(number) = &request.starting_sequence_number {
            checks.pattern(is_decimal(number, 129), number, "startingSequenceNumber", SEQUENCE_PATTERN);
        }
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let now = ctx.now();
        let stream = self.streams.get_mut(name).filter(|stream| stream.status != Status::Deleting);
        let stream = stream.ok_or_else(|| not_found(name))?;
        let number = find_shard(stream, &request.shard_id)?;
        let start = Start {
            operation: "GetShardIterator",
            kind: &request.shard_iterator_type,
            sequence_number: request.starting_sequence_number.as_deref(),
            timestamp: request.timestamp,
        };
        start.check(ctx.date())?;
        let (position, seeks) = start.position(stream, number, now)?;
        let (stream_name, created_us) = (stream.name.to_string(), stream.created.0);
        let Some(shard) = stream.shard_mut(number) else { return Err(no_shard(name, number)) };
        if !shard.iterator_calls.take_one(now) {
            return Err(throttled(name, number));
        }
        let token = Token { stream: stream_name, created_us, shard: number, number: position, issued_us: now.0 };
        Ok(GetShardIteratorOutput { shard_iterator: token.to_iterator(seeks) })
    }

    pub(crate) fn get_records(
        &mut self,
        request: GetRecords,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetRecordsOutput, AwsError> {
        check_get_records(&request)?;
        let wrong = || invalid("Invalid ShardIterator.");
        let (token, seeks) = Token::from_iterator(&request.shard_iterator).ok_or_else(wrong)?;
        if let Some(arn) = request.stream_arn.as_deref()
            && target(None, Some(arn))? != token.stream
        {
            return Err(wrong());
        }
        let now = ctx.now();
        check_age(&token, ctx)?;
        let stream = self.find_serving(&token.stream)?;
        if stream.created.0 != token.created_us {
            return Err(wrong());
        }
        let retention_us = stream.retention_us();
        // A shard that was there and is not any more has expired with all its records.
        let Some(index) = stream.index_of(token.shard) else {
            return if token.shard < stream.next_shard {
                Err(no_shard(&token.stream, token.shard))
            } else {
                Err(wrong())
            };
        };
        let shard = stream.shards.get_mut(index).filter(|shard| token.number <= shard.log.next());
        let shard = Arc::make_mut(shard.ok_or_else(wrong)?);
        shard.read_bytes.refill(now);
        if shard.read_bytes.owes() || !shard.read_calls.take_one(now) {
            stream.report_refused_read(index, ctx);
            return Err(throttled(&token.stream, token.shard));
        }
        let from = token.number.max(shard.horizon(now, retention_us));
        let limit = request.limit.map_or(limits::GET_RECORDS_MAX, |limit| limit as u64);
        // One call seeks only so far; the next one is there.
        let limit = if seeks { 0 } else { limit };
        let slices = shard.slices(from, limit, limits::GET_BYTES_MAX);
        let records: u64 = slices.iter().map(Slice::len).sum();
        let bytes: u64 = slices.iter().map(Slice::bytes).sum();
        shard.read_bytes.take_or_owe(bytes);
        let next = from + records;
        let behind_ms = shard.behind_ms(next, slices.last(), now);
        shard.recent.read(now, behind_ms);
        let is_over = shard.is_over_at(next);
        let seeks = slices.last().is_some_and(|last| shard.seeks(next, last.segment.arrival_us));
        stream.report_read(index, &slices, (records, bytes), behind_ms, ctx);
        let token = Token { number: next, issued_us: now.0, ..token };
        Ok(GetRecordsOutput {
            records: stream.record_list(slices),
            next_shard_iterator: (!is_over).then(|| token.to_iterator(seeks)),
            millis_behind_latest: behind_ms,
            child_shards: is_over.then(|| stream.children_of(token.shard)),
        })
    }
}

impl Stream {
    fn report_refused_read(&self, index: usize, ctx: &mut Ctx<'_, Event>) {
        ctx.metric(NAMESPACE, "GetRecords.Success", ("StreamName", &self.name), 0.0);
        ctx.metric(NAMESPACE, "ReadProvisionedThroughputExceeded", ("StreamName", &self.name), 1.0);
        self.shard_metric(index, "ReadProvisionedThroughputExceeded", 1, ctx);
    }

    /// Enters what was read into metrics and bill.
    fn report_read(
        &self,
        index: usize,
        slices: &[Slice],
        (records, bytes): (u64, u64),
        behind_ms: u64,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let now = ctx.now();
        let age_ms = slices.last().map_or(behind_ms, |last| now.0.saturating_sub(last.segment.arrival_us) / 1_000);
        let mut metric = |name, value: u64| ctx.metric(NAMESPACE, name, ("StreamName", &self.name), value as f64);
        metric("GetRecords.Success", 1);
        metric("GetRecords.Records", records);
        metric("GetRecords.Bytes", bytes);
        metric("GetRecords.IteratorAgeMilliseconds", age_ms);
        self.shard_metric(index, "OutgoingRecords", records, ctx);
        self.shard_metric(index, "OutgoingBytes", bytes, ctx);
        self.shard_metric(index, "IteratorAgeMilliseconds", age_ms, ctx);
        if self.mode == Mode::OnDemand {
            ctx.charge(&prices::ON_DEMAND_OUT, bytes as f64 / GB_BYTES);
        }
        let old_us = u64::from(limits::RETENTION_EXTENDED_HOURS_MAX) * 3_600 * SECOND_US;
        let is_old = |slice: &&Slice| slice.segment.arrival_us + old_us < now.0;
        let old_bytes: u64 = slices.iter().filter(is_old).map(Slice::bytes).sum();
        if old_bytes > 0 {
            ctx.charge(&prices::LONG_RETENTION_OUT, old_bytes as f64 / GB_BYTES);
        }
    }

    /// Adds to a metric of one shard, if that is switched on.
    pub(crate) fn shard_metric(&self, index: usize, name: &'static str, value: u64, ctx: &mut Ctx<'_, Event>) {
        if !self.metrics.has(name) {
            return;
        }
        if let Some(shard) = self.shards.get(index) {
            let named = format!("{},{}", self.name, shard.id());
            ctx.metric(NAMESPACE, name, ("StreamName,ShardId", &named), value as f64);
        }
    }
}

/// What a `GetRecords` needs to be allowed on: the stream that its iterator names.
pub(crate) fn get_records_resource(request: &GetRecords) -> String {
    match (&request.stream_arn, Token::from_iterator(&request.shard_iterator)) {
        (Some(arn), _) => arn.clone(),
        (None, Some((token, _))) => Arn::stream(&token.stream),
        (None, None) => "*".into(),
    }
}

fn check_get_records(request: &GetRecords) -> Result<(), AwsError> {
    if let Some(limit) = request.limit.filter(|limit| *limit > limits::GET_RECORDS_MAX as i64) {
        let message = format!(
            "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have \
             value less than or equal to {}",
            limits::GET_RECORDS_MAX
        );
        return Err(AwsError::new("InvalidArgumentException", message));
    }
    let mut checks = Checks::default();
    check_target(&mut checks, None, request.stream_arn.as_deref());
    checks.range(request.limit, "limit", 1, limits::GET_RECORDS_MAX as i64);
    checks.length(&request.shard_iterator, "shardIterator", limits::ITERATOR_CHARS_MAX);
    checks.finish()
}

fn check_age(token: &Token, ctx: &Ctx<'_, Event>) -> Result<(), AwsError> {
    let now = ctx.now();
    if token.issued_us > now.0 {
        return Err(invalid("Invalid ShardIterator."));
    }
    if now.0 - token.issued_us <= limits::ITERATOR_LIFE_US {
        return Ok(());
    }
    let message = format!(
        "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the future \
         than the tolerated delay of {} milliseconds.",
        java_date(ctx.date_of(Time(token.issued_us))),
        java_date(ctx.date()),
        limits::ITERATOR_LIFE_US / 1_000
    );
    Err(AwsError::new("ExpiredIteratorException", message))
}

/// `Thu Jan 22 01:22:02 UTC 2015`
fn java_date(date: Timestamp) -> String {
    const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = date.0 / 1_000;
    let days = (seconds / 86_400).cast_signed();
    let (year, month, day) = calendar::date_of(days);
    let name = |names: &[&'static str], at: i64| names.get(at as usize).copied().unwrap_or_default();
    let (weekday, month) = (name(&WEEKDAYS, calendar::weekday_of(days)), name(&MONTHS, month - 1));
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{weekday} {month} {day:02} {hours:02}:{minutes:02}:{:02} UTC {year}", seconds % 60)
}

fn throttled(stream: &str, shard: u32) -> AwsError {
    AwsError::new("ProvisionedThroughputExceededException", PutResults::throttled_message(stream, shard))
}

/// Where a reader wants to begin.
pub(super) struct Start<'a> {
    /// Who asks, for its errors.
    pub operation: &'static str,
    /// One of [`TYPES`].
    pub kind: &'a str,
    pub sequence_number: Option<&'a str>,
    pub timestamp: Option<Timestamp>,
}

impl Start<'_> {
    /// Whether kind, number and timestamp go together. `date` is now.
    pub fn check(&self, date: Timestamp) -> Result<(), AwsError> {
        let kind = self.kind;
        if kind == "AT_TIMESTAMP" {
            let Some(timestamp) = self.timestamp else {
                return Err(invalid(
                    "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no \
                     timestamp parameter.",
                ));
            };
            if timestamp > date {
                return Err(invalid(format!(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. \
                     timestampInMillis: {}, currentTimestampInMillis: {}",
                    timestamp.0, date.0
                )));
            }
        }
        let needs_number = kind.ends_with("SEQUENCE_NUMBER");
        if needs_number != self.sequence_number.is_some() {
            let has = if needs_number { "and no StartingSequenceNumber" } else { "and also a StartingSequenceNumber" };
            return Err(invalid(format!(
                "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
                 TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} {has}."
            )));
        }
        Ok(())
    }

    /// The number of the record to begin with, and whether one read only seeks it: it may lie far behind where the reader
    /// wants to begin.
    pub fn position(&self, stream: &Stream, number: u32, now: Time) -> Result<(u64, bool), AwsError> {
        let Some(shard) = stream.shard(number) else { return Err(no_shard(&stream.name, number)) };
        let retention_us = stream.retention_us();
        let horizon = shard.horizon(now, retention_us);
        let (position, since_us) = match self.kind {
            "LATEST" => (shard.log.next(), now.0),
            "AT_TIMESTAMP" => {
                let date_ms = self.timestamp.unwrap_or_default().0;
                let since_us = Time::from_ms(date_ms.saturating_sub(stream.start_epoch_ms)).0;
                (shard.log.first_since(since_us), since_us)
            }
            "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER" => {
                let (number, is_record) = self.read_number(stream, shard)?;
                let since_us = shard.log.arrival_us(number).filter(|_| is_record).unwrap_or_default();
                (number + u64::from(is_record && self.kind == "AFTER_SEQUENCE_NUMBER"), since_us)
            }
            _ => (horizon, 0),
        };
        let position = position.max(horizon);
        let begins_us = shard.opened.0.max(now.0.saturating_sub(retention_us));
        Ok((position, shard.seeks(position, since_us.max(begins_us))))
    }

    /// A record's number out of its sequence number, and whether it is a record's at all: the one at which the shard
    /// starts is before all records, the one at which it ends behind them.
    fn read_number(&self, stream: &Stream, shard: &Shard) -> Result<(u64, bool), AwsError> {
        let text = self.sequence_number.unwrap_or_default();
        let wrong = |why: &str| {
            invalid(format!(
                "StartingSequenceNumber {text} used in {} on shard {} in stream {} under account {ACCOUNT_ID} is \
                 invalid{why}.",
                self.operation,
                shard.id(),
                stream.name
            ))
        };
        let sequence = parse_sequence_number(text).ok_or_else(|| wrong(""))?;
        if sequence.shard != shard.number() {
            return Err(invalid(format!(
                "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard with {}",
                shard_id(sequence.shard),
                shard.id()
            )));
        }
        let foreign = || wrong(" because it did not come from this stream");
        if sequence.created_s != shard.created_s {
            return Err(foreign());
        }
        if sequence.number == Sequence::END && shard.closed.is_some() {
            return Ok((shard.log.next(), false));
        }
        if sequence.number >= shard.log.next() && !sequence.is_start() {
            return Err(foreign());
        }
        Ok((sequence.number, !sequence.is_start()))
    }
}
