//! What queries cost: bytes scanned, rounded up to whole mebibytes, at least ten; failed ones nothing.

use service::Price;

/// A query's scan.
pub static DATA_SCANNED: Price = Price {
    service: "Athena",
    usage: "DataScannedInTB",
    usd: 5.0,
    unit: "TB scanned",
    source: "Amazon Athena pricing, us-east-1",
};

const MIB: u64 = 1 << 20;

/// The least that a query is billed. Source: Amazon Athena pricing.
pub const QUERY_BYTES_MIN: u64 = 10 * MIB;

/// Bytes that are billed for a query that scanned `bytes`.
pub fn billed_bytes(bytes: u64) -> u64 {
    (bytes.div_ceil(MIB) * MIB).max(QUERY_BYTES_MIN)
}

/// Terabytes (of 2^40 bytes), the unit of the price.
pub(crate) fn terabytes(bytes: u64) -> f64 {
    bytes as f64 / (1_u64 << 40) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_billed_ten_mebibytes_at_least() {
        assert_eq!(billed_bytes(0), 10 * MIB);
        assert_eq!(billed_bytes(10 * MIB + 1), 11 * MIB);
    }
}
