//! Random workloads: producers that are throttled, shards that are split and merged, workers that come, go and die, while consumers read.
//! Whatever happens, each record is handled, and the records of a key in their order.

use crate::world::World;
use clients::{Turn, What};
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Act {
    Rate(u64),
    Split(usize),
    Merge(usize),
    Health(u32, &'static str),
    Workers(u32),
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0_u64..150).prop_map(Act::Rate),
        (0_usize..8).prop_map(Act::Split),
        (0_usize..8).prop_map(Act::Merge),
        (1_u32..4, prop::sample::select(vec!["dead", "slow", "running"]))
            .prop_map(|(worker, health)| Act::Health(worker, health)),
        (1_u32..4).prop_map(Act::Workers),
        (1_u64..30).prop_map(Act::Wait),
        (1_u64..30).prop_map(Act::Wait),
    ]
}

/// What a consumer has handled, in order: each time, which record.
#[derive(Default)]
struct Watched {
    handled: Vec<(u32, u64, bool)>,
    seen: u64,
}

impl Watched {
    /// Takes in what was handled since; the consumer remembers 64, more than a chunk of 4 ms each holds.
    fn look(&mut self, world: &World) {
        let view = world.consumer("c");
        let new = (view.handled - self.seen) as usize;
        assert!(new <= view.recent.len(), "{new} were handled between two looks");
        for handled in &view.recent[view.recent.len() - new..] {
            let What::Record(record) = &handled.what else { panic!("{handled:?}") };
            self.handled.push((record.source.shard, record.number, handled.turn == Turn::First));
        }
        self.seen = view.handled;
    }
}

fn run(acts: &[Act], reading: &str) -> (World, Watched) {
    let mut world = World::with_stream(2);
    // A small range of keys, so that each comes again and again.
    let keys: String = (0..997).map(|n| format!("{{\"k\":\"key{}\",\"n\":{n}}}\n", n * 7 % 23)).collect();
    let bytes = api::Blob(keys.into_bytes().into());
    sim::World::command(&mut world.0, &account::Command::Input { name: "keys".into(), bytes });
    world.set("producers/p", json!({"source": "file:keys", "target": "s", "rate": 50, "keyField": "k"}));
    let to = json!({"source": "s", "workers": 2, "workMs": 4, "reading": reading, "checkpointMs": 3_000, "batch": 400, "failoverMs": 5_000});
    world.set("consumers/c", to);
    // Neighbours that ask for more than a shard answers, so that reads are throttled too.
    for name in ["b", "d", "e"] {
        world.set(&format!("consumers/{name}"), json!({"source": "s", "workMs": 0, "idleMs": 400}));
    }
    let mut watched = Watched::default();
    for act in acts {
        let open: Vec<_> = world
            .0
            .kinesis()
            .stream("s")
            .into_iter()
            .flat_map(|stream| stream.shards())
            .filter(|it| it.is_open())
            .cloned()
            .collect();
        match act {
            Act::Rate(rate) => world.set("producers/p/rate", json!(rate)),
            Act::Split(index) => {
                let shard = &open[index % open.len()];
                let (from, to) = shard.hash_range();
                let params = json!({"StreamName": "s", "ShardToSplit": shard.id(), "NewStartingHashKey": (from + (to - from) / 2 + 1).to_string()});
                // A stream that is being changed refuses, and so does one with enough shards.
                let _ = world.try_call("Kinesis.SplitShard", params);
            }
            Act::Merge(index) => {
                let mut open = open.clone();
                open.sort_by_key(|shard| shard.hash_range().0);
                let index = index % open.len();
                let Some(above) = open.get(index + 1) else { continue };
                let params =
                    json!({"StreamName": "s", "ShardToMerge": open[index].id(), "AdjacentShardToMerge": above.id()});
                let _ = world.try_call("Kinesis.MergeShards", params);
            }
            Act::Health(worker, health) => {
                let _ = world.try_set("consumers/c/health", json!({ worker.to_string(): health }));
            }
            Act::Workers(workers) => world.set("consumers/c/workers", json!(workers)),
            Act::Wait(seconds) => {
                for _ in 0..*seconds {
                    world.ms_watched(1_000, |world| watched.look(world));
                }
            }
        }
    }
    // All well again, and time to finish.
    world.set("producers/p/rate", json!(0));
    world.set("consumers/c", json!({"workers": 3, "health": {"1": "running", "2": "running", "3": "running"}}));
    for second in 0..2_000 {
        let view = world.consumer("c");
        // A while longer than that, for what nobody may see.
        if second > 60 && view.handled - view.duplicates >= world.producer().accepted && world.producer().waiting == 0 {
            break;
        }
        world.ms_watched(1_000, |world| watched.look(world));
    }
    (world, watched)
}

/// For each key, its records in the order in which they were accepted: by time, and in a shard by number.
fn accepted(world: &World) -> BTreeMap<Vec<u8>, Vec<(u32, u64)>> {
    let mut all: BTreeMap<Vec<u8>, Vec<(u64, u32, u64)>> = BTreeMap::new();
    for shard in world.0.kinesis().stream("s").into_iter().flat_map(|stream| stream.shards()) {
        for record in shard.page(0, u64::MAX) {
            let list = all.entry(record.key().to_vec()).or_default();
            list.push((record.segment.arrival_us, shard.number(), record.number()));
        }
    }
    all.into_iter()
        .map(|(key, mut list)| {
            list.sort_unstable();
            (key, list.into_iter().map(|(_, shard, number)| (shard, number)).collect())
        })
        .collect()
}

fn check(acts: &[Act], reading: &str) -> Result<(), TestCaseError> {
    let (world, watched) = run(acts, reading);
    let first: Vec<_> =
        watched.handled.iter().filter(|(_, _, first)| *first).map(|(shard, number, _)| (*shard, *number)).collect();
    let once: BTreeSet<_> = first.iter().copied().collect();
    prop_assert_eq!(first.len(), once.len(), "a first time happens once");
    let view = world.consumer("c");
    let again = watched.handled.iter().filter(|(_, _, first)| !first).count() as u64;
    prop_assert_eq!(again, view.duplicates);
    let place: BTreeMap<_, _> = first.iter().enumerate().map(|(index, record)| (*record, index)).collect();
    for (key, records) in accepted(&world) {
        let places: Vec<_> = records.iter().map(|record| place.get(record)).collect();
        prop_assert!(places.iter().all(Option::is_some), "a record of {:?} was never handled", key);
        prop_assert!(places.is_sorted(), "the records of {:?} were handled out of order: {:?}", key, records);
    }
    prop_assert_eq!(first.len() as u64, world.producer().accepted);
    let neighbours = ["b", "d", "e"].map(|name| world.consumer(name));
    prop_assert!(neighbours.iter().any(|view| view.calls.throttled > 0));
    prop_assert!(neighbours.iter().all(|view| view.duplicates == 0), "nobody else pays for a worker's death");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn each_record_is_handled_and_each_key_in_order(acts in prop::collection::vec(act(), 1..14)) {
        check(&acts, "shared")?;
    }

    #[test]
    fn the_same_with_enhanced_fan_out(acts in prop::collection::vec(act(), 1..14)) {
        check(&acts, "fan-out")?;
    }
}

#[test]
fn a_run_is_the_same_when_it_is_played_again() {
    let acts = [
        Act::Rate(200),
        Act::Wait(5),
        Act::Split(0),
        Act::Wait(12),
        Act::Health(1, "dead"),
        Act::Workers(3),
        Act::Wait(20),
    ];
    let hash = |reading| run(&acts, reading).0.0.run_hash();
    assert_eq!(hash("shared"), hash("shared"));
    assert_eq!(hash("fan-out"), hash("fan-out"));
}
