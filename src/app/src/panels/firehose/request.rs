//! AWS's calls out of what was filled in.

use super::form::{Form, Kind, described};
use crate::panels::arn;
use serde_json::{Map, Value, json};

/// The Lambda processor's parameter that AWS does not have: the jq program that stands for the function.
pub const PROGRAM: &str = "JqProgram";

/// `Firehose.CreateDeliveryStream`.
pub fn create(form: &Form) -> Value {
    let mut params = json!({
        "DeliveryStreamName": form.name,
        "DeliveryStreamType": if form.source.is_empty() { "DirectPut" } else { "KinesisStreamAsSource" },
    });
    if !form.source.is_empty() {
        let stream = arn("kinesis", &format!("stream/{}", form.source));
        put(
            &mut params,
            "KinesisStreamSourceConfiguration",
            json!({ "KinesisStreamARN": stream, "RoleARN": form.role }),
        );
    }
    let (member, destination) = match form.kind {
        Kind::S3 => ("ExtendedS3DestinationConfiguration", s3(form)),
        Kind::OpenSearch => ("AmazonopensearchserviceDestinationConfiguration", open_search(form)),
        Kind::Redshift => ("RedshiftDestinationConfiguration", redshift(form)),
    };
    put(&mut params, member, destination);
    params
}

/// `Firehose.UpdateDestination`: what may change of a destination, and nothing of what may not.
pub fn update(form: &Form, description: &Value) -> Value {
    let described = described(description);
    let mut params = json!({
        "DeliveryStreamName": form.name,
        "CurrentDeliveryStreamVersionId": described.get("VersionId"),
        "DestinationId": described.pointer("/Destinations/0/DestinationId"),
    });
    let (member, mut change) = match form.kind {
        Kind::S3 => ("ExtendedS3DestinationUpdate", s3(form)),
        Kind::OpenSearch => ("AmazonopensearchserviceDestinationUpdate", open_search(form)),
        Kind::Redshift => ("RedshiftDestinationUpdate", redshift(form)),
    };
    if let Some(members) = change.as_object_mut() {
        for (before, after) in [("S3BackupConfiguration", "S3BackupUpdate"), ("S3Configuration", "S3Update")] {
            if let Some(value) = members.remove(before) {
                members.insert(after.to_owned(), value);
            }
        }
        // Chosen once, when it is made.
        for fixed in ["DynamicPartitioningConfiguration", "Password"] {
            members.remove(fixed);
        }
        if form.kind == Kind::OpenSearch {
            members.remove("S3BackupMode");
        }
    }
    put(&mut params, member, change);
    params
}

/// A change of the buffer alone.
pub fn update_hints(form: &Form, description: &Value, size_mib: u64, interval_s: u64) -> Value {
    let mut params = update(form, description);
    let hints = json!({ "SizeInMBs": size_mib, "IntervalInSeconds": interval_s });
    let alone = match form.kind {
        Kind::Redshift => json!({ "S3Update": { "BufferingHints": hints } }),
        _ => json!({ "BufferingHints": hints }),
    };
    if let Some(change) =
        params.as_object_mut().and_then(|params| params.iter_mut().find(|(name, _)| name.ends_with("Update")))
    {
        *change.1 = alone;
    }
    params
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

/// The bucket with its prefixes; what every destination has of S3.
fn bucket(form: &Form) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("RoleARN".into(), json!(form.role));
    members.insert("BucketARN".into(), json!(arn("s3", &form.bucket)));
    members.insert("Prefix".into(), json!(form.prefix));
    if !form.error_prefix.is_empty() {
        members.insert("ErrorOutputPrefix".into(), json!(form.error_prefix));
    }
    members
}

fn s3(form: &Form) -> Value {
    let mut members = bucket(form);
    members.insert("BufferingHints".into(), hints(form));
    let compression = if form.converts { "UNCOMPRESSED" } else { &form.compression };
    members.insert("CompressionFormat".into(), json!(compression));
    if !form.extension.is_empty() {
        members.insert("FileExtension".into(), json!(form.extension));
    }
    if !matches!(form.time_zone.as_str(), "" | "UTC") {
        members.insert("CustomTimeZone".into(), json!(form.time_zone));
    }
    members.insert("ProcessingConfiguration".into(), processing(form));
    if form.partitions {
        members.insert("DynamicPartitioningConfiguration".into(), json!({ "Enabled": true }));
    }
    if form.converts {
        members.insert("DataFormatConversionConfiguration".into(), conversion(form));
    }
    members.insert("S3BackupMode".into(), json!(if form.backs_up { "Enabled" } else { "Disabled" }));
    if form.backs_up {
        members.insert("S3BackupConfiguration".into(), backup(form));
    }
    Value::Object(members)
}

fn backup(form: &Form) -> Value {
    json!({ "RoleARN": form.role, "BucketARN": arn("s3", &form.bucket), "Prefix": form.backup_prefix })
}

fn open_search(form: &Form) -> Value {
    let mut s3 = bucket(form);
    if form.prefix.is_empty() {
        s3.remove("Prefix");
    }
    let number = form.retry_s.trim().parse::<u64>().unwrap_or(300);
    json!({
        "RoleARN": form.role, "DomainARN": arn("es", &format!("domain/{}", form.domain)), "IndexName": form.index,
        "IndexRotationPeriod": form.rotation, "BufferingHints": hints(form), "RetryOptions": { "DurationInSeconds": number },
        "S3BackupMode": "FailedDocumentsOnly", "S3Configuration": s3, "ProcessingConfiguration": processing(form),
    })
}

fn redshift(form: &Form) -> Value {
    let mut s3 = bucket(form);
    // What is staged for a COPY takes no expressions, and what fails is listed in a manifest.
    s3.remove("ErrorOutputPrefix");
    s3.insert("BufferingHints".into(), hints(form));
    s3.insert("CompressionFormat".into(), json!(if form.compression == "GZIP" { "GZIP" } else { "UNCOMPRESSED" }));
    let number = form.retry_s.trim().parse::<u64>().unwrap_or(3_600);
    json!({
        "RoleARN": form.role, "ClusterJDBCURL": form.jdbc, "CopyCommand": { "DataTableName": form.into },
        "Username": form.user, "Password": "not-kept", "RetryOptions": { "DurationInSeconds": number },
        "S3Configuration": s3, "ProcessingConfiguration": processing(form),
    })
}

fn processor(kind: &str, parameters: &[(&str, &str)]) -> Value {
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| json!({ "ParameterName": name, "ParameterValue": value })).collect();
    json!({ "Type": kind, "Parameters": parameters })
}

/// In the order in which AWS does it.
fn processing(form: &Form) -> Value {
    let mut all = Vec::new();
    if form.deaggregates && form.kind == Kind::S3 {
        all.push(processor("RecordDeAggregation", &[("SubRecordType", "JSON")]));
    }
    if form.transforms {
        let function = arn("lambda", &format!("function:{}", form.name));
        all.push(processor("Lambda", &[("LambdaArn", &function), (PROGRAM, &form.program)]));
    }
    if form.partitions && form.kind == Kind::S3 {
        let query = [("MetadataExtractionQuery", form.keys.as_str()), ("JsonParsingEngine", "JQ-1.6")];
        all.push(processor("MetadataExtraction", &query));
    }
    // Columns need no delimiter, and documents bear none.
    if form.delimiter && form.kind != Kind::OpenSearch && !form.converts {
        all.push(processor("AppendDelimiterToRecord", &[("Delimiter", "\\n")]));
    }
    json!({ "Enabled": !all.is_empty(), "Processors": all })
}

fn conversion(form: &Form) -> Value {
    let schema = json!({
        "RoleARN": form.role, "DatabaseName": form.database, "TableName": form.table,
        "Region": "us-east-1", "VersionId": "LATEST",
    });
    json!({
        "Enabled": true, "SchemaConfiguration": schema,
        "InputFormatConfiguration": { "Deserializer": { "OpenXJsonSerDe": {} } },
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
        let direct = create(&Form { source: String::new(), ..form() });
        assert_eq!(
            (direct["DeliveryStreamType"].as_str(), direct.get("KinesisStreamSourceConfiguration")),
            (Some("DirectPut"), None)
        );
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
    fn a_description_reads_back_as_what_made_it() {
        let made = Form {
            transforms: true,
            program: ".a".into(),
            backs_up: true,
            time_zone: "Europe/Madrid".into(),
            extension: ".json".into(),
            ..form()
        };
        let params = create(&made);
        let mut s3 = params["ExtendedS3DestinationConfiguration"].clone();
        if let Some(backup) = s3.as_object_mut().and_then(|members| members.remove("S3BackupConfiguration")) {
            put(&mut s3, "S3BackupDescription", backup);
        }
        let description = json!({
            "DeliveryStreamName": "f", "VersionId": "3",
            "Source": { "KinesisStreamSourceDescription": { "KinesisStreamARN": "arn:aws:kinesis:us-east-1:1:stream/flights" } },
            "Destinations": [{ "DestinationId": "destinationId-000000000001", "ExtendedS3DestinationDescription": s3 }],
        });
        let read = Form::described(&description);
        assert_eq!(create(&read), params);
        let update = update(&read, &json!({ "DeliveryStreamDescription": description }));
        assert_eq!(update["CurrentDeliveryStreamVersionId"], "3");
        let change = &update["ExtendedS3DestinationUpdate"];
        assert!(change.get("S3BackupUpdate").is_some() && change.get("S3BackupConfiguration").is_none());
        let hints = update_hints(&read, &description, 128, 900);
        assert_eq!(
            hints["ExtendedS3DestinationUpdate"],
            json!({ "BufferingHints": { "SizeInMBs": 128, "IntervalInSeconds": 900 } })
        );
    }

    #[test]
    fn the_repair_partitions_by_the_events_own_hour() {
        let params = repair("clicks-by-event", "clicks", "acequia-clicks", "arn:aws:iam::1:role/r");
        let s3 = &params["ExtendedS3DestinationConfiguration"];
        assert_eq!(kinds(s3), ["MetadataExtraction", "AppendDelimiterToRecord"]);
        assert!(s3["Prefix"].as_str().is_some_and(|prefix| prefix.contains("!{partitionKeyFromQuery:hour}")));
    }
}
