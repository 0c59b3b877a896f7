//! The consoles behind their tabs, and beside them the followed record.

use crate::context::{App, use_app};
use crate::part::{Local, keyed, part};
use crate::state::{State, Tab};
use crate::template::classes;
use crate::{panels, viewports};
use markup::html;
use protocol::Viewport;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{Callback, Html, KeyboardEvent, MouseEvent, Properties, component, use_effect_with, use_node_ref};

/// Everything: a console picks what it shows.
#[derive(PartialEq)]
pub struct ConsoleProps {
    pub state: State,
}

/// The consoles.
pub fn console(_: &App, props: &ConsoleProps, _: &Local) -> Html {
    let state = &props.state;
    let following = state.following;
    html! {
        <div class={classes!("consoles", following.then_some("split"))}>
            <div class="console">
                <Tabs tab={state.tab} />
                <section class="panel" role="tabpanel" tabindex="0" id="aq-panel" aria-labelledby={format!("aq-tab-{}", state.tab.name())}>
                    { panel(state) }
                </section>
            </div>
            if following {
                { part(panels::followed, panels::FollowedProps { trace: state.panels.trace.clone(), clock: state.clock.clone() }) }
            }
        </div>
    }
}

fn panel(state: &State) -> Html {
    let works = state.works.clone();
    let clock = state.clock.clone();
    let panels = &state.panels;
    // Each console keeps its own half-open forms.
    let name = state.tab.name();
    match state.tab {
        Tab::Producers => {
            keyed(name, panels::producers, panels::ProducersProps { works, inputs: state.inputs.clone() })
        }
        Tab::Shards => {
            let (viewport, view) = (viewports::hashes(state), panels.hashes.clone());
            let (metrics, part) = (panels.metrics.clone(), state.draft("kinesis").unwrap_or_default().to_owned());
            keyed(name, panels::shards, panels::ShardsProps { works, clock, viewport, view, metrics, part })
        }
        Tab::Records => {
            let (viewport, view) = (viewports::records(state), panels.records.clone());
            keyed(name, panels::records, panels::ViewerProps { works, clock, viewport, view })
        }
        Tab::Delivery => {
            let (viewport, view) = (viewports::delivery(state), panels.delivery.clone());
            let (metrics, catalog) = (panels.metrics.clone(), panels.catalog.clone());
            let part = state.draft(panels::FIREHOSE_PART).unwrap_or_default().to_owned();
            let props = panels::DeliveriesProps { works, clock, viewport, view, metrics, catalog, part };
            keyed(name, panels::deliveries, props)
        }
        Tab::Objects => {
            let (viewport, view) = (viewports::objects(state), panels.objects.clone());
            keyed(name, panels::objects, panels::ObjectsProps { works, clock, viewport, view })
        }
        Tab::Catalog => {
            keyed(name, panels::catalog, panels::CatalogProps { works, clock, view: panels.catalog.clone() })
        }
        Tab::Query => {
            let (viewport, view, catalog) = (viewports::queries(state), panels.queries.clone(), panels.catalog.clone());
            let (before, sheets) = (panels.queries_before.clone(), state.sheets.clone());
            keyed(name, panels::query, panels::QueryProps { clock, view, before, catalog, viewport, sheets })
        }
        Tab::Dashboard => {
            keyed(name, panels::dashboard, panels::DashboardProps { clock, works, view: panels.dashboard.clone() })
        }
        Tab::Discover => {
            let (view, found) = (panels.discover.clone(), state.found.clone());
            let draft = state.draft("search").map(str::to_owned);
            keyed(name, panels::discover, panels::DiscoverProps { clock, view, found, draft })
        }
        Tab::Events => {
            let viewport = viewports::events(state);
            keyed(name, panels::events, panels::EventsProps { clock, view: panels.events.clone(), viewport })
        }
        Tab::Trail => {
            let viewport = viewports::trail(state);
            keyed(name, panels::trail, panels::TrailProps { clock, view: panels.trail.clone(), viewport })
        }
        Tab::Metrics => keyed(name, panels::metrics, panels::MetricsProps { view: panels.metrics.clone() }),
        Tab::Bill => keyed(name, panels::bill, panels::BillProps { view: panels.bill.clone() }),
        Tab::Iam => keyed(
            name,
            panels::iam,
            panels::IamProps { view: panels.iam.clone(), drafts: Rc::new(state.drafts.clone()) },
        ),
        Tab::Laws => keyed(name, panels::laws, panels::LawsProps { view: panels.laws.clone() }),
        Tab::Queues => {
            let (viewport, view, metrics) = (viewports::queue(state), panels.queue.clone(), panels.metrics.clone());
            let received = match &viewport {
                Some(Viewport::Queue { name, .. }) => state.draft(&format!("received/{name}")).map(str::to_owned),
                _ => None,
            };
            keyed(name, panels::queues, panels::QueuesProps { works, clock, viewport, view, metrics, received })
        }
        Tab::Consumers => {
            let (viewport, view) = (viewports::consumer(state), panels.consumer.clone());
            keyed(name, panels::consumers, panels::ConsumersProps { works, clock, viewport, view })
        }
        Tab::Analytics => {
            let (viewport, view) = (viewports::application(state), panels.application.clone());
            let (metrics, part) = (panels.metrics.clone(), state.draft("analytics").unwrap_or_default().to_owned());
            let shows_works = state.draft("analytics/drawing") == Some("works");
            let props = panels::AnalyticsProps { works, clock, viewport, view, metrics, part, shows_works };
            keyed(name, panels::analytics, props)
        }
        Tab::Contrast => {
            keyed(name, panels::contrast, panels::ContrastProps { works, clock, view: panels.contrast.clone() })
        }
        Tab::Buffers => keyed(name, panels::buffers, panels::BuffersProps { clock, view: panels.buffers.clone() }),
        Tab::Lateness => {
            keyed(name, panels::lateness, panels::LatenessProps { works, clock, view: panels.lateness.clone() })
        }
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
            let chosen =
                list.as_ref().and_then(|list| list.query_selector(&format!("#aq-tab-{}", tab.name())).ok().flatten());
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
