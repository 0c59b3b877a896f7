//! What must neither stop a delivery stream nor vanish without a trace.

use super::world::{
    World, bench, bench_with, code, denied, from_stream, kinds, lambda, lines, made, processing, processor, put, to_s3,
    to_s3_with, totals,
};
use crate::Firehose;
use crate::limits::{DELIVERY_STREAMS_MAX, WAITING_BATCHES_MAX};
use api::firehose::{PutRecordBatch, Request};
use api::{Arn, AwsError};
use jobs::lake::{self, Class, Diagnostic};
use serde_json::{Value, json};
use service::testing::Bench;

const SECOND: u64 = 1_000_000;
const HOUR: u64 = 3_600 * SECOND;

fn blocked(bench: &Bench<Firehose>) -> Option<bool> {
    bench.service.delivery_stream("d").map(|view| view.is_blocked)
}

fn partitioned() -> Value {
    json!({
        "Prefix": "!{partitionKeyFromQuery:k}/", "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
        "DynamicPartitioningConfiguration": {"Enabled": true},
        "ProcessingConfiguration": processing(&[processor("MetadataExtraction", &[
            ("MetadataExtractionQuery", "{k: .k}"), ("JsonParsingEngine", "JQ-1.6"),
        ])]),
    })
}

fn converting(deserializer: Value, compression: &str) -> Value {
    json!({
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
        "DataFormatConversionConfiguration": {
            "SchemaConfiguration": {"RoleARN": Arn::role("firehose"), "DatabaseName": "lake", "TableName": "flights"},
            "InputFormatConfiguration": {"Deserializer": deserializer},
            "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {"Compression": compression}}},
        },
    })
}

fn open_x() -> Value {
    converting(json!({"OpenXJsonSerDe": {}}), "SNAPPY")
}

#[test]
fn a_key_that_is_too_long_for_an_object_goes_to_the_error_prefix() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(partitioned()));
    let records = ["x".repeat(513), "ñ".repeat(400), "y".repeat(511), "z".into()];
    let records = records.map(|k| json!({ "k": k }).to_string());
    put(&mut bench, &records.each_ref().map(String::as_str));
    bench.advance(70 * SECOND);
    assert_eq!((totals(&bench).delivered.records, totals(&bench).failed.records), (2, 2));
    let world = world.borrow();
    let failed = world.objects.iter().find(|object| object.key.starts_with("errors/processing-failed/"));
    let lines = failed.map(lines).unwrap_or_default();
    let message = |line: usize| lines.get(line).and_then(|line| line["errorMessage"].as_str()).unwrap_or_default();
    assert_eq!(message(0), "The prefix has more than 512 characters after evaluation");
    assert_eq!(message(1), "The prefix has more than 720 bytes after evaluation");
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn the_longest_prefix_leaves_room_for_the_folder_of_what_failed() {
    let world = World::new(0);
    let prefix = "p".repeat(495);
    let lambda = lambda("error(\"no\")");
    let more = json!({"Prefix": prefix, "ErrorOutputPrefix": "", "ProcessingConfiguration": processing(&[lambda])});
    let mut bench = bench_with(&world, to_s3_with(more));
    put(&mut bench, &["a"]);
    bench.advance(130 * SECOND);
    assert_eq!(totals(&bench).failed.records, 1);
    assert!(world.borrow().objects[0].key.starts_with(&format!("{prefix}processing-failed/2026/")));
}

#[test]
fn a_schema_that_nothing_can_be_converted_by_is_refused_at_creation() {
    let world = World::new(0);
    let refusal = |columns: &[(&'static str, &'static str)], s3: Value| {
        world.borrow_mut().columns = columns.to_vec();
        let answer = bench(&world).now(Request::CreateDeliveryStream(to_s3_with(s3)));
        answer.map_or_else(|error| error.to_string(), |_| "no error".into())
    };
    let wrong = refusal(&[("id", "int"), ("at", "uuid")], open_x());
    assert!(
        wrong.starts_with("InvalidArgumentException") && wrong.contains("column 'at': unknown type 'uuid'"),
        "{wrong}"
    );
    assert!(refusal(&[("id", "int"), ("id", "int")], open_x()).contains("the column 'id' twice"));
    assert!(refusal(&[("id", "struct<a:int")], open_x()).contains("expected '>' before ''"));
    let hive = |formats: Value| converting(json!({"HiveJsonSerDe": {"TimestampFormats": formats}}), "GZIP");
    let good = hive(json!(["millis", "yyyy-MM-dd'T'HH:mm:ss.SSSZ"]));
    assert_eq!(refusal(&[("at", "timestamp")], good), "no error");
    let wrong = refusal(&[("at", "timestamp")], hive(json!(["yyyy-qq"])));
    assert!(wrong.contains("timestamp format 'yyyy-qq': the letter 'q' is not supported"), "{wrong}");
    assert_eq!(refusal(&[("id", "int")], converting(json!({"OpenXJsonSerDe": {}}), "ZSTD")), "no error");
    assert!(refusal(&[("id", "int")], converting(json!({"OpenXJsonSerDe": {}}), "LZ4")).contains("LZ4"));
}

#[test]
fn a_schema_that_turns_bad_later_sends_the_batch_to_the_error_prefix_and_stops_nothing() {
    let world = World::new(0);
    world.borrow_mut().columns = vec![("id", "int")];
    let mut bench = bench_with(&world, to_s3_with(open_x()));
    world.borrow_mut().columns = vec![("id", "uuid")];
    put(&mut bench, &[r#"{"id":1}"#, r#"{"id":2}"#]);
    bench.advance(70 * SECOND);
    assert_eq!(bench.breaches(), [""; 0]);
    // The engine may find something that the service did not.
    world.borrow_mut().columns = vec![("id", "int")];
    put(&mut bench, &[r#"{"id":3}"#]);
    bench.advance(62 * SECOND);
    let job = bench.around.jobs.last().map(|(job, ..)| *job).expect("a job");
    let wrong = Diagnostic { class: Class::Other, message: "no such type".into(), position: None, hint: None };
    bench.answer(job, Ok(jobs::Answer::Lake(lake::Answer::Converted(Err(wrong)))));
    bench.advance(70 * SECOND);
    assert_eq!((totals(&bench).failed.records, totals(&bench).lost.records, blocked(&bench)), (3, 0, Some(false)));
    let codes: Vec<Value> =
        world.borrow().objects.iter().flat_map(lines).map(|line| line["lastErrorCode"].clone()).collect();
    assert_eq!(codes, vec![json!("DataFormatConversion.InvalidSchema"); 3]);
    assert_eq!(bench.around.metrics.get("FailedConversion.Records"), Some(&3.0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_could_not_be_converted_is_never_given_up_and_stops_the_reading_meanwhile() {
    let world = World::new(1);
    world.borrow_mut().columns = vec![("id", "uuid")];
    let request = from_stream(to_s3_with(open_x()));
    assert_eq!(code(bench(&world).now(Request::CreateDeliveryStream(request.clone()))), "InvalidArgumentException");
    world.borrow_mut().columns = vec![("id", "int")];
    let mut bench = bench_with(&world, request);
    world.borrow_mut().columns = vec![("id", "uuid")];
    world.borrow_mut().s3_error = Some(denied());
    for _ in 0..WAITING_BATCHES_MAX {
        world.borrow_mut().put(0, bench.around.now, &["bad"]);
        bench.advance(140 * SECOND);
    }
    assert_eq!(blocked(&bench), Some(true));
    bench.advance(30 * HOUR);
    assert_eq!((totals(&bench).lost.records, blocked(&bench)), (0, Some(true)));
    world.borrow_mut().s3_error = None;
    bench.advance(60 * SECOND);
    assert_eq!((totals(&bench).failed.records, blocked(&bench)), (WAITING_BATCHES_MAX as u64, Some(false)));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_function_that_is_called_again_and_a_backup_that_waits_do_not_stop_the_reading() {
    let world = World::new(1);
    let program = r#"if . == "loop" then last(repeat(1)) else . end"#;
    let processing = processing(&[lambda(program)]);
    let mut bench = bench_with(&world, from_stream(to_s3_with(json!({ "ProcessingConfiguration": processing }))));
    let loops = |bench: &mut Bench<Firehose>, count: usize| {
        for _ in 0..count {
            world.borrow_mut().put(0, bench.around.now, &["loop"]);
            bench.advance(2 * SECOND);
        }
    };
    loops(&mut bench, 4);
    assert_eq!(blocked(&bench), Some(false));
    world.borrow_mut().put(0, bench.around.now, &["good"]);
    bench.advance(70 * SECOND);
    assert_eq!(totals(&bench).delivered.records, 1);
    // A shard has five calls at once.
    loops(&mut bench, 2);
    assert_eq!(blocked(&bench), Some(true));
    bench.advance(60 * 60 * SECOND);
    assert_eq!((blocked(&bench), totals(&bench).failed.records), (Some(false), 6));
    assert_eq!(bench.breaches(), [""; 0]);
    // A backup bucket that is not there.
    let world = World::new(1);
    world.borrow_mut().missing = vec!["copies"];
    let backup = json!({
        "RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("copies"),
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
    });
    let more = json!({"S3BackupMode": "Enabled", "S3BackupConfiguration": backup});
    let mut bench = bench_with(&world, from_stream(to_s3_with(more)));
    for _ in 0..6 {
        world.borrow_mut().put(0, bench.around.now, &["a"]);
        bench.advance(70 * SECOND);
    }
    assert_eq!((totals(&bench).delivered.records, blocked(&bench)), (6, Some(false)));
    // And when the delivery stream goes, its copies go with it, and it says so.
    let request = api::firehose::DeleteDeliveryStream { delivery_stream_name: "d".into(), ..Default::default() };
    assert_eq!(code(bench.now(Request::DeleteDeliveryStream(request))), "no error");
    bench.advance(30 * SECOND);
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-data-lost").count(), 1);
}

#[test]
fn what_expires_in_the_stream_before_it_is_read_is_counted_and_told() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().put(0, bench.around.now, &["a"]);
    bench.advance(2 * SECOND);
    world.borrow_mut().kinesis_error = Some(AwsError::new("ExpiredIteratorException", "Iterator expired"));
    for _ in 0..5 {
        world.borrow_mut().put(0, bench.around.now, &["b"]);
    }
    bench.advance(2 * SECOND);
    world.borrow_mut().kinesis_error = None;
    world.borrow_mut().horizon = 4;
    bench.advance(70 * SECOND);
    assert_eq!((totals(&bench).delivered.records, totals(&bench).expired_records), (3, 3));
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-source-expired").count(), 1);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_shard_that_expires_as_a_whole_is_told_and_read_no_more() {
    let world = World::new(2);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().put(0, bench.around.now, &["a"]);
    bench.advance(2 * SECOND);
    let message = "Shard shardId-000000000000 in stream flights under account 111122223333 does not exist";
    world.borrow_mut().gone = Some((0, AwsError::new("ResourceNotFoundException", message)));
    world.borrow_mut().put(1, bench.around.now, &["b"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "a\nb\n", "and nothing twice");
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-shard-expired").count(), 1);
    let view = bench.service.delivery_stream("d").expect("a delivery stream");
    assert_eq!((view.read_trouble, totals(&bench).expired_records), (None, 0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_throttled_stream_is_read_again_a_second_later() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    let message = "Rate exceeded for shard shardId-000000000000 in stream flights under account 111122223333.";
    world.borrow_mut().kinesis_error = Some(AwsError::new("ProvisionedThroughputExceededException", message));
    world.borrow_mut().put(0, bench.around.now, &["a", "b"]);
    bench.advance(3 * SECOND);
    assert_eq!(bench.around.metrics.get("ThrottledGetRecords"), Some(&3.0));
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-read-failed").count(), 1, "told once");
    world.borrow_mut().kinesis_error = None;
    bench.advance(63 * SECOND);
    assert_eq!(world.borrow().text(), "a\nb\n");
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn while_a_bucket_fails_the_age_of_what_waits_is_told() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({})));
    world.borrow_mut().s3_error = Some(denied());
    put(&mut bench, &["a"]);
    bench.advance(62 * SECOND);
    let age_s = bench.around.metrics.get("DeliveryToS3.DataFreshness").copied().unwrap_or_default();
    assert!(age_s >= 60.0, "{age_s}");
    let trouble = bench.service.delivery_stream("d").and_then(|view| view.delivery_trouble);
    assert_eq!(trouble.map(|trouble| trouble.error.code.into_owned()), Some("S3.AccessDenied".into()));
}

#[test]
fn a_result_that_lambda_does_not_have_fails_the_record() {
    let world = World::new(0);
    let lambda = lambda(r#"{result: ., data: "x"}"#);
    let mut bench = bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda])})));
    put(&mut bench, &["Ok", "Maybe"]);
    bench.advance(130 * SECOND);
    assert_eq!((totals(&bench).delivered.records, totals(&bench).failed.records), (1, 1));
    let world = world.borrow();
    let failed = world.objects.iter().find(|object| object.key.starts_with("errors/")).map(lines).unwrap_or_default();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["errorMessage"], "The result 'Maybe' is none of Ok, Dropped and ProcessingFailed");
}

#[test]
fn failed_documents_are_gathered_by_the_hints_of_their_bucket() {
    let world = World::new(0);
    let request = json!({"DeliveryStreamName": "d", "AmazonopensearchserviceDestinationConfiguration": {
        "RoleARN": Arn::role("firehose"), "DomainARN": Arn::domain("search"), "IndexName": "i",
        "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0},
        "ProcessingConfiguration": processing(&[lambda("error(\"no\")")]),
        "S3Configuration": {
            "RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("lake"),
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 120},
        },
    }});
    let mut bench = bench_with(&world, made(request));
    put(&mut bench, &["a"]);
    bench.advance(60 * SECOND);
    put(&mut bench, &["b"]);
    bench.advance(50 * SECOND);
    assert_eq!(world.borrow().objects.len(), 0);
    bench.advance(20 * SECOND);
    assert_eq!(world.borrow().objects.iter().map(|object| lines(object).len()).collect::<Vec<_>>(), [2]);
}

#[test]
fn indices_rotate_by_hour_day_week_and_month() {
    let index_after = |rotation: &str, seconds: u64| {
        let world = World::new(0);
        let request = json!({"DeliveryStreamName": "d", "AmazonopensearchserviceDestinationConfiguration": {
            "RoleARN": Arn::role("firehose"), "DomainARN": Arn::domain("search"), "IndexName": "i",
            "IndexRotationPeriod": rotation, "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0},
            "S3Configuration": {"RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("lake")},
        }});
        let mut bench = bench_with(&world, made(request));
        bench.advance(seconds * SECOND);
        put(&mut bench, &["{}"]);
        bench.advance(2 * SECOND);
        match bench.service.delivery_stream("d").and_then(|view| view.last).map(|last| last.place) {
            Some(crate::Place::Index { index, .. }) => index.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let hour = 3_600;
    assert_eq!(index_after("NoRotation", 0), "i");
    assert_eq!(index_after("OneHour", 13 * hour), "i-2026-01-01-13");
    assert_eq!(index_after("OneDay", 24 * hour), "i-2026-01-02");
    // The run begins on a Thursday; its week ends on Saturday.
    assert_eq!(index_after("OneWeek", 2 * 24 * hour), "i-2026-w01");
    assert_eq!(index_after("OneWeek", 3 * 24 * hour), "i-2026-w02");
    assert_eq!(index_after("OneMonth", 31 * 24 * hour), "i-2026-02");
}

#[test]
fn one_hint_alone_is_refused_with_columns_too() {
    let world = World::new(0);
    world.borrow_mut().columns = vec![("id", "int")];
    let mut s3 = open_x();
    for hints in [json!({"SizeInMBs": 64}), json!({"IntervalInSeconds": 60})] {
        s3["BufferingHints"] = hints;
        let answer = bench(&world).now(Request::CreateDeliveryStream(to_s3_with(s3.clone())));
        assert_eq!(code(answer), "InvalidArgumentException");
    }
}

#[test]
fn an_account_has_five_thousand_delivery_streams_at_most() {
    let world = World::new(0);
    let mut bench = bench(&world);
    let mut create = |number: usize| {
        let mut request = to_s3();
        request.delivery_stream_name = format!("d{number}");
        code(bench.now(Request::CreateDeliveryStream(request)))
    };
    assert!((0..DELIVERY_STREAMS_MAX).all(|number| create(number) == "no error"));
    assert_eq!(create(DELIVERY_STREAMS_MAX), "LimitExceededException");
}

#[test]
fn a_batch_that_is_beyond_the_limits_as_a_whole_is_refused_as_a_whole() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({})));
    let mib = "x".repeat(1_000_000);
    let mut batch = || {
        let records = api::PutBatch::of((0..3).map(|_| ("", mib.as_bytes())));
        code(bench.now(Request::PutRecordBatch(PutRecordBatch { delivery_stream_name: "d".into(), records })))
    };
    assert_eq!([batch(), batch(), batch()], ["no error", "no error", "ServiceUnavailableException"]);
}

#[test]
fn delimited_parts_of_a_record_become_lines_and_the_delimiter_comes_in_base64() {
    let world = World::new(0);
    let parts = |delimiter: &str| {
        let split = processor("RecordDeAggregation", &[("SubRecordType", "DELIMITED"), ("Delimiter", delimiter)]);
        to_s3_with(json!({"ProcessingConfiguration": processing(&[split, processor("AppendDelimiterToRecord", &[])])}))
    };
    // `####`, as in AWS's example.
    let mut delimited = bench_with(&world, parts("IyMjIw=="));
    put(&mut delimited, &["a####b#c", "d"]);
    delimited.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "a\nb#c\nd\n");
    assert_eq!(delimited.breaches(), [""; 0]);
    let refusal = |delimiter: &str| code(bench(&world).now(Request::CreateDeliveryStream(parts(delimiter))));
    assert_eq!([refusal("####"), refusal("")], ["InvalidArgumentException", "ValidationException"]);
}
