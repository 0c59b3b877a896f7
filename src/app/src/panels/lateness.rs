//! The scene of the late records: event time against arrival time, and the two ways to put it right. The plane is `figure`'s.

use super::arn;
use super::firehose::request::repair;
use crate::context::App;
use crate::part::Local;
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, code, empty, head, note, status, table};
use markup::html;
use protocol::{Clock, HourPartition, LatePlace, Lateness, ToWorker, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct LatenessProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Lateness>>,
}

/// The repair's name, and what it goes from and to.
const REPAIR: (&str, &str, &str) = ("clicks-by-event", "clicks", "acequia-clicks");
const HOUR_MS: u64 = 3_600_000;
/// An hour in half a minute.
const SPEED: f64 = 100.0;

/// The console of the scene.
pub fn lateness(app: &App, props: &LatenessProps, _: &Local) -> Html {
    let Some(view) = &props.view else { return head(app.t("tab-lateness"), Html::default(), Html::default()) };
    if !view.ready {
        let set_up = {
            let (app, works) = (app.clone(), props.works.clone());
            Callback::from(move |_: MouseEvent| set_up(&app, &works))
        };
        return html! {
            <>
                { head(app.t("tab-lateness"), Html::default(), Html::default()) }
                <div class="p-body">{ empty(app.t("late-none"), button(Kind::Primary, app.t("late-set-up"), false, set_up)) }</div>
            </>
        };
    }
    let play = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.bridge.tell(&ToWorker::Play { speed: Some(SPEED) }))
    };
    let actions = html! {
        <>
            if !props.clock.playing { { button(Kind::Primary, app.t("play"), false, play) } }
            { button(Kind::Plain, app.t("tab-objects"), false, objects(app)) }
        </>
    };
    html! {
        <>
            { head(app.t("late-title"), Html::default(), actions) }
            <div class="p-body fh-scene">
                { verdict(app, view) }
                { hours(app, view) }
                <div class="kds-two">
                    <section aria-label={app.t("late-repair-title")}><h4>{ app.t("late-repair-title") }</h4>{ mend(app, view) }</section>
                    <section aria-label={app.t("late-query-title")}><h4>{ app.t("late-query-title") }</h4>
                        <p class="said">{ app.t("late-query") }</p>
                        { code(query(view), app.t("late-query-title")) }
                        { note(app.t("late-query-note")) }
                    </section>
                </div>
            </div>
        </>
    }
}

/// Producers rest while the two hours are made up, so that they take seconds; then they go on.
fn set_up(app: &App, works: &Works) {
    let running: Vec<String> =
        works.producers.iter().filter(|one| one.running).map(|one| format!("producers/{}/running", one.name)).collect();
    for path in running.clone() {
        app.ask(|id| ToWorker::Set { id, path, to: json!(false) }, |_| {});
    }
    let said = app.clone();
    app.ask(
        |id| ToWorker::Add { id, scenario: "lateness".into() },
        move |_| {
            said.bridge.tell(&ToWorker::SetSpeed { speed: SPEED });
            said.note(String::new(), said.t("late-ready"));
        },
    );
    for path in running {
        app.ask(|id| ToWorker::Set { id, path, to: json!(true) }, |_| {});
    }
}

fn objects(app: &App) -> Callback<MouseEvent> {
    let app = app.clone();
    Callback::from(move |_| {
        let (bucket, prefix) = (REPAIR.2.to_owned(), String::new());
        app.show(protocol::Viewport::Objects { bucket, prefix, from: 0, preview: None, preview_line: 0 });
        app.open(Tab::Objects);
    })
}

fn verdict(app: &App, view: &Lateness) -> Html {
    let wrong = view.dots.iter().filter(|dot| dot.place == LatePlace::Wrong).count() as u64;
    let delivered = view.dots.iter().filter(|dot| dot.place != LatePlace::Waiting).count() as u64;
    let values = [
        ("wrong", app.strings.whole(wrong)),
        ("n", app.strings.whole(delivered)),
        ("share", app.strings.percent(wrong as f64 / delivered.max(1) as f64)),
        ("all", app.strings.whole(view.records)),
    ];
    let text = app.strings.with("late-verdict", &values);
    html! { <div class="kds-verdict">{ status(if wrong > 0 { Look::Bad } else { Look::Good }, text) }</div> }
}

/// The drawing's table: an hour a row.
fn hours(app: &App, view: &Lateness) -> Html {
    let columns = [
        Column::text(app.t("late-hour")),
        Column::number(app.t("late-objects")),
        Column::number(app.t("late-own")),
        Column::number(app.t("late-strange")),
        Column::number(app.t("late-lacking")),
        Column::number(app.t("late-mended")),
    ];
    let whole = |n: u64| app.strings.whole(n);
    let row = |hour: &HourPartition| {
        html! {
            <tr key={hour.hour_ms}>
                <td><code>{ name(hour.hour_ms) }</code></td>
                <td class="num">{ whole(hour.objects) }</td>
                <td class="num">{ whole(hour.records.saturating_sub(hour.strangers)) }</td>
                <td class={classes!("num", (hour.strangers > 0).then_some("bad"))}>{ whole(hour.strangers) }</td>
                <td class="num">{ whole(hour.missing) }</td>
                <td class="num">{ if view.repair.is_some() { whole(hour.repaired) } else { "–".to_owned() } }</td>
            </tr>
        }
    };
    table(app.t("late-hours"), &columns, view.partitions.iter().map(row).collect::<Html>())
}

/// `hour=2026-01-01-02`, as the prefix writes it.
fn name(hour_ms: u64) -> String {
    let (year, month, day) = crate::strings::civil(hour_ms / 86_400_000);
    format!("hour={year}-{month:02}-{day:02}-{:02}", hour_ms / HOUR_MS % 24)
}

/// Dynamic partitioning by the event's own time.
fn mend(app: &App, view: &Lateness) -> Html {
    let (delivery, stream, bucket) = REPAIR;
    let params = repair(delivery, stream, bucket, &arn("iam", "role/clicks-delivery"));
    let go = {
        let (app, params) = (app.clone(), params.clone());
        Callback::from(move |_: MouseEvent| {
            let said = app.clone();
            app.call("Firehose.CreateDeliveryStream", params.clone(), move |_| {
                said.note(REPAIR.0.to_owned(), said.t("late-repair-begun"));
            });
        })
    };
    let s3 = params.get("ExtendedS3DestinationConfiguration").cloned().unwrap_or_default();
    let shown = json!({ "Prefix": s3["Prefix"], "DynamicPartitioningConfiguration": s3["DynamicPartitioningConfiguration"], "ProcessingConfiguration": s3["ProcessingConfiguration"] });
    html! {
        <>
            <p class="said">{ app.t("late-repair") }</p>
            <div class="acts">
                if view.repair.is_some() { { status(Look::Good, app.strings.x("late-repair-there", delivery)) } }
                else { { button(Kind::Primary, app.strings.x("late-repair-do", delivery), false, go) } }
            </div>
            <details class="more"><summary>{ "CreateDeliveryStream" }</summary>{ code(serde_json::to_string_pretty(&shown).unwrap_or_default(), "CreateDeliveryStream") }</details>
            { note(app.t("late-repair-note")) }
        </>
    }
}

/// A query over the hour that lacks most, and the hours behind it.
fn query(view: &Lateness) -> String {
    let most = view.partitions.iter().enumerate().max_by_key(|(index, hour)| (hour.missing, std::cmp::Reverse(*index)));
    let Some((index, hour)) = most else { return String::new() };
    let key = |ms: u64| {
        let (year, month, day) = crate::strings::civil(ms / 86_400_000);
        (format!("{year}-{month:02}-{day:02}"), format!("{:02}", ms / HOUR_MS % 24))
    };
    let behind: Vec<String> = view
        .partitions
        .iter()
        .skip(index)
        .map(|hour| {
            let (day, hour) = key(hour.hour_ms);
            format!("'{day}-{hour}'")
        })
        .collect();
    let ((from_day, from), (to_day, to)) = (key(hour.hour_ms), key(hour.hour_ms + HOUR_MS));
    format!(
        "SELECT page, count(*) AS clicks\nFROM by_arrival\nWHERE hour IN ({})\n  AND event_time >= '{from_day}T{from}:00'\n  AND event_time <  '{to_day}T{to}:00'\nGROUP BY page\nORDER BY clicks DESC",
        behind.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_reads_the_hour_that_lacks_most_and_those_behind_it() {
        let hour = |index: u64, missing: u64| HourPartition {
            hour_ms: 1_767_225_600_000 + index * HOUR_MS,
            missing,
            ..HourPartition::default()
        };
        let sql = query(&Lateness { partitions: vec![hour(0, 1), hour(1, 7), hour(2, 0)], ..Lateness::default() });
        assert!(sql.contains("hour IN ('2026-01-01-01', '2026-01-01-02')"), "{sql}");
        assert!(sql.contains(">= '2026-01-01T01:00'") && sql.contains("<  '2026-01-01T02:00'"), "{sql}");
        assert_eq!(query(&Lateness::default()), "");
    }
}
