//! What has come in and is not yet delivered: slices of segments, shared with the stream they came from.
//! Nothing is copied and nothing is allocated for a record.

use api::{AwsError, Lineage, Outcome, Slice};
use imbl::Vector;
use sim::Time;
use std::sync::Arc;

/// Records that were taken in together.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The records.
    pub slice: Slice,
    /// When they were taken in, in microseconds since the run's start.
    pub polled_us: u64,
}

/// Why a buffer was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It reached its size.
    Size,
    /// Its time was over.
    Interval,
}

impl Reason {
    /// For the event log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Interval => "interval",
        }
    }
}

/// Records in the order in which they were taken in.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The records.
    pub parts: Vector<Taken>,
    /// How many there are.
    pub records: u64,
    /// Their data, in bytes.
    pub bytes: u64,
    /// When the oldest of them arrived, in microseconds since the run's start.
    pub oldest_us: u64,
}

impl Batch {
    /// Adds `slice`, whose data has `bytes`.
    fn push(&mut self, slice: Slice, bytes: u64, polled_us: u64) {
        let arrival_us = slice.segment.arrival_us;
        self.oldest_us = if self.records == 0 { arrival_us } else { self.oldest_us.min(arrival_us) };
        self.records += slice.len();
        self.bytes += bytes;
        self.parts.push_back(Taken { slice, polled_us });
    }

    /// Which records these are, in order.
    pub fn lineage(&self) -> Lineage {
        let mut lineage = Lineage::default();
        for taken in &self.parts {
            lineage.extend(&taken.slice, Outcome::Delivered);
        }
        lineage
    }

    /// Those records whose place (from 0) `keeps`.
    pub fn filtered(&self, mut keeps: impl FnMut(usize) -> bool) -> Self {
        let mut kept = Self::default();
        let mut place = 0;
        for Taken { slice, polled_us } in &self.parts {
            let mut run: Option<(Slice, u64)> = None;
            for (index, (_, item)) in (slice.from..slice.to).zip(slice.items()) {
                let keep = keeps(place);
                place += 1;
                match (&mut run, keep) {
                    (Some((run, bytes)), true) => {
                        run.to = index + 1;
                        *bytes += u64::from(item.data_bytes);
                    }
                    (None, true) => {
                        let one = Slice { segment: slice.segment.clone(), from: index, to: index + 1 };
                        run = Some((one, u64::from(item.data_bytes)));
                    }
                    (Some(_), false) => {
                        if let Some((run, bytes)) = run.take() {
                            kept.push(run, bytes, *polled_us);
                        }
                    }
                    (None, false) => {}
                }
            }
            if let Some((run, bytes)) = run {
                kept.push(run, bytes, *polled_us);
            }
        }
        kept
    }
}

/// The buffer that records are taken into.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    /// What it holds.
    pub batch: Batch,
    /// When its first record came.
    pub first_at: Time,
    /// Tells it from those before and after it.
    pub generation: u64,
}

impl Buffer {
    /// Takes `slice` in, until the buffer reaches `bytes_max`: with that very record it closes, and what it held is
    /// given back beside what of the slice is left.
    pub fn take(&mut self, slice: Slice, now: Time, bytes_max: u64) -> Option<(Batch, Slice)> {
        if self.batch.records == 0 {
            self.first_at = now;
        }
        let mut bytes = 0;
        for (index, (_, item)) in (slice.from..slice.to).zip(slice.items()) {
            bytes += u64::from(item.data_bytes);
            if self.batch.bytes + bytes >= bytes_max {
                let taken = Slice { segment: slice.segment.clone(), from: slice.from, to: index + 1 };
                self.batch.push(taken, bytes, now.0);
                let rest = Slice { segment: slice.segment.clone(), from: index + 1, to: slice.to };
                return Some((self.close(), rest));
            }
        }
        self.batch.push(slice, bytes, now.0);
        None
    }

    /// Gives what it holds, and is empty.
    pub fn close(&mut self) -> Batch {
        self.generation += 1;
        std::mem::take(&mut self.batch)
    }
}

/// A batch on its way to the destination.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What is left to deliver.
    pub batch: Batch,
    /// Why the buffer was closed.
    pub reason: Reason,
    /// When.
    pub sealed_at: Time,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last, and when it did first.
    pub trouble: Option<(AwsError, Time)>,
    /// Documents that the index will not take, on their way to the backup.
    pub refused: Vector<Refused>,
}

/// Records that an index does not take, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The records.
    pub batch: Batch,
    /// Code and message for each, or one for all.
    pub reasons: Arc<[(String, String)]>,
    /// The index.
    pub index: String,
}

impl Sealed {
    /// How many records are in it.
    pub fn records(&self) -> u64 {
        self.batch.records + self.refused.iter().map(|refused| refused.batch.records).sum::<u64>()
    }

    /// Their data, in bytes.
    pub fn bytes(&self) -> u64 {
        self.batch.bytes + self.refused.iter().map(|refused| refused.batch.bytes).sum::<u64>()
    }

    /// All parts that are in it.
    pub fn parts(&self) -> impl Iterator<Item = &Taken> {
        self.batch.parts.iter().chain(self.refused.iter().flat_map(|refused| refused.batch.parts.iter()))
    }
}
