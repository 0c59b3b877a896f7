//! What is asked wrongly is answered with AWS's error or with what is wrong and where; nothing good is lost.

mod asker;

use asker::Asker;
use serde_json::{Value, json};

#[test]
fn calls() {
    let mut asker = Asker::named("default");
    let before = asker.snapshot()["ms"].clone();
    for (call, params) in [
        ("Nothing.Nothing", json!({})),
        ("nothing", json!({})),
        ("", json!({})),
        (".", json!({})),
        ("S3", json!({})),
        ("S3.", json!({})),
        ("S3.Nothing", json!({})),
        ("s3.ListBuckets", json!({})),
        ("Kinesis.PutRecord.More", json!({})),
        ("Kinesis.PutRecord", json!({})),
        ("Kinesis.PutRecord", Value::Null),
        ("Kinesis.PutRecord", json!("text")),
        ("Kinesis.PutRecord", json!([1])),
        ("Kinesis.PutRecord", json!({ "StreamName": "flights", "Data": "no base64!", "PartitionKey": "x" })),
        ("Kinesis.PutRecord", json!({ "StreamName": "flights", "Data": 7, "PartitionKey": "x" })),
        ("Kinesis.PutRecord", json!({ "StreamName": "flights", "Data": "", "PartitionKey": null })),
        ("Kinesis.PutRecord", json!({ "StreamName": "flights", "Data": "", "PartitionKey": "x", "Colour": 1 })),
        ("Kinesis.PutRecords", json!({ "StreamName": "flights", "Records": {} })),
        ("Kinesis.PutRecords", json!({ "StreamName": "flights", "Records": [] })),
        ("Kinesis.PutRecords", json!({ "StreamName": "flights", "Records": [{ "Data": "" }] })),
        ("Kinesis.CreateStream", json!({ "StreamName": 7 })),
        ("Kinesis.CreateStream", json!({ "StreamName": "x", "ShardCount": -1 })),
        ("Kinesis.CreateStream", json!({ "StreamName": "x", "ShardCount": 1.5 })),
        ("Kinesis.CreateStream", json!({ "StreamName": "x", "ShardCount": 1e300 })),
        ("Kinesis.CreateStream", json!({ "StreamName": "x", "ShardCount": 9007199254740993_u64 })),
        ("Kinesis.GetRecords", json!({ "ShardIterator": "no iterator" })),
        ("Kinesis.GetShardIterator", json!({ "StreamName": "flights", "ShardId": "x", "ShardIteratorType": "LATEST" })),
        ("Kinesis.ListShards", json!({ "StreamName": "flights", "NextToken": "x" })),
        ("Firehose.PutRecord", json!({ "DeliveryStreamName": "none", "Record": { "Data": "" } })),
        ("Firehose.CreateDeliveryStream", json!({ "DeliveryStreamName": "x", "DeliveryStreamType": "Sideways" })),
        ("S3.CreateBucket", json!({ "Bucket": "" })),
        ("S3.GetObject", json!({ "Bucket": "acequia-lake", "Key": "x", "Range": "bytes=9-1" })),
        ("S3.ListObjectsV2", json!({ "Bucket": "acequia-lake", "ContinuationToken": "x" })),
        ("S3.ListObjectsV2", json!({ "Bucket": "acequia-lake", "MaxKeys": "many" })),
        ("Glue.StartCrawler", json!({ "Name": "none" })),
        ("Glue.CreateTable", json!({ "DatabaseName": "acequia", "TableInput": { "Name": 1 } })),
        ("Athena.StartQueryExecution", json!({ "QueryString": "" })),
        ("Athena.StartQueryExecution", json!({})),
        ("Athena.GetQueryExecution", json!({ "QueryExecutionId": "none" })),
        ("Athena.GetQueryResults", json!({ "QueryExecutionId": 9 })),
        ("IAM.CreateRole", json!({ "RoleName": "r", "AssumeRolePolicyDocument": "{" })),
        (
            "IAM.PutUserPolicy",
            json!({ "UserName": "producer", "PolicyName": "p", "PolicyDocument": "{\"Statement\":7}" }),
        ),
        ("QuickSight.DescribeAnalysis", json!({ "AwsAccountId": "111122223333", "AnalysisId": "none" })),
        ("QuickSight.DescribeAnalysis", json!({ "AwsAccountId": 5 })),
        ("OpenSearch.Http", json!({ "DomainName": "none", "Method": "GET", "Path": "/" })),
        ("OpenSearch.Http", json!({ "DomainName": "flights-search", "Method": 1, "Path": "/" })),
        ("OpenSearch.Http", json!({ "DomainName": "flights-search", "Path": "/" })),
    ] {
        let answer = asker.call(call, params.clone());
        let Err((name, message)) = &answer else { panic!("{call} {params}: {answer:?}") };
        assert!(name.len() > 3 && !name.contains(char::is_whitespace), "{call} {params}: {name}");
        assert!(message.len() > 8, "{call} {params}: {name}: '{message}'");
    }
    assert!(asker.broken().is_empty(), "{:?}", asker.broken());
    assert_eq!(asker.snapshot()["ms"], before, "no call takes time");
    assert!(asker.call("S3.ListBuckets", json!({})).is_ok());
}

#[test]
fn principals() {
    let mut asker = Asker::named("default");
    for who in [
        "",
        "nobody",
        "arn:aws:iam::111122223333:role/nobody",
        "arn:aws:iam::999999999999:role/glue-crawler",
        "arn:aws:s3:::acequia-lake",
    ] {
        let (name, message) = asker.call_as("S3.ListBuckets", json!({}), Some(who)).err().unwrap_or_default();
        assert_eq!(name, "InvalidClientTokenId", "{who}");
        assert_eq!(message, "The security token included in the request is invalid.");
    }
    let role = "arn:aws:iam::111122223333:role/glue-crawler";
    let params = json!({ "Bucket": "acequia-lake", "Key": "x", "Body": "" });
    let (name, message) = asker.call_as("S3.PutObject", params, Some(role)).err().unwrap_or_default();
    assert!(name.starts_with("AccessDenied") && message.contains("s3:PutObject"), "{name}: {message}");
}

#[test]
fn settings() {
    let mut asker = Asker::named("default");
    let producer = |asker: &Asker| format!("{:?}", asker.host.works_view().producers);
    let before = producer(&asker);
    for (path, to) in [
        ("", json!(1)),
        ("nothing", json!(1)),
        ("producers", json!({})),
        ("producers/", json!({})),
        ("producers/flights", json!("fast")),
        ("producers/flights", json!([])),
        ("producers/flights", json!({ "rate": -1 })),
        ("producers/flights", json!({ "rate": "many" })),
        ("producers/flights", json!({ "rate": 1e300 })),
        ("producers/flights", json!({ "rate": null })),
        ("producers/flights", json!({ "shape": "square" })),
        ("producers/flights", json!({ "shape": 4 })),
        ("producers/flights", json!({ "keyField": "colour" })),
        ("producers/flights", json!({ "seed": -4 })),
        ("producers/flights", json!({ "seed": "x" })),
        ("producers/flights", json!({ "running": "yes" })),
        ("producers/flights", json!({ "source": "nothing" })),
        ("producers/flights", json!({ "source": "file:none" })),
        ("producers/flights", json!({ "target": 7 })),
        ("producers/flights", json!({ "colour": 1 })),
        ("producers/flights", json!({ "rate": 500, "shape": "square" })),
        ("producers/flights/rate", json!("x")),
        ("producers/flights/colour", json!(1)),
        ("producers/flights/rate/more", json!(1)),
        ("producers/none", json!(null)),
    ] {
        let answer = asker.set(path, to.clone());
        let Err((name, message)) = &answer else {
            assert_eq!(producer(&asker), before, "{path} {to} was taken");
            panic!("{path} {to} was taken");
        };
        assert_eq!(name, "ValidationException", "{path} {to}");
        assert!(message.len() > 8, "{path} {to}: {message}");
        assert_eq!(producer(&asker), before, "{path} {to}");
    }
}

#[test]
fn files() {
    let mut asker = Asker::named("default");
    for (name, bytes, said) in [
        ("empty.csv", &b""[..], "empty.csv"),
        ("blank.json", b" \n\n ", "blank.json"),
        ("noise.bin", b"\xff\xfe\x00\xd8", "noise.bin"),
        ("header.csv", b"a,b\n", "header.csv"),
        ("cut.json", b"[{\"a\":1},{\"a\":", "cut.json"),
        ("open.json", b"[", "open.json"),
        ("number.json", b"7", "number.json"),
        ("", b"a,b\n1,2\n", "name"),
    ] {
        let answer = asker.input(name, bytes);
        match answer {
            Err((error, message)) => {
                assert_eq!(error, "ValidationException", "{name}");
                assert!(message.contains(said), "{name}: {message}");
            }
            // What is good is kept, and what is not is named with its place.
            Ok(told) => assert!(
                told["records"].as_u64() > Some(0) && told["problems"][0]["line"].as_u64() > Some(0),
                "{name}: {told}"
            ),
        }
    }
    for (name, bytes, records, line) in [
        ("ragged.csv", &b"a,b\n1,2\n1,2,3\n4,5\n"[..], 2, 3),
        ("quote.csv", b"a,b\n1,2\n\"3,4\n", 1, 3),
        ("cut.jsonl", b"{\"a\":1}\n{\"a\":2}\n{\"a\":", 2, 3),
        ("mixed.jsonl", b"{\"a\":1}\nnonsense\n{\"a\":3}\n", 2, 2),
    ] {
        let told = asker.input(name, bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(
            (told["records"].as_u64(), told["problems"][0]["line"].as_u64()),
            (Some(records), Some(line)),
            "{name}: {told}"
        );
    }
    // A second file of a name takes the place of the first one, unless it cannot be read.
    assert!(asker.input("ragged.csv", b"").is_err());
    let set = asker.set(
        "producers/mine",
        json!({ "source": "file:ragged.csv", "target": "flights", "rate": 1, "running": false }),
    );
    assert!(set.is_ok(), "{set:?}");
}
