//! Encryption and tags.

use super::world::{World, bench_with, code, from_stream, put, to_s3_with};
use crate::Firehose;
use api::AwsError;
use api::firehose::{Request, Response};
use serde_json::{Value, json};
use service::testing::Bench;

fn call(bench: &mut Bench<Firehose>, name: &str, params: Value) -> Result<Response, AwsError> {
    match Request::parse(name, params) {
        Some(request) => bench.now(request?),
        None => panic!("no operation {name}"),
    }
}

fn status(bench: &mut Bench<Firehose>) -> Value {
    let answer = call(bench, "DescribeDeliveryStream", json!({"DeliveryStreamName": "d"}));
    let json = answer.map(|answer| answer.to_json()).unwrap_or_default();
    json["DeliveryStreamDescription"]["DeliveryStreamEncryptionConfiguration"]["Status"].clone()
}

#[test]
fn encryption_is_switched_on_and_off_in_steps() {
    let mut bench = bench_with(&World::new(0), to_s3_with(json!({})));
    let name = json!({"DeliveryStreamName": "d"});
    assert_eq!(status(&mut bench), "DISABLED");
    assert!(call(&mut bench, "StartDeliveryStreamEncryption", name.clone()).is_ok());
    assert_eq!(status(&mut bench), "ENABLING");
    assert_eq!(code(call(&mut bench, "StopDeliveryStreamEncryption", name.clone())), "ResourceInUseException");
    bench.advance(10_000_000);
    assert_eq!(status(&mut bench), "ENABLED");
    put(&mut bench, &["a"]);
    let record = json!({"DeliveryStreamName": "d", "Record": {"Data": "YQ=="}});
    let answer = call(&mut bench, "PutRecord", record).map(|answer| answer.to_json()).unwrap_or_default();
    assert_eq!(answer["Encrypted"], true);
    assert!(call(&mut bench, "StopDeliveryStreamEncryption", name).is_ok());
    assert_eq!(status(&mut bench), "DISABLING");
    bench.advance(10_000_000);
    assert_eq!(status(&mut bench), "DISABLED");
}

#[test]
fn a_stream_is_its_own_business_to_encrypt() {
    let mut bench = bench_with(&World::new(1), from_stream(to_s3_with(json!({}))));
    let name = json!({"DeliveryStreamName": "d"});
    assert_eq!(code(call(&mut bench, "StartDeliveryStreamEncryption", name)), "InvalidArgumentException");
}

#[test]
fn tags_come_and_go() {
    let mut bench = bench_with(&World::new(0), to_s3_with(json!({})));
    let tags: Vec<_> = (0..50).map(|index| json!({"Key": format!("k{index:02}"), "Value": "v"})).collect();
    assert!(call(&mut bench, "TagDeliveryStream", json!({"DeliveryStreamName": "d", "Tags": tags})).is_ok());
    let more = json!({"DeliveryStreamName": "d", "Tags": [{"Key": "more"}]});
    assert_eq!(code(call(&mut bench, "TagDeliveryStream", more.clone())), "LimitExceededException");
    let some = json!({"DeliveryStreamName": "d", "ExclusiveStartTagKey": "k46", "Limit": 2});
    let answer = call(&mut bench, "ListTagsForDeliveryStream", some).map(|answer| answer.to_json()).unwrap_or_default();
    assert_eq!((&answer["Tags"][0]["Key"], &answer["HasMoreTags"]), (&json!("k47"), &json!(true)));
    let gone = json!({"DeliveryStreamName": "d", "TagKeys": ["k00", "nothing"]});
    assert!(call(&mut bench, "UntagDeliveryStream", gone).is_ok());
    assert!(call(&mut bench, "TagDeliveryStream", more).is_ok());
    let aws = json!({"DeliveryStreamName": "d", "Tags": [{"Key": "aws:x"}]});
    assert_eq!(code(call(&mut bench, "TagDeliveryStream", aws)), "ValidationException");
    let nobody = json!({"DeliveryStreamName": "e", "TagKeys": ["k"]});
    assert_eq!(code(call(&mut bench, "UntagDeliveryStream", nobody)), "ResourceNotFoundException");
}
