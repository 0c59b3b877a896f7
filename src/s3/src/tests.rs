//! The service on a bench.

use crate::S3;
use api::s3::{self, Request, Response};
use api::{AwsError, Blob, Lineage, Outcome, RecordId, Run, Source, SourceKind};
use proptest::prelude::*;
use service::testing::Bench;
use std::collections::BTreeMap;
use std::sync::Arc;

fn bench() -> Bench<S3> {
    let mut bench = Bench::new(S3::new());
    let made = bench.now(Request::CreateBucket(s3::CreateBucket { bucket: "lake".into(), ..Default::default() }));
    assert!(made.is_ok());
    bench
}

fn put(bench: &mut Bench<S3>, key: &str, body: &str) -> Result<Response, AwsError> {
    put_with(bench, key, body, None)
}

fn put_with(bench: &mut Bench<S3>, key: &str, body: &str, lineage: Option<Lineage>) -> Result<Response, AwsError> {
    bench.now(Request::PutObject(s3::PutObject {
        bucket: "lake".into(),
        key: key.into(),
        body: Blob::from(body),
        lineage: lineage.map(Arc::new),
        ..Default::default()
    }))
}

fn delete(bench: &mut Bench<S3>, key: &str) {
    let gone = s3::DeleteObject { bucket: "lake".into(), key: key.into(), ..Default::default() };
    assert!(bench.now(Request::DeleteObject(gone)).is_ok());
}

fn list(bench: &mut Bench<S3>, request: s3::ListObjectsV2) -> s3::ListObjectsV2Output {
    match bench.now(Request::ListObjectsV2(s3::ListObjectsV2 { bucket: "lake".into(), ..request })) {
        Ok(Response::ListObjectsV2(page)) => page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_etag_is_the_md5_within_quotes() {
    let mut bench = bench();
    let Ok(Response::PutObject(output)) = put(&mut bench, "k", "hello") else { panic!("not put") };
    assert_eq!(output.e_tag, "\"5d41402abc4b2a76b9719d911017c592\"");
    assert_eq!(bench.around.notes.last().map(|note| note.kind), Some("s3-object-created"));
}

#[test]
fn a_failed_put_changes_nothing() {
    let mut bench = bench();
    let request = s3::PutObject {
        bucket: "lake".into(),
        key: "k".into(),
        content_md5: Some("AAAAAAAAAAAAAAAAAAAAAA==".into()),
        ..Default::default()
    };
    let error = bench.now(Request::PutObject(request)).err();
    assert_eq!(error.map(|error| error.code), Some("BadDigest".into()));
    assert!(bench.service.object("lake", "k").is_none());
}

#[test]
fn a_record_is_found_in_every_object_that_holds_it() {
    let mut bench = bench();
    let source = Source { kind: SourceKind::Stream, name: "flights".into(), created_us: 1, shard: 0 };
    let run = |first, count, outcome| Run { source: Arc::new(source.clone()), first, count, lines: 1, outcome };
    let long = Lineage(vec![run(0, 100, Outcome::Delivered)]);
    let short = Lineage(vec![run(40, 5, Outcome::Failed), run(45, 5, Outcome::Delivered)]);
    assert!(put_with(&mut bench, "long", "…", Some(long)).is_ok());
    assert!(put_with(&mut bench, "short", "…", Some(short)).is_ok());
    let places = |bench: &Bench<S3>, number| {
        let record = RecordId { source: source.clone(), number };
        let found = bench.service.objects_of(&record).into_iter();
        found.map(|(_, key, line)| (key.to_string(), line)).collect::<Vec<_>>()
    };
    assert_eq!(places(&bench, 47), [("long".to_owned(), 47), ("short".to_owned(), 2)]);
    assert_eq!(places(&bench, 42), [("long".to_owned(), 42)]);
    assert_eq!(places(&bench, 100), []);
    delete(&mut bench, "long");
    assert_eq!(places(&bench, 47), [("short".to_owned(), 2)]);
    assert!(put(&mut bench, "short", "").is_ok());
    assert_eq!(places(&bench, 47), []);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn storage_is_reported_once_a_day() {
    let mut bench = bench();
    assert!(put(&mut bench, "k", "hello").is_ok());
    bench.advance(2 * crate::limits::STORAGE_METRICS_INTERVAL_US);
    assert_eq!(bench.around.metrics.get("BucketSizeBytes"), Some(&10.0));
}

/// What a listing must give, the slow way: everything, rolled up, then cut.
fn expected(keys: &BTreeMap<String, String>, prefix: &str, delimiter: Option<&str>, after: &str) -> Vec<String> {
    let mut items = Vec::new();
    for key in keys.keys().filter(|key| key.starts_with(prefix) && key.as_str() > after) {
        let rest = &key[prefix.len()..];
        let item = match delimiter.and_then(|delimiter| rest.find(delimiter).map(|at| at + delimiter.len())) {
            Some(end) => format!("{prefix}{}", &rest[..end]),
            None => key.clone(),
        };
        if item.as_str() > after && items.last() != Some(&item) {
            items.push(item);
        }
    }
    items
}

proptest! {
    #[test]
    fn pages_together_are_the_whole_listing(
        keys in prop::collection::vec("[ab/]{1,5}", 0..40),
        prefix in "[ab/]{0,2}",
        after in "[ab/]{0,3}",
        by_slash in any::<bool>(),
        max_keys in 1i64..5,
    ) {
        let mut bench = bench();
        let mut model = BTreeMap::new();
        for key in keys {
            prop_assert!(put(&mut bench, &key, &key).is_ok());
            model.insert(key.clone(), key);
        }
        let delimiter = by_slash.then(|| "/".to_owned());
        let mut got = Vec::new();
        let mut token = None;
        loop {
            let page = list(&mut bench, s3::ListObjectsV2 {
                prefix: Some(prefix.clone()),
                delimiter: delimiter.clone(),
                max_keys: Some(max_keys),
                start_after: Some(after.clone()),
                continuation_token: token,
                ..Default::default()
            });
            prop_assert!(page.key_count <= max_keys);
            let mut items: Vec<String> = page.contents.into_iter().map(|object| object.key).collect();
            items.extend(page.common_prefixes.into_iter().map(|common| common.prefix));
            items.sort();
            got.extend(items);
            token = page.next_continuation_token;
            prop_assert_eq!(page.is_truncated, token.is_some());
            if token.is_none() {
                break;
            }
        }
        prop_assert_eq!(got, expected(&model, &prefix, delimiter.as_deref(), &after));
    }

    #[test]
    fn the_laws_hold_whatever_is_put_and_deleted(steps in prop::collection::vec(("[a-c]", "[xy]{0,9}", any::<bool>()), 0..40)) {
        let mut bench = bench();
        for (key, body, is_put) in steps {
            if is_put {
                prop_assert!(put(&mut bench, &key, &body).is_ok());
            } else {
                delete(&mut bench, &key);
            }
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        }
    }
}
