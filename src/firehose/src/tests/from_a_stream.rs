//! Reading a stream and writing objects.

use super::world::{World, bench_with, denied, from_stream, kinds, to_s3};
use crate::Place;
use api::firehose::{BufferingHints, CreateDeliveryStream, ExtendedS3DestinationUpdate, Request, UpdateDestination};
use api::{AwsError, RecordId};
use proptest::prelude::*;
use std::io::Read;

const SECOND: u64 = 1_000_000;

#[test]
fn reading_begins_at_the_latest_record_and_the_interval_closes_the_buffer() {
    let world = World::new(2);
    world.borrow_mut().put(0, sim::Time::ZERO, &["too early"]);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    let now = bench.around.now;
    world.borrow_mut().put(0, now, &["a", "b"]);
    world.borrow_mut().put(1, now, &["c"]);
    bench.advance(59 * SECOND);
    assert_eq!(world.borrow().objects.len(), 0);
    let view = bench.service.delivery_stream("d");
    assert_eq!(view.map(|view| (view.buffer.records, view.buffer.bytes)), Some((3, 3)));
    bench.advance(3 * SECOND);
    assert_eq!(world.borrow().text(), "a\nb\nc\n");
    let key = world.borrow().objects[0].key.clone();
    assert!(key.starts_with("flights/2026/01/01/00/d-1-2026-01-01-00-00-"), "{key}");
    assert_eq!(kinds(&bench), ["firehose-active", "firehose-delivered"]);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn the_record_that_reaches_the_size_closes_the_buffer() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    let record = "x".repeat(1000);
    let records = vec![record.as_str(); 3000];
    world.borrow_mut().put(0, bench.around.now, &records);
    bench.advance(2 * SECOND);
    // 1,049 records are the first to reach 1,048,576 bytes.
    let lines: Vec<_> = world.borrow().objects.iter().map(|object| object.body.0.len() / 1001).collect();
    assert_eq!(lines, [1049, 1049]);
    let view = bench.service.delivery_stream("d");
    assert_eq!(view.map(|view| view.buffer.records), Some(3000 - 2 * 1049));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn lineage_and_trace_follow_each_record() {
    let world = World::new(2);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().put(0, bench.around.now, &["same", "same"]);
    world.borrow_mut().put(1, bench.around.now, &["same"]);
    bench.advance(3 * SECOND);
    let record = RecordId { source: (*world.borrow().shards[1][0].segment.source).clone(), number: 0 };
    let waiting = bench.service.trace(&record);
    assert!(matches!(&waiting[..], [trace] if trace.delivered.is_none()), "{waiting:?}");
    bench.advance(60 * SECOND);
    let world = world.borrow();
    let lineage = world.objects[0].lineage.clone();
    assert_eq!(lineage.and_then(|lineage| lineage.record_at(2)), Some(record.clone()));
    let delivered = bench.service.trace(&record);
    let [trace] = &delivered[..] else { panic!("{delivered:?}") };
    let Some((at, Place::Object { key, .. })) = &trace.delivered else { panic!("{trace:?}") };
    assert_eq!(**key, world.objects[0].key);
    assert!(*at > trace.polled_us);
    assert!(bench.service.hops().any(|hop| hop.is_delivery && hop.source.shard == 1));
}

#[test]
fn a_denied_bucket_stops_the_reading_and_mending_the_role_loses_nothing() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().s3_error = Some(denied());
    let mib = "x".repeat(1_048_576);
    for _ in 0..10 {
        world.borrow_mut().put(0, bench.around.now, &[&mib]);
        bench.advance(2 * SECOND);
        assert_eq!(bench.breaches(), [""; 0]);
    }
    let view = bench.service.delivery_stream("d").expect("a delivery stream");
    assert!(view.is_blocked);
    assert_eq!(view.waiting_batches, crate::limits::WAITING_BATCHES_MAX as u64);
    assert_eq!(
        view.delivery_trouble.map(|trouble| trouble.error),
        Some(AwsError { code: "S3.AccessDenied".into(), ..denied() })
    );
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-delivery-failed").count(), 4);
    world.borrow_mut().s3_error = None;
    bench.advance(60 * SECOND);
    assert_eq!(world.borrow().objects.len(), 10);
    assert!(bench.service.delivery_stream("d").is_some_and(|view| !view.is_blocked));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn after_a_day_of_failure_records_are_given_up() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().s3_error = Some(denied());
    world.borrow_mut().put(0, bench.around.now, &["a"]);
    bench.advance(25 * 3600 * SECOND);
    let totals = bench.service.delivery_stream("d").map(|view| view.totals);
    assert_eq!(totals.map(|totals| totals.lost.records), Some(1));
    assert!(kinds(&bench).contains(&"firehose-data-lost"));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn an_iterator_that_expired_is_replaced_behind_the_last_record() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().put(0, bench.around.now, &["a"]);
    bench.advance(2 * SECOND);
    world.borrow_mut().kinesis_error = Some(AwsError::new("ExpiredIteratorException", "Iterator expired."));
    bench.advance(2 * SECOND);
    world.borrow_mut().kinesis_error = None;
    world.borrow_mut().put(0, bench.around.now, &["b"]);
    bench.advance(70 * SECOND);
    assert_eq!(world.borrow().text(), "a\nb\n");
    assert_eq!(world.borrow().iterators.last().map(String::as_str), Some("AFTER_SEQUENCE_NUMBER"));
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "firehose-read-failed").count(), 1);
}

#[test]
fn gzip_gives_the_same_bytes_each_time_and_they_can_be_read() {
    let body = || {
        let world = World::new(1);
        let mut request = to_s3();
        if let Some(s3) = &mut request.extended_s3_destination_configuration {
            s3.compression_format = Some("GZIP".into());
        }
        let mut bench = bench_with(&world, from_stream(request));
        world.borrow_mut().put(0, bench.around.now, &["a", "b"]);
        bench.advance(70 * SECOND);
        let object = world.borrow().objects[0].clone();
        assert!(object.key.ends_with(".gz"), "{}", object.key);
        object.body.0
    };
    assert_eq!(body(), body());
    let mut text = String::new();
    assert!(flate2::read::GzDecoder::new(&body()[..]).read_to_string(&mut text).is_ok());
    assert_eq!(text, "a\nb\n");
}

fn update(version: &str, size: i64, interval: i64) -> Request {
    Request::UpdateDestination(UpdateDestination {
        delivery_stream_name: "d".into(),
        current_delivery_stream_version_id: version.into(),
        destination_id: "destinationId-000000000001".into(),
        extended_s3_destination_update: Some(Box::new(ExtendedS3DestinationUpdate {
            buffering_hints: Some(BufferingHints { size_in_mbs: Some(size), interval_in_seconds: Some(interval) }),
            ..Default::default()
        })),
        ..Default::default()
    })
}

#[test]
fn a_shorter_interval_counts_at_once_and_the_version_shows_in_the_name() {
    let world = World::new(1);
    let mut bench = bench_with(&world, from_stream(to_s3()));
    world.borrow_mut().put(0, bench.around.now, &["a"]);
    bench.advance(20 * SECOND);
    assert_eq!(super::world::code(bench.now(update("7", 1, 10))), "ConcurrentModificationException");
    assert!(bench.now(update("1", 1, 10)).is_ok());
    bench.advance(SECOND);
    assert_eq!(world.borrow().text(), "a\n");
    assert!(world.borrow().objects[0].key.contains("/d-2-"));
    assert_eq!(bench.breaches(), [""; 0]);
}

fn small(request: CreateDeliveryStream, interval: i64) -> CreateDeliveryStream {
    let mut request = request;
    if let Some(s3) = &mut request.extended_s3_destination_configuration {
        s3.buffering_hints = Some(BufferingHints { size_in_mbs: Some(1), interval_in_seconds: Some(interval) });
    }
    request
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever comes, whenever it comes, and whether or not the bucket is to be had: the laws hold, and in the
    /// end each record has been delivered exactly once.
    #[test]
    fn everything_that_was_accepted_is_accounted_for(
        steps in prop::collection::vec((0usize..3, 0usize..4, 1usize..300_000, 0u64..40, any::<bool>()), 1..40),
        interval in 0i64..90,
    ) {
        let world = World::new(3);
        let mut bench = bench_with(&world, from_stream(small(to_s3(), interval)));
        let mut expected = vec![Vec::new(); 3];
        let mut serial = 0;
        for (shard, count, bytes, wait_s, is_denied) in steps {
            world.borrow_mut().s3_error = is_denied.then(denied);
            let filler = "x".repeat(bytes);
            let records: Vec<String> = (0..count).map(|index| format!("{shard}:{:09}{filler}", serial + index)).collect();
            serial += count;
            if !records.is_empty() {
                let texts: Vec<&str> = records.iter().map(String::as_str).collect();
                world.borrow_mut().put(shard, bench.around.now, &texts);
                expected[shard].extend(records);
            }
            bench.advance(wait_s * SECOND);
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        }
        world.borrow_mut().s3_error = None;
        bench.advance(300 * SECOND);
        prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        let text = world.borrow().text();
        for (shard, expected) in expected.iter().enumerate() {
            let prefix = format!("{shard}:");
            let mut got: Vec<&str> = text.lines().filter(|line| line.starts_with(&prefix)).collect();
            // Deliveries that were tried again may have changed places.
            got.sort_unstable();
            prop_assert!(got == *expected, "shard {}: {} records of {}", shard, got.len(), expected.len());
        }
    }
}
