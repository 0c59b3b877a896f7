//! Filling a SPICE data set: one Athena query for all its rows, as the data source's role; its result file is read from
//! the bucket. Until that is done, visuals show the rows from before; if it fails, they keep them.

use crate::Event;
use crate::limits::{INGESTION_US_MAX, POLL_US, SPICE_ROWS_MAX};
use crate::plan::all_rows;
use crate::refresh::{Progress, progress, sentence};
use crate::spice::Spice;
use crate::state::{DataSetEntry, IngestionEntry, QuickSight, columns};
use api::athena::QueryExecution;
use api::quicksight::{ErrorInfo, IngestionStatus, RowInfo};
use api::{Principal, s3};
use service::{Ctx, Note};
use std::sync::Arc;

impl QuickSight {
    pub(crate) fn start_ingestion(&mut self, id: &str, ingestion: &str, ctx: &mut Ctx<'_, Event>) {
        let Some(data_set) = self.under_way(id, ingestion) else { return };
        let Some(table) = data_set.tables.values().next() else { return };
        match self.start_query(&data_set, &all_rows(table), ctx) {
            Err(message) => self.fail_ingestion(id, ingestion, &message, ctx),
            Ok(query) => {
                self.change(id, ingestion, |entry| {
                    entry.query = Some(query);
                    entry.shown.ingestion_status = IngestionStatus::Running;
                });
                self.poll_again(id, ingestion, ctx);
            }
        }
    }

    pub(crate) fn poll_ingestion(&mut self, id: &str, ingestion: &str, ctx: &mut Ctx<'_, Event>) {
        let Some(data_set) = self.under_way(id, ingestion) else { return };
        let entry = data_set.ingestions.iter().find(|known| known.shown.ingestion_id == ingestion);
        let Some((begun, query)) = entry.and_then(|entry| Some((entry.begun, entry.query.clone()?))) else { return };
        let loaded = self.role(&data_set, ctx).and_then(|role| match progress(&query, &role, ctx) {
            Progress::Running => Ok(None),
            Progress::Failed(message) => Err(message),
            Progress::Done(execution) => load(&data_set, &execution, &role, ctx).map(Some),
        });
        match loaded {
            Err(message) => self.fail_ingestion(id, ingestion, &message, ctx),
            Ok(None) if ctx.now() - begun > INGESTION_US_MAX => {
                self.fail_ingestion(id, ingestion, "QUERY_TIMEOUT: the query took too long", ctx);
            }
            Ok(None) => self.poll_again(id, ingestion, ctx),
            Ok(Some(spice)) => self.complete_ingestion(id, ingestion, spice, ctx),
        }
    }

    fn complete_ingestion(&mut self, id: &str, ingestion: &str, spice: Spice, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let (rows, dropped, bytes) = (spice.rows.len() as u64, spice.dropped, spice.bytes());
        self.change(id, ingestion, |entry| {
            entry.shown.ingestion_status = IngestionStatus::Completed;
            entry.shown.ingestion_time_in_seconds = (now - entry.begun).div_ceil(1_000_000);
            entry.shown.ingestion_size_in_bytes = bytes;
            let info = RowInfo { rows_ingested: rows, rows_dropped: dropped, total_rows_in_dataset: rows };
            entry.shown.row_info = Some(info);
        });
        if let Some(data_set) = self.data_sets.get_mut(id).map(Arc::make_mut) {
            data_set.spice = Some(Arc::new(spice));
        }
        let note = Note::info("quicksight-ingested").with("dataset", id);
        ctx.note(note.with("rows", rows).with("dropped", dropped));
        ctx.metric("AWS/QuickSight", "IngestionRowCount", ("DatasetId", id), rows as f64);
        self.restart_visuals(id, ctx);
    }

    fn fail_ingestion(&mut self, id: &str, ingestion: &str, message: &str, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        self.change(id, ingestion, |entry| {
            entry.shown.ingestion_status = IngestionStatus::Failed;
            entry.shown.ingestion_time_in_seconds = (now - entry.begun).div_ceil(1_000_000);
            entry.shown.error_info = Some(ErrorInfo { r#type: kind(message).into(), message: message.to_owned() });
        });
        ctx.note(Note::error("quicksight-ingestion-failed").with("dataset", id).with("reason", message));
        ctx.metric("AWS/QuickSight", "IngestionErrorCount", ("DatasetId", id), 1.0);
        if self.data_sets.get(id).is_some_and(|data_set| data_set.spice.is_none()) {
            self.restart_visuals(id, ctx);
        }
    }

    fn poll_again(&self, id: &str, ingestion: &str, ctx: &mut Ctx<'_, Event>) {
        let event = Event::PollIngestion { data_set: id.to_owned(), ingestion: ingestion.to_owned() };
        ctx.schedule(POLL_US, event);
    }

    /// The data set, if this ingestion of it is under way: it may have been superseded.
    fn under_way(&self, id: &str, ingestion: &str) -> Option<Arc<DataSetEntry>> {
        let data_set = self.data_sets.get(id)?.clone();
        let entry = data_set.ingestions.iter().find(|known| known.shown.ingestion_id == ingestion)?;
        entry.is_active().then(|| data_set.clone())
    }

    fn change(&mut self, id: &str, ingestion: &str, change: impl FnOnce(&mut IngestionEntry)) {
        let Some(data_set) = self.data_sets.get_mut(id).map(Arc::make_mut) else { return };
        let entry = data_set.ingestions.iter_mut().find(|known| known.shown.ingestion_id == ingestion);
        if let Some(entry) = entry {
            change(Arc::make_mut(entry));
        }
    }
}

/// Reads a query's result file.
fn load(
    data_set: &DataSetEntry,
    execution: &QueryExecution,
    role: &Principal,
    ctx: &mut Ctx<'_, Event>,
) -> Result<Spice, String> {
    let location = execution.result_configuration.output_location.as_deref().unwrap_or("");
    let place = location.strip_prefix("s3://").and_then(|place| place.split_once('/'));
    let (bucket, key) = place.ok_or_else(|| format!("S3_FILE_INACCESSIBLE: '{location}'"))?;
    let get = s3::GetObject { bucket: bucket.to_owned(), key: key.to_owned(), ..s3::GetObject::default() };
    let body = ctx.call(role, get).map_err(|error| format!("S3_FILE_INACCESSIBLE: {}", sentence(&error)))?.body.0;
    let rows = api::result_file::read(&body).ok_or("S3_FILE_INACCESSIBLE: the result file is not a result file")?;
    if rows.len() > SPICE_ROWS_MAX + 1 {
        return Err(format!(
            "DATA_SET_SIZE_LIMIT_EXCEEDED: more than {SPICE_ROWS_MAX} rows, which is more than is modelled"
        ));
    }
    let columns = data_set.tables.values().flat_map(columns).cloned().collect::<Vec<_>>();
    let header = rows.first().cloned().unwrap_or_default();
    if header.len() != columns.len() {
        let (has, wanted) = (header.len(), columns.len());
        return Err(format!("SQL_SCHEMA_MISMATCH_ERROR: the query gives {has} columns, the data set has {wanted}"));
    }
    Ok(Spice::load(columns, rows.into_iter().skip(1)))
}

/// QuickSight's kind of error for a message that begins with QuickSight's or Athena's code.
fn kind(message: &str) -> &'static str {
    const OWN: [&str; 7] = [
        "FAILURE_TO_ASSUME_ROLE",
        "DATA_SOURCE_NOT_FOUND",
        "QUERY_TIMEOUT",
        "S3_FILE_INACCESSIBLE",
        "DATA_SET_SIZE_LIMIT_EXCEEDED",
        "SQL_SCHEMA_MISMATCH_ERROR",
        "PERMISSION_DENIED",
    ];
    if let Some(own) = OWN.iter().find(|own| message.starts_with(**own)) {
        return own;
    }
    if message.starts_with("TABLE_NOT_FOUND") || message.starts_with("SCHEMA_NOT_FOUND") {
        return "SQL_TABLE_NOT_FOUND";
    }
    if message.starts_with("AccessDenied") || message.starts_with("Insufficient permissions") {
        return "PERMISSION_DENIED";
    }
    "SQL_EXCEPTION"
}
