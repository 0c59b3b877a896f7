//! What it has delivered, each delivery with its cause and the way in which its buffer filled; and the buffers that are open.

use super::{Chosen, key_link};
use crate::context::App;
use crate::panels::at;
use crate::panels::parts::drawing;
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{Column, empty, icon, note, table};
use markup::html;
use protocol::{Flush, OpenBuffer};
use yew::Html;

/// The part.
pub fn objects(app: &App, chosen: &Chosen, _: &Local) -> Html {
    html! {
        <>
            { part(super::demo::demo, chosen.clone()) }
            <h4>{ app.t("fh-open") }{ " " }<span class="dim">{ app.strings.n("fh-open-n", chosen.view.open_total) }</span></h4>
            { open(app, chosen) }
            <h4>{ app.t("flushes") }</h4>
            { note(app.t("fh-causes-note")) }
            { flushes(app, chosen) }
        </>
    }
}

fn open(app: &App, chosen: &Chosen) -> Html {
    if chosen.view.open.is_empty() {
        return note(app.t("fh-open-none"));
    }
    let columns = [
        Column::text(app.t("fh-partition")),
        Column::text(app.t("fh-fill")),
        Column::number(app.t("fh-held")),
        Column::number(app.t("fh-age")),
        Column::number(app.t("records")),
    ];
    let rows = chosen.view.open.iter().map(|buffer| open_row(app, buffer));
    table(app.t("fh-open"), &columns, rows.collect::<Html>())
}

/// A share of what lets the buffer go, in words.
fn of(app: &App, part: String, whole: String) -> String {
    app.strings.with("of", &[("part", part), ("whole", whole)])
}

fn open_row(app: &App, buffer: &OpenBuffer) -> Html {
    let strings = &app.strings;
    let fill = &buffer.fill;
    html! {
        <tr key={buffer.partition.clone().unwrap_or_default()}>
            <td>{ partition(app, buffer.partition.as_deref()) }</td>
            <td class="fh-fill">{ drawing(&figure::fill(fill, true, strings.later_words())) }</td>
            <td class="num">{ of(app, strings.bytes(buffer.bytes), strings.bytes(fill.bytes_max)) }</td>
            <td class="num">{ of(app, strings.span(fill.age_us), strings.span(fill.age_us_max)) }</td>
            <td class="num">{ strings.whole(buffer.records) }</td>
        </tr>
    }
}

/// Which buffer it is: the only one, a partition, or one beside the destination.
fn partition(app: &App, partition: Option<&str>) -> Html {
    match partition {
        None => html! { <span class="dim">{ app.t("fh-partition-none") }</span> },
        Some("lambda") => html! { <span>{ app.t("fh-buffer-lambda") }</span> },
        Some("backup") => html! { <span>{ app.t("fh-buffer-backup") }</span> },
        Some(name) => html! { <code>{ name.to_owned() }</code> },
    }
}

fn flushes(app: &App, chosen: &Chosen) -> Html {
    if chosen.view.flushes.is_empty() {
        return empty(app.t("flushes-none"), Html::default());
    }
    let columns = [
        Column::number(app.t("when")),
        Column::text(app.t("fh-cause")),
        Column::text(app.t("fh-fill")),
        Column::number(app.t("fh-held")),
        Column::number(app.t("fh-age")),
        Column::number(app.t("records")),
        Column::number(app.t("fh-written")),
        Column::text(app.t("fh-partition")),
        Column::text(app.t("flush-to")),
    ];
    let rows = chosen.view.flushes.iter().map(|flush| row(app, chosen, flush));
    html! { <div class="fh-flushes">{ table(app.t("flushes"), &columns, rows.collect::<Html>()) }</div> }
}

fn row(app: &App, chosen: &Chosen, flush: &Flush) -> Html {
    let strings = &app.strings;
    let to = match &flush.error {
        Some(error) => html! { <span class="bad">{ icon("warn") }{ error }</span> },
        None if flush.to.is_empty() => html! { <span class="dim">{ "–" }</span> },
        None => key_link(app, &chosen.delivery, &flush.to),
    };
    let written = if flush.written_bytes > 0 { strings.bytes(flush.written_bytes) } else { "–".to_owned() };
    html! {
        <tr key={format!("{} {}", flush.at_us, flush.to)}>
            <td class="num">{ at(app, &chosen.clock, flush.at_us) }</td>
            <td>{ cause(app, &flush.reason) }</td>
            <td class="fh-fill">{ drawing(&figure::fill(&flush.fill, false, strings.later_words())) }</td>
            <td class="num">{ strings.bytes(flush.bytes) }</td>
            <td class="num">{ strings.span(flush.fill.age_us) }</td>
            <td class="num">{ strings.whole(flush.records) }</td>
            <td class="num">{ written }</td>
            <td>{ partition(app, flush.partition.as_deref()) }</td>
            <td class={classes!("data", flush.error.is_some().then_some("bad"))}>{ to }</td>
        </tr>
    }
}

/// Why a buffer was let go, as a sign and a word.
fn cause(app: &App, reason: &str) -> Html {
    let (sign, key) = match reason {
        "size" => ("fit", "fh-by-size"),
        "interval" => ("clock", "fh-by-interval"),
        "shutdown" => ("stop", "fh-by-shutdown"),
        "partition-limit" => ("warn", "fh-by-partitions"),
        _ => ("warn", "fh-by-failure"),
    };
    html! { <span class="fh-cause">{ icon(sign) }{ app.t(key) }</span> }
}
