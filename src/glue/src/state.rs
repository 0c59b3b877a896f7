//! The catalog and the crawlers, and what views may look at. A clone shares everything.

use api::Arn;
use api::glue::{
    CrawlerState, CrawlerTargets, Database, LastCrawlInfo, Partition, RecrawlPolicy, SchemaChangePolicy, Table,
};
use imbl::OrdMap;
use sim::Time;
use std::sync::Arc;

/// The service's state.
#[derive(Clone, Debug, Default)]
pub struct Glue {
    pub(crate) databases: OrdMap<String, Arc<Database>>,
    /// By database and name.
    pub(crate) tables: OrdMap<(String, String), TableEntry>,
    pub(crate) crawlers: OrdMap<String, CrawlerEntry>,
    /// The files that are being inspected: crawler and run by the job's number.
    pub(crate) jobs: OrdMap<u64, (String, u64)>,
}

/// A table and its partitions.
#[derive(Clone, Debug)]
pub struct TableEntry {
    /// The table.
    pub table: Arc<Table>,
    /// Its partitions, by their values.
    pub partitions: OrdMap<Vec<String>, Arc<Partition>>,
}

/// A crawler.
#[derive(Clone, Debug)]
pub struct CrawlerEntry {
    /// As it was made.
    pub spec: Arc<CrawlerSpec>,
    /// What it is doing.
    pub state: CrawlerState,
    /// How many times it has been started.
    pub runs: u64,
    /// When the crawl under way was started.
    pub started: Option<Time>,
    /// When that crawl will leave its present state, as far as that is known.
    pub next: Option<Time>,
    /// How the last crawl ended.
    pub last: Option<LastCrawlInfo>,
    /// What the last crawl did.
    pub summary: CrawlSummary,
    /// What the crawl under way reads.
    pub(crate) reading: Option<Arc<crate::crawl::Reading>>,
    /// How the crawl under way will end, once that is known.
    pub(crate) ending: Option<Ending>,
}

/// What makes a crawler.
#[derive(Clone, Debug)]
pub struct CrawlerSpec {
    /// Its name.
    pub name: String,
    /// The role's name or ARN, as it was given.
    pub role: String,
    /// The database that it writes to.
    pub database: String,
    /// For people.
    pub description: Option<String>,
    /// What it reads.
    pub targets: CrawlerTargets,
    /// Put before the names of its tables.
    pub table_prefix: Option<String>,
    /// What it does with changed and vanished tables.
    pub schema_change_policy: SchemaChangePolicy,
    /// What it reads when it runs again.
    pub recrawl_policy: RecrawlPolicy,
    /// When it was made.
    pub created: api::Timestamp,
}

/// What a crawl did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrawlSummary {
    /// Tables that it made.
    pub tables_created: u32,
    /// Tables whose definition it changed.
    pub tables_updated: u32,
    /// Tables that it deleted or marked as deprecated.
    pub tables_deleted: u32,
    /// Partitions that it made.
    pub partitions_created: u32,
    /// Objects that it found.
    pub objects: u64,
    /// Objects that it read.
    pub objects_read: u64,
    /// How long it took, in seconds.
    pub seconds: u64,
}

/// How a crawl ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub status: api::glue::LastCrawlStatus,
    pub message: Option<String>,
}

impl Glue {
    /// All databases, by name.
    pub fn databases(&self) -> impl Iterator<Item = &Database> {
        self.databases.values().map(Arc::as_ref)
    }

    /// A database's tables, by name.
    pub fn tables<'a>(&'a self, database: &'a str) -> impl Iterator<Item = &'a TableEntry> {
        self.tables
            .range((database.to_owned(), String::new())..)
            .take_while(move |((of, _), _)| of == database)
            .map(|(_, entry)| entry)
    }

    /// One table.
    pub fn table(&self, database: &str, name: &str) -> Option<&TableEntry> {
        self.tables.get(&(database.to_lowercase(), name.to_lowercase()))
    }

    /// All crawlers, by name.
    pub fn crawlers(&self) -> impl Iterator<Item = &CrawlerEntry> {
        self.crawlers.values()
    }

    /// One crawler.
    pub fn crawler(&self, name: &str) -> Option<&CrawlerEntry> {
        self.crawlers.get(name)
    }

    /// The crawler that a job is for.
    pub fn crawler_of_job(&self, job: sim::JobId) -> Option<&str> {
        self.jobs.get(&job.0).map(|(crawler, _)| crawler.as_str())
    }

    /// Whether `run` is what the crawler is at.
    pub(crate) fn is_current(&self, crawler: &str, run: u64) -> bool {
        self.crawlers.get(crawler).is_some_and(|entry| entry.runs == run)
    }
}

/// A role's ARN from its name or ARN.
pub(crate) fn role_arn(role: &str) -> String {
    if role.starts_with("arn:") { role.to_owned() } else { Arn::role(role.rsplit('/').next().unwrap_or(role)) }
}
