//! The whole page: it holds the state, hears what comes in, says what is watched.

use crate::PageConfig;
use crate::bridge::Bridge;
use crate::console::{ConsoleProps, console};
use crate::context::{App, Shared};
use crate::header::{HeaderProps, header};
use crate::keys;
use crate::part::part;
use crate::stage::{Instead, StageProps, stage};
use crate::state::{Action, State, Tab};
use crate::strings::Strings;
use crate::transport::{TransportProps, transport};
use crate::viewports::watched;
use crate::widgets::flashbar;
use js_sys::Array;
use protocol::{ApplicationDetail, ToWorker};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::{
    Callback, ContextProvider, DragEvent, Html, KeyboardEvent, Properties, component, html, use_effect_with, use_memo,
    use_node_ref, use_reducer,
};

/// Below this width the diagram stands upright.
const UPRIGHT_BELOW_PX: f64 = 620.0;

/// The line to the worker, and how to begin.
#[derive(Properties)]
pub struct RootProps {
    pub bridge: Rc<Bridge>,
    pub config: PageConfig,
}

impl PartialEq for RootProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.bridge, &other.bridge) && self.config == other.config
    }
}

/// The page.
#[component]
pub fn Root(props: &RootProps) -> Html {
    let state = {
        let config = props.config.clone();
        use_reducer(move || State::new(config))
    };
    let strings = use_memo(state.lang().to_owned(), |lang| Strings::of(lang));
    let app = App::from(Shared {
        bridge: props.bridge.clone(),
        strings: strings.clone(),
        dispatch: state.dispatcher(),
        locked: state.config.lock.unwrap_or(false),
    });
    let place = use_node_ref();
    {
        let (bridge, dispatch) = (props.bridge.clone(), state.dispatcher());
        let autoplay = props.config.autoplay.unwrap_or(false);
        use_effect_with((), move |()| {
            bridge.open(Callback::from(move |incoming| dispatch.dispatch(Action::Incoming(incoming))));
            if autoplay {
                bridge.tell(&ToWorker::Play { speed: None });
            }
        });
    }
    {
        let bridge = props.bridge.clone();
        use_effect_with(watched(&state), move |viewports| {
            bridge.tell(&ToWorker::Watch { viewports: viewports.clone() });
        });
    }
    {
        let bridge = props.bridge.clone();
        use_effect_with(state.frame, move |frame| shown(&bridge, *frame));
    }
    {
        let (place, dispatch) = (place.clone(), state.dispatcher());
        use_effect_with((), move |()| {
            let watch = place.cast::<Element>().and_then(|element| {
                let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
                    let width = entries
                        .get(0)
                        .dyn_into::<web_sys::ResizeObserverEntry>()
                        .map(|entry| entry.content_rect().width());
                    dispatch.dispatch(Action::Upright(width.is_ok_and(|width| width < UPRIGHT_BELOW_PX)));
                });
                let observer = ResizeObserver::new(seen.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, seen))
            });
            move || {
                if let Some((observer, _)) = watch {
                    observer.disconnect();
                }
            }
        });
    }
    let ondrop = {
        let app = app.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            if let Some(files) = files {
                (0..files.length())
                    .filter_map(|index| files.get(index))
                    .for_each(|file| crate::panels::take_file(&app, &file));
            }
        })
    };
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let dismiss = {
        let app = app.clone();
        Callback::from(move |id| app.act(Action::Dismiss(id)))
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| keys::pressed(&event));
    let theme = state.config.theme.clone().filter(|theme| theme != "auto");
    let chrome = state.config.chrome.unwrap_or(true);
    html! {
        <ContextProvider<App> context={app}>
            <div class="acequia" ref={place} lang={strings.lang} data-theme={theme} {ondrop} {ondragover} {onkeydown}>
                if chrome {
                    { part(header, HeaderProps {
                        ready: state.ready.clone(),
                        clock: state.clock.clone(),
                        config: state.config.clone(),
                        works: state.works.clone(),
                        engines: state.engines.clone(),
                    }) }
                }
                { part(stage, StageProps {
                    works: state.works.clone(),
                    clock: state.clock.clone(),
                    start_us: state.opened_us.unwrap_or(0),
                    upright: state.upright,
                    ready: state.ready.is_some(),
                    instead: instead(&state),
                }) }
                if chrome {
                    <div class="desk">
                        { flashbar(&strings, &state.flashes, &dismiss) }
                        { part(console, ConsoleProps { state: (*state).clone() }) }
                    </div>
                }
                { part(transport, TransportProps { clock: state.clock.clone(), start_us: state.opened_us.unwrap_or(0) }) }
                if chrome { { part(keys::keys, ()) } }
                <p class="unseen" role="status" aria-live="polite">{ &state.announced }</p>
            </div>
        </ContextProvider<App>>
    }
}

/// What is drawn instead of the works while its console is open.
fn instead(state: &State) -> Option<Instead> {
    let panels = &state.panels;
    match state.tab {
        Tab::Contrast => panels.contrast.clone().map(Instead::Contrast),
        Tab::Buffers => panels.buffers.clone().map(Instead::Buffers),
        Tab::Lateness => panels.lateness.clone().map(Instead::Lateness),
        Tab::Analytics => windows(state).map(Instead::Windows),
        _ => None,
    }
}

/// The application whose windows are drawn: the one that its console shows, unless the reader would rather see the works.
fn windows(state: &State) -> Option<Rc<ApplicationDetail>> {
    let shown = state.draft("analytics/drawing") != Some("works");
    let still = |view: &Rc<ApplicationDetail>| state.works.applications.iter().any(|one| one.name == view.name);
    state.panels.application.clone().filter(|view| shown && view.plane.is_some() && still(view))
}

/// Tells the worker, once the browser has painted, that the next views may come.
fn shown(bridge: &Rc<Bridge>, frame: u32) {
    let bridge = bridge.clone();
    let tell = Closure::once_into_js(move || bridge.tell(&ToWorker::Shown { frame }));
    if let Some(window) = web_sys::window() {
        // Without animation frames there is nothing to wait for, and nothing shown.
        let _ = window.request_animation_frame(tell.unchecked_ref());
    }
}
