//! What a consumer has handled: how often, how late, and the last ones for people to look at.

use super::RECENT_MAX;
use super::views::{Calls, Handled, Turn, What};
use crate::ring::Ring;
use api::{AwsError, RecordId, Slice};
use imbl::{OrdSet, Vector};
use service::{Ctx, Note};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

/// Of so many messages handled last, a second time is noticed.
const KNOWN_MAX: usize = 100_000;

/// What was handled.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub handled: u64,
    pub duplicates: u64,
    pub replayed: u64,
    pub calls: Calls,
    pub error: Option<AwsError>,
    pub last_error: Option<Time>,
    last_note: Option<Time>,
    seconds: Ring<30>,
    /// What was handled within each of the last ten seconds, and for how many milliseconds that had waited.
    counted: Ring<10>,
    waited_ms: Ring<10>,
    recent: Vector<Handled>,
    /// Messages handled before, by their ids, and the same in the order of their coming.
    known: OrdSet<u128>,
    known_in_order: Vector<u128>,
}

impl Tally {
    /// Records of one shard: those below `high` have been handled before, and those below `replay` were asked for again.
    pub fn records(&mut self, slice: &Slice, worker: u32, (high, replay): (u64, u64), now: Time) {
        let first = slice.segment.first + u64::from(slice.from);
        let mut count = [0_u64; 3];
        // Of a long run only the last ones are looked at, and none is touched where nothing is aggregated.
        for (number, item) in slice.items() {
            let turn = match number {
                _ if number < replay => Turn::Replayed,
                _ if number < high => Turn::Again,
                _ => Turn::First,
            };
            let weight = api::kinesis::aggregated::count(item.data(&slice.segment.bytes));
            count[turn as usize] += weight;
            if number + (RECENT_MAX as u64) >= first + slice.len() {
                let source = (*slice.segment.source).clone();
                self.remember(Handled { what: What::Record(RecordId { source, number }), at: now, worker, turn });
            }
        }
        let [fresh, again, replayed] = count;
        self.replayed += replayed;
        self.duplicates += again;
        self.count(fresh + again + replayed, fresh + again, now - Time(slice.segment.arrival_us), now);
    }

    /// A message that was sent at `sent`.
    pub fn message(&mut self, id: &Arc<str>, worker: u32, sent: Time, now: Time) {
        let digits = id.bytes().filter_map(|digit| char::from(digit).to_digit(16));
        let number = digits.fold(0_u128, |number, digit| number << 4 | u128::from(digit));
        let turn = if self.known.insert(number).is_some() { Turn::Again } else { Turn::First };
        if turn == Turn::First {
            self.known_in_order.push_back(number);
            if self.known_in_order.len() > KNOWN_MAX
                && let Some(oldest) = self.known_in_order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
        self.duplicates += u64::from(turn == Turn::Again);
        self.remember(Handled { what: What::Message(id.clone()), at: now, worker, turn });
        self.count(1, 1, now - sent, now);
    }

    fn count(&mut self, count: u64, timed: u64, waited_us: u64, now: Time) {
        let second = now.as_secs();
        self.handled += count;
        self.seconds.add(second, count);
        self.counted.add(second, timed);
        self.waited_ms.add(second, (waited_us / 1_000).saturating_mul(timed));
    }

    fn remember(&mut self, handled: Handled) {
        self.recent.push_back(handled);
        if self.recent.len() > RECENT_MAX {
            self.recent.pop_front();
        }
    }

    /// What was handled last, oldest first.
    pub fn recent(&self) -> Vec<Handled> {
        self.recent.iter().cloned().collect()
    }

    /// Handled in each of the last 30 seconds, and in the last one that is over.
    pub fn rates(&self, now: Time) -> ([u64; 30], u64) {
        let counts = self.seconds.counts(now.as_secs());
        (counts, counts[28])
    }

    /// The mean time from arrival to handling over the last ten seconds.
    pub fn latency_us(&self, now: Time) -> Option<u64> {
        let counted = self.counted.sum(now.as_secs());
        (self.waited_ms.sum(now.as_secs()) * 1_000).checked_div(counted)
    }

    /// A call that failed for another reason than a throttle. It is told once, and again after ten seconds of it.
    pub fn failed<E>(&mut self, consumer: &str, error: AwsError, ctx: &mut Ctx<'_, E>) {
        let now = ctx.now();
        self.calls.failed += 1;
        let is_new = self.error.as_ref() != Some(&error);
        if is_new || self.last_note.is_none_or(|last| now - last >= 10 * SECOND_US) {
            let note = Note::error("consumer-failed").with("consumer", consumer);
            ctx.note(note.with("error", &error.code).with("message", &error.message));
            self.last_note = Some(now);
        }
        (self.error, self.last_error) = (Some(error), Some(now));
    }

    /// A call that went well: what failed before is over.
    pub fn went_well(&mut self) {
        self.error = None;
    }
}
