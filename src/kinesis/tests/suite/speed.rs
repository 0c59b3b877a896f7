//! How fast records are put and read; prints, and asserts nothing, since machines differ.

use crate::common::{SECOND_US, bench, iterator};
use api::PutBatch;
use api::kinesis::{GetRecords, PutRecords, Request, Response};
use serde_json::json;
use std::time::Duration;

#[test]
#[ignore = "prints figures; run it optimised"]
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn speed() {
    let mut bench = bench(512);
    let texts: Vec<_> = (0..500).map(|number| (format!("key-{number}"), vec![b'x'; 200])).collect();
    let batch = PutBatch::of(texts.iter().map(|(key, data)| (key.as_str(), data.as_slice())));
    let mut spent = Duration::ZERO;
    let mut put = 0;
    for _ in 0..4_000 {
        let request = PutRecords { stream_name: Some("s".into()), stream_arn: None, records: batch.clone() };
        let start = std::time::Instant::now();
        let answer = bench.now(Request::PutRecords(request));
        spent += start.elapsed();
        match answer {
            Ok(Response::PutRecords(output)) => put += 500 - u64::from(output.failed_record_count),
            other => panic!("{other:?}"),
        }
        bench.advance(SECOND_US / 100);
    }
    println!("put: {put} records of 200 bytes in {spent:?}, {:.0} a second", put as f64 / spent.as_secs_f64());
    let start = std::time::Instant::now();
    let mut read = 0;
    for shard in 0..512 {
        let from = iterator(&mut bench, shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
        let request = GetRecords { shard_iterator: from, ..GetRecords::default() };
        match bench.now(Request::GetRecords(request)) {
            Ok(Response::GetRecords(output)) => read += output.records.len(),
            other => panic!("{other:?}"),
        }
    }
    println!("read: {read} records in {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let clone = bench.service.clone();
    println!(
        "clone: {:?} for {} records",
        start.elapsed(),
        clone.streams().map(|stream| stream.records()).sum::<u64>()
    );
}
