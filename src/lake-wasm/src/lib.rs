//! The lake engine as a wasm module of its own: five functions, JSON text in and out.
//!
//! Holds one engine for the worker that has loaded it. Knows no message of that worker's.

use bytes::Bytes;
use jobs::lake::{Answer, Request};
use jobs::{Digest, Failure};
use lake::Engine;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new());
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// Sends what a panic says to the console, for it ends the worker. Called by itself when the module loads.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| error(&panic.to_string())));
}

/// Keeps a copy of `bytes` under `digest` (32 hexadecimal digits). Says whether the digest could be read.
#[wasm_bindgen]
pub fn put(digest: &str, bytes: &[u8]) -> bool {
    let digest = Digest::parse(digest);
    if let Some(digest) = digest {
        ENGINE.with_borrow_mut(|engine| engine.put(digest, Bytes::copy_from_slice(bytes)));
    }
    digest.is_some()
}

/// Whether a content is here.
#[wasm_bindgen]
pub fn has(digest: &str) -> bool {
    Digest::parse(digest).is_some_and(|digest| ENGINE.with_borrow(|engine| engine.has(&digest)))
}

/// Drops a content, if it is here.
#[wasm_bindgen]
pub fn forget(digest: &str) {
    if let Some(digest) = Digest::parse(digest) {
        ENGINE.with_borrow_mut(|engine| engine.forget(&digest));
    }
}

/// Answers a [`Request`] in JSON with a `Result<Answer, Failure>` in JSON: `{"Ok": …}` or `{"Err": …}`.
#[wasm_bindgen]
pub fn run(request_json: &str) -> String {
    let answer: Result<Answer, Failure> = serde_json::from_str::<Request>(request_json)
        .map_err(|error| Failure { reason: format!("the request cannot be read: {error}") })
        .and_then(|request| ENGINE.with_borrow(|engine| engine.run(&request)));
    serde_json::to_string(&answer)
        .unwrap_or_else(|error| format!(r#"{{"Err":{{"reason":"the answer cannot be written: {error}"}}}}"#))
}
