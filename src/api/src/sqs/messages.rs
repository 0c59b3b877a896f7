//! Messages: on their way in, out, and away.

use super::Text;
use crate::Blob;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message's attributes by name. They are shared, as its body is.
pub type MessageAttributes = BTreeMap<String, MessageAttributeValue>;

/// An attribute that the sender has given to a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct MessageAttributeValue {
    /// `String`, `Number` or `Binary`, with a label of one's own behind a dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    /// For texts and numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    /// For bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<Blob>,
    /// AWS refuses it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub string_list_values: Vec<String>,
    /// AWS refuses it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub binary_list_values: Vec<Blob>,
}

/// Sends a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SendMessage {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// At least one character.
    #[serde(default)]
    pub message_body: Text,
    /// 0 to 900, in a standard queue; the queue's own if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<i64>,
    /// At most 10.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: MessageAttributes,
    /// `AWSTraceHeader` alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_system_attributes: MessageAttributes,
    /// For FIFO queues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// For FIFO queues; in a standard queue, a tenant's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

/// What has become of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageOutput {
    /// Of the body.
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: String,
    /// Of the attributes, if there are any.
    #[serde(rename = "MD5OfMessageAttributes", skip_serializing_if = "Option::is_none")]
    pub md5_of_message_attributes: Option<String>,
    /// Of the system attributes, if there are any.
    #[serde(rename = "MD5OfMessageSystemAttributes", skip_serializing_if = "Option::is_none")]
    pub md5_of_message_system_attributes: Option<String>,
    /// The message's name.
    pub message_id: String,
    /// Of a FIFO queue: 20 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

/// Sends 1 to 10 messages, of which some may fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SendMessageBatch {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// The messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<SendMessageEntry>>,
}

/// A message of a batch. Members as in [`SendMessage`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SendMessageEntry {
    /// Its name in the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// At least one character.
    #[serde(default)]
    pub message_body: Text,
    /// 0 to 900.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<i64>,
    /// At most 10.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: MessageAttributes,
    /// `AWSTraceHeader` alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_system_attributes: MessageAttributes,
    /// For FIFO queues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// For FIFO queues; in a standard queue, a tenant's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

/// What has become of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchOutput {
    /// Those that the queue has.
    pub successful: Vec<Sent>,
    /// Those that it has not.
    pub failed: Vec<BatchError>,
}

/// A message of a batch that the queue has.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sent {
    /// Its name in the batch.
    pub id: String,
    /// As for a single message.
    #[serde(flatten)]
    pub output: SendMessageOutput,
}

/// An entry of a batch that failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchError {
    /// Its name in the batch.
    pub id: String,
    /// Whether it is the caller's fault.
    pub sender_fault: bool,
    /// A code as in the older protocol: `InvalidParameterValue`, `ReceiptHandleIsInvalid`.
    pub code: String,
    /// For people.
    pub message: String,
}

/// An entry of a batch that succeeded.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Done {
    /// Its name in the batch.
    pub id: String,
}

/// Receives 1 to 10 messages, which nobody else gets for a while.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReceiveMessage {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// The older name of the next member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribute_names: Vec<String>,
    /// System attributes to give; `All` for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message_system_attribute_names: Vec<String>,
    /// Attributes to give: names, `prefix.*`, `All` or `.*`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message_attribute_names: Vec<String>,
    /// 1 (the default) to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages: Option<i64>,
    /// 0 to 43,200; the queue's own if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
    /// 0 to 20: how long to wait for a first message. More than 0 is a long poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_time_seconds: Option<i64>,
    /// For FIFO queues: the same one asks for the same messages again, within 5 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receive_request_attempt_id: Option<String>,
}

/// The messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessageOutput {
    /// Absent if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
}

/// A message, received.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Message {
    /// Its name.
    pub message_id: String,
    /// For [`DeleteMessage`]: another one at each receive.
    pub receipt_handle: String,
    /// Of the body.
    #[serde(rename = "MD5OfBody")]
    pub md5_of_body: String,
    /// The body, shared with the queue.
    pub body: Text,
    /// System attributes that were asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Of the attributes that are given.
    #[serde(rename = "MD5OfMessageAttributes", skip_serializing_if = "Option::is_none")]
    pub md5_of_message_attributes: Option<String>,
    /// Attributes that were asked for.
    #[serde(skip_serializing_if = "no_attributes")]
    pub message_attributes: Arc<MessageAttributes>,
}

fn no_attributes(attributes: &Arc<MessageAttributes>) -> bool {
    attributes.is_empty()
}

/// Deletes a received message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteMessage {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// From the last receive.
    #[serde(default)]
    pub receipt_handle: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteMessageOutput {}

/// Deletes 1 to 10 received messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteMessageBatch {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// The messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<DeleteMessageEntry>>,
}

/// A message of a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteMessageEntry {
    /// Its name in the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// From the last receive.
    #[serde(default)]
    pub receipt_handle: String,
}

/// What has become of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteMessageBatchOutput {
    /// Those that are done.
    pub successful: Vec<Done>,
    /// Those that are not.
    pub failed: Vec<BatchError>,
}

/// Lets a received message stay hidden for longer, or for less.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ChangeMessageVisibility {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// From the last receive.
    #[serde(default)]
    pub receipt_handle: String,
    /// 0 to 43,200, from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChangeMessageVisibilityOutput {}

/// The same for 1 to 10 messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ChangeMessageVisibilityBatch {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// The messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<ChangeMessageVisibilityEntry>>,
}

/// A message of a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ChangeMessageVisibilityEntry {
    /// Its name in the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// From the last receive.
    #[serde(default)]
    pub receipt_handle: String,
    /// 0 to 43,200, from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility_timeout: Option<i64>,
}

/// What has become of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeMessageVisibilityBatchOutput {
    /// Those that are done.
    pub successful: Vec<Done>,
    /// Those that are not.
    pub failed: Vec<BatchError>,
}

/// What a trail keeps of a body, in bytes.
const KEPT_BYTES: usize = 1024;

impl SendMessage {
    /// Lets go of what would keep a large body alive.
    pub fn shed_body(&mut self) {
        self.message_body = self.message_body.beginning(KEPT_BYTES);
        self.message_attributes.clear();
    }
}

impl SendMessageBatch {
    /// Keeps the beginnings of the first two messages.
    pub fn shed_bodies(&mut self) {
        if let Some(entries) = &mut self.entries {
            entries.truncate(2);
            for entry in entries {
                entry.message_body = entry.message_body.beginning(KEPT_BYTES);
                entry.message_attributes.clear();
            }
        }
    }
}
