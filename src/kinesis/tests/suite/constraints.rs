//! Each constraint that the API's model names, with a value that breaks it: AWS's words, and nothing changed.

use crate::common::{answer, bench, put, records};
use serde_json::{Value, json};

const NAME: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
const ARN_PATTERN: &str = "Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+";
const HASH: &str = "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})";
const SEQUENCE: &str = "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})";
const CONSUMER: &str = "Member must satisfy regular expression pattern: ^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+";
const RESOURCE: &str =
    "Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel|queue)/\\S+";
const LEAST: &str = "Member must have value greater than or equal to 1";
const SHORT: &str = "Member must have length greater than or equal to 1";
const STREAM: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s";

/// A sound request to each operation.
fn sound() -> Vec<(&'static str, Value)> {
    let consumer = format!("{STREAM}/consumer/c:5");
    let shard = "shardId-000000000000";
    let start = json!({"Type": "LATEST"});
    vec![
        ("CreateStream", json!({"StreamName": "t", "ShardCount": 1})),
        ("DeleteStream", json!({"StreamName": "s"})),
        ("DescribeStream", json!({"StreamName": "s"})),
        ("DescribeStreamSummary", json!({"StreamName": "s"})),
        ("ListStreams", json!({})),
        ("ListShards", json!({"StreamName": "s"})),
        ("PutRecord", json!({"StreamName": "s", "PartitionKey": "k", "Data": ""})),
        ("PutRecords", json!({"StreamName": "s", "Records": [{"PartitionKey": "k", "Data": ""}]})),
        ("GetShardIterator", json!({"StreamName": "s", "ShardId": shard, "ShardIteratorType": "LATEST"})),
        ("GetRecords", json!({"ShardIterator": "x"})),
        ("SplitShard", json!({"StreamName": "s", "ShardToSplit": shard, "NewStartingHashKey": "99"})),
        (
            "MergeShards",
            json!({"StreamName": "s", "ShardToMerge": shard, "AdjacentShardToMerge": "shardId-000000000001"}),
        ),
        ("UpdateShardCount", json!({"StreamName": "s", "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"})),
        ("UpdateStreamMode", json!({"StreamARN": STREAM, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}})),
        ("UpdateMaxRecordSize", json!({"StreamARN": STREAM, "MaxRecordSizeInKiB": 2048})),
        ("IncreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 48})),
        ("DecreaseStreamRetentionPeriod", json!({"StreamName": "s", "RetentionPeriodHours": 24})),
        ("StartStreamEncryption", json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": "alias/a"})),
        ("StopStreamEncryption", json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": "alias/a"})),
        ("EnableEnhancedMonitoring", json!({"StreamName": "s", "ShardLevelMetrics": ["ALL"]})),
        ("DisableEnhancedMonitoring", json!({"StreamName": "s", "ShardLevelMetrics": ["ALL"]})),
        ("AddTagsToStream", json!({"StreamName": "s", "Tags": {"a": "b"}})),
        ("RemoveTagsFromStream", json!({"StreamName": "s", "TagKeys": ["a"]})),
        ("ListTagsForStream", json!({"StreamName": "s"})),
        ("TagResource", json!({"ResourceARN": STREAM, "Tags": {"a": "b"}})),
        ("UntagResource", json!({"ResourceARN": STREAM, "TagKeys": ["a"]})),
        ("ListTagsForResource", json!({"ResourceARN": STREAM})),
        ("RegisterStreamConsumer", json!({"StreamARN": STREAM, "ConsumerName": "c"})),
        ("DeregisterStreamConsumer", json!({"ConsumerARN": consumer})),
        ("DescribeStreamConsumer", json!({"ConsumerARN": consumer})),
        ("ListStreamConsumers", json!({"StreamARN": STREAM})),
        ("SubscribeToShard", json!({"ConsumerARN": consumer, "ShardId": shard, "StartingPosition": start})),
    ]
}

fn many(count: usize) -> serde_json::Map<String, Value> {
    (0..count).map(|number| (format!("key-{number:03}"), Value::from("v"))).collect()
}

/// Operation (or `*`: each that has the member), place of the member, a value that breaks it, what is told about it.
fn broken() -> Vec<(&'static str, &'static str, Value, Vec<String>)> {
    let long = |length: usize| "x".repeat(length);
    let most = |length: u64| format!("Member must have length less than or equal to {length}");
    let up_to = |value: u64| format!("Member must have value less than or equal to {value}");
    let one_of = |words: &str| format!("Member must satisfy enum value set: [{words}]");
    let is = |text: &str| vec![text.to_owned()];
    let types = "AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON";
    let filters = "AFTER_SHARD_ID, AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, FROM_TIMESTAMP";
    let mut all = Vec::new();
    for name in ["/StreamName", "/ShardId", "/ShardToSplit", "/ShardToMerge", "/AdjacentShardToMerge", "/ConsumerName"]
    {
        all.push(("*", name, json!("a b"), is(NAME)));
        all.push(("*", name, json!(""), vec![NAME.into(), SHORT.into()]));
        all.push(("*", name, json!(long(129)), vec![most(128)]));
    }
    for (arn, pattern) in [("/StreamARN", ARN_PATTERN), ("/ConsumerARN", CONSUMER), ("/ResourceARN", RESOURCE)] {
        all.push(("*", arn, json!("arn"), is(pattern)));
        all.push(("*", arn, json!(long(2_049)), vec![pattern.into(), most(2_048)]));
    }
    for (operation, params) in sound() {
        if params["StreamName"] == "s" || operation == "GetRecords" {
            all.push((operation, "/StreamARN", json!("arn"), is(ARN_PATTERN)));
            all.push((operation, "/StreamARN", json!(long(2_049)), vec![ARN_PATTERN.into(), most(2_048)]));
        }
    }
    for operation in ["DeregisterStreamConsumer", "DescribeStreamConsumer"] {
        all.push((operation, "/ConsumerName", json!("a b"), is(NAME)));
        all.push((operation, "/StreamARN", json!("arn"), is(ARN_PATTERN)));
    }
    let lengths = |most: u64, least: u64| {
        format!(
            "[Member must have length less than or equal to {most}, Member must have length greater than or equal to {least}]"
        )
    };
    let (keys, values) = (format!("Map keys must satisfy constraint: {}", lengths(128, 1)), lengths(256, 0));
    for operation in ["*", "CreateStream", "RegisterStreamConsumer"] {
        all.push((operation, "/Tags", json!({}), is(SHORT)));
        all.push((operation, "/Tags", many(201).into(), vec![most(200)]));
        all.push((operation, "/Tags", json!({"": "v"}), is(&keys)));
        all.push((operation, "/Tags", json!({long(129): "v"}), is(&keys)));
        all.push((
            operation,
            "/Tags",
            json!({"k": long(257)}),
            vec![format!("Map value must satisfy constraint: {values}")],
        ));
    }
    all.push(("*", "/TagKeys", json!([]), is(SHORT)));
    all.push(("*", "/TagKeys", many(51).keys().cloned().collect::<Vec<_>>().into(), vec![most(50)]));
    for key in ["", &long(129)] {
        all.push(("*", "/TagKeys", json!([key]), vec![format!("Member must satisfy constraint: {}", lengths(128, 1))]));
    }
    all.push(("*", "/ShardLevelMetrics", json!([]), is(SHORT)));
    all.push((
        "*",
        "/ShardLevelMetrics",
        json!(["ALL", "ALL", "ALL", "ALL", "ALL", "ALL", "ALL", "ALL"]),
        vec![most(7)],
    ));
    all.push(("*", "/ShardLevelMetrics", json!(["Latency"]), vec![format!(
        "Member must satisfy constraint: [{}]",
        one_of("IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, IteratorAgeMilliseconds, ALL")
    )]));
    all.push(("*", "/EncryptionType", json!("AES"), vec![one_of("NONE, KMS")]));
    all.push(("*", "/KeyId", json!(""), is(SHORT)));
    all.push(("*", "/KeyId", json!(long(2_049)), vec![most(2_048)]));
    all.push(("*", "/StreamModeDetails/StreamMode", json!("FAST"), vec![one_of("PROVISIONED, ON_DEMAND")]));
    all.push(("*", "/MaxRecordSizeInKiB", json!(1_023), is("Member must have value greater than or equal to 1024")));
    all.push(("*", "/MaxRecordSizeInKiB", json!(10_241), vec![up_to(10_240)]));
    all.push((
        "CreateStream",
        "/StreamModeDetails",
        json!({"StreamMode": "FAST"}),
        vec![one_of("PROVISIONED, ON_DEMAND")],
    ));
    all.push(("CreateStream", "/MaxRecordSizeInKiB", json!(10_241), vec![up_to(10_240)]));
    all.push(("*", "/NewStartingHashKey", json!("-1"), is(HASH)));
    all.push(("*", "/NewStartingHashKey", json!("1".repeat(40)), is(HASH)));
    all.push(("*", "/Records", json!([]), is(SHORT)));
    all.push(("*", "/Records", vec![json!({"PartitionKey": "k", "Data": ""}); 501].into(), vec![most(500)]));
    all.push(("*", "/Records/0/PartitionKey", json!(""), is(SHORT)));
    all.push(("*", "/Records/0/PartitionKey", json!(long(257)), vec![most(256)]));
    all.push(("PutRecords", "/Records/0/ExplicitHashKey", json!("01"), is(HASH)));
    all.push(("*", "/PartitionKey", json!(""), is(SHORT)));
    all.push(("*", "/PartitionKey", json!(long(257)), vec![most(256)]));
    all.push(("*", "/ShardCount", json!(0), is(LEAST)));
    all.push(("*", "/TargetShardCount", json!(0), is(LEAST)));
    all.push(("*", "/ScalingType", json!("FAST"), vec![one_of("UNIFORM_SCALING")]));
    all.push(("*", "/ShardIteratorType", json!("NOW"), vec![one_of(types)]));
    all.push(("*", "/StartingPosition/Type", json!("NOW"), vec![one_of(types)]));
    all.push(("SubscribeToShard", "/StartingPosition/SequenceNumber", json!("x"), is(SEQUENCE)));
    all.push(("GetShardIterator", "/StartingSequenceNumber", json!("x"), is(SEQUENCE)));
    all.push(("PutRecord", "/SequenceNumberForOrdering", json!("00"), is(SEQUENCE)));
    all.push(("PutRecord", "/ExplicitHashKey", json!("x"), is(HASH)));
    all.push(("GetRecords", "/ShardIterator", json!(""), is(SHORT)));
    all.push(("GetRecords", "/ShardIterator", json!(long(513)), vec![most(512)]));
    for (operation, limit, value) in [
        ("DescribeStream", "/Limit", 10_000),
        ("ListStreams", "/Limit", 10_000),
        ("ListShards", "/MaxResults", 10_000),
        ("ListStreamConsumers", "/MaxResults", 10_000),
        ("ListTagsForStream", "/Limit", 50),
    ] {
        all.push((operation, limit, json!(0), is(LEAST)));
        all.push((operation, limit, json!(value + 1), vec![up_to(value)]));
    }
    all.push(("GetRecords", "/Limit", json!(0), is(LEAST)));
    for operation in ["ListStreams", "ListShards", "ListStreamConsumers"] {
        all.push((operation, "/NextToken", json!(""), is(SHORT)));
        all.push((operation, "/NextToken", json!(long((1 << 20) + 1)), vec![most(1 << 20)]));
    }
    for (operation, after) in [
        ("DescribeStream", "/ExclusiveStartShardId"),
        ("ListShards", "/ExclusiveStartShardId"),
        ("ListStreams", "/ExclusiveStartStreamName"),
    ] {
        all.push((operation, after, json!("a b"), is(NAME)));
        all.push((operation, after, json!(""), vec![NAME.into(), SHORT.into()]));
        all.push((operation, after, json!(long(129)), vec![most(128)]));
    }
    all.push(("ListTagsForStream", "/ExclusiveStartTagKey", json!(""), is(SHORT)));
    all.push(("ListTagsForStream", "/ExclusiveStartTagKey", json!(long(129)), vec![most(128)]));
    all.push(("ListShards", "/ShardFilter", json!({"Type": "AT_NOON"}), vec![one_of(filters)]));
    all.push(("ListShards", "/ShardFilter", json!({"Type": "AFTER_SHARD_ID", "ShardId": "a b"}), is(NAME)));
    all
}

/// Sets a member; `None` if the operation has no such one in its sound request and is not named.
fn set(params: &Value, place: &str, value: Value, is_named: bool) -> Option<Value> {
    let mut params = params.clone();
    if let Some(member) = params.pointer_mut(place) {
        *member = value;
        return Some(params);
    }
    let (parent, name) = place.rsplit_once('/')?;
    let parent = params.pointer_mut(parent).filter(|_| is_named)?.as_object_mut()?;
    parent.insert(name.into(), value);
    Some(params)
}

#[test]
fn each_constraint_is_told_in_the_words_of_aws() {
    let mut bench = bench(2);
    put(&mut bench, &records(0, 10));
    let before = format!("{:?}", bench.service);
    let mut checked = 0;
    for (operation, place, value, constraints) in broken() {
        for (name, params) in sound() {
            if operation != "*" && operation != name {
                continue;
            }
            let Some(params) = set(&params, place, value.clone(), operation != "*") else { continue };
            let told = answer(&mut bench, name, params.clone());
            let told = told.as_str().unwrap_or_else(|| panic!("{name} {params} is served: {told}"));
            let count = constraints.len();
            let errors = if count == 1 { "error" } else { "errors" };
            assert!(
                told.starts_with(&format!("ValidationException: {count} validation {errors} detected: Value '")),
                "{name} {params}: {told}"
            );
            for constraint in &constraints {
                assert!(
                    told.contains(&format!("failed to satisfy constraint: {constraint}")),
                    "{name} {params}: {told}"
                );
            }
            checked += 1;
        }
    }
    assert!(checked > 230, "{checked}");
    assert_eq!(format!("{:?}", bench.service), before, "a failed call has changed nothing");
}

#[test]
fn each_operation_wants_its_members() {
    let mut bench = bench(1);
    let before = format!("{:?}", bench.service);
    for (name, params) in sound() {
        for member in params.as_object().into_iter().flat_map(|params| params.keys()) {
            let mut without = params.clone();
            if let Some(members) = without.as_object_mut() {
                members.remove(member);
            }
            let told = answer(&mut bench, name, without);
            let is_told = told
                .as_str()
                .is_some_and(|told| told.contains("Value null at") || told.starts_with("InvalidArgumentException"));
            assert!(is_told, "{name} without {member}: {told}");
        }
    }
    assert_eq!(format!("{:?}", bench.service), before);
}
