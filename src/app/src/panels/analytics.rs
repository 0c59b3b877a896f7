//! Kinesis Data Analytics, now Managed Service for Apache Flink: applications, and the console of the chosen one. Its parts lie in `analytics/`.

mod configuration;
mod create;
mod inside;
mod monitoring;
mod run;
mod snapshots;
mod templates;

use super::parts::Parts;
use crate::context::App;
use crate::part::{Draw, Local, keyed, part};
use crate::state::Action;
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, confirm, empty, head, note, status, table};
use markup::html;
use protocol::{Application, ApplicationDetail, Clock, Metrics, ToWorker, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{AttrValue, Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct AnalyticsProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<ApplicationDetail>>,
    pub metrics: Option<Rc<Metrics>>,
    /// Which part of the chosen application's console is open; empty is the first.
    pub part: String,
    /// Whether the drawing above shows the works, and not the windows.
    pub shows_works: bool,
}

/// The chosen application and what is known about it.
#[derive(Clone, PartialEq)]
struct Chosen {
    works: Rc<Works>,
    clock: Rc<Clock>,
    view: Rc<ApplicationDetail>,
    metrics: Option<Rc<Metrics>>,
}

/// The parts by name, and what draws them.
const PARTS: [(&str, Draw<Chosen>); 4] = [
    ("monitoring", monitoring::monitoring),
    ("windows", inside::inside),
    ("configuration", configuration::configuration),
    ("snapshots", snapshots::snapshots),
];
/// Their row.
const ROW: Parts = Parts { draft: "analytics", label: "flow-parts", key: "flow-part-" };

/// The console of the applications.
pub fn analytics(app: &App, props: &AnalyticsProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let applications = &props.works.applications;
    let name = match &props.viewport {
        Some(Viewport::Application { name }) => name.as_str(),
        _ => "",
    };
    let view = props.view.as_ref().filter(|view| view.name == name);
    let beside = html! { <span class="dim">{ "Managed Service for Apache Flink" }</span> };
    let actions = html! { <>
        if view.is_some_and(|view| view.plane.is_some()) { { drawing_switch(app, props.shows_works) } }
        { button(Kind::Plain, app.t("flow-create"), false, toggle.clone()) }
    </> };
    html! {
        <>
            { head(app.t("flow-title"), beside, actions) }
            if making {
                { part(create::create, create::CreateProps { works: props.works.clone(), done: local.done("making") }) }
            }
            <div class="p-body">
                if applications.is_empty() && !making {
                    { empty(app.t("flow-none"), html! { <span class="flow-run">
                        { button(Kind::Primary, app.t("flow-example"), local.is_on("making-up"), example(app, local)) }
                        { button(Kind::Plain, app.t("flow-create"), false, toggle) }
                    </span> }) }
                    if local.is_on("making-up") { <p class="empty-wait" role="status">{ app.t("flow-example-wait") }</p> }
                }
                if !applications.is_empty() { { list(app, applications, name) } }
                { view.map(|view| detail(app, props, view)) }
            </div>
        </>
    }
}

/// Adds the scenario `analytics` to the run: clicks of which some come late, and an application that counts them.
fn example(app: &App, local: &Local) -> Callback<MouseEvent> {
    let (app, local) = (app.clone(), local.clone());
    Callback::from(move |_| {
        let said = app.clone();
        local.switch("making-up", true);
        app.ask(
            |id| ToWorker::Add { id, scenario: "analytics".into() },
            move |_| {
                said.bridge.tell(&ToWorker::Play { speed: None });
                said.note(String::new(), said.t("flow-example-there"));
            },
        );
    })
}

/// What the drawing above shows: the windows, or the works.
fn drawing_switch(app: &App, shows_works: bool) -> Html {
    let onclick = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            let shown = if shows_works { "windows" } else { "works" };
            app.act(Action::Draft("analytics/drawing".into(), shown.into()));
        })
    };
    button(Kind::Quiet, app.t(if shows_works { "flow-draw-windows" } else { "flow-draw-works" }), false, onclick)
}

/// A status in AWS's words.
fn state(text: &str) -> Html {
    let look = match text {
        "RUNNING" => Look::Good,
        "READY" => Look::Calm,
        _ => Look::Busy,
    };
    status(look, text.to_owned())
}

/// The applications, one a row.
fn list(app: &App, applications: &[Application], chosen: &str) -> Html {
    let columns = [
        Column::text(app.t("flow-application")),
        Column::text(app.t("kinesis-status")),
        Column::text(app.t("flow-reads")),
        Column::text(app.t("flow-writes")),
        Column::number(app.t("flow-rate")),
        Column::number(app.t("flow-late")),
        Column::number("KPU"),
    ];
    let rows = applications.iter().map(|application| row(app, application, application.name == chosen));
    html! { <div class="kds-list">{ table(app.t("flow-title"), &columns, rows.collect::<Html>()) }</div> }
}

fn row(app: &App, application: &Application, chosen: bool) -> Html {
    let strings = &app.strings;
    let choose = {
        let (app, name) = (app.clone(), application.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Application { name: name.clone() }))
    };
    let writes: Vec<String> = application.writes.iter().map(crate::places::short_name).collect();
    let writes = if writes.is_empty() { app.t("flow-chart") } else { writes.join(", ") };
    html! {
        <tr key={application.name.clone()} class={classes!(chosen.then_some("chosen"))}>
            <td><button type="button" class="link" aria-current={chosen.then_some("true")} onclick={choose}><b>{ &application.name }</b></button></td>
            <td>if let Some(error) = &application.error { { status(Look::Bad, error.clone()) } } else { { state(&application.status) } }</td>
            <td>{ application.reads.join(", ") }</td>
            <td>{ writes }</td>
            <td class="num">{ strings.short(application.rows_in_per_s) }</td>
            <td class={classes!("num", (application.late > 0).then_some("bad"))}>{ strings.whole(application.late) }</td>
            <td class="num">{ strings.whole(u64::from(application.kpus)) }</td>
        </tr>
    }
}

/// The chosen application: what can be done, and its parts, of which one is open.
fn detail(app: &App, props: &AnalyticsProps, view: &Rc<ApplicationDetail>) -> Html {
    let open = PARTS.into_iter().find(|(name, _)| *name == props.part).unwrap_or(PARTS[0]);
    let chosen = Chosen {
        works: props.works.clone(),
        clock: props.clock.clone(),
        view: view.clone(),
        metrics: props.metrics.clone(),
    };
    let delete = {
        let (app, params) = (
            app.clone(),
            json!({ "ApplicationName": view.name, "CreateTimestamp": seconds(&props.clock, view.created_us) }),
        );
        Callback::from(move |()| app.call("KinesisAnalytics.DeleteApplication", params.clone(), |_| {}))
    };
    html! {
        <section class="kds" key={view.name.clone()} aria-label={view.name.clone()}>
            <header class="detail-head flow-head"><h4>{ &view.name }</h4>{ state(&view.status) }<span class="grow"></span>
                { keyed(&view.name, run::run, chosen.clone()) }
                { confirm(app.t("delete"), app.strings.x("flow-delete-question", view.name.clone()), delete) }
            </header>
            { trouble(app, view) }
            { ROW.row(app, &PARTS.map(|(name, _)| name), open.0, Html::default()) }
            { keyed(open.0, open.1, chosen) }
        </section>
    }
}

/// What holds it up.
fn trouble(app: &App, view: &ApplicationDetail) -> Html {
    let Some(error) = &view.trouble else { return Html::default() };
    html! {
        <div class="kds-trouble" role="status">
            <h5>{ app.t("flow-trouble") }</h5>
            <p><code class="kds-error">{ format!("{}: {}", error.name, error.message) }</code></p>
            <p class="dim">{ app.t("flow-trouble-note") }</p>
        </div>
    }
}

/// An instant of the run as the API takes it: seconds since 1970.
fn seconds(clock: &Clock, us: u64) -> f64 {
    (clock.start_epoch_ms + us / 1_000) as f64 / 1e3
}

/// An event time, as the clock on the wall.
fn event_time(app: &App, ms: i64) -> String {
    app.strings.time_ms(ms.max(0).unsigned_abs())
}

/// A length of time that may be negative, or none at all.
fn length(app: &App, ms: i64) -> String {
    let span = app.strings.span(ms.unsigned_abs() * 1_000);
    if ms < 0 { format!("−{span}") } else { span }
}

/// What AWS said about a script, with the place where it says one.
fn code_error(message: &str) -> Option<(u32, u32, AttrValue)> {
    let (_, rest) = message.split_once("From line ")?;
    let (line, rest) = rest.split_once(", column ")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let said = rest.get(end..).unwrap_or_default().trim_start_matches([':', ' ']).to_owned();
    Some((line.parse().ok()?, rest.get(..end)?.parse().ok()?, said.into()))
}

/// A refused script under its editor: where, and what.
fn refusal(app: &App, message: &str) -> Html {
    if message.is_empty() {
        return Html::default();
    }
    let text = match code_error(message) {
        Some((line, column, said)) => {
            let place = [("line", line.to_string()), ("column", column.to_string())];
            format!("{} {said}", app.strings.with("flow-error-at", &place))
        }
        None => message.to_owned(),
    };
    html! { <div class="failure flow-failure" role="alert">{ text }</div> }
}

/// A remark that leads to a part of the console.
fn remark(app: &App, key: &str) -> Html {
    note(app.t(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_an_error_is_read_from_aws_text() {
        let message = "SQL validation failed. From line 12, column 7: column 'x' is not there";
        assert_eq!(code_error(message), Some((12, 7, "column 'x' is not there".into())));
        assert_eq!(code_error("SQL validation failed. The script has no INSERT INTO"), None);
        assert_eq!(code_error("From line x, column 7: no"), None);
    }
}
