//! Data sources, data sets and ingestions.

use super::ResourceStatus;
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Makes a data source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateDataSource {
    /// The account.
    pub aws_account_id: String,
    /// Its id.
    pub data_source_id: String,
    /// Its name, 1 to 128 characters.
    pub name: String,
    /// `ATHENA`; AWS's others are not modelled.
    pub r#type: String,
    /// How it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source_parameters: Option<DataSourceParameters>,
}

/// How a data source is reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DataSourceParameters {
    /// If it is Athena.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub athena_parameters: Option<AthenaParameters>,
}

/// How Athena is reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AthenaParameters {
    /// `primary` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_group: Option<String>,
    /// The role that queries run as; `quicksight-athena` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDataSourceOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_source_id: String,
    /// `CREATION_IN_PROGRESS`
    pub creation_status: ResourceStatus,
    /// 202
    pub status: i32,
}

/// A data source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DataSource {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_source_id: String,
    /// Its name.
    pub name: String,
    /// `ATHENA`
    pub r#type: String,
    /// How far it is.
    pub status: ResourceStatus,
    /// When it was made.
    pub created_time: Timestamp,
    /// When it was last changed.
    pub last_updated_time: Timestamp,
    /// How it is reached.
    pub data_source_parameters: DataSourceParameters,
}

/// Asks about a data source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeDataSource {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub data_source_id: String,
}

/// A data source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDataSourceOutput {
    /// It.
    pub data_source: DataSource,
    /// 200
    pub status: i32,
}

/// Lists data sources by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListDataSources {
    /// The account.
    pub aws_account_id: String,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of data sources.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDataSourcesOutput {
    /// The data sources.
    pub data_sources: Vec<DataSource>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 200
    pub status: i32,
}

/// Deletes a data source; data sets that name it break.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteDataSource {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub data_source_id: String,
}

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDataSourceOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_source_id: String,
    /// 200
    pub status: i32,
}

/// Whether visuals ask the source or a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataSetImportMode {
    /// `DIRECT_QUERY`
    #[default]
    DirectQuery,
    /// `SPICE`
    Spice,
}

impl DataSetImportMode {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DirectQuery => "DIRECT_QUERY",
            Self::Spice => "SPICE",
        }
    }
}

/// Types of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InputColumnDataType {
    /// `STRING`
    #[default]
    String,
    /// `INTEGER`
    Integer,
    /// `DECIMAL`
    Decimal,
    /// `DATETIME`
    Datetime,
}

impl InputColumnDataType {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "STRING",
            Self::Integer => "INTEGER",
            Self::Decimal => "DECIMAL",
            Self::Datetime => "DATETIME",
        }
    }
}

/// Makes a data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateDataSet {
    /// The account.
    pub aws_account_id: String,
    /// Its id.
    pub data_set_id: String,
    /// Its name, 1 to 128 characters.
    pub name: String,
    /// Its tables; exactly one is modelled.
    pub physical_table_map: BTreeMap<String, PhysicalTable>,
    /// Whether visuals ask the source or a copy.
    pub import_mode: DataSetImportMode,
}

/// A table or a statement at a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PhysicalTable {
    /// A table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relational_table: Option<RelationalTable>,
    /// A statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_sql: Option<CustomSql>,
}

/// A table at a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RelationalTable {
    /// The source.
    pub data_source_arn: String,
    /// `AwsDataCatalog`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<String>,
    /// The database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The table.
    pub name: String,
    /// The columns that are used.
    pub input_columns: Vec<InputColumn>,
}

/// A statement at a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CustomSql {
    /// The source.
    pub data_source_arn: String,
    /// What it is called.
    pub name: String,
    /// The statement, 1 to 168,000 characters.
    pub sql_query: String,
    /// The columns that it gives.
    pub columns: Vec<InputColumn>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct InputColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: InputColumnDataType,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDataSetOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_set_id: String,
    /// The first ingestion, of a SPICE data set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingestion_arn: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingestion_id: Option<String>,
    /// 201
    pub status: i32,
}

/// A data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DataSet {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_set_id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_time: Timestamp,
    /// When it was last changed.
    pub last_updated_time: Timestamp,
    /// Its tables.
    pub physical_table_map: BTreeMap<String, PhysicalTable>,
    /// The columns that it offers.
    pub output_columns: Vec<OutputColumn>,
    /// Whether visuals ask the source or a copy.
    pub import_mode: DataSetImportMode,
    /// Size of the copy.
    pub consumed_spice_capacity_in_bytes: u64,
}

/// A column that a data set offers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: InputColumnDataType,
}

/// Asks about a data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeDataSet {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub data_set_id: String,
}

/// A data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDataSetOutput {
    /// It.
    pub data_set: DataSet,
    /// 200
    pub status: i32,
}

/// Lists data sets by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListDataSets {
    /// The account.
    pub aws_account_id: String,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of data sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDataSetsOutput {
    /// The data sets.
    pub data_set_summaries: Vec<DataSetSummary>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 200
    pub status: i32,
}

/// A data set in a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DataSetSummary {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_set_id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_time: Timestamp,
    /// When it was last changed.
    pub last_updated_time: Timestamp,
    /// Whether visuals ask the source or a copy.
    pub import_mode: DataSetImportMode,
}

/// Deletes a data set; analyses that name it break.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteDataSet {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub data_set_id: String,
}

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDataSetOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub data_set_id: String,
    /// 200
    pub status: i32,
}

/// How much is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IngestionType {
    /// `FULL_REFRESH`
    #[default]
    FullRefresh,
    /// `INCREMENTAL_REFRESH`
    IncrementalRefresh,
}

impl IngestionType {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullRefresh => "FULL_REFRESH",
            Self::IncrementalRefresh => "INCREMENTAL_REFRESH",
        }
    }
}

/// How far an ingestion is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IngestionStatus {
    /// `INITIALIZED`
    #[default]
    Initialized,
    /// `QUEUED`
    Queued,
    /// `RUNNING`
    Running,
    /// `FAILED`
    Failed,
    /// `COMPLETED`
    Completed,
    /// `CANCELLED`
    Cancelled,
}

impl IngestionStatus {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initialized => "INITIALIZED",
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Failed => "FAILED",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// Fills a SPICE data set anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateIngestion {
    /// The account.
    pub aws_account_id: String,
    /// Which data set.
    pub data_set_id: String,
    /// The ingestion's id, 1 to 128 letters, digits, `_` and `-`.
    pub ingestion_id: String,
    /// `FULL_REFRESH`; the other is not modelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingestion_type: Option<IngestionType>,
}

/// What was begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateIngestionOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub ingestion_id: String,
    /// `INITIALIZED`
    pub ingestion_status: IngestionStatus,
    /// 201
    pub status: i32,
}

/// Asks about an ingestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeIngestion {
    /// The account.
    pub aws_account_id: String,
    /// Its data set.
    pub data_set_id: String,
    /// Which.
    pub ingestion_id: String,
}

/// An ingestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeIngestionOutput {
    /// It.
    pub ingestion: Ingestion,
    /// 200
    pub status: i32,
}

/// Lists a data set's ingestions, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListIngestions {
    /// The account.
    pub aws_account_id: String,
    /// Which data set.
    pub data_set_id: String,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of ingestions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListIngestionsOutput {
    /// The ingestions.
    pub ingestions: Vec<Ingestion>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 200
    pub status: i32,
}

/// An ingestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ingestion {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub ingestion_id: String,
    /// How far it is.
    pub ingestion_status: IngestionStatus,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_info: Option<ErrorInfo>,
    /// Rows in and out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_info: Option<RowInfo>,
    /// When it was begun.
    pub created_time: Timestamp,
    /// How long it took.
    pub ingestion_time_in_seconds: u64,
    /// Size of the copy.
    pub ingestion_size_in_bytes: u64,
    /// `MANUAL`
    pub request_source: String,
    /// `INITIAL_INGESTION` or `FULL_REFRESH`
    pub request_type: String,
}

/// What went wrong with an ingestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ErrorInfo {
    /// `SQL_TABLE_NOT_FOUND`, `PERMISSION_DENIED`, …
    pub r#type: String,
    /// For people.
    pub message: String,
}

/// Rows of an ingestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RowInfo {
    /// Taken.
    pub rows_ingested: u64,
    /// Left out, because a value is not of its column's type.
    pub rows_dropped: u64,
    /// In the data set now.
    pub total_rows_in_dataset: u64,
}
