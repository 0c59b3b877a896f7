//! Which buffer it was, why it was closed, and how it was filled.

use crate::config::Hints;
use sim::Time;
use std::sync::Arc;

/// The kinds of records that fail, by what `!{firehose:error-output-type}` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The transformation, or the search for partition keys, has failed.
    Processing,
    /// There were too many active partitions.
    PartitionLimit,
    /// The record does not fit the table.
    Conversion,
    /// The search index has refused the document.
    Index,
    /// The warehouse could not load the object.
    Load,
}

impl Fault {
    /// All.
    pub const ALL: [Self; 5] = [Self::Processing, Self::PartitionLimit, Self::Conversion, Self::Index, Self::Load];

    /// As in an error prefix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processing => "processing-failed",
            Self::PartitionLimit => "activePartitionExceeded",
            Self::Conversion => "format-conversion-failed",
            Self::Index => "AmazonOpenSearchService-failed",
            Self::Load => "manifests",
        }
    }
}

/// Which of a delivery stream's buffers one is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// What goes to the destination.
    Main,
    /// What goes to one partition of it: the prefix with its keys in it, its other expressions as they were given.
    Partition(Arc<str>),
    /// What waits for the transformation.
    Lambda,
    /// Copies of what came in, for the source backup.
    Backup,
    /// What has failed.
    Failed(Fault),
}

impl Slot {
    /// For the page.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Partition(_) => "partition",
            Self::Lambda => "lambda",
            Self::Backup => "backup",
            Self::Failed(fault) => fault.name(),
        }
    }
}

/// Why a buffer was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It reached its size.
    Size,
    /// Its time was over.
    Interval,
    /// The delivery stream was deleted.
    Shutdown,
    /// It holds what came while too many partitions were active.
    PartitionLimit,
}

impl Cause {
    /// For the event log and the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Interval => "interval",
            Self::Shutdown => "shutdown",
            Self::PartitionLimit => "partition-limit",
        }
    }
}

/// How a buffer was filled and closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// Which buffer it was.
    pub slot: Slot,
    /// Why it was closed.
    pub cause: Cause,
    /// When its first record came.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Time,
    /// What it held, in bytes.
    pub bytes: u64,
    /// How many records it held.
    pub records: u64,
    /// What closes such a buffer.
    pub hints: Hints,
    /// How it filled: when (in microseconds since the run's start), and the bytes in it from then on.
    pub curve: Vec<(u64, u64)>,
    /// The values of its partition's keys, in the order of the prefix.
    pub keys: Arc<[String]>,
}
