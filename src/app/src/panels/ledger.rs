//! The ledgers: event log, metrics, bill, laws.

use super::at;
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, check, code, empty, head, icon, note, pager, spark, status, table};
use markup::html;
use protocol::{Bill, Clock, Event, Events, FollowTarget, Law, Metric, Metrics, Severity, Viewport};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct EventsProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Events>>,
    pub viewport: Viewport,
}

/// The event log.
pub fn events(app: &App, props: &EventsProps, _: &Local) -> Html {
    let Viewport::Events { from, interesting_only } = props.viewport else { return Html::default() };
    let only = {
        let app = app.clone();
        Callback::from(move |interesting_only| app.show(Viewport::Events { from: 0, interesting_only }))
    };
    let go = {
        let app = app.clone();
        Callback::from(move |from| app.show(Viewport::Events { from, interesting_only }))
    };
    let beside = check(app.t("interesting-only"), interesting_only, only);
    let Some(view) = &props.view else { return head(app.t("tab-events"), beside, Html::default()) };
    html! {
        <>
            { head(app.t("tab-events"), beside, pager(&app.strings, from, view.events.len() as u64, view.total, 100, &go)) }
            <div class="p-body">
                if view.events.is_empty() { { empty(app.t("events-none"), Html::default()) } }
                <ol class="log">{ for view.events.iter().map(|event| one(app, &props.clock, event)) }</ol>
            </div>
        </>
    }
}

fn one(app: &App, clock: &Clock, event: &Event) -> Html {
    let jump = {
        let (app, us) = (app.clone(), event.at_us);
        Callback::from(move |_: MouseEvent| app.bridge.seek(us))
    };
    let follow = event.record.clone().map(|record| {
        let app = app.clone();
        button(
            Kind::Quiet,
            app.t("follow"),
            false,
            Callback::from(move |_: MouseEvent| app.follow(FollowTarget::Record(record.clone()))),
        )
    });
    let class = match event.severity {
        Severity::Info => None,
        Severity::Warning => Some("warn"),
        Severity::Error => Some("bad"),
    };
    html! {
        <li key={event.sequence} class={classes!(class, event.interesting.then_some("interesting"))}>
            <button type="button" class="link time" title={app.t("jump-here")} onclick={jump}>{ at(app, clock, event.at_us) }</button>
            <span class="service">{ &event.service }</span>
            <span class="said">if class.is_some() { { icon("warn") } }{ app.strings.said(&event.said) }</span>
            { follow }
        </li>
    }
}

/// What it shows.
#[derive(PartialEq)]
pub struct MetricsProps {
    pub view: Option<Rc<Metrics>>,
}

/// CloudWatch's metrics.
pub fn metrics(app: &App, props: &MetricsProps, _: &Local) -> Html {
    let metrics: Vec<_> = props.view.iter().flat_map(|view| &view.metrics).collect();
    html! {
        <>
            { head("CloudWatch", Html::default(), Html::default()) }
            <div class="p-body metrics">
                if metrics.is_empty() { { empty(app.t("metrics-none"), Html::default()) } } else { { metric_table(app, &metrics) } }
            </div>
        </>
    }
}

/// Metrics with their last minutes.
pub fn metric_table(app: &App, metrics: &[&Metric]) -> Html {
    let columns = [
        Column::text(app.t("metric")),
        Column::text(app.t("dimensions")),
        Column::text(app.t("statistic")),
        Column::text(app.t("last-minutes")),
        Column::number(app.t("now")),
    ];
    let rows = metrics.iter().map(|metric| {
        let last = metric.points.last().copied().unwrap_or(0.0);
        let text = measured(app, &metric.unit, last);
        html! {
            <tr key={format!("{} {} {}", metric.namespace, metric.name, metric.dimensions)}>
                <td><span class="dim">{ &metric.namespace }{ " " }</span><b>{ &metric.name }</b></td>
                <td><code>{ &metric.dimensions }</code></td><td>{ &metric.statistic }</td>
                <td>{ spark(&metric.points, metric.name.clone()) }</td><td class="num">{ text }</td>
            </tr>
        }
    });
    table("CloudWatch", &columns, rows.collect::<Html>())
}

/// A metric's value in its unit.
pub fn measured(app: &App, unit: &str, value: f64) -> String {
    match unit {
        "Bytes" => app.strings.bytes(value.max(0.0) as u64),
        "Milliseconds" => app.strings.span((value.max(0.0) * 1_000.0) as u64),
        "Seconds" => app.strings.span((value.max(0.0) * 1e6) as u64),
        "Percent" => app.strings.percent(value / 100.0),
        _ => app.strings.short(value),
    }
}

/// What it shows.
#[derive(PartialEq)]
pub struct BillProps {
    pub view: Option<Rc<Bill>>,
}

/// The estimated bill.
pub fn bill(app: &App, props: &BillProps, _: &Local) -> Html {
    let strings = &app.strings;
    let Some(view) = &props.view else { return head(app.t("tab-bill"), Html::default(), Html::default()) };
    let columns = [
        Column::text(app.t("service")),
        Column::text(app.t("usage")),
        Column::number(app.t("quantity")),
        Column::number(app.t("unit-price")),
        Column::number(app.t("cost")),
    ];
    let rows = view.items.iter().map(|item| {
        html! {
            <tr key={format!("{} {}", item.service, item.usage_type)}>
                <td>{ &item.service }</td><td>{ &item.usage_type }</td>
                <td class="num">{ strings.short(item.quantity) }{ " " }<span class="dim">{ &item.unit }</span></td>
                <td class="num">{ strings.usd(item.unit_price_usd) }</td><td class="num">{ strings.usd(item.cost_usd) }</td>
            </tr>
        }
    });
    let beside = html! { <><b>{ strings.usd(view.total_usd) }</b><span class="dim">{ strings.x("bill-month", strings.usd(view.month_usd)) }</span></> };
    html! {
        <>
            { head(app.t("bill"), beside, Html::default()) }
            <div class="p-body bill">
                { table(app.t("bill"), &columns, rows.collect::<Html>()) }
                { note(strings.x("bill-note", view.prices_as_of.clone())) }
            </div>
        </>
    }
}

/// What it shows.
#[derive(PartialEq)]
pub struct LawsProps {
    pub view: Option<Rc<Vec<Law>>>,
}

/// What must always hold.
pub fn laws(app: &App, props: &LawsProps, _: &Local) -> Html {
    let laws = props.view.as_ref().map(|view| view.as_slice()).unwrap_or_default();
    html! {
        <>
            { head(app.t("tab-laws"), html! { <span class="dim">{ app.t("laws-note") }</span> }, Html::default()) }
            <div class="p-body"><ul class="laws">{ for laws.iter().map(|law| {
                let key = format!("law-{}", law.id);
                let text = if app.strings.has(&key) { app.t(&key) } else { law.statement.clone() };
                html! {
                    <li key={law.id.clone()}><code>{ &law.id }</code><span>{ text }</span>
                        { status(if law.holds { Look::Good } else { Look::Bad }, app.t(if law.holds { "law-holds" } else { "law-fails" })) }
                        if let Some(found) = &law.found { { code(found.clone(), law.id.clone()) } }
                    </li>
                }
            }) }</ul></div>
        </>
    }
}
