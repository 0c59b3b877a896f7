//! Crawlers.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Makes a crawler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateCrawler {
    /// Its name, 1 to 255 characters.
    pub name: String,
    /// The name or ARN of the role that it works as.
    pub role: String,
    /// The database that it writes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_name: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it reads.
    pub targets: CrawlerTargets,
    /// Put before the names of its tables; at most 128 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_prefix: Option<String>,
    /// What it does with changed and vanished tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_change_policy: Option<SchemaChangePolicy>,
    /// What it reads when it runs again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recrawl_policy: Option<RecrawlPolicy>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateCrawlerOutput {}

/// What a crawler reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CrawlerTargets {
    /// Folders in buckets.
    #[serde(default)]
    pub s3_targets: Vec<S3Target>,
}

/// A folder in a bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct S3Target {
    /// `s3://BUCKET/PREFIX/`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Patterns of keys, from the path on, to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<String>,
    /// How many files of each folder to read, 1 to 249.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<i64>,
}

/// What a crawler does with changed and vanished tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SchemaChangePolicy {
    /// With changed ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_behavior: Option<UpdateBehavior>,
    /// With vanished ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_behavior: Option<DeleteBehavior>,
}

/// What a crawler reads when it runs again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecrawlPolicy {
    /// Everything, or new folders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recrawl_behavior: Option<RecrawlBehavior>,
}

/// What a crawler does with a changed table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UpdateBehavior {
    /// `UPDATE_IN_DATABASE`
    #[default]
    UpdateInDatabase,
    /// `LOG`
    Log,
}

impl UpdateBehavior {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UpdateInDatabase => "UPDATE_IN_DATABASE",
            Self::Log => "LOG",
        }
    }
}

/// What a crawler does with a table whose files are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeleteBehavior {
    /// `DEPRECATE_IN_DATABASE`
    #[default]
    DeprecateInDatabase,
    /// `DELETE_FROM_DATABASE`
    DeleteFromDatabase,
    /// `LOG`
    Log,
}

impl DeleteBehavior {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeprecateInDatabase => "DEPRECATE_IN_DATABASE",
            Self::DeleteFromDatabase => "DELETE_FROM_DATABASE",
            Self::Log => "LOG",
        }
    }
}

/// What a crawler reads when it runs again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecrawlBehavior {
    /// `CRAWL_EVERYTHING`
    #[default]
    CrawlEverything,
    /// `CRAWL_NEW_FOLDERS_ONLY`
    CrawlNewFoldersOnly,
    /// `CRAWL_EVENT_MODE`
    CrawlEventMode,
}

impl RecrawlBehavior {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CrawlEverything => "CRAWL_EVERYTHING",
            Self::CrawlNewFoldersOnly => "CRAWL_NEW_FOLDERS_ONLY",
            Self::CrawlEventMode => "CRAWL_EVENT_MODE",
        }
    }
}

/// What a crawler is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CrawlerState {
    /// `READY`
    #[default]
    Ready,
    /// `RUNNING`
    Running,
    /// `STOPPING`
    Stopping,
}

impl CrawlerState {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::Running => "RUNNING",
            Self::Stopping => "STOPPING",
        }
    }
}

/// How a crawl ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LastCrawlStatus {
    /// `SUCCEEDED`
    #[default]
    Succeeded,
    /// `CANCELLED`
    Cancelled,
    /// `FAILED`
    Failed,
}

impl LastCrawlStatus {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }
}

/// A crawler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Crawler {
    /// Its name.
    pub name: String,
    /// The role that it works as.
    pub role: String,
    /// What it reads.
    pub targets: CrawlerTargets,
    /// The database that it writes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_name: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Always empty: only the built-in ones are modelled.
    pub classifiers: Vec<String>,
    /// What it reads when it runs again.
    pub recrawl_policy: RecrawlPolicy,
    /// What it does with changed and vanished tables.
    pub schema_change_policy: SchemaChangePolicy,
    /// What it is doing.
    pub state: CrawlerState,
    /// Put before the names of its tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_prefix: Option<String>,
    /// Milliseconds since the running crawl began; 0 if none runs.
    pub crawl_elapsed_time: i64,
    /// When it was made.
    pub creation_time: Timestamp,
    /// When it was last changed.
    pub last_updated: Timestamp,
    /// How the last crawl ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_crawl: Option<LastCrawlInfo>,
    /// Always 1.
    pub version: i64,
}

/// How a crawl ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LastCrawlInfo {
    /// How.
    pub status: LastCrawlStatus,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// Where AWS would write its log.
    pub log_group: String,
    /// The crawler's name.
    pub log_stream: String,
    /// The run's id.
    pub message_prefix: String,
    /// When it began.
    pub start_time: Timestamp,
}

/// Asks for one crawler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetCrawler {
    /// Its name.
    pub name: String,
}

/// One crawler.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetCrawlerOutput {
    /// It.
    pub crawler: Crawler,
}

/// Lists crawlers by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetCrawlers {
    /// Length of a page, 1 to 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A page of crawlers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetCrawlersOutput {
    /// The crawlers.
    pub crawlers: Vec<Crawler>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Asks what crawlers have done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetCrawlerMetrics {
    /// Which; all if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crawler_name_list: Option<Vec<String>>,
}

/// What crawlers have done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetCrawlerMetricsOutput {
    /// One entry for each crawler.
    pub crawler_metrics_list: Vec<CrawlerMetrics>,
}

/// What a crawler has done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CrawlerMetrics {
    /// Which.
    pub crawler_name: String,
    /// Always 0: not estimated.
    pub time_left_seconds: u64,
    /// Whether a crawl runs.
    pub still_estimating: bool,
    /// How long the last crawl took.
    pub last_runtime_seconds: u64,
    /// How long its crawls take.
    pub median_runtime_seconds: u64,
    /// Tables that the last crawl made.
    pub tables_created: u32,
    /// Tables that it changed.
    pub tables_updated: u32,
    /// Tables that it deleted.
    pub tables_deleted: u32,
}

/// Starts a crawl.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartCrawler {
    /// The crawler.
    pub name: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartCrawlerOutput {}

/// Stops a crawl.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopCrawler {
    /// The crawler.
    pub name: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StopCrawlerOutput {}

/// Deletes a crawler; its tables stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteCrawler {
    /// The crawler.
    pub name: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteCrawlerOutput {}
