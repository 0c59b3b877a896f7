//! The transport bar: when the run is, how fast it goes, and what it waits for.

use crate::context::App;
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{Kind, button, icon, icon_button, select};
use markup::html;
use protocol::{Clock, ToWorker, WaitingOn};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, MouseEvent};

/// Virtual seconds for each second.
const SPEEDS: [(f64, &str); 7] =
    [(0.25, "¼×"), (0.5, "½×"), (1.0, "1×"), (2.0, "2×"), (5.0, "5×"), (20.0, "20×"), (100.0, "100×")];

/// The slider's steps.
const STEPS: f64 = 1_000.0;

/// What it shows.
#[derive(Clone, PartialEq)]
pub struct TransportProps {
    pub clock: Rc<Clock>,
    /// When the reader came in.
    pub start_us: u64,
}

/// One step slower or faster.
pub fn change_speed(app: &App, clock: &Clock, faster: bool) {
    let next = if faster {
        SPEEDS.iter().find(|(speed, _)| *speed > clock.speed)
    } else {
        SPEEDS.iter().rev().find(|(speed, _)| *speed < clock.speed)
    };
    if let Some((speed, _)) = next {
        app.bridge.tell(&ToWorker::SetSpeed { speed: *speed });
    }
}

/// The transport bar.
pub fn transport(app: &App, props: &TransportProps, _: &Local) -> Html {
    let clock = &props.clock;
    let strings = &app.strings;
    let press = |act: fn(&App)| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| act(&app))
    };
    let toggle = {
        let (app, playing) = (app.clone(), clock.playing);
        Callback::from(move |_: MouseEvent| {
            app.bridge.tell(&if playing { ToWorker::Pause } else { ToWorker::Play { speed: None } });
        })
    };
    let speeds: Vec<_> = SPEEDS.iter().map(|(_, label)| ((*label).to_owned(), (*label).to_owned())).collect();
    let chosen = SPEEDS.iter().find(|(speed, _)| (speed - clock.speed).abs() < 0.01).map_or("", |(_, label)| label);
    let set_speed = {
        let app = app.clone();
        Callback::from(move |value: String| {
            if let Some((speed, _)) = SPEEDS.iter().find(|(_, label)| *label == value) {
                app.bridge.tell(&ToWorker::SetSpeed { speed: *speed });
            }
        })
    };
    let to_start = {
        let (app, start_us) = (app.clone(), props.start_us);
        Callback::from(move |_: MouseEvent| app.bridge.seek(start_us))
    };
    let slower = clock.playing && clock.speed_real > 0.0 && clock.speed_real < clock.speed * 0.9;
    let epoch = clock.start_epoch_ms + clock.now_us / 1_000;
    html! {
        <footer class="transport-box">
            { part(notices, props.clone()) }
            <div class="transport" role="group" aria-label={app.t("transport")}>
                <span class="keys">
                    { icon_button("start", app.t("to-start"), false, to_start) }
                    { icon_button("back", app.t("step-back"), false, press(|app| app.travel(|id| ToWorker::StepBack { id }))) }
                    <button type="button" class="b primary play" onclick={toggle}>
                        { icon(if clock.playing { "pause" } else { "play" }) }<span>{ app.t(if clock.playing { "pause" } else { "play" }) }</span>
                    </button>
                    { icon_button("step", app.t("step"), false, press(|app| app.travel(|id| ToWorker::Step { id }))) }
                    { icon_button("next", app.t("next-interesting"), false, press(|app| app.travel(|id| ToWorker::NextInteresting { id }))) }
                </span>
                <label class="speed"><span class="unseen">{ app.t("speed") }</span>{ select(chosen, &speeds, set_speed) }</label>
                if slower {
                    <span class="chip" title={app.t("slower-tip")}>{ strings.x("slower", strings.short(clock.speed_real)) }</span>
                }
                { part(rail, props.clone()) }
                <time class="t" title={strings.x("since-start", strings.span(clock.now_us.saturating_sub(props.start_us)))}><span class="date">{ strings.date(epoch) }{ " " }</span>{ strings.time(epoch) }</time>
            </div>
        </footer>
    }
}

/// The slider, with marks where something happened.
fn rail(app: &App, props: &TransportProps, local: &Local) -> Html {
    let clock = &props.clock;
    let start = props.start_us.min(clock.now_us);
    let length = clock.frontier_us.saturating_sub(start).max(1);
    // Where the hand holds the slider, until the run is there.
    let held = local.text("held", "").parse::<u64>().ok();
    let at = |us: u64| (us.saturating_sub(start) as f64 / length as f64 * STEPS).clamp(0.0, STEPS);
    let oninput = {
        let (app, local) = (app.clone(), local.clone());
        Callback::from(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(value) = input.and_then(|input| input.value().parse::<f64>().ok()) {
                let to = start + (value / STEPS * length as f64).round().max(0.0) as u64;
                local.set("held", to.to_string());
                app.bridge.seek(to);
            }
        })
    };
    let onchange = {
        let local = local.clone();
        Callback::from(move |_: yew::Event| local.set("held", ""))
    };
    let now = held.unwrap_or(clock.now_us);
    let value = (at(now) as u64).to_string();
    let text = app.strings.date_time(clock.start_epoch_ms + now / 1_000);
    html! {
        <div class="rail">
            <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
                <rect class="rail-bed" y="8" width="1000" height="4" rx="2" />
                <rect class="rail-gone" y="8" width={figure::number(at(now))} height="4" rx="2" />
                { for clock.interesting.iter().filter(|mark| mark.at_us >= start).map(|mark| html! {
                    <rect class={classes!("mark", mark.trouble.then_some("hot"))} x={figure::number(at(mark.at_us))} y="2" width="2" height="16" />
                }) }
            </svg>
            <input type="range" min="0" max={(STEPS as u64).to_string()} step="1" {value} aria-label={app.t("scrub")} aria-valuetext={text} {oninput} {onchange} />
        </div>
    }
}

/// What stands above the bar while there is something to say.
fn notices(app: &App, props: &TransportProps, local: &Local) -> Html {
    let clock = &props.clock;
    let strings = &app.strings;
    let seen = local.text("seen", "").parse::<u64>().ok();
    let ahead = clock.ran_ahead.as_ref().filter(|ahead| !clock.playing && seen != Some(ahead.at_us));
    let undo = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.ask(|id| ToWorker::Undo { id }, |_| {}))
    };
    html! {
        <div class="notices" role="status">
            if let Some(waiting) = &clock.waiting_on {
                { wait(app, waiting) }
            }
            if let Some(because) = &clock.paused_because {
                <div class="notice hot">{ icon("warn") }<span>{ strings.said(because) }</span>{ more_memory(app, clock) }</div>
            }
            if let Some(ahead) = ahead {
                <div class="notice">
                    { icon("bolt") }
                    <span>{ strings.with("ran-ahead", &[("time", strings.span(ahead.by_us)), ("what", strings.said(&ahead.what))]) }</span>
                    { icon_button("x", app.t("dismiss"), false, local.putter("seen", &ahead.at_us.to_string())) }
                </div>
            }
            if let Some(aside) = &clock.set_aside {
                <div class="notice">
                    { icon("undo") }<span>{ strings.n("set-aside", u64::from(aside.actions)) }</span>
                    { button(Kind::Plain, app.t("undo"), false, undo) }
                </div>
            }
            { for clock.breaches.iter().map(|law| html! {
                <div class="notice hot">{ icon("warn") }<span>{ strings.with("law-broken", &[("id", law.id.clone()), ("found", law.found.clone().unwrap_or_default())]) }</span></div>
            }) }
        </div>
    }
}

fn wait(app: &App, waiting: &WaitingOn) -> Html {
    let strings = &app.strings;
    let tell = |message: fn(u32) -> ToWorker| {
        let (app, job) = (app.clone(), waiting.job);
        Callback::from(move |_: MouseEvent| app.bridge.tell(&message(job)))
    };
    let state = match waiting.state.as_str() {
        "building" => "waiting-building",
        "loading" => "waiting-loading",
        _ => "waiting-running",
    };
    html! {
        <div class="notice waiting">
            { icon("clock") }
            <span>{ strings.x("waiting-on", strings.said(&waiting.what)) }{ " " }<span class="dim">{ app.t(state) }</span></span>
            if let Some(progress) = waiting.progress {
                <progress max="100" value={figure::number(progress * 100.0)} aria-label={app.t("progress")}></progress>
            } else {
                <progress aria-label={app.t("progress")}></progress>
            }
            { button(Kind::Plain, app.t("cancel"), false, tell(|job| ToWorker::CancelJob { job })) }
            { button(Kind::Quiet, app.t("fail-and-go-on"), false, tell(|job| ToWorker::FailJob { job })) }
        </div>
    }
}

/// A full memory's ways out: more of it; what else helps is said in the notice.
fn more_memory(app: &App, clock: &Clock) -> Html {
    if clock.memory_bytes < clock.memory_bytes_max {
        return Html::default();
    }
    let (app, bytes_max) = (app.clone(), clock.memory_bytes_max.saturating_mul(2));
    let label = app.strings.x("memory-more", app.strings.bytes(bytes_max));
    button(
        Kind::Plain,
        label,
        false,
        Callback::from(move |_: MouseEvent| app.bridge.tell(&ToWorker::SetBudget { bytes_max })),
    )
}
