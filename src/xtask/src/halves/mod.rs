//! Cuts a module in two: what the page needs before its reader does anything, and the rest, which comes behind it.
//!
//! The first half is the module itself with the bodies of the other functions taken out. Where one of them can be reached from
//! outside or from code that stayed, a stand-in asks for the rest (`acequia.rest`, an import that must have put the rest in
//! place when it returns) and then calls the true one through a table entry that the rest fills. The rest is a module that
//! imports memory, tables, globals and functions of the first half, and defines nothing but code; so nothing is
//! ever in two places, and an index into the table of functions means the same in both.
//!
//! Which functions come first is a matter of speed alone: `profile.rs` finds them out.

mod first;
mod module;
mod profiled;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

pub use module::Outline;
pub use profiled::profiled;

/// The import that the first half asks for the rest by.
pub const IMPORT: (&str, &str) = ("acequia", "rest");
/// The name under which the rest imports all that it needs of the first half.
const FIRST: &str = "a";

/// A module in two.
pub struct Halves {
    /// What starts.
    pub first: Vec<u8>,
    /// What follows it.
    pub rest: Vec<u8>,
}

/// Where everything goes.
struct Cut {
    outline: Outline,
    /// Functions whose code moves to the rest.
    moved: BTreeSet<u32>,
    /// Of those, the ones that the first half still has to reach: their entry in the table of functions.
    entries: BTreeMap<u32, u32>,
    /// Functions of the first half that the rest calls.
    lent: BTreeSet<u32>,
    /// The table of functions.
    table: u32,
}

/// Cuts `wasm`: functions whose name is in `first` stay, the others move. Without a list all stay.
pub fn cut(wasm: &[u8], first: Option<&BTreeSet<String>>) -> Result<Halves> {
    let cut = Cut::new(Outline::read(wasm)?, first)?;
    Ok(Halves { first: first::write(&cut, wasm)?, rest: rest::write(&cut, wasm)? })
}

impl Cut {
    fn new(outline: Outline, first: Option<&BTreeSet<String>>) -> Result<Cut> {
        let stays = |function: &u32| {
            first.is_none_or(|first| outline.names.get(function).is_some_and(|name| first.contains(name)))
        };
        let moved: BTreeSet<u32> = outline.defined().filter(|function| !stays(function)).collect();
        let mut reached = outline.reachable.clone();
        let mut lent = BTreeSet::new();
        for (function, calls) in outline.defined().zip(&outline.calls) {
            if moved.contains(&function) {
                lent.extend(calls.difference(&moved));
            } else {
                reached.extend(calls);
            }
        }
        let table = outline.function_table()?;
        let end = u32::try_from(outline.tables[table as usize].initial)?;
        let entries = reached.intersection(&moved).copied().zip(end..).collect();
        Ok(Cut { outline, moved, entries, lent, table })
    }

    /// The name under which the first half exports one of its functions to the rest.
    fn function_name(function: u32) -> String {
        format!("f{function:x}")
    }

    fn global_name(global: usize) -> String {
        format!("g{global:x}")
    }

    fn table_name(table: usize) -> String {
        format!("t{table:x}")
    }
}

/// The export that says whether the rest is in place: a global, 0 or 1.
pub const LOADED: &str = "acequia_rest";
/// The memory, as the rest imports it.
const MEMORY: &str = "m";
