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
mod tests {
    use super::*;
    use protocol::{Bucket, Stream, Works};

    fn works() -> Works {
        Works {
            streams: vec![Stream { name: "flights".into(), ..Stream::default() }],
            buckets: vec![Bucket { name: "lake".into(), ..Bucket::default() }],
            ..Works::default()
        }
    }

    fn form() -> Form {
        Form { name: "f".into(), ..Form::new(&works(), "arn:aws:iam::1:role/r".into()) }
    }

    fn kinds(destination: &Value) -> Vec<&str> {
        let processors = destination.pointer("/ProcessingConfiguration/Processors").and_then(Value::as_array);
        processors.into_iter().flatten().filter_map(|processor| processor["Type"].as_str()).collect()
    }

    #[test]
    fn a_new_one_goes_from_the_stream_to_the_bucket() {
        let params = create(&form());
        assert_eq!(params["DeliveryStreamType"], "KinesisStreamAsSource");
        let s3 = &params["ExtendedS3DestinationConfiguration"];
        assert_eq!(s3["BucketARN"], "arn:aws:s3:::lake");
        assert_eq!(s3["BufferingHints"], json!({ "SizeInMBs": 5, "IntervalInSeconds": 300 }));
        assert_eq!((kinds(s3), &s3["S3BackupMode"]), (vec!["AppendDelimiterToRecord"], &json!("Disabled")));
        // What is off is not spoken of.
        assert_eq!((s3.get("DataFormatConversionConfiguration"), s3.get("FileExtension")), (None, None));
        let direct = create(&Form { source: String::new(), encrypts: true, tags: "team = lake\n\nx".into(), ..form() });
        assert_eq!(
            (direct["DeliveryStreamType"].as_str(), direct.get("KinesisStreamSourceConfiguration")),
            (Some("DirectPut"), None)
        );
        assert_eq!(direct["DeliveryStreamEncryptionConfigurationInput"], json!({ "KeyType": "AWS_OWNED_CMK" }));
        assert_eq!(direct["Tags"], json!([{ "Key": "team", "Value": "lake" }, { "Key": "x", "Value": "" }]));
    }

    #[test]
    fn processors_stand_in_the_order_of_their_work() {
        let all = Form { deaggregates: true, transforms: true, partitions: true, ..form() };
        let params = create(&all);
        let s3 = &params["ExtendedS3DestinationConfiguration"];
        assert_eq!(kinds(s3), ["RecordDeAggregation", "Lambda", "MetadataExtraction", "AppendDelimiterToRecord"]);
        assert_eq!(s3["DynamicPartitioningConfiguration"], json!({ "Enabled": true }));
        let columns = create(&Form { converts: true, compression: "GZIP".into(), table: "t".into(), ..form() });
        let s3 = &columns["ExtendedS3DestinationConfiguration"];
        assert_eq!((kinds(s3), &s3["CompressionFormat"]), (vec![], &json!("UNCOMPRESSED")));
        assert_eq!(s3.pointer("/DataFormatConversionConfiguration/SchemaConfiguration/TableName"), Some(&json!("t")));
    }

    #[test]
    fn keys_may_come_from_the_function_alone_and_parts_without_partitions() {
        let alone = Form { transforms: true, partitions: true, inline: false, delimiter: false, ..form() };
        assert_eq!(kinds(&create(&alone)["ExtendedS3DestinationConfiguration"]), ["Lambda"]);
        let parts = Form { deaggregates: true, sub_records: "DELIMITED".into(), sub_delimiter: "|".into(), ..form() };
        let params = create(&parts);
        let s3 = &params["ExtendedS3DestinationConfiguration"];
        assert_eq!(kinds(s3), ["RecordDeAggregation", "AppendDelimiterToRecord"]);
        let given = by_name(&s3["ProcessingConfiguration"]);
        let wanted = json!({ "SubRecordType": "DELIMITED", "Delimiter": "fA==" });
        let lines = Form { sub_delimiter: "\\n".into(), ..parts };
        let delimiter = |params: &Value| {
            let s3 = &params["ExtendedS3DestinationConfiguration"];
            by_name(&s3["ProcessingConfiguration"]).pointer("/Processors/RecordDeAggregation/Delimiter").cloned()
        };
        assert_eq!(delimiter(&create(&lines)), Some(json!("Cg==")), "a new line, as it is typed");
        assert_eq!(given["Processors"]["RecordDeAggregation"], wanted);
    }

    #[test]
    fn other_destinations_say_what_they_keep_a_copy_of() {
        let search = create(&Form { kind: Kind::OpenSearch, all_documents: true, ..form() });
        let search = &search["AmazonopensearchserviceDestinationConfiguration"];
        assert_eq!((kinds(search), &search["S3BackupMode"]), (vec![], &json!("AllDocuments")));
        assert_eq!(search["RetryOptions"]["DurationInSeconds"], 300);
        let backed_up = Form { kind: Kind::Redshift, backs_up: true, backup_bucket: "copies".into(), ..form() };
        let warehouse = create(&backed_up);
        let warehouse = &warehouse["RedshiftDestinationConfiguration"];
        assert_eq!(warehouse["S3BackupConfiguration"]["BucketARN"], "arn:aws:s3:::copies");
        assert_eq!(warehouse["S3Configuration"]["BucketARN"], "arn:aws:s3:::lake");
        assert_eq!(warehouse["RetryOptions"]["DurationInSeconds"], 3_600);
    }

    #[test]
    fn a_description_reads_back_as_what_made_it() {
        let made = Form {
            transforms: true,
            program: ".a".into(),
            lambda_size: "0.5".into(),
            deaggregates: true,
            converts: true,
            table: "t".into(),
            delimiter: false,
            mappings: "ts=timestamp\nx=a.b".into(),
            dots_to_underscores: true,
            backs_up: true,
            backup_bucket: "copies".into(),
            time_zone: "Europe/Madrid".into(),
            extension: ".json".into(),
            ..form()
        };
        let params = create(&made);
        let read = Form::described(&describe(&params["ExtendedS3DestinationConfiguration"], Kind::S3));
        assert_eq!(create(&Form { source: "flights".into(), ..read }), params);
    }

    /// A description of a destination that was configured.
    fn describe(configured: &Value, kind: Kind) -> Value {
        let mut target = Map::new();
        for (name, value) in configured.as_object().into_iter().flatten() {
            target.insert(description_name(name).to_owned(), value.clone());
        }
        let member = match kind {
            Kind::S3 => "ExtendedS3DestinationDescription",
            Kind::OpenSearch => "AmazonopensearchserviceDestinationDescription",
            Kind::Redshift => "RedshiftDestinationDescription",
        };
        json!({ "DeliveryStreamDescription": {
            "DeliveryStreamName": "f", "VersionId": "3",
            "Destinations": [{ "DestinationId": "destinationId-000000000001", member: target }],
        } })
    }

    /// What nobody could make in the form: other ARNs and roles, options that it does not show.
    fn foreign() -> Value {
        describe(
            &json!({
                "RoleARN": "arn:aws:iam::1:role/r", "BucketARN": "arn:aws:s3:::lake",
                "Prefix": "a/!{timestamp:yyyy}/", "ErrorOutputPrefix": "e/!{firehose:error-output-type}/",
                "BufferingHints": { "SizeInMBs": 64, "IntervalInSeconds": 60 }, "CompressionFormat": "UNCOMPRESSED",
                "CloudWatchLoggingOptions": { "Enabled": true, "LogGroupName": "g" },
                "FileExtension": ".pq", "CustomTimeZone": "Asia/Tokyo", "S3BackupMode": "Enabled",
                "S3BackupConfiguration": {
                    "RoleARN": "arn:aws:iam::1:role/other", "BucketARN": "arn:aws:s3:::copies", "Prefix": "c/",
                    "BufferingHints": { "SizeInMBs": 9, "IntervalInSeconds": 99 }, "CompressionFormat": "GZIP",
                },
                "ProcessingConfiguration": { "Enabled": true, "Processors": [
                    { "Type": "Lambda", "Parameters": [
                        { "ParameterName": "LambdaArn", "ParameterValue": "arn:aws:lambda:us-east-1:1:function:mine:3" },
                        { "ParameterName": "JqProgram", "ParameterValue": ".a" },
                        { "ParameterName": "NumberOfRetries", "ParameterValue": "7" },
                        { "ParameterName": "RoleArn", "ParameterValue": "arn:aws:iam::1:role/l" },
                    ] },
                    { "Type": "RecordDeAggregation", "Parameters": [
                        { "ParameterName": "SubRecordType", "ParameterValue": "DELIMITED" },
                        { "ParameterName": "Delimiter", "ParameterValue": "IyM=" },
                    ] },
                    { "Type": "AppendDelimiterToRecord", "Parameters": [
                        { "ParameterName": "Delimiter", "ParameterValue": "\\t" },
                    ] },
                ] },
                "DataFormatConversionConfiguration": {
                    "SchemaConfiguration": {
                        "RoleARN": "arn:aws:iam::1:role/schema", "DatabaseName": "d", "TableName": "t", "CatalogId": "1",
                    },
                    "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {
                        "CaseInsensitive": true, "ConvertDotsInJsonKeysToUnderscores": true,
                        "ColumnToJsonKeyMappings": { "ts": "timestamp" },
                    } } },
                    "OutputFormatConfiguration": { "Serializer": { "ParquetSerDe": {
                        "Compression": "GZIP", "BlockSizeBytes": 67_108_864,
                    } } },
                },
            }),
            Kind::S3,
        )
    }

    /// The description after `change`, as AWS merges it: members that are given take the place of those that were there.
    fn merged(description: &Value, change: &Value) -> Value {
        let mut after = description.clone();
        let update = change.as_object().into_iter().flatten().find(|(name, _)| name.ends_with("Update"));
        let given = update.and_then(|(_, update)| update.as_object()).into_iter().flatten();
        let target = after.pointer_mut("/DeliveryStreamDescription/Destinations/0").and_then(Value::as_object_mut);
        let target = target.into_iter().flat_map(|all| all.iter_mut()).find(|(name, _)| name.ends_with("Description"));
        let Some((_, target)) = target else { return after };
        for (name, value) in given {
            let name = match name.as_str() {
                "S3Update" => "S3DestinationDescription",
                "S3BackupUpdate" => "S3BackupDescription",
                name => name,
            };
            put(target, name, value.clone());
        }
        after
    }

    /// Where two values differ.
    fn differences(before: &Value, after: &Value, at: &str, out: &mut Vec<String>) {
        let null = Value::Null;
        match (before, after) {
            (Value::Object(old), Value::Object(new)) => {
                let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
                for name in names {
                    let (old, new) = (old.get(name).unwrap_or(&null), new.get(name).unwrap_or(&null));
                    differences(old, new, &format!("{at}/{name}"), out);
                }
            }
            (old, new) if old != new => out.push(format!("{at} = {new}")),
            _ => {}
        }
    }

    /// What a change of the form changes of what is described, processors by name.
    fn changes(description: &Value, change: impl FnOnce(&mut Form)) -> Vec<String> {
        let before = Form::described(description);
        let mut after = before.clone();
        change(&mut after);
        let named = |description: &Value| {
            let mut target = destination(described(description)).1.clone();
            if let Some(processing) = target.get_mut("ProcessingConfiguration") {
                *processing = by_name(processing);
            }
            target
        };
        let merged = merged(description, &update(&before, &after, description));
        let mut out = Vec::new();
        differences(&named(description), &named(&merged), "", &mut out);
        out
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        let foreign = foreign();
        let form = Form::described(&foreign);
        let call = update(&form, &form, &foreign);
        assert_eq!(
            call,
            json!({
                "DeliveryStreamName": "f", "CurrentDeliveryStreamVersionId": "3",
                "DestinationId": "destinationId-000000000001", "ExtendedS3DestinationUpdate": {},
            })
        );
    }

    #[test]
    fn each_change_changes_its_own_member_only() {
        let of = |change: &dyn Fn(&mut Form)| changes(&foreign(), |form| change(form));
        let processors = "/ProcessingConfiguration/Processors";
        let conversion = "/DataFormatConversionConfiguration";
        let open_x = format!("{conversion}/InputFormatConfiguration/Deserializer/OpenXJsonSerDe");
        assert_eq!(of(&|form| form.bucket = "b".into()), ["/BucketARN = \"arn:aws:s3:::b\""]);
        assert_eq!(of(&|form| form.prefix.clear()), ["/Prefix = \"\""]);
        assert_eq!(of(&|form| form.error_prefix.clear()), ["/ErrorOutputPrefix = \"\""]);
        assert_eq!(of(&|form| form.extension.clear()), ["/FileExtension = \"\""]);
        assert_eq!(of(&|form| form.time_zone = "UTC".into()), ["/CustomTimeZone = \"UTC\""]);
        assert_eq!(of(&|form| form.interval = "61".into()), ["/BufferingHints/IntervalInSeconds = 61"]);
        assert_eq!(of(&|form| form.backup_prefix = "k/".into()), ["/S3BackupDescription/Prefix = \"k/\""]);
        assert_eq!(of(&|form| form.program = ".b".into()), [format!("{processors}/Lambda/JqProgram = \".b\"")]);
        assert_eq!(of(&|form| form.retries.clear()), [format!("{processors}/Lambda/NumberOfRetries = null")]);
        assert_eq!(of(&|form| form.lambda_size = "2".into()), [format!("{processors}/Lambda/BufferSizeInMBs = \"2\"")]);
        assert_eq!(of(&|form| form.transforms = false), [format!("{processors}/Lambda = null")]);
        assert_eq!(of(&|form| form.delimiter = false), [format!("{processors}/AppendDelimiterToRecord = null")]);
        assert_eq!(
            of(&|form| form.sub_records = "JSON".into()),
            [
                format!("{processors}/RecordDeAggregation/Delimiter = null"),
                format!("{processors}/RecordDeAggregation/SubRecordType = \"JSON\""),
            ]
        );
        assert_eq!(
            of(&|form| form.table = "u".into()),
            [format!("{conversion}/SchemaConfiguration/TableName = \"u\"")]
        );
        assert_eq!(of(&|form| form.case_insensitive = false), [format!("{open_x}/CaseInsensitive = false")]);
        assert_eq!(
            of(&|form| form.mappings = "ts=timestamp\nx=y".into()),
            [format!("{open_x}/ColumnToJsonKeyMappings/x = \"y\"")]
        );
        assert_eq!(of(&|form| form.mappings.clear()), [format!("{open_x}/ColumnToJsonKeyMappings = null")]);
        assert_eq!(
            of(&|form| form.reader = "Hive".into()),
            [
                format!("{conversion}/InputFormatConfiguration/Deserializer/HiveJsonSerDe = {{}}"),
                format!("{open_x} = null"),
            ]
        );
        assert_eq!(
            of(&|form| form.parquet = "ZSTD".into()),
            [format!("{conversion}/OutputFormatConfiguration/Serializer/ParquetSerDe/Compression = \"ZSTD\"")]
        );
        // Its details are kept, as AWS keeps them.
        assert_eq!(of(&|form| form.converts = false), [format!("{conversion}/Enabled = false")]);
    }

    #[test]
    fn conversion_is_switched_on_with_all_it_needs() {
        let bare = json!({ "RoleARN": "r", "BucketARN": "arn:aws:s3:::lake", "CompressionFormat": "UNCOMPRESSED" });
        let on = |form: &mut Form| {
            form.converts = true;
            (form.database, form.table) = ("d".into(), "t".into());
        };
        for off in [Value::Null, json!({ "Enabled": false })] {
            let mut target = bare.clone();
            if !off.is_null() {
                put(&mut target, "DataFormatConversionConfiguration", off);
            }
            let described = describe(&target, Kind::S3);
            let before = Form::described(&described);
            assert!(!before.converts);
            let mut after = before.clone();
            on(&mut after);
            let change = update(&before, &after, &described);
            let given = &change["ExtendedS3DestinationUpdate"]["DataFormatConversionConfiguration"];
            assert_eq!(given["Enabled"], true);
            assert_eq!(
                (&given["SchemaConfiguration"]["TableName"], &given["SchemaConfiguration"]["RoleARN"]),
                (&json!("t"), &json!("r"))
            );
            assert!(given.pointer("/InputFormatConfiguration/Deserializer/OpenXJsonSerDe").is_some(), "{given}");
        }
        // What lay there while it was off is taken up again.
        let mut off = foreign();
        if let Some(conversion) = off.pointer_mut("/DeliveryStreamDescription/Destinations/0/ExtendedS3DestinationDescription/DataFormatConversionConfiguration") {
            put(conversion, "Enabled", json!(false));
        }
        let only = changes(&off, |form| form.converts = true);
        assert_eq!(
            only,
            [
                "/DataFormatConversionConfiguration/Enabled = true",
                "/DataFormatConversionConfiguration/SchemaConfiguration/Region = \"us-east-1\"",
                "/DataFormatConversionConfiguration/SchemaConfiguration/VersionId = \"LATEST\"",
            ]
        );
    }

    #[test]
    fn what_is_listed_but_off_does_not_begin_to_work() {
        let off = describe(
            &json!({
                "BucketARN": "arn:aws:s3:::lake",
                "ProcessingConfiguration": { "Enabled": false, "Processors": [{ "Type": "Lambda", "Parameters": [] }] },
            }),
            Kind::S3,
        );
        let before = Form::described(&off);
        assert!(!before.transforms);
        let change = update(&before, &Form { delimiter: true, ..before.clone() }, &off);
        let target = &change["ExtendedS3DestinationUpdate"];
        assert_eq!(
            (kinds(target), &target["ProcessingConfiguration"]["Enabled"]),
            (vec!["AppendDelimiterToRecord"], &json!(true))
        );
    }

    #[test]
    fn other_destinations_keep_what_the_form_does_not_show() {
        let staging = json!({ "RoleARN": "r2", "BucketARN": "arn:aws:s3:::lake", "Prefix": "s/", "BufferingHints": { "SizeInMBs": 2, "IntervalInSeconds": 70 }, "CompressionFormat": "GZIP" });
        let warehouse = describe(
            &json!({
                "RoleARN": "r", "ClusterJDBCURL": "j", "Username": "u", "RetryOptions": { "DurationInSeconds": 60 },
                "CopyCommand": { "DataTableName": "t", "DataTableColumns": "a,b", "CopyOptions": "json 'auto'" },
                "S3Configuration": staging, "S3BackupMode": "Disabled",
            }),
            Kind::Redshift,
        );
        let none: Vec<String> = Vec::new();
        assert_eq!(changes(&warehouse, |_| {}), none);
        assert_eq!(changes(&warehouse, |form| form.into = "x".into()), ["/CopyCommand/DataTableName = \"x\""]);
        assert_eq!(changes(&warehouse, |form| form.prefix.clear()), ["/S3DestinationDescription/Prefix = \"\""]);
        let search = describe(
            &json!({
                "RoleARN": "r", "DomainARN": "arn:aws:es:us-east-1:9:domain/d", "IndexName": "i",
                "IndexRotationPeriod": "OneDay", "BufferingHints": { "SizeInMBs": 5, "IntervalInSeconds": 60 },
                "RetryOptions": { "DurationInSeconds": 30 }, "S3BackupMode": "AllDocuments",
                "DocumentIdOptions": { "DefaultDocumentIdFormat": "NO_DOCUMENT_ID" }, "S3Configuration": staging,
                "ProcessingConfiguration": { "Enabled": true, "Processors": [{ "Type": "AppendDelimiterToRecord" }] },
            }),
            Kind::OpenSearch,
        );
        assert!(Form::described(&search).all_documents);
        assert_eq!(changes(&search, |_| {}), none);
        assert_eq!(changes(&search, |form| form.index = "j".into()), ["/IndexName = \"j\""]);
        assert_eq!(changes(&search, |form| form.retry_s.clear()), ["/RetryOptions/DurationInSeconds = 300"]);
        assert_eq!(
            changes(&search, |form| form.error_prefix = "e/".into()),
            ["/S3DestinationDescription/ErrorOutputPrefix = \"e/\""]
        );
        // A processor that is not shown works on when the last one that is shown goes.
        let split = json!([{ "Type": "RecordDeAggregation", "Parameters": [
            { "ParameterName": "SubRecordType", "ParameterValue": "JSON" },
        ] }]);
        let mut both = split.clone();
        both.as_array_mut().into_iter().for_each(|all| all.push(json!({ "Type": "AppendDelimiterToRecord" })));
        let warehouse = describe(
            &json!({ "S3Configuration": staging, "ProcessingConfiguration": { "Enabled": true, "Processors": both } }),
            Kind::Redshift,
        );
        let before = Form::described(&warehouse);
        let params = update(&before, &Form { delimiter: false, ..before.clone() }, &warehouse);
        let processing = &params["RedshiftDestinationUpdate"]["ProcessingConfiguration"];
        assert_eq!(processing, &json!({ "Enabled": true, "Processors": split }));
    }

    #[test]
    fn the_sliders_change_is_of_the_buffer_alone() {
        let change = update_hints(&foreign(), 128, 900);
        let hints = json!({ "BufferingHints": { "SizeInMBs": 128, "IntervalInSeconds": 900 } });
        assert_eq!((&change["ExtendedS3DestinationUpdate"], &change["DeliveryStreamName"]), (&hints, &json!("f")));
        let warehouse = update_hints(&describe(&json!({}), Kind::Redshift), 128, 900);
        assert_eq!(warehouse["RedshiftDestinationUpdate"], json!({ "S3Update": hints }));
    }

    #[test]
    fn the_repair_partitions_by_the_events_own_hour() {
        let params = repair("clicks-by-event", "clicks", "acequia-clicks", "arn:aws:iam::1:role/r");
        let s3 = &params["ExtendedS3DestinationConfiguration"];
        assert_eq!(kinds(s3), ["MetadataExtraction", "AppendDelimiterToRecord"]);
        assert!(s3["Prefix"].as_str().is_some_and(|prefix| prefix.contains("!{partitionKeyFromQuery:hour}")));
    }
}
