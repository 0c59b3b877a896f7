//! An index: its documents, those that searches see and those that still wait for a refresh.
//!
//! What a search sees changes at a refresh only: documents that wait become a
//! segment, and what replaced or deleted older ones takes these away. Reading a
//! document by its id sees the latest at once.

use crate::limits::{MERGE_BYTES_MAX, MERGE_FLOOR_BYTES, MERGE_SEGMENTS, MERGE_STEP, REFRESH_INTERVAL_US};
use crate::mapping::Mapping;
use crate::segment::Segment;
use bytes::Bytes;
use imbl::{OrdMap, Vector};
use sim::Time;
use std::sync::Arc;

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    /// Tells it from others of the same name.
    pub(crate) generation: u64,
    /// As `_cat/indices` shows it.
    pub uuid: String,
    /// When it was made.
    pub created: Time,
    /// Its primary shards. The engine has one; the number is shown and no more.
    pub shards: u32,
    /// Copies of each.
    pub replicas: u32,
    /// How often documents that wait become visible; `None` for never by itself.
    pub refresh_interval_us: Option<u64>,
    /// Its fields.
    pub mapping: Arc<Mapping>,
    /// The latest of each document, by id.
    pub(crate) documents: OrdMap<Arc<str>, Document>,
    /// The ids of documents that wait, by the number of their last change.
    pub(crate) waiting: OrdMap<u64, Arc<str>>,
    /// Bytes of the documents that wait.
    pub(crate) waiting_bytes: u64,
    /// Lines that searches still see, and that the next refresh takes away.
    pub(crate) leaving: Vector<Place>,
    /// What searches see, oldest first.
    pub(crate) segments: Vector<Segment>,
    /// The number of the next change.
    pub(crate) changes: u64,
    /// Documents that were ever made, replacements not counted.
    pub(crate) made: u64,
    /// Documents that were ever deleted.
    pub(crate) deleted: u64,
    /// Whether a refresh is on its way.
    pub(crate) refresh_due: Option<Time>,
    /// Refreshes that there have been.
    pub(crate) refreshes: u64,
    segment_serials: u64,
}

/// Where a document came to stand when it became visible. It stays true when segments are merged: a merged one knows
/// which ones it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The serial number of the segment that a refresh made.
    pub segment: u64,
    /// The line in it, from 0.
    pub line: u32,
}

/// The latest of a document.
#[derive(Clone, Debug)]
pub struct Document {
    /// 1, and one more for each replacement.
    pub version: u64,
    /// The number of its last change.
    pub change: u64,
    /// When that was.
    pub indexed: Time,
    /// Where it is.
    pub(crate) body: Body,
}

/// Where a document's source is.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// It waits; one line of JSON.
    Waiting(Bytes),
    /// Searches see it since then.
    Visible(Place, Time),
}

/// What a write did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whether there was none before.
    pub created: bool,
    /// The document's version.
    pub version: u64,
    /// The number of the change.
    pub change: u64,
}

impl Index {
    /// An empty index.
    pub fn new(generation: u64, uuid: String, created: Time) -> Self {
        Self {
            generation,
            uuid,
            created,
            shards: crate::limits::SHARDS_DEFAULT,
            replicas: crate::limits::REPLICAS_DEFAULT,
            refresh_interval_us: Some(REFRESH_INTERVAL_US),
            mapping: Arc::default(),
            documents: OrdMap::new(),
            waiting: OrdMap::new(),
            waiting_bytes: 0,
            leaving: Vector::new(),
            segments: Vector::new(),
            changes: 0,
            made: 0,
            deleted: 0,
            refresh_due: None,
            refreshes: 0,
            segment_serials: 0,
        }
    }

    /// The latest of a document.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.get(id)
    }

    /// A document's source, as it was written.
    pub fn source(&self, id: &str, document: &Document) -> Option<Bytes> {
        match &document.body {
            Body::Waiting(source) => Some(source.clone()),
            Body::Visible(place, _) => {
                let (segment, line) =
                    self.segments.iter().find_map(|segment| Some((segment, segment.line_of(*place)?)))?;
                segment.source(id, line)
            }
        }
    }

    /// Documents that searches see.
    pub fn visible(&self) -> u64 {
        self.segments.iter().map(Segment::alive).sum()
    }

    /// Documents that wait for the next refresh.
    pub fn pending(&self) -> u64 {
        self.waiting.len() as u64
    }

    /// What the segments and the documents that wait hold.
    pub fn bytes(&self) -> u64 {
        self.segments.iter().map(Segment::bytes).sum::<u64>() + self.waiting_bytes
    }

    /// Whether the next refresh would change something.
    pub fn is_dirty(&self) -> bool {
        !self.waiting.is_empty() || !self.leaving.is_empty()
    }

    /// Writes a document; `source` is one line of JSON.
    pub fn put(&mut self, id: &str, source: Bytes, now: Time) -> Written {
        let change = self.next_change();
        let before = self.documents.get(id).cloned();
        let version = before.as_ref().map_or(1, |before| before.version + 1);
        match &before {
            Some(before) => self.leave(before),
            None => self.made += 1,
        }
        let id: Arc<str> = id.into();
        self.waiting_bytes += source.len() as u64;
        self.waiting.insert(change, id.clone());
        self.documents.insert(id, Document { version, change, indexed: now, body: Body::Waiting(source) });
        Written { created: before.is_none(), version, change }
    }

    /// Deletes a document; `None` if there is none.
    pub fn delete(&mut self, id: &str) -> Option<Written> {
        let before = self.documents.remove(id)?;
        let change = self.next_change();
        self.leave(&before);
        self.deleted += 1;
        Some(Written { created: false, version: before.version + 1, change })
    }

    /// The number of a change that changes no document, such as the deletion of one that is not there.
    pub fn next_change(&mut self) -> u64 {
        let change = self.changes;
        self.changes += 1;
        change
    }

    fn leave(&mut self, before: &Document) {
        match &before.body {
            Body::Waiting(source) => {
                self.waiting.remove(&before.change);
                self.waiting_bytes -= source.len() as u64;
            }
            Body::Visible(place, _) => self.leaving.push_back(*place),
        }
    }

    /// Lets searches see what has changed; whether anything had.
    pub fn refresh(&mut self, now: Time) -> bool {
        self.refresh_due = None;
        if !self.is_dirty() {
            return false;
        }
        self.refreshes += 1;
        for place in std::mem::take(&mut self.leaving) {
            let found = self.segments.iter().enumerate();
            let found = found.filter_map(|(at, segment)| Some((at, segment.line_of(place)?))).next();
            if let Some((segment, line)) = found.and_then(|(at, line)| Some((self.segments.get_mut(at)?, line))) {
                segment.deleted.insert(line);
            }
        }
        if !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.waiting_bytes = 0;
            let serial = self.next_serial();
            let mut lines = Vec::with_capacity(waiting.len());
            for (line, id) in waiting.values().enumerate() {
                let Some(document) = self.documents.get_mut(id) else { continue };
                let place = Place { segment: serial, line: line as u32 };
                if let Body::Waiting(source) = std::mem::replace(&mut document.body, Body::Visible(place, now)) {
                    lines.push((id.clone(), source));
                }
            }
            self.segments.push_back(Segment::new(serial, lines.iter().map(|(id, source)| (&**id, source.clone()))));
        }
        self.segments.retain(|segment| segment.alive() > 0);
        self.merge_some();
        true
    }

    /// Merges all segments into one.
    pub fn merge_all(&mut self) {
        if self.segments.len() > 1 || self.segments.iter().any(|segment| !segment.deleted.is_empty()) {
            self.merge_from(0);
        }
    }

    /// Merges the latest segments where enough of them are of a size.
    fn merge_some(&mut self) {
        let mut size = 0;
        while size <= size_class(MERGE_BYTES_MAX) {
            let small = |segment: &&Segment| segment.bytes() < MERGE_BYTES_MAX && size_class(segment.bytes()) <= size;
            let run = self.segments.iter().rev().take_while(small).count();
            if run >= MERGE_SEGMENTS {
                self.merge_from(self.segments.len() - run);
            }
            size += 1;
        }
    }

    fn merge_from(&mut self, first: usize) {
        let old = self.segments.split_off(first);
        let serial = self.next_serial();
        self.segments.extend(Segment::merged(serial, old.iter()));
    }

    fn next_serial(&mut self) -> u64 {
        self.segment_serials += 1;
        self.segment_serials
    }
}

/// 0 for the least segments, and one more for each step in size.
fn size_class(bytes: u64) -> u32 {
    let mut class = 0;
    let mut bound = MERGE_FLOOR_BYTES;
    while bytes > bound {
        class += 1;
        bound = bound.saturating_mul(MERGE_STEP);
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(index: &mut Index, id: &str, n: u32) -> Written {
        index.put(id, format!("{{\"n\":{n}}}").into(), Time::ZERO)
    }

    fn source(index: &Index, id: &str) -> Option<Bytes> {
        index.document(id).and_then(|document| index.source(id, document))
    }

    #[test]
    fn a_refresh_shows_what_has_changed() {
        let mut index = Index::new(1, "u".into(), Time::ZERO);
        assert!(put(&mut index, "a", 1).created);
        put(&mut index, "b", 2);
        assert_eq!((index.visible(), index.pending()), (0, 2));
        assert_eq!(source(&index, "a").as_deref(), Some(&br#"{"n":1}"#[..]));
        assert!(index.refresh(Time::ZERO));
        assert!(!index.refresh(Time::ZERO));
        assert_eq!((index.visible(), index.pending()), (2, 0));
        assert_eq!(source(&index, "b").as_deref(), Some(&br#"{"n":2}"#[..]));
        assert_eq!(put(&mut index, "a", 3).version, 2);
        assert!(index.delete("b").is_some());
        assert!(index.delete("b").is_none());
        assert_eq!((index.visible(), index.pending()), (2, 1));
        index.refresh(Time::ZERO);
        assert_eq!((index.visible(), index.pending()), (1, 0));
        assert_eq!(source(&index, "a").as_deref(), Some(&br#"{"n":3}"#[..]));
    }

    #[test]
    fn large_pieces_are_shared_and_documents_stay_found_through_merges() {
        let mut index = Index::new(1, "u".into(), Time::ZERO);
        let text = "x".repeat(1_000);
        for n in 0..4_000 {
            index.put(&n.to_string(), format!("{{\"n\":{n},\"text\":\"{text}\"}}").into(), Time::ZERO);
            if n % 300 == 299 {
                index.refresh(Time::ZERO);
            }
        }
        index.refresh(Time::ZERO);
        let before = index.clone();
        for gone in [0, 299, 300, 3_999] {
            index.delete(&gone.to_string());
        }
        index.refresh(Time::ZERO);
        index.merge_all();
        assert_eq!((index.segments.len(), index.visible()), (1, 3_996));
        for n in (0..4_000).filter(|n| ![0, 299, 300, 3_999].contains(n)) {
            let expected = format!("{{\"n\":{n},\"text\":\"{text}\"}}");
            assert_eq!(source(&index, &n.to_string()).as_deref(), Some(expected.as_bytes()));
        }
        // The part with `7` has lost `0` and `299`; the third one is as it was, and shared.
        let shared = source(&index, "700").map(|source| source.as_ptr());
        index.delete("1");
        index.refresh(Time::ZERO);
        index.merge_all();
        assert_eq!(source(&index, "700").map(|source| source.as_ptr()), shared);
        assert_eq!(source(&before, "0").map(|source| source.len()), Some(1_017));
        let content = &index.segments[0].content().1;
        assert_eq!(content.iter().filter(|byte| **byte == b'\n').count(), 3_995);
    }

    #[test]
    fn small_segments_are_merged() {
        let mut index = Index::new(1, "u".into(), Time::ZERO);
        for n in 0..1_000 {
            put(&mut index, &format!("{}", n % 600), n);
            index.refresh(Time::ZERO);
            assert!(index.segments.len() < 3 * MERGE_SEGMENTS, "{}", index.segments.len());
        }
        assert_eq!(index.visible(), 600);
        for n in 0..600u32 {
            let latest = if n < 400 { n + 600 } else { n };
            assert_eq!(source(&index, &n.to_string()), Some(format!("{{\"n\":{latest}}}").into()));
        }
        index.delete("5");
        index.merge_all();
        assert_eq!(index.segments.len(), 1);
        assert_eq!(index.visible(), 600);
        index.refresh(Time::ZERO);
        assert_eq!(index.visible(), 599);
    }
}
