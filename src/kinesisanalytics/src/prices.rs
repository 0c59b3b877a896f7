//! Prices of Managed Service for Apache Flink in us-east-1.

use service::Price;

const SOURCE: &str = "Managed Service for Apache Flink pricing page, us-east-1";
const HOURS_OF_A_MONTH: f64 = 730.0;

/// A processing unit: 1 vCPU, 4 GB of memory. Each running application has one more than it works with, which orchestrates.
pub static KPU: Price =
    Price { service: "KinesisAnalytics", usage: "kpu-hour", usd: 0.11, unit: "KPU-hour", source: SOURCE };
/// The storage of running applications, 50 GB with each processing unit ($0.10 a GB-month).
pub static STORAGE: Price = Price {
    service: "KinesisAnalytics",
    usage: "running-storage",
    usd: 0.10 / HOURS_OF_A_MONTH,
    unit: "GB-hour of running storage",
    source: SOURCE,
};
/// Snapshots ($0.023 a GB-month).
pub static SNAPSHOTS: Price = Price {
    service: "KinesisAnalytics",
    usage: "durable-backup",
    usd: 0.023 / HOURS_OF_A_MONTH,
    unit: "GB-hour of snapshots",
    source: SOURCE,
};

/// Running storage with one processing unit, in gigabytes.
pub const STORAGE_GB: f64 = 50.0;
/// The unit of snapshots' sizes.
pub const GB_BYTES: f64 = 1_073_741_824.0;
/// What each start is billed at least: ten minutes.
pub const START_S_MIN: u64 = 600;
