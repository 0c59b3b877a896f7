//! What is always true of the streams. Checked in O(shards).

use crate::state::{Kinesis, Shard, Stream};
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
            Law::new("K-2", "accepted = retained + trimmed, on each shard", shards().find_map(breach_of_retention)),
            Law::new("K-3", "offered = accepted + throttled, on each stream", streams().find_map(breach_of_offer)),
            Law::new(
                "K-4",
                "no shard takes more than 1,000 records or 1 MiB a second, but for one second's burst",
                shards().find_map(breach_of_limits),
            ),
            Law::new(
                "K-5",
                "records of a shard are numbered in the order of arrival",
                shards().find_map(breach_of_order),
            ),
        ]
    }
}

fn breach_of_cover(stream: &Stream) -> Option<String> {
    let mut open: Vec<_> = stream.shards.iter().filter(|shard| shard.is_open).collect();
    open.sort_by_key(|shard| shard.hash_from);
    let mut expected = Some(0u128);
    for shard in open {
        if expected != Some(shard.hash_from) {
            return Some(format!("'{}': {} begins at {}", stream.name, shard.id(), shard.hash_from));
        }
        expected = shard.hash_to.checked_add(1);
    }
    expected.map(|from| format!("'{}': nobody takes {from} and above", stream.name))
}

fn breach_of_retention(shard: &Shard) -> Option<String> {
    let first = shard.segments.front().map_or(shard.next, |segment| segment.first);
    let next = shard.segments.back().map_or(shard.trimmed, |segment| segment.first + segment.items.len() as u64);
    let holds = first == shard.trimmed && next == shard.next && shard.bytes_trimmed <= shard.bytes_put;
    (!holds).then(|| {
        format!(
            "'{}' {}: holds {first} to {next}, trimmed {}, accepted {}",
            shard.source.name,
            shard.id(),
            shard.trimmed,
            shard.next
        )
    })
}

fn breach_of_offer(stream: &Stream) -> Option<String> {
    let accepted = stream.accepted();
    let throttled: u64 = stream.shards.iter().map(|shard| shard.throttled).sum();
    (stream.offered != accepted + throttled)
        .then(|| format!("'{}': {} offered, {accepted} accepted, {throttled} throttled", stream.name, stream.offered))
}

fn breach_of_limits(shard: &Shard) -> Option<String> {
    let buckets = [&shard.write_records, &shard.write_bytes];
    let sound = buckets.iter().all(|bucket| bucket.is_sound() && !bucket.owes());
    (!sound).then(|| format!("'{}' {}", shard.source.name, shard.id()))
}

fn breach_of_order(shard: &Shard) -> Option<String> {
    let (front, back) = (shard.segments.front()?, shard.segments.back()?);
    let holds = front.arrival_us <= back.arrival_us && front.first <= back.first;
    (!holds).then(|| format!("'{}' {}", shard.source.name, shard.id()))
}
