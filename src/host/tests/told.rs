//! What the host page is told of work that takes time.

mod asker;

use asker::Asker;
use protocol::{FollowTarget, RecordId, ToWorker, WorkState};
use serde_json::json;

const MINUTE_US: u64 = 60_000_000;

/// A table that a query can ask, and a crawler.
fn lake() -> Asker {
    let mut asker = Asker::named("default");
    let input = json!({ "Name": "t", "StorageDescriptor": {
        "Location": "s3://acequia-lake/t/", "Columns": [{ "Name": "n", "Type": "int" }],
        "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
        "SerdeInfo": { "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe" },
    } });
    let made = asker.call("Glue.CreateTable", json!({ "DatabaseName": "acequia", "TableInput": input }));
    assert!(made.is_ok(), "{made:?}");
    let body = "eyJuIjoxfQo=";
    let put = asker.call("S3.PutObject", json!({ "Bucket": "acequia-lake", "Key": "t/a.json", "Body": body }));
    assert!(put.is_ok(), "{put:?}");
    let stopped = asker.set("producers/flights", json!({ "running": false }));
    assert!(stopped.is_ok(), "{stopped:?}");
    asker.posts.clear();
    asker
}

fn start_query(asker: &mut Asker) -> String {
    let params = json!({ "QueryString": "SELECT n FROM t", "QueryExecutionContext": { "Database": "acequia" } });
    let started = asker.call("Athena.StartQueryExecution", params).unwrap_or_else(|error| panic!("{error:?}"));
    started["QueryExecutionId"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_advance_begins_goes_on_and_is_done() {
    let mut asker = Asker::named("empty");
    let id = asker.begin(|id| ToWorker::Advance { id, us: 100_000 * MINUTE_US });
    asker.run();
    assert!(asker.answer(id).is_some_and(|answer| answer.is_ok()));
    assert_eq!(asker.told(), ["advance 1 Began", "advance 1 Done"]);
    let shares: Vec<f64> = asker.works().filter_map(|work| work.progress).collect();
    assert!(
        shares.len() > 1 && shares.is_sorted() && shares.iter().all(|share| (0.0..=1.0).contains(share)),
        "{shares:?}"
    );
    assert_eq!(asker.works().last().map(|work| work.at_us), Some(100_000 * MINUTE_US));
}

#[test]
fn a_pause_fails_what_it_ends() {
    let mut asker = Asker::named("empty");
    let id = asker.begin(|id| ToWorker::Advance { id, us: 100_000 * MINUTE_US });
    asker.slice();
    asker.send(ToWorker::Pause, None);
    asker.run();
    assert_eq!(asker.answer(id).and_then(Result::err).map(|error| error.0), Some("AbortError".into()));
    assert_eq!(asker.told(), ["advance 1 Began", "advance 1 Failed"]);
    let reason = asker.works().last().and_then(|work| work.reason.clone());
    assert_eq!(reason.as_deref(), Some("the run was paused before it got there"));
}

#[test]
fn a_query_is_told_by_its_id_whether_it_ends_in_the_same_slice_or_later() {
    let mut asker = lake();
    let query = start_query(&mut asker);
    assert_eq!(asker.told(), [format!("query {query} Began")]);
    let advance = asker.begin(|id| ToWorker::Advance { id, us: MINUTE_US });
    asker.run();
    // The clock waits for the engine, and that is progress of the query as well.
    assert!(asker.answer(advance).is_none());
    assert!(asker.works().any(|work| work.state == WorkState::Progress && work.what == "query" && work.id == query));
    let job = asker.jobs.pop().unwrap_or_else(|| panic!("no job"));
    asker.host.engine_done(job, Err(jobs::Failure { reason: "not today".into() }));
    asker.run();
    assert!(asker.answer(advance).is_some());
    let failed = asker.works().find(|work| work.state == WorkState::Failed).cloned();
    let failed = failed.unwrap_or_else(|| panic!("{:?}", asker.told()));
    assert_eq!((failed.what.as_str(), failed.id.as_str()), ("query", query.as_str()));
    assert!(failed.reason.is_some_and(|reason| reason.contains("not today")));
    assert!(failed.at_us > 0);
}

#[test]
fn a_crawl_is_told_by_its_name() {
    let mut asker = lake();
    let started = asker.call("Glue.StartCrawler", json!({ "Name": "flights-crawler" }));
    assert!(started.is_ok());
    let advance = asker.begin(|id| ToWorker::Advance { id, us: 10 * MINUTE_US });
    asker.run();
    while let Some(job) = asker.jobs.pop() {
        asker.host.engine_done(job, Err(jobs::Failure { reason: "not today".into() }));
        asker.run();
    }
    assert!(asker.answer(advance).is_some());
    let told = asker.told();
    assert_eq!(told.first().map(String::as_str), Some("crawl flights-crawler Began"));
    let end = told.iter().filter(|line| line.starts_with("crawl")).nth(1);
    assert!(end.is_some_and(|end| end.ends_with("Done") || end.ends_with("Failed")), "{told:?}");
}

#[test]
fn a_seek_leaves_behind_what_was_under_way_and_finds_it_again() {
    let mut asker = lake();
    let began = asker.advance(60).map(|snapshot| snapshot["ms"].as_f64().unwrap_or_default());
    let began_ms = began.unwrap_or_else(|error| panic!("{error:?}"));
    let query = start_query(&mut asker);
    asker.posts.clear();
    for (back_ms, state) in [(1_000.0, "Failed"), (0.0, "Began")] {
        let to_us = ((began_ms - back_ms) * 1_000.0) as u64;
        asker.ask(|id| ToWorker::Seek { id, to_us }, None).unwrap_or_else(|error| panic!("{error:?}"));
        let told: Vec<_> = asker.told().into_iter().map(|line| line.replace(&query, "Q")).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("seek") && told[0].ends_with("Began"), "{told:?}");
        assert!(told[1].starts_with("seek") && told[1].ends_with("Done"), "{told:?}");
        assert_eq!(told[2], format!("query Q {state}"));
        asker.posts.clear();
    }
}

#[test]
fn a_follow_ends_with_the_reason_why_not() {
    let mut asker = lake();
    let record = RecordId::Direct { delivery: "d".into(), id: "nothing".into() };
    let target = FollowTarget::Record(record);
    asker.ask(|id| ToWorker::Follow { id, target }, None).unwrap_or_else(|error| panic!("{error:?}"));
    let works: Vec<_> = asker.works().cloned().collect();
    assert_eq!(works.iter().map(|work| work.state).collect::<Vec<_>>(), [WorkState::Began, WorkState::Failed]);
    assert_eq!(works[1].reason.as_deref(), Some("unfollowable-gone"));
}

#[test]
fn to_begin_anew_rejects_what_was_asked_and_ends_what_was_under_way() {
    let mut asker = Asker::named("empty");
    let advance = asker.begin(|id| ToWorker::Advance { id, us: 100_000 * MINUTE_US });
    let waits = asker.begin(|id| ToWorker::Snapshot { id });
    asker.slice();
    let config = protocol::Config { scenario: "empty".into(), ..protocol::Config::default() };
    asker.send(ToWorker::Start { version: protocol::VERSION, config }, None);
    asker.run();
    for id in [advance, waits] {
        let error = asker.answer(id).and_then(Result::err);
        assert_eq!(error, Some(("AbortError".into(), "the run began anew".into())));
    }
    assert_eq!(asker.told(), ["advance 1 Began", "advance 1 Failed"]);
    assert_eq!(asker.snapshot()["ms"], 0.0);
}
