//! A query from the queue to its result: the statement is read by an engine; the catalog and the objects are
//! read as the caller; the engine runs the statement; after a time that depends on the bytes scanned, the result is
//! written as the caller.

mod failure;
mod tables;

use crate::limits::{
    ENGINE_US, FILE_US, PARTITION_US, PLAN_SPREAD_US, PLAN_US, PUBLISH_US, RESULTS_KEPT_MAX, ROWS_KEPT_MAX, ROWS_MAX,
    SCAN_BYTES_PER_US, SCAN_SPREAD_US,
};
use crate::prices::{DATA_SCANNED, billed_bytes, terabytes};
use crate::state::{Athena, Query, ResultRows, Stage};
use api::athena::{QueryExecutionState, StatementType};
use api::{Blob, Principal, result_file, s3};
use bytes::Bytes;
use failure::Failed;
use jobs::lake::{self, Analyzed, Groups, Rows};
use service::{Ctx, Note};
use sim::JobId;
use std::sync::Arc;

/// What the service schedules for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A query leaves the queue.
    Dequeue(String),
    /// A query's result is written.
    Finish(String),
}

impl Athena {
    pub(crate) fn leave_queue(&mut self, id: &str, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(query) = self.query_mut(id).filter(|query| query.state == QueryExecutionState::Queued) else { return };
        query.state = QueryExecutionState::Running;
        query.started = Some(now);
        let sql = query.sql.clone();
        let delay = PLAN_US + ctx.draw_below("run", PLAN_SPREAD_US);
        let job = ctx.job(delay, jobs::Request::Lake(lake::Request::Analyze { sql }));
        self.jobs.insert(job.0, (id.to_owned(), Stage::Analyze));
    }

    pub(crate) fn job_answered(
        &mut self,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some((id, stage)) = self.jobs.remove(&job.0) else { return };
        if !self.query(&id).is_some_and(Query::is_active) {
            return;
        }
        let outcome = match (stage, answer) {
            (_, Err(failure)) => Err(Failed::engine(&failure.reason)),
            (Stage::Analyze, Ok(jobs::Answer::Lake(lake::Answer::Analyzed(analyzed)))) => match analyzed {
                Ok(analyzed) => self.plan(&id, analyzed, ctx),
                Err(diagnostic) => Err(Failed::diagnostic(diagnostic)),
            },
            (Stage::Query, Ok(jobs::Answer::Lake(lake::Answer::Rows(rows)))) => match rows {
                Ok(rows) => {
                    self.rows_answered(&id, rows, ctx);
                    Ok(())
                }
                Err(diagnostic) => Err(Failed::diagnostic(diagnostic)),
            },
            (_, Ok(_)) => Err(Failed::engine("another job's answer")),
        };
        if let Err(failed) = outcome {
            self.fail(&id, failed, ctx);
        }
    }

    /// Finds the tables that the statement names, and has it run.
    fn plan(&mut self, id: &str, analyzed: &Analyzed, ctx: &mut Ctx<'_, Event>) -> Result<(), Failed> {
        let now = ctx.now();
        let Some(query) = self.query_mut(id) else { return Ok(()) };
        query.kind = analyzed.kind.clone();
        query.statement_type = statement_type(&analyzed.kind);
        query.followable = analyzed.followable.clone();
        query.planned = Some(now);
        if !matches!(analyzed.kind.as_str(), "SELECT" | "WITH" | "VALUES" | "TABLE" | "EXPLAIN") {
            return Err(Failed::not_modelled(&analyzed.kind));
        }
        let (sql, database, principal) = (query.sql.clone(), query.database.clone(), query.principal.clone());
        let found = tables::find(&sql, database.as_deref(), &analyzed.tables, &principal, ctx)?;
        let request = lake::Query {
            sql,
            database: database.unwrap_or_default(),
            now_epoch_ms: ctx.date().0,
            rows_max: ROWS_MAX,
            tables: found.tables,
        };
        let delay = ENGINE_US + found.partitions * PARTITION_US + found.files * FILE_US;
        let job = ctx.job(delay, jobs::Request::Lake(lake::Request::Query(request)));
        self.jobs.insert(job.0, (id.to_owned(), Stage::Query));
        if let Some(query) = self.query_mut(id) {
            query.file_bytes = found.bytes;
        }
        Ok(())
    }

    /// The engine has answered: what remains takes a time by the bytes that it scanned.
    fn rows_answered(&mut self, id: &str, rows: &Rows, ctx: &mut Ctx<'_, Event>) {
        let scan_us = rows.bytes_scanned / SCAN_BYTES_PER_US + ctx.draw_below("run", SCAN_SPREAD_US);
        let publish_us = PUBLISH_US + ctx.draw_below("run", PUBLISH_US);
        let engine_done = ctx.now() + scan_us;
        let cutoff = self.primary.cutoff_bytes;
        let Some(query) = self.query_mut(id) else { return };
        query.bytes_scanned = rows.bytes_scanned;
        query.rows_scanned = rows.rows_scanned;
        query.engine_done = Some(engine_done);
        if cutoff.is_some_and(|cutoff| rows.bytes_scanned > cutoff) {
            self.cancel(id, "Query cancelled! : Bytes scanned limit was exceeded", ctx);
            return;
        }
        if let Some(Err(why)) = &rows.groups {
            query.followable = Err(why.clone());
        }
        query.file = Some(result_file::write(rows.columns.iter().map(|column| column.name.as_str()), &rows.rows));
        query.rows = Some(Arc::new(kept(rows)));
        ctx.schedule(scan_us + publish_us, Event::Finish(id.to_owned()));
        self.forget_old_rows();
    }

    pub(crate) fn finish(&mut self, id: &str, ctx: &mut Ctx<'_, Event>) {
        let Some(query) = self.query_mut(id).filter(|query| query.is_active()) else { return };
        let file = query.file.take().unwrap_or_default();
        let (bucket, key, principal) = (query.output.bucket.clone(), query.output.key.clone(), query.principal.clone());
        let metadata = metadata(query.rows.as_deref());
        let result_bytes = file.len() as u64;
        let written = put(&bucket, &key, file, &principal, ctx)
            .and_then(|()| put(&bucket, &format!("{key}.metadata"), metadata, &principal, ctx));
        if let Err(failed) = written {
            self.fail(id, failed, ctx);
            return;
        }
        let Some(query) = self.query_mut(id) else { return };
        query.state = QueryExecutionState::Succeeded;
        query.result_bytes = result_bytes;
        let (total, written) = query.rows.as_ref().map_or((0, 0), |rows| (rows.rows_total, rows.rows_written));
        let scanned = query.bytes_scanned;
        self.ended(id, true, ctx);
        let milliseconds = self.query(id).map_or(0, |query| (ctx.now() - query.submitted) / 1_000);
        ctx.note(
            Note::info("athena-query-finished")
                .with("query", id)
                .with("rows", total)
                .with("bytes", scanned)
                .with("milliseconds", milliseconds),
        );
        if total > written {
            let cut = Note::warning("athena-result-cut");
            ctx.note(cut.with("query", id).with("rows", total).with("written", written));
        }
    }

    fn fail(&mut self, id: &str, failed: Failed, ctx: &mut Ctx<'_, Event>) {
        let Some(query) = self.query_mut(id) else { return };
        let note = Note::error("athena-query-failed").with("query", id).with("reason", &failed.error.error_message);
        ctx.note(note.with("denial", failed.denial.clone().unwrap_or_default()));
        query.state = QueryExecutionState::Failed;
        query.reason = Some(failed.error.error_message.clone());
        query.error = Some(failed.error);
        query.diagnostic = failed.diagnostic.map(|found| *found);
        query.denial = failed.denial;
        query.rows = None;
        self.ended(id, false, ctx);
    }

    /// Cancels an active query; what it has scanned is billed.
    pub(crate) fn cancel(&mut self, id: &str, reason: &str, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(query) = self.query_mut(id) else { return };
        query.state = QueryExecutionState::Cancelled;
        query.reason = Some(reason.to_owned());
        query.rows = None;
        let billed = query.engine_done.is_some();
        // The engine's answer came before its time: of the scan, only the part up to now has happened.
        if let (Some(planned), Some(done)) = (query.planned, query.engine_done) {
            query.bytes_scanned = part(query.bytes_scanned, now - planned, done - planned);
        }
        query.engine_done = query.engine_done.map(|done| done.min(now));
        ctx.note(Note::warning("athena-query-cancelled").with("query", id).with("reason", reason));
        self.ended(id, billed, ctx);
    }

    /// What every end has in common: the time, the bill, the metrics.
    fn ended(&mut self, id: &str, billed: bool, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        self.active = self.active.saturating_sub(1);
        let unmetered = self.primary.unmetered;
        let Some(query) = self.query_mut(id) else { return };
        query.completed = Some(now);
        query.file = None;
        if billed {
            query.bytes_billed = billed_bytes(query.bytes_scanned);
            ctx.charge(&DATA_SCANNED, terabytes(query.bytes_billed));
        }
        if !unmetered {
            let times = crate::ops::statistics(query, now);
            let metrics = [
                ("ProcessedBytes", Some(query.bytes_scanned)),
                ("EngineExecutionTime", times.engine_execution_time_in_millis),
                ("TotalExecutionTime", times.total_execution_time_in_millis),
                ("QueryQueueTime", times.query_queue_time_in_millis),
                ("QueryPlanningTime", times.query_planning_time_in_millis),
                ("ServiceProcessingTime", times.service_processing_time_in_millis),
            ];
            for (name, value) in metrics {
                if let Some(value) = value {
                    ctx.metric("AWS/Athena", name, ("WorkGroup", &query.workgroup), value as f64);
                }
            }
        }
    }

    /// Old results are read from their objects.
    fn forget_old_rows(&mut self) {
        let with_rows = |query: &&Arc<Query>| query.rows.as_ref().is_some_and(|rows| !rows.rows.is_empty());
        let ids: Vec<String> = {
            let latest = self.order.iter().rev().filter_map(|id| self.queries.get(id));
            latest.filter(with_rows).skip(RESULTS_KEPT_MAX).map(|query| query.id.clone()).collect()
        };
        for id in ids {
            let Some(query) = self.query_mut(&id).filter(|query| !query.is_active()) else { continue };
            if let Some(rows) = &query.rows {
                let bare = ResultRows {
                    rows: Vec::new(),
                    origins: None,
                    paths: Vec::new(),
                    groups: None,
                    ..rows.as_ref().clone()
                };
                query.rows = Some(Arc::new(bare));
            }
        }
    }
}

fn kept(rows: &Rows) -> ResultRows {
    let origins = rows.origins.as_ref().map(|origins| origins.iter().take(ROWS_KEPT_MAX).copied().collect());
    ResultRows {
        columns: rows.columns.clone(),
        rows: rows.rows.iter().take(ROWS_KEPT_MAX).cloned().collect(),
        rows_total: rows.rows_total,
        rows_written: rows.rows.len() as u64,
        origins,
        paths: rows.paths.clone(),
        groups: rows.groups.as_ref().and_then(|groups| groups.as_ref().ok()).map(|groups| first_groups(groups)),
    }
}

/// As many groups as there are rows that are kept.
fn first_groups(groups: &Groups) -> Groups {
    Groups {
        from: groups.from.clone(),
        condition: groups.condition.clone(),
        keys: groups.keys.clone(),
        values: groups.values.iter().take(ROWS_KEPT_MAX).cloned().collect(),
        counts: groups.counts.as_ref().map(|counts| counts.iter().take(ROWS_KEPT_MAX).copied().collect()),
    }
}

/// `whole` times `done` over `all`.
fn part(whole: u64, done: u64, all: u64) -> u64 {
    let part = u128::from(whole) * u128::from(done.min(all)) / u128::from(all.max(1));
    u64::try_from(part).unwrap_or(whole)
}

fn statement_type(kind: &str) -> StatementType {
    match kind.split_whitespace().next().unwrap_or("") {
        "EXPLAIN" | "SHOW" | "DESCRIBE" => StatementType::Utility,
        "CREATE" if kind != "CREATE TABLE AS" => StatementType::Ddl,
        "DROP" | "ALTER" | "MSCK" => StatementType::Ddl,
        _ => StatementType::Dml,
    }
}

/// The columns' types. (AWS's file has a binary form of its own, which only its drivers read.)
fn metadata(rows: Option<&ResultRows>) -> Bytes {
    let columns = rows.map(|rows| rows.columns.as_slice()).unwrap_or_default();
    let lines: Vec<String> = columns.iter().map(|column| format!("{}\t{}\n", column.name, column.hive_type)).collect();
    Bytes::from(lines.concat())
}

fn put(bucket: &str, key: &str, body: Bytes, principal: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<(), Failed> {
    let put =
        s3::PutObject { bucket: bucket.to_owned(), key: key.to_owned(), body: Blob(body), ..s3::PutObject::default() };
    let location = format!("s3://{bucket}/{key}");
    ctx.call(principal, put).map(|_| ()).map_err(|error| Failed::output(&location, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_scan_has_read_its_part() {
        assert_eq!(part(100, 1, 4), 25);
        assert_eq!(part(100, 9, 4), 100);
        assert_eq!(part(0, 0, 0), 0);
    }
}
