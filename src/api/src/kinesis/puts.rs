//! Putting records.

use super::PutResults;
use crate::{Blob, PutBatch};
use serde::{Deserialize, Serialize};

/// Puts one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutRecord {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// The record.
    pub data: Blob,
    /// 1 to 256 characters; its MD5 chooses the shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_key: Option<String>,
    /// Chooses the shard in place of the key's MD5: a decimal number below 2^128.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explicit_hash_key: Option<String>,
    /// The record's number will be greater than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number_for_ordering: Option<String>,
}

/// Where the record went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordOutput {
    /// The shard.
    pub shard_id: String,
    /// The record's number there.
    pub sequence_number: String,
    /// `KMS` for records that are kept encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<String>,
}

/// Puts 1 to 500 records, of which some may fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutRecords {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// The records.
    pub records: PutBatch,
}

/// What has become of each record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordsOutput {
    /// How many have failed.
    pub failed_record_count: u32,
    /// By the request's order.
    pub records: PutResults,
    /// `KMS` for records that are kept encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_type: Option<String>,
}
