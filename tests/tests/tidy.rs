//! Rules about the tree itself.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SERVICES: &[&str] =
    &["iam", "s3", "kinesis", "firehose", "glue", "athena", "quicksight", "opensearch", "sqs", "kinesisanalytics"];
const ENGINES: &[&str] = &["lake", "search"];
const BROWSER: &[&str] = &["app", "worker", "lake-wasm", "search-wasm"];

/// For each crate of ours, the crates of ours that it may import in what it ships.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(tests::root())
        .output()
        .unwrap_or_else(|error| panic!("cargo metadata: {error}"));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    let imports = |package: &Value| {
        let all = package["dependencies"].as_array().cloned().unwrap_or_default().into_iter();
        all.filter(|dependency| dependency["kind"].is_null())
            .map(|dependency| name(&dependency))
            .collect::<BTreeSet<_>>()
    };
    assert!(ours.len() > 20, "cargo metadata tells of {} crates", ours.len());
    packages.iter().map(|package| (name(package), imports(package))).collect()
}

fn reaches(edges: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    edges.get(from).is_some_and(|next| next.iter().any(|name| name == to || (name != from && reaches(edges, name, to))))
}

#[test]
fn no_service_imports_another_service() {
    let edges = edges();
    for service in SERVICES {
        for other in SERVICES.iter().chain(ENGINES).chain(&["account", "clients"]) {
            assert!(!reaches(&edges, service, other), "{service} imports {other}");
        }
    }
}

#[test]
fn the_page_links_no_engine_and_no_account() {
    let edges = edges();
    for absent in SERVICES.iter().chain(ENGINES).chain(&["account", "host", "scenario"]) {
        assert!(!reaches(&edges, "app", absent), "app imports {absent}");
    }
    for engine in ENGINES {
        assert!(!reaches(&edges, "worker", engine), "worker imports {engine}");
        assert!(!reaches(&edges, "xtask", engine), "xtask imports {engine}");
    }
}

#[test]
fn the_bottom_knows_no_word_of_aws() {
    let edges = edges();
    for low in ["sim", "jobs"] {
        assert!(edges.get(low).is_some_and(|next| !next.contains("api")), "{low} imports api");
    }
    for low in ["flow", "lake", "search"] {
        assert!(!reaches(&edges, low, "api"), "{low} imports api");
    }
}

#[test]
fn only_the_shells_know_a_browser() {
    let edges = edges();
    for (name, imports) in &edges {
        if BROWSER.contains(&name.as_str()) || name == "xtask" {
            continue;
        }
        for browser in ["web-sys", "js-sys", "wasm-bindgen", "yew", "gloo"] {
            assert!(!imports.contains(browser), "{name} imports {browser}");
        }
    }
}

fn crates() -> Vec<PathBuf> {
    let entries = fs::read_dir(tests::root().join("src")).into_iter().flatten().filter_map(Result::ok);
    let mut crates: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    crates.sort();
    crates
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[test]
fn the_code_map_names_every_crate_and_no_other() {
    let map = fs::read_to_string(tests::root().join("src/README.md")).unwrap_or_default();
    let named: BTreeSet<String> =
        map.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned)).collect();
    let there: BTreeSet<String> = crates().iter().map(|path| file_name(path)).collect();
    assert_eq!(named, there);
}

#[test]
fn every_crate_has_a_readme_and_every_module_says_what_it_is_for() {
    for path in crates() {
        let readme = fs::read_to_string(path.join("README.md")).unwrap_or_default();
        assert!(readme.len() > 200, "{} has no README worth the name", path.display());
        for file in sources(&path.join("src")) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            assert!(text.starts_with("//!"), "{} does not open with its purpose", file.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_event_that_is_noted_has_words() {
    let mut missing = Vec::new();
    for path in crates() {
        for file in sources(&path.join("src")) {
            let text = fs::read_to_string(&file).unwrap_or_default();
            for call in ["Note::info(\"", "Note::warning(\"", "Note::error(\""] {
                for part in text.split(call).skip(1) {
                    let kind = part.split('"').next().unwrap_or_default();
                    if host::words_of(kind).is_none() && !path.ends_with("service") {
                        missing.push(format!("{kind} ({})", file.display()));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "no words for {missing:?}");
}
