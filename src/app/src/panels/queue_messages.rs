//! SQS' 'Send and receive messages': sending, polling with receipt handles kept, and what lies in the queue. Looking at that is no receive.

use super::at;
use crate::context::App;
use crate::part::{Local, part};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{
    Column, Kind, Look, button, empty, field, icon_button, note, number_of, status, table, text_input,
};
use markup::html;
use protocol::{Clock, MessagePlace, MessageRow, Queue, QueueDetail, Viewport};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct MessagesProps {
    pub clock: Rc<Clock>,
    pub queue: Queue,
    pub view: Rc<QueueDetail>,
    pub received: Option<String>,
}

/// Sending, receiving, looking.
pub fn messages(app: &App, props: &MessagesProps, _: &Local) -> Html {
    let (name, url) = (props.queue.name.clone(), props.view.url.clone());
    html! {
        <>
            { part(send, SendProps { url: url.clone(), fifo: props.queue.fifo }) }
            { part(receive, ReceiveProps { name, url, received: props.received.clone(), view: props.view.clone(), clock: props.clock.clone() }) }
            { lying(app, props) }
        </>
    }
}

#[derive(PartialEq)]
struct SendProps {
    url: String,
    fifo: bool,
}

fn send(app: &App, props: &SendProps, local: &Local) -> Html {
    let body = local.text("body", "{\"order\": 1}");
    let (group, token) = (local.text("group", if props.fifo { "orders" } else { "" }), local.text("token", ""));
    let delay = local.text("delay", "");
    let mut params = json!({ "QueueUrl": props.url, "MessageBody": body });
    if let Some(members) = params.as_object_mut() {
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        if !group.trim().is_empty() {
            put("MessageGroupId", json!(group.trim()));
        }
        if !token.trim().is_empty() {
            put("MessageDeduplicationId", json!(token.trim()));
        }
        if let Some(seconds) = number_of(&delay) {
            put("DelaySeconds", json!(seconds as u64));
        }
    }
    let onsubmit = {
        let app = app.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let said = app.clone();
            app.call("SQS.SendMessage", params.clone(), move |answer| {
                let id = answer.get("MessageId").and_then(Value::as_str).unwrap_or_default().to_owned();
                said.note(said.t("message-sent"), id);
            });
        })
    };
    html! {
        <form class="p-form flat" {onsubmit}>
            <span class="body">{ field(app.t("message-body"), text_input(body, "", local.setter("body"))) }</span>
            if props.fifo {
                { field(app.t("message-group"), text_input(group, "", local.setter("group"))) }
                { field(app.t("message-token"), text_input(token, app.t("message-token-none"), local.setter("token"))) }
            } else {
                { field(app.t("message-delay"), text_input(delay, "0", local.setter("delay"))) }
            }
            <button type="submit" class="b">{ app.t("message-send") }</button>
        </form>
    }
}

#[derive(PartialEq)]
struct ReceiveProps {
    name: String,
    url: String,
    received: Option<String>,
    view: Rc<QueueDetail>,
    clock: Rc<Clock>,
}

/// What a receive gave, kept with its handle so that it can be finished or let go.
fn receive(app: &App, props: &ReceiveProps, local: &Local) -> Html {
    let most = local.text("most", "10");
    let wait = local.text("wait", "1");
    let held: Vec<Value> =
        props.received.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let keep = {
        let (app, name) = (app.clone(), props.name.clone());
        move |held: &[Value]| app.act(Action::Draft(format!("received/{name}"), Value::from(held.to_vec()).to_string()))
    };
    let poll = {
        let (app, url, keep, held) = (app.clone(), props.url.clone(), keep.clone(), held.clone());
        let params = json!({
            "QueueUrl": url,
            "MaxNumberOfMessages": number_of(&most).unwrap_or(10.0) as u64,
            "WaitTimeSeconds": number_of(&wait).unwrap_or(0.0) as u64,
            "MessageSystemAttributeNames": ["All"],
        });
        Callback::from(move |_: MouseEvent| {
            let (said, keep, mut held) = (app.clone(), keep.clone(), held.clone());
            app.call("SQS.ReceiveMessage", params.clone(), move |answer| {
                let fresh = answer.get("Messages").and_then(Value::as_array).cloned().unwrap_or_default();
                if fresh.is_empty() {
                    said.note(String::new(), said.t("message-none-came"));
                }
                // Received again: the new handle takes the place of the old one.
                held.retain(|old| !fresh.iter().any(|new| new.get("MessageId") == old.get("MessageId")));
                held.extend(fresh);
                keep(&held);
            });
        })
    };
    let rows = held.iter().map(|message| received(app, props, message, &held, keep.clone()));
    let columns = [
        Column::text(app.t("message-body")),
        Column::number(app.t("message-receives")),
        Column::text(app.t("message-back")),
        Column::text(""),
    ];
    html! {
        <>
            <div class="p-form flat">
                { field(app.t("message-most"), text_input(most, "10", local.setter("most"))) }
                { field(app.t("message-wait"), text_input(wait, "0", local.setter("wait"))) }
                { button(Kind::Primary, app.t("message-poll"), false, poll) }
            </div>
            if !held.is_empty() {
                { table(app.t("message-received"), &columns, rows.collect::<Html>()) }
                { note(app.t("message-received-note")) }
            }
        </>
    }
}

fn received(
    app: &App,
    props: &ReceiveProps,
    message: &Value,
    held: &[Value],
    keep: impl Fn(&[Value]) + Clone + 'static,
) -> Html {
    let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, handle) = (text("MessageId"), text("ReceiptHandle"));
    let lies = props.view.messages.iter().find(|row| row.id == id);
    let left = lies.and_then(|row| row.until_us).map(|until| until.saturating_sub(props.clock.now_us));
    let (look, state) = match (lies, left) {
        (Some(row), Some(left)) if row.place == MessagePlace::InFlight => {
            (Look::Busy, app.strings.x("message-back-in", app.strings.span(left / 1_000_000 * 1_000_000)))
        }
        (Some(_), _) => (Look::Calm, app.t("message-back-now")),
        // Perhaps it only lies beyond the page that is shown.
        (None, _) => (Look::Calm, app.t("message-not-shown")),
    };
    let without: Vec<Value> =
        held.iter().filter(|one| one.get("MessageId").and_then(Value::as_str) != Some(id.as_str())).cloned().collect();
    let params = json!({ "QueueUrl": props.url, "ReceiptHandle": handle });
    let delete = {
        let (app, params, keep, without) = (app.clone(), params.clone(), keep.clone(), without.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, keep, without) = (app.clone(), keep.clone(), without.clone());
            app.call("SQS.DeleteMessage", params.clone(), move |_| {
                keep(&without);
                said.note(String::new(), said.t("message-deleted"));
            });
        })
    };
    let change = |seconds: u64| {
        let (app, mut params) = (app.clone(), params.clone());
        if let Some(members) = params.as_object_mut() {
            members.insert("VisibilityTimeout".into(), json!(seconds));
        }
        Callback::from(move |_: MouseEvent| {
            let said = app.clone();
            app.call("SQS.ChangeMessageVisibility", params.clone(), move |_| said.note(String::new(), said.t("saved")));
        })
    };
    let dismiss = Callback::from(move |_: MouseEvent| keep(&without));
    let receives =
        message.pointer("/Attributes/ApproximateReceiveCount").and_then(Value::as_str).unwrap_or("1").to_owned();
    let short: String = handle.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    html! {
        <tr key={id.clone()}>
            <td class="data" title={text("Body")}>{ text("Body") }<small title={handle}>{ app.strings.x("message-handle", format!("…{short}")) }</small></td>
            <td class="num">{ receives }</td>
            <td>{ status(look, state) }</td>
            <td><span class="row-actions wrap">
                { button(Kind::Quiet, app.t("message-delete"), false, delete) }
                { button(Kind::Quiet, app.t("message-release"), false, change(0)) }
                { button(Kind::Quiet, app.t("message-longer"), false, change(60)) }
                { icon_button("x", app.t("message-forget"), false, dismiss) }
            </span></td>
        </tr>
    }
}

/// What lies in the queue. AWS's console cannot show that: there, to see is to receive.
fn lying(app: &App, props: &MessagesProps) -> Html {
    let view = &props.view;
    let go = |from: u64| {
        let (app, name) = (app.clone(), view.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Queue { name: name.clone(), from }))
    };
    let columns = [
        Column::text(app.t("state")),
        Column::text(app.t("message-body")),
        Column::number(app.t("message-receives")),
        Column::number(app.t("message-age")),
        Column::text(if props.queue.fifo { app.t("message-group") } else { String::new() }),
    ];
    let rows = view.messages.iter().map(|message| row(app, &props.clock, message));
    let next = view.messages.last().filter(|_| view.more).map(|last| last.number + 1);
    html! {
        <>
            <h4>{ app.t("message-lying") }</h4>
            if view.messages.is_empty() {
                { empty(app.t(if view.from == 0 { "message-lying-none" } else { "message-lying-none-more" }), Html::default()) }
            } else {
                { table(app.t("message-lying"), &columns, rows.collect::<Html>()) }
            }
            if view.from > 0 || next.is_some() {
                <div class="pager">
                    { icon_button("left", app.t("message-oldest"), view.from == 0, go(0)) }
                    { icon_button("right", app.t("pager-on"), next.is_none(), go(next.unwrap_or_default())) }
                </div>
            }
            { note(app.t("message-lying-note")) }
        </>
    }
}

fn row(app: &App, clock: &Clock, message: &MessageRow) -> Html {
    let strings = &app.strings;
    let left = message.until_us.map(|until| strings.span(until.saturating_sub(clock.now_us) / 1_000_000 * 1_000_000));
    let (look, state) = match (message.place, left) {
        (MessagePlace::InFlight, Some(left)) => (Look::Busy, strings.x("message-in-flight", left)),
        (MessagePlace::Delayed, Some(left)) => (Look::Busy, strings.x("message-delayed", left)),
        _ => (Look::Good, app.t("message-visible")),
    };
    let age = strings.span(clock.now_us.saturating_sub(message.since_us) / 1_000_000 * 1_000_000);
    let from = message.dead_from.as_ref().map(|from| strings.x("message-dead-from", from.clone()));
    html! {
        <tr key={message.number}>
            <td>{ status(look, state) }</td>
            <td class="data" title={message.body.clone()}>{ &message.body }</td>
            <td class={classes!("num", (message.receives > 1).then_some("bad"))}>{ strings.whole(u64::from(message.receives)) }</td>
            <td class="num" title={at(app, clock, message.since_us)}>{ age }</td>
            <td>{ message.group.as_ref().map(|group| html! { <code>{ group }</code> }) }{ from }</td>
        </tr>
    }
}
