//! The consoles behind their tabs, and beside them the followed record.

use crate::context::use_app;
use crate::panels;
use crate::state::{State, Tab};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{classes, component, html, use_effect_with, use_node_ref, Callback, Html, KeyboardEvent, MouseEvent, Properties};

/// Everything: a console picks what it shows.
#[derive(Properties, PartialEq)]
pub struct ConsoleProps {
    pub state: State,
}

/// The consoles.
#[component]
pub fn Console(props: &ConsoleProps) -> Html {
    let state = &props.state;
    let following = state.following;
    html! {
        <div class={classes!("consoles", following.then_some("split"))}>
            <div class="console">
                <Tabs tab={state.tab} />
                <section class="panel" role="tabpanel" id="aq-panel" aria-labelledby={format!("aq-tab-{}", state.tab.name())}>
                    { panel(state) }
                </section>
            </div>
            if following {
                <panels::Followed trace={state.panels.trace.clone()} clock={state.clock.clone()} />
            }
        </div>
    }
}

fn panel(state: &State) -> Html {
    let works = state.works.clone();
    let clock = state.clock.clone();
    let panels = &state.panels;
    match state.tab {
        Tab::Producers => html! { <panels::Producers {works} inputs={state.inputs.clone()} /> },
        Tab::Shards => html! { <panels::Shards {works} {clock} /> },
        Tab::Records => html! { <panels::RecordViewer {works} {clock} viewport={crate::viewports::records(state)} view={panels.records.clone()} /> },
        Tab::Delivery => html! { <panels::Deliveries {works} {clock} viewport={crate::viewports::delivery(state)} view={panels.delivery.clone()} /> },
        Tab::Objects => html! { <panels::ObjectBrowser {works} {clock} viewport={crate::viewports::objects(state)} view={panels.objects.clone()} /> },
        Tab::Catalog => html! { <panels::CatalogView {works} {clock} view={panels.catalog.clone()} /> },
        Tab::Query => html! {
            <panels::QueryEditor {clock} view={panels.queries.clone()} catalog={panels.catalog.clone()}
                viewport={crate::viewports::queries(state)} draft={state.draft("sql").map(str::to_owned)} />
        },
        Tab::Dashboard => html! { <panels::DashboardView {clock} {works} view={panels.dashboard.clone()} /> },
        Tab::Discover => html! {
            <panels::DiscoverView {clock} {works} view={panels.discover.clone()} found={state.found.clone()}
                draft={state.draft("search").map(str::to_owned)} />
        },
        Tab::Events => html! { <panels::EventLog {clock} view={panels.events.clone()} viewport={state.viewport(protocol::Viewport::Events { from: 0, interesting_only: false })} /> },
        Tab::Trail => html! { <panels::TrailView {clock} view={panels.trail.clone()} viewport={crate::viewports::trail(state)} /> },
        Tab::Metrics => html! { <panels::MetricsView view={panels.metrics.clone()} /> },
        Tab::Bill => html! { <panels::BillView view={panels.bill.clone()} /> },
        Tab::Iam => html! { <panels::IamView view={panels.iam.clone()} drafts={Rc::new(state.drafts.clone())} /> },
        Tab::Laws => html! { <panels::LawsView view={panels.laws.clone()} /> },
    }
}

#[derive(Properties, PartialEq)]
struct TabsProps {
    tab: Tab,
}

/// One tab stop; arrows, Home and End move among the tabs.
#[component]
fn Tabs(props: &TabsProps) -> Html {
    let app = use_app();
    let place = use_node_ref();
    {
        let place = place.clone();
        use_effect_with(props.tab, move |tab| {
            // The list scrolls sideways only: the page around it stays where the reader is.
            let list = place.cast::<HtmlElement>();
            let chosen = list.as_ref().and_then(|list| list.query_selector(&format!("#aq-tab-{}", tab.name())).ok().flatten());
            if let (Some(list), Some(chosen)) = (list, chosen.and_then(|tab| tab.dyn_into::<HtmlElement>().ok())) {
                let middle = chosen.offset_left() + chosen.offset_width() / 2 - list.client_width() / 2;
                list.set_scroll_left(middle);
            }
        });
    }
    let onkeydown = {
        let (app, tab) = (app.clone(), props.tab);
        Callback::from(move |event: KeyboardEvent| {
            let count = Tab::ALL.len();
            let index = Tab::ALL.iter().position(|one| *one == tab).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowRight" => (index + 1) % count,
                "ArrowLeft" => (index + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            let Some(next) = Tab::ALL.get(next) else { return };
            app.open(*next);
            let list = event.current_target().and_then(|list| list.dyn_into::<Element>().ok());
            let button = list.and_then(|list| list.query_selector(&format!("#aq-tab-{}", next.name())).ok().flatten());
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                // It stands in the page, so it takes the focus.
                let _ = button.focus();
            }
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={app.t("consoles")} ref={place} {onkeydown}>
            { for Tab::ALL.into_iter().map(|tab| {
                let chosen = tab == props.tab;
                let app = app.clone();
                let label = app.t(&format!("tab-{}", tab.name()));
                let onclick = Callback::from(move |_: MouseEvent| app.open(tab));
                html! {
                    <button type="button" role="tab" id={format!("aq-tab-{}", tab.name())} class={classes!("tab", chosen.then_some("on"))}
                        aria-selected={chosen.to_string()} aria-controls="aq-panel" tabindex={if chosen { "0" } else { "-1" }} {onclick}>{ label }</button>
                }
            }) }
        </div>
    }
}
