//! Limits of Amazon Data Firehose, each with its unit and source. Where AWS says nothing, the number is
//! ours and says so.

use sim::time::SECOND_US;
use std::ops::RangeInclusive;

/// A record that is put directly, in bytes (1,000 KiB). Source: Firehose API reference, Record.
pub const RECORD_BYTES_MAX: u64 = 1_024_000;
/// Records of one `PutRecordBatch`. Source: Firehose API reference, PutRecordBatch.
pub const BATCH_RECORDS_MAX: usize = 500;
/// Bytes of one `PutRecordBatch` (4 MiB). Source: Firehose developer guide, "Quota".
pub const BATCH_BYTES_MAX: u64 = 4 * MIB;
/// Records a second by direct puts in us-east-1. Source: Firehose developer guide, "Quota".
pub const PUT_RECORDS_PER_SECOND: u64 = 500_000;
/// Requests a second by direct puts in us-east-1. Source: Firehose developer guide, "Quota".
pub const PUT_REQUESTS_PER_SECOND: u64 = 2_000;
/// Bytes a second by direct puts in us-east-1 (5 MiB). Source: Firehose developer guide, "Quota".
pub const PUT_BYTES_PER_SECOND: u64 = 5 * MIB;
/// Delivery streams of an account in us-east-1. Source: Firehose developer guide, "Quota".
pub const DELIVERY_STREAMS_MAX: usize = 5_000;
/// Calls a second of each operation that is no put. Source: Firehose developer guide, "Quota".
pub const CONTROL_CALLS_PER_SECOND: u32 = 5;
/// A delivery stream's name, in characters. Source: Firehose API reference.
pub const NAME_CHARS: RangeInclusive<usize> = 1..=64;

/// The unit of buffer sizes in bytes: AWS writes MB and counts MiB.
pub const MIB: u64 = 1024 * 1024;
/// Buffer size for S3 in MiB. Source: Firehose developer guide, "Buffering hints".
pub const S3_SIZE_MIB: RangeInclusive<i64> = 1..=128;
/// Buffer size for OpenSearch in MiB. Source: Firehose developer guide, "Buffering hints".
pub const OPEN_SEARCH_SIZE_MIB: RangeInclusive<i64> = 1..=100;
/// Buffer size in MiB, if nothing is said. Source: Firehose developer guide, "Buffering hints".
pub const SIZE_MIB_DEFAULT: i64 = 5;
/// Buffer interval in seconds. Source: Firehose developer guide, "Buffering hints".
pub const INTERVAL_SECONDS: RangeInclusive<i64> = 0..=900;
/// Buffer interval of an S3 backup in seconds. Source: Firehose developer guide, "Buffering hints".
pub const BACKUP_INTERVAL_SECONDS: RangeInclusive<i64> = 60..=900;
/// Buffer interval in seconds, if nothing is said. Source: Firehose developer guide, "Buffering hints".
pub const INTERVAL_SECONDS_DEFAULT: i64 = 300;

/// A prefix as it is given, in characters. Source: Firehose API reference.
pub const PREFIX_CHARS_MAX: usize = 1_024;
/// A prefix after its expressions were evaluated, in characters. Source: Firehose developer guide, "Custom prefixes".
pub const PREFIX_EVALUATED_CHARS_MAX: usize = 512;
/// Bytes of the same. A key of S3's has at most 1,024; behind the prefix stand the delivery stream's name (64), version, time and UUID (78), and the file
/// extension (128). Ours; AWS does not say what happens to longer ones.
pub const PREFIX_EVALUATED_BYTES_MAX: usize = 720;
/// `!{firehose:random-string}`, in characters. Source: Firehose developer guide, "Custom prefixes".
pub const RANDOM_STRING_CHARS: usize = 11;
/// An index's name before rotation, in characters. Source: Firehose API reference.
pub const INDEX_CHARS: RangeInclusive<usize> = 1..=80;
/// For how long OpenSearch is tried again, in seconds. Source: Firehose API reference.
pub const RETRY_SECONDS: RangeInclusive<i64> = 0..=7_200;
/// The same, if nothing is said. Source: Firehose API reference.
pub const RETRY_SECONDS_DEFAULT: i64 = 300;

/// How often a shard is read. Source: Firehose developer guide, "Writing with Kinesis Data Streams".
pub const POLL_INTERVAL_US: u64 = SECOND_US;
/// How often the shards of a source are listed again. Ours.
pub const LIST_SHARDS_INTERVAL_US: u64 = 30 * SECOND_US;
/// For how long S3 is tried again; after that the records are lost. Source: Firehose developer guide, "Quota".
pub const S3_RETRY_US: u64 = 24 * 3_600 * SECOND_US;
/// The first wait before a failed delivery is tried again; it doubles. Ours.
pub const BACKOFF_US: u64 = SECOND_US;
/// The longest wait before a failed delivery is tried again. Ours.
pub const BACKOFF_US_MAX: u64 = 30 * SECOND_US;
/// While so many full buffers wait for a destination that fails, the source stream is not read. Ours.
pub const WAITING_BATCHES_MAX: usize = 4;
/// What a delivery takes, at least. Ours.
pub const DELIVERY_US: u64 = 100_000;
/// What chance adds to it, at most. Ours.
pub const DELIVERY_JITTER_US: u64 = 100_000;
/// How long a delivery stream is `CREATING`, at least. Ours: AWS says up to a minute.
pub const CREATING_US: u64 = 10 * SECOND_US;
/// What chance adds to it, at most. Ours.
pub const CREATING_JITTER_US: u64 = 10 * SECOND_US;
/// How long a delivery stream is `DELETING`. Ours: AWS says several minutes.
pub const DELETING_US: u64 = 10 * SECOND_US;
/// GZIP's level. Ours; fixed, so that the same records give the same bytes.
pub const GZIP_LEVEL: u32 = 6;

/// Delivered runs of records that are remembered, so that a record can be followed. Ours.
pub const RUNS_MAX: usize = 50_000;
/// Runs of records that are looked at for one that holds a record, where they overlap. Ours.
pub const OVERLAPS_MAX: usize = 16;
/// Recent polls and deliveries that are remembered, for the drawing. Ours.
pub const HOPS_MAX: usize = 256;
/// Recent deliveries and attempts of a delivery stream that are remembered. Ours.
pub const ATTEMPTS_MAX: usize = 50;

/// Partitions that may be active at once. Source: Firehose developer guide, "Quota" (500; AWS raises it on request).
pub const ACTIVE_PARTITIONS_MAX: u64 = 500;
/// Points of a buffer's fill curve. Ours.
pub const CURVE_POINTS_MAX: usize = 24;
/// Open buffers that are shown beside each other. Ours.
pub const BUFFERS_SHOWN_MAX: usize = 100;
/// A row that is the whole of its record: no part of a record has this number.
pub const ROW_WHOLE: u32 = u32::MAX;

/// A processor's parameter, in characters: a jq program is one. Source: Firehose API reference, ProcessorParameter.
pub const JQ_CHARS_MAX: usize = 5_120;
/// A program's words and signs. Ours: each may take some of the machine's stack.
pub const JQ_TOKENS_MAX: usize = 1_200;
/// Steps that a program may take for one record. Ours.
pub const JQ_STEPS_MAX: u64 = 100_000;
/// A string that a program makes, in bytes. Ours: the answer of a Lambda function has at most 6 MB.
pub const JQ_VALUE_BYTES_MAX: u64 = 6 * MIB;
/// A list that a program makes. Ours.
pub const JQ_VALUES_MAX: usize = 1_000_000;
/// How deep a value that a program makes may be. Ours.
pub const JQ_DEPTH_MAX: usize = 256;

/// A processor's parameter, in characters. Source: Firehose API reference, ProcessorParameter.
pub const PARAMETER_CHARS: RangeInclusive<usize> = 1..=5_120;
/// How often a function may be called again. Source: Firehose API reference, ProcessorParameter.
pub const LAMBDA_RETRIES: u32 = 300;
/// The same, if nothing is said. Source: Firehose developer guide, "Data transformation failure handling".
pub const LAMBDA_RETRIES_DEFAULT: u32 = 3;
/// For how long records wait for a function, in seconds, if nothing is said. Source: Firehose API reference, ProcessorParameter.
pub const LAMBDA_INTERVAL_SECONDS_DEFAULT: u64 = 60;
/// Calls of a function that are under way at once for each shard; while so many take too long, the source is not read. Source: Firehose developer guide,
/// "Data transformation".
pub const LAMBDA_CALLS_MAX: usize = 5;
/// How long a function may run. Source: Firehose developer guide, "Data transformation".
pub const LAMBDA_US_MAX: u64 = 300 * SECOND_US;
/// How long a call of a function takes, at least. Ours.
pub const LAMBDA_US: u64 = 50_000;
/// What each record adds to it. Ours.
pub const LAMBDA_RECORD_US: u64 = 50;
/// Partition keys of a delivery stream. Source: Firehose developer guide, "Dynamic partitioning".
pub const PARTITION_KEYS_MAX: usize = 50;
/// What jq takes for a record, for its price and its metric. Ours.
pub const JQ_RECORD_US: u64 = 20;
/// Parts that de-aggregation makes of a record, at most; one with more stays whole. Source: Firehose API reference, Processor.
pub const PARTS_MAX: usize = 500;
/// Buffer size in MiB with format conversion or dynamic partitioning, at least. Source: Firehose developer guide.
pub const LARGE_SIZE_MIB_MIN: i64 = 64;
/// The same, if nothing is said. Source: Firehose developer guide.
pub const LARGE_SIZE_MIB_DEFAULT: i64 = 128;
/// A row group's size, in bytes, at least, and if nothing is said. Source: Firehose API reference, ParquetSerDe.
pub const PARQUET_BLOCK_BYTES_MIN: i64 = 64 * MIB as i64;
/// See [`PARQUET_BLOCK_BYTES_MIN`].
pub const PARQUET_BLOCK_BYTES_DEFAULT: i64 = 256 * MIB as i64;
/// A page's size, in bytes, at least, and if nothing is said. Source: Firehose API reference, ParquetSerDe.
pub const PARQUET_PAGE_BYTES_MIN: i64 = 64 * 1024;
/// See [`PARQUET_PAGE_BYTES_MIN`].
pub const PARQUET_PAGE_BYTES_DEFAULT: i64 = MIB as i64;
/// What a conversion takes, at least. Ours.
pub const CONVERSION_US: u64 = 300_000;
/// What each MiB adds to it. Ours.
pub const CONVERSION_MIB_US: u64 = 50_000;
/// For how long a warehouse is tried again, in seconds, if nothing is said. Source: Firehose API reference, RedshiftRetryOptions.
pub const WAREHOUSE_RETRY_SECONDS_DEFAULT: i64 = 3_600;
/// Tags of a delivery stream. Source: Firehose API reference, TagDeliveryStream.
pub const TAGS_MAX: usize = 50;
/// How long encryption takes to be switched on or off. Ours.
pub const ENCRYPTING_US: u64 = 5 * SECOND_US;
/// The wait before a warehouse is tried again. Source: Firehose developer guide, "Data delivery failure handling" (every 5 minutes).
pub const WAREHOUSE_BACKOFF_US: u64 = 300 * SECOND_US;
/// The blocks of Hadoop's Snappy, in bytes before compression. Source: Hadoop's `io.compression.codec.snappy.buffersize`.
pub const HADOOP_BLOCK_BYTES: usize = 256 * 1024;
