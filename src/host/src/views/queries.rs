//! The query history, and a page of one result.

use crate::Host;
use crate::follow::unfollowable;
use api::athena::QueryExecutionState;
use athena::Query;
use protocol::{Column, Queries, QueryResult, QueryRow, QueryState};
use sim::Time;

/// Queries of the history.
const HISTORY_MAX: usize = 50;
/// Bytes of a terabyte, as Athena's price counts them.
const TERABYTE: f64 = 1_099_511_627_776.0;
/// Rows of a page.
const ROWS_MAX: usize = 100;

impl Host {
    pub(super) fn queries_view(&self, selected: Option<&str>, from: u64) -> Queries {
        let athena = self.run.present().athena();
        let history = athena.queries().take(HISTORY_MAX).map(row).collect();
        let result = selected.and_then(|id| athena.query(id)).and_then(|query| self.result(query, from));
        Queries { history, result }
    }

    fn result(&self, query: &Query, from: u64) -> Option<QueryResult> {
        let rows = query.rows.as_ref().filter(|_| query.state == QueryExecutionState::Succeeded)?;
        let column = |column: &jobs::lake::Column| Column {
            name: column.name.clone(),
            hive_type: column.hive_type.clone(),
            partition: false,
        };
        let counts = rows.groups.as_ref().and_then(|groups| groups.counts.as_ref());
        Some(QueryResult {
            id: query.id.clone(),
            columns: rows.columns.iter().map(column).collect(),
            rows: rows.rows.iter().skip(from as usize).take(ROWS_MAX).cloned().collect(),
            from,
            rows_total: rows.rows_total,
            unfollowable: query.followable.as_ref().err().map(unfollowable),
            behind: counts.into_iter().flatten().skip(from as usize).take(ROWS_MAX).copied().collect(),
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
