//! Amazon QuickSight: data sources, data sets, and analyses of bars, lines and single numbers.
//!
//! - [`state`]: everything there is, and what views may look at.
//! - `ops`: the operations, by resource.
//! - [`plan`]: what a visual asks, from its field wells; as SQL for a data set that is queried directly.
//! - [`refresh`]: reading a visual's data: an ordinary Athena query, made through the door as the data source's
//!   role, or a computation over ingested rows; [`ingest`]: filling a SPICE data set.
//! - [`spice`]: ingested rows, and grouping them. [`limits`], [`laws`].
//!
//! It draws nothing: a view gives labels and values. It has no dashboards, users, filters, parameters
//! or calculated fields.

mod calendar;
pub mod ingest;
pub mod laws;
pub mod limits;
mod ops;
pub mod plan;
pub mod refresh;
pub mod spice;
pub mod state;
#[cfg(test)]
mod tests;

pub use plan::{Mark, Plan};
pub use state::{AnalysisEntry, DataSetEntry, DataSourceEntry, QuickSight, Visual, VisualState};

use api::quicksight::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service};

/// What the service schedules for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A visual's data is to be read.
    StartVisual(VisualRun),
    /// A visual's query is looked after.
    PollVisual(VisualRun),
    /// An ingestion begins.
    StartIngestion {
        /// The data set.
        data_set: String,
        /// The ingestion.
        ingestion: String,
    },
    /// An ingestion's query is looked after.
    PollIngestion {
        /// The data set.
        data_set: String,
        /// The ingestion.
        ingestion: String,
    },
}

/// One reading of a visual's data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VisualRun {
    /// The analysis.
    pub analysis: String,
    /// The visual.
    pub visual: String,
    /// Which reading; older ones are out of date.
    pub run: u64,
}

impl Service for QuickSight {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        access(request)
    }

    fn class(&self, request: &Request) -> Class {
        let name = request.name();
        let read_only = name.starts_with("QuickSight.Describe") || name.starts_with("QuickSight.List");
        Class { data_event: false, read_only, calls_per_second_max: None }
    }

    fn call(
        &mut self,
        _caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        self.serve(request, ctx).map(Reply::Now)
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match event {
            Event::StartVisual(run) => self.start_visual(&run, ctx),
            Event::PollVisual(run) => self.poll_visual(&run, ctx),
            Event::StartIngestion { data_set, ingestion } => self.start_ingestion(&data_set, &ingestion, ctx),
            Event::PollIngestion { data_set, ingestion } => self.poll_ingestion(&data_set, &ingestion, ctx),
        }
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}

fn access(request: &Request) -> Vec<Access> {
    let one = |action, kind: &str, id: &str| vec![Access::new(action, Arn::quicksight(&format!("{kind}/{id}")))];
    let all = |action, kind: &str| vec![Access::new(action, Arn::quicksight(&format!("{kind}/*")))];
    match request {
        Request::CreateDataSource(request) => {
            let mut needed = one("quicksight:CreateDataSource", "datasource", &request.data_source_id);
            let parameters = request.data_source_parameters.as_ref();
            let role = parameters.and_then(|all| all.athena_parameters.as_ref()?.role_arn.clone());
            needed.extend(role.map(|role| Access::new("iam:PassRole", role)));
            needed
        }
        Request::DescribeDataSource(r) => one("quicksight:DescribeDataSource", "datasource", &r.data_source_id),
        Request::ListDataSources(_) => all("quicksight:ListDataSources", "datasource"),
        Request::DeleteDataSource(r) => one("quicksight:DeleteDataSource", "datasource", &r.data_source_id),
        Request::CreateDataSet(request) => {
            let mut needed = one("quicksight:CreateDataSet", "dataset", &request.data_set_id);
            let sources = request.physical_table_map.values().filter_map(state::source_arn);
            needed.extend(sources.map(|arn| Access::new("quicksight:PassDataSource", arn)));
            needed
        }
        Request::DescribeDataSet(r) => one("quicksight:DescribeDataSet", "dataset", &r.data_set_id),
        Request::ListDataSets(_) => all("quicksight:ListDataSets", "dataset"),
        Request::DeleteDataSet(r) => one("quicksight:DeleteDataSet", "dataset", &r.data_set_id),
        Request::CreateIngestion(r) => {
            let id = format!("{}/ingestion/{}", r.data_set_id, r.ingestion_id);
            one("quicksight:CreateIngestion", "dataset", &id)
        }
        Request::DescribeIngestion(r) => {
            let id = format!("{}/ingestion/{}", r.data_set_id, r.ingestion_id);
            one("quicksight:DescribeIngestion", "dataset", &id)
        }
        Request::ListIngestions(r) => {
            one("quicksight:ListIngestions", "dataset", &format!("{}/ingestion/*", r.data_set_id))
        }
        Request::CreateAnalysis(request) => {
            let mut needed = one("quicksight:CreateAnalysis", "analysis", &request.analysis_id);
            needed.extend(passed(&request.definition));
            needed
        }
        Request::UpdateAnalysis(request) => {
            let mut needed = one("quicksight:UpdateAnalysis", "analysis", &request.analysis_id);
            needed.extend(passed(&request.definition));
            needed
        }
        Request::DescribeAnalysis(r) => one("quicksight:DescribeAnalysis", "analysis", &r.analysis_id),
        Request::DescribeAnalysisDefinition(r) => {
            one("quicksight:DescribeAnalysisDefinition", "analysis", &r.analysis_id)
        }
        Request::ListAnalyses(_) => all("quicksight:ListAnalyses", "analysis"),
        Request::DeleteAnalysis(r) => one("quicksight:DeleteAnalysis", "analysis", &r.analysis_id),
    }
}

/// Whoever shows a data set in an analysis must be allowed to.
fn passed(definition: &api::quicksight::AnalysisDefinition) -> impl Iterator<Item = Access> {
    let arns = definition.data_set_identifier_declarations.iter().map(|declared| declared.data_set_arn.clone());
    arns.map(|arn| Access::new("quicksight:PassDataSet", arn))
}
