//! FIFO queues: groups, deduplication, attempts.

use crate::common::*;
use serde_json::{Value, json};
use service::testing::Bench;
use sqs::Sqs;

fn fifo(more: Value) -> Value {
    let mut attributes = json!({"FifoQueue": "true"});
    if let (Some(attributes), Value::Object(more)) = (attributes.as_object_mut(), more) {
        attributes.extend(more);
    }
    attributes
}

/// Surprising semantics 1: a message in flight blocks all that are behind it in its group.
#[test]
fn a_group_waits_for_its_messages_in_flight() {
    let mut bench = bench(fifo(json!({})));
    for body in ["a1", "a2", "a3"] {
        send_to(&mut bench, "q.fifo", "a", body);
    }
    send_to(&mut bench, "q.fifo", "b", "b1");
    let one = json!({"WaitTimeSeconds": 1, "MaxNumberOfMessages": 1});
    let first = receive_with(&mut bench, "q.fifo", one.clone());
    assert_eq!(bodies(&first), ["a1"]);
    assert_eq!(bodies(&receive(&mut bench, "q.fifo")), ["b1"], "the other group goes on");
    assert!(receive_with(&mut bench, "q.fifo", json!({"MaxNumberOfMessages": 10})).is_empty());
    delete(&mut bench, "q.fifo", &first[0]);
    let rest = receive_with(&mut bench, "q.fifo", json!({"WaitTimeSeconds": 0, "MaxNumberOfMessages": 10}));
    assert_eq!(bodies(&rest), ["a2", "a3"], "one receive may get several of a group, in order");
    bench.advance(30 * SECOND_US);
    let mut again = receive(&mut bench, "q.fifo");
    again.sort_by_key(|message| message["Body"].as_str().map(str::to_owned));
    assert_eq!(bodies(&again), ["a2", "a3", "b1"], "what was abandoned comes back in its place");
    check(&bench);
}

/// Surprising semantics 2: a duplicate within five minutes is accepted, answered alike, and not delivered.
#[test]
fn duplicates_within_five_minutes_are_accepted_and_not_queued() {
    let mut bench = bench(fifo(json!({})));
    let sent = send_to(&mut bench, "q.fifo", "g", "m");
    assert_eq!(sent["SequenceNumber"].as_str().map(str::len), Some(20));
    let got = receive(&mut bench, "q.fifo");
    delete(&mut bench, "q.fifo", &got[0]);
    bench.advance(300 * SECOND_US - 1);
    assert_eq!(send_to(&mut bench, "q.fifo", "g", "m"), sent, "its id is remembered after it is deleted");
    assert_eq!(places(&bench, "q.fifo"), (0, 0, 0));
    bench.advance(1);
    let anew = send_to(&mut bench, "q.fifo", "g", "m");
    assert_ne!(anew["MessageId"], sent["MessageId"]);
    assert_eq!(places(&bench, "q.fifo"), (1, 0, 0));
    assert!(anew["SequenceNumber"].as_str() > sent["SequenceNumber"].as_str());
    let counts = bench.service.queue("q.fifo").map(|queue| *queue.counts()).unwrap_or_default();
    assert_eq!((counts.sent, counts.deduplicated), (2, 1));
    check(&bench);
}

#[test]
fn deduplication_by_content_and_by_group() {
    let mut bench = bench(fifo(json!({"ContentBasedDeduplication": "true", "DeduplicationScope": "messageGroup"})));
    let send = |bench: &mut _, group: &str, body: &str| {
        on(bench, "q.fifo", "SendMessage", json!({"MessageBody": body, "MessageGroupId": group}))["MessageId"].clone()
    };
    let first = send(&mut bench, "a", "m");
    assert_eq!(send(&mut bench, "a", "m"), first);
    assert_ne!(send(&mut bench, "b", "m"), first, "another group is another scope");
    let id = "62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a";
    let params = json!({"MessageBody": "other", "MessageGroupId": "a", "MessageDeduplicationId": id});
    assert_eq!(on(&mut bench, "q.fifo", "SendMessage", params)["MessageId"], first, "SHA-256 of the body is the id");
    let all = json!({"WaitTimeSeconds": 1, "AttributeNames": ["All"]});
    let got = receive_with(&mut bench, "q.fifo", all);
    assert_eq!(got[0]["Attributes"]["MessageDeduplicationId"], id);
    assert_eq!(got[0]["Attributes"]["MessageGroupId"], "a");
    check(&bench);
}

#[test]
fn an_expired_handle_deletes_nothing_and_says_so() {
    let mut bench = bench(fifo(json!({"VisibilityTimeout": "1"})));
    send_to(&mut bench, "q.fifo", "g", "m");
    let got = receive(&mut bench, "q.fifo");
    bench.advance(SECOND_US);
    let expired = format!(
        "InvalidParameterValueException: Value {} for parameter ReceiptHandle is invalid. Reason: The receipt handle has \
         expired.",
        handle(&got[0])
    );
    assert_eq!(delete(&mut bench, "q.fifo", &got[0]), expired);
    let params = json!({"ReceiptHandle": handle(&got[0]), "VisibilityTimeout": 5});
    assert_eq!(
        on(&mut bench, "q.fifo", "ChangeMessageVisibility", params),
        "MessageNotInflight: The specified message isn't in flight."
    );
    receive(&mut bench, "q.fifo");
    assert_eq!(delete(&mut bench, "q.fifo", &got[0]), expired, "nor while another consumer has it");
    check(&bench);
}

/// Surprising semantics 7: only the queue has a delay; and it holds for what is there already.
#[test]
fn only_the_queue_has_a_delay() {
    let mut bench = bench(fifo(json!({"DelaySeconds": "100"})));
    let params = json!({"MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d", "DelaySeconds": 2});
    assert_eq!(
        on(&mut bench, "q.fifo", "SendMessage", params),
        "InvalidParameterValueException: Value 2 for parameter DelaySeconds is invalid. Reason: The request include \
         parameter that is not valid for this queue type."
    );
    send_to(&mut bench, "q.fifo", "g", "m1");
    bench.advance(10 * SECOND_US);
    send_to(&mut bench, "q.fifo", "g", "m2");
    assert_eq!(places(&bench, "q.fifo"), (0, 0, 2));
    on(&mut bench, "q.fifo", "SetQueueAttributes", json!({"Attributes": {"DelaySeconds": "20"}}));
    bench.advance(10 * SECOND_US);
    assert_eq!(places(&bench, "q.fifo"), (1, 0, 1));
    bench.advance(10 * SECOND_US);
    assert_eq!(bodies(&receive(&mut bench, "q.fifo")), ["m1", "m2"]);
    check(&bench);
}

#[test]
fn an_attempt_is_repeated_with_the_same_handles() {
    let mut bench = bench(fifo(json!({})));
    for number in 0..3 {
        send_to(&mut bench, "q.fifo", "g", &number.to_string());
    }
    let attempt = json!({"MaxNumberOfMessages": 2, "ReceiveRequestAttemptId": "try-1"});
    let first = receive_with(&mut bench, "q.fifo", attempt.clone());
    assert_eq!(bodies(&first), ["0", "1"]);
    bench.advance(20 * SECOND_US);
    assert_eq!(receive_with(&mut bench, "q.fifo", attempt.clone()), first);
    bench.advance(20 * SECOND_US);
    assert_eq!(places(&bench, "q.fifo").1, 2, "the repetition has hidden them anew");
    delete(&mut bench, "q.fifo", &first[0]);
    assert!(receive_with(&mut bench, "q.fifo", attempt.clone()).is_empty(), "one of them has changed");
    bench.advance(10 * SECOND_US);
    assert_eq!(bodies(&receive_with(&mut bench, "q.fifo", attempt)), ["1", "2"], "a receive of its own");
    check(&bench);
}

#[test]
fn an_entry_that_is_wrong_fails_alone_and_one_that_cannot_be_ordered_fails_all() {
    let mut bench = bench(fifo(json!({})));
    let entry = |id: &str, body: &str| json!({"Id": id, "MessageBody": body, "MessageGroupId": "g", "MessageDeduplicationId": id});
    let with = |mut entry: Value, member: &str, value: Value| {
        entry[member] = value;
        entry
    };
    let mut entries = vec![
        entry("good", "m"),
        entry("empty", ""),
        entry("character", "\u{1}"),
        with(entry("delay", "m"), "DelaySeconds", json!(5)),
        with(entry("group", "m"), "MessageGroupId", json!("a b")),
        with(entry("id", "m"), "MessageDeduplicationId", json!("x".repeat(129))),
    ];
    let told = on(&mut bench, "q.fifo", "SendMessageBatch", json!({"Entries": entries}));
    let ids = |list: &str| -> Vec<String> {
        told[list].as_array().into_iter().flatten().filter_map(|it| it["Id"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(ids("Successful"), ["good"], "{told}");
    assert_eq!(ids("Failed"), ["empty", "character", "delay", "group", "id"]);
    for member in ["MessageGroupId", "MessageDeduplicationId"] {
        entries.truncate(1);
        entries.extend([entry("fresh", "m"), with(entry("missing", "m"), member, Value::Null)]);
        let told = on(&mut bench, "q.fifo", "SendMessageBatch", json!({"Entries": entries}));
        assert!(
            told.as_str().is_some_and(|told| told.starts_with("InvalidParameterValueException")),
            "{member}: {told}"
        );
    }
    assert_eq!(places(&bench, "q.fifo"), (1, 0, 0));
    check(&bench);
}

#[test]
fn an_attempt_whose_messages_are_hidden_for_another_time_is_not_repeated() {
    let mut bench = bench(fifo(json!({})));
    for number in 0..2 {
        send_to(&mut bench, "q.fifo", "g", &number.to_string());
    }
    let attempt = json!({"MaxNumberOfMessages": 2, "ReceiveRequestAttemptId": "try-1"});
    let first = receive_with(&mut bench, "q.fifo", attempt.clone());
    // Repeated twice: the time of the repetition is no change.
    for _ in 0..2 {
        bench.advance(10 * SECOND_US);
        assert_eq!(receive_with(&mut bench, "q.fifo", attempt.clone()), first);
    }
    let change = json!({"ReceiptHandle": handle(&first[0]), "VisibilityTimeout": 60});
    assert_eq!(on(&mut bench, "q.fifo", "ChangeMessageVisibility", change), json!({}));
    assert!(receive_with(&mut bench, "q.fifo", attempt.clone()).is_empty(), "one of them is hidden for longer");
    bench.advance(60 * SECOND_US);
    let again = receive_with(&mut bench, "q.fifo", attempt);
    assert_eq!(bodies(&again), ["0", "1"]);
    assert_ne!(handle(&again[0]), handle(&first[0]), "a receive of its own");
    check(&bench);
}

#[test]
fn a_fifo_queue_takes_300_calls_a_second_of_each_action() {
    let mut bench = bench(fifo(json!({})));
    let send_many = |bench: &mut _, from: u64| {
        (from..from + 400).filter(|n| send_to(bench, "q.fifo", "g", &n.to_string()).is_object()).count()
    };
    assert_eq!(send_many(&mut bench, 0), 300);
    assert_eq!(send_to(&mut bench, "q.fifo", "g", "x"), "RequestThrottled: Request is throttled.");
    assert!(!receive(&mut bench, "q.fifo").is_empty(), "receives count by themselves");
    bench.advance(SECOND_US);
    let high =
        json!({"Attributes": {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}});
    assert_eq!(on(&mut bench, "q.fifo", "SetQueueAttributes", high), json!({}));
    assert_eq!(send_many(&mut bench, 1_000), 400);
}

#[test]
fn fifo_batches_fail_as_a_whole_without_group_or_deduplication_id() {
    let mut bench = bench(fifo(json!({})));
    let batch = |entry: Value| {
        json!({"Entries": [{"Id": "a", "MessageBody": "m", "MessageGroupId": "g",
        "MessageDeduplicationId": "d"}, entry]})
    };
    // Recorded from the real service.
    assert_eq!(
        on(
            &mut bench,
            "q.fifo",
            "SendMessageBatch",
            batch(json!({"Id": "b", "MessageBody": "m", "MessageDeduplicationId": "e"}))
        ),
        "InvalidParameterValueException: The request must contain the parameter MessageGroupId."
    );
    assert_eq!(
        on(
            &mut bench,
            "q.fifo",
            "SendMessageBatch",
            batch(json!({"Id": "b", "MessageBody": "m", "MessageGroupId": "g"}))
        ),
        "InvalidParameterValueException: The queue should either have ContentBasedDeduplication enabled or \
         MessageDeduplicationId provided explicitly"
    );
    assert_eq!(places(&bench, "q.fifo"), (0, 0, 0));
    let sound = batch(json!({"Id": "b", "MessageBody": "n", "MessageGroupId": "g", "MessageDeduplicationId": "e"}));
    let told = on(&mut bench, "q.fifo", "SendMessageBatch", sound);
    assert_eq!(told["Failed"], json!([]));
    assert_eq!(bodies(&receive(&mut bench, "q.fifo")), ["m", "n"]);
}

#[test]
fn a_delayed_message_blocks_what_a_task_has_moved_in_behind_it() {
    let mut bench = Bench::new(Sqs::default());
    create(&mut bench, "dead.fifo", fifo(json!({})));
    let policy = json!({"deadLetterTargetArn": arn("dead.fifo"), "maxReceiveCount": 1}).to_string();
    create(&mut bench, "q.fifo", fifo(json!({"RedrivePolicy": policy, "VisibilityTimeout": "1"})));
    let short = json!({"MaxNumberOfMessages": 10});
    send_to(&mut bench, "q.fifo", "g", "letter");
    receive_with(&mut bench, "q.fifo", short.clone());
    bench.advance(SECOND_US);
    receive_with(&mut bench, "q.fifo", short.clone());
    send_to(&mut bench, "q.fifo", "g", "first");
    on(&mut bench, "q.fifo", "SetQueueAttributes", json!({"Attributes": {"DelaySeconds": "100"}}));
    send_to(&mut bench, "q.fifo", "g", "delayed");
    answer(&mut bench, "StartMessageMoveTask", json!({"SourceArn": arn("dead.fifo")}));
    bench.advance(SECOND_US);
    assert_eq!(places(&bench, "q.fifo"), (2, 0, 1));
    let got = receive_with(&mut bench, "q.fifo", short.clone());
    assert_eq!(bodies(&got), ["first"]);
    delete(&mut bench, "q.fifo", &got[0]);
    assert!(receive_with(&mut bench, "q.fifo", short.clone()).is_empty());
    bench.advance(100 * SECOND_US);
    assert_eq!(bodies(&receive_with(&mut bench, "q.fifo", short)), ["delayed", "letter"]);
    check(&bench);
}
