//! Short polls, long polls, order and duplicates in standard queues; metrics and the bill.

use crate::common::*;
use api::sqs::Response;
use serde_json::{Value, json};
use service::Ticket;
use service::testing::Bench;
use sqs::Sqs;

/// Surprising semantics 5: a short poll asks only some machines.
#[test]
fn a_short_poll_may_miss_what_is_there_and_a_long_poll_does_not() {
    let (mut missed, mut long_missed) = (0, 0);
    let mut bench = bench(json!({"VisibilityTimeout": "0"}));
    send(&mut bench, "q", "m");
    for _ in 0..200 {
        missed += u64::from(receive_with(&mut bench, "q", json!({})).is_empty());
        long_missed += u64::from(receive(&mut bench, "q").is_empty());
    }
    assert_eq!(long_missed, 0);
    assert!((20..90).contains(&missed), "{missed} of 200; 50 are expected of 6 machines in 8");
}

fn completed(bench: &mut Bench<Sqs>) -> Vec<(u64, Vec<String>)> {
    let all = std::mem::take(&mut bench.around.completed);
    let bodies = |(Ticket(ticket), result): (Ticket, Result<api::Response, api::AwsError>)| match result {
        Ok(api::Response::Sqs(Response::ReceiveMessage(output))) => {
            (ticket, output.messages.iter().map(|message| message.body.as_str().to_owned()).collect())
        }
        Err(error) => (ticket, vec![error.to_string()]),
        other => panic!("{other:?}"),
    };
    all.into_iter().map(bodies).collect()
}

fn wait(bench: &mut Bench<Sqs>, name: &str, ticket: u64, seconds: u64, max: u64) -> bool {
    let params = json!({"QueueUrl": url(name), "WaitTimeSeconds": seconds, "MaxNumberOfMessages": max});
    matches!(call(bench, "ReceiveMessage", params, ticket), Ok(service::Reply::Later(_)))
}

#[test]
fn a_long_poll_ends_when_a_message_comes_or_its_time_is_over() {
    let mut bench = bench(json!({}));
    assert!(wait(&mut bench, "q", 5, 20, 1));
    bench.advance(2 * SECOND_US);
    assert!(wait(&mut bench, "q", 6, 3, 10));
    assert!(wait(&mut bench, "q", 7, 10, 10));
    bench.advance(2 * SECOND_US);
    assert_eq!(completed(&mut bench), []);
    // The oldest poll gets the first message, the next one the other.
    let entries: Vec<_> = (0..2).map(|id| json!({"Id": id.to_string(), "MessageBody": format!("m{id}")})).collect();
    on(&mut bench, "q", "SendMessageBatch", json!({"Entries": entries}));
    let mut done = completed(&mut bench);
    done.iter_mut().for_each(|(_, bodies)| bodies.sort());
    assert_eq!(done.iter().map(|(ticket, bodies)| (*ticket, bodies.len())).collect::<Vec<_>>(), [(5, 1), (6, 1)]);
    bench.advance(8 * SECOND_US - 1);
    assert_eq!(completed(&mut bench), []);
    bench.advance(1);
    assert_eq!(completed(&mut bench), [(7, vec![])]);
    assert_eq!(bench.around.metrics.get("NumberOfEmptyReceives"), Some(&1.0));
    check(&bench);
}

#[test]
fn a_long_poll_gets_what_becomes_visible() {
    let mut bench = bench(json!({"VisibilityTimeout": "5", "ReceiveMessageWaitTimeSeconds": "20"}));
    send(&mut bench, "q", "abandoned");
    on(&mut bench, "q", "SendMessage", json!({"MessageBody": "delayed", "DelaySeconds": 3}));
    let got = receive_with(&mut bench, "q", json!({}));
    assert_eq!(bodies(&got), ["abandoned"]);
    assert_eq!(on(&mut bench, "q", "ReceiveMessage", json!({})), "later", "the queue's own wait holds");
    bench.advance(3 * SECOND_US);
    assert_eq!(completed(&mut bench), [(1, vec!["delayed".to_owned()])]);
    assert!(wait(&mut bench, "q", 9, 20, 1));
    bench.advance(2 * SECOND_US);
    assert_eq!(completed(&mut bench), [(9, vec!["abandoned".to_owned()])]);
    check(&bench);
}

#[test]
fn a_long_poll_ends_with_its_queue() {
    let mut bench = bench(json!({}));
    assert!(wait(&mut bench, "q", 5, 20, 1));
    on(&mut bench, "q", "DeleteQueue", json!({}));
    let told = completed(&mut bench);
    assert_eq!(told, [(5, vec!["QueueDoesNotExist: The specified queue does not exist.".to_owned()])]);
}

#[test]
fn a_standard_queue_keeps_order_only_mostly() {
    let mut bench = bench(json!({}));
    for number in 0..2_000 {
        send(&mut bench, "q", &number.to_string());
    }
    let mut got = Vec::new();
    while got.len() < 2_000 {
        let some = receive_with(&mut bench, "q", json!({"MaxNumberOfMessages": 10}));
        got.extend(bodies(&some).iter().map(|body| body.parse::<u64>().unwrap_or_default()));
    }
    let swapped = got.windows(2).filter(|pair| pair[0] > pair[1]).count();
    assert!((50..1_000).contains(&swapped), "{swapped} of 2000 neighbours are out of order");
    let mut sorted = got.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..2_000).collect::<Vec<_>>(), "each comes once");
    check(&bench);
}

/// At least once: among 200,000 receives some twenty are seen again at once; and as many deletes are lost.
#[test]
fn duplicates_are_rare_and_there() {
    let mut bench = bench(json!({"VisibilityTimeout": "30"}));
    let body = "x";
    let entries: Vec<_> = (0..10).map(|id| json!({"Id": id.to_string(), "MessageBody": body})).collect();
    for _ in 0..4_000 {
        on(&mut bench, "q", "SendMessageBatch", json!({"Entries": entries}));
        let got = receive(&mut bench, "q");
        let entries: Vec<_> = got
            .iter()
            .enumerate()
            .map(|(id, message)| json!({"Id": id.to_string(), "ReceiptHandle": handle(message)}))
            .collect();
        on(&mut bench, "q", "DeleteMessageBatch", json!({"Entries": entries}));
    }
    let counts = bench.service.queue("q").map(|queue| *queue.counts()).unwrap_or_default();
    assert!((1..30).contains(&counts.duplicated), "{counts:?}: eight are expected");
    check(&bench);
}

#[test]
fn equal_seeds_give_equal_runs() {
    let run = || {
        let mut bench = bench(json!({}));
        let mut told = Vec::new();
        for number in 0..50 {
            send(&mut bench, "q", &number.to_string());
            told.push(on(&mut bench, "q", "ReceiveMessage", json!({"MaxNumberOfMessages": 2})));
            bench.advance(SECOND_US);
        }
        told
    };
    assert_eq!(run(), run());
}

#[test]
fn metrics_and_bill() {
    let mut bench = bench(json!({}));
    send(&mut bench, "q", "1234");
    send(&mut bench, "q", &"x".repeat(64 * 1024 + 1));
    let got = receive(&mut bench, "q");
    delete(&mut bench, "q", &got[0]);
    let metric = |bench: &Bench<Sqs>, name: &str| bench.around.metrics.get(name).copied();
    assert_eq!(metric(&bench, "NumberOfMessagesSent"), Some(2.0));
    assert_eq!(metric(&bench, "SentMessageSize"), Some(f64::from(64 * 1024 + 5)));
    assert_eq!(metric(&bench, "NumberOfMessagesReceived"), Some(2.0));
    assert_eq!(metric(&bench, "NumberOfMessagesDeleted"), Some(1.0));
    // CreateQueue 1, SendMessage 1 + 2, ReceiveMessage 2 for 65,541 bytes, DeleteMessage 1.
    assert_eq!(bench.around.charges.get("request"), Some(&7.0));
    assert_eq!(metric(&bench, "ApproximateNumberOfMessagesVisible"), None);
    bench.advance(MINUTE_US);
    assert_eq!(metric(&bench, "ApproximateNumberOfMessagesVisible"), Some(1.0), "the abandoned one");
    assert_eq!(metric(&bench, "ApproximateNumberOfMessagesNotVisible"), Some(0.0));
    assert_eq!(metric(&bench, "ApproximateAgeOfOldestMessage"), Some(59.0));
    let refused: Value = on(&mut bench, "q", "SendMessage", json!({}));
    assert!(refused.is_string());
    assert_eq!(bench.around.charges.get("request"), Some(&7.0), "what is refused costs nothing");
}
