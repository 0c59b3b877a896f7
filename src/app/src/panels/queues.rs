//! SQS: queues, one of them in detail. Messages, the form of attributes and redrives have files of their own.

use super::at;
use super::ledger::metric_table;
use super::queue_edit::{EditProps, edit};
use super::queue_messages::{MessagesProps, messages};
use super::queue_redrive::{RedriveProps, redrive};
use super::tags::{Bearer, TagsProps, tags};
use crate::context::App;
use crate::part::{Local, keyed, part};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{Kind, Look, button, code, confirm, confirm_with, copy_button, empty, head, pairs, status};
use markup::html;
use protocol::{Clock, Metrics, Queue, QueueDetail, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct QueuesProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<QueueDetail>>,
    pub metrics: Option<Rc<Metrics>>,
    /// What was received by hand, as JSON.
    pub received: Option<String>,
}

/// The console of the queues.
pub fn queues(app: &App, props: &QueuesProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let works = &props.works;
    let chosen = match &props.viewport {
        Some(Viewport::Queue { name, .. }) => works.queues.iter().find(|one| &one.name == name),
        _ => None,
    };
    let view = props.view.as_ref().filter(|view| chosen.is_some_and(|chosen| chosen.name == view.name));
    html! {
        <>
            { head(app.t("queues"), html! { <span class="dim">{ works.queues.len() }</span> }, button(Kind::Plain, app.t("queue-create"), false, toggle.clone())) }
            if making {
                { part(edit, EditProps { works: works.clone(), of: None, attributes: Vec::new(), done }) }
            }
            <div class="p-body two">
                if works.queues.is_empty() && !making {
                    { empty(app.t("queues-none"), button(Kind::Primary, app.t("queue-create"), false, toggle)) }
                }
                if !works.queues.is_empty() {
                    <ul class="list">
                        { for works.queues.iter().map(|one| item(app, works, one, chosen.is_some_and(|chosen| chosen.name == one.name))) }
                    </ul>
                }
                if let Some((queue, view)) = chosen.zip(view) {
                    { keyed(&queue.name, detail, DetailProps {
                        works: works.clone(), clock: props.clock.clone(), queue: queue.clone(), view: view.clone(),
                        metrics: props.metrics.clone(), received: props.received.clone(),
                    }) }
                }
            </div>
        </>
    }
}

/// The type as AWS's console calls it.
fn kind(app: &App, queue: &Queue) -> String {
    if queue.fifo { "FIFO".to_owned() } else { app.t("queue-standard") }
}

fn item(app: &App, works: &Works, queue: &Queue, chosen: bool) -> Html {
    let choose = {
        let (app, name) = (app.clone(), queue.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Queue { name: name.clone(), from: 0 }))
    };
    let strings = &app.strings;
    let counts = strings.with(
        "queue-counts",
        &[
            ("visible", strings.whole(queue.visible)),
            ("flight", strings.whole(queue.in_flight)),
            ("delayed", strings.whole(queue.delayed)),
        ],
    );
    let takes_dead = works.queues.iter().any(|other| other.dead_letter.as_ref() == Some(&queue.name));
    let beside = match &queue.dead_letter {
        Some(dead) => format!("{} · DLQ → {dead}", kind(app, queue)),
        None if takes_dead => format!("{} · DLQ", kind(app, queue)),
        None => kind(app, queue),
    };
    html! {
        <li key={queue.name.clone()}>
            <button type="button" class={classes!("item", chosen.then_some("on"))} aria-pressed={chosen.to_string()} onclick={choose}>
                <b>{ &queue.name }</b>
                if takes_dead && queue.visible + queue.in_flight > 0 { { status(Look::Bad, counts) } } else { <span>{ counts }</span> }
                <small>{ beside }</small>
            </button>
        </li>
    }
}

#[derive(PartialEq)]
struct DetailProps {
    works: Rc<Works>,
    clock: Rc<Clock>,
    queue: Queue,
    view: Rc<QueueDetail>,
    metrics: Option<Rc<Metrics>>,
    received: Option<String>,
}

fn detail(app: &App, props: &DetailProps, local: &Local) -> Html {
    let (queue, view) = (&props.queue, &props.view);
    let side = local.text("side", "messages");
    let tab = |key: &str, value: &str| {
        let on = side == value;
        html! { <button type="button" class={classes!("sub", on.then_some("on"))} aria-pressed={on.to_string()} onclick={local.putter("side", value)}>{ app.t(key) }</button> }
    };
    let body = match side.as_str() {
        "details" => details(app, props),
        "metrics" => monitoring(app, props),
        "redrive" => keyed(
            "redrive",
            redrive,
            RedriveProps {
                works: props.works.clone(),
                clock: props.clock.clone(),
                queue: queue.clone(),
                view: view.clone(),
            },
        ),
        "edit" => keyed(
            "edit",
            edit,
            EditProps {
                works: props.works.clone(),
                of: Some(queue.name.clone()),
                attributes: view.attributes.clone(),
                done: local_done(local),
            },
        ),
        _ => keyed(
            "messages",
            messages,
            MessagesProps {
                clock: props.clock.clone(),
                queue: queue.clone(),
                view: view.clone(),
                received: props.received.clone(),
            },
        ),
    };
    let url = json!({ "QueueUrl": view.url });
    let purge = {
        let (app, params) = (app.clone(), url.clone());
        Callback::from(move |()| {
            let said = app.clone();
            app.call("SQS.PurgeQueue", params.clone(), move |_| said.note(String::new(), said.t("queue-purge-begun")));
        })
    };
    let delete = {
        let (app, name) = (app.clone(), queue.name.clone());
        Callback::from(move |()| {
            let (then, place) = (app.clone(), format!("received/{name}"));
            app.call("SQS.DeleteQueue", url.clone(), move |_| then.act(Action::Draft(place, String::new())));
        })
    };
    html! {
        <div class="detail">
            <header class="detail-head"><h4>{ &queue.name }</h4><span class="dim">{ kind(app, queue) }</span><span class="grow"></span>
                { button(Kind::Plain, app.t("queue-edit"), false, local.putter("side", "edit")) }
                { confirm_with("x", app.t("queue-purge"), app.strings.x("queue-purge-question", queue.name.clone()), purge) }
                { confirm(app.t("delete"), app.strings.x("delete-question", queue.name.clone()), delete) }
            </header>
            { stock(app, queue) }
            <div class="p-row tabs-small" role="group" aria-label={app.t("queue-views")}>
                { tab("queue-messages", "messages") }{ tab("queue-details", "details") }{ tab("queue-redrive", "redrive") }{ tab("queue-monitoring", "metrics") }
            </div>
            { body }
        </div>
    }
}

fn local_done(local: &Local) -> Callback<()> {
    let local = local.clone();
    Callback::from(move |()| local.set("side", "details"))
}

/// What is in the queue, as numbers and as shares of one bar.
fn stock(app: &App, queue: &Queue) -> Html {
    let strings = &app.strings;
    let parts = [("visible", queue.visible), ("flight", queue.in_flight), ("delayed", queue.delayed)];
    let all = parts.iter().map(|(_, count)| count).sum::<u64>();
    let mut x = 0.0;
    let segments = parts.map(|(class, count)| {
        let width = if all == 0 { 0.0 } else { 100.0 * count as f64 / all as f64 };
        x += width;
        html! { <rect class={class} x={figure::number(x - width)} width={figure::number(width)} height="8" /> }
    });
    let age = queue.oldest_age_us.map_or_else(|| "–".to_owned(), |us| strings.span(us));
    html! {
        <div class="stock">
            <dl>
                { for parts.into_iter().map(|(class, count)| html! {
                    <div class={class}><dt>{ app.t(&format!("queue-{class}")) }</dt><dd>{ strings.whole(count) }</dd></div>
                }) }
                <div><dt>{ app.t("queue-oldest") }</dt><dd>{ age }</dd></div>
                <div><dt>{ app.t("queue-waiting") }</dt><dd>{ strings.whole(queue.waiting) }</dd></div>
            </dl>
            <svg class="stock-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bed" width="100" height="8" />{ for segments }</svg>
        </div>
    }
}

/// Attributes, tags, and the same by AWS's command line.
fn details(app: &App, props: &DetailProps) -> Html {
    let view = &props.view;
    let text = |name: &str, text: &str| {
        let seconds = text.parse::<u64>().ok().filter(|_| {
            matches!(
                name,
                "DelaySeconds" | "MessageRetentionPeriod" | "ReceiveMessageWaitTimeSeconds" | "VisibilityTimeout"
            )
        });
        match (seconds, name) {
            (Some(seconds), _) => app.strings.span(seconds * 1_000_000),
            (None, "MaximumMessageSize") => {
                text.parse().map_or_else(|_| text.to_owned(), |bytes| app.strings.bytes(bytes))
            }
            _ => text.to_owned(),
        }
    };
    let mut items: Vec<_> = view
        .attributes
        .iter()
        .map(|(name, value)| (name.clone(), html! { <span>{ text(name, value) }</span> }))
        .collect();
    items.push((app.t("queue-created"), html! { <span>{ at(app, &props.clock, view.created_us) }</span> }));
    if props.queue.fifo {
        let (all, blocked) = view.groups;
        let said = app
            .strings
            .with("queue-groups-n", &[("all", app.strings.whole(all)), ("blocked", app.strings.whole(blocked))]);
        items.push((app.t("queue-groups"), html! { <span>{ said }</span> }));
    }
    if !view.sources.is_empty() {
        items.push((app.t("queue-sources"), html! { <span>{ view.sources.join(", ") }</span> }));
    }
    html! {
        <>
            <p class="address"><code>{ &view.url }</code>{ copy_button(view.url.clone()) }</p>
            <p class="address"><code>{ &view.arn }</code>{ copy_button(view.arn.clone()) }</p>
            { pairs(items) }
            <h4>{ app.t("tags") }</h4>
            { keyed(&props.queue.name, tags, TagsProps { of: Bearer::Queue(props.queue.name.clone()), tags: view.tags.clone() }) }
            { for view.cli.iter().map(|line| code(line.clone(), "AWS CLI")) }
        </>
    }
}

/// By CloudWatch's names; what it has no name for stands above.
fn monitoring(app: &App, props: &DetailProps) -> Html {
    let own = format!("QueueName={}", props.queue.name);
    let all = props.metrics.as_ref().map(|metrics| metrics.metrics.as_slice()).unwrap_or_default();
    let shown: Vec<_> = all.iter().filter(|metric| metric.namespace == "AWS/SQS" && metric.dimensions == own).collect();
    let items = props.view.counts.iter().map(|(name, count)| {
        let key = format!("queue-count-{name}");
        let name = if app.strings.has(&key) { app.t(&key) } else { name.clone() };
        (name, html! { <span>{ app.strings.whole(*count) }</span> })
    });
    html! {
        <div class="metrics">
            { pairs(items.collect()) }
            if shown.is_empty() { { empty(app.t("queue-metrics-none"), Html::default()) } } else { { metric_table(app, &shown) } }
        </div>
    }
}
