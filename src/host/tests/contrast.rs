//! One stream and one queue that get the same records: what each side's consumers see, what a replay gives, what a crash costs. And
//! adding the scenario to a run that is there.

mod asker;

use asker::Asker;
use protocol::{Contrast, Health, MessagePlace, Node, Panel, Seen, ToWorker, Viewport, Works};
use serde_json::json;

fn contrast(asker: &mut Asker) -> Contrast {
    match asker.host.panel(&Viewport::Contrast) {
        Panel::Contrast(view) => view,
        other => panic!("{other:?}"),
    }
}

fn works(asker: &Asker) -> Works {
    asker.host.works_view()
}

fn consumer(works: &Works, name: &str) -> protocol::Consumer {
    works.consumers.iter().find(|one| one.name == name).cloned().unwrap_or_else(|| panic!("no consumer {name}"))
}

fn add(asker: &mut Asker) -> Result<serde_json::Value, (String, String)> {
    asker.ask(|id| ToWorker::Add { id, scenario: "contrast".into() }, None)
}

fn set(asker: &mut Asker, path: &str, to: serde_json::Value) {
    asker.set(path, to).unwrap_or_else(|error| panic!("{path}: {error:?}"));
}

fn advance(asker: &mut Asker, seconds: u64) {
    asker.advance(seconds).unwrap_or_else(|error| panic!("{error:?}"));
}

fn handled(seen: &Seen) -> usize {
    seen.cells.iter().filter(|(times, _)| *times > 0).count()
}

#[test]
fn every_reader_of_the_stream_sees_all_and_the_queues_share() {
    let mut asker = Asker::named("contrast");
    assert!(asker.broken().is_empty(), "{:?}", asker.broken());
    advance(&mut asker, 40);
    let view = contrast(&mut asker);
    assert!(view.ready);
    assert_eq!((view.stream.rows.len(), view.queue.rows.len()), (2, 2));
    assert_eq!((view.stream.columns.len(), view.queue.columns.len()), (24, 24));
    assert!(view.stream.columns.iter().all(|column| column.record.is_some() && column.place == MessagePlace::Visible));
    // All but what came since the last read.
    assert!(view.stream.rows.iter().all(|row| handled(row) >= 19), "{:?}", view.stream.rows);
    let [first, second] = view.queue.rows.as_slice() else { panic!("two consumers") };
    assert!(first.cells.iter().zip(&second.cells).all(|(a, b)| a.0 + b.0 <= 1), "one message, one consumer");
    assert!(
        handled(first) > 3 && handled(second) > 3 && handled(first) + handled(second) >= 15,
        "{first:?} {second:?}"
    );
    let gone = view.queue.columns.iter().filter(|column| column.place == MessagePlace::Gone).count();
    assert_eq!(gone, handled(first) + handled(second), "what was handled was deleted, and nothing else");
    let (stream, queue) = (&view.stream, &view.queue);
    assert_eq!((stream.held, stream.lost, queue.lost), (stream.arrived, 0, 0));
    assert!(queue.held < 8, "{}", queue.held);
    // A shard's hour is most of what a trickle costs; a million messages are three million requests.
    assert!((0.015..0.0152).contains(&stream.usd_hour), "{}", stream.usd_hour);
    assert!((queue.usd_million - 1.2).abs() < 1e-9 && (queue.usd_million_least - 0.12).abs() < 1e-9);
    assert!((0.018..0.019).contains(&stream.usd_million_least), "{}", stream.usd_million_least);
    let edges = works(&asker).edges;
    assert!(
        edges
            .iter()
            .any(|edge| edge.from == Node::Queue("orders".into()) && edge.to == Node::Consumer("billing-queue".into()))
    );
}

#[test]
fn fan_out_costs_by_consumer_and_shard_on_a_provisioned_stream_alone() {
    let mut asker = Asker::named("contrast");
    set(&mut asker, "consumers/billing/reading", json!("fan-out"));
    advance(&mut asker, 40);
    let usd_hour = contrast(&mut asker).stream.usd_hour;
    assert!((0.030..0.0302).contains(&usd_hour), "a shard and a pipe: {usd_hour}");
    let params = json!({
        "StreamARN": "arn:aws:kinesis:us-east-1:111122223333:stream/orders",
        "StreamModeDetails": {"StreamMode": "ON_DEMAND"},
    });
    asker.call("Kinesis.UpdateStreamMode", params).unwrap_or_else(|error| panic!("{error:?}"));
    advance(&mut asker, 20);
    let usd_hour = contrast(&mut asker).stream.usd_hour;
    assert!((0.040..0.042).contains(&usd_hour), "a stream, and what goes through the pipe by the GB: {usd_hour}");
}

#[test]
fn a_replay_goes_over_the_stream_again_and_the_other_reader_does_not_notice() {
    let mut asker = Asker::named("contrast");
    advance(&mut asker, 40);
    let before = works(&asker);
    set(&mut asker, "consumers/billing/replay", json!(true));
    advance(&mut asker, 5);
    let after = works(&asker);
    let (billing, shipping) = (consumer(&after, "billing"), consumer(&after, "shipping"));
    assert!(billing.replayed >= consumer(&before, "billing").handled, "{billing:?}");
    assert_eq!((shipping.replayed, shipping.duplicates), (0, 0));
    let row = contrast(&mut asker).stream.rows.into_iter().find(|row| row.consumer == "billing").unwrap_or_default();
    assert!(row.cells.iter().any(|(_, replayed)| *replayed > 0), "{row:?}");
    // There is nothing to go back to in a queue.
    assert!(asker.set("consumers/billing-queue/replay", json!(true)).is_err());
}

#[test]
fn a_crash_costs_repetitions_on_the_stream_and_time_in_the_queue() {
    let mut asker = Asker::named("contrast");
    advance(&mut asker, 47);
    let before = works(&asker);
    let victim = consumer(&before, "billing").workers.iter().find(|it| it.leases > 0).map_or(0, |it| it.number);
    set(&mut asker, "consumers/billing", json!({ "health": { victim.to_string(): "dead" } }));
    let holder =
        consumer(&before, "billing-queue").workers.iter().max_by_key(|it| it.in_hand).map_or(0, |it| it.number);
    set(&mut asker, "consumers/billing-queue", json!({ "health": { holder.to_string(): "dead" } }));
    advance(&mut asker, 20);
    let after = works(&asker);
    let billing = consumer(&after, "billing");
    assert!(billing.duplicates > 0, "{billing:?}");
    assert!(billing.workers.iter().any(|it| it.number != victim && it.leases == 1 && it.health == Health::Running));
    // Whoever was killed in the queue loses nothing: its message came back to the others.
    let view = contrast(&mut asker);
    assert_eq!(view.queue.lost, 0);
    assert!(view.queue.held < 10, "{}", view.queue.held);
}

#[test]
fn it_can_be_added_to_a_run_once() {
    let mut asker = Asker::text("{\"title\":\"t\",\"seed\":3}");
    assert!(!contrast(&mut asker).ready);
    assert_eq!(add(&mut asker), Ok(json!(null)));
    assert!(contrast(&mut asker).ready);
    let snapshot = asker.snapshot();
    let refused = add(&mut asker).err().unwrap_or_default();
    assert_eq!(refused.0, "ResourceInUseException");
    assert!(refused.1.contains("orders"), "{refused:?}");
    assert_eq!(asker.snapshot()["ms"], snapshot["ms"], "nothing went on");
    let unknown = asker.ask(|id| ToWorker::Add { id, scenario: "nothing".into() }, None).err().unwrap_or_default();
    assert_eq!(unknown.0, "UnknownScenario");
    // Its lines are commands of the run like any other: the log has them, so that a saved run plays them too.
    assert!(asker.host.saved_text().contains("CreateStream"));
}
