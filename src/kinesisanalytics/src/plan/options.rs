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

    /// Options that mean nothing here.
    pub fn skip(&mut self, names: &[&'static str]) {
        self.known.extend(names);
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
        match (self.optional("stream.arn"), self.optional("stream")) {
            (Some(arn), _) => {
                let name = Arn::name(&arn);
                if arn == Arn::stream(name) {
                    Ok(arn)
                } else {
                    Err(Wrong(format!("'stream.arn' is '{arn}', which is no stream of this account")))
                }
            }
            (None, Some(name)) => Ok(Arn::stream(&name)),
            (None, None) => Err(missing("stream.arn")),
        }
    }

    /// Where reading begins: the names of the connector's version 5, and of the versions before it.
    pub fn start(&mut self) -> Result<Start, Wrong> {
        let name = if self.given.contains_key("source.init.position") {
            "source.init.position"
        } else {
            "scan.stream.initpos"
        };
        self.skip(&["source.init.position", "scan.stream.initpos"]);
        let position = self.optional(name);
        let timestamp = self.optional("source.init.timestamp").or(self.optional("scan.stream.initpos-timestamp"));
        self.skip(&["source.init.timestamp", "scan.stream.initpos-timestamp"]);
        match position.as_deref() {
            None | Some("LATEST") => Ok(Start::Latest),
            Some("TRIM_HORIZON") => Ok(Start::TrimHorizon),
            Some("AT_TIMESTAMP") => {
                let text = timestamp.ok_or_else(|| missing("source.init.timestamp"))?;
                instant(&text).map(Start::At).ok_or_else(|| {
                    Wrong(format!(
                        "'source.init.timestamp' is '{text}'; expected seconds since 1970 or '2026-01-01T00:00:00.000Z'"
                    ))
                })
            }
            Some(other) => Err(Wrong(format!("'{name}' is '{other}'; expected LATEST, TRIM_HORIZON or AT_TIMESTAMP"))),
        }
    }

    /// Rows that may wait for a sink; how they are cut into calls is ours.
    pub fn batches(&mut self) -> Result<u64, Wrong> {
        self.number("sink.batch.max-size", 1..=BATCH_RECORDS_MAX, BATCH_RECORDS_MAX)?;
        self.skip(&[
            "sink.flush-buffer.size",
            "sink.flush-buffer.timeout",
            "sink.requests.max-inflight",
            "sink.fail-on-error",
        ]);
        self.number("sink.requests.max-buffered", 1..=1_000_000, WAITING_ROWS_MAX)
    }

    /// The format, whose own options the operators know.
    pub fn format(&mut self, formats: &[&str]) -> Result<(), Wrong> {
        let format = self.required("format")?;
        if formats.contains(&format.as_str()) {
            return Ok(());
        }
        let available = formats.join(", ");
        Err(Wrong(format!(
            "Could not find any factory for identifier '{format}' that implements 'org.apache.flink.table.factories.DeserializationFormatFactory' in the classpath. Available factory identifiers are: {available}"
        )))
    }

    /// Refuses what was not asked for. Options of formats and of watermarks are the operators' to read.
    pub fn end(self) -> Result<(), Wrong> {
        let others = ["json.", "csv.", "scan.watermark."];
        let unknown = self
            .given
            .keys()
            .find(|name| !self.known.contains(name.as_str()) && !others.iter().any(|start| name.starts_with(start)));
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
