//! What a reader fills in to make a Firehose stream or to change its destination, and what AWS allows in it. Nothing here is drawn.

use crate::part::Local;
use crate::widgets::number_of;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use protocol::Works;
use serde_json::Value;

/// Where a Firehose stream delivers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    S3,
    OpenSearch,
    Redshift,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::S3, Self::OpenSearch, Self::Redshift];

    pub fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::OpenSearch => "opensearch",
            Self::Redshift => "redshift",
        }
    }

    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default()
    }
}

/// AWS's bounds and default of a buffer. Source: Firehose developer guide, "Buffering hints".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranges {
    /// In MiB.
    pub size: (u64, u64),
    pub size_default: u64,
    /// In seconds.
    pub interval: (u64, u64),
}

/// Columns need larger buffers, and so do partitions, which cannot do without one.
pub fn ranges(kind: Kind, converts: bool, partitions: bool) -> Ranges {
    match kind {
        Kind::OpenSearch => Ranges { size: (1, 100), size_default: 5, interval: (0, 900) },
        _ if converts || partitions => {
            Ranges { size: (64, 128), size_default: 128, interval: (if partitions { 60 } else { 0 }, 900) }
        }
        _ => Ranges { size: (1, 128), size_default: 5, interval: (0, 900) },
    }
}

/// Compressions by AWS's names, and how objects end.
pub const COMPRESSIONS: [(&str, &str); 5] =
    [("UNCOMPRESSED", ""), ("GZIP", ".gz"), ("ZIP", ".zip"), ("Snappy", ".snappy"), ("HADOOP_SNAPPY", ".hsnappy")];

/// From a number to a number, and what holds where nothing is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub least: f64,
    pub most: f64,
    pub default: f64,
}

impl Bounds {
    const fn new(least: f64, most: f64, default: f64) -> Self {
        Self { least, most, default }
    }

    /// Whether a text is nothing or a number within them: a whole one, unless they are not.
    pub fn fit(&self, text: &str) -> bool {
        let fits = |number: f64| {
            (self.least..=self.most).contains(&number) && (number.fract() == 0.0 || self.least.fract() > 0.0)
        };
        text.trim().is_empty() || number_of(text).is_some_and(fits)
    }
}

/// How often a function may be called again. Source: Firehose API reference, ProcessorParameter.
pub const LAMBDA_RETRIES: Bounds = Bounds::new(0.0, 300.0, 3.0);
/// What a function is given at once, in MiB. Source: Firehose developer guide, "Data transformation".
pub const LAMBDA_SIZE: Bounds = Bounds::new(0.2, 3.0, 1.0);
/// How long records wait for a function, in seconds. Source: Firehose API reference, ProcessorParameter.
pub const LAMBDA_INTERVAL: Bounds = Bounds::new(0.0, 900.0, 60.0);
/// For how long OpenSearch is tried again, in seconds. Source: Firehose API reference.
const SEARCH_RETRY: Bounds = Bounds::new(0.0, 7_200.0, 300.0);
/// For how long Redshift is tried again, in seconds. Source: Firehose API reference, RedshiftRetryOptions.
const WAREHOUSE_RETRY: Bounds = Bounds::new(0.0, 7_200.0, 3_600.0);

/// What a reader types, ticks or chooses.
trait Typed {
    fn typed(self, local: &Local, name: &'static str) -> Self;
}

impl Typed for String {
    fn typed(self, local: &Local, name: &'static str) -> Self {
        local.text(name, &self)
    }
}

impl Typed for bool {
    fn typed(self, local: &Local, name: &'static str) -> Self {
        local.text(name, if self { "on" } else { "" }) == "on"
    }
}

impl Typed for Kind {
    fn typed(self, local: &Local, name: &'static str) -> Self {
        Self::named(&local.text(name, self.name()))
    }
}

/// A form whose fields are typed under their own names.
macro_rules! form {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// What is filled in.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Form {
            $($(#[$doc])* pub $name: $type,)+
        }

        impl Form {
            /// The names that fields are typed under.
            #[cfg(test)]
            pub const NAMES: &[&str] = &[$(stringify!($name)),+];

            fn with(self, local: &Local) -> Self {
                Self { $($name: self.$name.typed(local, stringify!($name)),)+ }
            }
        }
    };
}

form! {
    name: String,
    /// A data stream; empty is Direct PUT.
    source: String,
    kind: Kind,
    role: String,
    bucket: String,
    prefix: String,
    error_prefix: String,
    time_zone: String,
    extension: String,
    compression: String,
    size: String,
    interval: String,
    delimiter: bool,
    transforms: bool,
    /// jq, for the Lambda function.
    program: String,
    /// How often the function is called again; empty is AWS's default, as of the next two.
    retries: String,
    /// MiB that the function is given at once.
    lambda_size: String,
    /// Seconds that records wait for the function.
    lambda_interval: String,
    partitions: bool,
    /// Whether a query gives partition keys, and not the function alone.
    inline: bool,
    /// jq: an object from keys to expressions.
    keys: String,
    deaggregates: bool,
    /// `JSON` or `DELIMITED`.
    sub_records: String,
    /// What stands between delimited records.
    sub_delimiter: String,
    converts: bool,
    database: String,
    table: String,
    parquet: String,
    /// `OpenX` or `Hive`.
    reader: String,
    case_insensitive: bool,
    dots_to_underscores: bool,
    /// `column=key`, one a line.
    mappings: String,
    /// Patterns, one a line.
    timestamps: String,
    backs_up: bool,
    /// Empty is the destination's bucket.
    backup_bucket: String,
    backup_prefix: String,
    domain: String,
    index: String,
    rotation: String,
    /// Whether all documents are copied to the bucket, and not only those that fail.
    all_documents: bool,
    /// Seconds; empty is AWS's default.
    retry_s: String,
    jdbc: String,
    into: String,
    user: String,
    /// Whether records are encrypted while they wait; chosen here only when the stream is made.
    encrypts: bool,
    /// The customer's key; empty is one that AWS owns.
    key_arn: String,
    /// `key=value`, one a line; only when the stream is made.
    tags: String,
}

/// Names and values out of lines `name=value`.
pub fn lines_to_pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split_once('=').unwrap_or((line, ""))).map(|(name, value)| (name.trim(), value.trim()))
}

/// What cannot be typed into a line, and how it is written there.
const ESCAPES: [(&str, &str); 3] = [("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")];

/// A delimiter as it is typed, from base64, as far as it is text.
fn decoded(base64: &str) -> String {
    let text = String::from_utf8(STANDARD.decode(base64).unwrap_or_default()).unwrap_or_default();
    ESCAPES.iter().fold(text, |text, (letter, written)| text.replace(letter, written))
}

/// A delimiter out of what was typed.
pub fn unescaped(typed: &str) -> String {
    ESCAPES.iter().fold(typed.to_owned(), |text, (letter, written)| text.replace(written, letter))
}

/// A processor's parameter.
fn parameter(processing: &Value, kind: &str, name: &str) -> Option<String> {
    let processors = processing.get("Processors")?.as_array()?;
    let processor = processors.iter().find(|processor| processor["Type"] == kind)?;
    let parameters = processor.get("Parameters").and_then(Value::as_array)?;
    let found = parameters.iter().find(|parameter| parameter["ParameterName"] == name)?;
    found.get("ParameterValue").and_then(Value::as_str).map(str::to_owned)
}

fn has_processor(processing: &Value, kind: &str) -> bool {
    let processors = processing.get("Processors").and_then(Value::as_array);
    processors.is_some_and(|all| all.iter().any(|processor| processor["Type"] == kind))
}

impl Form {
    /// A new one: from the first stream to the first bucket, as AWS's console begins.
    pub fn new(works: &Works, role: String) -> Self {
        // The one that is drawn is the lake; another one may be for results.
        let bucket = works.buckets.iter().find(|bucket| bucket.drawn).or(works.buckets.first());
        Self {
            source: works.streams.first().map(|stream| stream.name.clone()).unwrap_or_default(),
            bucket: bucket.map(|bucket| bucket.name.clone()).unwrap_or_default(),
            domain: works.domains.first().map(|domain| domain.name.clone()).unwrap_or_default(),
            role,
            error_prefix: "errors/!{firehose:error-output-type}/".into(),
            time_zone: "UTC".into(),
            compression: "UNCOMPRESSED".into(),
            size: "5".into(),
            interval: "300".into(),
            delimiter: true,
            program: ".".into(),
            keys: "{date: .date}".into(),
            database: "acequia".into(),
            inline: true,
            sub_records: "JSON".into(),
            parquet: "SNAPPY".into(),
            reader: "OpenX".into(),
            case_insensitive: true,
            backup_prefix: "source-backup/".into(),
            index: "my-index".into(),
            rotation: "OneDay".into(),
            jdbc: "jdbc:redshift://warehouse.example.us-east-1.redshift.amazonaws.com:5439/dev".into(),
            into: "events".into(),
            user: "firehose".into(),
            ..Self::default()
        }
    }

    /// What `DescribeDeliveryStream` answers.
    pub fn described(description: &Value) -> Self {
        let described = described(description);
        let (kind, target) = destination(described);
        let s3 = match kind {
            Kind::S3 => target,
            _ => target.get("S3DestinationDescription").unwrap_or(&Value::Null),
        };
        let text = |of: &Value, path: &str| of.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |of: &Value, path: &str| of.pointer(path).and_then(Value::as_u64).map(|n| n.to_string());
        let is_on = |of: &Value, path: &str| of.pointer(path) == Some(&Value::Bool(true));
        let last = |arn: String| arn.rsplit([':', '/']).next().unwrap_or_default().to_owned();
        let or = |text: String, default: &str| if text.is_empty() { default.to_owned() } else { text };
        // What is switched off does nothing, whatever it lists.
        let processing =
            target.get("ProcessingConfiguration").filter(|it| is_on(it, "/Enabled")).unwrap_or(&Value::Null);
        let of = |kind: &str, name: &str| parameter(processing, kind, name).unwrap_or_default();
        let hints = if kind == Kind::Redshift { s3 } else { target };
        let source = text(described, "/Source/KinesisStreamSourceDescription/KinesisStreamARN");
        let conversion = target.get("DataFormatConversionConfiguration").unwrap_or(&Value::Null);
        let open_x = conversion.pointer("/InputFormatConfiguration/Deserializer/OpenXJsonSerDe");
        let hive = conversion.pointer("/InputFormatConfiguration/Deserializer/HiveJsonSerDe");
        let open_x = open_x.unwrap_or(&Value::Null);
        let mappings = open_x.get("ColumnToJsonKeyMappings").and_then(Value::as_object).into_iter().flatten();
        let mappings = mappings.map(|(column, key)| format!("{column}={}", key.as_str().unwrap_or_default()));
        let timestamps = hive.and_then(|hive| hive.get("TimestampFormats")).and_then(Value::as_array);
        let timestamps = timestamps.into_iter().flatten().filter_map(Value::as_str);
        Self {
            name: text(described, "/DeliveryStreamName"),
            source: if source.is_empty() { source } else { last(source) },
            kind,
            role: text(target, "/RoleARN"),
            bucket: last(text(s3, "/BucketARN")),
            prefix: text(s3, "/Prefix"),
            error_prefix: text(s3, "/ErrorOutputPrefix"),
            time_zone: or(text(s3, "/CustomTimeZone"), "UTC"),
            extension: text(s3, "/FileExtension"),
            compression: or(text(s3, "/CompressionFormat"), "UNCOMPRESSED"),
            size: number(hints, "/BufferingHints/SizeInMBs").unwrap_or_else(|| "5".into()),
            interval: number(hints, "/BufferingHints/IntervalInSeconds").unwrap_or_else(|| "300".into()),
            delimiter: has_processor(processing, "AppendDelimiterToRecord"),
            transforms: has_processor(processing, "Lambda"),
            program: or(of("Lambda", super::request::PROGRAM), "."),
            retries: of("Lambda", "NumberOfRetries"),
            lambda_size: of("Lambda", "BufferSizeInMBs"),
            lambda_interval: of("Lambda", "BufferIntervalInSeconds"),
            partitions: is_on(target, "/DynamicPartitioningConfiguration/Enabled"),
            inline: has_processor(processing, "MetadataExtraction"),
            keys: of("MetadataExtraction", "MetadataExtractionQuery"),
            deaggregates: has_processor(processing, "RecordDeAggregation"),
            sub_records: or(of("RecordDeAggregation", "SubRecordType"), "JSON"),
            sub_delimiter: decoded(&of("RecordDeAggregation", "Delimiter")),
            // On unless it says that it is not.
            converts: conversion.is_object() && conversion.get("Enabled") != Some(&Value::Bool(false)),
            database: text(conversion, "/SchemaConfiguration/DatabaseName"),
            table: text(conversion, "/SchemaConfiguration/TableName"),
            parquet: or(text(conversion, "/OutputFormatConfiguration/Serializer/ParquetSerDe/Compression"), "SNAPPY"),
            reader: if hive.is_some() { "Hive" } else { "OpenX" }.into(),
            case_insensitive: open_x.get("CaseInsensitive") != Some(&Value::Bool(false)),
            dots_to_underscores: is_on(open_x, "/ConvertDotsInJsonKeysToUnderscores"),
            mappings: mappings.collect::<Vec<_>>().join("\n"),
            timestamps: timestamps.collect::<Vec<_>>().join("\n"),
            backs_up: text(target, "/S3BackupMode") == "Enabled",
            backup_bucket: last(text(target, "/S3BackupDescription/BucketARN")),
            backup_prefix: text(target, "/S3BackupDescription/Prefix"),
            domain: last(text(target, "/DomainARN")),
            index: text(target, "/IndexName"),
            rotation: or(text(target, "/IndexRotationPeriod"), "NoRotation"),
            all_documents: text(target, "/S3BackupMode") == "AllDocuments",
            retry_s: number(target, "/RetryOptions/DurationInSeconds").unwrap_or_default(),
            jdbc: text(target, "/ClusterJDBCURL"),
            into: text(target, "/CopyCommand/DataTableName"),
            user: text(target, "/Username"),
            encrypts: false,
            key_arn: String::new(),
            tags: String::new(),
        }
    }

    /// The same with what was typed over it.
    pub fn typed(self, local: &Local) -> Self {
        let before = ranges(self.kind, self.converts, self.partitions);
        let mut form = self.with(local);
        // The size that AWS's console proposes changes with what is switched on.
        let after = ranges(form.kind, form.converts, form.partitions);
        if before != after {
            form.size = local.text("size", &after.size_default.to_string());
        }
        form
    }

    /// Its bounds.
    pub fn ranges(&self) -> Ranges {
        let is_s3 = self.kind == Kind::S3;
        ranges(self.kind, is_s3 && self.converts, is_s3 && self.partitions)
    }

    /// Whether size and interval lie within AWS's bounds.
    pub fn fits(&self) -> (bool, bool) {
        let Ranges { size, interval, .. } = self.ranges();
        let within = |text: &str, (least, most): (u64, u64)| {
            text.trim().parse::<u64>().is_ok_and(|number| (least..=most).contains(&number))
        };
        (within(&self.size, size), within(&self.interval, interval))
    }

    /// For how long the destination is tried again, in seconds.
    pub fn retry_bounds(&self) -> Bounds {
        if self.kind == Kind::Redshift { WAREHOUSE_RETRY } else { SEARCH_RETRY }
    }

    /// Whether all numbers lie within AWS's bounds.
    pub fn all_fits(&self) -> bool {
        let of_lambda = LAMBDA_RETRIES.fit(&self.retries)
            && LAMBDA_SIZE.fit(&self.lambda_size)
            && LAMBDA_INTERVAL.fit(&self.lambda_interval);
        self.fits() == (true, true)
            && (of_lambda || !self.transforms)
            && (self.kind == Kind::S3 || self.retry_bounds().fit(&self.retry_s))
    }

    /// Whether records are sorted into partitions by a query.
    pub fn queries(&self) -> bool {
        self.kind == Kind::S3 && self.partitions && self.inline
    }

    /// The zone of the prefix: only a bucket that is the destination has one.
    pub fn zone(&self) -> &str {
        if self.kind == Kind::S3 { &self.time_zone } else { "UTC" }
    }

    /// The prefix of what fails, or what stands for it; and the kind of failure that is the example.
    pub fn failed_prefix(&self) -> (String, &'static str) {
        let (folder, failure) = match self.kind {
            Kind::OpenSearch => ("AmazonOpenSearchService_failed/", "AmazonOpenSearchService-failed"),
            _ => ("processing-failed/", "processing-failed"),
        };
        let before = if self.prefix.contains("!{") { "" } else { &self.prefix };
        (if self.error_prefix.is_empty() { format!("{before}{folder}") } else { self.error_prefix.clone() }, failure)
    }

    /// Names of the partition keys that the jq program makes, as far as they can be read off it.
    pub fn key_names(&self) -> Vec<String> {
        let inside = self.keys.trim().trim_start_matches('{');
        let mut names = Vec::new();
        let (mut depth, mut quoted, mut word) = (0_i32, false, String::new());
        let mut is_name = true;
        for letter in inside.chars() {
            match letter {
                '"' => quoted = !quoted,
                _ if quoted && !is_name => {}
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ':' if depth == 0 && is_name => {
                    names.push(std::mem::take(&mut word).trim().to_owned());
                    is_name = false;
                }
                ',' if depth == 0 => {
                    is_name = true;
                    word.clear();
                }
                letter if is_name => word.push(letter),
                _ => {}
            }
        }
        names
    }

    /// How objects end, by format and compression, or as is written.
    pub fn ending(&self) -> String {
        if !self.extension.is_empty() {
            return self.extension.clone();
        }
        if self.kind == Kind::S3 && self.converts { ".parquet" } else { self.failed_ending() }.into()
    }

    /// How objects of failed records end: they are compressed as the others are, but never columns.
    pub fn failed_ending(&self) -> &'static str {
        if self.kind == Kind::S3 && self.converts {
            return "";
        }
        COMPRESSIONS.iter().find(|(name, _)| *name == self.compression).map_or("", |(_, ending)| ending)
    }
}

/// The one destination as it is described.
pub fn destination(described: &Value) -> (Kind, &Value) {
    let of = |name: &str| described.pointer(&format!("/Destinations/0/{name}")).filter(|found| !found.is_null());
    match (of("AmazonopensearchserviceDestinationDescription"), of("RedshiftDestinationDescription")) {
        (Some(target), _) => (Kind::OpenSearch, target),
        (_, Some(target)) => (Kind::Redshift, target),
        _ => (Kind::S3, of("ExtendedS3DestinationDescription").unwrap_or(&Value::Null)),
    }
}

/// What `DescribeDeliveryStream` answers, with or without its outer member.
pub fn described(description: &Value) -> &Value {
    description.get("DeliveryStreamDescription").unwrap_or(description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_off_a_jq_object() {
        let of = |keys: &str| Form { keys: keys.into(), ..Form::default() }.key_names();
        assert_eq!(of("{hour: .event_time[0:13]}"), ["hour"]);
        assert_eq!(of("{day: (.t | split(\"T\")[0]), \"kind\": .a.b, n: {x: 1, y: 2}}"), ["day", "kind", "n"]);
        assert_eq!(of("{a: \"x:y,z:\", b: .c}"), ["a", "b"]);
        assert_eq!(of(""), Vec::<String>::new());
    }

    #[test]
    fn every_field_is_typed_under_its_own_name() {
        for file in [include_str!("fields.rs"), include_str!("wizard.rs"), include_str!("configuration.rs")] {
            for call in ["local.setter(\"", "local.ticker(\"", "local.set(\""] {
                for rest in file.split(call).skip(1) {
                    let name = rest.split('"').next().unwrap_or_default();
                    assert!(Form::NAMES.contains(&name), "{name} is no field");
                }
            }
        }
    }

    #[test]
    fn what_fails_is_compressed_as_the_rest_and_named_by_its_kind() {
        let form = Form { prefix: "a/".into(), compression: "GZIP".into(), ..Form::default() };
        assert_eq!(form.failed_prefix(), ("a/processing-failed/".into(), "processing-failed"));
        assert_eq!((form.failed_ending(), form.ending().as_str()), (".gz", ".gz"));
        let named = Form { extension: ".json".into(), ..form.clone() };
        assert_eq!((named.failed_ending(), named.ending().as_str()), (".gz", ".json"));
        let columns = Form { converts: true, compression: "UNCOMPRESSED".into(), ..form.clone() };
        assert_eq!((columns.failed_ending(), columns.ending().as_str()), ("", ".parquet"));
        let search = Form { kind: Kind::OpenSearch, error_prefix: "e/".into(), ..form };
        assert_eq!(search.failed_prefix(), ("e/".into(), "AmazonOpenSearchService-failed"));
    }

    #[test]
    fn numbers_of_a_function_may_be_left_out_but_not_be_out_of_bounds() {
        let form = Form { transforms: true, size: "5".into(), interval: "300".into(), ..Form::default() };
        assert!(form.all_fits());
        assert!(Form { lambda_size: "0,5".into(), retries: "300".into(), ..form.clone() }.all_fits());
        for wrong in [
            Form { retries: "301".into(), ..form.clone() },
            Form { lambda_size: "0.1".into(), ..form.clone() },
            Form { lambda_interval: "x".into(), ..form.clone() },
            Form { retries: "1.5".into(), ..form.clone() },
            Form { kind: Kind::OpenSearch, retry_s: "7201".into(), ..form.clone() },
        ] {
            assert!(!wrong.all_fits(), "{wrong:?}");
            assert!(Form { transforms: false, kind: Kind::S3, ..wrong }.all_fits());
        }
    }

    #[test]
    fn a_buffer_has_the_bounds_of_its_destination() {
        let fits = |kind, converts, size: &str, interval: &str| {
            Form { kind, converts, size: size.into(), interval: interval.into(), ..Form::default() }.fits()
        };
        assert_eq!(fits(Kind::S3, false, "128", "0"), (true, true));
        assert_eq!(fits(Kind::S3, false, "129", "901"), (false, false));
        assert_eq!(fits(Kind::S3, true, "63", "900"), (false, true));
        assert_eq!(fits(Kind::OpenSearch, false, "101", "60"), (false, true));
        assert_eq!(fits(Kind::OpenSearch, true, "1", "x"), (true, false));
        let partitions = Form { partitions: true, size: "64".into(), interval: "0".into(), ..Form::default() };
        assert_eq!(partitions.fits(), (true, false));
    }
}
