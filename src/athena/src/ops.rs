//! The operations.

mod results;
mod start;
mod workgroup;

use crate::limits::HISTORY_PAGE_MAX;
use crate::run::Event;
use crate::state::{Athena, PRIMARY, Query};
use api::AwsError;
use api::athena::{
    EngineVersion, GetQueryExecutionOutput, ListQueryExecutions, ListQueryExecutionsOutput, QueryExecution,
    QueryExecutionContext, QueryExecutionState, QueryExecutionStatistics, QueryExecutionStatus, Request, Response,
    ResultConfiguration, StopQueryExecution, StopQueryExecutionOutput,
};
use service::{Caller, Ctx, apart};
use sim::Time;

impl Athena {
    pub(crate) fn serve(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Response, AwsError> {
        Ok(match request {
            Request::StartQueryExecution(request) => {
                Response::StartQueryExecution(apart(|| self.start_query_execution(request, caller, ctx))?)
            }
            Request::GetQueryExecution(request) => {
                let query = self.known(&request.query_execution_id)?;
                Response::GetQueryExecution(GetQueryExecutionOutput { query_execution: shown(query, ctx) })
            }
            Request::GetQueryResults(request) => {
                Response::GetQueryResults(apart(|| self.get_query_results(&request, caller, ctx))?)
            }
            Request::StopQueryExecution(request) => {
                Response::StopQueryExecution(apart(|| self.stop_query_execution(&request, ctx))?)
            }
            Request::ListQueryExecutions(request) => {
                Response::ListQueryExecutions(apart(|| self.list_query_executions(&request))?)
            }
            Request::GetWorkGroup(request) => Response::GetWorkGroup(apart(|| self.get_work_group(&request))?),
            Request::UpdateWorkGroup(request) => Response::UpdateWorkGroup(apart(|| self.update_work_group(&request))?),
        })
    }

    fn stop_query_execution(
        &mut self,
        request: &StopQueryExecution,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StopQueryExecutionOutput, AwsError> {
        // A query that has ended stays as it is, without an error.
        if self.known(&request.query_execution_id)?.is_active() {
            self.cancel(&request.query_execution_id, "Query cancelled by user", ctx);
        }
        Ok(StopQueryExecutionOutput {})
    }

    fn list_query_executions(&self, request: &ListQueryExecutions) -> Result<ListQueryExecutionsOutput, AwsError> {
        check_workgroup(request.work_group.as_deref())?;
        let size = request.max_results.unwrap_or(HISTORY_PAGE_MAX);
        if !(0..=HISTORY_PAGE_MAX).contains(&size) {
            return Err(invalid(format!("MaxResults must be between 0 and {HISTORY_PAGE_MAX}.")));
        }
        let mut ids = self.order.iter().rev().peekable();
        if let Some(token) = request.next_token.as_deref() {
            if !self.queries.contains_key(token) {
                return Err(invalid("Invalid NextToken."));
            }
            while ids.next_if(|id| id.as_str() != token).is_some() {}
        }
        let size = usize::try_from(size).unwrap_or(0);
        let page: Vec<String> = ids.by_ref().take(size).cloned().collect();
        Ok(ListQueryExecutionsOutput { query_execution_ids: page, next_token: ids.next().cloned() })
    }
}

fn shown(query: &Query, ctx: &Ctx<'_, Event>) -> QueryExecution {
    let location = format!("s3://{}/{}", query.output.bucket, query.output.key);
    QueryExecution {
        query_execution_id: query.id.clone(),
        query: query.sql.clone(),
        statement_type: query.statement_type,
        result_configuration: ResultConfiguration { output_location: Some(location) },
        query_execution_context: QueryExecutionContext {
            database: query.database.clone(),
            catalog: Some("awsdatacatalog".into()),
        },
        status: QueryExecutionStatus {
            state: query.state,
            state_change_reason: query.reason.clone(),
            submission_date_time: ctx.date_of(query.submitted),
            completion_date_time: query.completed.map(|completed| ctx.date_of(completed)),
            athena_error: query.error.clone(),
        },
        statistics: statistics(query, ctx.now()),
        work_group: query.workgroup.clone(),
        engine_version: engine_version(),
        substatement_type: query.kind.clone(),
    }
}

/// Times and bytes of a query at `now`.
pub(crate) fn statistics(query: &Query, now: Time) -> QueryExecutionStatistics {
    let end = query.completed.unwrap_or(now);
    let ms = |from: Time, to: Time| (to - from) / 1_000;
    let started = query.started.unwrap_or(end);
    let engine_end = query.engine_done.map_or(end, |done| done.min(end));
    let ended = !query.is_active();
    let ran = query.started.is_some();
    QueryExecutionStatistics {
        engine_execution_time_in_millis: ran.then(|| ms(started, engine_end)),
        data_scanned_in_bytes: (ended || query.bytes_scanned > 0).then_some(query.bytes_scanned),
        total_execution_time_in_millis: Some(ms(query.submitted, end)),
        query_queue_time_in_millis: Some(ms(query.submitted, started)),
        service_pre_processing_time_in_millis: ran.then_some(0),
        query_planning_time_in_millis: query.planned.map(|planned| ms(started, planned)),
        service_processing_time_in_millis: (query.state == QueryExecutionState::Succeeded).then(|| ms(engine_end, end)),
    }
}

fn engine_version() -> EngineVersion {
    EngineVersion { selected_engine_version: "AUTO".into(), effective_engine_version: "Athena engine version 3".into() }
}

fn check_workgroup(name: Option<&str>) -> Result<(), AwsError> {
    match name {
        Some(name) if name != PRIMARY => Err(invalid(format!("WorkGroup {name} is not found."))),
        _ => Ok(()),
    }
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidRequestException", message)
}
