//! Enhanced fan-out: registration, latency, five minutes, a pipe of one's own.

use crate::world::World;
use serde_json::json;

#[test]
fn what_is_pushed_comes_sooner_than_what_is_asked_for() {
    let mut world = World::with_stream(2);
    world.clicks("s", 100);
    world.set("consumers/asks", json!({"source": "s", "workMs": 0}));
    world.set("consumers/hears", json!({"source": "s", "workMs": 0, "reading": "fan-out"}));
    world.seconds(60);
    let (asks, hears) = (world.consumer("asks"), world.consumer("hears"));
    let latencies = (asks.latency_us, hears.latency_us);
    assert!(latencies.0.is_some_and(|us| us > 300_000) && latencies.1.is_some_and(|us| us < 100_000), "{latencies:?}");
    world.set("producers/p/rate", json!(0));
    world.seconds(5);
    let accepted = world.producer().accepted;
    assert_eq!((world.consumer("asks").handled, world.consumer("hears").handled), (accepted, accepted));
    assert_eq!(world.consumer("hears").duplicates, 0);
}

#[test]
fn a_subscription_is_renewed_after_five_minutes() {
    let mut world = World::with_stream(1);
    world.clicks("s", 5);
    world.set("consumers/c", json!({"source": "s", "workMs": 0, "reading": "fan-out"}));
    world.seconds(700);
    world.set("producers/p/rate", json!(0));
    world.seconds(10);
    let view = world.consumer("c");
    assert_eq!((view.handled, view.duplicates, view.error), (world.producer().accepted, 0, None));
}

#[test]
fn another_worker_goes_on_where_a_dead_one_was() {
    let mut world = World::with_stream(2);
    world.clicks("s", 20);
    let to = json!({"source": "s", "workMs": 0, "reading": "fan-out", "workers": 2, "checkpointMs": 5_000});
    world.set("consumers/c", to);
    world.seconds(30);
    world.set("consumers/c/health", json!({"2": "dead"}));
    world.seconds(60);
    world.set("producers/p/rate", json!(0));
    world.seconds(10);
    let view = world.consumer("c");
    assert_eq!(view.handled - view.duplicates, world.producer().accepted);
    assert!(view.leases.iter().all(|lease| lease.owner == Some(1)));
    // A split is followed here too.
    let split = json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "85070591730234615865843651857942052864"});
    world.call("Kinesis.SplitShard", split);
    world.seconds(15);
    world.clicks("s", 20);
    world.seconds(60);
    world.set("producers/p/rate", json!(0));
    world.seconds(10);
    let view = world.consumer("c");
    assert_eq!(view.handled - view.duplicates, world.producer().accepted);
    assert_eq!(view.leases.len(), 4);
}
