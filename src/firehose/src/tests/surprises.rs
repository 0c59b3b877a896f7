//! What surprises those who think that they know Firehose: one test each, named by it.

use super::world::{
    World, bench, bench_with, code, from_stream, lambda, lines, made, processing, processor, put, to_s3_with, totals,
};
use crate::{Cause, Fault};
use api::Arn;
use api::firehose::{Request, UpdateDestination};
use serde_json::{Value, json};

const SECOND: u64 = 1_000_000;

#[test]
fn nothing_is_in_the_bucket_before_the_size_or_the_interval_is_reached() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({"BufferingHints": null})));
    put(&mut bench, &["a"]);
    bench.advance(299 * SECOND);
    assert_eq!(world.borrow().objects.len(), 0);
    bench.advance(2 * SECOND);
    assert_eq!(world.borrow().objects.len(), 1);
    let mib = "x".repeat(1_000_000);
    for _ in 0..6 {
        put(&mut bench, &[&mib]);
        bench.advance(SECOND);
    }
    assert_eq!(world.borrow().objects.len(), 2, "5 MiB, long before 300 seconds");
    let deliveries: Vec<_> = bench.service.stream("d").into_iter().flat_map(|stream| stream.deliveries()).collect();
    let causes: Vec<_> = deliveries.iter().map(|delivery| delivery.closing.cause).collect();
    assert_eq!(causes, [Cause::Size, Cause::Interval]);
    let curve = &deliveries[0].closing.curve;
    assert!(curve.len() > 3 && curve.len() <= 24 && curve.is_sorted(), "{curve:?}");
    assert_eq!(curve.last().map(|point| point.1), Some(6_000_000));
}

#[test]
fn nothing_stands_between_records() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({})));
    put(&mut bench, &["{}", "{}"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "{}{}");
}

#[test]
fn the_prefix_has_the_arrival_time_of_the_oldest_record_and_not_the_events() {
    let world = World::new(0);
    let hints = json!({"SizeInMBs": 128, "IntervalInSeconds": 900});
    let mut bench = bench_with(&world, to_s3_with(json!({"BufferingHints": hints})));
    bench.advance(59 * 60 * SECOND - 20 * SECOND);
    put(&mut bench, &[r#"{"at":"1999-12-31T23:59:59Z"}"#]);
    bench.advance(120 * SECOND);
    put(&mut bench, &[r#"{"at":"2026-01-01T01:00:59Z"}"#]);
    bench.advance(900 * SECOND);
    let key = world.borrow().objects[0].key.clone();
    assert!(key.starts_with("2026/01/01/00/d-1-2026-01-01-00-59-00-"), "{key}");
}

fn converting(more: Value) -> Value {
    let mut s3 = json!({"BufferingHints": null, "DataFormatConversionConfiguration": {
        "SchemaConfiguration": {"RoleARN": Arn::role("firehose"), "DatabaseName": "lake", "TableName": "flights"},
        "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
        "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}},
    }});
    if let (Some(s3), Value::Object(more)) = (s3.as_object_mut(), more) {
        s3.extend(more);
    }
    s3
}

#[test]
fn turning_on_parquet_changes_the_buffer_and_forbids_compression() {
    let world = World::new(0);
    world.borrow_mut().columns = vec![("id", "int")];
    let bench_ = bench_with(&world, to_s3_with(converting(json!({}))));
    let hints = bench_.service.delivery_stream("d").map(|view| view.hints);
    assert_eq!(hints.map(|hints| (hints.bytes_max >> 20, hints.interval_us / SECOND)), Some((128, 300)));
    let refusal = |more: Value| {
        let answer = bench(&world).now(Request::CreateDeliveryStream(to_s3_with(converting(more))));
        answer.map_or_else(|error| error.to_string(), |_| "no error".into())
    };
    let small = json!({"BufferingHints": {"SizeInMBs": 63, "IntervalInSeconds": 60}});
    assert!(refusal(small).contains("at least 64 when data format conversion"));
    assert!(refusal(json!({"CompressionFormat": "GZIP"})).contains("must be UNCOMPRESSED"));
}

#[test]
fn dropped_counts_as_success_and_failures_never_block() {
    let world = World::new(0);
    let program = "if . == \"drop\" then empty else error(\"no\") end";
    let mut bench = bench_with(&world, to_s3_with(json!({"ProcessingConfiguration": processing(&[lambda(program)])})));
    for _ in 0..20 {
        put(&mut bench, &["drop", "fail"]);
        bench.advance(30 * SECOND);
    }
    bench.advance(100 * SECOND);
    assert_eq!(bench.around.metrics.get("SucceedProcessing.Records"), Some(&20.0));
    assert_eq!((totals(&bench).dropped.records, totals(&bench).failed.records), (20, 20));
    assert_eq!(bench.service.delivery_stream("d").map(|view| view.is_blocked), Some(false));
    assert_eq!(bench.breaches(), [""; 0]);
}

fn partitioned() -> Value {
    let query = processor("MetadataExtraction", &[("MetadataExtractionQuery", "{k}"), ("JsonParsingEngine", "JQ-1.6")]);
    json!({
        "Prefix": "k=!{partitionKeyFromQuery:k}/", "DynamicPartitioningConfiguration": {"Enabled": true},
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60}, "ProcessingConfiguration": processing(&[query]),
    })
}

fn update(s3: Value) -> Request {
    let params = json!({
        "DeliveryStreamName": "d", "CurrentDeliveryStreamVersionId": "1", "DestinationId": "destinationId-000000000001",
        "ExtendedS3DestinationUpdate": s3,
    });
    let update: UpdateDestination = serde_json::from_value(params).unwrap_or_default();
    Request::UpdateDestination(update)
}

#[test]
fn dynamic_partitioning_is_switched_on_at_creation_or_never() {
    let world = World::new(0);
    let mut with = bench_with(&world, to_s3_with(partitioned()));
    let mut without = bench_with(&world, to_s3_with(json!({})));
    let switch = |enabled: bool| update(json!({"DynamicPartitioningConfiguration": {"Enabled": enabled}}));
    assert_eq!(code(with.now(switch(false))), "InvalidArgumentException");
    assert_eq!(code(without.now(switch(true))), "InvalidArgumentException");
    assert_eq!(code(with.now(switch(true))), "no error");
}

#[test]
fn beyond_five_hundred_active_partitions_records_go_to_the_error_prefix() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(partitioned()));
    let records: Vec<String> = (0..520).map(|k| format!("{{\"k\":\"{k:03}\"}}")).collect();
    let texts: Vec<&str> = records.iter().map(String::as_str).collect();
    put(&mut bench, &texts);
    assert_eq!(bench.service.delivery_stream("d").map(|view| view.partitions), Some(500));
    // An active one still takes records.
    put(&mut bench, &[&records[0]]);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(70 * SECOND);
    let world = world.borrow();
    let beyond: Vec<_> = world.objects.iter().filter(|object| object.key.starts_with("errors/")).collect();
    let [beyond] = &beyond[..] else { panic!("{} objects", beyond.len()) };
    assert!(beyond.key.starts_with("errors/activePartitionExceeded/"), "{}", beyond.key);
    assert_eq!((lines(beyond).len(), world.objects.len()), (20, 501));
    assert_eq!(lines(beyond)[0]["errorCode"], "DynamicPartitioning.ActivePartitionExceeded");
    let told = bench.around.notes.iter().filter(|note| note.args.contains(&("reason", "partition-limit".into())));
    assert_eq!(told.count(), 1);
    assert_eq!(bench.around.metrics.get("PartitionCountExceeded"), Some(&1.0));
    // Told at each of the three puts.
    assert_eq!(bench.around.metrics.get("PartitionCount"), Some(&1_500.0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_stream_is_read_from_the_latest_record_on() {
    let world = World::new(1);
    world.borrow_mut().put(0, sim::Time::ZERO, &["earlier"]);
    let mut bench = bench_with(&world, from_stream(to_s3_with(json!({}))));
    bench.advance(2 * SECOND);
    world.borrow_mut().put(0, bench.around.now, &["later"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "later");
}

#[test]
fn no_order_holds_between_shards_within_an_object() {
    let world = World::new(2);
    let mut bench = bench_with(&world, from_stream(to_s3_with(json!({}))));
    bench.advance(2 * SECOND);
    world.borrow_mut().put(1, bench.around.now, &["first"]);
    bench.advance(1);
    world.borrow_mut().put(0, bench.around.now, &["second"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "secondfirst", "shard 0 is read before shard 1");
}

#[test]
fn a_record_of_one_kilobyte_is_billed_as_five() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3_with(json!({})));
    put(&mut bench, &["x".repeat(1_024).as_str(); 3]);
    assert_eq!(bench.around.charges.get("BilledBytes"), Some(&(15.0 / 1024.0 / 1024.0)));
}

#[test]
fn redshift_leaves_staged_objects_and_a_load_that_failed_only_a_manifest() {
    let world = World::new(0);
    let mut bench = bench_with(
        &world,
        made(json!({"DeliveryStreamName": "d", "RedshiftDestinationConfiguration": {
            "RoleARN": Arn::role("firehose"), "ClusterJDBCURL": "jdbc:redshift://c.abc.us-east-1.redshift.amazonaws.com:5439/dev",
            "CopyCommand": {"DataTableName": "flights"}, "Username": "u", "Password": "p",
            "RetryOptions": {"DurationInSeconds": 600},
            "S3Configuration": {
                "RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("lake"), "Prefix": "stage/",
                "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
            },
        }})),
    );
    put(&mut bench, &["a", "b"]);
    bench.advance(65 * SECOND);
    assert_eq!(world.borrow().text(), "ab");
    assert_eq!(totals(&bench).delivered.records + totals(&bench).failed.records, 0);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(900 * SECOND);
    let world = world.borrow();
    let [staged, manifest] = &world.objects[..] else { panic!("{} objects", world.objects.len()) };
    assert!(manifest.key.starts_with("stage/errors/manifests/2026/01/01/00/d-1-"), "{}", manifest.key);
    assert_eq!(lines(manifest)[0]["entries"][0]["url"], format!("s3://lake/{}", staged.key));
    assert_eq!(totals(&bench).failed_by[Fault::ALL.len() - 1].records, 2);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn the_backup_cannot_be_zero_buffered_and_never_be_switched_off() {
    let world = World::new(0);
    let backup = |seconds: i64| {
        json!({"S3BackupMode": "Enabled", "S3BackupConfiguration": {
            "RoleARN": Arn::role("firehose"), "BucketARN": Arn::bucket("raw"),
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": seconds},
        }})
    };
    let answer = bench(&world).now(Request::CreateDeliveryStream(to_s3_with(backup(0))));
    assert!(answer.is_err_and(|error| error.message.contains("greater than or equal to 60")));
    let mut bench = bench_with(&world, to_s3_with(backup(60)));
    let off = bench.now(update(json!({"S3BackupMode": "Disabled"})));
    assert!(off.is_err_and(|error| error.message.contains("from Enabled to Disabled")));
}

#[test]
fn zero_buffering_delivers_within_a_second() {
    let world = World::new(0);
    let hints = json!({"SizeInMBs": 1, "IntervalInSeconds": 0});
    let mut bench = bench_with(&world, to_s3_with(json!({"BufferingHints": hints})));
    for _ in 0..3 {
        put(&mut bench, &["a"]);
        bench.advance(SECOND);
    }
    assert_eq!(world.borrow().objects.len(), 3);
    assert_eq!(bench.breaches(), [""; 0]);
}
