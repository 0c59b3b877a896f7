//! SQL over files, what format files have, files of columns out of records of JSON, and what streaming SQL means.
//!
//! [`Engine::run`] answers the requests of [`jobs::lake`]. Files are bytes that were put under their digests
//! before; an engine opens nothing by name, reads no clock, and gives equal answers to equal requests.
//! No word of AWS stands in here, except for the names of functions in its SQL dialect.

mod calendar;
mod cell;
mod convert;
mod csv;
mod diagnose;
mod dialect;
mod file;
mod follow;
mod functions;
mod inspect;
mod json;
mod json_path;
mod literal;
mod parquet;
mod parse;
mod prepare;
mod query;
mod registry;
mod rows;
mod shape;
mod statement;
mod streaming;
mod table;
mod text;
mod types;

use bytes::Bytes;
use jobs::lake::{Answer, Request};
use jobs::{Digest, Failure};
use std::collections::BTreeMap;

/// Contents by their digests.
pub(crate) type Contents = BTreeMap<Digest, Bytes>;

/// The engine and the contents that it holds.
#[derive(Debug, Default)]
pub struct Engine {
    contents: Contents,
}

impl Engine {
    /// An engine that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps `bytes` under their digest, which is believed.
    pub fn put(&mut self, digest: Digest, bytes: Bytes) {
        self.contents.insert(digest, bytes);
    }

    /// Whether a content is here.
    pub fn has(&self, digest: &Digest) -> bool {
        self.contents.contains_key(digest)
    }

    /// Drops a content, if it is here.
    pub fn forget(&mut self, digest: &Digest) {
        self.contents.remove(digest);
    }

    /// Bytes of the contents that are here.
    pub fn bytes(&self) -> u64 {
        self.contents.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// Answers a request. A user's error is part of the answer.
    ///
    /// Fails if a content is not here, or if a bug broke the job (natively; in wasm that ends the worker).
    pub fn run(&self, request: &Request) -> Result<Answer, Failure> {
        if let Some(missing) = request.contents().iter().find(|digest| !self.has(digest)) {
            return Err(Failure { reason: format!("the engine does not hold the content '{missing}'") });
        }
        guarded(|| match request {
            Request::Inspect(inspect) => Answer::Inspected(inspect::run(inspect, &self.contents)),
            Request::Analyze { sql } => Answer::Analyzed(statement::analyze(sql)),
            Request::Query(query) => Answer::Rows(query::run(query, &self.contents)),
            Request::Convert(convert) => Answer::Converted(convert::run(convert, &self.contents)),
            Request::Plan { script } => Answer::Planned(streaming::plan(script).map(Box::new)),
        })
        .map_err(|reason| Failure { reason: format!("the engine broke: {reason}") })
    }
}

/// Runs `job` on a stack that is deep enough for planning, and makes a panic an error.
#[cfg(not(target_family = "wasm"))]
fn guarded<T: Send>(job: impl FnOnce() -> T + Send) -> Result<T, String> {
    const STACK_BYTES: usize = 128 * 1024 * 1024;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, job);
        let outcome = thread.map_err(|error| error.to_string())?.join();
        outcome.map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            text.unwrap_or_else(|| "it gave no reason".into())
        })
    })
}

/// In wasm a panic ends the worker, and the stack is as deep as the module says.
#[cfg(target_family = "wasm")]
fn guarded<T>(job: impl FnOnce() -> T) -> Result<T, String> {
    Ok(job())
}
