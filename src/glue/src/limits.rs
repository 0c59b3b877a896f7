//! AWS's limits on the catalog and on crawlers, and the times that our crawls take.

/// Databases of an account. Source: Glue endpoints and quotas.
pub const DATABASES_MAX: usize = 10_000;
/// Tables of a database. Source: Glue endpoints and quotas.
pub const TABLES_MAX: usize = 200_000;
/// Crawlers of an account. Source: Glue endpoints and quotas.
pub const CRAWLERS_MAX: usize = 1_000;
/// Characters of a name. Source: botocore, `NameString`.
pub const NAME_CHARS_MAX: usize = 255;
/// Characters of a crawler's table prefix. Source: botocore, `TablePrefix`.
pub const TABLE_PREFIX_CHARS_MAX: usize = 128;
/// Partitions in one `BatchCreatePartition`. Source: botocore, `PartitionInputList`.
pub const BATCH_PARTITIONS_MAX: usize = 100;
/// Length of a page of databases or tables. Source: botocore, `CatalogGetterPageSize`.
pub const CATALOG_PAGE_MAX: i64 = 100;
/// Length of a page of partitions or crawlers. Source: botocore, `PageSize`.
pub const PAGE_MAX: i64 = 1_000;
/// The greatest `SampleSize`. Source: botocore, `S3Target`.
pub const SAMPLE_SIZE_MAX: i64 = 249;

/// Files of a folder that a crawl reads when it has no `SampleSize`. Ours: AWS reads all of them.
pub const SAMPLE_SIZE_DEFAULT: i64 = 10;
/// Objects that a crawl lists under one path. Ours; beyond it the crawl fails.
pub const OBJECTS_MAX: usize = 100_000;

/// How much of the folders must be alike to be partitions of one table: more than 70 of 100.
/// Source: AWS Knowledge Center, how a crawler detects a schema.
pub const SIMILAR_PERCENT: usize = 70;
/// How many different schemas they may have. Same source.
pub const SCHEMAS_MAX: usize = 5;

/// From `StartCrawler` to the first request, in microseconds, without chance. Ours: AWS takes about
/// a minute.
pub const START_US: u64 = 8_000_000;
/// Chance on top of it.
pub const START_SPREAD_US: u64 = 2_000_000;
/// Reading, whatever there is.
pub const READ_BASE_US: u64 = 2_000_000;
/// Reading, for each page of a listing.
pub const READ_PAGE_US: u64 = 60_000;
/// Reading, for each file.
pub const READ_FILE_US: u64 = 40_000;
/// Bytes that are read in a microsecond.
pub const READ_BYTES_PER_US: u64 = 20;
/// Reading takes no longer than this.
pub const READ_US_MAX: u64 = 60_000_000;
/// From the last write to `READY`, without chance.
pub const STOP_US: u64 = 2_000_000;
/// Chance on top of it.
pub const STOP_SPREAD_US: u64 = 1_000_000;
