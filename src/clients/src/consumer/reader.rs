//! A worker's reading of one shard: where it is, and what it has in hand.

use super::leases::Point;
use api::Slice;
use api::kinesis::{ChildShard, RecordList};
use sim::Time;
use std::collections::VecDeque;
use std::sync::Arc;

/// A worker's reading of one shard.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Behind what it was given so far; where a lost iterator or subscription is taken up again.
    pub received: Point,
    /// Behind what it has handled; this is written down.
    pub handled: Point,
    /// The next `GetRecords` goes with it.
    pub iterator: Option<String>,
    /// The subscription that it listens to.
    pub ticket: Option<u64>,
    /// What it was given and has not begun with.
    pub inbox: VecDeque<Batch>,
    /// What it works on.
    pub batch: Option<Batch>,
    /// When it began with the chunk that it works on, and how many records that is.
    pub chunk: (Time, u64),
    /// When it last read, and how far behind the newest record it was then.
    pub read: Time,
    pub behind_us: u64,
    /// When it last wrote down how far it is.
    pub checkpointed: Time,
}

/// Records that came together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Those that are still to be handled.
    pub slices: VecDeque<Slice>,
    /// Milliseconds since 1970 at the run's start.
    pub start_epoch_ms: u64,
    /// The shard ends behind it, and these come of it.
    pub children: Option<Vec<ChildShard>>,
}

impl Reader {
    pub fn new(from: Point, now: Time) -> Self {
        Self {
            received: from.clone(),
            handled: from,
            iterator: None,
            ticket: None,
            inbox: VecDeque::new(),
            batch: None,
            chunk: (now, 0),
            read: Time::ZERO,
            behind_us: 0,
            checkpointed: now,
        }
    }

    /// Records that it has and has not handled.
    pub fn in_hand(&self) -> u64 {
        self.inbox.iter().chain(&self.batch).map(Batch::len).sum()
    }

    /// Takes what came.
    pub fn take(&mut self, records: RecordList, children: Option<Vec<ChildShard>>, behind_ms: u64, now: Time) {
        (self.read, self.behind_us) = (now, behind_ms * 1_000);
        let batch = Batch { start_epoch_ms: records.start_epoch_ms, slices: records.slices.into(), children };
        if let Some(point) = batch.end() {
            self.received = point;
        }
        self.inbox.push_back(batch);
    }
}

impl Batch {
    /// How many records are still to be handled.
    pub fn len(&self) -> u64 {
        self.slices.iter().map(Slice::len).sum()
    }

    /// Behind its last record.
    fn end(&self) -> Option<Point> {
        self.slices.back().map(|slice| point_behind(slice, self.start_epoch_ms))
    }

    /// The first records, whose handling takes `us` at most when each takes `work_us`; at least one, if there is one. Gives how many
    /// they are and how long they take; what is aggregated takes its time for each of the records in it.
    pub fn chunk(&self, work_us: u64, us: u64) -> (u64, u64) {
        if work_us == 0 {
            return (self.len(), 0);
        }
        let (mut count, mut took) = (0, 0);
        for slice in &self.slices {
            for (_, item) in slice.items() {
                let weight = api::kinesis::aggregated::count(item.data(&slice.segment.bytes));
                let one = work_us.saturating_mul(weight);
                if count > 0 && took + one > us {
                    return (count, took);
                }
                (count, took) = (count + 1, took + one);
            }
        }
        (count, took)
    }

    /// Takes out the first `count` records. Gives them, and the place behind them.
    pub fn split(&mut self, count: u64) -> (Vec<Slice>, Option<Point>) {
        let (mut left, mut out) = (count, Vec::new());
        while left > 0 {
            let Some(mut slice) = self.slices.pop_front() else { break };
            if slice.len() > left {
                let mut rest = slice.clone();
                rest.from = slice.from + left as u32;
                slice.to = rest.from;
                self.slices.push_front(rest);
            }
            left -= slice.len();
            out.push(slice);
        }
        let behind = out.last().map(|slice| point_behind(slice, self.start_epoch_ms));
        (out, behind)
    }
}

/// The place behind the last record of a run.
fn point_behind(slice: &Slice, start_epoch_ms: u64) -> Point {
    let (segment, epoch_s) = (&slice.segment, |us: u64| (start_epoch_ms + us / 1_000) / 1_000);
    let next = segment.first + u64::from(slice.to);
    let (created_s, arrival_s) = (epoch_s(segment.source.created_us), epoch_s(segment.arrival_us));
    let sequence = api::kinesis::sequence_number(created_s, next.saturating_sub(1), arrival_s, segment.source.shard);
    Point::After(Arc::from(sequence), next)
}
