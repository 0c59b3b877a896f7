//! Consumers of streams and queues: as the diagram shows them, and one of them in detail.

use crate::{CallError, Node, RecordId};
use serde::{Deserialize, Serialize};

/// A program that takes records from a stream, or messages from a queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Consumer {
    /// Its name, as in `consumers/NAME`.
    pub name: String,
    /// What it reads: a stream or a queue.
    pub source: Option<Node>,
    /// `shared` or `fan-out`.
    pub reading: String,
    /// `TRIM_HORIZON` or `LATEST`.
    pub start: String,
    /// Its workers, by number.
    pub workers: Vec<Worker>,
    /// How long a worker takes for one record or message.
    pub work_us: u64,
    /// Records or messages of a read, at most.
    pub batch: u32,
    /// From one read of a shard to the next; of a queue, how long a receive waits.
    pub idle_us: u64,
    /// How often a worker writes down how far it is.
    pub checkpoint_us: u64,
    /// For how long a worker may be silent before others take its leases.
    pub failover_us: u64,
    /// Whether it runs.
    pub running: bool,
    /// Records or messages handled, each time counted.
    pub handled: u64,
    /// Of these, handled again although nobody had asked for it.
    pub duplicates: u64,
    /// Of these, handled again because a replay was asked for.
    pub replayed: u64,
    /// Handled in the last second.
    pub rate: f64,
    /// Handled in each of the last 29 seconds, oldest first.
    pub spark: Vec<f64>,
    /// From arrival to the end of the work, on average.
    pub latency_us: Option<u64>,
    /// How far the reading of the slowest shard is behind.
    pub behind_us: u64,
    /// Reads that brought something.
    pub reads: u64,
    /// Reads that brought nothing.
    pub reads_empty: u64,
    /// Reads that were throttled.
    pub reads_throttled: u64,
    /// The last error, as AWS names it.
    pub error: Option<String>,
    /// When a call last failed.
    pub last_error_us: Option<u64>,
}

/// A worker of a consumer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Worker {
    /// From 1.
    pub number: u32,
    /// How it is.
    pub health: Health,
    /// How many shards it reads.
    pub leases: u32,
    /// What it has handled.
    pub handled: u64,
    /// What it has received and not yet handled.
    pub in_hand: u64,
}

/// How a worker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Well.
    #[default]
    Running,
    /// Ten times as slow.
    Slow,
    /// Dead, with all that it had in hand.
    Dead,
}

/// A consumer in detail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConsumerDetail {
    /// Its name.
    pub name: String,
    /// Its leases, by shard; none for a queue.
    pub leases: Vec<Lease>,
    /// What it handled last, newest first.
    pub recent: Vec<HandledRow>,
    /// Why its last call failed, in AWS's words.
    pub error: Option<CallError>,
}

/// Who reads a shard, and up to where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lease {
    /// `shardId-000000000000`
    pub shard: String,
    /// The worker that has it.
    pub owner: Option<u32>,
    /// `free`, `waiting` (for its parents), `reading`, `ended`.
    pub state: String,
    /// `TRIM_HORIZON`, `LATEST`, `SHARD_END`, or a sequence number.
    pub checkpoint: String,
    /// How far its reading is behind the newest record.
    pub behind_us: u64,
    /// Records handled, each time counted.
    pub handled: u64,
    /// How often it went from one worker to another.
    pub switches: u32,
}

/// Something that was handled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HandledRow {
    /// The record, to follow it; `None` for a message.
    pub record: Option<RecordId>,
    /// Its sequence number, or the message's id.
    pub id: String,
    /// When.
    pub at_us: u64,
    /// By which worker.
    pub worker: u32,
    /// `first`, `again`, `replayed`.
    pub turn: String,
}
