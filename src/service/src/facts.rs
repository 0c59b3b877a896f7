//! What a service tells about itself: notes for the event log, metrics, prices, laws.

/// How serious a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something happened.
    Info,
    /// Something did not go as the reader may have wished: a throttle, a retry.
    Warning,
    /// Something failed or was denied.
    Error,
}

/// A line of the event log. The page puts `kind` and `args` into the reader's words
/// (Fluent message `event-KIND` with `args` as its variables).
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// `firehose-delivered`, `kinesis-throttled`, …: service, dash, what happened.
    pub kind: &'static str,
    /// Values for the sentence.
    pub args: Vec<(&'static str, String)>,
    /// How serious it is.
    pub severity: Severity,
}

impl Note {
    /// Something happened.
    pub fn info(kind: &'static str) -> Self {
        Self { kind, args: Vec::new(), severity: Severity::Info }
    }

    /// Something to look at.
    pub fn warning(kind: &'static str) -> Self {
        Self { kind, args: Vec::new(), severity: Severity::Warning }
    }

    /// Something failed.
    pub fn error(kind: &'static str) -> Self {
        Self { kind, args: Vec::new(), severity: Severity::Error }
    }

    /// Adds a value for the sentence.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// A CloudWatch datum.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric<'a> {
    /// `AWS/Kinesis`
    pub namespace: &'static str,
    /// `IncomingRecords`
    pub name: &'static str,
    /// The dimension's name and value: `("StreamName", "flights")`.
    pub dimension: (&'static str, &'a str),
    /// What is added to the minute's sum.
    pub value: f64,
}

/// A price, in US dollars for us-east-1.
#[derive(Debug, PartialEq)]
pub struct Price {
    /// `Kinesis`
    pub service: &'static str,
    /// AWS's usage type, or near: `shard-hour`, `put-payload-unit`.
    pub usage: &'static str,
    /// Dollars for one unit.
    pub usd: f64,
    /// What one unit is, for people: `shard-hour`, `1,000 PUT requests`, `GB scanned`.
    pub unit: &'static str,
    /// Where the price comes from.
    pub source: &'static str,
}

/// What is billed by time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Its price; the unit is something times an hour.
    pub price: &'static Price,
    /// How much of it there is now.
    pub quantity: f64,
}

/// A law and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// `FH-1`
    pub id: &'static str,
    /// `accepted = delivered + buffered + failed`
    pub says: &'static str,
    /// What breaks it, if something does.
    pub breach: Option<String>,
}

impl Law {
    /// The law `id`, which holds unless `breach` is something.
    pub fn new(id: &'static str, says: &'static str, breach: Option<String>) -> Self {
        Self { id, says, breach }
    }
}
