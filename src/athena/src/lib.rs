//! Amazon Athena: SQL over the objects that catalog tables speak of.
//!
//! - [`state`]: the queries, the workgroup, and what views may look at.
//! - `ops`: the operations.
//! - [`run`]: a query from the queue to its result object; `run::tables` asks the catalog and reads objects as
//!   the query's caller; `run::failure` puts an engine's findings into Athena's words.
//! - [`follow`]: what is behind a row of a result. [`limits`], [`prices`], [`laws`].
//!
//! The SQL itself runs in an engine, as a job. Only `SELECT` (with `WITH`, `VALUES`) and `EXPLAIN` are
//! modelled; there is no DDL, no `INSERT`, no federation, no result reuse.

pub mod follow;
pub mod laws;
pub mod limits;
mod ops;
pub mod prices;
pub mod run;
pub mod state;
#[cfg(test)]
mod tests;

pub use follow::{Lost, Origin};
pub use run::Event;
pub use state::{Athena, Query, ResultRows, WorkGroup};

use api::athena::{Request, Response};
use api::{Arn, AwsError};
use limits::{READS_PER_SECOND_MAX, STARTS_PER_SECOND_MAX};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service};
use sim::JobId;

impl Service for Athena {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let group = |action, name: &str| vec![Access::new(action, Arn::workgroup(name))];
        let named = |name: &Option<String>| name.clone().unwrap_or_else(|| state::PRIMARY.into());
        let of = |id: &str| self.query(id).map_or(state::PRIMARY.into(), |query| query.workgroup.clone());
        match request {
            Request::StartQueryExecution(request) => group("athena:StartQueryExecution", &named(&request.work_group)),
            Request::ListQueryExecutions(request) => group("athena:ListQueryExecutions", &named(&request.work_group)),
            Request::GetQueryExecution(request) => group("athena:GetQueryExecution", &of(&request.query_execution_id)),
            Request::StopQueryExecution(request) => {
                group("athena:StopQueryExecution", &of(&request.query_execution_id))
            }
            Request::GetQueryResults(request) => {
                // Athena reads the result object for its caller, who must be allowed to.
                let mut needed = group("athena:GetQueryResults", &of(&request.query_execution_id));
                let succeeded = |query: &&Query| query.state == api::athena::QueryExecutionState::Succeeded;
                let object = self.query(&request.query_execution_id).filter(succeeded);
                let object = object.map(|query| Arn::object(&query.output.bucket, &query.output.key));
                needed.extend(object.map(|object| Access::new("s3:GetObject", object)));
                needed
            }
            Request::GetWorkGroup(request) => group("athena:GetWorkGroup", &request.work_group),
            Request::UpdateWorkGroup(request) => group("athena:UpdateWorkGroup", &request.work_group),
        }
    }

    fn class(&self, request: &Request) -> Class {
        let (read_only, most) = match request {
            Request::StartQueryExecution(_) => (false, STARTS_PER_SECOND_MAX),
            Request::StopQueryExecution(_) | Request::UpdateWorkGroup(_) => (false, STARTS_PER_SECOND_MAX),
            _ => (true, READS_PER_SECOND_MAX),
        };
        Class { data_event: false, read_only, calls_per_second_max: Some(most) }
    }

    /// Athena does not repeat IAM's sentence.
    fn denied(&self, message: String) -> AwsError {
        let action = message.split("perform: ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
        let message = format!(
            "You are not authorized to perform: {action} on the resource. After your AWS administrator or you have updated your permissions, please try again."
        );
        AwsError::new("AccessDeniedException", message)
    }

    fn call(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        self.serve(caller, request, ctx).map(Reply::Now)
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match event {
            Event::Dequeue(id) => self.leave_queue(&id, ctx),
            Event::Finish(id) => self.finish(&id, ctx),
        }
    }

    fn answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>, ctx: &mut Ctx<'_, Event>) {
        self.job_answered(job, answer, ctx);
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}
