//! What Firehose answers when it does not do what was asked.

use api::firehose::{THROTTLED_CODE, THROTTLED_MESSAGE};
use api::{ACCOUNT_ID, AwsError};

pub use service::constraints::{check_chars, check_enum, check_range, pattern};

pub fn not_found(name: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("Firehose {name} under account {ACCOUNT_ID} not found."))
}

pub fn exists(name: &str) -> AwsError {
    AwsError::new("ResourceInUseException", format!("Firehose {name} under accountId {ACCOUNT_ID} already exists"))
}

pub fn in_use(name: &str, status: &str) -> AwsError {
    let message = format!("Firehose {name} under accountId {ACCOUNT_ID} is in {status} state");
    AwsError::new("ResourceInUseException", message)
}

pub fn limit_exceeded() -> AwsError {
    AwsError::new("LimitExceededException", "You have already consumed your firehose quota of 5000 delivery streams.")
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidArgumentException", message)
}

pub fn not_modelled(what: &str) -> AwsError {
    invalid(format!("'{what}' is valid in AWS, but not modelled here"))
}

pub fn puts_not_permitted() -> AwsError {
    invalid("This operation is not permitted on KinesisStreamAsSource delivery stream type.")
}

pub fn throttled() -> AwsError {
    AwsError::new(THROTTLED_CODE, THROTTLED_MESSAGE).with_status(503)
}

pub fn version_mismatch(given: &str, present: u64) -> AwsError {
    let message = format!("Cannot update firehose: version id {given} does not match the current version id {present}");
    AwsError::new("ConcurrentModificationException", message)
}
