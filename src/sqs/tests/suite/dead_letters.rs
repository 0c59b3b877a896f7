//! Dead letters.

use crate::common::*;
use serde_json::{Value, json};
use service::testing::Bench;
use sqs::Sqs;

fn redrive(target: &str, count: u32) -> Value {
    json!(json!({"deadLetterTargetArn": arn(target), "maxReceiveCount": count}).to_string())
}

/// A bench with `q`, whose messages go to `dead` after two receives.
fn with_dead_letters(more: Value) -> Bench<Sqs> {
    let mut bench = Bench::new(Sqs::default());
    create(&mut bench, "dead", more);
    create(&mut bench, "q", json!({"RedrivePolicy": redrive("dead", 2), "VisibilityTimeout": "10"}));
    bench
}

/// Surprising semantics 4: the message moves at the receive after the last one that is allowed.
#[test]
fn a_message_moves_at_the_receive_after_the_last_allowed_one() {
    let mut bench = with_dead_letters(json!({}));
    let id = send(&mut bench, "q", "m");
    for _ in 0..2 {
        assert_eq!(bodies(&receive(&mut bench, "q")), ["m"]);
        bench.advance(10 * SECOND_US);
        assert_eq!((places(&bench, "q"), places(&bench, "dead")), ((1, 0, 0), (0, 0, 0)), "it waits for a receive");
    }
    assert!(receive(&mut bench, "q").is_empty());
    assert_eq!((places(&bench, "q"), places(&bench, "dead")), ((0, 0, 0), (1, 0, 0)));
    let params =
        json!({"WaitTimeSeconds": 1, "AttributeNames": ["DeadLetterQueueSourceArn", "ApproximateReceiveCount"]});
    let got = receive_with(&mut bench, "dead", params);
    assert_eq!(got[0]["MessageId"], id);
    assert_eq!(
        got[0]["Attributes"],
        json!({"DeadLetterQueueSourceArn": arn("q"), "ApproximateReceiveCount": "3"}),
        "the count goes on through both queues"
    );
    assert!(bench.around.notes.iter().any(|note| note.kind == "sqs-dead-lettered"));
    assert_eq!(bench.around.metrics.get("NumberOfMessagesSent"), Some(&1.0), "a dead letter is no send");
    check(&bench);
}

/// Surprising semantics 6: in a standard queue the retention clock keeps running through the dead-letter queue.
#[test]
fn retention_goes_on_in_a_standard_dead_letter_queue() {
    let mut bench = with_dead_letters(json!({"MessageRetentionPeriod": "120"}));
    send(&mut bench, "q", "m");
    for _ in 0..3 {
        receive(&mut bench, "q");
        bench.advance(30 * SECOND_US);
    }
    assert_eq!(places(&bench, "dead"), (1, 0, 0));
    let now = bench.around.now;
    let age = bench.service.queue("dead").and_then(|queue| queue.oldest_age_us(now));
    assert_eq!(age, Some(30 * SECOND_US), "the age begins anew");
    bench.advance(30 * SECOND_US);
    assert_eq!(places(&bench, "dead"), (0, 0, 0), "120 s after it was sent");
    check(&bench);
}

#[test]
fn retention_begins_anew_in_a_fifo_dead_letter_queue() {
    let mut bench = Bench::new(Sqs::default());
    create(&mut bench, "dead.fifo", json!({"FifoQueue": "true", "MessageRetentionPeriod": "120"}));
    let attributes = json!({"FifoQueue": "true", "RedrivePolicy": redrive("dead.fifo", 1), "VisibilityTimeout": "10"});
    create(&mut bench, "q.fifo", attributes);
    let id = send_to(&mut bench, "q.fifo", "g", "poison")["MessageId"].clone();
    send_to(&mut bench, "q.fifo", "g", "next");
    let one = json!({"WaitTimeSeconds": 1, "MaxNumberOfMessages": 1});
    assert_eq!(bodies(&receive_with(&mut bench, "q.fifo", one.clone())), ["poison"]);
    bench.advance(90 * SECOND_US);
    assert_eq!(bodies(&receive_with(&mut bench, "q.fifo", one)), ["next"], "the group is no longer blocked");
    bench.advance(60 * SECOND_US);
    let params = json!({"WaitTimeSeconds": 1, "AttributeNames": ["All"]});
    let got = receive_with(&mut bench, "dead.fifo", params);
    assert_eq!(bodies(&got), ["poison"]);
    assert_eq!(got[0]["Attributes"]["MessageDeduplicationId"], id, "its own id has taken the place of the other");
    check(&bench);
}

#[test]
fn a_message_whose_dead_letter_queue_is_gone_stays() {
    let mut bench = with_dead_letters(json!({}));
    send(&mut bench, "q", "m");
    on(&mut bench, "dead", "DeleteQueue", json!({}));
    for _ in 0..5 {
        assert_eq!(bodies(&receive(&mut bench, "q")), ["m"]);
        bench.advance(10 * SECOND_US);
    }
    check(&bench);
}

#[test]
fn a_long_poll_on_a_dead_letter_queue_gets_the_letter() {
    let mut bench = with_dead_letters(json!({}));
    send(&mut bench, "q", "m");
    for _ in 0..2 {
        receive(&mut bench, "q");
        bench.advance(10 * SECOND_US);
    }
    assert_eq!(on(&mut bench, "dead", "ReceiveMessage", json!({"WaitTimeSeconds": 20})), "later");
    assert_eq!(on(&mut bench, "q", "ReceiveMessage", json!({"WaitTimeSeconds": 2})), "later");
    let bodies: Vec<_> = bench.around.completed.iter().map(|(_, answer)| format!("{answer:?}")).collect();
    assert!(bodies.len() == 1 && bodies[0].contains("\"m\""), "{bodies:?}");
    check(&bench);
}

#[test]
fn sources_are_listed_by_page() {
    let mut bench = with_dead_letters(json!({}));
    for name in ["p", "r"] {
        create(&mut bench, name, json!({"RedrivePolicy": redrive("dead", 5)}));
    }
    create(&mut bench, "unrelated", json!({}));
    let page = on(&mut bench, "dead", "ListDeadLetterSourceQueues", json!({"MaxResults": 2}));
    assert_eq!(page["queueUrls"], json!([url("p"), url("q")]));
    let next = json!({"MaxResults": 2, "NextToken": page["NextToken"]});
    assert_eq!(on(&mut bench, "dead", "ListDeadLetterSourceQueues", next), json!({"queueUrls": [url("r")]}));
    assert_eq!(on(&mut bench, "q", "ListDeadLetterSourceQueues", json!({})), json!({"queueUrls": []}));
    assert_eq!(
        on(&mut bench, "dead", "ListDeadLetterSourceQueues", json!({"NextToken": "%"})),
        "InvalidParameterValueException: Invalid or expired next token."
    );
}

#[test]
fn a_dead_letter_queue_says_whose_letters_it_takes() {
    let mut bench = Bench::new(Sqs::default());
    let allow = json!({"redrivePermission": "byQueue", "sourceQueueArns": [arn("friend")]}).to_string();
    create(&mut bench, "dead", json!({"RedriveAllowPolicy": allow}));
    create(&mut bench, "friend", json!({"RedrivePolicy": redrive("dead", 5)}));
    let told = answer(
        &mut bench,
        "CreateQueue",
        json!({"QueueName": "foe", "Attributes": {"RedrivePolicy": redrive("dead", 5)}}),
    );
    let told = told.as_str().unwrap_or_default();
    assert!(
        told.starts_with("InvalidParameterValueException: Value {\"deadLetterTargetArn\"") && told.contains("allow"),
        "{told}"
    );
    on(&mut bench, "dead", "SetQueueAttributes", json!({"Attributes": {"RedriveAllowPolicy": ""}}));
    create(&mut bench, "foe", json!({"RedrivePolicy": redrive("dead", 5)}));
}
