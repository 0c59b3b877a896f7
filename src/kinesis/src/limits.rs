//! Kinesis's limits. Sources: the developer guide's page 'Quotas and limits', the API reference (`API`), and
//! kinesalite, an emulator whose tests were run against the real service.

use sim::time::SECOND_US;

/// Records that a shard takes in a second. Source: quotas.
pub const SHARD_RECORDS_PER_S_MAX: u64 = 1_000;
/// Bytes, keys included, that a shard takes in a second. Source: quotas.
pub const SHARD_BYTES_PER_S_MAX: u64 = 1 << 20;
/// Bytes that all readers of a shard get in a second. Source: quotas.
pub const SHARD_READ_BYTES_PER_S_MAX: u64 = 2 << 20;
/// `GetRecords` calls of all readers of a shard in a second. Source: quotas.
pub const SHARD_READ_CALLS_PER_S_MAX: u64 = 5;
/// `GetShardIterator` calls to a shard in a second. Source: API, GetShardIterator.
pub const SHARD_ITERATOR_CALLS_PER_S_MAX: u64 = 5;

/// Records in one `PutRecords`. Source: API, PutRecords.
pub const PUT_RECORDS_MAX: u64 = 500;
/// Bytes in one `PutRecords`, keys included. Source: API, PutRecords.
pub const PUT_BYTES_MAX: u64 = 10 << 20;
/// A record's data and key, by default, in KiB. Source: guide, 'Handle large records'.
pub const RECORD_KIB_DEFAULT: u32 = 1024;
/// The same, as far as a stream can be asked for. Source: API, CreateStream.
pub const RECORD_KIB_MAX: u32 = 10_240;
/// Characters of a partition key. Source: API, PutRecord.
pub const PARTITION_KEY_CHARS_MAX: u64 = 256;

/// Records in one `GetRecords`, and the default. Source: API, GetRecords.
pub const GET_RECORDS_MAX: u64 = 10_000;
/// Bytes in one `GetRecords`. Source: API, GetRecords.
pub const GET_BYTES_MAX: u64 = 10 << 20;
/// How long a shard iterator lives. Source: API, GetShardIterator.
pub const ITERATOR_LIFE_US: u64 = 300 * SECOND_US;
/// How long `ListShards`'s token lives. Source: API, ListShards.
pub const LIST_TOKEN_LIFE_US: u64 = 300 * SECOND_US;
/// Characters of an iterator. Source: API.
pub const ITERATOR_CHARS_MAX: u64 = 512;

/// Shards of the account in us-east-1. Source: quotas.
pub const ACCOUNT_SHARDS_MAX: u64 = 20_000;
/// Streams that may be CREATING at once. Source: API, CreateStream.
pub const STREAMS_CREATING_MAX: u64 = 5;
/// Shards of a new on-demand stream: 4 MB/s of writes. Source: guide, 'Choose the right mode'.
pub const ON_DEMAND_SHARDS: u32 = 4;
/// Characters of a stream's name. Source: API.
pub const STREAM_NAME_CHARS_MAX: u64 = 128;
/// How long records stay, in hours, as nobody can change it yet. Source: API.
pub const RETENTION_HOURS: u32 = 24;

/// Entries on a page of `DescribeStream` and `ListStreams`, by default. Source: API.
pub const PAGE_DEFAULT: u64 = 100;
/// Entries on a page of `ListShards`, by default. Source: API.
pub const LIST_SHARDS_DEFAULT: u64 = 1_000;
/// Entries on any page. Source: API.
pub const PAGE_MAX: u64 = 10_000;

/// From CREATING to ACTIVE. Our choice: AWS promises no time and takes some seconds.
pub const CREATE_US: u64 = 10 * SECOND_US;
/// From DELETING to gone. Our choice.
pub const DELETE_US: u64 = 5 * SECOND_US;
/// Old records go at whole minutes. Our choice: AWS says only that they go.
pub const TRIM_STEP_US: u64 = 60 * SECOND_US;
