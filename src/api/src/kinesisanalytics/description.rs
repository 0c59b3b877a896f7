//! An application as it is described.

use super::{
    ApplicationRestoreConfiguration, ApplicationSnapshotConfiguration, CheckpointConfiguration, FlinkRunConfiguration,
    MonitoringConfiguration, ParallelismConfiguration,
};
use crate::Timestamp;
use serde::Serialize;
use std::sync::Arc;

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationDetail {
    /// Its ARN.
    #[serde(rename = "ApplicationARN")]
    pub application_arn: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_description: Option<String>,
    /// Its name.
    pub application_name: String,
    /// `FLINK-1_20`
    pub runtime_environment: String,
    /// The role that it reads and writes as.
    pub service_execution_role: String,
    /// `READY`, `STARTING`, `RUNNING`, …
    pub application_status: String,
    /// The version's number.
    pub application_version_id: u64,
    /// When it was made.
    pub create_timestamp: Timestamp,
    /// When it was changed.
    pub last_update_timestamp: Timestamp,
    /// What it does and how.
    pub application_configuration_description: ApplicationConfigurationDescription,
    /// The version before the last update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_version_updated_from: Option<u64>,
    /// The version that a rollback gave up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_version_rolled_back_from: Option<u64>,
    /// The version that a rollback went back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_version_rolled_back_to: Option<u64>,
    /// When this version was made.
    pub application_version_create_timestamp: Timestamp,
    /// Names the present state for the next update; empty for a version that is past.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub conditional_token: String,
    /// `STREAMING`
    pub application_mode: String,
}

/// What an application does and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationConfigurationDescription {
    /// Its code.
    pub application_code_configuration_description: ApplicationCodeConfigurationDescription,
    /// From what state it starts.
    pub run_configuration_description: RunConfigurationDescription,
    /// How it runs.
    pub flink_application_configuration_description: FlinkApplicationConfigurationDescription,
    /// Whether there are snapshots.
    pub application_snapshot_configuration_description: ApplicationSnapshotConfiguration,
}

/// An application's code.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationCodeConfigurationDescription {
    /// `PLAINTEXT`
    pub code_content_type: String,
    /// The code.
    pub code_content_description: CodeContentDescription,
}

/// The code.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CodeContentDescription {
    /// The script.
    pub text_content: Arc<str>,
}

/// From what state an application starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RunConfigurationDescription {
    /// Which snapshot.
    pub application_restore_configuration_description: ApplicationRestoreConfiguration,
    /// What becomes of state that the program does not know.
    pub flink_run_configuration_description: FlinkRunConfiguration,
}

/// How an application runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FlinkApplicationConfigurationDescription {
    /// When its state is put aside.
    pub checkpoint_configuration_description: CheckpointConfiguration,
    /// What it tells.
    pub monitoring_configuration_description: MonitoringConfiguration,
    /// On how much it runs.
    pub parallelism_configuration_description: ParallelismConfiguration,
    /// The job's plan as JSON, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_plan_description: Option<String>,
}

/// A line about an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationSummary {
    /// Its name.
    pub application_name: String,
    /// Its ARN.
    #[serde(rename = "ApplicationARN")]
    pub application_arn: String,
    /// `READY`, `STARTING`, `RUNNING`, …
    pub application_status: String,
    /// The version's number.
    pub application_version_id: u64,
    /// `FLINK-1_20`
    pub runtime_environment: String,
    /// `STREAMING`
    pub application_mode: String,
}
