//! What AWS answers when it does not do what was asked.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// An error as a client sees it: `name` is the code, `message` AWS's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsError {
    /// `ResourceNotFoundException`, `NoSuchBucket`, …
    #[serde(rename = "name")]
    pub code: Cow<'static, str>,
    /// For people.
    pub message: String,
    /// The HTTP status that it travels under.
    #[serde(skip)]
    pub status: u16,
}

impl AwsError {
    /// A client's fault: status 400.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: message.into(), status: 400 }
    }

    /// The same with another status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// `ValidationException` for one member: `value` at `member` breaks `constraint`
    /// ("Member must have length less than or equal to 128").
    pub fn constraint(value: &str, member: &str, constraint: &str) -> Self {
        let message = format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
        );
        Self::new("ValidationException", message)
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for AwsError {}
