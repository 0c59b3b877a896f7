//! Amazon Athena: queries. Members as in botocore's `athena` model; members that are not modelled
//! are refused by name, never ignored.

use crate::{Timestamp, operations::operations};
use serde::{Deserialize, Serialize};

operations! { Athena, "Athena":
    StartQueryExecution => StartQueryExecutionOutput,
    GetQueryExecution => GetQueryExecutionOutput,
    GetQueryResults => GetQueryResultsOutput,
    StopQueryExecution => StopQueryExecutionOutput,
    ListQueryExecutions => ListQueryExecutionsOutput,
    GetWorkGroup => GetWorkGroupOutput,
    UpdateWorkGroup => UpdateWorkGroupOutput,
}

/// Starts a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartQueryExecution {
    /// One statement, 1 to 262,144 bytes.
    pub query_string: String,
    /// 32 to 128 characters; the same token starts one query only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_token: Option<String>,
    /// What unqualified names belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_execution_context: Option<QueryExecutionContext>,
    /// Where the result goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_configuration: Option<ResultConfiguration>,
    /// `primary` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_group: Option<String>,
}

/// The query's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartQueryExecutionOutput {
    /// UUID-shaped.
    pub query_execution_id: String,
}

/// What unqualified names belong to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct QueryExecutionContext {
    /// The database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// `AwsDataCatalog`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<String>,
}

/// Where a result goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ResultConfiguration {
    /// `s3://BUCKET/PREFIX/`; in an answer, the result's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_location: Option<String>,
}

/// Asks about one query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetQueryExecution {
    /// Which.
    pub query_execution_id: String,
}

/// One query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueryExecutionOutput {
    /// It.
    pub query_execution: QueryExecution,
}

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryExecution {
    /// Its name.
    pub query_execution_id: String,
    /// The statement.
    pub query: String,
    /// What kind of statement.
    pub statement_type: StatementType,
    /// Where the result lies.
    pub result_configuration: ResultConfiguration,
    /// What unqualified names belong to.
    pub query_execution_context: QueryExecutionContext,
    /// How far it is.
    pub status: QueryExecutionStatus,
    /// Times and bytes.
    pub statistics: QueryExecutionStatistics,
    /// Its workgroup.
    pub work_group: String,
    /// The engine.
    pub engine_version: EngineVersion,
    /// `SELECT`, …
    pub substatement_type: String,
}

/// Kinds of statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatementType {
    /// `DML`
    #[default]
    Dml,
    /// `DDL`
    Ddl,
    /// `UTILITY`
    Utility,
}

impl StatementType {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dml => "DML",
            Self::Ddl => "DDL",
            Self::Utility => "UTILITY",
        }
    }
}

/// How far a query is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QueryExecutionState {
    /// `QUEUED`
    #[default]
    Queued,
    /// `RUNNING`
    Running,
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `CANCELLED`
    Cancelled,
}

impl QueryExecutionState {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// How far a query is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryExecutionStatus {
    /// How far.
    pub state: QueryExecutionState,
    /// Why it failed or was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_change_reason: Option<String>,
    /// When it was submitted.
    pub submission_date_time: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_date_time: Option<Timestamp>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub athena_error: Option<AthenaError>,
}

/// What went wrong with a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AthenaError {
    /// 1 system, 2 user, 3 other.
    pub error_category: i32,
    /// AWS's number of the kind of error.
    pub error_type: i32,
    /// Whether another attempt may succeed.
    pub retryable: bool,
    /// For people.
    pub error_message: String,
}

/// Times in virtual milliseconds, and bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryExecutionStatistics {
    /// How long the engine ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_execution_time_in_millis: Option<u64>,
    /// Bytes of the ranges that were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_scanned_in_bytes: Option<u64>,
    /// From submission to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_execution_time_in_millis: Option<u64>,
    /// How long it waited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_queue_time_in_millis: Option<u64>,
    /// Before the engine was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_pre_processing_time_in_millis: Option<u64>,
    /// Planning, the catalog's answers among it; part of the engine's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_planning_time_in_millis: Option<u64>,
    /// Writing and publishing the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_processing_time_in_millis: Option<u64>,
}

/// An engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EngineVersion {
    /// `AUTO`
    pub selected_engine_version: String,
    /// `Athena engine version 3`
    pub effective_engine_version: String,
}

/// Asks for a page of a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetQueryResults {
    /// Which query.
    pub query_execution_id: String,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Rows in a page, 1 to 1,000, the header among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueryResultsOutput {
    /// Always 0.
    pub update_count: i64,
    /// Rows and columns.
    pub result_set: ResultSet,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResultSet {
    /// The rows; the first one of the first page holds the column names.
    pub rows: Vec<Row>,
    /// The columns.
    pub result_set_metadata: ResultSetMetadata,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Row {
    /// Its values.
    pub data: Vec<Datum>,
}

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Datum {
    /// As text; absent for NULL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub var_char_value: Option<String>,
}

/// The columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResultSetMetadata {
    /// One entry for each.
    pub column_info: Vec<ColumnInfo>,
}

/// A column of a result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ColumnInfo {
    /// `hive`
    pub catalog_name: String,
    /// Empty.
    pub schema_name: String,
    /// Empty.
    pub table_name: String,
    /// Its name.
    pub name: String,
    /// Its name again.
    pub label: String,
    /// `varchar`, `bigint`, …
    pub r#type: String,
    /// Digits, or longest text.
    pub precision: i32,
    /// Digits behind the point.
    pub scale: i32,
    /// `UNKNOWN`
    pub nullable: String,
    /// Whether case matters in comparing.
    pub case_sensitive: bool,
}

/// Cancels a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopQueryExecution {
    /// Which.
    pub query_execution_id: String,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StopQueryExecutionOutput {}

/// Lists queries, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListQueryExecutions {
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 0 to 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// `primary` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_group: Option<String>,
}

/// A page of queries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueryExecutionsOutput {
    /// Their names.
    pub query_execution_ids: Vec<String>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Asks about a workgroup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetWorkGroup {
    /// Which.
    pub work_group: String,
}

/// A workgroup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetWorkGroupOutput {
    /// It.
    pub work_group: WorkGroup,
}

/// A workgroup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WorkGroup {
    /// Its name.
    pub name: String,
    /// `ENABLED`
    pub state: String,
    /// Its settings.
    pub configuration: WorkGroupConfiguration,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A workgroup's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WorkGroupConfiguration {
    /// Where results go that name no place.
    pub result_configuration: ResultConfiguration,
    /// Whether they go there even if they name another.
    pub enforce_work_group_configuration: bool,
    /// Whether queries are counted.
    pub publish_cloud_watch_metrics_enabled: bool,
    /// A query that reads more is cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_scanned_cutoff_per_query: Option<u64>,
    /// Always false.
    pub requester_pays_enabled: bool,
    /// The engine.
    pub engine_version: EngineVersion,
}

/// Changes a workgroup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateWorkGroup {
    /// Which.
    pub work_group: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// New settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_updates: Option<WorkGroupConfigurationUpdates>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateWorkGroupOutput {}

/// New settings of a workgroup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct WorkGroupConfigurationUpdates {
    /// Whether results go to the workgroup's place even if a query names another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_work_group_configuration: Option<bool>,
    /// Where results go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_configuration_updates: Option<ResultConfigurationUpdates>,
    /// Whether queries are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_cloud_watch_metrics_enabled: Option<bool>,
    /// A query that reads more is cancelled; at least 10,000,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_scanned_cutoff_per_query: Option<u64>,
    /// No such bound any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_bytes_scanned_cutoff_per_query: Option<bool>,
}

/// Where results go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ResultConfigurationUpdates {
    /// `s3://BUCKET/PREFIX/`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_location: Option<String>,
    /// No place any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_output_location: Option<bool>,
}
