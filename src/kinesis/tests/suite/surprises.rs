//! What surprises those who meet Kinesis for the first time, one test each, in the order in which it is often told. How an
//! on-demand stream grows, and that it does not help a hot key, stands in `on_demand.rs`.

use crate::common::{SECOND_US, answer, bench, change, datas, drain, iterator, numbers, put, put_one, records, shards};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HALF: &str = "170141183460469231731687303715884105728";

fn split_in_half() -> Value {
    json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": HALF})
}

fn is_throttled(told: &Value) -> bool {
    told.as_str().is_some_and(|told| told.starts_with("ProvisionedThroughputExceededException"))
}

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

#[test]
fn an_iterator_ends_only_with_a_closed_shard() {
    let mut bench = bench(1);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "LATEST"}));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
    assert!(datas(&told).is_empty() && told["NextShardIterator"].is_string());
    change(&mut bench, "SplitShard", split_in_half());
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": told["NextShardIterator"]}));
    assert!(datas(&told).is_empty() && told["NextShardIterator"].is_null());
}

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

#[test]
fn numbers_differ_for_a_record_that_is_put_twice_and_mean_nothing_across_shards() {
    let mut bench = bench(2);
    let (shard, first) = put_one(&mut bench, "a", "same");
    let (_, second) = put_one(&mut bench, "a", "same");
    let (other, third) = put_one(&mut bench, "user-1", "other");
    assert!(first < second && shard != other);
    assert!(third > second, "here the shard's number decides, not the time");
    let all: BTreeSet<_> = [first, second, third].into();
    assert_eq!(all.len(), 3);
}

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

#[test]
fn a_small_record_is_billed_like_one_of_25_kilobytes() {
    let mut bench = bench(1);
    put(
        &mut bench,
        &[("k".into(), vec![0; 99]), ("k".into(), vec![0; 25 * 1024 - 1]), ("k".into(), vec![0; 25 * 1024])],
    );
    assert_eq!(bench.around.charges.get("put-payload-unit"), Some(&4.0));
}

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
