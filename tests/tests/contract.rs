//! The contract of time, calls and jobs, on the whole account. Each test names the point that it is about.

use account::{Account, Command, Outcome, Run};
use cli::{Options, Player};
use scenario::Line;
use serde_json::{Value, json};
use sim::{Time, World};

fn player(scenario: &str) -> Player {
    let options = Options { scenario: scenario.into(), ..Options::default() };
    Player::start(&options).unwrap_or_else(|error| panic!("{error}"))
}

fn call(player: &mut Player, name: &str, params: Value) -> Value {
    player.line(Line::Call { name: name.into(), params, principal: None }, ".")
}

fn advance(player: &mut Player, seconds: u64) -> Value {
    player.line(Line::Advance(seconds * 1_000_000), ".")
}

fn snapshot(player: &mut Player) -> Value {
    player.line(Line::Snapshot, ".")
}

fn now_ms(player: &mut Player) -> f64 {
    snapshot(player)["ms"].as_f64().unwrap_or(-1.0)
}

#[test]
fn point_1_the_clock_counts_whole_microseconds_from_the_runs_start() {
    let mut player = player("empty");
    player.line(Line::Advance(1_500), ".");
    assert_eq!(player.host().run().present().now(), Time(1_500));
    let told = snapshot(&mut player);
    assert_eq!((&told["ms"], &told["date"]), (&json!(1.5), &json!("2026-01-01T00:00:00.001Z")));
}

#[test]
fn point_2_commands_run_in_order_of_arrival_are_logged_and_take_no_time() {
    let mut player = player("empty");
    for name in ["lake-a", "lake-b"] {
        call(&mut player, "S3.CreateBucket", json!({"Bucket": name}));
    }
    assert_eq!(now_ms(&mut player), 0.0);
    let log = player.host().run().log();
    let names: Vec<_> = log
        .iter()
        .map(|entry| match &entry.command {
            Command::Call { params, .. } => params["Bucket"].as_str().unwrap_or_default().to_owned(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["lake-a", "lake-b"]);
}

#[test]
fn point_3_a_search_is_answered_at_the_same_instant() {
    let mut player = player("default");
    let before = now_ms(&mut player);
    let search = json!({"DomainName": "flights-search", "Method": "POST", "Path": "/flights/_search", "Body": {}});
    let answer = call(&mut player, "OpenSearch.Http", search);
    assert_eq!(answer["StatusCode"], 200, "{answer}");
    assert_eq!(now_ms(&mut player), before);
}

#[test]
fn point_4_starting_a_query_moves_nothing_while_paused() {
    let mut player = player("default");
    let before = now_ms(&mut player);
    let query =
        json!({"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://acequia-athena-results/"}});
    let started = call(&mut player, "Athena.StartQueryExecution", query);
    assert_eq!(now_ms(&mut player), before);
    let id = json!({"QueryExecutionId": started["QueryExecutionId"]});
    let state = |told: Value| told["QueryExecution"]["Status"]["State"].as_str().unwrap_or_default().to_owned();
    assert_eq!(state(call(&mut player, "Athena.GetQueryExecution", id.clone())), "QUEUED");
    advance(&mut player, 30);
    assert_eq!(state(call(&mut player, "Athena.GetQueryExecution", id)), "SUCCEEDED");
}

#[test]
fn point_5_advance_does_everything_due_by_then_and_step_stops_at_the_next_event() {
    let mut player = player("default");
    let before = now_ms(&mut player);
    let after = advance(&mut player, 90);
    assert_eq!(after["ms"].as_f64(), Some(before + 90_000.0));
    let objects = call(&mut player, "S3.ListObjectsV2", json!({"Bucket": "acequia-lake", "Prefix": "flights/"}));
    assert!(objects["KeyCount"].as_u64().unwrap_or_default() >= 1, "{objects}");
    let seen = player.host().run().present().notes().total();
    player.line(Line::Step(1), ".");
    assert!(player.host().run().present().notes().total() > seen);
}

#[test]
fn point_6_a_failed_operation_has_changed_nothing() {
    let mut run = Run::new(Account::new(7, 0));
    let create = |name: &str, params: Value| Command::Call { name: name.into(), params, principal: None };
    let ok = run.command(create("Kinesis.CreateStream", json!({"StreamName": "s", "ShardCount": 1})));
    assert!(matches!(ok, Outcome::Now(Ok(_))), "{ok:?}");
    let streams = |run: &Run| run.present().kinesis().streams().count();
    for wrong in [
        create("Kinesis.CreateStream", json!({"StreamName": "s", "ShardCount": 1})),
        create("Kinesis.CreateStream", json!({"StreamName": "no spaces", "ShardCount": 1})),
        create("Kinesis.CreateStream", json!({"StreamName": "t", "ShardCount": 0})),
    ] {
        assert!(matches!(run.command(wrong), Outcome::Now(Err(_))));
        assert_eq!(streams(&run), 1);
    }
}

#[test]
fn point_7_the_clock_waits_for_an_answer_and_a_missing_permission_fails_there() {
    let mut player = player("default");
    advance(&mut player, 90);
    call(&mut player, "IAM.DeleteRolePolicy", json!({"RoleName": "glue-crawler", "PolicyName": "read-lake"}));
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 120);
    let crawler = call(&mut player, "Glue.GetCrawler", json!({"Name": "flights-crawler"}));
    assert_eq!(crawler["Crawler"]["LastCrawl"]["Status"], "FAILED", "{crawler}");
}

#[test]
fn point_8_a_replay_uses_the_logged_answers_or_asks_again_and_comes_to_the_same_hash() {
    let mut player = player("default");
    advance(&mut player, 90);
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 60);
    let hash = snapshot(&mut player)["runHash"].clone();
    let mut saved = scenario::SavedRun::parse(&player.saved_text()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(!saved.saved.answers.is_empty());
    for with_answers in [true, false] {
        if !with_answers {
            saved.saved.answers.values_mut().for_each(|logged| logged.answer = None);
        }
        let file = std::env::temp_dir().join(format!("acequia-{}-{with_answers}.acequia", std::process::id()));
        std::fs::write(&file, saved.to_text()).unwrap_or_else(|error| panic!("{error}"));
        let mut opened = self::player(&file.to_string_lossy());
        assert_eq!(snapshot(&mut opened)["runHash"], hash, "with answers: {with_answers}");
        std::fs::remove_file(file).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn point_9_seek_drops_nothing_and_a_new_command_behind_the_frontier_begins_a_branch() {
    let mut player = player("default");
    let start = now_ms(&mut player);
    advance(&mut player, 60);
    call(&mut player, "S3.CreateBucket", json!({"Bucket": "later"}));
    advance(&mut player, 60);
    let (hash, frontier) = (snapshot(&mut player)["runHash"].clone(), now_ms(&mut player));
    for place in [0.0, start + 30_000.0, frontier] {
        let told = player.line(Line::Seek((place * 1000.0) as u64), ".");
        assert_eq!((told["ms"].as_f64(), told["frontierMs"].as_f64()), (Some(place), Some(frontier)));
    }
    assert_eq!(snapshot(&mut player)["runHash"], hash);
    player.line(Line::Seek(((start + 30_000.0) * 1000.0) as u64), ".");
    call(&mut player, "S3.CreateBucket", json!({"Bucket": "instead"}));
    let told = snapshot(&mut player);
    assert_eq!((told["branch"].as_u64(), told["frontierMs"].as_f64()), (Some(1), Some(start + 30_000.0)));
    assert_eq!(player.host().run().set_aside().back().map(|aside| aside.later_commands), Some(1));
}

#[test]
fn point_10_a_search_sees_what_was_refreshed_wherever_the_reader_goes() {
    let mut player = player("default");
    let count = |player: &mut Player| {
        let params = json!({"DomainName": "flights-search", "Method": "GET", "Path": "/flights/_count"});
        call(player, "OpenSearch.Http", params)["Body"]["count"].as_u64()
    };
    let start = now_ms(&mut player);
    advance(&mut player, 150);
    let (later, at) = (count(&mut player), now_ms(&mut player));
    assert!(later.is_some_and(|count| count > 0), "{later:?}");
    let run = player.host().run().clone();
    player.line(Line::Seek((start * 1000.0) as u64), ".");
    assert_eq!(count(&mut player), Some(0));
    assert_eq!(run.present().now().0 as f64 / 1000.0, at);
}

#[test]
fn point_11_records_travel_in_batches_and_data_events_are_counted() {
    let mut player = player("default");
    advance(&mut player, 30);
    let account = player.host().run().present();
    assert!(account.trail().data_total() > 300, "{}", account.trail().data_total());
    assert!(account.trail().data().count() <= 1_000);
    assert!(account.trail().management().all(|entry| !entry.class.data_event));
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another_one() {
    let hash = |seed: u64| {
        let options = Options { seed: Some(seed), ..Options::default() };
        let mut player = Player::start(&options).unwrap_or_else(|error| panic!("{error}"));
        advance(&mut player, 100)["runHash"].clone()
    };
    assert_eq!(hash(11), hash(11));
    assert_ne!(hash(11), hash(12));
}

#[test]
fn an_account_with_a_million_retained_records_clones_without_copying_them() {
    let mut player = player("empty");
    call(&mut player, "Kinesis.CreateStream", json!({"StreamName": "s", "ShardCount": 200}));
    advance(&mut player, 60);
    let to = json!({"source": "clicks", "target": "s", "rate": 100_000, "keyField": "", "running": true});
    let set = player.line(Line::Set { path: "producers/many".into(), to }, ".");
    assert!(set.get("error").is_none(), "{set}");
    advance(&mut player, 11);
    let account = player.host().run().present();
    let stream = account.kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    assert!(stream.records() >= 1_000_000, "{}", stream.records());
    let clone = account.clone();
    let copy = clone.kinesis().stream("s").unwrap_or_else(|| panic!("no stream"));
    // The clone's records lie in the very same memory.
    for (shard, copied) in stream.shards().zip(copy.shards()) {
        assert!(shard.is_shared_with(copied));
    }
}
