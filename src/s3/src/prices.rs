//! Prices of S3 Standard in us-east-1.

use service::Price;

/// Bytes of a gigabyte on the bill: 2³⁰.
pub const GB_BYTES: f64 = 1_073_741_824.0;

/// Writing and listing.
pub static PUT: Price = Price {
    service: "S3",
    usage: "Requests-Tier1",
    usd: 0.005,
    unit: "1,000 PUT, COPY, POST or LIST requests",
    source: "S3 pricing page, us-east-1, S3 Standard",
};

/// Reading and all else but deleting, which is free.
pub static GET: Price = Price {
    service: "S3",
    usage: "Requests-Tier2",
    usd: 0.0004,
    unit: "1,000 GET and other requests",
    source: "S3 pricing page, us-east-1, S3 Standard",
};

/// Keeping; a month of the bill has 730 hours.
pub static STORAGE: Price = Price {
    service: "S3",
    usage: "TimedStorage-ByteHrs",
    usd: 0.023 / 730.0,
    unit: "GB-hour (0.023 USD a GB-month, first 50 TB)",
    source: "S3 pricing page, us-east-1, S3 Standard",
};
