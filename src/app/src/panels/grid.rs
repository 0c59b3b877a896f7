//! A page of a result's rows. Each column's heading opens a menu that orders, filters, sums up and copies; all of that is done by the
//! worker, of which a page comes back. Until it does, the page before stays.

use super::column::{changed, menu, name_of};
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{cell_bar, icon};
use markup::html;
use protocol::{Column, Filter, FollowTarget, Grid, QueryResult, Sort, Test};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct GridProps {
    pub view: QueryResult,
    /// How the reader wants to look at it.
    pub grid: Grid,
}

/// The rows with their headings, what is filtered out, and the menu of a column.
pub fn grid(app: &App, props: &GridProps, local: &Local) -> Html {
    let GridProps { view, grid } = props;
    let numeric: Vec<bool> = view.columns.iter().map(is_numeric).collect();
    let late = grid.sort != view.grid.sort || grid.filters != view.grid.filters;
    html! {
        <div class="grid">
            { chips(app, view, grid) }
            <div class={classes!("scroll", late.then_some("late"))} tabindex="0" role="region" aria-label={app.t("results")} aria-busy={late.to_string()}><table>
                <thead><tr><th class="row-no" scope="col"><span aria-hidden="true">{ "#" }</span><span class="unseen">{ app.t("row-number") }</span></th>
                    { for view.columns.iter().enumerate().map(|(index, column)| heading(app, view, grid, local, index as u32, column)) }
                </tr></thead>
                <tbody>{ body(app, view, &numeric) }</tbody>
            </table>
            if view.rows.is_empty() {
                <p class="no-rows">{ app.t(if grid.filters.is_empty() { "rows-none" } else { "rows-none-pass" }) }</p>
            }
            </div>
            { menu(app, view, grid, local) }
        </div>
    }
}

fn heading(app: &App, view: &QueryResult, grid: &Grid, local: &Local, index: u32, column: &Column) -> Html {
    let sort = grid.sort.filter(|sort| sort.column == index);
    let (aria, arrow) = match sort {
        Some(Sort { descending: false, .. }) => (Some("ascending"), "up"),
        Some(_) => (Some("descending"), "low"),
        None => (None, ""),
    };
    let filtered = grid.filters.iter().any(|filter| filter.column == index);
    let onclick = {
        let (local, sum_up) = (local.clone(), changed(app, view, grid, true, move |grid| grid.summary = Some(index)));
        Callback::from(move |event: MouseEvent| {
            put_menu_below(&event);
            local.set("column", index.to_string());
            local.set("contains", "");
            sum_up.emit(event);
        })
    };
    html! {
        <th scope="col" key={index as usize} class={classes!(is_numeric(column).then_some("num"))} aria-sort={aria}>
            <button type="button" class="heading" popovertarget="aq-column" {onclick} title={app.strings.x("column-menu", column.name.clone())}>
                <span>{ &column.name }</span><small>{ &column.hive_type }</small>{ icon(arrow) }
                if filtered { { icon("funnel") } }
            </button>
        </th>
    }
}

/// The menu stands above everything, so nothing but its own place says which column it is of.
fn put_menu_below(event: &MouseEvent) {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = button.and_then(|target| target.closest("button").ok().flatten()) else { return };
    let menu = button.closest(".grid").ok().flatten().and_then(|grid| grid.query_selector("#aq-column").ok().flatten());
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        let place = button.get_bounding_client_rect();
        // A custom property is text; setting one cannot fail.
        let _ = menu.style().set_property("--x", &format!("{}px", place.left()));
        let _ = menu.style().set_property("--y", &format!("{}px", place.bottom()));
    }
}

/// What is filtered out, each with a way to take it back.
fn chips(app: &App, view: &QueryResult, grid: &Grid) -> Html {
    if grid.filters.is_empty() && grid.sort.is_none() {
        return Html::default();
    }
    let chip = |key: String, text: String, act: Callback<MouseEvent>| {
        let label = app.strings.x("take-back", text.clone());
        html! { <li key={key}><span class="chip on">{ text }<button type="button" aria-label={label.clone()} title={label} onclick={act}>{ icon("x") }</button></span></li> }
    };
    let sort = grid.sort.map(|sort| {
        let key = if sort.descending { "sorted-down" } else { "sorted-up" };
        let text = app.strings.x(key, name_of(view, sort.column));
        chip("sort".to_owned(), text, changed(app, view, grid, false, |grid| grid.sort = None))
    });
    let filters = grid.filters.iter().enumerate().map(|(index, filter)| {
        let remove = changed(app, view, grid, false, move |grid| {
            if index < grid.filters.len() {
                grid.filters.remove(index);
            }
        });
        chip(index.to_string(), said(app, view, filter), remove)
    });
    html! { <ul class="grid-chips" aria-label={app.t("filters")}>{ for filters }{ sort.unwrap_or_default() }</ul> }
}

fn said(app: &App, view: &QueryResult, filter: &Filter) -> String {
    let name = name_of(view, filter.column);
    match &filter.test {
        Test::Is(None) => format!("{name} = NULL"),
        Test::Is(Some(text)) if text.is_empty() => format!("{name} = \"\""),
        Test::Is(Some(text)) => format!("{name} = {text}"),
        Test::Contains(part) => app.strings.with("filter-contains", &[("column", name), ("text", part.clone())]),
    }
}

fn body(app: &App, view: &QueryResult, numeric: &[bool]) -> Html {
    // One bar column is a picture, more are noise: the last number of few rows gets it.
    let barred = numeric.iter().rposition(|numeric| *numeric).filter(|_| view.rows_total <= 200 && view.rows_total > 1);
    let most = barred.map_or(0.0, |column| {
        view.rows.iter().filter_map(|row| number(row.get(column)?.as_deref()?)).map(f64::abs).fold(0.0, f64::max)
    });
    let cells = |cells: &[Option<String>]| -> Html {
        let cell = |(column, cell): (usize, &Option<String>)| {
            let numeric = numeric.get(column).copied().unwrap_or(false);
            let bar = (barred == Some(column) && most > 0.0).then(|| cell.as_deref().and_then(number)).flatten();
            html! {
                <td class={classes!(numeric.then_some("num"), bar.is_some().then_some("barred"))}>
                    { bar.map(|value| cell_bar(value.abs() / most)) }{ value(cell.as_deref()) }
                </td>
            }
        };
        cells.iter().enumerate().map(cell).collect()
    };
    let row = |(index, (cells_of, number)): (usize, (&Vec<Option<String>>, &u64))| {
        let lit = view.lit_row == Some(*number);
        let records = view.behind.get(index).copied();
        html! { <tr key={*number} class={classes!(lit.then_some("lit"))}>{ row_number(app, view, *number, records) }{ cells(cells_of) }</tr> }
    };
    view.rows.iter().zip(&view.numbers).enumerate().map(row).collect()
}

/// The number of the row in the query's own order: what is followed stays the same however rows are ordered. `records` is how many
/// are behind it, if it is made of several.
fn row_number(app: &App, view: &QueryResult, number: u64, records: Option<u64>) -> Html {
    if view.unfollowable.is_some() {
        return html! { <td class="row-no">{ number + 1 }</td> };
    }
    let follow = {
        let (app, query) = (app.clone(), view.id.clone());
        Callback::from(move |_: MouseEvent| app.follow(FollowTarget::QueryRow { query: query.clone(), row: number }))
    };
    let strings = &app.strings;
    let records = records.map(|count| strings.n("follow-records", count));
    let whole = strings.whole(number + 1);
    let label = match &records {
        Some(records) => strings.with("follow-row-of", &[("x", whole), ("records", records.clone())]),
        None => strings.x("follow-row", whole),
    };
    let title = records.unwrap_or_else(|| app.t("follow"));
    html! {
        <td class="row-no"><button type="button" class="link" title={title} aria-label={label} onclick={follow}>{ number + 1 }</button></td>
    }
}

/// A value as it is; NULL and the empty text look like neither each other nor anything else.
pub fn value(value: Option<&str>) -> Html {
    match value {
        None => html! { <span class="null">{ "NULL" }</span> },
        Some("") => html! { <span class="void">{ "\"\"" }</span> },
        Some(text) => html! { <span>{ text }</span> },
    }
}

/// Whether a column holds numbers.
pub fn is_numeric(column: &Column) -> bool {
    let kind = column.hive_type.split('(').next().unwrap_or_default();
    matches!(kind, "tinyint" | "smallint" | "int" | "integer" | "bigint" | "float" | "real" | "double" | "decimal")
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}
