//! The settings of a consumer, and the checks of what a reader sets.

use crate::settings::{Members, at, kind, read_bool, read_resource, read_text, read_whole};
use serde_json::Value;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Workers that a consumer can have.
pub const WORKERS_MAX: u32 = 20;
/// The longest time that the handling of one record can be set to.
const WORK_MS_MAX: u64 = 60_000;
const PAUSE_MS_MAX: u64 = 60_000;
const CHECKPOINT_MS_MAX: u64 = 600_000;
const FAILOVER_MS: RangeInclusive<u64> = 1_000..=600_000;
const NAMES: [&str; 11] = [
    "source",
    "reading",
    "workers",
    "start",
    "workMs",
    "batch",
    "idleMs",
    "checkpointMs",
    "failoverMs",
    "running",
    "health",
];

/// What a consumer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What it reads.
    pub source: Source,
    /// How it reads a stream.
    pub reading: Reading,
    /// How many workers it has.
    pub workers: u32,
    /// Where it begins in a stream.
    pub start: Start,
    /// How long one worker takes for one record (of one shard) or message.
    pub work_us: u64,
    /// Records of a `GetRecords`, or messages of a `ReceiveMessage`, at most.
    pub batch: u32,
    /// From one read of a shard to the next; of a queue, how long a receive waits for a message.
    pub idle_us: u64,
    /// How often a worker writes down how far it is in a shard. 0: after each batch.
    pub checkpoint_us: u64,
    /// For how long a worker may be silent before others take its leases.
    pub failover_us: u64,
    /// How each worker is, by number from 1; those that are well are not named.
    pub health: Vec<(u32, Health)>,
    /// Whether it runs.
    pub running: bool,
}

/// What a consumer reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A Kinesis data stream, by name.
    Stream(Arc<str>),
    /// A queue, by name.
    Queue(Arc<str>),
}

impl Source {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Stream(name) | Self::Queue(name) => name,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(name) => write!(f, "stream/{name}"),
            Self::Queue(name) => write!(f, "queue/{name}"),
        }
    }
}

/// How a stream is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// With `GetRecords`: all consumers share what a shard gives.
    #[default]
    Shared,
    /// With `SubscribeToShard`: each has a pipe of its own.
    FanOut,
}

impl Reading {
    /// As it is set.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::FanOut => "fan-out",
        }
    }
}

/// Where a stream is first read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// The oldest record.
    #[default]
    TrimHorizon,
    /// The next record.
    Latest,
}

impl Start {
    /// As it is set.
    pub fn name(self) -> &'static str {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON",
            Self::Latest => "LATEST",
        }
    }
}

/// How a worker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// Well.
    #[default]
    Running,
    /// It takes ten times as long for each record.
    Slow,
    /// It has died, with all that it had in hand.
    Dead,
}

impl Health {
    /// As it is set.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Slow => "slow",
            Self::Dead => "dead",
        }
    }
}

impl Settings {
    /// What a consumer of `source` does unless it is told otherwise.
    pub fn of(source: Source) -> Self {
        let (workers, batch, idle_us) = match &source {
            Source::Stream(_) => (1, 10_000, 1_000_000),
            Source::Queue(_) => (1, 10, 20_000_000),
        };
        Self {
            source,
            reading: Reading::Shared,
            workers,
            start: Start::TrimHorizon,
            work_us: 1_000,
            batch,
            idle_us,
            checkpoint_us: 10_000_000,
            failover_us: 10_000_000,
            health: Vec::new(),
            running: true,
        }
    }

    /// How a worker is.
    pub fn health_of(&self, worker: u32) -> Health {
        self.health.iter().find(|(number, _)| *number == worker).map_or(Health::Running, |(_, health)| *health)
    }

    /// How long a worker takes for one record or message.
    pub fn work_us_of(&self, worker: u32) -> u64 {
        if self.health_of(worker) == Health::Slow { self.work_us.saturating_mul(10) } else { self.work_us }
    }

    fn set_health(&mut self, worker: u32, health: Health) {
        self.health.retain(|(number, _)| *number != worker);
        if health != Health::Running {
            self.health.push((worker, health));
            self.health.sort_unstable_by_key(|(number, _)| *number);
        }
    }
}

/// The settings `before` (or new ones) with the members of `value` changed. Errors name the member.
pub fn change(before: Option<&Settings>, path: &str, value: &Value) -> Result<Settings, String> {
    let members = Members::read(value, path, &NAMES)?;
    let mut settings = match (before, members.get("source")) {
        (Some(before), None) => before.clone(),
        (None, None) => Settings::of(Source::Stream("flights".into())),
        (before, Some(source)) => {
            let source = read_source(source, &at(path, "source"))?;
            match before.filter(|before| std::mem::discriminant(&before.source) == std::mem::discriminant(&source)) {
                Some(before) => Settings { source, ..before.clone() },
                None => Settings::of(source),
            }
        }
    };
    let is_queue = matches!(settings.source, Source::Queue(_));
    if let Some(value) = members.get("reading") {
        let place = at(path, "reading");
        settings.reading = match read_text(value, &place)? {
            "shared" => Reading::Shared,
            "fan-out" if is_queue => return Err(format!("'fan-out' at '{place}'; a queue knows 'shared' only")),
            "fan-out" => Reading::FanOut,
            other => return Err(format!("unknown reading '{other}' at '{place}'; expected 'shared' or 'fan-out'")),
        };
    }
    if let Some(value) = members.get("start") {
        let place = at(path, "start");
        settings.start = match read_text(value, &place)? {
            "TRIM_HORIZON" => Start::TrimHorizon,
            "LATEST" => Start::Latest,
            other => return Err(format!("unknown start '{other}' at '{place}'; expected 'TRIM_HORIZON' or 'LATEST'")),
        };
    }
    let whole = |name: &str, range: RangeInclusive<u64>| {
        members.get(name).map(|value| read_whole(value, &at(path, name), range)).transpose()
    };
    if let Some(workers) = whole("workers", 0..=u64::from(WORKERS_MAX))? {
        settings.workers = workers as u32;
        settings.health.retain(|(number, _)| *number <= settings.workers);
    }
    if let Some(batch) = whole("batch", 1..=if is_queue { 10 } else { 10_000 })? {
        settings.batch = batch as u32;
    }
    if let Some(ms) = whole("idleMs", 0..=if is_queue { 20_000 } else { PAUSE_MS_MAX })? {
        settings.idle_us = ms * 1_000;
    }
    if let Some(ms) = whole("checkpointMs", 0..=CHECKPOINT_MS_MAX)? {
        settings.checkpoint_us = ms * 1_000;
    }
    if let Some(ms) = whole("failoverMs", FAILOVER_MS)? {
        settings.failover_us = ms * 1_000;
    }
    if let Some(value) = members.get("workMs") {
        settings.work_us = read_work(value, &at(path, "workMs"))?;
    }
    if let Some(value) = members.get("health") {
        read_health(value, &at(path, "health"), &mut settings)?;
    }
    if let Some(value) = members.get("running") {
        settings.running = read_bool(value, &at(path, "running"))?;
    }
    Ok(settings)
}

/// `NAME` (of a data stream), `stream/NAME`, `queue/NAME`, or an ARN.
fn read_source(value: &Value, path: &str) -> Result<Source, String> {
    let text = read_text(value, path)?;
    let (kind, name) = read_resource(text);
    match kind {
        "stream" if !name.is_empty() => Ok(Source::Stream(name.into())),
        "queue" if !name.is_empty() => Ok(Source::Queue(name.into())),
        _ => Err(format!("unknown source '{text}' at '{path}'; expected a data stream's name, 'queue/NAME' or an ARN")),
    }
}

/// Milliseconds with up to three places behind the point.
fn read_work(value: &Value, path: &str) -> Result<u64, String> {
    let ms = value.as_f64().filter(|ms| (0.0..=WORK_MS_MAX as f64).contains(ms));
    let wrong = || format!("{} at '{path}'; expected milliseconds, 0 to {WORK_MS_MAX}", kind(value));
    ms.map(|ms| (ms * 1_000.0 + 0.5) as u64).ok_or_else(wrong)
}

/// `{"2": "dead"}`: workers by number.
fn read_health(value: &Value, path: &str, settings: &mut Settings) -> Result<(), String> {
    let Value::Object(members) = value else {
        return Err(format!("{} at '{path}'; expected workers by number, as in {{\"2\": \"dead\"}}", kind(value)));
    };
    for (name, value) in members {
        let place = format!("{path}/{name}");
        let number = name.parse().ok().filter(|number| (1..=settings.workers).contains(number));
        let number = number.ok_or_else(|| format!("no worker '{name}' at '{path}'; there are {}", settings.workers))?;
        let health = match read_text(value, &place)? {
            "running" => Health::Running,
            "slow" => Health::Slow,
            "dead" => Health::Dead,
            other => {
                return Err(format!("unknown health '{other}' at '{place}'; expected 'running', 'slow' or 'dead'"));
            }
        };
        settings.set_health(number, health);
    }
    Ok(())
}
