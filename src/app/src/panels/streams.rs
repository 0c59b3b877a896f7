//! Kinesis' data viewer: the records of one shard.

use super::{at, payload};
use crate::context::App;
use crate::part::Local;
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::{Column, Kind, button, copy_button, empty, head, head_row, note, select, table, text_input};
use markup::html;
use protocol::{Clock, FollowTarget, RecordRow, Records, StartingPosition, Viewport, Works};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct ViewerProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<Records>>,
}

/// The data viewer.
pub fn records(app: &App, props: &ViewerProps, local: &Local) -> Html {
    let Some(Viewport::Records { stream, shard, from }) = &props.viewport else {
        return html! { <>{ head(app.t("tab-records"), Html::default(), Html::default()) }
        { empty(app.t("streams-none"), button(Kind::Primary, app.t("stream-create"), false, app.opener(Tab::Shards))) }</> };
    };
    let view = props.view.as_ref().filter(|view| &view.stream == stream && &view.shard == shard);
    html! {
        <>
            { head(app.t("tab-records"), Html::default(), Html::default()) }
            { head_row(choices(app, &props.works, stream, shard, from, view.map(|view| &**view))) }
            <div class="p-body">
                { match view {
                    None => Html::default(),
                    Some(view) if view.rows.is_empty() => empty(app.t("records-none"), button(Kind::Primary, app.t("play"), false, play(app))),
                    Some(view) => rows(app, &props.clock, view, local),
                } }
            </div>
        </>
    }
}

fn play(app: &App) -> Callback<MouseEvent> {
    let app = app.clone();
    Callback::from(move |_| app.bridge.tell(&protocol::ToWorker::Play { speed: None }))
}

fn choices(
    app: &App,
    works: &Works,
    stream: &str,
    shard: &str,
    from: &StartingPosition,
    view: Option<&Records>,
) -> Html {
    let shards: Vec<_> = works
        .streams
        .iter()
        .flat_map(|stream| {
            stream
                .shards
                .iter()
                .map(move |shard| (format!("{} {}", stream.name, shard.id), format!("{} · {}", stream.name, shard.id)))
        })
        .collect();
    let go = |from: StartingPosition| {
        let (app, stream, shard) = (app.clone(), stream.to_owned(), shard.to_owned());
        Callback::from(move |_: MouseEvent| {
            app.show(Viewport::Records { stream: stream.clone(), shard: shard.clone(), from: from.clone() });
        })
    };
    let choose = {
        let app = app.clone();
        Callback::from(move |value: String| {
            if let Some((stream, shard)) = value.split_once(' ') {
                app.show(Viewport::Records {
                    stream: stream.to_owned(),
                    shard: shard.to_owned(),
                    from: StartingPosition::Latest,
                });
            }
        })
    };
    let (position, detail) = match from {
        StartingPosition::TrimHorizon => ("trim", String::new()),
        StartingPosition::Latest => ("latest", String::new()),
        StartingPosition::AtSequenceNumber(number) => ("at", number.clone()),
        StartingPosition::AfterSequenceNumber(number) => ("after", number.clone()),
        StartingPosition::AtTimestamp(us) => ("time", figure::number(*us as f64 / 1e6)),
    };
    let positions: Vec<_> =
        ["trim", "latest", "at", "after", "time"].map(|one| (one.to_owned(), app.t(&format!("position-{one}")))).into();
    let first = view.and_then(|view| view.rows.first()).map(|row| row.sequence.clone()).unwrap_or_default();
    let set = {
        let (app, stream, shard, first) = (app.clone(), stream.to_owned(), shard.to_owned(), first.clone());
        move |kind: &str, detail: &str| {
            let from = match kind {
                "trim" => StartingPosition::TrimHorizon,
                "at" => StartingPosition::AtSequenceNumber(if detail.is_empty() {
                    first.clone()
                } else {
                    detail.to_owned()
                }),
                "after" => StartingPosition::AfterSequenceNumber(if detail.is_empty() {
                    first.clone()
                } else {
                    detail.to_owned()
                }),
                "time" => {
                    StartingPosition::AtTimestamp((crate::widgets::number_of(detail).unwrap_or(0.0) * 1e6) as u64)
                }
                _ => StartingPosition::Latest,
            };
            app.show(Viewport::Records { stream: stream.clone(), shard: shard.clone(), from });
        }
    };
    let onposition = {
        let set = set.clone();
        Callback::from(move |kind: String| set(&kind, ""))
    };
    let ondetail = Callback::from(move |text: String| set(position, &text));
    let next = view.filter(|view| view.more).and_then(|view| view.rows.last()).map(|row| row.sequence.clone());
    html! {
        <>
            <label class="field"><span>{ app.t("shard-one") }</span>{ select(&format!("{stream} {shard}"), &shards, choose) }</label>
            <label class="field"><span>{ app.t("starting-position") }</span>{ select(position, &positions, onposition) }</label>
            if matches!(position, "at" | "after" | "time") {
                <label class="field"><span>{ app.t(if position == "time" { "position-seconds" } else { "sequence-number" }) }</span>{ text_input(detail, "", ondetail) }</label>
            }
            { button(Kind::Plain, app.t("get-records"), false, go(from.clone())) }
            { button(Kind::Plain, app.t("next-records"), next.is_none(), go(StartingPosition::AfterSequenceNumber(next.unwrap_or_default()))) }
            if let Some(view) = view {
                <span class="dim">{ app.strings.x("behind-latest", app.strings.span(view.behind_latest_us)) }</span>
            }
        </>
    }
}

fn rows(app: &App, clock: &Clock, view: &Records, local: &Local) -> Html {
    let columns = [
        Column::text(app.t("partition-key")),
        Column::text(app.t("data")),
        Column::number(app.t("arrival")),
        Column::text(app.t("sequence-number")),
        Column::text(""),
    ];
    let list = table(
        app.t("tab-records"),
        &columns,
        view.rows.iter().map(|one| row(app, clock, one, local)).collect::<Html>(),
    );
    let open = local.text("open", "");
    let opened = view.rows.iter().find(|row| row.sequence == open);
    html! {
        <>
            <div class="two wide-left">{ list }{ opened.map(|row| payload::payload(app, row, local)) }</div>
            { note(app.t("viewer-note")) }
        </>
    }
}

fn row(app: &App, clock: &Clock, row: &RecordRow, local: &Local) -> Html {
    let follow = {
        let (app, id) = (app.clone(), row.id.clone());
        Callback::from(move |_: MouseEvent| app.follow(FollowTarget::Record(id.clone())))
    };
    let number = &row.sequence;
    let is_open = local.text("open", "") == *number;
    let show = payload::toggle(row, local);
    let short =
        number.char_indices().rev().nth(7).map_or(number.as_str(), |(from, _)| number.get(from..).unwrap_or(number));
    html! {
        <tr key={number.clone()} class={classes!(row.lit.then_some("lit"), is_open.then_some("chosen"))}>
            <td><code>{ &row.partition_key }</code></td>
            <td class="data" title={row.data.clone()}>{ payload::in_row(app, row) }</td>
            <td class="num">{ at(app, clock, row.arrival_us) }</td>
            <td><code title={number.clone()}>{ format!("…{short}") }</code>{ copy_button(number.clone()) }</td>
            <td><div class="row-actions">
                <button type="button" class="b quiet" aria-expanded={is_open.to_string()} onclick={show}>{ app.t("viewer-show") }</button>
                { button(Kind::Quiet, app.t("follow"), false, follow) }
            </div></td>
        </tr>
    }
}
