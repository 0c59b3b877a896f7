//! The loader's chart, with the same data as a table.

use super::tables::{Column, table};
use crate::context::use_app;
use markup::html;
use protocol::{Chart, ChartData, Format};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;
use yew::{
    AttrValue, Callback, Html, MouseEvent, Properties, component, use_effect_with, use_mut_ref, use_node_ref, use_state,
};

#[wasm_bindgen]
extern "C" {
    /// `ChartHandle` of `www/src/chart.ts`.
    #[derive(Clone)]
    type Living;
    #[wasm_bindgen(method)]
    fn update(this: &Living, options: &str);
    #[wasm_bindgen(method)]
    fn destroy(this: &Living);
}

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct ChartProps {
    pub chart: Chart,
    pub data: ChartData,
    /// A category was picked.
    pub onpick: Callback<Option<String>>,
    /// The followed one.
    #[prop_or_default]
    pub lit: Option<AttrValue>,
}

struct Held {
    living: Living,
    _pick: Closure<dyn FnMut(JsValue, JsValue)>,
}

/// A chart.
#[component]
pub fn ChartBox(props: &ChartProps) -> Html {
    let app = use_app();
    let place = use_node_ref();
    let held: Rc<RefCell<Option<Held>>> = use_mut_ref(|| None);
    let there = use_state(|| false);
    let as_table = use_state(|| false);
    let options = serde_json::json!({
        "chart": props.chart, "data": props.data, "lang": app.strings.lang, "dark": false, "lit": props.lit.as_deref(),
    })
    .to_string();
    let shown = !*as_table;
    {
        let (place, held, there, kit) = (place.clone(), held.clone(), there.clone(), app.bridge.kit.clone());
        let (options, onpick) = (options.clone(), props.onpick.clone());
        use_effect_with(shown, move |shown| {
            let alive = Rc::new(RefCell::new(*shown));
            if let Some(parent) = place.cast::<Element>().filter(|_| *shown) {
                let (held, alive) = (held.clone(), alive.clone());
                spawn_local(async move {
                    let pick = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |category: JsValue, _: JsValue| {
                        onpick.emit(category.as_string());
                    });
                    let Ok(promise) = kit.chart(&parent, &options, pick.as_ref().unchecked_ref()) else { return };
                    let Ok(living) = JsFuture::from(promise).await else { return };
                    let made = Held { living: living.unchecked_into(), _pick: pick };
                    if *alive.borrow() {
                        *held.borrow_mut() = Some(made);
                        there.set(true);
                    } else {
                        made.living.destroy();
                    }
                });
            }
            move || {
                *alive.borrow_mut() = false;
                if let Some(old) = held.borrow_mut().take() {
                    old.living.destroy();
                }
            }
        });
    }
    use_effect_with((options, *there), move |(options, _)| {
        if let Some(held) = &*held.borrow() {
            held.living.update(options);
        }
    });
    let toggle = {
        let as_table = as_table.clone();
        Callback::from(move |_: MouseEvent| as_table.set(!*as_table))
    };
    html! {
        <div class="chart-box">
            if shown {
                <div class="chart" ref={place}></div>
            } else {
                { values(&app.strings, &props.chart, &props.data) }
            }
            <button type="button" class="b quiet small" aria-pressed={(!shown).to_string()} onclick={toggle}>
                { app.t(if shown { "chart-as-table" } else { "chart-as-chart" }) }
            </button>
        </div>
    }
}

fn values(strings: &crate::strings::Strings, chart: &Chart, data: &ChartData) -> Html {
    let first = chart.category.as_ref().map(|field| field.column.clone()).unwrap_or_default();
    let mut columns = vec![Column::text(first)];
    columns.extend(data.series.iter().map(|(name, _)| Column::number(name.clone())));
    let rows = data.categories.iter().enumerate().map(|(row, category)| {
        html! {
            <tr><td>{ category }</td>{ for data.series.iter().enumerate().map(|(index, (_, values))| {
                let format = chart.values.get(index).or(chart.values.first()).map(|field| field.format).unwrap_or_default();
                html! { <td class="num">{ values.get(row).copied().flatten().map_or_else(|| "–".to_owned(), |value| written(strings, value, format)) }</td> }
            }) }</tr>
        }
    });
    table(chart.title.clone(), &columns, rows.collect::<Html>())
}

/// A value as its format says.
pub fn written(strings: &crate::strings::Strings, value: f64, format: Format) -> String {
    match format {
        Format::Integer => strings.number(value, 0),
        Format::Decimal => strings.number(value, 1),
        Format::Percent => strings.percent(value),
        Format::Usd => strings.usd(value),
        Format::Bytes => strings.bytes(value.max(0.0) as u64),
        Format::Text | Format::Date => strings.short(value),
    }
}
