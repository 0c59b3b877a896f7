//! What has come in and is not yet delivered: records as they came, sharing the bytes of the stream they came from, or what processing has
//! made of them. Nothing is copied and nothing is allocated for a record that nobody processes.

mod closing;
mod sealed;
mod taken;

pub use closing::{Cause, Closing, Fault, Slot};
pub use sealed::{Conversion, Converted, Refused, Sealed};
pub use taken::{Made, Piece, Row, Rows, Taken, Why, whole_row};

use crate::config::Hints;
use crate::curve::Curve;
use api::{Lineage, Outcome};
use imbl::Vector;
use sim::Time;
use std::sync::Arc;

/// Records in the order in which they were taken in.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The records.
    pub parts: Vector<Taken>,
    /// How many pieces there are: records, or parts of records.
    pub records: u64,
    /// Their data, in bytes.
    pub bytes: u64,
    /// When the oldest of them arrived, in microseconds since the run's start.
    pub oldest_us: u64,
}

impl Batch {
    /// Adds `taken`, whose data has `bytes`.
    pub fn push(&mut self, taken: Taken, bytes: u64) {
        if taken.is_empty() {
            return;
        }
        let arrival_us = taken.slice.segment.arrival_us;
        self.oldest_us = if self.records == 0 { arrival_us } else { self.oldest_us.min(arrival_us) };
        self.records += taken.len();
        self.bytes += bytes;
        self.parts.push_back(taken);
    }

    /// Which records these are, in order, each with its lines.
    pub fn lineage(&self) -> Lineage {
        let mut lineage = Lineage::default();
        for taken in &self.parts {
            if taken.made.is_none() {
                lineage.extend(&taken.slice, Outcome::Delivered);
            } else {
                for (first, count, lines) in taken.runs() {
                    lineage.push(&taken.slice.segment.source, first, count, lines, Outcome::Delivered);
                }
            }
        }
        lineage
    }

    /// Those pieces whose place (from 0) `keeps`.
    pub fn filtered(&self, mut keeps: impl FnMut(usize) -> bool) -> Self {
        let mut kept = Self::default();
        let mut place = 0;
        for taken in &self.parts {
            let mut run: Option<(u32, u32)> = None;
            for index in 0..taken.len() as u32 {
                let keep = keeps(place);
                place += 1;
                match (&mut run, keep) {
                    (Some((_, to)), true) => *to = index + 1,
                    (None, true) => run = Some((index, index + 1)),
                    (Some(_), false) => kept.push_cut(taken, run.take()),
                    (None, false) => {}
                }
            }
            kept.push_cut(taken, run);
        }
        kept
    }

    fn push_cut(&mut self, taken: &Taken, run: Option<(u32, u32)>) {
        let Some((from, to)) = run else { return };
        let cut = taken.cut(from, to);
        let bytes = cut.bytes();
        self.push(cut, bytes);
    }
}

/// A buffer that records are taken into.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    /// What it holds.
    pub batch: Batch,
    /// When its first record came.
    pub first_at: Time,
    /// Tells it from those before and after it.
    pub generation: u64,
    /// How it has filled.
    pub curve: Curve,
    /// The values of its partition's keys, in the order of the prefix.
    pub keys: Arc<[String]>,
}

impl Buffer {
    /// Takes `taken` in, until the buffer reaches `bytes_max`: with that very record it is full, and what of `taken` is left
    /// is given back, be it nothing.
    pub fn take(&mut self, taken: Taken, now: Time, bytes_max: u64) -> Option<Taken> {
        if self.batch.records == 0 {
            self.first_at = now;
        }
        let (full_at, bytes) = taken.until(bytes_max.saturating_sub(self.batch.bytes));
        let rest = match full_at {
            Some(count) => {
                let rest = taken.cut(count, taken.len() as u32);
                self.batch.push(taken.cut(0, count), bytes);
                Some(rest)
            }
            None => {
                self.batch.push(taken, bytes);
                None
            }
        };
        self.curve.push(now.0, self.batch.bytes);
        rest
    }

    /// How it was filled, now that it is closed.
    pub fn closing(&self, slot: Slot, cause: Cause, hints: Hints, now: Time) -> Closing {
        Closing {
            slot,
            cause,
            opened_at: self.first_at,
            closed_at: now,
            bytes: self.batch.bytes,
            records: self.batch.records,
            hints,
            curve: self.curve.points().to_vec(),
            keys: self.keys.clone(),
        }
    }
}
