//! What the service holds: streams, what is known about them, and their shards.

use crate::consumers::Consumer;
use crate::limits;
use crate::reshard::Change;
use crate::shard::{Parents, Plan, Shard};
use crate::{Ctx, Event};
use api::kinesis::Periods;
use service::Note;
use sim::Time;
use sim::time::SECOND_US;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The service.
#[derive(Clone, Debug, Default)]
pub struct Kinesis {
    pub(crate) streams: BTreeMap<Arc<str>, Stream>,
}

/// What becomes of a stream with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It takes nothing yet.
    Creating,
    /// It takes and gives.
    Active,
    /// It takes and gives while it is being changed; no second change is begun.
    Updating,
    /// It takes no more.
    Deleting,
}

impl Status {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }

    /// Whether records go in and out.
    pub fn serves(self) -> bool {
        matches!(self, Self::Active | Self::Updating)
    }
}

/// How a stream's capacity is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By the shard.
    Provisioned,
    /// By use.
    OnDemand,
}

impl Mode {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::OnDemand => "ON_DEMAND",
        }
    }
}

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    pub(crate) name: Arc<str>,
    pub(crate) created: Time,
    pub(crate) start_epoch_ms: u64,
    pub(crate) status: Status,
    pub(crate) mode: Mode,
    pub(crate) record_kib_max: u32,
    pub(crate) retention_hours: u32,
    /// By number, without those that have expired. Each by itself, so that a change after a clone copies one shard
    /// (and none of its records).
    pub(crate) shards: Vec<Arc<Shard>>,
    pub(crate) routes: Arc<[Route]>,
    /// The number of the next new shard. No number comes twice.
    pub(crate) next_shard: u32,
    /// Records that puts have brought, refused ones included.
    pub(crate) offered: u64,
    /// What the expired shards had.
    pub(crate) expired: Expired,
    /// When the next old records go, if that is arranged.
    pub(crate) trim_at: Option<Time>,
    /// When the load is looked at next, if that is arranged. Only an on-demand stream does it.
    pub(crate) scale_at: Option<Time>,
    /// What it is `UPDATING` to.
    pub(crate) change: Option<Change>,
    pub(crate) quotas: Quotas,
    /// The key, while records are encrypted.
    pub(crate) key_id: Option<Arc<str>>,
    /// When they were, up to now.
    pub(crate) encrypted: Periods,
    pub(crate) metrics: ShardMetrics,
    pub(crate) tags: Arc<BTreeMap<String, String>>,
    pub(crate) consumers: BTreeMap<Arc<str>, Consumer>,
}

/// Which open shard takes the hash keys up to `to` (from the route before on).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) to: u128,
    /// Its index among the stream's shards.
    pub(crate) index: u32,
    /// Its number.
    pub(crate) number: u32,
}

/// Sums over shards that are no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expired {
    pub(crate) accepted: u64,
    pub(crate) throttled: u64,
}

/// When changes were begun of which there may be so many in a day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quotas {
    pub(crate) shard_counts: Vec<Time>,
    pub(crate) modes: Vec<Time>,
    pub(crate) keys_started: Vec<Time>,
    pub(crate) keys_stopped: Vec<Time>,
}

/// Whether there is one more in the 24 hours before `now`.
pub(crate) fn has_quota(list: &[Time], most: usize, now: Time) -> bool {
    list.iter().filter(|at| now - **at < limits::DAY_US).count() < most
}

/// Enters one more.
pub(crate) fn use_quota(list: &mut Vec<Time>, now: Time) {
    list.retain(|at| now - *at < limits::DAY_US);
    list.push(now);
}

/// The metrics of single shards that are switched on, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ShardMetrics(pub(crate) u8);

impl ShardMetrics {
    /// In the order of AWS's list.
    pub const NAMES: [&'static str; 7] = [
        "IncomingBytes",
        "IncomingRecords",
        "OutgoingBytes",
        "OutgoingRecords",
        "WriteProvisionedThroughputExceeded",
        "ReadProvisionedThroughputExceeded",
        "IteratorAgeMilliseconds",
    ];

    /// Those with these names; `ALL` is all.
    pub fn of(names: &[String]) -> Self {
        let all = names.iter().any(|name| name == "ALL");
        let is_wanted = |index: &usize| all || names.iter().any(|name| name == Self::NAMES[*index]);
        Self((0..Self::NAMES.len()).filter(is_wanted).fold(0, |bits, index| bits | (1 << index)))
    }

    /// Their names.
    pub fn names(self) -> Vec<String> {
        let named = Self::NAMES.iter().enumerate().filter(|(index, _)| self.0 & (1 << index) != 0);
        named.map(|(_, name)| (*name).to_owned()).collect()
    }

    /// Whether `name` is among them.
    pub fn has(self, name: &str) -> bool {
        Self::NAMES.iter().enumerate().any(|(index, other)| *other == name && self.0 & (1 << index) != 0)
    }
}

impl Stream {
    pub(crate) fn new(
        name: &str,
        mode: Mode,
        shards: u32,
        record_kib_max: u32,
        now: Time,
        start_epoch_ms: u64,
    ) -> Self {
        let name: Arc<str> = name.into();
        let mut stream = Self {
            name,
            created: now,
            start_epoch_ms,
            status: Status::Creating,
            mode,
            record_kib_max,
            retention_hours: limits::RETENTION_HOURS_MIN,
            shards: Vec::new(),
            routes: Arc::default(),
            next_shard: 0,
            offered: 0,
            expired: Expired::default(),
            trim_at: None,
            scale_at: None,
            change: None,
            quotas: Quotas::default(),
            key_id: None,
            encrypted: Periods::default(),
            metrics: ShardMetrics::default(),
            tags: Arc::default(),
            consumers: BTreeMap::new(),
        };
        for hashes in even_ranges(shards) {
            stream.add_shard(hashes, Parents::default(), now, now);
        }
        stream.route_anew();
        stream
    }

    /// Opens one more shard. `created` is the instant in its numbers. Call [`Self::route_anew`] in the end.
    pub(crate) fn add_shard(&mut self, hashes: (u128, u128), parents: Parents, created: Time, now: Time) {
        let plan = Plan {
            stream: self.name.clone(),
            created,
            created_s: self.epoch_s(created),
            number: self.next_shard,
            hashes,
            record_kib_max: self.record_kib_max,
            parents,
        };
        self.next_shard += 1;
        self.shards.push(Arc::new(Shard::new(plan, now)));
    }

    /// Writes down again which open shard takes what.
    pub(crate) fn route_anew(&mut self) {
        let open = self.shards.iter().enumerate().filter(|(_, shard)| shard.closed.is_none());
        let routes = open.map(|(index, shard)| {
            let (to, index, number) = (shard.hash_to, index as u32, shard.number());
            Route { to, index, number }
        });
        let mut routes: Vec<_> = routes.collect();
        routes.sort_by_key(|route| route.to);
        self.routes = routes.into();
    }

    /// The shard that takes a hash key.
    pub(crate) fn route(&self, hash: u128) -> Option<&Route> {
        // Most streams divide the hash keys evenly. So a first guess, by the upper 32 bits, is mostly right, and costs the same
        // for any number of shards.
        let guess = (((hash >> 96) as u64 * self.routes.len() as u64) >> 32) as usize;
        let begins =
            guess.checked_sub(1).and_then(|before| self.routes.get(before)).is_none_or(|route| route.to < hash);
        let guessed = self.routes.get(guess).filter(|route| begins && hash <= route.to);
        guessed.or_else(|| self.routes.get(self.routes.partition_point(|route| route.to < hash)))
    }

    /// The index of shard `number`.
    pub(crate) fn index_of(&self, number: u32) -> Option<usize> {
        self.shards.binary_search_by_key(&number, |shard| shard.number()).ok()
    }

    /// Shard `number`, to change it.
    pub(crate) fn shard_mut(&mut self, number: u32) -> Option<&mut Shard> {
        let index = self.index_of(number)?;
        self.shards.get_mut(index).map(Arc::make_mut)
    }

    /// How many shards take records.
    pub(crate) fn open_shards(&self) -> u64 {
        self.routes.len() as u64
    }

    pub(crate) fn retention_us(&self) -> u64 {
        u64::from(self.retention_hours) * 3_600 * SECOND_US
    }

    pub(crate) fn created_s(&self) -> u64 {
        self.epoch_s(self.created)
    }

    pub(crate) fn epoch_s(&self, time: Time) -> u64 {
        (self.start_epoch_ms + time.as_ms()) / 1_000
    }

    /// `KMS`, if records are encrypted now.
    pub(crate) fn encryption(&self) -> Option<String> {
        self.key_id.is_some().then(|| "KMS".to_owned())
    }

    /// Forgets what is too old, closed shards too, and notes it.
    pub(crate) fn forget(&mut self, ctx: &mut Ctx<'_, Event>) {
        let before = self.records();
        self.trim(ctx.now());
        let trimmed = before - self.records();
        if trimmed > 0 {
            ctx.note(Note::info("kinesis-trimmed").with("stream", &self.name).with("records", trimmed));
        }
    }

    fn trim(&mut self, now: Time) {
        let retention_us = self.retention_us();
        let is_due = |since_us: u64| since_us + retention_us <= now.0;
        for shard in &mut self.shards {
            if shard.log.oldest_us().is_some_and(is_due) {
                Arc::make_mut(shard).log.forget_before((now.0 + 1).saturating_sub(retention_us));
            }
        }
        let is_expired = |shard: &Arc<Shard>| shard.closed.is_some_and(|closed| is_due(closed.0));
        if self.shards.iter().any(is_expired) {
            for shard in self.shards.iter().filter(|shard| is_expired(shard)) {
                self.expired.accepted += shard.log.next();
                self.expired.throttled += shard.throttled;
            }
            self.shards.retain(|shard| !is_expired(shard));
            self.route_anew();
        }
    }

    /// Has the next old records go when they are due, if that is not arranged.
    pub(crate) fn arrange_trim(&mut self, ctx: &mut Ctx<'_, Event>) {
        if self.trim_at.is_some() {
            return;
        }
        let since = |shard: &Arc<Shard>| shard.log.oldest_us().or(shard.closed.map(|closed| closed.0));
        let oldest_us = self.shards.iter().filter_map(since).min();
        self.trim_at = oldest_us.map(|since_us| trim_time(since_us + self.retention_us()));
        if let Some(at) = self.trim_at {
            ctx.schedule_at(at, Event::Trim { stream: self.name.clone(), created_us: self.created.0 });
        }
    }
}

/// Whole minutes, so that one event drops many records.
fn trim_time(due_us: u64) -> Time {
    Time(due_us.div_ceil(limits::TRIM_STEP_US) * limits::TRIM_STEP_US)
}

/// How AWS divides the hash keys among `shards` new shards.
pub(crate) fn even_ranges(shards: u32) -> impl Iterator<Item = (u128, u128)> {
    let width = hash_width(shards);
    (0..shards).map(move |number| {
        let from = u128::from(number) * width;
        (from, if number + 1 == shards { u128::MAX } else { from + (width - 1) })
    })
}

/// 2^128 / `shards`, rounded down; one shard takes all, whatever this says.
fn hash_width(shards: u32) -> u128 {
    let shards = u128::from(shards.max(1));
    let rest = u128::MAX % shards;
    u128::MAX / shards + u128::from(rest + 1 == shards && shards > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_the_hash_space_as_aws_does() {
        let two: Vec<_> = even_ranges(2).collect();
        assert_eq!(two[0], (0, 170_141_183_460_469_231_731_687_303_715_884_105_727));
        assert_eq!(two[1], (170_141_183_460_469_231_731_687_303_715_884_105_728, u128::MAX));
        assert_eq!(even_ranges(1).collect::<Vec<_>>(), [(0, u128::MAX)]);
        assert_eq!(even_ranges(3).nth(1).map(|range| range.0), Some(u128::MAX / 3));
    }

    #[test]
    fn metrics_are_named_in_order() {
        let all = ShardMetrics::of(&["ALL".into()]);
        assert_eq!(all.names().len(), 7);
        let some = ShardMetrics::of(&["OutgoingBytes".into(), "IncomingBytes".into()]);
        assert_eq!(some.names(), ["IncomingBytes", "OutgoingBytes"]);
        assert!(some.has("OutgoingBytes") && !some.has("OutgoingRecords"));
    }
}
