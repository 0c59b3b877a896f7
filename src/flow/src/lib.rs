//! Operators that run continuous queries: records in, rows out, state between. It follows Flink's SQL in streaming mode; see
//! `README.md` for what that means and where it differs. It knows no word of AWS, no clock and no service.
//!
//! - `flow`: what its owner sees; `feeding`: a record's way in; `output`: what comes out.
//! - `plan`, `build`: a plan made ready; `core`, `changes`: how rows go from operator to operator.
//! - `windowed`, `session`, `group`, `top`, `reference`: operators with state, and what is looked up.
//! - `partitions`: what holds the watermark back; `window`: which windows a moment lies in.
//! - `table`, `groups`, `aggregate`: groups in first-seen order and what is kept of each.
//! - `decode`, `json`, `csv`, `encode`: records and rows outside. `cell`, `expr`, `functions`, `cast`, `time`: values.

mod aggregate;
mod build;
mod cast;
mod cell;
mod changes;
mod core;
mod csv;
mod decode;
mod encode;
mod expr;
mod feeding;
mod flow;
mod functions;
mod group;
mod groups;
mod json;
mod output;
mod partitions;
mod plan;
mod reference;
mod session;
mod settings;
mod sizes;
mod table;
mod time;
mod top;
mod window;
mod windowed;

pub use encode::{Timestamps, to_json};
pub use flow::Flow;
pub use output::{
    Counts, FIRED_SHOWN_MAX, Failure, Fired, LATE_SHOWN_MAX, Late, OpenWindow, Output, Problem, Record, Row,
};
pub use settings::{Settings, duration_ms, options_of};
