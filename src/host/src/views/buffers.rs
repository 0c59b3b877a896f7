//! What small and large buffers cost: for each setting the objects that would come at the present rate, and by the rules of Athena and S3 what
//! follows from them; and beside it what has really landed. Nothing is told of a rule that the services do not keep themselves.

use super::streams::now;
use crate::Host;
use athena::limits as query;
use firehose::limits::{DELIVERY_JITTER_US, DELIVERY_US, MIB, POLL_INTERVAL_US};
use firehose::{Delivery, DeliveryStream, DeliveryStreamView, DestinationView};
use protocol::{BufferStep, Buffers, Landed, LastQuery};
use sim::Time;
use sim::time::SECOND_US;

/// Buffer sizes in MiB and intervals in seconds, from small to large.
const STEPS: [(u64, u64); 7] = [(1, 0), (1, 60), (5, 60), (5, 300), (32, 300), (64, 600), (128, 900)];
/// Objects that are shown.
const LANDED_MAX: usize = 240;
/// Objects of so long are shown.
const LANDED_US: u64 = 1_800 * SECOND_US;
/// The rate is told of what came within so long, of whole buffers if some closed within it.
const RATE_US: u64 = 300 * SECOND_US;
const HOUR_S: f64 = 3_600.0;
/// Of the bill.
const MONTH_HOURS: f64 = 730.0;

impl Host {
    pub(super) fn buffers_view(&self, wanted: Option<&str>) -> Buffers {
        let firehose = self.run.present().firehose();
        let to_bucket = |view: &DeliveryStreamView| matches!(view.destination, DestinationView::S3 { .. });
        let mut all = firehose.delivery_streams().filter(to_bucket);
        let Some(told) = all.find(|view| wanted.is_none_or(|wanted| &*view.name == wanted)) else {
            return Buffers::default();
        };
        let Some(stream) = firehose.stream(&told.name) else { return Buffers::default() };
        // A view of whole seconds, so that it does not change with each frame.
        let until = Time(now(self).0 / SECOND_US * SECOND_US);
        let bytes_per_s = rate(&told, stream, until);
        let landed = self.landed(&told, until);
        let first = landed.first().map_or(until.0, |landed| landed.at_us);
        let is_full = landed.len() >= LANDED_MAX;
        Buffers {
            delivery: told.name.to_string(),
            bytes_per_s,
            size_bytes: told.hints.bytes_max,
            interval_us: told.hints.interval_us,
            chosen: STEPS
                .iter()
                .position(|(mib, s)| (mib * MIB, s * SECOND_US) == (told.hints.bytes_max, told.hints.interval_us))
                .map(|step| step as u32),
            steps: STEPS.iter().map(|(mib, s)| step(&told, bytes_per_s, *mib, *s)).collect(),
            from_us: if is_full { first } else { until.0.saturating_sub(LANDED_US) },
            until_us: until.0,
            landed,
            objects_per_hour: real_rate(&told, stream),
            query: self.last_query(),
        }
    }

    /// The objects of the last half hour, oldest first, as the event log tells of them.
    fn landed(&self, told: &DeliveryStreamView, until: Time) -> Vec<Landed> {
        let notes = self.run.present().notes().iter().rev();
        let lately = notes.take_while(|(_, entry)| until.0.saturating_sub(entry.at.0) <= LANDED_US);
        let mut landed: Vec<_> = lately.filter_map(|(_, entry)| object(&told.name, entry)).take(LANDED_MAX).collect();
        landed.retain(|object| object.at_us <= until.0);
        landed.reverse();
        landed
    }

    fn last_query(&self) -> Option<LastQuery> {
        let ended = |query: &&athena::Query| query.completed.is_some() && query.bytes_scanned > 0;
        let query = self.run.present().athena().queries().find(ended)?;
        Some(LastQuery { total_us: query.completed? - query.submitted, scanned_bytes: query.bytes_scanned })
    }
}

fn object(name: &str, entry: &account::NoteEntry) -> Option<Landed> {
    if entry.note.kind != "firehose-delivered" {
        return None;
    }
    let argument = |wanted: &str| {
        let found = entry.note.args.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    (argument("delivery_stream") == name).then(|| Landed {
        at_us: entry.at.0,
        bytes: argument("bytes").parse().unwrap_or_default(),
        reason: argument("reason").into(),
    })
}

/// Bytes a second that it has taken in lately: what buffers that closed held, or what the open one holds.
fn rate(told: &DeliveryStreamView, stream: &DeliveryStream, until: Time) -> f64 {
    let is_recent = |delivery: &&Delivery| until.0.saturating_sub(delivery.closing.closed_at.0) <= RATE_US;
    let closed: Vec<_> = stream.deliveries().filter(|it| it.error.is_none()).take_while(is_recent).collect();
    let opened = closed.iter().map(|delivery| delivery.closing.opened_at).min();
    let closed_at = closed.iter().map(|delivery| delivery.closing.closed_at).max();
    let per_s =
        |bytes: u64, from: Time, to: Time| bytes as f64 / ((to - from).max(SECOND_US) as f64 / SECOND_US as f64);
    match (opened, closed_at) {
        (Some(from), Some(to)) => per_s(closed.iter().map(|delivery| delivery.bytes).sum(), from, to),
        _ => told.buffer_first_at.map_or(0.0, |from| per_s(told.buffer.bytes, from, until.max(from))),
    }
}

/// Objects an hour, by those that came since the buffers are as they are.
fn real_rate(told: &DeliveryStreamView, stream: &DeliveryStream) -> Option<f64> {
    let is_so = |delivery: &&Delivery| delivery.closing.hints == told.hints;
    let so: Vec<_> = stream.deliveries().filter(|it| it.error.is_none()).take_while(is_so).collect();
    let (newest, oldest) = (so.first()?.at_us, so.last()?.at_us);
    let spans = so.len().checked_sub(1).filter(|spans| *spans > 0 && newest > oldest)?;
    Some(spans as f64 * HOUR_S * SECOND_US as f64 / (newest - oldest) as f64)
}

fn step(told: &DeliveryStreamView, bytes_per_s: f64, size_mib: u64, interval_s: u64) -> BufferStep {
    let size = (size_mib * MIB) as f64;
    // With zero buffering each read of the source, or each call of a producer, is let go at once.
    let at_once_us = if told.source_stream.is_some() { POLL_INTERVAL_US } else { clients::TICK_US };
    let interval = (interval_s * SECOND_US).max(at_once_us) as f64 / SECOND_US as f64;
    let until_full = if bytes_per_s > 0.0 { size / bytes_per_s } else { f64::INFINITY };
    let (by_size, seconds) = (until_full < interval, until_full.min(interval));
    let objects_per_hour = if bytes_per_s > 0.0 { HOUR_S / seconds } else { 0.0 };
    BufferStep {
        size_mib,
        interval_s,
        by_size,
        objects_per_hour,
        object_bytes: bytes_per_s * seconds,
        wait_us: (seconds * SECOND_US as f64) as u64 + DELIVERY_US + DELIVERY_JITTER_US / 2,
        query_us: query_us(objects_per_hour, bytes_per_s * HOUR_S),
        usd_month: objects_per_hour * MONTH_HOURS * (s3::prices::PUT.usd + s3::prices::GET.usd) / 1_000.0,
    }
}

/// What a query takes that reads so many objects of one partition, with as much of each chance as there is on average.
fn query_us(objects: f64, bytes: f64) -> u64 {
    let standing = query::QUEUE_US + query::PLAN_US + query::ENGINE_US + query::PARTITION_US + query::PUBLISH_US;
    let chance = (query::QUEUE_SPREAD_US + query::PLAN_SPREAD_US + query::SCAN_SPREAD_US) / 2;
    standing + chance + (objects * query::FILE_US as f64) as u64 + (bytes / query::SCAN_BYTES_PER_US as f64) as u64
}
