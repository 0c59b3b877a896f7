//! The scenario of the windows: what the page is shown of an application, and that it agrees with itself. The script's plan is the one that
//! the scene is drawn with, which the engine's own suite keeps true.

mod asker;

use asker::Asker;
use protocol::{ApplicationDetail, LateRecord, Node, Panel, Plane, ToWorker, Viewport};
use serde_json::{Value, json};

const NAME: &str = "clicks-per-action";
const WINDOW_MS: i64 = 30_000;
/// 2026-01-01, when the run begins.
const START_MS: i64 = 1_767_225_600_000;

/// A run with the scenario in it, some time after it was set up.
fn set_up(seconds: u64) -> Asker {
    let mut asker = Asker::text("{\"title\":\"t\",\"seed\":7}");
    let asked = asker.begin(|id| ToWorker::Add { id, scenario: "analytics".into() });
    asker.run();
    planned(&mut asker);
    asker.run();
    assert_eq!(asker.answer(asked), Some(Ok(Value::Null)));
    asker.advance(seconds).unwrap_or_else(|error| panic!("{error:?}"));
    asker
}

/// Answers the job that no engine has answered: the script's plan.
fn planned(asker: &mut Asker) {
    let plan: Value = serde_json::from_str(include_str!("../examples/draw/plan.json")).unwrap_or_default();
    for id in std::mem::take(&mut asker.jobs) {
        let program = serde_json::from_value(plan["program"].clone()).unwrap_or_else(|error| panic!("{error}"));
        let answer = jobs::lake::Answer::Planned(Ok(Box::new(program)));
        asker.host.engine_done(id, Ok(jobs::Answer::Lake(answer)));
    }
}

fn detail(asker: &mut Asker) -> ApplicationDetail {
    match asker.host.panel(&Viewport::Application { name: NAME.into() }) {
        Panel::Application(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn plane(view: &ApplicationDetail) -> &Plane {
    view.plane.as_ref().unwrap_or_else(|| panic!("no plane"))
}

#[test]
fn the_clock_says_that_a_script_is_being_checked() {
    let mut asker = Asker::text("{\"title\":\"t\",\"seed\":7}");
    asker.begin(|id| ToWorker::Add { id, scenario: "analytics".into() });
    asker.run();
    // Until the next frame is due.
    (0..50).for_each(|_| _ = asker.slice());
    let waits = asker.clock.and_then(|clock| clock.waiting_on).map(|waiting| waiting.what.key);
    assert_eq!(waits.as_deref(), Some("job-script"));
}

#[test]
fn the_diagram_leads_from_the_stream_through_the_application() {
    let asker = set_up(100);
    let works = asker.host.works_view();
    let application = works.applications.first().unwrap_or_else(|| panic!("no application"));
    assert_eq!((application.name.as_str(), application.status.as_str()), (NAME, "RUNNING"));
    assert_eq!(application.reads, ["click-stream"]);
    assert_eq!(application.writes, [Node::Stream("click-counts".into())]);
    assert!(application.late > 0 && application.windows_open > 0 && !application.spark.is_empty(), "{application:?}");
    let ends: Vec<_> = works.edges.iter().map(|edge| (edge.from.clone(), edge.to.clone())).collect();
    let node = Node::Application(NAME.into());
    assert!(ends.contains(&(Node::Stream("click-stream".into()), node.clone())), "{ends:?}");
    assert!(ends.contains(&(node, Node::Stream("click-counts".into()))), "{ends:?}");
}

#[test]
fn records_are_counted_once_and_the_late_ones_are_listed() {
    let mut asker = set_up(100);
    let view = detail(&mut asker);
    let [chart, stream] = view.inserts.as_slice() else { panic!("two statements") };
    assert_eq!((chart.target.clone(), stream.target.clone()), (None, Some(Node::Stream("click-counts".into()))));
    assert_eq!(chart.rows_in, stream.rows_in);
    assert_eq!(chart.late, stream.late, "the same windows over the same records");
    assert!(chart.malformed == 0 && chart.filtered == 0 && chart.rows_in > 400, "{chart:?}");
    let (_, data) = chart.chart.as_ref().unwrap_or_else(|| panic!("no chart"));
    let drawn: f64 = data.series.iter().flat_map(|(_, values)| values).flatten().sum();
    let open: u64 = chart.open.iter().map(|window| window.rows).sum();
    // What came in is in a result, in an open window, or late.
    assert_eq!(drawn as u64 + open + chart.late, chart.rows_in);
    assert!(view.late.iter().all(|late| late.by_ms >= 0 && late.window_ms.1 - late.window_ms.0 == WINDOW_MS));
    assert!(chart.open.iter().all(|window| window.left_ms > 0), "{:?}", chart.open);
    assert_eq!(chart.shards.len(), 2);
    assert_eq!(chart.watermark_ms, chart.shards.iter().filter_map(|shard| shard.watermark_ms).min());
    assert_eq!((view.kpus, view.usd_hour > 0.22), (2, true));
}

#[test]
fn the_plane_shows_what_the_operators_did() {
    let mut asker = set_up(100);
    let view = detail(&mut asker);
    let plane = plane(&view);
    assert!(plane.records.len() <= 300 && plane.records.len() > 100, "{}", plane.records.len());
    assert!(plane.front.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 < pair[1].1), "both rise");
    assert_eq!(plane.front.last().map(|(_, watermark)| *watermark), view.inserts[0].watermark_ms);
    for window in &plane.windows {
        assert_eq!(window.closed_ms.is_some(), window.rows.is_none());
        assert_eq!(window.closed_ms.is_some(), window.end_ms <= view.inserts[0].watermark_ms.unwrap_or(0) + 1);
    }
    let read_ms = |late: &LateRecord| START_MS + late.at_us as i64 / 1_000;
    let own: Vec<_> = view.late.iter().filter(|late| late.insert == 0).collect();
    let listed: Vec<i64> = own.iter().map(|late| late.event_ms).collect();
    let oldest = own.last().map_or(0, |late| read_ms(late));
    let crosses: Vec<_> = plane.records.iter().filter(|record| record.late).collect();
    let told = crosses.iter().filter(|record| record.arrived_ms > oldest);
    assert!(told.clone().count() > 5 && told.clone().all(|record| listed.contains(&record.event_ms)), "{crosses:?}");
    let recent = own.iter().filter(|late| read_ms(late) > plane.arrived_from_ms + 2_000).count();
    assert!(crosses.len() >= recent, "{} of {recent}", crosses.len());
}

#[test]
fn a_seek_shows_what_playing_there_showed() {
    let mut asker = set_up(60);
    let before = detail(&mut asker);
    let at = asker.snapshot()["ms"].as_f64().unwrap_or_default();
    asker.advance(90).unwrap_or_else(|error| panic!("{error:?}"));
    assert_ne!(plane(&detail(&mut asker)), plane(&before));
    let to_us = (at * 1_000.0) as u64;
    asker.ask(|id| ToWorker::Seek { id, to_us }, None).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(detail(&mut asker), before);
}

#[test]
fn what_does_not_run_has_no_plane_and_what_is_not_there_is_empty() {
    let mut asker = set_up(30);
    asker
        .call("KinesisAnalytics.StopApplication", json!({ "ApplicationName": NAME, "Force": true }))
        .unwrap_or_else(|error| panic!("{error:?}"));
    asker.advance(20).unwrap_or_else(|error| panic!("{error:?}"));
    let view = detail(&mut asker);
    assert_eq!((view.status.as_str(), view.plane.is_none()), ("READY", true));
    assert!(view.script.contains("TUMBLE") && view.inserts.len() == 2, "what it would do is told all the same");
    let Panel::Application(none) = asker.host.panel(&Viewport::Application { name: "none".into() }) else {
        panic!("{NAME}")
    };
    assert_eq!(none.arn, "");
}
