//! One stream and one queue side by side: who has seen what, and what it costs. The columns of each side are its own records or
//! messages; none is matched with one of the other side.

use crate::{MessagePlace, RecordId};
use serde::{Deserialize, Serialize};

/// Both sides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Whether stream, queue and a consumer of each are there.
    pub ready: bool,
    /// The stream.
    pub stream: ContrastSide,
    /// The queue.
    pub queue: ContrastSide,
}

/// One side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContrastSide {
    /// The stream's or the queue's name.
    pub name: String,
    /// The last records or messages, in the order of their arrival.
    pub columns: Vec<Arrived>,
    /// Its consumers, by name.
    pub rows: Vec<Seen>,
    /// Records or messages that have arrived, in all.
    pub arrived: u64,
    /// Records or messages that are still there: what a replay could begin with.
    pub held: u64,
    /// Records or messages that went without having been handled.
    pub lost: u64,
    /// Records or messages that arrived in the last second.
    pub rate: f64,
    /// What an hour costs as things are.
    pub usd_hour: f64,
    /// What a million of them costs as things are.
    pub usd_million: f64,
    /// What a million costs where it costs least: with full shards, or in full batches.
    pub usd_million_least: f64,
    /// For how long a received message is hidden; 0 for a stream.
    pub visibility_us: u64,
}

/// A record or a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arrived {
    /// The record, to follow it; `None` for a message.
    pub record: Option<RecordId>,
    /// When it arrived.
    pub at_us: u64,
    /// Where it is now. A stream's record is visible until its retention is over.
    pub place: MessagePlace,
}

/// What one consumer has seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The consumer.
    pub consumer: String,
    /// For each column how often it handled it, and how often in a replay.
    pub cells: Vec<(u32, u32)>,
}
