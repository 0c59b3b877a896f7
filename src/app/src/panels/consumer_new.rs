//! Making a consumer.

use crate::context::App;
use crate::part::Local;
use crate::widgets::{field, number_of, select, text_input};
use markup::html;
use protocol::{ToWorker, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, SubmitEvent};

/// What there is to choose from.
#[derive(PartialEq)]
pub struct NewProps {
    pub works: Rc<Works>,
    pub done: Callback<()>,
}

/// A form that makes a consumer.
pub fn new_consumer(app: &App, props: &NewProps, local: &Local) -> Html {
    let works = &props.works;
    let mut sources: Vec<_> =
        works.streams.iter().map(|one| (format!("stream/{}", one.name), format!("Kinesis · {}", one.name))).collect();
    sources.extend(works.queues.iter().map(|one| (format!("queue/{}", one.name), format!("SQS · {}", one.name))));
    let first = sources.first().map(|(value, _)| value.clone()).unwrap_or_default();
    let source = local.text("source", &first);
    let queue = source.starts_with("queue/");
    let name = local.text("name", "");
    let (reading, start) = (local.text("reading", "shared"), local.text("start", "TRIM_HORIZON"));
    let (workers, work) = (local.text("workers", "1"), local.text("work", "1"));
    let readings = ["shared", "fan-out"].map(|one| (one.to_owned(), app.t(&format!("reading-{one}"))));
    let starts = [("TRIM_HORIZON", "Trim horizon"), ("LATEST", "Latest")]
        .map(|(value, label)| (value.to_owned(), label.to_owned()));
    let mut to = json!({ "source": source, "workers": number_of(&workers).unwrap_or(1.0) as u64, "workMs": number_of(&work).unwrap_or(1.0) });
    if let Some(members) = to.as_object_mut().filter(|_| !queue) {
        members.insert("reading".into(), json!(reading));
        members.insert("start".into(), json!(start));
    }
    let onsubmit = {
        let (app, name, done) = (app.clone(), name.trim().to_owned(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (path, to) = (format!("consumers/{name}"), to.clone());
            let (then, name, done) = (app.clone(), name.clone(), done.clone());
            app.ask(
                |id| ToWorker::Set { id, path, to },
                move |_| {
                    then.show(Viewport::Consumers { name });
                    done.emit(());
                },
            );
        })
    };
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("consumer-name"), text_input(name.clone(), "my-consumer", local.setter("name"))) }
            { field(app.t("source"), select(&source, &sources, local.setter("source"))) }
            if !queue {
                { field(app.t("consumer-reading"), select(&reading, &readings, local.setter("reading"))) }
                { field(app.t("starting-position"), select(&start, &starts, local.setter("start"))) }
            }
            { field(app.t("workers"), text_input(workers.clone(), "1", local.setter("workers"))) }
            { field(app.t("consumer-work-ms"), text_input(work.clone(), "1", local.setter("work"))) }
            <button type="submit" class="b primary" disabled={name.trim().is_empty() || sources.is_empty()}>{ app.t("consumer-add") }</button>
        </form>
    }
}
