//! Time inside an application: the watermark of each shard, the windows that are open, and what the drawing shows as a table.

use super::monitoring::{statement, statements};
use super::{Chosen, event_time, length, remark};
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{Column, Look, empty, note, status, table};
use markup::html;
use protocol::{FlowInsert, OpenWindow, Plane, PlaneWindow, ShardWatermark, WindowKind};
use yew::Html;

/// The part.
pub fn inside(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let index = statement(local, view.inserts.len());
    let Some(insert) = view.inserts.get(index) else { return empty(app.t("flow-inside-none"), Html::default()) };
    let plane = view.plane.as_ref().filter(|plane| plane.insert as usize == index);
    html! {
        <>
            { statements(app, &view.inserts, index, local) }
            { says(app, insert) }
            <div class="kds-two">
                <div><h4>{ app.t("flow-open") }</h4>{ open(app, insert) }</div>
                <div><h4>{ app.t("flow-watermarks") }</h4>{ watermarks(app, chosen, insert) }</div>
            </div>
            { plane.map(|plane| drawn(app, plane)) }
            <details class="more"><summary>{ app.t("flow-legacy") }</summary>{ remark(app, "flow-legacy-note") }</details>
        </>
    }
}

/// What kind of windows it has, in words.
fn says(app: &App, insert: &FlowInsert) -> Html {
    let span = |ms: i64| app.strings.span(ms.unsigned_abs() * 1_000);
    let (key, first, second) = match insert.windows {
        None => return note(app.t("flow-no-windows")),
        Some(WindowKind::Tumble { size_ms }) => ("flow-is-tumble", span(size_ms), String::new()),
        Some(WindowKind::Hop { slide_ms, size_ms }) => ("flow-is-hop", span(size_ms), span(slide_ms)),
        Some(WindowKind::Cumulate { step_ms, size_ms }) => ("flow-is-cumulate", span(size_ms), span(step_ms)),
        Some(WindowKind::Session { gap_ms }) => ("flow-is-session", span(gap_ms), String::new()),
    };
    let kind = app.strings.with(key, &[("size", first), ("step", second)]);
    let clock = app.t(if insert.processing_time { "flow-by-clock" } else { "flow-by-watermark" });
    note(format!("{kind} {clock}"))
}

fn open(app: &App, insert: &FlowInsert) -> Html {
    if insert.open.is_empty() {
        return empty(app.t("flow-open-none"), Html::default());
    }
    let columns = [
        Column::text(app.t("flow-window")),
        Column::number(app.t("flow-groups")),
        Column::number(app.t("flow-rows-in")),
        Column::number(app.t("flow-left")),
    ];
    let one = |window: &OpenWindow| {
        html! {
            <tr>
                <td>{ format!("{} – {}", event_time(app, window.start_ms), event_time(app, window.end_ms)) }</td>
                <td class="num">{ app.strings.whole(window.groups) }</td>
                <td class="num">{ app.strings.whole(window.rows) }</td>
                <td class="num">{ length(app, window.left_ms) }</td>
            </tr>
        }
    };
    let hidden = insert.open_total.saturating_sub(insert.open.len() as u64);
    html! {
        <>
            { table(app.t("flow-open"), &columns, insert.open.iter().map(one).collect::<Html>()) }
            if hidden > 0 { { note(app.strings.n("flow-open-more", hidden)) } }
        </>
    }
}

/// The least of them holds all windows back.
fn watermarks(app: &App, chosen: &Chosen, insert: &FlowInsert) -> Html {
    if insert.shards.is_empty() {
        return empty(app.t("flow-watermarks-none"), Html::default());
    }
    let now_ms = (chosen.clock.start_epoch_ms + chosen.clock.now_us / 1_000) as i64;
    let columns = [
        Column::text(app.t("shard-id")),
        Column::text(app.t("flow-watermark")),
        Column::number(app.t("flow-lag")),
        Column::text(""),
    ];
    let several = insert.shards.len() > 1;
    let one = |shard: &ShardWatermark| {
        let holds = several && !shard.idle && shard.watermark_ms == insert.watermark_ms;
        let text = shard.watermark_ms.map_or_else(|| "–".to_owned(), |ms| event_time(app, ms));
        let lag = shard.watermark_ms.map_or_else(|| "–".to_owned(), |ms| length(app, now_ms - ms));
        html! {
            <tr class={classes!(shard.idle.then_some("faded"))}>
                <td>{ &shard.shard }</td><td>{ text }</td><td class="num">{ lag }</td>
                <td>if shard.idle { { status(Look::Calm, app.t("flow-idle")) } }
                    if holds { { status(Look::Busy, app.t("flow-holds")) } }</td>
            </tr>
        }
    };
    html! {
        <>
            { table(app.t("flow-watermarks"), &columns, insert.shards.iter().map(one).collect::<Html>()) }
            { note(app.t("flow-watermarks-note")) }
        </>
    }
}

/// What the drawing above shows, as a table.
fn drawn(app: &App, plane: &Plane) -> Html {
    let columns = [
        Column::text(app.t("flow-window")),
        Column::text(app.t("state")),
        Column::number(app.t("flow-rows-in")),
        Column::number(app.t("flow-groups-or-rows")),
        Column::number(app.t("flow-late")),
    ];
    let late_in = |window: &PlaneWindow| {
        let within = |ms: i64| window.start_ms <= ms && ms < window.end_ms;
        plane.records.iter().filter(|record| record.late && within(record.event_ms)).count() as u64
    };
    let one = |window: &PlaneWindow| {
        let (look, key) =
            if window.closed_ms.is_some() { (Look::Good, "flow-closed") } else { (Look::Busy, "flow-is-open") };
        let late = late_in(window);
        html! {
            <tr>
                <td>{ format!("{} – {}", event_time(app, window.start_ms), event_time(app, window.end_ms)) }</td>
                <td>{ status(look, app.t(key)) }</td>
                <td class="num">{ window.rows.map_or_else(|| "–".to_owned(), |rows| app.strings.whole(rows)) }</td>
                <td class="num">{ app.strings.whole(window.groups) }</td>
                <td class={classes!("num", (late > 0).then_some("bad"))}>{ app.strings.whole(late) }</td>
            </tr>
        }
    };
    html! {
        <>
            <h4>{ app.t("flow-drawn") }</h4>
            { table(app.t("flow-drawn"), &columns, plane.windows.iter().map(one).collect::<Html>()) }
        </>
    }
}
