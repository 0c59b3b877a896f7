//! What Firehose answers when it does not do what was asked.

use api::firehose::{THROTTLED_CODE, THROTTLED_MESSAGE};
use api::{ACCOUNT_ID, AwsError};
use std::ops::RangeInclusive;

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

/// Checks that `value` lies in `range`.
pub fn check_range(value: i64, range: &RangeInclusive<i64>, member: &str) -> Result<(), AwsError> {
    let constraint = if value < *range.start() {
        format!("Member must have value greater than or equal to {}", range.start())
    } else if value > *range.end() {
        format!("Member must have value less than or equal to {}", range.end())
    } else {
        return Ok(());
    };
    Err(AwsError::constraint(&value.to_string(), member, &constraint))
}

/// Checks that `value` has a length within `range` characters.
pub fn check_chars(value: &str, range: &RangeInclusive<usize>, member: &str) -> Result<(), AwsError> {
    let chars = value.chars().count();
    let constraint = if chars < *range.start() {
        format!("Member must have length greater than or equal to {}", range.start())
    } else if chars > *range.end() {
        format!("Member must have length less than or equal to {}", range.end())
    } else {
        return Ok(());
    };
    Err(AwsError::constraint(value, member, &constraint))
}

/// Checks that `value` is one of `values`.
pub fn check_enum(value: &str, values: &[&str], member: &str) -> Result<(), AwsError> {
    if values.contains(&value) {
        return Ok(());
    }
    let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
    Err(AwsError::constraint(value, member, &constraint))
}

/// Says that `value` does not satisfy a regular expression.
pub fn pattern(value: &str, member: &str, pattern: &str) -> AwsError {
    AwsError::constraint(value, member, &format!("Member must satisfy regular expression pattern: {pattern}"))
}
