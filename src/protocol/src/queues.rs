//! SQS queues: as the diagram shows them, and one of them in detail. Looking at a message is no receive.

use serde::{Deserialize, Serialize};

/// A queue, as the diagram shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Whether it keeps the order of groups and delivers once.
    pub fifo: bool,
    /// Messages that may be received.
    pub visible: u64,
    /// Messages received and not yet deleted.
    pub in_flight: u64,
    /// Messages whose delay is not over.
    pub delayed: u64,
    /// How long the oldest message has been there; `None` without one.
    pub oldest_age_us: Option<u64>,
    /// The queue that its dead letters go to.
    pub dead_letter: Option<String>,
    /// After so many receives.
    pub receives_max: Option<u32>,
    /// Messages sent and taken in.
    pub sent: u64,
    /// Receives that gave a message, each message counted.
    pub received: u64,
    /// Messages deleted by a receiver.
    pub deleted: u64,
    /// Messages given up.
    pub dead: u64,
    /// Receives that wait for a message.
    pub waiting: u64,
}

/// A queue in detail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueDetail {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its ARN.
    pub arn: String,
    /// When it was made.
    pub created_us: u64,
    /// Its attributes, by AWS's names, as `SetQueueAttributes` takes them.
    pub attributes: Vec<(String, String)>,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// What has happened to messages, by AWS's metrics and by our own names for the rest.
    pub counts: Vec<(String, u64)>,
    /// Groups that have messages, and how many of them are blocked by one in flight.
    pub groups: (u64, u64),
    /// The queues whose dead letters come here.
    pub sources: Vec<String>,
    /// Messages that lie there, in the order of their coming, at most 50.
    pub messages: Vec<MessageRow>,
    /// The first one's place was asked for: messages numbered lower are not shown.
    pub from: u64,
    /// Whether there are more behind the last.
    pub more: bool,
    /// Tasks that have moved messages out, the latest first.
    pub tasks: Vec<MoveTask>,
    /// The same facts by AWS's command line.
    pub cli: Vec<String>,
}

/// A message that lies in a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MessageRow {
    /// Its number in the queue: rising, with gaps.
    pub number: u64,
    /// Its id.
    pub id: String,
    /// Its body, at most 2 KiB.
    pub body: String,
    /// The body's bytes.
    pub bytes: u64,
    /// Its group.
    pub group: Option<String>,
    /// Where it is.
    pub place: MessagePlace,
    /// When it becomes visible, if it is not.
    pub until_us: Option<u64>,
    /// Receives so far.
    pub receives: u32,
    /// When it came into this queue.
    pub since_us: u64,
    /// The queue that gave it up, for a dead letter.
    pub dead_from: Option<String>,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessagePlace {
    /// Anybody may receive it.
    #[default]
    Visible,
    /// Received and not yet deleted.
    InFlight,
    /// Sent with a delay that is not over.
    Delayed,
    /// No longer in the queue.
    Gone,
}

/// A task that moves messages out of a dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MoveTask {
    /// To cancel it with.
    pub handle: String,
    /// `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED`, `FAILED`.
    pub status: String,
    /// The queue that gets the messages; `None` returns each to its own.
    pub destination: Option<String>,
    /// Messages a second, if somebody said how many.
    pub per_s_max: Option<u64>,
    /// Messages moved so far.
    pub moved: u64,
    /// Messages that there were to move.
    pub to_move: u64,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it began.
    pub started_us: u64,
}
