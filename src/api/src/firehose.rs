//! Amazon Data Firehose. Members as in botocore's `firehose` model. Values of enumerations are
//! strings here, and checked by the service, which knows AWS's errors for them. Members that are
//! not modelled are collected in `unmodelled`.

mod conversion;
mod description;
mod destinations;
mod redshift;
mod settings;

pub use conversion::{
    DataFormatConversionConfiguration, Deserializer, DynamicPartitioningConfiguration, HiveJsonSerDe,
    InputFormatConfiguration, OpenXJsonSerDe, OutputFormatConfiguration, ParquetSerDe, SchemaConfiguration, Serializer,
};
pub use description::{
    DeliveryStreamDescription, DestinationDescription, EncryptionConfiguration, ExtendedS3DestinationDescription,
    KinesisStreamSourceDescription, OpenSearchDestinationDescription, SourceDescription,
};
pub use destinations::{
    BufferingHints, CloudWatchLoggingOptions, DocumentIdOptions, ExtendedS3DestinationConfiguration,
    ExtendedS3DestinationUpdate, OpenSearchDestinationConfiguration, OpenSearchDestinationUpdate,
    ProcessingConfiguration, Processor, ProcessorParameter, RetryOptions,
};
pub use redshift::{
    CopyCommand, RedshiftDestinationConfiguration, RedshiftDestinationDescription, RedshiftDestinationUpdate,
};
pub use settings::{
    DeliveryStreamEncryptionConfiguration, DeliveryStreamEncryptionConfigurationInput, ListTagsForDeliveryStream,
    ListTagsForDeliveryStreamOutput, StartDeliveryStreamEncryption, StartDeliveryStreamEncryptionOutput,
    StopDeliveryStreamEncryption, StopDeliveryStreamEncryptionOutput, Tag, TagDeliveryStream, TagDeliveryStreamOutput,
    UntagDeliveryStream, UntagDeliveryStreamOutput,
};

use crate::unmodelled::rest_of;
use crate::{Blob, PutBatch, RecordId, Source, Unmodelled, operations::operations};
use serde::ser::{SerializeSeq, Serializer as Writer};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

operations! { Firehose, "Firehose":
    CreateDeliveryStream => CreateDeliveryStreamOutput,
    DeleteDeliveryStream => DeleteDeliveryStreamOutput,
    DescribeDeliveryStream => DescribeDeliveryStreamOutput,
    ListDeliveryStreams => ListDeliveryStreamsOutput,
    UpdateDestination => UpdateDestinationOutput,
    PutRecord => PutRecordOutput,
    PutRecordBatch => PutRecordBatchOutput,
    StartDeliveryStreamEncryption => StartDeliveryStreamEncryptionOutput,
    StopDeliveryStreamEncryption => StopDeliveryStreamEncryptionOutput,
    TagDeliveryStream => TagDeliveryStreamOutput,
    UntagDeliveryStream => UntagDeliveryStreamOutput,
    ListTagsForDeliveryStream => ListTagsForDeliveryStreamOutput,
}

/// Makes a delivery stream: one source, one destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDeliveryStream {
    /// 1 to 64 characters of `[a-zA-Z0-9_.-]`.
    pub delivery_stream_name: String,
    /// `DirectPut` (the default) or `KinesisStreamAsSource`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_stream_type: Option<String>,
    /// Where records come from, if not by direct puts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinesis_stream_source_configuration: Option<KinesisStreamSourceConfiguration>,
    /// An S3 destination, in its older form.
    #[serde(default, rename = "S3DestinationConfiguration", skip_serializing_if = "Option::is_none")]
    pub s3_destination_configuration: Option<Box<ExtendedS3DestinationConfiguration>>,
    /// An S3 destination.
    #[serde(default, rename = "ExtendedS3DestinationConfiguration", skip_serializing_if = "Option::is_none")]
    pub extended_s3_destination_configuration: Option<Box<ExtendedS3DestinationConfiguration>>,
    /// An OpenSearch destination.
    #[serde(
        default,
        rename = "AmazonopensearchserviceDestinationConfiguration",
        skip_serializing_if = "Option::is_none"
    )]
    pub open_search_destination_configuration: Option<Box<OpenSearchDestinationConfiguration>>,
    /// A Redshift destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redshift_destination_configuration: Option<Box<RedshiftDestinationConfiguration>>,
    /// How records are encrypted while they wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_stream_encryption_configuration_input: Option<DeliveryStreamEncryptionConfigurationInput>,
    /// At most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_create")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_create:
    "DeliveryStreamName", "DeliveryStreamType", "KinesisStreamSourceConfiguration", "S3DestinationConfiguration",
    "ExtendedS3DestinationConfiguration", "AmazonopensearchserviceDestinationConfiguration",
    "RedshiftDestinationConfiguration", "DeliveryStreamEncryptionConfigurationInput", "Tags";
    "DirectPutSourceConfiguration", "ElasticsearchDestinationConfiguration", "SplunkDestinationConfiguration",
    "HttpEndpointDestinationConfiguration", "AmazonOpenSearchServerlessDestinationConfiguration", "MSKSourceConfiguration",
    "SnowflakeDestinationConfiguration", "IcebergDestinationConfiguration", "DatabaseSourceConfiguration",
}

/// A stream to read, and the role to read it as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KinesisStreamSourceConfiguration {
    /// The stream.
    #[serde(rename = "KinesisStreamARN")]
    pub kinesis_stream_arn: String,
    /// The role.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
}

/// The new delivery stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateDeliveryStreamOutput {
    /// Its ARN.
    #[serde(rename = "DeliveryStreamARN")]
    pub delivery_stream_arn: String,
}

/// Deletes a delivery stream and what it buffers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteDeliveryStream {
    /// Which.
    pub delivery_stream_name: String,
    /// Whether to delete it even if a KMS grant cannot be retired; there are no grants here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_force_delete: Option<bool>,
}

/// It is `DELETING`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteDeliveryStreamOutput {}

/// Describes a delivery stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeDeliveryStream {
    /// Which.
    pub delivery_stream_name: String,
    /// How many destinations at most; there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Destinations after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_destination_id: Option<String>,
}

/// A delivery stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDeliveryStreamOutput {
    /// It.
    pub delivery_stream_description: DeliveryStreamDescription,
}

/// Lists delivery streams by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListDeliveryStreams {
    /// How many at most: 1 to 10,000, 10 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Only those of this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_stream_type: Option<String>,
    /// Only names after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_delivery_stream_name: Option<String>,
}

/// Names of delivery streams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDeliveryStreamsOutput {
    /// The names.
    pub delivery_stream_names: Vec<String>,
    /// Whether there are more.
    pub has_more_delivery_streams: bool,
}

/// Changes the destination: what is given is changed, the rest stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateDestination {
    /// Which delivery stream.
    pub delivery_stream_name: String,
    /// The version that the change is made to.
    pub current_delivery_stream_version_id: String,
    /// `destinationId-000000000001`
    pub destination_id: String,
    /// To an S3 destination, in its older form.
    #[serde(default, rename = "S3DestinationUpdate", skip_serializing_if = "Option::is_none")]
    pub s3_destination_update: Option<Box<ExtendedS3DestinationUpdate>>,
    /// To an S3 destination.
    #[serde(default, rename = "ExtendedS3DestinationUpdate", skip_serializing_if = "Option::is_none")]
    pub extended_s3_destination_update: Option<Box<ExtendedS3DestinationUpdate>>,
    /// To an OpenSearch destination.
    #[serde(default, rename = "AmazonopensearchserviceDestinationUpdate", skip_serializing_if = "Option::is_none")]
    pub open_search_destination_update: Option<Box<OpenSearchDestinationUpdate>>,
    /// To a Redshift destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redshift_destination_update: Option<Box<RedshiftDestinationUpdate>>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_update")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_update:
    "DeliveryStreamName", "CurrentDeliveryStreamVersionId", "DestinationId", "S3DestinationUpdate",
    "ExtendedS3DestinationUpdate", "AmazonopensearchserviceDestinationUpdate", "RedshiftDestinationUpdate";
    "ElasticsearchDestinationUpdate", "SplunkDestinationUpdate",
    "HttpEndpointDestinationUpdate", "AmazonOpenSearchServerlessDestinationUpdate", "SnowflakeDestinationUpdate",
    "IcebergDestinationUpdate",
}

/// It is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateDestinationOutput {}

/// A record to put.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Record {
    /// At most 1,000 KiB.
    pub data: Blob,
}

/// Puts one record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutRecord {
    /// Into which delivery stream.
    pub delivery_stream_name: String,
    /// The record.
    pub record: Record,
}

/// The record's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordOutput {
    /// The record's identity, as text.
    pub record_id: String,
    /// Whether it is encrypted at rest; it is not.
    pub encrypted: bool,
}

/// Puts 1 to 500 records, together at most 4 MiB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PutRecordBatch {
    /// Into which delivery stream.
    pub delivery_stream_name: String,
    /// The records; they have no keys.
    pub records: PutBatch,
}

/// What became of each record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutRecordBatchOutput {
    /// How many were not taken.
    pub failed_put_count: u64,
    /// Whether they are encrypted at rest; they are not.
    pub encrypted: bool,
    /// In the order of the request.
    pub request_responses: PutResponses,
}

/// What became of each record of a batch: the first ones were taken and numbered, the others
/// came too fast. In JSON: AWS's list of `{"RecordId"}` and `{"ErrorCode", "ErrorMessage"}`.
#[derive(Clone, Debug, PartialEq)]
pub struct PutResponses {
    /// Where they were numbered.
    pub source: Arc<Source>,
    /// The number of the first that was taken.
    pub first: u64,
    /// How many were taken.
    pub accepted: u64,
    /// How many were not.
    pub throttled: u64,
}

/// What a record that came too fast is answered.
pub const THROTTLED_CODE: &str = "ServiceUnavailableException";
/// What a record that came too fast is told.
pub const THROTTLED_MESSAGE: &str = "Slow down.";

impl Serialize for PutResponses {
    fn serialize<S: Writer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Taken {
            record_id: String,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Throttled {
            error_code: &'static str,
            error_message: &'static str,
        }
        let mut list = serializer.serialize_seq(None)?;
        for index in 0..self.accepted {
            let id = RecordId { source: (*self.source).clone(), number: self.first + index };
            list.serialize_element(&Taken { record_id: id.to_string() })?;
        }
        for _ in 0..self.throttled {
            list.serialize_element(&Throttled { error_code: THROTTLED_CODE, error_message: THROTTLED_MESSAGE })?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_that_aws_has_and_members_that_nobody_has_are_told_apart() {
        let lambda = json!({"DeliveryStreamName": "d", "SplunkDestinationConfiguration": {}});
        let parsed = Request::parse("CreateDeliveryStream", lambda);
        let Some(Ok(Request::CreateDeliveryStream(request))) = parsed else { panic!("{parsed:?}") };
        assert_eq!(request.unmodelled.0, Some("SplunkDestinationConfiguration"));
        let typo = json!({"DeliveryStreamName": "d", "SplunkDestination": {}});
        let Some(Err(error)) = Request::parse("CreateDeliveryStream", typo) else { panic!("no error") };
        assert!(error.message.contains("unknown parameter 'SplunkDestination'"), "{error}");
    }

    #[test]
    fn capitals_are_as_botocore_has_them() {
        let given = json!({"DeliveryStreamName": "d", "ExtendedS3DestinationConfiguration": {
            "RoleARN": "r", "BucketARN": "b", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
            "ProcessingConfiguration": {"Enabled": true, "Processors": [{"Type": "AppendDelimiterToRecord"}]},
        }});
        let Some(Ok(request)) = Request::parse("CreateDeliveryStream", given.clone()) else { panic!("no request") };
        assert_eq!(request.params(), given);
        let missing = json!({"DeliveryStreamName": "d", "ExtendedS3DestinationConfiguration": {"RoleARN": "r"}});
        let Some(Err(error)) = Request::parse("CreateDeliveryStream", missing) else { panic!("no error") };
        assert!(error.message.contains("'ExtendedS3DestinationConfiguration.BucketARN'"), "{error}");
    }
}
