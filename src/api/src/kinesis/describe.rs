//! What streams and shards look like from outside.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether capacity is bought by the shard or by use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StreamModeDetails {
    /// `PROVISIONED` or `ON_DEMAND`.
    pub stream_mode: String,
}

/// Which shards to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ShardFilter {
    /// `AFTER_SHARD_ID`, `AT_TRIM_HORIZON`, `FROM_TRIM_HORIZON`, `AT_LATEST`, `AT_TIMESTAMP`, `FROM_TIMESTAMP`
    #[serde(rename = "Type")]
    pub kind: String,
    /// For `AFTER_SHARD_ID`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_id: Option<String>,
    /// For the last two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
}

/// A stream in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamSummary {
    /// Its name.
    pub stream_name: String,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// `CREATING`, `ACTIVE`, `DELETING`, `UPDATING`.
    pub stream_status: String,
    /// How it is paid for.
    pub stream_mode_details: StreamModeDetails,
    /// When it was made.
    pub stream_creation_timestamp: Timestamp,
}

/// Shard-level metrics that are switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnhancedMetrics {
    /// Their names.
    pub shard_level_metrics: Vec<String>,
}

/// A stream without its shards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamDescriptionSummary {
    /// Its name.
    pub stream_name: String,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// `CREATING`, `ACTIVE`, `DELETING`, `UPDATING`.
    pub stream_status: String,
    /// How it is paid for.
    pub stream_mode_details: StreamModeDetails,
    /// How long records stay.
    pub retention_period_hours: u32,
    /// When it was made.
    pub stream_creation_timestamp: Timestamp,
    /// One entry.
    pub enhanced_monitoring: Vec<EnhancedMetrics>,
    /// `NONE` or `KMS`.
    pub encryption_type: String,
    /// The key, of an encrypted stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Shards that take records.
    pub open_shard_count: u32,
    /// Registered consumers.
    pub consumer_count: u32,
    /// The largest record.
    #[serde(rename = "MaxRecordSizeInKiB")]
    pub max_record_size_in_kib: u32,
}

/// A stream with a page of its shards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamDescription {
    /// Its name.
    pub stream_name: String,
    /// Its ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// `CREATING`, `ACTIVE`, `DELETING`, `UPDATING`.
    pub stream_status: String,
    /// How it is paid for.
    pub stream_mode_details: StreamModeDetails,
    /// A page of its shards.
    pub shards: Vec<Shard>,
    /// Whether there are more.
    pub has_more_shards: bool,
    /// How long records stay.
    pub retention_period_hours: u32,
    /// When it was made.
    pub stream_creation_timestamp: Timestamp,
    /// One entry.
    pub enhanced_monitoring: Vec<EnhancedMetrics>,
    /// `NONE` or `KMS`.
    pub encryption_type: String,
    /// The key, of an encrypted stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

/// A shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shard {
    /// `shardId-000000000000`
    pub shard_id: String,
    /// The shard that it came from by a split, or the lower one of a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_shard_id: Option<String>,
    /// The upper one of a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjacent_parent_shard_id: Option<String>,
    /// Which hash keys it takes, or took.
    pub hash_key_range: HashKeyRange,
    /// Which sequence numbers it gives.
    pub sequence_number_range: SequenceNumberRange,
}

/// Both ends are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HashKeyRange {
    /// In decimal.
    pub starting_hash_key: String,
    /// In decimal.
    pub ending_hash_key: String,
}

/// From the shard's first number to its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SequenceNumberRange {
    /// At or before its first record.
    pub starting_sequence_number: String,
    /// Only a closed shard has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending_sequence_number: Option<String>,
}

/// A shard that goes on where a closed one ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChildShard {
    /// `shardId-000000000002`
    pub shard_id: String,
    /// Those that it came from.
    pub parent_shards: Vec<String>,
    /// Which hash keys it takes.
    pub hash_key_range: HashKeyRange,
}
