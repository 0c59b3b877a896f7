//! From JSON to Parquet: the engine's answers are given by hand.

use super::world::{World, bench, bench_with, kinds, lines, processing, processor, put, to_s3_with, totals};
use crate::Firehose;
use api::Arn;
use api::firehose::Request;
use jobs::lake::{self, Codec, Convert, Converted, Misfit, Reading, Unfit};
use jobs::{Answer, Blob, Failure};
use serde_json::{Value, json};
use service::testing::Bench;

const SECOND: u64 = 1_000_000;

fn converting(more: Value) -> Value {
    let mut s3 = json!({
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
        "DataFormatConversionConfiguration": {
            "SchemaConfiguration": {"RoleARN": Arn::role("firehose"), "DatabaseName": "lake", "TableName": "flights"},
            "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {"ConvertDotsInJsonKeysToUnderscores": true}}},
            "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {"Compression": "GZIP"}}},
        },
    });
    if let (Some(s3), Value::Object(more)) = (s3.as_object_mut(), more) {
        s3.extend(more);
    }
    s3
}

fn world() -> std::rc::Rc<std::cell::RefCell<World>> {
    let world = World::new(0);
    world.borrow_mut().columns = vec![("id", "int"), ("name", "string")];
    world
}

/// The last job, and its request.
fn asked(bench: &Bench<Firehose>) -> (sim::JobId, Convert) {
    match bench.around.jobs.last() {
        Some((job, _, jobs::Request::Lake(lake::Request::Convert(convert)))) => (*job, convert.clone()),
        other => panic!("{other:?}"),
    }
}

fn answer(file: &str, rows_of: Vec<(u64, u64)>, failed: Vec<Unfit>) -> Result<Answer, Failure> {
    let file = (!file.is_empty()).then(|| Blob(file.as_bytes().to_vec().into()));
    Ok(Answer::Lake(lake::Answer::Converted(Ok(Converted { file, rows: 0, rows_of, failed }))))
}

fn unfit(record: u64) -> Unfit {
    Unfit { record, class: Misfit::Type, message: "id: expected int".into() }
}

#[test]
fn a_batch_becomes_a_file_of_columns_and_what_does_not_fit_goes_to_the_error_prefix() {
    let world = world();
    let mut bench = bench_with(&world, to_s3_with(converting(json!({}))));
    put(&mut bench, &[r#"{"id":1}"#, r#"{"id":"x"}"#, r#"{"id":2}{"id":3}"#, r#"{"id":4}"#]);
    bench.advance(62 * SECOND);
    let (job, convert) = asked(&bench);
    assert_eq!(convert.columns.iter().map(|column| column.hive_type.as_str()).collect::<Vec<_>>(), ["int", "string"]);
    assert_eq!(convert.writing.codec, Codec::Gzip);
    assert!(matches!(convert.reading, Reading::Lenient { dots_to_underscores: true, case_insensitive: true, .. }));
    let content = &bench.around.contents[&convert.content];
    assert_eq!(content[..12], *b"\x08\x00\x00\x00{\"id\":1}");
    assert_eq!(content.len() as u64, convert.bytes);
    assert_eq!(bench.breaches(), [""; 0]);
    bench.answer(job, answer("PAR1…", vec![(2, 2)], vec![unfit(1)]));
    assert_eq!(bench.breaches(), [""; 0]);
    let file = world.borrow().objects[0].clone();
    assert!(file.key.ends_with(".parquet") && *file.body.0 == *"PAR1…".as_bytes(), "{}", file.key);
    let numbers: Vec<_> =
        (0..5).map(|row| file.lineage.as_ref().and_then(|it| it.record_at(row)).map(|it| it.number)).collect();
    assert_eq!(numbers, [Some(0), Some(2), Some(2), Some(3), None]);
    bench.advance(62 * SECOND);
    let bad = world.borrow().objects[1].clone();
    assert!(bad.key.starts_with("errors/format-conversion-failed/2026/"), "{}", bad.key);
    assert!(!bad.key.ends_with(".parquet"));
    let line = &lines(&bad)[0];
    assert_eq!(line["lastErrorCode"], "DataFormatConversion.MalformedData");
    assert_eq!(line["lastErrorMessage"], "id: expected int");
    assert_eq!(line["rawData"], "eyJpZCI6IngifQ==");
    assert_eq!((&line["dataCatalogTable"]["tableName"], &line["sequenceNumber"]), (&json!("flights"), &Value::Null));
    assert_eq!((totals(&bench).delivered.records, totals(&bench).failed.records), (3, 1));
    assert_eq!(bench.around.metrics.get("FailedConversion.Records"), Some(&1.0));
    // Three records of 5 KB.
    assert_eq!(bench.around.charges.get("FormatConversionBytes"), Some(&(15.0 / 1024.0 / 1024.0)));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn an_engine_that_fails_is_asked_again_and_nothing_is_lost() {
    let world = world();
    let mut bench = bench_with(&world, to_s3_with(converting(json!({}))));
    put(&mut bench, &[r#"{"id":1}"#]);
    bench.advance(62 * SECOND);
    for attempt in 0..3 {
        let (job, _) = asked(&bench);
        bench.answer(job, Err(Failure { reason: "no engine".into() }));
        assert_eq!(bench.breaches(), [""; 0]);
        bench.advance(40 * SECOND);
        assert!(asked(&bench).0 != job, "attempt {attempt} is followed by another");
    }
    assert!(kinds(&bench).contains(&"firehose-delivery-failed"));
    // A failing bucket keeps the file that was made.
    world.borrow_mut().s3_error = Some(super::world::denied());
    let (job, _) = asked(&bench);
    bench.answer(job, answer("PAR1", vec![], vec![]));
    bench.advance(100 * SECOND);
    assert_eq!(asked(&bench).0, job);
    world.borrow_mut().s3_error = None;
    bench.advance(100 * SECOND);
    assert_eq!((totals(&bench).delivered.records, world.borrow().text()), (1, "PAR1".into()));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn nothing_but_misfits_gives_no_file() {
    let world = world();
    let mut bench = bench_with(&world, to_s3_with(converting(json!({}))));
    put(&mut bench, &["a", "b"]);
    bench.advance(62 * SECOND);
    let (job, _) = asked(&bench);
    bench.answer(job, answer("", vec![], vec![unfit(0), unfit(1)]));
    bench.advance(70 * SECOND);
    assert_eq!((totals(&bench).failed.records, world.borrow().objects.len()), (2, 1));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn parts_of_a_record_are_rows_of_it() {
    let world = world();
    let split = processor("RecordDeAggregation", &[("SubRecordType", "JSON")]);
    let s3 = converting(json!({"ProcessingConfiguration": processing(&[split])}));
    let mut bench = bench_with(&world, to_s3_with(s3));
    put(&mut bench, &[r#"{"id":1}{"id":"x"}{"id":3}"#, r#"{"id":4}"#]);
    bench.advance(62 * SECOND);
    let (job, _) = asked(&bench);
    bench.answer(job, answer("PAR1", vec![], vec![unfit(1)]));
    let lineage = world.borrow().objects[0].lineage.clone().expect("a lineage");
    assert_eq!((lineage.lines(), lineage.0.len()), (3, 2));
    bench.advance(70 * SECOND);
    assert_eq!(lines(&world.borrow().objects[1])[0]["subSequenceNumber"], 1);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_table_that_cannot_be_read_is_refused_at_creation() {
    let refusal = |s3: Value| {
        let answer = bench(&World::new(0)).now(Request::CreateDeliveryStream(to_s3_with(s3)));
        answer.map_or_else(|error| error.to_string(), |_| "no error".into())
    };
    assert!(refusal(converting(json!({}))).contains("EntityNotFoundException"));
    let with = |name: &str, value: Value| {
        let mut s3 = converting(json!({}));
        s3["DataFormatConversionConfiguration"][name] = value;
        refusal(s3)
    };
    assert!(with("SchemaConfiguration", Value::Null).contains("SchemaConfiguration is required"));
    let both = json!({"Deserializer": {"OpenXJsonSerDe": {}, "HiveJsonSerDe": {}}});
    assert!(with("InputFormatConfiguration", both).contains("Exactly one deserializer"));
    let orc = json!({"Serializer": {"OrcSerDe": {"StripeSizeBytes": 67108864}}});
    assert!(with("OutputFormatConfiguration", orc).contains("'OrcSerDe' is valid in AWS, but not modelled"));
    let small = json!({"Serializer": {"ParquetSerDe": {"BlockSizeBytes": 1}}});
    assert!(with("OutputFormatConfiguration", small).contains("greater than or equal to 67108864"));
}
