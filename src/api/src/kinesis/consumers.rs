//! Consumers with enhanced fan-out, and the events that they are sent.

use super::{ChildShard, RecordList};
use crate::Timestamp;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeMap;

/// Registers a consumer, which is `CREATING` and later `ACTIVE`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RegisterStreamConsumer {
    /// The stream.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// 1 to 128 letters, digits, `_`, `.` or `-`.
    pub consumer_name: String,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

/// The consumer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegisterStreamConsumerOutput {
    /// The consumer.
    pub consumer: Consumer,
}

/// Takes a consumer away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeregisterStreamConsumer {
    /// The stream's ARN and
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// the consumer's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_name: Option<String>,
    /// the consumer's ARN.
    #[serde(default, rename = "ConsumerARN", skip_serializing_if = "Option::is_none")]
    pub consumer_arn: Option<String>,
}

/// Describes a consumer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeStreamConsumer {
    /// The stream's ARN and
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// the consumer's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer_name: Option<String>,
    /// the consumer's ARN.
    #[serde(default, rename = "ConsumerARN", skip_serializing_if = "Option::is_none")]
    pub consumer_arn: Option<String>,
}

/// The description.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStreamConsumerOutput {
    /// The description.
    pub consumer_description: Consumer,
}

/// Lists a stream's consumers by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListStreamConsumers {
    /// The stream.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Consumers on a page: 1 to 10,000; 100, which is also the default, are the most that come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Tells a stream from an earlier one of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_creation_timestamp: Option<Timestamp>,
}

/// A page of consumers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListStreamConsumersOutput {
    /// By name.
    pub consumers: Vec<Consumer>,
    /// For the next page; it lives for 300 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A consumer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Consumer {
    /// Its name.
    pub consumer_name: String,
    /// Its ARN, which ends with the second of its making.
    #[serde(rename = "ConsumerARN")]
    pub consumer_arn: String,
    /// `CREATING`, `ACTIVE`, `DELETING`.
    pub consumer_status: String,
    /// When it was made.
    pub consumer_creation_timestamp: Timestamp,
    /// The stream; only descriptions have it.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
}

/// Has the records of a shard sent to a consumer for five minutes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SubscribeToShard {
    /// The consumer.
    #[serde(rename = "ConsumerARN")]
    pub consumer_arn: String,
    /// The shard.
    pub shard_id: String,
    /// Where to begin.
    pub starting_position: StartingPosition,
}

/// Where to begin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartingPosition {
    /// `AT_SEQUENCE_NUMBER`, `AFTER_SEQUENCE_NUMBER`, `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// For the first two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
    /// For the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
}

/// The connection that stays open.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeToShardOutput {
    /// Its events come later.
    pub event_stream: EventStream,
}

/// Stands for events that come later. In JSON an empty object: who calls over the wire gets them beside the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventStream {
    /// The ticket under which the events come.
    pub ticket: u64,
}

impl Serialize for EventStream {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}

/// Records that a shard sends to a consumer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubscribeToShardEvent {
    /// In the shard's order; often none.
    pub records: RecordList,
    /// Where a next subscription should go on: after this number.
    pub continuation_sequence_number: String,
    /// How far the records lie behind the newest, in milliseconds.
    pub millis_behind_latest: u64,
    /// At the end of a closed shard: what comes after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_shards: Option<Vec<ChildShard>>,
}
