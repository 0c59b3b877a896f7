//! The laws, whatever is configured and whatever comes.

use super::world::{World, bench_with, denied, lambda, processing, processor, put, to_s3_with, totals};
use crate::Firehose;
use jobs::lake::{self, Converted, Misfit, Unfit};
use proptest::prelude::*;
use serde_json::{Value, json};
use service::testing::Bench;
use std::collections::BTreeSet;

const SECOND: u64 = 1_000_000;

#[derive(Clone, Copy, Debug)]
struct Setting {
    splits: bool,
    transforms: bool,
    partitions: bool,
    converts: bool,
    backs_up: bool,
}

fn request(setting: Setting) -> Value {
    let mut processors = Vec::new();
    if setting.splits {
        processors.push(processor("RecordDeAggregation", &[("SubRecordType", "JSON")]));
    }
    if setting.transforms {
        processors.push(lambda("if .f == 0 then empty elif .f == 1 then error(\"one\") elif .f == 2 then last(repeat(1)) else . + {t: true} end"));
    }
    let mut s3 = json!({"BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60}});
    if setting.partitions {
        let parameters = [("MetadataExtractionQuery", "{k: .k}"), ("JsonParsingEngine", "JQ-1.6")];
        processors.push(processor("MetadataExtraction", &parameters));
        s3["Prefix"] = json!("k=!{partitionKeyFromQuery:k}/");
        s3["DynamicPartitioningConfiguration"] = json!({"Enabled": true});
    }
    if setting.converts {
        s3["DataFormatConversionConfiguration"] = json!({
            "SchemaConfiguration": {"RoleARN": api::Arn::role("firehose"), "DatabaseName": "lake", "TableName": "flights"},
            "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
            "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}},
        });
    }
    if setting.backs_up {
        s3["S3BackupMode"] = json!("Enabled");
        s3["S3BackupConfiguration"] =
            json!({"RoleARN": api::Arn::role("firehose"), "BucketARN": api::Arn::bucket("raw")});
    }
    s3["ProcessingConfiguration"] = processing(&processors);
    s3
}

/// Answers each job that is due and not yet answered: records without a `k` do not fit.
fn answer(bench: &mut Bench<Firehose>, answered: &mut BTreeSet<sim::JobId>, is_down: bool) {
    let due: Vec<_> = bench
        .around
        .jobs
        .iter()
        .filter(|(job, at, _)| *at <= bench.around.now && !answered.contains(job))
        .cloned()
        .collect();
    for (job, _, request) in due {
        answered.insert(job);
        let jobs::Request::Lake(lake::Request::Convert(convert)) = request else { panic!("{request:?}") };
        let content = bench.around.contents[&convert.content].clone();
        let (mut rest, mut failed, mut record) = (&content[..], Vec::new(), 0);
        while let [a, b, c, d, tail @ ..] = rest {
            let (data, behind) = tail.split_at(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
            if !data.windows(4).any(|window| window == b"\"k\":") {
                failed.push(Unfit { record, class: Misfit::Malformed, message: "no k".into() });
            }
            (rest, record) = (behind, record + 1);
        }
        let file = (failed.len() < record as usize).then(|| jobs::Blob(b"PAR1".to_vec().into()));
        let converted = Converted { file, rows: 0, rows_of: Vec::new(), failed };
        let answer = jobs::Answer::Lake(lake::Answer::Converted(Ok(converted)));
        bench.answer(job, if is_down { Err(jobs::Failure { reason: "down".into() }) } else { Ok(answer) });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn everything_is_accounted_for_and_no_object_mixes_partitions(
        flags in prop::array::uniform5(any::<bool>()),
        steps in prop::collection::vec((0usize..12, 0u64..50, 0u8..8), 1..25),
    ) {
        let [splits, transforms, partitions, converts, backs_up] = flags;
        let setting = Setting { splits, transforms, partitions, converts, backs_up };
        let world = World::new(0);
        world.borrow_mut().columns = vec![("k", "string")];
        let mut bench = bench_with(&world, to_s3_with(request(setting)));
        let mut answered = BTreeSet::new();
        let mut serial = 0u64;
        for (count, wait_s, mishap) in steps {
            world.borrow_mut().s3_error = (mishap == 0).then(denied);
            let records: Vec<String> = (0..count).map(|_| {
                serial += 1;
                match serial % 11 {
                    0 => "no json".into(),
                    1 => format!("{{\"n\":{serial}}}"),
                    2 => format!("{{\"k\":\"a\",\"n\":{serial}}}{{\"k\":\"b\",\"f\":{}}}\n{{\"k\":\"c\"}}", serial % 5),
                    left => format!("{{\"k\":\"{}\",\"f\":{}}}", left % 3, serial % 41),
                }
            }).collect();
            let texts: Vec<&str> = records.iter().map(String::as_str).collect();
            put(&mut bench, &texts);
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
            bench.advance(wait_s * SECOND);
            answer(&mut bench, &mut answered, mishap == 1);
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        }
        world.borrow_mut().s3_error = None;
        for _ in 0..60 {
            bench.advance(45 * SECOND);
            answer(&mut bench, &mut answered, false);
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        }
        let totals = totals(&bench);
        let ends = totals.delivered.records + totals.dropped.records + totals.failed.records;
        prop_assert_eq!(totals.accepted.records + totals.split_records, ends, "{:?}", totals);
        prop_assert_eq!(totals.backed_up.records, if backs_up { serial } else { 0 });
        let world = world.borrow();
        for object in world.objects.iter().filter(|object| !converts && object.key.starts_with("k=")) {
            let key = object.key.trim_start_matches("k=").split('/').next().unwrap_or_default();
            let text = String::from_utf8_lossy(&object.body.0).into_owned();
            for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
                let value = value.unwrap_or_default();
                prop_assert_eq!(value["k"].as_str(), Some(key), "{}", object.key);
            }
        }
        // Failed records keep their data, one line each.
        let lines = world.objects.iter().filter(|object| object.key.starts_with("errors/"));
        let failed: usize = lines.map(|object| super::world::lines(object).len()).sum();
        prop_assert_eq!(failed as u64, totals.failed.records);
    }
}
