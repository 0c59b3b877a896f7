//! Listing shards, and changing which ones there are.

use super::{Shard, ShardFilter};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Lists the shards of a stream, closed ones included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListShards {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN, or
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// what came with the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The page begins after this shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_shard_id: Option<String>,
    /// Shards on a page: 1 to 10,000, 1,000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Tells a stream from an earlier one of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_creation_timestamp: Option<Timestamp>,
    /// Which shards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_filter: Option<ShardFilter>,
}

/// A page of shards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListShardsOutput {
    /// In order of their ids.
    pub shards: Vec<Shard>,
    /// For the next page; it lives for 300 s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Splits a shard in two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SplitShard {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// The shard.
    pub shard_to_split: String,
    /// The first hash key of the upper half, in decimal.
    pub new_starting_hash_key: String,
}

/// Merges two shards whose hash keys touch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct MergeShards {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// The lower shard.
    pub shard_to_merge: String,
    /// The one above it.
    pub adjacent_shard_to_merge: String,
}

/// Gives a stream another number of shards of one width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateShardCount {
    /// The stream's name, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_name: Option<String>,
    /// its ARN.
    #[serde(default, rename = "StreamARN", skip_serializing_if = "Option::is_none")]
    pub stream_arn: Option<String>,
    /// How many: from half to double of what there are.
    pub target_shard_count: i64,
    /// `UNIFORM_SCALING`
    pub scaling_type: String,
}

/// What is going to happen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateShardCountOutput {
    /// The stream.
    pub stream_name: String,
    /// Open shards now.
    pub current_shard_count: u32,
    /// Open shards in the end.
    pub target_shard_count: u32,
    /// The stream's ARN.
    #[serde(rename = "StreamARN")]
    pub stream_arn: String,
}

/// Asks for the account's limits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeLimits {}

/// The account's limits and what is used of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeLimitsOutput {
    /// Shards that the account may have.
    pub shard_limit: u64,
    /// Open shards that it has.
    pub open_shard_count: u64,
    /// On-demand streams that it has.
    pub on_demand_stream_count: u64,
    /// On-demand streams that it may have.
    pub on_demand_stream_count_limit: u64,
}
