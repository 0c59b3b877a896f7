//! Changes that take a while: which shards there are, and what else makes a stream `UPDATING`.

use crate::limits;
use crate::shard::{Parents, Shard, burst_bytes};
use crate::state::{Mode, Status, Stream, even_ranges};
use crate::{Ctx, Event};
use service::Note;
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

/// What a stream is being changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// One shard to two.
    Split {
        /// The shard's number.
        shard: u32,
        /// The first hash key of the upper one.
        at: u128,
    },
    /// Two shards to one.
    Merge {
        /// The lower one's number.
        lower: u32,
        /// The upper one's number.
        upper: u32,
    },
    /// So many shards of one width.
    Count(u32),
    /// Another mode.
    Mode(Mode),
    /// Another largest record, in KiB.
    RecordSize(u32),
    /// Records are encrypted.
    Encrypt(Arc<str>),
    /// Records are not encrypted.
    Decrypt,
}

impl Change {
    /// How long it takes, or each round of it.
    fn takes_us(&self) -> u64 {
        match self {
            Self::Split { .. } | Self::Merge { .. } | Self::Count(_) => limits::RESHARD_US,
            Self::Mode(_) | Self::RecordSize(_) | Self::Encrypt(_) | Self::Decrypt => limits::UPDATE_US,
        }
    }
}

impl Stream {
    /// Begins a change of an active stream.
    pub(crate) fn begin(&mut self, change: Change, ctx: &mut Ctx<'_, Event>) {
        self.status = Status::Updating;
        self.schedule_update(&change, ctx);
        self.change = Some(change);
    }

    /// Goes on with what was begun: makes the change, or its next round.
    pub(crate) fn go_on(&mut self, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(change) = self.change.take() else { return };
        match &change {
            Change::Split { shard, at } => self.split(*shard, *at, now),
            Change::Merge { lower, upper } => self.merge(*lower, *upper, now),
            Change::Count(count) => {
                let is_done = self.step_to(*count, now);
                self.wake_closed(ctx);
                if !is_done {
                    self.schedule_update(&change, ctx);
                    self.change = Some(change);
                    return;
                }
            }
            Change::Mode(mode) => self.mode = *mode,
            Change::RecordSize(kib) => self.set_record_size(*kib, now),
            Change::Encrypt(key) => self.encrypt(Some(key.clone()), now),
            Change::Decrypt => self.encrypt(None, now),
        }
        self.status = Status::Active;
        self.wake_closed(ctx);
        self.arrange_trim(ctx);
        self.arrange_scaling(ctx);
        if matches!(change, Change::Split { .. } | Change::Merge { .. } | Change::Count(_)) {
            let note = Note::info("kinesis-resharded").with("stream", &self.name);
            ctx.note(note.with("shards", self.open_shards()));
        }
    }

    fn schedule_update(&self, change: &Change, ctx: &mut Ctx<'_, Event>) {
        let event = Event::Updated { stream: self.name.clone(), created_us: self.created.0 };
        ctx.schedule(change.takes_us(), event);
    }

    /// Closes a shard and opens two, of which the upper one begins at `at`.
    pub(crate) fn split(&mut self, shard: u32, at: u128, now: Time) {
        let Some((from, to)) = self.close(shard, now) else { return };
        let parents = Parents { first: Some(shard), adjacent: None };
        // AWS makes children a second ahead: their numbers then lie behind all of their parents'.
        self.add_shard((from, at - 1), parents, now + SECOND_US, now);
        self.add_shard((at, to), parents, now + SECOND_US, now);
        self.route_anew();
    }

    fn merge(&mut self, lower: u32, upper: u32, now: Time) {
        let Some((from, _)) = self.close(lower, now) else { return };
        let Some((_, to)) = self.close(upper, now) else { return };
        let parents = Parents { first: Some(lower), adjacent: Some(upper) };
        self.add_shard((from, to), parents, now + SECOND_US, now);
        self.route_anew();
    }

    fn close(&mut self, number: u32, now: Time) -> Option<(u128, u128)> {
        let shard = self.shard_mut(number)?;
        shard.closed = Some(now);
        Some((shard.hash_from, shard.hash_to))
    }

    /// One round on the way to `count` shards of one width: first shards are split where the new ones will begin, then
    /// neighbours are merged that will lie in one. Gives whether nothing more is to be done.
    fn step_to(&mut self, count: u32, now: Time) -> bool {
        let wanted: Vec<_> = even_ranges(count).collect();
        let splits: Vec<_> = self.open().filter_map(|shard| Some((shard.number(), cut(shard, &wanted)?))).collect();
        for (shard, at) in &splits {
            self.split(*shard, *at, now);
        }
        if splits.is_empty() {
            for (lower, upper) in self.pairs(&wanted) {
                self.merge(lower, upper, now);
            }
        }
        let is_cut = !self.open().any(|shard| cut(shard, &wanted).is_some());
        is_cut && self.pairs(&wanted).is_empty()
    }

    /// Neighbours that lie in one of the `wanted` ranges, no shard twice.
    fn pairs(&self, wanted: &[(u128, u128)]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut lower: Option<(u32, usize)> = None;
        for shard in self.open() {
            let range = wanted.partition_point(|range| range.1 < shard.hash_from);
            match lower.take() {
                Some((number, of)) if of == range => pairs.push((number, shard.number())),
                _ => lower = Some((shard.number(), range)),
            }
        }
        pairs
    }

    /// The open shards by hash key.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Shard> {
        self.routes.iter().filter_map(|route| self.shards.get(route.index as usize)).map(|shard| &**shard)
    }

    /// How many shards are open at most on the way to `count`.
    pub(crate) fn open_on_the_way(&self, count: u32) -> u64 {
        let mut starts: Vec<u128> = self.open().map(|shard| shard.hash_from).collect();
        starts.extend(even_ranges(count).map(|range| range.0));
        starts.sort();
        starts.dedup();
        starts.len() as u64
    }

    fn set_record_size(&mut self, kib: u32, now: Time) {
        self.record_kib_max = kib;
        for shard in &mut self.shards {
            Arc::make_mut(shard).write_bytes.resize(burst_bytes(kib), now);
        }
    }

    fn encrypt(&mut self, key: Option<Arc<str>>, now: Time) {
        let mut periods = self.encrypted.to_vec();
        match (&self.key_id, &key) {
            (None, Some(_)) => periods.push((now.0, u64::MAX)),
            (Some(_), None) => {
                if let Some(last) = periods.last_mut() {
                    last.1 = now.0;
                }
            }
            _ => {}
        }
        self.encrypted = periods.into();
        self.key_id = key;
    }
}

/// Where a shard is to be split so that it lies in fewer of the `wanted` ranges: at the start nearest to its middle.
fn cut(shard: &Shard, wanted: &[(u128, u128)]) -> Option<u128> {
    let first = wanted.partition_point(|range| range.0 <= shard.hash_from);
    let end = wanted.partition_point(|range| range.0 <= shard.hash_to);
    let middle = shard.hash_from + (shard.hash_to - shard.hash_from) / 2;
    let inside = wanted.get(first..end).unwrap_or_default().iter().map(|range| range.0);
    inside.min_by_key(|start| start.abs_diff(middle))
}
