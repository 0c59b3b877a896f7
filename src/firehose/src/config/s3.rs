//! An S3 destination, or the place where failed documents go.

use super::{Hints, arn_parts, check_role};
use crate::errors;
use crate::limits::{BACKUP_INTERVAL_SECONDS, INTERVAL_SECONDS, S3_SIZE_MIB};
use crate::prefix::Prefix;
use api::AwsError;
use api::firehose::{
    EncryptionConfiguration, ExtendedS3DestinationConfiguration as Given, ExtendedS3DestinationDescription,
    ExtendedS3DestinationUpdate, ProcessingConfiguration,
};

const FORMATS: [&str; 5] = ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"];
const PROCESSORS: [&str; 6] = [
    "RecordDeAggregation",
    "Decompression",
    "CloudWatchLogProcessing",
    "Lambda",
    "MetadataExtraction",
    "AppendDelimiterToRecord",
];

/// How an object's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As it is.
    None,
    /// With GZIP.
    Gzip,
}

/// An S3 destination, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct S3Destination {
    given: Given,
    /// The bucket's name.
    pub bucket: String,
    /// What keys begin with.
    pub prefix: Prefix,
    /// What keys of failed records begin with.
    pub error_prefix: Option<Prefix>,
    /// How bodies are written.
    pub compression: Compression,
    /// What is written behind each record.
    pub delimiter: Option<Vec<u8>>,
    /// When a buffer is delivered.
    pub hints: Hints,
}

impl S3Destination {
    /// Reads and checks the destination that `member` gave.
    pub fn check(given: Given, member: &str) -> Result<Self, AwsError> {
        let is_backup = member.ends_with("s3Configuration");
        let intervals = if is_backup { BACKUP_INTERVAL_SECONDS } else { INTERVAL_SECONDS };
        Self::check_within(given, member, intervals)
    }

    fn check_within(
        mut given: Given,
        member: &str,
        intervals: std::ops::RangeInclusive<i64>,
    ) -> Result<Self, AwsError> {
        if let Some(name) = given.unmodelled.0 {
            return Err(errors::not_modelled(name));
        }
        check_role(&given.role_arn, &format!("{member}.roleARN"))?;
        let bucket = check_bucket(&given.bucket_arn, &format!("{member}.bucketARN"))?;
        let hints = Hints::check(&mut given.buffering_hints, &S3_SIZE_MIB, &intervals, member)?;
        let compression = check_compression(&mut given, member)?;
        check_the_rest(&given, member)?;
        let delimiter = check_processing(given.processing_configuration.as_ref(), member)?;
        let prefix = Prefix::parse(given.prefix.as_deref().unwrap_or(""), "Prefix")?;
        let error_prefix = given.error_output_prefix.as_deref().filter(|prefix| !prefix.is_empty());
        let error_prefix = error_prefix.map(|prefix| Prefix::parse(prefix, "ErrorOutputPrefix")).transpose()?;
        check_prefixes(&prefix, error_prefix.as_ref())?;
        Ok(Self { given, bucket, prefix, error_prefix, compression, delimiter, hints })
    }

    /// With `update`'s changes.
    pub fn updated(&self, update: &ExtendedS3DestinationUpdate) -> Result<Self, AwsError> {
        let mut given = self.given.clone();
        let update = update.clone();
        set(&mut given.role_arn, update.role_arn);
        set(&mut given.bucket_arn, update.bucket_arn);
        set_some(&mut given.prefix, update.prefix);
        set_some(&mut given.error_output_prefix, update.error_output_prefix);
        set_some(&mut given.buffering_hints, update.buffering_hints);
        set_some(&mut given.compression_format, update.compression_format);
        set_some(&mut given.cloud_watch_logging_options, update.cloud_watch_logging_options);
        set_some(&mut given.processing_configuration, update.processing_configuration);
        set_some(&mut given.s3_backup_mode, update.s3_backup_mode);
        set_some(&mut given.file_extension, update.file_extension);
        set_some(&mut given.custom_time_zone, update.custom_time_zone);
        given.unmodelled = update.unmodelled;
        Self::check_within(given, "extendedS3DestinationUpdate", INTERVAL_SECONDS)
    }

    /// As it is described.
    pub fn describe(&self) -> ExtendedS3DestinationDescription {
        let given = self.given.clone();
        ExtendedS3DestinationDescription {
            role_arn: given.role_arn,
            bucket_arn: given.bucket_arn,
            prefix: given.prefix,
            error_output_prefix: given.error_output_prefix,
            buffering_hints: given.buffering_hints.unwrap_or_default(),
            compression_format: given.compression_format.unwrap_or_default(),
            encryption_configuration: EncryptionConfiguration::default(),
            cloud_watch_logging_options: given.cloud_watch_logging_options,
            processing_configuration: given.processing_configuration,
            s3_backup_mode: given.s3_backup_mode,
            file_extension: given.file_extension,
            custom_time_zone: given.custom_time_zone,
        }
    }

    /// As it was given, with what was left out filled in.
    pub fn into_given(self) -> Given {
        self.given
    }

    /// The role to write as.
    pub fn role_arn(&self) -> &str {
        &self.given.role_arn
    }

    /// The prefix as it was given.
    pub fn prefix_text(&self) -> &str {
        self.given.prefix.as_deref().unwrap_or("")
    }

    /// What keys end with.
    pub fn extension(&self) -> &str {
        match (self.given.file_extension.as_deref(), self.compression) {
            (Some(extension), _) if !extension.is_empty() => extension,
            (_, Compression::Gzip) => ".gz",
            (_, Compression::None) => "",
        }
    }
}

fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}

fn set_some<T>(place: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *place = given;
    }
}

fn check_bucket(arn: &str, member: &str) -> Result<String, AwsError> {
    let name = arn_parts(arn, "s3").filter(|name| {
        (1..=255).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
    });
    name.map(Into::into).ok_or_else(|| errors::pattern(arn, member, r"arn:.*:s3:::[\w\.\-]{1,255}"))
}

fn check_compression(given: &mut Given, member: &str) -> Result<Compression, AwsError> {
    let format = given.compression_format.get_or_insert_with(|| "UNCOMPRESSED".into());
    errors::check_enum(format, &FORMATS, &format!("{member}.compressionFormat"))?;
    match format.as_str() {
        "UNCOMPRESSED" => Ok(Compression::None),
        "GZIP" => Ok(Compression::Gzip),
        other => Err(errors::not_modelled(&format!("CompressionFormat {other}"))),
    }
}

fn check_the_rest(given: &Given, member: &str) -> Result<(), AwsError> {
    if let Some(mode) = &given.s3_backup_mode {
        errors::check_enum(mode, &["Disabled", "Enabled"], &format!("{member}.s3BackupMode"))?;
        if mode == "Enabled" {
            return Err(errors::not_modelled("S3BackupMode Enabled"));
        }
    }
    if let Some(zone) = given.custom_time_zone.as_deref()
        && !["", "UTC"].contains(&zone)
    {
        return Err(errors::not_modelled(&format!("CustomTimeZone {zone}")));
    }
    let extension = given.file_extension.as_deref().unwrap_or("");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "!-_.*'()".contains(c);
    let fits =
        extension.is_empty() || extension.len() > 1 && extension.starts_with('.') && extension.chars().all(plain);
    if !fits || extension.len() > 128 {
        let member = format!("{member}.fileExtension");
        return Err(errors::pattern(extension, &member, r"^$|\.[0-9a-z!\-_.*'()]+"));
    }
    Ok(())
}

fn check_processing(given: Option<&ProcessingConfiguration>, member: &str) -> Result<Option<Vec<u8>>, AwsError> {
    let Some(given) = given else { return Ok(None) };
    let mut delimiter = None;
    for processor in &given.processors {
        let place = format!("{member}.processingConfiguration.processors.type");
        errors::check_enum(&processor.kind, &PROCESSORS, &place)?;
        if processor.kind != "AppendDelimiterToRecord" {
            return Err(errors::not_modelled(&format!("processor {}", processor.kind)));
        }
        let mut text = "\\n";
        for parameter in &processor.parameters {
            if parameter.parameter_name != "Delimiter" {
                let name = &parameter.parameter_name;
                return Err(errors::invalid(format!("AppendDelimiterToRecord does not support parameter {name}")));
            }
            text = &parameter.parameter_value;
        }
        delimiter = Some(unescape(text));
    }
    Ok(delimiter.filter(|_| given.enabled == Some(true)))
}

/// A delimiter is given with its backslashes: `\n` is two characters.
fn unescape(text: &str) -> Vec<u8> {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").into_bytes()
}

fn check_prefixes(prefix: &Prefix, error_prefix: Option<&Prefix>) -> Result<(), AwsError> {
    if prefix.has_error_output_type() {
        return Err(errors::invalid("Prefix cannot contain !{firehose:error-output-type}"));
    }
    match error_prefix {
        None if prefix.has_expressions() => {
            Err(errors::invalid("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions"))
        }
        Some(error_prefix)
            if (prefix.has_expressions() || error_prefix.has_expressions())
                && !error_prefix.has_error_output_type() =>
        {
            Err(errors::invalid("ErrorOutputPrefix must contain !{firehose:error-output-type}"))
        }
        _ => Ok(()),
    }
}
