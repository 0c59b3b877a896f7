//! Reading a visual's data. For a data set that is queried directly: one ordinary Athena query, started through the
//! door as the data source's role, looked after by events, and seen in Athena's history and bill. For a SPICE
//! data set: a computation over its rows.

use crate::limits::{POLL_US, QUERY_US_MAX, STAGGER_US, START_US};
use crate::spice::label_of_date;
use crate::state::{DataSetEntry, QuickSight, VisualState};
use crate::{Event, VisualRun};
use api::athena::{
    GetQueryExecution, GetQueryResults, QueryExecution, QueryExecutionContext, QueryExecutionState, StartQueryExecution,
};
use api::quicksight::{DataSetImportMode, IngestionStatus};
use api::{AwsError, Principal};
use service::{Ctx, Note};
use std::sync::Arc;

/// How far a query is.
pub(crate) enum Progress {
    /// Not done.
    Running,
    /// Done.
    Done(Box<QueryExecution>),
    /// Failed or cancelled: why.
    Failed(String),
}

impl QuickSight {
    pub(crate) fn start_visual(&mut self, run: &VisualRun, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) else { return };
        visual.begun = now;
        let plan = visual.plan.clone();
        let Some(data_set) = self.data_sets.get(&plan.data_set).cloned() else {
            self.fail_visual(run, format!("DATA_SET_NOT_FOUND: the data set '{}' is gone", plan.data_set), ctx);
            return;
        };
        if data_set.import_mode == DataSetImportMode::Spice {
            self.compute_visual(run, &data_set, ctx);
            return;
        }
        let Some(table) = data_set.tables.values().next() else { return };
        let sql = plan.sql(table);
        match self.start_query(&data_set, &sql, ctx) {
            Err(message) => self.fail_visual(run, message, ctx),
            Ok(query) => {
                if let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) {
                    visual.query = Some(query);
                    visual.sql = Some(sql);
                }
                ctx.schedule(POLL_US, Event::PollVisual(run.clone()));
            }
        }
    }

    pub(crate) fn poll_visual(&mut self, run: &VisualRun, ctx: &mut Ctx<'_, Event>) {
        let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) else { return };
        let (query, begun, data_set) = (visual.query.clone(), visual.begun, visual.plan.data_set.clone());
        let dated = matches!(
            visual.plan.dimension.as_ref().map(|dimension| dimension.kind),
            Some(crate::plan::DimensionKind::Date(_))
        );
        let single = visual.plan.dimension.is_none();
        let data_set = self.data_sets.get(&data_set).cloned();
        let (Some(query), Some(data_set)) = (query, data_set) else {
            self.fail_visual(run, "DATA_SET_NOT_FOUND: the data set is gone".into(), ctx);
            return;
        };
        let outcome = self.role(&data_set, ctx).and_then(|role| match progress(&query, &role, ctx) {
            Progress::Running => Ok(None),
            Progress::Failed(message) => Err(message),
            Progress::Done(execution) => results(&query, &role, ctx).map(|rows| Some((execution, rows))),
        });
        match outcome {
            Err(message) => self.fail_visual(run, message, ctx),
            Ok(None) if ctx.now() - begun > QUERY_US_MAX => {
                self.fail_visual(run, "QUERY_TIMEOUT: the query took longer than two minutes".into(), ctx);
            }
            Ok(None) => ctx.schedule(POLL_US, Event::PollVisual(run.clone())),
            Ok(Some((execution, rows))) => {
                let label = |label: Option<String>| if dated { label.map(|date| label_of_date(&date)) } else { label };
                let rows = rows.into_iter().map(|mut row| {
                    let value = row.pop().flatten();
                    let first = if single { None } else { row.into_iter().next().flatten() };
                    (label(first), value)
                });
                let rows = rows.collect();
                let scanned = execution.statistics.data_scanned_in_bytes.unwrap_or(0);
                self.show(run, rows, scanned, ctx);
            }
        }
    }

    fn compute_visual(&mut self, run: &VisualRun, data_set: &DataSetEntry, ctx: &mut Ctx<'_, Event>) {
        let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) else { return };
        match &data_set.spice {
            Some(spice) => {
                let rows = spice.rows_of(&visual.plan);
                visual.query = None;
                visual.sql = None;
                self.show(run, rows, 0, ctx);
            }
            None => {
                let last = data_set.ingestions.back().map(|last| last.shown.ingestion_status);
                if last == Some(IngestionStatus::Failed) {
                    let message = "SPICE_TABLE_NOT_FOUND: the data set holds no rows, since its ingestion failed";
                    self.fail_visual(run, message.into(), ctx);
                }
                // Else the ingestion under way starts the visual again when it is done.
            }
        }
    }

    fn show(
        &mut self,
        run: &VisualRun,
        rows: Vec<(Option<String>, Option<String>)>,
        bytes_scanned: u64,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let now = ctx.now();
        let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) else { return };
        ctx.note(
            Note::info("quicksight-refreshed")
                .with("analysis", &run.analysis)
                .with("visual", &run.visual)
                .with("rows", rows.len()),
        );
        visual.rows = rows;
        visual.state = VisualState::Ready;
        visual.refreshed = Some(now);
        visual.bytes_scanned = bytes_scanned;
    }

    fn fail_visual(&mut self, run: &VisualRun, message: String, ctx: &mut Ctx<'_, Event>) {
        let Some(visual) = self.visual_mut(&run.analysis, &run.visual, run.run) else { return };
        let note = Note::error("quicksight-refresh-failed").with("analysis", &run.analysis);
        ctx.note(note.with("visual", &run.visual).with("reason", &message));
        visual.state = VisualState::Failed { message };
    }

    /// Reads all visuals of a data set again.
    pub(crate) fn restart_visuals(&mut self, data_set: &str, ctx: &mut Ctx<'_, Event>) {
        let ids: Vec<String> = self.analyses.keys().cloned().collect();
        let mut delay = START_US;
        for id in ids {
            let Some(entry) = self.analyses.get_mut(&id) else { continue };
            if !entry.visuals.iter().any(|visual| visual.plan.data_set == data_set) {
                continue;
            }
            let entry = Arc::make_mut(entry);
            for visual in entry.visuals.iter_mut().filter(|visual| visual.plan.data_set == data_set) {
                self.runs += 1;
                visual.run = self.runs;
                visual.state = VisualState::Refreshing;
                let run = VisualRun { analysis: id.clone(), visual: visual.id.clone(), run: visual.run };
                ctx.schedule(delay, Event::StartVisual(run));
                delay += STAGGER_US;
            }
        }
    }

    /// The role that a data set's queries run as.
    pub(crate) fn role(&self, data_set: &DataSetEntry, ctx: &mut Ctx<'_, Event>) -> Result<Principal, String> {
        let source = self.source_of(data_set).ok_or("DATA_SOURCE_NOT_FOUND: the data source is gone")?;
        ctx.assume(&source.role_arn).map_err(|error| format!("FAILURE_TO_ASSUME_ROLE: {}", error.message))
    }

    /// Starts a query as the data source's role; answers Athena's name of it.
    pub(crate) fn start_query(
        &self,
        data_set: &DataSetEntry,
        sql: &str,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<String, String> {
        let role = self.role(data_set, ctx)?;
        let workgroup = self.source_of(data_set).map(|source| source.workgroup.clone());
        let table = data_set.tables.values().next().and_then(|table| table.relational_table.as_ref());
        let start = StartQueryExecution {
            query_string: sql.to_owned(),
            query_execution_context: Some(QueryExecutionContext {
                database: table.and_then(|table| table.schema.clone()),
                catalog: None,
            }),
            work_group: workgroup,
            ..StartQueryExecution::default()
        };
        ctx.call(&role, start).map(|output| output.query_execution_id).map_err(|error| sentence(&error))
    }
}

/// How far a query is.
pub(crate) fn progress(query: &str, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Progress {
    let get = GetQueryExecution { query_execution_id: query.to_owned() };
    let execution = match ctx.call(role, get) {
        Ok(output) => output.query_execution,
        Err(error) => return Progress::Failed(sentence(&error)),
    };
    match execution.status.state {
        QueryExecutionState::Queued | QueryExecutionState::Running => Progress::Running,
        QueryExecutionState::Succeeded => Progress::Done(Box::new(execution)),
        QueryExecutionState::Failed | QueryExecutionState::Cancelled => {
            Progress::Failed(execution.status.state_change_reason.unwrap_or_else(|| "the query was cancelled".into()))
        }
    }
}

/// All rows of a result, without the header.
fn results(query: &str, role: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<Vec<Vec<Option<String>>>, String> {
    let mut rows = Vec::new();
    let mut token = None;
    loop {
        let get = GetQueryResults {
            query_execution_id: query.to_owned(),
            next_token: token.take(),
            ..GetQueryResults::default()
        };
        let page = ctx.call(role, get).map_err(|error| sentence(&error))?;
        let values = |row: api::athena::Row| row.data.into_iter().map(|datum| datum.var_char_value).collect();
        rows.extend(page.result_set.rows.into_iter().map(values));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    Ok(rows.into_iter().skip(1).collect())
}

pub(crate) fn sentence(error: &AwsError) -> String {
    format!("{}: {}", error.code, error.message)
}
