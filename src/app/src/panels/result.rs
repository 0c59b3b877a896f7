//! A query's figures, its rows, and what can be done with the whole result.

use super::chart_this::chart_this;
use super::grid::{GridProps, grid};
use super::query::{is_active, state};
use crate::context::App;
use crate::part::part;
use crate::widgets::{Kind, button, empty, icon, icon_button, pager};
use markup::html;
use protocol::{Catalog, Grid, Notation, QueryResult, QueryRow, QueryState, ToWorker, Viewport};
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent};

/// Time in queue, run time, data scanned, cost.
pub fn statistics(app: &App, row: &QueryRow) -> Html {
    let strings = &app.strings;
    let scanned = if row.table_bytes > 0 {
        strings.with("of", &[("part", strings.bytes(row.scanned_bytes)), ("whole", strings.bytes(row.table_bytes))])
    } else {
        strings.bytes(row.scanned_bytes)
    };
    let mut items = vec![
        (app.t("time-in-queue"), strings.span(row.queue_us)),
        (app.t("run-time"), strings.span(row.total_us)),
        (app.t("data-scanned"), scanned),
        (app.t("cost"), strings.usd(row.cost_usd)),
    ];
    if let Some(ms) = row.wall_ms {
        items.push((app.t("engine-time"), strings.span((ms * 1_000.0) as u64)));
    }
    html! { <div class="meta">{ state(app, row) }{ for items.into_iter().map(|(name, value)| html! { <span>{ name }{ " " }<b>{ value }</b></span> }) }</div> }
}

/// What is shown of a query: its result, and what led to it.
pub struct Shown<'a> {
    /// The query.
    pub row: &'a QueryRow,
    /// Its result, once there is one.
    pub view: Option<&'a QueryResult>,
    /// The result that was there before.
    pub before: Option<&'a QueryResult>,
    /// How the reader wants to look at it; `view` may still be behind that.
    pub grid: &'a Grid,
    /// For the names of tables.
    pub catalog: Option<&'a Catalog>,
    /// Runs it anew.
    pub again: Callback<MouseEvent>,
}

/// The rows, or why there are none.
pub fn result(app: &App, shown: Shown<'_>) -> Html {
    let row = shown.row;
    if let Some(error) = &row.error {
        return html! { <div class="failure" role="alert"><p>{ error }</p></div> };
    }
    match (row.state, shown.view) {
        (QueryState::Cancelled, _) => {
            empty(app.t("query-cancelled"), button(Kind::Plain, app.t("run-again"), false, shown.again))
        }
        (_, Some(view)) if view.rows_kept == 0 && view.rows_total > 0 => {
            let actions = html! { <div class="p-row">
                { button(Kind::Primary, app.t("run-again"), false, shown.again) }
                { button(Kind::Plain, app.t("download-csv"), row.output.is_empty(), download(app, row)) }
            </div> };
            empty(app.t("rows-not-kept"), actions)
        }
        (_, Some(view)) => rows(app, row, view, shown.grid, shown.catalog),
        (_, None) => waiting(app, row, shown.before),
    }
}

/// While there is no result yet: what is awaited, above the result before, if there is one.
fn waiting(app: &App, row: &QueryRow, before: Option<&QueryResult>) -> Html {
    let key = if is_active(row) { "query-running" } else { "loading" };
    let progress = html! { <div class="running" role="status"><span>{ app.t(key) }</span><progress aria-label={app.t("progress")}></progress></div> };
    match before {
        None => html! { <div class="empty">{ progress }</div> },
        Some(before) => html! { <>
            { progress }
            <div class="result stale" inert={true} aria-hidden="true">{ part(grid, GridProps { view: before.clone(), grid: before.grid.clone() }) }</div>
        </> },
    }
}

fn rows(app: &App, row: &QueryRow, view: &QueryResult, wanted: &Grid, catalog: Option<&Catalog>) -> Html {
    let strings = &app.strings;
    let go = {
        let (app, id, grid) = (app.clone(), view.id.clone(), wanted.clone());
        Callback::from(move |from| {
            app.show(Viewport::Queries { selected: Some(id.clone()), from, grid: grid.clone() });
        })
    };
    let mut count = strings.n("rows-n", view.rows_total);
    if view.rows_found < view.rows_kept {
        count = strings.with("of", &[("part", strings.whole(view.rows_found)), ("whole", count)]);
    }
    if view.rows_kept < view.rows_total {
        count = format!("{count} · {}", strings.x("rows-first", strings.whole(view.rows_kept)));
    }
    let copies = [("CSV", Notation::Csv), ("TSV", Notation::Tsv), ("Markdown", Notation::Markdown)];
    html! {
        <div class="result">
            { part(grid, GridProps { view: view.clone(), grid: wanted.clone() }) }
            <div class="p-row under">
                <span class="dim">{ count }</span>
                { pager(strings, view.from, view.rows.len() as u64, view.rows_found, 100, &go) }
                if let Some(why) = &view.unfollowable {
                    <span class="dim">{ strings.said(why) }</span>
                }
                <span class="grow"></span>
                <span class="copies" role="group" aria-label={app.t("copy-result")}>{ icon("copy") }<span class="unseen">{ app.t("copy") }</span>
                    { for copies.into_iter().map(|(name, notation)| {
                        let label = strings.x("copy-as", name);
                        html! { <button type="button" class="b quiet" title={label.clone()} aria-label={label} onclick={copy(app, view, wanted, notation)}>{ name }</button> }
                    }) }
                </span>
                <button type="button" class="b" disabled={view.rows_total == 0} onclick={chart_this(app, row, view, catalog)}>{ icon("chart") }<span>{ app.t("chart-this") }</span></button>
                { icon_button("down", app.t("download-csv"), row.output.is_empty(), download(app, row)) }
            </div>
        </div>
    }
}

/// Asks for the result as text, as it is looked at, and copies it.
pub fn copy(app: &App, view: &QueryResult, grid: &Grid, notation: Notation) -> Callback<MouseEvent> {
    let (app, query) = (app.clone(), view.id.clone());
    // Whether a column is summed up is no matter of the text.
    let grid = Grid { summary: None, ..grid.clone() };
    Callback::from(move |_| {
        let (said, query, grid) = (app.clone(), query.clone(), grid.clone());
        app.read(
            |id| ToWorker::Copy { id, query, grid, notation },
            move |answer| {
                if let Value::String(text) = answer {
                    said.copy(text);
                }
            },
        );
    })
}

/// The result as Athena wrote it: the CSV in its output location.
fn download(app: &App, row: &QueryRow) -> Callback<MouseEvent> {
    let app = app.clone();
    let output = row.output.clone();
    Callback::from(move |_| {
        let Some((bucket, key)) = output.strip_prefix("s3://").and_then(|path| path.split_once('/')) else { return };
        let name = key.rsplit('/').next().unwrap_or("result.csv").to_owned();
        super::objects::download(&app, json!({ "Bucket": bucket, "Key": key }), name);
    })
}
