//! Prices of Amazon Data Firehose in us-east-1.

use api::Item;
use service::Price;

/// What came in, each record rounded up to the next 5 KB.
pub static INGEST: Price = Price {
    service: "Firehose",
    usage: "BilledBytes",
    usd: 0.029,
    unit: "GB ingested (first 500 TB a month)",
    source: "Firehose pricing page, us-east-1, Direct PUT and Kinesis Data Streams as a source",
};

/// The step that a record's size is rounded up to, in bytes (5 KB).
pub const STEP_BYTES: u64 = 5 * 1024;
const GB_BYTES: f64 = 1_073_741_824.0;

/// What records are billed as, in gigabytes.
pub fn billed_gb<'a>(items: impl Iterator<Item = &'a Item>) -> f64 {
    let steps: u64 = items.map(|item| u64::from(item.data_bytes).div_ceil(STEP_BYTES).max(1)).sum();
    (steps * STEP_BYTES) as f64 / GB_BYTES
}
