//! Aggregations: what is computed over all hits.
//!
//! A tree of buckets: each aggregation divides the documents that it is given,
//! and its own aggregations run over each part. Counts are exact, also where
//! OpenSearch's are approximate over several shards.

mod buckets;
mod intervals;
mod metrics;
mod read;

pub use read::parse;

use crate::columns::Values;
use crate::evaluate::{Corpus, Found};
use crate::problem::{self, Trouble};
use crate::query::Query;
use crate::schema::FieldInfo;
use intervals::Interval;
use serde_json::{Map, Value};
use std::cell::Cell;

/// One answer holds at most so many buckets; `search.max_buckets` in OpenSearch.
pub const BUCKETS_MAX: u64 = 65_535;

/// An aggregation with its name.
#[derive(Clone, Debug)]
pub struct Aggregation {
    /// The name that the request gave it.
    pub name: String,
    /// What it computes.
    pub kind: Kind,
    /// What is computed over each of its buckets.
    pub inside: Vec<Aggregation>,
}

/// A field, or a name that no document can have.
pub type Target = Option<FieldInfo>;

/// What an aggregation computes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number over all values.
    Metric(Metric, Target),
    /// A bucket for each value.
    Terms(Target, TermsOptions),
    /// A bucket for each interval.
    Histogram(Target, Interval, HistogramOptions),
    /// A bucket for each range.
    Ranges(Target, Vec<RangeBucket>, bool),
    /// One bucket, of those that a query finds.
    Filter(Query),
    /// A bucket for each query.
    Filters(Vec<(Option<String>, Query)>),
    /// One bucket, of those without a value.
    Missing(Target),
    /// One bucket, of all documents.
    Global,
}

/// Numbers over all values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The mean; null without values.
    Avg,
    /// The sum; 0 without values.
    Sum,
    /// The least; null without values.
    Min,
    /// The greatest; null without values.
    Max,
    /// How many values there are.
    ValueCount,
    /// How many different values there are.
    Cardinality,
    /// Count, least, greatest, mean and sum.
    Stats,
}

/// How `terms` chooses its buckets.
#[derive(Clone, Debug)]
pub struct TermsOptions {
    /// At most so many buckets.
    pub size: usize,
    /// Buckets of fewer documents are left out.
    pub min_doc_count: u64,
    /// What to order by: a key, `true` for descending.
    pub order: Vec<(Order, bool)>,
    /// The value of documents without one.
    pub missing: Option<crate::columns::Key>,
    /// A pattern with `*` that keys must fit.
    pub include: Option<String>,
    /// A pattern with `*` that keys must not fit.
    pub exclude: Option<String>,
}

/// What buckets are ordered by.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// How many documents are in them.
    Count,
    /// Their keys.
    Key,
    /// The value of an aggregation inside them, and of which of its numbers.
    Inside(String, Option<String>),
}

/// How a histogram is answered.
#[derive(Clone, Debug)]
pub struct HistogramOptions {
    /// Buckets of fewer documents are left out; with 0, gaps are filled.
    pub min_doc_count: u64,
    /// The pattern of `key_as_string`, for dates.
    pub format: Option<String>,
    /// The zone of `key_as_string`: its text, and its offset from UTC in milliseconds.
    pub zone: Option<(String, i64)>,
    /// Whether buckets are answered by key.
    pub keyed: bool,
    /// Buckets reach at least from the one to the other.
    pub extended: Option<(f64, f64)>,
}

/// A bucket of a `range`.
#[derive(Clone, Debug)]
pub struct RangeBucket {
    /// Its name.
    pub key: String,
    /// Its lower end, inside.
    pub from: Option<f64>,
    /// Its upper end, outside.
    pub to: Option<f64>,
}

/// Documents, by segment.
type Docs = Vec<Vec<u32>>;

/// Runs aggregations over what was found; `None` if there are none.
pub fn run(corpus: &Corpus<'_>, aggregations: &[Aggregation], found: &Found) -> Result<Option<Value>, Trouble> {
    if aggregations.is_empty() {
        return Ok(None);
    }
    let docs: Docs = found.iter().map(|matches| matches.iter().map(|(doc, _)| *doc).collect()).collect();
    let run = Run { corpus, all: docs.clone(), buckets: Cell::new(0) };
    run.each(aggregations, &docs).map(|answers| Some(Value::Object(answers)))
}

/// What one run of aggregations shares.
struct Run<'a> {
    corpus: &'a Corpus<'a>,
    all: Docs,
    buckets: Cell<u64>,
}

impl Run<'_> {
    /// Runs several over the same documents.
    fn each(&self, aggregations: &[Aggregation], docs: &Docs) -> Result<Map<String, Value>, Trouble> {
        let mut answers = Map::new();
        for aggregation in aggregations {
            answers.insert(aggregation.name.clone(), self.one(aggregation, docs)?);
        }
        Ok(answers)
    }

    fn one(&self, aggregation: &Aggregation, docs: &Docs) -> Result<Value, Trouble> {
        let inside = &aggregation.inside;
        match &aggregation.kind {
            Kind::Metric(metric, target) => metrics::run(self, *metric, target, docs),
            Kind::Terms(target, options) => buckets::terms(self, target, options, inside, docs),
            Kind::Histogram(target, interval, options) => {
                buckets::histogram(self, target, interval, options, inside, docs)
            }
            Kind::Ranges(target, ranges, keyed) => buckets::ranges(self, target, ranges, *keyed, inside, docs),
            Kind::Filter(query) => {
                let docs = self.within(query, docs)?;
                self.bucket(Map::new(), &docs, inside)
            }
            Kind::Filters(filters) => buckets::filters(self, filters, inside, docs),
            Kind::Missing(target) => {
                let mut without = Docs::new();
                for (segment, docs) in self.corpus.segments.iter().zip(docs) {
                    let values = match target {
                        Some(info) => Values::open(segment, info)?,
                        None => Values::None,
                    };
                    without.push(docs.iter().copied().filter(|doc| !values.has(*doc)).collect());
                }
                self.bucket(Map::new(), &without, inside)
            }
            Kind::Global => self.bucket(Map::new(), &self.all, inside),
        }
    }

    /// Those of the documents that a query finds.
    fn within(&self, query: &Query, docs: &Docs) -> Result<Docs, Trouble> {
        let found = self.corpus.evaluate(query)?;
        let both = docs.iter().zip(&found).map(|(docs, matches)| {
            let docs = crate::matches::flat(docs.iter().copied(), 0.0);
            crate::matches::both(&docs, matches).into_iter().map(|(doc, _)| doc).collect()
        });
        Ok(both.collect())
    }

    /// A bucket: what its key is called, how many documents are in it, and what is computed over them.
    fn bucket(&self, mut shown: Map<String, Value>, docs: &Docs, inside: &[Aggregation]) -> Result<Value, Trouble> {
        self.buckets.set(self.buckets.get() + 1);
        if self.buckets.get() > BUCKETS_MAX {
            return Err(problem::buckets(BUCKETS_MAX).into());
        }
        shown.insert("doc_count".to_owned(), Value::from(count(docs)));
        shown.extend(self.each(inside, docs)?);
        Ok(Value::Object(shown))
    }

    fn nothing(&self) -> Docs {
        self.corpus.segments.iter().map(|_| Vec::new()).collect()
    }
}

fn count(docs: &Docs) -> u64 {
    docs.iter().map(|docs| docs.len() as u64).sum()
}
