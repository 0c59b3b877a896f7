//! Reading window functions: `TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL …)`.

use super::ast::{Lengths, Name, Source, SourceKind, WindowCall, WindowKind};
use super::error::{Place, Result, error, unsupported};
use super::intervals;
use super::lexer::{Cursor, Lex};
use super::queries::{query, table_name};
use jobs::lake::Class;

/// The window function that is at hand, if one is.
pub(super) fn window_kind(cursor: &Cursor) -> Option<WindowKind> {
    let kinds = [
        ("TUMBLE", WindowKind::Tumble),
        ("HOP", WindowKind::Hop),
        ("CUMULATE", WindowKind::Cumulate),
        ("SESSION", WindowKind::Session),
    ];
    kinds.into_iter().find(|(name, _)| cursor.is_word(name)).map(|(_, kind)| kind)
}

/// What stands in a window function's brackets.
#[derive(Default)]
struct Arguments {
    of: Option<Source>,
    partition: Vec<Name>,
    time: Option<Name>,
    /// Interval, its name if one was given, and its place.
    lengths: Vec<(i64, Option<String>, Place)>,
}

/// A window function and what stands in its brackets.
pub(super) fn window(cursor: &mut Cursor) -> Result<WindowCall> {
    let at = cursor.at();
    let Some(kind) = window_kind(cursor) else {
        return Err(cursor.unexpected("TUMBLE, HOP, CUMULATE or SESSION"));
    };
    cursor.take();
    cursor.expect_symbol("(")?;
    let mut arguments = Arguments::default();
    loop {
        argument(cursor, &mut arguments)?;
        if !cursor.symbol(",") {
            break;
        }
    }
    cursor.expect_symbol(")")?;
    let missing = |what: &str| error(Class::Syntax, at, format!("the window function lacks {what}"));
    let of = arguments.of.ok_or_else(|| missing("TABLE and a table's name"))?;
    let time = arguments.time.ok_or_else(|| missing("DESCRIPTOR(column)"))?;
    if kind != WindowKind::Session && !arguments.partition.is_empty() {
        return Err(unsupported(at, "PARTITION BY in another window function than SESSION"));
    }
    let lengths = lengths(kind, &arguments.lengths, at)?;
    Ok(WindowCall { kind, of, partition: arguments.partition, time, lengths, at })
}

fn argument(cursor: &mut Cursor, arguments: &mut Arguments) -> Result<()> {
    let at = cursor.at();
    let mut named = None;
    if let (Lex::Word(word, _), true) = (cursor.peek().clone(), cursor.is_symbol_at(1, "=>")) {
        named = Some(word.to_uppercase());
        cursor.take();
        cursor.take();
    }
    if cursor.is_word("DESCRIPTOR") {
        cursor.take();
        let mut names = cursor.names("a column")?;
        if names.len() > 1 {
            return Err(error(Class::Syntax, at, "DESCRIPTOR names one column"));
        }
        arguments.time = names.pop();
    } else if cursor.is_word("INTERVAL") {
        cursor.take();
        arguments.lengths.push((intervals::interval(cursor)?, named, at));
    } else if cursor.word("TABLE") || cursor.is_symbol_at(0, "(") {
        let kind = if cursor.symbol("(") {
            let inner = query(cursor)?;
            cursor.expect_symbol(")")?;
            SourceKind::Query(Box::new(inner))
        } else {
            SourceKind::Table(table_name(cursor)?, None)
        };
        arguments.of = Some(Source { kind, alias: None, columns: Vec::new(), at });
        if cursor.words(&["PARTITION", "BY"]) {
            arguments.partition =
                if cursor.is_symbol_at(0, "(") { cursor.names("a column")? } else { vec![cursor.name("a column")?] };
        }
    } else {
        return Err(cursor.unexpected("TABLE, DESCRIPTOR or INTERVAL"));
    }
    Ok(())
}

/// Puts intervals in their places, by name or by order.
fn lengths(kind: WindowKind, given: &[(i64, Option<String>, Place)], at: Place) -> Result<Lengths> {
    let places: &[&str] = match kind {
        WindowKind::Tumble => &["SIZE", "OFFSET"],
        WindowKind::Hop => &["SLIDE", "SIZE", "OFFSET"],
        WindowKind::Cumulate => &["STEP", "SIZE", "OFFSET"],
        WindowKind::Session => &["GAP"],
    };
    let mut found = Lengths::default();
    for (index, (length, name, place)) in given.iter().enumerate() {
        let slot = match name {
            Some(name) => places.iter().find(|slot| *slot == name),
            None => places.get(index),
        };
        match slot {
            Some(&"SIZE" | &"GAP") => found.size_ms = *length,
            Some(&"SLIDE" | &"STEP") => found.step_ms = *length,
            Some(_) => found.offset_ms = *length,
            None => return Err(error(Class::Syntax, *place, "the window function has no such argument")),
        }
    }
    let needed = places.len() - usize::from(kind != WindowKind::Session);
    if given.len() < needed {
        let shown = places.iter().take(needed).map(|place| place.to_lowercase()).collect::<Vec<_>>().join(" and ");
        return Err(error(Class::Syntax, at, format!("the window function needs {shown}")));
    }
    Ok(found)
}
