//! What must hold for any documents and any request.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use bytes::Bytes;
use jobs::Digest;
use jobs::search::{Answer, FieldType, Request, Search, Segment};
use proptest::prelude::*;
use search::Engine;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn mapping() -> BTreeMap<String, FieldType> {
    let fields = [
        ("city", FieldType::Text),
        ("origin", FieldType::Keyword),
        ("delay", FieldType::Long),
        ("at", FieldType::Date),
    ];
    fields.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect()
}

/// An engine that holds these documents, and a search that sees them, cut into segments of this many.
fn engine(documents: &[Value], segment_lines: usize) -> (Engine, Search) {
    let mut engine = Engine::new();
    let mut segments = Vec::new();
    for (number, part) in documents.chunks(segment_lines).enumerate() {
        let mut content = String::new();
        for (line, source) in part.iter().enumerate() {
            content.push_str(&format!(
                "{}\n",
                json!({"_id": (number * segment_lines + line).to_string(), "_source": source})
            ));
        }
        let content = Bytes::from(content);
        let digest = Digest::of(&content);
        segments.push(Segment { content: digest, bytes: content.len() as u64, deleted: Vec::new() });
        engine.put(digest, content);
    }
    let body = Value::Null;
    (engine, Search { index: "i".into(), mapping: mapping(), segments, body, now_epoch_ms: 0 })
}

fn run(engine: &mut Engine, job: &Search, body: &Value) -> Answer {
    engine.run(&Request::Search(Search { body: body.clone(), ..job.clone() })).unwrap()
}

fn document() -> impl Strategy<Value = Value> {
    let city = prop::collection::vec(prop::sample::select(vec!["los", "angeles", "las", "vegas", "fog"]), 0..6);
    let origin = prop::sample::select(vec!["HNL", "LAX", "ATL"]);
    (city, origin, -5..100i64, 0..5_000_000_000i64).prop_map(
        |(city, origin, delay, at)| json!({"city": city.join(" "), "origin": origin, "delay": delay, "at": at}),
    )
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = vec![
        "query",
        "match",
        "bool",
        "must",
        "should",
        "filter",
        "term",
        "terms",
        "range",
        "gte",
        "lt",
        "city",
        "origin",
        "delay",
        "at",
        "aggs",
        "date_histogram",
        "histogram",
        "interval",
        "field",
        "sort",
        "order",
        "highlight",
        "fields",
        "size",
        "fuzziness",
        "boost",
        "multi_match",
        "query_string",
        "prefix",
        "wildcard",
        "1d",
        "now-1d/d",
        "desc",
        "-1",
        "*",
    ];
    let word = prop::sample::select(words).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(word.clone(), inner, 0..3).prop_map(|members| json!(members)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// How documents are spread over segments changes nothing in an answer.
    #[test]
    fn segments_do_not_show(documents in prop::collection::vec(document(), 1..20), lines in 1..6usize) {
        let bodies = [
            json!({"query": {"match": {"city": "los angeles"}}, "size": 30}),
            json!({"query": {"match_phrase": {"city": {"query": "las vegas", "slop": 1}}}, "highlight": {"fields": {"city": {}}}}),
            json!({"query": {"multi_match": {"query": "fog lax", "fuzziness": "AUTO"}}}),
            json!({"sort": [{"delay": "desc"}, "at"], "aggs": {
                "o": {"terms": {"field": "origin"}, "aggs": {"d": {"avg": {"field": "delay"}}}},
                "h": {"date_histogram": {"field": "at", "calendar_interval": "month"}}}}),
        ];
        let (mut whole, whole_job) = engine(&documents, documents.len());
        let (mut parts, parts_job) = engine(&documents, lines);
        for body in bodies {
            prop_assert_eq!(run(&mut whole, &whole_job, &body), run(&mut parts, &parts_job, &body));
        }
    }

    /// Any text in a search box has an answer.
    #[test]
    fn any_text_is_answered(text in any::<String>(), syntax in "[a-z :()\"*?~^+|\\-\\[\\]{}!&\\\\/<>=0-9]{0,40}") {
        let (mut engine, job) = engine(&[json!({"city": "Los Angeles", "delay": 5})], 1);
        for text in [text, syntax] {
            for kind in ["query_string", "simple_query_string", "multi_match"] {
                run(&mut engine, &job, &json!({"query": {kind: {"query": text}}, "highlight": {"fields": {"*": {"fragment_size": 3}}}}));
            }
        }
    }

    /// Any JSON has an answer.
    #[test]
    fn any_body_is_answered(body in any_json(), clause in any_json()) {
        let (mut engine, job) = engine(&[json!({"city": "Los Angeles", "delay": 5, "at": "2001-01-01"})], 1);
        run(&mut engine, &job, &body);
        for kind in ["match", "range", "terms", "bool", "multi_match", "fuzzy"] {
            run(&mut engine, &job, &json!({"query": {kind: clause}}));
            run(&mut engine, &job, &json!({"query": {kind: {"delay": clause}}}));
            run(&mut engine, &job, &json!({"query": {kind: {"at": clause}}}));
        }
        for kind in ["terms", "histogram", "date_histogram", "range", "avg"] {
            run(&mut engine, &job, &json!({"aggs": {"x": {kind: clause}}}));
            run(&mut engine, &job, &json!({"aggs": {"x": {kind: {"field": "at", "interval": clause, "ranges": [clause]}}}}));
        }
        run(&mut engine, &job, &json!({"sort": clause}));
        run(&mut engine, &job, &json!({"highlight": clause}));
    }

    /// Any bytes are a content.
    #[test]
    fn any_content_is_searched(content in prop::collection::vec(any::<u8>(), 0..200)) {
        let (mut engine, mut job) = engine(&[], 1);
        let digest = Digest::of(&content);
        job.segments.push(Segment { content: digest, bytes: content.len() as u64, deleted: vec![0, 7, u32::MAX] });
        engine.put(digest, Bytes::from(content));
        run(&mut engine, &job, &json!({}));
    }
}

#[test]
fn a_content_that_was_not_put_is_a_failure() {
    let (mut engine, job) = engine(&[json!({})], 1);
    let digest = job.segments.first().unwrap().content;
    assert!(engine.has(digest));
    engine.forget(digest);
    assert!(!engine.has(digest));
    let failure = engine.run(&Request::Search(job)).unwrap_err();
    assert_eq!(failure.reason, format!("content '{digest}' was not put"));
}

#[test]
fn a_new_mapping_builds_anew() {
    let (mut engine, mut job) = engine(&[json!({"later": 5})], 1);
    let body = json!({"query": {"term": {"later": 5}}, "_source": false});
    let before = run(&mut engine, &job, &body);
    job.mapping.insert("later".into(), FieldType::Long);
    let after = run(&mut engine, &job, &body);
    let total = |answer: &Answer| match answer {
        Answer::Found(Ok(body)) => body["hits"]["total"]["value"].as_u64(),
        Answer::Found(Err(_)) => None,
    };
    assert_eq!((total(&before), total(&after)), (Some(0), Some(1)));
}
