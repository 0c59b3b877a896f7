//! `cargo xtask size`: how large is what `dist/` ships, raw, gzip and brotli, and
//! whether it keeps within the budgets. It measures what is there and builds nothing.

use std::fs;

use anyhow::{Result, bail};

use crate::tree::Tree;
use crate::{pack, store};

/// What a reader's browser fetches before the works can be used.
const FIRST: [&str; 9] = [
    "index.html",
    "acequia.css",
    "page.css",
    "acequia.js",
    "page.js",
    "app.js",
    "app.wasm",
    "worker.js",
    "worker.wasm",
];
/// What that takes at most: bytes, brotli -q 11. The first whole pipeline may take 420,000, and each service that has come since
/// 12,000 of the account's module and as much of the page's: SQS and Kinesis Data Analytics, which take 36,000 of their 48,000.
const FIRST_BROTLI_BYTES_MAX: usize = 456_000;
/// The loader alone, which is all that a page loads before its reader asks for the works.
const LOADER_BROTLI_BYTES_MAX: usize = 30_000;
/// Bytes of an engine's module, brotli -q 11.
const ENGINE_BROTLI_BYTES_MAX: [(&str, usize); 2] = [("lake", 5_000_000), ("search", 1_000_000)];
/// Bytes of any file as stored: static hosts refuse more than 25 MiB.
const FILE_BYTES_MAX: usize = 24 * 1024 * 1024;

struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the table, then fails if a budget is exceeded.
pub fn run(tree: &Tree) -> Result<()> {
    let broken = report(tree)?;
    if !broken.is_empty() {
        bail!("over budget: {}", broken.join("; "));
    }
    Ok(())
}

/// Prints the table and answers which budgets are exceeded.
pub fn report(tree: &Tree) -> Result<Vec<String>> {
    let dist = tree.dist();
    let mut broken = Vec::new();
    let mut check = |what: &str, bytes: usize, bytes_max: usize| {
        let verdict = if bytes <= bytes_max { "ok" } else { "OVER" };
        println!("{verdict:>6}  {what}: {bytes} of {bytes_max} bytes");
        if bytes > bytes_max {
            broken.push(format!("{what} takes {bytes} bytes, more than {bytes_max}"));
        }
    };
    println!("{:<24}{:>12}{:>12}{:>12}", "file", "raw", "gzip -9", "brotli -q11");
    let (mut first, mut loader) = (0, 0);
    let mut largest = (String::new(), 0);
    let mut engines = Vec::new();
    for name in store::files_below(&dist)? {
        let stored = fs::read(dist.join(&name))?;
        if stored.len() > largest.1 {
            largest = (name.clone(), stored.len());
        }
        if name.starts_with("figures/") || name == "acequia.html" {
            println!("{name:<24}{:>12}", stored.len());
            continue;
        }
        let engine = ENGINE_BROTLI_BYTES_MAX.iter().find(|(engine, _)| name.strip_suffix(".bin") == Some(engine));
        let plain = if engine.is_some() { pack::unpack(tree, &stored)? } else { stored };
        let sizes = measure(tree, engine.map_or(&name, |(engine, _)| engine), &plain)?;
        println!("{name:<24}{:>12}{:>12}{:>12}", sizes.raw, sizes.gzip, sizes.brotli);
        if FIRST.contains(&name.as_str()) {
            first += sizes.brotli;
        }
        if name == "acequia.js" {
            loader = sizes.brotli;
        }
        engines.extend(engine.map(|(name, bytes_max)| (*name, sizes.brotli, *bytes_max)));
    }
    let missing: Vec<&str> = FIRST.into_iter().filter(|name| !dist.join(name).is_file()).collect();
    if !missing.is_empty() {
        bail!("dist/ has no {}: run `cargo xtask build --release` first", missing.join(", "));
    }
    check("first interaction, brotli", first, FIRST_BROTLI_BYTES_MAX);
    check("loader, brotli", loader, LOADER_BROTLI_BYTES_MAX);
    for (name, bytes, bytes_max) in engines {
        check(&format!("{name}.wasm, brotli"), bytes, bytes_max);
    }
    check(&format!("largest file ({})", largest.0), largest.1, FILE_BYTES_MAX);
    Ok(broken)
}

fn measure(tree: &Tree, name: &str, bytes: &[u8]) -> Result<Sizes> {
    Ok(Sizes {
        raw: bytes.len(),
        gzip: pack::gzip(tree, name, bytes)?.len(),
        brotli: pack::brotli(tree, name, bytes)?.len(),
    })
}
