//! The engine: contents, and the indexes that were built of them.

use crate::evaluate::Corpus;
use crate::problem::{self, Trouble};
use crate::schema::Schema;
use crate::segment::Segment;
use bytes::Bytes;
use jobs::search::{Answer, FieldType, Problem, Request, Search};
use jobs::{Digest, Failure};
use std::collections::BTreeMap;
use std::sync::Arc;

type Mapping = BTreeMap<String, FieldType>;

/// Holds contents and answers searches over them.
#[derive(Default)]
pub struct Engine {
    contents: BTreeMap<Digest, Bytes>,
    indexes: BTreeMap<Digest, Index>,
}

/// The index of one content; rebuilt when the mapping has changed.
struct Index {
    mapping: Arc<Mapping>,
    segment: Segment,
}

impl Engine {
    /// An engine without contents.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a segment's content: JSON lines `{"_id": …, "_source": {…}}`. Costs nothing until it is searched.
    pub fn put(&mut self, digest: Digest, content: Bytes) {
        self.contents.insert(digest, content);
    }

    /// Whether a content is here.
    pub fn has(&self, digest: Digest) -> bool {
        self.contents.contains_key(&digest)
    }

    /// Drops a content and its index.
    pub fn forget(&mut self, digest: Digest) {
        self.contents.remove(&digest);
        self.indexes.remove(&digest);
    }

    /// Answers a search or a count. What is wrong with the query is part of the answer.
    ///
    /// # Errors
    /// A content that was not put, or a fault of the engine.
    pub fn run(&mut self, request: &Request) -> Result<Answer, Failure> {
        let (Request::Search(job) | Request::Count(job)) = request;
        match self.answer(request, job) {
            Ok(body) => Ok(Answer::Found(Ok(body))),
            Err(Trouble::Problem(problem)) => Ok(Answer::Found(Err(problem))),
            Err(Trouble::Broken(reason)) => Err(Failure { reason }),
        }
    }

    fn answer(&mut self, request: &Request, job: &Search) -> Result<serde_json::Value, Trouble> {
        check_names(&job.mapping)?;
        let schema = Schema::new(&job.mapping);
        self.build(job, &schema)?;
        let built = |content| self.indexes.get(content).map(|index| &index.segment);
        let segments = job.segments.iter().filter_map(|segment| built(&segment.content)).collect();
        let corpus = Corpus { segments, schema: &schema };
        match request {
            Request::Search(_) => crate::search::search(&corpus, job),
            Request::Count(_) => crate::search::count(&corpus, job),
        }
    }

    /// Builds the indexes that are missing or were built for another mapping.
    fn build(&mut self, job: &Search, schema: &Schema) -> Result<(), Trouble> {
        let mut mapping: Option<Arc<Mapping>> = None;
        for segment in &job.segments {
            if self.indexes.get(&segment.content).is_some_and(|index| *index.mapping == job.mapping) {
                continue;
            }
            let Some(content) = self.contents.get(&segment.content) else {
                return Err(Trouble::Broken(format!("content '{}' was not put", segment.content)));
            };
            let mapping = mapping.get_or_insert_with(|| Arc::new(job.mapping.clone())).clone();
            let segment_index = Segment::build(content.clone(), schema)?;
            self.indexes.insert(segment.content, Index { mapping, segment: segment_index });
        }
        Ok(())
    }
}

/// More fields than this are refused; `index.mapping.total_fields.limit` in OpenSearch.
const FIELDS_MAX: usize = 1_000;

fn check_names(mapping: &Mapping) -> Result<(), Problem> {
    if mapping.len() > FIELDS_MAX {
        return Err(problem::illegal(format!("Limit of total fields [{FIELDS_MAX}] has been exceeded")));
    }
    Ok(())
}
