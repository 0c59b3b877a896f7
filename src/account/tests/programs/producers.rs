//! Producers against a real stream: throttles, lost answers, aggregation.

use crate::world::World;
use md5::{Digest, Md5};
use serde_json::json;

/// A file of `count` records with the numbers 0, 1, …, all with one key.
fn numbered(world: &mut World, count: u64) {
    let text: String = (0..count).map(|n| format!("{{\"k\":\"one\",\"n\":{n}}}\n")).collect();
    let bytes = api::Blob(text.into_bytes().into());
    sim::World::command(&mut world.0, &account::Command::Input { name: "numbers".into(), bytes });
}

/// The numbers that lie on the stream's shards, in order.
fn on_the_stream(world: &World) -> Vec<u64> {
    let stream = world.0.kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    let records = stream.shards().flat_map(|shard| shard.page(shard.first_number(), u64::MAX));
    let number = |data: &[u8]| serde_json::from_slice::<serde_json::Value>(data).ok()?["n"].as_u64();
    records.filter_map(|record| number(record.data())).collect()
}

#[test]
fn throttled_records_come_later_and_out_of_order() {
    let mut world = World::with_stream(1);
    numbered(&mut world, 100_000);
    world.set("producers/p", json!({"source": "file:numbers", "target": "s", "rate": 1_500, "keyField": "k"}));
    world.seconds(10);
    let producer = world.producer();
    assert!(producer.throttled_last_s > 0 && producer.again > 0);
    world.set("producers/p/rate", json!(0));
    world.seconds(40);
    let numbers = on_the_stream(&world);
    assert!(numbers.windows(2).any(|pair| pair[0] > pair[1]), "what was refused was overtaken");
    let producer = world.producer();
    assert_eq!((producer.waiting, producer.accepted), (0, numbers.len() as u64));
    let mut sorted = numbers;
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len() as u64, producer.accepted, "no answer was lost, so nothing lies there twice");
}

#[test]
fn records_that_wait_too_long_are_given_up() {
    let mut world = World::with_stream(1);
    world.set("producers/p", json!({"source": "clicks", "target": "s", "rate": 2_000, "ttlMs": 1_000}));
    world.seconds(20);
    let producer = world.producer();
    assert!(producer.dropped > 0 && producer.waiting < 3_000, "{producer:?}");
    assert!(world.notes("producer-dropped") > 0);
}

#[test]
fn a_lost_answer_puts_records_twice() {
    let mut world = World::with_stream(2);
    numbered(&mut world, 100_000);
    world.set("producers/p", json!({"source": "file:numbers", "target": "s", "rate": 50, "lostAnswers": 0.1}));
    world.set("consumers/c", json!({"source": "s", "workMs": 0}));
    world.seconds(60);
    world.set("producers/p", json!({"rate": 0, "lostAnswers": 0}));
    world.seconds(60);
    let producer = world.producer();
    let numbers = on_the_stream(&world);
    let mut once = numbers.clone();
    once.sort_unstable();
    once.dedup();
    assert!(producer.doubled > 50, "{}", producer.doubled);
    assert_eq!(numbers.len() as u64, producer.accepted + producer.doubled);
    assert_eq!(once.len() as u64, producer.accepted);
    assert_eq!(world.consumer("c").handled, numbers.len() as u64, "to a consumer they are different records");
}

#[test]
fn aggregated_records_take_few_puts_and_are_taken_apart_again() {
    let mut world = World::with_stream(4);
    let to = json!({"source": "clicks", "target": "s", "rate": 2_000, "aggregation": true});
    world.set("producers/p", to);
    world.set("consumers/c", json!({"source": "s", "workMs": 0}));
    world.seconds(10);
    world.set("producers/p/rate", json!(0));
    world.seconds(5);
    let (producer, view) = (world.producer(), world.consumer("c"));
    assert!(producer.made > 19_000 && producer.accepted == producer.made, "{producer:?}");
    assert_eq!(view.handled, producer.made, "the consumer sees single records");
    let stream = world.0.kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    assert!(stream.records() * 20 < producer.made, "{} records carry {}", stream.records(), producer.made);
    // Each lies on the shard that its own key would have sent it to.
    for shard in stream.shards() {
        let (from, to) = shard.hash_range();
        for record in shard.page(0, u64::MAX) {
            for part in api::kinesis::aggregated::parts(record.data()).unwrap_or_default() {
                let hash = u128::from_be_bytes(Md5::digest(&record.data()[part.key]).into());
                assert!((from..=to).contains(&hash));
            }
        }
    }
}

#[test]
fn a_split_is_noticed_by_who_predicts_shards() {
    let mut world = World::with_stream(1);
    let to = json!({"source": "clicks", "target": "s", "rate": 500, "aggregation": true});
    world.set("producers/p", to);
    world.seconds(3);
    let split = json!({"StreamName": "s", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": "170141183460469231731687303715884105728"});
    world.call("Kinesis.SplitShard", split);
    world.seconds(20);
    let stream = world.0.kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    let held: Vec<_> = stream.shards().filter(|shard| shard.is_open()).map(|shard| shard.records()).collect();
    assert!(held.len() == 2 && held.iter().all(|records| *records > 10), "{held:?}");
}
