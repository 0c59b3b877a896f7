//! `cargo xtask test`: every check and every test, in phases whose times are printed, and
//! a last line `N passed, N failed`. The wasm modules are built behind the native tests: other profile,
//! other target, so cargo locks neither out, and the engine's long link needs one core only.

use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::command::{cargo, program, run_watched, say, seconds, warn};
use crate::site::{self, Site};
use crate::tree::Tree;
use crate::wasm::{self, Built, ENGINES, Module};
use crate::{pack, setup, size, store};

/// Crates that only a browser can run; the browser's suite covers them.
const BROWSER_ONLY: [&str; 4] = ["app", "worker", "lake-wasm", "search-wasm"];

/// Packages so large that checking what links them a second time costs minutes.
const ENGINES_CORE: [&str; 2] = ["datafusion", "tantivy"];

/// What was counted, and how long each phase took.
#[derive(Default)]
struct Score {
    passed: u64,
    failed: u64,
    phases: Vec<(String, Duration, bool)>,
}

type Modules = (Vec<(Module, Built)>, Vec<(Module, Built)>);

/// Runs everything; an error at the end if anything failed.
pub fn run(tree: &Tree) -> Result<()> {
    let start = Instant::now();
    let mut score = Score::default();
    score.phase("set-up", || setup_all(tree))?;
    let modules = build_modules_behind(tree);

    score.check("format", |_| watched(cargo().current_dir(&tree.root).args(["fmt", "--check"])));
    score.check("clippy", |_| clippy(tree));
    score.check("types of the scripts", |_| watched(&mut program(tree.npm_bin("tsc"), &tree.www())));
    score.check("native tests", |score| native(&mut native_command(tree), score));
    score.check("this tool's tests", |score| {
        native(cargo().current_dir(&tree.root).args(["test", "-p", "xtask"]), score)
    });
    score.check("scripts and flights", |score| node(tree, "www", &["data", "test"], score));

    let site = score.check("site", |_| {
        let (page, engines) = modules.join().map_err(|_| anyhow!("the thread that builds modules has panicked"))??;
        site::figures(tree);
        Site::new(tree, tree.dist(), true).write_all(&page, &engines)?;
        Ok(true)
    });
    if site {
        score.check("size", |score| {
            let broken = size::report(tree)?;
            broken.iter().for_each(|budget| warn(budget));
            score.failed += broken.len().saturating_sub(1) as u64;
            Ok(broken.is_empty())
        });
        score.check("browser", |score| node(tree, "tests/browser", &["."], score));
    }
    score.print(start.elapsed())
}

/// Rewrites the expected side of the text tests: `expect-test`'s cases and the suites' own files. Browser tests
/// have none.
pub fn bless(tree: &Tree) -> Result<()> {
    let mut test = native_command(tree);
    test.env("UPDATE_EXPECT", "1").env("ACEQUIA_BLESS", "1");
    crate::command::run("bless", &mut test)
}

impl Score {
    /// A phase that must succeed for the rest to make sense.
    fn phase(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let start = Instant::now();
        let result = work();
        self.phases.push((name.to_owned(), start.elapsed(), result.is_ok()));
        result
    }

    /// A phase that counts as one more passed or failed check, besides what it counts itself.
    fn check(&mut self, name: &str, work: impl FnOnce(&mut Score) -> Result<bool>) -> bool {
        say(name);
        let start = Instant::now();
        let failed_before = self.failed;
        let good = work(self).unwrap_or_else(|error| {
            warn(&format!("{error:#}"));
            false
        });
        match (good, self.failed > failed_before) {
            (true, false) => self.passed += 1,
            (false, false) => self.failed += 1,
            // Its own failures are counted already.
            (_, true) => {}
        }
        say(&format!("{name}: {}, {}", if good { "good" } else { "FAILED" }, seconds(start.elapsed())));
        self.phases.push((name.to_owned(), start.elapsed(), good));
        good
    }

    fn print(&self, total: Duration) -> Result<()> {
        println!();
        for (name, time, good) in &self.phases {
            println!("{:<24}{:>14}  {}", name, seconds(*time), if *good { "" } else { "FAILED" });
        }
        println!("{:<24}{:>14}", "all", seconds(total));
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { std::process::exit(1) }
    }
}

fn setup_all(tree: &Tree) -> Result<()> {
    site::prepare(tree)?;
    setup::chromium(tree).map(drop)
}

/// Engines first: the lake's link is what takes longest of all.
fn build_modules_behind(tree: &Tree) -> JoinHandle<Result<Modules>> {
    let tree = tree.clone();
    std::thread::spawn(move || {
        let mut engines = Vec::new();
        for module in ENGINES.into_iter().rev() {
            let built = wasm::build_engine(&tree, module)?;
            // Kept in the store, so that the site need not wait for it later.
            pack::brotli(&tree, module.name, &built.wasm)?;
            engines.push((module, built));
        }
        Ok((wasm::build_page_behind(&tree)?, engines))
    })
}

/// Lints, for every crate that links no engine: the rules (no clock, no chance, no hash order) concern those.
fn clippy(tree: &Tree) -> Result<bool> {
    let heavy = tree.members_reaching(&ENGINES_CORE, None)?;
    let mut clippy = cargo();
    clippy.current_dir(&tree.root).args(["clippy", "--quiet"]);
    for member in tree.members.iter().filter(|name| !heavy.contains(*name) && !BROWSER_ONLY.contains(&name.as_str())) {
        clippy.args(["-p", member]);
    }
    watched(clippy.args(["--", "--deny", "warnings"]))
}

/// One selection of crates for testing and blessing alike, so that one set of features is built, once. This
/// tool stands apart: its dependencies would switch on features below the engines that `cargo run -p cli` lacks.
fn native_command(tree: &Tree) -> Command {
    let mut test = cargo();
    test.current_dir(&tree.root).args(["test", "--workspace", "--no-fail-fast", "--exclude", "xtask"]);
    for name in BROWSER_ONLY.into_iter().filter(|name| tree.has(name)) {
        test.args(["--exclude", name]);
    }
    test
}

fn native(command: &mut Command, score: &mut Score) -> Result<bool> {
    let mut counted = (0, 0);
    let good = run_watched(command, |line| {
        if let Some((passed, failed)) = cargo_result(line) {
            counted.0 += passed;
            counted.1 += failed;
        }
    })?;
    score.add(counted);
    Ok(good)
}

/// Runs the `*.test.mjs` in these folders, one file after another: a browser wants the machine for itself.
fn node(tree: &Tree, root: &str, folders: &[&str], score: &mut Score) -> Result<bool> {
    let root = tree.root.join(root);
    let mut node = program("node", &root);
    node.args(["--test", "--test-concurrency=1"]);
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.env("CHROMIUM", setup::chromium(tree)?);
    node.env("ACEQUIA_DIST", tree.dist());
    node.env("ACEQUIA_TARGET", &tree.target);
    for folder in folders {
        for file in store::files_below(&root.join(folder))? {
            if file.ends_with(".test.mjs") {
                node.arg(format!("{folder}/{file}"));
            }
        }
    }
    let mut counted = (0, 0);
    let good = run_watched(&mut node, |line| match node_result(line) {
        Some(("pass", count)) => counted.0 += count,
        Some(("fail" | "cancelled", count)) => counted.1 += count,
        _ => {}
    })?;
    score.add(counted);
    Ok(good)
}

impl Score {
    fn add(&mut self, (passed, failed): (u64, u64)) {
        self.passed += passed;
        self.failed += failed;
    }
}

fn watched(command: &mut Command) -> Result<bool> {
    run_watched(command, |_| ())
}

/// `test result: ok. 12 passed; 0 failed; …`
fn cargo_result(line: &str) -> Option<(u64, u64)> {
    let (_, counts) = line.strip_prefix("test result:")?.split_once(". ")?;
    let count = |word: &str| counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok());
    Some((count("passed")?, count("failed")?))
}

/// `ℹ pass 12`
fn node_result(line: &str) -> Option<(&str, u64)> {
    let mut words = line.strip_prefix("\u{2139} ")?.split(' ');
    Some((words.next()?, words.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read() {
        assert_eq!(cargo_result("test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured"), Some((12, 3)));
        assert_eq!(cargo_result("test a ... ok"), None);
        assert_eq!(node_result("\u{2139} pass 7"), Some(("pass", 7)));
        assert_eq!(node_result("\u{2139} duration_ms 12.5"), None);
    }
}
