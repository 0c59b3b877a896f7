//! The laws under random workloads: producers, consumers that crash with messages in their hands, dead letters, moves,
//! purges, and virtual time that passes. The order of FIFO groups is checked from outside, by a model of its own.

use crate::common::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use service::testing::Bench;
use sqs::Sqs;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
    Send {
        queue: usize,
        group: u8,
        delay_s: u64,
        again: bool,
    },
    Receive {
        queue: usize,
        max: u64,
        visibility_s: u64,
        long: bool,
    },
    /// A consumer deletes, gives back, or hides for longer one of the messages that it holds; or crashes.
    Delete {
        which: prop::sample::Index,
    },
    Hide {
        which: prop::sample::Index,
        seconds: u64,
    },
    Crash,
    Advance {
        seconds: u64,
    },
    Purge {
        queue: usize,
    },
    Move {
        fifo: bool,
    },
    Delay {
        seconds: u64,
    },
    /// More calls in one instant than a FIFO queue takes: known duplicates, or receives.
    Burst {
        queue: usize,
        send: bool,
    },
}

const QUEUES: [&str; 4] = ["q", "dead", "q.fifo", "dead.fifo"];

fn step() -> impl Strategy<Value = Step> {
    let queue = 0..4usize;
    prop_oneof![
        6 => (queue.clone(), 0..3u8, prop_oneof![3 => Just(0), 1 => 1..20u64], prop::bool::weighted(0.1))
            .prop_map(|(queue, group, delay_s, again)| Step::Send { queue, group, delay_s, again }),
        6 => (queue.clone(), 1..=10u64, prop_oneof![1 => Just(0), 4 => 1..40u64], any::<bool>())
            .prop_map(|(queue, max, visibility_s, long)| Step::Receive { queue, max, visibility_s, long }),
        4 => any::<prop::sample::Index>().prop_map(|which| Step::Delete { which }),
        2 => (any::<prop::sample::Index>(), 0..40u64).prop_map(|(which, seconds)| Step::Hide { which, seconds }),
        1 => Just(Step::Crash),
        4 => prop_oneof![4 => 0..30u64, 1 => 100..400u64].prop_map(|seconds| Step::Advance { seconds }),
        1 => queue.prop_map(|queue| Step::Purge { queue }),
        1 => any::<bool>().prop_map(|fifo| Step::Move { fifo }),
        1 => (0..30u64).prop_map(|seconds| Step::Delay { seconds }),
        1 => (2..4usize, any::<bool>()).prop_map(|(queue, send)| Step::Burst { queue, send }),
    ]
}

fn setup() -> Bench<Sqs> {
    let mut bench = Bench::new(Sqs::default());
    for (name, dead, fifo) in [("q", "dead", false), ("q.fifo", "dead.fifo", true)] {
        let mut attributes = json!({"MessageRetentionPeriod": "900"});
        if fifo {
            attributes["FifoQueue"] = "true".into();
        }
        create(&mut bench, dead, attributes.clone());
        attributes["RedrivePolicy"] =
            json!({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 3}).to_string().into();
        create(&mut bench, name, attributes);
    }
    bench.service.leave_copies(20);
    bench
}

/// What consumers hold, and what was sent.
#[derive(Default)]
struct Model {
    held: Vec<(usize, Value)>,
    sent: u64,
}

/// After a burst a FIFO queue refuses calls until it has room again.
fn is_throttled(told: &Value) -> bool {
    told == "RequestThrottled: Request is throttled."
}

fn play(bench: &mut Bench<Sqs>, model: &mut Model, step: &Step) {
    match step {
        Step::Send { queue, group, delay_s, again } => {
            let name = QUEUES[*queue];
            let number = if *again { model.sent } else { model.sent + 1 };
            let mut params = json!({"MessageBody": format!("m{number}")});
            if name.ends_with(".fifo") {
                params["MessageGroupId"] = format!("g{group}").into();
                params["MessageDeduplicationId"] = format!("d{number}").into();
            } else {
                params["DelaySeconds"] = (*delay_s).into();
            }
            model.sent = number;
            let told = on(bench, name, "SendMessage", params);
            assert!(told.is_object() || is_throttled(&told), "{told}");
        }
        Step::Receive { queue, max, visibility_s, long } => {
            let wait = u64::from(*long) * 5;
            let params = json!({"MaxNumberOfMessages": max, "VisibilityTimeout": visibility_s, "WaitTimeSeconds": wait,
                "AttributeNames": ["MessageGroupId"]});
            let told = on(bench, QUEUES[*queue], "ReceiveMessage", params);
            assert!(told.is_object() || told == "later" || is_throttled(&told), "{told}");
            take(bench, model, *queue, told["Messages"].as_array().cloned().unwrap_or_default());
        }
        Step::Delete { which } if !model.held.is_empty() => {
            let (queue, message) = model.held.remove(which.index(model.held.len()));
            delete(bench, QUEUES[queue], &message);
        }
        Step::Hide { which, seconds } if !model.held.is_empty() => {
            let (queue, message) = model.held[which.index(model.held.len())].clone();
            let params = json!({"ReceiptHandle": handle(&message), "VisibilityTimeout": seconds});
            on(bench, QUEUES[queue], "ChangeMessageVisibility", params);
        }
        Step::Delete { .. } | Step::Hide { .. } => {}
        Step::Crash => model.held.clear(),
        Step::Advance { seconds } => bench.advance(seconds * SECOND_US),
        Step::Purge { queue } => {
            on(bench, QUEUES[*queue], "PurgeQueue", json!({}));
        }
        Step::Move { fifo } => {
            let source = if *fifo { "dead.fifo" } else { "dead" };
            answer(bench, "StartMessageMoveTask", json!({"SourceArn": arn(source), "MaxNumberOfMessagesPerSecond": 3}));
        }
        Step::Delay { seconds } => {
            let params = json!({"Attributes": {"DelaySeconds": seconds.to_string()}});
            on(bench, "q.fifo", "SetQueueAttributes", params);
        }
        Step::Burst { queue, send } => burst(bench, model, *queue, *send),
    }
    for (_, result) in std::mem::take(&mut bench.around.completed) {
        // Which queue a long poll was on does not matter for what is checked here.
        let told = result.map(|response| response.to_json()).unwrap_or_default();
        let got = told["Messages"].as_array().cloned().unwrap_or_default();
        let queue = got.first().and_then(|message| api_queue(bench, message));
        if let Some(queue) = queue {
            take(bench, model, queue, got);
        }
    }
}

fn burst(bench: &mut Bench<Sqs>, model: &mut Model, queue: usize, send: bool) {
    let name = QUEUES[queue];
    let id = format!("d{}", model.sent);
    let mut served = 0;
    loop {
        let before = places(bench, name);
        let told = if send {
            let body = json!({"MessageBody": id, "MessageGroupId": "g0", "MessageDeduplicationId": id});
            on(bench, name, "SendMessage", body)
        } else {
            on(bench, name, "ReceiveMessage", json!({"VisibilityTimeout": 3, "AttributeNames": ["MessageGroupId"]}))
        };
        if is_throttled(&told) {
            assert_eq!(places(bench, name), before, "what is refused changes nothing");
            return;
        }
        assert!(told.is_object(), "{told}");
        take(bench, model, queue, told["Messages"].as_array().cloned().unwrap_or_default());
        served += 1;
        assert!(served <= 300, "a FIFO queue takes 300 calls a second of an action");
    }
}

/// The queue in which a message is now.
fn api_queue(bench: &Bench<Sqs>, message: &Value) -> Option<usize> {
    let id = message["MessageId"].as_str()?;
    QUEUES.iter().position(|name| {
        bench.service.queue(name).is_some_and(|queue| queue.look(0, 999).iter().any(|seen| seen.id == id))
    })
}

/// A consumer has got messages: none of a FIFO group may come while an older one of it is still in its queue, unless it
/// comes with it, before it.
fn take(bench: &Bench<Sqs>, model: &mut Model, queue: usize, got: Vec<Value>) {
    if QUEUES[queue].ends_with(".fifo") {
        let there = bench.service.queue(QUEUES[queue]).map(|queue| queue.look(0, 9_999)).unwrap_or_default();
        let mut before: BTreeSet<String> = BTreeSet::new();
        for message in &got {
            let id = message["MessageId"].as_str().unwrap_or_default().to_owned();
            let group = message["Attributes"]["MessageGroupId"].as_str().unwrap_or_default();
            let older = there.iter().take_while(|seen| seen.id != id);
            let passed =
                older.filter(|seen| seen.group.as_deref() == Some(group) && !before.contains(&seen.id)).count();
            assert_eq!(passed, 0, "{message} came before {passed} older ones of its group");
            before.insert(id);
        }
    }
    model.held.extend(got.into_iter().map(|message| (queue, message)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_under_random_workloads(steps in prop::collection::vec(step(), 1..150)) {
        let mut bench = setup();
        let mut model = Model::default();
        for step in &steps {
            play(&mut bench, &mut model, step);
            check(&bench);
        }
        // In the end everything is gone one way or another.
        bench.advance(3_600 * SECOND_US);
        check(&bench);
        for queue in bench.service.queues() {
            prop_assert_eq!((queue.visible(), queue.in_flight(), queue.delayed()), (0, 0, 0));
        }
    }

    /// Whatever the text, it is a message or refused, and never a panic.
    #[test]
    fn any_text_is_a_handle_or_none(text in ".{0,60}") {
        let mut bench = bench(json!({}));
        let told = on(&mut bench, "q", "DeleteMessage", json!({"ReceiptHandle": text}));
        prop_assert!(told.is_string());
        answer(&mut bench, "CancelMessageMoveTask", json!({"TaskHandle": text}));
        answer(&mut bench, "ListQueues", json!({"NextToken": text}));
        let sent = on(&mut bench, "q", "SendMessage", json!({"MessageBody": text}));
        prop_assert_eq!(places(&bench, "q").0, u64::from(sent.is_object()));
    }
}

#[test]
fn a_clone_is_a_branch_of_its_own() {
    let mut bench = bench(json!({}));
    for number in 0..100 {
        send(&mut bench, "q", &number.to_string());
    }
    let before = bench.service.clone();
    while !receive(&mut bench, "q").is_empty() {}
    assert_eq!(before.queue("q").map(|queue| (queue.visible(), queue.in_flight())), Some((100, 0)));
    assert_eq!(before.queue("q").and_then(sqs::Queue::audit), None);
    check(&bench);
}
