//! The menu of a result's column: its order, its filters, its figures, a copy of it.

use super::grid::{is_numeric, value};
use super::result::copy;
use crate::context::App;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{icon, icon_button, text_input};
use markup::html;
use protocol::{Column, Filter, Grid, Notation, QueryResult, Sort, Summary, Test, Viewport};
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// Looks at the result in another way. What is only added beside the rows leaves the reader on the same page of them.
pub fn changed<E>(
    app: &App,
    view: &QueryResult,
    grid: &Grid,
    same_rows: bool,
    change: impl Fn(&mut Grid) + 'static,
) -> Callback<E> {
    let (app, id, grid) = (app.clone(), view.id.clone(), grid.clone());
    let from = if same_rows { view.from } else { 0 };
    Callback::from(move |_: E| {
        let mut grid = grid.clone();
        change(&mut grid);
        app.show(Viewport::Queries { selected: Some(id.clone()), from, grid });
    })
}

/// A column's name.
pub fn name_of(view: &QueryResult, column: u32) -> String {
    view.columns.get(column as usize).map(|column| column.name.clone()).unwrap_or_default()
}

/// The menu. It is always there and shown by a heading.
pub fn menu(app: &App, view: &QueryResult, grid: &Grid, local: &Local) -> Html {
    let index = local.text("column", "").parse::<u32>().ok();
    let inside =
        index.and_then(|index| Some(contents(app, view, grid, local, index, view.columns.get(index as usize)?)));
    html! {
        <div id="aq-column" class="menu" popover="auto" role="dialog" aria-label={app.strings.x("column-menu", index.map(|index| name_of(view, index)).unwrap_or_default())}>
            { inside.unwrap_or_default() }
        </div>
    }
}

fn contents(app: &App, view: &QueryResult, grid: &Grid, local: &Local, index: u32, column: &Column) -> Html {
    let close = app.t("close");
    html! {
        <>
            <header><b>{ &column.name }</b><code>{ &column.hive_type }</code><span class="grow"></span>
                <button type="button" class="b icon-only quiet" popovertarget="aq-column" popovertargetaction="hide" aria-label={close.clone()} title={close}>{ icon("x") }</button>
            </header>
            { orders(app, view, grid, index) }
            { filter(app, view, grid, local, index) }
            { match view.summary.as_ref().filter(|summary| summary.column == index) {
                Some(summary) => figures(app, view, grid, column, summary),
                None => html! { <progress aria-label={app.t("progress")}></progress> },
            } }
            <footer><button type="button" class="b quiet" onclick={copy(app, view, grid, Notation::Column(index))}>{ icon("copy") }<span>{ app.t("copy-column") }</span></button></footer>
        </>
    }
}

fn orders(app: &App, view: &QueryResult, grid: &Grid, column: u32) -> Html {
    let now = grid.sort.filter(|sort| sort.column == column).map(|sort| sort.descending);
    let order = |key: &str, sign: &str, descending: Option<bool>| {
        let sort = descending.map(|descending| Sort { column, descending });
        let onclick: Callback<MouseEvent> = changed(app, view, grid, false, move |grid: &mut Grid| grid.sort = sort);
        let on = now == descending;
        html! {
            <button type="button" class={classes!("b", on.then_some("on"))} aria-pressed={on.to_string()} {onclick}>{ icon(sign) }<span>{ app.t(key) }</span></button>
        }
    };
    html! {
        <div class="orders" role="group" aria-label={app.t("order")}>
            { order("order-up", "up", Some(false)) }
            { order("order-down", "low", Some(true)) }
            { order("order-none", "", None) }
        </div>
    }
}

/// Puts a filter in the place of the column's others, or takes them away.
fn filtered(grid: &mut Grid, column: u32, test: Option<Test>) {
    grid.filters.retain(|filter| filter.column != column);
    grid.filters.extend(test.map(|test| Filter { column, test }));
}

fn filter(app: &App, view: &QueryResult, grid: &Grid, local: &Local, column: u32) -> Html {
    let typed = local.text("contains", "");
    let onsubmit = {
        let (typed, clear) = (typed.clone(), local.clone());
        let apply = changed::<()>(app, view, grid, false, move |grid| {
            filtered(grid, column, (!typed.is_empty()).then(|| Test::Contains(typed.clone())));
        });
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            clear.set("contains", "");
            apply.emit(());
        })
    };
    let has = grid.filters.iter().any(|filter| filter.column == column);
    let clear = changed(app, view, grid, false, move |grid| filtered(grid, column, None));
    html! {
        <form {onsubmit}>
            <label><span class="unseen">{ app.t("contains") }</span>{ text_input(typed, app.t("contains"), local.setter("contains")) }</label>
            <button type="submit" class="b">{ app.t("filter") }</button>
            if has { { icon_button("x", app.t("filter-clear"), false, clear) } }
        </form>
    }
}

fn figures(app: &App, view: &QueryResult, grid: &Grid, column: &Column, summary: &Summary) -> Html {
    let strings = &app.strings;
    let mut items = vec![
        ("sum-rows", html! { { strings.whole(summary.rows) } }),
        ("sum-nulls", html! { { strings.whole(summary.nulls) } }),
        ("sum-distinct", html! { { strings.whole(summary.distinct) } }),
    ];
    if summary.min.is_some() {
        items.push(("sum-min", value(summary.min.as_deref())));
        items.push(("sum-max", value(summary.max.as_deref())));
    }
    if let Some(mean) = summary.mean {
        items.push(("sum-mean", html! { { strings.number(mean, 2) } }));
    }
    let most = summary.top.first().map_or(1, |(_, count)| (*count).max(1));
    let index = summary.column;
    html! {
        <>
            <dl class={classes!("sums", is_numeric(column).then_some("wide"))}>{ for items.into_iter().map(|(key, value)| html! { <div><dt>{ app.t(key) }</dt><dd>{ value }</dd></div> }) }</dl>
            <ul class="tops" aria-label={app.t("top-values")}>{ for summary.top.iter().enumerate().map(|(place, (text, count))| {
                let test = Test::Is(text.clone());
                let on = grid.filters.iter().any(|filter| filter.column == index && filter.test == test);
                let onclick: Callback<MouseEvent> = changed(app, view, grid, false, move |grid| filtered(grid, index, (!on).then(|| test.clone())));
                html! {
                    <li key={place}><button type="button" class={classes!(on.then_some("on"))} aria-pressed={on.to_string()} {onclick}>
                        { crate::widgets::cell_bar(*count as f64 / most as f64) }{ value(text.as_deref()) }<b>{ strings.whole(*count) }</b>
                    </button></li>
                }
            }) }</ul>
        </>
    }
}
