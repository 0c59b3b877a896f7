//! Records in batches: one shared buffer, offsets beside it, nothing allocated
//! for a record. And their identity: where a record came from, whatever it says.

use crate::Blob;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeSeq};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A record inside a buffer: its partition key, and right behind it its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where the key begins, in bytes from the buffer's start.
    pub start: u32,
    /// The key's length in bytes.
    pub key_bytes: u32,
    /// The data's length in bytes.
    pub data_bytes: u32,
}

impl Item {
    /// The partition key's bytes (UTF-8).
    pub fn key<'a>(&self, buffer: &'a [u8]) -> &'a [u8] {
        let start = self.start as usize;
        buffer.get(start..start + self.key_bytes as usize).unwrap_or_default()
    }

    /// The data.
    pub fn data<'a>(&self, buffer: &'a [u8]) -> &'a [u8] {
        let start = self.start as usize + self.key_bytes as usize;
        buffer.get(start..start + self.data_bytes as usize).unwrap_or_default()
    }

    /// The data, sharing the buffer.
    pub fn data_shared(&self, buffer: &Bytes) -> Bytes {
        let start = self.start as usize + self.key_bytes as usize;
        buffer.slice(start..start + self.data_bytes as usize)
    }

    /// Key and data, as they lie behind each other.
    pub fn record<'a>(&self, buffer: &'a [u8]) -> &'a [u8] {
        let start = self.start as usize;
        buffer.get(start..start + self.key_bytes as usize + self.data_bytes as usize).unwrap_or_default()
    }

    /// Key and data together, in bytes.
    pub fn bytes(&self) -> u64 {
        u64::from(self.key_bytes) + u64::from(self.data_bytes)
    }
}

/// Records on their way in (`PutRecords`, `PutRecordBatch`). In JSON: AWS's list of
/// `{"Data": base64, "PartitionKey": …, "ExplicitHashKey": …}`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PutBatch {
    /// Keys and data.
    pub bytes: Bytes,
    /// The records.
    pub items: Arc<[Item]>,
    /// Explicit hash keys, by the record's index, as they were given.
    pub hash_keys: Arc<BTreeMap<u32, String>>,
    /// Whether each record was given a partition key; Firehose's records have none.
    pub has_keys: bool,
}

impl PutBatch {
    /// A batch of (key, data).
    pub fn of<'a>(records: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut buffer = Vec::new();
        let mut items = Vec::new();
        for (key, data) in records {
            items.push(Item { start: buffer.len() as u32, key_bytes: key.len() as u32, data_bytes: data.len() as u32 });
            buffer.extend_from_slice(key.as_bytes());
            buffer.extend_from_slice(data);
        }
        // The trail keeps small ones in great number.
        buffer.shrink_to_fit();
        Self { bytes: buffer.into(), items: items.into(), hash_keys: Arc::default(), has_keys: true }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The first `count` records in a buffer of their own.
    pub fn first(&self, count: usize) -> Self {
        let key = |item: &Item| String::from_utf8_lossy(item.key(&self.bytes)).into_owned();
        let some: Vec<_> = self.items.iter().take(count).map(|item| (key(item), item.data(&self.bytes))).collect();
        let first = Self::of(some.iter().map(|(key, data)| (key.as_str(), *data)));
        Self { has_keys: self.has_keys, ..first }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct WireRecord {
    data: Blob,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partition_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    explicit_hash_key: Option<String>,
}

impl Serialize for PutBatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.items.len()))?;
        for (index, item) in self.items.iter().enumerate() {
            list.serialize_element(&WireRecord {
                data: Blob(item.data_shared(&self.bytes)),
                partition_key: self.has_keys.then(|| String::from_utf8_lossy(item.key(&self.bytes)).into_owned()),
                explicit_hash_key: self.hash_keys.get(&(index as u32)).cloned(),
            })?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for PutBatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Vec::<WireRecord>::deserialize(deserializer)?;
        let mut batch =
            Self::of(wire.iter().map(|record| (record.partition_key.as_deref().unwrap_or(""), record.data.0.as_ref())));
        batch.has_keys = wire.iter().all(|record| record.partition_key.is_some());
        let keys = wire.into_iter().enumerate();
        batch.hash_keys =
            Arc::new(keys.filter_map(|(index, record)| Some((index as u32, record.explicit_hash_key?))).collect());
        Ok(batch)
    }
}

/// What takes records in and numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SourceKind {
    /// A shard of a Kinesis data stream.
    Stream,
    /// A delivery stream that is put to directly.
    DirectPut,
}

/// A place where records are numbered: one shard of one stream, or one delivery
/// stream. A stream made anew under the same name is another source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// The stream's or delivery stream's name.
    pub name: Arc<str>,
    /// When it was created, in microseconds since the run's start.
    pub created_us: u64,
    /// The shard's number; 0 for a delivery stream.
    pub shard: u32,
}

/// The identity of a record: its source, and its number there (from 0, without gaps).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// Where it was numbered.
    pub source: Source,
    /// Its number.
    pub number: u64,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.source.kind {
            SourceKind::Stream => "stream",
            SourceKind::DirectPut => "direct",
        };
        let Source { name, created_us, shard, .. } = &self.source;
        write!(f, "{kind}:{name}:{created_us}:{shard}:{}", self.number)
    }
}

impl RecordId {
    /// Reads what `to_string` has written.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let kind = match parts.next()? {
            "stream" => SourceKind::Stream,
            "direct" => SourceKind::DirectPut,
            _ => return None,
        };
        let name = parts.next()?.into();
        let created_us = parts.next()?.parse().ok()?;
        let shard = parts.next()?.parse().ok()?;
        let number = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { source: Source { kind, name, created_us, shard }, number })
    }
}

/// Records of one source that arrived together. Immutable, and shared by the
/// stream, the buffers and the checkpoints that know them.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Where the records were numbered.
    pub source: Arc<Source>,
    /// The first record's number; the others follow without gaps.
    pub first: u64,
    /// When they arrived, in microseconds since the run's start.
    pub arrival_us: u64,
    /// Keys and data.
    pub bytes: Bytes,
    /// The records, in order.
    pub items: Vec<Item>,
}

/// A run of records of one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// The segment.
    pub segment: Arc<Segment>,
    /// The first record's index in the segment.
    pub from: u32,
    /// The index after the last record's.
    pub to: u32,
}

impl Slice {
    /// A whole segment.
    pub fn whole(segment: Arc<Segment>) -> Self {
        let to = segment.items.len() as u32;
        Self { segment, from: 0, to }
    }

    /// The records: number in the source, and place in [`Segment::bytes`].
    pub fn items(&self) -> impl Iterator<Item = (u64, &Item)> {
        let range = self.from as usize..self.to as usize;
        let items = self.segment.items.get(range).unwrap_or_default();
        items.iter().enumerate().map(|(index, item)| (self.segment.first + u64::from(self.from) + index as u64, item))
    }

    /// How many records there are.
    pub fn len(&self) -> u64 {
        u64::from(self.to.saturating_sub(self.from))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys and data together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.items().map(|(_, item)| item.bytes()).sum()
    }
}

/// What has become of records on their way into an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// They are lines of the object.
    Delivered,
    /// A transformation dropped them: no line.
    Dropped,
    /// They failed and lie elsewhere: no line.
    Failed,
}

/// Neighbouring records of one source with one outcome, each of them the same number of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where the records were numbered.
    pub source: Arc<Source>,
    /// The first record's number.
    pub first: u64,
    /// How many there are.
    pub count: u64,
    /// How many lines each of them became: 1, unless one record was many.
    pub lines: u64,
    /// What has become of them.
    pub outcome: Outcome,
}

impl Run {
    /// How many lines of the object they are together.
    pub fn lines_of_all(&self) -> u64 {
        if self.outcome == Outcome::Delivered { self.count * self.lines } else { 0 }
    }
}

/// Which records an object is made of, in the order of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage(pub Vec<Run>);

impl Lineage {
    /// Adds the records of `slice`, one line each, joining them to the last run where they follow it.
    pub fn extend(&mut self, slice: &Slice, outcome: Outcome) {
        let first = slice.segment.first + u64::from(slice.from);
        self.push(&slice.segment.source, first, slice.len(), 1, outcome);
    }

    /// Adds `count` records from `first` on, of `lines` lines each.
    pub fn push(&mut self, source: &Arc<Source>, first: u64, count: u64, lines: u64, outcome: Outcome) {
        if let Some(last) = self.0.last_mut()
            && last.outcome == outcome
            && last.lines == lines
            && last.first + last.count == first
            && last.source == *source
        {
            last.count += count;
            return;
        }
        self.0.push(Run { source: source.clone(), first, count, lines, outcome });
    }

    /// The record that became line `line` (from 0), or has it among its lines.
    pub fn record_at(&self, line: u64) -> Option<RecordId> {
        let mut left = line;
        for run in &self.0 {
            let lines = run.lines_of_all();
            if left < lines {
                return Some(RecordId { source: (*run.source).clone(), number: run.first + left / run.lines });
            }
            left -= lines;
        }
        None
    }

    /// The first line (from 0) that `record` became.
    pub fn line_of(&self, record: &RecordId) -> Option<u64> {
        let mut line = 0;
        for run in &self.0 {
            let lines = run.lines_of_all();
            if lines > 0 && *run.source == record.source && (run.first..run.first + run.count).contains(&record.number)
            {
                return Some(line + (record.number - run.first) * run.lines);
            }
            line += lines;
        }
        None
    }

    /// How many lines there are.
    pub fn lines(&self) -> u64 {
        self.0.iter().map(Run::lines_of_all).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(shard: u32, first: u64, count: usize) -> Slice {
        let source = Source { kind: SourceKind::Stream, name: "s".into(), created_us: 5, shard };
        let items = vec![Item { start: 0, key_bytes: 1, data_bytes: 2 }; count];
        let bytes = Bytes::from_static(b"kab");
        Slice::whole(Arc::new(Segment { source: Arc::new(source), first, arrival_us: 0, bytes, items }))
    }

    #[test]
    fn lines_and_records_find_each_other() {
        let mut lineage = Lineage::default();
        lineage.extend(&segment(0, 0, 3), Outcome::Delivered);
        lineage.extend(&segment(0, 3, 2), Outcome::Delivered);
        lineage.extend(&segment(0, 5, 4), Outcome::Dropped);
        lineage.extend(&segment(1, 7, 2), Outcome::Delivered);
        assert_eq!(lineage.0.len(), 3);
        for line in 0..lineage.lines() {
            let record = lineage.record_at(line);
            assert_eq!(record.as_ref().and_then(|record| lineage.line_of(record)), Some(line));
            let text = record.as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!(RecordId::parse(&text), record);
        }
        assert_eq!(lineage.record_at(7), None);
    }

    #[test]
    fn a_record_of_many_lines_has_them_all() {
        let source = segment(0, 0, 1).segment.source.clone();
        let mut lineage = Lineage::default();
        for (first, count, lines, outcome) in
            [(0, 2, 1, Outcome::Delivered), (2, 3, 4, Outcome::Delivered), (5, 9, 1, Outcome::Dropped)]
        {
            lineage.push(&source, first, count, lines, outcome);
        }
        lineage.push(&source, 14, 1, 1, Outcome::Delivered);
        assert_eq!(lineage.lines(), 15);
        let number = |line| lineage.record_at(line).map(|record| record.number);
        assert_eq!([1, 2, 5, 6, 13, 14].map(number), [1, 2, 2, 3, 4, 14].map(Some));
        let line = |number| lineage.line_of(&RecordId { source: (*source).clone(), number });
        assert_eq!([0, 3, 7, 14].map(line), [Some(0), Some(6), None, Some(14)]);
    }

    #[test]
    fn batches_keep_keys_data_and_hash_keys() {
        let json = r#"[{"Data":"aGk=","PartitionKey":"k"},{"Data":"","PartitionKey":"ü","ExplicitHashKey":"5"}]"#;
        let batch: PutBatch = serde_json::from_str(json).unwrap_or_default();
        assert_eq!(batch.len(), 2);
        assert_eq!(serde_json::to_string(&batch).ok().as_deref(), Some(json));
    }
}
