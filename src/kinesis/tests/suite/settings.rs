//! Mode, record size, retention, encryption and metrics of a stream that is there.

use crate::common::{SECOND_US, answer, bench, change, iterator, put, put_one, records, summary};
use api::Blob;
use bytes::Bytes;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
const KEY: &str = "alias/aws/kinesis";

fn mode(mode: &str) -> Value {
    json!({"StreamARN": ARN, "StreamModeDetails": {"StreamMode": mode}})
}

#[test]
fn a_mode_changes_twice_a_day_and_keeps_the_shards() {
    let mut bench = bench(3);
    let told = answer(&mut bench, "UpdateStreamMode", mode("PROVISIONED"));
    assert!(told.as_str().is_some_and(|told| told.starts_with("InvalidArgumentException")), "{told}");
    change(&mut bench, "UpdateStreamMode", mode("ON_DEMAND"));
    assert_eq!(summary(&mut bench)["StreamModeDetails"]["StreamMode"], "ON_DEMAND");
    assert_eq!(summary(&mut bench)["OpenShardCount"], 3);
    change(&mut bench, "UpdateStreamMode", mode("PROVISIONED"));
    let told = answer(&mut bench, "UpdateStreamMode", mode("ON_DEMAND"));
    assert!(told.as_str().is_some_and(|told| told.starts_with("LimitExceededException")), "{told}");
    bench.advance(24 * 3_600 * SECOND_US);
    change(&mut bench, "UpdateStreamMode", mode("ON_DEMAND"));
}

#[test]
fn on_demand_streams_are_few() {
    let mut bench = bench(1);
    for number in 0..50 {
        let params = json!({"StreamName": format!("n{number}"), "StreamModeDetails": {"StreamMode": "ON_DEMAND"}});
        assert!(answer(&mut bench, "CreateStream", params).is_object());
        bench.advance(10 * SECOND_US);
    }
    let params = json!({"StreamName": "more", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}});
    for told in [answer(&mut bench, "CreateStream", params), answer(&mut bench, "UpdateStreamMode", mode("ON_DEMAND"))]
    {
        assert!(told.as_str().is_some_and(|told| told.starts_with("LimitExceededException")), "{told}");
    }
}

#[test]
fn a_stream_comes_to_take_larger_records_at_a_burst() {
    let mut bench = bench(1);
    let data = |bytes: usize| serde_json::to_value(Blob(Bytes::from(vec![0; bytes]))).unwrap_or_default();
    let large = json!({"StreamName": "s", "PartitionKey": "k", "Data": data((4 << 20) - 1)});
    let told = answer(&mut bench, "PutRecord", large.clone());
    assert!(told.as_str().is_some_and(|told| told.starts_with("ValidationException")), "{told}");
    change(&mut bench, "UpdateMaxRecordSize", json!({"StreamARN": ARN, "MaxRecordSizeInKiB": 4096}));
    assert_eq!(summary(&mut bench)["MaxRecordSizeInKiB"], 4096);
    bench.advance(10 * SECOND_US);
    // 10 MiB at once, 1 MiB a second in the long run.
    assert!(answer(&mut bench, "PutRecord", large.clone()).is_object());
    assert!(answer(&mut bench, "PutRecord", large.clone()).is_object());
    let told = answer(&mut bench, "PutRecord", large.clone());
    assert!(told.as_str().is_some_and(|told| told.starts_with("ProvisionedThroughputExceededException")), "{told}");
    bench.advance(2 * SECOND_US);
    assert!(answer(&mut bench, "PutRecord", large.clone()).is_object());
    change(&mut bench, "UpdateMaxRecordSize", json!({"StreamARN": ARN, "MaxRecordSizeInKiB": 1024}));
    bench.advance(60 * SECOND_US);
    assert!(answer(&mut bench, "PutRecord", large).is_string());
    let small = vec![("k".to_owned(), vec![0u8; 1 << 19]); 3];
    assert_eq!(put(&mut bench, &small).failed_record_count, 2, "a second's worth again");
}

#[test]
fn retention_goes_up_and_down_within_bounds() {
    let mut bench = bench(1);
    let hours = |hours: i64| json!({"StreamName": "s", "RetentionPeriodHours": hours});
    let cases = [
        (
            "IncreaseStreamRetentionPeriod",
            23,
            "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
        ),
        (
            "IncreaseStreamRetentionPeriod",
            8_761,
            "InvalidArgumentException: Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.",
        ),
        (
            "DecreaseStreamRetentionPeriod",
            23,
            "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
        ),
        (
            "DecreaseStreamRetentionPeriod",
            25,
            "InvalidArgumentException: Requested retention period (25 hours) for stream s can not be longer than existing retention period (24 hours). Use IncreaseRetentionPeriod API.",
        ),
    ];
    for (operation, wanted, expected) in cases {
        assert_eq!(answer(&mut bench, operation, hours(wanted)), expected);
    }
    answer(&mut bench, "IncreaseStreamRetentionPeriod", hours(72));
    assert_eq!(summary(&mut bench)["RetentionPeriodHours"], 72);
    assert_eq!(
        answer(&mut bench, "IncreaseStreamRetentionPeriod", hours(48)),
        "InvalidArgumentException: Requested retention period (48 hours) for stream s can not be shorter than existing \
         retention period (72 hours). Use DecreaseRetentionPeriod API."
    );
    put(&mut bench, &records(0, 10));
    bench.advance(30 * 3_600 * SECOND_US);
    put(&mut bench, &records(10, 10));
    assert_eq!(bench.service.stream("s").map(|stream| stream.records()), Some(20));
    answer(&mut bench, "DecreaseStreamRetentionPeriod", hours(24));
    assert_eq!(
        bench.service.stream("s").map(|stream| stream.records()),
        Some(10),
        "what is too old by now goes at once"
    );
    bench.advance(24 * 3_600 * SECOND_US + 60 * SECOND_US);
    assert_eq!(bench.service.stream("s").map(|stream| stream.records()), Some(0));
    assert!(bench.around.queue.len() <= 1, "one event of before is left to come");
    bench.advance(48 * 3_600 * SECOND_US);
    assert!(bench.around.queue.is_empty());
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn records_bear_the_encryption_of_their_arrival() {
    let mut bench = bench(1);
    let key = |key: &str| json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": key});
    put(&mut bench, &records(0, 1));
    change(&mut bench, "StartStreamEncryption", key(KEY));
    assert_eq!(summary(&mut bench)["EncryptionType"], "KMS");
    assert_eq!(summary(&mut bench)["KeyId"], KEY);
    let told = answer(&mut bench, "PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": ""}));
    assert_eq!(told["EncryptionType"], "KMS");
    let told =
        answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": [{"PartitionKey": "k", "Data": ""}]}));
    assert_eq!(told["EncryptionType"], "KMS");
    change(&mut bench, "StopStreamEncryption", key(KEY));
    assert_eq!(summary(&mut bench)["EncryptionType"], "NONE");
    assert!(summary(&mut bench).get("KeyId").is_none());
    put_one(&mut bench, "k", "");
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
    let types: Vec<_> =
        told["Records"].as_array().into_iter().flatten().map(|record| record.get("EncryptionType").cloned()).collect();
    assert_eq!(types, [None, Some(json!("KMS")), Some(json!("KMS")), None]);
}

#[test]
fn keys_are_checked_and_changed_so_often() {
    let mut bench = bench(1);
    let key = |kind: &str, key: &str| json!({"StreamName": "s", "EncryptionType": kind, "KeyId": key});
    assert_eq!(
        answer(&mut bench, "StartStreamEncryption", key("KMS", "nothing")),
        "KMSNotFoundException: Invalid keyId nothing"
    );
    let told = answer(&mut bench, "StartStreamEncryption", key("NONE", KEY));
    assert!(told.as_str().is_some_and(|told| told.starts_with("InvalidArgumentException")), "{told}");
    assert_eq!(
        answer(&mut bench, "StartStreamEncryption", key("AES", "")),
        "ValidationException: 2 validation errors detected: Value 'AES' at 'encryptionType' failed to satisfy constraint: \
         Member must satisfy enum value set: [NONE, KMS]; Value '' at 'keyId' failed to satisfy constraint: Member must have \
         length greater than or equal to 1"
    );
    let told = answer(&mut bench, "StopStreamEncryption", key("KMS", KEY));
    assert!(told.as_str().is_some_and(|told| told.contains("is not encrypted")), "{told}");
    for round in 0..25 {
        change(&mut bench, "StartStreamEncryption", key("KMS", &format!("alias/{round}")));
    }
    let told = answer(&mut bench, "StartStreamEncryption", key("KMS", KEY));
    assert!(told.as_str().is_some_and(|told| told.starts_with("LimitExceededException")), "{told}");
    change(&mut bench, "StopStreamEncryption", key("KMS", "alias/24"));
}

#[test]
fn shards_have_metrics_where_they_are_switched_on() {
    let mut bench = bench(2);
    let names = |names: &[&str]| json!({"StreamName": "s", "ShardLevelMetrics": names});
    let told = answer(&mut bench, "EnableEnhancedMonitoring", names(&["OutgoingBytes", "IncomingRecords"]));
    assert_eq!(
        told,
        json!({
            "StreamName": "s", "StreamARN": ARN, "CurrentShardLevelMetrics": [],
            "DesiredShardLevelMetrics": ["IncomingRecords", "OutgoingBytes"],
        })
    );
    for _ in 0..3 {
        put_one(&mut bench, "a", "data");
    }
    let of = |bench: &service::testing::Bench<kinesis::Kinesis>, name: &'static str, of: &str| {
        bench.around.metrics_of.get(&(name, of.to_owned())).copied()
    };
    assert_eq!(of(&bench, "IncomingRecords", "s,shardId-000000000000"), Some(3.0));
    assert_eq!(of(&bench, "IncomingRecords", "s"), Some(3.0));
    assert_eq!(of(&bench, "IncomingBytes", "s,shardId-000000000000"), None);
    assert_eq!(of(&bench, "IncomingBytes", "s"), Some(15.0));
    answer(&mut bench, "EnableEnhancedMonitoring", names(&["ALL"]));
    assert_eq!(summary(&mut bench)["EnhancedMonitoring"][0]["ShardLevelMetrics"].as_array().map(Vec::len), Some(7));
    bench.advance(3 * SECOND_US);
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    (0..6).for_each(|_| drop(answer(&mut bench, "GetRecords", json!({"ShardIterator": from}))));
    put(&mut bench, &vec![("a".to_owned(), Vec::new()); 500]);
    put(&mut bench, &vec![("a".to_owned(), Vec::new()); 501 - 1]);
    put(&mut bench, &vec![("a".to_owned(), Vec::new()); 100]);
    for (name, expected) in [
        ("IncomingRecords", 1_003.0),
        ("OutgoingRecords", 15.0),
        ("OutgoingBytes", 75.0),
        ("IteratorAgeMilliseconds", 15_000.0),
        ("ReadProvisionedThroughputExceeded", 1.0),
        ("WriteProvisionedThroughputExceeded", 100.0),
    ] {
        assert_eq!(of(&bench, name, "s,shardId-000000000000"), Some(expected), "{name}");
    }
    assert_eq!(of(&bench, "GetRecords.IteratorAgeMilliseconds", "s"), Some(15_000.0));
    let told = answer(&mut bench, "DisableEnhancedMonitoring", names(&["IncomingBytes"]));
    assert_eq!(told["CurrentShardLevelMetrics"].as_array().map(Vec::len), Some(7));
    assert_eq!(told["DesiredShardLevelMetrics"].as_array().map(Vec::len), Some(6));
    answer(&mut bench, "DisableEnhancedMonitoring", names(&["ALL"]));
    assert_eq!(summary(&mut bench)["EnhancedMonitoring"], json!([{"ShardLevelMetrics": []}]));
}

/// What is billed by time, by its usage type.
fn standing(bench: &service::testing::Bench<kinesis::Kinesis>) -> std::collections::BTreeMap<&'static str, f64> {
    let all = service::Service::standing(&bench.service, bench.around.now).into_iter();
    all.map(|standing| (standing.price.usage, standing.quantity)).collect()
}

#[test]
fn what_stands_is_billed() {
    let mut bench = bench(2);
    assert_eq!(standing(&bench), [("shard-hour", 2.0)].into());
    answer(&mut bench, "IncreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 200}));
    answer(&mut bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "c"}));
    assert_eq!(
        standing(&bench),
        [("shard-hour", 2.0), ("extended-retention-shard-hour", 2.0), ("fan-out-consumer-shard-hour", 2.0)].into()
    );
    put(&mut bench, &[("k".into(), vec![0; (1 << 20) - 1])]);
    assert_eq!(standing(&bench).get("long-term-retention"), None);
    // Nobody puts anything more: what is held costs by its own age.
    bench.advance(169 * 3_600 * SECOND_US);
    assert_eq!(standing(&bench).get("long-term-retention"), Some(&(1.0 / 1024.0)));
    let shard =
        bench.service.stream("s").into_iter().flat_map(|stream| stream.shards()).find(|shard| shard.bytes() > 99);
    let shard = shard.map(|shard| shard.number()).unwrap_or_default();
    let from = iterator(&mut bench, shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
    assert_eq!(bench.around.charges.get("long-term-retention-gb-out"), Some(&(1.0 / 1024.0)));
}

#[test]
fn an_on_demand_stream_pays_for_what_is_held_and_pushed_and_not_for_consumers_and_shards() {
    let mut bench = bench(2);
    change(&mut bench, "UpdateStreamMode", mode("ON_DEMAND"));
    change(&mut bench, "IncreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 200}));
    answer(&mut bench, "RegisterStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "c"}));
    bench.advance(10 * SECOND_US);
    put(&mut bench, &[("a".into(), vec![0; (1 << 20) - 1])]);
    assert_eq!(standing(&bench), [("on-demand-stream-hour", 1.0)].into());
    let consumer = answer(&mut bench, "DescribeStreamConsumer", json!({"StreamARN": ARN, "ConsumerName": "c"}));
    let request = json!({
        "ConsumerARN": consumer["ConsumerDescription"]["ConsumerARN"],
        "ShardId": "shardId-000000000000",
        "StartingPosition": {"Type": "TRIM_HORIZON"},
    });
    answer(&mut bench, "SubscribeToShard", request);
    bench.advance(SECOND_US);
    assert_eq!(bench.around.charges.get("on-demand-fan-out-gb-out"), Some(&(1.0 / 1024.0)));
    assert_eq!(bench.around.charges.get("fan-out-gb-out"), None);
    bench.advance(25 * 3_600 * SECOND_US);
    let held = ("on-demand-extended-retention", 1.0 / 1024.0);
    assert_eq!(standing(&bench), [("on-demand-stream-hour", 1.0), held].into());
    bench.advance(168 * 3_600 * SECOND_US);
    let held = ("long-term-retention", 1.0 / 1024.0);
    assert_eq!(standing(&bench), [("on-demand-stream-hour", 1.0), held].into());
}
