//! Errors whose requests are too large to be read in a text case. The others stand in `tests/cases/kinesis`.

use crate::common::{answer, bench, put};
use api::Blob;
use bytes::Bytes;
use serde_json::{Value, json};

fn data(bytes: usize) -> Value {
    serde_json::to_value(Blob(Bytes::from(vec![0; bytes]))).unwrap_or_default()
}

fn record(bytes: usize, key: &str) -> Value {
    json!({"Data": data(bytes), "PartitionKey": key})
}

#[test]
fn a_record_of_a_mebibyte_is_the_largest() {
    let mut bench = bench(1);
    let params = json!({"StreamName": "s", "Data": data((1 << 20) + 1), "PartitionKey": "k"});
    assert_eq!(
        answer(&mut bench, "PutRecord", params),
        "ValidationException: 1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at \
         'data' failed to satisfy constraint: Member must have length less than or equal to 1048576"
    );
    let records = json!([record(1, "k"), record((1 << 20) + 1, "k"), record((1 << 20) + 2, "k")]);
    assert_eq!(
        answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": records})),
        "ValidationException: 2 validation errors detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' \
         at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576; \
         Value 'java.nio.HeapByteBuffer[pos=0 lim=1048578 cap=1048578]' at 'records.3.member.data' failed to satisfy \
         constraint: Member must have length less than or equal to 1048576"
    );
    let params = json!({"StreamName": "s", "Data": data(1 << 20), "PartitionKey": "k"});
    let told = answer(&mut bench, "PutRecord", params);
    assert!(told.as_str().is_some_and(|told| told.contains("1048577 bytes together")), "{told}");
    assert_eq!(bench.service.stream("s").map(|stream| stream.accepted()), Some(0));
    let params = json!({"StreamName": "s", "Data": data((1 << 20) - 1), "PartitionKey": "k"});
    assert!(answer(&mut bench, "PutRecord", params).is_object());
}

#[test]
fn a_stream_may_be_made_for_larger_records() {
    let mut bench = bench(1);
    answer(&mut bench, "CreateStream", json!({"StreamName": "large", "ShardCount": 1, "MaxRecordSizeInKiB": 10240}));
    bench.advance(10_000_000);
    let params = json!({"StreamName": "large", "Data": data((10 << 20) - 1), "PartitionKey": "k"});
    assert!(answer(&mut bench, "PutRecord", params.clone()).is_object());
    // The burst is paid for: the shard refills by 1 MiB a second.
    let small = json!({"StreamName": "large", "Data": data(1 << 20), "PartitionKey": "k"});
    assert!(answer(&mut bench, "PutRecord", small.clone()).is_string());
    bench.advance(1_100_000);
    assert!(answer(&mut bench, "PutRecord", small).is_object());
    let params = json!({"StreamName": "large", "Data": data((10 << 20) + 1), "PartitionKey": "k"});
    let told = answer(&mut bench, "PutRecord", params);
    assert!(told.as_str().is_some_and(|told| told.ends_with("less than or equal to 10485760")), "{told}");
}

#[test]
fn a_batch_has_1_to_500_records_and_10_mebibytes() {
    let mut bench = bench(1);
    assert_eq!(
        answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": []})),
        "ValidationException: 1 validation error detected: Value '[]' at 'records' failed to satisfy constraint: Member must \
         have length greater than or equal to 1"
    );
    let told = answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": vec![record(0, "k"); 501]}));
    assert!(
        told.as_str().is_some_and(|told| told
            .ends_with("at 'records' failed to satisfy constraint: Member must have length less than or equal to 500")),
        "{told}"
    );
    let told = answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": vec![record(1 << 20, ""); 1]}));
    assert!(told.as_str().is_some_and(|told| told.contains("greater than or equal to 1")), "{told}");
    let told =
        answer(&mut bench, "PutRecords", json!({"StreamName": "s", "Records": vec![record((1 << 20) - 9, "k"); 11]}));
    assert_eq!(told, "InvalidArgumentException: Records size exceeds 10 MB limit");
    assert_eq!(put(&mut bench, &vec![("k".to_owned(), Vec::new()); 500]).failed_record_count, 0);
}

#[test]
fn keys_count_in_characters() {
    let mut bench = bench(1);
    let wide = "ü".repeat(256);
    assert!(answer(&mut bench, "PutRecord", json!({"StreamName": "s", "Data": "", "PartitionKey": wide})).is_object());
    let told =
        answer(&mut bench, "PutRecord", json!({"StreamName": "s", "Data": "", "PartitionKey": format!("{wide}x")}));
    assert!(
        told.as_str().is_some_and(|told| told.ends_with(
            "at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256"
        )),
        "{told}"
    );
}

#[test]
fn the_account_has_20_000_shards_and_5_new_streams() {
    let mut bench = bench(1);
    assert_eq!(
        answer(&mut bench, "CreateStream", json!({"StreamName": "large", "ShardCount": 20_000})),
        "LimitExceededException: This request would exceed the shard limit for the account 111122223333 in us-east-1. \
         Current shard count for the account: 1. Limit: 20000. Number of additional shards that would have resulted from \
         this request: 20000. Refer to the AWS Service Limits page \
         (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request \
         higher limits."
    );
    for number in 0..6 {
        let told = answer(&mut bench, "CreateStream", json!({"StreamName": format!("n{number}"), "ShardCount": 1}));
        assert_eq!(told.is_object(), number < 5, "{told}");
    }
}
