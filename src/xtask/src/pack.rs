//! Compression, each result kept in the store: the largest file takes Brotli a minute.

use std::io::{Read, Write};

use anyhow::{Context, Result};

use crate::command::{filter, program, say};
use crate::store;
use crate::tree::Tree;

/// From here on a line of progress says why nothing happens.
const SLOW_BYTES_MIN: usize = 8 * 1024 * 1024;

/// One gzip member, as small as it gets. `name` is the file's, for the store.
pub fn gzip(tree: &Tree, name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    store::derive(tree, &recipe("gzip9", name), bytes, || {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes)?;
        Ok(encoder.finish()?)
    })
}

/// Brotli at its highest quality with its largest window, as a host that compresses would send it.
pub fn brotli(tree: &Tree, name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    store::derive(tree, &recipe("brotli11", name), bytes, || {
        if bytes.len() >= SLOW_BYTES_MIN {
            say(&format!("brotli -q 11 {name}"));
        }
        node(tree, &[], bytes)
    })
}

/// What either of the two was made of.
pub fn unpack(tree: &Tree, packed: &[u8]) -> Result<Vec<u8>> {
    if !packed.starts_with(&[0x1f, 0x8b]) {
        return node(tree, &["--unpack"], packed);
    }
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut plain).context("damaged gzip")?;
    Ok(plain)
}

/// Node has Brotli.
fn node(tree: &Tree, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
    filter(program("node", &tree.www()).arg("pack.mjs").args(arguments), input)
}

fn recipe(kind: &str, name: &str) -> String {
    format!("{kind}-{}", name.replace('/', "_"))
}
