//! Scenario files and saved runs: text that a person can read, one JSON value a
//! line. It reads and writes them; `host` plays them.
//!
//! - [`Scenario`]: a header (`title`, `seed`, `start`) and [`Line`]s.
//! - [`SavedRun`]: a header and everything that [`sim::Saved`] holds.

mod date;
mod line;
mod saved;

pub use date::{date_text, duration_us, epoch_ms};
pub use line::{Line, Problem};
pub use saved::{Recovered, SavedRun, entry_text};

use serde::Deserialize;

/// The page's own pipeline: what `default` names.
pub const PIPELINE: &str = include_str!("../../../content/scenarios/pipeline.jsonl");

/// One stream and one queue that get the same records, with two consumers each: what `contrast` names.
pub const CONTRAST: &str = include_str!("../../../content/scenarios/contrast.jsonl");

/// Clicks of which some come late, by way of Firehose into hours of arrival: what `lateness` names.
pub const LATENESS: &str = include_str!("../../../content/scenarios/lateness.jsonl");

/// Clicks counted in windows under a watermark, by an application of streaming SQL: what `analytics` names.
pub const ANALYTICS: &str = include_str!("../../../content/scenarios/analytics.jsonl");

/// 2026-01-01T00:00:00Z, in milliseconds since 1970: when a run starts unless its scenario says otherwise.
pub const DEFAULT_START_EPOCH_MS: u64 = 1_767_225_600_000;

/// The seed of a run unless its scenario says otherwise.
pub const DEFAULT_SEED: u64 = 7;

/// What is done before the reader takes over.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// For people.
    pub title: String,
    /// The run's seed.
    pub seed: u64,
    /// The run's start, in milliseconds since 1970.
    pub start_epoch_ms: u64,
    /// What is done, in order, with the number of its line in the text (from 1).
    pub lines: Vec<(usize, Line)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    title: String,
    seed: Option<u64>,
    start: Option<String>,
}

impl Scenario {
    /// A bare account.
    pub fn empty() -> Self {
        Self {
            title: "Empty account".into(),
            seed: DEFAULT_SEED,
            start_epoch_ms: DEFAULT_START_EPOCH_MS,
            lines: Vec::new(),
        }
    }

    /// A built-in scenario: `default`, `contrast`, `lateness`, `analytics` or `empty`.
    pub fn named(name: &str) -> Result<Self, Problem> {
        match name {
            "" | "default" => Self::parse(PIPELINE),
            "contrast" => Self::parse(CONTRAST),
            "lateness" => Self::parse(LATENESS),
            "analytics" => Self::parse(ANALYTICS),
            "empty" => Ok(Self::empty()),
            other => {
                let names = "'default', 'contrast', 'lateness', 'analytics' or 'empty'";
                let message = format!("unknown scenario '{other}'; expected {names}");
                Err(Problem::at(0, 0, message))
            }
        }
    }

    /// Reads a scenario's text. Blank lines and lines that begin with `//` are skipped. Errors carry line and column.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| line::is_meant(line));
        let Some((index, first)) = lines.next() else {
            return Err(Problem::at(1, 1, "empty scenario; expected a header with 'title'".into()));
        };
        let header: Header = serde_json::from_str(first).map_err(|error| Problem::json(index, &error))?;
        let start_epoch_ms = match &header.start {
            None => DEFAULT_START_EPOCH_MS,
            Some(text) => epoch_ms(text).map_err(|message| Problem::at(index + 1, 1, message))?,
        };
        let lines =
            lines.map(|(index, text)| Ok((index + 1, own_line(index, text)?))).collect::<Result<_, Problem>>()?;
        Ok(Self { title: header.title, seed: header.seed.unwrap_or(DEFAULT_SEED), start_epoch_ms, lines })
    }
}

/// A line that a scenario may have of its own.
fn own_line(index: usize, text: &str) -> Result<Line, Problem> {
    match Line::parse(index, text)? {
        Line::Input(_) | Line::Step(_) | Line::Snapshot => {
            Err(Problem::at(index + 1, 1, "a scenario's own lines may call, advance, seek and set".into()))
        }
        line => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_own_pipeline_reads() {
        let scenario = Scenario::named("default");
        assert!(scenario.as_ref().is_ok_and(|scenario| scenario.lines.len() > 10), "{scenario:?}");
    }

    #[test]
    fn the_windows_read() {
        let lines = Scenario::named("analytics").map(|scenario| scenario.lines).unwrap_or_default();
        let started = |line: &Line| matches!(line, Line::Call { name, .. } if name.ends_with(".StartApplication"));
        assert!(lines.iter().any(|(_, line)| started(line)), "{lines:?}");
    }

    #[test]
    fn the_comparison_reads() {
        let lines = Scenario::named("contrast").map(|scenario| scenario.lines).unwrap_or_default();
        let sets: Vec<_> = lines
            .iter()
            .filter_map(|(_, line)| match line {
                Line::Set { path, .. } => Some(path.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            sets,
            [
                "consumers/billing",
                "consumers/shipping",
                "consumers/billing-queue",
                "consumers/shipping-queue",
                "producers/orders-stream",
                "producers/orders-queue"
            ]
        );
    }

    #[test]
    fn problems_have_a_place() {
        let text = "{\"title\":\"t\"}\n\n{\"call\":\"S3.ListBuckets\",\n";
        let problem = Scenario::parse(text).err();
        assert_eq!(problem.map(|problem| problem.line), Some(3));
    }
}
