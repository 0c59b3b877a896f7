//! A stream's hash keys over the last minute: what lands where, which keys are hot. Seconds that are over are looked at once
//! and kept; they belong to a stream of a branch, and are dropped when time goes back.

mod guide;
mod second;

use crate::Host;
use api::kinesis::shard_id;
use kinesis::{Shard, Stream, limits};
use protocol::{HEAT_SECONDS, HashShard, Hashes, HotKey};
use second::{KeyOn, Load, Second, Tally, share_of_space};
use sim::Time;
use sim::time::SECOND_US;
use std::collections::{BTreeMap, VecDeque};

/// Keys, loads and shares are told of so many seconds: long enough to be steady, short enough to follow a change.
const SPAN_S: u64 = 20;
/// Shards that are shown, open and closed each.
const SHARDS_MAX: usize = 256;
/// Keys that are shown.
const KEYS_MAX: usize = 12;
/// A key's text is shortened to this many bytes.
const KEY_BYTES_MAX: usize = 64;

/// The seconds that were looked at.
#[derive(Default)]
pub(crate) struct Looked {
    stream: String,
    created: Time,
    branch: u64,
    /// The end of the last one.
    until_s: u64,
    /// Oldest first, without gaps.
    seconds: VecDeque<Second>,
    /// Sums over the last [`SPAN_S`] of them.
    sums: Sums,
}

/// What keys and shards have taken over the last seconds.
#[derive(Default)]
struct Sums {
    keys: BTreeMap<KeyOn, Tally>,
    shards: BTreeMap<u32, Sum>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    records: u64,
    sampled: u64,
    bytes: f64,
}

impl Looked {
    /// Looks at the seconds that are over since the last time.
    fn go_on(&mut self, stream: &Stream, branch: u64, until_s: u64) {
        let is_same = self.stream == stream.name() && self.created == stream.created() && self.branch == branch;
        if !is_same || until_s < self.until_s {
            *self = Self { stream: stream.name().into(), created: stream.created(), branch, ..Self::default() };
        }
        let first = until_s.saturating_sub(u64::from(HEAT_SECONDS));
        while self.seconds.front().is_some_and(|second| second.at < first) {
            self.seconds.pop_front();
        }
        let next = self.seconds.back().map_or(first, |last| last.at + 1);
        if next >= until_s && self.until_s == until_s {
            return;
        }
        self.seconds.extend((next..until_s).map(|at| Second::look(stream, at)));
        self.until_s = until_s;
        self.sums = Sums::default();
        let from = until_s.saturating_sub(SPAN_S);
        self.seconds.iter().filter(|second| second.at >= from).for_each(|second| self.sums.add(second));
    }

    fn load(&self, shard: u32) -> Load {
        let last = self.seconds.back().filter(|second| second.at + 1 == self.until_s);
        last.and_then(|second| second.shards.get(&shard)).copied().unwrap_or_default()
    }

    fn cells(&self) -> Vec<u32> {
        let missing = (HEAT_SECONDS as usize).saturating_sub(self.seconds.len()) * protocol::HEAT_ROWS as usize;
        let seen = self.seconds.iter().flat_map(|second| &second.cells).copied();
        std::iter::repeat_n(0, missing).chain(seen).collect()
    }
}

impl Sums {
    fn add(&mut self, second: &Second) {
        for (key, tally) in &second.keys {
            match self.keys.get_mut(key) {
                Some(sum) => sum.records += tally.records,
                None => {
                    self.keys.insert(key.clone(), *tally);
                }
            }
        }
        for (shard, load) in &second.shards {
            let sum = self.shards.entry(*shard).or_default();
            sum.records += load.records;
            sum.sampled += load.sampled;
            sum.bytes += load.bytes();
        }
    }

    fn of(&self, shard: u32) -> Sum {
        self.shards.get(&shard).copied().unwrap_or_default()
    }

    /// The keys of a shard.
    fn keys_of(&self, shard: u32) -> impl Iterator<Item = (&[u8], &Tally)> {
        let range = self.keys.range((shard, Vec::new())..(shard + 1, Vec::new()));
        range.map(|((_, key), tally)| (key.as_slice(), tally))
    }
}

/// The seconds of the last [`SPAN_S`] in which a shard was open.
fn open_seconds(shard: &Shard, until_s: u64) -> f64 {
    let from = (until_s.saturating_sub(SPAN_S) * SECOND_US).max(shard.opened().0);
    (until_s * SECOND_US).saturating_sub(from) as f64 / SECOND_US as f64
}

/// The larger of two loads: 1 is the limit.
fn fill(records_per_s: f64, bytes_per_s: f64) -> f64 {
    let records = records_per_s / limits::SHARD_RECORDS_PER_S_MAX as f64;
    records.max(bytes_per_s / limits::SHARD_BYTES_PER_S_MAX as f64)
}

impl Host {
    pub(super) fn hashes_view(&mut self, name: &str, shard: Option<&str>) -> Hashes {
        let mut looked = self.views.hashes.take().unwrap_or_default();
        let account = self.run.present();
        let now = super::streams::now(self);
        let mut view = Hashes { stream: name.into(), until_s: now.as_secs(), span_s: SPAN_S, ..Hashes::default() };
        if let Some(stream) = account.kinesis().stream(name) {
            looked.go_on(stream, self.run.branch(), view.until_s);
            view.every = looked.seconds.iter().map(|second| second.every).max().unwrap_or(1);
            view.cells = looked.cells();
            view.shards = shards(stream, &looked, now);
            view.open_shards = stream.shards().filter(|shard| shard.is_open()).count() as u64;
            view.keys = keys(stream, &looked);
            view.guide = guide::guide(stream, &looked, shard);
            view.merges = guide::merges(stream, &looked);
            view.reshard = guide::last_change(stream, view.until_s);
            view.enhanced = stream.shard_metrics();
        }
        self.views.hashes = Some(looked);
        view
    }
}

/// The shards: open ones by hash key, then closed ones by number.
fn shards(stream: &Stream, looked: &Looked, now: Time) -> Vec<HashShard> {
    let (mut open, mut closed): (Vec<_>, Vec<_>) = stream.shards().partition(|shard| shard.is_open());
    if open.len() > SHARDS_MAX {
        open.sort_by_key(|shard| std::cmp::Reverse(looked.sums.of(shard.number()).records));
        open.truncate(SHARDS_MAX);
    }
    open.sort_by_key(|shard| shard.hash_range());
    closed.drain(..closed.len().saturating_sub(SHARDS_MAX));
    open.into_iter().chain(closed).map(|shard| shard_view(shard, looked, now)).collect()
}

fn shard_view(shard: &Shard, looked: &Looked, now: Time) -> HashShard {
    let load = looked.load(shard.number());
    let (from, to) = shard.hash_range();
    let (until_s, columns) = (looked.until_s, u64::from(HEAT_SECONDS));
    let shown = shard.refused().filter(|it| it.second < until_s && it.second + columns >= until_s);
    let lately = shard.refused().filter(|it| it.second < until_s && it.second + SPAN_S >= until_s);
    let (by_records, by_bytes) = lately.fold((0, 0), |sum, it| (sum.0 + it.by_records, sum.1 + it.by_bytes));
    HashShard {
        id: shard.id(),
        open: shard.is_open(),
        from: share_of_space(from),
        to: to.checked_add(1).map_or(1.0, share_of_space),
        hash_from: from.to_string(),
        hash_to: to.to_string(),
        opened_us: shard.opened().0,
        closed_us: shard.closed().map(|at| at.0),
        fill: fill(load.records as f64, load.bytes()),
        records_per_s: load.records as f64,
        refused: shown.map(|it| ((it.second + columns - until_s) as u32, it.records())).collect(),
        refused_by_records: by_records,
        refused_by_bytes: by_bytes,
        iterator_age_us: shard.iterator_age_us(now),
    }
}

/// The hottest keys of the open shards.
fn keys(stream: &Stream, looked: &Looked) -> Vec<HotKey> {
    let all = looked.sums.keys.iter();
    let mut open: Vec<_> =
        all.filter(|((shard, _), _)| stream.shard(*shard).is_some_and(|shard| shard.is_open())).collect();
    open.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.records));
    let shown = open.into_iter().take(KEYS_MAX);
    shown.filter_map(|((shard, key), tally)| hot_key(stream.shard(*shard)?, key, tally, looked)).collect()
}

fn hot_key(shard: &Shard, key: &[u8], tally: &Tally, looked: &Looked) -> Option<HotKey> {
    let sum = looked.sums.of(shard.number());
    let seconds = open_seconds(shard, looked.until_s);
    (sum.sampled > 0 && seconds > 0.0).then(|| {
        let share = tally.records as f64 / sum.sampled as f64;
        HotKey {
            key: super::shortened(&String::from_utf8_lossy(key), KEY_BYTES_MAX),
            hash: tally.hash.map(|hash| hash.to_string()).unwrap_or_default(),
            at: share_of_space(tally.place),
            shard: shard_id(shard.number()),
            share,
            records_per_s: share * sum.records as f64 / seconds,
        }
    })
}
