//! What surprises those who meet Kinesis for the first time. Twelve things are often told; each has one test that bears its number: one
//! in `on_demand.rs`, the others here.

use crate::common::{SECOND_US, answer, bench, change, datas, drain, iterator, numbers, put, put_one, records, shards};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HALF: &str = "170141183460469231731687303715884105728";

/// The files in which the twelve are tested.
const SUITE: [&str; 2] = [include_str!("on_demand.rs"), include_str!("surprises.rs")];

#[test]
fn each_of_the_twelve_has_a_test_of_its_own() {
    for item in 1..=12 {
        let label = format!("/// Surprising semantics {item}: ");
        let labelled = SUITE.iter().flat_map(|file| file.split(label.as_str()).skip(1));
        let tested = labelled.filter(|rest| rest.lines().nth(1) == Some("#[test]"));
        assert_eq!(tested.count(), 1, "tests that bear the number {item}");
    }
}

fn split_in_half() -> Value {
    json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": HALF})
}

fn is_throttled(told: &Value) -> bool {
    told.as_str().is_some_and(|told| told.starts_with("ProvisionedThroughputExceededException"))
}

/// Surprising semantics 1: a put succeeds though records of it fail; what is put again lands behind what came meanwhile.
#[test]
fn a_put_succeeds_with_failed_records_and_a_retry_lands_behind() {
    let mut bench = bench(1);
    for round in 0..2 {
        put(&mut bench, &records(round * 500, 500));
    }
    bench.advance(SECOND_US / 1_000);
    // There is room for one record more.
    let output = put(&mut bench, &records(1_000, 3));
    assert_eq!(output.failed_record_count, 2);
    let failed: Vec<bool> = output.records.items.iter().map(|item| item.has_failed()).collect();
    assert_eq!(failed, [false, true, true], "answers stand where the records stood");
    bench.advance(SECOND_US);
    put(&mut bench, &records(1_003, 1));
    put(&mut bench, &records(1_001, 2));
    let (held, _) = drain(&mut bench, 0);
    assert_eq!(held[1_000..], ["1000", "1003", "1001", "1002"]);
}

/// Surprising semantics 2: limits are a shard's, not the stream's.
#[test]
fn a_hot_key_is_throttled_however_many_shards_there_are() {
    let mut bench = bench(10);
    let hot: Vec<_> = (0..500).map(|number: u64| ("hot".to_owned(), number.to_string().into_bytes())).collect();
    let failed: u32 = (0..3).map(|_| put(&mut bench, &hot).failed_record_count).sum();
    assert_eq!(failed, 500);
    assert_eq!(put(&mut bench, &records(0, 400)).failed_record_count, {
        let hot_shard = bench
            .service
            .stream("s")
            .into_iter()
            .flat_map(|stream| stream.shards())
            .find(|shard| shard.records() >= 1_000);
        hot_shard.map_or(0, |shard| shard.throttled() as u32 - 500)
    });
}

/// Surprising semantics 3: a split does not remove the parent; it is read first, and listed until its records are too old.
#[test]
fn a_parent_is_listed_and_read_until_its_records_are_too_old() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 3));
    change(&mut bench, "SplitShard", split_in_half());
    assert_eq!(numbers(&shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}))), [0, 1, 2]);
    assert_eq!(drain(&mut bench, 0).0, ["0", "1", "2"]);
    bench.advance(24 * 3_600 * SECOND_US + 60 * SECOND_US);
    assert_eq!(numbers(&shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}))), [1, 2]);
}

/// Surprising semantics 4: a read of 10 MiB blocks the next 5 s, and five calls a second are all, even if they give nothing.
#[test]
fn ten_mebibytes_read_block_five_seconds_and_five_readers_use_up_all_calls() {
    let mut bench = bench(1);
    let mut from = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    for _ in 0..10 {
        bench.advance(SECOND_US);
        put(&mut bench, &[("k".into(), vec![0; (1 << 20) - 1])]);
    }
    from = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}))["NextShardIterator"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    for _ in 0..4 {
        bench.advance(SECOND_US);
        assert!(is_throttled(&answer(&mut bench, "GetRecords", json!({"ShardIterator": from}))));
    }
    bench.advance(SECOND_US);
    for call in 0..6 {
        let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
        assert_eq!(is_throttled(&told), call == 5, "empty answers count too");
    }
}

/// Surprising semantics 5: an answer may be empty though data lie ahead; only a closed shard has no next iterator.
#[test]
fn an_empty_answer_is_no_end_and_only_a_closed_shard_has_one() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 1));
    bench.advance(2 * 3_600 * SECOND_US);
    put(&mut bench, &records(1, 1));
    bench.advance(SECOND_US);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let mut told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": 1}));
    assert_eq!(datas(&told), ["0"]);
    told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert!(
        datas(&told).is_empty() && told["NextShardIterator"].is_string(),
        "it seeks the one of two hours later: {told}"
    );
    assert_eq!(told["MillisBehindLatest"], 1_000);
    told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert_eq!((datas(&told), &told["MillisBehindLatest"]), (vec!["1".to_owned()], &json!(0)));
    told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert!(datas(&told).is_empty() && told["NextShardIterator"].is_string());
    assert_eq!(told["MillisBehindLatest"], 0, "here nothing lies ahead");
    change(&mut bench, "SplitShard", split_in_half());
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert!(datas(&told).is_empty() && told["NextShardIterator"].is_null());
}

#[test]
fn only_who_begins_long_before_a_record_has_to_seek_it() {
    let mut bench = bench(1);
    let (_, first) = put_one(&mut bench, "k", "0");
    let hour_us = 3_600 * SECOND_US;
    let begun_s = (1_767_225_600_000 + bench.around.now.as_ms()) / 1_000;
    bench.advance(hour_us + 1);
    let (_, second) = put_one(&mut bench, "k", "1");
    bench.advance(hour_us);
    put_one(&mut bench, "k", "2");
    let by_number = |kind: &str, number: &str| json!({"ShardIteratorType": kind, "StartingSequenceNumber": number});
    for (more, expected) in [
        (by_number("AT_SEQUENCE_NUMBER", &first), 3),
        (by_number("AFTER_SEQUENCE_NUMBER", &first), 0),
        (by_number("AT_SEQUENCE_NUMBER", &second), 2),
        // An hour exactly is near enough.
        (by_number("AFTER_SEQUENCE_NUMBER", &second), 1),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": begun_s}), 3),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": begun_s + 1}), 2),
        (json!({"ShardIteratorType": "TRIM_HORIZON"}), 3),
        (json!({"ShardIteratorType": "LATEST"}), 0),
    ] {
        bench.advance(SECOND_US);
        let from = iterator(&mut bench, 0, more.clone());
        let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
        assert_eq!(datas(&told).len(), expected, "{more}");
    }
    // The first one has gone by then: the horizon lies where nothing is.
    bench.advance(23 * hour_us);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
    assert_eq!(datas(&told), ["2"], "the horizon lies less than an hour before it");
    bench.advance(2 * hour_us);
    put_one(&mut bench, "k", "3");
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    assert!(datas(&answer(&mut bench, "GetRecords", json!({"ShardIterator": from}))).is_empty());
    assert_eq!(drain(&mut bench, 0).0, ["3"]);
}

/// Surprising semantics 6: LATEST sees what is put after it; an iterator dies 5 minutes after its issue, used or not.
#[test]
fn latest_begins_when_it_is_asked_for_and_lives_five_minutes_from_then() {
    let mut bench = bench(1);
    let early = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    put(&mut bench, &records(0, 1));
    let late = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    assert_eq!(datas(&answer(&mut bench, "GetRecords", json!({"ShardIterator": early}))), ["0"]);
    assert!(datas(&answer(&mut bench, "GetRecords", json!({"ShardIterator": late}))).is_empty());
    for _ in 0..2 {
        bench.advance(150 * SECOND_US);
        assert!(answer(&mut bench, "GetRecords", json!({"ShardIterator": early})).is_object());
    }
    bench.advance(SECOND_US);
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": early}));
    assert!(
        told.as_str().is_some_and(|told| told.starts_with("ExpiredIteratorException")),
        "use does not renew it: {told}"
    );
}

/// Surprising semantics 7: a longer retention brings nothing back.
#[test]
fn a_longer_retention_brings_nothing_back() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 1));
    // Half a minute late: what is too old has not been swept out yet.
    bench.advance(24 * 3_600 * SECOND_US + 30 * SECOND_US);
    put(&mut bench, &records(1, 1));
    answer(&mut bench, "IncreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 48}));
    assert_eq!(drain(&mut bench, 0).0, ["1"]);
    bench.advance(47 * 3_600 * SECOND_US);
    assert_eq!(drain(&mut bench, 0).0, ["1"]);
    bench.advance(3_600 * SECOND_US);
    assert!(drain(&mut bench, 0).0.is_empty());
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

/// Surprising semantics 8: order is a shard's alone; numbers have gaps; what is put twice has two numbers.
#[test]
fn numbers_differ_for_a_record_that_is_put_twice_and_mean_nothing_across_shards() {
    let mut bench = bench(2);
    let (shard, first) = put_one(&mut bench, "a", "same");
    let (_, second) = put_one(&mut bench, "a", "same");
    let (other, third) = put_one(&mut bench, "user-1", "other");
    assert!(first < second && shard != other);
    assert!(third > second, "here the shard's number decides, not the time");
    let lower = |number: &str| number[number.len() - 30..].parse::<u128>().unwrap_or_default();
    assert!(lower(&second) - lower(&first) > 1 << 64, "the one behind is not the next number");
    let all: BTreeSet<_> = [first, second, third].into();
    assert_eq!(all.len(), 3);
}

/// Surprising semantics 10: reading deletes nothing, and each reader has a place of its own.
#[test]
fn reading_takes_nothing_away_and_readers_do_not_know_each_other() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 5));
    let one = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let two = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    for (from, limit, expected) in [(&one, 5, 5), (&two, 2, 2), (&one, 3, 3)] {
        assert_eq!(
            datas(&answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": limit}))).len(),
            expected
        );
    }
    assert_eq!(bench.service.stream("s").map(|stream| stream.records()), Some(5));
}

/// Surprising semantics 11: 25 KB of each record are one unit of the bill, and so is less.
#[test]
fn a_small_record_is_billed_like_one_of_25_kilobytes() {
    let mut bench = bench(1);
    put(
        &mut bench,
        &[("k".into(), vec![0; 99]), ("k".into(), vec![0; 25 * 1024 - 1]), ("k".into(), vec![0; 25 * 1024])],
    );
    assert_eq!(bench.around.charges.get("put-payload-unit"), Some(&4.0));
}

/// Surprising semantics 12: writes go on while a stream is UPDATING; a second change is refused.
#[test]
fn writes_go_on_during_an_update_and_a_second_one_is_refused() {
    let mut bench = bench(1);
    answer(&mut bench, "SplitShard", split_in_half());
    assert_eq!(put(&mut bench, &records(0, 5)).failed_record_count, 0);
    let busy = "ResourceInUseException: Stream s under account 111122223333 not ACTIVE, instead in state UPDATING";
    let arn = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
    let key = json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"});
    for (operation, params) in [
        ("SplitShard", split_in_half()),
        ("UpdateShardCount", json!({"StreamName": "s", "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"})),
        ("UpdateStreamMode", json!({"StreamARN": arn, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}})),
        ("UpdateMaxRecordSize", json!({"StreamARN": arn, "MaxRecordSizeInKiB": 2048})),
        ("IncreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 48})),
        ("DecreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 24})),
        ("StartStreamEncryption", key.clone()),
        ("StopStreamEncryption", key),
        ("EnableEnhancedMonitoring", json!({"StreamName": "s", "ShardLevelMetrics": ["ALL"]})),
        ("DisableEnhancedMonitoring", json!({"StreamName": "s", "ShardLevelMetrics": ["ALL"]})),
        ("RegisterStreamConsumer", json!({"StreamARN": arn, "ConsumerName": "c"})),
        ("DeleteStream", json!({"StreamName": "s"})),
    ] {
        assert_eq!(answer(&mut bench, operation, params), busy, "{operation}");
    }
    bench.advance(10 * SECOND_US);
    assert_eq!(drain(&mut bench, 0).0.len(), 5);
}
