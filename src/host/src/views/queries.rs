//! The query history, and a page of one result as the page wants to look at it.

use super::grid::Looked;
use super::notation::written;
use crate::Host;
use crate::follow::unfollowable;
use api::athena::QueryExecutionState;
use athena::Query;
use protocol::{Column, Grid, Notation, Queries, QueryResult, QueryRow, QueryState};
use serde_json::Value;
use sim::Time;

/// Queries of the history.
const HISTORY_MAX: usize = 50;
/// Bytes of a terabyte, as Athena's price counts them.
const TERABYTE: f64 = 1_099_511_627_776.0;
/// Rows of a page.
const ROWS_MAX: usize = 100;

impl Host {
    pub(super) fn queries_view(&mut self, selected: Option<&str>, from: u64, grid: &Grid) -> Queries {
        if let Some(id) = selected {
            self.look(id, grid);
        }
        let athena = self.run.present().athena();
        let history = athena.queries().take(HISTORY_MAX).map(row).collect();
        let result = selected.and_then(|id| athena.query(id)).and_then(|query| self.result(query, from, grid));
        Queries { history, result }
    }

    /// Sees to it that a query's rows are looked at in this way.
    fn look(&mut self, id: &str, grid: &Grid) {
        let Some(rows) = self.run.present().athena().query(id).and_then(|query| query.rows.as_ref()) else { return };
        if !self.views.looked.as_ref().is_some_and(|looked| looked.is_of(rows, grid)) {
            self.views.looked = Some(Looked::at(rows, grid));
        }
    }

    /// Answers with a result as text.
    pub(crate) fn copy_result(&mut self, id: u32, query: &str, grid: &Grid, notation: Notation) {
        let found = self.run.present().athena().query(query);
        let rows =
            found.filter(|query| query.state == QueryExecutionState::Succeeded).and_then(|query| query.rows.as_ref());
        let text = rows.map(|rows| Value::String(written(&Looked::at(rows, grid), notation)));
        let missing = || api::AwsError::new("InvalidRequestException", format!("Query {query} has no result to copy"));
        self.answer(id, text.ok_or_else(missing));
    }

    fn result(&self, query: &Query, from: u64, grid: &Grid) -> Option<QueryResult> {
        let rows = query.rows.as_ref().filter(|_| query.state == QueryExecutionState::Succeeded)?;
        let looked = self.views.looked.as_ref().filter(|looked| looked.is_of(rows, grid))?;
        let column = |column: &jobs::lake::Column| Column {
            name: column.name.clone(),
            hive_type: column.hive_type.clone(),
            partition: false,
        };
        let counts = rows.groups.as_ref().and_then(|groups| groups.counts.as_ref());
        Some(QueryResult {
            id: query.id.clone(),
            columns: rows.columns.iter().map(column).collect(),
            rows: looked.rows().skip(from as usize).take(ROWS_MAX).cloned().collect(),
            numbers: looked.order.iter().skip(from as usize).take(ROWS_MAX).map(|row| *row as u64).collect(),
            from,
            rows_total: rows.rows_total,
            rows_kept: rows.rows.len() as u64,
            rows_found: looked.order.len() as u64,
            grid: grid.clone(),
            summary: looked.summary.clone(),
            unfollowable: query.followable.as_ref().err().map(unfollowable),
            behind: counts.map_or_else(Vec::new, |counts| behind(counts, &looked.order, from)),
            lit_row: self.lit_row(query),
        })
    }

    /// The row that is followed, or that the followed record is, if this result has one.
    fn lit_row(&self, query: &Query) -> Option<u64> {
        if let Some(row) = self.followed.row_of(&query.id) {
            return Some(row);
        }
        let record = self.followed.record()?;
        let rows = query.rows.as_ref()?;
        let places = self.run.present().s3().objects_of(&record);
        let origins = rows.origins.as_ref()?.iter().enumerate();
        origins.map(|(row, (file, line))| (row, rows.paths.get(*file as usize), *line)).find_map(|(row, path, line)| {
            let lit = places.iter().any(|(bucket, key, at)| {
                *at == line && path.is_some_and(|path| *path == format!("s3://{bucket}/{key}"))
            });
            lit.then_some(row as u64)
        })
    }
}

/// How many records are behind each row of a page.
fn behind(counts: &[u64], order: &[usize], from: u64) -> Vec<u64> {
    let rows = order.iter().skip(from as usize).take(ROWS_MAX);
    rows.map(|row| counts.get(*row).copied().unwrap_or_default()).collect()
}

fn row(query: &Query) -> QueryRow {
    let us = |from: Option<Time>, to: Option<Time>| from.zip(to).map_or(0, |(from, to)| to - from);
    let end = query.completed;
    QueryRow {
        id: query.id.clone(),
        sql: query.sql.clone(),
        database: query.database.clone().unwrap_or_default(),
        state: match query.state {
            QueryExecutionState::Queued => QueryState::Queued,
            QueryExecutionState::Running => QueryState::Running,
            QueryExecutionState::Succeeded => QueryState::Succeeded,
            QueryExecutionState::Failed => QueryState::Failed,
            QueryExecutionState::Cancelled => QueryState::Cancelled,
        },
        submitted_us: query.submitted.0,
        completed_us: end.map(|end| end.0),
        queue_us: us(Some(query.submitted), query.started.or(end)),
        planning_us: us(query.started, query.planned),
        engine_us: us(query.started, query.engine_done.or(end)),
        total_us: us(Some(query.submitted), end),
        scanned_bytes: query.bytes_scanned,
        table_bytes: query.file_bytes,
        cost_usd: query.bytes_billed as f64 * athena::prices::DATA_SCANNED.usd / TERABYTE,
        error: query.reason.clone(),
        error_position: query.diagnostic.as_ref().and_then(|diagnostic| diagnostic.position),
        output: format!("s3://{}/{}", query.output.bucket, query.output.key),
        principal: query.principal.arn(),
        wall_ms: None,
    }
}
