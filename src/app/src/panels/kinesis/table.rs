//! The shards as a table, what the throttled ones mean, and one record by hand.

use super::{Chosen, hash_key, throttle};
use crate::context::App;
use crate::panels::at;
use crate::part::{Local, part};
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, field, meter, note, status, table, text_input};
use base64::Engine;
use markup::html;
use protocol::{HashShard, Shard, StartingPosition, Viewport};
use serde_json::json;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// The shards.
pub fn shards(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let stream = &chosen.stream;
    let columns = [
        Column::text(app.t("kinesis-shard-range")),
        Column::text(app.t("shard-load")),
        Column::number(app.t("shard-records")),
        Column::number(app.t("shard-bytes")),
        Column::number(app.t("shard-throttled")),
        Column::number("IteratorAge"),
        Column::number(app.t("shard-held")),
        Column::text(""),
    ];
    let has_closed = stream.shards.iter().any(|shard| !shard.open);
    let rows = stream.shards.iter().map(|shard| row(app, chosen, shard));
    html! {
        <>
            { throttle::boxes(app, chosen) }
            { table(stream.name.clone(), &columns, rows.collect::<Html>()) }
            { note(app.t("kinesis-shards-note")) }
            if has_closed { { note(app.t("kinesis-shard-parents")) } }
            { part(put_record, PutProps { stream: stream.name.clone() }) }
        </>
    }
}

fn row(app: &App, chosen: &Chosen, shard: &Shard) -> Html {
    let strings = &app.strings;
    let hot = shard.throttled_last_s > 0;
    let view = {
        let (app, stream, shard) = (app.clone(), chosen.stream.name.clone(), shard.id.clone());
        Callback::from(move |_: MouseEvent| {
            let (stream, shard) = (stream.clone(), shard.clone());
            app.show(Viewport::Records { stream, shard, from: StartingPosition::Latest });
            app.open(Tab::Records);
        })
    };
    let of = |part: String, whole: String| strings.with("of", &[("part", part), ("whole", whole)]);
    let bytes = |bytes: f64| strings.bytes(bytes as u64);
    let last = shard.last_throttled_us.map(|us| strings.x("last-at", at(app, &chosen.clock, us)));
    let known: Option<&HashShard> =
        chosen.view.as_ref().and_then(|view| view.shards.iter().find(|known| known.id == shard.id));
    let age = known.map(|known| strings.span(known.iterator_age_us));
    html! {
        <tr key={shard.id.clone()} class={classes!((!shard.open).then_some("faded"))}>
            <td><code>{ &shard.id }</code>if !shard.open { { " " }{ status(Look::Calm, app.t("kinesis-shard-closed")) } }
                <small class="kds-range">{ hash_key(&shard.hash_from) }{ " – " }{ hash_key(&shard.hash_to) }</small></td>
            <td class="gauge-cell">{ meter(shard.fill, hot, strings.percent(shard.fill)) }<span>{ strings.percent(shard.fill) }</span></td>
            <td class="num">{ of(strings.short(shard.records_per_s), strings.short(shard.records_per_s_max)) }</td>
            <td class="num" title={of(bytes(shard.bytes_per_s), bytes(shard.bytes_per_s_max))}>{ bytes(shard.bytes_per_s) }</td>
            <td class={classes!("num", hot.then_some("bad"))} title={last}>if hot { { crate::widgets::icon("warn") }{ " " } }{ strings.whole(shard.throttled_last_s) }</td>
            <td class="num">{ age }</td>
            <td class="num">{ strings.whole(shard.records) }</td>
            <td>{ button(Kind::Quiet, app.t("data-viewer"), false, view) }</td>
        </tr>
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
