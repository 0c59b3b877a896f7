//! Lists of records and of results whose inside is compact and whose JSON is AWS's.

use super::{sequence_number, shard_id};
use crate::{ACCOUNT_ID, Blob, Slice, Timestamp};
use serde::{Serialize, Serializer, ser::SerializeSeq};
use std::sync::Arc;

/// Records of one shard on their way out, sharing what the stream holds. In JSON: AWS's list of
/// `{"SequenceNumber", "ApproximateArrivalTimestamp", "Data", "PartitionKey"}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordList {
    /// The records, in order.
    pub slices: Vec<Slice>,
    /// Milliseconds since 1970 at the run's start, from which the segments count.
    pub start_epoch_ms: u64,
    /// When records were taken in to be kept encrypted.
    pub encrypted: Periods,
}

/// Spans of time in microseconds since the run's start, from each first instant on and before each second one.
pub type Periods = Arc<[(u64, u64)]>;

impl RecordList {
    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.slices.iter().map(Slice::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WireRecord<'a> {
    sequence_number: String,
    approximate_arrival_timestamp: Timestamp,
    data: Blob,
    partition_key: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encryption_type: Option<&'static str>,
}

impl Serialize for RecordList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let epoch_s = |us: u64| (self.start_epoch_ms + us / 1_000) / 1_000;
        let mut list = serializer.serialize_seq(Some(self.len() as usize))?;
        for slice in &self.slices {
            let segment = &slice.segment;
            let at_us = segment.arrival_us;
            let is_encrypted = self.encrypted.iter().any(|(from, to)| (*from..*to).contains(&at_us));
            let (created_s, arrival_s) = (epoch_s(segment.source.created_us), epoch_s(segment.arrival_us));
            for (number, item) in slice.items() {
                list.serialize_element(&WireRecord {
                    sequence_number: sequence_number(created_s, number, arrival_s, segment.source.shard),
                    approximate_arrival_timestamp: Timestamp(self.start_epoch_ms + segment.arrival_us / 1_000),
                    data: Blob(item.data_shared(&segment.bytes)),
                    partition_key: String::from_utf8_lossy(item.key(&segment.bytes)),
                    encryption_type: is_encrypted.then_some("KMS"),
                })?;
            }
        }
        list.end()
    }
}

/// What has become of one record of a `PutRecords`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutResult {
    /// The shard has it.
    Accepted {
        /// The shard's number.
        shard: u32,
        /// The record's number in the shard.
        number: u64,
        /// When the shard was made, in seconds since 1970.
        created_s: u64,
    },
    /// The shard had no room: `ProvisionedThroughputExceededException`.
    Throttled {
        /// The shard's number.
        shard: u32,
    },
}

impl PutResult {
    /// Whether it failed.
    pub fn has_failed(self) -> bool {
        matches!(self, Self::Throttled { .. })
    }
}

/// What has become of each record of a `PutRecords`, by the request's order. In JSON: AWS's list of
/// `{"SequenceNumber", "ShardId"}` and `{"ErrorCode", "ErrorMessage"}`.
#[derive(Clone, Debug, PartialEq)]
pub struct PutResults {
    /// The stream.
    pub stream: Arc<str>,
    /// When the records arrived, in seconds since 1970.
    pub arrival_s: u64,
    /// One for each record.
    pub items: Vec<PutResult>,
}

impl PutResults {
    /// The text of the error of a record that `shard` had no room for.
    pub fn throttled_message(stream: &str, shard: u32) -> String {
        format!("Rate exceeded for shard {} in stream {stream} under account {ACCOUNT_ID}.", shard_id(shard))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WireAccepted {
    sequence_number: String,
    shard_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct WireFailed {
    error_code: &'static str,
    error_message: String,
}

impl Serialize for PutResults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.items.len()))?;
        for item in &self.items {
            match *item {
                PutResult::Accepted { shard, number, created_s } => list.serialize_element(&WireAccepted {
                    sequence_number: sequence_number(created_s, number, self.arrival_s, shard),
                    shard_id: shard_id(shard),
                })?,
                PutResult::Throttled { shard } => list.serialize_element(&WireFailed {
                    error_code: "ProvisionedThroughputExceededException",
                    error_message: Self::throttled_message(&self.stream, shard),
                })?,
            }
        }
        list.end()
    }
}
