//! What changes in an application.

use super::{ApplicationRestoreConfiguration, FlinkRunConfiguration};
use crate::Unmodelled;
use crate::unmodelled::rest_of;
use serde::{Deserialize, Serialize};

/// What changes: what is given, the rest stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationConfigurationUpdate {
    /// Of the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_code_configuration_update: Option<ApplicationCodeConfigurationUpdate>,
    /// Of how it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flink_application_configuration_update: Option<FlinkApplicationConfigurationUpdate>,
    /// Of the snapshots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_snapshot_configuration_update: Option<ApplicationSnapshotConfigurationUpdate>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_update")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_update:
    "ApplicationCodeConfigurationUpdate", "FlinkApplicationConfigurationUpdate", "ApplicationSnapshotConfigurationUpdate";
    "SqlApplicationConfigurationUpdate", "EnvironmentPropertyUpdates", "ApplicationSystemRollbackConfigurationUpdate",
    "VpcConfigurationUpdates", "ZeppelinApplicationConfigurationUpdate", "ApplicationEncryptionConfigurationUpdate",
}

/// What changes of the code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ApplicationCodeConfigurationUpdate {
    /// `PLAINTEXT` or `ZIPFILE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_content_type_update: Option<String>,
    /// The code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_content_update: Option<CodeContentUpdate>,
}

/// Another code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CodeContentUpdate {
    /// A script, up to 102,400 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_content_update: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_content")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_content: "TextContentUpdate"; "ZipFileContentUpdate", "S3ContentLocationUpdate" }

/// What changes of how the code runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FlinkApplicationConfigurationUpdate {
    /// When its state is put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint_configuration_update: Option<CheckpointConfigurationUpdate>,
    /// What it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitoring_configuration_update: Option<MonitoringConfigurationUpdate>,
    /// On how much it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism_configuration_update: Option<ParallelismConfigurationUpdate>,
}

/// What changes of the checkpoints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CheckpointConfigurationUpdate {
    /// `DEFAULT` or `CUSTOM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_type_update: Option<String>,
    /// Whether there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpointing_enabled_update: Option<bool>,
    /// From one to the next, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint_interval_update: Option<i64>,
    /// From the end of one to the beginning of the next, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_pause_between_checkpoints_update: Option<i64>,
}

/// What changes of what is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct MonitoringConfigurationUpdate {
    /// `DEFAULT` or `CUSTOM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_type_update: Option<String>,
    /// `APPLICATION`, `TASK`, `OPERATOR` or `PARALLELISM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_level_update: Option<String>,
    /// `INFO`, `WARN`, `ERROR` or `DEBUG`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level_update: Option<String>,
}

/// What changes of the parallelism.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ParallelismConfigurationUpdate {
    /// `DEFAULT` or `CUSTOM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_type_update: Option<String>,
    /// Tasks at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism_update: Option<i64>,
    /// Tasks on one processing unit.
    #[serde(default, rename = "ParallelismPerKPUUpdate", skip_serializing_if = "Option::is_none")]
    pub parallelism_per_kpu_update: Option<i64>,
    /// Whether AWS may change the number of tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_scaling_enabled_update: Option<bool>,
}

/// What changes of the snapshots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ApplicationSnapshotConfigurationUpdate {
    /// Whether there are any.
    pub snapshots_enabled_update: bool,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_snapshots")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_snapshots: "SnapshotsEnabledUpdate"; "SnapshotModeUpdate" }

/// From what state the application starts from now on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RunConfigurationUpdate {
    /// What becomes of state that the program does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flink_run_configuration: Option<FlinkRunConfiguration>,
    /// Which snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_restore_configuration: Option<ApplicationRestoreConfiguration>,
}
