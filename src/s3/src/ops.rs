//! The operations, by what they work on.

pub mod buckets;
pub mod list;
pub mod objects;
