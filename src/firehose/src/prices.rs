//! Prices of Amazon Data Firehose in us-east-1.

use crate::buffer::Batch;
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
/// Bytes of a gigabyte, as AWS bills it.
pub const GB_BYTES: f64 = 1_073_741_824.0;

/// What records are billed as, in gigabytes.
pub fn billed_gb<'a>(items: impl Iterator<Item = &'a Item>) -> f64 {
    let steps: u64 = items.map(|item| u64::from(item.data_bytes).div_ceil(STEP_BYTES).max(1)).sum();
    (steps * STEP_BYTES) as f64 / GB_BYTES
}

/// What the records of a batch are billed as, in gigabytes.
pub fn billed_gb_of(batch: &Batch) -> f64 {
    let mut steps = 0;
    for taken in &batch.parts {
        taken.each(|piece| steps += (piece.data.len() as u64).div_ceil(STEP_BYTES).max(1));
    }
    (steps * STEP_BYTES) as f64 / GB_BYTES
}

/// What became columns, each record rounded up to the next 5 KB.
pub static CONVERTED: Price = Price {
    service: "Firehose",
    usage: "FormatConversionBytes",
    usd: 0.018,
    unit: "GB converted",
    source: "Firehose pricing page, us-east-1, Format conversion",
};

/// What went through dynamic partitioning.
pub static PARTITIONED: Price = Price {
    service: "Firehose",
    usage: "DynamicPartitioningBytes",
    usd: 0.02,
    unit: "GB partitioned",
    source: "Firehose pricing page, us-east-1, Dynamic Partitioning",
};

/// The objects of partitions.
pub static PARTITION_OBJECTS: Price = Price {
    service: "Firehose",
    usage: "DynamicPartitioningObjects",
    usd: 0.000_005,
    unit: "object delivered by partition",
    source: "Firehose pricing page, us-east-1, Dynamic Partitioning ($0.005 per 1,000 objects)",
};

/// The time that jq took.
pub static JQ: Price = Price {
    service: "Firehose",
    usage: "JQProcessingHours",
    usd: 0.07,
    unit: "jq hour",
    source: "Firehose pricing page, us-east-1, Dynamic Partitioning",
};
