//! What SQS costs in us-east-1. Without the free first million and without tiers of volume.

use service::Price;

const SOURCE: &str = "AWS price list for us-east-1, as in Infracost's price files (2023-25)";

/// A call to a standard queue, each 64 KiB of payload begun.
pub static REQUEST: Price =
    Price { service: "SQS", usage: "request", usd: 0.4e-6, unit: "request of 64 KB", source: SOURCE };
/// A call to a FIFO queue, each 64 KiB of payload begun.
pub static FIFO_REQUEST: Price =
    Price { service: "SQS", usage: "fifo-request", usd: 0.5e-6, unit: "FIFO request of 64 KB", source: SOURCE };

/// Bytes of payload in one request of the bill.
pub const REQUEST_BYTES: u64 = 64 * 1024;
