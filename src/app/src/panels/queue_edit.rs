//! Making a queue, and changing its attributes.

use super::arn;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{check, field, select, text_input};
use markup::html;
use protocol::{Viewport, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, SubmitEvent};

/// A queue to change, or none to make a new one.
#[derive(PartialEq)]
pub struct EditProps {
    pub works: Rc<Works>,
    pub of: Option<String>,
    pub attributes: Vec<(String, String)>,
    pub done: Callback<()>,
}

/// Attributes that are numbers of seconds: AWS's name, the label, the default of a new queue.
const SECONDS: [(&str, &str, &str); 4] = [
    ("VisibilityTimeout", "queue-visibility", "30"),
    ("DelaySeconds", "queue-delay", "0"),
    ("MessageRetentionPeriod", "queue-retention", "345600"),
    ("ReceiveMessageWaitTimeSeconds", "queue-wait", "0"),
];

/// The form.
pub fn edit(app: &App, props: &EditProps, local: &Local) -> Html {
    let before = |name: &str| props.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let name = local.text("name", "");
    let fifo =
        if props.of.is_some() { before("FifoQueue") == Some("true") } else { local.text("type", "standard") == "fifo" };
    let redrive: Value = before("RedrivePolicy").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let target = redrive.get("deadLetterTargetArn").and_then(Value::as_str).and_then(|arn| arn.rsplit(':').next());
    let count =
        redrive.get("maxReceiveCount").map(|count| count.as_str().map_or_else(|| count.to_string(), str::to_owned));
    let seconds = SECONDS
        .map(|(attribute, label, first)| (attribute, label, local.text(attribute, before(attribute).unwrap_or(first))));
    let dead = local.text("dead", target.unwrap_or(""));
    let receives = local.text("receives", &count.unwrap_or_else(|| "3".to_owned()));
    let content =
        local.text("content", if before("ContentBasedDeduplication") == Some("true") { "on" } else { "" }) == "on";
    let mut queues = vec![(String::new(), app.t("queue-no-dead"))];
    let others = props.works.queues.iter().filter(|queue| queue.fifo == fifo && Some(&queue.name) != props.of.as_ref());
    queues.extend(others.map(|queue| (queue.name.clone(), queue.name.clone())));
    let types = [("standard".to_owned(), app.t("queue-standard")), ("fifo".to_owned(), "FIFO".to_owned())];

    let mut attributes = json!({});
    if let Some(members) = attributes.as_object_mut() {
        for (attribute, _, value) in &seconds {
            // AWS names what is wrong with a number; only what was not touched is left out.
            if props.of.is_none() || before(attribute) != Some(value) {
                members.insert((*attribute).to_owned(), json!(value.trim()));
            }
        }
        if fifo && props.of.is_none() {
            members.insert("FifoQueue".into(), json!("true"));
        }
        if fifo {
            members.insert("ContentBasedDeduplication".into(), json!(content.to_string()));
        }
        if !dead.is_empty() {
            let policy = json!({ "deadLetterTargetArn": arn("sqs", &dead), "maxReceiveCount": receives.trim() });
            members.insert("RedrivePolicy".into(), json!(policy.to_string()));
        } else if target.is_some() {
            members.insert("RedrivePolicy".into(), json!(""));
        }
    }
    let onsubmit = {
        let (app, of, name, done) = (app.clone(), props.of.clone(), name.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (then, done, name) = (app.clone(), done.clone(), name.trim().to_owned());
            let attributes = attributes.clone();
            match &of {
                Some(of) => {
                    let params = json!({ "QueueUrl": super::queue_url(of), "Attributes": attributes });
                    app.call("SQS.SetQueueAttributes", params, move |_| {
                        then.note(String::new(), then.t("saved"));
                        done.emit(());
                    });
                }
                None => {
                    let params = json!({ "QueueName": name, "Attributes": attributes });
                    app.call("SQS.CreateQueue", params, move |_| {
                        then.show(Viewport::Queue { name, from: 0 });
                        done.emit(());
                    });
                }
            }
        })
    };
    let is_new = props.of.is_none();
    let placeholder = if fifo { "my-queue.fifo" } else { "my-queue" };
    html! {
        <form class="p-form" {onsubmit}>
            if is_new {
                { field(app.t("queue-name"), text_input(name.clone(), placeholder, local.setter("name"))) }
                { field(app.t("queue-type"), select(if fifo { "fifo" } else { "standard" }, &types, local.setter("type"))) }
            }
            { for seconds.iter().map(|(attribute, label, value)| field(app.t(label), text_input(value.clone(), "0", local.setter(attribute)))) }
            { field(app.t("queue-dead"), select(&dead, &queues, local.setter("dead"))) }
            if !dead.is_empty() {
                { field(app.t("queue-receives-max"), text_input(receives, "3", local.setter("receives"))) }
            }
            if fifo { { check(app.t("queue-content"), content, local.ticker("content")) } }
            <button type="submit" class="b primary" disabled={is_new && name.trim().is_empty()}>{ app.t(if is_new { "queue-create" } else { "save-changes" }) }</button>
        </form>
    }
}
