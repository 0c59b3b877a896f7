//! Flows under test: cases that a person can read, and laws.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod groups;
mod laws;
mod sources;
mod support;
mod tops;
mod windows;
