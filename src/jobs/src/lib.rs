//! Requests and answers of the engines, as plain data.
//!
//! A job names the bytes that it may read by their [`Digest`]; engines open
//! nothing by name. A job is a pure function of its request, so its answer may
//! be kept and used again under the digest of the request. No word of AWS
//! stands in here.

mod blob;
mod digest;
pub mod hive;
pub mod lake;
pub mod search;
pub mod stream;

pub use blob::Blob;
pub use digest::Digest;

use serde::{Deserialize, Serialize};

/// What an engine is asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// SQL and file formats.
    Lake(lake::Request),
    /// Full-text search.
    Search(search::Request),
}

/// What an engine answers. A user's error (a wrong statement, a broken file)
/// is part of the answer; see [`Failure`] for an engine that gave none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// From the lake engine.
    Lake(lake::Answer),
    /// From the search engine.
    Search(search::Answer),
}

/// Why a job has no answer: the engine could not be had, or broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// For people: a lowercase fragment without a full stop.
    pub reason: String,
}

impl Request {
    /// The engine that serves this job.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Lake(_) => Engine::Lake,
            Self::Search(_) => Engine::Search,
        }
    }

    /// The contents that the engine must hold before the job can run.
    pub fn contents(&self) -> Vec<Digest> {
        match self {
            Self::Lake(request) => request.contents(),
            Self::Search(request) => request.contents(),
        }
    }

    /// Names this request: equal requests have equal digests, natively and in
    /// wasm, because the JSON text of plain data is the same in both.
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// The engines that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Engine {
    /// DataFusion and the file formats.
    Lake,
    /// tantivy.
    Search,
}
