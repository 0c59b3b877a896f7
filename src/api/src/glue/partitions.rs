//! Partitions of tables.

use super::{Parameters, StorageDescriptor};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A partition as it is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct PartitionInput {
    /// Its values, in the order of the table's keys.
    #[serde(default)]
    pub values: Vec<String>,
    /// Where and how its rows lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
}

/// A partition of the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Partition {
    /// Its values, in the order of the table's keys.
    pub values: Vec<String>,
    /// Its database.
    pub database_name: String,
    /// Its table.
    pub table_name: String,
    /// When it was made.
    pub creation_time: Timestamp,
    /// Where and how its rows lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// The account.
    pub catalog_id: String,
}

/// Makes a partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreatePartition {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its database.
    pub database_name: String,
    /// Its table.
    pub table_name: String,
    /// What it is to be.
    pub partition_input: PartitionInput,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePartitionOutput {}

/// Makes up to 100 partitions; each fails alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BatchCreatePartition {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Their database.
    pub database_name: String,
    /// Their table.
    pub table_name: String,
    /// What they are to be.
    pub partition_input_list: Vec<PartitionInput>,
}

/// What failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchCreatePartitionOutput {
    /// One entry for each failure.
    pub errors: Vec<PartitionError>,
}

/// A partition that could not be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PartitionError {
    /// Which.
    pub partition_values: Vec<String>,
    /// Why.
    pub error_detail: ErrorDetail,
}

/// An error's code and text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ErrorDetail {
    /// `AlreadyExistsException`, …
    pub error_code: String,
    /// For people.
    pub error_message: String,
}

/// Asks for one partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetPartition {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its database.
    pub database_name: String,
    /// Its table.
    pub table_name: String,
    /// Its values.
    pub partition_values: Vec<String>,
}

/// One partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPartitionOutput {
    /// It.
    pub partition: Partition,
}

/// Deletes a partition; the files stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeletePartition {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its database.
    pub database_name: String,
    /// Its table.
    pub table_name: String,
    /// Its values.
    pub partition_values: Vec<String>,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeletePartitionOutput {}

/// Lists a table's partitions by their values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetPartitions {
    /// The account; ours if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// The database.
    pub database_name: String,
    /// The table.
    pub table_name: String,
    /// A condition on the keys: comparisons with `AND` between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Leave the columns out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_column_schema: Option<bool>,
}

/// A page of partitions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPartitionsOutput {
    /// The partitions.
    pub partitions: Vec<Partition>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
