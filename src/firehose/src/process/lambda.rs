//! The transformation: a jq program that stands for a Lambda function. It is called with a batch, and says of each record what becomes of it.
//!
//! The program's input is the record's data as JSON, or as a string if it is none. What it gives is the new data, `empty` drops the record, `error` is
//! `ProcessingFailed`. `{result, data, partitionKeys}` says the same in Lambda's own words. If it takes too long for one record, the call has timed out: it
//! is made again, and after the last time the whole batch has failed.

use super::{rows_of, with_rows};
use crate::Event;
use crate::buffer::{Batch, Fault, Row, Rows, Sealed, Slot, Taken, Why};
use crate::config::Lambda;
use crate::deliver::METRICS;
use crate::jq::{self, Program, Stop};
use crate::limits::LAMBDA_US_MAX;
use crate::state::{DeliveryStream, call_us};
use crate::trace::Hops;
use api::AwsError;
use jaq_json::Val;
use service::{Ctx, Note};
use std::sync::Arc;

/// What a function says of a record.
pub(super) enum Said {
    Ok(Vec<u8>, Arc<[(String, String)]>),
    Dropped,
    /// Code and message.
    Failed(&'static str, String),
}

/// The call has taken too long.
pub(super) struct TimedOut;

/// What a call gave, sorted.
#[derive(Default)]
struct Sorted {
    done: Vec<Taken>,
    dropped: Batch,
    failed: Vec<Taken>,
    /// The bytes that went in of what was done.
    bytes_in: u64,
}

impl DeliveryStream {
    /// The call for the closed buffer `serial` ends.
    pub(crate) fn end_invocation(
        &mut self,
        serial: u64,
        mut sealed: Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let config = self.config.clone();
        let Some(lambda) = &config.pipeline().lambda else {
            // The transformation was taken away in the meantime.
            for taken in sealed.batch.parts {
                self.route(taken, ctx);
            }
            return;
        };
        let (attempts, now) = (sealed.attempts, ctx.now());
        match transform(lambda, &sealed.batch, attempts, now.0) {
            Ok(sorted) => self.take_answer(sorted, call_us(sealed.records()), hops, ctx),
            Err(TimedOut) if attempts <= lambda.retries + 1 => {
                if sealed.trouble.is_none() {
                    self.tell_time_out(lambda, &sealed, ctx);
                }
                sealed.trouble.get_or_insert_with(|| (timed_out(), now));
                self.sealed.insert(serial, Arc::new(sealed));
                let again = Event::Deliver { target: self.target(), serial, attempt: attempts };
                ctx.schedule(LAMBDA_US_MAX, again);
            }
            Err(TimedOut) => {
                let AwsError { code, message, .. } = timed_out();
                let why = Why { code: code.into_owned(), message, attempts: lambda.retries + 1, ended_us: now.0 };
                ctx.metric(METRICS, "ExecuteProcessing.Success", ("DeliveryStreamName", &self.name), 0.0);
                self.fail_all(&sealed.batch, Fault::Processing, &why, ctx);
            }
        }
    }

    fn take_answer(&mut self, sorted: Sorted, took_us: u64, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        let dimension = ("DeliveryStreamName", &*self.name);
        let done: u64 = sorted.done.iter().map(Taken::len).sum();
        let bytes_out: u64 = sorted.done.iter().map(Taken::bytes).sum();
        ctx.metric(METRICS, "ExecuteProcessing.Success", dimension, 1.0);
        ctx.metric(METRICS, "ExecuteProcessing.Duration", dimension, took_us as f64 / 1e3);
        ctx.metric(METRICS, "SucceedProcessing.Records", dimension, (done + sorted.dropped.records) as f64);
        ctx.metric(METRICS, "SucceedProcessing.Bytes", dimension, (sorted.bytes_in + sorted.dropped.bytes) as f64);
        self.account(sorted.bytes_in, bytes_out);
        self.drop_records(&sorted.dropped, hops, ctx);
        for taken in sorted.done {
            self.route(taken, ctx);
        }
        for taken in sorted.failed {
            self.fill(Slot::Failed(Fault::Processing), &Arc::default(), taken, ctx);
        }
    }

    fn tell_time_out(&self, lambda: &Lambda, sealed: &Sealed, ctx: &mut Ctx<'_, Event>) {
        let AwsError { code, message, .. } = timed_out();
        let note = Note::error("firehose-delivery-failed").with("delivery_stream", &self.name);
        let note = note.with("destination", &lambda.arn).with("records", sealed.records());
        ctx.note(note.with("code", code).with("message", message));
    }
}

pub(super) fn timed_out() -> AwsError {
    AwsError::new("Lambda.FunctionTimedOut", "The Lambda function took longer than the maximum timeout.")
}

/// Calls the function with `batch`.
fn transform(lambda: &Lambda, batch: &Batch, attempts: u32, now_us: u64) -> Result<Sorted, TimedOut> {
    let mut sorted = Sorted::default();
    for taken in &batch.parts {
        let (bytes, rows) = rows_of(taken);
        let (mut done, mut out) = (Rows::default(), Vec::new());
        let mut failed = Rows { bytes: bytes.clone(), ..Rows::default() };
        let mut dropped = Rows { bytes: bytes.clone(), ..Rows::default() };
        for row in rows {
            let start = row.start as usize;
            match call(&lambda.program, bytes.get(start..start + row.bytes as usize).unwrap_or_default())? {
                Said::Ok(data, keys) => {
                    sorted.bytes_in += u64::from(row.bytes);
                    let note = if keys.is_empty() { 0 } else { place(&mut done.keys, keys) };
                    done.rows.push(Row { start: out.len() as u32, bytes: data.len() as u32, note, ..row });
                    out.extend_from_slice(&data);
                }
                Said::Dropped => dropped.rows.push(row),
                Said::Failed(code, message) => {
                    let why = Why { code: code.into(), message, attempts, ended_us: now_us };
                    let note = place(&mut failed.whys, why);
                    failed.rows.push(Row { note, ..row });
                }
            }
        }
        done.bytes = out.into();
        let dropped_bytes = dropped.rows.iter().map(|row| u64::from(row.bytes)).sum();
        sorted.dropped.push(with_rows(taken, dropped), dropped_bytes);
        let pieces = [(&mut sorted.done, done), (&mut sorted.failed, failed)];
        for (to, rows) in pieces.into_iter().filter(|(_, rows)| !rows.rows.is_empty()) {
            to.push(with_rows(taken, rows));
        }
    }
    Ok(sorted)
}

/// The place of `value` in `list`, from 1; it is added if the last one is another.
pub(super) fn place<T: PartialEq>(list: &mut Vec<T>, value: T) -> u32 {
    if list.last() != Some(&value) {
        list.push(value);
    }
    list.len() as u32
}

/// Calls the function with one record.
pub(super) fn call(program: &Program, data: &[u8]) -> Result<Said, TimedOut> {
    let input = jq::value_of(data).unwrap_or_else(|| jq::text_of(data));
    let outputs = match program.run(input, 2) {
        Ok(outputs) => outputs,
        Err(Stop::TooLong) => return Err(TimedOut),
        Err(Stop::Error(message)) => {
            let message = format!("ProcessingFailed status set for record: {message}");
            return Ok(Said::Failed("Lambda.ProcessingFailedStatus", message));
        }
    };
    let mut outputs = outputs.into_iter();
    Ok(match (outputs.next(), outputs.next()) {
        (None, _) => Said::Dropped,
        (Some(output), None) => said(output),
        (Some(_), Some(_)) => {
            let message = "Multiple records were returned with the same record ID. Ensure that the Lambda function \
                           returns unique record IDs for each record.";
            Said::Failed("Lambda.DuplicatedRecordId", message.into())
        }
    })
}

/// What an output says: new data, or Lambda's own words.
fn said(output: Val) -> Said {
    let Val::Obj(members) = &output else { return Said::Ok(data_of(&output), Arc::default()) };
    let get = |name: &str| members.get(&Val::utf8_str(name.to_owned()));
    let known = ["result", "data", "partitionKeys"];
    let is_explicit = members.keys().all(|key| known.iter().any(|name| *key == Val::utf8_str((*name).to_owned())));
    let result = get("result").filter(|_| is_explicit).map(data_of);
    match result.as_deref() {
        Some(b"Ok") => {
            let keys = match get("partitionKeys") {
                Some(Val::Obj(keys)) => keys.iter().map(|(key, value)| (text(key), text(value))).collect(),
                _ => Vec::new(),
            };
            Said::Ok(get("data").map(data_of).unwrap_or_default(), keys.into())
        }
        Some(b"Dropped") => Said::Dropped,
        Some(b"ProcessingFailed") => {
            Said::Failed("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record".into())
        }
        // Without `data` it may be a record that has a result of its own.
        Some(other) if get("data").is_some() => {
            let other = String::from_utf8_lossy(other);
            let message = format!("The result '{other}' is none of Ok, Dropped and ProcessingFailed");
            Said::Failed("Lambda.FunctionError", message)
        }
        _ => Said::Ok(data_of(&output), Arc::default()),
    }
}

/// A string's own bytes, and all else as JSON.
fn data_of(value: &Val) -> Vec<u8> {
    match value {
        Val::TStr(text) | Val::BStr(text) => text.to_vec(),
        other => other.to_string().into_bytes(),
    }
}

fn text(value: &Val) -> String {
    String::from_utf8_lossy(&data_of(value)).into_owned()
}
