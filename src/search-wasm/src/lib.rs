//! The search engine as a wasm module for a worker of its own: twenty lines
//! around [`search::Engine`]. What is searched and when is the account's matter.

use bytes::Bytes;
use jobs::{Digest, Failure};
use search::Engine;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new());
}

/// Keeps a content under its digest (32 hexadecimal digits); false for a text that is none.
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
    Digest::parse(digest).is_some_and(|digest| ENGINE.with_borrow(|engine| engine.has(digest)))
}

/// Drops a content and what was built of it.
#[wasm_bindgen]
pub fn forget(digest: &str) {
    if let Some(digest) = Digest::parse(digest) {
        ENGINE.with_borrow_mut(|engine| engine.forget(digest));
    }
}

/// Runs a `jobs::search::Request` in JSON; answers `Result<jobs::search::Answer, jobs::Failure>` in JSON.
#[wasm_bindgen]
pub fn run(request: &str) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(request) => ENGINE.with_borrow_mut(|engine| engine.run(&request)),
        Err(error) => Err(Failure { reason: format!("not a request: {error}") }),
    };
    serde_json::to_string(&answer).unwrap_or_else(|_| r#"{"Err":{"reason":"the answer is no JSON"}}"#.to_owned())
}
