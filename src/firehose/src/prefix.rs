//! Object names: prefixes with their expressions, and what Firehose puts behind them.

use crate::dates::{Date, Pattern};
use crate::errors;
use crate::limits::{PREFIX_CHARS_MAX, PREFIX_EVALUATED_CHARS_MAX, RANDOM_STRING_CHARS};
use api::AwsError;

/// What a prefix without a time of its own gets: `YYYY/MM/dd/HH/`.
const DEFAULT_TIME: &str = "yyyy/MM/dd/HH/";
const OBJECT_TIME: &str = "yyyy-MM-dd-HH-mm-ss";
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A prefix, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Time(Pattern),
    RandomString,
    ErrorOutputType,
}

impl Prefix {
    /// Reads the prefix that `member` gave. Errors: `InvalidArgumentException`.
    pub fn parse(text: &str, member: &str) -> Result<Self, AwsError> {
        errors::check_chars(text, &(0..=PREFIX_CHARS_MAX), member)?;
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("!{") {
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            let Some((expression, after)) = after.split_once('}') else {
                return Err(errors::invalid(format!("{member}: the expression '!{{{after}' does not end with '}}'")));
            };
            parts.push(parse_expression(expression, member)?);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        let prefix = Self(parts);
        let evaluated = prefix.evaluate(&Date::of_epoch_ms(0), "AmazonOpenSearchService-failed", &mut || 0);
        if evaluated.chars().count() > PREFIX_EVALUATED_CHARS_MAX {
            let message = format!("{member} has more than {PREFIX_EVALUATED_CHARS_MAX} characters after evaluation");
            return Err(errors::invalid(message));
        }
        Ok(prefix)
    }

    /// Whether there is any expression in it.
    pub fn has_expressions(&self) -> bool {
        self.0.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    /// Whether the kind of error is in it.
    pub fn has_error_output_type(&self) -> bool {
        self.0.contains(&Part::ErrorOutputType)
    }

    /// What keys begin with. A prefix without a time gets one. `draw` gives 64 random bits.
    pub fn evaluate(&self, date: &Date, error_output_type: &str, draw: &mut dyn FnMut() -> u64) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Time(pattern) => pattern.format(date, &mut out),
                Part::RandomString => push_random_string(draw(), &mut out),
                Part::ErrorOutputType => out.push_str(error_output_type),
            }
        }
        if !self.0.iter().any(|part| matches!(part, Part::Time(_))) {
            push_time(DEFAULT_TIME, date, &mut out);
        }
        out
    }
}

fn parse_expression(expression: &str, member: &str) -> Result<Part, AwsError> {
    let (namespace, value) = expression.split_once(':').unwrap_or((expression, ""));
    let refused =
        |why: String| Err(errors::invalid(format!("{member}: invalid expression '!{{{expression}}}': {why}")));
    match (namespace.trim(), value) {
        ("timestamp", "") => refused("a pattern must follow".into()),
        ("timestamp", pattern) => match Pattern::parse(pattern) {
            Ok(pattern) => Ok(Part::Time(pattern)),
            Err(why) => refused(why),
        },
        ("firehose", "random-string") => Ok(Part::RandomString),
        ("firehose", "error-output-type") => Ok(Part::ErrorOutputType),
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", _) => {
            refused("dynamic partitioning is not modelled here".into())
        }
        ("firehose", _) => refused("'firehose' has 'random-string' and 'error-output-type'".into()),
        _ => refused("namespaces are 'timestamp' and 'firehose'".into()),
    }
}

fn push_time(pattern: &str, date: &Date, out: &mut String) {
    if let Ok(pattern) = Pattern::parse(pattern) {
        pattern.format(date, out);
    }
}

/// 11 letters and digits hold 65 bits, so one draw is enough for all practical purposes.
fn push_random_string(mut bits: u64, out: &mut String) {
    for _ in 0..RANDOM_STRING_CHARS {
        let letter = LETTERS.get((bits % 62) as usize).copied().unwrap_or(b'A');
        out.push(char::from(letter));
        bits /= 62;
    }
}

/// What stands behind the prefix: `NAME-VERSION-yyyy-MM-dd-HH-mm-ss-UUID`.
pub fn object_name(name: &str, version: u64, date: &Date, draw: &mut dyn FnMut() -> u64) -> String {
    let mut out = format!("{name}-{version}-");
    push_time(OBJECT_TIME, date, &mut out);
    out.push('-');
    out.push_str(&uuid(draw(), draw()));
    out
}

/// A random UUID (version 4).
fn uuid(high: u64, low: u64) -> String {
    let version = (high & !0xf000) | 0x4000;
    let variant = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        version >> 32,
        version >> 16 & 0xffff,
        version & 0xffff,
        variant >> 48,
        variant & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(prefix: &str) -> String {
        let date = Date::of_epoch_ms(1_767_348_305_067);
        match Prefix::parse(prefix, "Prefix") {
            Ok(prefix) => prefix.evaluate(&date, "processing-failed", &mut || 12_345_678_901_234),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn prefixes_are_evaluated_as_documented() {
        assert_eq!(key(""), "2026/01/02/10/");
        assert_eq!(key("logs"), "logs2026/01/02/10/");
        assert_eq!(key("flights/dt=!{timestamp:yyyy-MM-dd}/"), "flights/dt=2026-01-02/");
        assert_eq!(key("!{firehose:error-output-type}/!{timestamp:yyyy}"), "processing-failed/2026");
        let random = key("!{firehose:random-string}/!{timestamp:HH}");
        assert_eq!(random.len(), RANDOM_STRING_CHARS + 3);
        assert!(key("!{timestamp:yyyy").contains("does not end"));
        assert!(key("!{timestamp}").contains("a pattern must follow"));
        assert!(key("!{bucket:name}").contains("namespaces are"));
        assert!(key("!{partitionKeyFromQuery:id}/").contains("dynamic partitioning"));
        assert!(key(&"a".repeat(513)).contains("after evaluation"));
        assert!(key(&"a".repeat(1025)).contains("less than or equal to 1024"));
    }

    #[test]
    fn object_names_carry_stream_version_time_and_uuid() {
        let name = object_name("flights", 2, &Date::of_epoch_ms(1_767_348_305_067), &mut || u64::MAX);
        assert_eq!(name, "flights-2-2026-01-02-10-05-05-ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
