//! The settings of a producer, and the checks of what a reader sets.

use crate::Shape;
use crate::source::Data;
use serde_json::{Map, Value};
use sim::time::SECOND_US;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Records a second that a producer can be set to.
pub const RATE_MAX: u64 = 1_000_000;
const NAME_CHARS_MAX: usize = 64;
/// The longest time that a refused record can be set to be kept, and the longest first wait.
const TTL_MS_MAX: u64 = 600_000;
const BACKOFF_MS_MAX: u64 = 5_000;
const LATE_S_MAX: u64 = 86_400;
const MEMBERS: [&str; 13] = [
    "source",
    "target",
    "rate",
    "shape",
    "keyField",
    "seed",
    "aggregation",
    "backoffMs",
    "ttlMs",
    "lostAnswers",
    "lateShare",
    "lateMaxS",
    "running",
];

/// What a producer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where its records come from.
    pub source: SourceName,
    /// Where it puts them.
    pub target: Target,
    /// Records in 1,000 seconds.
    pub rate_milli: u64,
    /// How the rate changes.
    pub shape: Shape,
    /// The member whose value is the partition key; empty: a random key.
    pub key_field: Arc<str>,
    /// Of its chance.
    pub seed: u64,
    /// Whether records of one shard go together into one record; to a data stream only.
    pub aggregation: bool,
    /// How long a refused call waits the first time, at most; twice as long each further time. 0: until the next tick.
    pub backoff_us: u64,
    /// A refused record that is older is given up.
    pub ttl_us: u64,
    /// Of a million calls, how many answers are lost: the calls are made again although they were served.
    pub lost_answers_ppm: u32,
    /// Of a million records, how many are held back, as by a phone without a network.
    pub late_ppm: u32,
    /// How long a record is held back at most.
    pub late_us_max: u64,
    /// Whether it runs.
    pub running: bool,
}

/// Where records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceName {
    /// The flights that the build brings along.
    Flights,
    /// The click-stream.
    Clicks,
    /// The demo records of AWS's console.
    Tickers,
    /// A reader's file, by name.
    File(Arc<str>),
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flights => f.write_str("flights"),
            Self::Clicks => f.write_str("clicks"),
            Self::Tickers => f.write_str("tickers"),
            Self::File(name) => write!(f, "file:{name}"),
        }
    }
}

impl SourceName {
    fn key_field(&self) -> Arc<str> {
        match self {
            Self::Flights => "origin".into(),
            Self::Clicks => "user".into(),
            Self::Tickers => "TICKER_SYMBOL".into(),
            Self::File(_) => "".into(),
        }
    }
}

/// Where records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A Kinesis data stream, by name.
    Stream(Arc<str>),
    /// A Firehose stream, by name.
    DeliveryStream(Arc<str>),
    /// A queue, by name.
    Queue(Arc<str>),
}

impl Target {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Stream(name) | Self::DeliveryStream(name) | Self::Queue(name) => name,
        }
    }
}

impl fmt::Display for Target {
    /// `stream/NAME`, `deliverystream/NAME`, `queue/NAME`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(name) => write!(f, "stream/{name}"),
            Self::DeliveryStream(name) => write!(f, "deliverystream/{name}"),
            Self::Queue(name) => write!(f, "queue/{name}"),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let source = SourceName::Flights;
        Self {
            key_field: source.key_field(),
            source,
            target: Target::Stream("flights".into()),
            rate_milli: 200_000,
            shape: Shape::Constant,
            seed: 1,
            aggregation: false,
            backoff_us: 100_000,
            ttl_us: 30_000_000,
            lost_answers_ppm: 0,
            late_ppm: 0,
            late_us_max: 3_600_000_000,
            running: true,
        }
    }
}

/// Names of producers and files: 1 to 64 characters without slashes or control characters.
pub fn check_name(name: &str) -> Result<(), String> {
    let length = name.chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&length) || name.contains(|c: char| c == '/' || c.is_control()) {
        return Err(format!("the name '{name}' is not 1 to {NAME_CHARS_MAX} characters without '/'"));
    }
    Ok(())
}

/// The settings `before` (or new ones) with the members of `value` changed. Errors name the member.
pub fn change(before: Option<&Settings>, path: &str, value: &Value, data: &Data) -> Result<Settings, String> {
    let members = Members::read(value, path, &MEMBERS)?;
    let mut settings = before.cloned().unwrap_or_default();
    let at = |member: &str| at(path, member);
    if let Some(source) = members.get("source") {
        let source = read_source(source, &at("source"), data)?;
        if source != settings.source {
            settings.key_field = source.key_field();
        }
        settings.source = source;
    }
    if let Some(target) = members.get("target") {
        settings.target = read_target(target, &at("target"))?;
    }
    if let Some(rate) = members.get("rate") {
        settings.rate_milli = read_rate(rate, &at("rate"))?;
    }
    if let Some(shape) = members.get("shape") {
        let shapes = || Shape::names().collect::<Vec<_>>().join(", ");
        let text = read_text(shape, &at("shape"))?;
        let unknown = || format!("unknown shape '{text}' at '{}'; expected one of {}", at("shape"), shapes());
        settings.shape = Shape::parse(text).ok_or_else(unknown)?;
    }
    if let Some(seed) = members.get("seed") {
        let wrong = || format!("{seed} at '{}'; expected a whole number from 0", at("seed"));
        settings.seed = seed.as_u64().ok_or_else(wrong)?;
    }
    if let Some(aggregation) = members.get("aggregation") {
        settings.aggregation = read_bool(aggregation, &at("aggregation"))?;
    }
    if let Some(ms) = members.get("backoffMs") {
        settings.backoff_us = read_whole(ms, &at("backoffMs"), 0..=BACKOFF_MS_MAX)? * 1_000;
    }
    if let Some(ms) = members.get("ttlMs") {
        settings.ttl_us = read_whole(ms, &at("ttlMs"), 0..=TTL_MS_MAX)? * 1_000;
    }
    if let Some(share) = members.get("lostAnswers") {
        settings.lost_answers_ppm = read_share(share, &at("lostAnswers"))?;
    }
    if let Some(share) = members.get("lateShare") {
        settings.late_ppm = read_share(share, &at("lateShare"))?;
    }
    if let Some(seconds) = members.get("lateMaxS") {
        settings.late_us_max = read_whole(seconds, &at("lateMaxS"), 1..=LATE_S_MAX)? * SECOND_US;
    }
    if let Some(running) = members.get("running") {
        settings.running = read_bool(running, &at("running"))?;
    }
    read_key_field(members.0, &at("keyField"), &mut settings, data)?;
    Ok(settings)
}

fn read_source(value: &Value, path: &str, data: &Data) -> Result<SourceName, String> {
    let text = read_text(value, path)?;
    match text {
        "flights" => Ok(SourceName::Flights),
        "clicks" => Ok(SourceName::Clicks),
        "tickers" => Ok(SourceName::Tickers),
        _ => match text.strip_prefix("file:") {
            Some(name) if data.files.contains_key(name) => Ok(SourceName::File(name.into())),
            Some(name) => Err(format!("there is no file '{name}' for '{path}'; give it first")),
            None => Err(format!(
                "unknown source '{text}' at '{path}'; expected 'flights', 'clicks', 'tickers' or 'file:NAME'"
            )),
        },
    }
}

/// `NAME` (of a data stream), `stream/NAME`, `deliverystream/NAME`, or an ARN that ends so.
fn read_target(value: &Value, path: &str) -> Result<Target, String> {
    let text = read_text(value, path)?;
    match read_resource(text) {
        ("stream", name) if !name.is_empty() => Ok(Target::Stream(name.into())),
        ("deliverystream", name) if !name.is_empty() => Ok(Target::DeliveryStream(name.into())),
        ("queue", name) if !name.is_empty() => Ok(Target::Queue(name.into())),
        _ => Err(format!(
            "unknown target '{text}' at '{path}'; expected a data stream's name, 'deliverystream/NAME', 'queue/NAME' or an ARN"
        )),
    }
}

/// Kind and name of `NAME` (a data stream), `KIND/NAME`, or an ARN; the name is empty if it is none. A queue's ARN ends in its
/// bare name.
pub fn read_resource(text: &str) -> (&str, &str) {
    let resource = match text.strip_prefix("arn:") {
        Some(arn) => arn.rsplit(':').next().unwrap_or(arn),
        None => text,
    };
    let bare = if text.starts_with("arn:aws:sqs:") { "queue" } else { "stream" };
    let (kind, name) = resource.split_once('/').unwrap_or((bare, resource));
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    (kind, if is_name { name } else { "" })
}

fn read_rate(value: &Value, path: &str) -> Result<u64, String> {
    let rate = value.as_f64().filter(|rate| (0.0..=RATE_MAX as f64).contains(rate));
    let wrong = || format!("{value} at '{path}'; expected records a second, 0 to {RATE_MAX}");
    rate.map(|rate| (rate * 1_000.0 + 0.5) as u64).ok_or_else(wrong)
}

/// A share, in parts of a million.
fn read_share(value: &Value, path: &str) -> Result<u32, String> {
    let wrong = || format!("{} at '{path}'; expected a share, 0 to 1", kind(value));
    let share = value.as_f64().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(wrong)?;
    Ok((share * 1e6 + 0.5) as u32)
}

fn read_key_field(
    members: &Map<String, Value>,
    path: &str,
    settings: &mut Settings,
    data: &Data,
) -> Result<(), String> {
    let Some(value) = members.get("keyField") else { return Ok(()) };
    let field = if value.is_null() { "" } else { read_text(value, path)? };
    let fields = data.fields(&settings.source).unwrap_or_default();
    if !field.is_empty() && !fields.iter().any(|known| known == field) {
        let source = &settings.source;
        return Err(format!(
            "no field '{field}' in '{source}' for '{path}'; expected one of {}, or '' for a random key",
            fields.join(", ")
        ));
    }
    settings.key_field = field.into();
    Ok(())
}

/// The members of a setting.
pub struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    /// Reads an object whose members have these names. Errors name what is wrong, and where.
    pub fn read(value: &'a Value, path: &str, names: &[&str]) -> Result<Self, String> {
        let Value::Object(members) = value else {
            return Err(format!("{} at '{path}'; expected an object with some of {}", kind(value), names.join(", ")));
        };
        match members.keys().find(|member| !names.contains(&member.as_str())) {
            Some(unknown) => {
                Err(format!("unknown member '{unknown}' at '{path}'; expected some of {}", names.join(", ")))
            }
            None => Ok(Self(members)),
        }
    }

    /// One of them.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }
}

/// Where a member stands.
pub fn at(path: &str, member: &str) -> String {
    format!("{path}/{member}")
}

pub fn read_whole(value: &Value, path: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
    let wrong =
        || format!("{} at '{path}'; expected a whole number, {} to {}", kind(value), range.start(), range.end());
    value.as_u64().filter(|number| range.contains(number)).ok_or_else(wrong)
}

pub fn read_bool(value: &Value, path: &str) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("{} at '{path}'; expected true or false", kind(value)))
}

pub fn read_text<'a>(value: &'a Value, path: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{} at '{path}'; expected a string", kind(value)))
}

pub fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
        Value::String(text) => format!("the string '{text}'"),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
