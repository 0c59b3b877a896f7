//! Limits of Managed Service for Apache Flink, each with its unit and source. Where AWS says nothing, the number is ours
//! and says so. (`API`: the API reference, as in botocore's `kinesisanalyticsv2` model. `guide`: the developer guide.)

use sim::time::SECOND_US;
use std::ops::RangeInclusive;

/// An application's name, in characters. Source: API.
pub const NAME_CHARS: RangeInclusive<usize> = 1..=128;
/// An application's description, in characters. Source: API.
pub const DESCRIPTION_CHARS: RangeInclusive<usize> = 0..=1_024;
/// A script, in characters. Source: API.
pub const TEXT_CHARS: RangeInclusive<usize> = 0..=102_400;
/// A snapshot's name, in characters. Source: API.
pub const SNAPSHOT_NAME_CHARS: RangeInclusive<usize> = 1..=256;
/// Entries on a page of any list. Source: API.
pub const PAGE: RangeInclusive<i64> = 1..=50;
/// Version numbers. Source: API.
pub const VERSIONS: RangeInclusive<i64> = 1..=999_999_999;

/// Applications in a Region. Source: guide, 'Quota'.
pub const APPLICATIONS_MAX: usize = 50;
/// Snapshots of an application. Source: guide, 'Quota'.
pub const SNAPSHOTS_MAX: usize = 1_000;
/// Processing units of an application. Source: API, ParallelismConfiguration ('64 by default').
pub const KPUS_MAX: i64 = 64;
/// Tasks at the same time. Source: guide, 'Scaling'.
pub const PARALLELISM: RangeInclusive<i64> = 1..=256;
/// Tasks on one processing unit. Source: guide, 'Scaling'.
pub const PARALLELISM_PER_KPU: RangeInclusive<i64> = 1..=8;
/// Tags that a user may give. Source: API.
pub const TAGS_MAX: usize = 50;
/// A tag's key, in characters. Source: API.
pub const TAG_KEY_CHARS: RangeInclusive<usize> = 1..=128;
/// A tag's value, in characters. Source: API.
pub const TAG_VALUE_CHARS: RangeInclusive<usize> = 0..=256;

/// From one checkpoint to the next, in milliseconds. Source: API, CheckpointConfiguration.
pub const CHECKPOINT_INTERVAL_MS: i64 = 60_000;
/// From the end of one checkpoint to the next, in milliseconds. Source: API, CheckpointConfiguration.
pub const CHECKPOINT_PAUSE_MS: i64 = 5_000;
/// From a failure to the restart. Source: guide, 'Apache Flink settings' ('fixed delay, with infinite retries every 10 seconds').
pub const RESTART_US: u64 = 10 * SECOND_US;
/// How often a shard is read. Ours: Flink's connector reads up to five times a second, which is all that a shard allows to all its readers.
pub const POLL_US: u64 = SECOND_US;
/// How often the shards of a stream are listed again. Source: Flink's Kinesis connector, `source.shard.discovery.interval`.
pub const DISCOVERY_US: u64 = 10 * SECOND_US;
/// Rows that wait for a sink; while there are more, no source is read. Source: Flink's Kinesis connector, `sink.requests.max-buffered`.
pub const WAITING_ROWS_MAX: u64 = 10_000;
/// Records of one `PutRecords` or `PutRecordBatch`. Source: Kinesis and Firehose API references.
pub const BATCH_RECORDS_MAX: u64 = 500;
/// Bytes of one `PutRecordBatch` (4 MiB), and of one `PutRecords` (5 MiB and more). Source: Firehose and Kinesis API references.
pub const BATCH_BYTES_MAX: u64 = 4 << 20;
/// Bytes of the objects of a reference table. Source: guide for SQL applications, 'Limits' (1 GB); ours, because it lies in memory.
pub const REFERENCE_BYTES_MAX: u64 = 64 << 20;

/// How long an application is `STARTING`, at least. Ours: AWS speaks of minutes.
pub const STARTING_US: u64 = 30 * SECOND_US;
/// What chance adds to it, at most. Ours.
pub const STARTING_JITTER_US: u64 = 30 * SECOND_US;
/// How long an application is `STOPPING`, at least, beside its snapshot. Ours.
pub const STOPPING_US: u64 = 5 * SECOND_US;
/// What chance adds to it, at most. Ours.
pub const STOPPING_JITTER_US: u64 = 5 * SECOND_US;
/// How long an application is `FORCE_STOPPING`. Ours.
pub const FORCE_STOPPING_US: u64 = 3 * SECOND_US;
/// How long an application is `DELETING`. Ours.
pub const DELETING_US: u64 = 10 * SECOND_US;
/// What a checkpoint or a snapshot takes, at least. Ours.
pub const SAVE_US: u64 = 200_000;
/// What chance adds to it, at most. Ours.
pub const SAVE_JITTER_US: u64 = 200_000;
/// Bytes of state that are put aside in a second. Ours.
pub const SAVE_BYTES_PER_S: u64 = 50 << 20;

/// Rows that a chart keeps, if its table does not say how many. Ours.
pub const CHART_ROWS: u64 = 100;
/// Rows that a chart keeps, at most. Ours.
pub const CHART_ROWS_MAX: u64 = 10_000;
/// Late records that are remembered of each statement. Ours.
pub const LATE_MAX: usize = 50;
/// Checkpoints that are remembered. Ours.
pub const CHECKPOINTS_MAX: usize = 50;
/// Restarts that are remembered. Ours.
pub const RESTARTS_MAX: usize = 50;
