//! The flights: `www/data/flights.mjs` writes them, with Node, since Parquet is
//! read by npm's `hyparquet` and by no Rust here.

use std::fs;

use anyhow::Result;

use crate::command::{program, run};
use crate::setup;
use crate::tree::Tree;

/// Writes `www/data/flights.bin`.
pub fn write(tree: &Tree) -> Result<()> {
    setup::npm(tree)?;
    run("flights.bin", program("node", &tree.www()).arg("data/flights.mjs"))
}

/// Writes it if it is missing or older than its script or its packages' lock file.
pub fn ensure(tree: &Tree) -> Result<()> {
    let folder = tree.www().join("data");
    let age = |path| fs::metadata(path).and_then(|m| m.modified()).ok();
    let Some(written) = age(folder.join("flights.bin")) else {
        return write(tree);
    };
    let sources = [folder.join("flights.mjs"), tree.www().join("package-lock.json")];
    let stale = sources.into_iter().filter_map(age).any(|changed| changed > written);
    if stale { write(tree) } else { Ok(()) }
}
