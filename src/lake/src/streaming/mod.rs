//! Streaming SQL in Flink's dialect: from a script to [`jobs::stream::Program`].
//!
//! Reading (all but `bind`) knows words and no names; binding (`bind` and what is
//! beneath it) knows the tables that the script declares, and agrees on types. sqlparser cuts the text into tokens; the grammar is ours,
//! because Flink's window functions, watermarks and time attributes are in no dialect of sqlparser's, and every part of a
//! statement needs its place for the error. What the grammar does not know is an error: nothing is passed over.
//!
//! Does not know what a connector is, except that `filesystem` is bounded and so can be looked up.

mod ast;
mod bind;
mod calls;
mod error;
mod expressions;
mod intervals;
mod lexer;
mod queries;
mod statements;
mod types;
mod windows;
mod words;

use error::{Result, unsupported};
use jobs::stream::Program;

/// Nested levels of a plan's JSON, at most: readers of JSON stop at 128, and answers have some around the plan.
const JSON_LEVELS_MAX: usize = 110;

/// What a script means, or what is wrong with it first.
pub(crate) fn plan(script: &str) -> Result<Program> {
    let mut cursor = lexer::Cursor::new(script)?;
    let mut binder = bind::Binder::default();
    while let Some(statement) = statements::next(&mut cursor)? {
        binder.statement(&statement)?;
    }
    let program = binder.finish();
    for insert in &program.inserts {
        if serde_json::to_string(insert).map_or(0, |text| levels(&text)) > JSON_LEVELS_MAX {
            return Err(unsupported(insert.position, "a statement that is nested so deeply"));
        }
    }
    Ok(program)
}

/// How deeply a JSON text is nested.
fn levels(text: &str) -> usize {
    let (mut level, mut most, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                level += 1;
                most = most.max(level);
            }
            b'}' | b']' if !quoted => level = level.saturating_sub(1),
            _ => {}
        }
    }
    most
}
