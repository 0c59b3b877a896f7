//! Ingestions of SPICE data sets.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

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
