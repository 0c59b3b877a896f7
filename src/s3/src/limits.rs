//! Limits of Amazon S3, each with its unit and source.

/// A key's length in bytes of UTF-8. Source: S3 user guide, "Naming Amazon S3 objects".
pub const KEY_BYTES_MAX: usize = 1_024;
/// A single PUT's body in bytes (5 GiB). Source: S3 user guide, "Uploading objects".
pub const PUT_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;
/// Names and values of an object's metadata together, in bytes. Source: S3 user guide, "Working with object metadata".
pub const METADATA_BYTES_MAX: usize = 2_048;
/// Keys and common prefixes of one page. Source: S3 API reference, ListObjectsV2.
pub const LIST_KEYS_MAX: i64 = 1_000;
/// Buckets of one page. Source: S3 API reference, ListBuckets.
pub const LIST_BUCKETS_MAX: i64 = 10_000;
/// Buckets of an account. Source: S3 user guide, "Bucket quotas" (since November 2024).
pub const BUCKETS_MAX: usize = 10_000;
/// A bucket name's length in characters. Source: S3 user guide, "Bucket naming rules".
pub const BUCKET_NAME_CHARS: std::ops::RangeInclusive<usize> = 3..=63;
/// How often the storage metrics are reported: daily. Source: S3 user guide, "Metrics and dimensions".
pub const STORAGE_METRICS_INTERVAL_US: u64 = 24 * 3_600 * sim::time::SECOND_US;
