//! What Kinesis costs in us-east-1.

use crate::limits::{RETENTION_EXTENDED_HOURS_MAX, RETENTION_HOURS_MIN};
use crate::state::{Kinesis, Mode, Status, Stream};
use service::{Price, Standing};
use sim::Time;

const SOURCE: &str = "AWS price list for us-east-1, as in Infracost's price files (2023-25)";

/// A shard, for an hour.
pub static SHARD_HOUR: Price =
    Price { service: "Kinesis", usage: "shard-hour", usd: 0.015, unit: "shard-hour", source: SOURCE };
/// 25 KB of one record put, or a part of it.
pub static PUT_UNIT: Price = Price {
    service: "Kinesis",
    usage: "put-payload-unit",
    usd: 0.014e-6,
    unit: "PUT payload unit of 25 KB",
    source: SOURCE,
};
/// An on-demand stream, for an hour.
pub static STREAM_HOUR: Price =
    Price { service: "Kinesis", usage: "on-demand-stream-hour", usd: 0.04, unit: "stream-hour", source: SOURCE };
/// Put to an on-demand stream, each record rounded up to 1 KB.
pub static ON_DEMAND_IN: Price =
    Price { service: "Kinesis", usage: "on-demand-gb-in", usd: 0.08, unit: "GB in", source: SOURCE };
/// Read from an on-demand stream.
pub static ON_DEMAND_OUT: Price =
    Price { service: "Kinesis", usage: "on-demand-gb-out", usd: 0.04, unit: "GB out", source: SOURCE };
/// A shard whose records stay for more than a day, for an hour, above the shard's own price.
pub static EXTENDED_RETENTION: Price =
    Price { service: "Kinesis", usage: "extended-retention-shard-hour", usd: 0.02, unit: "shard-hour", source: SOURCE };
/// Records that stay for more than a week, by size and time.
pub static LONG_RETENTION: Price = Price {
    service: "Kinesis",
    usage: "long-term-retention",
    usd: 0.023 / MONTH_HOURS,
    unit: "GB-hour (0.023 a GB-month)",
    source: SOURCE,
};
/// Records of an on-demand stream that stay for more than a day, by size and time.
pub static ON_DEMAND_EXTENDED_RETENTION: Price = Price {
    service: "Kinesis",
    usage: "on-demand-extended-retention",
    usd: 0.1 / MONTH_HOURS,
    unit: "GB-hour (0.10 a GB-month)",
    source: SOURCE,
};
/// Records older than a week that `GetRecords` gives.
pub static LONG_RETENTION_OUT: Price =
    Price { service: "Kinesis", usage: "long-term-retention-gb-out", usd: 0.021, unit: "GB out", source: SOURCE };
/// A consumer with enhanced fan-out on a shard of a provisioned stream, for an hour.
pub static CONSUMER_SHARD_HOUR: Price = Price {
    service: "Kinesis",
    usage: "fan-out-consumer-shard-hour",
    usd: 0.015,
    unit: "consumer-shard-hour",
    source: SOURCE,
};
/// Pushed to such consumers.
pub static FAN_OUT: Price =
    Price { service: "Kinesis", usage: "fan-out-gb-out", usd: 0.013, unit: "GB out", source: SOURCE };
/// The same from an on-demand stream, which has no price by consumer and shard.
pub static ON_DEMAND_FAN_OUT: Price =
    Price { service: "Kinesis", usage: "on-demand-fan-out-gb-out", usd: 0.05, unit: "GB out", source: SOURCE };

/// Hours of a month in the bill.
pub const MONTH_HOURS: f64 = 730.0;
/// Bytes of a PUT payload unit.
pub const PUT_UNIT_BYTES: u64 = 25 * 1024;
/// Bytes to which an on-demand stream rounds each record up.
pub const ON_DEMAND_ROUND_BYTES: u64 = 1024;
/// Bytes of a GB in the bill.
pub const GB_BYTES: f64 = 1_073_741_824.0;

/// What is billed by time at `now`.
pub(crate) fn standing(kinesis: &Kinesis, now: Time) -> Vec<Standing> {
    let mut standing = Standings(Vec::new());
    for stream in kinesis.streams.values().filter(|stream| stream.status != Status::Creating) {
        let shards = stream.open_shards() as f64;
        match stream.mode {
            Mode::Provisioned => {
                standing.add(&SHARD_HOUR, shards);
                standing.add(&CONSUMER_SHARD_HOUR, stream.consumers.len() as f64 * shards);
            }
            // Its consumers pay by the GB alone.
            Mode::OnDemand => standing.add(&STREAM_HOUR, 1.0),
        }
        retention(stream, now, &mut standing);
    }
    standing.0
}

/// Beyond a day retention costs; beyond a week it costs by what is held.
fn retention(stream: &Stream, now: Time, standing: &mut Standings) {
    if stream.retention_hours <= RETENTION_HOURS_MIN {
        return;
    }
    let held_before = |hours: u32| {
        let before_us = now.0.saturating_sub(u64::from(hours) * 3_600_000_000);
        let of = |shard: &crate::Shard| shard.log.bytes_before(shard.log.first_since(before_us));
        stream.shards.iter().map(|shard| of(shard)).sum::<u64>() as f64 / GB_BYTES
    };
    let long = held_before(RETENTION_EXTENDED_HOURS_MAX);
    match stream.mode {
        Mode::Provisioned => standing.add(&EXTENDED_RETENTION, stream.open_shards() as f64),
        Mode::OnDemand => {
            standing.add(&ON_DEMAND_EXTENDED_RETENTION, held_before(RETENTION_HOURS_MIN) - long);
        }
    }
    standing.add(&LONG_RETENTION, long);
}

struct Standings(Vec<Standing>);

impl Standings {
    fn add(&mut self, price: &'static Price, quantity: f64) {
        if quantity > 0.0 {
            match self.0.iter_mut().find(|standing| std::ptr::eq(standing.price, price)) {
                Some(standing) => standing.quantity += quantity,
                None => self.0.push(Standing { price, quantity }),
            }
        }
    }
}
