//! Kinesis: data streams, and the console of the chosen one. Its parts lie in `kinesis/`.

use super::kinesis::{Chosen, PARTS, ROW};
use crate::context::App;
use crate::part::{Local, part};
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, confirm, empty, field, head, number_of, status, table, text_input};
use markup::html;
use protocol::{Clock, Hashes, Metrics, StartingPosition, Stream, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct ShardsProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<Hashes>>,
    pub metrics: Option<Rc<Metrics>>,
    /// Which part of the chosen stream's console is open; empty is the first.
    pub part: String,
}

/// The console of the streams.
pub fn shards(app: &App, props: &ShardsProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let streams = &props.works.streams;
    let name = match &props.viewport {
        Some(Viewport::Hashes { stream, .. }) => stream.as_str(),
        _ => "",
    };
    let stream = streams.iter().find(|stream| stream.name == name);
    html! {
        <>
            { head(app.t("streams"), html! { <span class="dim">{ streams.len() }</span> }, button(Kind::Plain, app.t("stream-create"), false, toggle.clone())) }
            if making {
                { part(new_stream, NewProps { done }) }
            }
            <div class="p-body">
                if streams.is_empty() && !making {
                    { empty(app.t("streams-none"), button(Kind::Primary, app.t("stream-create"), false, toggle)) }
                }
                if !streams.is_empty() { { list(app, streams, name) } }
                { stream.map(|stream| detail(app, props, stream)) }
            </div>
        </>
    }
}

/// The streams, one a row.
fn list(app: &App, streams: &[Stream], chosen: &str) -> Html {
    let columns = [
        Column::text(app.t("kinesis-stream")),
        Column::text(app.t("kinesis-status")),
        Column::text(app.t("kinesis-mode")),
        Column::number(app.t("kinesis-open-shards")),
        Column::number(app.t("kinesis-retention")),
        Column::number(app.t("kinesis-held")),
        Column::number("IteratorAge"),
        Column::text(""),
    ];
    let rows = streams.iter().map(|stream| row(app, stream, stream.name == chosen));
    html! { <div class="kds-list">{ table(app.t("streams"), &columns, rows.collect::<Html>()) }</div> }
}

fn row(app: &App, stream: &Stream, chosen: bool) -> Html {
    let strings = &app.strings;
    let choose = {
        let (app, stream) = (app.clone(), stream.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Hashes { stream: stream.clone(), shard: None }))
    };
    let delete = {
        let (app, name) = (app.clone(), stream.name.clone());
        Callback::from(move |()| {
            app.call("Kinesis.DeleteStream", json!({ "StreamName": name, "EnforceConsumerDeletion": true }), |_| {})
        })
    };
    let look = if stream.status == "ACTIVE" { Look::Good } else { Look::Busy };
    let open = stream.shards.iter().filter(|shard| shard.open).count() as u64;
    let held =
        strings.with("held", &[("records", strings.whole(stream.records)), ("bytes", strings.bytes(stream.bytes))]);
    html! {
        <tr key={stream.name.clone()} class={classes!(chosen.then_some("chosen"))}>
            <td><button type="button" class="link" aria-current={chosen.then_some("true")} onclick={choose}><b>{ &stream.name }</b></button></td>
            <td>{ status(look, stream.status.clone()) }</td>
            <td>{ mode(app, &stream.mode) }</td>
            <td class="num">{ strings.whole(open) }</td>
            <td class="num">{ strings.x("kinesis-hours", strings.whole(u64::from(stream.retention_hours))) }</td>
            <td class="num">{ held }</td>
            <td class="num">{ strings.span(stream.iterator_age_us) }</td>
            <td><div class="row-actions">{ confirm(app.t("delete"), strings.x("delete-question", stream.name.clone()), delete) }</div></td>
        </tr>
    }
}

fn mode(app: &App, mode: &str) -> String {
    app.t(if mode == "ON_DEMAND" { "mode-on-demand" } else { "mode-provisioned" })
}

/// The chosen stream: its parts, of which one is open.
fn detail(app: &App, props: &ShardsProps, stream: &Stream) -> Html {
    let open = PARTS.into_iter().find(|(name, _)| *name == props.part).unwrap_or(PARTS[0]);
    let chosen = Chosen {
        stream: Rc::new(stream.clone()),
        clock: props.clock.clone(),
        view: props.view.clone().filter(|view| view.stream == stream.name),
        metrics: props.metrics.clone(),
    };
    let viewer = html! {
        <button type="button" class="kds-part kds-away" onclick={data_viewer(app, stream)}>{ app.t("tab-records") }{ " ›" }</button>
    };
    html! {
        <section class="kds" key={stream.name.clone()} aria-label={stream.name.clone()}>
            { ROW.row(app, &PARTS.map(|(name, _)| name), open.0, viewer) }
            { part(open.1, chosen) }
        </section>
    }
}

/// Opens the data viewer at the stream's first open shard.
fn data_viewer(app: &App, stream: &Stream) -> Callback<MouseEvent> {
    let shard = stream.shards.iter().find(|shard| shard.open).map(|shard| shard.id.clone());
    let (app, stream) = (app.clone(), stream.name.clone());
    Callback::from(move |_| {
        if let Some(shard) = shard.clone() {
            app.show(Viewport::Records { stream: stream.clone(), shard, from: StartingPosition::Latest });
        }
        app.open(Tab::Records);
    })
}

#[derive(PartialEq)]
struct NewProps {
    done: Callback<()>,
}

fn new_stream(app: &App, props: &NewProps, local: &Local) -> Html {
    let name = local.text("name", "");
    let shards = local.text("shards", "2");
    let on_demand = local.is_on("on-demand");
    let onsubmit = {
        let (app, name, shards, done) = (app.clone(), name.clone(), shards.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let count = number_of(&shards).unwrap_or(1.0) as u64;
            let params = if on_demand {
                json!({ "StreamName": name, "StreamModeDetails": { "StreamMode": "ON_DEMAND" } })
            } else {
                json!({ "StreamName": name, "ShardCount": count })
            };
            let done = done.clone();
            app.call("Kinesis.CreateStream", params, move |_| done.emit(()));
        })
    };
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("stream-name"), text_input(name.clone(), "my-stream", local.setter("name"))) }
            if !on_demand { { field(app.t("shard-count"), text_input(shards, "2", local.setter("shards"))) } }
            { crate::widgets::check(app.t("mode-on-demand"), on_demand, local.ticker("on-demand")) }
            <button type="submit" class="b primary" disabled={name.trim().is_empty()}>{ app.t("stream-create") }</button>
        </form>
    }
}
