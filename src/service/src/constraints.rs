//! What AWS's models constrain in a member of a request, and `ValidationException` for what breaks it.

use api::AwsError;
use std::ops::RangeInclusive;

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
