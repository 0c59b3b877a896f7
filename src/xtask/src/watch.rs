//! Notices changed files by their modification times, twice a second: no native
//! watcher, the same on every machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::tree::Tree;

/// How long the watcher waits between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Modification times of every file that the site is made from.
pub struct Watch {
    root: PathBuf,
    seen: BTreeMap<PathBuf, SystemTime>,
}

impl Watch {
    /// Remembers how the files are now.
    pub fn new(tree: &Tree) -> Watch {
        Watch { root: tree.root.clone(), seen: scan(&tree.root) }
    }

    /// Waits until files change, and answers which, relative to the root.
    pub fn wait(&mut self) -> Vec<PathBuf> {
        loop {
            std::thread::sleep(PAUSE);
            let now = scan(&self.root);
            let changed: Vec<PathBuf> = now
                .iter()
                .filter(|(path, time)| self.seen.get(*path) != Some(*time))
                .map(|(path, _)| path)
                .chain(self.seen.keys().filter(|path| !now.contains_key(*path)))
                .map(|path| path.strip_prefix(&self.root).unwrap_or(path).to_owned())
                .collect();
            self.seen = now;
            if !changed.is_empty() {
                return changed;
            }
        }
    }
}

fn scan(root: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = ["src", "www", "content"].iter().map(|folder| root.join(folder)).collect();
    for file in ["Cargo.toml", "Cargo.lock"] {
        note(&mut found, root.join(file));
    }
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let hidden = name.to_str().is_some_and(|n| n.starts_with('.') || n.ends_with('~') || n == "node_modules");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => open.push(entry.path()),
                Ok(kind) if kind.is_file() && !hidden => note(&mut found, entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn note(found: &mut BTreeMap<PathBuf, SystemTime>, path: PathBuf) {
    if let Ok(time) = fs::metadata(&path).and_then(|metadata| metadata.modified()) {
        found.insert(path, time);
    }
}
