//! Where a delivery stream delivers to: as configured, and as changed.

use super::{DataFormatConversionConfiguration, DynamicPartitioningConfiguration, EncryptionConfiguration};
use crate::Unmodelled;
use crate::unmodelled::rest_of;
use serde::{Deserialize, Serialize};

/// When a buffer is delivered: at this size or after this time, whichever comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BufferingHints {
    /// 1 to 128 MiB, 5 by default; counted before compression.
    #[serde(default, rename = "SizeInMBs", skip_serializing_if = "Option::is_none")]
    pub size_in_mbs: Option<i64>,
    /// 0 to 900 s, 300 by default.
    #[serde(default, rename = "IntervalInSeconds", skip_serializing_if = "Option::is_none")]
    pub interval_in_seconds: Option<i64>,
}

/// What is done to records on their way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ProcessingConfiguration {
    /// Whether anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// What.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processors: Vec<Processor>,
}

/// One thing that is done to records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Processor {
    /// `AppendDelimiterToRecord`, `RecordDeAggregation`, `Lambda` or `MetadataExtraction`
    #[serde(rename = "Type")]
    pub kind: String,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ProcessorParameter>,
}

/// How a processor works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ProcessorParameter {
    /// `Delimiter`
    pub parameter_name: String,
    /// `\\n`
    pub parameter_value: String,
}

/// Where errors are logged. Kept and described; no log is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CloudWatchLoggingOptions {
    /// Whether they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    /// The stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_stream_name: Option<String>,
}

/// For how long a failed delivery is tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RetryOptions {
    /// 0 to 7,200 s, 300 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<i64>,
}

/// Who names documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DocumentIdOptions {
    /// `FIREHOSE_DEFAULT` (the default) or `NO_DOCUMENT_ID`.
    pub default_document_id_format: String,
}

/// An S3 destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtendedS3DestinationConfiguration {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// The bucket to write to.
    #[serde(rename = "BucketARN")]
    pub bucket_arn: String,
    /// What keys begin with, `!{timestamp:…}` and `!{firehose:…}` evaluated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What keys of failed records begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_output_prefix: Option<String>,
    /// When a buffer is delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffering_hints: Option<BufferingHints>,
    /// `UNCOMPRESSED` (the default), `GZIP`, `ZIP`, `Snappy` or `HADOOP_SNAPPY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression_format: Option<String>,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// `Disabled` (the default) or `Enabled`.
    #[serde(default, rename = "S3BackupMode", skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// `.json`, …: what keys end with, instead of the format's own ending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_extension: Option<String>,
    /// `UTC` (the default), `Europe/Berlin`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_time_zone: Option<String>,
    /// Where records are copied to as they came.
    #[serde(default, rename = "S3BackupConfiguration", skip_serializing_if = "Option::is_none")]
    pub s3_backup_configuration: Option<Box<ExtendedS3DestinationConfiguration>>,
    /// From JSON to columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_format_conversion_configuration: Option<DataFormatConversionConfiguration>,
    /// One buffer for each value of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_partitioning_configuration: Option<DynamicPartitioningConfiguration>,
    /// How objects are encrypted: here, not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_s3")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_s3:
    "RoleARN", "BucketARN", "Prefix", "ErrorOutputPrefix", "BufferingHints", "CompressionFormat",
    "CloudWatchLoggingOptions", "ProcessingConfiguration", "S3BackupMode", "FileExtension", "CustomTimeZone",
    "S3BackupConfiguration", "DataFormatConversionConfiguration", "DynamicPartitioningConfiguration",
    "EncryptionConfiguration";
}

rest_of! { rest_of_s3_update:
    "RoleARN", "BucketARN", "Prefix", "ErrorOutputPrefix", "BufferingHints", "CompressionFormat",
    "CloudWatchLoggingOptions", "ProcessingConfiguration", "S3BackupMode", "FileExtension", "CustomTimeZone",
    "S3BackupUpdate", "DataFormatConversionConfiguration", "DynamicPartitioningConfiguration",
    "EncryptionConfiguration";
}

/// Changes to an S3 destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtendedS3DestinationUpdate {
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, rename = "RoleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, rename = "BucketARN", skip_serializing_if = "Option::is_none")]
    pub bucket_arn: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_output_prefix: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffering_hints: Option<BufferingHints>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression_format: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, rename = "S3BackupMode", skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_extension: Option<String>,
    /// As in [`ExtendedS3DestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_time_zone: Option<String>,
    /// Changes to where records are copied to.
    #[serde(default, rename = "S3BackupUpdate", skip_serializing_if = "Option::is_none")]
    pub s3_backup_update: Option<Box<ExtendedS3DestinationUpdate>>,
    /// From JSON to columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_format_conversion_configuration: Option<DataFormatConversionConfiguration>,
    /// One buffer for each value of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_partitioning_configuration: Option<DynamicPartitioningConfiguration>,
    /// How objects are encrypted: here, not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_s3_update")]
    pub unmodelled: Unmodelled,
}

/// An OpenSearch destination (`AmazonopensearchserviceDestinationConfiguration`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OpenSearchDestinationConfiguration {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// The domain. Required here: an endpoint instead is not modelled.
    #[serde(default, rename = "DomainARN", skip_serializing_if = "Option::is_none")]
    pub domain_arn: Option<String>,
    /// The index, 1 to 80 characters; rotation adds to it.
    pub index_name: String,
    /// `NoRotation`, `OneHour`, `OneDay` (the default), `OneWeek` or `OneMonth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_rotation_period: Option<String>,
    /// When a buffer is delivered; here the size is 1 to 100 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffering_hints: Option<BufferingHints>,
    /// For how long a failed request is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_options: Option<RetryOptions>,
    /// `FailedDocumentsOnly` (the default) or `AllDocuments`.
    #[serde(default, rename = "S3BackupMode", skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// Where failed documents go.
    #[serde(rename = "S3Configuration")]
    pub s3_configuration: ExtendedS3DestinationConfiguration,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// Who names documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id_options: Option<DocumentIdOptions>,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_open_search")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_open_search:
    "RoleARN", "DomainARN", "IndexName", "IndexRotationPeriod", "BufferingHints", "RetryOptions", "S3BackupMode",
    "S3Configuration", "CloudWatchLoggingOptions", "DocumentIdOptions", "ProcessingConfiguration";
    "ClusterEndpoint", "TypeName", "VpcConfiguration",
}

/// Changes to an OpenSearch destination (`AmazonopensearchserviceDestinationUpdate`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OpenSearchDestinationUpdate {
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, rename = "RoleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, rename = "DomainARN", skip_serializing_if = "Option::is_none")]
    pub domain_arn: Option<String>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_name: Option<String>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_rotation_period: Option<String>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffering_hints: Option<BufferingHints>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_options: Option<RetryOptions>,
    /// Changes to where failed documents go.
    #[serde(default, rename = "S3Update", skip_serializing_if = "Option::is_none")]
    pub s3_update: Option<ExtendedS3DestinationUpdate>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// As in [`OpenSearchDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id_options: Option<DocumentIdOptions>,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_open_search_update")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_open_search_update:
    "RoleARN", "DomainARN", "IndexName", "IndexRotationPeriod", "BufferingHints", "RetryOptions", "S3Update",
    "CloudWatchLoggingOptions", "DocumentIdOptions", "ProcessingConfiguration";
    "ClusterEndpoint", "TypeName",
}
