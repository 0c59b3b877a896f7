//! AWS Glue: the data catalog and crawlers. Members as in botocore's `glue` model; members that
//! are not modelled are refused by name, never ignored.

mod crawlers;
mod partitions;
mod tables;

pub use crawlers::{
    Crawler, CrawlerMetrics, CrawlerState, CrawlerTargets, CreateCrawler, CreateCrawlerOutput, DeleteBehavior,
    DeleteCrawler, DeleteCrawlerOutput, GetCrawler, GetCrawlerMetrics, GetCrawlerMetricsOutput, GetCrawlerOutput,
    GetCrawlers, GetCrawlersOutput, LastCrawlInfo, LastCrawlStatus, RecrawlBehavior, RecrawlPolicy, S3Target,
    SchemaChangePolicy, StartCrawler, StartCrawlerOutput, StopCrawler, StopCrawlerOutput, UpdateBehavior,
};
pub use partitions::{
    BatchCreatePartition, BatchCreatePartitionOutput, CreatePartition, CreatePartitionOutput, DeletePartition,
    DeletePartitionOutput, ErrorDetail, GetPartition, GetPartitionOutput, GetPartitions, GetPartitionsOutput,
    Partition, PartitionError, PartitionInput,
};
pub use tables::{
    Column, CreateTable, CreateTableOutput, DeleteTable, DeleteTableOutput, GetTable, GetTableOutput, GetTables,
    GetTablesOutput, SerDeInfo, StorageDescriptor, Table, TableInput, UpdateTable, UpdateTableOutput,
};

use crate::{Timestamp, operations::operations};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

operations! { Glue, "Glue":
    CreateDatabase => CreateDatabaseOutput,
    GetDatabase => GetDatabaseOutput,
    DeleteDatabase => DeleteDatabaseOutput,
    GetDatabases => GetDatabasesOutput,
    CreateTable => CreateTableOutput,
    GetTable => GetTableOutput,
    DeleteTable => DeleteTableOutput,
    GetTables => GetTablesOutput,
    UpdateTable => UpdateTableOutput,
    CreatePartition => CreatePartitionOutput,
    BatchCreatePartition => BatchCreatePartitionOutput,
    GetPartition => GetPartitionOutput,
    DeletePartition => DeletePartitionOutput,
    GetPartitions => GetPartitionsOutput,
    CreateCrawler => CreateCrawlerOutput,
    GetCrawler => GetCrawlerOutput,
    GetCrawlers => GetCrawlersOutput,
    GetCrawlerMetrics => GetCrawlerMetricsOutput,
    StartCrawler => StartCrawlerOutput,
    StopCrawler => StopCrawlerOutput,
    DeleteCrawler => DeleteCrawlerOutput,
}

/// Free properties.
pub type Parameters = BTreeMap<String, String>;

/// Makes a database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateDatabase {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// What it is to be.
    pub database_input: DatabaseInput,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDatabaseOutput {}

/// A database as it is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DatabaseInput {
    /// Its name, 1 to 255 characters; kept in lower case.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where its tables lie by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_uri: Option<String>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
}

/// A database of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Database {
    /// Its name.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where its tables lie by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_uri: Option<String>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// When it was made.
    pub create_time: Timestamp,
    /// The account.
    pub catalog_id: String,
}

/// Asks for one database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetDatabase {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its name.
    pub name: String,
}

/// One database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDatabaseOutput {
    /// It.
    pub database: Database,
}

/// Deletes a database with its tables and partitions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteDatabase {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its name.
    pub name: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDatabaseOutput {}

/// Lists databases by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetDatabases {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of databases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDatabasesOutput {
    /// The databases.
    pub database_list: Vec<Database>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
