//! What flows: the statements with their counts, the live chart, what came too late, CloudWatch's metrics by AWS's names.

use super::{Chosen, event_time, length, remark};
use crate::context::App;
use crate::panels::at;
use crate::panels::ledger::metric_table;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{ChartBox, Column, Kind, button, empty, note, pairs, table};
use markup::html;
use protocol::{FlowInsert, FollowTarget, LateRecord};
use yew::{Callback, Html, MouseEvent};

const NAMESPACE: &str = "AWS/KinesisAnalytics";
/// Rows of results that are shown beside the chart.
const ROWS_MAX: usize = 12;

/// The part.
pub fn monitoring(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let index = statement(local, view.inserts.len());
    html! {
        <>
            { facts(app, chosen) }
            { statements(app, &view.inserts, index, local) }
            { view.inserts.get(index).map(|insert| flow(app, insert)) }
            { late(app, chosen) }
            { metrics(app, chosen) }
        </>
    }
}

/// Which statement is looked at.
pub fn statement(local: &Local, count: usize) -> usize {
    local.text("statement", "0").parse().unwrap_or(0).min(count.saturating_sub(1))
}

/// One button a statement, where there are several.
pub fn statements(app: &App, inserts: &[FlowInsert], chosen: usize, local: &Local) -> Html {
    if inserts.len() < 2 {
        return Html::default();
    }
    let buttons = inserts.iter().enumerate().map(|(index, insert)| {
        let on = index == chosen;
        html! { <button type="button" class={classes!("sub", on.then_some("on"))} aria-pressed={on.to_string()} onclick={local.putter("statement", &index.to_string())}>{ &insert.into }</button> }
    });
    html! { <div class="p-row tabs-small" role="group" aria-label={app.t("flow-statements")}>{ for buttons }</div> }
}

fn facts(app: &App, chosen: &Chosen) -> Html {
    let (view, strings) = (&chosen.view, &app.strings);
    let text = |text: String| html! { <span>{ text }</span> };
    let mut items = vec![(app.t("flow-behind"), text(strings.span(view.behind_us)))];
    if let Some(since) = view.running_since_us {
        let up = chosen.clock.now_us.saturating_sub(since) / 1_000_000 * 1_000_000;
        items.push((app.t("flow-uptime"), text(strings.span(up))));
    }
    items.push((app.t("flow-restarts"), text(strings.whole(view.restarts))));
    let price = [("kpus", strings.whole(u64::from(view.kpus))), ("usd", strings.usd(view.usd_hour))];
    items.push((app.t("flow-cost"), text(strings.with("flow-cost-hour", &price))));
    pairs(items)
}

/// What became of the records of one statement.
fn flow(app: &App, insert: &FlowInsert) -> Html {
    let strings = &app.strings;
    let counts = [
        ("flow-in", insert.rows_in, false),
        ("flow-out", insert.rows_out, false),
        ("flow-filtered", insert.filtered, false),
        ("flow-malformed", insert.malformed, insert.malformed > 0),
        ("flow-dropped", insert.late, insert.late > 0),
    ];
    let items = counts.map(|(key, count, bad)| {
        (app.t(key), html! { <span class={classes!(bad.then_some("bad"))}>{ strings.whole(count) }</span> })
    });
    html! {
        <>
            <h4>{ "INSERT INTO " }{ &insert.into }</h4>
            { pairs(items.into()) }
            { results(app, insert) }
        </>
    }
}

fn results(app: &App, insert: &FlowInsert) -> Html {
    if insert.rows.is_empty() {
        let key = if insert.processing_time || insert.windows.is_none() { "flow-rows-none" } else { "flow-rows-wait" };
        return empty(app.t(key), Html::default());
    }
    let columns: Vec<_> = insert.columns.iter().map(|name| Column::text(name.clone())).collect();
    let rows = insert.rows.iter().take(ROWS_MAX).map(|row| {
        html! { <tr>{ for row.iter().map(|value| match value {
            Some(value) => html! { <td>{ value }</td> },
            None => html! { <td><span class="null">{ "NULL" }</span></td> },
        }) }</tr> }
    });
    let onpick = Callback::from(|_: Option<String>| {});
    html! {
        <div class="kds-two">
            if let Some((chart, data)) = insert.chart.clone() {
                <div class="flow-chart"><h4>{ app.t("flow-chart") }</h4><ChartBox {chart} {data} {onpick} /></div>
            }
            <div><h4>{ app.t("flow-rows") }</h4>{ table(app.t("flow-rows"), &columns, rows.collect::<Html>()) }</div>
        </div>
    }
}

fn late(app: &App, chosen: &Chosen) -> Html {
    let late = &chosen.view.late;
    let columns = [
        Column::text(app.t("flow-event-time")),
        Column::text(app.t("flow-arrived")),
        Column::number(app.t("flow-late-by")),
        Column::text(app.t("flow-missed")),
        Column::text(""),
    ];
    html! {
        <>
            <h4>{ app.t("flow-late-title") }</h4>
            { remark(app, "flow-late-note") }
            if late.is_empty() {
                { empty(app.t("flow-late-none"), Html::default()) }
            } else {
                { table(app.t("flow-late-title"), &columns, late.iter().map(|one| late_row(app, chosen, one)).collect::<Html>()) }
            }
        </>
    }
}

fn late_row(app: &App, chosen: &Chosen, late: &LateRecord) -> Html {
    let follow = late.record.clone().map(|record| {
        let app_to_follow = app.clone();
        let onclick = Callback::from(move |_: MouseEvent| app_to_follow.follow(FollowTarget::Record(record.clone())));
        button(Kind::Quiet, app.t("follow"), false, onclick)
    });
    let (start, end) = late.window_ms;
    html! {
        <tr>
            <td>{ event_time(app, late.event_ms) }</td>
            <td>{ at(app, &chosen.clock, late.at_us) }</td>
            <td class="num bad">{ length(app, late.by_ms) }</td>
            <td>{ format!("{} – {}", event_time(app, start), event_time(app, end)) }</td>
            <td>{ follow }</td>
        </tr>
    }
}

fn metrics(app: &App, chosen: &Chosen) -> Html {
    let own = format!("Application={}", chosen.view.name);
    let all = chosen.metrics.as_ref().map(|view| view.metrics.as_slice()).unwrap_or_default();
    let shown: Vec<_> = all
        .iter()
        .filter(|metric| metric.namespace == NAMESPACE && metric.dimensions.split(',').any(|one| one == own))
        .collect();
    html! {
        <>
            <h4>{ "CloudWatch" }</h4>
            if shown.is_empty() { { note(app.t("flow-metrics-none")) } } else { { metric_table(app, &shown) } }
        </>
    }
}
