//! Catalog, queries, visuals and indices.

use crate::{Chart, ChartData, Grid, Said, Summary};
use serde::{Deserialize, Serialize};

/// The Data Catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// The databases, by name.
    pub databases: Vec<CatalogDatabase>,
    /// The crawlers, by name.
    pub crawlers: Vec<CrawlerDetail>,
    /// The table that is looked into.
    pub table: Option<CatalogTable>,
}

/// A database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CatalogDatabase {
    /// Its name.
    pub name: String,
    /// Its tables' names, each with its columns (for completion), at most 200 tables.
    pub tables: Vec<(String, Vec<Column>)>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its Hive type.
    pub hive_type: String,
    /// Whether it is a partition key.
    pub partition: bool,
}

/// A table in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CatalogTable {
    /// Its database.
    pub database: String,
    /// Its name.
    pub name: String,
    /// Where its files lie: `s3://…`.
    pub location: String,
    /// `json`, `csv`, `parquet`.
    pub classification: String,
    /// The SerDe's class.
    pub serde: String,
    /// Its columns, partition keys last.
    pub columns: Vec<Column>,
    /// Its partitions, at most 200.
    pub partitions: Vec<Partition>,
    /// How many there are.
    pub partitions_total: u64,
    /// When it was last changed.
    pub updated_us: u64,
}

/// A partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Partition {
    /// Its values, in the order of the partition keys.
    pub values: Vec<String>,
    /// Where its files lie.
    pub location: String,
}

/// A crawler in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CrawlerDetail {
    /// Its name.
    pub name: String,
    /// `READY`, `RUNNING`, `STOPPING`.
    pub state: String,
    /// What it reads: `s3://…`.
    pub targets: Vec<String>,
    /// Where it writes.
    pub database: String,
    /// As whom it reads.
    pub role: String,
    /// Its last run.
    pub last: Option<CrawlRun>,
}

/// A crawler's run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CrawlRun {
    /// When it began.
    pub start_us: u64,
    /// When it ended.
    pub end_us: Option<u64>,
    /// `SUCCEEDED`, `FAILED`, `CANCELLED`, `RUNNING`.
    pub status: String,
    /// AWS's error.
    pub error: Option<String>,
    /// Tables made.
    pub tables_created: u32,
    /// Tables changed.
    pub tables_updated: u32,
    /// Partitions made.
    pub partitions_created: u32,
    /// Files read.
    pub files: u64,
}

/// The query history and one result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Queries {
    /// Newest first, at most 50.
    pub history: Vec<QueryRow>,
    /// A page of the selected one's result.
    pub result: Option<QueryResult>,
}

/// A query execution's state, in Athena's spelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum QueryState {
    /// Waits.
    #[default]
    Queued,
    /// Runs.
    Running,
    /// Is done.
    Succeeded,
    /// Has failed.
    Failed,
    /// Was cancelled.
    Cancelled,
}

/// A query execution.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryRow {
    /// Its id.
    pub id: String,
    /// The statement.
    pub sql: String,
    /// The database.
    pub database: String,
    /// Its state.
    pub state: QueryState,
    /// When it was submitted.
    pub submitted_us: u64,
    /// When it ended.
    pub completed_us: Option<u64>,
    /// Time in queue.
    pub queue_us: u64,
    /// Planning, a part of the engine's time.
    pub planning_us: u64,
    /// The engine's time.
    pub engine_us: u64,
    /// Run time: everything.
    pub total_us: u64,
    /// Bytes read.
    pub scanned_bytes: u64,
    /// What the tables that it names hold.
    pub table_bytes: u64,
    /// In US dollars.
    pub cost_usd: f64,
    /// Athena's error.
    pub error: Option<String>,
    /// Where in the statement the error is: line and column, from 1.
    pub error_position: Option<(u32, u32)>,
    /// Where its result lies: `s3://…`.
    pub output: String,
    /// Who asked: an ARN.
    pub principal: String,
    /// How long the real engine took, in milliseconds; no part of the run.
    pub wall_ms: Option<f64>,
}

/// A page of a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryResult {
    /// The query execution's id.
    pub id: String,
    /// Its columns, with Athena's types.
    pub columns: Vec<Column>,
    /// At most 100; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// The number of each of `rows` in the result as the query gave it, from 0: what is followed, however rows are ordered.
    pub numbers: Vec<u64>,
    /// The first one shown, from 0, in the order of `grid`.
    pub from: u64,
    /// How many the query has.
    pub rows_total: u64,
    /// How many of them are kept to be looked at: the first ones, and none of an old query.
    pub rows_kept: u64,
    /// How many of those pass the filters.
    pub rows_found: u64,
    /// The way of looking that this is the answer to.
    pub grid: Grid,
    /// The column that `grid` wants summed up.
    pub summary: Option<Summary>,
    /// Why its rows cannot be followed; `None` if they can.
    pub unfollowable: Option<Said>,
    /// For each of `rows`, how many records it is made of; empty if each is one, or if they were not counted.
    pub behind: Vec<u64>,
    /// The number of the row that is followed, or that the followed record is.
    pub lit_row: Option<u64>,
}

/// An analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    /// The analyses: id and name.
    pub analyses: Vec<(String, String)>,
    /// The one that is shown.
    pub analysis: Option<String>,
    /// Its status: `CREATION_SUCCESSFUL`, …
    pub status: String,
    /// Its data sets' ids.
    pub datasets: Vec<String>,
    /// The columns that its data sets have.
    pub fields: Vec<Column>,
    /// Its definition, as `DescribeAnalysisDefinition` gives it, as indented JSON.
    pub definition: String,
    /// Its visuals.
    pub visuals: Vec<Visual>,
}

/// A visual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visual {
    /// Its id.
    pub id: String,
    /// Its data set's id.
    pub dataset: String,
    /// What it looks like.
    pub chart: Chart,
    /// What it shows; `None` before the first refresh.
    pub data: Option<ChartData>,
    /// When it was last refreshed.
    pub refreshed_us: Option<u64>,
    /// Whether a refresh runs.
    pub refreshing: bool,
    /// The query that filled it, if one did.
    pub query: Option<String>,
    /// The statement of that query.
    pub sql: Option<String>,
    /// AWS's error.
    pub error: Option<String>,
}

/// A domain, as Discover shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Discover {
    /// The domains' names.
    pub domains: Vec<String>,
    /// The one that is shown.
    pub domain: String,
    /// `Processing`, `Active`, `Deleting`.
    pub status: String,
    /// Its indices.
    pub indices: Vec<IndexView>,
    /// The followed record's document, as (index, `_id`).
    pub lit: Option<(String, String)>,
}

/// An index with its fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexView {
    /// Its name.
    pub name: String,
    /// Documents that a search can see.
    pub documents: u64,
    /// Documents that wait for the next refresh.
    pub pending: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Its fields and their types.
    pub fields: Vec<(String, String)>,
}
