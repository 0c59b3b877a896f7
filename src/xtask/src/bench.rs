//! `cargo xtask bench`: every example named `bench` natively, then every
//! `tests/browser/*.bench.mjs` in Chromium against `dist/`. They print; nothing is enforced.

use std::fs;

use anyhow::Result;

use crate::command::{self, cargo, program, say};
use crate::tree::Tree;
use crate::{setup, site, store};

/// Runs all benchmarks.
pub fn run(tree: &Tree) -> Result<()> {
    for member in &tree.members {
        if tree.root.join("src").join(member).join("examples/bench.rs").is_file() {
            let mut bench = cargo();
            // Sizes do not matter here, and the release profile is made for them.
            bench.current_dir(&tree.root).args(["run", "--profile", "bench", "--config", "profile.bench.opt-level=3"]);
            command::run(&format!("bench: {member}"), bench.args(["-p", member, "--example", "bench"]))?;
        }
    }
    let folder = tree.root.join("tests/browser");
    let benches: Vec<String> =
        store::files_below(&folder)?.into_iter().filter(|name| name.ends_with(".bench.mjs")).collect();
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
