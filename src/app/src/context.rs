//! What every component may use: words, the line to the worker, and the way to
//! change the page's state.

use crate::bridge::{Bridge, Outcome};
use crate::state::{Action, State, Tab};
use crate::strings::Strings;
use protocol::{FollowTarget, ToWorker, Viewport};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::{Callback, UseReducerDispatcher, hook, use_context};

/// Shared by all parts; it changes with the language only. One pointer, because every callback holds one.
#[derive(Clone)]
pub struct App(Rc<Shared>);

/// What [`App`] leads to.
pub struct Shared {
    pub bridge: Rc<Bridge>,
    pub strings: Rc<Strings>,
    pub dispatch: UseReducerDispatcher<State>,
    pub locked: bool,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for App {
    fn from(shared: Shared) -> Self {
        Self(Rc::new(shared))
    }
}

impl PartialEq for App {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.strings, &other.strings) && self.locked == other.locked
    }
}

/// The context, which every component stands in.
#[hook]
pub fn use_app() -> App {
    let app = use_context::<App>();
    // The root provides it before anything else is drawn.
    app.unwrap_or_else(|| unreachable!("the root provides the context"))
}

impl App {
    /// A message without arguments.
    pub fn t(&self, key: &str) -> String {
        self.strings.t(key)
    }

    /// Changes the state.
    pub fn act(&self, action: Action) {
        self.dispatch.dispatch(action);
    }

    /// Opens a console.
    pub fn open(&self, tab: Tab) {
        self.act(Action::Tab(tab));
        self.bridge.changed("panel", tab.name());
    }

    /// Shows another part in a console.
    pub fn show(&self, viewport: Viewport) {
        self.act(Action::Show(viewport));
    }

    /// A callback that opens a console.
    pub fn opener<E>(&self, tab: Tab) -> Callback<E> {
        let app = self.clone();
        Callback::from(move |_: E| app.open(tab))
    }

    /// An AWS call. An error is shown; `then` gets the response.
    pub fn call(&self, call: &str, params: Value, then: impl FnOnce(Value) + 'static) {
        let name = call.to_owned();
        self.ask(|id| ToWorker::Call { id, call: name, params, principal: None }, then);
    }

    /// An AWS call that starts a job: while paused, the clock runs to its end.
    pub fn run(&self, call: &str, params: Value, then: impl FnOnce(Value) + 'static) {
        let name = call.to_owned();
        self.ask(|id| ToWorker::RunAhead { id, call: name, params, principal: None }, then);
    }

    /// Asks the worker. An error is shown; `then` gets the answer.
    pub fn ask(&self, message: impl FnOnce(u32) -> ToWorker, then: impl FnOnce(Value) + 'static) {
        self.ask_with(message, JsValue::UNDEFINED, then);
    }

    /// As `ask`, with bytes beside.
    pub fn ask_with(&self, message: impl FnOnce(u32) -> ToWorker, bytes: JsValue, then: impl FnOnce(Value) + 'static) {
        if self.refuse() {
            return;
        }
        let app = self.clone();
        self.bridge.ask(message, bytes, move |outcome| match outcome {
            Ok(value) => then(value),
            Err(error) => app.act(Action::Error { title: error.name, text: error.message }),
        });
    }

    /// Moves the clock: allowed even where nothing may be changed.
    pub fn travel(&self, message: impl FnOnce(u32) -> ToWorker) {
        let app = self.clone();
        self.bridge.ask(message, JsValue::UNDEFINED, move |outcome| {
            // A pause that ends an advance is no error.
            if let Some(error) = outcome.err().filter(|error| error.name != "AbortError") {
                app.act(Action::Error { title: error.name, text: error.message });
            }
        });
    }

    /// Asks for something to be read: allowed even where nothing may be changed.
    pub fn read(&self, message: impl FnOnce(u32) -> ToWorker, then: impl FnOnce(Value) + 'static) {
        let app = self.clone();
        self.bridge.ask(message, JsValue::UNDEFINED, move |outcome| match outcome {
            Ok(value) => then(value),
            Err(error) => app.act(Action::Error { title: error.name, text: error.message }),
        });
    }

    /// As `call`, for one whose error may mean that there is nothing left to do: `then` gets that too.
    pub fn try_call(&self, call: &str, params: Value, then: impl FnOnce(Outcome) + 'static) {
        let name = call.to_owned();
        if !self.refuse() {
            self.bridge.ask(|id| ToWorker::Call { id, call: name, params, principal: None }, JsValue::UNDEFINED, then);
        }
    }

    /// Whether what was to be made is there now, made by this call or before. Any other error is shown.
    pub fn is_there(&self, outcome: Outcome) -> bool {
        match outcome {
            Ok(_) => true,
            Err(error) if error.name == "ResourceExistsException" => true,
            Err(error) => {
                self.act(Action::Error { title: error.name, text: error.message });
                false
            }
        }
    }

    fn refuse(&self) -> bool {
        if self.locked {
            self.act(Action::Note { title: String::new(), text: self.t("locked") });
        }
        self.locked
    }

    /// Lights one record's way.
    pub fn follow(&self, target: FollowTarget) {
        self.act(Action::Following(true));
        let app = self.clone();
        self.bridge.ask(
            |id| ToWorker::Follow { id, target },
            JsValue::UNDEFINED,
            move |outcome| {
                if let Err(error) = outcome {
                    app.act(Action::Following(false));
                    app.act(Action::Note { title: app.t("follow-cannot"), text: error.message });
                }
            },
        );
    }

    /// Says something that needs no answer.
    pub fn note(&self, title: String, text: String) {
        self.act(Action::Note { title, text });
    }

    /// Copies a text and says so.
    pub fn copy(&self, text: String) {
        let promise = self.bridge.kit.copy(&text);
        let app = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let done = wasm_bindgen_futures::JsFuture::from(promise).await.is_ok();
            app.note(String::new(), app.t(if done { "copied" } else { "copy-failed" }));
        });
    }
}
