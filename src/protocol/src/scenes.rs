//! Scenes of the article that are drawn instead of the diagram: what the size of a buffer costs, and event time against arrival.

use crate::RecordId;
use serde::{Deserialize, Serialize};

/// What small and large buffers of one Firehose stream cost, and what it has really written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Buffers {
    /// The Firehose stream; empty if none writes to a bucket.
    pub delivery: String,
    /// Bytes that it took in each second, lately.
    pub bytes_per_s: f64,
    /// What is set: the size that lets a buffer go.
    pub size_bytes: u64,
    /// What is set: the age that lets a buffer go.
    pub interval_us: u64,
    /// The step that is set, if it is one of `steps`.
    pub chosen: Option<u32>,
    /// From small to large.
    pub steps: Vec<BufferStep>,
    /// When the first object shown may have landed.
    pub from_us: u64,
    /// Now, in whole seconds.
    pub until_us: u64,
    /// The objects of that time, oldest first, at most 240.
    pub landed: Vec<Landed>,
    /// Objects an hour as they really came since this was set, if two or more did.
    pub objects_per_hour: Option<f64>,
    /// The last query over data in that bucket.
    pub query: Option<LastQuery>,
}

/// A setting, and what follows from it at the present rate by the rules of Firehose, Athena and S3.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BufferStep {
    /// The size, in MiB.
    pub size_mib: u64,
    /// The interval, in seconds.
    pub interval_s: u64,
    /// Whether the size would come first.
    pub by_size: bool,
    /// Objects an hour.
    pub objects_per_hour: f64,
    /// Bytes of an object, before compression.
    pub object_bytes: f64,
    /// How long a record waits at most until it can be queried.
    pub wait_us: u64,
    /// What a query over an hour's objects takes.
    pub query_us: u64,
    /// What writing the objects costs in a month, and reading each of them once.
    pub usd_month: f64,
}

/// An object that landed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Landed {
    /// When.
    pub at_us: u64,
    /// Bytes as written.
    pub bytes: u64,
    /// Why its buffer was closed.
    pub reason: String,
}

/// A query as it really ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LastQuery {
    /// From submission to its end.
    pub total_us: u64,
    /// Bytes that it scanned.
    pub scanned_bytes: u64,
}

/// Event time against arrival time, of the stream `clicks`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lateness {
    /// Whether its resources are there.
    pub ready: bool,
    /// The Firehose stream that names objects by arrival.
    pub delivery: String,
    /// The one that names them by the event's own time, if it is there.
    pub repair: Option<String>,
    /// The first hour shown, in milliseconds since 1970.
    pub from_ms: u64,
    /// How many hours are shown.
    pub hours: u32,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
    /// A sample of the records that arrived in these hours, in the order of their arrival, at most 400.
    pub dots: Vec<LateDot>,
    /// Records that arrived in these hours.
    pub records: u64,
    /// Hours as partitions, oldest first.
    pub partitions: Vec<HourPartition>,
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LateDot {
    /// The record, to follow it.
    pub record: Option<RecordId>,
    /// When it happened, in milliseconds since 1970.
    pub event_ms: u64,
    /// When it arrived, in milliseconds since 1970.
    pub arrived_ms: u64,
    /// Where it lies by arrival.
    pub place: LatePlace,
    /// Whether it lies in the right hour by the event's own time too.
    pub repaired: bool,
}

/// Where a record lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LatePlace {
    /// In a buffer, or nowhere yet.
    #[default]
    Waiting,
    /// In an object of the hour in which it happened.
    Right,
    /// In an object of another hour.
    Wrong,
}

/// An hour's partition: what lies in its objects, by the sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HourPartition {
    /// The hour, in milliseconds since 1970.
    pub hour_ms: u64,
    /// Its objects.
    pub objects: u64,
    /// The sample's records in them.
    pub records: u64,
    /// Those of them that happened in another hour.
    pub strangers: u64,
    /// The sample's records that happened in this hour and lie in another one's objects.
    pub missing: u64,
    /// The sample's records in this hour's objects by the event's own time.
    pub repaired: u64,
}
