//! How an on-demand stream grows, and what does not help.

use crate::common::{SECOND_US, answer, bench};
use api::PutBatch;
use api::kinesis::{PutRecords, Request, Response};
use kinesis::Kinesis;
use serde_json::json;
use service::testing::Bench;

fn on_demand() -> Bench<Kinesis> {
    let mut bench = bench(1);
    answer(&mut bench, "DeleteStream", json!({"StreamName": "s"}));
    bench.advance(5 * SECOND_US);
    answer(&mut bench, "CreateStream", json!({"StreamName": "s", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}));
    bench.advance(45 * SECOND_US);
    bench
}

fn open(bench: &Bench<Kinesis>) -> usize {
    bench.service.stream("s").map_or(0, |stream| stream.shards().filter(|shard| shard.is_open()).count())
}

/// Batches of 500 small records with keys of their own, or with one.
fn batches(count: u64, key: Option<&str>) -> Vec<PutBatch> {
    let batch = |number: u64| {
        let key = |index: u64| key.map_or_else(|| format!("key-{}", number * 500 + index), str::to_owned);
        let keys: Vec<String> = (0..500).map(key).collect();
        PutBatch::of(keys.iter().map(|key| (key.as_str(), &b""[..])))
    };
    (0..count).map(batch).collect()
}

/// Puts them all every second for so many seconds; gives how many records failed.
fn seconds(bench: &mut Bench<Kinesis>, seconds: u64, batches: &[PutBatch]) -> u64 {
    let mut failed = 0;
    for _ in 0..seconds {
        for records in batches.iter().cloned() {
            let request = PutRecords { stream_name: Some("s".into()), stream_arn: None, records };
            match bench.now(Request::PutRecords(request)) {
                Ok(Response::PutRecords(output)) => failed += u64::from(output.failed_record_count),
                other => panic!("{other:?}"),
            }
        }
        bench.advance(SECOND_US);
    }
    failed
}

/// Surprising semantics 9: an on-demand stream grows within minutes, not at once; and a hot key it does not help (below).
#[test]
fn a_stream_throttles_until_it_has_split_what_is_hot() {
    let mut bench = on_demand();
    assert_eq!(open(&bench), 4);
    let load = batches(9, None);
    let failed = seconds(&mut bench, 5, &load);
    assert!(failed > 1_500, "4,500 records a second are too many for it: {failed}");
    let mut minutes = 0;
    while open(&bench) == 4 {
        seconds(&mut bench, 60, &load);
        minutes += 1;
        assert!(minutes <= 15, "AWS promises 15 minutes");
    }
    assert!(minutes >= 9, "AWS reacts in minutes: {minutes}");
    assert_eq!(open(&bench), 8);
    bench.advance(SECOND_US);
    assert_eq!(seconds(&mut bench, 5, &load), 0);
    assert_eq!(bench.breaches(), Vec::<String>::new());
    bench.advance(26 * 3_600 * SECOND_US);
    assert!(bench.around.queue.is_empty(), "an idle stream looks at nothing");
    assert_eq!(open(&bench), 8, "it does not shrink");
}

#[test]
fn no_growth_helps_a_hot_key() {
    let mut bench = on_demand();
    seconds(&mut bench, 22 * 60, &batches(2, Some("hot")));
    assert_eq!(open(&bench), 6, "the shard of the key is split again and again");
    let failed = seconds(&mut bench, 1, &batches(3, Some("hot")));
    assert_eq!(failed, 500);
    assert_eq!(bench.breaches(), Vec::<String>::new());
}

#[test]
fn shards_are_not_for_the_reader_to_change() {
    let mut bench = on_demand();
    let expected = "ValidationException: Request is invalid. Stream s under account 111122223333 is in On-Demand mode.";
    let ids = ("shardId-000000000000", "shardId-000000000001");
    for (operation, params) in [
        ("SplitShard", json!({"StreamName": "s", "ShardToSplit": ids.0, "NewStartingHashKey": "5"})),
        ("MergeShards", json!({"StreamName": "s", "ShardToMerge": ids.0, "AdjacentShardToMerge": ids.1})),
        ("UpdateShardCount", json!({"StreamName": "s", "TargetShardCount": 5, "ScalingType": "UNIFORM_SCALING"})),
    ] {
        assert_eq!(answer(&mut bench, operation, params), expected);
    }
}
