//! A query's figures and a page of its rows.

use crate::context::App;
use crate::template::classes;
use crate::widgets::{Kind, button, cell_bar, empty, pager};
use markup::html;
use protocol::{Column, FollowTarget, QueryResult, QueryRow, QueryState, Viewport};
use serde_json::json;
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
    html! { <div class="meta">{ for items.into_iter().map(|(name, value)| html! { <span>{ name }{ " " }<b>{ value }</b></span> }) }</div> }
}

/// The rows, or why there are none.
pub fn result(app: &App, row: &QueryRow, view: Option<&QueryResult>) -> Html {
    if let Some(error) = &row.error {
        return html! { <div class="failure" role="alert"><p>{ error }</p></div> };
    }
    match (row.state, view) {
        (QueryState::Cancelled, _) => empty(app.t("query-cancelled"), Html::default()),
        (_, None) => {
            html! { <div class="empty" role="status"><p>{ app.t("query-running") }</p><progress aria-label={app.t("progress")}></progress></div> }
        }
        (_, Some(view)) => rows(app, row, view),
    }
}

fn rows(app: &App, row: &QueryRow, view: &QueryResult) -> Html {
    let strings = &app.strings;
    let numeric: Vec<bool> = view.columns.iter().map(is_numeric).collect();
    // One bar column is a picture, more are noise: the last number of few rows gets it.
    let barred = numeric.iter().rposition(|numeric| *numeric).filter(|_| view.rows_total <= 200 && view.rows_total > 1);
    let most = barred.map_or(0.0, |column| {
        view.rows.iter().filter_map(|row| value(row.get(column)?.as_deref()?)).map(f64::abs).fold(0.0, f64::max)
    });
    let followable = view.unfollowable.is_none();
    let body = view.rows.iter().enumerate().map(|(index, cells)| {
        let number = view.from + index as u64;
        let follow = {
            let (app, query) = (app.clone(), view.id.clone());
            Callback::from(move |_: MouseEvent| app.follow(FollowTarget::QueryRow { query: query.clone(), row: number }))
        };
        let lit = view.lit_row == Some(number);
        let records = view.behind.get(index).map(|count| strings.n("follow-records", *count));
        let label = match &records {
            Some(records) => strings.with("follow-row-of", &[("x", strings.whole(number + 1)), ("records", records.clone())]),
            None => strings.x("follow-row", strings.whole(number + 1)),
        };
        html! {
            <tr key={number} class={classes!(lit.then_some("lit"))}>
                <td class="row-no">if followable {
                    <button type="button" class="link" title={records.unwrap_or_else(|| app.t("follow"))} aria-label={label} onclick={follow}>{ number + 1 }</button>
                } else { { number + 1 } }</td>
                { for cells.iter().enumerate().map(|(column, cell)| {
                    let numeric = numeric.get(column).copied().unwrap_or(false);
                    let bar = (barred == Some(column) && most > 0.0).then(|| cell.as_deref().and_then(value)).flatten();
                    html! {
                        <td class={classes!(numeric.then_some("num"), bar.is_some().then_some("barred"))}>
                            { bar.map(|value| cell_bar(value.abs() / most)) }
                            { match cell { Some(text) => html! { <span>{ text }</span> }, None => html! { <span class="null">{ "NULL" }</span> } } }
                        </td>
                    }
                }) }
            </tr>
        }
    });
    let go = {
        let (app, id) = (app.clone(), view.id.clone());
        Callback::from(move |from| app.show(Viewport::Queries { selected: Some(id.clone()), from }))
    };
    html! {
        <>
            <div class="scroll" tabindex="0" role="region" aria-label={app.t("results")}><table>
                <thead><tr><th class="row-no">{ "#" }</th>{ for view.columns.iter().zip(&numeric).map(|(column, numeric)| html! {
                    <th scope="col" class={classes!(numeric.then_some("num"))} title={column.hive_type.clone()}>{ &column.name }<small>{ &column.hive_type }</small></th>
                }) }</tr></thead>
                <tbody>{ for body }</tbody>
            </table></div>
            <div class="p-row under">
                <span class="dim">{ strings.n("rows-n", view.rows_total) }</span>
                { pager(strings, view.from, view.rows.len() as u64, view.rows_total, 100, &go) }
                if let Some(why) = &view.unfollowable {
                    <span class="dim">{ strings.said(why) }</span>
                }
                <span class="grow"></span>
                { button(Kind::Plain, app.t("download-csv"), row.output.is_empty(), download(app, row)) }
                { button(Kind::Quiet, app.t("copy-tsv"), false, copy(app, view)) }
            </div>
        </>
    }
}

fn is_numeric(column: &Column) -> bool {
    let kind = column.hive_type.split('(').next().unwrap_or_default();
    matches!(kind, "tinyint" | "smallint" | "int" | "integer" | "bigint" | "float" | "real" | "double" | "decimal")
}

fn value(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
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

fn copy(app: &App, view: &QueryResult) -> Callback<MouseEvent> {
    let app = app.clone();
    let mut text: String = view.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("\t");
    for row in &view.rows {
        text.push('\n');
        text.push_str(&row.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect::<Vec<_>>().join("\t"));
    }
    Callback::from(move |_| app.copy(text.clone()))
}
