//! Athena: the query editor with its tabs, and beside it the result, the recent and the saved queries.

use super::history::{recent, saved};
use super::result::{Shown, result, statistics};
use super::tabs::tabs;
use crate::context::App;
use crate::part::Local;
use crate::sheets::{SheetAction, Sheets};
use crate::state::{Action, Tab};
use crate::template::classes;
use crate::widgets::{Does, Editor, Kind, Look, Tool, button, empty, icon, note, status};
use markup::html;
use protocol::{Catalog, Clock, Grid, Queries, QueryRow, QueryState, Viewport};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{AttrValue, Callback, Html, KeyboardEvent, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct QueryProps {
    pub clock: Rc<Clock>,
    pub view: Option<Rc<Queries>>,
    /// The last one with a result.
    pub before: Option<Rc<Queries>>,
    pub catalog: Option<Rc<Catalog>>,
    pub viewport: Viewport,
    pub sheets: Rc<Sheets>,
}

/// The query editor.
pub fn query(app: &App, props: &QueryProps, local: &Local) -> Html {
    let keys = app.t("keys");
    html! {
        <div class="sql" onkeydown={steps(app)}>
            <div class="sql-left">
                <div class="sheets-row">{ tabs(app, &props.sheets, local) }<span class="dim" title="AwsDataCatalog">{ database(props.catalog.as_deref()) }</span></div>
                { editor(app, props, local) }
                <div class="editor-foot">{ note(app.t("editor-note")) }
                    <button type="button" class="b icon-only quiet" popovertarget="aq-keys" aria-label={keys.clone()} title={keys}>{ icon("keys") }</button>
                </div>
            </div>
            <div class="sql-right">{ answers(app, props, local) }</div>
        </div>
    }
}

/// Ctrl+] and Ctrl+[ work wherever in the console the focus is; the editor sees to them itself.
fn steps(app: &App) -> Callback<KeyboardEvent> {
    let app = app.clone();
    Callback::from(move |event: KeyboardEvent| {
        let key = event.key();
        if event.ctrl_key() && !event.default_prevented() && (key == "[" || key == "]") {
            event.prevent_default();
            app.act(Action::Sheet(SheetAction::Step { forward: key == "]" }));
        }
    })
}

fn editor(app: &App, props: &QueryProps, local: &Local) -> Html {
    let sql = props.sheets.text().to_owned();
    let database = database(props.catalog.as_deref());
    let rows = history(props);
    let onchange = {
        let app = app.clone();
        Callback::from(move |text| app.act(Action::Sheet(SheetAction::Text(text))))
    };
    let onstep = {
        let app = app.clone();
        Callback::from(move |key: String| app.act(Action::Sheet(SheetAction::Step { forward: key == "]" })))
    };
    let onsave = {
        let (app, local, sheets) = (app.clone(), local.clone(), props.sheets.clone());
        Callback::from(move |_: String| {
            let name = sheets.all.get(sheets.front).map(|sheet| super::tabs::name(&app, sheet)).unwrap_or_default();
            app.act(Action::Sheet(SheetAction::Save(name.clone())));
            app.note(String::new(), app.strings.x("query-saved", name));
            local.set("side", "saved");
        })
    };
    let onrun = {
        let (app, database, local, before) = (app.clone(), database.clone(), local.clone(), selected(props));
        Callback::from(move |sql: String| {
            local.set("side", "");
            local.set("before", before.clone().unwrap_or_default());
            run(&app, sql, &database);
        })
    };
    let clear = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.act(Action::Sheet(SheetAction::Text(String::new()))))
    };
    let error = rows.iter().find(|row| Some(&row.id) == selected(props).as_ref()).and_then(|row| {
        let (line, column) = place(&sql, row)?;
        Some((line, column, AttrValue::from(row.error.clone().unwrap_or_default())))
    });
    let tool = |does, key: &str, keys| Tool { does, label: app.t(key), keys };
    let tools = vec![
        tool(Does::Run, "run", "Ctrl+Enter"),
        tool(Does::RunSelected, "run-selected", "Ctrl+Shift+Enter"),
        tool(Does::Format, "format-sql", "Ctrl+Shift+F"),
        tool(Does::Save, "save-query", "Ctrl+S"),
    ];
    let beside = html! { <>
        { cancel(app, rows) }
        { button(Kind::Quiet, app.t("clear"), false, clear) }
    </> };
    let completions = AttrValue::from(completions(props.catalog.as_deref()));
    html! {
        <Editor value={sql} sheet={props.sheets.id().to_string()} language="sql" label={app.t("tab-query")} {onchange} onrun={Some(onrun)} onsave={Some(onsave)}
            onstep={Some(onstep)} {tools} {beside} catalog={Some(completions)} {error} />
    }
}

/// Where in the text a failed query's error is. The query may have been a part of the text; it is nowhere if the text has changed since.
fn place(text: &str, row: &QueryRow) -> Option<(u32, u32)> {
    let (line, column) = row.error_position?;
    let before = text.get(..text.find(&row.sql)?)?;
    let lines = before.matches('\n').count() as u32;
    let indent = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32;
    Some((lines + line, if line == 1 { indent + column } else { column }))
}

/// What stands beside the editor.
fn answers(app: &App, props: &QueryProps, local: &Local) -> Html {
    let side = local.text("side", "");
    let rows = history(props);
    let id = selected(props);
    let chosen = rows.iter().find(|row| Some(&row.id) == id.as_ref());
    let tab = |label: String, value: &str| {
        let on = side == value;
        let onclick = local.putter("side", value);
        html! { <button type="button" class={classes!("sub", on.then_some("on"))} aria-pressed={on.to_string()} {onclick}>{ label }</button> }
    };
    let body = match (side.as_str(), chosen) {
        ("recent", _) => recent(app, &props.clock, rows, local),
        ("saved", _) => saved(app, &props.sheets.saved, local),
        (_, Some(row)) => answer(app, props, row, local),
        (_, None) => nothing(app, props),
    };
    html! {
        <>
            <div class="p-row tabs-small">
                { tab(app.t("results"), "") }
                { tab(app.t("recent-queries"), "recent") }
                { tab(app.t("saved-queries"), "saved") }
            </div>
            { body }
        </>
    }
}

fn answer(app: &App, props: &QueryProps, row: &QueryRow, local: &Local) -> Html {
    let Viewport::Queries { grid, .. } = &props.viewport else { return Html::default() };
    let of = |view: &Option<Rc<Queries>>, id: &str| {
        let result = view.as_ref().and_then(|view| view.result.as_ref());
        result.filter(|result| result.id == id).cloned()
    };
    let view = of(&props.view, &row.id);
    // The result before it stays in sight until there is a new one.
    let before = of(&props.before, &local.text("before", ""));
    let again = {
        let (app, sql, database) = (app.clone(), row.sql.clone(), row.database.clone());
        Callback::from(move |_: MouseEvent| run(&app, sql.clone(), &database))
    };
    html! { <>
        { statistics(app, row) }
        { result(app, Shown { row, view: view.as_ref(), before: before.as_ref(), grid, catalog: props.catalog.as_deref(), again }) }
    </> }
}

fn nothing(app: &App, props: &QueryProps) -> Html {
    let no_table = props
        .catalog
        .as_ref()
        .is_some_and(|catalog| catalog.databases.iter().all(|database| database.tables.is_empty()));
    if no_table {
        empty(app.t("tables-none"), button(Kind::Primary, app.t("crawler-go"), false, app.opener(Tab::Catalog)))
    } else {
        empty(app.t("results-none"), Html::default())
    }
}

fn history(props: &QueryProps) -> &[QueryRow] {
    props.view.as_ref().map(|view| view.history.as_slice()).unwrap_or_default()
}

fn selected(props: &QueryProps) -> Option<String> {
    match &props.viewport {
        Viewport::Queries { selected, .. } => selected.clone(),
        _ => None,
    }
}

fn run(app: &App, sql: String, database: &str) {
    let params = json!({
        "QueryString": sql, "QueryExecutionContext": { "Database": database }, "WorkGroup": "primary",
    });
    let shown = app.clone();
    app.run("Athena.StartQueryExecution", params, move |answer| {
        if let Some(id) = answer.get("QueryExecutionId").and_then(Value::as_str) {
            shown.show(Viewport::Queries { selected: Some(id.to_owned()), from: 0, grid: Grid::default() });
        }
    });
}

fn cancel(app: &App, rows: &[QueryRow]) -> Html {
    let running = rows.iter().find(|row| is_active(row));
    let id = running.map(|row| row.id.clone()).unwrap_or_default();
    let onclick = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            app.call("Athena.StopQueryExecution", json!({ "QueryExecutionId": id }), |_| {})
        })
    };
    button(Kind::Plain, app.t("cancel"), running.is_none(), onclick)
}

/// Whether a query has not ended yet.
pub fn is_active(row: &QueryRow) -> bool {
    matches!(row.state, QueryState::Queued | QueryState::Running)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_marked_in_the_statement_that_was_run() {
        let row = |sql: &str, at| QueryRow { sql: sql.to_owned(), error_position: Some(at), ..QueryRow::default() };
        let text = "SELECT 1;\n  SELECT x\nFROM y";
        assert_eq!(place(text, &row("SELECT x\nFROM y", (1, 8))), Some((2, 10)));
        assert_eq!(place(text, &row("SELECT x\nFROM y", (2, 6))), Some((3, 6)));
        assert_eq!(place(text, &row(text, (2, 10))), Some((2, 10)));
        assert_eq!(place("something else", &row("SELECT x", (1, 8))), None);
    }
}
