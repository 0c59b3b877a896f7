//! Records go in and come out: routing, limits, iterators, retention.

use crate::common::{SECOND_US, answer, bench, datas, drain, iterator, put, records};
use kinesis::Status;
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

#[test]
fn keys_go_where_their_md5_says() {
    let mut bench = bench(3);
    let shard = |told: serde_json::Value| told["ShardId"].as_str().unwrap_or_default().to_owned();
    for (key, expected) in [("a", 0), ("partitionKey1", 2), ("user-1", 2), ("AMZN", 0)] {
        let told = answer(&mut bench, "PutRecord", json!({"StreamName": "s", "Data": "", "PartitionKey": key}));
        assert_eq!(shard(told), api::kinesis::shard_id(expected), "{key}");
    }
    let last = u128::MAX.to_string();
    for (hash, expected) in [
        ("0", 0),
        ("113427455640312821154458202477256070484", 0),
        ("113427455640312821154458202477256070485", 1),
        (last.as_str(), 2),
    ] {
        let params = json!({"StreamName": "s", "Data": "", "PartitionKey": "a", "ExplicitHashKey": hash});
        assert_eq!(shard(answer(&mut bench, "PutRecord", params)), api::kinesis::shard_id(expected), "{hash}");
    }
}

#[test]
fn a_shard_takes_a_thousand_records_a_second() {
    let mut bench = bench(1);
    for round in 0..3 {
        let output = put(&mut bench, &records(round * 500, 500));
        assert_eq!(output.failed_record_count, if round < 2 { 0 } else { 500 });
    }
    bench.advance(SECOND_US / 2);
    let output = put(&mut bench, &records(1_500, 500));
    assert_eq!(output.failed_record_count, 0);
    bench.advance(SECOND_US / 10);
    let output = put(&mut bench, &records(2_000, 500));
    assert_eq!(output.failed_record_count, 400);
    let told = serde_json::to_value(&output).unwrap_or_default();
    assert_eq!(told["Records"][99]["ShardId"], "shardId-000000000000");
    assert_eq!(
        told["Records"][100],
        json!({
            "ErrorCode": "ProvisionedThroughputExceededException",
            "ErrorMessage": "Rate exceeded for shard shardId-000000000000 in stream s under account 111122223333."
        })
    );
    let throttles = bench.around.notes.iter().filter(|note| note.kind == "kinesis-throttled").count();
    assert_eq!(throttles, 1, "one a shard and second");
    let refused: Vec<_> =
        bench.service.stream("s").and_then(|it| it.shard(0)).into_iter().flat_map(|it| it.refused()).collect();
    let sums = refused.iter().map(|it| (it.by_records, it.by_bytes));
    assert_eq!(sums.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1)), (900, 0), "by the limit that they broke");
    assert_eq!(bench.around.metrics.get("WriteProvisionedThroughputExceeded"), Some(&900.0));
    assert_eq!(bench.around.metrics.get("PutRecords.Success"), Some(&4.0));
    assert_eq!(bench.around.charges.get("put-payload-unit"), Some(&1_600.0));
    let told = answer(&mut bench, "PutRecord", json!({"StreamName": "s", "Data": "", "PartitionKey": "k"}));
    assert_eq!(
        told,
        "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in stream s under account 111122223333."
    );
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn a_shard_takes_a_mebibyte_a_second() {
    let mut bench = bench(1);
    let large = |count| vec![("k".to_owned(), vec![7u8; 256 * 1024 - 1]); count];
    assert_eq!(put(&mut bench, &large(5)).failed_record_count, 1);
    bench.advance(SECOND_US / 4);
    assert_eq!(put(&mut bench, &large(2)).failed_record_count, 1);
    let shard = bench.service.stream("s").and_then(|it| it.shard(0));
    let refused = shard
        .into_iter()
        .flat_map(|it| it.refused())
        .fold((0, 0), |sum, it| (sum.0 + it.by_records, sum.1 + it.by_bytes));
    assert_eq!(refused, (0, 2), "by the limit that they broke");
}

#[test]
fn each_iterator_begins_where_it_should() {
    let mut bench = bench(1);
    let latest = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    put(&mut bench, &records(0, 3));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": latest}));
    assert_eq!(datas(&told), ["0", "1", "2"]);
    assert_eq!(told["MillisBehindLatest"], 0);
    let third = told["Records"][2]["SequenceNumber"].clone();
    bench.advance(2 * SECOND_US);
    let later_s = (1_767_225_600_000 + bench.around.now.as_ms()) / 1_000;
    put(&mut bench, &records(3, 2));
    let start = answer(&mut bench, "ListShards", json!({"StreamName": "s"}))["Shards"][0]["SequenceNumberRange"]
        ["StartingSequenceNumber"]
        .clone();
    let cases = [
        (json!({"ShardIteratorType": "TRIM_HORIZON"}), 5),
        (json!({"ShardIteratorType": "LATEST"}), 0),
        (json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": third}), 3),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": third}), 2),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": start}), 5),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": later_s}), 2),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": 5}), 5),
    ];
    for (more, expected) in cases {
        bench.advance(SECOND_US);
        let from = iterator(&mut bench, 0, more.clone());
        let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
        assert_eq!(datas(&told).len(), expected, "{more}");
    }
    bench.advance(SECOND_US);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": 2}));
    assert_eq!(datas(&told), ["0", "1"]);
    assert_eq!(told["MillisBehindLatest"], 10_000);
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert_eq!(datas(&told), ["2", "3", "4"]);
}

#[test]
fn readers_share_five_calls_and_two_mebibytes_a_second() {
    let mut bench = bench(1);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    let throttled = "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in stream s under account 111122223333.";
    for call in 0..6 {
        let before = bench.around.metrics.remove("GetRecords.Success");
        let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
        assert_eq!(told == throttled, call == 5, "{told}");
        let success = bench.around.metrics.get("GetRecords.Success");
        assert_eq!(success, Some(if call == 5 { &0.0 } else { &1.0 }), "a refused call counts as well");
        assert_eq!(before.is_some(), call > 0);
    }
    for _ in 0..12 {
        bench.advance(SECOND_US);
        put(&mut bench, &[("k".into(), vec![0; (1 << 20) - 1])]);
    }
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
    assert_eq!(told["Records"].as_array().map(Vec::len), Some(10));
    bench.advance(5 * SECOND_US - 1);
    assert_eq!(answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]})), throttled);
    bench.advance(1);
    let rest = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert_eq!(rest["Records"].as_array().map(Vec::len), Some(2));
    assert_eq!(bench.around.metrics.get("ReadProvisionedThroughputExceeded"), Some(&2.0));
}

#[test]
fn an_iterator_lives_five_minutes() {
    let mut bench = bench(1);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    bench.advance(300 * SECOND_US);
    assert!(answer(&mut bench, "GetRecords", json!({"ShardIterator": from})).is_object());
    bench.advance(1);
    assert_eq!(
        answer(&mut bench, "GetRecords", json!({"ShardIterator": from})),
        "ExpiredIteratorException: Iterator expired. The iterator was created at time Thu Jan 01 00:00:10 UTC 2026 while \
         right now it is Thu Jan 01 00:05:10 UTC 2026 which is further in the future than the tolerated delay of 300000 \
         milliseconds."
    );
}

#[test]
fn records_go_after_a_day_and_the_numbers_stay() {
    let mut bench = bench(2);
    put(&mut bench, &records(0, 100));
    bench.advance(12 * 3_600 * SECOND_US);
    put(&mut bench, &records(100, 100));
    bench.advance(12 * 3_600 * SECOND_US + 60 * SECOND_US);
    assert_eq!(bench.service.stream("s").map(|stream| stream.records()), Some(100));
    assert_eq!(bench.breaches(), Vec::<String>::new());
    let mut left = Vec::new();
    for shard in 0..2 {
        left.extend(drain(&mut bench, shard).0);
    }
    let mut left: Vec<u64> = left.iter().filter_map(|data| data.parse().ok()).collect();
    left.sort();
    assert_eq!(left, (100..200).collect::<Vec<_>>());
    bench.advance(24 * 3_600 * SECOND_US);
    assert_eq!(bench.service.stream("s").map(|stream| (stream.records(), stream.bytes())), Some((0, 0)));
    assert_eq!(bench.breaches(), Vec::<String>::new());
    assert!(bench.around.queue.is_empty(), "an empty stream wants no more trimming");
}

#[test]
fn a_stream_made_again_under_its_name_is_another() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 1));
    let old = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    assert!(answer(&mut bench, "DeleteStream", json!({"StreamName": "s"})).is_object());
    assert_eq!(bench.service.stream("s").map(|stream| stream.status()), Some(Status::Deleting));
    bench.advance(5 * SECOND_US);
    assert!(bench.service.stream("s").is_none());
    answer(&mut bench, "CreateStream", json!({"StreamName": "s", "ShardCount": 1}));
    bench.advance(10 * SECOND_US);
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": old}));
    assert_eq!(told, "InvalidArgumentException: Invalid ShardIterator.");
    bench.advance(24 * 3_600 * SECOND_US);
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn records_are_found_by_identity_and_dots_stay_the_same_ones() {
    let mut bench = bench(2);
    put(&mut bench, &records(0, 400));
    let now = bench.around.now;
    let dots = bench.service.recent("s", now, 64);
    assert!(dots.records.len() <= 64 && dots.records.len() > 32, "{}", dots.records.len());
    for (id, arrival) in &dots.records {
        assert_eq!(*arrival, now);
        let found = bench.service.record(id).unwrap_or_else(|| panic!("{id}"));
        assert_eq!(found.id(), *id);
        assert_eq!(format!("key-{}", String::from_utf8_lossy(found.data())).into_bytes(), found.key());
    }
    let again = bench.service.recent("s", now, 64);
    assert_eq!(dots, again);
    let stream = bench.service.stream("s");
    let rate = stream.map(|stream| stream.rate(now)).unwrap_or_default();
    assert_eq!(rate.records, 400);
    let page = stream.and_then(|stream| stream.shard(0)).map(|shard| shard.page(5, 10)).unwrap_or_default();
    assert_eq!(page.iter().map(|found| found.number()).collect::<Vec<_>>(), (5..15).collect::<Vec<_>>());
}

/// The account's promise: cloning costs O(shards + tables), whatever is retained.
#[test]
fn a_clone_of_a_million_records_copies_no_segment() {
    let mut bench = bench(2);
    let mut first = 0;
    while first < 1_000_000 {
        // The split between the shards is uneven by a few: leave room.
        bench.advance(SECOND_US * 3 / 10);
        assert_eq!(put(&mut bench, &records(first, 500)).failed_record_count, 0);
        first += 500;
    }
    let counts = |service: &kinesis::Kinesis| -> Vec<(usize, *const api::Segment)> {
        let shards = service.streams().flat_map(|stream| stream.shards());
        let found =
            shards.flat_map(|shard| (0..shard.next_number()).step_by(997).filter_map(|number| shard.record(number)));
        found.map(|found| (Arc::strong_count(&found.segment), Arc::as_ptr(&found.segment))).collect()
    };
    let before = counts(&bench.service);
    assert!(before.len() > 1_000);
    let clone = bench.service.clone();
    assert_eq!(clone.stream("s").map(|stream| stream.records()), Some(1_000_000));
    assert_eq!(counts(&bench.service), before, "nobody holds a segment anew: even the lists of segments are shared");
    assert_eq!(counts(&clone), before);
    // A put after the clone changes one of the two.
    put(&mut bench, &records(first, 10));
    assert_eq!(clone.stream("s").map(|stream| stream.records()), Some(1_000_000));
    assert_eq!(bench.service.stream("s").map(|stream| stream.records()), Some(1_000_010));
}

#[derive(Clone, Debug)]
enum Step {
    Advance(u64),
    Put(Vec<(String, Vec<u8>)>),
    Read(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let record = ("[a-z]{1,3}", prop::collection::vec(any::<u8>(), 0..40));
    prop_oneof![
        (0u64..40_000 * SECOND_US).prop_map(Step::Advance),
        (0u64..SECOND_US).prop_map(Step::Advance),
        prop::collection::vec(record, 1..120).prop_map(Step::Put),
        (0u32..3).prop_map(Step::Read),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn laws_hold_whatever_happens(steps in prop::collection::vec(step(), 1..40)) {
        let mut bench = bench(3);
        let mut iterators = vec![None; 3];
        for step in steps {
            match step {
                Step::Advance(us) => bench.advance(us),
                Step::Put(records) => { put(&mut bench, &records); }
                Step::Read(shard) => {
                    let from: Option<String> = iterators[shard as usize].take();
                    let from = from.unwrap_or_else(|| {
                        bench.advance(SECOND_US / 5);
                        iterator(&mut bench, shard, json!({"ShardIteratorType": "TRIM_HORIZON"}))
                    });
                    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": 50}));
                    iterators[shard as usize] = told["NextShardIterator"].as_str().map(str::to_owned);
                }
            }
            prop_assert_eq!(bench.breaches(), Vec::<String>::new());
        }
    }

    #[test]
    fn a_shard_gives_what_it_took_in_its_order(batches in prop::collection::vec(prop::collection::vec("[a-c]{1,2}", 1..60), 1..12), limit in 1i64..70) {
        let mut bench = bench(2);
        let mut expected: Vec<Vec<String>> = vec![Vec::new(), Vec::new()];
        let mut number = 0;
        for keys in batches {
            let records: Vec<_> = keys.into_iter().map(|key| { number += 1; (key, number.to_string().into_bytes()) }).collect();
            let output = put(&mut bench, &records);
            for (result, (_, data)) in output.records.items.iter().zip(&records) {
                if let api::kinesis::PutResult::Accepted { shard, .. } = result {
                    expected[*shard as usize].push(String::from_utf8_lossy(data).into_owned());
                }
            }
            bench.advance(SECOND_US);
        }
        for shard in 0..2u32 {
            let mut from = iterator(&mut bench, shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
            let mut got = Vec::new();
            loop {
                bench.advance(SECOND_US);
                let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": limit}));
                let page = datas(&told);
                if page.is_empty() { break; }
                got.extend(page);
                from = told["NextShardIterator"].as_str().unwrap_or_default().to_owned();
            }
            prop_assert_eq!(&got, &expected[shard as usize]);
        }
    }
}
