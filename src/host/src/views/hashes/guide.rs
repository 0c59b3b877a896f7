//! What a split or a merge would do, by the records of the last seconds, and what the last one has done.

use super::second::{Tally, number_of};
use super::{Looked, SPAN_S, fill, hot_key, open_seconds};
use api::kinesis::shard_id;
use kinesis::{Shard, Stream};
use protocol::{Merge, Proposal, Resharding, Side, SplitGuide, SplitPart, SplitStep};
use serde_json::json;
use sim::Time;
use sim::time::SECOND_US;
use std::ops::RangeInclusive;

/// A key with less of its shard's records is nothing to split around.
const HOT_SHARE_MIN: f64 = 0.2;
/// Merges that are proposed.
const MERGES_MAX: usize = 8;
/// Shards before and after a change that are told of.
const SIDES_MAX: usize = 8;

/// What to know before a split of the shard `wanted`, or of the one in most trouble.
pub(super) fn guide(stream: &Stream, looked: &Looked, wanted: Option<&str>) -> Option<SplitGuide> {
    let open = || stream.shards().filter(|shard| shard.is_open());
    let chosen = wanted.and_then(number_of).and_then(|number| open().find(|shard| shard.number() == number));
    let shard = chosen.or_else(|| {
        // Of equals the first.
        open().reduce(|most, shard| if trouble(shard, looked) > trouble(most, looked) { shard } else { most })
    })?;
    let load = load(shard, looked);
    let hottest = looked.sums.keys_of(shard.number()).max_by_key(|(_, tally)| tally.records);
    let hot_hash = hottest.and_then(|(_, tally)| tally.hash);
    let hottest = hottest.and_then(|(key, tally)| hot_key(shard, key, tally, looked));
    let mut guide = SplitGuide {
        shard: shard.id(),
        fill: load.fill,
        records_per_s: load.records_per_s,
        refused_per_s: refused(shard, looked.until_s) as f64 / load.seconds.max(1.0),
        hottest,
        proposals: Vec::new(),
    };
    let plan = Plan { stream, shard, looked, load, hot_hash };
    guide.proposals.extend(plan.even());
    if guide.hottest.as_ref().is_some_and(|hottest| hottest.share >= HOT_SHARE_MIN) {
        guide.proposals.extend(hot_hash.and_then(|hash| plan.around(hash)));
    }
    Some(guide)
}

/// Refusals first, then load.
fn trouble(shard: &Shard, looked: &Looked) -> (u64, f64) {
    (refused(shard, looked.until_s), load(shard, looked).fill)
}

fn refused(shard: &Shard, until_s: u64) -> u64 {
    refused_between(shard, until_s.saturating_sub(SPAN_S), until_s)
}

fn refused_between(shard: &Shard, from_s: u64, until_s: u64) -> u64 {
    shard.refused().filter(|it| (from_s..until_s).contains(&it.second)).map(|it| it.records()).sum()
}

/// What a shard took over the last seconds.
#[derive(Clone, Copy)]
struct Recent {
    seconds: f64,
    records_per_s: f64,
    bytes_per_s: f64,
    fill: f64,
}

fn load(shard: &Shard, looked: &Looked) -> Recent {
    let sum = looked.sums.of(shard.number());
    let seconds = open_seconds(shard, looked.until_s);
    let per_s = |count: f64| if seconds > 0.0 { count / seconds } else { 0.0 };
    let (records_per_s, bytes_per_s) = (per_s(sum.records as f64), per_s(sum.bytes));
    Recent { seconds, records_per_s, bytes_per_s, fill: fill(records_per_s, bytes_per_s) }
}

struct Plan<'a> {
    stream: &'a Stream,
    shard: &'a Shard,
    looked: &'a Looked,
    load: Recent,
    hot_hash: Option<u128>,
}

impl Plan<'_> {
    /// In the middle of its hash keys.
    fn even(&self) -> Option<Proposal> {
        let (from, to) = self.shard.hash_range();
        let at = from + (to - from) / 2;
        let parts = vec![self.part(from..=at.checked_sub(1)?), self.part(at..=to)];
        let steps = vec![self.step(&self.shard.id(), at)];
        may_split(from, at, to).then(|| Proposal { kind: "even".into(), steps, parts })
    }

    /// Around one hash key, so that it has a shard for itself. AWS wants two hash keys in a shard: the next one comes along.
    fn around(&self, hash: u128) -> Option<Proposal> {
        let (from, to) = self.shard.hash_range();
        let (mut steps, mut parts) = (Vec::new(), Vec::new());
        let (mut shard, mut lowest) = (self.shard.id(), from);
        if may_split(from, hash, to) {
            steps.push(self.step(&shard, hash));
            parts.push(self.part(from..=hash - 1));
            // Two new shards get the next two numbers, the upper one the second.
            let last = self.stream.shards().map(|shard| shard.number()).max()?;
            (shard, lowest) = (shard_id(last + 2), hash);
        }
        match hash.checked_add(2).filter(|next| may_split(lowest, *next, to)) {
            Some(next) => {
                steps.push(self.step(&shard, next));
                parts.extend([self.part(lowest..=next - 1), self.part(next..=to)]);
            }
            None => parts.push(self.part(lowest..=to)),
        }
        (!steps.is_empty()).then(|| Proposal { kind: "around".into(), steps, parts })
    }

    fn step(&self, shard: &str, at: u128) -> SplitStep {
        let params =
            json!({ "StreamName": self.stream.name(), "ShardToSplit": shard, "NewStartingHashKey": at.to_string() });
        SplitStep { shard: shard.into(), at: at.to_string(), cli: api::command_line("Kinesis.SplitShard", &params) }
    }

    /// What would go to these hash keys.
    fn part(&self, range: RangeInclusive<u128>) -> SplitPart {
        let goes = |tally: &Tally| if range.contains(&tally.place) { tally.records } else { 0 };
        let records: u64 = self.looked.sums.keys_of(self.shard.number()).map(|(_, tally)| goes(tally)).sum();
        let sampled = self.looked.sums.of(self.shard.number()).sampled;
        let share = if sampled > 0 { records as f64 / sampled as f64 } else { 0.0 };
        SplitPart {
            hash_from: range.start().to_string(),
            hash_to: range.end().to_string(),
            share,
            records_per_s: share * self.load.records_per_s,
            fill: share * self.load.fill,
            hot: self.hot_hash.is_some_and(|hash| range.contains(&hash)),
        }
    }
}

/// AWS's condition for `NewStartingHashKey`.
fn may_split(from: u128, at: u128, to: u128) -> bool {
    from.checked_add(1).is_some_and(|next| at > next) && at < to
}

/// Neighbours that might be merged.
pub(super) fn merges(stream: &Stream, looked: &Looked) -> Vec<Merge> {
    let mut open: Vec<_> = stream.shards().filter(|shard| shard.is_open()).collect();
    open.sort_by_key(|shard| shard.hash_range());
    let mut merges: Vec<_> = open
        .windows(2)
        .filter_map(|pair| {
            let [lower, upper] = pair else { return None };
            let (one, two) = (load(lower, looked), load(upper, looked));
            let fill = fill(one.records_per_s + two.records_per_s, one.bytes_per_s + two.bytes_per_s);
            let params =
                json!({ "StreamName": stream.name(), "ShardToMerge": lower.id(), "AdjacentShardToMerge": upper.id() });
            let cli = api::command_line("Kinesis.MergeShards", &params);
            Some(Merge { lower: lower.id(), upper: upper.id(), fill, cli })
        })
        .collect();
    merges.sort_by(|one, two| one.fill.total_cmp(&two.fill));
    merges.truncate(MERGES_MAX);
    merges
}

/// The shards that were closed last and those that took their place, each over at most [`SPAN_S`] seconds.
pub(super) fn last_change(stream: &Stream, until_s: u64) -> Option<Resharding> {
    let at = stream.shards().filter_map(|shard| shard.closed()).max()?;
    let span_us = SPAN_S * SECOND_US;
    let before = stream.shards().filter(|shard| shard.closed() == Some(at));
    let after =
        stream.shards().filter(|shard| shard.opened() == at && !shard.parents().iter().collect::<Vec<_>>().is_empty());
    let until = Time::from_secs(until_s);
    let side = |shard: &Shard, until: Time| {
        let from = Time(until.0.saturating_sub(span_us)).max(shard.opened());
        let seconds = until.0.saturating_sub(from.0) as f64 / SECOND_US as f64;
        let per_s = |count: u64| if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
        Side {
            shard: shard.id(),
            seconds,
            records_per_s: per_s(shard.number_at(until).saturating_sub(shard.number_at(from))),
            refused_per_s: per_s(refused_between(shard, from.as_secs(), until.0.div_ceil(SECOND_US))),
        }
    };
    Some(Resharding {
        at_us: at.0,
        before: before.take(SIDES_MAX).map(|shard| side(shard, at.min(until.max(shard.opened())))).collect(),
        after: after.take(SIDES_MAX).map(|shard| side(shard, until)).collect(),
    })
}
