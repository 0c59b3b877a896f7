//! A stream's hash keys: who takes them, what lands where, which keys are hot, and what a split would do.

use serde::{Deserialize, Serialize};

/// Seconds that the heat map shows: its columns.
pub const HEAT_SECONDS: u32 = 60;
/// Parts of the hash space that the heat map shows: its rows, of one width.
pub const HEAT_ROWS: u32 = 48;

/// A stream's hash keys over the last minute. Everything is told of finished seconds, so that it changes once a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hashes {
    /// The stream.
    pub stream: String,
    /// The end of the last finished second, in whole seconds since the run's start.
    pub until_s: u64,
    /// Records a second: [`HEAT_SECONDS`] columns, oldest first, of [`HEAT_ROWS`] rows from the lowest hash key on.
    pub cells: Vec<u32>,
    /// One record in so many was looked at in the busiest second.
    pub every: u64,
    /// Keys, loads and shares are told of so many seconds, the last ones.
    pub span_s: u64,
    /// Open shards in the order of their hash keys, then those that were closed within the minute; at most 256 of either, the busiest.
    pub shards: Vec<HashShard>,
    /// All open shards.
    pub open_shards: u64,
    /// The hottest keys, at most 12.
    pub keys: Vec<HotKey>,
    /// The shard that may be split: the one asked for, or the hottest.
    pub guide: Option<SplitGuide>,
    /// Neighbours that might be merged, those of least load first, at most 8.
    pub merges: Vec<Merge>,
    /// What the last change of shards has done.
    pub reshard: Option<Resharding>,
    /// The metrics of single shards that are switched on.
    pub enhanced: Vec<String>,
}

/// A shard on the ring.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HashShard {
    /// `shardId-000000000000`.
    pub id: String,
    /// Whether it takes records.
    pub open: bool,
    /// Where its hash keys begin, from 0 to 1.
    pub from: f64,
    /// Where they end.
    pub to: f64,
    /// Its first hash key, in decimal.
    pub hash_from: String,
    /// Its last.
    pub hash_to: String,
    /// Since when it has taken records.
    pub opened_us: u64,
    /// Since when it takes none.
    pub closed_us: Option<u64>,
    /// The larger of its two loads in the last finished second: 1 is the limit.
    pub fill: f64,
    /// Records in that second.
    pub records_per_s: f64,
    /// Records refused: second of the minute, from 0, and how many.
    pub refused: Vec<(u32, u64)>,
    /// Of the last seconds: refused because 1,000 records a second are the most.
    pub refused_by_records: u64,
    /// Of the last seconds: refused because 1 MiB a second is the most.
    pub refused_by_bytes: u64,
    /// How far its slowest reader is behind; 0 without readers.
    pub iterator_age_us: u64,
}

/// A partition key that takes many records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HotKey {
    /// It, as text, shortened.
    pub key: String,
    /// Its hash key, in decimal: the MD5 of the key. Empty if the records came with an `ExplicitHashKey`, which the stream does not keep.
    pub hash: String,
    /// The same, from 0 to 1.
    pub at: f64,
    /// The open shard that takes it.
    pub shard: String,
    /// Its share of that shard's records.
    pub share: f64,
    /// Its records a second.
    pub records_per_s: f64,
}

/// What is known about a shard before it is split.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitGuide {
    /// The shard.
    pub shard: String,
    /// The larger of its two loads over the last seconds: 1 is the limit.
    pub fill: f64,
    /// Records a second.
    pub records_per_s: f64,
    /// Records refused a second.
    pub refused_per_s: f64,
    /// Its hottest key.
    pub hottest: Option<HotKey>,
    /// Ways to split it.
    pub proposals: Vec<Proposal>,
}

/// A way to split a shard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// `even`, or `around` the hottest key.
    pub kind: String,
    /// The splits, in order. The second one names a shard that the first one makes.
    pub steps: Vec<SplitStep>,
    /// The shards that there would be, by their hash keys.
    pub parts: Vec<SplitPart>,
}

/// One `Kinesis.SplitShard`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitStep {
    /// `ShardToSplit`.
    pub shard: String,
    /// `NewStartingHashKey`.
    pub at: String,
    /// The equivalent AWS CLI command.
    pub cli: String,
}

/// What a new shard would get, by the records of the last seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitPart {
    /// Its first hash key, in decimal.
    pub hash_from: String,
    /// Its last.
    pub hash_to: String,
    /// Its share of the records that were accepted.
    pub share: f64,
    /// As many records a second.
    pub records_per_s: f64,
    /// The larger of its two loads: 1 is the limit.
    pub fill: f64,
    /// Whether the hottest key goes there.
    pub hot: bool,
}

/// Two neighbours that `Kinesis.MergeShards` would make one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// `ShardToMerge`.
    pub lower: String,
    /// `AdjacentShardToMerge`.
    pub upper: String,
    /// What one shard would have to take of its limit.
    pub fill: f64,
    /// The equivalent AWS CLI command.
    pub cli: String,
}

/// The last change of shards: what went before, and what has come since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resharding {
    /// When.
    pub at_us: u64,
    /// The shards that were closed then, over the last seconds before.
    pub before: Vec<Side>,
    /// Those that were opened then, over the last seconds up to now.
    pub after: Vec<Side>,
}

/// A shard before or after.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The shard.
    pub shard: String,
    /// Over how many seconds; 0 if none has finished yet.
    pub seconds: f64,
    /// Records accepted a second.
    pub records_per_s: f64,
    /// Records refused a second.
    pub refused_per_s: f64,
}
