//! Snapshots and versions of an application.

use super::ApplicationDetail;
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Takes a snapshot of a running application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateApplicationSnapshot {
    /// Of which application.
    pub application_name: String,
    /// 1 to 256 characters of `[a-zA-Z0-9_.-]`.
    pub snapshot_name: String,
}

/// Describes a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeApplicationSnapshot {
    /// Of which application.
    pub application_name: String,
    /// Which.
    pub snapshot_name: String,
}

/// A snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeApplicationSnapshotOutput {
    /// It.
    pub snapshot_details: SnapshotDetails,
}

/// A snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SnapshotDetails {
    /// Its name.
    pub snapshot_name: String,
    /// `CREATING`, `READY`, `DELETING` or `FAILED`.
    pub snapshot_status: String,
    /// The application's version at that time.
    pub application_version_id: u64,
    /// When it was taken.
    pub snapshot_creation_timestamp: Timestamp,
    /// `FLINK-1_20`
    pub runtime_environment: String,
}

/// Lists an application's snapshots, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListApplicationSnapshots {
    /// Of which application.
    pub application_name: String,
    /// How many at most: 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A page of snapshots.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListApplicationSnapshotsOutput {
    /// The latest first.
    pub snapshot_summaries: Vec<SnapshotDetails>,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Deletes a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteApplicationSnapshot {
    /// Of which application.
    pub application_name: String,
    /// Which.
    pub snapshot_name: String,
    /// When it was taken, as it is described.
    pub snapshot_creation_timestamp: Timestamp,
}

/// Describes a version of an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeApplicationVersion {
    /// Of which application.
    pub application_name: String,
    /// Which.
    pub application_version_id: i64,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeApplicationVersionOutput {
    /// The application as it was then.
    pub application_version_detail: Box<ApplicationDetail>,
}

/// Lists an application's versions, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListApplicationVersions {
    /// Of which application.
    pub application_name: String,
    /// How many at most: 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A page of versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListApplicationVersionsOutput {
    /// The latest first.
    pub application_version_summaries: Vec<ApplicationVersionSummary>,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A line about a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationVersionSummary {
    /// Its number.
    pub application_version_id: u64,
    /// The application's status, if it is the present one; else `READY`.
    pub application_status: String,
}
