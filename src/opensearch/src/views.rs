//! What a page shows of OpenSearch, without going through the door: nothing here changes anything.

use crate::index::Body;
use crate::state::{OpenSearch, Phase};
use bytes::Bytes;
use sim::{JobId, Time};
use std::sync::Arc;

/// A domain, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainView {
    /// Its name.
    pub name: Arc<str>,
    /// How it stands.
    pub phase: Phase,
    /// When it last took documents.
    pub last_indexed: Option<Time>,
    /// When it was last searched.
    pub last_search: Option<Time>,
}

/// An index, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexView {
    /// Its name.
    pub name: Arc<str>,
    /// Documents that searches see.
    pub documents: u64,
    /// Documents that wait for the next refresh.
    pub pending: u64,
    /// What it holds.
    pub bytes: u64,
    /// Its segments.
    pub segments: u64,
    /// Its fields and their types; a text has a `keyword` beside it.
    pub fields: Vec<(String, String)>,
}

/// A document, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentView {
    /// Its source, as it was written.
    pub source: Bytes,
    /// When it was written last.
    pub indexed: Time,
    /// Since when searches see it.
    pub visible: Option<Time>,
}

impl OpenSearch {
    /// All domains, by name.
    pub fn domains(&self) -> impl Iterator<Item = DomainView> {
        self.domains.iter().map(|(name, domain)| DomainView {
            name: name.clone(),
            phase: domain.phase,
            last_indexed: domain.last_indexed,
            last_search: domain.last_search,
        })
    }

    /// The indices of a domain, by name.
    pub fn indices(&self, domain: &str) -> Vec<IndexView> {
        let indices = self.domains.get(domain).into_iter().flat_map(|domain| &domain.indices);
        indices
            .map(|(name, index)| IndexView {
                name: name.clone(),
                documents: index.visible(),
                pending: index.pending(),
                bytes: index.bytes(),
                segments: index.segments.len() as u64,
                fields: index.mapping.fields.iter().map(|(path, field)| (path.clone(), field.name.clone())).collect(),
            })
            .collect()
    }

    /// A document by its id.
    pub fn document(&self, domain: &str, index: &str, id: &str) -> Option<DocumentView> {
        let index = self.domains.get(domain)?.indices.get(index)?;
        let document = index.document(id)?;
        let visible = match &document.body {
            Body::Waiting(_) => None,
            Body::Visible(_, since) => Some(*since),
        };
        Some(DocumentView { source: index.source(id, document)?, indexed: document.indexed, visible })
    }

    /// The indices that have a document of this id, as (domain, index). Firehose's documents bear the id of
    /// their record.
    pub fn indices_of(&self, id: &str) -> Vec<(Arc<str>, Arc<str>)> {
        let all =
            self.domains.iter().flat_map(|(domain, state)| state.indices.iter().map(move |index| (domain, index)));
        all.filter(|(_, (_, index))| index.document(id).is_some())
            .map(|(domain, (name, _))| (domain.clone(), name.clone()))
            .collect()
    }

    /// What all indices hold.
    pub fn stored_bytes(&self) -> u64 {
        self.domains.values().flat_map(|domain| domain.indices.values()).map(crate::Index::bytes).sum()
    }

    /// The domain that a pending search is on.
    pub fn domain_of_job(&self, job: JobId) -> Option<String> {
        self.searches.get(&job).map(|search| search.domain.to_string())
    }
}
