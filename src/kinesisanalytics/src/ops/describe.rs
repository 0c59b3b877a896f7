//! An application as AWS describes it.

use crate::state::{Application, RestoreFrom, Status, Version};
use api::kinesisanalytics::{
    ApplicationCodeConfigurationDescription, ApplicationConfigurationDescription, ApplicationDetail,
    ApplicationRestoreConfiguration, ApplicationSummary, CodeContentDescription,
    FlinkApplicationConfigurationDescription, FlinkRunConfiguration, RunConfigurationDescription,
};
use api::{Arn, Unmodelled};

const STREAMING: &str = "STREAMING";

impl Application {
    /// The present version.
    pub(crate) fn detail(&self, with_plan: bool) -> ApplicationDetail {
        let Some(version) = self.versions.last() else { return ApplicationDetail::default() };
        let mut detail = self.detail_of(version, self.status);
        detail.conditional_token = self.token();
        if with_plan {
            let flink = &mut detail.application_configuration_description.flink_application_configuration_description;
            flink.job_plan_description = serde_json::to_string(&*version.config.plan.program).ok();
        }
        detail
    }

    /// Any version.
    pub(crate) fn detail_of(&self, version: &Version, status: Status) -> ApplicationDetail {
        let config = &version.config;
        let (kind, snapshot_name) = match &self.restore.from {
            RestoreFrom::Nothing => ("SKIP_RESTORE_FROM_SNAPSHOT", None),
            RestoreFrom::Latest => ("RESTORE_FROM_LATEST_SNAPSHOT", None),
            RestoreFrom::Snapshot(name) => ("RESTORE_FROM_CUSTOM_SNAPSHOT", Some(name.clone())),
        };
        let restore = ApplicationRestoreConfiguration {
            application_restore_type: kind.into(),
            snapshot_name,
            unmodelled: Unmodelled::default(),
        };
        let allows = FlinkRunConfiguration { allow_non_restored_state: Some(self.restore.allows_non_restored) };
        ApplicationDetail {
            application_arn: Arn::application(&self.name),
            application_description: self.description.clone(),
            application_name: self.name.to_string(),
            runtime_environment: config.runtime.clone(),
            service_execution_role: config.role_arn.clone(),
            application_status: status.name().into(),
            application_version_id: version.number,
            create_timestamp: self.created,
            last_update_timestamp: self.updated,
            application_configuration_description: ApplicationConfigurationDescription {
                application_code_configuration_description: ApplicationCodeConfigurationDescription {
                    code_content_type: "PLAINTEXT".into(),
                    code_content_description: CodeContentDescription { text_content: config.code.clone() },
                },
                run_configuration_description: RunConfigurationDescription {
                    application_restore_configuration_description: restore,
                    flink_run_configuration_description: allows,
                },
                flink_application_configuration_description: FlinkApplicationConfigurationDescription {
                    checkpoint_configuration_description: config.checkpoints.description(),
                    monitoring_configuration_description: config.monitoring.clone(),
                    parallelism_configuration_description: config.parallelism.description(),
                    job_plan_description: None,
                },
                application_snapshot_configuration_description: config.snapshots_description(),
            },
            application_version_updated_from: version.updated_from,
            application_version_rolled_back_from: version.rolled_back_from,
            application_version_rolled_back_to: version.rolled_back_to,
            application_version_create_timestamp: version.created,
            conditional_token: String::new(),
            application_mode: STREAMING.into(),
        }
    }

    pub(crate) fn summary(&self) -> ApplicationSummary {
        ApplicationSummary {
            application_name: self.name.to_string(),
            application_arn: Arn::application(&self.name),
            application_status: self.status.name().into(),
            application_version_id: self.version(),
            runtime_environment: self.config().map(|config| config.runtime.clone()).unwrap_or_default(),
            application_mode: STREAMING.into(),
        }
    }
}
