//! A domain's own HTTP interface: from a method and a path to what it asks for.

mod bulk;
mod cat;
mod documents;
mod indices;
mod params;
mod search;

use crate::Event;
use crate::domains;
use crate::failure::{Failure, illegal, no_json};
use crate::state::{Domain, OpenSearch, Phase};
use api::AwsError;
use api::opensearch::{Http, HttpOutput};
use params::Params;
use serde_json::{Value, json};
use service::{Caller, Ctx, Note, Reply};
use sim::Time;
use std::sync::Arc;

/// The IAM action for a method; `es:ESHttpGet` for one that there is not.
pub fn action(method: &str) -> &'static str {
    match method {
        "HEAD" => "es:ESHttpHead",
        "POST" => "es:ESHttpPost",
        "PUT" => "es:ESHttpPut",
        "DELETE" => "es:ESHttpDelete",
        "PATCH" => "es:ESHttpPatch",
        _ => "es:ESHttpGet",
    }
}

/// The path without what follows `?`, and with one `/` at its beginning.
pub fn path_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    format!("/{}", path.trim_start_matches('/'))
}

/// Whether a request changes nothing.
pub fn reads_only(request: &Http) -> bool {
    let path = path_of(&request.path);
    let asks = path.ends_with("/_search") || path.ends_with("/_count");
    matches!(request.method.as_str(), "GET" | "HEAD") || (request.method == "POST" && asks)
}

/// CloudWatch's name for responses of this status.
pub(crate) fn status_metric(status: u16) -> &'static str {
    match status {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

/// A request, taken apart.
pub(crate) struct Parts<'a> {
    method: &'a str,
    /// The names between the slashes.
    path: Vec<String>,
    params: Params,
    body: &'a bytes::Bytes,
}

impl Parts<'_> {
    /// The body as JSON; `None` if there is none.
    fn json(&self) -> Result<Option<Value>, Failure> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        serde_json::from_slice(self.body).map(Some).map_err(|error| no_json(&error))
    }
}

/// What a route comes to.
pub(crate) enum Answer {
    /// At once.
    Now(u16, Value),
    /// When an engine has run this search.
    Later(search::Submission),
}

impl Answer {
    fn ok(body: Value) -> Result<Self, Failure> {
        Ok(Self::Now(200, body))
    }
}

/// A domain, and what is around it while it serves.
pub(crate) struct Server<'a, 'c> {
    pub(crate) name: Arc<str>,
    pub(crate) domain: &'a mut Domain,
    pub(crate) generations: &'a mut u64,
    pub(crate) ctx: &'a mut Ctx<'c, Event>,
}

impl OpenSearch {
    /// Serves a request to a domain.
    pub(crate) fn http(
        &mut self,
        caller: &Caller,
        request: &Http,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<HttpOutput>, AwsError> {
        let name: Arc<str> = request.domain_name.as_str().into();
        let Some(domain) = self.domains.get_mut(&name) else { return Err(domains::no_such_domain(&name)) };
        if domain.phase != Phase::Active {
            let host = domains::endpoint(&name, domain);
            let message = format!("Could not connect to the endpoint URL: \"https://{host}{}\"", request.path);
            return Err(AwsError::new("EndpointConnectionError", message).with_status(503));
        }
        let bytes_max = domain.payload_bytes_max();
        if request.body.0.len() > bytes_max {
            let body = json!({"Message": format!("Request size exceeded {bytes_max} bytes")});
            return Ok(Reply::Now(HttpOutput { status_code: 413, body }));
        }
        let mut server = Server { name: name.clone(), domain, generations: &mut self.generations, ctx };
        let answer = server.serve(request).unwrap_or_else(|failure| Answer::Now(failure.status, failure.body()));
        match answer {
            Answer::Now(status_code, body) => {
                let body = if request.method == "HEAD" { Value::Null } else { body };
                ctx.metric("AWS/ES", status_metric(status_code), ("DomainName", &name), 1.0);
                Ok(Reply::Now(HttpOutput { status_code, body }))
            }
            Answer::Later(submission) => {
                self.submit(name, submission, caller.ticket, ctx);
                Ok(Reply::Later(caller.ticket))
            }
        }
    }

    /// The time for an index to show what has changed.
    pub(crate) fn refresh_due(&mut self, domain: &str, name: &str, generation: u64, ctx: &mut Ctx<'_, Event>) {
        let index = self.domains.get_mut(domain).and_then(|domain| domain.indices.get_mut(name));
        let index = index.filter(|index| index.generation == generation && index.refresh_due == Some(ctx.now()));
        let Some(index) = index else { return };
        if index.refresh(ctx.now()) {
            let note = Note::info("opensearch-refreshed").with("domain", domain).with("index", name);
            ctx.note(note.with("documents", index.visible()));
        }
    }
}

impl Server<'_, '_> {
    fn serve(&mut self, request: &Http) -> Result<Answer, Failure> {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let path: Option<Vec<String>> = path.split('/').filter(|name| !name.is_empty()).map(params::decoded).collect();
        let Some(path) = path else {
            return Err(illegal(format!("partial escape sequence at end of string: {}", request.path)));
        };
        let params = Params::parse(query)?;
        let parts = Parts { method: &request.method, path, params, body: &request.body.0 };
        self.route(&parts)
    }

    fn route(&mut self, parts: &Parts<'_>) -> Result<Answer, Failure> {
        let names: Vec<&str> = parts.path.iter().map(String::as_str).collect();
        match (parts.method, names.as_slice()) {
            ("GET" | "HEAD", []) => Answer::ok(cat::banner(self)),
            ("POST" | "PUT", ["_bulk"]) => self.bulk(parts, None),
            ("POST" | "PUT", [index, "_bulk"]) => self.bulk(parts, Some(index)),
            ("GET" | "POST", ["_search"]) => self.search(parts, "*"),
            ("GET" | "POST", [index, "_search"]) => self.search(parts, index),
            ("GET" | "POST", ["_count"]) => self.count(parts, "*"),
            ("GET" | "POST", [index, "_count"]) => self.count(parts, index),
            ("GET" | "POST", ["_refresh"]) => self.refresh(parts, "*"),
            ("GET" | "POST", [index, "_refresh"]) => self.refresh(parts, index),
            ("POST", ["_forcemerge"]) => self.force_merge(parts, "*"),
            ("POST", [index, "_forcemerge"]) => self.force_merge(parts, index),
            ("GET", ["_cat", "indices"]) => cat::indices(self, parts, "*"),
            ("GET", ["_cat", "indices", index]) => cat::indices(self, parts, index),
            ("GET", ["_cat", "health"]) => cat::health_line(self, parts),
            ("GET", ["_cluster", "health"]) => cat::health(self, parts, "*"),
            ("GET", ["_cluster", "health", index]) => cat::health(self, parts, index),
            ("GET", ["_mapping"]) => self.mappings(parts, "*"),
            ("GET", [index, "_mapping"]) => self.mappings(parts, index),
            ("PUT" | "POST", [index, "_mapping"]) => self.put_mapping(parts, index),
            ("GET", ["_settings"]) => self.settings(parts, "*"),
            ("GET", [index, "_settings"]) => self.settings(parts, index),
            ("PUT", [index, "_settings"]) => self.put_settings(parts, index),
            ("POST", [index, "_doc"]) => self.put_document(parts, index, None, false),
            ("PUT" | "POST", [index, "_doc", id]) => self.put_document(parts, index, Some(id), false),
            ("PUT" | "POST", [index, "_create", id]) => self.put_document(parts, index, Some(id), true),
            ("POST", [index, "_update", id]) => self.update_document(parts, index, id),
            ("GET" | "HEAD", [index, "_doc", id]) => self.get_document(parts, index, id),
            ("GET" | "HEAD", [index, "_source", id]) => self.get_source(parts, index, id),
            ("DELETE", [index, "_doc", id]) => self.delete_document(parts, index, id),
            ("PUT", [index]) if !index.starts_with('_') => self.create_index(parts, index),
            ("GET", [index]) if !index.starts_with('_') => self.get_index(parts, index),
            ("HEAD", [index]) if !index.starts_with('_') => {
                let found = !self.resolve(index)?.is_empty();
                Ok(Answer::Now(if found { 200 } else { 404 }, Value::Null))
            }
            ("DELETE", [index]) if !index.starts_with('_') => self.delete_indices(parts, index),
            _ => Ok(no_handler(parts)),
        }
    }
}

fn no_handler(parts: &Parts<'_>) -> Answer {
    let uri = format!("/{}", parts.path.join("/"));
    if !matches!(parts.method, "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH" | "OPTIONS") {
        let reason = format!("Unexpected http method [{}]; expected one of GET, HEAD, POST, PUT, DELETE", parts.method);
        return Answer::Now(405, json!({"error": reason, "status": 405}));
    }
    let known = [
        "_msearch",
        "_mget",
        "_analyze",
        "_delete_by_query",
        "_update_by_query",
        "_reindex",
        "_plugins",
        "_aliases",
        "_alias",
        "_template",
        "_index_template",
        "_ingest",
        "_scroll",
        "_tasks",
        "_nodes",
        "_stats",
        "_explain",
        "_validate",
        "_snapshot",
        "_sql",
        "_open",
        "_close",
        "_flush",
        "_rollover",
        "_segments",
        "_cat",
        "_cluster",
    ];
    match parts.path.iter().find(|name| known.contains(&name.as_str())) {
        Some(name) => {
            let failure =
                Failure::new(400, "illegal_argument_exception", format!("[{name}] of this form is not modelled here"));
            Answer::Now(failure.status, failure.body())
        }
        None => {
            let reason = format!("no handler found for uri [{uri}] and method [{}]", parts.method);
            Answer::Now(400, json!({"error": reason}))
        }
    }
}

/// The next instant that is a whole number of intervals after an index was made.
pub(crate) fn next_refresh(created: Time, now: Time, interval_us: u64) -> Time {
    let interval_us = interval_us.max(1);
    let passed = (now - created) / interval_us;
    created + (passed + 1).saturating_mul(interval_us)
}
