//! Objects in a bucket.

use crate::RecordId;
use serde::{Deserialize, Serialize};

/// A folder of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Objects {
    /// The bucket.
    pub bucket: String,
    /// The folder.
    pub prefix: String,
    /// The folders in it: their whole prefixes.
    pub folders: Vec<String>,
    /// The objects in it, at most 100, in order of their keys.
    pub objects: Vec<ObjectRow>,
    /// How many objects there are in this folder.
    pub objects_total: u64,
    /// The first one shown, from 0.
    pub from: u64,
    /// The object that is looked into.
    pub preview: Option<ObjectPreview>,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectRow {
    /// Its whole key.
    pub key: String,
    /// Its bytes.
    pub bytes: u64,
    /// When it was last written.
    pub modified_us: u64,
    /// Records in it, if its writer said so.
    pub records: Option<u64>,
    /// Whether the followed record lies in it.
    pub lit: bool,
}

/// Lines of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectPreview {
    /// Its key.
    pub key: String,
    /// `text`, `gzip` (shown unpacked) or `binary`.
    pub kind: String,
    /// The first line shown, from 0.
    pub from: u64,
    /// At most 50 lines, each at most 2 KiB.
    pub lines: Vec<String>,
    /// Which record each line is, where that is known; as long as `lines`.
    pub records: Vec<Option<RecordId>>,
    /// How many lines there are.
    pub lines_total: u64,
    /// Those of `lines` that are followed records, from 0.
    pub lit_lines: Vec<u64>,
}
