//! Fleets of workers over a stream: leases, checkpoints, balance, fail-over, lineage, replay.

use crate::world::World;
use clients::{Checkpoint, LeaseState, Turn};
use serde_json::json;

/// Which worker has each lease.
fn owners(world: &World) -> Vec<Option<u32>> {
    world.consumer("c").leases.iter().map(|lease| lease.owner).collect()
}

#[test]
fn one_worker_reads_all_and_a_second_takes_its_half() {
    let mut world = World::with_stream(4);
    world.clicks("s", 100);
    world.set("consumers/c", json!({"source": "s", "workMs": 1}));
    world.seconds(20);
    assert_eq!(owners(&world), [Some(1); 4]);
    let view = world.consumer("c");
    assert!(view.handled > 1_500 && view.duplicates == 0, "{view:?}");
    assert!(view.latency_us.is_some_and(|us| us < 1_500_000), "{:?}", view.latency_us);
    world.set("consumers/c/workers", json!(2));
    world.seconds(20);
    let view = world.consumer("c");
    assert_eq!(view.workers.iter().map(|worker| worker.leases).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(view.leases.iter().map(|lease| lease.switches).sum::<u32>(), 2);
    // What was handled since the last checkpoint is handled again by the new owner: not more than ten seconds of two shards.
    assert!((1..=500).contains(&view.duplicates), "{}", view.duplicates);
    assert_eq!(world.notes("consumer-lease-taken"), 2);
    world.set("consumers/c/workers", json!(6));
    world.seconds(40);
    let loads: Vec<_> = world.consumer("c").workers.iter().map(|worker| worker.leases).collect();
    assert_eq!((loads.iter().max(), loads.iter().sum::<u32>()), (Some(&1), 4), "two of six are idle: {loads:?}");
}

#[test]
fn a_dead_worker_costs_what_was_not_written_down() {
    let mut world = World::with_stream(2);
    world.clicks("s", 100);
    world.set("consumers/c", json!({"source": "s", "workers": 2, "workMs": 0, "checkpointMs": 60_000}));
    world.seconds(30);
    let before = world.consumer("c");
    assert_eq!(before.duplicates, world.consumer("c").duplicates);
    world.set("consumers/c/health", json!({"1": "dead"}));
    world.seconds(5);
    assert_eq!(world.notes("consumer-worker-died"), 1);
    assert!(owners(&world).contains(&Some(1)), "nobody knows yet");
    world.seconds(15);
    assert_eq!(owners(&world), [Some(2), Some(2)], "its lease has expired");
    let view = world.consumer("c");
    assert!(view.duplicates > before.duplicates, "nothing had been written down, so all is handled again");
    world.seconds(10);
    assert!(world.consumer("c").behind_us < 2_000_000, "it has caught up");
    // Back to life, it takes its share again.
    world.set("consumers/c/health", json!({"1": "running"}));
    world.seconds(20);
    let loads: Vec<_> = world.consumer("c").workers.iter().map(|worker| worker.leases).collect();
    assert_eq!(loads, [1, 1]);
    // Whatever happened, each record was handled at least once.
    world.set("producers/p/rate", json!(0));
    world.seconds(5);
    let view = world.consumer("c");
    assert_eq!(view.handled - view.duplicates, world.producer().accepted);
}

#[test]
fn a_worker_that_is_told_to_end_costs_nothing() {
    let mut world = World::with_stream(2);
    world.clicks("s", 100);
    world.set("consumers/c", json!({"source": "s", "workMs": 0, "checkpointMs": 60_000}));
    world.seconds(10);
    world.set("consumers/c/running", json!(false));
    let stopped = world.consumer("c").handled;
    world.seconds(10);
    assert_eq!((world.consumer("c").handled, owners(&world)), (stopped, vec![None, None]));
    world.set("consumers/c/running", json!(true));
    world.seconds(10);
    world.set("producers/p/rate", json!(0));
    world.seconds(3);
    let view = world.consumer("c");
    assert_eq!((view.handled, view.duplicates), (world.producer().accepted, 0));
}

#[test]
fn a_slow_worker_falls_behind() {
    let mut world = World::with_stream(1);
    world.clicks("s", 50);
    world.set("consumers/c", json!({"source": "s", "workMs": 10}));
    world.seconds(20);
    assert!(world.consumer("c").behind_us < 2_000_000, "{}", world.consumer("c").behind_us);
    world.set("consumers/c/health", json!({"1": "slow"}));
    world.seconds(60);
    let view = world.consumer("c");
    assert_eq!(view.rate, 10, "100 ms each");
    assert!(view.behind_us > 20_000_000, "{}", view.behind_us);
    assert!(view.workers[0].in_hand > 0);
}

#[test]
fn parents_are_read_to_their_ends_before_children() {
    let mut world = World::with_stream(1);
    world.put(&["a", "b", "c"]);
    world.set("consumers/c", json!({"source": "s", "workMs": 1_000, "idleMs": 0}));
    world.seconds(1);
    let split = json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "170141183460469231731687303715884105728"});
    world.call("Kinesis.SplitShard", split);
    world.seconds(1);
    let keys: Vec<String> = (0..20).map(|n| format!("k{n}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.put(&keys);
    world.seconds(10);
    world.put(&keys);
    let states = |world: &World| world.consumer("c").leases.iter().map(|lease| lease.state).collect::<Vec<_>>();
    world.seconds(70);
    let told = world.told("consumers/c");
    assert_eq!(told["leases"][0]["checkpoint"], "SHARD_END");
    assert_eq!(told["workers"], json!([{"worker": 1, "health": "running", "leases": 2, "handled": 43, "inHand": 0}]));
    assert_eq!(states(&world), [LeaseState::Ended, LeaseState::Reading, LeaseState::Reading]);
    let view = world.consumer("c");
    assert_eq!(view.leases[0].checkpoint, Checkpoint::ShardEnd);
    assert_eq!((view.handled, view.duplicates), (43, 0));
    assert_eq!(world.notes("consumer-shard-ended"), 1);
}

#[test]
fn a_replay_is_counted_apart_and_ends_where_it_began() {
    let mut world = World::with_stream(2);
    world.put(&["a", "b", "c", "d"]);
    world.set("consumers/c", json!({"source": "s", "workMs": 0}));
    world.seconds(5);
    assert_eq!(world.consumer("c").handled, 4);
    world.set("consumers/c/replay", json!(true));
    world.put(&["e"]);
    world.seconds(10);
    let view = world.consumer("c");
    assert_eq!((view.handled, view.replayed, view.duplicates), (9, 4, 0));
    let turns: Vec<_> = view.recent.iter().map(|handled| handled.turn).collect();
    assert_eq!(turns.iter().filter(|turn| **turn == Turn::Replayed).count(), 4);
    assert_eq!(world.try_set("consumers/none/replay", json!(true)), Err("there is no consumer 'none'".into()));
}

#[test]
fn many_consumers_have_places_of_their_own_and_share_five_calls() {
    let mut world = World::with_stream(1);
    world.clicks("s", 10);
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        world.set(&format!("consumers/{name}"), json!({"source": "s", "workMs": 0, "idleMs": 500}));
    }
    world.seconds(60);
    let views: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(|name| world.consumer(name)).into();
    let throttled: u64 = views.iter().map(|view| view.calls.throttled).sum();
    assert!(throttled > 100, "14 calls a second want 5: {throttled}");
    world.set("producers/p/rate", json!(0));
    world.seconds(20);
    let accepted = world.producer().accepted;
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        assert_eq!(world.consumer(name).handled, accepted, "{name}: each sees all");
    }
}

#[test]
fn the_next_record_is_a_place_to_begin_at() {
    let mut world = World::with_stream(1);
    world.put(&["before"]);
    world.set("consumers/c", json!({"source": "s", "start": "LATEST", "workMs": 0}));
    world.seconds(3);
    world.put(&["after"]);
    world.seconds(3);
    assert_eq!(world.consumer("c").handled, 1);
}

#[test]
fn what_cannot_be_read_is_told_and_tried_again() {
    let mut world = World::new();
    world.set("consumers/c", json!({"source": "s"}));
    world.seconds(30);
    let error = world.consumer("c").error.map(|error| error.code.into_owned());
    assert_eq!(error.as_deref(), Some("ResourceNotFoundException"));
    assert!((1..=3).contains(&world.notes("consumer-failed")), "told now and then, not each time");
    world.call("Kinesis.CreateStream", json!({"StreamName": "s", "ShardCount": 1}));
    world.seconds(11);
    world.put(&["a"]);
    world.seconds(10);
    let view = world.consumer("c");
    assert_eq!((view.handled, view.error), (1, None));
    world.call("IAM.DeleteUserPolicy", json!({"UserName": "consumer", "PolicyName": "read-records"}));
    world.seconds(5);
    let error = world.consumer("c").error.map(|error| error.message).unwrap_or_default();
    assert!(error.contains("user/consumer is not authorized to perform: kinesis:Get"), "{error}");
}

#[test]
fn settings_that_are_wrong_change_nothing() {
    let mut world = World::with_stream(1);
    world.set("consumers/c", json!({"source": "s"}));
    let before = world.consumer("c").settings;
    for (path, to, said) in [
        ("consumers/c", json!({"workers": 21}), "21 at 'consumers/c/workers'; expected a whole number, 0 to 20"),
        (
            "consumers/c",
            json!({"workers": 2, "start": "NOW"}),
            "unknown start 'NOW' at 'consumers/c/start'; expected 'TRIM_HORIZON' or 'LATEST'",
        ),
        (
            "consumers/c/reading",
            json!("fast"),
            "unknown reading 'fast' at 'consumers/c/reading'; expected 'shared' or 'fan-out'",
        ),
        ("consumers/c/health", json!({"2": "dead"}), "no worker '2' at 'consumers/c/health'; there are 1"),
        (
            "consumers/c/health",
            json!({"1": "ill"}),
            "unknown health 'ill' at 'consumers/c/health/1'; expected 'running', 'slow' or 'dead'",
        ),
        (
            "consumers/c/source",
            json!("topic/t"),
            "unknown source 'topic/t' at 'consumers/c/source'; expected a data stream's name, 'queue/NAME' or an ARN",
        ),
        ("consumers/c/workMs", json!(-1), "-1 at 'consumers/c/workMs'; expected milliseconds, 0 to 60000"),
        (
            "consumers/c/colour",
            json!(1),
            "unknown member 'colour' at 'consumers/c'; expected some of source, reading, workers, start, workMs, batch, idleMs, checkpointMs, failoverMs, running, health",
        ),
        ("consumers/a b", json!({}), "the name 'a b' has other characters than letters, digits, '_', '.' and '-'"),
        ("readers/c", json!({}), "unknown setting 'readers/c'; expected 'producers/NAME' or 'consumers/NAME'"),
    ] {
        assert_eq!(world.try_set(path, to).err().as_deref(), Some(said));
    }
    assert_eq!(world.consumer("c").settings, before);
    world.set("consumers/c", json!(null));
    assert_eq!(world.try_set("consumers/c", json!(null)).err().as_deref(), Some("there is no consumer 'c'"));
}
