//! Where things are: the root of the tree, cargo's target directory (wherever
//! `CARGO_TARGET_DIR` puts it), and which crate depends on what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::command;

/// The tree and cargo's directories.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The workspace's root.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
    /// The names of the workspace's crates.
    pub members: BTreeSet<String>,
}

impl Tree {
    /// Asks cargo. Works from any folder of the tree.
    pub fn find() -> Result<Tree> {
        let metadata = metadata(&["--no-deps"], None)?;
        let path = |key: &str| {
            metadata[key].as_str().map(PathBuf::from).ok_or_else(|| anyhow!("cargo metadata without '{key}'"))
        };
        Ok(Tree { root: path("workspace_root")?, target: path("target_directory")?, members: members(&metadata) })
    }

    /// The folder of npm packages, styles, templates and TypeScript.
    pub fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// What `build` writes.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The tool's own folder for intermediate files, beside cargo's.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A program that npm installed.
    pub fn npm_bin(&self, name: &str) -> PathBuf {
        self.www().join("node_modules/.bin").join(name)
    }

    /// Whether the tree has this crate yet.
    pub fn has(&self, member: &str) -> bool {
        self.members.contains(member)
    }

    /// Members whose dependencies (of all kinds, on `platform` if given) include one of `packages`.
    pub fn members_reaching(&self, packages: &[&str], platform: Option<&str>) -> Result<BTreeSet<String>> {
        let filter = platform.map(|name| ["--filter-platform", name]);
        let metadata = metadata(filter.as_ref().map_or(&[], |f| f.as_slice()), Some(&self.root))?;
        let mut names = BTreeMap::new();
        for package in array(&metadata["packages"]) {
            names.insert(text(&package["id"]), text(&package["name"]));
        }
        let mut dependencies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for node in array(&metadata["resolve"]["nodes"]) {
            dependencies.insert(text(&node["id"]), array(&node["dependencies"]).iter().map(text).collect());
        }
        let reaches = |start: &str| {
            let mut seen = BTreeSet::from([start]);
            let mut open = vec![start];
            while let Some(id) = open.pop() {
                if names.get(id).is_some_and(|name| packages.contains(name)) {
                    return true;
                }
                open.extend(dependencies.get(id).into_iter().flatten().filter(|next| seen.insert(next)));
            }
            false
        };
        Ok(array(&metadata["workspace_members"])
            .iter()
            .map(text)
            .filter(|id| reaches(id))
            .filter_map(|id| names.get(id).map(|name| (*name).to_owned()))
            .collect())
    }
}

/// Reads `cargo metadata`.
fn metadata(arguments: &[&str], root: Option<&Path>) -> Result<Value> {
    let mut cargo = command::cargo();
    cargo.args(["metadata", "--format-version", "1"]).args(arguments);
    if let Some(root) = root {
        cargo.current_dir(root);
    }
    let output = quiet(&mut cargo)?;
    serde_json::from_slice(&output).context("cargo metadata wrote no JSON")
}

fn quiet(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.stderr(std::process::Stdio::inherit()).output().context("cannot start cargo")?;
    if !output.status.success() {
        return Err(anyhow!("cargo metadata failed"));
    }
    Ok(output.stdout)
}

fn members(metadata: &Value) -> BTreeSet<String> {
    array(&metadata["packages"]).iter().map(|package| text(&package["name"]).to_owned()).collect()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
