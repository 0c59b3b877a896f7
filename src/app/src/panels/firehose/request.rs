//! AWS's calls out of what was filled in. Creating takes all of it. Changing takes what the description has and puts into it what the reader changed,
//! so that what the form does not show stays as it is.

use super::form::{Form, Kind, described, destination, lines_to_pairs, unescaped};
use crate::panels::arn;
use crate::widgets::number_of;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// The Lambda processor's parameter that AWS does not have: the jq program that stands for the function.
pub const PROGRAM: &str = "JqProgram";
/// Processors in the order of their work.
const PROCESSORS: [&str; 6] = [
    "RecordDeAggregation",
    "Decompression",
    "CloudWatchLogProcessing",
    "Lambda",
    "MetadataExtraction",
    "AppendDelimiterToRecord",
];

/// `Firehose.CreateDeliveryStream`.
pub fn create(form: &Form) -> Value {
    let mut params = Map::new();
    params.insert("DeliveryStreamName".into(), json!(form.name));
    if form.source.is_empty() {
        params.insert("DeliveryStreamType".into(), json!("DirectPut"));
        if form.encrypts {
            params.insert("DeliveryStreamEncryptionConfigurationInput".into(), key(&form.key_arn));
        }
    } else {
        params.insert("DeliveryStreamType".into(), json!("KinesisStreamAsSource"));
        let stream = arn("kinesis", &format!("stream/{}", form.source));
        let source = json!({ "KinesisStreamARN": stream, "RoleARN": form.role });
        params.insert("KinesisStreamSourceConfiguration".into(), source);
    }
    let tags: Vec<_> = lines_to_pairs(&form.tags).map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    if !tags.is_empty() {
        params.insert("Tags".into(), json!(tags));
    }
    // Columns need no delimiter.
    let form = Form { delimiter: form.delimiter && !(form.kind == Kind::S3 && form.converts), ..form.clone() };
    let mut members = members(&form);
    // What is off or empty need not be said.
    members.retain(|_, value| *value != "" && value.get("Enabled") != Some(&json!(false)));
    if let Some(processing) = members.get_mut("ProcessingConfiguration") {
        *processing = listed(processing);
    }
    let member = match form.kind {
        Kind::S3 => "ExtendedS3DestinationConfiguration",
        Kind::OpenSearch => "AmazonopensearchserviceDestinationConfiguration",
        Kind::Redshift => "RedshiftDestinationConfiguration",
    };
    if form.kind == Kind::Redshift {
        members.insert("Password".into(), json!("not-kept"));
    }
    params.insert(member.into(), Value::Object(members));
    Value::Object(params)
}

/// How records are encrypted while they wait: by the customer's key, or by one that AWS owns.
pub fn key(arn: &str) -> Value {
    match arn.trim() {
        "" => json!({ "KeyType": "AWS_OWNED_CMK" }),
        arn => json!({ "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": arn }),
    }
}

/// `Firehose.UpdateDestination`: of each member in which `before` and `after` differ, what the description has, with the difference put in.
pub fn update(before: &Form, after: &Form, description: &Value) -> Value {
    let (_, target) = destination(described(description));
    let old = members(before);
    let mut change = Map::new();
    for (name, new) in members(after) {
        let old = old.get(&name).unwrap_or(&Value::Null);
        if *old == new {
            continue;
        }
        let mut member = target.get(description_name(&name)).cloned().unwrap_or_default();
        match name.as_str() {
            "ProcessingConfiguration" => {
                // What is listed but off would begin to work.
                member = if member.get("Enabled") == Some(&json!(true)) { by_name(&member) } else { Value::Null };
                patch(&mut member, old, &new);
                member = listed(&member);
                // Processors that are not shown go on as well.
                let all = member.get("Processors").and_then(Value::as_array);
                member["Enabled"] = json!(all.is_some_and(|all| !all.is_empty()));
            }
            "DataFormatConversionConfiguration" if !before.converts => {
                if !after.converts {
                    continue;
                }
                patch(&mut member, old, &new);
                fill(&mut member, &new);
            }
            _ => patch(&mut member, old, &new),
        }
        change.insert(update_name(&name).to_owned(), member);
    }
    change_of(description, change)
}

/// A change of the buffer alone.
pub fn update_hints(description: &Value, size_mib: u64, interval_s: u64) -> Value {
    let hints = json!({ "BufferingHints": { "SizeInMBs": size_mib, "IntervalInSeconds": interval_s } });
    let change = match destination(described(description)).0 {
        Kind::Redshift => json!({ "S3Update": hints }),
        _ => hints,
    };
    change_of(description, change.as_object().cloned().unwrap_or_default())
}

/// The call for a change of the described destination.
fn change_of(description: &Value, change: Map<String, Value>) -> Value {
    let described = described(description);
    let member = match destination(described).0 {
        Kind::S3 => "ExtendedS3DestinationUpdate",
        Kind::OpenSearch => "AmazonopensearchserviceDestinationUpdate",
        Kind::Redshift => "RedshiftDestinationUpdate",
    };
    json!({
        "DeliveryStreamName": described.get("DeliveryStreamName"),
        "CurrentDeliveryStreamVersionId": described.get("VersionId"),
        "DestinationId": described.pointer("/Destinations/0/DestinationId"),
        member: change,
    })
}

/// As a member of a configuration is called where it is described.
fn description_name(name: &str) -> &str {
    match name {
        "S3Configuration" => "S3DestinationDescription",
        "S3BackupConfiguration" => "S3BackupDescription",
        name => name,
    }
}

/// As it is called where it is changed.
fn update_name(name: &str) -> &str {
    match name {
        "S3Configuration" => "S3Update",
        "S3BackupConfiguration" => "S3BackupUpdate",
        name => name,
    }
}

/// Puts into `target` in what `after` differs from `before`, member by member.
fn patch(target: &mut Value, before: &Value, after: &Value) {
    let (Some(members), Some(old), Some(new)) = (target.as_object_mut(), before.as_object(), after.as_object()) else {
        *target = after.clone();
        return;
    };
    members.retain(|name, _| new.contains_key(name) || !old.contains_key(name));
    for (name, value) in new.iter().filter(|(name, value)| old.get(*name) != Some(value)) {
        let member = members.entry(name.clone()).or_insert(Value::Null);
        patch(member, old.get(name).unwrap_or(&Value::Null), value);
    }
}

/// Puts into `target` what it lacks.
fn fill(target: &mut Value, with: &Value) {
    let (Some(members), Some(with)) = (target.as_object_mut(), with.as_object()) else { return };
    for (name, value) in with {
        fill(members.entry(name.clone()).or_insert_with(|| value.clone()), value);
    }
}

/// A processing configuration whose processors and parameters have their names, as a list, in the order in which AWS does it.
fn listed(processing: &Value) -> Value {
    let processors = processing.get("Processors").and_then(Value::as_object).into_iter().flatten();
    let mut all: Vec<(&String, Value)> = processors
        .map(|(kind, parameters)| {
            let parameters = parameters.as_object().into_iter().flatten();
            let parameters: Vec<_> =
                parameters.map(|(name, value)| json!({ "ParameterName": name, "ParameterValue": value })).collect();
            (kind, json!({ "Type": kind, "Parameters": parameters }))
        })
        .collect();
    all.sort_by_key(|(kind, _)| PROCESSORS.iter().position(|known| known == kind));
    let all: Vec<Value> = all.into_iter().map(|(_, processor)| processor).collect();
    json!({ "Enabled": processing.get("Enabled"), "Processors": all })
}

/// The other way round.
fn by_name(processing: &Value) -> Value {
    let named = |list: Option<&Value>, name: &str, of: &dyn Fn(&Value) -> Value| {
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|one| Some((one.get(name)?.as_str()?.to_owned(), of(one)))).collect::<Map<_, _>>()
    };
    let parameters = |processor: &Value| {
        let value = |parameter: &Value| parameter.get("ParameterValue").cloned().unwrap_or_default();
        Value::Object(named(processor.get("Parameters"), "ParameterName", &value))
    };
    json!({
        "Enabled": processing.get("Enabled"),
        "Processors": named(processing.get("Processors"), "Type", &parameters),
    })
}

/// The destination's members as they are configured, but for processors and their parameters, which have their names here. What can be cleared is
/// always there: where nothing is said, AWS leaves things as they are.
fn members(form: &Form) -> Map<String, Value> {
    let mut s3 = json!({ "RoleARN": form.role, "BucketARN": arn("s3", &form.bucket), "Prefix": form.prefix });
    if form.kind != Kind::Redshift {
        // What is staged for a COPY takes no expressions, and what fails is listed in a manifest.
        put(&mut s3, "ErrorOutputPrefix", json!(form.error_prefix));
    }
    let mut all = match form.kind {
        Kind::S3 => {
            put(&mut s3, "BufferingHints", hints(form));
            let compression = if form.converts { "UNCOMPRESSED" } else { &form.compression };
            put(&mut s3, "CompressionFormat", json!(compression));
            put(&mut s3, "FileExtension", json!(form.extension));
            put(&mut s3, "CustomTimeZone", json!(form.time_zone));
            put(&mut s3, "DynamicPartitioningConfiguration", json!({ "Enabled": form.partitions }));
            put(&mut s3, "DataFormatConversionConfiguration", conversion(form));
            s3
        }
        Kind::OpenSearch => json!({
            "RoleARN": form.role, "DomainARN": arn("es", &format!("domain/{}", form.domain)), "IndexName": form.index,
            "IndexRotationPeriod": form.rotation, "BufferingHints": hints(form), "RetryOptions": retry(form),
            "S3BackupMode": if form.all_documents { "AllDocuments" } else { "FailedDocumentsOnly" },
            "S3Configuration": s3,
        }),
        Kind::Redshift => {
            put(&mut s3, "BufferingHints", hints(form));
            let compression = if form.compression == "GZIP" { "GZIP" } else { "UNCOMPRESSED" };
            put(&mut s3, "CompressionFormat", json!(compression));
            json!({
                "RoleARN": form.role, "ClusterJDBCURL": form.jdbc, "CopyCommand": { "DataTableName": form.into },
                "Username": form.user, "RetryOptions": retry(form), "S3Configuration": s3,
            })
        }
    };
    if form.kind != Kind::OpenSearch {
        put(&mut all, "S3BackupMode", json!(if form.backs_up { "Enabled" } else { "Disabled" }));
        if form.backs_up {
            let bucket = if form.backup_bucket.is_empty() { &form.bucket } else { &form.backup_bucket };
            let backup = json!({ "RoleARN": form.role, "BucketARN": arn("s3", bucket), "Prefix": form.backup_prefix });
            put(&mut all, "S3BackupConfiguration", backup);
        }
    }
    let processors = processors(form);
    put(&mut all, "ProcessingConfiguration", json!({ "Enabled": !processors.is_empty(), "Processors": processors }));
    match all {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn put(into: &mut Value, name: &str, value: Value) {
    if let Some(members) = into.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn hints(form: &Form) -> Value {
    let number = |text: &str, default: u64| text.trim().parse().unwrap_or(default);
    let ranges = form.ranges();
    json!({ "SizeInMBs": number(&form.size, ranges.size_default), "IntervalInSeconds": number(&form.interval, 300) })
}

fn retry(form: &Form) -> Value {
    let seconds = number_of(&form.retry_s).unwrap_or(form.retry_bounds().default);
    json!({ "DurationInSeconds": seconds as u64 })
}

/// Processors with their parameters, of which the empty ones are left out.
fn processors(form: &Form) -> Map<String, Value> {
    let mut all = Map::new();
    let mut add = |kind: &str, parameters: &[(&str, &str)]| {
        let given = parameters.iter().filter(|(_, value)| !value.is_empty());
        let given = given.map(|(name, value)| ((*name).to_owned(), json!(value)));
        all.insert(kind.to_owned(), Value::Object(given.collect()));
    };
    if form.deaggregates && form.kind == Kind::S3 {
        let is_delimited = form.sub_records == "DELIMITED";
        let delimiter = if is_delimited { STANDARD.encode(unescaped(&form.sub_delimiter)) } else { String::new() };
        add("RecordDeAggregation", &[("SubRecordType", &form.sub_records), ("Delimiter", &delimiter)]);
    }
    if form.transforms {
        let function = arn("lambda", &format!("function:{}", form.name));
        let [retries, size, interval] =
            [&form.retries, &form.lambda_size, &form.lambda_interval].map(|text| text.trim().replace(',', "."));
        add(
            "Lambda",
            &[
                ("LambdaArn", &function),
                (PROGRAM, &form.program),
                ("NumberOfRetries", &retries),
                ("BufferSizeInMBs", &size),
                ("BufferIntervalInSeconds", &interval),
            ],
        );
    }
    if form.queries() {
        add("MetadataExtraction", &[("MetadataExtractionQuery", &form.keys), ("JsonParsingEngine", "JQ-1.6")]);
    }
    // Documents bear no delimiter.
    if form.delimiter && form.kind != Kind::OpenSearch {
        add("AppendDelimiterToRecord", &[("Delimiter", "\\n")]);
    }
    all
}

fn conversion(form: &Form) -> Value {
    let mut reader = json!({});
    // What is as AWS has it by default need not be said.
    if form.reader == "Hive" {
        let formats: Vec<_> = form.timestamps.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if !formats.is_empty() {
            put(&mut reader, "TimestampFormats", json!(formats));
        }
    } else {
        if !form.case_insensitive {
            put(&mut reader, "CaseInsensitive", json!(false));
        }
        if form.dots_to_underscores {
            put(&mut reader, "ConvertDotsInJsonKeysToUnderscores", json!(true));
        }
        let mappings: Map<_, _> =
            lines_to_pairs(&form.mappings).map(|(column, key)| (column.to_owned(), json!(key))).collect();
        if !mappings.is_empty() {
            put(&mut reader, "ColumnToJsonKeyMappings", Value::Object(mappings));
        }
    }
    let schema = json!({
        "RoleARN": form.role, "DatabaseName": form.database, "TableName": form.table,
        "Region": "us-east-1", "VersionId": "LATEST",
    });
    let reader_name = if form.reader == "Hive" { "HiveJsonSerDe" } else { "OpenXJsonSerDe" };
    json!({
        "Enabled": form.converts, "SchemaConfiguration": schema,
        "InputFormatConfiguration": { "Deserializer": { reader_name: reader } },
        "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": { "Compression": form.parquet } } },
    })
}

/// The Firehose stream that puts late clicks right: a partition for each hour in which they happened.
pub fn repair(name: &str, stream: &str, bucket: &str, role: &str) -> Value {
    create(&Form {
        name: name.into(),
        source: stream.into(),
        role: role.into(),
        bucket: bucket.into(),
        prefix: "by-event/hour=!{partitionKeyFromQuery:hour}/".into(),
        error_prefix: "errors/!{firehose:error-output-type}/".into(),
        compression: "UNCOMPRESSED".into(),
        size: "64".into(),
        interval: "60".into(),
        delimiter: true,
        partitions: true,
        inline: true,
        // `2026-01-01T02:…` → `2026-01-01-02`, as the hours of arrival are written.
        keys: "{hour: (.event_time[0:10] + \"-\" + .event_time[11:13])}".into(),
        ..Form::default()
    })
}

#[cfg(test)]
mod tests;
