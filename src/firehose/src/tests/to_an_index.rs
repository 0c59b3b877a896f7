//! Writing documents.

use super::world::{World, bench_with, denied, from_stream, kinds};
use crate::{Firehose, Place};
use api::firehose::{
    BufferingHints, CreateDeliveryStream, ExtendedS3DestinationConfiguration, OpenSearchDestinationConfiguration,
    RetryOptions,
};
use api::{Arn, AwsError};
use serde_json::Value;
use service::testing::Bench;

const SECOND: u64 = 1_000_000;

fn to_index() -> CreateDeliveryStream {
    from_stream(CreateDeliveryStream {
        delivery_stream_name: "d".into(),
        open_search_destination_configuration: Some(Box::new(OpenSearchDestinationConfiguration {
            role_arn: Arn::role("firehose"),
            domain_arn: Some(Arn::domain("flights-search")),
            index_name: "flights".into(),
            index_rotation_period: Some("OneDay".into()),
            buffering_hints: Some(BufferingHints { size_in_mbs: Some(1), interval_in_seconds: Some(10) }),
            retry_options: Some(RetryOptions { duration_in_seconds: Some(60) }),
            s3_configuration: ExtendedS3DestinationConfiguration {
                role_arn: Arn::role("firehose"),
                bucket_arn: Arn::bucket("lake"),
                ..Default::default()
            },
            ..Default::default()
        })),
        ..Default::default()
    })
}

fn totals(bench: &Bench<Firehose>) -> (u64, u64) {
    let view = bench.service.delivery_stream("d");
    view.map_or((0, 0), |view| (view.totals.delivered.records, view.totals.failed.records))
}

#[test]
fn documents_are_named_by_their_records() {
    let world = World::new(1);
    let mut bench = bench_with(&world, to_index());
    world.borrow_mut().put(0, bench.around.now, &["{\"a\":\n1}\n", "{\"a\":2}"]);
    bench.advance(13 * SECOND);
    let documents = world.borrow().documents.clone();
    let expected = [("stream:flights:0:0:0", "{\"a\": 1}"), ("stream:flights:0:0:1", "{\"a\":2}")];
    assert_eq!(documents.iter().map(|(id, text)| (&**id, &**text)).collect::<Vec<_>>(), expected);
    assert_eq!(totals(&bench), (2, 0));
    let place = bench.service.delivery_stream("d").and_then(|view| view.last).map(|last| last.place);
    let Some(Place::Index { index, .. }) = place else { panic!("{place:?}") };
    assert_eq!(&*index, "flights-2026-01-01");
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn documents_that_are_refused_go_to_the_backup_with_their_reason() {
    let world = World::new(1);
    let mut bench = bench_with(&world, to_index());
    world.borrow_mut().refuses = Some(("bad", 400));
    world.borrow_mut().put(0, bench.around.now, &["{}", "bad", "{}"]);
    bench.advance(13 * SECOND);
    assert_eq!(totals(&bench), (2, 1));
    let world = world.borrow();
    let [object] = &world.objects[..] else { panic!("{} objects", world.objects.len()) };
    assert!(object.key.starts_with("AmazonOpenSearchService_failed/2026/01/01/00/d-1-"), "{}", object.key);
    let line: Value = serde_json::from_slice(&object.body.0).unwrap_or_default();
    assert_eq!(line["errorMessage"], "mapper_parsing_exception: failed to parse");
    assert_eq!(line["esDocumentId"], "stream:flights:0:0:1");
    assert_eq!(line["rawData"], "YmFk");
    let record = object.lineage.as_ref().and_then(|lineage| lineage.record_at(0));
    assert_eq!(record.map(|record| record.number), Some(1));
    assert!(kinds(&bench).contains(&"firehose-documents-failed"));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn documents_that_the_index_cannot_take_now_are_tried_again() {
    let world = World::new(1);
    let mut bench = bench_with(&world, to_index());
    world.borrow_mut().refuses = Some(("busy", 429));
    world.borrow_mut().put(0, bench.around.now, &["{}", "busy"]);
    bench.advance(15 * SECOND);
    assert_eq!(totals(&bench), (1, 0));
    assert_eq!(bench.breaches(), [""; 0]);
    world.borrow_mut().refuses = None;
    bench.advance(30 * SECOND);
    assert_eq!(totals(&bench), (2, 0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_domain_that_fails_for_too_long_sends_everything_to_the_backup() {
    let world = World::new(1);
    let mut bench = bench_with(&world, to_index());
    world.borrow_mut().domain_error = Some(AwsError::new("ResourceNotFoundException", "no such domain"));
    world.borrow_mut().s3_error = Some(denied());
    world.borrow_mut().put(0, bench.around.now, &["{}", "{}"]);
    bench.advance(200 * SECOND);
    assert_eq!(totals(&bench), (0, 0));
    assert_eq!(bench.breaches(), [""; 0]);
    world.borrow_mut().s3_error = None;
    bench.advance(60 * SECOND);
    assert_eq!(totals(&bench), (0, 2));
    assert_eq!(world.borrow().text().lines().count(), 2);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn parts_of_a_record_are_documents_of_their_own_and_all_documents_may_be_backed_up() {
    let world = World::new(1);
    let mut request = to_index();
    if let Some(to) = &mut request.open_search_destination_configuration {
        to.s3_backup_mode = Some("AllDocuments".into());
        let split = super::world::processor("RecordDeAggregation", &[("SubRecordType", "JSON")]);
        to.processing_configuration = serde_json::from_value(super::world::processing(&[split])).ok();
    }
    let mut bench = bench_with(&world, request);
    world.borrow_mut().put(0, bench.around.now, &["{\"a\":1}{\"a\":2}", "{\"a\":3}"]);
    bench.advance(13 * SECOND);
    let ids: Vec<String> = world.borrow().documents.keys().cloned().collect();
    assert_eq!(ids, ["stream:flights:0:0:0.0", "stream:flights:0:0:0.1", "stream:flights:0:0:1"]);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.advance(300 * SECOND);
    assert_eq!(world.borrow().text(), "{\"a\":1}{\"a\":2}{\"a\":3}");
    assert_eq!(bench.breaches(), [""; 0]);
}
