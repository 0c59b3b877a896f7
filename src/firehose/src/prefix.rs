//! Object names: prefixes with their expressions, and what Firehose puts behind them.

use crate::dates::{Date, Pattern};
use crate::errors;
use crate::limits::{PREFIX_CHARS_MAX, PREFIX_EVALUATED_BYTES_MAX, PREFIX_EVALUATED_CHARS_MAX, RANDOM_STRING_CHARS};
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
    /// And the expression as it was given.
    Time(Pattern, String),
    RandomString,
    ErrorOutputType,
    QueryKey(String),
    LambdaKey(String),
}

impl Prefix {
    /// Reads the prefix that `member` gave. Errors: `InvalidArgumentException`.
    pub fn parse(text: &str, member: &str) -> Result<Self, AwsError> {
        errors::check_chars(text, &(0..=PREFIX_CHARS_MAX), member)?;
        let prefix = Self::read(text, member)?;
        prefix.check_length(&[]).map_err(|what| errors::invalid(format!("{member} {what}")))?;
        Ok(prefix)
    }

    /// The prefix that is made of one that was checked and of the name of a folder.
    pub fn below(text: &str, folder: &str) -> Result<Self, AwsError> {
        Self::read(&format!("{text}{folder}"), "Prefix")
    }

    fn read(text: &str, member: &str) -> Result<Self, AwsError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("!{") {
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            let Some((expression, after)) = after.split_once('}') else {
                let at = position(text, rest) + before.chars().count();
                let message = format!("{member}: the expression '!{{{after}' at character {at} does not end with '}}'");
                return Err(errors::invalid(message));
            };
            let at = position(text, rest) + before.chars().count();
            parts.push(parse_expression(expression, member, at)?);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        Ok(Self(parts))
    }

    /// Whether what it becomes with these values of its partition keys is short enough for a key. Errors: a sentence's end.
    pub fn check_length(&self, values: &[String]) -> Result<(), String> {
        let evaluated = self.evaluate(&Date::of_epoch_ms(0), "AmazonOpenSearchService-failed", values, &mut || 0);
        if evaluated.chars().count() > PREFIX_EVALUATED_CHARS_MAX {
            return Err(format!("has more than {PREFIX_EVALUATED_CHARS_MAX} characters after evaluation"));
        }
        if evaluated.len() > PREFIX_EVALUATED_BYTES_MAX {
            return Err(format!("has more than {PREFIX_EVALUATED_BYTES_MAX} bytes after evaluation"));
        }
        Ok(())
    }

    /// Whether there is any expression in it.
    pub fn has_expressions(&self) -> bool {
        self.0.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    /// Whether the kind of error is in it.
    pub fn has_error_output_type(&self) -> bool {
        self.0.contains(&Part::ErrorOutputType)
    }

    /// Whether partition keys are in it.
    pub fn has_keys(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::QueryKey(_) | Part::LambdaKey(_)))
    }

    /// Whether partition keys of a transformation are in it.
    pub fn has_lambda_keys(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::LambdaKey(_)))
    }

    /// The partition keys of a query that are in it.
    pub fn query_keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::QueryKey(key) => Some(key.as_str()),
            _ => None,
        })
    }

    /// The values of the partition keys in it, in order. Errors: the key that has none.
    pub fn values<'a>(
        &'a self,
        mut of_query: impl FnMut(&str) -> Option<String>,
        mut of_lambda: impl FnMut(&str) -> Option<String>,
    ) -> Result<Vec<String>, &'a str> {
        let value = |part: &'a Part| match part {
            Part::QueryKey(key) => Some(of_query(key).ok_or(key.as_str())),
            Part::LambdaKey(key) => Some(of_lambda(key).ok_or(key.as_str())),
            _ => None,
        };
        self.0.iter().filter_map(value).collect()
    }

    /// What is in the prefix of one partition: keys with their `values`, all else as it was given.
    pub fn partition(&self, values: &[String]) -> String {
        let mut values = values.iter();
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Time(_, text) => format!("!{{timestamp:{text}}}"),
            Part::RandomString => "!{firehose:random-string}".into(),
            Part::ErrorOutputType => "!{firehose:error-output-type}".into(),
            Part::QueryKey(_) | Part::LambdaKey(_) => values.next().cloned().unwrap_or_default(),
        };
        self.0.iter().map(text).collect()
    }

    /// What keys begin with. A prefix without a time gets one, unless it has partition keys. `values` are those of the partition keys, in order;
    /// `draw` gives 64 random bits.
    pub fn evaluate(
        &self,
        date: &Date,
        error_output_type: &str,
        values: &[String],
        draw: &mut dyn FnMut() -> u64,
    ) -> String {
        let mut out = String::new();
        let mut values = values.iter();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Time(pattern, _) => pattern.format(date, &mut out),
                Part::RandomString => push_random_string(draw(), &mut out),
                Part::ErrorOutputType => out.push_str(error_output_type),
                Part::QueryKey(_) | Part::LambdaKey(_) => {
                    out.push_str(values.next().map_or("", String::as_str));
                }
            }
        }
        if !self.has_keys() && !self.0.iter().any(|part| matches!(part, Part::Time(..))) {
            push_time(DEFAULT_TIME, date, &mut out);
        }
        out
    }
}

fn parse_expression(expression: &str, member: &str, at: usize) -> Result<Part, AwsError> {
    let (namespace, value) = expression.split_once(':').unwrap_or((expression, ""));
    let refused = |why: String| {
        Err(errors::invalid(format!("{member}: invalid expression '!{{{expression}}}' at character {at}: {why}")))
    };
    match (namespace.trim(), value) {
        ("timestamp", "") => refused("a pattern must follow".into()),
        ("timestamp", pattern) => match Pattern::parse(pattern) {
            Ok(parsed) => Ok(Part::Time(parsed, pattern.into())),
            Err(why) => refused(why),
        },
        ("firehose", "random-string") => Ok(Part::RandomString),
        ("firehose", "error-output-type") => Ok(Part::ErrorOutputType),
        ("partitionKeyFromQuery" | "partitionKeyFromLambda", "") => refused("a key must follow".into()),
        ("partitionKeyFromQuery", key) => Ok(Part::QueryKey(key.into())),
        ("partitionKeyFromLambda", key) => Ok(Part::LambdaKey(key.into())),
        ("firehose", _) => refused("'firehose' has 'random-string' and 'error-output-type'".into()),
        _ => refused(
            "namespaces are 'timestamp', 'firehose', 'partitionKeyFromQuery' and 'partitionKeyFromLambda'".into(),
        ),
    }
}

/// The place of `rest`, which is the end of `text`, in characters from 1.
fn position(text: &str, rest: &str) -> usize {
    text.chars().count() - rest.chars().count() + 1
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
            Ok(prefix) => prefix.evaluate(&date, "processing-failed", &["x".into()], &mut || 12_345_678_901_234),
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
        assert_eq!(key("a/!{partitionKeyFromQuery:id}/!{timestamp:yyyy}/"), "a/x/2026/");
        assert_eq!(key("!{partitionKeyFromLambda:id}/"), "x/");
        assert!(key("ab!{partitionKeyFromQuery:}/").contains("at character 3: a key must follow"));
        assert!(key(&"a".repeat(513)).contains("after evaluation"));
        assert!(key(&"ñ".repeat(400)).contains("more than 720 bytes after evaluation"));
        assert!(key(&"a".repeat(1025)).contains("less than or equal to 1024"));
    }

    #[test]
    fn object_names_carry_stream_version_time_and_uuid() {
        let name = object_name("flights", 2, &Date::of_epoch_ms(1_767_348_305_067), &mut || u64::MAX);
        assert_eq!(name, "flights-2-2026-01-02-10-05-05-ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
