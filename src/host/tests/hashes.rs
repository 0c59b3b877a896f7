//! A stream's hash keys: the hot key is found and named, what would be split is right, and a seek shows what playing there shows.

mod asker;

use asker::Asker;
use base64::Engine;
use protocol::{Encoding, HEAT_ROWS, HEAT_SECONDS, Hashes, Panel, Proposal, StartingPosition, ToWorker, Viewport};
use serde_json::{Value, json};

/// MD5 of `ORD`.
const ORD: &str = "258141240946531074551533887816558106241";
const TITLE: &str = "{\"title\":\"t\",\"seed\":3}";

/// A run with a stream of `shards`.
fn started(shards: u32) -> Asker {
    let mut asker = Asker::text(TITLE);
    done(asker.call("Kinesis.CreateStream", json!({ "StreamName": "s", "ShardCount": shards })));
    done(asker.advance(15));
    asker
}

fn done(answer: Result<Value, (String, String)>) -> Value {
    answer.unwrap_or_else(|error| panic!("{error:?}"))
}

/// Records with these keys, at once, and then a second.
fn second(asker: &mut Asker, keys: &[String]) {
    let data = base64::engine::general_purpose::STANDARD.encode("x".repeat(20));
    for batch in keys.chunks(500) {
        let records: Vec<_> = batch.iter().map(|key| json!({ "PartitionKey": key, "Data": data })).collect();
        done(asker.call("Kinesis.PutRecords", json!({ "StreamName": "s", "Records": records })));
    }
    done(asker.advance(1));
}

/// `hot` records of one key and `rest` of others.
fn keys(hot: usize, rest: usize) -> Vec<String> {
    std::iter::repeat_n("ORD".to_owned(), hot).chain((0..rest).map(|index| format!("key-{index}"))).collect()
}

fn hashes(asker: &mut Asker, shard: Option<&str>) -> Hashes {
    match asker.host.panel(&Viewport::Hashes { stream: "s".into(), shard: shard.map(str::to_owned) }) {
        Panel::Hashes(view) => view,
        other => panic!("{other:?}"),
    }
}

fn proposal<'a>(view: &'a Hashes, kind: &str) -> &'a Proposal {
    let all = view.guide.iter().flat_map(|guide| &guide.proposals);
    all.into_iter().find(|proposal| proposal.kind == kind).unwrap_or_else(|| panic!("no {kind}: {:?}", view.guide))
}

fn split(asker: &mut Asker, proposal: &Proposal, step: usize) {
    let step = &proposal.steps[step];
    let params = json!({ "StreamName": "s", "ShardToSplit": step.shard, "NewStartingHashKey": step.at });
    done(asker.call("Kinesis.SplitShard", params));
    done(asker.advance(11));
}

#[test]
fn the_hot_key_is_found_and_named() {
    let mut asker = started(2);
    for _ in 0..21 {
        second(&mut asker, &keys(450, 100));
    }
    let view = hashes(&mut asker, None);
    let hottest = &view.keys[0];
    assert_eq!((hottest.key.as_str(), hottest.hash.as_str()), ("ORD", ORD));
    assert_eq!(hottest.shard, "shardId-000000000001");
    assert!((0.85..0.95).contains(&hottest.share) && (430.0..470.0).contains(&hottest.records_per_s), "{hottest:?}");
    assert!(view.keys[1..].iter().all(|key| key.share < 0.1), "{:?}", view.keys);
    assert_eq!(view.guide.as_ref().map(|guide| guide.shard.as_str()), Some("shardId-000000000001"));

    assert_eq!(view.cells.len(), (HEAT_SECONDS * HEAT_ROWS) as usize);
    let row = (hottest.at * f64::from(HEAT_ROWS)) as usize;
    let last = &view.cells[view.cells.len() - HEAT_ROWS as usize..];
    assert!((400..=520).contains(&last[row]), "{last:?}");
    assert_eq!(last.iter().max(), Some(&last[row]));
    // Before the stream was there, nothing was.
    assert!(view.cells[..HEAT_ROWS as usize].iter().all(|cell| *cell == 0));

    // A split in the middle leaves the hot key whole; one around it takes two splits.
    let even = proposal(&view, "even");
    let shares: Vec<_> = even.parts.iter().map(|part| (part.hot, part.share > 0.85)).collect();
    assert!(shares.contains(&(true, true)) && shares.contains(&(false, false)), "{even:?}");
    let around = proposal(&view, "around");
    assert_eq!((around.steps.len(), around.parts.len()), (2, 3));
    assert_eq!(around.steps[0].at, ORD);
    assert_eq!(
        around.steps[0].cli,
        format!(
            "aws kinesis split-shard --new-starting-hash-key {ORD} --shard-to-split shardId-000000000001 --stream-name s"
        )
    );
    assert!((around.parts.iter().map(|part| part.share).sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn what_is_proposed_can_be_done_and_is_told_before_and_after() {
    let mut asker = started(1);
    for _ in 0..20 {
        second(&mut asker, &keys(1_300, 200));
    }
    let view = hashes(&mut asker, None);
    let shard = &view.shards[0];
    assert!(shard.refused_by_records > 5_000 && shard.refused_by_bytes == 0, "{shard:?}");
    assert!(shard.refused.last().is_some_and(|(second, records)| *second == 59 && *records > 300), "{shard:?}");
    let around = proposal(&view, "around").clone();
    split(&mut asker, &around, 0);
    split(&mut asker, &around, 1);
    for _ in 0..5 {
        second(&mut asker, &keys(1_300, 200));
    }
    let view = hashes(&mut asker, None);
    assert_eq!(view.open_shards, 3);
    let change = view.reshard.clone().unwrap_or_default();
    assert_eq!(change.before.len(), 1);
    assert_eq!(
        change.after.iter().map(|side| side.shard.as_str()).collect::<Vec<_>>(),
        ["shardId-000000000003", "shardId-000000000004"]
    );
    // The hot key has a shard for itself and is refused there as before: a split cannot divide a key.
    let hottest = &view.keys[0];
    assert_eq!((hottest.key.as_str(), hottest.share), ("ORD", 1.0));
    let own = view.shards.iter().find(|shard| shard.id == hottest.shard).cloned().unwrap_or_default();
    assert!(own.refused_by_records > 0 && own.to - own.from < 1e-9, "{own:?}");
    let others = view.shards.iter().filter(|shard| shard.open && shard.id != own.id);
    assert_eq!(others.map(|shard| shard.refused.len()).sum::<usize>(), 0);
    // Nothing is left to be split around it.
    assert!(hashes(&mut asker, Some(&own.id)).guide.is_some_and(|guide| guide.proposals.is_empty()));
    assert!(view.merges.iter().all(|merge| merge.fill <= 1.5) && view.merges.len() == 2);
}

#[test]
fn a_seek_shows_what_playing_there_shows() {
    let mut asker = started(2);
    let mut seen = Vec::new();
    for round in 0..30 {
        second(&mut asker, &keys(200 + round * 5, 100));
        // Built again and again, as the page has it.
        seen.push(hashes(&mut asker, None));
        if round == 14 {
            let even = proposal(&seen[round], "even").clone();
            split(&mut asker, &even, 0);
        }
    }
    let at: Vec<_> = seen.iter().map(|view| view.until_s).collect();
    for index in [26, 8, 16, 29] {
        done(asker.ask(|id| ToWorker::Seek { id, to_us: at[index] * 1_000_000 }, None));
        assert_eq!(hashes(&mut asker, None), seen[index], "at {} s", at[index]);
    }
    // On another branch other records came in the same seconds.
    done(asker.ask(|id| ToWorker::Seek { id, to_us: at[20] * 1_000_000 }, None));
    second(&mut asker, &keys(0, 200));
    let other = hashes(&mut asker, None);
    assert_eq!(other.until_s, at[21]);
    assert_ne!(other.cells, seen[21].cells);
    done(asker.ask(|id| ToWorker::Undo { id }, None));
    done(asker.ask(|id| ToWorker::Seek { id, to_us: at[21] * 1_000_000 }, None));
    assert_eq!(hashes(&mut asker, None), seen[21]);
}

#[test]
fn keys_that_take_turns_are_both_seen() {
    let mut asker = started(1);
    let turns: Vec<_> = (0..760).map(|index| if index % 2 == 0 { "one" } else { "two" }.to_owned()).collect();
    for _ in 0..5 {
        second(&mut asker, &turns);
    }
    let view = hashes(&mut asker, None);
    assert!(view.every > 1);
    let shares: Vec<_> = view.keys.iter().map(|key| key.share).collect();
    assert!(shares.len() == 2 && shares.iter().all(|share| (0.4..0.6).contains(share)), "{:?}", view.keys);
}

#[test]
fn an_empty_account_has_an_empty_view() {
    let mut asker = Asker::text(TITLE);
    let view = hashes(&mut asker, Some("shardId-000000000000"));
    assert_eq!((view.cells.len(), view.shards.len(), view.guide), (0, 0, None));
}

#[test]
fn the_data_viewer_tells_text_from_bytes() {
    let mut asker = started(1);
    let long = [vec![0xff_u8], vec![7; 5_000]].concat();
    let datas: [&[u8]; 4] = ["{\"año\":1}\n".as_bytes(), &[0xf3, 0x89, 0x9a, 0xc2, 10], &[0, 1, 2], &long];
    for data in datas {
        let data = base64::engine::general_purpose::STANDARD.encode(data);
        done(asker.call("Kinesis.PutRecord", json!({ "StreamName": "s", "PartitionKey": "k", "Data": data })));
    }
    let viewport = Viewport::Records {
        stream: "s".into(),
        shard: "shardId-000000000000".into(),
        from: StartingPosition::TrimHorizon,
    };
    let Panel::Records(view) = asker.host.panel(&viewport) else { panic!("another panel") };
    let told: Vec<_> = view.rows.iter().map(|row| (row.encoding, row.data.as_str())).collect();
    assert_eq!(told[0], (Encoding::Text, "{\"año\":1}\n"));
    assert_eq!(told[1], (Encoding::Kpl, "84mawgo="));
    assert_eq!(told[2], (Encoding::Binary, "AAEC"));
    assert_eq!((told[3].0, told[3].1.len()), (Encoding::Binary, 2_732));
}
