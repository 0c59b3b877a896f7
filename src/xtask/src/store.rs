//! A folder of derived bytes, each named by what it was made from, so that nothing
//! that takes minutes is done twice for the same input.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::tree::Tree;

/// 32 hexadecimal digits that name these bytes (xxh3, 128 bits).
pub fn digest(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}

/// Answers what `make` made of `input` under the recipe `name`, from the store when it is there.
/// A change of the recipe must change its name.
pub fn derive(tree: &Tree, name: &str, input: &[u8], make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let path = tree.scratch().join("store").join(format!("{name}-{}", digest(input)));
    if let Ok(bytes) = fs::read(&path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    write(&path, &bytes)?;
    forget_old(&path, name);
    Ok(bytes)
}

/// Keeps the newest few answers of a recipe, so that an afternoon of edits fills no disk.
fn forget_old(newest: &Path, name: &str) {
    const KEPT: usize = 4;
    let Some(Ok(entries)) = newest.parent().map(fs::read_dir) else {
        return;
    };
    let mut alike: Vec<_> = entries
        .flatten()
        .filter(|entry| {
            let file = entry.file_name();
            file.to_str().and_then(|f| f.rsplit_once('-')).is_some_and(|(recipe, _)| recipe == name)
        })
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    alike.sort();
    let surplus = alike.len().saturating_sub(KEPT);
    for (_, path) in alike.into_iter().take(surplus) {
        // Left behind, it only takes room.
        let _ = fs::remove_file(path);
    }
}

/// Writes a file whole or not at all, and only if its bytes differ, making its folder. A reader
/// at the same time sees the old bytes or the new ones.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().context("a file without a folder")?;
    fs::create_dir_all(folder)?;
    let name = path.file_name().context("a file without a name")?.to_string_lossy();
    let draft: PathBuf = folder.join(format!(".{name}.{}", std::process::id()));
    fs::write(&draft, bytes).with_context(|| format!("cannot write {}", draft.display()))?;
    fs::rename(&draft, path).with_context(|| format!("cannot write {}", path.display()))
}

/// Every file below `folder`, as relative paths with `/`, sorted. An absent folder has none.
pub fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&relative)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let path = relative.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}
