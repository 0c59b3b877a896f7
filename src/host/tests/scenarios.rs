//! What a run may begin with: a scenario's text or a saved run's; and where it says what is wrong.

mod asker;

use asker::Asker;
use protocol::{Config, FromWorker, ToWorker};
use serde_json::json;

const HEADER: &str = "{\"title\":\"t\",\"seed\":3}";

fn is_ready(asker: &Asker) -> bool {
    asker.posts.iter().any(|post| matches!(post, FromWorker::Ready { .. }))
}

#[test]
fn a_text_that_cannot_be_read_is_named_with_its_place_and_nothing_begins() {
    for (text, said) in [
        ("", "the scenario: line 1, column 1: empty scenario"),
        ("<!doctype html>\n", "the scenario: line 1, column 1: expected value"),
        ("{\"titel\":\"t\"}", "the scenario: line 1, column 8: unknown field 'titel'"),
        ("{\"title\":\"t\"}\n\n{\"call\":\"S3.ListBuckets\",", "the scenario: line 3, column 25"),
        ("{\"title\":\"t\"}\n{\"advance\":\"5 minutes\"}", "the scenario: line 2"),
        ("{\"title\":\"t\"}\n{\"snapshot\":true}", "the scenario: line 2, column 1: a scenario's own lines"),
        ("{\"acequia\":1,\"title\":\"t\"}", "the scenario: line 1"),
        (
            "{\"acequia\":7,\"title\":\"t\",\"seed\":1,\"startEpochMs\":0,\"readyUs\":0,\"atUs\":0,\"frontierUs\":0}",
            "the scenario: line 1",
        ),
    ] {
        let asker = Asker::text(text);
        let broken = asker.broken();
        assert!(broken.len() == 1 && broken[0].starts_with(said), "{text}: {broken:?}");
        assert!(!is_ready(&asker), "{text}");
        assert!(asker.posts.iter().any(|post| matches!(post, FromWorker::Unstartable { .. })), "{text}");
    }
}

#[test]
fn an_unknown_name_is_said() {
    let asker = Asker::named("nothing");
    assert_eq!(
        asker.broken(),
        [
            "the scenario: unknown scenario 'nothing'; expected 'default', 'contrast', 'lateness', 'analytics' or 'empty'"
        ]
    );
}

#[test]
fn a_line_that_is_refused_is_named_and_the_others_are_done() {
    let lines = [
        HEADER,
        "// a comment",
        "{\"call\":\"S3.CreateBucket\",\"params\":{\"Bucket\":\"NO\"}}",
        "{\"call\":\"S3.CreateBucket\",\"params\":{\"Bucket\":\"good\"}}",
        "{\"set\":\"nothing\",\"to\":1}",
    ];
    let mut asker = Asker::text(&lines.join("\n"));
    assert!(is_ready(&asker));
    let broken = asker.broken();
    assert!(broken[0].starts_with("the scenario, line 3: S3.CreateBucket: InvalidBucketName"), "{broken:?}");
    assert!(broken[1].starts_with("the scenario, line 5: "), "{broken:?}");
    let buckets = asker.call("S3.ListBuckets", json!({})).unwrap_or_default();
    assert_eq!(buckets["Buckets"][0]["Name"], "good");
}

#[test]
fn a_saved_run_is_a_beginning() {
    let mut asker = Asker::text(HEADER);
    asker.advance(90).unwrap_or_else(|error| panic!("{error:?}"));
    asker.call("S3.CreateBucket", json!({ "Bucket": "mine" })).unwrap_or_else(|error| panic!("{error:?}"));
    asker.advance(90).unwrap_or_else(|error| panic!("{error:?}"));
    let before = asker.snapshot();
    let text = asker.host.saved_text();

    let mut opened = Asker::text(&text);
    assert!(is_ready(&opened) && opened.broken().is_empty(), "{:?}", opened.broken());
    assert_eq!(opened.snapshot(), before);
    // Its log is handed over, so that a crash would find it.
    let logged = opened.posts.iter().filter(|post| matches!(post, FromWorker::Logged { .. })).count();
    assert_eq!(logged, 1);
    assert!(opened.call("S3.ListBuckets", json!({})).is_ok_and(|found| found["Buckets"][0]["Name"] == "mine"));

    let config = Config { scenario_text: Some(text), at_us: 30_000_000, ..Config::default() };
    let mut earlier = Asker::with(config);
    let at = earlier.snapshot();
    assert_eq!((at["ms"].as_f64(), at["frontierMs"].as_f64()), (Some(30_000.0), Some(180_000.0)));
}

#[test]
fn a_saved_run_that_cannot_be_read_leaves_the_run_as_it_is() {
    let mut asker = Asker::text(HEADER);
    asker.advance(5).unwrap_or_else(|error| panic!("{error:?}"));
    let before = asker.snapshot();
    for bytes in
        [&b"\xff\xfe"[..], b"", b"{\"a\":1}", b"{\"acequia\":1,\"recovered\":true,\"until_us\":9}\n{\"entry\":"]
    {
        let opened = asker.ask(|id| ToWorker::Open { id }, Some(bytes::Bytes::copy_from_slice(bytes)));
        let (name, message) = opened.err().unwrap_or_default();
        assert_eq!(name, "UnreadableRun");
        assert!(message.len() > 10, "{message}");
        assert_eq!(asker.snapshot(), before);
    }
}
