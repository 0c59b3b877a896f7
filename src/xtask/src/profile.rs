//! Which functions the page needs before its reader has done more than to press Play: found out in Chromium by
//! `cargo xtask profile`, kept in `first/` as names, read by every build that ships. A name that no longer exists does nothing, and
//! a function that is missing there arrives a moment later; so the lists need to be made again only when `size` or the
//! start of the page says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{filter, program, say};
use crate::site::{self, Site};
use crate::tree::Tree;
use crate::wasm::{self, ENGINES, Module};
use crate::{setup, store};

/// The names of the functions that stay in a module's first half.
pub fn read(tree: &Tree, module: Module) -> Result<BTreeSet<String>> {
    let path = path(tree, module);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn path(tree: &Tree, module: Module) -> PathBuf {
    tree.root.join("src/xtask/first").join(format!("{}.txt", module.name))
}

/// Builds the page so that it remembers, walks through its first minute, and writes the lists.
pub fn write(tree: &Tree) -> Result<()> {
    site::prepare(tree)?;
    let chromium = setup::chromium(tree)?;
    let (mut page, mut outlines) = (Vec::new(), Vec::new());
    for (module, built, outline) in wasm::build_page_watched(tree)? {
        page.push((module, built));
        outlines.push((module, outline));
    }
    site::figures(tree);
    let engines = ENGINES
        .into_iter()
        .map(|module| Ok((module, wasm::build_engine(tree, module)?)))
        .collect::<Result<Vec<_>>>()?;
    let out = tree.scratch().join("profile");
    Site::new(tree, out.clone(), true).write_all(&page, &engines)?;
    say("the page's first minute, in Chromium");
    let mut walk = program("node", &tree.root.join("tests/browser"));
    let answer = filter(walk.arg("first.profile.mjs").env("CHROMIUM", &chromium).env("ACEQUIA_DIST", &out), b"")?;
    let ran: BTreeMap<String, Vec<u32>> = serde_json::from_slice(&answer).context("what the walk printed")?;
    for (module, outline) in outlines {
        let ran = ran.get(module.name).map(Vec::as_slice).unwrap_or_default();
        let names: BTreeSet<&str> =
            ran.iter().filter_map(|function| outline.names.get(function)).map(String::as_str).collect();
        let mut text = names.iter().copied().collect::<Vec<_>>().join("\n");
        text.push('\n');
        store::write(&path(tree, module), text.as_bytes())?;
        say(&format!("{}: {} of {} functions come first", module.name, ran.len(), outline.defined().len()));
    }
    Ok(())
}
