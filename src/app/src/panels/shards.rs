//! Kinesis: data streams and their shards.

use super::at;
use crate::context::{use_app, App};
use crate::state::Tab;
use crate::widgets::{button, empty, field, head, meter, note, number_of, status, table, text_input, Column, Confirm, Kind, Look};
use base64::Engine;
use protocol::{Clock, Shard, StartingPosition, Stream, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{classes, component, html, use_state, Callback, Html, MouseEvent, Properties, SubmitEvent};

/// What it shows.
#[derive(Properties, PartialEq)]
pub struct ShardsProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
}

/// The console of the streams.
#[component]
pub fn Shards(props: &ShardsProps) -> Html {
    let app = use_app();
    let making = use_state(|| false);
    let toggle = {
        let making = making.clone();
        Callback::from(move |_: MouseEvent| making.set(!*making))
    };
    let done = {
        let making = making.clone();
        Callback::from(move |()| making.set(false))
    };
    html! {
        <>
            { head(app.t("streams"), html! { <span class="dim">{ props.works.streams.len() }</span> }, button(Kind::Plain, app.t("stream-create"), false, toggle.clone())) }
            if *making {
                <NewStream {done} />
            }
            <div class="p-body">
                if props.works.streams.is_empty() && !*making {
                    { empty(app.t("streams-none"), button(Kind::Primary, app.t("stream-create"), false, toggle)) }
                }
                { for props.works.streams.iter().map(|stream| one(&app, &props.clock, stream)) }
            </div>
        </>
    }
}

fn one(app: &App, clock: &Clock, stream: &Stream) -> Html {
    let strings = &app.strings;
    let delete = {
        let (app, name) = (app.clone(), stream.name.clone());
        Callback::from(move |()| app.call("Kinesis.DeleteStream", json!({ "StreamName": name, "EnforceConsumerDeletion": true }), |_| {}))
    };
    let look = if stream.status == "ACTIVE" { Look::Good } else { Look::Busy };
    let columns = [
        Column::text(app.t("shard-id")),
        Column::text(app.t("shard-load")),
        Column::number(app.t("shard-records")),
        Column::number(app.t("shard-bytes")),
        Column::number(app.t("shard-throttled")),
        Column::number(app.t("shard-held")),
        Column::text(""),
    ];
    let rows = stream.shards.iter().map(|shard| row(app, clock, stream, shard));
    html! {
        <article class="block" key={stream.name.clone()}>
            <header>
                <h4>{ &stream.name }</h4>{ status(look, stream.status.clone()) }
                <span class="dim">{ mode(app, &stream.mode) }</span>
                <span class="dim">{ strings.x("retention", strings.whole(u64::from(stream.retention_hours))) }</span>
                <span class="dim">{ strings.with("held", &[("records", strings.whole(stream.records)), ("bytes", strings.bytes(stream.bytes))]) }</span>
                <span class="dim">{ strings.x("iterator-age", strings.span(stream.iterator_age_us)) }</span>
                <span class="grow"></span>
                <Confirm label={app.t("delete")} question={strings.x("delete-question", stream.name.clone())} onyes={delete} />
            </header>
            { table(stream.name.clone(), &columns, rows.collect::<Html>()) }
            <PutRecord stream={stream.name.clone()} />
        </article>
    }
}

fn mode(app: &App, mode: &str) -> String {
    app.t(if mode == "ON_DEMAND" { "mode-on-demand" } else { "mode-provisioned" })
}

fn row(app: &App, clock: &Clock, stream: &Stream, shard: &Shard) -> Html {
    let strings = &app.strings;
    let hot = shard.throttled_last_s > 0;
    let view = {
        let (app, stream, shard) = (app.clone(), stream.name.clone(), shard.id.clone());
        Callback::from(move |_: MouseEvent| {
            app.show(Viewport::Records { stream: stream.clone(), shard: shard.clone(), from: StartingPosition::Latest });
            app.open(Tab::Records);
        })
    };
    let last = shard.last_throttled_us.map(|us| strings.x("last-at", at(app, clock, us)));
    html! {
        <tr key={shard.id.clone()} class={classes!((!shard.open).then_some("faded"))}>
            <td><code>{ &shard.id }</code></td>
            <td class="gauge-cell">{ meter(shard.fill, hot, strings.percent(shard.fill)) }<span>{ strings.percent(shard.fill) }</span></td>
            <td class="num">{ strings.with("of", &[("part", strings.short(shard.records_per_s)), ("whole", strings.short(shard.records_per_s_max))]) }</td>
            <td class="num">{ strings.with("of", &[("part", strings.bytes(shard.bytes_per_s as u64)), ("whole", strings.bytes(shard.bytes_per_s_max as u64))]) }</td>
            <td class={classes!("num", hot.then_some("bad"))} title={last}>{ strings.whole(shard.throttled_last_s) }</td>
            <td class="num">{ strings.whole(shard.records) }</td>
            <td>{ button(Kind::Quiet, app.t("data-viewer"), false, view) }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct NewProps {
    done: Callback<()>,
}

#[component]
fn NewStream(props: &NewProps) -> Html {
    let app = use_app();
    let name = use_state(String::new);
    let shards = use_state(|| "2".to_owned());
    let onsubmit = {
        let (app, name, shards, done) = (app.clone(), name.clone(), shards.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let count = number_of(&shards).unwrap_or(1.0) as u64;
            let done = done.clone();
            app.call("Kinesis.CreateStream", json!({ "StreamName": *name, "ShardCount": count }), move |_| done.emit(()));
        })
    };
    let to = |state: &yew::UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |text| state.set(text))
    };
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("stream-name"), text_input((*name).clone(), "my-stream", to(&name))) }
            { field(app.t("shard-count"), text_input((*shards).clone(), "2", to(&shards))) }
            <button type="submit" class="b primary" disabled={name.trim().is_empty()}>{ app.t("stream-create") }</button>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct PutProps {
    stream: String,
}

/// One record by hand.
#[component]
fn PutRecord(props: &PutProps) -> Html {
    let app = use_app();
    let key = use_state(|| "HNL".to_owned());
    let data = use_state(|| "{\"hello\": \"acequia\"}".to_owned());
    let onsubmit = {
        let (app, stream, key, data) = (app.clone(), props.stream.clone(), key.clone(), data.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let body = base64::engine::general_purpose::STANDARD.encode(data.as_bytes());
            let params = json!({ "StreamName": stream, "PartitionKey": *key, "Data": body });
            let (said, stream) = (app.clone(), stream.clone());
            app.call("Kinesis.PutRecord", params, move |answer| {
                let text = |name: &str| answer.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
                let (shard, sequence) = (text("ShardId"), text("SequenceNumber"));
                said.note(said.t("put-done"), format!("{shard} · {sequence}"));
                said.follow(protocol::FollowTarget::Record(protocol::RecordId::Stream { stream, shard, sequence }));
            });
        })
    };
    let to = |state: &yew::UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |text| state.set(text))
    };
    html! {
        <details class="more">
            <summary>{ app.t("put-record") }</summary>
            <form class="p-form" {onsubmit}>
                { field(app.t("partition-key"), text_input((*key).clone(), "", to(&key))) }
                { field(app.t("data"), text_input((*data).clone(), "", to(&data))) }
                <button type="submit" class="b primary">{ app.t("put-and-follow") }</button>
            </form>
            { note(app.t("put-note")) }
        </details>
    }
}
