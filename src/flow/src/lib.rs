//! Operators that run continuous queries: records in, rows out, state between.

mod flow;
mod output;
mod settings;

pub use flow::Flow;
pub use output::{Counts, Failure, Fired, Late, OpenWindow, Output, Problem, Record, Row};
pub use settings::{Settings, duration_ms};
