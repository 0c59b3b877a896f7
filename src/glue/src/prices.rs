//! What crawls cost. (Storing the first million objects of the catalog and the first million
//! requests a month are free in AWS; nothing here reaches that.)

use service::Price;

/// A crawler's compute, a second at a time, at least [`CRAWL_SECONDS_MIN`].
pub static CRAWLER_DPU_HOUR: Price = Price {
    service: "Glue",
    usage: "Crawler-DPU-Hour",
    usd: 0.44,
    unit: "DPU-hour",
    source: "AWS Glue pricing, us-east-1",
};

/// A crawl is billed for at least ten minutes. Source: AWS Glue pricing.
pub const CRAWL_SECONDS_MIN: u64 = 600;

/// Data processing units of a crawl. AWS chooses; 2 is what small crawls are billed.
pub const CRAWL_DPUS: f64 = 2.0;
