//! A segment: documents that no longer change, as lines of JSON under the digest of their bytes. This is
//! what a search job names; the engine builds its own structure for it.
//!
//! Merging touches no document and copies few bytes: a document keeps the place that it first had, and the merged segment
//! translates; large pieces are shared with the segments that they come from, which checkpoints may
//! still hold. The bytes in one piece, and their digest, are made when a search first asks for them.

use crate::index::Place;
use crate::limits::SHARED_BYTES_MIN;
use bytes::Bytes;
use imbl::OrdSet;
use jobs::Digest;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// Between the id and the source.
const MIDDLE: &str = ",\"_source\":";
/// Before the id.
const BEFORE: &str = "{\"_id\":";

/// A segment.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Tells it from others of its index.
    pub(crate) serial: u64,
    /// Lines that were replaced or deleted since.
    pub(crate) deleted: OrdSet<u32>,
    lines: u32,
    bytes: u64,
    pieces: Arc<[Piece]>,
    /// The segments whose lines follow each other in it, by serial number.
    parts: Arc<[Part]>,
    whole: Arc<OnceLock<(Digest, Bytes)>>,
}

/// Lines that lie together.
#[derive(Clone, Debug)]
struct Piece {
    /// The number of the first one.
    first: u32,
    /// `{"_id": …, "_source": …}`, a line each.
    content: Bytes,
    /// Where each line begins.
    starts: Arc<[u32]>,
}

impl Piece {
    fn lines(&self) -> std::ops::Range<u32> {
        self.first..self.first + self.starts.len() as u32
    }

    fn line(&self, line: u32) -> Option<Bytes> {
        let at = line.checked_sub(self.first)? as usize;
        let start = *self.starts.get(at)? as usize;
        let end = self.starts.get(at + 1).map_or(self.content.len(), |next| *next as usize);
        Some(self.content.slice(start..end))
    }
}

/// A segment that a refresh made, as a part of this one.
#[derive(Clone, Debug)]
struct Part {
    serial: u64,
    /// The line in which it begins.
    first: u32,
    /// Its lines when it was made.
    lines: u32,
    /// Those of them that a merge has dropped, in order.
    gone: Arc<[u32]>,
}

impl Part {
    /// Where a line of it stands, unless it is gone.
    fn line_of(&self, line: u32) -> Option<u32> {
        let before = self.gone.binary_search(&line).err()?;
        (line < self.lines).then(|| self.first + line - before as u32)
    }
}

/// Pieces that follow each other, while they are gathered.
#[derive(Default)]
struct Gathered {
    pieces: Vec<Piece>,
    lines: u32,
    content: Vec<u8>,
    starts: Vec<u32>,
}

impl Gathered {
    fn line(&mut self, text: &[&[u8]]) {
        self.starts.push(self.content.len() as u32);
        text.iter().for_each(|part| self.content.extend_from_slice(part));
        self.lines += 1;
    }

    fn piece(&mut self, piece: &Piece) {
        self.close();
        self.pieces.push(Piece { first: self.lines, ..piece.clone() });
        self.lines += piece.starts.len() as u32;
    }

    /// Ends the piece to which single lines were added.
    fn close(&mut self) {
        if self.starts.is_empty() {
            return;
        }
        let (content, starts) = (std::mem::take(&mut self.content), std::mem::take(&mut self.starts));
        let first = self.lines - starts.len() as u32;
        self.pieces.push(Piece { first, content: content.into(), starts: starts.into() });
    }

    fn into_segment(mut self, serial: u64, parts: Vec<Part>) -> Segment {
        self.close();
        Segment {
            serial,
            deleted: OrdSet::new(),
            lines: self.lines,
            bytes: self.pieces.iter().map(|piece| piece.content.len() as u64).sum(),
            pieces: self.pieces.into(),
            parts: parts.into(),
            whole: Arc::default(),
        }
    }
}

impl Segment {
    /// Of ids and sources; a source is one line of JSON.
    pub fn new<'a>(serial: u64, documents: impl Iterator<Item = (&'a str, Bytes)>) -> Self {
        let mut gathered = Gathered::default();
        for (id, source) in documents {
            let id = Value::from(id).to_string();
            gathered.line(&[BEFORE.as_bytes(), id.as_bytes(), MIDDLE.as_bytes(), &source, b"}\n"]);
        }
        let part = Part { serial, first: 0, lines: gathered.lines, gone: Arc::default() };
        gathered.into_segment(serial, vec![part])
    }

    /// Of the lines of others that are not deleted, oldest first; `None` if there is none.
    pub fn merged<'a>(serial: u64, segments: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let (mut gathered, mut parts) = (Gathered::default(), Vec::new());
        for segment in segments {
            segment.add_parts(gathered.lines, &mut parts);
            for piece in segment.pieces.iter() {
                let is_whole = segment.deleted.range(piece.lines()).next().is_none();
                if is_whole && piece.content.len() >= SHARED_BYTES_MIN {
                    gathered.piece(piece);
                    continue;
                }
                for line in piece.lines().filter(|line| !segment.deleted.contains(line)) {
                    piece.line(line).iter().for_each(|text| gathered.line(&[text]));
                }
            }
        }
        (gathered.lines > 0).then(|| gathered.into_segment(serial, parts))
    }

    /// Its parts as they stand without what is deleted, beginning in line `first`.
    fn add_parts(&self, mut first: u32, parts: &mut Vec<Part>) {
        for part in self.parts.iter() {
            let stays = |line: &u32| part.line_of(*line).is_some_and(|at| !self.deleted.contains(&at));
            let gone: Arc<[u32]> = if self.deleted.is_empty() {
                part.gone.clone()
            } else {
                (0..part.lines).filter(|line| !stays(line)).collect()
            };
            let left = part.lines - gone.len() as u32;
            if left > 0 {
                parts.push(Part { serial: part.serial, first, lines: part.lines, gone });
            }
            first += left;
        }
    }

    /// Its bytes in one piece, and their name.
    pub fn content(&self) -> &(Digest, Bytes) {
        self.whole.get_or_init(|| {
            let content = match &*self.pieces {
                [piece] => piece.content.clone(),
                pieces => pieces.iter().flat_map(|piece| &piece.content[..]).copied().collect::<Vec<_>>().into(),
            };
            (Digest::of(&content), content)
        })
    }

    /// The line of a document in it, if it is in it.
    pub fn line_of(&self, place: Place) -> Option<u32> {
        let part = self.parts.binary_search_by_key(&place.segment, |part| part.serial).ok()?;
        self.parts.get(part)?.line_of(place.line)
    }

    /// Lines that are not deleted.
    pub fn alive(&self) -> u64 {
        self.lines() - self.deleted.len() as u64
    }

    /// Lines in all.
    pub fn lines(&self) -> u64 {
        u64::from(self.lines)
    }

    /// How many bytes it has.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The source in a line, which is `id`'s.
    pub fn source(&self, id: &str, line: u32) -> Option<Bytes> {
        let piece = self.pieces.partition_point(|piece| piece.first <= line).checked_sub(1)?;
        let line = self.pieces.get(piece)?.line(line)?;
        let from = BEFORE.len() + Value::from(id).to_string().len() + MIDDLE.len();
        let to = line.len().checked_sub(2)?;
        (from <= to).then(|| line.slice(from..to))
    }
}
