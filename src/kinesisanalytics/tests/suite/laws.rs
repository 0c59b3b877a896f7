//! Random workloads with failures, resharding, stops and starts: what the operators know is exactly what a batch query over the same
//! records gives, and sinks get every row at least once.

use crate::plans::{MINUTE_MS, record, to_both};
use crate::results::rows;
use crate::world::{SECOND, START_MS, Shared, World, denied, running, start, stop};
use kinesisanalytics::{JobPhase, KinesisAnalytics};
use proptest::prelude::*;
use service::testing::Bench;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
    /// Records of these keys, at most four seconds out of order, into a shard that is open.
    Put(usize, Vec<(u8, u64)>),
    /// Time passes, in seconds.
    Wait(u64),
    /// Something fails for so long, in seconds.
    Fail(usize, u64),
    /// The stream that is written to has no room for so long, in seconds; then something fails.
    Busy(u64),
    /// Sinks have no room for every third row.
    Crowd(bool),
    /// A shard is split, or two are merged.
    Split(usize),
    Merge,
    /// Stopped with a snapshot, and started again.
    Pause,
}

const OPERATIONS: [(&str, &str); 4] = [
    ("Kinesis.GetRecords", "kinesis:GetRecords"),
    ("Kinesis.ListShards", "kinesis:ListShards"),
    ("Kinesis.PutRecords", "kinesis:PutRecords"),
    ("Kinesis.GetShardIterator", "kinesis:GetShardIterator"),
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<usize>(), prop::collection::vec((0u8..4, 0u64..4_000), 1..150)).prop_map(|(shard, all)| Step::Put(shard, all)),
        4 => (1u64..90).prop_map(Step::Wait),
        2 => (0usize..OPERATIONS.len(), 1u64..30).prop_map(|(what, s)| Step::Fail(what, s)),
        1 => (1u64..100).prop_map(Step::Busy),
        1 => any::<bool>().prop_map(Step::Crowd),
        1 => any::<usize>().prop_map(Step::Split),
        1 => Just(Step::Merge),
        1 => Just(Step::Pause),
    ]
}

/// Puts records and counts them as a batch query would.
fn put(
    world: &Shared,
    bench: &Bench<KinesisAnalytics>,
    shard: usize,
    all: &[(u8, u64)],
    batch: &mut BTreeMap<(String, i64), u64>,
) {
    let now_ms = START_MS + bench.around.now.as_ms() + 10_000;
    let mut texts = Vec::new();
    for (key, before_ms) in all {
        let (key, at) = (format!("k{key}"), now_ms - before_ms);
        texts.push(record(&key, at));
        *batch.entry((key, at as i64 / MINUTE_MS * MINUTE_MS)).or_default() += 1;
    }
    world.borrow_mut().put(shard, bench.around.now, &texts);
}

fn play(steps: &[Step]) -> Result<(), TestCaseError> {
    let world = World::new(2);
    let mut bench = running(&world, &to_both());
    let mut batch = BTreeMap::new();
    for step in steps {
        let open = world.borrow().open();
        match step {
            Step::Put(shard, all) => put(&world, &bench, open[shard % open.len()], all, &mut batch),
            Step::Wait(seconds) => bench.advance(seconds * SECOND),
            Step::Fail(what, seconds) => {
                let (operation, action) = OPERATIONS[*what];
                world.borrow_mut().errors.insert(operation, denied(action));
                bench.advance(seconds * SECOND);
                prop_assert_eq!(bench.breaches(), Vec::<String>::new());
                world.borrow_mut().errors.clear();
            }
            Step::Busy(seconds) => {
                let busy = api::AwsError::new("ProvisionedThroughputExceededException", "Rate exceeded");
                world.borrow_mut().errors.insert("Kinesis.PutRecords", busy);
                bench.advance(seconds * SECOND);
                world.borrow_mut().errors.insert("Kinesis.GetRecords", denied("kinesis:GetRecords"));
                bench.advance(2 * SECOND);
                world.borrow_mut().errors.clear();
            }
            Step::Crowd(crowded) => world.borrow_mut().refuses_every = crowded.then_some(3),
            Step::Split(shard) => world.borrow_mut().replace(&[open[shard % open.len()] as u32], 2),
            Step::Merge if open.len() > 1 => world.borrow_mut().replace(&[open[0] as u32, open[1] as u32], 1),
            Step::Merge => {}
            Step::Pause => {
                bench.advance(15 * SECOND);
                stop(&mut bench);
                start(&mut bench);
            }
        }
        prop_assert_eq!(bench.breaches(), Vec::<String>::new());
    }
    // Time goes on in each shard, so that all windows end.
    bench.advance(120 * SECOND);
    let open = world.borrow().open();
    for shard in open {
        let far = START_MS + bench.around.now.as_ms() + 600_000;
        world.borrow_mut().put(shard, bench.around.now, &[record("end", far)]);
    }
    bench.advance(300 * SECOND);
    prop_assert_eq!(bench.breaches(), Vec::<String>::new());
    let application = bench.service.application("a").unwrap_or_else(|| panic!("no application"));
    let view = application.view();
    prop_assert!(matches!(view.job, Some(JobPhase::Running(_))), "{:?}", view.trouble);
    prop_assert_eq!(view.totals.late, 0);
    let expected: Vec<String> = batch
        .iter()
        .map(|((key, since), count)| format!("{key} {} {count}", sim::calendar::instant_text(since.cast_unsigned())))
        .collect();
    prop_assert_eq!(rows(&bench, "chart"), expected.clone());
    // The stream got each row once or more, and no other.
    let results: BTreeSet<String> = world.borrow().results.iter().map(|(_, data)| data.clone()).collect();
    prop_assert_eq!(results.len(), expected.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn own_state_is_exactly_once_and_sinks_are_at_least_once(steps in prop::collection::vec(step(), 1..25)) {
        play(&steps)?;
    }
}

#[test]
fn one_workload_by_hand() {
    let steps = [
        Step::Put(0, vec![(0, 0), (1, 3_000), (2, 10)]),
        Step::Wait(70),
        Step::Split(0),
        Step::Put(1, vec![(0, 0); 120]),
        Step::Fail(0, 12),
        Step::Pause,
        Step::Put(2, vec![(3, 5)]),
        Step::Merge,
    ];
    play(&steps).unwrap_or_else(|error| panic!("{error}"));
}

/// Shard 1 is split, and one of its halves is merged with shard 0, all between two lists: when shard 0 ends, nobody has heard yet
/// of the half that is the child's other parent.
#[test]
fn a_child_waits_for_a_parent_that_is_younger_than_the_list() {
    let steps = [Step::Split(1), Step::Merge, Step::Put(0, vec![(0, 0), (1, 10)]), Step::Wait(1), Step::Wait(30)];
    play(&steps).unwrap_or_else(|error| panic!("{error}"));
}
