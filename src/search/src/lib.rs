//! Full-text search over immutable segments: index, query, rank, highlight,
//! aggregate. Pure: the same request gives the same answer, bit for bit, natively
//! and in wasm.
//!
//! [`Engine::put`] hands over a segment's content under its digest;
//! [`Engine::run`] answers a [`jobs::search::Request`]. On the way: a mapping
//! becomes a [`schema`], a content a [`segment`] (tantivy builds it), the body of
//! the request a [`request`] with a [`query`] in it ([`parse`]), which
//! [`evaluate`] turns into [`matches`]; [`search`] makes the answer of them, with
//! the help of [`sort`], [`source`], [`highlight`] and [`aggregate`].
//!
//! What does not happen here: nothing is stored, no document changes, no time is
//! read. Which documents there are, and which segments a search may see, is the
//! caller's to say.

mod aggregate;
mod analysis;
mod columns;
mod date;
mod engine;
mod evaluate;
mod highlight;
mod matches;
mod parse;
mod phrase;
mod problem;
mod query;
mod request;
mod schema;
mod score;
mod search;
mod segment;
mod sort;
mod source;
mod terms;
mod values;

pub use analysis::words;
pub use date::{format as format_date, looks_like_date};
pub use engine::Engine;

/// The instant that a text names, in milliseconds since 1970, if it names one.
pub fn parse_date(text: &str) -> Option<i64> {
    date::parse(text).map(|span| span.start_ms)
}
