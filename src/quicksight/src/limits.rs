//! AWS's limits on data sets and analyses, and the times that ours take.

/// Characters of a statement. Source: botocore, `SqlQuery`.
pub const SQL_CHARS_MAX: usize = 168_000;
/// Columns of a data set. Source: botocore, `InputColumnList`.
pub const COLUMNS_MAX: usize = 2_048;
/// Sheets of an analysis. Source: botocore, `SheetDefinitionList`.
pub const SHEETS_MAX: usize = 20;
/// Visuals of a sheet. Source: QuickSight user guide.
pub const VISUALS_MAX: usize = 50;
/// Length of a page of any list. Source: botocore.
pub const PAGE_MAX: i64 = 100;
/// Ingestions of a data set in 24 hours, Enterprise edition. Source: botocore, `CreateIngestion`.
pub const INGESTIONS_A_DAY_MAX: usize = 32;
/// Characters of a text in SPICE; longer ones are cut. Source: QuickSight user guide.
pub const TEXT_CHARS_MAX: usize = 2_047;
/// Groups of a visual. Ours; AWS shows up to 10,000.
pub const GROUPS_MAX: i64 = 2_500;
/// Rows of a SPICE data set. Ours; AWS holds 2,000 million.
pub const SPICE_ROWS_MAX: usize = 100_000;

/// From a request to the first query, in microseconds. Ours, as all times below.
pub const START_US: u64 = 200_000;
/// Between the queries of two visuals, so that many of them do not meet Athena's limit of 20 a second.
pub const STAGGER_US: u64 = 60_000;
/// Between two looks at a query.
pub const POLL_US: u64 = 500_000;
/// A query that takes longer is given up. Source: QuickSight user guide, direct query.
pub const QUERY_US_MAX: u64 = 120_000_000;
/// An ingestion waits in its queue.
pub const INGESTION_QUEUE_US: u64 = 1_000_000;
/// An ingestion's query may take longer than a visual's.
pub const INGESTION_US_MAX: u64 = 1_800_000_000;
/// Creating or updating a data source or an analysis.
pub const CREATION_US: u64 = 1_000_000;
