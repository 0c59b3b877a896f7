//! One message's life in a standard queue.

use crate::common::*;
use serde_json::json;

#[test]
fn a_message_is_sent_received_and_deleted() {
    let mut bench = bench(json!({}));
    let sent = on(
        &mut bench,
        "q",
        "SendMessage",
        json!({"MessageBody": "Test Message",
            "MessageAttributes": {"Hello": {"DataType": "String", "StringValue": "World"}},
            "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "some-trace-id"}}}),
    );
    // Digests as the real service gives them.
    assert_eq!(sent["MD5OfMessageBody"], "d1d4180b7e411c4be86b00fb2ee103eb");
    assert_eq!(sent["MD5OfMessageAttributes"], "7db7fb1ba7f41366a8ea5eb18220b26d");
    assert_eq!(sent["MD5OfMessageSystemAttributes"], "fdce4f2818803f2f73becc09a54792c0");
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    bench.advance(SECOND_US);
    let all = json!({"WaitTimeSeconds": 1, "MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]});
    let got = receive_with(&mut bench, "q", all);
    let message = got.first().cloned().unwrap_or_default();
    assert_eq!(message["MessageId"], sent["MessageId"]);
    assert_eq!(message["Body"], "Test Message");
    assert_eq!(message["MD5OfBody"], sent["MD5OfMessageBody"]);
    assert_eq!(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"]);
    assert_eq!(
        message["Attributes"],
        json!({"SenderId": "AIDAADMINISTRATOR00000", "SentTimestamp": "1767225600000", "ApproximateReceiveCount": "1",
            "ApproximateFirstReceiveTimestamp": "1767225601000", "AWSTraceHeader": "some-trace-id"})
    );
    assert_eq!(places(&bench, "q"), (0, 1, 0));
    assert!(receive(&mut bench, "q").is_empty());
    assert_eq!(delete(&mut bench, "q", &message), json!({}));
    assert_eq!(delete(&mut bench, "q", &message), json!({}), "what is deleted may be deleted again");
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}

#[test]
fn attributes_are_given_by_name_by_prefix_or_all() {
    let mut bench = bench(json!({"VisibilityTimeout": "0"}));
    let attribute = |value: &str| json!({"DataType": "String", "StringValue": value});
    let attributes = json!({"Hello": attribute("There"), "General": attribute("Kenobi"), "Help.Me": attribute("Me")});
    on(&mut bench, "q", "SendMessage", json!({"MessageBody": "msg", "MessageAttributes": attributes}));
    // Names and digests as recorded from the real service.
    for (names, given, digest) in [
        (json!([]), vec![], None),
        (json!(["All"]), vec!["General", "Hello", "Help.Me"], Some("4c360f3fdafd970e05fae2f149d997f5")),
        (json!([".*"]), vec!["General", "Hello", "Help.Me"], Some("4c360f3fdafd970e05fae2f149d997f5")),
        (json!(["*"]), vec!["General", "Hello", "Help.Me"], Some("4c360f3fdafd970e05fae2f149d997f5")),
        (json!(["Foo", "Bar"]), vec![], None),
        (json!(["Hello", "General"]), vec!["General", "Hello"], Some("fca026605781cb4126a1e9044df24232")),
        (json!(["Hello", "Foo"]), vec!["Hello"], Some("a311262e065454b75da111d535b8dacd")),
        (json!(["Hel.*"]), vec!["Hello", "Help.Me"], Some("83fee93c1bcd8b9a5a923ffacdc636c7")),
    ] {
        let got = receive_with(&mut bench, "q", json!({"WaitTimeSeconds": 1, "MessageAttributeNames": names}));
        let message = got.first().cloned().unwrap_or_default();
        let keys: Vec<_> =
            message["MessageAttributes"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(keys, given, "{names}");
        assert_eq!(message["MD5OfMessageAttributes"].as_str(), digest, "{names}");
    }
}

#[test]
fn an_abandoned_message_comes_back_with_another_handle() {
    let mut bench = bench(json!({"VisibilityTimeout": "20"}));
    send(&mut bench, "q", "m");
    let first = receive(&mut bench, "q");
    bench.advance(20 * SECOND_US - 1);
    assert_eq!(places(&bench, "q"), (0, 1, 0));
    bench.advance(1);
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    let second = receive(&mut bench, "q");
    assert_eq!(bodies(&second), ["m"]);
    assert_ne!(handle(&first[0]), handle(&second[0]));
    check(&bench);
}

/// Surprising semantics 3: the old handle's delete succeeds, and the other consumer's message stays.
#[test]
fn deleting_with_an_old_handle_succeeds_and_deletes_nothing() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    let slow = receive(&mut bench, "q");
    bench.advance(30 * SECOND_US);
    let quick = receive(&mut bench, "q");
    assert_eq!(delete(&mut bench, "q", &slow[0]), json!({}));
    assert_eq!(places(&bench, "q"), (0, 1, 0));
    assert_eq!(delete(&mut bench, "q", &quick[0]), json!({}));
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}

#[test]
fn a_message_whose_time_is_over_may_still_be_deleted_if_nobody_else_got_it() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    let got = receive(&mut bench, "q");
    bench.advance(31 * SECOND_US);
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    assert_eq!(delete(&mut bench, "q", &got[0]), json!({}));
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}

#[test]
fn visibility_counts_from_the_call_and_is_not_remembered() {
    let mut bench = bench(json!({"VisibilityTimeout": "60"}));
    send(&mut bench, "q", "m");
    let got = receive(&mut bench, "q");
    bench.advance(15 * SECOND_US);
    let params = json!({"ReceiptHandle": handle(&got[0]), "VisibilityTimeout": 10});
    assert_eq!(on(&mut bench, "q", "ChangeMessageVisibility", params), json!({}));
    bench.advance(10 * SECOND_US - 1);
    assert_eq!(places(&bench, "q"), (0, 1, 0));
    bench.advance(1);
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    receive(&mut bench, "q");
    bench.advance(59 * SECOND_US);
    assert_eq!(places(&bench, "q"), (0, 1, 0), "the queue's own minute holds again");
    bench.advance(SECOND_US);
    let again = receive(&mut bench, "q");
    let params = json!({"ReceiptHandle": handle(&again[0]), "VisibilityTimeout": 0});
    assert_eq!(on(&mut bench, "q", "ChangeMessageVisibility", params), json!({}));
    assert_eq!(places(&bench, "q"), (1, 0, 0), "0 makes it visible at once");
    check(&bench);
}

/// Surprising semantics 8: 12 hours from the receive, however often it is extended.
#[test]
fn a_message_is_hidden_for_12_hours_at_most() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    let got = receive_with(&mut bench, "q", json!({"WaitTimeSeconds": 1, "VisibilityTimeout": 43_200}));
    let change = |bench: &mut _, seconds: u64| {
        let params = json!({"ReceiptHandle": handle(&got[0]), "VisibilityTimeout": seconds});
        on(bench, "q", "ChangeMessageVisibility", params)
    };
    bench.advance(3_600 * SECOND_US);
    assert_eq!(
        change(&mut bench, 43_200),
        "InvalidParameterValueException: Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total \
         VisibilityTimeout for the message is beyond the limit [43200 seconds]"
    );
    assert_eq!(change(&mut bench, 39_600), json!({}));
    bench.advance(39_599 * SECOND_US);
    assert_eq!(change(&mut bench, 1), json!({}));
    assert_eq!(places(&bench, "q"), (0, 1, 0));
    bench.advance(SECOND_US);
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    check(&bench);
}

#[test]
fn visibility_of_what_is_no_longer_in_flight() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    let got = receive(&mut bench, "q");
    let params = json!({"ReceiptHandle": handle(&got[0]), "VisibilityTimeout": 9});
    bench.advance(31 * SECOND_US);
    // Recorded from the real service: it is a success.
    assert_eq!(on(&mut bench, "q", "ChangeMessageVisibility", params.clone()), json!({}));
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    delete(&mut bench, "q", &got[0]);
    assert_eq!(
        on(&mut bench, "q", "ChangeMessageVisibility", params),
        format!(
            "InvalidParameterValueException: Value {} for parameter ReceiptHandle is invalid. Reason: Message does not exist \
             or is not available for visibility timeout change.",
            handle(&got[0])
        )
    );
}

#[test]
fn delays_of_queue_and_message() {
    let mut bench = bench(json!({"DelaySeconds": "5"}));
    send(&mut bench, "q", "queue's");
    on(&mut bench, "q", "SendMessage", json!({"MessageBody": "own", "DelaySeconds": 900}));
    on(&mut bench, "q", "SendMessage", json!({"MessageBody": "none", "DelaySeconds": 0}));
    assert_eq!(places(&bench, "q"), (1, 0, 2));
    assert_eq!(bodies(&receive(&mut bench, "q")), ["none"]);
    // A new delay does not change what was sent before.
    on(&mut bench, "q", "SetQueueAttributes", json!({"Attributes": {"DelaySeconds": "0"}}));
    assert_eq!(places(&bench, "q"), (0, 1, 2));
    bench.advance(5 * SECOND_US);
    assert_eq!(places(&bench, "q"), (1, 1, 1));
    bench.advance(895 * SECOND_US);
    assert_eq!(places(&bench, "q"), (3, 0, 0));
    check(&bench);
}

#[test]
fn retention_forgets() {
    let mut bench = bench(json!({"MessageRetentionPeriod": "60", "VisibilityTimeout": "100"}));
    send(&mut bench, "q", "visible");
    bench.advance(SECOND_US);
    send(&mut bench, "q", "in flight");
    receive_with(&mut bench, "q", json!({"WaitTimeSeconds": 1, "MaxNumberOfMessages": 1}));
    bench.advance(59 * SECOND_US);
    assert!(receive(&mut bench, "q").len() <= 1);
    bench.advance(60 * SECOND_US);
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    assert_eq!(bench.service.queue("q").map(|queue| queue.counts().expired), Some(2));
    assert!(bench.around.notes.iter().any(|note| note.kind == "sqs-expired"));
    check(&bench);
}

#[test]
fn a_shorter_retention_forgets_what_is_there() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "m");
    bench.advance(600 * SECOND_US);
    on(&mut bench, "q", "SetQueueAttributes", json!({"Attributes": {"MessageRetentionPeriod": "300"}}));
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}

/// Surprising semantics 10: each receive counts, whether or not anything failed.
#[test]
fn the_receive_count_counts_receives() {
    let mut bench = bench(json!({"VisibilityTimeout": "1"}));
    send(&mut bench, "q", "m");
    for count in 1..=4 {
        let params = json!({"WaitTimeSeconds": 1, "AttributeNames": ["ApproximateReceiveCount"]});
        let got = receive_with(&mut bench, "q", params);
        assert_eq!(got[0]["Attributes"], json!({"ApproximateReceiveCount": count.to_string()}));
        bench.advance(SECOND_US);
    }
}

#[test]
fn a_message_received_three_times_goes_to_the_back() {
    let mut bench = bench(json!({"VisibilityTimeout": "1"}));
    send(&mut bench, "q", "poison");
    bench.advance(10 * SECOND_US);
    let one = json!({"WaitTimeSeconds": 1, "MaxNumberOfMessages": 1});
    for _ in 0..3 {
        assert_eq!(bodies(&receive_with(&mut bench, "q", one.clone())), ["poison"]);
        bench.advance(SECOND_US);
    }
    send(&mut bench, "q", "young");
    bench.advance(7 * SECOND_US);
    let now = bench.around.now;
    let age = bench.service.queue("q").and_then(|queue| queue.oldest_age_us(now));
    assert_eq!(age, Some(7 * SECOND_US), "the poison pill no longer counts");
    check(&bench);
}

#[test]
fn purging_takes_up_to_a_minute_and_spares_what_is_sent_later() {
    let mut bench = bench(json!({}));
    for number in 0..20 {
        send(&mut bench, "q", &number.to_string());
    }
    receive(&mut bench, "q");
    assert_eq!(on(&mut bench, "q", "PurgeQueue", json!({})), json!({}));
    assert_eq!(
        on(&mut bench, "q", "PurgeQueue", json!({})),
        "PurgeQueueInProgress: Only one PurgeQueue operation on q is allowed every 60 seconds."
    );
    assert!(!receive(&mut bench, "q").is_empty(), "what is there may still be received");
    send(&mut bench, "q", "later");
    bench.advance(MINUTE_US);
    assert_eq!(places(&bench, "q"), (1, 0, 0));
    assert_eq!(bodies(&receive(&mut bench, "q")), ["later"]);
    assert_eq!(on(&mut bench, "q", "PurgeQueue", json!({})), json!({}));
    bench.advance(MINUTE_US);
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}

#[test]
fn batches_succeed_in_part() {
    let mut bench = bench(json!({"MaximumMessageSize": "1024"}));
    let entry = |id: &str, body: &str| json!({"Id": id, "MessageBody": body});
    let entries = json!([entry("a", "one"), entry("b", &"x".repeat(1025)), entry("c", ""), entry("d", "four")]);
    let told = on(&mut bench, "q", "SendMessageBatch", json!({"Entries": entries}));
    let ids = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().into_iter().flatten().map(|entry| entry["Id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(ids(&told["Successful"]), ["a", "d"]);
    assert_eq!(
        told["Failed"],
        json!([
            {"Id": "b", "SenderFault": true, "Code": "InvalidParameterValue",
                "Message": "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."},
            {"Id": "c", "SenderFault": true, "Code": "MissingParameter",
                "Message": "The request must contain the parameter SendMessageBatchRequestEntry.3.MessageBody."}])
    );
    let got = receive(&mut bench, "q");
    let entry = |id: &str, handle: &str| json!({"Id": id, "ReceiptHandle": handle, "VisibilityTimeout": 0});
    let entries = json!([entry("a", handle(&got[0])), entry("b", "garbage")]);
    let told = on(&mut bench, "q", "ChangeMessageVisibilityBatch", json!({"Entries": entries}));
    let failed = json!([{"Id": "b", "SenderFault": true, "Code": "ReceiptHandleIsInvalid",
        "Message": "The input receipt handle \"garbage\" is not a valid receipt handle."}]);
    assert_eq!(told, json!({"Successful": [{"Id": "a"}], "Failed": failed}));
    assert_eq!(places(&bench, "q"), (1, 1, 0));
    let entry = |id: &str, handle: &str| json!({"Id": id, "ReceiptHandle": handle});
    let entries = json!([entry("a", handle(&got[0])), entry("b", "garbage"), entry("c", handle(&got[1]))]);
    let told = on(&mut bench, "q", "DeleteMessageBatch", json!({"Entries": entries}));
    assert_eq!(told, json!({"Successful": [{"Id": "a"}, {"Id": "c"}], "Failed": failed}));
    assert_eq!(places(&bench, "q"), (0, 0, 0));
    check(&bench);
}
