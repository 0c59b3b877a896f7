//! `cargo xtask serve`: the page as soon as it is built, engines and figures behind
//! it, everything again on change. What answers the browser is in `serve/http.rs`.

mod http;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::Result;

use crate::command::{say, seconds, warn};
use crate::site::{self, Engine, Site};
use crate::tree::Tree;
use crate::wasm::{self, ENGINES};
use crate::watch::Watch;

use http::Generation;

/// Crates whose change means that an engine must be built again.
const ENGINE_CRATES: [&str; 5] = ["jobs", "lake", "lake-wasm", "search", "search-wasm"];

/// Serves the page on the loopback interface until the process is stopped.
pub fn run(tree: &Tree, release: bool, port: u16) -> Result<()> {
    let out = tree.scratch().join(if release { "serve-release" } else { "serve" });
    let generation = Generation::default();
    http::listen(port, out.clone(), generation.clone())?;
    let address = format!("http://127.0.0.1:{port}/");
    say(&format!("{address} (the page appears when it is built)"));

    site::prepare(tree)?;
    let mut watch = Watch::new(tree);
    // The service worker and the one-file edition belong to what is published: `site` is never `release` in
    // that sense here, only its modules are.
    let site = Site::new(tree, out, false);
    let states = EngineStates::new(&site);
    states.write();

    let (engines, figures) = (channel(), channel());
    let mut started = false;
    let (engine_work, figure_work) = (engines.0, figures.0);
    let mut receivers = Some((engines.1, figures.1));
    loop {
        let start = Instant::now();
        match wasm::build_page(tree, release).and_then(|modules| site.write_page(&modules)) {
            Ok(()) => {
                generation.advance();
                say(&format!("the page is ready after {}: {address}", seconds(start.elapsed())));
                if let Some((engines, figures)) = receivers.take() {
                    build_engines_behind(tree, &site, &states, engines);
                    draw_figures_behind(tree, &site, &generation, figures);
                }
            }
            Err(error) => warn(&format!("{error:#}")),
        }
        if !started {
            wake(&engine_work);
            wake(&figure_work);
            started = true;
        }
        let changed = watch.wait();
        say(&format!("changed: {}", list(&changed)));
        if changed.iter().any(|path| path.starts_with("src/xtask")) {
            warn("this tool has changed: start it again to use it");
        }
        if changed.iter().any(|path| changes_engine(path)) {
            wake(&engine_work);
        }
        if changed.iter().any(|path| path.starts_with("src") || path.starts_with("content")) {
            wake(&figure_work);
        }
    }
}

/// How far each engine is, written to the site whenever it changes.
#[derive(Clone)]
struct EngineStates {
    site: Site,
    states: Arc<Mutex<BTreeMap<&'static str, Engine>>>,
}

impl EngineStates {
    fn new(site: &Site) -> EngineStates {
        let states = ENGINES.iter().map(|module| (module.name, Engine::Building)).collect();
        EngineStates { site: site.clone(), states: Arc::new(Mutex::new(states)) }
    }

    fn set(&self, name: &'static str, state: Engine) {
        if let Ok(mut states) = self.states.lock() {
            states.insert(name, state);
        }
        self.write();
    }

    fn write(&self) {
        let Ok(states) = self.states.lock() else {
            return;
        };
        if let Err(error) = self.site.write_engine_states(&states) {
            warn(&format!("{error:#}"));
        }
    }
}

fn build_engines_behind(tree: &Tree, site: &Site, states: &EngineStates, work: Receiver<()>) {
    let (tree, site, states) = (tree.clone(), site.clone(), states.clone());
    std::thread::spawn(move || {
        while next(&work) {
            for module in ENGINES {
                states.set(module.name, Engine::Building);
                let built = wasm::build_engine(&tree, module).and_then(|built| site.write_engine(module, &built));
                states.set(
                    module.name,
                    built.unwrap_or_else(|error| {
                        warn(&format!("{error:#}"));
                        Engine::Failed { reason: error.to_string().lines().next().unwrap_or_default().to_owned() }
                    }),
                );
            }
        }
    });
}

fn draw_figures_behind(tree: &Tree, site: &Site, generation: &Generation, work: Receiver<()>) {
    let (tree, site, generation) = (tree.clone(), site.clone(), generation.clone());
    std::thread::spawn(move || {
        while next(&work) {
            let before = site.drawn();
            site::figures(&tree);
            if site.drawn() == before {
                continue;
            }
            match site.write_articles() {
                Ok(()) => generation.advance(),
                Err(error) => warn(&format!("{error:#}")),
            }
        }
    });
}

/// Waits for work; whatever has piled up meanwhile is one piece of work.
fn next(work: &Receiver<()>) -> bool {
    let there_is = work.recv().is_ok();
    while work.try_recv().is_ok() {}
    there_is
}

/// The other side may have ended with its thread; then there is nothing to wake.
fn wake(work: &Sender<()>) {
    let _ = work.send(());
}

fn changes_engine(path: &Path) -> bool {
    path == Path::new("Cargo.lock") || ENGINE_CRATES.iter().any(|name| path.starts_with(Path::new("src").join(name)))
}

fn list(paths: &[PathBuf]) -> String {
    const SHOWN: usize = 4;
    let names: Vec<String> = paths.iter().take(SHOWN).map(|path| path.display().to_string()).collect();
    let more = paths.len().saturating_sub(SHOWN);
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}
