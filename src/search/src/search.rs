//! A search from its request to its answer.

use crate::aggregate;
use crate::evaluate::{Corpus, Found};
use crate::highlight::Marks;
use crate::matches;
use crate::parse::Context;
use crate::problem::Trouble;
use crate::query::Query;
use crate::request::{self, Request, Total};
use crate::score::rounded;
use crate::sort::{self, By, SortKey, SortValue};
use jobs::search::Search;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// The body of a `_search` response, without `took`.
pub fn search(corpus: &Corpus<'_>, job: &Search) -> Result<Value, Trouble> {
    let context = Context { schema: corpus.schema, now_ms: job.now_epoch_ms };
    let request = request::search(&context, &job.body)?;
    let mut found = alive(corpus, job, &request.query)?;
    for (_, score) in found.iter_mut().flatten() {
        *score = rounded(*score);
    }
    if let Some(least) = request.score_min {
        found.iter_mut().for_each(|matches| matches.retain(|(_, score)| *score >= least));
    }
    let aggregations = aggregate::run(corpus, &request.aggregations, &found)?;
    if let Some(filter) = &request.post_filter {
        let filter = corpus.evaluate(filter)?;
        for (matches, filter) in found.iter_mut().zip(&filter) {
            let kept = matches::both(matches, &matches::flat(filter.iter().map(|(doc, _)| *doc), 0.0));
            *matches = kept;
        }
    }
    let mut answer = json!({
        "timed_out": false,
        "_shards": shards(),
        "hits": hits(corpus, job, &request, &found)?,
    });
    if let (Some(aggregations), Some(members)) = (aggregations, answer.as_object_mut()) {
        members.insert("aggregations".to_owned(), aggregations);
    }
    Ok(answer)
}

/// The body of a `_count` response.
pub fn count(corpus: &Corpus<'_>, job: &Search) -> Result<Value, Trouble> {
    let context = Context { schema: corpus.schema, now_ms: job.now_epoch_ms };
    let query = request::count_query(&context, &job.body)?;
    let found = alive(corpus, job, &query)?;
    let count: usize = found.iter().map(Vec::len).sum();
    Ok(json!({"count": count, "_shards": shards()}))
}

/// The engine knows one shard; a service that speaks of more says so itself.
fn shards() -> Value {
    json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0})
}

/// What matches and is a document that is not deleted.
fn alive(corpus: &Corpus<'_>, job: &Search, query: &Query) -> Result<Found, Trouble> {
    let found = corpus.evaluate(query)?;
    let segments = corpus.segments.iter().zip(&job.segments);
    let alive = found.into_iter().zip(segments).map(|(matches, (segment, named))| {
        let matches = matches::without(matches, &matches::flat(named.deleted.iter().copied(), 0.0));
        matches::without(matches, &matches::flat(segment.void().iter().copied(), 0.0))
    });
    Ok(alive.collect())
}

/// A hit on its way into the answer.
struct Hit {
    segment: usize,
    doc: u32,
    score: f64,
    values: Vec<SortValue>,
}

fn hits(corpus: &Corpus<'_>, job: &Search, request: &Request, found: &Found) -> Result<Value, Trouble> {
    let count: u64 = found.iter().map(|matches| matches.len() as u64).sum();
    let mut hits = Map::new();
    match request.total {
        Total::Untold => {}
        Total::UpTo(most) if count > most => {
            hits.insert("total".to_owned(), json!({"value": most, "relation": "gte"}));
        }
        Total::UpTo(_) | Total::Exact => {
            hits.insert("total".to_owned(), json!({"value": count, "relation": "eq"}));
        }
    }
    let by_score = request.sort.first().is_none_or(|key| key.by == By::Score);
    let scored = by_score || request.track_scores || request.sort.iter().any(|key| key.by == By::Score);
    let best = found
        .iter()
        .flatten()
        .map(|(_, score)| *score)
        .fold(None, |best: Option<f64>, score| Some(best.map_or(score, |best| best.max(score))));
    let best = best.filter(|_| scored && request.size > 0);
    hits.insert("max_score".to_owned(), best.map_or(Value::Null, Value::from));
    let marks = Marks::of_query(&request.query);
    let mut shown = Vec::new();
    for hit in page(corpus, request, found)? {
        shown.push(show(corpus, job, request, &marks, &hit, scored)?);
    }
    hits.insert("hits".to_owned(), Value::Array(shown));
    Ok(Value::Object(hits))
}

/// The hits to answer, in order.
fn page(corpus: &Corpus<'_>, request: &Request, found: &Found) -> Result<Vec<Hit>, Trouble> {
    if request.size == 0 {
        return Ok(Vec::new());
    }
    let after = match &request.search_after {
        Some(values) => {
            let read = request.sort.iter().zip(values).map(|(key, value)| key.read(value));
            Some(read.collect::<Result<Vec<SortValue>, _>>()?)
        }
        None => None,
    };
    let mut hits = Vec::new();
    let mut place = 0;
    for (number, (segment, matches)) in corpus.segments.iter().zip(found).enumerate() {
        let columns: Result<Vec<_>, Trouble> = request.sort.iter().map(|key| key.open(segment)).collect();
        let columns = columns?;
        for (doc, score) in matches {
            let value = |(key, column): (&SortKey, _)| key.value(column, *doc, place + u64::from(*doc), *score);
            let values: Result<Vec<SortValue>, Trouble> = request.sort.iter().zip(&columns).map(value).collect();
            hits.push(Hit { segment: number, doc: *doc, score: *score, values: values? });
        }
        place += u64::from(segment.lines());
    }
    if let Some(after) = &after {
        hits.retain(|hit| sort::compare(&request.sort, &hit.values, after).is_gt());
    }
    // The sort is stable and the hits stand in the order of segments and lines, which breaks all ties.
    hits.sort_by(|left, right| order(request, left, right));
    let from = usize::try_from(request.from).unwrap_or(usize::MAX);
    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    Ok(hits.into_iter().skip(from).take(size).collect())
}

fn order(request: &Request, left: &Hit, right: &Hit) -> Ordering {
    if request.sort.is_empty() {
        return right.score.total_cmp(&left.score);
    }
    sort::compare(&request.sort, &left.values, &right.values)
}

fn show(
    corpus: &Corpus<'_>,
    job: &Search,
    request: &Request,
    marks: &Marks,
    hit: &Hit,
    scored: bool,
) -> Result<Value, Trouble> {
    let document = corpus.segments.get(hit.segment).and_then(|segment| segment.document(hit.doc));
    let document = document.ok_or_else(|| Trouble::Broken("a hit in a line that is no document".into()))?;
    let score = if scored { Value::from(hit.score) } else { Value::Null };
    let mut shown = Map::new();
    shown.insert("_index".to_owned(), Value::from(job.index.clone()));
    shown.insert("_id".to_owned(), Value::from(document.id));
    shown.insert("_score".to_owned(), score);
    if let Some(highlight) = &request.highlight {
        let highlighted = highlight.apply(corpus.schema, marks, &document.source);
        if !highlighted.is_empty() {
            shown.insert("highlight".to_owned(), Value::Object(highlighted));
        }
    }
    if let Some(source) = request.source.apply(document.source) {
        shown.insert("_source".to_owned(), source);
    }
    if !request.sort.is_empty() {
        let values = hit.values.iter().map(|value| value.as_ref().map_or(Value::Null, |key| key.json()));
        shown.insert("sort".to_owned(), values.collect());
    }
    Ok(Value::Object(shown))
}
