//! Following one record, by identity: of two identical records, the right one is found.

use api::{RecordId, Source, SourceKind};
use cli::{Options, Player};
use scenario::Line;
use serde_json::{Value, json};
use sim::World;

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
        let (bucket, key, line) = account.athena().row_origin(id, row).unwrap_or_else(|reason| panic!("{reason}"));
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
