//! What an application does and how: as it is given.

use crate::Unmodelled;
use crate::unmodelled::rest_of;
use serde::{Deserialize, Serialize};

/// What an application does and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationConfiguration {
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_code_configuration: Option<ApplicationCodeConfiguration>,
    /// Checkpoints, parallelism, monitoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flink_application_configuration: Option<FlinkApplicationConfiguration>,
    /// Whether there are snapshots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_snapshot_configuration: Option<ApplicationSnapshotConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_configuration")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_configuration:
    "ApplicationCodeConfiguration", "FlinkApplicationConfiguration", "ApplicationSnapshotConfiguration";
    "SqlApplicationConfiguration", "EnvironmentProperties", "ApplicationSystemRollbackConfiguration", "VpcConfigurations",
    "ZeppelinApplicationConfiguration", "ApplicationEncryptionConfiguration",
}

/// An application's code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ApplicationCodeConfiguration {
    /// `PLAINTEXT` or `ZIPFILE`.
    pub code_content_type: String,
    /// The code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_content: Option<CodeContent>,
}

/// The code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CodeContent {
    /// A script, up to 102,400 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_content: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_content")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_content: "TextContent"; "ZipFileContent", "S3ContentLocation" }

/// How the code runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FlinkApplicationConfiguration {
    /// When its state is put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint_configuration: Option<CheckpointConfiguration>,
    /// What it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitoring_configuration: Option<MonitoringConfiguration>,
    /// On how much it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism_configuration: Option<ParallelismConfiguration>,
}

/// When an application's state is put aside. Described in the same form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CheckpointConfiguration {
    /// `DEFAULT`, which heeds none of the others, or `CUSTOM`.
    pub configuration_type: String,
    /// Whether it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpointing_enabled: Option<bool>,
    /// From one to the next, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint_interval: Option<i64>,
    /// From the end of one to the beginning of the next, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_pause_between_checkpoints: Option<i64>,
}

/// What an application tells. Described in the same form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct MonitoringConfiguration {
    /// `DEFAULT` or `CUSTOM`.
    pub configuration_type: String,
    /// `APPLICATION`, `TASK`, `OPERATOR` or `PARALLELISM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_level: Option<String>,
    /// `INFO`, `WARN`, `ERROR` or `DEBUG`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level: Option<String>,
}

/// On how much an application runs. Described in the same form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ParallelismConfiguration {
    /// `DEFAULT` or `CUSTOM`.
    pub configuration_type: String,
    /// Tasks at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<i64>,
    /// Tasks on one processing unit.
    #[serde(default, rename = "ParallelismPerKPU", skip_serializing_if = "Option::is_none")]
    pub parallelism_per_kpu: Option<i64>,
    /// Tasks now; only described.
    #[serde(default, skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub current_parallelism: Option<i64>,
    /// Whether AWS may change the number of tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_scaling_enabled: Option<bool>,
}

/// Whether there are snapshots. Described in the same form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationSnapshotConfiguration {
    /// Whether there are.
    pub snapshots_enabled: bool,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_snapshots")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_snapshots: "SnapshotsEnabled"; "SnapshotMode" }

/// From what state an application starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RunConfiguration {
    /// What becomes of state that the program does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flink_run_configuration: Option<FlinkRunConfiguration>,
    /// Which snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_restore_configuration: Option<ApplicationRestoreConfiguration>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_run")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_run: "FlinkRunConfiguration", "ApplicationRestoreConfiguration"; "SqlRunConfigurations" }

/// What becomes of state that the program does not know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FlinkRunConfiguration {
    /// Whether it may be left behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_non_restored_state: Option<bool>,
}

/// Which snapshot an application starts from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationRestoreConfiguration {
    /// `SKIP_RESTORE_FROM_SNAPSHOT`, `RESTORE_FROM_LATEST_SNAPSHOT` or `RESTORE_FROM_CUSTOM_SNAPSHOT`.
    pub application_restore_type: String,
    /// The snapshot, for the last of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_name: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_restore")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_restore: "ApplicationRestoreType", "SnapshotName"; "SnapshotArn" }
