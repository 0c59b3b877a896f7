//! The operations, by what they work on.

pub mod puts;
pub mod settings;
mod streams;

pub(crate) use settings::Encryption;
