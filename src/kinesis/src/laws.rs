//! What is always true of the streams. Checked in O(shards).

use crate::shard::Shard;
use crate::state::{Kinesis, Stream};
use api::kinesis::sequence_number;
use service::Law;

impl Kinesis {
    pub(crate) fn check_laws(&self) -> Vec<Law> {
        let streams = || self.streams.values();
        let shards = || streams().flat_map(|stream| stream.shards.iter().map(|shard| &**shard));
        vec![
            Law::new(
                "K-1",
                "the open shards of a stream take each hash key exactly once",
                streams().find_map(breach_of_cover),
            ),
            Law::new("K-2", "accepted = readable + expired, on each shard", shards().find_map(breach_of_retention)),
            Law::new("K-3", "offered = accepted + throttled, on each stream", streams().find_map(breach_of_offer)),
            Law::new(
                "K-4",
                "no shard takes more than 1,000 records or 1 MiB a second, but for one burst",
                shards().find_map(breach_of_limits),
            ),
            Law::new(
                "K-5",
                "sequence numbers rise strictly in a shard, and with the arrival",
                shards().find_map(breach_of_order),
            ),
            Law::new(
                "K-6",
                "a shard begins behind its parents, in time and in numbers: who reads them to the end first keeps the order of each key",
                streams().find_map(breach_of_lineage),
            ),
        ]
    }
}

fn breach_of_cover(stream: &Stream) -> Option<String> {
    let mut expected = Some(0u128);
    let mut open: Vec<_> = stream.shards.iter().filter(|shard| shard.is_open()).collect();
    open.sort_by_key(|shard| shard.hash_from);
    for (shard, route) in open.iter().zip(stream.routes.iter()) {
        let routed = stream.shards.get(route.index as usize).map(|shard| shard.number());
        if expected != Some(shard.hash_from) || route.to != shard.hash_to || routed != Some(shard.number()) {
            return Some(format!("'{}': {} begins at {}", stream.name, shard.id(), shard.hash_from));
        }
        expected = shard.hash_to.checked_add(1);
    }
    if open.len() != stream.routes.len() {
        return Some(format!("'{}': {} shards, {} routes", stream.name, open.len(), stream.routes.len()));
    }
    expected.map(|from| format!("'{}': nobody takes {from} and above", stream.name))
}

fn breach_of_retention(shard: &Shard) -> Option<String> {
    let breach = shard.log.breach()?;
    Some(format!("'{}' {}: {breach}", shard.source.name, shard.id()))
}

fn breach_of_offer(stream: &Stream) -> Option<String> {
    let accepted = stream.accepted();
    let throttled = stream.expired.throttled + stream.shards.iter().map(|shard| shard.throttled).sum::<u64>();
    (stream.offered != accepted + throttled)
        .then(|| format!("'{}': {} offered, {accepted} accepted, {throttled} throttled", stream.name, stream.offered))
}

fn breach_of_limits(shard: &Shard) -> Option<String> {
    let buckets = [&shard.write_records, &shard.write_bytes];
    let sound = buckets.iter().all(|bucket| bucket.is_sound() && !bucket.owes());
    (!sound).then(|| format!("'{}' {}", shard.source.name, shard.id()))
}

fn breach_of_order(shard: &Shard) -> Option<String> {
    let (oldest_us, newest_us) = (shard.log.oldest_us()?, shard.log.newest_us()?);
    let number = |number: u64, at_us: u64| {
        // The second of the run is as good as the date's: both grow alike.
        sequence_number(shard.source.created_us / 1_000_000, number, at_us / 1_000_000, shard.number())
    };
    let (first, last) = (shard.log.first(), shard.log.next() - 1);
    let rises = first == last || number(first, oldest_us) < number(last, newest_us);
    let holds = oldest_us <= newest_us && rises && shard.closed.is_none_or(|closed| newest_us <= closed.0);
    (!holds).then(|| format!("'{}' {}", shard.source.name, shard.id()))
}

fn breach_of_lineage(stream: &Stream) -> Option<String> {
    stream.shards.iter().find_map(|child| {
        let parents = child.parents.iter().filter_map(|number| stream.index_of(number));
        let mut parents = parents.filter_map(|index| stream.shards.get(index));
        let follows = |parent: &Shard| {
            let ended = parent.closed.is_some_and(|closed| closed <= child.opened);
            let last_us = parent.log.newest_us().unwrap_or_default();
            ended
                && child.log.oldest_us().is_none_or(|first_us| last_us <= first_us)
                && parent.number() < child.number()
        };
        let parent = parents.find(|parent| !follows(parent))?;
        Some(format!("'{}': {} begins before {} has ended", stream.name, child.id(), parent.id()))
    })
}
