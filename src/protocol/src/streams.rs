//! Records on shards.

use crate::RecordId;
use serde::{Deserialize, Serialize};

/// The data viewer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// The stream.
    pub stream: String,
    /// The shard.
    pub shard: String,
    /// At most 50.
    pub rows: Vec<RecordRow>,
    /// Whether there are more behind the last.
    pub more: bool,
    /// How far the last one shown lies behind the newest.
    pub behind_latest_us: u64,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordRow {
    /// To follow it.
    pub id: RecordId,
    /// Its partition key.
    pub partition_key: String,
    /// Its sequence number.
    pub sequence: String,
    /// When it arrived.
    pub arrival_us: u64,
    /// Its data, the first 2 KiB: as text, or in base64 where it is none.
    pub data: String,
    /// What its data is.
    pub encoding: Encoding,
    /// Its bytes.
    pub bytes: u64,
    /// Whether it is the followed one.
    pub lit: bool,
}

/// What a record's data is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Text.
    #[default]
    Text,
    /// Bytes that are no text.
    Binary,
    /// Several records in one, as the Kinesis Producer Library aggregates them.
    Kpl,
}
