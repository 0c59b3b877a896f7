//! Making columns of records: as configured, and as described.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From JSON to a file of columns, by the schema of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DataFormatConversionConfiguration {
    /// Where the schema is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_configuration: Option<SchemaConfiguration>,
    /// How records are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_format_configuration: Option<InputFormatConfiguration>,
    /// How files are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_format_configuration: Option<OutputFormatConfiguration>,
    /// Whether anything is converted; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A table of the data catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SchemaConfiguration {
    /// The role to read it as.
    #[serde(default, rename = "RoleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// The account; ours if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// Its database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database_name: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_name: Option<String>,
    /// Its region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `LATEST` (the default), or a version of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// How records are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct InputFormatConfiguration {
    /// By which reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deserializer: Option<Deserializer>,
}

/// One of the readers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deserializer {
    /// The lenient one.
    #[serde(default, rename = "OpenXJsonSerDe", skip_serializing_if = "Option::is_none")]
    pub open_x_json_ser_de: Option<OpenXJsonSerDe>,
    /// The strict one.
    #[serde(default, rename = "HiveJsonSerDe", skip_serializing_if = "Option::is_none")]
    pub hive_json_ser_de: Option<HiveJsonSerDe>,
}

/// OpenX's reader of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct OpenXJsonSerDe {
    /// Whether dots in keys count as underscores; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convert_dots_in_json_keys_to_underscores: Option<bool>,
    /// Whether keys are compared without case; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_insensitive: Option<bool>,
    /// From a column to the key that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column_to_json_key_mappings: Option<BTreeMap<String, String>>,
}

/// Hive's reader of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct HiveJsonSerDe {
    /// Joda's patterns, or `millis`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp_formats: Option<Vec<String>>,
}

/// How files are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct OutputFormatConfiguration {
    /// By which writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serializer: Option<Serializer>,
}

/// One of the writers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serializer {
    /// Parquet.
    #[serde(default, rename = "ParquetSerDe", skip_serializing_if = "Option::is_none")]
    pub parquet_ser_de: Option<ParquetSerDe>,
    /// ORC, which is not modelled: its options are read and refused.
    #[serde(default, rename = "OrcSerDe", skip_serializing_if = "Option::is_none")]
    pub orc_ser_de: Option<BTreeMap<String, serde_json::Value>>,
}

/// The writer of Parquet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ParquetSerDe {
    /// A row group at most; 256 MiB by default, at least 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_size_bytes: Option<i64>,
    /// A page at most; 1 MiB by default, at least 64 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size_bytes: Option<i64>,
    /// `UNCOMPRESSED`, `GZIP`, `SNAPPY` (the default).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// False by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_dictionary_compression: Option<bool>,
    /// For HDFS; 0 by default, and nothing here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_padding_bytes: Option<i64>,
    /// `V1` (the default) or `V2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer_version: Option<String>,
}

/// One buffer for each value of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DynamicPartitioningConfiguration {
    /// For how long a failed delivery is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_options: Option<super::RetryOptions>,
    /// Whether there is any; only when the delivery stream is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}
