//! The operations, by what they work on.

pub mod puts;
pub mod streams;
