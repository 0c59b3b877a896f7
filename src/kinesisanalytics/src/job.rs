//! What runs: the state of the operators, how far the shards have been read, and rows on their way; and what of it was put aside.
//!
//! - `run`: a turn of the job, its failures and its restarts.
//! - `read`: streams and reference files come in; `write`: rows go out.
//! - `save`: checkpoints and snapshots, and what fits them.

mod read;
mod run;
mod save;
mod write;

pub use read::{Phase as ShardPhase, Reader};

use crate::config::Config;
use bytes::Bytes;
use flow::{Fired, Flow, Late};
use imbl::{OrdMap, Vector};
use jobs::Digest;
use sim::Time;
use std::sync::Arc;

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// The version that it runs, which an update leaves behind.
    pub(crate) version: u64,
    pub(crate) config: Arc<Config>,
    /// When the application was started.
    pub(crate) started: Time,
    pub(crate) phase: Phase,
    /// What it is now.
    pub(crate) live: Saved,
    /// What it goes back to if it fails; `None`: to the beginning.
    pub(crate) last: Option<Arc<Saved>>,
    /// The checkpoint that is being written.
    pub(crate) taking: Option<Taking>,
    pub(crate) checkpoints: u64,
    /// Since the start, or since the update.
    pub(crate) restarts: u64,
    /// Whether so many rows wait that nothing is read.
    pub(crate) is_held_back: bool,
    /// When its minutes are measured; another job's are others.
    pub(crate) measured: Measured,
}

/// Whether a job works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Since then.
    Up(Time),
    /// It failed then, and will be tried again.
    Down(Time),
    /// It ends: an update, a stop.
    Halted,
}

/// What a job has to remember.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// How far the streams were read, by table.
    pub(crate) readers: OrdMap<u32, Reader>,
    /// By the order of the script.
    pub(crate) statements: Vec<Arc<Running>>,
}

/// A statement that runs.
#[derive(Clone, Debug)]
pub struct Running {
    /// Names its operators.
    pub(crate) operators: Digest,
    pub(crate) flow: Flow,
    /// Whether its reference tables were read.
    pub(crate) is_loaded: bool,
    /// Rows that wait for the sink.
    pub(crate) waiting: Vector<Outgoing>,
    pub(crate) waiting_bytes: u64,
    /// Rows that the operators gave.
    pub(crate) given: u64,
    /// Rows of these that the sink took.
    pub(crate) written: u64,
    /// The latest rows that came late.
    pub(crate) late: Vector<Arc<LateRow>>,
    /// The latest windows that fired, and when.
    pub(crate) fired: Vector<(Time, Fired)>,
}

/// A row on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    pub(crate) key: Arc<str>,
    pub(crate) data: Bytes,
}

/// A row that came late.
#[derive(Clone, Debug, PartialEq)]
pub struct LateRow {
    /// When it came.
    pub at: Time,
    /// What the operators say of it.
    pub late: Late,
}

/// A checkpoint that is being written.
#[derive(Clone, Debug)]
pub struct Taking {
    pub(crate) number: u64,
    pub(crate) begun: Time,
    pub(crate) bytes: u64,
    pub(crate) saved: Arc<Saved>,
}

/// A checkpoint, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number since the start.
    pub number: u64,
    /// When it began.
    pub at: Time,
    /// How long it took.
    pub duration_us: u64,
    /// How large it is.
    pub bytes: u64,
}

/// A restart, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Restart {
    /// When the job failed.
    pub at: Time,
    /// Why.
    pub error: api::AwsError,
    /// Rows that were written after the checkpoint that it goes back to.
    pub rewound: u64,
    /// When that checkpoint began; `None`: there is none.
    pub to: Option<Time>,
}

/// What stood at the last whole minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    pub(crate) run: u64,
    pub(crate) read: u64,
    pub(crate) written: u64,
    pub(crate) late: u64,
}

impl Saved {
    /// How far each shard was read: the number behind the last record.
    pub(crate) fn positions(&self) -> impl Iterator<Item = ((u32, u32), u64)> {
        self.readers.iter().flat_map(|(table, reader)| {
            reader.shards.iter().map(move |(shard, read)| ((*table, *shard), read.position.rank()))
        })
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        const SHARD_BYTES: u64 = 100;
        let statements = self.statements.iter().map(|running| running.flow.state_bytes() + running.waiting_bytes);
        let shards: u64 = self.readers.values().map(|reader| reader.shards.len() as u64 * SHARD_BYTES).sum();
        shards + statements.sum::<u64>()
    }

    /// Rows that all sinks together took.
    pub(crate) fn written(&self) -> u64 {
        self.statements.iter().map(|running| running.written).sum()
    }
}
