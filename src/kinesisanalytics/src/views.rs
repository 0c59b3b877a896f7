//! What a page shows of applications, without going through the door: nothing here changes anything.

use crate::chart::Chart;
use crate::job::{Checkpoint, Job, LateRow, Phase, Restart, ShardPhase};
use crate::plan::Sink;
use crate::state::{Application, KinesisAnalytics, Status, Totals, Trouble};
use api::kinesisanalytics::ApplicationDetail;
use flow::{Counts, Fired, OpenWindow};
use sim::Time;
use std::sync::Arc;

/// An application, as it is shown in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplicationView {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is in its life.
    pub status: Status,
    /// Whether its job works; `None` if there is none.
    pub job: Option<JobPhase>,
    /// The present version.
    pub version: u64,
    /// `FLINK-1_20`
    pub runtime: String,
    /// Processing units that it takes while it runs, the orchestrating one among them.
    pub kpus: u64,
    /// The streams that it reads, by name.
    pub sources: Vec<String>,
    /// The streams, delivery streams and charts that it writes to.
    pub sinks: Vec<Sink>,
    /// How far it is behind its sources, in milliseconds.
    pub behind_ms: u64,
    /// Whether so many rows wait for a sink that nothing is read.
    pub is_held_back: bool,
    /// How far event time has come, in milliseconds since 1970: the least of its statements.
    pub watermark_ms: Option<i64>,
    /// About how many bytes its state takes.
    pub state_bytes: u64,
    /// What has happened.
    pub totals: Totals,
    /// What goes wrong.
    pub trouble: Option<Trouble>,
}

/// Whether a job works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobPhase {
    /// Since then.
    Running(Time),
    /// It failed then, and is tried again.
    Restarting(Time),
    /// It ends.
    Ending,
}

/// A statement that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementView {
    /// The table that it writes to.
    pub into: Arc<str>,
    /// Where that is.
    pub sink: Sink,
    /// What went in and what became of it.
    pub counts: Counts,
    /// Rows that the sink took.
    pub written: u64,
    /// Rows that wait for it.
    pub waiting: u64,
    /// How far event time has come, in milliseconds since 1970.
    pub watermark_ms: Option<i64>,
    /// About how many bytes its state takes.
    pub state_bytes: u64,
}

/// A shard that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardView {
    /// The table.
    pub table: Arc<str>,
    /// The stream's name.
    pub stream: String,
    /// The shard's number.
    pub shard: u32,
    /// Whether it is read.
    pub phase: ShardPhase,
    /// The number behind the last record that was read.
    pub read: u64,
    /// How far that is behind the latest, in milliseconds.
    pub behind_ms: u64,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotView {
    /// Its name.
    pub name: Arc<str>,
    /// `READY`
    pub status: &'static str,
    /// The application's version then.
    pub version: u64,
    /// When it was taken.
    pub created: api::Timestamp,
    /// Its size.
    pub bytes: u64,
}

impl KinesisAnalytics {
    /// Whether there is no application.
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// All applications, by name.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.values().map(|application| &**application)
    }

    /// One application.
    pub fn application(&self, name: &str) -> Option<&Application> {
        self.applications.get(name).map(|application| &**application)
    }
}

impl Application {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A line about it.
    pub fn view(&self) -> ApplicationView {
        let config = self.config();
        let plan = config.as_ref().map(|config| config.plan.clone()).unwrap_or_default();
        let job = self.job.as_ref();
        let statements = || job.into_iter().flat_map(|job| &job.live.statements);
        let readers = job.into_iter().flat_map(|job| job.live.readers.values());
        ApplicationView {
            name: self.name.clone(),
            status: self.status,
            job: job.map(|job| job.phase.view()),
            version: self.version(),
            runtime: config.as_ref().map(|config| config.runtime.clone()).unwrap_or_default(),
            kpus: config.map_or(0, |config| config.parallelism.kpus().cast_unsigned() + 1),
            sources: plan.sources.values().map(|source| api::Arn::name(&source.arn).to_owned()).collect(),
            sinks: plan.statements.iter().map(|statement| statement.sink.clone()).collect(),
            behind_ms: readers.map(|reader| reader.behind_ms()).max().unwrap_or_default(),
            is_held_back: job.is_some_and(|job| job.is_held_back),
            watermark_ms: statements().filter_map(|running| running.flow.watermark_ms()).min(),
            state_bytes: job.map_or(0, |job| job.live.bytes()),
            totals: self.totals,
            trouble: self.trouble.clone(),
        }
    }

    /// What `DescribeApplication` tells.
    pub fn description(&self) -> ApplicationDetail {
        self.detail(false)
    }

    /// The script of the present version.
    pub fn script(&self) -> Arc<str> {
        self.config().map(|config| config.code.clone()).unwrap_or_default()
    }

    /// The statements that run, in the script's order.
    pub fn statements(&self) -> impl Iterator<Item = StatementView> {
        let pairs = self.job.iter().flat_map(|job| job.live.statements.iter().zip(&job.config.plan.statements));
        pairs.map(|(running, statement)| StatementView {
            into: statement.into.clone(),
            sink: statement.sink.clone(),
            counts: running.flow.counts(),
            written: running.written,
            waiting: running.waiting.len() as u64,
            watermark_ms: running.flow.watermark_ms(),
            state_bytes: running.flow.state_bytes(),
        })
    }

    /// The shards that it reads, waits for, or has read.
    pub fn shards(&self) -> Vec<ShardView> {
        let Some(job) = &self.job else { return Vec::new() };
        let tables = job.live.readers.iter().filter_map(|(table, reader)| {
            let source = job.config.plan.sources.get(table)?;
            Some((source, reader))
        });
        let shards = tables.flat_map(|(source, reader)| {
            reader.shards.iter().map(move |(number, shard)| ShardView {
                table: source.table.clone(),
                stream: api::Arn::name(&source.arn).to_owned(),
                shard: *number,
                phase: shard.phase,
                read: shard.position.rank(),
                behind_ms: shard.behind_ms,
            })
        });
        shards.collect()
    }

    /// The watermarks of a statement (from 0): table's name, shard's number, its watermark, whether it is idle.
    pub fn watermarks(&self, statement: usize) -> Vec<(String, u32, Option<i64>, bool)> {
        let Some((job, running)) = self.running(statement) else { return Vec::new() };
        let name = |table: u32| job.config.plan.program.tables.get(table as usize).map(|table| table.name.clone());
        let all = running.flow.partition_watermarks().into_iter();
        all.map(|(table, shard, watermark, idle)| (name(table).unwrap_or_default(), shard, watermark, idle)).collect()
    }

    /// The first `max` windows of a statement (from 0) that are open.
    pub fn open_windows(&self, statement: usize, max: usize) -> Vec<OpenWindow> {
        self.running(statement).map(|(_, running)| running.flow.open_windows(max)).unwrap_or_default()
    }

    /// The latest windows of a statement (from 0) that fired, the latest last.
    pub fn fired(&self, statement: usize) -> impl DoubleEndedIterator<Item = &(Time, Fired)> {
        self.running(statement).into_iter().flat_map(|(_, running)| running.fired.iter())
    }

    /// The latest rows of a statement (from 0) that came late, the latest last.
    pub fn late(&self, statement: usize) -> impl DoubleEndedIterator<Item = &LateRow> {
        self.running(statement).into_iter().flat_map(|(_, running)| running.late.iter().map(|late| &**late))
    }

    /// The charts, by the names of their tables.
    pub fn charts(&self) -> impl Iterator<Item = (&str, &Chart)> {
        self.charts.iter().map(|(name, chart)| (&**name, chart))
    }

    /// The latest checkpoints since the start, the latest last.
    pub fn checkpoints(&self) -> impl DoubleEndedIterator<Item = &Checkpoint> {
        self.checkpoints.iter()
    }

    /// The latest restarts after failures, the latest last.
    pub fn restarts(&self) -> impl DoubleEndedIterator<Item = &Restart> {
        self.restarts.iter()
    }

    /// The snapshots, the latest first.
    pub fn snapshots(&self) -> Vec<SnapshotView> {
        let mut all: Vec<_> = self.snapshots.values().collect();
        all.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.order));
        let view = |snapshot: &crate::state::Snapshot| SnapshotView {
            name: snapshot.name.clone(),
            status: snapshot.status,
            version: snapshot.version,
            created: snapshot.created,
            bytes: snapshot.bytes,
        };
        all.into_iter().map(|snapshot| view(snapshot)).collect()
    }

    fn running(&self, statement: usize) -> Option<(&Job, &crate::job::Running)> {
        let job = self.job.as_ref()?;
        Some((job, job.live.statements.get(statement)?))
    }
}

impl Phase {
    fn view(self) -> JobPhase {
        match self {
            Self::Up(since) => JobPhase::Running(since),
            Self::Down(since) => JobPhase::Restarting(since),
            Self::Halted => JobPhase::Ending,
        }
    }
}
