//! SQS's limits. Sources: the API reference as in botocore's `sqs` model (`API`), the developer guide's pages 'message
//! quotas' and 'FIFO queue quotas' (`quotas`), and recorded answers of the real service in LocalStack's tests (`recorded`).

use sim::time::SECOND_US;

/// Characters of a queue's name, `.fifo` included. Source: API, CreateQueue.
pub const QUEUE_NAME_CHARS_MAX: usize = 80;
/// Bytes of a message, and the default of `MaximumMessageSize`; and of a batch. Source: API, CreateQueue.
pub const MESSAGE_BYTES_MAX: u64 = 1 << 20;
/// The least `MaximumMessageSize`, in bytes. Source: API, CreateQueue.
pub const MESSAGE_BYTES_MAX_LEAST: u64 = 1_024;
/// `DelaySeconds`. Source: API, CreateQueue.
pub const DELAY_S_MAX: u64 = 900;
/// `MessageRetentionPeriod`: a minute to 14 days, by default 4 days. Source: API, CreateQueue.
pub const RETENTION_S: (u64, u64, u64) = (60, 1_209_600, 345_600);
/// `ReceiveMessageWaitTimeSeconds`. Source: API, CreateQueue.
pub const WAIT_S_MAX: u64 = 20;
/// `VisibilityTimeout`, and how long a message may be hidden after one receive. Source: API, CreateQueue, and the guide,
/// 'Visibility timeout'.
pub const VISIBILITY_S_MAX: u64 = 43_200;
/// `VisibilityTimeout`, if nobody says another. Source: API, CreateQueue.
pub const VISIBILITY_S_DEFAULT: u64 = 30;
/// `maxReceiveCount`. Source: recorded ("valid values are from 1 to 1000 both inclusive").
pub const RECEIVE_COUNT_MAX: u64 = 1_000;
/// `sourceQueueArns` of a redrive allow policy. Source: API, CreateQueue.
pub const REDRIVE_SOURCES_MAX: usize = 10;

/// Entries of a batch, and messages of a receive. Source: API.
pub const BATCH_MAX: usize = 10;
/// Characters of an entry's id. Source: API, SendMessageBatch.
pub const ENTRY_ID_CHARS_MAX: usize = 80;
/// Attributes of a message. Source: quotas.
pub const MESSAGE_ATTRIBUTES_MAX: usize = 10;
/// Characters of an attribute's name, and of its type. Source: API, ReceiveMessage.
pub const ATTRIBUTE_NAME_CHARS_MAX: usize = 256;
/// Characters of a deduplication id, a group's id and a receive attempt's id. Source: API, SendMessage.
pub const FIFO_ID_CHARS_MAX: usize = 128;

/// Messages in flight, in a queue of either type. Source: API, ChangeMessageVisibility (20,000 for FIFO queues until 2024).
pub const IN_FLIGHT_MAX: u64 = 120_000;
/// How long a FIFO queue remembers a deduplication id, and a receive attempt. Source: API, SendMessage, ReceiveMessage.
pub const DEDUPLICATION_US: u64 = 300 * SECOND_US;
/// Calls a second of one action on a FIFO queue. Source: quotas.
pub const FIFO_CALLS_PER_S_MAX: u64 = 300;
/// The same with high throughput, in us-east-1. Source: quotas, by way of a third party.
pub const FIFO_CALLS_PER_S_MAX_HIGH: u64 = 70_000;

/// How long a deleted queue's name is taken. Source: API, DeleteQueue.
pub const NAME_TAKEN_US: u64 = 60 * SECOND_US;
/// From one purge to the next. Source: API, PurgeQueue.
pub const PURGE_US: u64 = 60 * SECOND_US;
/// Entries on a page of a list of queues. Source: API, ListQueues.
pub const PAGE_MAX: i64 = 1_000;
/// Tags of a queue. Source: guide, 'Quotas related to queues'.
pub const TAGS_MAX: usize = 50;
/// Characters of a tag's key. Source: recorded ("Tag keys must be between 1 and 128 characters in length.").
pub const TAG_KEY_CHARS_MAX: usize = 128;
/// Characters of a tag's value. Source: guide, 'Quotas related to queues'.
pub const TAG_VALUE_CHARS_MAX: usize = 256;

/// Messages that a move task moves in a second, at most. Source: API, StartMessageMoveTask.
pub const MOVE_PER_S_MAX: i64 = 500;
/// The same, if nobody says how many. Our choice: AWS chooses by the backlog.
pub const MOVE_PER_S_DEFAULT: u64 = 500;
/// How often a move task moves. Our choice.
pub const MOVE_STEP_US: u64 = SECOND_US / 10;
/// Tasks that are listed. Source: API, ListMessageMoveTasks.
pub const MOVE_TASKS_MAX: usize = 10;

/// Receives after which an undeleted message goes to the back of a standard queue, and no longer counts for
/// `ApproximateAgeOfOldestMessage`. Source: guide, 'Available CloudWatch metrics'.
pub const POISON_RECEIVES: u32 = 3;
/// How long a queue is active for CloudWatch after the last call. Source: guide, 'Monitoring'.
pub const ACTIVE_US: u64 = 6 * 3_600 * SECOND_US;

/// Machines over which the messages of a standard queue are spread. Our choice: AWS says only that there are several.
pub const SERVERS: u64 = 8;
/// Machines that a short poll asks. Our choice: AWS says only that it asks some of them.
pub const SERVERS_SAMPLED: u64 = 6;
/// One receive in so many gives a standard queue's messages out of their order. Our choice: AWS says 'best effort'.
pub const REORDERED_ONE_IN: u64 = 10;
/// One message received in so many is seen again at once, a copy having stayed visible; and one deleted in so many comes back. Our choice:
/// AWS says 'rarely' and 'on rare occasions'.
pub const COPY_ONE_IN: u64 = 10_000;
/// Expired messages that nobody asks for go at whole minutes. Our choice.
pub const EXPIRY_STEP_US: u64 = 60 * SECOND_US;

/// Of the messages that came last, so many are remembered for people to look at.
pub const ARRIVALS_MAX: usize = 64;
