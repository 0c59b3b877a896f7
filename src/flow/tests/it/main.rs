//! Flows under test: cases that a person can read, and laws.

mod groups;
mod laws;
mod sources;
mod support;
mod tops;
mod windows;
