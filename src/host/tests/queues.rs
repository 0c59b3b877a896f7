//! What the page is shown of queues.

mod asker;

use asker::Asker;
use protocol::{MessagePlace, Node, Panel, QueueDetail, Viewport};
use serde_json::{Value, json};

const HEADER: &str = "{\"title\":\"t\",\"seed\":3}";

fn url(name: &str) -> String {
    format!("https://sqs.us-east-1.amazonaws.com/111122223333/{name}")
}

fn call(asker: &mut Asker, operation: &str, params: Value) -> Value {
    asker.call(&format!("SQS.{operation}"), params).unwrap_or_else(|error| panic!("{operation}: {error:?}"))
}

fn detail(asker: &mut Asker, name: &str, from: u64) -> QueueDetail {
    match asker.host.panel(&Viewport::Queue { name: name.into(), from }) {
        Panel::Queue(view) => view,
        other => panic!("{other:?}"),
    }
}

/// A queue whose messages are given up after one receive.
fn with_dead_letters() -> Asker {
    let mut asker = Asker::text(HEADER);
    call(&mut asker, "CreateQueue", json!({ "QueueName": "dead" }));
    let redrive = json!({ "deadLetterTargetArn": "arn:aws:sqs:us-east-1:111122223333:dead", "maxReceiveCount": "1" });
    let attributes = json!({ "VisibilityTimeout": "10", "RedrivePolicy": redrive.to_string() });
    call(
        &mut asker,
        "CreateQueue",
        json!({ "QueueName": "jobs", "Attributes": attributes, "tags": { "team": "blue" } }),
    );
    asker
}

#[test]
fn messages_are_looked_at_without_being_received() {
    let mut asker = with_dead_letters();
    call(&mut asker, "SendMessage", json!({ "QueueUrl": url("jobs"), "MessageBody": "one" }));
    call(&mut asker, "SendMessage", json!({ "QueueUrl": url("jobs"), "MessageBody": "two", "DelaySeconds": 60 }));
    let view = detail(&mut asker, "jobs", 0);
    let seen: Vec<_> = view.messages.iter().map(|it| (it.body.as_str(), it.place, it.until_us, it.receives)).collect();
    assert_eq!(seen, [("one", MessagePlace::Visible, None, 0), ("two", MessagePlace::Delayed, Some(60_000_000), 0)]);
    assert_eq!(detail(&mut asker, "jobs", 0), view, "looking changes nothing");
    assert_eq!((view.url, view.tags), (url("jobs"), vec![("team".to_owned(), "blue".to_owned())]));
    assert!(view.attributes.contains(&("VisibilityTimeout".to_owned(), "10".to_owned())), "{:?}", view.attributes);
    assert!(view.counts.contains(&("NumberOfMessagesSent".to_owned(), 2)), "{:?}", view.counts);
    assert!(view.cli.iter().all(|line| line.starts_with("aws sqs ")), "{:?}", view.cli);
    // A page begins where it is asked to.
    let second = view.messages[1].number;
    assert_eq!(detail(&mut asker, "jobs", second).messages.len(), 1);
    assert_eq!(detail(&mut asker, "none", 0), QueueDetail { name: "none".into(), ..QueueDetail::default() });
}

#[test]
fn a_dead_letter_is_seen_falling_and_coming_back() {
    let mut asker = with_dead_letters();
    call(&mut asker, "SendMessage", json!({ "QueueUrl": url("jobs"), "MessageBody": "poison" }));
    let poll = json!({ "QueueUrl": url("jobs"), "WaitTimeSeconds": 1 });
    call(&mut asker, "ReceiveMessage", poll.clone());
    let flying = detail(&mut asker, "jobs", 0).messages;
    assert_eq!(
        (flying[0].place, flying[0].until_us, flying[0].receives),
        (MessagePlace::InFlight, Some(10_000_000), 1)
    );
    asker.advance(10).unwrap_or_else(|error| panic!("{error:?}"));
    call(&mut asker, "ReceiveMessage", poll);
    let works = asker.host.works_view();
    let edge = works.edges.iter().find(|edge| edge.from == Node::Queue("jobs".into()));
    assert_eq!(edge.map(|edge| &edge.to), Some(&Node::Queue("dead".into())));
    let held: Vec<_> = works.queues.iter().map(|it| (it.name.as_str(), it.visible, it.dead)).collect();
    assert_eq!(held, [("dead", 1, 0), ("jobs", 0, 1)]);
    let dead = detail(&mut asker, "dead", 0);
    assert_eq!(dead.messages[0].dead_from.as_deref(), Some("jobs"));
    assert_eq!(dead.sources, ["jobs"]);

    call(&mut asker, "StartMessageMoveTask", json!({ "SourceArn": dead.arn, "MaxNumberOfMessagesPerSecond": 1 }));
    let running = detail(&mut asker, "dead", 0).tasks;
    assert_eq!((running[0].status.as_str(), running[0].to_move, running[0].per_s_max), ("RUNNING", 1, Some(1)));
    assert!(!running[0].handle.is_empty());
    asker.advance(3).unwrap_or_else(|error| panic!("{error:?}"));
    let done = detail(&mut asker, "dead", 0).tasks;
    assert_eq!((done[0].status.as_str(), done[0].moved), ("COMPLETED", 1));
    assert_eq!(detail(&mut asker, "jobs", 0).messages.len(), 1);
}
