//! What Kinesis costs in us-east-1.

use service::Price;

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

/// Bytes of a PUT payload unit.
pub const PUT_UNIT_BYTES: u64 = 25 * 1024;
/// Bytes to which an on-demand stream rounds each record up.
pub const ON_DEMAND_ROUND_BYTES: u64 = 1024;
/// Bytes of a GB in the bill.
pub const GB_BYTES: f64 = 1_073_741_824.0;
