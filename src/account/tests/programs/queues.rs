//! Workers over a queue, and producers that send to one.

use crate::world::World;
use serde_json::json;

#[test]
fn each_message_is_one_workers_and_then_it_is_gone() {
    let mut world = World::with_queue();
    world.clicks("queue/q", 20);
    world.set("consumers/a", json!({"source": "queue/q", "workMs": 20}));
    world.set("consumers/b", json!({"source": "queue/q", "workMs": 20}));
    world.seconds(30);
    world.set("producers/p/rate", json!(0));
    world.seconds(10);
    let (a, b) = (world.consumer("a"), world.consumer("b"));
    assert_eq!(a.handled + b.handled - a.duplicates - b.duplicates, world.producer().accepted);
    assert!(a.handled > 100 && b.handled > 100, "{} and {}", a.handled, b.handled);
    assert!(a.latency_us.is_none(), "nothing was handled for ten seconds");
    let queue = world.0.sqs().queue("q").unwrap_or_else(|| panic!("no queue"));
    assert_eq!((queue.visible(), queue.in_flight()), (0, 0));
    let said = "a queue cannot be replayed: what was deleted is gone";
    assert_eq!(world.try_set("consumers/a/replay", json!(true)).err().as_deref(), Some(said));
}

#[test]
fn what_a_dead_worker_had_comes_back_after_the_visibility_time_out() {
    let mut world = World::with_queue();
    world.set("consumers/c", json!({"source": "queue/q", "workMs": 1_000, "workers": 1}));
    let entries: Vec<_> = (0..10).map(|n| json!({"Id": n.to_string(), "MessageBody": "hi"})).collect();
    world.call(
        "SQS.SendMessageBatch",
        json!({"QueueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/q", "Entries": entries}),
    );
    world.ms(3_500);
    let in_hand = world.consumer("c").workers[0].in_hand;
    assert!(in_hand > 0);
    world.set("consumers/c/health", json!({"1": "dead"}));
    assert_eq!(world.consumer("c").workers[0].in_hand, 0);
    let handled = world.consumer("c").handled;
    assert!(handled > 0, "some were handled and none was deleted");
    world.set("consumers/c", json!({"health": {"1": "running"}, "workMs": 0}));
    world.seconds(20);
    let view = world.consumer("c");
    assert_eq!((view.handled - view.duplicates, view.duplicates), (10, handled));
}

#[test]
fn a_worker_that_is_told_to_end_gives_back_what_it_has() {
    let mut world = World::with_queue();
    world.set("consumers/c", json!({"source": "queue/q", "workMs": 1_000}));
    world.clicks("queue/q", 10);
    world.ms(4_500);
    world.set("producers/p/rate", json!(0));
    world.set("consumers/c/running", json!(false));
    let queue = world.0.sqs().queue("q").unwrap_or_else(|| panic!("no queue"));
    assert_eq!(queue.in_flight(), 0, "what was handled is deleted, the rest is visible");
    assert_eq!(queue.visible() + world.consumer("c").handled, world.producer().accepted);
}

#[test]
fn work_that_takes_longer_than_the_time_out_is_done_twice() {
    let mut world = World::with_queue();
    world.set("consumers/c", json!({"source": "queue/q", "workMs": 7_000, "workers": 2, "batch": 1}));
    world.clicks("queue/q", 10);
    world.ms(150);
    world.set("producers/p/rate", json!(0));
    world.seconds(60);
    assert!(world.consumer("c").duplicates > 0);
}

#[test]
fn a_fifo_queue_is_sent_groups_and_ids_that_stay() {
    let mut world = World::new();
    world.call("SQS.CreateQueue", json!({"QueueName": "q.fifo", "Attributes": {"FifoQueue": "true"}}));
    let to = json!({"source": "clicks", "target": "queue/q.fifo", "rate": 50, "lostAnswers": 0.5});
    world.set("producers/p", to);
    world.set("consumers/c", json!({"source": "queue/q.fifo", "workMs": 0}));
    world.seconds(30);
    world.set("producers/p", json!({"rate": 0, "lostAnswers": 0}));
    world.seconds(60);
    let (producer, view) = (world.producer(), world.consumer("c"));
    assert!(producer.doubled > 0, "half of the answers were lost");
    assert_eq!((view.handled, view.duplicates), (producer.made, 0), "the queue knows a message that is sent again");
}

#[test]
fn a_queue_that_is_not_there_is_told() {
    let mut world = World::new();
    world.set("consumers/c", json!({"source": "arn:aws:sqs:us-east-1:111122223333:none"}));
    world.clicks("queue/none", 10);
    world.seconds(5);
    let code = |error: Option<api::AwsError>| error.map(|error| error.code.into_owned()).unwrap_or_default();
    assert_eq!(code(world.consumer("c").error), "QueueDoesNotExist");
    assert_eq!(code(world.producer().error), "QueueDoesNotExist");
    assert_eq!(
        world.try_set("consumers/c/reading", json!("fan-out")).err().as_deref(),
        Some("'fan-out' at 'consumers/c/reading'; a queue knows 'shared' only")
    );
    assert!(world.try_set("consumers/c/batch", json!(11)).is_err());
}
