//! What the forms become, and what an edit sends.

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
    assert_eq!(of(&|form| form.table = "u".into()), [format!("{conversion}/SchemaConfiguration/TableName = \"u\"")]);
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
    if let Some(conversion) = off.pointer_mut(
        "/DeliveryStreamDescription/Destinations/0/ExtendedS3DestinationDescription/DataFormatConversionConfiguration",
    ) {
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
