//! Direct puts.

use super::world::{World, bench_with, code, from_stream, to_s3};
use crate::Firehose;
use api::firehose::{DeleteDeliveryStream, PutRecord, PutRecordBatch, Record, Request, Response};
use api::{AwsError, Blob, PutBatch};
use service::testing::Bench;

fn put(bench: &mut Bench<Firehose>, data: &str) -> Result<Response, AwsError> {
    let record = Record { data: Blob::from(data) };
    bench.now(Request::PutRecord(PutRecord { delivery_stream_name: "d".into(), record }))
}

fn put_batch(bench: &mut Bench<Firehose>, records: &[&str]) -> Result<Response, AwsError> {
    let records = PutBatch::of(records.iter().map(|record| ("", record.as_bytes())));
    bench.now(Request::PutRecordBatch(PutRecordBatch { delivery_stream_name: "d".into(), records }))
}

#[test]
fn records_are_numbered_buffered_and_written() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3());
    let Ok(Response::PutRecord(output)) = put(&mut bench, "a") else { panic!("not put") };
    assert_eq!(output.record_id, "direct:d:0:0:0");
    let Ok(Response::PutRecordBatch(output)) = put_batch(&mut bench, &["b", "c"]) else { panic!("not put") };
    assert_eq!((output.failed_put_count, output.request_responses.first), (0, 1));
    bench.advance(61_000_000);
    assert_eq!(world.borrow().text(), "a\nb\nc\n");
    // Three records of one byte are billed as 15 KB.
    assert_eq!(bench.around.charges.get("BilledBytes"), Some(&(15.0 / 1024.0 / 1024.0)));
    assert_eq!(bench.around.metrics.get("IncomingRecords"), Some(&3.0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_comes_too_fast_is_answered_record_by_record() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3());
    let mib = "x".repeat(1_000_000);
    assert!(put_batch(&mut bench, &[&mib, &mib, &mib]).is_ok());
    let Ok(Response::PutRecordBatch(output)) = put_batch(&mut bench, &[&mib, &mib, &mib]) else { panic!("not put") };
    assert_eq!((output.request_responses.accepted, output.failed_put_count), (2, 1));
    let json = serde_json::to_string(&output).unwrap_or_default();
    assert!(json.contains(r#"{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}"#), "{json}");
    assert_eq!(code(put(&mut bench, &mib)), "ServiceUnavailableException");
    bench.advance(1_000_000);
    assert!(put(&mut bench, &mib).is_ok());
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_is_too_large_or_too_much_is_refused_and_changes_nothing() {
    let world = World::new(0);
    let mut bench = bench_with(&world, to_s3());
    assert_eq!(code(put(&mut bench, &"x".repeat(1_024_001))), "ValidationException");
    assert_eq!(code(put_batch(&mut bench, &[])), "ValidationException");
    assert_eq!(code(put_batch(&mut bench, &["a"; 501])), "ValidationException");
    assert_eq!(code(put_batch(&mut bench, &["x".repeat(1_000_000).as_str(); 5])), "InvalidArgumentException");
    let keyed = PutBatch::of([("key", b"a".as_slice())]);
    let request = PutRecordBatch { delivery_stream_name: "d".into(), records: keyed };
    assert_eq!(code(bench.now(Request::PutRecordBatch(request))), "ValidationException");
    assert_eq!(bench.service.delivery_stream("d").map(|view| view.totals.accepted.records), Some(0));
}

#[test]
fn one_puts_only_to_an_active_delivery_stream_that_reads_nothing() {
    let world = World::new(1);
    let mut bench = super::world::bench(&world);
    assert_eq!(code(put(&mut bench, "a")), "ResourceNotFoundException");
    assert!(bench.now(Request::CreateDeliveryStream(from_stream(to_s3()))).is_ok());
    let delete = || {
        Request::DeleteDeliveryStream(DeleteDeliveryStream { delivery_stream_name: "d".into(), ..Default::default() })
    };
    assert_eq!(code(put(&mut bench, "a")), "ResourceNotFoundException");
    assert_eq!(code(bench.now(delete())), "ResourceInUseException");
    bench.advance(20_000_000);
    assert_eq!(code(put(&mut bench, "a")), "InvalidArgumentException");
    assert!(bench.now(delete()).is_ok());
    bench.advance(20_000_000);
    assert_eq!(code(bench.now(delete())), "ResourceNotFoundException");
    assert!(bench.now(Request::CreateDeliveryStream(to_s3())).is_ok());
    bench.advance(20_000_000);
    assert!(put(&mut bench, "a").is_ok());
}
