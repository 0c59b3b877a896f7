//! Parquet: writing files out of columns, what a file says of itself, and reading it with what was read counted.

mod prune;
mod read;
mod schema;
mod write;

pub(crate) use prune::{Bound, bounds};
pub(crate) use read::{ParquetRows, inspect};
pub(crate) use write::Writer;

/// How a Parquet file begins and ends.
pub(crate) const MAGIC: &[u8] = b"PAR1";
