//! Athena: the query editor, the recent queries, and the selected one's result.

use super::at;
use super::result::{result, statistics};
use crate::context::App;
use crate::part::Local;
use crate::state::{Action, Tab};
use crate::template::classes;
use crate::widgets::{Editor, Kind, Look, button, empty, note, status};
use markup::html;
use protocol::{Catalog, Clock, Queries, QueryRow, QueryState, Viewport};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{AttrValue, Callback, Html, MouseEvent};

/// What the editor holds before anybody has typed.
const FIRST: &str = "SELECT origin, count(*) AS flights,\n       round(avg(delay), 1) AS late\nFROM flights\nGROUP BY origin\nORDER BY late DESC\nLIMIT 10";

/// What it shows.
#[derive(PartialEq)]
pub struct QueryProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Queries>>,
    pub catalog: Option<Rc<Catalog>>,
    pub viewport: Viewport,
    pub draft: Option<String>,
}

/// The query editor.
pub fn query(app: &App, props: &QueryProps, local: &Local) -> Html {
    let history = local.is_on("history");
    let sql = props.draft.clone().unwrap_or_else(|| FIRST.to_owned());
    let database = database(props.catalog.as_deref());
    let onchange = {
        let app = app.clone();
        Callback::from(move |text| app.act(Action::Draft("sql".to_owned(), text)))
    };
    let onrun = {
        let (app, database, local) = (app.clone(), database.clone(), local.clone());
        Callback::from(move |sql: String| {
            local.switch("history", false);
            run(&app, sql, &database);
        })
    };
    let press = {
        let (onrun, sql) = (onrun.clone(), sql.clone());
        Callback::from(move |_: MouseEvent| onrun.emit(sql.clone()))
    };
    let clear = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.act(Action::Draft("sql".to_owned(), String::new())))
    };
    let completions = completions(props.catalog.as_deref());
    let Viewport::Queries { selected, .. } = &props.viewport else { return Html::default() };
    let rows = props.view.as_ref().map(|view| view.history.as_slice()).unwrap_or_default();
    let chosen = rows.iter().find(|row| Some(&row.id) == selected.as_ref());
    let error = chosen.and_then(|row| {
        // The mark belongs to the statement that was run, not to what was typed since.
        let (line, column) = row.error_position.filter(|_| row.sql == sql)?;
        Some((line, column, AttrValue::from(row.error.clone().unwrap_or_default())))
    });
    let no_table = props
        .catalog
        .as_ref()
        .is_some_and(|catalog| catalog.databases.iter().all(|database| database.tables.is_empty()));
    let tab = |label: String, on: bool, value: bool| {
        let onclick = local.putter("history", if value { "on" } else { "" });
        html! { <button type="button" class={classes!("sub", on.then_some("on"))} aria-pressed={on.to_string()} {onclick}>{ label }</button> }
    };
    html! {
        <div class="sql">
            <div class="sql-left">
                <div class="p-row">
                    <button type="button" class="b primary" onclick={press} title="Ctrl+Enter">{ app.t("run") }</button>
                    { cancel(app, rows) }
                    { button(Kind::Quiet, app.t("clear"), false, clear) }
                    <span class="grow"></span>
                    <span class="dim">{ format!("AwsDataCatalog · {database}") }</span>
                </div>
                <Editor value={sql} language="sql" label={app.t("tab-query")} {onchange} onrun={Some(onrun)}
                    catalog={Some(AttrValue::from(completions))} {error} />
                { note(app.t("editor-note")) }
            </div>
            <div class="sql-right">
                <div class="p-row tabs-small">
                    { tab(app.t("results"), !history, false) }
                    { tab(app.t("recent-queries"), history, true) }
                    <span class="grow"></span>
                    if let Some(row) = chosen.filter(|_| !history) { { state(app, row) } }
                </div>
                if history {
                    { recent(app, &props.clock, rows, local) }
                } else if let Some(row) = chosen {
                    { statistics(app, row) }
                    { result(app, row, props.view.as_ref().and_then(|view| view.result.as_ref()).filter(|result| result.id == row.id)) }
                } else if no_table {
                    { empty(app.t("tables-none"), button(Kind::Primary, app.t("crawler-go"), false, app.opener(Tab::Catalog))) }
                } else {
                    { empty(app.t("results-none"), Html::default()) }
                }
            </div>
        </div>
    }
}

fn run(app: &App, sql: String, database: &str) {
    let params = json!({
        "QueryString": sql, "QueryExecutionContext": { "Database": database }, "WorkGroup": "primary",
    });
    let shown = app.clone();
    app.run("Athena.StartQueryExecution", params, move |answer| {
        if let Some(id) = answer.get("QueryExecutionId").and_then(Value::as_str) {
            shown.show(Viewport::Queries { selected: Some(id.to_owned()), from: 0 });
        }
    });
}

fn cancel(app: &App, rows: &[QueryRow]) -> Html {
    let running = rows.iter().find(|row| matches!(row.state, QueryState::Queued | QueryState::Running));
    let id = running.map(|row| row.id.clone()).unwrap_or_default();
    let onclick = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            app.call("Athena.StopQueryExecution", json!({ "QueryExecutionId": id }), |_| {})
        })
    };
    button(Kind::Plain, app.t("cancel"), running.is_none(), onclick)
}

/// The database that an unqualified table name belongs to: the first with tables.
fn database(catalog: Option<&Catalog>) -> String {
    let databases = catalog.map(|catalog| catalog.databases.as_slice()).unwrap_or_default();
    let with_tables = databases.iter().find(|database| !database.tables.is_empty());
    with_tables.or(databases.first()).map_or_else(|| "default".to_owned(), |database| database.name.clone())
}

fn completions(catalog: Option<&Catalog>) -> String {
    let databases = catalog.map(|catalog| catalog.databases.as_slice()).unwrap_or_default();
    let all: serde_json::Map<_, _> = databases
        .iter()
        .map(|database| {
            let tables: serde_json::Map<_, _> = database
                .tables
                .iter()
                .map(|(name, columns)| (name.clone(), columns.iter().map(|column| column.name.clone()).collect()))
                .collect();
            (database.name.clone(), Value::Object(tables))
        })
        .collect();
    Value::Object(all).to_string()
}

/// A query's state in the console's words.
pub fn state(app: &App, row: &QueryRow) -> Html {
    match row.state {
        QueryState::Queued => status(Look::Busy, app.t("query-queued")),
        QueryState::Running => status(Look::Busy, app.t("query-running")),
        QueryState::Succeeded => status(Look::Good, app.t("query-completed")),
        QueryState::Failed => status(Look::Bad, app.t("query-failed")),
        QueryState::Cancelled => status(Look::Calm, app.t("query-cancelled")),
    }
}

fn recent(app: &App, clock: &Clock, rows: &[QueryRow], local: &Local) -> Html {
    if rows.is_empty() {
        return empty(app.t("queries-none"), Html::default());
    }
    let strings = &app.strings;
    html! {
        <ul class="list scroll">{ for rows.iter().map(|row| {
            let choose = {
                let (app, id, sql, local) = (app.clone(), row.id.clone(), row.sql.clone(), local.clone());
                Callback::from(move |_: MouseEvent| {
                    app.act(Action::Draft("sql".to_owned(), sql.clone()));
                    app.show(Viewport::Queries { selected: Some(id.clone()), from: 0 });
                    local.switch("history", false);
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
