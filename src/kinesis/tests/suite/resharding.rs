//! Splitting, merging and scaling; what becomes of the shards that are closed.

use crate::common::{
    SECOND_US, answer, bench, change, datas, drain, iterator, numbers, put, put_one, records, shards, summary,
};
use serde_json::{Value, json};

const HALF: &str = "170141183460469231731687303715884105728";
const QUARTER: &str = "85070591730234615865843651857942052864";

fn split(shard: u32, at: &str) -> Value {
    json!({"StreamName": "s", "ShardToSplit": api::kinesis::shard_id(shard), "NewStartingHashKey": at})
}

fn merge(lower: u32, upper: u32) -> Value {
    let id = api::kinesis::shard_id;
    json!({"StreamName": "s", "ShardToMerge": id(lower), "AdjacentShardToMerge": id(upper)})
}

fn scale(count: i64) -> Value {
    json!({"StreamName": "s", "TargetShardCount": count, "ScalingType": "UNIFORM_SCALING"})
}

#[test]
fn a_split_closes_a_shard_and_opens_two() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 10));
    assert_eq!(answer(&mut bench, "SplitShard", split(0, HALF)), json!({}));
    assert_eq!(summary(&mut bench)["StreamStatus"], "UPDATING");
    // Until it has come, everything goes on.
    put(&mut bench, &records(10, 10));
    assert_eq!(shards(&mut bench, json!({"Type": "AT_LATEST"})).len(), 1);
    bench.advance(10 * SECOND_US);
    assert_eq!(summary(&mut bench)["StreamStatus"], "ACTIVE");
    assert_eq!(summary(&mut bench)["OpenShardCount"], 2);
    let all = shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}));
    let max = u128::MAX.to_string();
    assert_eq!(all[0]["SequenceNumberRange"]["EndingSequenceNumber"].as_str().map(str::len), Some(56));
    assert_eq!(
        all[1]["HashKeyRange"],
        json!({"StartingHashKey": "0", "EndingHashKey": "170141183460469231731687303715884105727"})
    );
    assert_eq!(all[2]["HashKeyRange"], json!({"StartingHashKey": HALF, "EndingHashKey": max}));
    for child in &all[1..] {
        assert_eq!(child["ParentShardId"], "shardId-000000000000");
        assert!(child.get("AdjacentParentShardId").is_none());
        assert!(child["SequenceNumberRange"].get("EndingSequenceNumber").is_none());
        let (start, end) = (
            &child["SequenceNumberRange"]["StartingSequenceNumber"],
            &all[0]["SequenceNumberRange"]["EndingSequenceNumber"],
        );
        assert!(start.as_str() > end.as_str(), "children are numbered behind their parents");
        let read = |number: &Value| number.as_str().and_then(api::kinesis::parse_sequence_number);
        let (start, end) = (read(start), read(end));
        assert_eq!(
            start.map(|start| start.created_s),
            end.map(|end| end.arrival_s + 1),
            "AWS makes them a second ahead"
        );
    }
    // Old records stay where they were; new ones go to the children.
    assert_eq!(put_one(&mut bench, "a", "later").0, "shardId-000000000001");
    assert_eq!(put_one(&mut bench, "user-1", "later").0, "shardId-000000000002");
    let (held, end) = drain(&mut bench, 0);
    assert_eq!(held, (0..20).map(|number: u64| number.to_string()).collect::<Vec<_>>());
    assert_eq!(end["NextShardIterator"], Value::Null);
    assert_eq!(
        end["ChildShards"],
        json!([
            {"ShardId": "shardId-000000000001", "ParentShards": ["shardId-000000000000"], "HashKeyRange": all[1]["HashKeyRange"]},
            {"ShardId": "shardId-000000000002", "ParentShards": ["shardId-000000000000"], "HashKeyRange": all[2]["HashKeyRange"]},
        ])
    );
    assert_eq!(end["MillisBehindLatest"], 0);
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn a_merge_joins_two_neighbours() {
    let mut bench = bench(2);
    put(&mut bench, &records(0, 20));
    change(&mut bench, "MergeShards", merge(0, 1));
    let all = shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}));
    assert_eq!(numbers(&all), [0, 1, 2]);
    assert_eq!(all[2]["ParentShardId"], "shardId-000000000000");
    assert_eq!(all[2]["AdjacentParentShardId"], "shardId-000000000001");
    assert_eq!(all[2]["HashKeyRange"], json!({"StartingHashKey": "0", "EndingHashKey": u128::MAX.to_string()}));
    let (_, end) = drain(&mut bench, 1);
    assert_eq!(end["ChildShards"][0]["ParentShards"], json!(["shardId-000000000000", "shardId-000000000001"]));
    assert_eq!(put_one(&mut bench, "a", "").0, "shardId-000000000002");
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_split_or_merged_stays() {
    let mut bench = bench(3);
    let before = shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}));
    let in_stream = "in stream s under account 111122223333";
    let third = "113427455640312821154458202477256070484";
    let cases = [
        ("SplitShard", split(7, HALF), format!("ResourceNotFoundException: Could not find shard shardId-000000000007 {in_stream}.")),
        (
            "SplitShard",
            json!({"StreamName": "s", "ShardToSplit": "shard-x", "NewStartingHashKey": "5"}),
            format!("ResourceNotFoundException: Could not find shard shard-x {in_stream}."),
        ),
        (
            "SplitShard",
            split(0, "1"),
            format!(
                "InvalidArgumentException: NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 {in_stream} \
                 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey {third}."
            ),
        ),
        (
            "SplitShard",
            split(0, third),
            format!(
                "InvalidArgumentException: NewStartingHashKey {third} used in SplitShard() on shard shardId-000000000000 \
                 {in_stream} is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's \
                 EndingHashKey {third}."
            ),
        ),
        (
            "SplitShard",
            json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "05"}),
            "ValidationException: 1 validation error detected: Value '05' at 'newStartingHashKey' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})"
                .into(),
        ),
        (
            "MergeShards",
            merge(0, 2),
            format!(
                "InvalidArgumentException: Shards shardId-000000000000 and shardId-000000000002 {in_stream} are not an \
                 adjacent pair of shards eligible for merging"
            ),
        ),
        (
            "MergeShards",
            merge(1, 0),
            format!(
                "InvalidArgumentException: Shards shardId-000000000001 and shardId-000000000000 {in_stream} are not an \
                 adjacent pair of shards eligible for merging"
            ),
        ),
        ("MergeShards", merge(2, 3), format!("ResourceNotFoundException: Could not find shard shardId-000000000003 {in_stream}.")),
    ];
    for (operation, params, expected) in cases {
        assert_eq!(answer(&mut bench, operation, params), expected);
    }
    assert_eq!(shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"})), before);
    assert_eq!(summary(&mut bench)["StreamStatus"], "ACTIVE");
    change(&mut bench, "MergeShards", merge(0, 1));
    let told = answer(&mut bench, "MergeShards", merge(0, 1));
    assert_eq!(
        told,
        format!(
            "InvalidArgumentException: Shard shardId-000000000000 {in_stream} has already been merged or split, and thus is \
             not eligible for merging or splitting."
        )
    );
}

#[test]
fn a_closed_shard_is_read_like_any_other() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 5));
    change(&mut bench, "SplitShard", split(0, HALF));
    let end =
        shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}))[0]["SequenceNumberRange"]["EndingSequenceNumber"]
            .clone();
    for (more, expected) in [
        (json!({"ShardIteratorType": "TRIM_HORIZON"}), 5),
        (json!({"ShardIteratorType": "LATEST"}), 0),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": end}), 0),
    ] {
        bench.advance(SECOND_US);
        let from = iterator(&mut bench, 0, more);
        let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from}));
        assert_eq!(datas(&told).len(), expected);
        assert!(told["NextShardIterator"].is_null());
        assert_eq!(told["ChildShards"].as_array().map(Vec::len), Some(2));
    }
    let from = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": from, "Limit": 4}));
    assert!(told["NextShardIterator"].is_string() && told.get("ChildShards").is_none(), "a record is left");
}

#[test]
fn the_first_record_of_a_child_is_told_from_its_start() {
    let mut bench = bench(1);
    change(&mut bench, "SplitShard", split(0, HALF));
    let (shard, first) = put_one(&mut bench, "a", "first");
    let start =
        shards(&mut bench, json!({"Type": "AT_LATEST"}))[0]["SequenceNumberRange"]["StartingSequenceNumber"].clone();
    assert_eq!(shard, "shardId-000000000001");
    assert!(start.as_str() < Some(first.as_str()), "{start} {first}");
    for (number, expected) in [(start, 1), (json!(first), 0)] {
        let more = json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": number});
        let from = iterator(&mut bench, 1, more);
        assert_eq!(datas(&answer(&mut bench, "GetRecords", json!({"ShardIterator": from}))).len(), expected);
    }
}

#[test]
fn a_closed_shard_goes_when_its_last_record_must_have_gone() {
    let mut bench = bench(1);
    put(&mut bench, &records(0, 5));
    let old = iterator(&mut bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    change(&mut bench, "SplitShard", split(0, HALF));
    put(&mut bench, &records(5, 5));
    bench.advance(23 * 3_600 * SECOND_US);
    assert_eq!(numbers(&shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}))), [0, 1, 2]);
    bench.advance(3_600 * SECOND_US + 60 * SECOND_US);
    assert_eq!(numbers(&shards(&mut bench, json!({"Type": "FROM_TRIM_HORIZON"}))), [1, 2]);
    let told = answer(&mut bench, "GetRecords", json!({"ShardIterator": old}));
    assert!(told.as_str().is_some_and(|told| told.starts_with("ExpiredIteratorException")), "{told}");
    let params = json!({"StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "LATEST"});
    assert_eq!(
        answer(&mut bench, "GetShardIterator", params),
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account 111122223333 does not exist"
    );
    assert_eq!(bench.service.stream("s").map(|stream| stream.accepted()), Some(10));
    change(&mut bench, "MergeShards", merge(1, 2));
    assert_eq!(numbers(&shards(&mut bench, json!({"Type": "AT_LATEST"}))), [3], "no number comes twice");
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn filters_know_which_shards_were_open_when() {
    let mut bench = bench(1);
    let date =
        |bench: &service::testing::Bench<kinesis::Kinesis>| 1_767_225_600.0 + bench.around.now.as_ms() as f64 / 1e3;
    let before = date(&bench);
    bench.advance(60 * SECOND_US);
    change(&mut bench, "SplitShard", split(0, HALF));
    bench.advance(60 * SECOND_US);
    let between = date(&bench);
    change(&mut bench, "SplitShard", split(1, QUARTER));
    let wanted = [
        (json!({"Type": "AT_LATEST"}), vec![2, 3, 4]),
        (json!({"Type": "FROM_TRIM_HORIZON"}), vec![0, 1, 2, 3, 4]),
        (json!({"Type": "AT_TRIM_HORIZON"}), vec![0]),
        (json!({"Type": "AFTER_SHARD_ID", "ShardId": "shardId-000000000001"}), vec![2, 3, 4]),
        (json!({"Type": "AT_TIMESTAMP", "Timestamp": before}), vec![0]),
        (json!({"Type": "AT_TIMESTAMP", "Timestamp": between}), vec![1, 2]),
        (json!({"Type": "FROM_TIMESTAMP", "Timestamp": before}), vec![0, 1, 2, 3, 4]),
        (json!({"Type": "FROM_TIMESTAMP", "Timestamp": between}), vec![1, 2, 3, 4]),
    ];
    for (filter, expected) in &wanted {
        assert_eq!(numbers(&shards(&mut bench, filter.clone())), *expected, "{filter}");
    }
    // Page by page the same.
    for (filter, expected) in wanted {
        let mut params = json!({"StreamName": "s", "ShardFilter": filter, "MaxResults": 1});
        let mut paged = Vec::new();
        loop {
            let told = answer(&mut bench, "ListShards", params);
            paged.extend(numbers(told["Shards"].as_array().unwrap_or_else(|| panic!("{told}"))));
            if told["NextToken"].is_null() {
                break;
            }
            params = json!({"NextToken": told["NextToken"], "MaxResults": 1});
        }
        assert_eq!(paged, expected, "{filter}");
    }
    let told = answer(&mut bench, "ListShards", json!({"StreamName": "s", "MaxResults": 2}));
    let token = told["NextToken"].clone();
    bench.advance(301 * SECOND_US);
    let told = answer(&mut bench, "ListShards", json!({"NextToken": token}));
    assert!(told.as_str().is_some_and(|told| told.starts_with("ExpiredNextTokenException")), "{told}");
}

#[test]
fn scaling_splits_where_the_new_shards_begin_and_then_merges() {
    let mut bench = bench(2);
    let told = change(&mut bench, "UpdateShardCount", scale(3));
    assert_eq!(
        told,
        json!({"StreamName": "s", "StreamARN": "arn:aws:kinesis:us-east-1:111122223333:stream/s", "CurrentShardCount": 2, "TargetShardCount": 3})
    );
    let open = shards(&mut bench, json!({"Type": "AT_LATEST"}));
    // Both are split at a third; what lies between is merged: short-lived shards have come and gone.
    assert_eq!(numbers(&open), [2, 5, 6]);
    let third = (u128::MAX / 3).to_string();
    let starts: Vec<_> = open.iter().map(|shard| shard["HashKeyRange"]["StartingHashKey"].clone()).collect();
    assert_eq!(starts[0], "0");
    assert!(starts.contains(&json!(third)), "{starts:?}");
    for count in [6, 5, 3, 2, 1] {
        change(&mut bench, "UpdateShardCount", scale(count));
        let open = shards(&mut bench, json!({"Type": "AT_LATEST"}));
        let mut widths: Vec<u128> = open
            .iter()
            .map(|shard| {
                let key = |name: &str| {
                    shard["HashKeyRange"][name].as_str().and_then(|key| key.parse::<u128>().ok()).unwrap_or_default()
                };
                key("EndingHashKey") - key("StartingHashKey")
            })
            .collect();
        widths.sort();
        assert_eq!(widths.len() as i64, count);
        assert!(
            widths.last().zip(widths.first()).is_some_and(|(most, least)| most - least <= count as u128),
            "{widths:?}"
        );
        assert_eq!(bench.breaches(), Vec::<String>::new());
    }
}

#[test]
fn scaling_has_bounds() {
    let mut bench = bench(4);
    let cases = [
        (
            9,
            "LimitExceededException: UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 4, Target shard count: 9",
        ),
        (
            1,
            "LimitExceededException: UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 4, Target shard count: 1",
        ),
        (
            10_001,
            "LimitExceededException: Target shard count or number of open shards cannot be greater than 10000. Current open shard count: 4, Target shard count: 10001",
        ),
        (
            0,
            "ValidationException: 1 validation error detected: Value '0' at 'targetShardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
    ];
    for (count, expected) in cases {
        assert_eq!(answer(&mut bench, "UpdateShardCount", scale(count)), expected);
    }
    let told = answer(
        &mut bench,
        "UpdateShardCount",
        json!({"StreamName": "s", "TargetShardCount": 4, "ScalingType": "FAST"}),
    );
    assert!(
        told.as_str().is_some_and(|told| told.ends_with("Member must satisfy enum value set: [UNIFORM_SCALING]")),
        "{told}"
    );
    for round in 0..10 {
        change(&mut bench, "UpdateShardCount", scale(if round % 2 == 0 { 3 } else { 4 }));
    }
    let told = answer(&mut bench, "UpdateShardCount", scale(3));
    assert!(told.as_str().is_some_and(|told| told.starts_with("LimitExceededException")), "{told}");
    bench.advance(24 * 3_600 * SECOND_US);
    change(&mut bench, "UpdateShardCount", scale(3));
}

#[test]
fn limits_are_described_and_kept() {
    let mut bench = bench(2);
    answer(
        &mut bench,
        "CreateStream",
        json!({"StreamName": "by-use", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
    );
    assert_eq!(
        answer(&mut bench, "DescribeLimits", json!({})),
        json!({"ShardLimit": 20_000, "OpenShardCount": 6, "OnDemandStreamCount": 1, "OnDemandStreamCountLimit": 50})
    );
    answer(&mut bench, "CreateStream", json!({"StreamName": "large", "ShardCount": 19_994}));
    let told = answer(&mut bench, "SplitShard", split(0, QUARTER));
    assert!(
        told.as_str()
            .is_some_and(|told| told.starts_with("LimitExceededException: This request would exceed the shard limit")),
        "{told}"
    );
    change(&mut bench, "MergeShards", merge(0, 1));
    change(&mut bench, "SplitShard", split(2, HALF));
}
