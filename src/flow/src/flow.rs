//! A running query, as its owner sees it.

use crate::output::{Counts, OpenWindow, Output, Problem, Record, Row};
use crate::settings::Settings;
use jobs::stream::{Program, Type};
use std::sync::Arc;

/// One `INSERT` of a program and its whole state. A clone shares what it can and costs O(open windows).
#[derive(Clone, Debug)]
pub struct Flow {
    program: Arc<Program>,
    settings: Settings,
}

impl Flow {
    /// The flow of an `INSERT` (an index into the program's), before anything came. Errors: a plan that cannot be run.
    pub fn new(program: &Arc<Program>, insert: usize, settings: Settings) -> Result<Self, Problem> {
        let _ = insert;
        Ok(Self { program: Arc::clone(program), settings })
    }

    /// The unbounded tables that it scans: indices into the program's tables, each once, ascending.
    pub fn sources(&self) -> &[u32] {
        &[]
    }

    /// The bounded tables that it looks up, likewise.
    pub fn references(&self) -> &[u32] {
        &[]
    }

    /// Adds rows to a reference table: JSON or CSV by its option `format`, one row a line. Gives how many. Errors: a line that
    /// cannot be read; then none is added.
    pub fn load(&mut self, table: u32, body: &[u8]) -> Result<u64, Problem> {
        let _ = (table, body);
        Ok(0)
    }

    /// A source's partition exists, and holds the watermark back until it brings something. What takes the place of another one
    /// is opened before that one is finished.
    pub fn open(&mut self, table: u32, partition: u32, now_ms: i64) {
        let _ = (table, partition, now_ms);
    }

    /// What `shard-id` says of a partition; without a name it says its number.
    pub fn name(&mut self, table: u32, partition: u32, name: &str) {
        let _ = (table, partition, name);
    }

    /// A partition is drained, and holds nothing back any more.
    pub fn finish(&mut self, table: u32, partition: u32, out: &mut Output, now_ms: i64) {
        let _ = (table, partition, out, now_ms);
    }

    /// Takes records of a partition, in order; one that was not opened is opened.
    pub fn feed<'a>(
        &mut self,
        table: u32,
        partition: u32,
        records: impl Iterator<Item = Record<'a>>,
        now_ms: i64,
        out: &mut Output,
    ) {
        let _ = (table, partition, records.count(), now_ms, out);
    }

    /// Lets time pass: windows by the clock fire, partitions become idle.
    pub fn tick(&mut self, now_ms: i64, out: &mut Output) {
        let _ = (now_ms, out);
    }

    /// When [`tick`](Self::tick) is due next, if ever.
    pub fn next_timer_ms(&self) -> Option<i64> {
        None
    }

    /// How far event time has come: the least over the sources that have a watermark.
    pub fn watermark_ms(&self) -> Option<i64> {
        None
    }

    /// Table, partition, its watermark, whether it is idle.
    pub fn partition_watermarks(&self) -> Vec<(u32, u32, Option<i64>, bool)> {
        Vec::new()
    }

    /// What went in and what became of it.
    pub fn counts(&self) -> Counts {
        Counts::default()
    }

    /// Windows that are not forgotten yet: the first `max` by end and start.
    pub fn open_windows(&self, max: usize) -> Vec<OpenWindow> {
        let _ = max;
        Vec::new()
    }

    /// About how many bytes its state takes.
    pub fn state_bytes(&self) -> u64 {
        0
    }

    /// The columns of its rows: those of the table that it writes to which are kept outside.
    pub fn columns(&self) -> &[(String, Type)] {
        &[]
    }

    /// Appends a row in the form that the written table's option `format` asks for: a JSON object or a line of CSV, without a
    /// line's end.
    pub fn encode(&self, row: &Row, into: &mut Vec<u8>) {
        let _ = (row, into);
    }
}
