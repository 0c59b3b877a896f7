//! Aggregation as Amazon's producer library does it: records of one shard go together into one record of up to 50 KiB. Which shard
//! a record belongs to is predicted from a list of shards that the producer asks for, as anybody may.

use super::call::Mark;
use api::kinesis::ListShards;
use api::kinesis::aggregated::Aggregate;
use api::{AwsError, Item, Principal};
use md5::{Digest, Md5};
use service::Ctx;
use sim::Time;
use sim::time::SECOND_US;
use std::collections::BTreeMap;

/// An aggregated record is closed before it grows beyond this. Source: KPL's `AggregationMaxSize`.
pub const AGGREGATE_BYTES_MAX: usize = 51_200;
/// The partition key of a record that holds several; where it goes, an explicit hash key says. Source: KPL.
const AGGREGATE_KEY: &[u8] = b"a";
/// How old a list of shards may be.
const SHARDS_FOR_US: u64 = 60 * SECOND_US;

/// The open shards of a stream, as a producer knows them.
#[derive(Clone, Debug)]
pub struct ShardMap {
    /// First hash key and shard number, rising.
    starts: Vec<(u128, u32)>,
    asked: Time,
}

impl ShardMap {
    /// Asks for them. Errors: those of `ListShards`.
    pub fn ask<E>(stream: &str, principal: &Principal, ctx: &mut Ctx<'_, E>) -> Result<Self, AwsError> {
        let mut starts = Vec::new();
        let mut request = ListShards { stream_name: Some(stream.to_owned()), ..ListShards::default() };
        loop {
            let output = ctx.call(principal, request)?;
            let open = output.shards.iter().filter(|it| it.sequence_number_range.ending_sequence_number.is_none());
            starts.extend(open.filter_map(|shard| {
                let start = shard.hash_key_range.starting_hash_key.parse().ok()?;
                Some((start, api::kinesis::shard_number(&shard.shard_id)?))
            }));
            let Some(token) = output.next_token else { break };
            request = ListShards { next_token: Some(token), ..ListShards::default() };
        }
        starts.sort_unstable();
        Ok(Self { starts, asked: ctx.now() })
    }

    /// Whether it should be asked for anew.
    pub fn is_old(&self, now: Time) -> bool {
        now - self.asked > SHARDS_FOR_US
    }

    /// The shard that takes this hash key.
    pub fn shard_of(&self, hash_key: u128) -> Option<u32> {
        let behind = self.starts.partition_point(|(start, _)| *start <= hash_key);
        self.starts.get(behind.checked_sub(1)?).map(|(_, shard)| *shard)
    }
}

/// The aggregated records that are being made, by shard.
#[derive(Default)]
pub struct Aggregator {
    open: BTreeMap<Option<u32>, Open>,
}

struct Open {
    aggregate: Aggregate,
    /// Of the first record, which stands for itself if it stays alone.
    key: Vec<u8>,
    data: Vec<u8>,
    number: u64,
    hash_key: u128,
}

impl Aggregator {
    /// Adds a record. Gives what had to be closed for it.
    pub fn push(&mut self, key: &[u8], data: &[u8], number: u64, shards: Option<&ShardMap>) -> Option<Closed> {
        let hash_key = u128::from_be_bytes(Md5::digest(key).into());
        let shard = shards.and_then(|shards| shards.shard_of(hash_key));
        let is_full = |open: &Open| open.aggregate.bytes_with(key, data) > AGGREGATE_BYTES_MAX;
        let full = self.open.get(&shard).is_some_and(is_full);
        let closed = if full { self.open.remove(&shard).map(Closed) } else { None };
        let open = self.open.entry(shard).or_insert_with(|| Open {
            aggregate: Aggregate::default(),
            key: key.to_vec(),
            data: data.to_vec(),
            number,
            hash_key,
        });
        open.aggregate.push(key, data);
        closed
    }

    /// Closes all.
    pub fn close(&mut self) -> impl Iterator<Item = Closed> {
        std::mem::take(&mut self.open).into_values().map(Closed)
    }
}

/// A record that is ready to be put.
pub struct Closed(Open);

impl Closed {
    /// Writes it behind `buffer`.
    pub fn write(&self, buffer: &mut Vec<u8>) -> (Item, Mark) {
        let Open { aggregate, key, data, number, hash_key } = &self.0;
        let (start, weight) = (buffer.len(), aggregate.count());
        // A single record gains nothing from the envelope.
        let alone = weight == 1;
        buffer.extend_from_slice(if alone { key } else { AGGREGATE_KEY });
        let data_start = buffer.len();
        if alone {
            buffer.extend_from_slice(data);
        } else {
            aggregate.write(buffer);
        }
        let item = Item {
            start: start as u32,
            key_bytes: (data_start - start) as u32,
            data_bytes: (buffer.len() - data_start) as u32,
        };
        (item, Mark { number: *number, weight, hash_key: (!alone).then_some(*hash_key) })
    }
}
