//! Failures and restarts, checkpoints, snapshots, updates and rollbacks.

use crate::plans::{by_minute, chart, counts, events, ever, program, record, to_both, to_chart};
use crate::results::rows;
use crate::world::{
    SECOND, START_MS, World, call, call_planned, code, denied, kinds, planned, running, start, status, stop,
};
use kinesisanalytics::{ApplicationView, JobPhase, KinesisAnalytics};
use serde_json::json;
use service::testing::Bench;

fn view(bench: &Bench<KinesisAnalytics>) -> ApplicationView {
    bench.service.application("a").unwrap_or_else(|| panic!("no application")).view()
}

fn at(second: u64) -> u64 {
    START_MS + second * 1_000
}

#[test]
fn a_denied_read_takes_the_job_down_until_the_role_is_mended() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    let error = denied("kinesis:GetRecords");
    world.borrow_mut().errors.insert("Kinesis.GetRecords", error.clone());
    bench.advance(35 * SECOND);
    assert_eq!(status(&bench), "RUNNING");
    assert!(matches!(view(&bench).job, Some(JobPhase::Restarting(_))));
    let trouble = view(&bench).trouble;
    assert_eq!(trouble.map(|trouble| (trouble.error, trouble.attempts)), Some((error, 4)));
    assert_eq!(view(&bench).totals.restarts, 4);
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "kinesisanalytics-failed").count(), 1);
    // The minute ends meanwhile.
    bench.advance(30 * SECOND);
    world.borrow_mut().errors.clear();
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(90))]);
    bench.advance(12 * SECOND);
    assert_eq!(rows(&bench, "chart").len(), 1);
    assert_eq!(view(&bench).trouble, None);
    assert!(bench.around.metrics.get("downtime").is_some_and(|sum| *sum > 0.0));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn after_a_failure_the_job_goes_on_from_its_checkpoint_and_writes_rows_again() {
    let world = World::new(1);
    let mut bench = running(&world, &to_both());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(2))]);
    // Behind a checkpoint.
    bench.advance(70 * SECOND);
    let checkpoints = bench.service.application("a").map(|application| application.checkpoints().count());
    assert_eq!(checkpoints, Some(1));
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(3)), record("a", at(90))]);
    bench.advance(2 * SECOND);
    assert_eq!(world.borrow().results.len(), 1);
    world.borrow_mut().errors.insert("Kinesis.GetRecords", denied("kinesis:GetRecords"));
    bench.advance(2 * SECOND);
    assert_eq!(view(&bench).totals.rewound, 2, "one of the chart, one of the stream");
    world.borrow_mut().errors.clear();
    bench.advance(15 * SECOND);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 3"], "its own state saw each record once");
    let results = world.borrow().results.clone();
    assert_eq!((results.len(), &results[0]), (2, &results[1]), "the sink saw the row twice");
    assert_eq!(world.borrow().iterators.last().map(String::as_str), Some("AFTER_SEQUENCE_NUMBER"));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn rows_that_wait_at_a_checkpoint_are_part_of_it() {
    let world = World::new(1);
    let mut bench = running(&world, &to_both());
    let busy = api::AwsError::new("ProvisionedThroughputExceededException", "Rate exceeded");
    world.borrow_mut().errors.insert("Kinesis.PutRecords", busy);
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(90))]);
    bench.advance(70 * SECOND);
    assert_eq!(bench.service.application("a").map(|application| application.checkpoints().count()), Some(1));
    world.borrow_mut().errors.insert("Kinesis.GetRecords", denied("kinesis:GetRecords"));
    bench.advance(2 * SECOND);
    world.borrow_mut().errors.clear();
    bench.advance(12 * SECOND);
    assert_eq!(world.borrow().results.len(), 1);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_poison_record_is_passed_over_or_stops_the_job_as_the_table_says() {
    for (ignores, restarts) in [("true", 0), ("false", 3)] {
        let world = World::new(1);
        let table = events(&[("json.ignore-parse-errors", ignores)]);
        let mut bench = running(&world, &program(vec![table, chart()], vec![by_minute(1)]));
        world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), "{".into(), record("a", at(90))]);
        bench.advance(25 * SECOND);
        assert_eq!(view(&bench).totals.restarts, restarts);
        let message = view(&bench).trouble.map(|trouble| trouble.error.message).unwrap_or_default();
        assert_eq!(message.ends_with("(flights, shardId-000000000000, record 1)"), ignores == "false", "{message}");
        assert_eq!(rows(&bench, "chart").len(), usize::from(ignores == "true"));
        assert_eq!(bench.breaches(), [""; 0]);
    }
}

#[test]
fn throttled_reads_are_tried_again_and_expired_iterators_replaced() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    for error in ["ProvisionedThroughputExceededException", "ExpiredIteratorException"] {
        let error = api::AwsError::new(error, "Rate exceeded");
        world.borrow_mut().errors.insert("Kinesis.GetRecords", error);
        bench.advance(3 * SECOND);
    }
    world.borrow_mut().errors.clear();
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(90))]);
    bench.advance(2 * SECOND);
    assert_eq!(rows(&bench, "chart").len(), 1);
    assert_eq!((view(&bench).totals.restarts, view(&bench).totals.throttled_reads), (0, 3));
}

#[test]
fn while_too_many_rows_wait_nothing_is_read() {
    let world = World::new(1);
    let mut table = crate::plans::stream();
    table.options.insert("sink.requests.max-buffered".into(), "2".into());
    let mut bench = running(&world, &program(vec![events(&[]), table], vec![by_minute(1)]));
    let busy = api::AwsError::new("ProvisionedThroughputExceededException", "Rate exceeded");
    world.borrow_mut().errors.insert("Kinesis.PutRecords", busy);
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("b", at(1)), record("a", at(90))]);
    bench.advance(3 * SECOND);
    assert!(view(&bench).is_held_back);
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(91))]);
    bench.advance(3 * SECOND);
    assert_eq!(view(&bench).totals.read, 3);
    world.borrow_mut().errors.clear();
    bench.advance(3 * SECOND);
    assert_eq!((view(&bench).totals.read, world.borrow().results.len()), (4, 2));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_sink_without_room_takes_the_job_down_if_the_table_says_so() {
    let world = World::new(1);
    let mut table = crate::plans::stream();
    table.options.insert("sink.fail-on-error".into(), "true".into());
    let mut bench = running(&world, &program(vec![events(&[]), table], vec![by_minute(1)]));
    world.borrow_mut().refuses_every = Some(2);
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("b", at(1)), record("a", at(90))]);
    bench.advance(2 * SECOND);
    assert_eq!(view(&bench).totals.restarts, 1);
    let message = view(&bench).trouble.map(|trouble| trouble.error.message).unwrap_or_default();
    assert!(message.contains("not retrying due to {failOnError} being set"), "{message}");
    world.borrow_mut().refuses_every = None;
    bench.advance(12 * SECOND);
    let results = world.borrow().results.clone();
    let keys: Vec<&str> = results.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a", "a", "b"], "what was taken is written again");
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn stopped_with_a_snapshot_an_application_goes_on_where_it_was() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(2))]);
    bench.advance(5 * SECOND);
    stop(&mut bench);
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(3)), record("a", at(90))]);
    start(&mut bench);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 3"]);
    // Forced, it takes none.
    let forced = call(&mut bench, "StopApplication", json!({"ApplicationName": "a", "Force": true}));
    assert_eq!(code(forced), "no error");
    bench.advance(10 * SECOND);
    assert_eq!(status(&bench), "READY");
    let snapshots = bench.service.application("a").map(|application| application.snapshots());
    assert_eq!(snapshots.map(|snapshots| snapshots.len()), Some(1));
    // From nothing: the stream is read again.
    let run = json!({"ApplicationRestoreConfiguration": {"ApplicationRestoreType": "SKIP_RESTORE_FROM_SNAPSHOT"}});
    let started = call(&mut bench, "StartApplication", json!({"ApplicationName": "a", "RunConfiguration": run}));
    assert_eq!(code(started), "no error");
    bench.advance(70 * SECOND);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 3"]);
    assert_eq!(view(&bench).totals.read, 8);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_job_that_is_down_cannot_be_stopped_with_a_snapshot_but_by_force() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    world.borrow_mut().errors.insert("Kinesis.GetRecords", denied("kinesis:GetRecords"));
    bench.advance(2 * SECOND);
    assert_eq!(code(call(&mut bench, "StopApplication", json!({"ApplicationName": "a"}))), "no error");
    bench.advance(120 * SECOND);
    assert_eq!(status(&bench), "STOPPING");
    let forced = json!({"ApplicationName": "a", "Force": true});
    assert_eq!(code(call(&mut bench, "StopApplication", forced)), "no error");
    bench.advance(5 * SECOND);
    assert_eq!(status(&bench), "READY");
    assert_eq!(bench.breaches(), [""; 0]);
}

fn update(bench: &mut Bench<KinesisAnalytics>, program: &jobs::stream::Program, version: u64, allow: bool) -> String {
    let params = json!({
        "ApplicationName": "a",
        "CurrentApplicationVersionId": version,
        "ApplicationConfigurationUpdate": {"ApplicationCodeConfigurationUpdate": {
            "CodeContentUpdate": {"TextContentUpdate": format!("version {}", version + 1)},
        }},
        "RunConfigurationUpdate": {"FlinkRunConfiguration": {"AllowNonRestoredState": allow}},
    });
    code(call_planned(bench, "UpdateApplication", params, planned(program)))
}

#[test]
fn an_update_keeps_the_state_of_statements_that_stay() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("a", at(2))]);
    bench.advance(5 * SECOND);
    assert_eq!(update(&mut bench, &to_both(), 1, false), "no error");
    assert_eq!(status(&bench), "UPDATING");
    bench.advance(70 * SECOND);
    assert_eq!(status(&bench), "RUNNING");
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(3)), record("a", at(90))]);
    bench.advance(3 * SECOND);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 3"]);
    // The new statement has seen what came since.
    assert!(world.borrow().results.iter().all(|(_, data)| data.contains("\"n\":1")), "{:?}", world.borrow().results);
    assert_eq!(world.borrow().results.len(), 1);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn state_that_the_new_program_does_not_know_is_refused_unless_it_may_be_left() {
    let other = program(vec![events(&[]), counts("chart", &[0], &[("connector", "chart")])], vec![ever(1)]);
    for (allows, expected) in [(false, "READY"), (true, "RUNNING")] {
        let world = World::new(1);
        let mut bench = running(&world, &to_chart());
        bench.advance(5 * SECOND);
        assert_eq!(update(&mut bench, &other, 1, allows), "no error");
        bench.advance(70 * SECOND);
        assert_eq!(status(&bench), expected);
        let message = view(&bench).trouble.map(|trouble| trouble.error.message).unwrap_or_default();
        assert_eq!(message.contains("--allowNonRestoredState"), !allows, "{message}");
        assert_eq!(bench.breaches(), [""; 0]);
    }
}

#[test]
fn a_rollback_goes_back_to_the_version_before() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    let roll_back = |bench: &mut Bench<KinesisAnalytics>, version: u64| {
        let params = json!({"ApplicationName": "a", "CurrentApplicationVersionId": version});
        call(bench, "RollbackApplication", params)
    };
    assert_eq!(code(roll_back(&mut bench, 1)), "InvalidRequestException");
    assert_eq!(update(&mut bench, &to_both(), 1, false), "no error");
    bench.advance(70 * SECOND);
    assert_eq!(code(roll_back(&mut bench, 1)), "ConcurrentModificationException");
    let rolled = roll_back(&mut bench, 2).unwrap_or_default();
    let detail = &rolled["ApplicationDetail"];
    assert_eq!(detail["ApplicationStatus"], "ROLLING_BACK");
    assert_eq!((&detail["ApplicationVersionId"], &detail["ApplicationVersionRolledBackTo"]), (&json!(3), &json!(1)));
    bench.advance(70 * SECOND);
    assert_eq!(status(&bench), "RUNNING");
    assert_eq!(bench.service.application("a").map(|application| application.statements().count()), Some(1));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn what_runs_is_billed_and_each_start_for_ten_minutes() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    let standing = |bench: &Bench<KinesisAnalytics>| -> Vec<(&'static str, f64)> {
        let all = service::Service::standing(&bench.service, bench.around.now).into_iter();
        all.map(|standing| (standing.price.usage, standing.quantity)).collect()
    };
    assert_eq!(standing(&bench), [("kpu-hour", 2.0), ("running-storage", 50.0)]);
    let ran_s = bench.around.now.as_secs();
    stop(&mut bench);
    let billed = bench.around.charges.get("kpu-hour").copied().unwrap_or_default();
    assert!(billed > 0.0 && billed <= 2.0 * 600.0 / 3_600.0, "{billed} after {ran_s} s");
    assert!(standing(&bench).iter().all(|(usage, _)| *usage == "durable-backup"));
}
