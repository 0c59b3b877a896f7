//! What the page may know of a consumer.

use super::settings::{Health, Settings};
use api::{AwsError, RecordId};
use serde_json::{Value, json};
use sim::Time;
use std::sync::Arc;

/// A consumer, as it is at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsumerView {
    /// Its name.
    pub name: Arc<str>,
    /// What it was set to.
    pub settings: Settings,
    /// Its workers, by number.
    pub workers: Vec<WorkerView>,
    /// Its leases, by the shard's number; none for a queue.
    pub leases: Vec<LeaseView>,
    /// Records or messages handled since it was made, each time counted.
    pub handled: u64,
    /// Of these, handled again although nobody had asked for it.
    pub duplicates: u64,
    /// Of these, handled again because the consumer was told to replay.
    pub replayed: u64,
    /// Handled in the last second.
    pub rate: u64,
    /// Handled in each of the last 30 seconds, oldest first; the last one is not over yet.
    pub spark: [u64; 30],
    /// How long it took from arrival on the stream or in the queue until it was handled: the mean over what was handled in the last
    /// ten seconds, without what was replayed. `None` if there was nothing.
    pub latency_us: Option<u64>,
    /// How far the reading of the slowest shard is behind; of a queue's consumer 0.
    pub behind_us: u64,
    /// Calls and subscriptions made, by what they came to.
    pub calls: Calls,
    /// Why the last call failed, if it did.
    pub error: Option<AwsError>,
    /// When a call last failed.
    pub last_error: Option<Time>,
    /// What was handled last, oldest first, at most [`super::RECENT_MAX`].
    pub recent: Vec<Handled>,
}

impl ConsumerView {
    /// As who sets it is answered: `{"handled", "duplicates", "replayed", "latencyMs", "behindMs", "calls": {"full", "empty", "throttled",
    /// "failed"}, "workers": [{"worker", "health", "leases", "handled", "inHand"}], "leases": [{"shard", "owner", "state", "checkpoint",
    /// "behindMs", "handled", "switches"}], "error": {"name", "message"}}`; what there is none of is `null`.
    pub fn to_json(&self) -> Value {
        let ms = |us: u64| us as f64 / 1_000.0;
        let workers = self.workers.iter().map(|it| {
            json!({
                "worker": it.number, "health": it.health.name(), "leases": it.leases, "handled": it.handled,
                "inHand": it.in_hand,
            })
        });
        let leases = self.leases.iter().map(|it| {
            json!({
                "shard": it.shard, "owner": it.owner, "state": it.state.name(), "checkpoint": it.checkpoint.text(),
                "behindMs": ms(it.behind_us), "handled": it.handled, "switches": it.switches,
            })
        });
        let Calls { full, empty, throttled, failed } = self.calls;
        json!({
            "handled": self.handled,
            "duplicates": self.duplicates,
            "replayed": self.replayed,
            "latencyMs": self.latency_us.map(ms),
            "behindMs": ms(self.behind_us),
            "calls": { "full": full, "empty": empty, "throttled": throttled, "failed": failed },
            "workers": workers.collect::<Vec<_>>(),
            "leases": leases.collect::<Vec<_>>(),
            "error": self.error.as_ref().map(|error| json!({ "name": error.code, "message": error.message })),
        })
    }
}

impl LeaseState {
    /// In one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Waiting => "waiting",
            Self::Reading => "reading",
            Self::Ended => "ended",
        }
    }
}

impl Checkpoint {
    /// As KCL writes it: a sequence number, or one of three words.
    pub fn text(&self) -> &str {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON",
            Self::Latest => "LATEST",
            Self::At(sequence) => sequence,
            Self::ShardEnd => "SHARD_END",
        }
    }
}

/// What calls have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Reads (`GetRecords`, `ReceiveMessage`) and pushes that brought something.
    pub full: u64,
    /// Those that brought nothing.
    pub empty: u64,
    /// Reads that were throttled.
    pub throttled: u64,
    /// Calls that failed otherwise.
    pub failed: u64,
}

/// A worker.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerView {
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

/// A lease: who reads a shard, and up to where.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaseView {
    /// `shardId-000000000000`
    pub shard: String,
    /// The worker that has it.
    pub owner: Option<u32>,
    /// How it is.
    pub state: LeaseState,
    /// Up to where the work is written down; a new owner goes on behind it.
    pub checkpoint: Checkpoint,
    /// How far its reading is behind the newest record.
    pub behind_us: u64,
    /// Records handled, each time counted.
    pub handled: u64,
    /// How often it has gone from one worker to another.
    pub switches: u32,
}

/// How a lease is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseState {
    /// Nobody has it.
    Free,
    /// It waits until its parents have been read to their ends.
    Waiting,
    /// Its records are read.
    Reading,
    /// The shard was read to its end.
    Ended,
}

/// Up to where a shard was read. The names are KCL's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checkpoint {
    /// From the oldest record on.
    TrimHorizon,
    /// From the next record on.
    Latest,
    /// Up to and including this one.
    At(String),
    /// To its end.
    ShardEnd,
}

/// Something that was handled.
#[derive(Clone, Debug, PartialEq)]
pub struct Handled {
    /// What.
    pub what: What,
    /// When.
    pub at: Time,
    /// By which worker.
    pub worker: u32,
    /// Whether it was the first time.
    pub turn: Turn,
}

/// What was handled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A record.
    Record(RecordId),
    /// A message, by its id.
    Message(Arc<str>),
}

/// Whether something was handled for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It was.
    First,
    /// It had been handled before, and nobody had asked for it.
    Again,
    /// It was asked for again.
    Replayed,
}
