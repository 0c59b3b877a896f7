//! What a reader fills in to make a Firehose stream or to change its destination, and what AWS allows in it. Nothing here is drawn.

use crate::part::Local;
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

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub name: String,
    /// A data stream; empty is Direct PUT.
    pub source: String,
    pub kind: Kind,
    pub role: String,
    pub bucket: String,
    pub prefix: String,
    pub error_prefix: String,
    pub time_zone: String,
    pub extension: String,
    pub compression: String,
    pub size: String,
    pub interval: String,
    pub delimiter: bool,
    pub transforms: bool,
    /// jq, for the Lambda function.
    pub program: String,
    pub partitions: bool,
    /// jq: an object from keys to expressions.
    pub keys: String,
    pub deaggregates: bool,
    pub converts: bool,
    pub database: String,
    pub table: String,
    pub parquet: String,
    pub backs_up: bool,
    pub backup_prefix: String,
    pub domain: String,
    pub index: String,
    pub rotation: String,
    pub retry_s: String,
    pub jdbc: String,
    pub into: String,
    pub user: String,
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
            keys: "{hour: .event_time[0:13]}".into(),
            database: "acequia".into(),
            parquet: "SNAPPY".into(),
            backup_prefix: "source-backup/".into(),
            index: "my-index".into(),
            rotation: "OneDay".into(),
            retry_s: "300".into(),
            jdbc: "jdbc:redshift://warehouse.example.us-east-1.redshift.amazonaws.com:5439/dev".into(),
            into: "events".into(),
            user: "firehose".into(),
            ..Self::default()
        }
    }

    /// What `DescribeDeliveryStream` answers.
    pub fn described(description: &Value) -> Self {
        let described = described(description);
        let destination = described.pointer("/Destinations/0").unwrap_or(&Value::Null);
        let of = |name: &str| destination.get(name).filter(|found| !found.is_null());
        let (kind, target) = match (
            of("AmazonopensearchserviceDestinationDescription"),
            of("RedshiftDestinationDescription"),
            of("ExtendedS3DestinationDescription"),
        ) {
            (Some(target), ..) => (Kind::OpenSearch, target),
            (_, Some(target), _) => (Kind::Redshift, target),
            (.., target) => (Kind::S3, target.unwrap_or(&Value::Null)),
        };
        let s3 = match kind {
            Kind::S3 => target,
            _ => target.get("S3DestinationDescription").unwrap_or(&Value::Null),
        };
        let text = |of: &Value, path: &str| of.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |of: &Value, path: &str| of.pointer(path).and_then(Value::as_u64).map(|n| n.to_string());
        let is_on = |of: &Value, path: &str| of.pointer(path) == Some(&Value::Bool(true));
        let last = |arn: String| arn.rsplit([':', '/']).next().unwrap_or_default().to_owned();
        let processing = target.get("ProcessingConfiguration").unwrap_or(&Value::Null);
        let hints = if kind == Kind::Redshift { s3 } else { target };
        let source = text(described, "/Source/KinesisStreamSourceDescription/KinesisStreamARN");
        let conversion = "/DataFormatConversionConfiguration";
        let or = |text: String, default: &str| if text.is_empty() { default.to_owned() } else { text };
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
            program: or(parameter(processing, "Lambda", super::request::PROGRAM).unwrap_or_default(), "."),
            partitions: is_on(target, "/DynamicPartitioningConfiguration/Enabled"),
            keys: parameter(processing, "MetadataExtraction", "MetadataExtractionQuery").unwrap_or_default(),
            deaggregates: has_processor(processing, "RecordDeAggregation"),
            converts: is_on(target, "/DataFormatConversionConfiguration/Enabled"),
            database: text(target, &format!("{conversion}/SchemaConfiguration/DatabaseName")),
            table: text(target, &format!("{conversion}/SchemaConfiguration/TableName")),
            parquet: or(
                text(target, &format!("{conversion}/OutputFormatConfiguration/Serializer/ParquetSerDe/Compression")),
                "SNAPPY",
            ),
            backs_up: text(target, "/S3BackupMode") == "Enabled",
            backup_prefix: text(target, "/S3BackupDescription/Prefix"),
            domain: last(text(target, "/DomainARN")),
            index: text(target, "/IndexName"),
            rotation: or(text(target, "/IndexRotationPeriod"), "NoRotation"),
            retry_s: number(target, "/RetryOptions/DurationInSeconds").unwrap_or_else(|| "300".into()),
            jdbc: text(target, "/ClusterJDBCURL"),
            into: text(target, "/CopyCommand/DataTableName"),
            user: text(target, "/Username"),
        }
    }

    /// The same with what was typed over it.
    pub fn typed(self, local: &Local) -> Self {
        let text = |name: &'static str, first: String| local.text(name, &first);
        let is_on = |name: &'static str, first: bool| local.text(name, if first { "on" } else { "" }) == "on";
        let kind = Kind::named(&local.text("kind", self.kind.name()));
        let converts = is_on("converts", self.converts);
        let partitions = is_on("partitions", self.partitions);
        // The size that AWS's console proposes changes with what is switched on.
        let before = ranges(self.kind, self.converts, self.partitions);
        let after = ranges(kind, converts, partitions);
        let size = if before == after { self.size } else { after.size_default.to_string() };
        Self {
            name: text("name", self.name),
            source: text("source", self.source),
            kind,
            role: text("role", self.role),
            bucket: text("bucket", self.bucket),
            prefix: text("prefix", self.prefix),
            error_prefix: text("error-prefix", self.error_prefix),
            time_zone: text("time-zone", self.time_zone),
            extension: text("extension", self.extension),
            compression: text("compression", self.compression),
            size: text("size", size),
            interval: text("interval", self.interval),
            delimiter: is_on("delimiter", self.delimiter),
            transforms: is_on("transforms", self.transforms),
            program: text("program", self.program),
            partitions,
            keys: text("keys", self.keys),
            deaggregates: is_on("deaggregates", self.deaggregates),
            converts,
            database: text("database", self.database),
            table: text("table", self.table),
            parquet: text("parquet", self.parquet),
            backs_up: is_on("backs-up", self.backs_up),
            backup_prefix: text("backup-prefix", self.backup_prefix),
            domain: text("domain", self.domain),
            index: text("index", self.index),
            rotation: text("rotation", self.rotation),
            retry_s: text("retry", self.retry_s),
            jdbc: text("jdbc", self.jdbc),
            into: text("into", self.into),
            user: text("user", self.user),
        }
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
        if self.kind == Kind::S3 && self.converts {
            return ".parquet".into();
        }
        COMPRESSIONS.iter().find(|(name, _)| *name == self.compression).map_or("", |(_, ending)| ending).to_owned()
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
