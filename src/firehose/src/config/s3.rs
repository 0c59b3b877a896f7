//! An S3 destination, or the place where failed documents go.

use super::{Conversion, Hints, Pipeline, arn_parts, check_role};
use crate::errors;
use crate::limits::{
    BACKUP_INTERVAL_SECONDS, INTERVAL_SECONDS, LARGE_SIZE_MIB_DEFAULT, LARGE_SIZE_MIB_MIN, RETRY_SECONDS,
    RETRY_SECONDS_DEFAULT, S3_SIZE_MIB,
};
use crate::prefix::Prefix;
use crate::zones::Zone;
use api::AwsError;
use api::firehose::{
    BufferingHints, EncryptionConfiguration, ExtendedS3DestinationConfiguration as Given,
    ExtendedS3DestinationDescription, ExtendedS3DestinationUpdate, RetryOptions,
};

const FORMATS: [&str; 5] = ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"];

/// How an object's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As it is.
    None,
    /// With GZIP.
    Gzip,
    /// As the one file of a ZIP archive.
    Zip,
    /// With Snappy, in its own frames.
    Snappy,
    /// With Snappy, in Hadoop's blocks.
    HadoopSnappy,
}

impl Compression {
    /// What keys end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zip => ".zip",
            Self::Snappy => ".snappy",
            Self::HadoopSnappy => ".hsnappy",
        }
    }
}

/// What a bucket is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is the destination, in its older form.
    Plain,
    /// It is the destination.
    Extended,
    /// Copies and failed documents go there.
    Backup,
    /// Objects are staged there for a warehouse.
    Staging,
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
    /// When a buffer is delivered.
    pub hints: Hints,
    /// Whose clocks prefixes go by.
    pub zone: Zone,
    /// What is done to records on their way.
    pub pipeline: Pipeline,
    /// How records become columns.
    pub conversion: Option<Box<Conversion>>,
    /// Whether there is a buffer for each value of keys.
    pub is_partitioned: bool,
    /// Where records are copied to as they came.
    pub backup: Option<Box<S3Destination>>,
    used: Use,
}

impl S3Destination {
    /// Reads and checks the destination that `member` gave. Errors: `InvalidArgumentException`, `ValidationException`.
    #[inline(never)]
    pub fn check(mut given: Given, member: &str, used: Use) -> Result<Self, AwsError> {
        if let Some(name) = given.unmodelled.0 {
            return Err(errors::not_modelled(name));
        }
        check_role(&given.role_arn, &format!("{member}.roleARN"))?;
        let bucket = check_bucket(&given.bucket_arn, &format!("{member}.bucketARN"))?;
        check_extended(&given, used)?;
        let conversion = given.data_format_conversion_configuration.as_ref();
        let conversion = conversion.map(|given| Conversion::check(given, member)).transpose()?.flatten().map(Box::new);
        if let Some(given) = &mut given.data_format_conversion_configuration {
            // It is switched on by being there, and described so.
            given.enabled.get_or_insert(true);
        }
        let is_partitioned = check_partitioning(&mut given, member)?;
        let hints = check_hints(&mut given, member, used, conversion.is_some(), is_partitioned)?;
        let compression = check_compression(&mut given, member)?;
        if conversion.is_some() && compression != Compression::None {
            let message = "CompressionFormat must be UNCOMPRESSED when data format conversion is enabled. \
                           The format compresses by itself";
            return Err(errors::invalid(message));
        }
        if used == Use::Staging && !matches!(compression, Compression::None | Compression::Gzip) {
            let message =
                "The compression formats ZIP, Snappy and HADOOP_SNAPPY are not supported for a Redshift destination";
            return Err(errors::invalid(message));
        }
        let zone = check_zone(&given, member)?;
        check_extension(&given, member)?;
        let pipeline = Pipeline::check(given.processing_configuration.as_ref(), member)?;
        let prefix = Prefix::parse(given.prefix.as_deref().unwrap_or(""), "Prefix")?;
        let error_prefix = given.error_output_prefix.as_deref().filter(|prefix| !prefix.is_empty());
        let error_prefix = error_prefix.map(|prefix| Prefix::parse(prefix, "ErrorOutputPrefix")).transpose()?;
        check_prefixes(&prefix, error_prefix.as_ref(), used)?;
        check_keys(&prefix, error_prefix.as_ref(), &pipeline, is_partitioned)?;
        let backup = check_backup(&mut given, member)?;
        Ok(Self {
            given,
            bucket,
            prefix,
            error_prefix,
            compression,
            hints,
            zone,
            pipeline,
            conversion,
            is_partitioned,
            backup,
            used,
        })
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
        set_some(&mut given.data_format_conversion_configuration, update.data_format_conversion_configuration);
        set_some(&mut given.encryption_configuration, update.encryption_configuration);
        if let Some(partitioning) = update.dynamic_partitioning_configuration {
            if partitioning.enabled.unwrap_or(false) != self.is_partitioned {
                let message =
                    "Dynamic Partitioning cannot be enabled or disabled after the delivery stream was created";
                return Err(errors::invalid(message));
            }
            given.dynamic_partitioning_configuration = Some(partitioning);
        }
        change_backup(
            &mut given.s3_backup_mode,
            &mut given.s3_backup_configuration,
            update.s3_backup_mode,
            update.s3_backup_update.as_deref(),
            self.backup.as_deref(),
        )?;
        set_some(&mut given.file_extension, update.file_extension);
        set_some(&mut given.custom_time_zone, update.custom_time_zone);
        given.unmodelled = update.unmodelled;
        Self::check(given, "extendedS3DestinationUpdate", self.used)
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
            s3_backup_description: self.backup.as_ref().map(|backup| Box::new(backup.describe())),
            data_format_conversion_configuration: given.data_format_conversion_configuration,
            dynamic_partitioning_configuration: given.dynamic_partitioning_configuration,
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
    pub fn extension(&self, is_converted: bool) -> &str {
        match self.given.file_extension.as_deref() {
            Some(extension) if !extension.is_empty() => extension,
            _ if is_converted => ".parquet",
            _ => self.compression.extension(),
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
    Ok(match format.as_str() {
        "GZIP" => Compression::Gzip,
        "ZIP" => Compression::Zip,
        "Snappy" => Compression::Snappy,
        "HADOOP_SNAPPY" => Compression::HadoopSnappy,
        _ => Compression::None,
    })
}

/// What only a destination in its newer form may have.
fn check_extended(given: &Given, used: Use) -> Result<(), AwsError> {
    if given.encryption_configuration.as_ref().is_some_and(|encryption| encryption.kms_encryption_config.is_some()) {
        return Err(errors::not_modelled("KMSEncryptionConfig"));
    }
    let more = [
        ("ProcessingConfiguration", given.processing_configuration.is_some() && used != Use::Plain),
        ("S3BackupMode", given.s3_backup_mode.is_some()),
        ("S3BackupConfiguration", given.s3_backup_configuration.is_some()),
        ("DataFormatConversionConfiguration", given.data_format_conversion_configuration.is_some()),
        ("DynamicPartitioningConfiguration", given.dynamic_partitioning_configuration.is_some()),
        ("FileExtension", given.file_extension.is_some()),
        ("CustomTimeZone", given.custom_time_zone.is_some()),
    ];
    match more.into_iter().find(|(_, is_given)| *is_given) {
        Some((name, _)) if used != Use::Extended => {
            Err(errors::invalid(format!("{name} is only supported in ExtendedS3DestinationConfiguration")))
        }
        _ => Ok(()),
    }
}

fn check_partitioning(given: &mut Given, member: &str) -> Result<bool, AwsError> {
    let Some(partitioning) = &mut given.dynamic_partitioning_configuration else { return Ok(false) };
    if partitioning.enabled != Some(true) {
        return Ok(false);
    }
    let retry = partitioning.retry_options.get_or_insert_with(RetryOptions::default);
    let seconds = *retry.duration_in_seconds.get_or_insert(RETRY_SECONDS_DEFAULT);
    let place = format!("{member}.dynamicPartitioningConfiguration.retryOptions.durationInSeconds");
    errors::check_range(seconds, &RETRY_SECONDS, &place)?;
    if given.error_output_prefix.as_deref().unwrap_or_default().is_empty() {
        return Err(errors::invalid("ErrorOutputPrefix is required when Dynamic Partitioning is enabled"));
    }
    Ok(true)
}

fn check_hints(
    given: &mut Given,
    member: &str,
    used: Use,
    is_converted: bool,
    is_partitioned: bool,
) -> Result<Hints, AwsError> {
    let intervals = if used == Use::Backup { BACKUP_INTERVAL_SECONDS } else { INTERVAL_SECONDS };
    let is_large = is_converted || is_partitioned;
    if is_large {
        let hints = given.buffering_hints.get_or_insert_with(BufferingHints::default);
        if hints.size_in_mbs.is_none() && hints.interval_in_seconds.is_none() {
            hints.size_in_mbs = Some(LARGE_SIZE_MIB_DEFAULT);
            hints.interval_in_seconds = Some(crate::limits::INTERVAL_SECONDS_DEFAULT);
        }
    }
    let hints = Hints::check(&mut given.buffering_hints, &S3_SIZE_MIB, &intervals, member)?;
    let what = if is_converted { "data format conversion" } else { "Dynamic Partitioning" };
    if is_large && hints.bytes_max < LARGE_SIZE_MIB_MIN.cast_unsigned() * crate::limits::MIB {
        let message = format!("BufferingHints.SizeInMBs must be at least {LARGE_SIZE_MIB_MIN} when {what} is enabled.");
        return Err(errors::invalid(message));
    }
    if is_partitioned && hints.interval_us < BACKUP_INTERVAL_SECONDS.start().cast_unsigned() * sim::time::SECOND_US {
        let message = "BufferingHints.IntervalInSeconds must be at least 60 when Dynamic Partitioning is enabled.";
        return Err(errors::invalid(message));
    }
    Ok(hints)
}

fn check_zone(given: &Given, member: &str) -> Result<Zone, AwsError> {
    let Some(name) = given.custom_time_zone.as_deref().filter(|name| !name.is_empty()) else {
        return Ok(Zone::default());
    };
    let place = format!("{member}.customTimeZone");
    errors::check_chars(name, &(0..=50), &place)?;
    if !name.chars().all(|c| c.is_ascii_alphabetic() || "/_".contains(c)) {
        return Err(errors::pattern(name, &place, "^$|[a-zA-Z/_]+"));
    }
    Zone::named(name).ok_or_else(|| {
        errors::invalid(format!(
            "CustomTimeZone {name} is not a time zone, or not in the table of those that are modelled here"
        ))
    })
}

fn check_extension(given: &Given, member: &str) -> Result<(), AwsError> {
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

fn check_backup(given: &mut Given, member: &str) -> Result<Option<Box<S3Destination>>, AwsError> {
    let Some(mode) = &given.s3_backup_mode else { return Ok(None) };
    errors::check_enum(mode, &["Disabled", "Enabled"], &format!("{member}.s3BackupMode"))?;
    match (mode.as_str(), &given.s3_backup_configuration) {
        ("Enabled", Some(backup)) => {
            let member = format!("{member}.s3BackupConfiguration");
            S3Destination::check((**backup).clone(), &member, Use::Backup).map(|backup| Some(Box::new(backup)))
        }
        ("Enabled", None) => Err(errors::invalid("S3BackupConfiguration is required when S3BackupMode is Enabled")),
        _ => Ok(None),
    }
}

/// Changes the source backup. It can be enabled, but not disabled again.
pub(super) fn change_backup(
    mode: &mut Option<String>,
    place: &mut Option<Box<Given>>,
    new_mode: Option<String>,
    change: Option<&ExtendedS3DestinationUpdate>,
    present: Option<&S3Destination>,
) -> Result<(), AwsError> {
    if present.is_some() && new_mode.as_deref().is_some_and(|mode| mode != "Enabled") {
        return Err(errors::invalid("S3BackupMode cannot be changed from Enabled to Disabled"));
    }
    if new_mode.is_some() {
        *mode = new_mode;
    }
    let Some(change) = change else { return Ok(()) };
    *place = Some(Box::new(match present {
        Some(present) => present.updated(change)?.into_given(),
        None => Given {
            role_arn: change.role_arn.clone().unwrap_or_default(),
            bucket_arn: change.bucket_arn.clone().unwrap_or_default(),
            prefix: change.prefix.clone(),
            error_output_prefix: change.error_output_prefix.clone(),
            buffering_hints: change.buffering_hints,
            compression_format: change.compression_format.clone(),
            unmodelled: change.unmodelled.clone(),
            ..Given::default()
        },
    }));
    Ok(())
}

/// Keys must be found by someone, and each of them be used.
fn check_keys(
    prefix: &Prefix,
    error_prefix: Option<&Prefix>,
    pipeline: &Pipeline,
    is_partitioned: bool,
) -> Result<(), AwsError> {
    if error_prefix.is_some_and(Prefix::has_keys) {
        let message = "ErrorOutputPrefix cannot contain partitionKeyFromQuery or partitionKeyFromLambda expressions";
        return Err(errors::invalid(message));
    }
    if !is_partitioned {
        if pipeline.query.is_some() {
            return Err(errors::invalid(
                "MetadataExtraction processor is only supported when Dynamic Partitioning is enabled",
            ));
        }
        if prefix.has_keys() {
            let message = "Prefix can contain partitionKeyFromQuery and partitionKeyFromLambda expressions \
                           only when Dynamic Partitioning is enabled";
            return Err(errors::invalid(message));
        }
        return Ok(());
    }
    if !prefix.has_keys() {
        return Err(errors::invalid(
            "Prefix must contain at least one partition key when Dynamic Partitioning is enabled",
        ));
    }
    let given = pipeline.query.as_ref().and_then(|query| query.keys()).unwrap_or_default();
    if let Some(missing) = prefix.query_keys().find(|key| !given.iter().any(|given| given == key)) {
        let message =
            format!("Prefix uses partitionKeyFromQuery:{missing}, but MetadataExtractionQuery does not give it");
        return Err(errors::invalid(message));
    }
    if let Some(unused) = given.iter().find(|given| !prefix.query_keys().any(|key| key == given.as_str())) {
        let message = format!("MetadataExtractionQuery gives {unused}, but Prefix does not use it");
        return Err(errors::invalid(message));
    }
    if prefix.has_lambda_keys() && pipeline.lambda.is_none() {
        return Err(errors::invalid("Prefix uses partitionKeyFromLambda, but there is no Lambda processor"));
    }
    Ok(())
}

fn check_prefixes(prefix: &Prefix, error_prefix: Option<&Prefix>, used: Use) -> Result<(), AwsError> {
    if used == Use::Staging && prefix.has_expressions() {
        return Err(errors::invalid("Prefix cannot contain expressions for a Redshift destination"));
    }
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
