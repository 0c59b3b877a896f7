//! A delivery stream as it is described.

use super::{
    BufferingHints, CloudWatchLoggingOptions, DataFormatConversionConfiguration, DeliveryStreamEncryptionConfiguration,
    DocumentIdOptions, DynamicPartitioningConfiguration, ProcessingConfiguration, RedshiftDestinationDescription,
    RetryOptions,
};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A delivery stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeliveryStreamDescription {
    /// Its name.
    pub delivery_stream_name: String,
    /// Its ARN.
    #[serde(rename = "DeliveryStreamARN")]
    pub delivery_stream_arn: String,
    /// `CREATING`, `ACTIVE` or `DELETING`.
    pub delivery_stream_status: String,
    /// `DirectPut` or `KinesisStreamAsSource`.
    pub delivery_stream_type: String,
    /// `1`, and one more for each change; part of object names.
    pub version_id: String,
    /// How records are encrypted while they wait.
    pub delivery_stream_encryption_configuration: DeliveryStreamEncryptionConfiguration,
    /// When it was made.
    pub create_timestamp: Timestamp,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_timestamp: Option<Timestamp>,
    /// Where records come from, if not by direct puts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceDescription>,
    /// Where they go; always one.
    pub destinations: Vec<DestinationDescription>,
    /// Whether there are more.
    pub has_more_destinations: bool,
}

/// Where records come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SourceDescription {
    /// A stream.
    pub kinesis_stream_source_description: KinesisStreamSourceDescription,
}

/// A stream that is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KinesisStreamSourceDescription {
    /// The stream.
    #[serde(rename = "KinesisStreamARN")]
    pub kinesis_stream_arn: String,
    /// The role it is read as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// Records that arrived later than this are delivered; absent before the first reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_start_timestamp: Option<Timestamp>,
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DestinationDescription {
    /// `destinationId-000000000001`
    pub destination_id: String,
    /// To a bucket.
    #[serde(default, rename = "ExtendedS3DestinationDescription", skip_serializing_if = "Option::is_none")]
    pub extended_s3_destination_description: Option<ExtendedS3DestinationDescription>,
    /// To a domain.
    #[serde(
        default,
        rename = "AmazonopensearchserviceDestinationDescription",
        skip_serializing_if = "Option::is_none"
    )]
    pub open_search_destination_description: Option<Box<OpenSearchDestinationDescription>>,
    /// To a warehouse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redshift_destination_description: Option<Box<RedshiftDestinationDescription>>,
}

/// An S3 destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtendedS3DestinationDescription {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// The bucket to write to.
    #[serde(rename = "BucketARN")]
    pub bucket_arn: String,
    /// What keys begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What keys of failed records begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_output_prefix: Option<String>,
    /// When a buffer is delivered.
    pub buffering_hints: BufferingHints,
    /// `UNCOMPRESSED` or `GZIP`.
    pub compression_format: String,
    /// Always none.
    #[serde(default)]
    pub encryption_configuration: EncryptionConfiguration,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// `Disabled` or `Enabled`
    #[serde(rename = "S3BackupMode", default, skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// What keys end with, if set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_extension: Option<String>,
    /// `UTC`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_time_zone: Option<String>,
    /// Where records are copied to as they came.
    #[serde(default, rename = "S3BackupDescription", skip_serializing_if = "Option::is_none")]
    pub s3_backup_description: Option<Box<ExtendedS3DestinationDescription>>,
    /// From JSON to columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_format_conversion_configuration: Option<DataFormatConversionConfiguration>,
    /// One buffer for each value of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_partitioning_configuration: Option<DynamicPartitioningConfiguration>,
}

/// How objects are encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EncryptionConfiguration {
    /// `NoEncryption`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_encryption_config: Option<String>,
    /// A key of KMS, which is not modelled: it is read and refused.
    #[serde(default, rename = "KMSEncryptionConfig", skip_serializing_if = "Option::is_none")]
    pub kms_encryption_config: Option<serde_json::Value>,
}

impl Default for EncryptionConfiguration {
    fn default() -> Self {
        Self { no_encryption_config: Some("NoEncryption".into()), kms_encryption_config: None }
    }
}

/// An OpenSearch destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OpenSearchDestinationDescription {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// The domain.
    #[serde(rename = "DomainARN")]
    pub domain_arn: String,
    /// The index, before rotation.
    pub index_name: String,
    /// `NoRotation`, …
    pub index_rotation_period: String,
    /// When a buffer is delivered.
    pub buffering_hints: BufferingHints,
    /// For how long a failed request is tried again.
    pub retry_options: RetryOptions,
    /// `FailedDocumentsOnly`
    #[serde(rename = "S3BackupMode")]
    pub s3_backup_mode: String,
    /// Where failed documents go.
    #[serde(rename = "S3DestinationDescription")]
    pub s3_destination_description: ExtendedS3DestinationDescription,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// Who names documents.
    pub document_id_options: DocumentIdOptions,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
}
