//! The account's worker: `host` behind the functions that `worker-shell.ts`
//! calls. Everything that thinks is in `host`; nothing here does.
#![cfg(target_arch = "wasm32")]

use bytes::Bytes;
use host::{Host, Out};
use jobs::Engine;
use js_sys::Uint8Array;
use protocol::FromWorker;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use wasm_bindgen::prelude::*;

/// A slice that needed more memory than this is one of a busy run.
const BUSY_BYTES: usize = 1 << 20;
/// How much memory a busy run is given ahead: more than a producer's largest second in ten needs.
const AHEAD_BYTES: usize = 32 << 20;
/// wasm's unit of memory.
const PAGE_BYTES: usize = 64 * 1024;

#[wasm_bindgen]
extern "C" {
    /// What the shell offers; see `www/README.md`.
    type Shell;
    #[wasm_bindgen(method)]
    fn post(this: &Shell, json: &str, payload: Option<Uint8Array>);
    #[wasm_bindgen(method)]
    fn engine_put(this: &Shell, engine: &str, digest: &str, bytes: Uint8Array);
    #[wasm_bindgen(method)]
    fn engine_forget(this: &Shell, engine: &str, digest: &str);
    #[wasm_bindgen(method)]
    fn engine_run(this: &Shell, engine: &str, id: u32, request: &str);
    #[wasm_bindgen(method)]
    fn engine_restart(this: &Shell, engine: &str);
    #[wasm_bindgen(method)]
    fn wall_ms(this: &Shell) -> f64;
}

thread_local! {
    static HOST: RefCell<Option<(Host, Shell)>> = const { RefCell::new(None) };
    static PREPARED: RefCell<Option<Host>> = const { RefCell::new(None) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Plays the page's own run to where the page opens. The build calls it, and ships the module with the memory that it leaves.
#[wasm_bindgen]
pub fn prepare() {
    PREPARED.with(|prepared| *prepared.borrow_mut() = Some(Host::prepared()));
}

/// Begins. The run itself begins with `ToWorker::Start`.
#[wasm_bindgen]
pub fn start(_config: &str, shell: JsValue) {
    std::panic::set_hook(Box::new(|info| wasm_bindgen::throw_str(&info.to_string())));
    let prepared = PREPARED.with(|prepared| prepared.borrow_mut().take());
    HOST.with(|host| *host.borrow_mut() = Some((prepared.unwrap_or_default(), shell.unchecked_into())));
}

/// A message of the page: JSON of `protocol::ToWorker`, and the bytes beside it.
#[wasm_bindgen]
pub fn message(json: &str, payload: Option<Vec<u8>>) {
    with(|host, shell| match protocol::read::to_worker(json) {
        Ok(message) => host.message(message, payload.map(Bytes::from)),
        Err(error) => post(shell, &FromWorker::Broken { message: format!("unreadable message: {error}") }, None),
    });
}

/// A message of an engine's shell.
#[wasm_bindgen]
pub fn engine_message(engine: &str, json: &str) {
    with(|host, _| host.engine_message(engine, json));
}

/// Works for at most 8 ms; gives the milliseconds until the next call, -1 if something has to arrive first.
#[wasm_bindgen]
pub fn slice(_wall_now_ms: f64) -> f64 {
    let mut wait_ms = -1.0;
    let before = memory_bytes();
    with(|host, shell| wait_ms = host.slice(&|| shell.wall_ms()).unwrap_or(-1.0));
    BUSY.set(BUSY.get() || memory_bytes() - before > BUSY_BYTES);
    if BUSY.get() {
        take_memory_ahead();
    }
    wait_ms
}

/// The allocator asks for memory page by page, and each time the browser takes a millisecond, which is most of what a
/// busy run would spend. So it is made to ask for many at once: what is given back at once stays with it. Nothing is
/// written there, so it costs no real memory, and where there is none, nothing happens.
fn take_memory_ahead() {
    let mut ahead: Vec<u8> = Vec::new();
    let _ = black_box(ahead.try_reserve_exact(AHEAD_BYTES));
    drop(black_box(ahead));
}

fn memory_bytes() -> usize {
    core::arch::wasm32::memory_size::<0>() * PAGE_BYTES
}

fn with(work: impl FnOnce(&mut Host, &Shell)) {
    HOST.with(|slot| {
        let mut slot = slot.borrow_mut();
        let Some((host, shell)) = slot.as_mut() else { return };
        work(host, shell);
        for out in host.take_out() {
            send(shell, out);
        }
    });
}

fn send(shell: &Shell, out: Out) {
    match out {
        Out::Post(message, payload) => post(shell, &message, payload),
        Out::EnginePut { engine, digest, bytes } => {
            shell.engine_put(name(engine), &digest.to_string(), Uint8Array::from(&bytes[..]));
        }
        Out::EngineForget { engine, digest } => shell.engine_forget(name(engine), &digest.to_string()),
        Out::EngineRun { engine, id, request } => shell.engine_run(name(engine), id, &request),
        Out::EngineRestart(engine) => shell.engine_restart(name(engine)),
    }
}

fn post(shell: &Shell, message: &FromWorker, payload: Option<Bytes>) {
    let json = serde_json::to_string(message).unwrap_or_default();
    shell.post(&json, payload.map(|bytes| Uint8Array::from(&bytes[..])));
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Lake => "lake",
        Engine::Search => "search",
    }
}
