//! One consumer: a fleet of workers that share the shards of a stream, or take messages from a queue.

pub mod settings;
pub mod views;

/// Of what was handled last, so many are remembered for people to look at.
pub const RECENT_MAX: usize = 64;
