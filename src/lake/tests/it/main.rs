//! The engine from outside: requests in, answers out.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

mod analyze;
mod convert;
mod follow;
mod inspect;
mod parquet;
mod query;
mod scripts;
mod slt;
mod streaming;
mod support;
