//! What is closed and on its way.

use super::{Batch, Closing, Taken};
use api::Lineage;
use bytes::Bytes;
use imbl::Vector;
use sim::Time;
use std::sync::Arc;

/// A batch on its way to the destination.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What is left to deliver.
    pub batch: Batch,
    /// How it was gathered.
    pub closing: Arc<Closing>,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last, and when it did first.
    pub trouble: Option<(api::AwsError, Time)>,
    /// Documents that the index will not take, on their way to the backup.
    pub refused: Vector<Refused>,
    /// Where its conversion stands.
    pub conversion: Conversion,
    /// The object that was staged for a warehouse, and when.
    pub staged: Option<(Arc<str>, Time)>,
}

/// Where the conversion of a batch stands.
#[derive(Clone, Debug, Default)]
pub enum Conversion {
    /// It has none, or none yet.
    #[default]
    None,
    /// The engine has it.
    Asked,
    /// The file is there.
    Done(Arc<Converted>),
}

/// A file that was made of a batch.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The file.
    pub file: Bytes,
    /// Which record became which row.
    pub lineage: Lineage,
}

/// Records that an index does not take, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The records.
    pub batch: Batch,
    /// Code and message for each, or one for all.
    pub reasons: Arc<[(String, String)]>,
    /// The index.
    pub index: String,
}

impl Sealed {
    /// How many records are in it.
    pub fn records(&self) -> u64 {
        self.batch.records + self.refused.iter().map(|refused| refused.batch.records).sum::<u64>()
    }

    /// Their data, in bytes.
    pub fn bytes(&self) -> u64 {
        self.batch.bytes + self.refused.iter().map(|refused| refused.batch.bytes).sum::<u64>()
    }

    /// All parts that are in it.
    pub fn parts(&self) -> impl Iterator<Item = &Taken> {
        self.batch.parts.iter().chain(self.refused.iter().flat_map(|refused| refused.batch.parts.iter()))
    }
}
