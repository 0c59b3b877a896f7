//! Following one record by its identity.

use crate::{Node, Said};
use serde::{Deserialize, Serialize};

/// A record's identity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecordId {
    /// On a stream.
    Stream {
        /// The stream.
        stream: String,
        /// `shardId-000000000000`.
        shard: String,
        /// Its sequence number, in decimal.
        sequence: String,
    },
    /// Put straight to a Firehose stream.
    Direct {
        /// The Firehose stream.
        delivery: String,
        /// The record's id.
        id: String,
    },
}

/// Where the reader pointed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FollowTarget {
    /// A dot in the diagram, or a row of the data viewer.
    Record(RecordId),
    /// A line of an object, from 0.
    ObjectLine {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The line, from 0.
        line: u64,
    },
    /// A row of a query's result, from 0.
    QueryRow {
        /// The query execution's id.
        query: String,
        /// The row, from 0, without the header.
        row: u64,
    },
    /// A bar, a point or a number of a visual.
    ChartMark {
        /// The analysis.
        analysis: String,
        /// The visual.
        visual: String,
        /// The category's value; `None` for a KPI.
        group: Option<String>,
    },
    /// A hit.
    Hit {
        /// The domain.
        domain: String,
        /// The index.
        index: String,
        /// The document's `_id`.
        document: String,
    },
}

/// One record's way through the works.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The records that were pointed at, at most 1,000; the first one unless the reader chose another.
    pub records: Vec<RecordId>,
    /// How many there are in all.
    pub records_total: u64,
    /// Which of `records` is shown.
    pub selected: u32,
    /// Its payload, as text (at most 16 KiB).
    pub data: String,
    /// Its partition key, if it came through a stream.
    pub partition_key: Option<String>,
    /// Its hops, in order of time.
    pub hops: Vec<Hop>,
    /// Why there is nothing to follow.
    pub cannot: Option<Said>,
}

/// A stage that the record has reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// What happened: a `hop-…` key.
    pub said: Said,
    /// Where in the diagram.
    pub node: Node,
    /// When.
    pub at_us: u64,
    /// Time since the hop before it on this way; `None` for the first.
    pub latency_us: Option<u64>,
    /// To go there: points at the same record in this stage.
    pub target: Option<FollowTarget>,
}
