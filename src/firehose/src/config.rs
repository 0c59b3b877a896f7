//! Configurations, checked: what a delivery stream reads from and where it delivers to.

mod conversion;
mod open_search;
mod processing;
mod redshift;
mod s3;

pub use conversion::Conversion;
pub use open_search::OpenSearchDestination;
pub use processing::{Deaggregation, Lambda, Pipeline};
pub use redshift::RedshiftDestination;
pub use s3::{Compression, S3Destination, Use};

use crate::buffer::Slot;
use crate::errors;
use crate::limits::{INTERVAL_SECONDS_DEFAULT, MIB, SIZE_MIB_DEFAULT};
use api::firehose::{BufferingHints, CreateDeliveryStream, DestinationDescription, UpdateDestination};
use api::{Arn, AwsError};
use sim::time::SECOND_US;
use std::ops::RangeInclusive;

/// The one destination's id.
pub const DESTINATION_ID: &str = "destinationId-000000000001";
/// Put to by its clients.
pub const DIRECT_PUT: &str = "DirectPut";
/// Reads a stream.
pub const KINESIS_STREAM: &str = "KinesisStreamAsSource";
/// The types that AWS has.
pub const TYPES: [&str; 4] = [DIRECT_PUT, KINESIS_STREAM, "MSKAsSource", "DatabaseAsSource"];

/// What a delivery stream does.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where records come from.
    pub source: SourceConfig,
    /// Where they go.
    pub destination: Destination,
}

/// Where records come from.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceConfig {
    /// Clients put them.
    DirectPut,
    /// A stream is read.
    Stream {
        /// The stream's ARN.
        arn: String,
        /// The role it is read as.
        role_arn: String,
    },
}

/// Where records go.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// Into objects of a bucket.
    S3(Box<S3Destination>),
    /// Into documents of a search index.
    OpenSearch(Box<OpenSearchDestination>),
    /// Into a table of a warehouse, by way of a bucket.
    Redshift(Box<RedshiftDestination>),
}

impl Config {
    /// Reads and checks what `CreateDeliveryStream` gave. Errors: `InvalidArgumentException`, `ValidationException`.
    pub fn check(request: &CreateDeliveryStream) -> Result<Self, AwsError> {
        if let Some(member) = request.unmodelled.0 {
            return Err(errors::not_modelled(member));
        }
        let source = check_source(request)?;
        let given = (
            &request.s3_destination_configuration,
            &request.extended_s3_destination_configuration,
            &request.open_search_destination_configuration,
            &request.redshift_destination_configuration,
        );
        let destination = match given {
            (Some(s3), None, None, None) => {
                let member = "s3DestinationConfiguration";
                Destination::S3(Box::new(S3Destination::check((**s3).clone(), member, Use::Plain)?))
            }
            (None, Some(s3), None, None) => {
                let member = "extendedS3DestinationConfiguration";
                Destination::S3(Box::new(S3Destination::check((**s3).clone(), member, Use::Extended)?))
            }
            (None, None, Some(open_search), None) => {
                Destination::OpenSearch(Box::new(OpenSearchDestination::check((**open_search).clone())?))
            }
            (None, None, None, Some(redshift)) => {
                Destination::Redshift(Box::new(RedshiftDestination::check((**redshift).clone())?))
            }
            _ => return Err(errors::invalid("Exactly one destination configuration is supported for a Firehose")),
        };
        Ok(Self { source, destination })
    }

    /// With the changes that `UpdateDestination` gave. Errors: as of [`Config::check`].
    pub fn updated(&self, request: &UpdateDestination) -> Result<Self, AwsError> {
        if let Some(member) = request.unmodelled.0 {
            return Err(errors::not_modelled(member));
        }
        let s3 = request.extended_s3_destination_update.as_deref().or(request.s3_destination_update.as_deref());
        let (open_search, redshift) = (&request.open_search_destination_update, &request.redshift_destination_update);
        let destination = match (&self.destination, s3, open_search, redshift) {
            (Destination::S3(present), Some(update), None, None) => Destination::S3(Box::new(present.updated(update)?)),
            (Destination::OpenSearch(present), None, Some(update), None) => {
                Destination::OpenSearch(Box::new(present.updated(update)?))
            }
            (Destination::Redshift(present), None, None, Some(update)) => {
                Destination::Redshift(Box::new(present.updated(update)?))
            }
            (_, None, None, None) => {
                return Err(errors::invalid("Exactly one destination update is supported for a Firehose"));
            }
            _ => return Err(errors::not_modelled("UpdateDestination to a destination of another type")),
        };
        Ok(Self { source: self.source.clone(), destination })
    }

    /// As it is described.
    pub fn describe(&self) -> DestinationDescription {
        let mut description = DestinationDescription {
            destination_id: DESTINATION_ID.into(),
            extended_s3_destination_description: None,
            open_search_destination_description: None,
            redshift_destination_description: None,
        };
        match &self.destination {
            Destination::S3(s3) => description.extended_s3_destination_description = Some(s3.describe()),
            Destination::OpenSearch(open_search) => {
                description.open_search_destination_description = Some(Box::new(open_search.describe()));
            }
            Destination::Redshift(redshift) => {
                description.redshift_destination_description = Some(Box::new(redshift.describe()));
            }
        }
        description
    }

    /// When the buffer `slot` is delivered.
    pub fn hints(&self, slot: &Slot) -> Hints {
        let other = match slot {
            Slot::Main | Slot::Partition(_) => None,
            Slot::Failed(_) => Some(self.failures().hints),
            Slot::Lambda => self.pipeline().lambda.as_ref().map(|lambda| lambda.hints),
            Slot::Backup => self.backup().map(|backup| backup.hints),
        };
        other.unwrap_or_else(|| self.destination.hints())
    }

    /// What is done to records on their way.
    pub fn pipeline(&self) -> &Pipeline {
        match &self.destination {
            Destination::S3(s3) => &s3.pipeline,
            Destination::OpenSearch(open_search) => &open_search.pipeline,
            Destination::Redshift(redshift) => &redshift.pipeline,
        }
    }

    /// Where records are copied to as they came, if they are.
    pub fn backup(&self) -> Option<&S3Destination> {
        match &self.destination {
            Destination::S3(s3) => s3.backup.as_deref(),
            Destination::OpenSearch(open_search) => open_search.backs_all_up.then_some(&open_search.backup),
            Destination::Redshift(redshift) => redshift.backup.as_ref(),
        }
    }

    /// The bucket that failed records are written to.
    pub fn failures(&self) -> &S3Destination {
        match &self.destination {
            Destination::S3(s3) => s3,
            Destination::OpenSearch(open_search) => &open_search.backup,
            Destination::Redshift(redshift) => &redshift.staging,
        }
    }

    /// The destination, if it has a buffer for each value of keys.
    pub fn partitioned(&self) -> Option<&S3Destination> {
        match &self.destination {
            Destination::S3(s3) if s3.is_partitioned => Some(s3),
            _ => None,
        }
    }

    /// How records become columns, if they do.
    pub fn conversion(&self) -> Option<&Conversion> {
        match &self.destination {
            Destination::S3(s3) => s3.conversion.as_deref(),
            _ => None,
        }
    }

    /// The roles that the delivery stream acts as.
    pub fn roles(&self) -> Vec<&str> {
        let source = match &self.source {
            SourceConfig::DirectPut => None,
            SourceConfig::Stream { role_arn, .. } => Some(role_arn.as_str()),
        };
        let destination = match &self.destination {
            Destination::S3(s3) => vec![s3.role_arn()],
            Destination::OpenSearch(open_search) => vec![open_search.role_arn(), open_search.backup.role_arn()],
            Destination::Redshift(redshift) => vec![redshift.role_arn(), redshift.staging.role_arn()],
        };
        let backup = self.backup().map(S3Destination::role_arn);
        let schema = self.conversion().map(|conversion| conversion.role_arn.as_str());
        let destination = destination.into_iter().chain(backup).chain(schema);
        source.into_iter().chain(destination).collect()
    }
}

impl SourceConfig {
    /// `DirectPut` or `KinesisStreamAsSource`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::DirectPut => DIRECT_PUT,
            Self::Stream { .. } => KINESIS_STREAM,
        }
    }

    /// The stream that is read.
    pub fn stream_name(&self) -> Option<&str> {
        match self {
            Self::DirectPut => None,
            Self::Stream { arn, .. } => Some(Arn::name(arn)),
        }
    }
}

impl Destination {
    /// When a buffer is delivered.
    pub fn hints(&self) -> Hints {
        match self {
            Self::S3(s3) => s3.hints,
            Self::OpenSearch(open_search) => open_search.hints,
            Self::Redshift(redshift) => redshift.hints(),
        }
    }
}

/// When a buffer is delivered: whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    /// At this size of the records' data, before compression.
    pub bytes_max: u64,
    /// So long after the first record.
    pub interval_us: u64,
}

impl Hints {
    /// Fills `given` in and checks it.
    fn check(
        given: &mut Option<BufferingHints>,
        sizes: &RangeInclusive<i64>,
        intervals: &RangeInclusive<i64>,
        member: &str,
    ) -> Result<Self, AwsError> {
        let hints = given.get_or_insert_default();
        if hints.size_in_mbs.is_some() != hints.interval_in_seconds.is_some() {
            let message =
                "Both SizeInMBs and IntervalInSeconds must be specified in BufferingHints, or neither of them";
            return Err(errors::invalid(message));
        }
        let size = *hints.size_in_mbs.get_or_insert(SIZE_MIB_DEFAULT);
        let interval = *hints.interval_in_seconds.get_or_insert(INTERVAL_SECONDS_DEFAULT);
        errors::check_range(size, sizes, &format!("{member}.bufferingHints.sizeInMBs"))?;
        errors::check_range(interval, intervals, &format!("{member}.bufferingHints.intervalInSeconds"))?;
        Ok(Self { bytes_max: size as u64 * MIB, interval_us: interval as u64 * SECOND_US })
    }
}

fn check_source(request: &CreateDeliveryStream) -> Result<SourceConfig, AwsError> {
    let kind = request.delivery_stream_type.as_deref().unwrap_or(DIRECT_PUT);
    errors::check_enum(kind, &TYPES, "deliveryStreamType")?;
    match (kind, &request.kinesis_stream_source_configuration) {
        (DIRECT_PUT, None) => Ok(SourceConfig::DirectPut),
        (DIRECT_PUT, Some(_)) => Err(errors::invalid(
            "KinesisStreamSourceConfiguration is only supported for delivery streams of type KinesisStreamAsSource",
        )),
        (KINESIS_STREAM, None) => Err(errors::invalid(
            "KinesisStreamSourceConfiguration is required for a delivery stream of type KinesisStreamAsSource",
        )),
        (KINESIS_STREAM, Some(source)) => {
            check_role(&source.role_arn, "kinesisStreamSourceConfiguration.roleARN")?;
            let stream = source.kinesis_stream_arn.as_str();
            let fits = arn_parts(stream, "kinesis").is_some_and(|resource| {
                resource.strip_prefix("stream/").is_some_and(|name| {
                    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
                })
            });
            if !fits {
                let pattern = r"arn:.*:kinesis:[a-zA-Z0-9\-]+:\d{12}:stream/[a-zA-Z0-9_.-]+";
                let member = "kinesisStreamSourceConfiguration.kinesisStreamARN";
                return Err(errors::pattern(stream, member, pattern));
            }
            Ok(SourceConfig::Stream { arn: stream.into(), role_arn: source.role_arn.clone() })
        }
        (other, _) => Err(errors::not_modelled(&format!("DeliveryStreamType {other}"))),
    }
}

/// The resource of an ARN of `service`.
pub(crate) fn arn_parts<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':');
    let (head, _partition, found) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, _account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    (head == "arn" && found == service).then_some(resource)
}

fn check_role(arn: &str, member: &str) -> Result<(), AwsError> {
    let fits = arn_parts(arn, "iam").is_some_and(|resource| {
        resource.strip_prefix("role/").is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c))
        })
    });
    if fits { Ok(()) } else { Err(errors::pattern(arn, member, r"arn:.*:iam::\d{12}:role/[a-zA-Z_0-9+=,.@\-_/]+")) }
}
