//! What a delivery stream may be told to do.

use super::world::{World, bench, from_stream, to_s3};
use api::firehose::{Request, Response};
use api::{AwsError, Request as AnyRequest};
use serde_json::{Value, json};

fn base() -> Value {
    AnyRequest::Firehose(Request::CreateDeliveryStream(to_s3())).params()
}

/// What is answered if `pointer` of a good request is set to `value`.
fn answer(pointer: &[&str], value: Value) -> Result<Response, AwsError> {
    let mut params = base();
    let mut place = &mut params;
    for name in pointer {
        place = &mut place[*name];
    }
    *place = value;
    let request = match Request::parse("CreateDeliveryStream", params) {
        Some(request) => request?,
        None => panic!("no such operation"),
    };
    bench(&World::new(1)).now(request)
}

fn refusal(pointer: &[&str], value: Value) -> String {
    answer(pointer, value).map_or_else(|error| error.to_string(), |_| "no error".into())
}

const S3: &str = "ExtendedS3DestinationConfiguration";

#[test]
fn each_rule_is_checked_and_named() {
    let cases = [
        (vec!["DeliveryStreamName"], json!(""), "greater than or equal to 1"),
        (vec!["DeliveryStreamName"], json!("a b"), "[a-zA-Z0-9_.-]+"),
        (vec!["DeliveryStreamType"], json!("Direct"), "enum value set"),
        (vec!["DeliveryStreamType"], json!("MSKAsSource"), "not modelled"),
        (vec!["DeliveryStreamType"], json!("KinesisStreamAsSource"), "is required"),
        (
            vec!["SplunkDestinationConfiguration"],
            json!({}),
            "'SplunkDestinationConfiguration' is valid in AWS, but not",
        ),
        (vec![S3, "RoleARN"], json!("role"), "regular expression pattern"),
        (vec![S3, "BucketARN"], json!("arn:aws:s3:::"), "regular expression pattern"),
        (vec![S3, "CompressionFormat"], json!("gzip"), "enum value set"),
        (vec![S3, "BufferingHints"], json!({"SizeInMBs": 129, "IntervalInSeconds": 60}), "less than or equal to 128"),
        (vec![S3, "BufferingHints"], json!({"SizeInMBs": 1, "IntervalInSeconds": 901}), "less than or equal to 900"),
        (vec![S3, "BufferingHints"], json!({"SizeInMBs": 1}), "or neither of them"),
        (vec![S3, "S3BackupMode"], json!("Enabled"), "S3BackupConfiguration is required"),
        (vec![S3, "FileExtension"], json!("json"), "regular expression pattern"),
        (vec![S3, "CustomTimeZone"], json!("Europe/Atlantis"), "is not a time zone"),
        (vec![S3, "CustomTimeZone"], json!("UTC+1"), "regular expression pattern"),
        (vec![S3, "DynamicPartitioningConfiguration"], json!({"Enabled": true}), "ErrorOutputPrefix is required"),
        (vec![S3, "Prefix"], json!("a/!{partitionKeyFromQuery:id}/"), "ErrorOutputPrefix cannot be null or empty"),
        (vec![S3, "Prefix"], json!("a/!{timestamp:QQ}/"), "'!{timestamp:QQ}' at character 3: the letter 'Q'"),
        (vec![S3, "Prefix"], json!("a/!{timestamp:yyyy"), "at character 3 does not end"),
        (vec![S3, "Prefix"], json!("dt=!{timestamp:yyyy}/"), "ErrorOutputPrefix cannot be null or empty"),
        (vec![S3, "Prefix"], json!("!{firehose:error-output-type}/"), "Prefix cannot contain"),
        (vec![S3, "ErrorOutputPrefix"], json!("!{timestamp:yyyy}"), "must contain !{firehose:error-output-type}"),
        (
            vec![S3, "ProcessingConfiguration"],
            json!({"Processors": [{"Type": "Lambda"}]}),
            "Parameter LambdaArn is required",
        ),
        (vec![S3, "ProcessingConfiguration"], json!({"Processors": [{"Type": "Trim"}]}), "enum value set"),
        (vec![S3, "Preffix"], json!("a"), "unknown parameter 'Preffix'"),
        (vec!["S3DestinationConfiguration"], json!({"RoleARN": "r", "BucketARN": "b"}), "Exactly one destination"),
    ];
    for (pointer, value, expected) in cases {
        let got = refusal(&pointer, value.clone());
        assert!(got.contains(expected), "{pointer:?} = {value}: {got}");
    }
}

#[test]
fn a_description_shows_what_was_given_and_what_was_filled_in() {
    let mut bench = bench(&World::new(1));
    let mut request = from_stream(to_s3());
    if let Some(s3) = &mut request.extended_s3_destination_configuration {
        s3.buffering_hints = None;
    }
    assert!(bench.now(Request::CreateDeliveryStream(request)).is_ok());
    bench.advance(30_000_000);
    let asked = api::firehose::DescribeDeliveryStream { delivery_stream_name: "d".into(), ..Default::default() };
    let Ok(answer) = bench.now(Request::DescribeDeliveryStream(asked)) else { panic!("not described") };
    let json = answer.to_json();
    let description = &json["DeliveryStreamDescription"];
    assert_eq!(description["DeliveryStreamStatus"], "ACTIVE");
    let source = &description["Source"]["KinesisStreamSourceDescription"];
    assert!(source["DeliveryStartTimestamp"].is_number(), "{source}");
    let s3 = &description["Destinations"][0]["ExtendedS3DestinationDescription"];
    assert_eq!(s3["BufferingHints"], json!({"SizeInMBs": 5, "IntervalInSeconds": 300}));
    assert_eq!(s3["CompressionFormat"], "UNCOMPRESSED");
    assert_eq!(s3["EncryptionConfiguration"], json!({"NoEncryptionConfig": "NoEncryption"}));
}
