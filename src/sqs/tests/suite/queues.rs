//! Queues themselves.

use crate::common::*;
use serde_json::json;
use service::testing::Bench;
use sqs::Sqs;

#[test]
fn a_queue_begins_with_awss_defaults() {
    let mut bench = bench(json!({}));
    let all = json!({"AttributeNames": ["All"]});
    assert_eq!(
        on(&mut bench, "q", "GetQueueAttributes", all.clone())["Attributes"],
        json!({"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0",
            "ApproximateNumberOfMessagesNotVisible": "0", "CreatedTimestamp": "1767225600", "DelaySeconds": "0",
            "LastModifiedTimestamp": "1767225600", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600",
            "QueueArn": arn("q"), "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true",
            "VisibilityTimeout": "30"})
    );
    create(&mut bench, "q.fifo", json!({"FifoQueue": "true"}));
    let fifo = on(&mut bench, "q.fifo", "GetQueueAttributes", all);
    assert_eq!(fifo["Attributes"]["FifoQueue"], "true");
    assert_eq!(fifo["Attributes"]["ContentBasedDeduplication"], "false");
    assert_eq!(fifo["Attributes"]["DeduplicationScope"], "queue");
    assert_eq!(fifo["Attributes"]["FifoThroughputLimit"], "perQueue");
    assert_eq!(on(&mut bench, "q", "GetQueueAttributes", json!({})), json!({}), "none are given if none are named");
}

#[test]
fn making_a_queue_twice_is_fine_if_nothing_differs() {
    let mut bench = bench(json!({"DelaySeconds": "5"}));
    create(&mut bench, "q", json!({"DelaySeconds": "5"}));
    create(&mut bench, "q", json!({}));
    assert_eq!(
        answer(&mut bench, "CreateQueue", json!({"QueueName": "q", "Attributes": {"DelaySeconds": "6"}})),
        "QueueNameExists: A queue already exists with the same name and a different value for attribute DelaySeconds"
    );
}

#[test]
fn a_deleted_queues_name_is_taken_for_a_minute() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    let got = receive(&mut bench, "q");
    assert_eq!(on(&mut bench, "q", "DeleteQueue", json!({})), json!({}));
    assert_eq!(on(&mut bench, "q", "DeleteQueue", json!({})), "QueueDoesNotExist: The specified queue does not exist.");
    bench.advance(MINUTE_US - 1);
    assert_eq!(
        answer(&mut bench, "CreateQueue", json!({"QueueName": "q"})),
        "QueueDeletedRecently: You must wait 60 seconds after deleting a queue before you can create another with the same \
         name."
    );
    bench.advance(1);
    create(&mut bench, "q", json!({}));
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    assert!(
        delete(&mut bench, "q", &got[0]).as_str().is_some_and(|told| told.starts_with("ReceiptHandleIsInvalid")),
        "a handle of the earlier queue is none of this one's"
    );
    bench.advance(10 * MINUTE_US);
    check(&bench);
}

#[test]
fn queues_are_listed_by_prefix_and_page() {
    let mut bench = Bench::new(Sqs::default());
    assert_eq!(answer(&mut bench, "ListQueues", json!({})), json!({}));
    for name in ["b2", "a", "b1", "b3"] {
        create(&mut bench, name, json!({}));
    }
    let urls = |names: &[&str]| json!(names.iter().map(|name| url(name)).collect::<Vec<_>>());
    assert_eq!(answer(&mut bench, "ListQueues", json!({}))["QueueUrls"], urls(&["a", "b1", "b2", "b3"]));
    let page = answer(&mut bench, "ListQueues", json!({"QueueNamePrefix": "b", "MaxResults": 2}));
    assert_eq!(page["QueueUrls"], urls(&["b1", "b2"]));
    let next = json!({"QueueNamePrefix": "b", "MaxResults": 2, "NextToken": page["NextToken"]});
    assert_eq!(answer(&mut bench, "ListQueues", next), json!({"QueueUrls": urls(&["b3"])}));
    assert_eq!(
        answer(&mut bench, "ListQueues", json!({"MaxResults": 0})),
        "InvalidParameterValueException: Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer \
         between 1 and 1000."
    );
}

#[test]
fn addresses_are_found_by_name() {
    let mut bench = bench(json!({}));
    assert_eq!(answer(&mut bench, "GetQueueUrl", json!({"QueueName": "q"})), json!({"QueueUrl": url("q")}));
    let missing = "QueueDoesNotExist: The specified queue does not exist.";
    assert_eq!(answer(&mut bench, "GetQueueUrl", json!({"QueueName": "r"})), missing);
    let other = json!({"QueueName": "q", "QueueOwnerAWSAccountId": "444455556666"});
    assert_eq!(answer(&mut bench, "GetQueueUrl", other), missing);
    let other = json!({"QueueUrl": "https://sqs.us-east-1.amazonaws.com/444455556666/q"});
    assert_eq!(answer(&mut bench, "PurgeQueue", other), missing);
    assert_eq!(
        answer(&mut bench, "PurgeQueue", json!({"QueueUrl": "q"})),
        "InvalidAddress: The address q is not valid for this endpoint."
    );
    assert_eq!(
        answer(&mut bench, "PurgeQueue", json!({})),
        "MissingRequiredParameterException: The request must contain the parameter QueueUrl."
    );
}

#[test]
fn tags_come_and_go() {
    let mut bench = Bench::new(Sqs::default());
    answer(&mut bench, "CreateQueue", json!({"QueueName": "q", "tags": {"a": "1"}}));
    assert_eq!(on(&mut bench, "q", "TagQueue", json!({"Tags": {"a": "2", "b": ""}})), json!({}));
    assert_eq!(on(&mut bench, "q", "ListQueueTags", json!({})), json!({"Tags": {"a": "2", "b": ""}}));
    assert_eq!(on(&mut bench, "q", "UntagQueue", json!({"TagKeys": ["a", "c"]})), json!({}));
    assert_eq!(on(&mut bench, "q", "ListQueueTags", json!({})), json!({"Tags": {"b": ""}}));
    on(&mut bench, "q", "UntagQueue", json!({"TagKeys": ["b"]}));
    assert_eq!(on(&mut bench, "q", "ListQueueTags", json!({})), json!({}));
    assert_eq!(
        on(&mut bench, "q", "TagQueue", json!({})),
        "MissingRequiredParameterException: The request must contain the parameter Tags."
    );
    let many: serde_json::Map<_, _> = (0..51).map(|number| (number.to_string(), json!(""))).collect();
    assert_eq!(
        on(&mut bench, "q", "TagQueue", json!({"Tags": many})),
        "InvalidParameterValueException: Too many tags added for queue q."
    );
    for keys in [json!([]), json!({"": "x"}), json!({"k".repeat(129): "x"})] {
        let (operation, params) = match keys.is_array() {
            true => ("UntagQueue", json!({"TagKeys": keys})),
            false => ("TagQueue", json!({"Tags": keys})),
        };
        assert_eq!(
            on(&mut bench, "q", operation, params),
            "InvalidParameterValueException: Tag keys must be between 1 and 128 characters in length."
        );
    }
}

#[test]
fn attributes_change() {
    let mut bench = bench(json!({}));
    create(&mut bench, "dead", json!({}));
    bench.advance(5 * SECOND_US);
    let policy = json!({"maxReceiveCount": "7", "deadLetterTargetArn": arn("dead")}).to_string();
    let params = json!({"Attributes": {"VisibilityTimeout": "69", "RedrivePolicy": policy}});
    assert_eq!(on(&mut bench, "q", "SetQueueAttributes", params), json!({}));
    assert_eq!(attribute(&mut bench, "q", "VisibilityTimeout"), "69");
    assert_eq!(attribute(&mut bench, "q", "LastModifiedTimestamp"), "1767225605");
    assert_eq!(attribute(&mut bench, "q", "CreatedTimestamp"), "1767225600");
    let written = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 7}).to_string();
    assert_eq!(attribute(&mut bench, "q", "RedrivePolicy"), written);
    on(&mut bench, "q", "SetQueueAttributes", json!({"Attributes": {"RedrivePolicy": ""}}));
    assert_eq!(attribute(&mut bench, "q", "RedrivePolicy"), "");
}
