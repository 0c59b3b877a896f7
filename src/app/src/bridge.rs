//! What the page is handed by the loader, and the way to the worker: questions
//! go out with an odd id, answers find who asked.

use crate::PageConfig;
use js_sys::{Function, Promise, Uint8Array};
use protocol::{CallError, EngineState, FromWorker, ToWorker};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    /// The loader's tools; `www/src/loader/app.ts` has their types.
    #[derive(Clone)]
    pub type Kit;
    #[wasm_bindgen(method)]
    fn send(this: &Kit, json: &str, bytes: JsValue);
    #[wasm_bindgen(method, catch)]
    pub fn editor(this: &Kit, parent: &web_sys::Element, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn chart(this: &Kit, parent: &web_sys::Element, options: &str, pick: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub fn download(this: &Kit, name: &str, kind: &str, bytes: Uint8Array);
    #[wasm_bindgen(method)]
    pub fn copy(this: &Kit, text: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn changed(this: &Kit, json: &str);
}

/// What comes in from outside.
pub enum Incoming {
    /// A worker's message that is no answer.
    Worker(Box<FromWorker>),
    /// How an engine is doing.
    Engine(EngineState),
    /// Changed attributes.
    Configure(PageConfig),
    /// A message that is none of ours.
    Unreadable(String),
}

/// A call's outcome.
pub type Outcome = Result<Value, CallError>;

type Waiting = Box<dyn FnOnce(Outcome)>;

/// The line to the worker.
pub struct Bridge {
    /// The loader's tools.
    pub kit: Kit,
    next: Cell<u32>,
    waiting: RefCell<BTreeMap<u32, Waiting>>,
    sink: RefCell<Option<Callback<Incoming>>>,
    early: RefCell<Vec<Incoming>>,
    seek: RefCell<Seek>,
}

/// One seek at a time; of those asked for meanwhile, the last counts.
#[derive(Default)]
struct Seek {
    running: bool,
    next: Option<u64>,
}

impl Bridge {
    /// Around the loader's tools.
    pub fn new(kit: Kit) -> Self {
        Self {
            kit,
            next: Cell::new(1),
            waiting: RefCell::default(),
            sink: RefCell::default(),
            early: RefCell::default(),
            seek: RefCell::default(),
        }
    }

    /// Where incoming messages go from now on, those that came early first.
    pub fn open(&self, sink: Callback<Incoming>) {
        *self.sink.borrow_mut() = Some(sink.clone());
        let early = std::mem::take(&mut *self.early.borrow_mut());
        for message in early {
            sink.emit(message);
        }
    }

    /// Nothing comes in any more.
    pub fn close(&self) {
        self.sink.borrow_mut().take();
        self.waiting.borrow_mut().clear();
    }

    /// Hands over what came from outside.
    pub fn deliver(&self, incoming: Incoming) {
        let sink = self.sink.borrow().clone();
        match sink {
            Some(sink) => sink.emit(incoming),
            None => self.early.borrow_mut().push(incoming),
        }
    }

    /// Takes a worker's message.
    pub fn receive(&self, message: FromWorker, bytes: JsValue) {
        match message {
            FromWorker::Answer { id, result } => self.answer(id, result),
            FromWorker::File { id, name } => {
                self.kit.download(&name, "application/octet-stream", Uint8Array::new(&bytes));
                self.answer(id, Ok(Value::Null));
            }
            other => self.deliver(Incoming::Worker(Box::new(other))),
        }
    }

    fn answer(&self, id: u32, outcome: Outcome) {
        let waiting = self.waiting.borrow_mut().remove(&id);
        if let Some(waiting) = waiting {
            waiting(outcome);
        }
    }

    /// Says something.
    pub fn tell(&self, message: &ToWorker) {
        self.tell_with(message, JsValue::UNDEFINED);
    }

    /// Says something, with bytes beside it.
    pub fn tell_with(&self, message: &ToWorker, bytes: JsValue) {
        if let Ok(json) = serde_json::to_string(message) {
            self.kit.send(&json, bytes);
        }
    }

    /// Asks something; `then` gets the answer.
    pub fn ask(&self, message: impl FnOnce(u32) -> ToWorker, bytes: JsValue, then: impl FnOnce(Outcome) + 'static) {
        let id = self.next.get();
        self.next.set(id.wrapping_add(2));
        self.waiting.borrow_mut().insert(id, Box::new(then));
        self.tell_with(&message(id), bytes);
    }

    /// Goes to a time. A slider asks faster than it can be done.
    pub fn seek(self: &Rc<Self>, to_us: u64) {
        {
            let mut seek = self.seek.borrow_mut();
            if seek.running {
                seek.next = Some(to_us);
                return;
            }
            seek.running = true;
        }
        let this = self.clone();
        self.ask(
            |id| ToWorker::Seek { id, to_us },
            JsValue::UNDEFINED,
            move |_| {
                let next = {
                    let mut seek = this.seek.borrow_mut();
                    seek.running = false;
                    seek.next.take()
                };
                if let Some(next) = next {
                    this.seek(next);
                }
            },
        );
    }

    /// Tells the loader what the reader has chosen, so that it is remembered.
    pub fn changed(&self, name: &str, value: &str) {
        self.kit.changed(&serde_json::json!({ name: value }).to_string());
    }
}
