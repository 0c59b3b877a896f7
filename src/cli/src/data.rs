//! Files that a run needs.

use bytes::Bytes;
use std::path::PathBuf;

/// A data set of the build: `www/data/NAME.bin`, or below `ACEQUIA_DATA`.
pub fn read(name: &str) -> Result<Bytes, String> {
    let folder = std::env::var_os("ACEQUIA_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/data"), PathBuf::from);
    let path = folder.join(format!("{name}.bin"));
    std::fs::read(&path)
        .map(Bytes::from)
        .map_err(|error| format!("the data set '{name}' is not there ({error}); make it with `cargo xtask data`"))
}

/// A text file.
pub fn read_text(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}
