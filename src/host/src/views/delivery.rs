//! A Firehose stream: its deliveries with their causes and fill curves, its open buffers, and what has become of all records.

use super::streams::{now, shown};
use crate::Host;
use api::RecordId;
use firehose::{BufferView, Closing, Delivery, DeliveryStream, DeliveryStreamView, Fault, Slot, Totals, Tried};
use protocol::{DeliveryDetail, Encoding, Failure, Fate, Filling, Flush, OpenBuffer};
use serde_json::{Value, json};
use sim::Time;

/// Deliveries that are shown.
const FLUSHES_MAX: usize = 50;
/// Open buffers that are shown.
const OPEN_MAX: usize = 50;
/// Reasons for failures that are shown.
const FAILURES_MAX: usize = 20;
/// Points of a fill curve.
const POINTS_MAX: usize = 32;

impl Host {
    pub(super) fn delivery_view(&self, name: &str) -> DeliveryDetail {
        let firehose = self.run.present().firehose();
        let description = firehose.description(name).and_then(|it| serde_json::to_value(it).ok());
        let mut view = DeliveryDetail {
            name: name.into(),
            description: description.map(|it| super::ledger::pretty(&it)).unwrap_or_default(),
            ..DeliveryDetail::default()
        };
        let (Some(told), Some(stream)) = (firehose.delivery_stream(name), firehose.stream(name)) else { return view };
        view.flushes = stream.deliveries().take(FLUSHES_MAX).map(flush).collect();
        view.open = open_buffers(&told, now(self));
        view.open_total = told.partitions.max(told.buffers.len() as u64);
        view.fates = fates(&told);
        view.failures = self.failures(&told.totals, stream);
        view.latest = self.latest(&told, stream);
        view.tags = stream.tags().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        view
    }

    /// Why records have failed: what their objects say, and what deliveries as a whole have met with.
    fn failures(&self, totals: &Totals, stream: &DeliveryStream) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (fault, count) in Fault::ALL.into_iter().zip(&totals.failed_by).filter(|(_, count)| count.records > 0) {
            let of_kind =
                |delivery: &&Delivery| delivery.closing.slot == Slot::Failed(fault) && !delivery.to.is_empty();
            let last = stream.deliveries().find(of_kind);
            let told = last.map(|delivery| self.error_object(&delivery.to)).unwrap_or_default();
            failures.push(Failure {
                at_us: last.map_or(0, |delivery| delivery.at_us),
                kind: fault.name().into(),
                code: told.0,
                message: told.1,
                records: count.records,
                to: last.map(|delivery| delivery.to.to_string()).unwrap_or_default(),
            });
        }
        let mut known: Vec<&str> = Vec::new();
        for delivery in stream.deliveries() {
            let Some(error) = delivery.error.as_deref() else { continue };
            let (code, message) = error.split_once(": ").unwrap_or((error, ""));
            // The latest of a kind: the key that could not be written is another one each time.
            if known.contains(&code) {
                continue;
            }
            known.push(code);
            failures.push(Failure {
                at_us: delivery.at_us,
                code: code.into(),
                message: message.into(),
                records: delivery.records,
                ..Failure::default()
            });
        }
        failures.sort_by_key(|failure| std::cmp::Reverse(failure.at_us));
        failures.truncate(FAILURES_MAX);
        failures
    }

    /// Code and message of an object of failed records: its lines tell them.
    fn error_object(&self, key: &str) -> (String, String) {
        let s3 = self.run.present().s3();
        let lines = s3.buckets().map(|bucket| s3.lines(&bucket.name, key, 0, 1)).find(|lines| !lines.is_empty());
        let line: Value = lines.and_then(|lines| serde_json::from_str(lines.first()?).ok()).unwrap_or_default();
        let text = |names: [&str; 2]| {
            let found = names.into_iter().find_map(|name| line.get(name)?.as_str());
            found.unwrap_or_default().to_owned()
        };
        (text(["errorCode", "lastErrorCode"]), text(["errorMessage", "lastErrorMessage"]))
    }

    /// A record that came lately, if it is text.
    fn latest(&self, told: &DeliveryStreamView, stream: &DeliveryStream) -> Option<String> {
        if let Some(source) = &told.source_stream {
            return self.newest(source);
        }
        // Who puts directly leaves no copy but in the objects.
        let bucket = match &told.destination {
            firehose::DestinationView::S3 { bucket, .. } | firehose::DestinationView::Redshift { bucket, .. } => bucket,
            firehose::DestinationView::OpenSearch { backup_bucket, .. } => backup_bucket,
        };
        let mut objects = stream.deliveries().filter(|delivery| delivery.error.is_none() && !delivery.to.is_empty());
        let object = self.run.present().s3().object(bucket, &objects.next()?.to)?;
        text(object.body.split(|byte| *byte == b'\n').next()?)
    }

    /// A data stream's newest record, if it is text.
    fn newest(&self, stream: &str) -> Option<String> {
        let shards = self.run.present().kinesis().stream(stream)?.shards();
        let last = shards.filter_map(|shard| shard.record(shard.next_number().checked_sub(1)?));
        last.max_by_key(|found| found.segment.arrival_us).and_then(|found| text(found.data()))
    }

    /// What a transformation and a query for partition keys would make of a record.
    pub(crate) fn try_programs(
        &mut self,
        id: u32,
        stream: Option<&str>,
        record: Option<String>,
        program: Option<&str>,
        keys: Option<&str>,
    ) {
        let record = stream.map_or(record, |stream| self.newest(stream));
        let tried = record.as_deref().map(|record| firehose::try_on(record.as_bytes(), program, keys));
        let mut answer = match tried {
            None => json!({}),
            Some(Tried::Ok(data, keys)) => json!({ "result": "Ok", "data": shown(&data).0, "keys": keys }),
            Some(Tried::Dropped) => json!({ "result": "Dropped" }),
            Some(Tried::Failed(code, message)) => {
                json!({ "result": "ProcessingFailed", "code": code, "message": message })
            }
            Some(Tried::Unreadable(name, message)) => {
                json!({ "result": "Unreadable", "code": name, "message": message })
            }
        };
        answer["record"] = record.into();
        self.answer(id, Ok(answer));
    }
}

/// Data that is text.
fn text(data: &[u8]) -> Option<String> {
    Some(shown(data)).filter(|(_, kind)| *kind == Encoding::Text).map(|(text, _)| text)
}

fn flush(delivery: &Delivery) -> Flush {
    let Closing { slot, cause, opened_at, closed_at, hints, curve, .. } = &*delivery.closing;
    Flush {
        at_us: delivery.at_us,
        reason: cause.name().into(),
        records: delivery.records,
        bytes: delivery.bytes,
        written_bytes: delivery.written_bytes,
        to: delivery.to.to_string(),
        partition: partition(slot),
        fill: filling(curve, *opened_at, *closed_at, hints),
        error: delivery.error.clone(),
    }
}

/// The partition of a buffer, or which other one it is.
fn partition(slot: &Slot) -> Option<String> {
    match slot {
        Slot::Main => None,
        Slot::Partition(partition) => Some(partition.to_string()),
        other => Some(other.name().into()),
    }
}

/// Points at most, the first and the last among them; times since the first record.
fn filling(curve: &[(u64, u64)], opened_at: Time, until: Time, hints: &firehose::Hints) -> Filling {
    let step = curve.len().div_ceil(POINTS_MAX - 1).max(1);
    let last = curve.len().saturating_sub(1);
    let kept = curve.iter().enumerate().filter(|(index, _)| index % step == 0 || *index == last);
    Filling {
        points: kept.map(|(_, (at_us, bytes))| (at_us.saturating_sub(opened_at.0), *bytes)).collect(),
        bytes_max: hints.bytes_max,
        age_us_max: hints.interval_us,
        age_us: until - opened_at,
    }
}

fn open_buffers(told: &DeliveryStreamView, now: Time) -> Vec<OpenBuffer> {
    let mut open: Vec<&BufferView> = told.buffers.iter().collect();
    open.sort_by_key(|buffer| std::cmp::Reverse(buffer.count.bytes));
    let shown = open.into_iter().take(OPEN_MAX);
    let view = |buffer: &BufferView| OpenBuffer {
        partition: partition(&buffer.slot),
        records: buffer.count.records,
        bytes: buffer.count.bytes,
        fill: filling(&buffer.curve, buffer.first_at, now, &buffer.hints),
    };
    shown.map(view).collect()
}

/// What has become of all records, in a fixed order.
fn fates(told: &DeliveryStreamView) -> Vec<Fate> {
    let totals = &told.totals;
    let fate = |name: &str, records: u64, bytes: u64| Fate { name: name.into(), records, bytes };
    let of = |name: &str, count: &firehose::Count| fate(name, count.records, count.bytes);
    vec![
        of("accepted", &totals.accepted),
        fate("split", totals.split_records, 0),
        of("delivered", &totals.delivered),
        fate("buffered", told.buffer.records + told.waiting.records, told.buffer.bytes + told.waiting.bytes),
        of("dropped", &totals.dropped),
        of("failed", &totals.failed),
        of("lost", &totals.lost),
        fate("expired", totals.expired_records, 0),
        of("backed-up", &totals.backed_up),
        fate("throttled", totals.throttled_records, 0),
    ]
}

/// The object that a record lies in, by way of one delivery stream.
pub(super) fn object_of(host: &Host, record: &RecordId, delivery: &str) -> Option<String> {
    let traces = host.run.present().firehose().trace(record);
    let trace = traces.into_iter().find(|trace| &*trace.delivery_stream == delivery)?;
    match trace.delivered? {
        (_, firehose::Place::Object { key, .. }) => Some(key.to_string()),
        _ => None,
    }
}
