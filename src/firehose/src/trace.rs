//! What has become of a record. Bounded: the oldest deliveries are forgotten first, and then the
//! record's object, if it still exists, is the only trace.

use crate::buffer::{Batch, Fault};
use crate::limits::{HOPS_MAX, OVERLAPS_MAX, RUNS_MAX};
use api::{RecordId, Source};
use imbl::{OrdMap, Vector};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where records were delivered to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An object of a bucket.
    Object {
        /// The bucket.
        bucket: Arc<str>,
        /// The key.
        key: Arc<str>,
    },
    /// An index of a domain.
    Index {
        /// The domain.
        domain: Arc<str>,
        /// The index.
        index: Arc<str>,
    },
    /// An object of failed records.
    Failed {
        /// How they failed.
        fault: Fault,
        /// The bucket.
        bucket: Arc<str>,
        /// The key.
        key: Arc<str>,
    },
    /// Nowhere: the transformation has dropped them.
    Dropped,
    /// Nowhere: they were tried for too long.
    Lost,
}

/// Neighbouring records of one source that went the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveredRun {
    /// How many.
    pub count: u64,
    /// First number and time of each poll that took some of them in.
    pub polls: Arc<[(u64, u64)]>,
    /// When they were delivered, in microseconds since the run's start.
    pub delivered_us: u64,
    /// Where to.
    pub place: Place,
}

/// A run in the making.
struct Run {
    first: u64,
    count: u64,
    polls: Vec<(u64, u64)>,
}

/// The deliveries that are remembered.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    runs: OrdMap<(Arc<Source>, u64), DeliveredRun>,
    order: Vector<(Arc<Source>, u64)>,
}

impl Deliveries {
    /// Remembers that `batch` went to `place`, and gives its runs: source, first number, count, when taken in.
    pub fn remember(&mut self, batch: &Batch, delivered_us: u64, place: &Place) -> Vec<(Arc<Source>, u64, u64, u64)> {
        let mut remembered = Vec::new();
        // The shards of a stream alternate in a batch; each shard's own records follow one another.
        let mut runs: BTreeMap<&Arc<Source>, Vec<Run>> = BTreeMap::new();
        for taken in &batch.parts {
            let of_source = runs.entry(&taken.slice.segment.source).or_default();
            for (first, count, _) in taken.runs() {
                match of_source.last_mut() {
                    Some(run) if run.first + run.count == first => {
                        run.count += count;
                        if run.polls.last().is_none_or(|(_, last_us)| *last_us != taken.polled_us) {
                            run.polls.push((first, taken.polled_us));
                        }
                    }
                    _ => of_source.push(Run { first, count, polls: vec![(first, taken.polled_us)] }),
                }
            }
        }
        for (source, runs) in runs {
            for Run { first, count, polls } in runs {
                let polled_us = polls.first().map_or(delivered_us, |(_, polled_us)| *polled_us);
                remembered.push((source.clone(), first, count, polled_us));
                let run = DeliveredRun { count, polls: polls.into(), delivered_us, place: place.clone() };
                self.runs.insert((source.clone(), first), run);
                self.order.push_back((source.clone(), first));
            }
        }
        while self.order.len() > RUNS_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.runs.remove(&oldest);
            }
        }
        remembered
    }

    /// When `record` was taken in and delivered, and where to.
    pub fn find(&self, record: &RecordId) -> Option<(u64, u64, &Place)> {
        let end = (Arc::new(record.source.clone()), record.number);
        // Parts of one record may lie in several places: then runs overlap, and the nearest that has it is taken.
        let nearest = self.runs.range(..=end).rev().take(OVERLAPS_MAX);
        let mut of_source = nearest.take_while(|((source, _), _)| **source == record.source);
        let ((_, first), run) = of_source.find(|((_, first), run)| record.number < first + run.count)?;
        debug_assert!(*first <= record.number, "the range ends there");
        let poll = run.polls.partition_point(|(start, _)| *start <= record.number).checked_sub(1)?;
        Some((run.polls.get(poll)?.1, run.delivered_us, &run.place))
    }
}

/// What has become of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The delivery stream that took it in.
    pub delivery_stream: Arc<str>,
    /// When, in microseconds since the run's start.
    pub polled_us: u64,
    /// When it was delivered and where to; `None` while it waits in the buffer.
    pub delivered: Option<(u64, Place)>,
}

/// Records on the move, for the drawing: `count` of `source` from number `first` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The delivery stream.
    pub delivery_stream: Arc<str>,
    /// Where the records were numbered.
    pub source: Arc<Source>,
    /// The first one's number.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// When they came to where they were before: the source, or the buffer.
    pub sent_us: u64,
    /// When they were taken in, or delivered.
    pub arrived_us: u64,
    /// Whether they were delivered, or taken in.
    pub is_delivery: bool,
}

/// The latest hops.
#[derive(Clone, Debug, Default)]
pub struct Hops(Vector<Hop>);

impl Hops {
    /// Adds one.
    pub fn push(&mut self, hop: Hop) {
        self.0.push_back(hop);
        if self.0.len() > HOPS_MAX {
            self.0.pop_front();
        }
    }

    /// All, the latest last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Hop> {
        self.0.iter()
    }
}
