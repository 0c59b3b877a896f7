//! Athena: the queries that ran, and those that the reader keeps.

use super::at;
use super::query::state;
use crate::context::App;
use crate::part::Local;
use crate::sheets::SheetAction;
use crate::state::Action;
use crate::widgets::{confirm, empty};
use markup::html;
use protocol::{Clock, Grid, QueryRow, Viewport};
use yew::{Callback, Html, MouseEvent};

/// The queries that ran, newest first.
pub fn recent(app: &App, clock: &Clock, rows: &[QueryRow], local: &Local) -> Html {
    if rows.is_empty() {
        return empty(app.t("queries-none"), Html::default());
    }
    let strings = &app.strings;
    html! {
        <ul class="list scroll">{ for rows.iter().map(|row| {
            let choose = {
                let (app, id, sql, local) = (app.clone(), row.id.clone(), row.sql.clone(), local.clone());
                Callback::from(move |_: MouseEvent| {
                    app.act(Action::Sheet(SheetAction::Open(sql.clone())));
                    app.show(Viewport::Queries { selected: Some(id.clone()), from: 0, grid: Grid::default() });
                    local.set("side", "");
                })
            };
            html! {
                <li key={row.id.clone()}><button type="button" class="item" onclick={choose}>
                    <code class="data">{ &row.sql }</code>
                    <small>{ state(app, row) }{ " " }{ at(app, clock, row.submitted_us) }{ " · " }{ strings.bytes(row.scanned_bytes) }{ " · " }{ strings.usd(row.cost_usd) }</small>
                </button></li>
            }
        }) }</ul>
    }
}

/// The queries that the reader keeps.
pub fn saved(app: &App, queries: &[(String, String)], local: &Local) -> Html {
    if queries.is_empty() {
        return empty(app.t("saved-none"), Html::default());
    }
    html! {
        <ul class="list scroll">{ for queries.iter().map(|(name, sql)| {
            let choose = {
                let (app, sql, local) = (app.clone(), sql.clone(), local.clone());
                Callback::from(move |_: MouseEvent| {
                    app.act(Action::Sheet(SheetAction::Open(sql.clone())));
                    local.set("side", "");
                })
            };
            let forget = {
                let (app, name) = (app.clone(), name.clone());
                Callback::from(move |()| app.act(Action::Sheet(SheetAction::Forget(name.clone()))))
            };
            html! {
                <li key={name.clone()} class="kept">
                    <button type="button" class="item" onclick={choose}><b>{ name }</b><code class="data">{ sql }</code></button>
                    { confirm(app.t("delete"), app.strings.x("delete-question", name.clone()), forget) }
                </li>
            }
        }) }</ul>
    }
}
