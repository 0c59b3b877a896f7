//! Many records in one, as Amazon's producer library (KPL) writes them and its consumer library (KCL) reads them: four magic bytes, a protobuf
//! message, and its MD5. Kinesis itself knows nothing of it. Source: `aggregation-format.md` of awslabs/amazon-kinesis-producer:
//!
//! ```text
//! AggregatedRecord { repeated string partition_key_table = 1; repeated string explicit_hash_key_table = 2; repeated Record records = 3; }
//! Record { required uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2; required bytes data = 3; repeated Tag tags = 4; }
//! ```

use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::ops::Range;

/// How an aggregated record begins.
pub const MAGIC: [u8; 4] = [0xF3, 0x89, 0x9A, 0xC2];
const DIGEST_BYTES: usize = 16;

/// Wire types of protobuf.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const BYTES: u64 = 2;
const FIXED_32: u64 = 5;

/// A record in an aggregated one: where its parts lie in it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The partition key.
    pub key: Range<usize>,
    /// The data.
    pub data: Range<usize>,
}

/// The records in an aggregated record, in order. `None` if it is a record by itself: without the magic, with another digest, or with a
/// message that cannot be read.
pub fn parts(record: &[u8]) -> Option<Vec<Part>> {
    let rest = record.strip_prefix(&MAGIC)?;
    let (message, digest) = rest.split_at_checked(rest.len().checked_sub(DIGEST_BYTES)?)?;
    if Md5::digest(message).as_slice() != digest {
        return None;
    }
    let mut reader = Reader { bytes: record, at: MAGIC.len(), end: MAGIC.len() + message.len() };
    let (mut keys, mut records) = (Vec::new(), Vec::new());
    while let Some((field, value)) = reader.field()? {
        match (field, value) {
            (1, Field::Bytes(range)) => keys.push(range),
            (3, Field::Bytes(range)) => records.push(range),
            _ => {}
        }
    }
    let read = |range: Range<usize>| {
        let mut reader = Reader { bytes: record, at: range.start, end: range.end };
        let (mut key, mut data) = (None, None);
        while let Some((field, value)) = reader.field()? {
            match (field, value) {
                (1, Field::Number(index)) => key = keys.get(usize::try_from(index).ok()?).cloned(),
                (3, Field::Bytes(range)) => data = Some(range),
                _ => {}
            }
        }
        Some(Part { key: key?, data: data? })
    };
    records.into_iter().map(read).collect()
}

/// How many records a record stands for: 1 unless it is aggregated.
pub fn count(record: &[u8]) -> u64 {
    if record.starts_with(&MAGIC) { parts(record).map_or(1, |parts| parts.len() as u64) } else { 1 }
}

enum Field {
    Number(u64),
    Bytes(Range<usize>),
    /// Nothing that the message has.
    Other,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    /// The next field; `Some(None)` at the end, `None` where nothing can be read.
    fn field(&mut self) -> Option<Option<(u64, Field)>> {
        if self.at == self.end {
            return Some(None);
        }
        let tag = self.varint()?;
        let value = match tag & 7 {
            VARINT => Field::Number(self.varint()?),
            BYTES => {
                let length = usize::try_from(self.varint()?).ok()?;
                Field::Bytes(self.skip(length)?)
            }
            FIXED_64 => self.skip(8).map(|_| Field::Other)?,
            FIXED_32 => self.skip(4).map(|_| Field::Other)?,
            _ => return None,
        };
        Some(Some((tag >> 3, value)))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.skip(1).and_then(|range| self.bytes.get(range.start).copied())?;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn skip(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.end)?;
        Some(std::mem::replace(&mut self.at, end)..end)
    }
}

/// An aggregated record that is being made.
#[derive(Clone, Debug, Default)]
pub struct Aggregate {
    keys: Vec<u8>,
    key_numbers: BTreeMap<Box<[u8]>, u64>,
    records: Vec<u8>,
    count: u32,
}

impl Aggregate {
    /// Adds a record.
    pub fn push(&mut self, key: &[u8], data: &[u8]) {
        let next = self.key_numbers.len() as u64;
        let number = match self.key_numbers.get(key) {
            Some(number) => *number,
            None => {
                write_bytes(&mut self.keys, 1, key);
                self.key_numbers.insert(key.into(), next);
                next
            }
        };
        let bytes = varint_bytes(number) + 1 + 1 + varint_bytes(data.len() as u64) + data.len();
        write_varint(&mut self.records, 3 << 3 | BYTES);
        write_varint(&mut self.records, bytes as u64);
        write_varint(&mut self.records, 1 << 3 | VARINT);
        write_varint(&mut self.records, number);
        write_bytes(&mut self.records, 3, data);
        self.count += 1;
    }

    /// How many records there are in it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// What it takes, in bytes, if another record is added; a few more than that at most.
    pub fn bytes_with(&self, key: &[u8], data: &[u8]) -> usize {
        MAGIC.len() + self.keys.len() + self.records.len() + key.len() + data.len() + 32 + DIGEST_BYTES
    }

    /// Writes it behind `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&MAGIC);
        let start = out.len();
        out.extend_from_slice(&self.keys);
        out.extend_from_slice(&self.records);
        let digest = Md5::digest(out.get(start..).unwrap_or_default());
        out.extend_from_slice(&digest);
    }
}

fn write_bytes(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    write_varint(out, field << 3 | BYTES);
    write_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_bytes(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(records: &[(&str, &str)]) -> Vec<u8> {
        let mut aggregate = Aggregate::default();
        for (key, data) in records {
            aggregate.push(key.as_bytes(), data.as_bytes());
        }
        let mut out = Vec::new();
        aggregate.write(&mut out);
        assert!(records.is_empty() || out.len() <= aggregate.bytes_with(b"", b""));
        out
    }

    #[test]
    fn what_is_written_is_read() {
        let long = "x".repeat(40_000);
        let records = [("a", "one"), ("b", ""), ("a", long.as_str()), ("ü", "{}")];
        let record = written(&records);
        let read: Vec<_> = parts(&record)
            .unwrap_or_default()
            .into_iter()
            .map(|part| (&record[part.key], &record[part.data]))
            .collect();
        let meant: Vec<_> = records.iter().map(|(key, data)| (key.as_bytes(), data.as_bytes())).collect();
        assert_eq!(read, meant);
        assert_eq!((count(&record), count(b"{}"), count(&MAGIC)), (4, 1, 1));
    }

    #[test]
    fn the_layout_is_the_libraries() {
        // Worked out by hand: table "k", then a record of key 0 and data "d".
        let record = written(&[("k", "d")]);
        assert_eq!(record[..14], [0xF3, 0x89, 0x9A, 0xC2, 0x0A, 1, b'k', 0x1A, 5, 0x08, 0, 0x1A, 1, b'd']);
        assert_eq!(record.len(), 14 + 16);
    }

    #[test]
    fn what_is_broken_is_a_record_by_itself() {
        let record = written(&[("k", "one"), ("k", "two")]);
        for at in 0..record.len() {
            let mut broken = record.clone();
            broken[at] ^= 1;
            assert_eq!(parts(&broken), None, "byte {at}");
            assert_eq!(parts(&record[..at]), None, "cut at {at}");
        }
        // A right digest over nonsense.
        for message in [&[0x0A, 9][..], &[0x1A, 2, 0x08, 5][..], &[0x80][..], &[0x07][..]] {
            let mut record = MAGIC.to_vec();
            record.extend_from_slice(message);
            record.extend_from_slice(&Md5::digest(message));
            assert_eq!(parts(&record), None, "{message:?}");
        }
    }
}
