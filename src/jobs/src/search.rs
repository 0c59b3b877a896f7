//! Full-text search: what may be asked of the search engine.
//!
//! An index is a list of immutable segments. A segment is a content of JSON
//! lines, one document a line: `{"_id": "...", "_source": {...}}`. The engine
//! builds its own structure for a segment when it first meets it and may forget
//! it at any time: the segment's content is the truth.

use crate::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A job for the search engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Find, rank, highlight, aggregate.
    Search(Search),
    /// Count what matches.
    Count(Search),
}

/// A search over an index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// The index's name, for `_index` in hits.
    pub index: String,
    /// The fields and their types.
    pub mapping: BTreeMap<String, FieldType>,
    /// The segments that this search may see, oldest first.
    pub segments: Vec<Segment>,
    /// The request's body, in OpenSearch's query language.
    pub body: Value,
    /// What `now` means in it, in milliseconds since 1970. 0 where the body does not say `now`, so that
    /// equal searches are equal jobs.
    #[serde(default)]
    pub now_epoch_ms: i64,
}

/// Documents that no longer change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The JSON lines.
    pub content: Digest,
    /// Their length in bytes.
    pub bytes: u64,
    /// Lines (from 0) that a later write replaced or deleted; sorted.
    pub deleted: Vec<u32>,
}

/// How a field is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Analysed text, with a `keyword` beside it.
    Text,
    /// One term.
    Keyword,
    /// A whole number.
    Long,
    /// A floating-point number.
    Double,
    /// `true` or `false`.
    Boolean,
    /// An instant, in ISO 8601 or milliseconds since 1970.
    Date,
}

/// What the search engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The body of a `_search` or `_count` response, without `took`; or what is wrong with the query.
    Found(Result<Value, Problem>),
}

/// What is wrong with a query, in OpenSearch's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `parsing_exception`, `query_shard_exception`, …
    pub kind: String,
    /// For people.
    pub reason: String,
    /// Line and column in the request's body, from 1.
    pub position: Option<(u32, u32)>,
    /// Whether it showed only when the query met an index: OpenSearch then says it for each shard.
    #[serde(default)]
    pub on_shard: bool,
}

impl Request {
    /// The contents that the job reads.
    pub fn contents(&self) -> Vec<Digest> {
        let (Self::Search(search) | Self::Count(search)) = self;
        search.segments.iter().map(|segment| segment.content).collect()
    }
}
