//! What is done to records on their way.

use super::world::{
    World, bench, bench_with, code, from_stream, kinds, lambda, lines, processing, processor, put, to_s3_with, totals,
};
use crate::{Cause, Fault, Firehose, Place, Slot};
use api::firehose::Request;
use api::kinesis::aggregated::Aggregate;
use api::{RecordId, Source, SourceKind};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use service::testing::Bench;
use std::sync::Arc;

const SECOND: u64 = 1_000_000;

fn transformed(program: &str) -> Bench<Firehose> {
    let world = World::new(0);
    let newline = processor("AppendDelimiterToRecord", &[]);
    let request = to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda(program), newline])}));
    bench_with(&world, request)
}

#[test]
fn a_program_transforms_drops_and_fails_records() {
    let world = World::new(0);
    let program = "if .drop then empty elif .bad then error(\"no good\") else .n |= . + 1 end";
    let newline = processor("AppendDelimiterToRecord", &[]);
    let mut bench =
        bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda(program), newline])})));
    put(&mut bench, &[r#"{"n":1}"#, r#"{"drop":true}"#, r#"{"bad":true}"#, r#"{"n":5}"#, "no json"]);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(SECOND);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(70 * SECOND);
    let world = world.borrow();
    let [good, bad] = &world.objects[..] else { panic!("{} objects", world.objects.len()) };
    assert_eq!(&*good.body.0, b"{\"n\":2}\n{\"n\":6}\n");
    assert!(bad.key.starts_with("errors/processing-failed/2026/01/01/00/d-1-"), "{}", bad.key);
    let bad_lines = lines(bad);
    let [first, second] = &bad_lines[..] else { panic!("{bad_lines:?}") };
    assert_eq!(first["errorCode"], "Lambda.ProcessingFailedStatus");
    assert_eq!(first["errorMessage"], "ProcessingFailed status set for record: no good");
    assert_eq!(first["rawData"], STANDARD.encode(r#"{"bad":true}"#));
    assert_eq!(first["lambdaArn"], "arn:aws:lambda:us-east-1:111122223333:function:clean");
    assert_eq!((&first["attemptsMade"], first["arrivalTimestamp"].is_u64()), (&json!(1), true));
    assert_eq!(second["rawData"], STANDARD.encode("no json"));
    let totals = totals(&bench);
    assert_eq!((totals.delivered.records, totals.dropped.records, totals.failed.records), (2, 1, 2));
    assert_eq!(totals.failed_by.map(|count| count.records), [2, 0, 0, 0, 0]);
    // Records keep their identity through it all.
    let numbers: Vec<_> = (0..2)
        .map(|line| good.lineage.as_ref().and_then(|it| it.record_at(line)).map(|record| record.number))
        .collect();
    assert_eq!(numbers, [Some(0), Some(3)]);
    let source = Source { kind: SourceKind::DirectPut, name: "d".into(), created_us: 0, shard: 0 };
    let place = |number| {
        let traces = bench.service.trace(&RecordId { source: source.clone(), number });
        traces.into_iter().next().and_then(|trace| trace.delivered).map(|(_, place)| place)
    };
    assert!(matches!(place(1), Some(Place::Dropped)), "{:?}", place(1));
    assert!(matches!(place(2), Some(Place::Failed { fault: Fault::Processing, .. })), "{:?}", place(2));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_program_may_answer_in_lambdas_own_words() {
    let mut bench = transformed(
        r#"if . == "drop" then {result: "Dropped"} elif . == "bad" then {result: "ProcessingFailed"} else {result: "Ok", data: "<\(.)>"} end"#,
    );
    put(&mut bench, &["a", "drop", "bad", "b"]);
    bench.advance(70 * SECOND);
    let totals = totals(&bench);
    assert_eq!((totals.delivered.records, totals.delivered.bytes), (2, 6));
    assert_eq!((totals.dropped.records, totals.failed.records), (1, 1));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn two_answers_for_one_record_are_one_too_many() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda("., .")])})));
    put(&mut bench, &["a"]);
    bench.advance(70 * SECOND);
    assert_eq!(lines(&world.borrow().objects[0])[0]["errorCode"], "Lambda.DuplicatedRecordId");
}

#[test]
fn a_function_that_times_out_is_called_again_and_then_its_batch_has_failed() {
    let world = World::new(0);
    let program = r#"if . == "loop" then last(repeat(1)) else . end"#;
    let mut bench = bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda(program)])})));
    put(&mut bench, &["good", "loop"]);
    bench.advance(5 * SECOND);
    put(&mut bench, &["another batch"]);
    // Four calls of five minutes.
    bench.advance(1_190 * SECOND);
    assert_eq!(totals(&bench).failed.records, 0);
    assert_eq!(totals(&bench).delivered.records, 1, "a poison record does not stop the stream");
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(90 * SECOND);
    assert_eq!(totals(&bench).failed.records, 2);
    let world = world.borrow();
    let line = &lines(world.objects.last().expect("an object"))[0];
    assert_eq!((&line["errorCode"], &line["attemptsMade"]), (&json!("Lambda.FunctionTimedOut"), &json!(4)));
    assert!(kinds(&bench).contains(&"firehose-delivery-failed"));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_the_producer_library_has_aggregated_is_taken_apart() {
    let world = World::new(1);
    let newline = processor("AppendDelimiterToRecord", &[]);
    let mut bench =
        bench_with(&world, from_stream(to_s3_with(json!({"ProcessingConfiguration": processing(&[newline])}))));
    let mut aggregate = Aggregate::default();
    ["a", "bb", "ccc"].iter().for_each(|data| aggregate.push(b"key", data.as_bytes()));
    let mut together = Vec::new();
    aggregate.write(&mut together);
    let now = bench.around.now;
    let source = Source { kind: SourceKind::Stream, name: "flights".into(), created_us: 0, shard: 0 };
    let records: [&[u8]; 3] = [b"before", &together, b"behind"];
    let mut bytes = Vec::new();
    let items = records.iter().map(|record| {
        let start = bytes.len() as u32;
        bytes.extend_from_slice(record);
        api::Item { start, key_bytes: 0, data_bytes: record.len() as u32 }
    });
    let items = items.collect();
    let segment =
        api::Segment { source: Arc::new(source.clone()), first: 0, arrival_us: now.0, bytes: bytes.into(), items };
    world.borrow_mut().shards[0].push(api::Slice::whole(Arc::new(segment)));
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "before\na\nbb\nccc\nbehind\n");
    let totals = totals(&bench);
    assert_eq!((totals.accepted.records, totals.split_records, totals.delivered.records), (3, 2, 5));
    let lineage = world.borrow().objects[0].lineage.clone().expect("a lineage");
    let numbers: Vec<_> = (0..5).map(|line| lineage.record_at(line).map(|record| record.number)).collect();
    assert_eq!(numbers, [0, 1, 1, 1, 2].map(Some));
    assert_eq!(lineage.line_of(&RecordId { source, number: 2 }), Some(4));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn records_that_are_many_are_transformed_one_by_one() {
    let world = World::new(0);
    let split = processor("RecordDeAggregation", &[("SubRecordType", "JSON")]);
    let newline = processor("AppendDelimiterToRecord", &[]);
    let processors = processing(&[newline, lambda("select(.n != 2) | .n"), split]);
    let mut bench = bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processors})));
    put(&mut bench, &["{\"n\":1}{\"n\":2}\n{\"n\":3}", "{\"n\":4}"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "1\n3\n4\n");
    assert_eq!((totals(&bench).split_records, totals(&bench).dropped.records), (2, 1));
    assert_eq!(bench.breaches(), [""; 0]);
}

/// Partitions by the member `k`; each is written after a minute.
fn partitioned(more: &[serde_json::Value]) -> api::firehose::CreateDeliveryStream {
    let query =
        processor("MetadataExtraction", &[("MetadataExtractionQuery", "{k: .k}"), ("JsonParsingEngine", "JQ-1.6")]);
    let processors: Vec<_> = [query].into_iter().chain(more.iter().cloned()).collect();
    to_s3_with(json!({
        "Prefix": "k=!{partitionKeyFromQuery:k}/", "DynamicPartitioningConfiguration": {"Enabled": true},
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
        "ProcessingConfiguration": processing(&processors),
    }))
}

#[test]
fn each_partition_has_a_buffer_and_an_object_of_its_own() {
    let world = World::new(0);
    let mut bench = bench_with(&world, partitioned(&[]));
    put(&mut bench, &[r#"{"k":"a","n":1}"#, r#"{"k":"b","n":2}"#]);
    bench.advance(10 * SECOND);
    put(&mut bench, &[r#"{"k":"a","n":3}"#, r#"{"k":7}"#, r#"{"k":null}"#, r#"{}"#, "no json"]);
    let view = bench.service.delivery_stream("d").expect("a delivery stream");
    assert_eq!(view.partitions, 3);
    let shown: Vec<_> = view.buffers.iter().map(|buffer| (buffer.slot.clone(), buffer.count.records)).collect();
    let partition = |text: &str| Slot::Partition(text.into());
    let expected =
        [(partition("k=7/"), 1), (partition("k=a/"), 2), (partition("k=b/"), 1), (Slot::Failed(Fault::Processing), 3)];
    assert_eq!(shown, expected);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(70 * SECOND);
    let world = world.borrow();
    let mut keys: Vec<_> =
        world.objects.iter().map(|object| object.key.split("d-1").next().unwrap_or_default()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["errors/processing-failed/2026/01/01/00/", "k=7/", "k=a/", "k=b/"]);
    let of_a = world.objects.iter().find(|object| object.key.starts_with("k=a/")).expect("an object");
    assert_eq!(&*of_a.body.0, br#"{"k":"a","n":1}{"k":"a","n":3}"#);
    let failed = world.objects.iter().find(|object| object.key.starts_with("errors/")).expect("an object");
    let messages: Vec<_> = lines(failed).iter().map(|line| line["errorMessage"].clone()).collect();
    let empty = "partitionKeys values must not be null or empty";
    assert_eq!(messages, [empty, empty, "Non JSON record provided"]);
    assert_eq!(lines(failed)[0]["errorCode"], "DynamicPartitioning.MetadataExtractionFailed");
    assert_eq!(bench.around.charges.get("DynamicPartitioningObjects"), Some(&3.0));
    assert_eq!(bench.service.delivery_stream("d").map(|view| view.partitions), Some(0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_transformation_may_give_the_partition_keys() {
    let world = World::new(0);
    let program = r#"{result: "Ok", data: (.n | tostring), partitionKeys: {k: .k, year: "2026"}}"#;
    let mut bench = bench_with(
        &world,
        to_s3_with(json!({
            "Prefix": "!{partitionKeyFromLambda:year}/!{partitionKeyFromLambda:k}/!{timestamp:HH}/",
            "DynamicPartitioningConfiguration": {"Enabled": true},
            "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
            "ProcessingConfiguration": processing(&[lambda(program)]),
        })),
    );
    put(&mut bench, &[r#"{"k":"a","n":1}"#, r#"{"k":"b","n":2}"#, r#"{"k":"","n":3}"#]);
    bench.advance(70 * SECOND);
    let world = world.borrow();
    let mut keys: Vec<_> =
        world.objects.iter().map(|object| object.key.split("d-1").next().unwrap_or_default()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["2026/a/00/", "2026/b/00/", "errors/processing-failed/2026/01/01/00/"]);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn raw_records_are_copied_into_the_backup() {
    let world = World::new(0);
    let mut bench = bench_with(
        &world,
        to_s3_with(json!({
            "ProcessingConfiguration": processing(&[lambda("select(. != \"drop\") | \"<\\(.)>\"")]),
            "S3BackupMode": "Enabled",
            "S3BackupConfiguration": {"RoleARN": api::Arn::role("firehose"), "BucketARN": api::Arn::bucket("raw"), "Prefix": "source/"},
        })),
    );
    put(&mut bench, &["a", "drop"]);
    bench.advance(301 * SECOND);
    let world = world.borrow();
    let of = |bucket: &str| {
        let objects = world.objects.iter().filter(|object| object.bucket == bucket);
        objects.map(|object| String::from_utf8_lossy(&object.body.0).into_owned()).collect::<Vec<_>>()
    };
    assert_eq!((of("lake"), of("raw")), (vec!["<a>".to_owned()], vec!["adrop".to_owned()]));
    assert_eq!(totals(&bench).backed_up.records, 2);
    assert_eq!(bench.around.metrics.get("BackupToS3.Records"), Some(&2.0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn bad_programs_and_queries_are_refused_with_their_position() {
    let refusal = |s3: serde_json::Value| {
        let answer = bench(&World::new(0)).now(Request::CreateDeliveryStream(to_s3_with(s3)));
        answer.map_or_else(|error| error.to_string(), |_| "no error".into())
    };
    let of_program = refusal(json!({"ProcessingConfiguration": processing(&[lambda(".a | foo")])}));
    assert!(of_program.contains("undefined filter 'foo' at line 1, column 6"), "{of_program}");
    let query = |text: &str| {
        let processor =
            processor("MetadataExtraction", &[("MetadataExtractionQuery", text), ("JsonParsingEngine", "JQ-1.6")]);
        refusal(json!({
            "Prefix": "!{partitionKeyFromQuery:k}/", "DynamicPartitioningConfiguration": {"Enabled": true},
            "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60}, "ProcessingConfiguration": processing(&[processor]),
        }))
    };
    assert!(
        query("{k: .k").contains("not a valid JQ expression: expected closing brace at line 1, column 7"),
        "{}",
        query("{k: .k")
    );
    assert!(query(".k").contains("must be a JQ object"));
    assert!(query("{k: .k, l: .l}").contains("gives l, but Prefix does not use it"));
    assert!(query("{l: .l}").contains("uses partitionKeyFromQuery:k"));
    assert_eq!(query("{k: .k}"), "no error");
    let small = refusal(json!({
        "Prefix": "!{partitionKeyFromQuery:k}/", "DynamicPartitioningConfiguration": {"Enabled": true},
    }));
    assert!(small.contains("SizeInMBs must be at least 64"), "{small}");
}

#[test]
fn the_time_zone_is_that_of_the_prefix() {
    let world = World::new(0);
    let mut bench = bench_with(
        &world,
        to_s3_with(
            json!({"Prefix": "!{timestamp:yyyy-MM-dd-HH}/", "CustomTimeZone": "America/New_York", "FileExtension": ".json"}),
        ),
    );
    put(&mut bench, &["a"]);
    bench.advance(70 * SECOND);
    let key = world.borrow().objects[0].key.clone();
    assert!(key.starts_with("2025-12-31-19/d-1-2026-01-01-00-") && key.ends_with(".json"), "{key}");
}

#[test]
fn a_missing_bucket_is_tried_again_until_it_is_there() {
    let world = World::new(0);
    world.borrow_mut().missing = vec!["lake"];
    let mut bench = bench_with(&world, to_s3_with(json!({})));
    put(&mut bench, &["a"]);
    bench.advance(200 * SECOND);
    let trouble = bench.service.delivery_stream("d").and_then(|view| view.delivery_trouble);
    assert_eq!(trouble.map(|trouble| trouble.error.code.into_owned()), Some("S3.NoSuchBucket".into()));
    world.borrow_mut().missing.clear();
    bench.advance(60 * SECOND);
    assert_eq!(totals(&bench).delivered.records, 1);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_is_buffered_when_the_delivery_stream_is_deleted_is_delivered() {
    let world = World::new(0);
    let mut bench = bench_with(&world, partitioned(&[]));
    put(&mut bench, &[r#"{"k":"a"}"#, r#"{"k":"b"}"#, "no json"]);
    let request = api::firehose::DeleteDeliveryStream { delivery_stream_name: "d".into(), ..Default::default() };
    assert_eq!(code(bench.now(Request::DeleteDeliveryStream(request))), "no error");
    bench.advance(5 * SECOND);
    assert_eq!(world.borrow().objects.len(), 3);
    let causes: Vec<_> = bench.service.stream("d").into_iter().flat_map(|stream| stream.deliveries()).collect();
    assert!(causes.iter().all(|delivery| delivery.closing.cause == Cause::Shutdown), "{causes:?}");
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(10 * SECOND);
    assert!(bench.service.delivery_stream("d").is_none());
    assert!(!kinds(&bench).contains(&"firehose-data-lost"));
}
