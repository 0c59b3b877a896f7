//! Amazon Managed Service for Apache Flink, whose API is still called Kinesis Data Analytics. Members as in botocore's
//! `kinesisanalyticsv2` model. Values of enumerations are strings here, and checked by the service, which knows AWS's errors for
//! them. Members that are not modelled are collected in `unmodelled`.

mod configuration;
mod description;
mod snapshots;
mod updates;

pub use configuration::{
    ApplicationCodeConfiguration, ApplicationConfiguration, ApplicationRestoreConfiguration,
    ApplicationSnapshotConfiguration, CheckpointConfiguration, CodeContent, FlinkApplicationConfiguration,
    FlinkRunConfiguration, MonitoringConfiguration, ParallelismConfiguration, RunConfiguration,
};
pub use description::{
    ApplicationCodeConfigurationDescription, ApplicationConfigurationDescription, ApplicationDetail,
    ApplicationSummary, CodeContentDescription, FlinkApplicationConfigurationDescription, RunConfigurationDescription,
};
pub use snapshots::{
    ApplicationVersionSummary, CreateApplicationSnapshot, DeleteApplicationSnapshot, DescribeApplicationSnapshot,
    DescribeApplicationSnapshotOutput, DescribeApplicationVersion, DescribeApplicationVersionOutput,
    ListApplicationSnapshots, ListApplicationSnapshotsOutput, ListApplicationVersions, ListApplicationVersionsOutput,
    SnapshotDetails,
};
pub use updates::{
    ApplicationCodeConfigurationUpdate, ApplicationConfigurationUpdate, ApplicationSnapshotConfigurationUpdate,
    CheckpointConfigurationUpdate, CodeContentUpdate, FlinkApplicationConfigurationUpdate,
    MonitoringConfigurationUpdate, ParallelismConfigurationUpdate, RunConfigurationUpdate,
};

use crate::unmodelled::rest_of;
use crate::{Timestamp, Unmodelled, operations::operations};
use serde::{Deserialize, Serialize};

operations! { KinesisAnalytics, "KinesisAnalytics":
    CreateApplication => CreateApplicationOutput,
    DescribeApplication => DescribeApplicationOutput,
    ListApplications => ListApplicationsOutput,
    UpdateApplication => UpdateApplicationOutput,
    StartApplication => NoOutput,
    StopApplication => NoOutput,
    DeleteApplication => NoOutput,
    CreateApplicationSnapshot => NoOutput,
    DescribeApplicationSnapshot => DescribeApplicationSnapshotOutput,
    ListApplicationSnapshots => ListApplicationSnapshotsOutput,
    DeleteApplicationSnapshot => NoOutput,
    DescribeApplicationVersion => DescribeApplicationVersionOutput,
    ListApplicationVersions => ListApplicationVersionsOutput,
    RollbackApplication => RollbackApplicationOutput,
    TagResource => NoOutput,
    UntagResource => NoOutput,
    ListTagsForResource => ListTagsForResourceOutput,
}

/// Nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NoOutput {}

/// Makes an application, which is `READY` and does nothing until it is started.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateApplication {
    /// 1 to 128 characters of `[a-zA-Z0-9_.-]`.
    pub application_name: String,
    /// Up to 1,024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_description: Option<String>,
    /// `FLINK-1_20`
    pub runtime_environment: String,
    /// The role that it reads and writes as.
    pub service_execution_role: String,
    /// What it does and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_configuration: Option<Box<ApplicationConfiguration>>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    /// `STREAMING`, or `INTERACTIVE` for a notebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_mode: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_create")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_create:
    "ApplicationName", "ApplicationDescription", "RuntimeEnvironment", "ServiceExecutionRole", "ApplicationConfiguration",
    "Tags", "ApplicationMode";
    "CloudWatchLoggingOptions",
}

/// The new application.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateApplicationOutput {
    /// It.
    pub application_detail: Box<ApplicationDetail>,
}

/// Describes an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeApplication {
    /// Which.
    pub application_name: String,
    /// Whether to tell the job's plan as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_additional_details: Option<bool>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeApplicationOutput {
    /// It.
    pub application_detail: Box<ApplicationDetail>,
}

/// Lists applications by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListApplications {
    /// How many at most: 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A page of applications.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListApplicationsOutput {
    /// In the order of their names.
    pub application_summaries: Vec<ApplicationSummary>,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Changes an application; one that runs takes a snapshot and goes on from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateApplication {
    /// Which.
    pub application_name: String,
    /// The version that the change is made to, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_application_version_id: Option<i64>,
    /// the token that `DescribeApplication` gave for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditional_token: Option<String>,
    /// What changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_configuration_update: Option<Box<ApplicationConfigurationUpdate>>,
    /// Another role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_execution_role_update: Option<String>,
    /// How it starts from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_configuration_update: Option<RunConfigurationUpdate>,
    /// Another runtime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_environment_update: Option<String>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_update")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_update:
    "ApplicationName", "CurrentApplicationVersionId", "ConditionalToken", "ApplicationConfigurationUpdate",
    "ServiceExecutionRoleUpdate", "RunConfigurationUpdate", "RuntimeEnvironmentUpdate";
    "CloudWatchLoggingOptionUpdates",
}

/// The application, changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateApplicationOutput {
    /// It.
    pub application_detail: Box<ApplicationDetail>,
}

/// Starts an application: it is `STARTING` and later `RUNNING`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StartApplication {
    /// Which.
    pub application_name: String,
    /// From what state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_configuration: Option<RunConfiguration>,
}

/// Stops an application, with a snapshot unless it is forced to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StopApplication {
    /// Which.
    pub application_name: String,
    /// Without a snapshot, and from any status in which there is something to stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<bool>,
}

/// Deletes an application and its snapshots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteApplication {
    /// Which.
    pub application_name: String,
    /// When it was made, as `DescribeApplication` tells it.
    pub create_timestamp: Timestamp,
}

/// Goes back to the version that ran before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RollbackApplication {
    /// Which.
    pub application_name: String,
    /// The version that is given up.
    pub current_application_version_id: i64,
}

/// The application, rolling back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RollbackApplicationOutput {
    /// It.
    pub application_detail: Box<ApplicationDetail>,
}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Adds tags to an application, or changes their values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagResource {
    /// The application.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// Takes tags from an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UntagResource {
    /// The application.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
    /// Their keys.
    pub tag_keys: Vec<String>,
}

/// Lists the tags of an application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListTagsForResource {
    /// The application.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: String,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceOutput {
    /// By key.
    pub tags: Vec<Tag>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn capitals_are_as_botocore_has_them() {
        let given = json!({
            "ApplicationName": "a", "RuntimeEnvironment": "FLINK-1_20", "ServiceExecutionRole": "arn:r",
            "ApplicationConfiguration": {
                "ApplicationCodeConfiguration": {"CodeContentType": "PLAINTEXT", "CodeContent": {"TextContent": "x"}},
                "FlinkApplicationConfiguration": {
                    "ParallelismConfiguration": {"ConfigurationType": "CUSTOM", "Parallelism": 2, "ParallelismPerKPU": 1},
                    "CheckpointConfiguration": {"ConfigurationType": "DEFAULT"},
                },
                "ApplicationSnapshotConfiguration": {"SnapshotsEnabled": true},
            },
        });
        let Some(Ok(request)) = Request::parse("CreateApplication", given.clone()) else { panic!("no request") };
        assert_eq!(request.params(), given);
    }

    #[test]
    fn what_is_not_modelled_is_told_from_what_does_not_exist() {
        let create = |member: &str| {
            let given = json!({"ApplicationName": "a", "RuntimeEnvironment": "FLINK-1_20", "ServiceExecutionRole": "r",
                "ApplicationConfiguration": {member: {}}});
            Request::parse("CreateApplication", given)
        };
        let Some(Ok(Request::CreateApplication(request))) = create("EnvironmentProperties") else { panic!("refused") };
        let unmodelled = request.application_configuration.map(|configuration| configuration.unmodelled.0);
        assert_eq!(unmodelled, Some(Some("EnvironmentProperties")));
        let Some(Err(error)) = create("Environment") else { panic!("no error") };
        assert!(error.message.contains("unknown parameter 'Environment'"), "{error}");
    }
}
