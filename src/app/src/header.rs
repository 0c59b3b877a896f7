//! The bar above the diagram: what runs, what it costs, and what is done with the whole run.

use crate::PageConfig;
use crate::bridge::Bridge;
use crate::context::App;
use crate::part::Local;
use crate::state::{Action, Ready};
use crate::template::classes;
use crate::widgets::{confirm_with, icon, icon_button};
use js_sys::{ArrayBuffer, Uint8Array};
use markup::html;
use protocol::{Clock, Config, EngineState, FollowTarget, ToWorker, Works};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct HeaderProps {
    pub ready: Option<Rc<Ready>>,
    pub clock: Rc<Clock>,
    pub config: PageConfig,
    pub works: Rc<Works>,
    pub engines: BTreeMap<String, EngineState>,
}

/// The bar above the diagram.
pub fn header(app: &App, props: &HeaderProps, _: &Local) -> Html {
    let strings = &app.strings;
    let clock = &props.clock;
    let dark = props.config.theme.as_deref() == Some("dark");
    let press = |act: fn(&App)| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| act(&app))
    };
    let follow = {
        let (app, works) = (app.clone(), props.works.clone());
        Callback::from(move |_: MouseEvent| follow_newest(&app, &works))
    };
    let language = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            let other = if app.strings.lang == "es" { "en" } else { "es" };
            app.act(Action::Lang(other.to_owned()));
            app.bridge.changed("lang", other);
        })
    };
    let theme = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            let other = if dark { "light" } else { "dark" };
            app.act(Action::Theme(other.to_owned()));
            app.bridge.changed("theme", other);
        })
    };
    let reset = {
        let (bridge, config, app) = (app.bridge.clone(), props.config.clone(), app.clone());
        Callback::from(move |()| {
            app.act(Action::Following(false));
            app.act(Action::Found(None));
            begin_anew(&bridge, &config);
        })
    };
    let full = clock.memory_bytes as f64 / clock.memory_bytes_max.max(1) as f64;
    html! {
        <header class="bar">
            <b class="title">{ props.ready.as_ref().map_or_else(String::new, |ready| ready.title.clone()) }</b>
            <span class="chips">
                <span class="chip seed">{ strings.x("seed", clock.seed.to_string()) }</span>
                if let Some(ready) = &props.ready {
                    <span class="chip where">{ format!("{} · {}", ready.region, ready.account) }</span>
                }
                <span class="chip cost" title={app.t("cost-tip")}>{ strings.x("cost-so-far", strings.usd(clock.cost_usd)) }</span>
                if full >= 0.8 {
                    <span class="chip hot">{ strings.with("memory", &[("used", strings.bytes(clock.memory_bytes)), ("max", strings.bytes(clock.memory_bytes_max))]) }</span>
                }
                { for props.engines.values().filter_map(|engine| engine_chip(app, engine)) }
                if clock.branch > 0 {
                    <span class="chip">{ strings.x("branch", clock.branch.to_string()) }</span>
                }
            </span>
            <span class="grow"></span>
            <button type="button" class="b" onclick={follow}>{ icon("route") }<span>{ app.t("follow-record") }</span></button>
            <span class="tools">
                { icon_button("save", app.t("save"), false, press(save)) }
                <label class="b icon-only" title={app.t("open")}>
                    <input type="file" class="unseen" accept=".acequia,application/octet-stream" aria-label={app.t("open")} onchange={opener(app)} />
                    { icon("open") }
                </label>
                { confirm_with("reset", app.t("reset"), app.t("reset-question"), reset) }
                <button type="button" class="b icon-only lang" aria-label={format!("{} {}", if strings.lang == "es" { "EN" } else { "ES" }, app.t("other-language"))} title={app.t("other-language")} onclick={language}>
                    { if strings.lang == "es" { "EN" } else { "ES" } }
                </button>
                <button type="button" class="b icon-only for-keys" popovertarget="aq-keys" aria-label={app.t("keys")} title={format!("{} (?)", app.t("keys"))}>{ icon("keys") }</button>
                <button type="button" class={classes!("b", "icon-only")} aria-label={app.t("theme")} title={app.t("theme")} aria-pressed={dark.to_string()} onclick={theme}>
                    { icon(if dark { "sun" } else { "moon" }) }
                </button>
            </span>
        </header>
    }
}

fn engine_chip(app: &App, engine: &EngineState) -> Option<Html> {
    let key = match engine.state.as_str() {
        "building" => "engine-building",
        "loading" => "engine-loading",
        "failed" => "engine-failed",
        _ => return None,
    };
    let name = app.t(if engine.engine == "lake" { "engine-lake" } else { "engine-search" });
    let part = if engine.bytes_total > 0 { engine.bytes_loaded as f64 / engine.bytes_total as f64 } else { 0.0 };
    let text = app.strings.with(key, &[("engine", name), ("part", app.strings.percent(part))]);
    let class = classes!("chip", (engine.state == "failed").then_some("hot"));
    Some(html! { <span {class} title={engine.reason.clone()}>{ text }</span> })
}

/// The newest record that moves, else the newest that a stream holds.
fn follow_newest(app: &App, works: &Works) {
    let newest = works.dots.iter().max_by_key(|dot| dot.at_us).map(|dot| dot.record.clone());
    let held = || {
        works.streams.iter().find_map(|stream| {
            let shard = stream.shards.iter().find(|shard| !shard.sequence_last.is_empty())?;
            Some(protocol::RecordId::Stream {
                stream: stream.name.clone(),
                shard: shard.id.clone(),
                sequence: shard.sequence_last.clone(),
            })
        })
    };
    match newest.or_else(held) {
        Some(record) => app.follow(FollowTarget::Record(record)),
        None => app.note(String::new(), app.t("follow-none")),
    }
}

fn save(app: &App) {
    app.ask(|id| ToWorker::Save { id }, |_| {});
}

fn opener(app: &App) -> Callback<Event> {
    let app = app.clone();
    Callback::from(move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input.as_ref().and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        if let Some(input) = input {
            input.set_value("");
        }
        let app = app.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match read(&file).await {
                Ok(bytes) => {
                    let said = app.clone();
                    app.ask_with(
                        |id| ToWorker::Open { id },
                        bytes.into(),
                        move |_| {
                            said.act(Action::Opened);
                            said.note(String::new(), said.t("opened"));
                        },
                    );
                }
                Err(()) => app.act(Action::Error { title: file.name(), text: app.t("file-unreadable") }),
            }
        });
    })
}

/// A file's bytes.
pub async fn read(file: &web_sys::File) -> Result<ArrayBuffer, ()> {
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await.map_err(|_| ())?;
    buffer.dyn_into().map_err(|_| ())
}

/// A file's bytes, on this side.
pub fn bytes_of(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

fn begin_anew(bridge: &Rc<Bridge>, config: &PageConfig) {
    let default = Config::default();
    let config = Config {
        scenario: config.scenario.clone().unwrap_or(default.scenario),
        scenario_text: config.scenario_text.clone(),
        seed: config.seed,
        speed: config.speed.unwrap_or(default.speed),
        memory_bytes_max: config.memory_bytes.unwrap_or(default.memory_bytes_max),
        at_us: 0,
    };
    bridge.tell_with(&ToWorker::Start { version: protocol::VERSION, config }, JsValue::UNDEFINED);
}
