//! What is changed about a stream that is there: mode, record size, retention, encryption, metrics. Each of them is
//! answered at once; the stream is `UPDATING` until the change has come where AWS makes it so.

use super::StreamModeDetails;
use serde::{Deserialize, Serialize};

/// The answer of operations that have nothing to tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoOutput {}

/// Changes how capacity is bought.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateStreamMode {
    /// The stream.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// How.
    pub stream_mode_details: StreamModeDetails,
}

/// Changes the largest record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateMaxRecordSize {
    /// The stream.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// In KiB: 1024 to 10240.
    #[serde(rename = "MaxRecordSizeInKiB")]
    pub max_record_size_in_kib: i64,
}

/// Keeps records for longer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct IncreaseStreamRetentionPeriod {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// Up to 8760 hours.
    pub retention_period_hours: i64,
}

/// Keeps records for less long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DecreaseStreamRetentionPeriod {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// Down to 24 hours.
    pub retention_period_hours: i64,
}

/// Has records encrypted from now on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartStreamEncryption {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// `KMS`
    pub encryption_type: String,
    /// A key, an alias, or the ARN of either.
    pub key_id: String,
}

/// Has records encrypted no more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopStreamEncryption {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// `KMS`
    pub encryption_type: String,
    /// The key that is in use.
    pub key_id: String,
}

/// Switches on metrics of single shards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct EnableEnhancedMonitoring {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// Their names, or `ALL`.
    pub shard_level_metrics: Vec<String>,
}

/// Switches off metrics of single shards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DisableEnhancedMonitoring {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// Their names, or `ALL`.
    pub shard_level_metrics: Vec<String>,
}

/// Which metrics of single shards there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnhancedMonitoringOutput {
    /// The stream.
    pub stream_name: String,
    /// Before the call.
    pub current_shard_level_metrics: Vec<String>,
    /// After it.
    pub desired_shard_level_metrics: Vec<String>,
    /// The stream's ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
}
