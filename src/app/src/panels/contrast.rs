//! One stream and one queue side by side: figures under each lattice, and what can be done to either.

use super::consumers::set;
use crate::context::App;
use crate::part::Local;
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{Column, Kind, button, empty, head, note, table};
use markup::html;
use protocol::{Clock, Consumer, Contrast, ContrastSide, Health, Seen, ToWorker, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// How fast it plays after it was set up: slowly enough to see marks come.
const SPEED: f64 = 1.0;

/// What it shows.
#[derive(PartialEq)]
pub struct ContrastProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Contrast>>,
}

/// The console of the comparison.
pub fn contrast(app: &App, props: &ContrastProps, _: &Local) -> Html {
    let Some(view) = &props.view else { return head(app.t("tab-contrast"), Html::default(), Html::default()) };
    if !view.ready {
        let set_up = {
            let app = app.clone();
            Callback::from(move |_: MouseEvent| set_up(&app))
        };
        return html! {
            <>
                { head(app.t("tab-contrast"), Html::default(), Html::default()) }
                <div class="p-body">{ empty(app.t("contrast-none"), button(Kind::Primary, app.t("contrast-set-up"), false, set_up)) }</div>
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
            { button(Kind::Plain, app.t("tab-consumers"), false, app.opener(Tab::Consumers)) }
        </>
    };
    html! {
        <>
            { head(app.t("contrast-title"), Html::default(), actions) }
            <div class="p-body sides">
                { side(app, props, &view.stream, true) }
                { side(app, props, &view.queue, false) }
            </div>
        </>
    }
}

fn set_up(app: &App) {
    let said = app.clone();
    app.ask(
        |id| ToWorker::Add { id, scenario: "contrast".into() },
        move |_| {
            said.bridge.tell(&ToWorker::SetSpeed { speed: SPEED });
            said.note(String::new(), said.t("contrast-ready"));
        },
    );
}

fn side(app: &App, props: &ContrastProps, side: &ContrastSide, is_stream: bool) -> Html {
    let works = &props.works;
    let consumer = |seen: &Seen| works.consumers.iter().find(|one| one.name == seen.consumer);
    let own: Vec<&Consumer> = side.rows.iter().filter_map(consumer).collect();
    let columns = [
        Column::text(app.t("consumer")),
        Column::number(app.t("contrast-seen")),
        Column::number(app.t("contrast-again")),
        Column::number(app.t("contrast-replayed")),
        Column::number(app.t("contrast-latency")),
    ];
    let rows = own.iter().map(|consumer| {
        let strings = &app.strings;
        let again = consumer.duplicates;
        let first = consumer.handled.saturating_sub(again).saturating_sub(consumer.replayed);
        let latency = consumer.latency_us.map_or_else(|| "–".to_owned(), |us| strings.span(us));
        html! {
            <tr key={consumer.name.clone()}>
                <td><b>{ &consumer.name }</b></td>
                <td class="num">{ strings.whole(first) }</td>
                <td class={classes!("num", (again > 0).then_some("bad"))}>{ strings.whole(again) }</td>
                <td class="num">{ strings.whole(consumer.replayed) }</td>
                <td class="num">{ latency }</td>
            </tr>
        }
    });
    let queue = props.works.queues.iter().find(|queue| !is_stream && queue.name == side.name);
    let flying = queue.map(|queue| queue.in_flight).filter(|flying| *flying > 0);
    let name = format!("{} · {}", if is_stream { "Kinesis" } else { "SQS" }, side.name);
    html! {
        <section class="side" aria-label={name.clone()}>
            <h4>{ name.clone() }</h4>
            <p class="said">{ tally(app, side, is_stream) }{ flying.map(|flying| format!(" · {}", app.strings.n("contrast-in-flight", flying))) }</p>
            { table(format!("{}: {name}", app.t("tab-consumers")), &columns, rows.collect::<Html>()) }
            { acts(app, &own, side, is_stream) }
            <div class="told" role="status">{ for told(app, &own, side, is_stream).into_iter().map(|text| html! { <p>{ text }</p> }) }</div>
            { costs(app, side, is_stream) }
        </section>
    }
}

/// What came, what is still there, what was lost.
fn tally(app: &App, side: &ContrastSide, is_stream: bool) -> String {
    let strings = &app.strings;
    let values = [
        ("arrived", strings.whole(side.arrived)),
        ("held", strings.whole(side.held)),
        ("lost", strings.whole(side.lost)),
    ];
    strings.with(if is_stream { "contrast-tally-stream" } else { "contrast-tally-queue" }, &values)
}

fn costs(app: &App, side: &ContrastSide, is_stream: bool) -> Html {
    let strings = &app.strings;
    let values = [
        ("hour", strings.usd(side.usd_hour)),
        ("million", strings.usd(side.usd_million)),
        ("least", strings.usd(side.usd_million_least)),
    ];
    note(strings.with(if is_stream { "contrast-cost-stream" } else { "contrast-cost-queue" }, &values))
}

/// The worker whose death shows most: one that has something in hand.
fn victim(consumers: &[&Consumer]) -> Option<(String, u32)> {
    let alive = |consumer: &Consumer| {
        let well = consumer.workers.iter().filter(|worker| worker.health != Health::Dead);
        let worker = well.max_by_key(|worker| (worker.leases > 0, worker.in_hand, u32::MAX - worker.number));
        worker.map(|worker| ((worker.leases > 0, worker.in_hand), consumer.name.clone(), worker.number))
    };
    let mut all: Vec<_> = consumers.iter().filter_map(|consumer| alive(consumer)).collect();
    // The first of the best, so that two presses do not jump between consumers.
    all.sort_by_key(|(worth, _, _)| std::cmp::Reverse(*worth));
    all.into_iter().next().map(|(_, name, number)| (name, number))
}

fn acts(app: &App, consumers: &[&Consumer], side: &ContrastSide, is_stream: bool) -> Html {
    let replay = {
        let (app, name) = (app.clone(), consumers.first().map(|consumer| consumer.name.clone()).unwrap_or_default());
        Callback::from(move |_: MouseEvent| {
            let path = format!("consumers/{name}/replay");
            app.ask(|id| ToWorker::Set { id, path, to: json!(true) }, |_| {});
        })
    };
    let victim = victim(consumers);
    let kill = {
        let (app, victim) = (app.clone(), victim.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some((name, number)) = &victim {
                set(&app, name, json!({ "health": { number.to_string(): "dead" } }));
            }
        })
    };
    let dead: Vec<(String, u32)> = consumers
        .iter()
        .flat_map(|consumer| consumer.workers.iter().map(move |worker| (consumer.name.clone(), worker)))
        .filter(|(_, worker)| worker.health == Health::Dead)
        .map(|(name, worker)| (name, worker.number))
        .collect();
    let revive = {
        let (app, dead) = (app.clone(), dead.clone());
        Callback::from(move |_: MouseEvent| {
            for (name, number) in &dead {
                set(&app, name, json!({ "health": { number.to_string(): "running" } }));
            }
        })
    };
    let why = if is_stream { "contrast-why-stream" } else { "contrast-why-queue" };
    let id = format!("aq-why-{}", if is_stream { "stream" } else { "queue" });
    let span = app.strings.span(side.visibility_us);
    let values = [("consumer", consumers.first().map(|one| one.name.clone()).unwrap_or_default()), ("wait", span)];
    html! {
        <>
            <div class="acts">
                <button type="button" class="b" disabled={!is_stream} aria-describedby={id.clone()} onclick={replay}>{ app.t("contrast-replay") }</button>
                { button(Kind::Plain, app.t("contrast-kill"), victim.is_none(), kill) }
                { button(Kind::Plain, app.t("contrast-revive"), dead.is_empty(), revive) }
            </div>
            <p class="note" {id}>{ app.strings.with(why, &values) }</p>
        </>
    }
}

/// What has come of what was done, in words.
fn told(app: &App, consumers: &[&Consumer], side: &ContrastSide, is_stream: bool) -> Vec<String> {
    let strings = &app.strings;
    let mut all = Vec::new();
    for consumer in consumers {
        let name = consumer.name.clone();
        let dead = consumer.workers.iter().filter(|worker| worker.health == Health::Dead);
        for worker in dead {
            let number = strings.whole(u64::from(worker.number));
            let key = match (is_stream, consumer.workers.iter().any(|one| one.leases > 0 && one.health != Health::Dead))
            {
                (true, true) => "contrast-dead-taken",
                (true, false) => "contrast-dead-stream",
                (false, _) => "contrast-dead-queue",
            };
            let values = [
                ("consumer", name.clone()),
                ("worker", number),
                ("wait", strings.span(if is_stream { consumer.failover_us } else { side.visibility_us })),
                ("checkpoint", strings.span(consumer.checkpoint_us)),
            ];
            all.push(strings.with(key, &values));
        }
        if consumer.duplicates > 0 {
            let key = if is_stream { "contrast-doubled-stream" } else { "contrast-doubled-queue" };
            all.push(strings.with(key, &[("consumer", name.clone()), ("n", strings.whole(consumer.duplicates))]));
        }
        if consumer.replayed > 0 {
            all.push(
                strings.with("contrast-replaying", &[("consumer", name), ("n", strings.whole(consumer.replayed))]),
            );
        }
    }
    all
}
