//! The queries, the workgroup, and what views may look at. A clone shares everything.

use api::athena::{AthenaError, QueryExecutionState, StatementType};
use api::{AwsError, Principal};
use bytes::Bytes;
use imbl::{OrdMap, Vector};
use jobs::lake::{Column, Diagnostic, Groups, Unfollowable};
use sim::Time;
use std::sync::Arc;

/// The one workgroup that there is.
pub const PRIMARY: &str = "primary";

/// The service's state.
#[derive(Clone, Debug, Default)]
pub struct Athena {
    pub(crate) queries: OrdMap<String, Arc<Query>>,
    /// The queries' names, the latest last.
    pub(crate) order: Vector<String>,
    /// Queries that are neither finished nor failed nor cancelled.
    pub(crate) active: usize,
    /// Query by client request token.
    pub(crate) tokens: OrdMap<String, String>,
    /// What jobs are for, by their numbers.
    pub(crate) jobs: OrdMap<u64, (String, Stage)>,
    pub(crate) primary: WorkGroup,
}

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Reading the statement.
    Analyze,
    /// Running it.
    Query,
}

/// A workgroup's settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkGroup {
    /// Where results go that name no place.
    pub output_location: Option<String>,
    /// Whether they go there even if they name another.
    pub enforced: bool,
    /// A query that scans more bytes is cancelled.
    pub cutoff_bytes: Option<u64>,
    /// For people.
    pub description: Option<String>,
    /// Whether queries are left out of the metrics.
    pub unmetered: bool,
}

/// Where a result lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The bucket.
    pub bucket: String,
    /// The object.
    pub key: String,
}

/// A query.
#[derive(Clone, Debug)]
pub struct Query {
    /// UUID-shaped.
    pub id: String,
    /// The statement.
    pub sql: String,
    /// What unqualified names belong to.
    pub database: Option<String>,
    /// Its workgroup.
    pub workgroup: String,
    /// Where its result lies.
    pub output: Output,
    /// Who asked; the catalog and the objects are read as them.
    pub principal: Principal,
    /// How far it is.
    pub state: QueryExecutionState,
    /// Kind of statement.
    pub statement_type: StatementType,
    /// `SELECT`, …; empty until the statement has been read.
    pub kind: String,
    /// Why it failed or was cancelled.
    pub reason: Option<String>,
    /// The same as a number.
    pub error: Option<AthenaError>,
    /// What the engine found wrong, with position and hint.
    pub diagnostic: Option<Diagnostic>,
    /// IAM's sentence, if it failed for want of a permission.
    pub denial: Option<String>,
    /// When it was submitted.
    pub submitted: Time,
    /// When it left the queue.
    pub started: Option<Time>,
    /// When the engine began.
    pub planned: Option<Time>,
    /// When the engine was done, or will be.
    pub engine_done: Option<Time>,
    /// When it ended.
    pub completed: Option<Time>,
    /// Bytes of the files that it may read.
    pub file_bytes: u64,
    /// Bytes of the ranges that it read.
    pub bytes_scanned: u64,
    /// Bytes that were billed.
    pub bytes_billed: u64,
    /// Rows that it read.
    pub rows_scanned: u64,
    /// Bytes of the result object.
    pub result_bytes: u64,
    /// Why its rows cannot be followed, if they cannot.
    pub followable: Result<(), Unfollowable>,
    /// Its rows; `None` until the engine has answered, and for old queries.
    pub rows: Option<Arc<ResultRows>>,
    /// The file to be written.
    pub(crate) file: Option<Bytes>,
}

/// The rows of a result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultRows {
    /// The columns.
    pub columns: Vec<Column>,
    /// The first 10,000 rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows the query has.
    pub rows_total: u64,
    /// How many of them are in the file.
    pub rows_written: u64,
    /// For each of `rows`, its file (an index into `paths`) and line (from 0), if each is a line.
    pub origins: Option<Vec<(u32, u64)>>,
    /// The files that `origins` speaks of: `s3://BUCKET/KEY`.
    pub paths: Vec<String>,
    /// How to select what is behind each of `rows`, if each is a group of lines.
    pub groups: Option<Groups>,
}

impl Athena {
    /// One query.
    pub fn query(&self, id: &str) -> Option<&Query> {
        self.queries.get(id).map(Arc::as_ref)
    }

    /// All queries, the latest first.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.order.iter().rev().filter_map(|id| self.query(id))
    }

    /// The query that a job is for.
    pub fn query_of_job(&self, job: sim::JobId) -> Option<&str> {
        self.jobs.get(&job.0).map(|(id, _)| id.as_str())
    }

    /// The workgroup `primary`.
    pub fn primary(&self) -> &WorkGroup {
        &self.primary
    }

    /// The query to be changed.
    pub(crate) fn query_mut(&mut self, id: &str) -> Option<&mut Query> {
        self.queries.get_mut(id).map(Arc::make_mut)
    }

    pub(crate) fn known(&self, id: &str) -> Result<&Query, AwsError> {
        let missing = || AwsError::new("InvalidRequestException", format!("QueryExecution {id} was not found"));
        self.query(id).ok_or_else(missing)
    }
}

impl Query {
    /// Whether it is queued or running.
    pub fn is_active(&self) -> bool {
        matches!(self.state, QueryExecutionState::Queued | QueryExecutionState::Running)
    }
}
