//! A Redshift destination: as configured, as changed, and as described.

use super::{
    CloudWatchLoggingOptions, ExtendedS3DestinationConfiguration, ExtendedS3DestinationDescription,
    ExtendedS3DestinationUpdate, ProcessingConfiguration, RetryOptions,
};
use crate::Unmodelled;
use crate::unmodelled::rest_of;
use serde::{Deserialize, Serialize};

/// What is loaded, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CopyCommand {
    /// Into which table.
    pub data_table_name: String,
    /// Into which of its columns, with commas between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_table_columns: Option<String>,
    /// `COPY`'s options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_options: Option<String>,
}

/// A Redshift destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedshiftDestinationConfiguration {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// `jdbc:redshift://…`
    #[serde(rename = "ClusterJDBCURL")]
    pub cluster_jdbcurl: String,
    /// What is loaded, and how.
    pub copy_command: CopyCommand,
    /// The database's user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The user's password; never described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// For how long a failed load is tried again: 0 to 7,200 s, 3,600 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_options: Option<RetryOptions>,
    /// Where objects are staged.
    #[serde(rename = "S3Configuration")]
    pub s3_configuration: ExtendedS3DestinationConfiguration,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// `Disabled` (the default) or `Enabled`.
    #[serde(default, rename = "S3BackupMode", skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// Where records are copied to.
    #[serde(default, rename = "S3BackupConfiguration", skip_serializing_if = "Option::is_none")]
    pub s3_backup_configuration: Option<Box<ExtendedS3DestinationConfiguration>>,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_redshift")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_redshift:
    "RoleARN", "ClusterJDBCURL", "CopyCommand", "Username", "Password", "RetryOptions", "S3Configuration",
    "ProcessingConfiguration", "S3BackupMode", "S3BackupConfiguration", "CloudWatchLoggingOptions";
    "SecretsManagerConfiguration",
}

/// Changes to a Redshift destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedshiftDestinationUpdate {
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, rename = "RoleARN", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, rename = "ClusterJDBCURL", skip_serializing_if = "Option::is_none")]
    pub cluster_jdbcurl: Option<String>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_command: Option<CopyCommand>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_options: Option<RetryOptions>,
    /// Changes to where objects are staged.
    #[serde(default, rename = "S3Update", skip_serializing_if = "Option::is_none")]
    pub s3_update: Option<ExtendedS3DestinationUpdate>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, rename = "S3BackupMode", skip_serializing_if = "Option::is_none")]
    pub s3_backup_mode: Option<String>,
    /// Changes to where records are copied to.
    #[serde(default, rename = "S3BackupUpdate", skip_serializing_if = "Option::is_none")]
    pub s3_backup_update: Option<Box<ExtendedS3DestinationUpdate>>,
    /// As in [`RedshiftDestinationConfiguration`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
    /// What is not modelled.
    #[serde(flatten, skip_serializing, deserialize_with = "rest_of_redshift_update")]
    pub unmodelled: Unmodelled,
}

rest_of! { rest_of_redshift_update:
    "RoleARN", "ClusterJDBCURL", "CopyCommand", "Username", "Password", "RetryOptions", "S3Update",
    "ProcessingConfiguration", "S3BackupMode", "S3BackupUpdate", "CloudWatchLoggingOptions";
    "SecretsManagerConfiguration",
}

/// A Redshift destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedshiftDestinationDescription {
    /// The role to write as.
    #[serde(rename = "RoleARN")]
    pub role_arn: String,
    /// `jdbc:redshift://…`
    #[serde(rename = "ClusterJDBCURL")]
    pub cluster_jdbcurl: String,
    /// What is loaded, and how.
    pub copy_command: CopyCommand,
    /// The database's user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For how long a failed load is tried again.
    pub retry_options: RetryOptions,
    /// Where objects are staged.
    #[serde(rename = "S3DestinationDescription")]
    pub s3_destination_description: ExtendedS3DestinationDescription,
    /// What is done to records on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_configuration: Option<ProcessingConfiguration>,
    /// `Disabled` or `Enabled`.
    #[serde(rename = "S3BackupMode")]
    pub s3_backup_mode: String,
    /// Where records are copied to.
    #[serde(default, rename = "S3BackupDescription", skip_serializing_if = "Option::is_none")]
    pub s3_backup_description: Option<ExtendedS3DestinationDescription>,
    /// Where errors are logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logging_options: Option<CloudWatchLoggingOptions>,
}
