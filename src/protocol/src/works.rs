//! The diagram's view: levels and the times at which they last changed, so that
//! nothing is missed between two frames.

use crate::{Application, Consumer, Queue, RecordId};
use serde::{Deserialize, Serialize};

/// Everything that the diagram draws.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Works {
    /// Programs that put records.
    pub producers: Vec<Producer>,
    /// Kinesis data streams.
    pub streams: Vec<Stream>,
    /// Firehose streams.
    pub deliveries: Vec<Delivery>,
    /// S3 buckets.
    pub buckets: Vec<Bucket>,
    /// The Glue Data Catalog.
    pub glue: Glue,
    /// Athena.
    pub athena: Athena,
    /// QuickSight.
    pub quicksight: QuickSight,
    /// OpenSearch domains.
    pub domains: Vec<Domain>,
    /// What flows between them.
    pub edges: Vec<Edge>,
    /// Moving records, at most 160: those that set out on an edge within the last 1.2 seconds of screen time.
    pub dots: Vec<Dot>,
    /// One drawn dot stands for this many records.
    pub records_per_dot: u64,
    /// The nodes that the followed record has reached, in order.
    pub lit: Vec<Node>,
    /// SQS queues.
    pub queues: Vec<Queue>,
    /// Programs that take records or messages.
    pub consumers: Vec<Consumer>,
    /// Applications of streaming SQL.
    pub applications: Vec<Application>,
}

/// A place in the diagram.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Node {
    /// A producer, by name.
    Producer(String),
    /// A stream, by name.
    Stream(String),
    /// A shard: stream and shard id.
    Shard(String, String),
    /// A Firehose stream, by name.
    Delivery(String),
    /// A bucket, by name.
    Bucket(String),
    /// The catalog.
    Glue,
    /// Athena.
    Athena,
    /// QuickSight.
    QuickSight,
    /// An OpenSearch domain, by name.
    Domain(String),
    /// An SQS queue, by name.
    Queue(String),
    /// A consumer, by name.
    Consumer(String),
    /// An application of streaming SQL, by name.
    Application(String),
}

/// A program that puts records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Producer {
    /// Its name, as in `producers/NAME`.
    pub name: String,
    /// `flights`, `clicks`, or a dropped file's name.
    pub source: String,
    /// What it puts to: a stream, a Firehose stream, or a queue.
    pub target: Option<Node>,
    /// Records a second, as set.
    pub rate: f64,
    /// As it was over the last second.
    pub rate_real: f64,
    /// How the rate changes over time.
    pub shape: Shape,
    /// The field whose value is the partition key; empty: a random key.
    pub key_field: String,
    /// The fields that a record has, to choose `key_field` from.
    pub fields: Vec<String>,
    /// Its own seed.
    pub seed: u64,
    /// Whether it puts records.
    pub running: bool,
    /// Which time through the data this is, from 1.
    pub lap: u32,
    /// Records put since the start, those put again included.
    pub records: u64,
    /// Records put in each of the last 30 seconds, oldest first.
    pub spark: Vec<f64>,
    /// Records refused in the last second.
    pub throttled_last_s: u64,
    /// Records that wait to be put again.
    pub retrying: u64,
    /// The last error, as AWS named it.
    pub error: Option<String>,
    /// Why the data is not there yet: `loading` or a reason; `None` when it is.
    pub waiting: Option<String>,
    /// Whether records go together into larger ones.
    pub aggregation: bool,
    /// How long a refused call waits the first time, at most.
    pub backoff_us: u64,
    /// How old a refused record gets before it is given up.
    pub ttl_us: u64,
    /// The share of calls whose answers are lost.
    pub lost_answers: f64,
    /// The share of its records that are held back and put late.
    pub late_share: f64,
    /// How long they are held back at most.
    pub late_us_max: u64,
    /// Records that are held back now.
    pub held: u64,
    /// Records put again.
    pub again: u64,
    /// Records that lie there twice, because an answer was lost.
    pub doubled: u64,
    /// Records given up.
    pub dropped: u64,
}

/// How a producer's rate changes over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Always the same.
    #[default]
    Constant,
    /// Up from nothing, over a minute, again and again.
    Ramp,
    /// Five times as much for five seconds of each minute.
    Spike,
    /// Up and down.
    Wave,
}

/// A Kinesis data stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Its name.
    pub name: String,
    /// `CREATING`, `ACTIVE`, `DELETING`, `UPDATING`.
    pub status: String,
    /// `PROVISIONED` or `ON_DEMAND`.
    pub mode: String,
    /// Hours that records stay.
    pub retention_hours: u32,
    /// Its shards, closed ones included.
    pub shards: Vec<Shard>,
    /// Records held.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How far the slowest reader is behind; 0 without readers.
    pub iterator_age_us: u64,
}

/// A shard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    /// `shardId-000000000000`.
    pub id: String,
    /// The larger of its two loads over the last second: 1 is the limit.
    pub fill: f64,
    /// Records over the last second.
    pub records_per_s: f64,
    /// Bytes over the last second.
    pub bytes_per_s: f64,
    /// Records that it may take in a second.
    pub records_per_s_max: f64,
    /// Bytes that it may take in a second.
    pub bytes_per_s_max: f64,
    /// Records refused in the last second.
    pub throttled_last_s: u64,
    /// When it last refused one.
    pub last_throttled_us: Option<u64>,
    /// Whether it takes records.
    pub open: bool,
    /// The first hash key that it takes, in decimal.
    pub hash_from: String,
    /// The last.
    pub hash_to: String,
    /// Records held.
    pub records: u64,
    /// The first sequence number; empty if nothing was put.
    pub sequence_first: String,
    /// The last.
    pub sequence_last: String,
}

/// A Firehose stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its name.
    pub name: String,
    /// `CREATING`, `ACTIVE`, `DELETING`.
    pub status: String,
    /// The stream that it reads; `None` is Direct PUT.
    pub source: Option<String>,
    /// Where it delivers: a bucket or a domain.
    pub destination: Option<Node>,
    /// The prefix, or the index.
    pub destination_path: String,
    /// Bytes in the buffer.
    pub buffer_bytes: u64,
    /// Records in the buffer.
    pub buffer_records: u64,
    /// The buffer's size that lets it go.
    pub buffer_bytes_max: u64,
    /// How long the oldest record has been in the buffer.
    pub buffer_age_us: u64,
    /// The age that lets it go.
    pub buffer_age_us_max: u64,
    /// When it last let go.
    pub last_flush_us: Option<u64>,
    /// Why it last let go: `size`, `interval`, `shutdown`, `partition-limit`, `failure`.
    pub last_flush_reason: Option<String>,
    /// Bytes of the last one.
    pub last_flush_bytes: u64,
    /// Records accepted since the start.
    pub accepted: u64,
    /// Records delivered since the start.
    pub delivered: u64,
    /// Records that failed for good, kept under the error prefix.
    pub failed: u64,
    /// How much it is held up: 0 not at all, 1 it takes no more.
    pub back_pressure: f64,
    /// The last error, as AWS names it.
    pub error: Option<String>,
    /// When that was.
    pub last_error_us: Option<u64>,
}

/// A bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// How many objects.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The last ones, newest first, at most 24.
    pub last: Vec<LandedObject>,
    /// Whether the diagram draws it (a bucket for query results alone is only listed).
    pub drawn: bool,
}

/// An object, as the diagram shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LandedObject {
    /// Its key.
    pub key: String,
    /// Its bytes.
    pub bytes: u64,
    /// When it landed.
    pub landed_us: u64,
    /// Whether the followed record lies in it.
    pub lit: bool,
}

/// The catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Glue {
    /// Databases.
    pub databases: u32,
    /// Tables.
    pub tables: u32,
    /// Columns of all tables.
    pub columns: u32,
    /// Partitions of all tables.
    pub partitions: u32,
    /// The crawlers.
    pub crawlers: Vec<Crawler>,
}

/// A crawler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Crawler {
    /// Its name.
    pub name: String,
    /// `READY`, `RUNNING`, `STOPPING`.
    pub state: String,
    /// When its last run ended, if one has.
    pub last_end_us: Option<u64>,
    /// How: `SUCCEEDED`, `FAILED`, `CANCELLED`.
    pub last_status: Option<String>,
}

/// Athena.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Athena {
    /// Queries that run or wait.
    pub running: u32,
    /// Queries so far.
    pub queries: u64,
    /// The last query's state: `QUEUED`, `RUNNING`, `SUCCEEDED`, `FAILED`, `CANCELLED`.
    pub last_state: Option<String>,
    /// What it scanned.
    pub last_scanned_bytes: u64,
    /// What its tables hold.
    pub last_table_bytes: u64,
    /// When it ended.
    pub last_end_us: Option<u64>,
}

/// QuickSight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuickSight {
    /// Analyses.
    pub analyses: u32,
    /// The last drawn visual's title.
    pub title: Option<String>,
    /// Its values, each from 0 to 1, at most 12.
    pub spark: Vec<f64>,
    /// When it was last refreshed.
    pub last_refresh_us: Option<u64>,
    /// The last error, as AWS names it.
    pub error: Option<String>,
}

/// An OpenSearch domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    /// Its name.
    pub name: String,
    /// `Processing`, `Active`, `Deleting`.
    pub status: String,
    /// Its indices.
    pub indices: Vec<Index>,
    /// When it last took documents.
    pub last_indexed_us: Option<u64>,
    /// When it was last searched.
    pub last_search_us: Option<u64>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Documents that a search can see.
    pub documents: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What flows from one place to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// From.
    pub from: Node,
    /// To.
    pub to: Node,
    /// Records over the last second.
    pub records_per_s: f64,
    /// Bytes over the last second.
    pub bytes_per_s: f64,
    /// Back-pressure: 0 none, 1 full.
    pub fill: f64,
    /// How it is.
    pub state: EdgeState,
    /// When it last was anything but fine.
    pub last_trouble_us: Option<u64>,
}

/// How an edge is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EdgeState {
    /// Fine.
    #[default]
    Ok,
    /// Records were refused within the last second.
    Throttled,
    /// IAM says no.
    Denied,
    /// Something else failed.
    Failed,
}

/// A moving record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    /// Which one. It is a real record.
    pub record: RecordId,
    /// Which edge: an index into [`Works::edges`].
    pub edge: u32,
    /// When it set out on it.
    pub at_us: u64,
    /// Whether it was refused, or goes to a shard that refuses.
    pub hot: bool,
    /// Whether it is the followed record.
    pub lit: bool,
}
