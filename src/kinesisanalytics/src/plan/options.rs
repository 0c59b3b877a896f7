//! The words of `WITH (…)`: Flink's names and, as near as they are known, Flink's errors.

use super::HERE;
use crate::limits::{BATCH_RECORDS_MAX, WAITING_ROWS_MAX};
use api::{Arn, Timestamp};
use jobs::stream::Table;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

/// Where reading begins without a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the next record.
    Latest,
    /// At the oldest record.
    TrimHorizon,
    /// At the first record that arrived at or after this instant.
    At(Timestamp),
}

/// How rows are handed to a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batching {
    /// Rows of one call.
    pub rows_max: u64,
    /// Rows that may wait; while more do, no source is read.
    pub waiting_max: u64,
    /// Whether the job fails where a sink has no room for a row, rather than try again.
    pub fails_on_error: bool,
}

impl Batching {
    /// Of a sink that is asked nothing.
    pub const DEFAULT: Self =
        Self { rows_max: BATCH_RECORDS_MAX, waiting_max: WAITING_ROWS_MAX, fails_on_error: false };
}

/// A table's options, and which of them were asked for.
pub struct Options<'a> {
    given: &'a BTreeMap<String, String>,
    known: BTreeSet<&'static str>,
}

impl<'a> Options<'a> {
    pub fn of(table: &'a Table) -> Self {
        Self { given: &table.options, known: BTreeSet::from(["connector"]) }
    }

    /// The connector, which must be one of these.
    pub fn connector(&mut self, identifiers: &[&str]) -> Result<&'a str, Wrong> {
        let Some(connector) = self.given.get("connector") else {
            let message = "Table options do not contain an option key 'connector' for discovering a connector.";
            return Err(Wrong(message.into()));
        };
        if identifiers.contains(&connector.as_str()) {
            return Ok(connector);
        }
        let available = identifiers.join(", ");
        Err(Wrong(format!(
            "Could not find any factory for identifier '{connector}' that implements 'org.apache.flink.table.factories.DynamicTableFactory' in the classpath. Available factory identifiers are: {available}"
        )))
    }

    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        self.known.insert(name);
        self.given.get(name).cloned()
    }

    pub fn required(&mut self, name: &'static str) -> Result<String, Wrong> {
        self.optional(name).ok_or_else(|| missing(name))
    }

    /// An option of the connector's version 5, or its name in the versions before.
    fn either(&mut self, name: &'static str, older: &'static str) -> Result<Option<(&'static str, String)>, Wrong> {
        match (self.optional(name), self.optional(older)) {
            (Some(_), Some(_)) => Err(Wrong(format!("'{older}' is the older name of '{name}': both are given"))),
            (Some(value), None) => Ok(Some((name, value))),
            (None, older_value) => Ok(older_value.map(|value| (older, value))),
        }
    }

    fn flag(&mut self, name: &'static str) -> Result<bool, Wrong> {
        let Some(text) = self.optional(name) else { return Ok(false) };
        text.trim()
            .to_ascii_lowercase()
            .parse()
            .map_err(|_| Wrong(format!("'{name}' is '{text}', neither 'true' nor 'false'")))
    }

    pub fn number(&mut self, name: &'static str, range: RangeInclusive<u64>, default: u64) -> Result<u64, Wrong> {
        let Some(text) = self.optional(name) else { return Ok(default) };
        text.trim().parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            Wrong(format!("'{name}' is '{text}'; expected a number from {} to {}", range.start(), range.end()))
        })
    }

    /// The region, which is ours.
    pub fn region(&mut self) -> Result<(), Wrong> {
        match self.optional("aws.region") {
            Some(region) if region != HERE => {
                Err(Wrong(format!("'aws.region' is '{region}'; here there is '{HERE}' only")))
            }
            Some(_) => Ok(()),
            // An ARN says it.
            None if self.given.contains_key("stream.arn") => Ok(()),
            None => Err(missing("aws.region")),
        }
    }

    /// The stream's ARN, by `stream.arn` or by `stream`.
    pub fn stream(&mut self) -> Result<String, Wrong> {
        match self.either("stream.arn", "stream")? {
            Some(("stream.arn", arn)) => {
                if arn == Arn::stream(Arn::name(&arn)) {
                    Ok(arn)
                } else {
                    Err(Wrong(format!("'stream.arn' is '{arn}', which is no stream of this account")))
                }
            }
            Some((_, name)) => Ok(Arn::stream(&name)),
            None => Err(missing("stream.arn")),
        }
    }

    /// Where reading begins.
    pub fn start(&mut self) -> Result<Start, Wrong> {
        let position = self.either("source.init.position", "scan.stream.initpos")?;
        let timestamp = self.either("source.init.timestamp", "scan.stream.initpos-timestamp")?;
        match position.as_ref().map(|(name, value)| (*name, value.as_str())) {
            None | Some((_, "LATEST")) => Ok(Start::Latest),
            Some((_, "TRIM_HORIZON")) => Ok(Start::TrimHorizon),
            Some((_, "AT_TIMESTAMP")) => {
                let (name, text) = timestamp.ok_or_else(|| missing("source.init.timestamp"))?;
                instant(&text).map(Start::At).ok_or_else(|| {
                    Wrong(format!("'{name}' is '{text}'; expected seconds since 1970 or '2026-01-01T00:00:00.000Z'"))
                })
            }
            Some((name, other)) => {
                Err(Wrong(format!("'{name}' is '{other}'; expected LATEST, TRIM_HORIZON or AT_TIMESTAMP")))
            }
        }
    }

    /// How rows are handed to a sink.
    pub fn batching(&mut self) -> Result<Batching, Wrong> {
        // A row goes as soon as it is there, one call after the other: nothing is held back, and none is under way.
        for name in ["sink.flush-buffer.size", "sink.flush-buffer.timeout", "sink.requests.max-inflight"] {
            self.number(name, 1..=i64::MAX.unsigned_abs(), 1)?;
        }
        Ok(Batching {
            rows_max: self.number("sink.batch.max-size", 1..=BATCH_RECORDS_MAX, BATCH_RECORDS_MAX)?,
            waiting_max: self.number("sink.requests.max-buffered", 1..=1_000_000, WAITING_ROWS_MAX)?,
            fails_on_error: self.flag("sink.fail-on-error")?,
        })
    }

    /// What `print` writes before its rows, and where: here they are kept in a chart.
    pub fn printing(&mut self) -> Result<(), Wrong> {
        self.optional("print-identifier");
        self.flag("standard-error").map(|_| ())
    }

    /// The format. The values of its own options are the operators' to read.
    pub fn format(&mut self, formats: &[&str]) -> Result<(), Wrong> {
        let format = self.required("format")?;
        if formats.contains(&format.as_str()) {
            self.known.extend(flow::options_of(&format));
            return Ok(());
        }
        let available = formats.join(", ");
        Err(Wrong(format!(
            "Could not find any factory for identifier '{format}' that implements 'org.apache.flink.table.factories.DeserializationFormatFactory' in the classpath. Available factory identifiers are: {available}"
        )))
    }

    /// Refuses what was not asked for.
    pub fn end(self) -> Result<(), Wrong> {
        let unknown = self.given.keys().find(|name| !self.known.contains(name.as_str()));
        let Some(unknown) = unknown else { return Ok(()) };
        let supported: Vec<&str> = self.known.into_iter().collect();
        Err(Wrong(format!(
            "Unsupported options found. Unsupported options: {unknown}. Supported options: {}",
            supported.join(", ")
        )))
    }
}

fn missing(name: &str) -> Wrong {
    Wrong(format!("One or more required options are missing. Missing required options are: {name}"))
}

/// Seconds since 1970 with a fraction, or the form of RFC 3339.
fn instant(text: &str) -> Option<Timestamp> {
    match text.trim().parse::<f64>() {
        Ok(seconds) if (0.0..1e12).contains(&seconds) => Some(Timestamp((seconds * 1_000.0 + 0.5) as u64)),
        Ok(_) => None,
        Err(_) => sim::calendar::instant(text.trim()).map(Timestamp),
    }
}
