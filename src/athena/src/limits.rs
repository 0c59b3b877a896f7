//! AWS's limits on queries, and the times that ours take.

/// Bytes of a statement. Source: botocore, `QueryString`.
pub const QUERY_BYTES_MAX: usize = 262_144;
/// Queries that are queued or running. Source: Athena service quotas, DML, us-east-1.
pub const ACTIVE_QUERIES_MAX: usize = 200;
/// `StartQueryExecution` a second. Source: Athena service quotas.
pub const STARTS_PER_SECOND_MAX: u32 = 20;
/// `GetQueryExecution`, `GetQueryResults` a second. Source: Athena service quotas.
pub const READS_PER_SECOND_MAX: u32 = 100;
/// Rows in a page of a result, the header among them. Source: botocore, `MaxQueryResults`.
pub const RESULT_PAGE_MAX: i64 = 1_000;
/// Queries in a page of the history. Source: botocore, `MaxQueryExecutionsCount`.
pub const HISTORY_PAGE_MAX: i64 = 50;
/// The least `BytesScannedCutoffPerQuery`. Source: botocore, `BytesScannedCutoffValue`.
pub const CUTOFF_BYTES_MIN: u64 = 10_000_000;
/// Length of a client request token. Source: botocore, `IdempotencyToken`.
pub const TOKEN_CHARS: std::ops::RangeInclusive<usize> = 32..=128;

/// Rows that a result file holds at most; the rest is counted. Ours.
pub const ROWS_MAX: u64 = 100_001;
/// Rows of a result that are kept beside the file. Ours.
pub const ROWS_KEPT_MAX: usize = 10_000;
/// Queries whose rows are kept. Ours; older results are read from their files.
pub const RESULTS_KEPT_MAX: usize = 20;
/// Files that one query may read. Ours.
pub const FILES_MAX: usize = 100_000;

/// In the queue, in microseconds, without chance. Ours, as all times below.
pub const QUEUE_US: u64 = 100_000;
/// Chance on top of it.
pub const QUEUE_SPREAD_US: u64 = 100_000;
/// Reading the statement.
pub const PLAN_US: u64 = 150_000;
/// Chance on top of it.
pub const PLAN_SPREAD_US: u64 = 100_000;
/// Starting up the engine.
pub const ENGINE_US: u64 = 250_000;
/// Asking the catalog and the bucket, for each partition.
pub const PARTITION_US: u64 = 4_000;
/// Opening a file.
pub const FILE_US: u64 = 2_000;
/// Bytes that the engine scans in a microsecond.
pub const SCAN_BYTES_PER_US: u64 = 100;
/// Chance on top of the scan.
pub const SCAN_SPREAD_US: u64 = 100_000;
/// Writing the result.
pub const PUBLISH_US: u64 = 60_000;
