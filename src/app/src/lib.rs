//! The page's works: diagram, transport bar and consoles, drawn with Yew inside
//! the shadow root of `<acequia-sandbox>`. It shows the views of `protocol` and
//! sends commands; it holds no account, knows no engine, and keeps no truth of
//! its own beyond what is open and what is half typed.
//!
//! [`mount`] and [`Page`] are the seam to the loader; see the README.

mod bridge;
mod console;
mod context;
mod fluent;
mod header;
mod keys;
mod panels;
mod part;
mod places;
mod root;
mod sheets;
mod stage;
mod state;
mod strings;
mod template;
mod transport;
mod viewports;
mod widgets;
mod zoom;

use bridge::{Bridge, Incoming, Kit};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Attributes of the element, or of the address. Members left out stay as they are.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct PageConfig {
    /// `es` or `en`.
    pub lang: Option<String>,
    /// `auto`, `light`, `dark`.
    pub theme: Option<String>,
    /// The scene of the article that is being read.
    pub scene: Option<String>,
    /// The console to open.
    pub panel: Option<String>,
    /// Whether bars and consoles are shown around the diagram.
    pub chrome: Option<bool>,
    /// Whether it plays at once.
    pub autoplay: Option<bool>,
    /// Whether nothing may be changed.
    pub lock: Option<bool>,
    /// The scenario's name, for 'reset'.
    pub scenario: Option<String>,
    /// The scenario's text, for 'reset'.
    pub scenario_text: Option<String>,
    /// The seed, for 'reset'.
    pub seed: Option<u64>,
    /// Virtual seconds for each second.
    pub speed: Option<f64>,
    /// The memory budget, for 'reset'.
    pub memory_bytes: Option<u64>,
}

/// Mounted works.
#[wasm_bindgen]
pub struct Page {
    handle: yew::AppHandle<root::Root>,
    bridge: Rc<Bridge>,
}

/// Draws the works into `root`. `config` is JSON; a wrong one counts as empty.
#[wasm_bindgen]
pub fn mount(root: Element, config: &str, kit: Kit) -> Page {
    let config: PageConfig = serde_json::from_str(config).unwrap_or_default();
    let bridge = Rc::new(Bridge::new(kit));
    let props = root::RootProps { bridge: bridge.clone(), config };
    let handle = yew::Renderer::<root::Root>::with_root_and_props(root, props).render();
    Page { handle, bridge }
}

#[wasm_bindgen]
impl Page {
    /// A message from the worker, and the bytes beside it.
    pub fn receive(&self, json: &str, bytes: JsValue) {
        match protocol::read::from_worker(json) {
            Ok(message) => self.bridge.receive(message, bytes),
            Err(error) => self.bridge.deliver(Incoming::Unreadable(error)),
        }
    }

    /// How an engine is doing.
    pub fn engine(&self, json: &str) {
        if let Ok(state) = protocol::read::engine_state(json) {
            self.bridge.deliver(Incoming::Engine(state));
        }
    }

    /// Attributes that have changed.
    pub fn configure(&self, config: &str) {
        if let Ok(config) = serde_json::from_str(config) {
            self.bridge.deliver(Incoming::Configure(config));
        }
    }

    /// Takes everything down.
    pub fn destroy(self) {
        self.bridge.close();
        self.handle.destroy();
    }
}
