//! What the service answers when it does not do what was asked. The names are AWS's; AWS publishes few of the texts.

use api::AwsError;
use std::ops::RangeInclusive;

pub use service::constraints::{check_chars, check_enum, check_range};

pub fn no_application(name: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("Application {name} does not exist."))
}

pub fn no_snapshot(application: &str, name: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("Snapshot {name} of application {application} does not exist."))
}

pub fn no_version(application: &str, version: i64) -> AwsError {
    let message = format!("Version {version} of application {application} does not exist.");
    AwsError::new("ResourceNotFoundException", message)
}

pub fn in_use(message: impl Into<String>) -> AwsError {
    AwsError::new("ResourceInUseException", message)
}

/// The application is in a status that the operation is not for.
pub fn wrong_status(what: &str, name: &str, status: &str) -> AwsError {
    in_use(format!("{what} is not allowed while application {name} is in status {status}."))
}

pub fn limit(message: impl Into<String>) -> AwsError {
    AwsError::new("LimitExceededException", message)
}

pub fn argument(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidArgumentException", message)
}

pub fn request(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidRequestException", message)
}

pub fn configuration(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidApplicationConfigurationException", message)
}

pub fn unsupported(message: impl Into<String>) -> AwsError {
    AwsError::new("UnsupportedOperationException", message)
}

pub fn too_many_tags(count: usize) -> AwsError {
    let message = format!("An application has at most 50 tags; this would make {count}.");
    AwsError::new("TooManyTagsException", message)
}

pub fn not_modelled(what: &str) -> AwsError {
    argument(format!("'{what}' is valid in AWS, but not modelled here"))
}

/// Somebody else has changed the application.
pub fn concurrent(message: impl Into<String>) -> AwsError {
    AwsError::new("ConcurrentModificationException", message)
}

/// The code is wrong at a place (line and column, from 1).
pub fn code(position: Option<(u32, u32)>, message: &str) -> AwsError {
    let message = match position {
        Some((line, column)) => format!("SQL validation failed. From line {line}, column {column}: {message}"),
        None => format!("SQL validation failed. {message}"),
    };
    AwsError::new("CodeValidationException", message)
}

pub fn role(arn: &str) -> AwsError {
    argument(format!("Kinesis Analytics service doesn't have sufficient privileges to assume the role {arn}"))
}

/// Checks a name: its length, and that it is made of `[a-zA-Z0-9_.-]`.
pub fn check_name(value: &str, range: &RangeInclusive<usize>, member: &str) -> Result<(), AwsError> {
    check_chars(value, range, member)?;
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) {
        return Ok(());
    }
    let constraint = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
    Err(AwsError::constraint(value, member, constraint))
}
