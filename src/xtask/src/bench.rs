//! `cargo xtask bench`: every crate's `examples/bench.rs` (as `CRATE-bench`) natively, then what others do
//! (`tests/peer/*.bench.py`), then every `tests/browser/*.bench.mjs` in Chromium against `dist/`. They print; nothing is enforced.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::command::{self, cargo, on_path, program, say, warn};
use crate::tree::Tree;
use crate::{setup, site, store};

/// Runs all benchmarks.
pub fn run(tree: &Tree) -> Result<()> {
    for member in &tree.members {
        if tree.root.join("src").join(member).join("examples/bench.rs").is_file() {
            let mut bench = cargo();
            // Sizes do not matter here, and the release profile is made for them.
            bench.current_dir(&tree.root).args(["run", "--profile", "bench", "--config", "profile.bench.opt-level=3"]);
            let example = format!("{member}-bench");
            command::run(&format!("bench: {member}"), bench.args(["-p", member, "--example", &example]))?;
        }
    }
    let folder = tree.root.join("tests/peer");
    for bench in benches_in(&folder, ".bench.py")? {
        // It comes from outside the tree, and all else goes without it.
        if !on_path("python3") {
            warn(&format!("{bench} is left out: install python3"));
            continue;
        }
        let mut python = program("python3", &folder);
        command::run(&format!("bench: {bench}"), python.arg(&bench).env("CARGO_TARGET_DIR", &tree.target))?;
    }
    let folder = tree.root.join("tests/browser");
    let benches = benches_in(&folder, ".bench.mjs")?;
    if benches.is_empty() {
        return Ok(());
    }
    let chromium = setup::chromium(tree)?;
    if fs::metadata(tree.dist().join("assets.json")).is_err() {
        say("dist/ holds no release build yet");
        site::build(tree, true)?;
    }
    for bench in benches {
        let mut node = program("node", &folder);
        command::run(
            &format!("bench: {bench}"),
            node.arg(&bench).env("CHROMIUM", &chromium).env("ACEQUIA_DIST", tree.dist()),
        )?;
    }
    Ok(())
}

fn benches_in(folder: &Path, ending: &str) -> Result<Vec<String>> {
    Ok(store::files_below(folder)?.into_iter().filter(|name| name.ends_with(ending)).collect())
}
