//! What a fresh machine lacks, installed when it is first needed: the wasm target,
//! npm packages, clang (only while C code is in the lake's build), Chromium (only for tests).

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, on_path, program, run, run_quietly, say};
use crate::store;
use crate::tree::Tree;

/// The target that the page's modules are built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target through rustup, if it is missing.
pub fn wasm_target(tree: &Tree) -> Result<()> {
    let mut rustc = program("rustc", &tree.root);
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    let folder = String::from_utf8(run_quietly(&mut rustc)?)?;
    if PathBuf::from(folder.trim()).is_dir() {
        return Ok(());
    }
    if !on_path("rustup") {
        bail!("install Rust's target {WASM}: there is no rustup here that could");
    }
    run(&format!("rustup target add {WASM}"), program("rustup", &tree.root).args(["target", "add", WASM]))
}

/// Runs `npm ci` in `www/` when its lock file has changed since the last time.
pub fn npm(tree: &Tree) -> Result<()> {
    let www = tree.www();
    let lock = fs::read(www.join("package-lock.json")).context("cannot read www/package-lock.json")?;
    let stamp = www.join("node_modules/.acequia-lock");
    let wanted = store::digest(&lock);
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    if !on_path("npm") {
        bail!("install Node.js 20 or later, with npm");
    }
    run("npm ci (www/)", program("npm", &www).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    store::write(&stamp, wanted.as_bytes())
}

/// Installs clang and LLVM's archiver, if the lake's dependencies hold C code. Parquet's zstd is such code.
pub fn clang(tree: &Tree) -> Result<()> {
    if on_path("clang") && on_path("llvm-ar") {
        return Ok(());
    }
    let with_c = tree.members_reaching(&["zstd-sys"], Some(WASM))?;
    if !with_c.contains("lake-wasm") {
        return Ok(());
    }
    apt(&["clang", "llvm"], "the lake's zstd is C code")
}

/// The browser that the tests drive: `CHROMIUM` if set, else the first one found, else apt's.
pub fn chromium(_tree: &Tree) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    apt(&["chromium"], "the tests drive a browser")?;
    find_chromium().context("apt-get installed chromium, but it is not on the path")
}

fn find_chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// Installs Debian packages, as root or through a `sudo` that asks nothing; otherwise says what to install.
fn apt(packages: &[&str], reason: &str) -> Result<()> {
    let list = packages.join(" ");
    let root = run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim_ascii() == b"0");
    let sudo = !root && on_path("sudo") && run_quietly(Command::new("sudo").args(["-n", "true"])).is_ok();
    if !on_path("apt-get") || !(root || sudo) {
        bail!("please install {list} ({reason}), e.g.: sudo apt-get install {list}");
    }
    let apt_get = || {
        let mut command = Command::new(if sudo { "sudo" } else { "apt-get" });
        if sudo {
            command.args(["-n", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    say(&format!("installing {list}: {reason}"));
    let install = |command: &mut Command| {
        run(
            &format!("apt-get install {list}"),
            command.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages),
        )
    };
    // The package lists of a fresh machine are empty or old; a failed update may still leave usable ones.
    if let Err(error) = run("apt-get update", apt_get().args(["update", "-qq"])) {
        command::warn(&format!("{error:#}"));
    }
    install(&mut apt_get()).with_context(|| format!("please install {list} ({reason})"))
}
