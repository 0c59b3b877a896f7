//! How fast records go through. Prints; the bound is the whole pipeline's, and checked there.

use super::world::{World, bench_with, from_stream, lambda, processing, processor, to_s3, to_s3_with};
use serde_json::json;

const RECORDS: usize = 4_000_000;
const SHARDS: usize = 200;

fn run(gzip: bool) {
    let world = World::new(SHARDS);
    let mut request = from_stream(to_s3());
    if let (Some(s3), true) = (&mut request.extended_s3_destination_configuration, gzip) {
        s3.compression_format = Some("GZIP".into());
    }
    let mut bench = bench_with(&world, request);
    let texts: Vec<String> = (0..1_000).map(|index| format!("{{\"flight\":{index:0190}}}")).collect();
    let records: Vec<&str> = texts.iter().map(String::as_str).collect();
    for _ in 0..RECORDS / SHARDS / records.len() {
        for shard in 0..SHARDS {
            world.borrow_mut().put(shard, bench.around.now, &records);
        }
    }
    #[expect(clippy::disallowed_methods, reason = "measures the machine, not the model")]
    let start = std::time::Instant::now();
    bench.advance(3_000_000);
    let elapsed = start.elapsed();
    let written = bench.service.delivery_stream("d").map_or(0, |view| view.totals.delivered.records);
    println!("gzip {gzip}: {written} records in {elapsed:?}, {:.0}/s", written as f64 / elapsed.as_secs_f64());
    assert!(written > RECORDS as u64 * 9 / 10);
}

/// Records through processors: by partition with a query, or through a function.
fn run_processed(name: &str, s3: serde_json::Value) {
    const RECORDS: usize = 200_000;
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3_with(s3)));
    let texts: Vec<String> =
        (0..1_000).map(|index| format!("{{\"k\":{},\"flight\":\"{index:0170}\"}}", index % 50)).collect();
    let records: Vec<&str> = texts.iter().map(String::as_str).collect();
    bench.advance(2_000_000);
    for _ in 0..RECORDS / records.len() {
        world.borrow_mut().put(0, bench.around.now, &records);
    }
    #[expect(clippy::disallowed_methods, reason = "measures the machine, not the model")]
    let start = std::time::Instant::now();
    bench.advance(200_000_000);
    let elapsed = start.elapsed();
    let written = bench.service.delivery_stream("d").map_or(0, |view| view.totals.delivered.records);
    println!("{name}: {written} records in {elapsed:?}, {:.0}/s", written as f64 / elapsed.as_secs_f64());
    assert_eq!(written, RECORDS as u64);
}

#[test]
#[ignore = "prints figures; run in release"]
fn speed() {
    run(false);
    run(true);
    let query = processor("MetadataExtraction", &[("MetadataExtractionQuery", "{k}"), ("JsonParsingEngine", "JQ-1.6")]);
    run_processed(
        "by partition",
        json!({
            "Prefix": "k=!{partitionKeyFromQuery:k}/", "DynamicPartitioningConfiguration": {"Enabled": true},
            "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60}, "ProcessingConfiguration": processing(&[query]),
        }),
    );
    run_processed("by function", json!({"ProcessingConfiguration": processing(&[lambda(".k += 1")])}));
}
