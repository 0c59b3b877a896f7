//! What comes out of a flow: rows, late rows, failures, and the counts of everything that went in.

use jobs::stream::Value;

/// How many late rows are shown of each call; all are counted.
pub const LATE_SHOWN_MAX: usize = 100;
/// How many fired windows are shown of each call; all are counted.
pub const FIRED_SHOWN_MAX: usize = 1_000;
/// How much is shown of a late record, in bytes.
const SAMPLE_BYTES_MAX: usize = 256;

/// What the calls have brought since it was last emptied. Whoever runs the flow empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// Rows, in the order in which they were found.
    pub rows: Vec<Row>,
    /// Rows that came after their window was over: the first [`LATE_SHOWN_MAX`].
    pub late: Vec<Late>,
    /// Windows that fired, of each windowed operator: the first [`FIRED_SHOWN_MAX`].
    pub fired: Vec<Fired>,
    /// A record that cannot be read, where the table says that this is no matter to be passed over. What came after it
    /// in the same call was not looked at: the flow has to be set back.
    pub failure: Option<Failure>,
}

impl Output {
    /// Empties it, and keeps its room.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.late.clear();
        self.fired.clear();
        self.failure = None;
    }

    pub(crate) fn tell_late(&mut self, event_ms: i64, watermark_ms: i64, window: (i64, i64), data: &[u8], lost: bool) {
        if self.late.len() < LATE_SHOWN_MAX {
            let sample = data.get(..SAMPLE_BYTES_MAX).unwrap_or(data);
            let sample = String::from_utf8_lossy(sample).into_owned();
            self.late.push(Late { event_ms, watermark_ms, window, sample, lost });
        }
    }
}

/// A row of the query's result: one value for each of [`Flow::columns`](crate::Flow::columns).
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its values.
    pub values: Vec<Value>,
    /// Whether it takes the place of a row that was given before.
    pub update: bool,
    /// Whether it holds no longer, and nothing takes its place. Its values are those that it had.
    pub gone: bool,
    /// Its window, start and end in milliseconds, if it has one.
    pub window: Option<(i64, i64)>,
}

/// A row that came after a window of its own was over.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    /// When it happened.
    pub event_ms: i64,
    /// How far the watermark had come.
    pub watermark_ms: i64,
    /// The last of the windows that it missed.
    pub window: (i64, i64),
    /// The record's beginning; empty if the row comes from another operator.
    pub sample: String,
    /// Whether no window took it. Else it missed some of its windows, or came within the allowed lateness.
    pub lost: bool,
}

/// A window that fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Its start.
    pub start_ms: i64,
    /// Its end.
    pub end_ms: i64,
    /// How many rows were given.
    pub rows: u64,
}

/// Why a flow cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong with the record.
    pub message: String,
    /// Where it came from: an index into the program's tables.
    pub table: u32,
    /// Which partition.
    pub partition: u32,
    /// Its number there.
    pub sequence: u64,
}

/// What is wrong with a program, a setting or a file: a lowercase fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Where in the script: line and column, from 1.
    pub position: Option<(u32, u32)>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), position: None }
    }

    pub(crate) fn at(mut self, position: (u32, u32)) -> Self {
        self.position = Some(position);
        self
    }
}

/// What went in and what became of it, since the flow was made. Over one scan, without a lookup or an
/// [`Assign`](jobs::stream::Node::Assign) that multiplies rows, `records = malformed + filtered + unmatched + failed + late + taken`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records that were fed.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Records that cannot be read, or have no event time.
    pub malformed: u64,
    /// Members that do not fit their column and became NULL, where the table asks for that.
    pub nulled: u64,
    /// Rows for which no condition held, on their way from the source to the first operator that keeps state.
    pub filtered: u64,
    /// Rows that found no partner in a reference table and are not kept without.
    pub unmatched: u64,
    /// Rows that an expression failed on: divided by zero, a text that is no number.
    pub failed: u64,
    /// Rows of an operator that an expression above it failed on.
    pub failed_after: u64,
    /// Rows that came too late for all of their windows, and are lost.
    pub late: u64,
    /// Rows of an operator that came too late for all of their windows in another one above it.
    pub late_after: u64,
    /// Rows that came too late for some of their windows, and were taken into others.
    pub late_partly: u64,
    /// Pairs of row and window of which the row came too late.
    pub late_windows: u64,
    /// Pairs of row and window of which the row came late, but within the allowed lateness.
    pub late_allowed: u64,
    /// Rows that the first operator with state took, or that went out where there is none.
    pub taken: u64,
    /// Windows that fired.
    pub windows: u64,
    /// Rows given, all kinds together.
    pub rows: u64,
    /// Rows given that take another's place.
    pub updates: u64,
    /// Rows given that hold no longer.
    pub gone: u64,
}

/// A window that is not forgotten yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenWindow {
    /// Its start.
    pub start_ms: i64,
    /// Its end.
    pub end_ms: i64,
    /// Its groups; a session has one.
    pub groups: u64,
    /// The rows that it took.
    pub rows: u64,
    /// Whether it fired, and is kept for late rows.
    pub fired: bool,
    /// Whether the clock closes it, not the watermark.
    pub processing_time: bool,
}

/// A record as it comes from a source.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What it holds.
    pub data: &'a [u8],
    /// Its key.
    pub key: &'a [u8],
    /// When the source took it.
    pub arrival_ms: i64,
    /// Its number in the partition.
    pub sequence: u64,
}
