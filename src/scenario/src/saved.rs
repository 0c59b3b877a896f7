//! Saved runs: JSON lines. First a header; then the commands and the engines'
//! answers, one a line. What is read is checked before anything is replaced.

use crate::Problem;
use crate::line::is_meant;
use account::Command;
use serde::{Deserialize, Serialize};
use sim::{Entry, JobId, LoggedAnswer, Saved, Time};

type Answer = Result<jobs::Answer, jobs::Failure>;

/// The version of the format.
const VERSION: u32 = 1;

/// A run as it lies in an `.acequia` file.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedRun {
    /// For people.
    pub title: String,
    /// The run's seed.
    pub seed: u64,
    /// The run's start, in milliseconds since 1970.
    pub start_epoch_ms: u64,
    /// Where the reader's part begins: 'back to start' goes there.
    pub ready: Time,
    /// Commands and answers.
    pub saved: Saved<Command, Answer>,
}

/// What a page has kept of a run whose worker has died.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// The last good instant.
    pub until: Time,
    /// The commands that were accepted.
    pub log: Vec<Entry<Command>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    acequia: u32,
    title: String,
    seed: u64,
    start_epoch_ms: u64,
    ready_us: u64,
    at_us: u64,
    frontier_us: u64,
}

#[derive(Deserialize)]
struct RecoveredHeader {
    acequia: u32,
    recovered: bool,
    until_us: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Row {
    Entry(Entry<Command>),
    Answer { job: JobId, logged: LoggedAnswer<Answer> },
}

impl SavedRun {
    /// Writes the file's text.
    pub fn to_text(&self) -> String {
        let header = Header {
            acequia: VERSION,
            title: self.title.clone(),
            seed: self.seed,
            start_epoch_ms: self.start_epoch_ms,
            ready_us: self.ready.0,
            at_us: self.saved.at.0,
            frontier_us: self.saved.frontier.0,
        };
        let mut text = json(&header);
        for entry in &self.saved.log {
            text.push('\n');
            text.push_str(&entry_text(entry));
        }
        for (job, logged) in &self.saved.answers {
            text.push('\n');
            text.push_str(&json(&Row::Answer { job: *job, logged: logged.clone() }));
        }
        text.push('\n');
        text
    }

    /// Whether a text means to be a saved run: its header says so.
    pub fn is_meant(text: &str) -> bool {
        let header = text.lines().find(|line| is_meant(line));
        let header = header.and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        header.is_some_and(|header| header.get("acequia").is_some())
    }

    /// Reads a file's text. Errors carry line and column.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| is_meant(line));
        let Some((index, first)) = lines.next() else { return Err(no_run(0)) };
        let header: Header = serde_json::from_str(first).map_err(|error| Problem::json(index, &error))?;
        check_version(index, header.acequia)?;
        let mut saved = Saved {
            log: Vec::new(),
            answers: Default::default(),
            frontier: Time(header.frontier_us),
            at: Time(header.at_us.min(header.frontier_us)),
        };
        for (index, line) in lines {
            match serde_json::from_str(line).map_err(|error| Problem::json(index, &error))? {
                Row::Entry(entry) => saved.log.push(entry),
                Row::Answer { job, logged } => {
                    saved.answers.insert(job, logged);
                }
            }
        }
        check_order(&saved.log)?;
        Ok(Self {
            title: header.title,
            seed: header.seed,
            start_epoch_ms: header.start_epoch_ms,
            ready: Time(header.ready_us),
            saved,
        })
    }
}

impl Recovered {
    /// Reads what a page has kept, if `text` is that: a header with `recovered`, then entries.
    pub fn parse(text: &str) -> Option<Result<Self, Problem>> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| is_meant(line));
        let (index, first) = lines.next()?;
        let header: RecoveredHeader =
            serde_json::from_str(first).ok().filter(|header: &RecoveredHeader| header.recovered)?;
        let read = || {
            check_version(index, header.acequia)?;
            let mut log = Vec::new();
            for (index, line) in lines {
                match serde_json::from_str(line).map_err(|error| Problem::json(index, &error))? {
                    Row::Entry(entry) => log.push(entry),
                    Row::Answer { .. } => {}
                }
            }
            check_order(&log)?;
            Ok(Self { until: Time(header.until_us), log })
        };
        Some(read())
    }
}

/// One command of a log, as a line of a saved run.
pub fn entry_text(entry: &Entry<Command>) -> String {
    json(&Row::Entry(entry.clone()))
}

fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

fn no_run(index: usize) -> Problem {
    Problem::at(index + 1, 1, "this is no saved run; expected a header with 'acequia'".into())
}

fn check_version(index: usize, version: u32) -> Result<(), Problem> {
    if version == VERSION {
        return Ok(());
    }
    Err(Problem::at(
        index + 1,
        1,
        format!("saved by version {version} of the format; this one reads version {VERSION}"),
    ))
}

fn check_order(log: &[Entry<Command>]) -> Result<(), Problem> {
    let sorted = log.is_sorted_by_key(|entry| (entry.after_steps, entry.at));
    let message = "the commands of this run are not in the order of their times".into();
    if sorted { Ok(()) } else { Err(Problem::at(0, 0, message)) }
}
