//! Applications of streaming SQL: as the diagram shows them, one of them in detail, and the plane of event time and arrival on which
//! windows close. Event times and watermarks are milliseconds since 1970 and end in `_ms`: records say them, and they may lie before
//! the run's start.

use crate::{CallError, Chart, ChartData, Node, RecordId};
use serde::{Deserialize, Serialize};

/// An application, as the diagram shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// `STARTING`, `RUNNING`, `STOPPING`, `FORCE_STOPPING`, `READY`, `UPDATING`, `DELETING`, …
    pub status: String,
    /// The streams that it reads.
    pub reads: Vec<String>,
    /// The streams and Firehose streams that it writes to.
    pub writes: Vec<Node>,
    /// Records read in the last second.
    pub rows_in_per_s: f64,
    /// Rows written in the last second.
    pub rows_out_per_s: f64,
    /// How long ago the newest record that it has read arrived, while there are newer ones.
    pub behind_us: u64,
    /// Rows dropped because their windows had closed.
    pub late: u64,
    /// Windows that hold rows and have not closed.
    pub windows_open: u64,
    /// The least watermark; `None` before there is one.
    pub watermark_ms: Option<i64>,
    /// The first number of the last rows that went to a live chart, each from 0 to 1, oldest first, at most 12.
    pub spark: Vec<f64>,
    /// Processing units that are paid for; 0 while it does not run.
    pub kpus: u32,
    /// What holds it up, as AWS names it.
    pub error: Option<String>,
}

/// An application in detail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ApplicationDetail {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What its maker said about it.
    pub description: String,
    /// As in [`Application::status`].
    pub status: String,
    /// `FLINK-1_20`, …
    pub runtime: String,
    /// The ARN of the role that it acts as.
    pub role: String,
    /// `ApplicationVersionId`.
    pub version: u64,
    /// When it was made.
    pub created_us: u64,
    /// When it was last changed.
    pub updated_us: u64,
    /// Since when it runs.
    pub running_since_us: Option<u64>,
    /// Its script.
    pub script: String,
    /// Tasks side by side.
    pub parallelism: u32,
    /// Tasks on one processing unit.
    pub tasks_per_kpu: u32,
    /// Whether a stop keeps its state.
    pub has_snapshots: bool,
    /// Processing units while it runs, the one for orchestration included.
    pub kpus: u32,
    /// What an hour of running costs.
    pub usd_hour: f64,
    /// Starts after a failure, since it was made.
    pub restarts: u64,
    /// What holds it up.
    pub trouble: Option<CallError>,
    /// As in [`Application::behind_us`].
    pub behind_us: u64,
    /// From one checkpoint to the next; 0 without checkpoints.
    pub checkpoint_interval_us: u64,
    /// The last checkpoints, the latest first, at most 20.
    pub checkpoints: Vec<Checkpoint>,
    /// Its snapshots, the latest first, at most 50.
    pub snapshots: Vec<Snapshot>,
    /// Its `INSERT` statements, in the script's order; as the running job has them, or as the script would make them.
    pub inserts: Vec<FlowInsert>,
    /// Records that were dropped because their windows had closed, the latest first, at most 50.
    pub late: Vec<LateRecord>,
    /// The plane of the first statement with windows over event time.
    pub plane: Option<Plane>,
    /// The same facts by AWS's command line.
    pub cli: Vec<String>,
}

/// One `INSERT INTO`: a continuous query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowInsert {
    /// The table that it writes to.
    pub into: String,
    /// What that is outside; `None` is a live chart.
    pub target: Option<Node>,
    /// The streams that it reads.
    pub reads: Vec<String>,
    /// Which windows it has.
    pub windows: Option<WindowKind>,
    /// Whether the clock tells time, and no watermark.
    pub processing_time: bool,
    /// Records read.
    pub rows_in: u64,
    /// Rows written.
    pub rows_out: u64,
    /// Rows that conditions have left out.
    pub filtered: u64,
    /// Records that were no JSON, or of other types than their table.
    pub malformed: u64,
    /// Rows dropped because their windows had closed.
    pub late: u64,
    /// The least watermark of its shards; `None` before each has one.
    pub watermark_ms: Option<i64>,
    /// Stream, shard, and the watermark of each; at most 50.
    pub shards: Vec<ShardWatermark>,
    /// Windows that hold rows and have not closed, those that close first before the others, at most 50.
    pub open: Vec<OpenWindow>,
    /// How many there are in all.
    pub open_total: u64,
    /// The columns of what it writes.
    pub columns: Vec<String>,
    /// The last rows written, the latest first, at most 50.
    pub rows: Vec<Vec<Option<String>>>,
    /// The last rows as a chart: the windows' ends (or the first column) and the first number.
    pub chart: Option<(Chart, ChartData)>,
}

/// How far a shard's event time has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShardWatermark {
    /// `shardId-000000000000`, behind the stream's name where there are several streams.
    pub shard: String,
    /// Its watermark; `None` before its first record.
    pub watermark_ms: Option<i64>,
    /// Whether it is passed over, because nothing has come for a while.
    pub idle: bool,
}

/// Which windows, and how long. All lengths in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowKind {
    /// Side by side.
    Tumble {
        /// Their length.
        size_ms: i64,
    },
    /// One begins at each slide.
    Hop {
        /// From one's beginning to the next one's.
        slide_ms: i64,
        /// Their length.
        size_ms: i64,
    },
    /// Of one beginning, growing.
    Cumulate {
        /// By how much.
        step_ms: i64,
        /// Up to what.
        size_ms: i64,
    },
    /// As long as rows of one key come, and a gap after the last.
    Session {
        /// The gap.
        gap_ms: i64,
    },
}

/// A window that has not closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenWindow {
    /// Its beginning.
    pub start_ms: i64,
    /// Its end.
    pub end_ms: i64,
    /// Groups in it.
    pub groups: u64,
    /// Rows in it.
    pub rows: u64,
    /// How far the watermark (or the clock) has to go until it closes.
    pub left_ms: i64,
}

/// A record that came when its windows had closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LateRecord {
    /// Which one.
    pub record: Option<RecordId>,
    /// Which statement dropped it: an index into [`ApplicationDetail::inserts`].
    pub insert: u32,
    /// When it happened.
    pub event_ms: i64,
    /// When it was read.
    pub at_us: u64,
    /// By how much the watermark had passed its window's end.
    pub by_ms: i64,
    /// The last window that it belonged to: beginning and end.
    pub window_ms: (i64, i64),
}

/// A checkpoint of the running job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Counts up.
    pub id: u64,
    /// When it began.
    pub at_us: u64,
    /// How long it took.
    pub duration_us: u64,
    /// Bytes of state.
    pub bytes: u64,
}

/// A snapshot: state that a start may go on from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its name.
    pub name: String,
    /// `CREATING`, `READY`, `DELETING`, `FAILED`.
    pub status: String,
    /// The application's version at that time.
    pub version: u64,
    /// When it was made.
    pub at_us: u64,
    /// Bytes of state.
    pub bytes: u64,
}

/// Event time against arrival, with a watermark that windows close under. A bounded sample: at most 240 records, 60 windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// Which statement: an index into [`ApplicationDetail::inserts`].
    pub insert: u32,
    /// What it reads, and what it writes to.
    pub title: String,
    /// Its windows.
    pub windows_are: WindowKind,
    /// The earliest event time shown.
    pub from_ms: i64,
    /// The latest.
    pub until_ms: i64,
    /// The earliest arrival shown.
    pub arrived_from_ms: i64,
    /// Now: the latest.
    pub now_ms: i64,
    /// How far the watermark stays behind the latest event.
    pub delay_ms: i64,
    /// The watermark's way: from this instant on it was this much. Both rise.
    pub front: Vec<(i64, i64)>,
    /// Windows, by their beginnings, then by their ends.
    pub windows: Vec<PlaneWindow>,
    /// Records, by their arrival.
    pub records: Vec<PlaneRecord>,
    /// One record in so many is shown. Of those that were dropped, each.
    pub every: u64,
}

/// A window on the plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaneWindow {
    /// Its beginning.
    pub start_ms: i64,
    /// Its end.
    pub end_ms: i64,
    /// When it closed; `None` while it is open.
    pub closed_ms: Option<i64>,
    /// Rows that it holds; `None` once it has closed and forgotten them.
    pub rows: Option<u64>,
    /// Its groups, or the rows that it gave when it closed.
    pub groups: u64,
}

/// A record on the plane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaneRecord {
    /// Which one.
    pub record: Option<RecordId>,
    /// When it happened.
    pub event_ms: i64,
    /// When it arrived.
    pub arrived_ms: i64,
    /// Whether it was dropped because its windows had closed.
    pub late: bool,
}
