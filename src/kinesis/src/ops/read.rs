//! Reading: iterators and records.

use super::{check_target, not_found, target};
use crate::limits;
use crate::prices::{self, GB_BYTES};
use crate::state::{Kinesis, Mode, Shard, Status, Stream};
use crate::token::Token;
use crate::validate::{Checks, SEQUENCE_PATTERN, is_decimal};
use crate::{Ctx, Event};
use api::kinesis::{
    GetRecords, GetRecordsOutput, GetShardIterator, GetShardIteratorOutput, PutResults, RecordList,
    parse_sequence_number, shard_id, shard_number,
};
use api::{ACCOUNT_ID, Arn, AwsError, Slice, Timestamp};
use sim::{Time, calendar};
use std::sync::Arc;

const NAMESPACE: &str = "AWS/Kinesis";
/// In the order in which AWS's error lists them.
const TYPES: [&str; 5] = ["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"];

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
        let (now, date) = (ctx.now(), ctx.date());
        let at = request.timestamp.map(|timestamp| ctx.time_of(timestamp));
        let stream = self.streams.get_mut(name).filter(|stream| stream.status != Status::Deleting);
        let stream = stream.ok_or_else(|| not_found(name))?;
        let index = find_shard(stream, &request.shard_id)?;
        check_combination(&request, date)?;
        let number = position(stream, index, &request, at, now)?;
        let (stream_name, created_us) = (stream.name.to_string(), stream.created.0);
        let Some(shard) = stream.shards.get_mut(index as usize).map(Arc::make_mut) else {
            return Err(no_shard(name, index));
        };
        if !shard.iterator_calls.take_one(now) {
            return Err(throttled(name, index));
        }
        let token = Token { stream: stream_name, created_us, shard: index, number, issued_us: now.0 };
        Ok(GetShardIteratorOutput { shard_iterator: token.to_iterator() })
    }

    pub(crate) fn get_records(
        &mut self,
        request: GetRecords,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetRecordsOutput, AwsError> {
        check_get_records(&request)?;
        let invalid = || AwsError::new("InvalidArgumentException", "Invalid ShardIterator.");
        let token = Token::from_iterator(&request.shard_iterator).ok_or_else(invalid)?;
        if let Some(arn) = request.stream_arn.as_deref()
            && target(None, Some(arn))? != token.stream
        {
            return Err(invalid());
        }
        let now = ctx.now();
        check_age(&token, ctx)?;
        let stream = self.find_active(&token.stream)?;
        if stream.created.0 != token.created_us {
            return Err(invalid());
        }
        let (retention_us, start_epoch_ms, mode) = (stream.retention_us(), stream.start_epoch_ms, stream.mode);
        let stream_name = stream.name.clone();
        let dimension = ("StreamName", &*stream_name);
        let shard = stream.shards.get_mut(token.shard as usize).filter(|shard| token.number <= shard.next);
        let shard = Arc::make_mut(shard.ok_or_else(invalid)?);

        shard.read_bytes.refill(now);
        if shard.read_bytes.owes() || !shard.read_calls.take_one(now) {
            ctx.metric(NAMESPACE, "ReadProvisionedThroughputExceeded", dimension, 1.0);
            return Err(throttled(&token.stream, token.shard));
        }
        let from = token.number.max(horizon(shard, now, retention_us));
        let limit = request.limit.map_or(limits::GET_RECORDS_MAX, |limit| limit as u64);
        let slices = shard.slices(from, limit, limits::GET_BYTES_MAX);
        let records: u64 = slices.iter().map(Slice::len).sum();
        let bytes: u64 = slices.iter().map(Slice::bytes).sum();
        shard.read_bytes.take_or_owe(bytes);
        let next = from + records;
        let behind_ms = behind(shard, next, slices.last(), now);
        shard.recent.read(now, behind_ms);
        let is_over = !shard.is_open && next == shard.next;

        ctx.metric(NAMESPACE, "GetRecords.Success", dimension, 1.0);
        ctx.metric(NAMESPACE, "GetRecords.Records", dimension, records as f64);
        ctx.metric(NAMESPACE, "GetRecords.Bytes", dimension, bytes as f64);
        let age_ms = slices.last().map_or(0, |last| now.0.saturating_sub(last.segment.arrival_us) / 1_000);
        ctx.metric(NAMESPACE, "GetRecords.IteratorAgeMilliseconds", dimension, age_ms as f64);
        if mode == Mode::OnDemand {
            ctx.charge(&prices::ON_DEMAND_OUT, bytes as f64 / GB_BYTES);
        }
        let token = Token { number: next, issued_us: now.0, ..token };
        Ok(GetRecordsOutput {
            records: RecordList { slices, start_epoch_ms },
            next_shard_iterator: (!is_over).then(|| token.to_iterator()),
            millis_behind_latest: behind_ms,
        })
    }
}

/// What a `GetRecords` needs to be allowed on: the stream that its iterator names.
pub(crate) fn get_records_resource(request: &GetRecords) -> String {
    match (&request.stream_arn, Token::from_iterator(&request.shard_iterator)) {
        (Some(arn), _) => arn.clone(),
        (None, Some(token)) => Arn::stream(&token.stream),
        (None, None) => "*".into(),
    }
}

/// The oldest record that is not too old, gone or not.
fn horizon(shard: &Shard, now: Time, retention_us: u64) -> u64 {
    match (now.0 + 1).checked_sub(retention_us) {
        Some(oldest_us) => shard.first_since(oldest_us),
        None => shard.trimmed,
    }
}

/// How far the response lies behind the tip: not at all if nothing follows it.
fn behind(shard: &Shard, next: u64, last: Option<&Slice>, now: Time) -> u64 {
    if next >= shard.next {
        return 0;
    }
    let arrival_us = last.map_or(now.0, |last| last.segment.arrival_us);
    now.0.saturating_sub(arrival_us) / 1_000
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
        return Err(AwsError::new("InvalidArgumentException", "Invalid ShardIterator."));
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

fn find_shard(stream: &Stream, id: &str) -> Result<u32, AwsError> {
    let number = shard_number(id).ok_or_else(|| {
        let message = format!("Could not find shard {id} in stream {} under account {ACCOUNT_ID}.", stream.name);
        AwsError::new("ResourceNotFoundException", message)
    })?;
    stream.shard(number).map(|_| number).ok_or_else(|| no_shard(&stream.name, number))
}

fn no_shard(stream: &str, shard: u32) -> AwsError {
    let message = format!("Shard {} in stream {stream} under account {ACCOUNT_ID} does not exist", shard_id(shard));
    AwsError::new("ResourceNotFoundException", message)
}

fn throttled(stream: &str, shard: u32) -> AwsError {
    AwsError::new("ProvisionedThroughputExceededException", PutResults::throttled_message(stream, shard))
}

fn check_combination(request: &GetShardIterator, date: Timestamp) -> Result<(), AwsError> {
    let invalid = |message: String| Err(AwsError::new("InvalidArgumentException", message));
    let kind = request.shard_iterator_type.as_str();
    if kind == "AT_TIMESTAMP" {
        let Some(timestamp) = request.timestamp else {
            return invalid(
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no \
                 timestamp parameter."
                    .into(),
            );
        };
        if timestamp > date {
            return invalid(format!(
                "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. \
                 timestampInMillis: {}, currentTimestampInMillis: {}",
                timestamp.0, date.0
            ));
        }
    }
    let needs_number = kind.ends_with("SEQUENCE_NUMBER");
    if needs_number != request.starting_sequence_number.is_some() {
        let has = if needs_number { "and no StartingSequenceNumber" } else { "and also a StartingSequenceNumber" };
        return invalid(format!(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
             TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} {has}."
        ));
    }
    Ok(())
}

/// The number of the record to begin with.
fn position(
    stream: &Stream,
    index: u32,
    request: &GetShardIterator,
    at: Option<Time>,
    now: Time,
) -> Result<u64, AwsError> {
    let Some(shard) = stream.shards.get(index as usize) else { return Err(no_shard(&stream.name, index)) };
    let horizon = horizon(shard, now, stream.retention_us());
    let number = match request.shard_iterator_type.as_str() {
        "LATEST" => shard.next,
        "AT_TIMESTAMP" => shard.first_since(at.unwrap_or(now).0),
        "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER" => {
            let text = request.starting_sequence_number.as_deref().unwrap_or_default();
            let (number, is_record) = read_number(text, stream, shard)?;
            number + u64::from(is_record && request.shard_iterator_type == "AFTER_SEQUENCE_NUMBER")
        }
        _ => horizon,
    };
    Ok(number.max(horizon))
}

/// A record's number out of its sequence number, and whether it is a record's at all: the one at which the shard
/// starts is before all records.
fn read_number(text: &str, stream: &Stream, shard: &Shard) -> Result<(u64, bool), AwsError> {
    let wrong = |why: &str| {
        let message = format!(
            "StartingSequenceNumber {text} used in GetShardIterator on shard {} in stream {} under account {ACCOUNT_ID} \
             is invalid{why}.",
            shard.id(),
            stream.name
        );
        AwsError::new("InvalidArgumentException", message)
    };
    let sequence = parse_sequence_number(text).ok_or_else(|| wrong(""))?;
    if sequence.shard != shard.number() {
        let message = format!(
            "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard with {}",
            shard_id(sequence.shard),
            shard.id()
        );
        return Err(AwsError::new("InvalidArgumentException", message));
    }
    let is_start = sequence.number == 0 && sequence.arrival_s == sequence.created_s;
    if sequence.created_s != stream.created_s() || (sequence.number >= shard.next && !is_start) {
        return Err(wrong(" because it did not come from this stream"));
    }
    Ok((sequence.number, !is_start))
}
