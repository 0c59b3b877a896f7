//! Data sources and data sets.

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
