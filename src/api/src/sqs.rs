//! Amazon SQS. Members as in botocore's `sqs` model (JSON protocol). What AWS calls required is optional here, so that
//! the service can refuse its absence in AWS's own words; so are texts that AWS refuses when they are empty.

mod messages;
mod tasks;
mod text;

pub use messages::{
    BatchError, ChangeMessageVisibility, ChangeMessageVisibilityBatch, ChangeMessageVisibilityBatchOutput,
    ChangeMessageVisibilityEntry, ChangeMessageVisibilityOutput, DeleteMessage, DeleteMessageBatch,
    DeleteMessageBatchOutput, DeleteMessageEntry, DeleteMessageOutput, Done, Message, MessageAttributeValue,
    MessageAttributes, ReceiveMessage, ReceiveMessageOutput, SendMessage, SendMessageBatch, SendMessageBatchOutput,
    SendMessageEntry, SendMessageOutput, Sent,
};
pub use tasks::{
    CancelMessageMoveTask, CancelMessageMoveTaskOutput, ListMessageMoveTasks, ListMessageMoveTasksOutput, MoveTask,
    StartMessageMoveTask, StartMessageMoveTaskOutput,
};
pub use text::Text;

use crate::operations::operations;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

operations! { Sqs, "SQS":
    CreateQueue => CreateQueueOutput,
    DeleteQueue => DeleteQueueOutput,
    GetQueueUrl => GetQueueUrlOutput,
    ListQueues => ListQueuesOutput,
    GetQueueAttributes => GetQueueAttributesOutput,
    SetQueueAttributes => SetQueueAttributesOutput,
    PurgeQueue => PurgeQueueOutput,
    TagQueue => TagQueueOutput,
    UntagQueue => UntagQueueOutput,
    ListQueueTags => ListQueueTagsOutput,
    SendMessage => SendMessageOutput,
    SendMessageBatch => SendMessageBatchOutput,
    ReceiveMessage => ReceiveMessageOutput,
    DeleteMessage => DeleteMessageOutput,
    DeleteMessageBatch => DeleteMessageBatchOutput,
    ChangeMessageVisibility => ChangeMessageVisibilityOutput,
    ChangeMessageVisibilityBatch => ChangeMessageVisibilityBatchOutput,
    ListDeadLetterSourceQueues => ListDeadLetterSourceQueuesOutput,
    StartMessageMoveTask => StartMessageMoveTaskOutput,
    CancelMessageMoveTask => CancelMessageMoveTaskOutput,
    ListMessageMoveTasks => ListMessageMoveTasksOutput,
}

/// Makes a queue; or gives the address of the one that there is, if its attributes are the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateQueue {
    /// 1 to 80 letters, digits, `-` or `_`; a FIFO queue's ends in `.fifo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_name: Option<String>,
    /// `VisibilityTimeout`, `FifoQueue`, …: all values are texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Written small, as AWS has it.
    #[serde(default, rename = "tags", skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// The queue's address.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateQueueOutput {
    /// `https://sqs.us-east-1.amazonaws.com/111122223333/NAME`
    pub queue_url: String,
}

/// Deletes a queue with all its messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteQueue {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteQueueOutput {}

/// Asks for a queue's address by its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetQueueUrl {
    /// The name.
    #[serde(default)]
    pub queue_name: String,
    /// The account that owns it, if it is another one.
    #[serde(default, rename = "QueueOwnerAWSAccountId", skip_serializing_if = "Option::is_none")]
    pub queue_owner_aws_account_id: Option<String>,
}

/// The queue's address.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueUrlOutput {
    /// The queue's address.
    pub queue_url: String,
}

/// Lists the queues by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListQueues {
    /// Only those whose names begin so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_name_prefix: Option<String>,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Queues on a page: 1 to 1,000. Without it there is no next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueuesOutput {
    /// Their addresses; absent if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queue_urls: Vec<String>,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Asks for attributes of a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetQueueAttributes {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// Which; `All` for all. None are given if none are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribute_names: Vec<String>,
}

/// The attributes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributesOutput {
    /// Absent if there is none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// Changes attributes of a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SetQueueAttributes {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// Those that change.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SetQueueAttributesOutput {}

/// Deletes all messages of a queue, within a minute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PurgeQueue {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PurgeQueueOutput {}

/// Tags a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagQueue {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// Tags that are added or changed.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TagQueueOutput {}

/// Takes tags off a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UntagQueue {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// Tags that go.
    #[serde(default)]
    pub tag_keys: Vec<String>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UntagQueueOutput {}

/// Asks for a queue's tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListQueueTags {
    /// The queue's address.
    #[serde(default)]
    pub queue_url: String,
}

/// The tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTagsOutput {
    /// Absent if there is none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// Lists the queues whose dead letters go to this one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListDeadLetterSourceQueues {
    /// The dead-letter queue's address.
    #[serde(default)]
    pub queue_url: String,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Queues on a page: 1 to 1,000. Without it there is no next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of queues.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListDeadLetterSourceQueuesOutput {
    /// Their addresses; the member's name is written small, as AWS has it.
    #[serde(rename = "queueUrls")]
    pub queue_urls: Vec<String>,
    /// For the next page.
    #[serde(rename = "NextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
