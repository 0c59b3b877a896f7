//! Kinesis: data streams and their shards.

use super::at;
use crate::context::App;
use crate::part::{Local, part};
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{
    Column, Kind, Look, button, confirm, empty, field, head, meter, note, number_of, status, table, text_input,
};
use base64::Engine;
use markup::html;
use protocol::{Clock, Shard, StartingPosition, Stream, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct ShardsProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
}

/// The console of the streams.
pub fn shards(app: &App, props: &ShardsProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    html! {
        <>
            { head(app.t("streams"), html! { <span class="dim">{ props.works.streams.len() }</span> }, button(Kind::Plain, app.t("stream-create"), false, toggle.clone())) }
            if making {
                { part(new_stream, NewProps { done }) }
            }
            <div class="p-body">
                if props.works.streams.is_empty() && !making {
                    { empty(app.t("streams-none"), button(Kind::Primary, app.t("stream-create"), false, toggle)) }
                }
                { for props.works.streams.iter().map(|stream| one(app, &props.clock, stream)) }
            </div>
        </>
    }
}

fn one(app: &App, clock: &Clock, stream: &Stream) -> Html {
    let strings = &app.strings;
    let delete = {
        let (app, name) = (app.clone(), stream.name.clone());
        Callback::from(move |()| {
            app.call("Kinesis.DeleteStream", json!({ "StreamName": name, "EnforceConsumerDeletion": true }), |_| {})
        })
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
                { confirm(app.t("delete"), strings.x("delete-question", stream.name.clone()), delete) }
            </header>
            { table(stream.name.clone(), &columns, rows.collect::<Html>()) }
            { part(put_record, PutProps { stream: stream.name.clone() }) }
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
            app.show(Viewport::Records {
                stream: stream.clone(),
                shard: shard.clone(),
                from: StartingPosition::Latest,
            });
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

#[derive(PartialEq)]
struct NewProps {
    done: Callback<()>,
}

fn new_stream(app: &App, props: &NewProps, local: &Local) -> Html {
    let name = local.text("name", "");
    let shards = local.text("shards", "2");
    let onsubmit = {
        let (app, name, shards, done) = (app.clone(), name.clone(), shards.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let count = number_of(&shards).unwrap_or(1.0) as u64;
            let done = done.clone();
            app.call("Kinesis.CreateStream", json!({ "StreamName": name, "ShardCount": count }), move |_| {
                done.emit(())
            });
        })
    };
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("stream-name"), text_input(name.clone(), "my-stream", local.setter("name"))) }
            { field(app.t("shard-count"), text_input(shards, "2", local.setter("shards"))) }
            <button type="submit" class="b primary" disabled={name.trim().is_empty()}>{ app.t("stream-create") }</button>
        </form>
    }
}

#[derive(PartialEq)]
struct PutProps {
    stream: String,
}

/// One record by hand.
fn put_record(app: &App, props: &PutProps, local: &Local) -> Html {
    let key = local.text("key", "HNL");
    let data = local.text("data", "{\"hello\": \"acequia\"}");
    let onsubmit = {
        let (app, stream, key, data) = (app.clone(), props.stream.clone(), key.clone(), data.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let body = base64::engine::general_purpose::STANDARD.encode(data.as_bytes());
            let params = json!({ "StreamName": stream, "PartitionKey": key, "Data": body });
            let (said, stream) = (app.clone(), stream.clone());
            app.call("Kinesis.PutRecord", params, move |answer| {
                let text =
                    |name: &str| answer.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
                let (shard, sequence) = (text("ShardId"), text("SequenceNumber"));
                said.note(said.t("put-done"), format!("{shard} · {sequence}"));
                said.follow(protocol::FollowTarget::Record(protocol::RecordId::Stream { stream, shard, sequence }));
            });
        })
    };
    html! {
        <details class="more">
            <summary>{ app.t("put-record") }</summary>
            <form class="p-form" {onsubmit}>
                { field(app.t("partition-key"), text_input(key, "", local.setter("key"))) }
                { field(app.t("data"), text_input(data, "", local.setter("data"))) }
                <button type="submit" class="b primary">{ app.t("put-and-follow") }</button>
            </form>
            { note(app.t("put-note")) }
        </details>
    }
}
