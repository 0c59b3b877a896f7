//! What has become of all records, and why some of them failed: which error prefix they went to, and what AWS says.

use super::{Chosen, key_link};
use crate::context::App;
use crate::panels::at;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{Column, Look, note, status, table};
use markup::html;
use protocol::{Failure, Fate};
use yew::Html;

/// The part.
pub fn errors(app: &App, chosen: &Chosen, _: &Local) -> Html {
    html! {
        <>
            <h4>{ app.t("fh-fates") }</h4>
            { fates(app, &chosen.view.fates) }
            { note(app.t("fh-fates-note")) }
            <h4>{ app.t("fh-failures") }</h4>
            if chosen.view.failures.is_empty() { { status(Look::Good, app.t("fh-failures-none")) } } else { { failures(app, chosen) } }
            { note(app.t("fh-failures-note")) }
        </>
    }
}

/// Records by what became of them. What never happened is left out, but for the main way.
fn fates(app: &App, fates: &[Fate]) -> Html {
    let always = ["accepted", "delivered", "buffered", "failed"];
    let shown = fates.iter().filter(|fate| fate.records > 0 || always.contains(&fate.name.as_str()));
    let strings = &app.strings;
    html! {
        <dl class="fh-fates">{ for shown.map(|fate| {
            let bad = matches!(fate.name.as_str(), "failed" | "lost" | "throttled" | "expired") && fate.records > 0;
            html! {
                <div key={fate.name.clone()} class={classes!(bad.then_some("bad"))}>
                    <dt>{ app.t(&format!("fh-fate-{}", fate.name)) }</dt>
                    <dd>{ strings.whole(fate.records) }if fate.bytes > 0 { <small>{ strings.bytes(fate.bytes) }</small> }</dd>
                </div>
            }
        }) }</dl>
    }
}

fn failures(app: &App, chosen: &Chosen) -> Html {
    let columns = [
        Column::number(app.t("when")),
        Column::text(app.t("fh-error-type")),
        Column::text(app.t("fh-error-code")),
        Column::number(app.t("records")),
        Column::text(app.t("fh-error-object")),
    ];
    let rows = chosen.view.failures.iter().map(|failure| row(app, chosen, failure));
    table(app.t("fh-failures"), &columns, rows.collect::<Html>())
}

fn row(app: &App, chosen: &Chosen, failure: &Failure) -> Html {
    let kind = if failure.kind.is_empty() { app.t("fh-error-delivery") } else { failure.kind.clone() };
    html! {
        <tr key={format!("{} {}", failure.kind, failure.code)}>
            <td class="num">{ at(app, &chosen.clock, failure.at_us) }</td>
            <td>{ kind }</td>
            <td class="fh-why"><b>{ &failure.code }</b>{ " " }<span>{ &failure.message }</span></td>
            <td class="num">{ app.strings.whole(failure.records) }</td>
            <td class="data">if failure.to.is_empty() { <span class="dim">{ app.t("fh-error-waits") }</span> } else { { key_link(app, &chosen.delivery, &failure.to) } }</td>
        </tr>
    }
}
