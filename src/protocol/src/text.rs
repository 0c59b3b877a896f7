//! Text that the page says in the reader's language: a key and its arguments.

use serde::{Deserialize, Serialize};

/// A Fluent message's name and its arguments. Never a sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The message's name: one of [`EVENT_KEYS`].
    pub key: String,
    /// Its arguments, by name.
    pub args: Vec<(String, Arg)>,
}

/// An argument. Numbers are formatted by the reader's locale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Arg {
    /// A name or another piece of text that is not translated.
    Text(String),
    /// A number.
    Number(f64),
    /// Bytes, shown as KiB, MiB, …
    Bytes(u64),
    /// A length of time.
    Us(u64),
}

impl Said {
    /// A message without arguments.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), args: Vec::new() }
    }

    /// Adds a name.
    #[must_use]
    pub fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.push((name.to_owned(), Arg::Text(value.into())));
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, name: &str, value: f64) -> Self {
        self.args.push((name.to_owned(), Arg::Number(value)));
        self
    }

    /// Adds a number of bytes.
    #[must_use]
    pub fn bytes(mut self, name: &str, value: u64) -> Self {
        self.args.push((name.to_owned(), Arg::Bytes(value)));
        self
    }

    /// Adds a length of time.
    #[must_use]
    pub fn us(mut self, name: &str, value: u64) -> Self {
        self.args.push((name.to_owned(), Arg::Us(value)));
        self
    }
}

/// Every key that the worker may say, with its arguments. Each has a message in both
/// languages, which a test of the page checks; the worker may say no other.
pub const EVENT_KEYS: &[(&str, &[&str])] = &[
    // The event log: one for each kind of note.
    ("event-athena-query-started", &["query"]),
    ("event-athena-query-finished", &["query", "rows", "bytes", "milliseconds"]),
    ("event-athena-query-failed", &["query", "reason"]),
    ("event-athena-query-cancelled", &["query", "reason"]),
    ("event-athena-result-cut", &["query", "rows", "written"]),
    ("event-consumer-failed", &["consumer", "error", "message"]),
    ("event-consumer-lease-taken", &["consumer", "worker", "shard", "before"]),
    ("event-consumer-replays", &["consumer", "stream"]),
    ("event-consumer-shard-ended", &["consumer", "shard"]),
    ("event-consumer-worker-died", &["consumer", "worker"]),
    ("event-firehose-active", &["delivery_stream"]),
    ("event-firehose-delivered", &["delivery_stream", "records", "bytes", "reason", "bucket", "key"]),
    ("event-firehose-indexed", &["delivery_stream", "records", "bytes", "reason", "domain", "index"]),
    ("event-firehose-delivery-failed", &["delivery_stream", "code", "message"]),
    ("event-firehose-documents-failed", &["delivery_stream", "records", "bucket", "key"]),
    ("event-firehose-data-lost", &["delivery_stream", "records", "bytes"]),
    ("event-firehose-source-expired", &["delivery_stream", "records"]),
    ("event-firehose-shard-expired", &["delivery_stream", "shard"]),
    ("event-firehose-partitions-exceeded", &["delivery_stream", "partitions"]),
    ("event-firehose-read-failed", &["delivery_stream", "code", "message"]),
    ("event-firehose-throttled", &["delivery_stream", "records"]),
    ("event-glue-crawl-started", &["crawler"]),
    ("event-glue-crawl-finished", &["crawler", "created", "updated", "partitions"]),
    ("event-glue-crawl-failed", &["crawler", "reason"]),
    ("event-glue-crawl-cancelled", &["crawler"]),
    ("event-glue-csv-quoted", &["crawler", "table"]),
    ("event-glue-file-problem", &["crawler", "problem"]),
    ("event-kinesis-resharded", &["stream", "shards"]),
    ("event-kinesis-scaled", &["stream", "shards"]),
    ("event-kinesis-stream-active", &["stream", "shards"]),
    ("event-kinesis-stream-deleted", &["stream"]),
    ("event-kinesis-throttled", &["stream", "shard", "records"]),
    ("event-kinesis-trimmed", &["stream", "records"]),
    ("event-opensearch-domain-creating", &["domain"]),
    ("event-opensearch-domain-active", &["domain"]),
    ("event-opensearch-domain-deleting", &["domain"]),
    ("event-opensearch-domain-deleted", &["domain"]),
    ("event-opensearch-index-created", &["domain", "index"]),
    ("event-opensearch-index-deleted", &["domain", "index"]),
    ("event-opensearch-refreshed", &["domain", "index", "documents"]),
    ("event-producer-lap", &["producer", "lap"]),
    ("event-producer-failed", &["producer", "error", "message"]),
    ("event-producer-dropped", &["producer", "records"]),
    ("event-quicksight-ingested", &["dataset", "rows", "dropped"]),
    ("event-quicksight-ingestion-failed", &["dataset", "reason"]),
    ("event-quicksight-refreshed", &["analysis", "visual", "rows"]),
    ("event-quicksight-refresh-failed", &["analysis", "visual", "reason"]),
    ("event-s3-bucket-created", &["bucket"]),
    ("event-s3-bucket-deleted", &["bucket"]),
    ("event-s3-object-created", &["bucket", "key", "bytes"]),
    ("event-s3-object-deleted", &["bucket", "key", "bytes"]),
    ("event-sqs-queue-created", &["queue"]),
    ("event-sqs-queue-deleted", &["queue", "messages"]),
    ("event-sqs-purged", &["queue", "messages"]),
    ("event-sqs-expired", &["queue", "messages"]),
    ("event-sqs-dead-lettered", &["queue", "messages", "target"]),
    ("event-sqs-moved", &["queue", "messages"]),
    ("event-sqs-move-failed", &["queue", "messages", "reason"]),
    ("event-sqs-over-limit", &["queue"]),
    ("event-sqs-throttled", &["queue"]),
    ("event-kinesisanalytics-created", &["application"]),
    ("event-kinesisanalytics-updated", &["application", "version"]),
    ("event-kinesisanalytics-running", &["application", "version", "snapshot"]),
    ("event-kinesisanalytics-start-failed", &["application", "code", "message"]),
    ("event-kinesisanalytics-rolling-back", &["application", "from", "to"]),
    ("event-kinesisanalytics-stopped", &["application"]),
    ("event-kinesisanalytics-deleted", &["application"]),
    ("event-kinesisanalytics-failed", &["application", "code", "message"]),
    ("event-kinesisanalytics-recovered", &["application"]),
    ("event-kinesisanalytics-shard-ended", &["application", "shard"]),
    ("event-kinesisanalytics-snapshot", &["application", "snapshot", "bytes"]),
    ("event-kinesisanalytics-snapshot-failed", &["application", "snapshot"]),
    // What the clock waits for, and what it ran ahead for.
    ("job-query", &["id"]),
    ("job-crawl", &["crawler"]),
    ("job-search", &["domain"]),
    ("job-refresh", &["name"]),
    ("job-script", &[]),
    ("job-other", &[]),
    // Why the run paused itself.
    ("paused-memory", &["used", "budget"]),
    ("paused-rebuilt", &[]),
    ("paused-broken", &["message"]),
    // Stages of a record's way (`Hop::stage`).
    ("hop-produced", &["producer"]),
    ("hop-put", &["stream", "shard"]),
    ("hop-direct-put", &["name"]),
    ("hop-polled", &["name"]),
    ("hop-buffered", &["name"]),
    ("hop-delivered", &["bucket", "key", "line"]),
    ("hop-indexed", &["domain", "index"]),
    ("hop-crawled", &["database", "table"]),
    ("hop-queried", &["id", "row"]),
    ("hop-drawn", &["analysis", "visual"]),
    ("hop-found", &["domain"]),
    ("hop-dropped", &["name", "error"]),
    ("hop-expired", &["stream"]),
    // Why something cannot be followed.
    ("unfollowable-no-select", &[]),
    ("unfollowable-no-table", &[]),
    ("unfollowable-with", &[]),
    ("unfollowable-set", &["set"]),
    ("unfollowable-join", &[]),
    ("unfollowable-subquery", &[]),
    ("unfollowable-totals", &[]),
    ("unfollowable-distinct", &[]),
    ("unfollowable-key", &["key"]),
    ("unfollowable-key-type", &["key", "type"]),
    ("unfollowable-not-kept", &[]),
    ("unfollowable-past-kept", &[]),
    ("unfollowable-other", &["reason"]),
    ("unfollowable-not-a-record", &[]),
    ("unfollowable-gone", &[]),
];
