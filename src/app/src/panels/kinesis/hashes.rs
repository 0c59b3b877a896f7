//! The hash ring, the last minute by hash key, and the hottest keys; as drawings or as tables.

use super::throttle::{HOT_SHARE, refused};
use super::{Chosen, drawing, hash_key, short_name};
use crate::context::App;
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, cell_bar, copy_button, empty, meter, note, status, table};
use markup::html;
use protocol::{HEAT_ROWS, HEAT_SECONDS, HashShard, Hashes, HotKey};
use std::rc::Rc;
use yew::Html;

/// Rows of the heat map in one row of its table.
const BAND_ROWS: u32 = 4;
/// Its columns in one column of its table.
const BAND_SECONDS: u32 = 10;
/// A shard of less than this has nothing to be done about it.
const CALM_FILL: f64 = 0.5;
/// A key that takes so much of a shard's limit will soon need more than a shard.
const FULL: f64 = 0.9;
/// From this share on a key is worth naming.
const WARM_SHARE: f64 = 0.2;

/// The part.
pub fn hashes(app: &App, chosen: &Chosen, _: &Local) -> Html {
    match &chosen.view {
        // Drawn anew once a second, not with each frame.
        Some(view) => part(seen, Seen { view: view.clone() }),
        None => empty(app.t("hashes-waiting"), Html::default()),
    }
}

#[derive(PartialEq)]
struct Seen {
    view: Rc<Hashes>,
}

fn seen(app: &App, props: &Seen, local: &Local) -> Html {
    let view = &*props.view;
    let as_tables = local.is_on("tables");
    let label = app.t(if as_tables { "hashes-as-drawing" } else { "hashes-as-table" });
    html! {
        <>
            <div class="kds-verdict">{ verdict(app, view) }<span class="grow"></span>{ button(Kind::Quiet, label, false, local.toggle("tables")) }</div>
            <div class={classes!((!as_tables).then_some("kds-two"))}>
                <div>
                    <h4>{ app.t("hashes-ring") }</h4>
                    if as_tables { { ring_table(app, view) } } else { { drawing(app, &view.stream, &figure::ring(view, app.strings.later_words())) } }
                    { note(app.t("hashes-ring-note")) }
                </div>
                <div>
                    <h4>{ app.t("hashes-heat") }</h4>
                    if as_tables { { heat_table(app, view) } } else { { drawing(app, &view.stream, &figure::heat(view, app.strings.later_words())) } }
                    { note(app.t("hashes-heat-note")) }
                </div>
            </div>
            <h4>{ app.t("hashes-keys") }</h4>
            if view.keys.is_empty() { { empty(app.t("hashes-none"), Html::default()) } } else { { keys(app, view) } }
        </>
    }
}

/// What the hottest key means, in words.
pub fn verdict(app: &App, view: &Hashes) -> Html {
    let Some(guide) = &view.guide else { return Html::default() };
    let strings = &app.strings;
    let shard = view.shards.iter().find(|shard| shard.id == guide.shard);
    let in_trouble = shard.is_some_and(|shard| refused(shard) > 0) || guide.fill >= CALM_FILL;
    let Some(key) = guide.hottest.as_ref().filter(|key| in_trouble || key.share >= HOT_SHARE) else {
        let text = strings.x("verdict-calm", strings.percent(guide.fill));
        return if guide.records_per_s > 0.0 { status(Look::Good, text) } else { Html::default() };
    };
    let message = match key.share {
        share if share >= HOT_SHARE && share * guide.fill >= FULL => "verdict-hot-full",
        share if share >= HOT_SHARE => "verdict-hot",
        share if share >= WARM_SHARE => "verdict-warm",
        _ => "verdict-spread",
    };
    let text = strings.with(
        message,
        &[("key", key.key.clone()), ("share", strings.percent(key.share)), ("shard", short_name(app, &guide.shard))],
    );
    status(if in_trouble { Look::Bad } else { Look::Calm }, text)
}

fn keys(app: &App, view: &Hashes) -> Html {
    let columns = [
        Column::text(app.t("hashes-key")),
        Column::text(app.t("hashes-hash")),
        Column::text(app.t("shard-id")),
        Column::number(app.t("hashes-share")),
        Column::number(app.t("hashes-rate")),
    ];
    let rows = view.keys.iter().map(|key| key_row(app, key));
    let seconds = app.strings.whole(view.span_s);
    let remark = if view.every > 1 {
        app.strings.with("hashes-keys-sampled", &[("seconds", seconds), ("every", app.strings.whole(view.every))])
    } else {
        app.strings.x("hashes-keys-note", seconds)
    };
    html! { <>{ table(app.t("hashes-keys"), &columns, rows.collect::<Html>()) }{ note(remark) }</> }
}

fn key_row(app: &App, key: &HotKey) -> Html {
    let hot = key.share >= HOT_SHARE;
    let hash = if key.hash.is_empty() {
        html! { <span class="dim">{ app.t("hashes-explicit") }</span> }
    } else {
        html! { <>{ hash_key(&key.hash) }{ copy_button(key.hash.clone()) }</> }
    };
    html! {
        <tr key={format!("{} {}", key.shard, key.key)}>
            <td><code>{ &key.key }</code></td><td>{ hash }</td><td>{ short_name(app, &key.shard) }</td>
            <td class={classes!("num", "barred", hot.then_some("hot"))}>{ cell_bar(key.share) }<span>{ app.strings.percent(key.share) }</span></td>
            <td class="num">{ app.strings.short(key.records_per_s) }</td>
        </tr>
    }
}

/// What the ring shows.
fn ring_table(app: &App, view: &Hashes) -> Html {
    let columns = [
        Column::text(app.t("shard-id")),
        Column::text(app.t("kinesis-hash-range")),
        Column::text(app.t("shard-load")),
        Column::number(app.t("kinesis-put-trouble")),
    ];
    table(app.t("hashes-ring"), &columns, view.shards.iter().map(|shard| ring_row(app, shard)).collect::<Html>())
}

fn ring_row(app: &App, shard: &HashShard) -> Html {
    let strings = &app.strings;
    let hot = refused(shard) > 0;
    html! {
        <tr key={shard.id.clone()} class={classes!((!shard.open).then_some("faded"))}>
            <td>{ short_name(app, &shard.id) }if !shard.open { { " " }<span class="dim">{ app.t("kinesis-shard-closed") }</span> }</td>
            <td>{ hash_key(&shard.hash_from) }{ " – " }{ hash_key(&shard.hash_to) }</td>
            <td class="gauge-cell">{ meter(shard.fill, hot, strings.percent(shard.fill)) }<span>{ strings.percent(shard.fill) }</span></td>
            <td class={classes!("num", hot.then_some("bad"))}>{ strings.whole(refused(shard)) }</td>
        </tr>
    }
}

/// What the heat map shows, some rows and seconds at a time.
fn heat_table(app: &App, view: &Hashes) -> Html {
    let strings = &app.strings;
    let spans = HEAT_SECONDS / BAND_SECONDS;
    let ago = |span: u32| {
        let from = HEAT_SECONDS - span * BAND_SECONDS;
        strings.with("hashes-seconds", &[("from", from.to_string()), ("to", (from - BAND_SECONDS).to_string())])
    };
    let columns: Vec<_> = [Column::text(app.t("kinesis-hash-range"))]
        .into_iter()
        .chain((0..spans).map(|span| Column::number(ago(span))))
        .collect();
    let share = |row: u32| strings.percent(f64::from(row) / f64::from(HEAT_ROWS));
    let rows = (0..HEAT_ROWS / BAND_ROWS).map(|band| {
        let first = band * BAND_ROWS;
        let rate = |span: u32| {
            let seconds = span * BAND_SECONDS..(span + 1) * BAND_SECONDS;
            let cells = seconds
                .flat_map(|second| (first..first + BAND_ROWS).map(move |row| (second * HEAT_ROWS + row) as usize));
            let records: u32 = cells.filter_map(|cell| view.cells.get(cell)).sum();
            strings.short((f64::from(records) / f64::from(BAND_SECONDS)).round())
        };
        html! {
            <tr key={band.to_string()}><td>{ format!("{} – {}", share(first), share(first + BAND_ROWS)) }</td>
            { for (0..spans).map(|span| html! { <td class="num">{ rate(span) }</td> }) }</tr>
        }
    });
    table(app.t("hashes-window"), &columns, rows.collect::<Html>())
}
