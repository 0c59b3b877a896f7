//! Consumers: fleets that read a stream as AWS's client library does, and programs that take from a queue.

use super::at;
use super::consumer_new::{NewProps, new_consumer};
use crate::context::App;
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{
    Column, Kind, Look, button, confirm, confirm_with, empty, head, icon_button, note, pairs, spark, status, table,
};
use markup::html;
use protocol::{
    Clock, Consumer, ConsumerDetail, FollowTarget, HandledRow, Health, Lease, Node, ToWorker, Viewport, Worker, Works,
};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct ConsumersProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<ConsumerDetail>>,
}

/// The console of the consumers.
pub fn consumers(app: &App, props: &ConsumersProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let all = &props.works.consumers;
    let chosen = match &props.viewport {
        Some(Viewport::Consumers { name }) => all.iter().find(|one| &one.name == name),
        _ => None,
    };
    let view = props.view.as_ref().filter(|view| chosen.is_some_and(|chosen| chosen.name == view.name));
    html! {
        <>
            { head(app.t("tab-consumers"), html! { <span class="dim">{ all.len() }</span> }, button(Kind::Plain, app.t("consumer-add"), false, toggle.clone())) }
            if making {
                { part(new_consumer, NewProps { works: props.works.clone(), done }) }
            }
            <div class="p-body two">
                if all.is_empty() && !making {
                    { empty(app.t("consumers-none"), button(Kind::Primary, app.t("consumer-add"), false, toggle)) }
                }
                if !all.is_empty() {
                    <ul class="list">
                        { for all.iter().map(|one| item(app, one, chosen.is_some_and(|chosen| chosen.name == one.name))) }
                    </ul>
                }
                if let Some(consumer) = chosen {
                    <div class="detail">{ detail(app, &props.clock, consumer, view.map(|view| &**view)) }</div>
                }
            </div>
        </>
    }
}

/// Changes a consumer.
pub fn set(app: &App, name: &str, to: Value) {
    let path = format!("consumers/{name}");
    app.ask(|id| ToWorker::Set { id, path, to }, |_| {});
}

/// What it reads, with the service before it.
pub fn source(consumer: &Consumer) -> String {
    match &consumer.source {
        Some(Node::Stream(name)) => format!("Kinesis · {name}"),
        Some(Node::Queue(name)) => format!("SQS · {name}"),
        _ => "–".to_owned(),
    }
}

fn reads_queue(consumer: &Consumer) -> bool {
    matches!(consumer.source, Some(Node::Queue(_)))
}

fn item(app: &App, consumer: &Consumer, chosen: bool) -> Html {
    let choose = {
        let (app, name) = (app.clone(), consumer.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Consumers { name: name.clone() }))
    };
    html! {
        <li key={consumer.name.clone()}>
            <button type="button" class={classes!("item", chosen.then_some("on"))} aria-pressed={chosen.to_string()} onclick={choose}>
                <b>{ &consumer.name }</b>
                { state(app, consumer) }
                <small>{ source(consumer) }</small>
            </button>
        </li>
    }
}

/// How a consumer is, in one line.
pub fn state(app: &App, consumer: &Consumer) -> Html {
    let dead = consumer.workers.iter().filter(|worker| worker.health == Health::Dead).count() as u64;
    match &consumer.error {
        Some(error) => status(Look::Bad, error.clone()),
        None if !consumer.running => status(Look::Calm, app.t("producer-stopped")),
        None if dead > 0 => status(Look::Bad, app.strings.n("workers-dead", dead)),
        None => {
            let key = if reads_queue(consumer) { "rate-messages" } else { "rate" };
            status(Look::Good, app.strings.x(key, app.strings.short(consumer.rate)))
        }
    }
}

fn detail(app: &App, clock: &Clock, consumer: &Consumer, view: Option<&ConsumerDetail>) -> Html {
    let strings = &app.strings;
    let running = {
        let (app, name, running) = (app.clone(), consumer.name.clone(), consumer.running);
        Callback::from(move |_: MouseEvent| set(&app, &name, json!({ "running": !running })))
    };
    let remove = {
        let (app, name) = (app.clone(), consumer.name.clone());
        Callback::from(move |()| set(&app, &name, Value::Null))
    };
    let queue = reads_queue(consumer);
    let replay = {
        let (app, name) = (app.clone(), consumer.name.clone());
        Callback::from(move |()| {
            let path = format!("consumers/{name}/replay");
            app.ask(|id| ToWorker::Set { id, path, to: json!(true) }, |_| {});
        })
    };
    let error = view.and_then(|view| view.error.as_ref());
    html! {
        <>
            <header class="detail-head"><h4>{ &consumer.name }</h4><span class="dim">{ source(consumer) }</span><span class="grow"></span>
                { button(if consumer.running { Kind::Plain } else { Kind::Primary }, app.t(if consumer.running { "producer-stop" } else { "producer-start" }), false, running) }
                if !queue { { confirm_with("reset", app.t("consumer-replay"), app.t("consumer-replay-question"), replay) } }
                { confirm(app.t("delete"), strings.x("delete-question", consumer.name.clone()), remove) }
            </header>
            if let Some(error) = error {
                <p class="failure"><b>{ &error.name }</b>{ " " }{ &error.message }</p>
            }
            { figures(app, consumer) }
            { workers(app, consumer) }
            if let Some(view) = view {
                if !queue { { leases(app, &view.leases) } }
                { recent(app, clock, &view.recent) }
            }
            { note(app.t(if queue { "consumer-note-queue" } else { "consumer-note-stream" })) }
        </>
    }
}

fn figures(app: &App, consumer: &Consumer) -> Html {
    let strings = &app.strings;
    let queue = reads_queue(consumer);
    let count = |key: &str, count: u64, bad: bool| {
        (
            app.t(key),
            html! { <span class={classes!((bad && count > 0).then_some("bad"))}>{ strings.whole(count) }</span> },
        )
    };
    let text = |key: &str, text: String| (app.t(key), html! { <span>{ text }</span> });
    let mut items = vec![
        count("consumer-handled", consumer.handled, false),
        count("consumer-again", consumer.duplicates, true),
        text("consumer-latency", consumer.latency_us.map_or_else(|| "–".to_owned(), |us| strings.span(us))),
    ];
    if queue {
        items.push(count("consumer-empty", consumer.reads_empty, false));
    } else {
        items.push(count("consumer-replayed", consumer.replayed, false));
        items.push(text("consumer-behind", strings.span(consumer.behind_us)));
        items.push(text(
            "consumer-reading",
            app.t(if consumer.reading == "fan-out" { "reading-fan-out" } else { "reading-shared" }),
        ));
        items.push(count("consumer-throttled", consumer.reads_throttled, true));
        items.push(text("consumer-checkpoint", strings.span(consumer.checkpoint_us)));
        items.push(text("consumer-failover", strings.span(consumer.failover_us)));
    }
    items.push(text("consumer-work", strings.span(consumer.work_us)));
    html! {
        <>
            { spark(&consumer.spark, strings.x("consumer-spark", consumer.name.clone())) }
            { pairs(items) }
            if consumer.duplicates > 0 { { note(app.t(if queue { "consumer-again-queue" } else { "consumer-again-stream" })) } }
            if consumer.reads_throttled > 0 { { note(app.t("consumer-throttled-note")) } }
        </>
    }
}

fn workers(app: &App, consumer: &Consumer) -> Html {
    let count = consumer.workers.len() as u64;
    let change = |workers: u64| {
        let (app, name) = (app.clone(), consumer.name.clone());
        Callback::from(move |_: MouseEvent| set(&app, &name, json!({ "workers": workers })))
    };
    let idle = !reads_queue(consumer)
        && consumer.workers.iter().any(|worker| worker.health != Health::Dead && worker.leases == 0)
        && consumer.workers.iter().any(|worker| worker.leases > 0);
    html! {
        <>
            <header class="detail-head"><h4>{ app.t("workers") }</h4><span class="dim">{ count }</span>
                { icon_button("minus", app.t("worker-remove"), count == 0, change(count.saturating_sub(1))) }
                { icon_button("plus", app.t("worker-add"), count >= 20, change(count + 1)) }
            </header>
            <ul class="workers">{ for consumer.workers.iter().map(|one| worker(app, consumer, one)) }</ul>
            if idle { { note(app.t("workers-idle")) } }
        </>
    }
}

fn worker(app: &App, consumer: &Consumer, worker: &Worker) -> Html {
    let strings = &app.strings;
    let name = strings.x("worker-n", strings.whole(u64::from(worker.number)));
    let (look, said) = match worker.health {
        Health::Running => (Look::Good, "worker-running"),
        Health::Slow => (Look::Busy, "worker-slow"),
        Health::Dead => (Look::Bad, "worker-dead"),
    };
    let act = |key: &str, health: &'static str| {
        let (app_, consumer, number) = (app.clone(), consumer.name.clone(), worker.number.to_string());
        let label = app.t(key);
        let onclick = Callback::from(move |_: MouseEvent| {
            set(&app_, &consumer, json!({ "health": { number.as_str(): health } }))
        });
        html! { <button type="button" class="b small" aria-label={format!("{label}: {name}")} {onclick}>{ label.clone() }</button> }
    };
    let does = if reads_queue(consumer) {
        strings.n("worker-in-hand", worker.in_hand)
    } else {
        strings.n("worker-leases", u64::from(worker.leases))
    };
    html! {
        <li key={worker.number.to_string()} class={classes!((worker.health == Health::Dead).then_some("off"))}>
            <b>{ name.clone() }</b>{ status(look, app.t(said)) }
            <small>{ does }{ " · " }{ strings.n("handled-n", worker.handled) }</small>
            <span class="acts">
                if worker.health == Health::Running { { act("worker-kill", "dead") }{ act("worker-slow-down", "slow") } }
                if worker.health == Health::Slow { { act("worker-kill", "dead") }{ act("worker-revive", "running") } }
                if worker.health == Health::Dead { { act("worker-revive", "running") } }
            </span>
        </li>
    }
}

fn leases(app: &App, leases: &[Lease]) -> Html {
    let strings = &app.strings;
    if leases.is_empty() {
        return empty(app.t("leases-none"), Html::default());
    }
    let columns = [
        Column::text("leaseKey"),
        Column::text("leaseOwner"),
        Column::text(app.t("state")),
        Column::text("checkpoint"),
        Column::number(app.t("consumer-behind")),
        Column::number("ownerSwitches"),
    ];
    let rows = leases.iter().map(|lease| {
        let owner =
            lease.owner.map_or_else(|| "–".to_owned(), |owner| strings.x("worker-n", strings.whole(u64::from(owner))));
        let look = match lease.state.as_str() {
            "reading" => Look::Good,
            "free" => Look::Bad,
            "waiting" => Look::Busy,
            _ => Look::Calm,
        };
        let number = &lease.checkpoint;
        let from = number.len().saturating_sub(8);
        let short =
            if number.len() > 20 { format!("…{}", number.get(from..).unwrap_or(number)) } else { number.clone() };
        html! {
            <tr key={lease.shard.clone()}>
                <td><code>{ &lease.shard }</code></td><td>{ owner }</td>
                <td>{ status(look, app.t(&format!("lease-{}", lease.state))) }</td>
                <td><code title={number.clone()}>{ short }</code></td>
                <td class="num">{ strings.span(lease.behind_us) }</td>
                <td class="num">{ strings.whole(u64::from(lease.switches)) }</td>
            </tr>
        }
    });
    html! {
        <>
            <h4>{ app.t("leases") }</h4>
            { table(app.t("leases"), &columns, rows.collect::<Html>()) }
            { note(app.t("leases-note")) }
        </>
    }
}

fn recent(app: &App, clock: &Clock, handled: &[HandledRow]) -> Html {
    if handled.is_empty() {
        return empty(app.t("handled-none"), Html::default());
    }
    let columns = [
        Column::number(app.t("when")),
        Column::text("id"),
        Column::text(app.t("worker")),
        Column::text(app.t("turn")),
        Column::text(""),
    ];
    let rows = handled.iter().take(12).map(|one| {
        let from = one.id.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
        let look = match one.turn.as_str() {
            "again" => Look::Bad,
            "replayed" => Look::Busy,
            _ => Look::Good,
        };
        let follow = one.record.clone().map(|record| {
            let app_ = app.clone();
            let onclick = Callback::from(move |_: MouseEvent| app_.follow(FollowTarget::Record(record.clone())));
            button(Kind::Quiet, app.t("follow"), false, onclick)
        });
        html! {
            <tr>
                <td class="num">{ at(app, clock, one.at_us) }</td>
                <td><code title={one.id.clone()}>{ format!("…{}", one.id.get(from..).unwrap_or(&one.id)) }</code></td>
                <td>{ app.strings.x("worker-n", app.strings.whole(u64::from(one.worker))) }</td>
                <td>{ status(look, app.t(&format!("turn-{}", one.turn))) }</td>
                <td>{ follow }</td>
            </tr>
        }
    });
    html! { <><h4>{ app.t("handled-last") }</h4>{ table(app.t("handled-last"), &columns, rows.collect::<Html>()) }</> }
}
