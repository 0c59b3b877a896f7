//! Trying the programs on a record before there is a Firehose stream, as Lambda's console tests a function.

use super::demo::RECORD;
use super::form::Form;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Kind as Weight, Look, button, note, status};
use markup::html;
use protocol::ToWorker;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent};

/// Where the answer is kept, beside what it was asked for.
const TRIED: &str = "tried";

/// The programs that are filled in: the transformation, the query for keys.
fn programs(form: &Form) -> [Option<String>; 2] {
    [form.transforms.then(|| form.program.clone()), form.queries().then(|| form.keys.clone())]
}

/// A button, and what has become of the record. `record`: the one to take where no data stream is read.
pub fn trial(app: &App, form: &Form, local: &Local, record: Option<&str>) -> Html {
    let [program, keys] = programs(form);
    if program.is_none() && keys.is_none() {
        return Html::default();
    }
    let asked = json!([program, keys, form.source]);
    let run = {
        let (app, local, asked) = (app.clone(), local.clone(), asked.clone());
        let stream = Some(form.source.clone()).filter(|source| !source.is_empty());
        let record = record.map(str::to_owned);
        Callback::from(move |_: MouseEvent| {
            let (local, asked) = (local.clone(), asked.clone());
            let (stream, record, program, keys) = (stream.clone(), record.clone(), program.clone(), keys.clone());
            app.read(
                |id| ToWorker::Try { id, stream, record, program, keys },
                move |answer| local.set(TRIED, json!([asked, answer]).to_string()),
            );
        })
    };
    let kept: Value = serde_json::from_str(&local.text(TRIED, "")).unwrap_or_default();
    let answer = kept.get(1).filter(|_| kept.get(0) == Some(&asked));
    html! {
        <div class="fh-preview">
            { button(Weight::Plain, app.t("fh-try"), false, run) }
            <div aria-live="polite">if let Some(answer) = answer { { told(app, answer) } }</div>
        </div>
    }
}

/// What has become of it.
fn told(app: &App, answer: &Value) -> Html {
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(record) = text("record") else { return note(app.t("fh-try-none")) };
    let result = text("result").unwrap_or_default();
    let look = match result.as_str() {
        "Ok" => Look::Good,
        "Dropped" => Look::Calm,
        _ => Look::Bad,
    };
    let line = |name: &str, said: Html| html! { <div><dt>{ app.t(name) }</dt><dd>{ said }</dd></div> };
    let mono = |text: String| html! { <code>{ text }</code> };
    let keys = answer.get("keys").and_then(Value::as_array).into_iter().flatten();
    let keys: Vec<String> = keys
        .map(|pair| {
            let part = |index: usize| pair.get(index).and_then(Value::as_str).unwrap_or_default();
            format!("{} = {}", part(0), part(1))
        })
        .collect();
    let why = text("message").map(|message| format!("{}: {message}", text("code").unwrap_or_default()));
    html! {
        <dl>
            { line(if record == RECORD { "fh-try-demo" } else { "fh-latest" }, mono(record)) }
            { line("fh-try-result", status(look, result)) }
            if let Some(data) = text("data") { { line("fh-try-data", mono(data)) } }
            if !keys.is_empty() { { line("fh-keys", mono(keys.join(", "))) } }
            if let Some(why) = why { { line("fh-try-why", html! { <span class="bad">{ why }</span> }) } }
        </dl>
    }
}
