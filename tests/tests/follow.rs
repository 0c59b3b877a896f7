//! Following one record, by identity: of two identical records, the right one is found.

use api::{RecordId, Source, SourceKind};
use athena::Origin;
use cli::{Options, Player};
use protocol::{FollowTarget, Panel, Queries, Trace, Viewport};
use scenario::Line;
use serde_json::{Value, json};
use sim::World;
use std::collections::BTreeSet;

fn call(player: &mut Player, name: &str, params: Value) -> Value {
    let answer = player.line(Line::Call { name: name.into(), params, principal: None }, ".");
    assert!(answer.get("error").is_none(), "{name}: {answer}");
    answer
}

fn advance(player: &mut Player, seconds: u64) {
    player.line(Line::Advance(seconds * 1_000_000), ".");
}

/// A pipeline into which two equal records go, one after another.
fn with_twins() -> (Player, Vec<RecordId>) {
    let mut player = Player::start(&Options::default()).unwrap_or_else(|error| panic!("{error}"));
    player.line(Line::Set { path: "producers/flights".into(), to: json!({"running": false}) }, ".");
    advance(&mut player, 130);
    // {"flight_id":1,"origin":"LEA"}
    let data = "eyJmbGlnaHRfaWQiOjEsIm9yaWdpbiI6IkxFQSJ9";
    let mut twins = Vec::new();
    for _ in 0..2 {
        let put = json!({"StreamName": "flights", "Data": data, "PartitionKey": "same"});
        let answer = call(&mut player, "Kinesis.PutRecord", put);
        let shard = answer["ShardId"].as_str().and_then(api::kinesis::shard_number).unwrap_or(u32::MAX);
        let sequence = answer["SequenceNumber"].as_str().and_then(api::kinesis::parse_sequence_number);
        let number = sequence.map_or(u64::MAX, |sequence| sequence.number);
        let created_us =
            player.host().run().present().kinesis().stream("flights").map_or(1, |stream| stream.created().0);
        let source = Source { kind: SourceKind::Stream, name: "flights".into(), created_us, shard };
        twins.push(RecordId { source, number });
        advance(&mut player, 3);
    }
    advance(&mut player, 90);
    (player, twins)
}

#[test]
fn twins_become_two_lines_and_two_documents_and_each_finds_its_own() {
    let (mut player, twins) = with_twins();
    let account = player.host().run().present();
    let places: Vec<_> = twins.iter().map(|twin| account.s3().object_of(twin)).collect();
    let (Some(first), Some(second)) = (&places[0], &places[1]) else { panic!("{places:?}") };
    assert_eq!((&first.0, &first.1), (&second.0, &second.1), "one object holds both");
    assert_ne!(first.2, second.2, "on two lines");
    for (twin, (bucket, key, line)) in twins.iter().zip([first, second]) {
        let lineage = account.s3().lineage(bucket, key);
        assert_eq!(lineage.and_then(|lineage| lineage.record_at(*line)).as_ref(), Some(twin));
    }
    for twin in &twins {
        let path = format!("/flights/_doc/{twin}");
        let http = json!({"DomainName": "flights-search", "Method": "GET", "Path": path});
        assert_eq!(call(&mut player, "OpenSearch.Http", http)["StatusCode"], 200);
    }
}

#[test]
fn a_row_of_a_result_is_followed_to_its_own_record() {
    let (mut player, twins) = with_twins();
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 90);
    let query = json!({
        "QueryString": "SELECT * FROM flights WHERE origin = 'LEA'",
        "QueryExecutionContext": {"Database": "acequia"},
        "ResultConfiguration": {"OutputLocation": "s3://acequia-athena-results/"},
    });
    let started = call(&mut player, "Athena.StartQueryExecution", query);
    advance(&mut player, 30);
    let id = started["QueryExecutionId"].as_str().unwrap_or_default();
    let account = player.host().run().present();
    let mut found = Vec::new();
    for row in 0..2 {
        let origin = account.athena().row_origin(id, row);
        let Ok(Origin::Line { bucket, key, line }) = origin else { panic!("{origin:?}") };
        found.extend(account.s3().lineage(&bucket, &key).and_then(|lineage| lineage.record_at(line)));
    }
    found.sort();
    assert_eq!(found, twins);
}

#[test]
fn the_way_of_a_record_has_its_times_in_order() {
    let (player, twins) = with_twins();
    let account = player.host().run().present();
    let trace = account.trace(&twins[1]);
    let kinds: Vec<_> = trace.hops.iter().map(|hop| format!("{:?}", hop.stage)).collect();
    for stage in ["Put", "Polled", "Delivered", "Indexed"] {
        assert!(kinds.iter().any(|kind| kind.starts_with(stage)), "{stage} is missing in {kinds:?}");
    }
    assert!(trace.hops.iter().all(|hop| hop.at <= account.now()));
    let text = trace.data.map(|data| String::from_utf8_lossy(&data).into_owned());
    assert_eq!(text.as_deref(), Some(r#"{"flight_id":1,"origin":"LEA"}"#));
}

/// A record as the page and the account both know it: shard and number.
type Known = (u32, u64);

fn known(id: &protocol::RecordId) -> Known {
    let protocol::RecordId::Stream { shard, sequence, .. } = id else { panic!("{id:?}") };
    let sequence = api::kinesis::parse_sequence_number(sequence).unwrap_or_else(|| panic!("{id:?}"));
    (api::kinesis::shard_number(shard).unwrap_or(u32::MAX), sequence.number)
}

/// The records that lie in objects, and what each of them says: read here, by nobody's engine.
fn delivered(player: &Player) -> Vec<(Known, Value)> {
    let s3 = player.host().run().present().s3();
    let Some(bucket) = s3.bucket_named("acequia-lake") else { panic!("no bucket") };
    let mut all = Vec::new();
    for (key, object) in bucket.objects.iter().filter(|(key, _)| key.starts_with("flights/")) {
        let lineage = object.lineage.as_ref().unwrap_or_else(|| panic!("{key} has no lineage"));
        for (at, line) in object.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate() {
            let said: Value = serde_json::from_slice(line).unwrap_or_else(|error| panic!("{key}: {error}"));
            let record = lineage.record_at(at as u64).unwrap_or_else(|| panic!("{key}: line {at}"));
            all.push(((record.source.shard, record.number), said));
        }
    }
    all
}

/// The page's own pipeline with flights in a table, and no more of them on their way.
fn with_flights() -> Player {
    let mut player = Player::start(&Options::default()).unwrap_or_else(|error| panic!("{error}"));
    advance(&mut player, 25);
    player.line(Line::Set { path: "producers/flights".into(), to: json!({"running": false}) }, ".");
    advance(&mut player, 90);
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 90);
    player
}

/// Runs a query to its end.
fn run(player: &mut Player, sql: &str) -> String {
    let query = json!({
        "QueryString": sql,
        "QueryExecutionContext": {"Database": "acequia"},
        "ResultConfiguration": {"OutputLocation": "s3://acequia-athena-results/"},
    });
    let started = call(player, "Athena.StartQueryExecution", query);
    advance(player, 30);
    let id = started["QueryExecutionId"].as_str().unwrap_or_default().to_owned();
    let reason = player.host().run().present().athena().query(&id).and_then(|query| query.reason.clone());
    assert_eq!(reason, None, "{sql}");
    id
}

fn rows(player: &Player, query: &str) -> Vec<Vec<Option<String>>> {
    let athena = player.host().run().present().athena();
    athena.query(query).and_then(|query| query.rows.as_ref()).map(|rows| rows.rows.clone()).unwrap_or_default()
}

fn follow(player: &mut Player, query: &str, row: usize) -> Trace {
    player.follow(FollowTarget::QueryRow { query: query.into(), row: row as u64 });
    match player.panel(&Viewport::Trace { selected: 0 }) {
        Panel::Trace(Some(trace)) => *trace,
        other => panic!("{other:?}"),
    }
}

/// Every row of `sql` is followed to exactly the records for which `belongs` says yes.
fn check_rows(player: &mut Player, sql: &str, belongs: impl Fn(&[Option<String>], &Value) -> bool) {
    let all = delivered(player);
    let query = run(player, sql);
    let rows = rows(player, &query);
    assert!(!rows.is_empty(), "{sql}: no rows");
    for (index, row) in rows.iter().enumerate() {
        let wanted: BTreeSet<Known> =
            all.iter().filter(|(_, said)| belongs(row, said)).map(|(known, _)| *known).collect();
        let trace = follow(player, &query, index);
        let found: BTreeSet<Known> = trace.records.iter().map(known).collect();
        assert_eq!(found.len(), trace.records.len(), "{sql}: {row:?}: a record comes twice");
        assert_eq!(trace.cannot, None, "{sql}: {row:?}");
        assert!(!wanted.is_empty() && wanted.len() <= 1_000, "{sql}: {row:?}: {} records", wanted.len());
        assert_eq!(found, wanted, "{sql}: {row:?}");
        assert_eq!(trace.records_total, wanted.len() as u64, "{sql}: {row:?}");
    }
}

fn cell(row: &[Option<String>], at: usize) -> &str {
    row.get(at).and_then(Option::as_deref).unwrap_or("NULL")
}

#[test]
fn a_grouped_row_is_followed_to_the_records_that_it_counts() {
    let mut player = with_flights();
    let airports = "origin IN ('HNL', 'LIH', 'OGG', 'KOA', 'SJC')";
    let is_island = |said: &Value| ["HNL", "LIH", "OGG", "KOA", "SJC"].contains(&said["origin"].as_str().unwrap_or(""));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    check_rows(
        &mut player,
        &format!("SELECT origin, count(*) AS flights, avg(delay) FROM flights WHERE {airports} GROUP BY 1 ORDER BY 2"),
        |row, said| text(&said["origin"]) == cell(row, 0),
    );
    check_rows(
        &mut player,
        &format!("SELECT DISTINCT destination, delay > 0 AS late FROM flights WHERE {airports} ORDER BY 1, 2 LIMIT 7"),
        |row, said| {
            let late = said["delay"].as_i64().map_or("NULL".to_owned(), |delay| (delay > 0).to_string());
            is_island(said) && text(&said["destination"]) == cell(row, 0) && late == cell(row, 1)
        },
    );
    check_rows(
        &mut player,
        "SELECT distance, max(delay), origin AS \"from\" FROM flights GROUP BY distance, 3 HAVING count(*) > 8 ORDER BY count(*) DESC LIMIT 4",
        |row, said| {
            let distance = said["distance"].as_f64().zip(cell(row, 0).parse::<f64>().ok());
            distance.is_some_and(|(said, row)| said == row) && text(&said["origin"]) == cell(row, 2)
        },
    );
    check_rows(&mut player, &format!("SELECT count(*) FROM flights WHERE {airports} AND delay < 0"), |_, said| {
        is_island(said) && said["delay"].as_i64().is_some_and(|delay| delay < 0)
    });
}

#[test]
fn of_many_records_the_first_thousand_are_followed_and_all_are_counted() {
    let mut player = with_flights();
    let all = delivered(&player);
    let query = run(&mut player, "SELECT count(*) FROM flights");
    assert_eq!(cell(&rows(&player, &query)[0], 0), all.len().to_string());
    let trace = follow(&mut player, &query, 0);
    let found: BTreeSet<Known> = trace.records.iter().map(known).collect();
    assert!(all.len() > 1_000, "{}", all.len());
    assert_eq!((found.len(), trace.records_total), (1_000, all.len() as u64));
    assert!(found.is_subset(&all.iter().map(|(known, _)| *known).collect()));
    let view = Viewport::Queries { selected: Some(query.clone()), from: 0, grid: protocol::Grid::default() };
    let Panel::Queries(Queries { result: Some(result), history }) = player.panel(&view) else { panic!("no result") };
    assert_eq!((result.behind, result.lit_row), (vec![all.len() as u64], Some(0)));
    assert_eq!(history[0].sql, "SELECT *\nFROM flights\nLIMIT 1000", "an ordinary query, in the history");
}

#[test]
fn of_two_equal_records_a_group_has_both_and_each_is_its_own() {
    let (mut player, twins) = with_twins();
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 90);
    let query = run(&mut player, "SELECT origin, flight_id, count(*) FROM flights WHERE origin = 'LEA' GROUP BY 1, 2");
    assert_eq!(rows(&player, &query), [[Some("LEA".into()), Some("1".into()), Some("2".into())]]);
    let trace = follow(&mut player, &query, 0);
    let found: BTreeSet<Known> = trace.records.iter().map(known).collect();
    assert_eq!(found, twins.iter().map(|twin| (twin.source.shard, twin.number)).collect());
    assert_eq!(trace.records_total, 2);
    // Both light where they lie, and only they.
    let lit = player.host().run().present().s3().object_of(&twins[0]);
    let Some((bucket, key, first)) = lit else { panic!("no object") };
    let (prefix, preview) = (key[..=key.rfind('/').unwrap_or(0)].to_owned(), Some(key.to_string()));
    let view = Viewport::Objects { bucket: bucket.to_string(), prefix, from: 0, preview, preview_line: first };
    let Panel::Objects(objects) = player.panel(&view) else { panic!("no objects") };
    let lines = objects.preview.map(|preview| preview.lit_lines).unwrap_or_default();
    let second = player.host().run().present().s3().object_of(&twins[1]).map(|(_, _, line)| line);
    assert_eq!(lines.into_iter().collect::<BTreeSet<_>>(), [Some(first), second].into_iter().flatten().collect());
    assert!(objects.objects.iter().all(|object| object.lit == (object.key == *key)));
}

#[test]
fn what_came_after_the_query_is_not_behind_its_rows() {
    let (mut player, twins) = with_twins();
    call(&mut player, "Glue.StartCrawler", json!({"Name": "flights-crawler"}));
    advance(&mut player, 90);
    let query = run(&mut player, "SELECT count(*) FROM flights WHERE origin = 'LEA'");
    let data = "eyJmbGlnaHRfaWQiOjEsIm9yaWdpbiI6IkxFQSJ9";
    let put = json!({"StreamName": "flights", "Data": data, "PartitionKey": "same"});
    call(&mut player, "Kinesis.PutRecord", put);
    advance(&mut player, 120);
    let again = run(&mut player, "SELECT count(*) FROM flights WHERE origin = 'LEA'");
    assert_eq!(rows(&player, &again), [[Some("3".to_owned())]], "it has come");
    let trace = follow(&mut player, &query, 0);
    let found: BTreeSet<Known> = trace.records.iter().map(known).collect();
    assert_eq!(found, twins.iter().map(|twin| (twin.source.shard, twin.number)).collect());
    assert_eq!(follow(&mut player, &again, 0).records.len(), 3);
}

#[test]
fn what_cannot_be_followed_says_why() {
    let mut player = with_flights();
    for (sql, why) in [
        ("SELECT f.origin FROM flights f JOIN flights g ON f.flight_id = g.flight_id LIMIT 1", "unfollowable-join"),
        ("SELECT origin FROM flights UNION SELECT destination FROM flights LIMIT 1", "unfollowable-set"),
        ("SELECT n FROM (SELECT count(*) AS n FROM flights)", "unfollowable-subquery"),
        ("WITH t AS (SELECT count(*) AS n FROM flights) SELECT n FROM t", "unfollowable-with"),
        ("SELECT origin, count(*) FROM flights GROUP BY ROLLUP(origin) LIMIT 1", "unfollowable-totals"),
        ("SELECT DISTINCT count(*) FROM flights GROUP BY origin LIMIT 1", "unfollowable-distinct"),
        ("SELECT DISTINCT rank() OVER (ORDER BY origin) FROM flights LIMIT 1", "unfollowable-key"),
        ("SELECT split(origin, 'A') AS parts, count(*) FROM flights GROUP BY 1 LIMIT 1", "unfollowable-key-type"),
        ("SELECT 1", "unfollowable-no-table"),
    ] {
        let query = run(&mut player, sql);
        let view = Viewport::Queries { selected: Some(query.clone()), from: 0, grid: protocol::Grid::default() };
        let Panel::Queries(Queries { result: Some(result), .. }) = player.panel(&view) else { panic!("{sql}") };
        assert_eq!(result.unfollowable.map(|said| said.key).as_deref(), Some(why), "{sql}");
        let trace = follow(&mut player, &query, 0);
        assert_eq!(trace.cannot.map(|said| said.key).as_deref(), Some(why), "{sql}");
        assert!(trace.records.is_empty());
    }
}
