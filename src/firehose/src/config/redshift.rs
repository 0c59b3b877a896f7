//! A Redshift destination: objects are staged in a bucket, and loaded from there.

use super::{Hints, Pipeline, S3Destination, Use, check_role};
use crate::errors;
use crate::limits::{RETRY_SECONDS, WAREHOUSE_RETRY_SECONDS_DEFAULT};
use api::AwsError;
use api::firehose::{
    RedshiftDestinationConfiguration as Given, RedshiftDestinationDescription, RedshiftDestinationUpdate,
};
use sim::time::SECOND_US;

const MEMBER: &str = "redshiftDestinationConfiguration";

/// A Redshift destination, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct RedshiftDestination {
    given: Given,
    /// Where objects are staged.
    pub staging: S3Destination,
    /// Where records are copied to as they came.
    pub backup: Option<S3Destination>,
    /// For how long a failed load is tried again.
    pub retry_us: u64,
    /// What is done to records on their way.
    pub pipeline: Pipeline,
}

impl RedshiftDestination {
    /// Reads and checks a destination. Errors: `InvalidArgumentException`, `ValidationException`.
    pub fn check(mut given: Given) -> Result<Self, AwsError> {
        if let Some(name) = given.unmodelled.0 {
            return Err(errors::not_modelled(name));
        }
        check_role(&given.role_arn, &format!("{MEMBER}.roleARN"))?;
        if !is_jdbc(&given.cluster_jdbcurl) {
            let pattern = r"jdbc:(redshift|postgresql)://((?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+(redshift(-serverless)?)\.([a-zA-Z0-9\.\-]+):\d{1,5}/[a-zA-Z0-9_$-]+";
            return Err(errors::pattern(&given.cluster_jdbcurl, &format!("{MEMBER}.clusterJDBCURL"), pattern));
        }
        errors::check_chars(
            &given.copy_command.data_table_name,
            &(1..=512),
            &format!("{MEMBER}.copyCommand.dataTableName"),
        )?;
        if given.username.is_none() || given.password.is_none() {
            return Err(errors::invalid("Username and Password are required for a Redshift destination"));
        }
        let retry = given.retry_options.get_or_insert_default();
        let retry_seconds = *retry.duration_in_seconds.get_or_insert(WAREHOUSE_RETRY_SECONDS_DEFAULT);
        errors::check_range(retry_seconds, &RETRY_SECONDS, &format!("{MEMBER}.retryOptions.durationInSeconds"))?;
        let staging =
            S3Destination::check(given.s3_configuration.clone(), &format!("{MEMBER}.s3Configuration"), Use::Staging)?;
        let mode = given.s3_backup_mode.get_or_insert_with(|| "Disabled".into());
        errors::check_enum(mode, &["Disabled", "Enabled"], &format!("{MEMBER}.s3BackupMode"))?;
        let backup = match (mode.as_str(), &given.s3_backup_configuration) {
            ("Enabled", Some(backup)) => {
                let member = format!("{MEMBER}.s3BackupConfiguration");
                Some(S3Destination::check((**backup).clone(), &member, Use::Backup)?)
            }
            ("Enabled", None) => {
                return Err(errors::invalid("S3BackupConfiguration is required when S3BackupMode is Enabled"));
            }
            _ => None,
        };
        let pipeline = Pipeline::check(given.processing_configuration.as_ref(), MEMBER)?;
        if pipeline.query.is_some() {
            return Err(errors::invalid("MetadataExtraction is only supported when dynamic partitioning is enabled"));
        }
        Ok(Self { staging, backup, retry_us: retry_seconds as u64 * SECOND_US, pipeline, given })
    }

    /// With `update`'s changes.
    pub fn updated(&self, update: &RedshiftDestinationUpdate) -> Result<Self, AwsError> {
        let (mut given, update) = (self.given.clone(), update.clone());
        given.unmodelled = update.unmodelled;
        given.role_arn = update.role_arn.unwrap_or(given.role_arn);
        given.cluster_jdbcurl = update.cluster_jdbcurl.unwrap_or(given.cluster_jdbcurl);
        given.copy_command = update.copy_command.unwrap_or(given.copy_command);
        given.username = update.username.or(given.username);
        given.password = update.password.or(given.password);
        given.retry_options = update.retry_options.or(given.retry_options);
        given.processing_configuration = update.processing_configuration.or(given.processing_configuration);
        given.cloud_watch_logging_options = update.cloud_watch_logging_options.or(given.cloud_watch_logging_options);
        if let Some(s3) = &update.s3_update {
            given.s3_configuration = self.staging.updated(s3)?.into_given();
        }
        super::s3::change_backup(
            &mut given.s3_backup_mode,
            &mut given.s3_backup_configuration,
            update.s3_backup_mode,
            update.s3_backup_update.as_deref(),
            self.backup.as_ref(),
        )?;
        Self::check(given)
    }

    /// As it is described: without the password.
    pub fn describe(&self) -> RedshiftDestinationDescription {
        let given = self.given.clone();
        RedshiftDestinationDescription {
            role_arn: given.role_arn,
            cluster_jdbcurl: given.cluster_jdbcurl,
            copy_command: given.copy_command,
            username: given.username,
            retry_options: given.retry_options.unwrap_or_default(),
            s3_destination_description: self.staging.describe(),
            processing_configuration: given.processing_configuration,
            s3_backup_mode: given.s3_backup_mode.unwrap_or_default(),
            s3_backup_description: self.backup.as_ref().map(S3Destination::describe),
            cloud_watch_logging_options: given.cloud_watch_logging_options,
        }
    }

    /// The role to write as.
    pub fn role_arn(&self) -> &str {
        &self.given.role_arn
    }

    /// The cluster's host.
    pub fn cluster(&self) -> &str {
        let host = self.given.cluster_jdbcurl.split("://").nth(1).unwrap_or_default();
        host.split([':', '/']).next().unwrap_or_default()
    }

    /// The table.
    pub fn table(&self) -> &str {
        &self.given.copy_command.data_table_name
    }

    /// When a buffer is staged.
    pub fn hints(&self) -> Hints {
        self.staging.hints
    }
}

fn is_jdbc(url: &str) -> bool {
    let rest = url.strip_prefix("jdbc:redshift://").or(url.strip_prefix("jdbc:postgresql://")).unwrap_or_default();
    let Some((host, path)) = rest.split_once(':') else { return false };
    let Some((port, database)) = path.split_once('/') else { return false };
    let has_name = host.contains(".redshift.") || host.contains(".redshift-serverless.");
    has_name
        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
        && (1..=5).contains(&port.len())
        && port.chars().all(|c| c.is_ascii_digit())
        && !database.is_empty()
        && database.chars().all(|c| c.is_ascii_alphanumeric() || "_$-".contains(c))
}
