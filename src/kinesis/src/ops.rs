//! The operations, by what they touch.

mod control;
mod put;
mod read;

pub(crate) use control::list_shards_resource;
pub(crate) use read::get_records_resource;

use crate::state::{Kinesis, Status, Stream};
use crate::validate::{ARN_PATTERN, Checks};
use api::{ACCOUNT_ID, Arn, AwsError};

/// The checks of a stream's name and ARN, of which a request has one or both.
pub(crate) fn check_target(checks: &mut Checks, name: Option<&str>, arn: Option<&str>) {
    if let Some(name) = name {
        checks.name(name, "streamName");
    }
    if let Some(arn) = arn {
        checks.pattern(stream_in_arn(arn).is_some(), arn, "streamARN", ARN_PATTERN);
        if arn.len() > 2048 {
            checks.length(arn, "streamARN", 2048);
        }
    }
}

/// The account and the stream's name in a stream's ARN.
fn stream_in_arn(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &["arn", partition, "kinesis", _, account, resource] = parts.as_slice() else { return None };
    let name = resource.strip_prefix("stream/")?;
    let fits = partition.starts_with("aws")
        && account.len() == 12
        && account.bytes().all(|digit| digit.is_ascii_digit())
        && !name.is_empty()
        && !name.contains(char::is_whitespace);
    fits.then_some((account, name))
}

/// The stream that a request means. Errors: `InvalidArgumentException` where it names none or two,
/// `ResourceNotFoundException` where it belongs to another account or region.
pub(crate) fn target<'a>(name: Option<&'a str>, arn: Option<&'a str>) -> Result<&'a str, AwsError> {
    let Some(arn) = arn else {
        let missing = || AwsError::new("InvalidArgumentException", "Must specify either StreamName or StreamARN.");
        return name.ok_or_else(missing);
    };
    let Some((account, found)) = stream_in_arn(arn) else { return Err(not_found(arn)) };
    if name.is_some_and(|name| name != found) {
        let message = "StreamName and StreamARN do not name the same stream.";
        return Err(AwsError::new("InvalidArgumentException", message));
    }
    if arn != Arn::stream(found) {
        let message = format!("Stream {found} under account {account} not found.");
        return Err(AwsError::new("ResourceNotFoundException", message));
    }
    Ok(found)
}

pub(crate) fn not_found(name: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("Stream {name} under account {ACCOUNT_ID} not found."))
}

pub(crate) fn not_active(stream: &Stream) -> AwsError {
    let (name, state) = (&stream.name, stream.status.name());
    let message = format!("Stream {name} under account {ACCOUNT_ID} not ACTIVE, instead in state {state}");
    AwsError::new("ResourceInUseException", message)
}

impl Kinesis {
    pub(crate) fn find(&self, name: &str) -> Result<&Stream, AwsError> {
        self.streams.get(name).ok_or_else(|| not_found(name))
    }

    /// A stream that takes and gives records.
    pub(crate) fn find_active(&mut self, name: &str) -> Result<&mut Stream, AwsError> {
        let stream = self.streams.get_mut(name).filter(|stream| stream.status == Status::Active);
        stream.ok_or_else(|| not_found(name))
    }
}
