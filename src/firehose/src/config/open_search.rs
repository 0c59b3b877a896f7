//! An OpenSearch destination.

use super::{Hints, Pipeline, S3Destination, Use, arn_parts, check_role};
use crate::dates::{Date, Pattern};
use crate::errors;
use crate::limits::{INDEX_CHARS, INTERVAL_SECONDS, OPEN_SEARCH_SIZE_MIB, RETRY_SECONDS, RETRY_SECONDS_DEFAULT};
use api::firehose::{
    DocumentIdOptions, OpenSearchDestinationConfiguration as Given, OpenSearchDestinationDescription,
    OpenSearchDestinationUpdate,
};
use api::{Arn, AwsError};
use sim::time::SECOND_US;

const MEMBER: &str = "amazonopensearchserviceDestinationConfiguration";
const ROTATIONS: [&str; 5] = ["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"];

/// How often another index begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Never.
    None,
    /// `-2016-02-25-13`
    Hour,
    /// `-2016-02-25`
    Day,
    /// `-2016-w08`; weeks begin on Sunday.
    Week,
    /// `-2016-02`
    Month,
}

/// An OpenSearch destination, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenSearchDestination {
    given: Given,
    /// The domain's name.
    pub domain: String,
    /// How often another index begins.
    pub rotation: Rotation,
    /// Whether documents are named by their records, or by the domain.
    pub names_documents: bool,
    /// For how long a failed request is tried again.
    pub retry_us: u64,
    /// Where failed documents go.
    pub backup: S3Destination,
    /// When a buffer is delivered.
    pub hints: Hints,
    /// Whether all documents are copied there, and not only those that fail.
    pub backs_all_up: bool,
    /// What is done to records on their way.
    pub pipeline: Pipeline,
}

impl OpenSearchDestination {
    /// Reads and checks a destination.
    pub fn check(mut given: Given) -> Result<Self, AwsError> {
        if let Some(name) = given.unmodelled.0 {
            return Err(errors::not_modelled(name));
        }
        check_role(&given.role_arn, &format!("{MEMBER}.roleARN"))?;
        let Some(arn) = given.domain_arn.as_deref() else {
            return Err(errors::invalid("Specify either the ClusterEndpoint or the DomainARN field"));
        };
        let name = arn_parts(arn, "es").and_then(|resource| resource.strip_prefix("domain/"));
        let Some(name) = name.filter(|name| is_domain(name)) else {
            let pattern = r"arn:.*:es:[a-zA-Z0-9\-]+:\d{12}:domain/[a-z][-0-9a-z]{2,27}";
            return Err(errors::pattern(arn, &format!("{MEMBER}.domainARN"), pattern));
        };
        let domain = name.to_owned();
        errors::check_chars(&given.index_name, &INDEX_CHARS, &format!("{MEMBER}.indexName"))?;
        let rotation = check_rotation(&mut given)?;
        let hints = Hints::check(&mut given.buffering_hints, &OPEN_SEARCH_SIZE_MIB, &INTERVAL_SECONDS, MEMBER)?;
        let retry = given.retry_options.get_or_insert_default();
        let retry_seconds = *retry.duration_in_seconds.get_or_insert(RETRY_SECONDS_DEFAULT);
        errors::check_range(retry_seconds, &RETRY_SECONDS, &format!("{MEMBER}.retryOptions.durationInSeconds"))?;
        let mode = given.s3_backup_mode.get_or_insert_with(|| "FailedDocumentsOnly".into());
        errors::check_enum(mode, &["FailedDocumentsOnly", "AllDocuments"], &format!("{MEMBER}.s3BackupMode"))?;
        let backs_all_up = mode == "AllDocuments";
        let ids = given.document_id_options.get_or_insert_with(default_ids);
        let formats = ["FIREHOSE_DEFAULT", "NO_DOCUMENT_ID"];
        let place = format!("{MEMBER}.documentIdOptions.defaultDocumentIdFormat");
        errors::check_enum(&ids.default_document_id_format, &formats, &place)?;
        let names_documents = ids.default_document_id_format == "FIREHOSE_DEFAULT";
        let backup =
            S3Destination::check(given.s3_configuration.clone(), &format!("{MEMBER}.s3Configuration"), Use::Backup)?;
        let pipeline = Pipeline::check(given.processing_configuration.as_ref(), MEMBER)?;
        if pipeline.query.is_some() {
            return Err(errors::invalid("MetadataExtraction is only supported when dynamic partitioning is enabled"));
        }
        let retry_us = retry_seconds as u64 * SECOND_US;
        Ok(Self { given, domain, rotation, names_documents, retry_us, backup, hints, backs_all_up, pipeline })
    }

    /// With `update`'s changes.
    pub fn updated(&self, update: &OpenSearchDestinationUpdate) -> Result<Self, AwsError> {
        let mut given = self.given.clone();
        let update = update.clone();
        given.unmodelled = update.unmodelled;
        given.role_arn = update.role_arn.unwrap_or(given.role_arn);
        given.domain_arn = update.domain_arn.or(given.domain_arn);
        given.index_name = update.index_name.unwrap_or(given.index_name);
        given.index_rotation_period = update.index_rotation_period.or(given.index_rotation_period);
        given.buffering_hints = update.buffering_hints.or(given.buffering_hints);
        given.retry_options = update.retry_options.or(given.retry_options);
        given.cloud_watch_logging_options = update.cloud_watch_logging_options.or(given.cloud_watch_logging_options);
        given.document_id_options = update.document_id_options.or(given.document_id_options);
        given.processing_configuration = update.processing_configuration.or(given.processing_configuration);
        if let Some(s3) = update.s3_update {
            given.s3_configuration = self.backup.updated(&s3)?.into_given();
        }
        Self::check(given)
    }

    /// As it is described.
    pub fn describe(&self) -> OpenSearchDestinationDescription {
        let given = self.given.clone();
        OpenSearchDestinationDescription {
            role_arn: given.role_arn,
            domain_arn: Arn::domain(&self.domain),
            index_name: given.index_name,
            index_rotation_period: given.index_rotation_period.unwrap_or_default(),
            buffering_hints: given.buffering_hints.unwrap_or_default(),
            retry_options: given.retry_options.unwrap_or_default(),
            s3_backup_mode: given.s3_backup_mode.unwrap_or_default(),
            s3_destination_description: self.backup.describe(),
            cloud_watch_logging_options: given.cloud_watch_logging_options,
            document_id_options: given.document_id_options.unwrap_or_default(),
            processing_configuration: given.processing_configuration,
        }
    }

    /// The role to write as.
    pub fn role_arn(&self) -> &str {
        &self.given.role_arn
    }

    /// The index's name before rotation.
    pub fn index_name(&self) -> &str {
        &self.given.index_name
    }

    /// The index that records which arrived at `date` go into.
    pub fn index_at(&self, date: &Date) -> String {
        let mut name = self.given.index_name.clone();
        let pattern = match self.rotation {
            Rotation::None => return name,
            Rotation::Week => {
                let (year, week) = date.week();
                return format!("{name}-{year}-w{week:02}");
            }
            Rotation::Hour => "-yyyy-MM-dd-HH",
            Rotation::Day => "-yyyy-MM-dd",
            Rotation::Month => "-yyyy-MM",
        };
        if let Ok(pattern) = Pattern::parse(pattern) {
            pattern.format(date, &mut name);
        }
        name
    }
}

fn default_ids() -> DocumentIdOptions {
    DocumentIdOptions { default_document_id_format: "FIREHOSE_DEFAULT".into() }
}

fn is_domain(name: &str) -> bool {
    (3..=28).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn check_rotation(given: &mut Given) -> Result<Rotation, AwsError> {
    let period = given.index_rotation_period.get_or_insert_with(|| "OneDay".into());
    errors::check_enum(period, &ROTATIONS, &format!("{MEMBER}.indexRotationPeriod"))?;
    Ok(match period.as_str() {
        "NoRotation" => Rotation::None,
        "OneHour" => Rotation::Hour,
        "OneWeek" => Rotation::Week,
        "OneMonth" => Rotation::Month,
        _ => Rotation::Day,
    })
}
