//! Producers: where records come from, how many, and how they are spread.

use super::take_file;
use crate::context::App;
use crate::part::{Local, keyed};
use crate::widgets::{
    Kind, Look, button, check, confirm, empty, field, files, head, note, number_of, select, spark, status, text_input,
};
use markup::html;
use protocol::{Node, Producer, Shape, ToWorker, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, MouseEvent};

/// The slider's ends: from 1 to 10,000 records a second, even steps for even factors.
const RATES: [u32; 17] = [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 800, 1_200, 2_000, 3_000, 5_000, 8_000, 10_000];

/// What it shows.
#[derive(PartialEq)]
pub struct ProducersProps {
    pub works: Rc<Works>,
    pub inputs: Vec<String>,
}

/// The console of the producers.
pub fn producers(app: &App, props: &ProducersProps, _: &Local) -> Html {
    let add = {
        let (app, count, stream) =
            (app.clone(), props.works.producers.len(), props.works.streams.first().map(|s| s.name.clone()));
        Callback::from(move |_: MouseEvent| {
            let to = json!({ "source": "clicks", "target": stream, "rate": 50, "shape": "constant", "running": true });
            set(&app, &format!("clicks-{}", count + 1), to);
        })
    };
    let onfile = {
        let app = app.clone();
        Callback::from(move |file| take_file(&app, &file))
    };
    let actions = html! { <>{ files(app.t("file-own"), false, onfile) }{ button(Kind::Plain, app.t("producer-add"), false, add.clone()) }</> };
    html! {
        <>
            { head(app.t("tab-producers"), Html::default(), actions) }
            <div class="p-body">
                if props.works.producers.is_empty() {
                    { empty(app.t("producers-none"), button(Kind::Primary, app.t("producer-add"), false, add)) }
                }
                <div class="cards">
                    { for props.works.producers.iter().map(|producer| {
                        keyed(&producer.name, producer_card, CardProps { producer: producer.clone(), inputs: props.inputs.clone(), targets: targets_of(&props.works) })
                    }) }
                </div>
                { note(app.t("producers-note")) }
            </div>
        </>
    }
}

fn set(app: &App, name: &str, to: Value) {
    let path = format!("producers/{name}");
    app.ask(|id| ToWorker::Set { id, path, to }, |_| {});
}

#[derive(PartialEq)]
struct CardProps {
    producer: Producer,
    inputs: Vec<String>,
    /// Where records can go, as it is set.
    targets: Vec<Node>,
}

fn producer_card(app: &App, props: &CardProps, _: &Local) -> Html {
    let strings = &app.strings;
    let producer = &props.producer;
    let change = |member: &'static str| {
        let (app, name) = (app.clone(), producer.name.clone());
        move |value: Value| set(&app, &name, json!({ member: value }))
    };
    let running = {
        let (set, running) = (change("running"), producer.running);
        Callback::from(move |_: MouseEvent| set(json!(!running)))
    };
    let rate = {
        let set = change("rate");
        Callback::from(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let index = input.and_then(|input| input.value().parse::<usize>().ok());
            if let Some(rate) = index.and_then(|index| RATES.get(index)) {
                set(json!(rate));
            }
        })
    };
    let typed = |member: &'static str| {
        let set = change(member);
        Callback::from(move |text: String| {
            if let Some(number) = number_of(&text) {
                set(json!(number));
            }
        })
    };
    let chosen = |member: &'static str| {
        let set = change(member);
        Callback::from(move |value: String| set(json!(value)))
    };
    let seed = {
        let set = change("seed");
        Callback::from(move |text: String| {
            if let Ok(seed) = text.trim().parse::<u64>() {
                set(json!(seed));
            }
        })
    };
    let index = RATES.iter().rposition(|rate| f64::from(*rate) <= producer.rate).unwrap_or(0);
    let shapes: Vec<_> =
        ["constant", "ramp", "spike", "wave"].map(|shape| (shape.to_owned(), app.t(&format!("shape-{shape}")))).into();
    let shape = match producer.shape {
        Shape::Constant => "constant",
        Shape::Ramp => "ramp",
        Shape::Spike => "spike",
        Shape::Wave => "wave",
    };
    let mut fields = vec![(String::new(), app.t("key-random"))];
    fields.extend(producer.fields.iter().map(|field| (field.clone(), field.clone())));
    let mut sources: Vec<_> =
        ["flights", "clicks", "tickers"].map(|source| (source.to_owned(), app.t(&format!("source-{source}")))).into();
    for input in props.inputs.iter().chain(Some(&producer.source)) {
        if !sources.iter().any(|(source, _)| source == input) {
            sources.push((input.clone(), input.clone()));
        }
    }
    let (target, targets) = targets(&props.targets, producer);
    let remove = {
        let (app, name) = (app.clone(), producer.name.clone());
        Callback::from(move |()| set(&app, &name, Value::Null))
    };
    html! {
        <article class="card">
            <header>
                <h4>{ &producer.name }</h4>
                { state(app, producer) }
                <span class="grow"></span>
                { button(if producer.running { Kind::Plain } else { Kind::Primary }, app.t(if producer.running { "producer-stop" } else { "producer-start" }), false, running) }
            </header>
            { spark(&producer.spark, strings.x("producer-spark", producer.name.clone())) }
            <p class="figures">
                <b>{ strings.x("rate", strings.short(producer.rate_real)) }</b>
                <span>{ strings.n("records-put", producer.records) }</span>
                <span>{ strings.x("lap", strings.whole(u64::from(producer.lap))) }</span>
                if producer.retrying > 0 { <span class="bad">{ strings.n("retrying", producer.retrying) }</span> }
            </p>
            <label class="field wide"><span>{ strings.x("rate-wanted", strings.short(producer.rate)) }</span>
                <input type="range" min="0" max={(RATES.len() - 1).to_string()} step="1" value={index.to_string()}
                    aria-valuetext={strings.x("rate", strings.short(producer.rate))} oninput={rate} />
            </label>
            <div class="fields">
                { field(app.t("rate-exact"), text_input(figure::number(producer.rate), "", typed("rate"))) }
                { field(app.t("shape"), select(shape, &shapes, chosen("shape"))) }
                { field(app.t("key-field"), select(&producer.key_field, &fields, chosen("keyField"))) }
                { field(app.t("source"), select(&producer.source, &sources, chosen("source"))) }
                { field(app.t("seed-own"), text_input(producer.seed.to_string(), "", seed)) }
                { field(app.t("producer-target"), select(&target, &targets, chosen("target"))) }
            </div>
            { library(app, producer) }
            <footer><span class="grow"></span>
                { confirm(app.t("delete"), strings.x("delete-question", producer.name.clone()), remove) }
            </footer>
        </article>
    }
}

/// What AWS's producer library would be set to, and what has come of it.
fn library(app: &App, producer: &Producer) -> Html {
    let strings = &app.strings;
    let change = |member: &'static str, scale: f64| {
        let (app, name) = (app.clone(), producer.name.clone());
        Callback::from(move |text: String| {
            if let Some(number) = number_of(&text) {
                let number = number * scale;
                // Milliseconds are whole numbers, shares are not.
                let value = if scale < 1.0 { json!(number) } else { json!(number as u64) };
                set(&app, &name, json!({ member: value }));
            }
        })
    };
    let aggregate = {
        let (app, name) = (app.clone(), producer.name.clone());
        Callback::from(move |on: bool| set(&app, &name, json!({ "aggregation": on })))
    };
    let percent = figure::number(producer.lost_answers * 100.0);
    html! {
        <details class="more">
            <summary>{ app.t("producer-library") }</summary>
            if matches!(producer.target, Some(Node::Stream(_))) { { check(app.t("producer-aggregation"), producer.aggregation, aggregate) } }
            <div class="fields">
                { field(app.t("producer-backoff"), text_input(figure::number(producer.backoff_us as f64 / 1e3), "0", change("backoffMs", 1.0))) }
                { field(app.t("producer-ttl"), text_input(figure::number(producer.ttl_us as f64 / 1e3), "30000", change("ttlMs", 1.0))) }
                { field(app.t("producer-lost"), text_input(percent, "0", change("lostAnswers", 0.01))) }
                { field(app.t("producer-late"), text_input(figure::number(producer.late_share * 100.0), "0", change("lateShare", 0.01))) }
                { field(app.t("producer-late-max"), text_input(figure::number(producer.late_us_max as f64 / 1e6), "3600", change("lateMaxS", 1.0))) }
            </div>
            <p class="figures">
                <span>{ strings.x("producer-again", strings.whole(producer.again)) }</span>
                <span>{ strings.x("producer-doubled", strings.whole(producer.doubled)) }</span>
                <span>{ strings.x("producer-dropped", strings.whole(producer.dropped)) }</span>
                <span>{ strings.x("producer-held", strings.whole(producer.held)) }</span>
            </p>
            { note(app.t("producer-library-note")) }
        </details>
    }
}

/// Streams, Firehose streams that take direct puts, queues.
fn targets_of(works: &Works) -> Vec<Node> {
    let streams = works.streams.iter().map(|one| Node::Stream(one.name.clone()));
    let direct = works.deliveries.iter().filter(|one| one.source.is_none());
    let deliveries = direct.map(|one| Node::Delivery(one.name.clone()));
    streams.chain(deliveries).chain(works.queues.iter().map(|one| Node::Queue(one.name.clone()))).collect()
}

/// The present target as it is set, and all that can be chosen, the present one among them even where it is gone.
fn targets(known: &[Node], producer: &Producer) -> (String, Vec<(String, String)>) {
    let option = |node: &Node| match node {
        Node::Delivery(name) => (format!("deliverystream/{name}"), format!("Firehose · {name}")),
        Node::Queue(name) => (format!("queue/{name}"), format!("SQS · {name}")),
        Node::Stream(name) => (format!("stream/{name}"), format!("Kinesis · {name}")),
        _ => (String::new(), "–".to_owned()),
    };
    let now = producer.target.as_ref().map(option).unwrap_or_default();
    let mut all: Vec<_> = known.iter().map(option).collect();
    if !all.contains(&now) {
        all.push(now.clone());
    }
    (now.0, all)
}

fn state(app: &App, producer: &Producer) -> Html {
    if let Some(error) = &producer.error {
        return status(Look::Bad, error.clone());
    }
    match &producer.waiting {
        Some(why) if why == "loading" => status(Look::Busy, app.t("data-loading")),
        Some(why) => status(Look::Bad, why.clone()),
        None if producer.throttled_last_s > 0 => {
            status(Look::Bad, app.strings.n("throttled-now", producer.throttled_last_s))
        }
        None if producer.running => status(Look::Good, app.t("producer-running")),
        None => status(Look::Calm, app.t("producer-stopped")),
    }
}
