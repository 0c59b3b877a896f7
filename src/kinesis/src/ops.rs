//! The operations, by what they touch, and what they have in common.

mod consumers;
mod describe;
mod put;
mod read;
mod reshard;
mod retention;
mod settings;
mod shards;
mod streams;
mod subscribe;
mod tags;

pub(crate) use consumers::{arn_of_consumer, consumer_in_arn};
pub(crate) use read::get_records_resource;
pub(crate) use shards::list_shards_resource;

use crate::state::{Kinesis, Status, Stream};
use crate::validate::{ARN_PATTERN, Checks};
use api::kinesis::{shard_id, shard_number};
use api::{ACCOUNT_ID, Arn, AwsError, REGION};

/// The checks of a stream's name and ARN, of which a request has one or both.
pub(crate) fn check_target(checks: &mut Checks, name: Option<&str>, arn: Option<&str>) {
    if let Some(name) = name {
        checks.name(name, "streamName");
    }
    if let Some(arn) = arn {
        check_stream_arn(checks, arn);
    }
}

/// The checks of a stream's ARN.
pub(crate) fn check_stream_arn(checks: &mut Checks, arn: &str) {
    checks.pattern(stream_in_arn(arn).is_some(), arn, "streamARN", ARN_PATTERN);
    check_arn_length(checks, arn, "streamARN");
}

/// No ARN is longer than this.
pub(crate) fn check_arn_length(checks: &mut Checks, arn: &str, member: &str) {
    if arn.is_empty() || arn.len() > 2048 {
        checks.length(arn, member, 2048);
    }
}

/// What a Kinesis ARN says: partition, account and resource.
pub(crate) fn kinesis_arn(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", partition, "kinesis", _, account, resource] = parts.as_slice() else { return None };
    let fits = partition.starts_with("aws")
        && account.len() == 12
        && account.bytes().all(|digit| digit.is_ascii_digit())
        && !resource.contains(char::is_whitespace);
    fits.then_some((account, resource))
}

/// The account and the stream's name in a stream's ARN.
fn stream_in_arn(arn: &str) -> Option<(&str, &str)> {
    let (account, resource) = kinesis_arn(arn)?;
    let name = resource.strip_prefix("stream/").filter(|name| !name.is_empty())?;
    Some((account, name))
}

/// The stream that a request means. Errors: `InvalidArgumentException` where it names none or two,
/// `ResourceNotFoundException` where it belongs to another account or region.
pub(crate) fn target<'a>(name: Option<&'a str>, arn: Option<&'a str>) -> Result<&'a str, AwsError> {
    let Some(arn) = arn else {
        return name.ok_or_else(|| invalid("Must specify either StreamName or StreamARN."));
    };
    let Some((account, found)) = stream_in_arn(arn) else { return Err(not_found(arn)) };
    if name.is_some_and(|name| name != found) {
        return Err(invalid("StreamName and StreamARN do not name the same stream."));
    }
    if arn != Arn::stream(found) {
        return Err(missing(format!("Stream {found} under account {account} not found.")));
    }
    Ok(found)
}

/// The same after the checks of both.
pub(crate) fn checked_target<'a>(name: Option<&'a str>, arn: Option<&'a str>) -> Result<&'a str, AwsError> {
    let mut checks = Checks::default();
    check_target(&mut checks, name, arn);
    checks.finish()?;
    target(name, arn)
}

pub(crate) fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidArgumentException", message)
}

pub(crate) fn exceeded(message: impl Into<String>) -> AwsError {
    AwsError::new("LimitExceededException", message)
}

pub(crate) fn in_use(message: impl Into<String>) -> AwsError {
    AwsError::new("ResourceInUseException", message)
}

pub(crate) fn missing(message: impl Into<String>) -> AwsError {
    AwsError::new("ResourceNotFoundException", message)
}

pub(crate) fn not_found(name: &str) -> AwsError {
    missing(format!("Stream {name} under account {ACCOUNT_ID} not found."))
}

pub(crate) fn not_active(stream: &Stream) -> AwsError {
    let (name, state) = (&stream.name, stream.status.name());
    in_use(format!("Stream {name} under account {ACCOUNT_ID} not ACTIVE, instead in state {state}"))
}

/// The answer for a stream that neither takes nor gives, where a change of it would not be in the way.
pub(crate) fn not_serving(stream: &Stream) -> AwsError {
    let (name, state) = (&stream.name, stream.status.name());
    in_use(format!("Stream {name} under account {ACCOUNT_ID} not ACTIVE or UPDATING, instead in state {state}"))
}

/// A shard that cannot be told from its id, or that is not there, where a stream's shards are changed or listed.
pub(crate) fn no_such_shard(id: &str, stream: &str) -> AwsError {
    missing(format!("Could not find shard {id} in stream {stream} under account {ACCOUNT_ID}."))
}

/// A shard that is not there, where it is to be read.
pub(crate) fn no_shard(stream: &str, shard: u32) -> AwsError {
    missing(format!("Shard {} in stream {stream} under account {ACCOUNT_ID} does not exist", shard_id(shard)))
}

/// The number of a shard that is to be read.
pub(crate) fn find_shard(stream: &Stream, id: &str) -> Result<u32, AwsError> {
    let number = shard_number(id).ok_or_else(|| no_such_shard(id, &stream.name))?;
    stream.shard(number).map(|_| number).ok_or_else(|| no_shard(&stream.name, number))
}

impl Kinesis {
    pub(crate) fn find(&self, name: &str) -> Result<&Stream, AwsError> {
        self.streams.get(name).ok_or_else(|| not_found(name))
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Result<&mut Stream, AwsError> {
        self.streams.get_mut(name).ok_or_else(|| not_found(name))
    }

    /// A stream that takes and gives records.
    pub(crate) fn find_serving(&mut self, name: &str) -> Result<&mut Stream, AwsError> {
        let stream = self.streams.get_mut(name).filter(|stream| stream.status.serves());
        stream.ok_or_else(|| not_found(name))
    }

    /// A stream of which a change can begin.
    pub(crate) fn find_ready(&mut self, name: &str) -> Result<&mut Stream, AwsError> {
        let stream = self.find_mut(name)?;
        if stream.status == Status::Active { Ok(stream) } else { Err(not_active(stream)) }
    }

    /// Open shards of the account.
    pub(crate) fn open_shards(&self) -> u64 {
        self.streams.values().map(Stream::open_shards).sum()
    }

    /// Whether the account may have so many shards more.
    pub(crate) fn check_room(&self, more: u64) -> Result<(), AwsError> {
        let present = self.open_shards();
        if present.saturating_add(more) <= crate::limits::ACCOUNT_SHARDS_MAX {
            return Ok(());
        }
        Err(exceeded(format!(
            "This request would exceed the shard limit for the account {ACCOUNT_ID} in {REGION}. Current shard count for \
             the account: {present}. Limit: {}. Number of additional shards that would have resulted from this request: \
             {more}. Refer to the AWS Service Limits page \
             (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request \
             higher limits.",
            crate::limits::ACCOUNT_SHARDS_MAX
        )))
    }
}
