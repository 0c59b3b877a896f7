//! The operations, by what they work on.

mod applications;
mod describe;
mod lifecycle;
mod snapshots;
mod tags;
mod updates;
mod versions;

use crate::errors::{check_name, check_range};
use crate::limits::{NAME_CHARS, PAGE};
use api::AwsError;

fn check_application_name(name: &str) -> Result<(), AwsError> {
    check_name(name, &NAME_CHARS, "applicationName")
}

/// How many entries a page may have.
fn page(limit: Option<i64>) -> Result<usize, AwsError> {
    let limit = limit.unwrap_or(*PAGE.end());
    check_range(limit, &PAGE, "limit")?;
    Ok(limit as usize)
}
