//! The laws over random workloads: puts, reads, resharding, throttles, changed retention, passing days.

use crate::common::{SECOND_US, answer, call, datas};
use api::PutBatch;
use api::kinesis::{PutRecords, PutResult, Request, Response, shard_id};
use kinesis::Kinesis;
use proptest::prelude::*;
use serde_json::{Value, json};
use service::testing::Bench;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
    Advance(u64),
    /// Until so many microseconds after the oldest record's time is over.
    Ripen(i64),
    Put(Vec<u8>),
    Split(u8, u8),
    Merge(u8),
    Scale(u8),
    Retain(i64),
    Switch,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0u64..3_000_000).prop_map(Step::Advance),
        1 => (0u64..30 * 3_600).prop_map(|seconds| Step::Advance(seconds * SECOND_US)),
        3 => prop_oneof![-1i64..=1, 0i64..90_000_000].prop_map(Step::Ripen),
        6 => prop::collection::vec(0u8..40, 1..400).prop_map(Step::Put),
        2 => (any::<u8>(), 1u8..255).prop_map(|(shard, at)| Step::Split(shard, at)),
        2 => any::<u8>().prop_map(Step::Merge),
        1 => (1u8..8).prop_map(Step::Scale),
        1 => prop_oneof![Just(24i64), Just(30), Just(48)].prop_map(Step::Retain),
        1 => Just(Step::Switch),
    ]
}

/// A stream, and what was put on it.
struct World {
    bench: Bench<Kinesis>,
    /// By key: the records in the order in which they were accepted, each with the shard.
    accepted: BTreeMap<u8, Vec<(u64, u32)>>,
    next: u64,
    /// By record: its shard and when it was accepted, of those that are younger than the retention and always were.
    young: BTreeMap<u64, (u32, u64)>,
    retention_hours: i64,
    /// By shard: the sequence numbers that were answered.
    numbers: BTreeMap<u32, Vec<String>>,
}

impl World {
    fn new() -> Self {
        let mut bench = Bench::new(Kinesis::default());
        answer(&mut bench, "CreateStream", json!({"StreamName": "s", "ShardCount": 2}));
        bench.advance(10 * SECOND_US);
        Self {
            bench,
            accepted: BTreeMap::new(),
            next: 0,
            young: BTreeMap::new(),
            retention_hours: 24,
            numbers: BTreeMap::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Advance(us) => self.bench.advance(us),
            Step::Ripen(more_us) => {
                self.expire();
                let oldest_us = self.young.values().map(|(_, accepted_us)| accepted_us + self.retention_us()).min();
                let until_us = oldest_us.and_then(|oldest_us| oldest_us.checked_add_signed(more_us));
                self.bench.advance(until_us.unwrap_or_default().saturating_sub(self.bench.around.now.0));
            }
            Step::Put(keys) => self.put(&keys),
            Step::Split(shard, at) => {
                let open = self.open();
                let Some((id, (from, to))) = open.get(usize::from(shard) % open.len()).cloned() else { return };
                let at = from + (to - from) / 256 * u128::from(at);
                let params = json!({"StreamName": "s", "ShardToSplit": id, "NewStartingHashKey": at.to_string()});
                self.try_to("SplitShard", params);
            }
            Step::Merge(lower) => {
                let open = self.open();
                let lower = usize::from(lower) % open.len();
                let (Some(lower), Some(upper)) = (open.get(lower), open.get(lower + 1)) else { return };
                let params = json!({"StreamName": "s", "ShardToMerge": lower.0, "AdjacentShardToMerge": upper.0});
                self.try_to("MergeShards", params);
            }
            Step::Scale(count) => {
                let params = json!({"StreamName": "s", "TargetShardCount": count, "ScalingType": "UNIFORM_SCALING"});
                self.try_to("UpdateShardCount", params);
            }
            Step::Retain(hours) => {
                let params = json!({"StreamName": "s", "RetentionPeriodHours": hours});
                // What is too old is gone for good before the period changes.
                self.expire();
                let is_longer = self.try_to("IncreaseStreamRetentionPeriod", params.clone());
                if self.try_to("DecreaseStreamRetentionPeriod", params) || is_longer {
                    self.retention_hours = hours;
                    self.expire();
                }
            }
            Step::Switch => {
                let is_on_demand =
                    self.bench.service.stream("s").is_some_and(|stream| stream.mode() == kinesis::Mode::OnDemand);
                let mode = if is_on_demand { "PROVISIONED" } else { "ON_DEMAND" };
                let arn = "arn:aws:kinesis:us-east-1:111122223333:stream/s";
                self.try_to("UpdateStreamMode", json!({"StreamARN": arn, "StreamModeDetails": {"StreamMode": mode}}));
            }
        }
    }

    /// May fail; then nothing has changed. Gives whether it has succeeded.
    fn try_to(&mut self, operation: &str, params: Value) -> bool {
        let before = format!("{:?}", self.bench.service);
        let succeeds = call(&mut self.bench, operation, params).is_ok();
        let after = format!("{:?}", self.bench.service);
        assert!(succeeds || after == before, "{operation} has failed and changed something");
        succeeds
    }

    fn retention_us(&self) -> u64 {
        self.retention_hours.unsigned_abs() * 3_600 * SECOND_US
    }

    /// Lets go of what is as old as the retention by now, to the microsecond.
    fn expire(&mut self) {
        let oldest_us = self.bench.around.now.0.checked_sub(self.retention_us());
        self.young.retain(|_, (_, accepted_us)| oldest_us.is_none_or(|oldest_us| *accepted_us > oldest_us));
    }

    fn open(&self) -> Vec<(String, (u128, u128))> {
        let stream = self.bench.service.stream("s");
        let mut open: Vec<_> =
            stream.into_iter().flat_map(|stream| stream.shards()).filter(|shard| shard.is_open()).collect();
        open.sort_by_key(|shard| shard.hash_range());
        open.into_iter().map(|shard| (shard.id(), shard.hash_range())).collect()
    }

    fn put(&mut self, keys: &[u8]) {
        let texts: Vec<_> = keys
            .iter()
            .map(|key| {
                self.next += 1;
                (*key, format!("key-{key}"), (self.next - 1).to_string())
            })
            .collect();
        let records = PutBatch::of(texts.iter().map(|(_, key, data)| (key.as_str(), data.as_bytes())));
        let request = PutRecords { stream_name: Some("s".into()), stream_arn: None, records };
        let output = match self.bench.now(Request::PutRecords(request)) {
            Ok(Response::PutRecords(output)) => output,
            other => panic!("{other:?}"),
        };
        let told = serde_json::to_value(&output.records).unwrap_or_default();
        for (index, (result, (key, _, data))) in output.records.items.iter().zip(&texts).enumerate() {
            if let PutResult::Accepted { shard, .. } = result {
                let record = data.parse().unwrap_or_default();
                self.accepted.entry(*key).or_default().push((record, *shard));
                self.young.insert(record, (*shard, self.bench.around.now.0));
                let number = told[index]["SequenceNumber"].as_str().unwrap_or_default();
                self.numbers.entry(*shard).or_default().push(number.to_owned());
            }
        }
    }

    /// Reads every shard to its end, parents before children, all in one instant.
    fn read_in_order(&mut self) -> Vec<(u32, u64)> {
        let mut read = Vec::new();
        let mut done = BTreeSet::new();
        let told = answer(&mut self.bench, "ListShards", json!({"StreamName": "s"}));
        let shards = told["Shards"].as_array().cloned().unwrap_or_else(|| panic!("{told}"));
        let known: BTreeSet<String> =
            shards.iter().filter_map(|shard| shard["ShardId"].as_str().map(str::to_owned)).collect();
        let mut waiting: Vec<_> = shards.into_iter().rev().collect();
        while !waiting.is_empty() {
            // The last one first that may be read at all: children are tried before their parents.
            let is_ready = |shard: &Value| {
                let parents = [&shard["ParentShardId"], &shard["AdjacentParentShardId"]];
                parents
                    .iter()
                    .filter_map(|parent| parent.as_str())
                    .all(|parent| done.contains(parent) || !known.contains(parent))
            };
            let next = waiting.iter().position(is_ready).unwrap_or_else(|| panic!("a circle of parents"));
            let id = waiting.remove(next)["ShardId"].as_str().unwrap_or_default().to_owned();
            let number = api::kinesis::shard_number(&id).unwrap_or_default();
            let (held, _) = crate::common::drain_every(&mut self.bench, number, 0);
            read.extend(held.iter().map(|data| (number, data.parse::<u64>().unwrap_or(u64::MAX))));
            done.insert(id);
        }
        read
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// K-1 to K-6 after each step.
    #[test]
    fn the_laws_hold_after_each_step(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        for step in steps {
            let told = format!("{step:?}");
            world.take(step);
            prop_assert_eq!(world.bench.breaches(), Vec::<String>::new(), "{}", told);
        }
    }

    /// K-2 and K-5, as a client sees them: what was answered is read if it is younger than the retention, and nothing else is; and
    /// numbers rise strictly.
    #[test]
    fn accepted_is_readable_or_expired(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        steps.into_iter().for_each(|step| world.take(step));
        for (shard, numbers) in &world.numbers {
            prop_assert!(numbers.is_sorted_by(|one, two| one < two), "{}", shard_id(*shard));
        }
        let accepted: usize = world.accepted.values().map(Vec::len).sum();
        let read = world.read_in_order();
        world.expire();
        let unique: BTreeMap<u64, u32> = read.iter().map(|(shard, record)| (*record, *shard)).collect();
        prop_assert_eq!(unique.len(), read.len(), "nothing is read twice");
        let young: BTreeMap<u64, u32> = world.young.iter().map(|(record, (shard, _))| (*record, *shard)).collect();
        prop_assert_eq!(unique, young, "what is young enough is read, on the shard where it was answered to be");
        let total = world.bench.service.stream("s").map_or(0, |stream| stream.accepted());
        prop_assert_eq!(total as usize, accepted);
    }

    /// K-6, as a client sees it: a key's records come in the order of their puts, whatever was split and merged between.
    #[test]
    fn keys_keep_their_order_when_parents_are_drained_first(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        steps.into_iter().for_each(|step| world.take(step));
        let key_of: BTreeMap<u64, u8> =
            world.accepted.iter().flat_map(|(key, records)| records.iter().map(|(record, _)| (*record, *key))).collect();
        let mut last: BTreeMap<u8, u64> = BTreeMap::new();
        for (_, record) in world.read_in_order() {
            let Some(key) = key_of.get(&record) else { return Err(TestCaseError::fail(format!("{record} was never put"))) };
            let before = last.insert(*key, record);
            prop_assert!(before.is_none_or(|before| before < record), "key {} has {:?} before {}", key, before, record);
        }
    }
}

/// The same with children first: the rule is needed.
#[test]
fn children_first_breaks_the_order() {
    let mut world = World::new();
    world.put(&[1, 2, 3, 4, 5]);
    let (id, (from, to)) = world.open().remove(0);
    let at = from + (to - from) / 2;
    world.try_to("SplitShard", json!({"StreamName": "s", "ShardToSplit": id, "NewStartingHashKey": at.to_string()}));
    world.bench.advance(10 * SECOND_US);
    world.put(&[1, 2, 3, 4, 5]);
    let mut read: Vec<u64> = Vec::new();
    for shard in [2, 3, 0] {
        let told = crate::common::drain(&mut world.bench, shard).0;
        read.extend(told.iter().filter_map(|data| data.parse::<u64>().ok()));
    }
    assert!(!read.is_sorted(), "{read:?}");
    let from = crate::common::iterator(&mut world.bench, 0, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    assert!(!datas(&answer(&mut world.bench, "GetRecords", json!({"ShardIterator": from}))).is_empty());
}
