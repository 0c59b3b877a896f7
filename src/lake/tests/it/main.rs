//! The engine from outside: requests in, answers out.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

mod analyze;
mod follow;
mod inspect;
mod query;
mod scripts;
mod slt;
mod streaming;
mod support;
