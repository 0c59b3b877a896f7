//! `_search` and `_count`: from a request to a job, and from the job's answer to a response.

use super::{Answer, Parts, Server};
use crate::Event;
use crate::failure::{Failure, illegal};
use crate::limits::{SEARCH_DOCUMENTS_PER_MS, SEARCH_MS, SEARCH_SPREAD_MS};
use crate::state::{OpenSearch, Search};
use api::opensearch::{HttpOutput, Response as Responses};
use bytes::Bytes;
use jobs::Digest;
use jobs::search::{Problem, Segment};
use serde_json::{Map, Value, json};
use service::{Ctx, Ticket};
use sim::JobId;
use std::sync::Arc;

/// A search that is to be handed to an engine.
pub(crate) struct Submission {
    index: Arc<str>,
    index_uuid: String,
    shards: u32,
    took_ms: Option<u64>,
    contents: Vec<(Digest, Bytes)>,
    job: jobs::search::Request,
}

/// Parameters that mean what members of the body mean.
const IN_URI: &[&str] =
    &["from", "size", "sort", "q", "df", "default_operator", "_source", "track_total_hits", "lenient"];

impl Server<'_, '_> {
    pub(super) fn search(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        let mut known = IN_URI.to_vec();
        known.extend(["ignore_unavailable", "allow_no_indices", "request_cache", "preference", "search_type"]);
        parts.params.only(&format!("/{names}/_search"), &known)?;
        let body = self.body(parts)?;
        let Some(name) = self.one_index(names)? else { return Answer::ok(empty()) };
        self.domain.last_search = Some(self.ctx.now());
        self.ctx.metric("AWS/ES", "SearchRate", ("DomainName", &self.name), 1.0);
        let documents = self.index(&name)?.visible();
        let took_ms = SEARCH_MS + documents / SEARCH_DOCUMENTS_PER_MS + self.ctx.draw_below("took", SEARCH_SPREAD_MS);
        self.ctx.metric("AWS/ES", "SearchLatency", ("DomainName", &self.name), took_ms as f64);
        self.submission(name, body, Some(took_ms))
    }

    pub(super) fn count(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{names}/_count"), &["q", "df", "default_operator", "lenient"])?;
        let body = self.body(parts)?;
        let Some(name) = self.one_index(names)? else {
            return Answer::ok(json!({"count": 0, "_shards": shards(0)}));
        };
        self.domain.last_search = Some(self.ctx.now());
        self.submission(name, body, None)
    }

    /// The one index that names mean; `None` if a pattern means none.
    fn one_index(&self, names: &str) -> Result<Option<Arc<str>>, Failure> {
        let mut found = self.resolve(names)?;
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => {
                let names: Vec<&str> = found.iter().map(|name| &**name).collect();
                Err(illegal(format!(
                    "a search over several indices [{}] is not modelled here; name one of them",
                    names.join(",")
                )))
            }
        }
    }

    fn body(&self, parts: &Parts<'_>) -> Result<Value, Failure> {
        let mut body = match parts.json()? {
            None => Map::new(),
            Some(Value::Object(members)) => members,
            Some(_) => {
                let reason = "Expected [START_OBJECT] but found another token";
                return Err(Failure::new(400, "parsing_exception", reason));
            }
        };
        if let Some(text) = parts.params.get("q") {
            let mut query = json!({"query": text});
            for (from, to) in
                [("df", "default_field"), ("default_operator", "default_operator"), ("lenient", "lenient")]
            {
                if let (Some(value), Some(members)) = (parts.params.get(from), query.as_object_mut()) {
                    members.insert(to.into(), json!(value));
                }
            }
            body.insert("query".into(), json!({"query_string": query}));
        }
        for name in ["from", "size"] {
            if let Some(number) = parts.params.number(name)? {
                body.insert(name.into(), json!(number));
            }
        }
        if let Some(sort) = parts.params.get("sort") {
            let keys = sort.split(',').map(|key| match key.split_once(':') {
                Some((field, order)) => json!({field: order}),
                None => json!(key),
            });
            body.insert("sort".into(), keys.collect());
        }
        for name in ["_source", "track_total_hits"] {
            if let Some(text) = parts.params.get(name) {
                let value = match text {
                    "true" => json!(true),
                    "false" => json!(false),
                    list => list
                        .split(',')
                        .map(|item| item.parse::<u64>().map_or_else(|_| json!(item), |number| json!(number)))
                        .collect(),
                };
                let value = match value {
                    Value::Array(mut items) if name == "track_total_hits" && items.len() == 1 => items.remove(0),
                    other => other,
                };
                body.insert(name.into(), value);
            }
        }
        Ok(Value::Object(body))
    }

    fn submission(&self, name: Arc<str>, body: Value, took_ms: Option<u64>) -> Result<Answer, Failure> {
        let index = self.index(&name)?;
        let named = index.segments.iter().map(|segment| Segment {
            content: segment.content().0,
            bytes: segment.bytes(),
            deleted: segment.deleted.iter().copied().collect(),
        });
        // Equal searches are equal jobs, unless they ask for the time.
        let says_now = body.to_string().contains("now");
        let search = jobs::search::Search {
            index: name.to_string(),
            mapping: index.mapping.for_engine(),
            segments: named.collect(),
            body,
            now_epoch_ms: if says_now { self.ctx.date().0 as i64 } else { 0 },
        };
        let job = match took_ms {
            Some(_) => jobs::search::Request::Search(search),
            None => jobs::search::Request::Count(search),
        };
        Ok(Answer::Later(Submission {
            index_uuid: index.uuid.clone(),
            shards: index.shards,
            contents: index.segments.iter().map(|segment| segment.content().clone()).collect(),
            index: name,
            took_ms,
            job,
        }))
    }
}

fn shards(count: u32) -> Value {
    json!({"total": count, "successful": count, "skipped": 0, "failed": 0})
}

/// The answer where there is nothing to search.
fn empty() -> Value {
    json!({"took": 1, "timed_out": false, "_shards": shards(0),
        "hits": {"total": {"value": 0, "relation": "eq"}, "max_score": 0.0, "hits": []}})
}

impl OpenSearch {
    /// Hands a search to an engine. It is answered at the same instant: the clock stands until then.
    pub(crate) fn submit(
        &mut self,
        domain: Arc<str>,
        submission: Submission,
        ticket: Ticket,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Submission { index, index_uuid, shards, took_ms, contents, job } = submission;
        for (digest, content) in &contents {
            ctx.keep_as(*digest, content);
        }
        let job = ctx.job(0, jobs::Request::Search(job));
        self.searches.insert(job, Search { ticket, domain, index, index_uuid, shards, took_ms });
    }

    /// An engine has answered.
    pub(crate) fn search_answered(
        &mut self,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some(search) = self.searches.remove(&job) else { return };
        let result = match answer {
            Ok(jobs::Answer::Search(jobs::search::Answer::Found(Ok(body)))) => Ok(response(&search, body.clone())),
            Ok(jobs::Answer::Search(jobs::search::Answer::Found(Err(problem)))) => Err(refusal(&search, problem)),
            Ok(jobs::Answer::Lake(_)) => Err(broken("the answer is another engine's")),
            Err(failure) => Err(broken(&failure.reason)),
        };
        let output = match result {
            Ok(body) => HttpOutput { status_code: 200, body },
            Err(failure) => HttpOutput { status_code: failure.status, body: failure.body() },
        };
        ctx.metric("AWS/ES", crate::http::status_metric(output.status_code), ("DomainName", &search.domain), 1.0);
        ctx.complete(search.ticket, Ok(api::Response::OpenSearch(Responses::Http(output))));
    }
}

/// The engine's answer with what only the domain knows.
fn response(search: &Search, mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.insert("_shards".into(), shards(search.shards));
        if let Some(took_ms) = search.took_ms {
            members.insert("took".into(), json!(took_ms));
        }
    }
    body
}

/// A search without an engine.
fn broken(reason: &str) -> Failure {
    Failure::new(503, "search_phase_execution_exception", "all shards failed")
        .with("phase", "query")
        .with("grouped", true)
        .with("failed_shards", Value::Array(Vec::new()))
        .caused_by("no_shard_available_action_exception", reason)
}

/// What is wrong with a query, as OpenSearch says it: on its own, or as the failure of each shard.
fn refusal(search: &Search, problem: &Problem) -> Failure {
    if !problem.on_shard {
        let mut failure = Failure::new(400, &problem.kind, problem.reason.clone());
        if let Some((line, column)) = problem.position {
            failure = failure.with("line", line).with("col", column);
        }
        return failure;
    }
    let reason = json!({"type": problem.kind, "reason": problem.reason, "index": *search.index, "index_uuid": search.index_uuid});
    let mut failure = Failure::new(400, "search_phase_execution_exception", "all shards failed")
        .with("phase", "query")
        .with("grouped", true)
        .with("failed_shards", json!([{"shard": 0, "index": *search.index, "reason": reason}]))
        .caused_by(&problem.kind, problem.reason.clone());
    failure.root = Some(reason);
    failure
}
