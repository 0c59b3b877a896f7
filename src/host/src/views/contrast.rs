//! One stream and one queue side by side: who has seen what, and what it costs. The columns of a side are its own records or
//! messages by their identity; nothing is matched with the other side.

use super::consumers::source;
use super::streams::now;
use crate::Host;
use crate::follow::record_view_of;
use clients::{ConsumerView, Reading, Turn, What};
use kinesis::{Mode, Stream};
use protocol::{Arrived, Contrast, ContrastSide, MessagePlace, Node, Seen};
use sim::Time;
use sqs::Place;
use std::sync::Arc;

/// The stream and the queue of the scenario `contrast`.
const STREAM: &str = "orders";
const QUEUE: &str = "orders";
/// Records and messages that are shown.
const COLUMNS: usize = 24;
/// Consumers of a side that are shown.
const ROWS_MAX: usize = 3;
const HOUR_S: f64 = 3_600.0;
const MILLION: f64 = 1e6;
/// A message is sent, received and deleted.
const REQUESTS_PER_MESSAGE: f64 = 3.0;
/// Messages of a call at most. Source: SQS's API, SendMessageBatch.
const BATCH: f64 = 10.0;

impl Host {
    pub(super) fn contrast_view(&self) -> Contrast {
        let now = now(self);
        let consumers = self.run.present().clients().consumers(now);
        let of = |node: Node| -> Vec<&ConsumerView> {
            consumers.iter().filter(|consumer| source(consumer) == node).take(ROWS_MAX).collect()
        };
        let stream = self.stream_side(&of(Node::Stream(STREAM.into())), now);
        let queue = self.queue_side(&of(Node::Queue(QUEUE.into())), now);
        match (stream, queue) {
            (Some(stream), Some(queue)) if !stream.rows.is_empty() && !queue.rows.is_empty() => {
                Contrast { ready: true, stream, queue }
            }
            _ => Contrast::default(),
        }
    }

    fn stream_side(&self, consumers: &[&ConsumerView], now: Time) -> Option<ContrastSide> {
        let account = self.run.present();
        let stream = account.kinesis().stream(STREAM)?;
        let mut found: Vec<_> = stream
            .shards()
            .flat_map(|shard| {
                let from = shard.next_number().saturating_sub(COLUMNS as u64).max(shard.first_number());
                shard.page(from, COLUMNS as u64)
            })
            .map(|found| (found.segment.arrival_us, found.id()))
            .collect();
        found.sort_by_key(|(at_us, id)| (*at_us, id.source.shard, id.number));
        let shown = found.get(found.len().saturating_sub(COLUMNS)..).unwrap_or_default();
        let whats: Vec<_> = shown.iter().map(|(_, id)| What::Record(id.clone())).collect();
        let (arrived, held) = (stream.accepted(), stream.records());
        let least_seen = consumers.iter().map(|it| it.handled - it.duplicates - it.replayed).min().unwrap_or_default();
        let rate = stream.rate(now).records as f64;
        let fan_out = consumers.iter().filter(|it| it.settings.reading == Reading::FanOut).count();
        let usd_hour = stream_usd_hour(stream, rate, consumers.len(), fan_out);
        Some(ContrastSide {
            name: STREAM.into(),
            columns: shown
                .iter()
                .map(|(at_us, id)| Arrived {
                    record: Some(record_view_of(account, id)),
                    at_us: *at_us,
                    place: MessagePlace::Visible,
                })
                .collect(),
            rows: rows(consumers, &whats),
            arrived,
            held,
            lost: arrived.saturating_sub(held).saturating_sub(least_seen),
            rate,
            usd_hour,
            usd_million: if rate > 0.0 { usd_hour / (rate * HOUR_S) * MILLION } else { 0.0 },
            usd_million_least: {
                let full = kinesis::limits::SHARD_RECORDS_PER_S_MAX as f64;
                kinesis::prices::SHARD_HOUR.usd / (full * HOUR_S) * MILLION + put_usd(stream) * MILLION
            },
            visibility_us: 0,
        })
    }

    fn queue_side(&self, consumers: &[&ConsumerView], now: Time) -> Option<ContrastSide> {
        let queue = self.run.present().sqs().queue(QUEUE)?;
        let mut columns = Vec::new();
        let mut whats = Vec::new();
        for (id, at, place) in queue.arrivals(COLUMNS) {
            let place = match place {
                Some(Place::Visible) => MessagePlace::Visible,
                Some(Place::InFlight { .. }) => MessagePlace::InFlight,
                Some(Place::Delayed { .. }) => MessagePlace::Delayed,
                None => MessagePlace::Gone,
            };
            columns.push(Arrived { record: None, at_us: at.0, place });
            whats.push(What::Message(Arc::from(id)));
        }
        let counts = queue.counts();
        let lately = queue.arrivals(usize::MAX).filter(|(_, at, _)| at.0 + 1_000_000 > now.0).count();
        let price = if queue.settings().fifo { sqs::prices::FIFO_REQUEST.usd } else { sqs::prices::REQUEST.usd };
        let usd_million = MILLION * REQUESTS_PER_MESSAGE * price;
        Some(ContrastSide {
            name: QUEUE.into(),
            columns,
            rows: rows(consumers, &whats),
            arrived: counts.sent + counts.moved_in,
            held: queue.visible() + queue.in_flight() + queue.delayed(),
            lost: counts.expired + counts.purged,
            rate: lately as f64,
            usd_hour: usd_million / MILLION * lately as f64 * HOUR_S,
            usd_million,
            usd_million_least: usd_million / BATCH,
            visibility_us: queue.settings().visibility_s * 1_000_000,
        })
    }
}

/// What each consumer has done with each column.
fn rows(consumers: &[&ConsumerView], columns: &[What]) -> Vec<Seen> {
    let cell = |consumer: &ConsumerView, what: &What| {
        let own = consumer.recent.iter().filter(|handled| handled.what == *what);
        own.fold((0, 0), |(handled, replayed), it| match it.turn {
            Turn::First | Turn::Again => (handled + 1, replayed),
            Turn::Replayed => (handled, replayed + 1),
        })
    };
    let row = |consumer: &&ConsumerView| Seen {
        consumer: consumer.name.to_string(),
        cells: columns.iter().map(|what| cell(consumer, what)).collect(),
    };
    consumers.iter().map(row).collect()
}

/// What putting one record costs, by the mean size of those that are there.
fn put_usd(stream: &Stream) -> f64 {
    use kinesis::prices::{GB_BYTES, ON_DEMAND_IN, ON_DEMAND_ROUND_BYTES, PUT_UNIT, PUT_UNIT_BYTES};
    let bytes = stream.bytes().checked_div(stream.records()).unwrap_or_default().max(1);
    match stream.mode() {
        Mode::Provisioned => bytes.div_ceil(PUT_UNIT_BYTES) as f64 * PUT_UNIT.usd,
        Mode::OnDemand => bytes.next_multiple_of(ON_DEMAND_ROUND_BYTES) as f64 / GB_BYTES * ON_DEMAND_IN.usd,
    }
}

/// What an hour costs at this rate: shards or the stream, puts, reads where they cost, and pipes of consumers' own.
fn stream_usd_hour(stream: &Stream, rate: f64, consumers: usize, fan_out: usize) -> f64 {
    use kinesis::prices::{
        CONSUMER_SHARD_HOUR, FAN_OUT, GB_BYTES, ON_DEMAND_FAN_OUT, ON_DEMAND_OUT, SHARD_HOUR, STREAM_HOUR,
    };
    let shards = stream.shards().filter(|shard| shard.is_open()).count() as f64;
    let bytes = stream.bytes().checked_div(stream.records()).unwrap_or_default() as f64;
    let gb_hour = bytes * rate * HOUR_S / GB_BYTES;
    let (pipes, readers) = (fan_out as f64, consumers.saturating_sub(fan_out) as f64);
    let standing = match stream.mode() {
        Mode::Provisioned => {
            SHARD_HOUR.usd * shards + pipes * (CONSUMER_SHARD_HOUR.usd * shards + FAN_OUT.usd * gb_hour)
        }
        Mode::OnDemand => STREAM_HOUR.usd + (readers * ON_DEMAND_OUT.usd + pipes * ON_DEMAND_FAN_OUT.usd) * gb_hour,
    };
    standing + put_usd(stream) * rate * HOUR_S
}
