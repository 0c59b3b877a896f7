//! CloudTrail: who called what, and the command that does the same.

use super::at;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Look, check, code, empty, head, pager, status};
use markup::html;
use protocol::{Clock, Trail, TrailEntry, Viewport};
use std::rc::Rc;
use yew::{Callback, Html};

/// What it shows.
#[derive(PartialEq)]
pub struct TrailProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Trail>>,
    pub viewport: Viewport,
}

/// CloudTrail's event history.
pub fn trail(app: &App, props: &TrailProps, _: &Local) -> Html {
    let Viewport::Trail { from, errors_only, data_events } = props.viewport else { return Html::default() };
    let show = |make: fn(u64, bool, bool, bool) -> Viewport| {
        let app = app.clone();
        Callback::from(move |on: bool| app.show(make(0, errors_only, data_events, on)))
    };
    let errors = show(|from, _, data_events, on| Viewport::Trail { from, errors_only: on, data_events });
    let data = show(|from, errors_only, _, on| Viewport::Trail { from, errors_only, data_events: on });
    let go = {
        let app = app.clone();
        Callback::from(move |from| app.show(Viewport::Trail { from, errors_only, data_events }))
    };
    let beside = html! { <>{ check(app.t("errors-only"), errors_only, errors) }{ check(app.t("data-events"), data_events, data) }</> };
    let Some(view) = &props.view else { return head("CloudTrail", beside, Html::default()) };
    html! {
        <>
            { head("CloudTrail", beside, pager(&app.strings, from, view.entries.len() as u64, view.total, 50, &go)) }
            <div class="p-body">
                if view.entries.is_empty() { { empty(app.t("trail-none"), Html::default()) } }
                <ul class="trail">{ for view.entries.iter().map(|entry| one(app, &props.clock, entry)) }</ul>
            </div>
        </>
    }
}

fn one(app: &App, clock: &Clock, entry: &TrailEntry) -> Html {
    // An ARN's last part says who; the whole stands inside.
    let who = entry.principal.rsplit(['/', ':']).next().unwrap_or(&entry.principal).to_owned();
    html! {
        <li key={entry.sequence}>
            <details>
                <summary>
                    <time>{ at(app, clock, entry.at_us) }</time>
                    <b>{ &entry.event }</b><span class="dim">{ &entry.source }</span>
                    <span class="who" title={entry.principal.clone()}>{ who }</span>
                    if let Some(error) = &entry.error { { status(Look::Bad, error.clone()) } }
                    if entry.read_only { <span class="chip">{ app.t("read-only") }</span> }
                </summary>
                if let Some(message) = &entry.error_message { <p class="bad">{ message }</p> }
                <p class="dim">{ &entry.principal }</p>
                { code(entry.cli.clone(), app.t("as-cli")) }
                { code(entry.params.clone(), app.t("request")) }
            </details>
        </li>
    }
}
