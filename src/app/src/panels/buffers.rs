//! The scene of the buffers: one slider from small to large, which really changes the Firehose stream, and what follows from it. The
//! drawing over it is `figure`'s.

use super::firehose::request::update_hints;
use crate::context::App;
use crate::part::Local;
use crate::state::Tab;
use crate::widgets::{Kind, Look, button, empty, head, note, status};
use markup::html;
use protocol::{BufferStep, Buffers, Clock, ToWorker};
use serde_json::{Value, json};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, InputEvent, MouseEvent};

/// How fast it plays, so that objects come while one looks.
const SPEED: f64 = 20.0;

/// What it shows.
#[derive(PartialEq)]
pub struct BuffersProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Buffers>>,
}

/// The console of the scene.
pub fn buffers(app: &App, props: &BuffersProps, local: &Local) -> Html {
    let Some(view) = &props.view else { return head(app.t("tab-buffers"), Html::default(), Html::default()) };
    if view.delivery.is_empty() {
        let action = button(Kind::Primary, app.t("tab-delivery"), false, app.opener(Tab::Delivery));
        return html! { <>{ head(app.t("tab-buffers"), Html::default(), Html::default()) }<div class="p-body">{ empty(app.t("buffers-none"), action) }</div></> };
    }
    let play = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.bridge.tell(&ToWorker::Play { speed: Some(SPEED) }))
    };
    let actions = html! {
        <>
            if !props.clock.playing { { button(Kind::Primary, app.t("play"), false, play) } }
            { button(Kind::Plain, app.t("tab-delivery"), false, app.opener(Tab::Delivery)) }
        </>
    };
    html! {
        <>
            { head(app.t("buffers-title"), html! { <code>{ &view.delivery }</code> }, actions) }
            <div class="p-body fh-scene">
                { slider(app, view, local) }
                { told(app, view) }
                { note(app.t("buffers-note")) }
            </div>
        </>
    }
}

/// The slider: it says what is set, and sets it when it is let go.
fn slider(app: &App, view: &Buffers, local: &Local) -> Html {
    let last = view.steps.len().saturating_sub(1);
    // While it is dragged it shows where it would stop.
    let dragged = local.text("step", "").parse::<usize>().ok().filter(|step| *step <= last);
    let at = dragged.or(view.chosen.map(|step| step as usize));
    let said = |step: &BufferStep| {
        app.strings.with(
            "buffers-step",
            &[("size", app.strings.whole(step.size_mib)), ("interval", app.strings.whole(step.interval_s))],
        )
    };
    let text = at.and_then(|at| view.steps.get(at)).map_or_else(
        || {
            app.strings.with(
                "buffers-own",
                &[("size", app.strings.bytes(view.size_bytes)), ("interval", app.strings.span(view.interval_us))],
            )
        },
        said,
    );
    let oninput = {
        let local = local.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
                local.set("step", input.value());
            }
        })
    };
    let onchange = {
        let (app, local, delivery, steps) = (app.clone(), local.clone(), view.delivery.clone(), view.steps.clone());
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let step = input.and_then(|input| input.value().parse::<usize>().ok());
            if let Some(step) = step.and_then(|step| steps.get(step)) {
                set(&app, &local, &delivery, step.size_mib, step.interval_s);
            }
        })
    };
    let value = at.map_or_else(|| "0".to_owned(), |at| at.to_string());
    html! {
        <label class="field wide fh-slider">
            <span>{ app.t("buffers-slider") }{ " " }<b>{ text.clone() }</b></span>
            <input type="range" min="0" max={last.to_string()} step="1" {value} aria-valuetext={text} {oninput} {onchange} />
            <span class="ends"><small>{ app.t("buffers-small") }</small><small>{ app.t("buffers-large") }</small></span>
        </label>
    }
}

/// Reads the version that the change is made to, and changes the buffer.
fn set(app: &App, local: &Local, delivery: &str, size_mib: u64, interval_s: u64) {
    let (then, local) = (app.clone(), local.clone());
    app.call(
        "Firehose.DescribeDeliveryStream",
        json!({ "DeliveryStreamName": delivery }),
        move |description: Value| {
            let params = update_hints(&description, size_mib, interval_s);
            let said = then.clone();
            then.call("Firehose.UpdateDestination", params, move |_| {
                local.set("step", "");
                let values = [("size", said.strings.whole(size_mib)), ("interval", said.strings.whole(interval_s))];
                said.act(crate::state::Action::Announce(said.strings.with("buffers-set", &values)));
            });
        },
    );
}

/// What is set costs, and what really came.
fn told(app: &App, view: &Buffers) -> Html {
    let strings = &app.strings;
    let Some(step) = view.chosen.and_then(|step| view.steps.get(step as usize)) else { return Html::default() };
    if view.bytes_per_s <= 0.0 {
        return status(Look::Calm, app.t("buffers-dry"));
    }
    let first = if step.by_size { "buffers-size-first" } else { "buffers-time-first" };
    let verdict = strings.with(
        first,
        &[
            ("rate", strings.bytes(view.bytes_per_s as u64)),
            ("object", strings.bytes(step.object_bytes as u64)),
            ("wait", strings.span(step.wait_us / 100_000 * 100_000)),
        ],
    );
    let real = view.objects_per_hour.map(|real| {
        let values = [("told", strings.short(step.objects_per_hour.round())), ("real", strings.short(real.round()))];
        strings.with("buffers-real", &values)
    });
    let query = view.query.as_ref().map(|query| {
        let values = [("time", strings.span(query.total_us)), ("bytes", strings.bytes(query.scanned_bytes))];
        strings.with("buffers-query-real", &values)
    });
    html! {
        <div class="fh-told" role="status">
            <p>{ verdict }</p>
            if let Some(real) = real { <p>{ real }</p> }
            if let Some(query) = query { <p>{ query }</p> }
        </div>
    }
}
