//! Domains and what is in them. An account clones in the number of domains: indices, documents and
//! segments are shared.

use crate::index::Index;
use api::Timestamp;
use imbl::OrdMap;
use service::Ticket;
use sim::{JobId, Time};
use std::sync::Arc;

/// OpenSearch Service: the whole state.
#[derive(Clone, Debug, Default)]
pub struct OpenSearch {
    pub(crate) domains: OrdMap<Arc<str>, Domain>,
    /// Searches that an engine is at.
    pub(crate) searches: OrdMap<JobId, Search>,
    /// Tells one domain or index from another of the same name, earlier or later.
    pub(crate) generations: u64,
}

/// A domain.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Tells it from others of the same name.
    pub(crate) generation: u64,
    /// When it was asked for.
    pub created: Timestamp,
    /// How it stands.
    pub phase: Phase,
    /// `OpenSearch_X.Y`
    pub engine_version: String,
    /// `t3.small.search`, …
    pub instance_type: String,
    /// Data nodes.
    pub instance_count: i64,
    /// `gp3`, …
    pub volume_type: String,
    /// Of each node, in GiB.
    pub volume_gib: i64,
    /// Part of its address.
    pub(crate) address: String,
    /// By name.
    pub(crate) indices: OrdMap<Arc<str>, Index>,
    /// When it last took documents.
    pub last_indexed: Option<Time>,
    /// When it was last searched.
    pub last_search: Option<Time>,
}

/// How a domain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has no endpoint yet.
    Creating,
    /// It serves.
    Active,
    /// It is going.
    Deleting,
}

impl Phase {
    /// As `DomainProcessingStatus` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Active => "Active",
            Self::Deleting => "Deleting",
        }
    }
}

/// A search that an engine is at.
#[derive(Clone, Debug)]
pub struct Search {
    pub(crate) ticket: Ticket,
    pub(crate) domain: Arc<str>,
    pub(crate) index: Arc<str>,
    pub(crate) index_uuid: String,
    pub(crate) shards: u32,
    /// What is reported; `None` for a count, which reports nothing.
    pub(crate) took_ms: Option<u64>,
}

impl OpenSearch {
    /// A number that no domain or index has had.
    pub(crate) fn generation(&mut self) -> u64 {
        self.generations += 1;
        self.generations
    }
}

impl Domain {
    /// The bytes that one request may have.
    pub(crate) fn payload_bytes_max(&self) -> usize {
        let small = ["t2.", "t3."].iter().any(|family| self.instance_type.starts_with(family));
        if small { crate::limits::SMALL_PAYLOAD_BYTES_MAX } else { crate::limits::PAYLOAD_BYTES_MAX }
    }
}
