//! Connections that calls leave open: who holds one hears each thing once, in order, however the run is gone about.

mod asker;

use asker::Asker;
use host::Host;
use protocol::{Config, FromWorker, ToWorker};
use serde_json::{Value, json};
use sim::World;

const CONSUMER: &str = "arn:aws:kinesis:us-east-1:111122223333:stream/s/consumer/c:1767225610";
const SECOND_US: u64 = 1_000_000;

/// A stream with a consumer, at 15 s of the run.
const SCENARIO: &str = r#"{"title":"consumers","seed":7}
{"call":"Kinesis.CreateStream","params":{"StreamName":"s","ShardCount":1}}
{"advance":"PT10S"}
{"call":"Kinesis.RegisterStreamConsumer","params":{"StreamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s","ConsumerName":"c"}}
{"advance":"PT5S"}
"#;

fn subscription() -> Value {
    let start = json!({"Type": "LATEST"});
    json!({"ConsumerARN": CONSUMER, "ShardId": "shardId-000000000000", "StartingPosition": start})
}

/// Someone who holds a connection since 15 s, and the call's number.
fn subscribed() -> (Asker, u32) {
    let mut asker = Asker::text(SCENARIO);
    let id = subscribe(&mut asker);
    (asker, id)
}

fn subscribe(asker: &mut Asker) -> u32 {
    let call =
        |id| ToWorker::Call { id, call: "Kinesis.SubscribeToShard".into(), params: subscription(), principal: None };
    let id = asker.begin(call);
    asker.run();
    assert_eq!(asker.answer(id), Some(Ok(json!({"EventStream": {}}))));
    id
}

fn put(asker: &mut Asker, data: &str) {
    let params = json!({"StreamName": "s", "PartitionKey": "k", "Data": data});
    assert!(asker.call("Kinesis.PutRecord", params).is_ok());
}

fn seek(asker: &mut Asker, seconds: u64) {
    let sought = asker.ask(|id| ToWorker::Seek { id, to_us: seconds * SECOND_US }, None);
    assert_eq!(sought.map(|snapshot| snapshot["ms"].clone()), Ok(json!(seconds as f64 * 1_000.0)));
}

/// Whether the last thing that went out is an answer: what came on the way lies before it.
fn ends_with_answer(asker: &Asker) -> bool {
    matches!(asker.posts.last(), Some(FromWorker::Answer { .. }))
}

/// What has come under a number since the last look: of each event the records' data, `-` if none; `end`, or the error's name.
fn heard(asker: &mut Asker, of: u32) -> Vec<String> {
    let posts = std::mem::take(&mut asker.posts);
    let told = posts.into_iter().filter_map(|post| match post {
        FromWorker::Event { id, event } => {
            assert_eq!(id, of);
            let records = event["SubscribeToShardEvent"]["Records"].as_array().cloned().unwrap_or_default();
            let data: Vec<_> = records.iter().map(|record| record["Data"].as_str().unwrap_or_default()).collect();
            Some(if data.is_empty() { "-".into() } else { data.join(" ") })
        }
        FromWorker::End { id, error } => {
            assert_eq!(id, of);
            Some(error.map_or("end".into(), |error| error.name))
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn events_come_as_time_passes_until_the_connection_ends() {
    let (mut asker, id) = subscribed();
    put(&mut asker, "MQ==");
    assert!(heard(&mut asker, id).is_empty(), "no time has passed");
    asker.ask(|id| ToWorker::Advance { id, us: SECOND_US }, None).unwrap_or_else(|error| panic!("{error:?}"));
    assert!(ends_with_answer(&asker), "{:?}", asker.posts);
    let event = asker.posts.iter().find_map(|post| match post {
        FromWorker::Event { event, .. } => Some(event["SubscribeToShardEvent"].clone()),
        _ => None,
    });
    let event = event.unwrap_or_else(|| panic!("{:?}", asker.posts));
    assert_eq!(event["MillisBehindLatest"], 0);
    assert!(event["ContinuationSequenceNumber"].is_string() && event.get("ChildShards").is_none());
    assert_eq!(heard(&mut asker, id), ["MQ=="]);
    assert!(asker.advance(298).is_ok());
    let idle = heard(&mut asker, id);
    assert!(idle.len() > 50 && idle.iter().all(|event| event == "-"), "{idle:?}");
    assert!(asker.advance(2).is_ok());
    assert_eq!(heard(&mut asker, id), ["end"]);
    put(&mut asker, "Mg==");
    assert!(asker.advance(60).is_ok());
    assert!(heard(&mut asker, id).is_empty());
}

#[test]
fn it_comes_while_the_clock_runs_too() {
    let (mut asker, id) = subscribed();
    put(&mut asker, "MQ==");
    asker.send(ToWorker::Play { speed: Some(1_000.0) }, None);
    while heard(&mut asker, id).is_empty() {
        assert!(asker.slice().is_some(), "it plays");
    }
    asker.send(ToWorker::Pause, None);
    asker.run();
    heard(&mut asker, id);
    asker.run();
    assert!(heard(&mut asker, id).is_empty(), "paused, nothing comes");
}

#[test]
fn another_call_ends_it_with_awss_error_at_once() {
    let (mut asker, id) = subscribed();
    assert!(asker.call("Kinesis.DeregisterStreamConsumer", json!({"ConsumerARN": CONSUMER})).is_ok());
    assert_eq!(heard(&mut asker, id), ["ResourceNotFoundException"]);
    let (mut asker, first) = subscribed();
    assert!(asker.advance(10).is_ok());
    assert_eq!(heard(&mut asker, first), ["-"]);
    let second = subscribe(&mut asker);
    let posts = std::mem::take(&mut asker.posts);
    let ends = posts.iter().filter_map(|post| match post {
        FromWorker::End { id, error } => Some((*id, error.as_ref().map(|error| error.name.as_str()))),
        _ => None,
    });
    assert_eq!(ends.collect::<Vec<_>>(), [(first, Some("ResourceInUseException"))]);
    put(&mut asker, "MQ==");
    assert!(asker.advance(1).is_ok());
    assert_eq!(heard(&mut asker, second), ["MQ=="]);
}

#[test]
fn going_back_and_forth_repeats_nothing() {
    let (mut asker, id) = subscribed();
    put(&mut asker, "MQ==");
    assert!(asker.advance(2).is_ok());
    put(&mut asker, "Mg==");
    assert!(asker.advance(2).is_ok());
    assert_eq!(heard(&mut asker, id), ["MQ==", "Mg=="]);
    // The last one is the instant of the call itself.
    for back in [18, 16, 17, 15] {
        seek(&mut asker, back);
        assert!(heard(&mut asker, id).is_empty(), "{back}");
        assert!(asker.advance(1).is_ok());
        assert!(heard(&mut asker, id).is_empty(), "the run up to here has been heard");
        seek(&mut asker, 19);
        assert!(heard(&mut asker, id).is_empty(), "{back}");
    }
    put(&mut asker, "Mw==");
    // Behind the frontier and beyond it in one go.
    seek(&mut asker, 16);
    assert!(asker.advance(4).is_ok());
    assert_eq!(heard(&mut asker, id), ["Mw=="]);
}

#[test]
fn a_checkpoint_brings_back_nothing_that_was_heard() {
    let (mut asker, id) = subscribed();
    let mut all = Vec::new();
    // Checkpoints lie every 256 events; here and there one is taken in the middle of a slice that has heard something.
    for second in 0..280 {
        put(&mut asker, "MQ==");
        put(&mut asker, "Mg==");
        assert!(asker.advance(1).is_ok(), "{second}");
        all.extend(heard(&mut asker, id));
    }
    assert_eq!(all, vec!["MQ== Mg=="; 280]);
    assert!(asker.host.run().checkpoints_len() > 1);
    for back in (20..290).step_by(7) {
        seek(&mut asker, back);
        seek(&mut asker, 295);
        assert!(heard(&mut asker, id).is_empty(), "{back}");
    }
}

#[test]
fn before_the_call_there_is_no_connection() {
    let (mut asker, id) = subscribed();
    put(&mut asker, "MQ==");
    assert!(asker.advance(2).is_ok());
    assert_eq!(heard(&mut asker, id), ["MQ=="]);
    seek(&mut asker, 14);
    assert_eq!(heard(&mut asker, id), ["AbortError"]);
    // The account still pushes, in the replay and beyond; nobody is there.
    assert!(asker.advance(20).is_ok());
    assert!(heard(&mut asker, id).is_empty());
    let asked = asker.begin(|_| ToWorker::Leave { id });
    asker.run();
    assert!(asker.answer(asked).is_none() && heard(&mut asker, id).is_empty(), "there is nothing to leave");
}

#[test]
fn a_branch_behind_the_call_keeps_the_connection_and_tells_what_comes_there() {
    let (mut asker, id) = subscribed();
    put(&mut asker, "MQ==");
    assert!(asker.advance(2).is_ok());
    put(&mut asker, "Mg==");
    assert!(asker.advance(2).is_ok());
    assert_eq!(heard(&mut asker, id), ["MQ==", "Mg=="]);
    seek(&mut asker, 16);
    put(&mut asker, "Mw==");
    assert_eq!(asker.host.run().branch(), 1);
    assert!(asker.advance(2).is_ok());
    assert_eq!(heard(&mut asker, id), ["Mw=="], "another future, of which nothing has been heard");
    // Undoing it is another branch: what has been heard there and what not, nobody can say.
    assert!(asker.ask(|id| ToWorker::Undo { id }, None).is_ok());
    assert_eq!(heard(&mut asker, id), ["AbortError"]);
}

#[test]
fn a_branch_before_the_call_ends_it_though_the_way_led_beyond() {
    let second = |n| {
        format!("{{\"call\":\"S3.CreateBucket\",\"params\":{{\"Bucket\":\"b{n:02}\"}}}}\n{{\"advance\":\"PT1S\"}}\n")
    };
    let ten: String = (0..10).map(second).collect();
    let mut asker = Asker::text(&SCENARIO.replace("{\"advance\":\"PT10S\"}\n", &ten));
    let id = subscribe(&mut asker);
    assert!(asker.advance(1).is_ok());
    asker.posts.clear();
    let sought = asker.begin(|id| ToWorker::Seek { id, to_us: 16 * SECOND_US - 1 });
    asker.slice();
    asker.send(ToWorker::Pause, None);
    assert!(matches!(asker.answer(sought), Some(Err((name, _))) if name == "AbortError"), "paused on its way");
    assert!(asker.host.run().present().now().0 < 10 * SECOND_US);
    assert!(heard(&mut asker, id).is_empty(), "the call lies ahead, and would be made again");
    assert!(asker.call("S3.CreateBucket", json!({"Bucket": "mine"})).is_ok());
    assert_eq!(heard(&mut asker, id), ["AbortError"]);
}

#[test]
fn another_run_ends_it() {
    let (mut asker, id) = subscribed();
    let config = Config { scenario_text: Some(SCENARIO.into()), ..Config::default() };
    asker.send(ToWorker::Start { version: protocol::VERSION, config }, None);
    asker.run();
    assert_eq!(heard(&mut asker, id), ["AbortError"]);

    let (mut asker, id) = subscribed();
    let saved = asker.host.saved_text();
    assert!(asker.ask(|id| ToWorker::Open { id }, Some(saved.into())).is_ok());
    assert_eq!(heard(&mut asker, id), ["AbortError"]);
    // The account has its subscription there too; who held it is gone.
    assert!(asker.advance(60).is_ok());
    assert!(heard(&mut asker, id).is_empty());
}

/// The shards that are pushed to the consumer.
fn pushed_shards(host: &Host) -> usize {
    let stream = host.run().present().kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    stream.consumers().map(|consumer| consumer.subscribed().count()).sum()
}

#[test]
fn who_leaves_ends_the_subscription_by_a_command_of_the_log() {
    let (mut asker, id) = subscribed();
    assert!(asker.advance(10).is_ok());
    assert_eq!(heard(&mut asker, id), ["-"]);
    assert_eq!(pushed_shards(&asker.host), 1);
    let before = asker.host.run().log().len();
    // It waits its turn behind what runs, as every command does.
    asker.begin(|id| ToWorker::Advance { id, us: SECOND_US });
    asker.send(ToWorker::Leave { id }, None);
    asker.run();
    assert_eq!(pushed_shards(&asker.host), 0);
    assert_eq!(asker.host.run().log().len(), before + 1);
    assert!(asker.posts.iter().any(|post| matches!(post, FromWorker::Logged { entry, .. } if entry.contains("leave"))));
    assert_eq!(heard(&mut asker, id), ["-"], "what came before");
    put(&mut asker, "MQ==");
    assert!(asker.advance(10).is_ok());
    assert!(heard(&mut asker, id).is_empty(), "who has left is told nothing, not even the end");
    asker.send(ToWorker::Leave { id }, None);
    asker.run();
    assert_eq!(asker.host.run().log().len(), before + 2, "only the put has been added");

    // The same run from its log.
    let (hash, saved) = (asker.snapshot(), asker.host.saved_text());
    let mut again = Asker::with(Config { scenario_text: Some(saved), ..Config::default() });
    assert_eq!(again.snapshot(), hash);
    assert_eq!(pushed_shards(&again.host), 0);
    // Before it was left, it is open.
    seek(&mut again, 20);
    assert_eq!(pushed_shards(&again.host), 1);
    assert!(again.posts.iter().all(|post| !matches!(post, FromWorker::Event { .. } | FromWorker::End { .. })));
}

#[test]
fn what_a_scenario_opens_nobody_hears() {
    let call = json!({"call": "Kinesis.SubscribeToShard", "params": subscription()});
    let mut asker = Asker::text(&format!("{SCENARIO}{call}\n"));
    put(&mut asker, "MQ==");
    assert!(asker.advance(400).is_ok());
    assert!(asker.posts.iter().all(|post| !matches!(post, FromWorker::Event { .. } | FromWorker::End { .. })));
    assert!(asker.host.run().present().now().0 > 400 * SECOND_US);
}

#[test]
fn behind_a_replay_it_goes_on_as_before() {
    let (mut asker, id) = subscribed();
    let producer = json!({"source": "clicks", "target": "s", "rate": 100, "running": true});
    assert!(asker.set("producers/clicks", producer).is_ok());
    for round in 0..30 {
        assert!(asker.advance(3).is_ok());
        assert!(ends_with_answer(&asker), "{round}");
        let events = heard(&mut asker, id);
        assert!(events.len() >= 25 && events.iter().all(|event| event != "-"), "{round}: {}", events.len());
        let now = asker.host.run().present().now().0 / SECOND_US;
        seek(&mut asker, now - 1 - round % 3);
        seek(&mut asker, now);
        assert!(heard(&mut asker, id).is_empty(), "{round}");
    }
}
