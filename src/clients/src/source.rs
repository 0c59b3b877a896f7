//! The one seam to where records come from: record n of a source, its members' names, and a member of it as text.

use crate::clicks;
use crate::file::{FileRecords, field_of};
use crate::flights::{self, Flights};
use crate::settings::SourceName;
use crate::tickers;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Characters of a partition key. Source: Kinesis's API, PutRecords.
const KEY_CHARS_MAX: usize = 256;
const RANDOM_KEY_LANE: u64 = 0;

/// What records come from. The flights are no part of a run: all states of it share one cell.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub(crate) flights: Arc<OnceLock<Flights>>,
    pub(crate) files: BTreeMap<Arc<str>, Arc<FileRecords>>,
}

/// When a record was made and when it is sent, in milliseconds since 1970: a held back one is sent later.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// Made.
    pub made_ms: u64,
    /// Sent.
    pub sent_ms: u64,
}

/// A source that is there.
pub enum Source<'a> {
    Flights(&'a Flights),
    Clicks,
    Tickers,
    File(&'a FileRecords),
}

impl Data {
    /// The source of that name, if it has been given.
    pub fn source(&self, name: &SourceName) -> Option<Source<'_>> {
        match name {
            SourceName::Flights => self.flights.get().map(Source::Flights),
            SourceName::Clicks => Some(Source::Clicks),
            SourceName::Tickers => Some(Source::Tickers),
            SourceName::File(name) => self.files.get(name).map(|records| Source::File(records)),
        }
    }

    /// The members of its records; `None` if a file has not been given.
    pub fn fields(&self, name: &SourceName) -> Option<Vec<String>> {
        let owned = |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect();
        match name {
            SourceName::Flights => Some(owned(&flights::FIELDS)),
            SourceName::Clicks => Some(owned(&clicks::FIELDS)),
            SourceName::Tickers => Some(owned(&tickers::FIELDS)),
            SourceName::File(name) => self.files.get(name).map(|records| records.fields().to_vec()),
        }
    }
}

/// Which member is the partition key.
pub enum Key<'a> {
    /// None: a random key for each record.
    Random,
    /// One of the source's fixed members.
    Member(usize),
    /// A member of a file's records.
    Named(&'a str),
}

impl Source<'_> {
    /// Where a lap ends; what is made up has no end.
    pub fn lap_records(&self) -> Option<u64> {
        match self {
            Self::Flights(flights) => Some(flights.len()),
            Self::Clicks | Self::Tickers => None,
            Self::File(records) => Some(records.len()),
        }
    }

    /// How to find the key of each record.
    pub fn key<'k>(&self, field: &'k str) -> Key<'k> {
        let at = |fields: &[&str]| fields.iter().position(|name| *name == field).map_or(Key::Random, Key::Member);
        match self {
            _ if field.is_empty() => Key::Random,
            Self::Flights(_) => at(&flights::FIELDS),
            Self::Clicks => at(&clicks::FIELDS),
            Self::Tickers => at(&tickers::FIELDS),
            Self::File(_) => Key::Named(field),
        }
    }

    /// Writes the partition key of record `position`: 1 to 256 characters. Where a record lacks the member, a random key.
    pub fn write_key(&self, key: &Key<'_>, seed: u64, position: u64, when: When, out: &mut Vec<u8>) {
        let start = out.len();
        match (self, key) {
            (Self::Flights(flights), Key::Member(field)) => flights.write_field(position, *field, out),
            (Self::Clicks, Key::Member(field)) => clicks::write_field(seed, position, when, *field, out),
            (Self::Tickers, Key::Member(field)) => tickers::write_field(seed, position, *field, out),
            (Self::File(records), Key::Named(field)) => {
                if let Some(value) = field_of(records.record(position), field) {
                    let end = value.char_indices().nth(KEY_CHARS_MAX).map_or(value.len(), |(at, _)| at);
                    out.extend_from_slice(value.get(..end).unwrap_or_default().as_bytes());
                }
            }
            _ => {}
        }
        if out.len() == start {
            let bits = clicks::bits(seed, position, RANDOM_KEY_LANE);
            out.extend((0..16).map(|digit| b"0123456789abcdef"[(bits >> (60 - 4 * digit) & 15) as usize]));
        }
    }

    /// Writes record `position` as JSON in one line.
    pub fn write(&self, seed: u64, position: u64, when: When, out: &mut Vec<u8>) {
        match self {
            Self::Flights(flights) => flights.write(position, out),
            Self::Clicks => clicks::write(seed, position, when, out),
            Self::Tickers => tickers::write(seed, position, out),
            Self::File(records) => out.extend_from_slice(records.record(position)),
        }
    }
}
