//! A segment: documents that no longer change, as lines of JSON under the digest of their bytes. This is
//! what a search job names; the engine builds its own structure for it.

use bytes::Bytes;
use imbl::OrdSet;
use jobs::Digest;
use serde_json::Value;
use std::sync::Arc;

/// Between the id and the source.
const MIDDLE: &str = ",\"_source\":";
/// Before the id.
const BEFORE: &str = "{\"_id\":";

/// A segment.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Tells it from others of its index.
    pub(crate) serial: u64,
    /// `{"_id": …, "_source": …}`, a line each.
    pub(crate) content: Bytes,
    /// The name of the content.
    pub(crate) digest: Digest,
    /// Where each line begins.
    starts: Arc<[u32]>,
    /// Lines that were replaced or deleted since.
    pub(crate) deleted: OrdSet<u32>,
}

impl Segment {
    /// Of ids and sources; a source is one line of JSON.
    pub fn new<'a>(serial: u64, documents: impl Iterator<Item = (&'a str, Bytes)>) -> Self {
        let mut content = Vec::new();
        let mut starts = Vec::new();
        for (id, source) in documents {
            starts.push(content.len() as u32);
            content.extend_from_slice(BEFORE.as_bytes());
            content.extend_from_slice(Value::from(id).to_string().as_bytes());
            content.extend_from_slice(MIDDLE.as_bytes());
            content.extend_from_slice(&source);
            content.extend_from_slice(b"}\n");
        }
        let digest = Digest::of(&content);
        Self { serial, content: content.into(), digest, starts: starts.into(), deleted: OrdSet::new() }
    }

    /// Lines that are not deleted.
    pub fn alive(&self) -> u64 {
        self.starts.len() as u64 - self.deleted.len() as u64
    }

    /// Lines in all.
    pub fn lines(&self) -> u64 {
        self.starts.len() as u64
    }

    /// How many bytes it has.
    pub fn bytes(&self) -> u64 {
        self.content.len() as u64
    }

    /// The source in a line, which is `id`'s.
    pub fn source(&self, id: &str, line: u32) -> Option<Bytes> {
        let line = self.line(line)?;
        let from = BEFORE.len() + Value::from(id).to_string().len() + MIDDLE.len();
        let to = line.len().checked_sub(2)?;
        (from <= to).then(|| line.slice(from..to))
    }

    fn line(&self, line: u32) -> Option<Bytes> {
        let start = *self.starts.get(line as usize)? as usize;
        let end = self.starts.get(line as usize + 1).map_or(self.content.len(), |next| *next as usize);
        Some(self.content.slice(start..end))
    }

    /// Lines that are not deleted, with id and source.
    pub fn living(&self) -> impl Iterator<Item = (u32, Arc<str>, Bytes)> + '_ {
        (0..self.starts.len() as u32).filter(|line| !self.deleted.contains(line)).filter_map(|line| {
            let bytes = self.line(line)?;
            // The id is the first text in the line.
            let mut values = serde_json::Deserializer::from_slice(bytes.get(BEFORE.len()..)?).into_iter::<String>();
            let id: Arc<str> = values.next()?.ok()?.into();
            let source = self.source(&id, line)?;
            Some((line, id, source))
        })
    }
}
