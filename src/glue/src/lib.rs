//! AWS Glue: the data catalog (databases, tables, partitions) and crawlers, which
//! read the objects of a folder and write tables.
//!
//! - [`state`]: the catalog and the crawlers, and what views may look at.
//! - `ops`: the operations, by resource; `predicate`: conditions on partition keys.
//! - [`crawl`]: a crawl from its start to its end; `crawl::group` decides what is a table and what a
//!   partition, `crawl::schema` how columns of several files become one table's.
//! - [`limits`], [`prices`], [`laws`].
//!
//! It runs no ETL jobs, triggers or workflows, and knows no custom classifier.

pub mod crawl;
pub mod laws;
pub mod limits;
mod ops;
mod predicate;
pub mod prices;
pub mod state;
#[cfg(test)]
mod tests;

pub use crawl::Event;
pub use state::{CrawlSummary, CrawlerEntry, Glue, TableEntry};

use api::glue::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service};
use sim::JobId;

impl Service for Glue {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        access(request)
    }

    fn class(&self, request: &Request) -> Class {
        let read_only = request.name().starts_with("Glue.Get");
        Class { data_event: false, read_only, calls_per_second_max: None }
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
            Event::Begin { crawler, run } => self.begin_crawl(&crawler, run, ctx),
            Event::Done { crawler, run } => self.end_crawl(&crawler, run, ctx),
        }
    }

    fn answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>, ctx: &mut Ctx<'_, Event>) {
        self.files_inspected(job, answer, ctx);
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}

/// What a call needs: the catalog and each resource on the way to its own, as Glue asks.
fn access(request: &Request) -> Vec<Access> {
    let action = action(request);
    let on = |resources: &[String]| resources.iter().map(|arn| Access::new(action, arn.clone())).collect();
    let catalog = Arn::glue("catalog");
    let database = |name: &str| Arn::glue(&format!("database/{}", name.to_lowercase()));
    let table = |of: &str, name: &str| Arn::glue(&format!("table/{}/{}", of.to_lowercase(), name.to_lowercase()));
    let all = |of: &str, name: &str| on(&[catalog.clone(), database(of), table(of, name)]);
    let crawler = |name: &str| vec![Access::new(action, Arn::glue(&format!("crawler/{name}")))];
    match request {
        Request::GetDatabases(_) => on(&[catalog]),
        Request::CreateDatabase(request) => on(&[catalog, database(&request.database_input.name)]),
        Request::GetDatabase(request) => on(&[catalog, database(&request.name)]),
        Request::DeleteDatabase(request) => {
            let tables = table(&request.name, "*");
            on(&[catalog, database(&request.name), tables])
        }
        Request::CreateTable(request) => all(&request.database_name, &request.table_input.name),
        Request::GetTable(request) => all(&request.database_name, &request.name),
        Request::DeleteTable(request) => all(&request.database_name, &request.name),
        Request::GetTables(request) => all(&request.database_name, "*"),
        Request::UpdateTable(request) => all(&request.database_name, &request.table_input.name),
        Request::CreatePartition(request) => all(&request.database_name, &request.table_name),
        Request::BatchCreatePartition(request) => all(&request.database_name, &request.table_name),
        Request::GetPartition(request) => all(&request.database_name, &request.table_name),
        Request::DeletePartition(request) => all(&request.database_name, &request.table_name),
        Request::GetPartitions(request) => all(&request.database_name, &request.table_name),
        Request::CreateCrawler(request) => {
            let mut needed = crawler(&request.name);
            needed.push(Access::new("iam:PassRole", state::role_arn(&request.role)));
            needed
        }
        Request::GetCrawler(request) => crawler(&request.name),
        Request::StartCrawler(request) => crawler(&request.name),
        Request::StopCrawler(request) => crawler(&request.name),
        Request::DeleteCrawler(request) => crawler(&request.name),
        Request::GetCrawlers(_) | Request::GetCrawlerMetrics(_) => on(&["*".into()]),
    }
}

fn action(request: &Request) -> &'static str {
    match request {
        Request::CreateDatabase(_) => "glue:CreateDatabase",
        Request::GetDatabase(_) => "glue:GetDatabase",
        Request::DeleteDatabase(_) => "glue:DeleteDatabase",
        Request::GetDatabases(_) => "glue:GetDatabases",
        Request::CreateTable(_) => "glue:CreateTable",
        Request::GetTable(_) => "glue:GetTable",
        Request::DeleteTable(_) => "glue:DeleteTable",
        Request::GetTables(_) => "glue:GetTables",
        Request::UpdateTable(_) => "glue:UpdateTable",
        Request::CreatePartition(_) => "glue:CreatePartition",
        Request::BatchCreatePartition(_) => "glue:BatchCreatePartition",
        Request::GetPartition(_) => "glue:GetPartition",
        Request::DeletePartition(_) => "glue:DeletePartition",
        Request::GetPartitions(_) => "glue:GetPartitions",
        Request::CreateCrawler(_) => "glue:CreateCrawler",
        Request::GetCrawler(_) => "glue:GetCrawler",
        Request::GetCrawlers(_) => "glue:GetCrawlers",
        Request::GetCrawlerMetrics(_) => "glue:GetCrawlerMetrics",
        Request::StartCrawler(_) => "glue:StartCrawler",
        Request::StopCrawler(_) => "glue:StopCrawler",
        Request::DeleteCrawler(_) => "glue:DeleteCrawler",
    }
}
