//! What a Firehose stream has delivered and why just then, what its buffers hold, and what became of all its records.

use serde::{Deserialize, Serialize};

/// A Firehose stream's configuration, its last deliveries and its open buffers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeliveryDetail {
    /// Its name.
    pub name: String,
    /// What `DescribeDeliveryStream` answers, as indented JSON.
    pub description: String,
    /// Newest first, at most 50.
    pub flushes: Vec<Flush>,
    /// Buffers that are open, the fullest first, at most 50.
    pub open: Vec<OpenBuffer>,
    /// How many are open: one for each partition.
    pub open_total: u64,
    /// What has become of all records, in a fixed order.
    pub fates: Vec<Fate>,
    /// Why records failed, the latest first, at most 20.
    pub failures: Vec<Failure>,
    /// A record that it took in lately, as text, to try a program on.
    pub latest: Option<String>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

/// One delivery, or an attempt at one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flush {
    /// When.
    pub at_us: u64,
    /// Why the buffer was closed: `size`, `interval`, `shutdown`, `partition-limit`, `failure`.
    pub reason: String,
    /// Records.
    pub records: u64,
    /// Bytes as buffered.
    pub bytes: u64,
    /// Bytes as written; 0 if nothing was.
    pub written_bytes: u64,
    /// The object's key, or the index.
    pub to: String,
    /// The partition: its prefix; or which other buffer it was, `lambda`, `backup`, an error type. `None`: the only one to the destination.
    pub partition: Option<String>,
    /// How it filled.
    pub fill: Filling,
    /// AWS's error, if it failed.
    pub error: Option<String>,
}

/// How a buffer filled, against what lets it go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filling {
    /// Microseconds since its first record, and the bytes that it held then; both rise. At most 32 points.
    pub points: Vec<(u64, u64)>,
    /// The size that lets it go.
    pub bytes_max: u64,
    /// The age that lets it go; 0 with zero buffering.
    pub age_us_max: u64,
    /// How old it is, or was when it closed.
    pub age_us: u64,
}

/// A buffer that still takes records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenBuffer {
    /// Which one it is, as for deliveries.
    pub partition: Option<String>,
    /// Records.
    pub records: u64,
    /// Bytes.
    pub bytes: u64,
    /// How it has filled.
    pub fill: Filling,
}

/// How many records had one fate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fate {
    /// `accepted`, `split`, `delivered`, `buffered`, `dropped`, `failed`, `lost`, `backed-up`, `throttled`.
    pub name: String,
    /// Records.
    pub records: u64,
    /// Bytes of their data.
    pub bytes: u64,
}

/// Records that failed for one reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// When it last happened.
    pub at_us: u64,
    /// AWS's error type, `processing-failed`; empty where a delivery failed as a whole.
    pub kind: String,
    /// AWS's code.
    pub code: String,
    /// What AWS says.
    pub message: String,
    /// Records.
    pub records: u64,
    /// The error object's key; empty if there is none (yet).
    pub to: String,
}
