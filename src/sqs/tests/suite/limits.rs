//! Limits whose requests are too large, or too many, to be read in a text case.

use crate::common::*;
use api::sqs::{ReceiveMessage, Request, Response, SendMessageBatch, SendMessageEntry};
use serde_json::{Value, json};
use service::Reply;
use service::testing::Bench;
use sqs::{Sqs, limits};

/// Surprising semantics 9: a mebibyte, not 256 KiB.
#[test]
fn a_message_has_a_mebibyte() {
    let mut bench = bench(json!({}));
    let told = on(&mut bench, "q", "SendMessage", json!({"MessageBody": "x".repeat(1 << 20)}));
    assert!(told.is_object(), "{told}");
    let attribute = json!({"a": {"DataType": "String", "StringValue": "1"}});
    let params = json!({"MessageBody": "x".repeat((1 << 20) - 7), "MessageAttributes": attribute});
    assert_eq!(
        on(&mut bench, "q", "SendMessage", params),
        "InvalidParameterValueException: One or more parameters are invalid. Reason: Message must be shorter than 1048576 \
         bytes.",
        "names, types and values count too"
    );
    let entry = |id: &str, bytes: usize| json!({"Id": id, "MessageBody": "x".repeat(bytes)});
    assert_eq!(
        on(&mut bench, "q", "SendMessageBatch", json!({"Entries": [entry("a", 1 << 19), entry("b", (1 << 19) + 1)]})),
        "BatchRequestTooLong: Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."
    );
    assert_eq!(places(&bench, "q"), (1, 0, 0));
}

fn fill(bench: &mut Bench<Sqs>, name: &str, count: u64) {
    let fifo = name.ends_with(".fifo");
    for batch in 0..count / 10 {
        let entries = (0..10).map(|index| SendMessageEntry {
            id: Some(index.to_string()),
            message_body: "m".into(),
            message_group_id: fifo.then(|| format!("g{batch}-{index}")),
            message_deduplication_id: fifo.then(|| format!("d{batch}-{index}")),
            ..SendMessageEntry::default()
        });
        let request = SendMessageBatch { queue_url: url(name), entries: Some(entries.collect()) };
        let told = call_as(bench, Request::SendMessageBatch(request), 1);
        assert!(matches!(told, Ok(Reply::Now(Response::SendMessageBatch(output))) if output.failed.is_empty()));
        bench.around.now = bench.around.now + 4_000;
    }
}

fn take(bench: &mut Bench<Sqs>, name: &str) -> Result<usize, String> {
    bench.around.now = bench.around.now + 4_000;
    let request = ReceiveMessage {
        queue_url: url(name),
        max_number_of_messages: Some(10),
        visibility_timeout: Some(43_200),
        ..ReceiveMessage::default()
    };
    match call_as(bench, Request::ReceiveMessage(request), 1) {
        Ok(Reply::Now(Response::ReceiveMessage(output))) => Ok(output.messages.len()),
        Err(error) => Err(error.to_string()),
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn so_many_messages_are_in_flight_and_no_more() {
    let mut bench = bench(json!({}));
    create(&mut bench, "q.fifo", json!({"FifoQueue": "true"}));
    for name in ["q", "q.fifo"] {
        fill(&mut bench, name, limits::IN_FLIGHT_MAX + 10);
        let in_flight = |bench: &Bench<Sqs>| bench.service.queue(name).map_or(0, |queue| queue.in_flight());
        while in_flight(&bench) < limits::IN_FLIGHT_MAX {
            assert!(take(&mut bench, name).is_ok_and(|taken| taken > 0));
        }
        assert_eq!(in_flight(&bench), limits::IN_FLIGHT_MAX);
    }
    // A message whose copy stayed makes room a second later, now and then.
    let told = (0..9).map(|_| take(&mut bench, "q")).find(Result::is_err).unwrap_or(Ok(0));
    assert!(told.as_ref().is_err_and(|told| told.starts_with("OverLimit: Too many messages have been")), "{told:?}");
    assert_eq!(take(&mut bench, "q.fifo"), Ok(0), "a FIFO queue says nothing");
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn attributes_have_limits() {
    let mut bench = bench(json!({}));
    let text = |value: &str| json!({"DataType": "String", "StringValue": value});
    let many: serde_json::Map<_, _> = (0..11).map(|number| (format!("a{number}"), text("x"))).collect();
    let named = |name: String| Value::Object([(name, text("x"))].into_iter().collect());
    let typed = json!({"a": {"DataType": format!("String.{}", "x".repeat(250)), "StringValue": "x"}});
    for (attributes, told) in [
        (Value::Object(many), "Number of message attributes [11] exceeds the allowed maximum [10]."),
        (named("a".repeat(257)), "Message (user) attribute name must be shorter than 256 bytes."),
        (typed, "Message (user) attribute type must be shorter than 256 bytes."),
    ] {
        let params = json!({"MessageBody": "m", "MessageAttributes": attributes});
        assert_eq!(on(&mut bench, "q", "SendMessage", params), format!("InvalidParameterValueException: {told}"));
    }
    assert!(
        on(&mut bench, "q", "SendMessage", json!({"MessageBody": "m", "MessageAttributes": named("a".repeat(256))}))
            .is_object()
    );
}

#[test]
fn each_action_of_a_fifo_queue_has_a_limit() {
    let ids = json!({"Id": "a", "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"});
    let handle = json!({"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 5});
    let (deleted, shown) =
        (json!({"Id": "a", "ReceiptHandle": "x"}), json!({"ReceiptHandle": "x", "VisibilityTimeout": 5}));
    for (operation, params) in [
        ("SendMessage", json!({"MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"})),
        ("SendMessageBatch", json!({"Entries": [ids]})),
        ("ReceiveMessage", json!({})),
        ("DeleteMessage", json!({"ReceiptHandle": "x"})),
        ("DeleteMessageBatch", json!({"Entries": [deleted]})),
        ("ChangeMessageVisibility", shown),
        ("ChangeMessageVisibilityBatch", json!({"Entries": [handle]})),
    ] {
        let mut bench = bench(json!({"FifoQueue": "true"}));
        let told = "RequestThrottled: Request is throttled.";
        for _ in 0..limits::FIFO_CALLS_PER_S_MAX {
            assert_ne!(on(&mut bench, "q.fifo", operation, params.clone()), told, "{operation}");
        }
        let before = places(&bench, "q.fifo");
        let mut with_url = params.clone();
        with_url["QueueUrl"] = url("q.fifo").into();
        let error = call(&mut bench, operation, with_url, 1).err();
        assert_eq!(error.as_ref().map(ToString::to_string).as_deref(), Some(told), "{operation}");
        assert_eq!(error.map(|error| error.status), Some(403), "{operation}");
        assert_eq!(places(&bench, "q.fifo"), before, "{operation}");
        assert!(on(&mut bench, "q.fifo", "GetQueueAttributes", json!({})).is_object(), "what is no action goes on");
        bench.advance(SECOND_US);
        assert_ne!(on(&mut bench, "q.fifo", operation, params), told, "{operation}");
    }
}
