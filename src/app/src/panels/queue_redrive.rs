//! SQS' 'DLQ redrive': messages of a dead-letter queue go back to where they came from, or elsewhere.

use super::{arn, at};
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Column, Kind, Look, button, empty, field, meter, number_of, select, status, table, text_input};
use markup::html;
use protocol::{Clock, MoveTask, Queue, QueueDetail, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct RedriveProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub queue: Queue,
    pub view: Rc<QueueDetail>,
}

/// What leads here and from here, a form that starts a task, and the tasks so far.
pub fn redrive(app: &App, props: &RedriveProps, local: &Local) -> Html {
    let (queue, view) = (&props.queue, &props.view);
    let link = |name: &str| {
        let (app, name) = (app.clone(), name.to_owned());
        let label = name.clone();
        let onclick = Callback::from(move |_: MouseEvent| app.show(Viewport::Queue { name: name.clone(), from: 0 }));
        html! { <button type="button" class="link" {onclick}>{ label }</button> }
    };
    let dead = queue.dead_letter.as_ref().map(|dead| {
        let count = app.strings.whole(u64::from(queue.receives_max.unwrap_or_default()));
        html! { <p class="said">{ app.strings.x("redrive-to", count) }{ " " }{ link(dead) }</p> }
    });
    if view.sources.is_empty() {
        let why = if queue.dead_letter.is_some() { "redrive-not-dead" } else { "redrive-none" };
        return html! { <>{ dead }{ empty(app.t(why), Html::default()) }</> };
    }
    let sources = view.sources.iter().map(|source| html! { <span>{ " " }{ link(source) }</span> });
    html! {
        <>
            { dead }
            <p class="said">{ app.t("redrive-from") }{ for sources }</p>
            { form(app, props, local) }
            { tasks(app, props) }
        </>
    }
}

fn form(app: &App, props: &RedriveProps, local: &Local) -> Html {
    let queue = &props.queue;
    let to = local.text("to", "");
    let rate = local.text("rate", "");
    let mut options = vec![(String::new(), app.t("redrive-to-sources"))];
    let others = props.works.queues.iter().filter(|one| one.name != queue.name);
    options.extend(others.map(|one| (one.name.clone(), one.name.clone())));
    let mut params = json!({ "SourceArn": props.view.arn });
    if let Some(members) = params.as_object_mut() {
        if !to.is_empty() {
            members.insert("DestinationArn".into(), json!(arn("sqs", &to)));
        }
        if let Some(rate) = number_of(&rate) {
            members.insert("MaxNumberOfMessagesPerSecond".into(), json!(rate as u64));
        }
    }
    let onsubmit = {
        let app = app.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let said = app.clone();
            app.call("SQS.StartMessageMoveTask", params.clone(), move |_| {
                said.note(String::new(), said.t("redrive-begun"))
            });
        })
    };
    html! {
        <form class="p-form flat" {onsubmit}>
            { field(app.t("redrive-destination"), select(&to, &options, local.setter("to"))) }
            { field(app.t("redrive-rate"), text_input(rate, app.t("redrive-rate-own"), local.setter("rate"))) }
            <button type="submit" class="b primary">{ app.t("redrive-start") }</button>
        </form>
    }
}

fn tasks(app: &App, props: &RedriveProps) -> Html {
    if props.view.tasks.is_empty() {
        return Html::default();
    }
    let columns = [
        Column::text(app.t("state")),
        Column::text(app.t("redrive-moved")),
        Column::text(app.t("redrive-destination")),
        Column::number(app.t("when")),
        Column::text(""),
    ];
    let rows = props.view.tasks.iter().map(|task| row(app, &props.clock, task));
    table(app.t("queue-redrive"), &columns, rows.collect::<Html>())
}

fn row(app: &App, clock: &Clock, task: &MoveTask) -> Html {
    let strings = &app.strings;
    let look = match task.status.as_str() {
        "RUNNING" | "CANCELLING" => Look::Busy,
        "COMPLETED" => Look::Good,
        "FAILED" => Look::Bad,
        _ => Look::Calm,
    };
    let share = task.moved as f64 / task.to_move.max(1) as f64;
    let text = strings.with("of", &[("part", strings.whole(task.moved)), ("whole", strings.whole(task.to_move))]);
    let cancel = {
        let (app, params) = (app.clone(), json!({ "TaskHandle": task.handle }));
        Callback::from(move |_: MouseEvent| app.call("SQS.CancelMessageMoveTask", params.clone(), |_| {}))
    };
    let to = task.destination.clone().unwrap_or_else(|| app.t("redrive-to-sources"));
    html! {
        <tr>
            <td>{ status(look, task.status.clone()) }{ task.failure.as_ref().map(|why| html! { <span class="bad">{ " " }{ why }</span> }) }</td>
            <td class="gauge-cell">{ meter(share, task.failure.is_some(), text.clone()) }<span>{ text }</span></td>
            <td>{ to }</td>
            <td class="num">{ at(app, clock, task.started_us) }</td>
            <td>if task.status == "RUNNING" { { button(Kind::Quiet, app.t("redrive-cancel"), false, cancel) } }</td>
        </tr>
    }
}
