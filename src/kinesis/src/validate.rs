//! AWS's checks of single members, collected into its one `ValidationException`.

use api::AwsError;

/// What stream names and shard ids consist of.
pub const NAME_PATTERN: &str = "[a-zA-Z0-9_.-]+";
/// Stream ARNs.
pub const ARN_PATTERN: &str = r"arn:aws.*:kinesis:.*:\d{12}:stream/\S+";
/// Consumer ARNs.
pub const CONSUMER_ARN_PATTERN: &str =
    r"^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+";
/// ARNs of what has tags.
pub const RESOURCE_ARN_PATTERN: &str = r"arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel|queue)/\S+";
/// Hash keys.
pub const HASH_KEY_PATTERN: &str = r"0|([1-9]\d{0,38})";
/// Sequence numbers.
pub const SEQUENCE_PATTERN: &str = r"0|([1-9]\d{0,128})";

/// The members that break a constraint.
#[derive(Default)]
pub struct Checks(Vec<String>);

impl Checks {
    /// `value` at `member` breaks `constraint`. AWS puts values into quotes, but not `null`.
    pub fn fail(&mut self, value: &str, member: &str, constraint: &str) {
        self.0.push(format!("Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"));
    }

    /// A member that must be there is not.
    pub fn null(&mut self, member: &str) {
        self.0.push(format!("Value null at '{member}' failed to satisfy constraint: Member must not be null"));
    }

    /// A text's length, in characters.
    pub fn length(&mut self, value: &str, member: &str, max: u64) {
        if value.is_empty() {
            self.fail(value, member, "Member must have length greater than or equal to 1");
        } else if value.chars().count() as u64 > max {
            self.fail(value, member, &format!("Member must have length less than or equal to {max}"));
        }
    }

    /// A stream's name or a shard's id.
    pub fn name(&mut self, value: &str, member: &str) {
        let fits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        self.pattern(fits, value, member, NAME_PATTERN);
        self.length(value, member, crate::limits::STREAM_NAME_CHARS_MAX);
    }

    /// A list's token, if there is one.
    pub fn token(&mut self, value: Option<&str>) {
        if let Some(value) = value {
            self.length(value, "nextToken", crate::limits::LIST_TOKEN_CHARS_MAX);
        }
    }

    /// A list's length; `shown` is the list as AWS's errors show it.
    pub fn count(&mut self, count: usize, shown: &str, member: &str, max: usize) {
        if count == 0 {
            self.fail(shown, member, "Member must have length greater than or equal to 1");
        } else if count > max {
            self.fail(shown, member, &format!("Member must have length less than or equal to {max}"));
        }
    }

    /// A number's bounds.
    pub fn range(&mut self, value: Option<i64>, member: &str, min: i64, max: i64) {
        let Some(value) = value else { return };
        if value < min {
            self.fail(&value.to_string(), member, &format!("Member must have value greater than or equal to {min}"));
        } else if value > max {
            self.fail(&value.to_string(), member, &format!("Member must have value less than or equal to {max}"));
        }
    }

    /// A text that must match a pattern.
    pub fn pattern(&mut self, fits: bool, value: &str, member: &str, pattern: &str) {
        if !fits {
            self.fail(value, member, &format!("Member must satisfy regular expression pattern: {pattern}"));
        }
    }

    /// One of some words.
    pub fn one_of(&mut self, value: &str, member: &str, words: &[&str]) {
        if !words.contains(&value) {
            let constraint = format!("Member must satisfy enum value set: [{}]", words.join(", "));
            self.fail(value, member, &constraint);
        }
    }

    /// All of them as one error.
    pub fn finish(self) -> Result<(), AwsError> {
        let count = self.0.len();
        if count == 0 {
            return Ok(());
        }
        let errors = if count == 1 { "error" } else { "errors" };
        Err(AwsError::new(
            "ValidationException",
            format!("{count} validation {errors} detected: {}", self.0.join("; ")),
        ))
    }
}

/// A decimal number as [`HASH_KEY_PATTERN`] (39 digits) and [`SEQUENCE_PATTERN`] (129) want it.
pub fn is_decimal(text: &str, digits_max: usize) -> bool {
    let digits = text.bytes().all(|digit| digit.is_ascii_digit());
    digits && (text == "0" || (!text.is_empty() && text.len() <= digits_max && !text.starts_with('0')))
}
