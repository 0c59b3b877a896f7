//! From crates to modules: cargo for the wasm target, wasm-bindgen as a library
//! (so its version is the one in `Cargo.lock`), and wasm-opt for what is small. What the
//! site then makes of a module is in `site.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, program, run, run_logged, run_quietly};
use crate::setup::WASM;
use crate::tree::Tree;
use crate::{halves, prepare, profile, store};

/// A crate that becomes a module of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name in the site: `lake` gives `lake.js`.
    pub name: &'static str,
    /// Its crate.
    pub package: &'static str,
}

impl Module {
    /// Whether it is one of the two that the page starts with, which are cut in two.
    pub fn is_page(self) -> bool {
        self == APP || self == WORKER
    }
}

/// The page.
pub const APP: Module = Module { name: "app", package: "app" };
/// The account's worker.
pub const WORKER: Module = Module { name: "worker", package: "worker" };
/// The engines, the quicker build first.
pub const ENGINES: [Module; 2] =
    [Module { name: "search", package: "search-wasm" }, Module { name: "lake", package: "lake-wasm" }];

/// What wasm-bindgen made of a crate.
pub struct Built {
    /// A classic script that declares `wasm_bindgen`.
    pub glue: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// What follows behind it, where it has been cut in two.
    pub rest: Option<Vec<u8>>,
}

/// Features that every browser of the last years has; `wasm-opt` must be told, and with
/// `--all-features` it writes modules that none can read.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--one-caller-inline-max-function-size=40",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// For cutting the page's modules in two: functions are known by their names, of which only these mangled ones tell the many forms
/// of a generic function apart, and constants by what the linker leaves. The engines share nothing with this build, so no crate
/// is built twice for it.
const TO_BE_CUT: &str =
    "target.wasm32-unknown-unknown.rustflags=[\"-Csymbol-mangling-version=v0\",\"-Clink-arg=--emit-relocs\"]";

/// Builds the page and its worker together: they share most crates.
pub fn build_page(tree: &Tree, release: bool) -> Result<Vec<(Module, Built)>> {
    build_page_by(tree, release, run)
}

/// The same as it ships, behind other work: cargo's output goes to a file.
pub fn build_page_behind(tree: &Tree) -> Result<Vec<(Module, Built)>> {
    build_page_by(tree, true, |title, cargo| run_logged(title, cargo, &tree.scratch().join("page.log")))
}

/// The page as it ships, but whole, its functions named, each remembering whether it has run.
pub fn build_page_watched(tree: &Tree) -> Result<Vec<(Module, Built, halves::Outline)>> {
    let built = build_page_whole(tree, true, run)?;
    built
        .into_iter()
        .map(|(module, built)| {
            let outline = halves::Outline::read(&built.wasm)?;
            Ok((module, Built { wasm: halves::profiled(&built.wasm)?, ..built }, outline))
        })
        .collect()
}

fn build_page_by(
    tree: &Tree,
    release: bool,
    run: impl FnOnce(&str, &mut std::process::Command) -> Result<()>,
) -> Result<Vec<(Module, Built)>> {
    build_page_whole(tree, release, run)?
        .into_iter()
        .map(|(module, built)| {
            // While the page is being worked on, everything is in the first half.
            let halves = if release {
                let names = tree.scratch().join(format!("{}.functions.txt", module.name));
                store::write(&names, halves::Outline::read(&built.wasm)?.shipped_names().as_bytes())?;
                let linked = fs::read(linked(tree, module, "release"))?;
                halves::cut(&built.wasm, Some(halves::Plan { first: &profile::read(tree, module)?, linked: &linked }))?
            } else {
                halves::cut(&built.wasm, None)?
            };
            Ok((module, Built { wasm: halves.first, rest: Some(halves.rest), ..built }))
        })
        .collect()
}

fn build_page_whole(
    tree: &Tree,
    release: bool,
    run: impl FnOnce(&str, &mut std::process::Command) -> Result<()>,
) -> Result<Vec<(Module, Built)>> {
    let modules: Vec<Module> = [APP, WORKER].into_iter().filter(|module| tree.has(module.package)).collect();
    if modules.is_empty() {
        return Ok(Vec::new());
    }
    let profile = if release { "release" } else { "quick" };
    let mut command = cargo_build(tree, profile);
    if release {
        command.args(["--config", TO_BE_CUT]);
    }
    for module in &modules {
        command.args(["-p", module.package]);
    }
    run(&format!("app and worker ({profile})"), &mut command)?;
    modules
        .into_iter()
        .map(|module| {
            let mut built = bind(tree, module, profile)?;
            if release {
                built.wasm = optimise(tree, module, &built.wasm)?;
                if module == WORKER {
                    built.wasm = prepare::prepared(tree, &built.glue, &built.wasm)?;
                }
            }
            Ok((module, built))
        })
        .collect()
}

/// Builds one engine, always as it ships: what is tested is what ships, and it rarely changes.
pub fn build_engine(tree: &Tree, module: Module) -> Result<Built> {
    if !tree.has(module.package) {
        bail!("the tree has no crate '{}'", module.package);
    }
    let mut command = cargo_build(tree, "engine");
    command.args(["-p", module.package]);
    let log = tree.scratch().join(format!("{}.log", module.name));
    run_logged(&format!("engine '{}'", module.name), &mut command, &log)?;
    bind(tree, module, "engine")
}

fn cargo_build(tree: &Tree, profile: &str) -> std::process::Command {
    let mut command = cargo();
    command.current_dir(&tree.root).args(["build", "--target", WASM, "--profile", profile]);
    command
}

/// What cargo built.
fn linked(tree: &Tree, module: Module, profile: &str) -> PathBuf {
    let file = format!("{}.wasm", module.package.replace('-', "_"));
    tree.target.join(WASM).join(profile).join(file)
}

/// Runs wasm-bindgen over what cargo built.
fn bind(tree: &Tree, module: Module, profile: &str) -> Result<Built> {
    let path = linked(tree, module, profile);
    let input = fs::read(&path).with_context(|| format!("cargo built no {}", path.display()))?;
    let recipe = format!("glue2-{}-{}", bindgen_version(tree)?, module.name);
    let pair = store::derive(tree, &recipe, &input, || {
        let out = tree.scratch().join("glue").join(module.name);
        bindgen(&path, module, &out)?;
        let glue = fs::read_to_string(out.join(format!("{}.js", module.name)))?;
        Ok(join(&adapted(&glue, module)?, &fs::read(out.join(format!("{}_bg.wasm", module.name)))?))
    })?;
    split(&pair).ok_or_else(|| anyhow!("a damaged file in {}: delete it", tree.scratch().display()))
}

fn bindgen(input: &Path, module: Module, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(input)
        .out_name(module.name)
        .no_modules(true)?
        .typescript(false)
        .demangle(false)
        .remove_name_section(!module.is_page())
        .remove_producers_section(true)
        .generate(out)
        .with_context(|| format!("wasm-bindgen failed on {}", input.display()))
}

/// The glue works out its own address, which fails where it has none (in `about:srcdoc`), and which
/// nobody needs: modules are handed over compiled. A module that is cut in two asks for its rest through one import more.
fn adapted(glue: &str, module: Module) -> Result<String> {
    let glue = glue.replace(
        "script_src = new URL(document.currentScript.src, location.href).toString();",
        "script_src = undefined;",
    );
    if !module.is_page() {
        return Ok(glue);
    }
    let imports = format!("\"./{}_bg.js\": import0,", module.name);
    if glue.matches(&imports).count() != 1 {
        bail!("wasm-bindgen writes its glue in another way now: {imports} is not there once");
    }
    let (name, member) = halves::IMPORT;
    Ok(glue.replace(&imports, &format!("{imports} {name}: {{ {member}: () => acequiaRest(wasm) }},")))
}

/// Shrinks a module by a third; takes seconds on the page's, half an hour on an engine's.
fn optimise(tree: &Tree, module: Module, wasm: &[u8]) -> Result<Vec<u8>> {
    let recipe = format!("named-{}-{}", module.name, store::digest(WASM_OPT.join(" ").as_bytes()).split_at(8).0);
    store::derive(tree, &recipe, wasm, || {
        let folder = tree.scratch().join("opt");
        let (before, after) =
            (folder.join(format!("{}.in.wasm", module.name)), folder.join(format!("{}.wasm", module.name)));
        store::write(&before, wasm)?;
        crate::command::say(&format!("wasm-opt -Oz {}", module.name));
        let mut wasm_opt = program(tree.npm_bin("wasm-opt"), &tree.www());
        // Names stay until the module has been cut.
        run_quietly(wasm_opt.arg("--debuginfo").args(WASM_OPT).arg(&before).arg("-o").arg(&after))?;
        Ok(fs::read(after)?)
    })
}

/// The version in `Cargo.lock`, part of the recipe's name.
fn bindgen_version(tree: &Tree) -> Result<String> {
    let lock = fs::read_to_string(tree.root.join("Cargo.lock"))?;
    lock.split_once("name = \"wasm-bindgen-cli-support\"\nversion = \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(version, _)| version.to_owned())
        .context("Cargo.lock does not name wasm-bindgen-cli-support")
}

fn join(glue: &str, wasm: &[u8]) -> Vec<u8> {
    let mut bytes = (glue.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(glue.as_bytes());
    bytes.extend_from_slice(wasm);
    bytes
}

fn split(pair: &[u8]) -> Option<Built> {
    let (length, rest) = pair.split_first_chunk::<8>()?;
    let (glue, wasm) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some(Built { glue: String::from_utf8(glue.to_vec()).ok()?, wasm: wasm.to_vec(), rest: None })
}
