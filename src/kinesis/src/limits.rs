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
/// Bytes that a shard of a stream with larger records takes at once; it refills as any other. Source: guide, 'Handle
/// large records'.
pub const LARGE_RECORD_BURST_BYTES: u64 = 10 << 20;
/// Characters of a partition key. Source: API, PutRecord.
pub const PARTITION_KEY_CHARS_MAX: u64 = 256;

/// Records in one `GetRecords`, and the default. Source: API, GetRecords.
pub const GET_RECORDS_MAX: u64 = 10_000;
/// Bytes in one `GetRecords`. Source: API, GetRecords.
pub const GET_BYTES_MAX: u64 = 10 << 20;
/// `GetRecords` seeks a record no further than this behind its iterator's place; then it answers with nothing, and the next call
/// finds it. Our choice: the guide says that an answer may be empty while data lie ahead. More than an iterator's life, so that who
/// waits for the newest records never meets it.
pub const SEEK_US: u64 = 3_600 * SECOND_US;
/// How long a shard iterator lives. Source: API, GetShardIterator.
pub const ITERATOR_LIFE_US: u64 = 300 * SECOND_US;
/// How long a list's token lives. Source: API, ListShards.
pub const LIST_TOKEN_LIFE_US: u64 = 300 * SECOND_US;
/// Characters of a list's token. Source: API.
pub const LIST_TOKEN_CHARS_MAX: u64 = 1 << 20;
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
/// How long records stay, in hours, by default and at least. Source: API.
pub const RETENTION_HOURS_MIN: u32 = 24;
/// How long records stay at most, in hours. Source: API, IncreaseStreamRetentionPeriod.
pub const RETENTION_HOURS_MAX: u32 = 8_760;
/// Up to here retention costs by the shard, beyond it by the GB. Source: price list.
pub const RETENTION_EXTENDED_HOURS_MAX: u32 = 168;

/// Shards of one stream that `UpdateShardCount` makes. Source: API, UpdateShardCount.
pub const UPDATE_SHARDS_MAX: u64 = 10_000;
/// `UpdateShardCount` calls for one stream in 24 hours. Source: API, UpdateShardCount.
pub const UPDATE_SHARD_COUNTS_PER_DAY_MAX: usize = 10;
/// Changes of one stream's mode in 24 hours. Source: quotas.
pub const MODE_CHANGES_PER_DAY_MAX: usize = 2;
/// Times that encryption is started for one stream in 24 hours, and times that it is stopped. Source: API.
pub const KEY_CHANGES_PER_DAY_MAX: usize = 25;
/// 24 hours.
pub const DAY_US: u64 = 86_400 * SECOND_US;
/// Tags of a stream or of a consumer. Source: API, AddTagsToStream.
pub const TAGS_MAX: usize = 50;

/// On-demand streams of the account. Source: quotas.
pub const ON_DEMAND_STREAMS_MAX: u64 = 50;
/// Open shards of an on-demand stream: 10 GB/s of writes. Source: guide, 'Choose the right mode'.
pub const ON_DEMAND_SHARDS_MAX: u64 = 10_000;
/// A shard of an on-demand stream that takes more is hot. Source: guide, 'Choose the right mode' (500 KB/s).
pub const ON_DEMAND_HOT_BYTES_PER_S: u64 = 500 * 1024;
/// The same in records. Our choice, by the same half of a shard's limit.
pub const ON_DEMAND_HOT_RECORDS_PER_S: u64 = 500;
/// After so many hot minutes a shard is split. Our choice: AWS says 'within 15 minutes'.
pub const ON_DEMAND_HOT_MINUTES: u32 = 10;
/// How often an on-demand stream looks at its load. Our choice.
pub const SCALE_STEP_US: u64 = 60 * SECOND_US;

/// Consumers of one stream. Source: quotas (the modes that are modelled).
pub const CONSUMERS_MAX: usize = 20;
/// Consumers of one stream that may be CREATING at once. Source: API, RegisterStreamConsumer.
pub const CONSUMERS_CREATING_MAX: usize = 5;
/// Bytes that one consumer gets from one shard in a second. Source: guide, 'Enhanced fan-out'.
pub const CONSUMER_BYTES_PER_S_MAX: u64 = 2 << 20;
/// How long a subscription lasts. Source: API, SubscribeToShard.
pub const SUBSCRIPTION_US: u64 = 300 * SECOND_US;
/// Within this time of a subscription another one is refused; after it, it takes over. Source: API, SubscribeToShard.
pub const RESUBSCRIBE_US: u64 = 5 * SECOND_US;
/// From a record's arrival to its push. Source: guide, 'Enhanced fan-out' (70 ms).
pub const PUSH_US: u64 = 70_000;
/// An event without records comes after this time without any other. Our choice: AWS tells no interval.
pub const PUSH_IDLE_US: u64 = 5 * SECOND_US;
/// Bytes in one event. Our choice: half of what a consumer gets in a second.
pub const PUSH_BYTES_MAX: u64 = 1 << 20;

/// Entries on a page of `DescribeStream` and `ListStreams`, by default. Source: API.
pub const PAGE_DEFAULT: u64 = 100;
/// Entries on a page of `ListShards`, by default and at most. Source: API.
pub const LIST_SHARDS_DEFAULT: u64 = 1_000;
/// Entries on a page of `ListStreamConsumers`, by default and at most. Source: API.
pub const LIST_CONSUMERS_DEFAULT: u64 = 100;
/// Entries that any page may be asked for. Source: API.
pub const PAGE_MAX: u64 = 10_000;

/// From CREATING to ACTIVE. Our choice: AWS promises no time and takes some seconds.
pub const CREATE_US: u64 = 10 * SECOND_US;
/// What a split or a merge takes; `UpdateShardCount` takes it for each round of them. Our choice.
pub const RESHARD_US: u64 = 10 * SECOND_US;
/// What other changes take. Our choice: AWS says that encryption normally takes a few seconds.
pub const UPDATE_US: u64 = 5 * SECOND_US;
/// A consumer's time in CREATING, and in DELETING. Our choice.
pub const CONSUMER_US: u64 = 5 * SECOND_US;
/// From DELETING to gone. Our choice.
pub const DELETE_US: u64 = 5 * SECOND_US;
/// Old records go at whole minutes. Our choice: AWS says only that they go.
pub const TRIM_STEP_US: u64 = 60 * SECOND_US;
