//! Cuts a module in two: what the page needs before its reader does anything, and the rest, which comes behind it.
//!
//! The first half is the module itself with the bodies of the other functions taken out. Where one of them can be reached from
//! outside or from code that stayed, a stand-in asks for the rest (`acequia.rest`, an import that must have put the rest in
//! place when it returns) and then calls the true one through a table entry that the rest fills. The rest is a module that
//! imports memory, tables, globals and functions of the first half, and brings code and the constants that only this code
//! needs; so nothing is ever in two places, and an address or an index into the table of functions means the same in both.
//!
//! Which functions come first is a matter of speed alone: `profile.rs` finds them out.

mod constants;
mod first;
mod module;
mod profiled;
mod rest;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::Result;

use crate::memory::Memory;

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
    /// Memory as it begins, and what of it only the rest needs.
    memory: Memory,
    later: Vec<Range<usize>>,
}

/// Which functions stay in the first half, and what the linker knew of them.
pub struct Plan<'a> {
    /// Names.
    pub first: &'a BTreeSet<String>,
    /// The module as the linker wrote it, with all that it could still be moved by.
    pub linked: &'a [u8],
}

/// Cuts `wasm`: functions of the plan's list stay, the others move, and with them the constants that only they need. Without
/// a plan all stay.
pub fn cut(wasm: &[u8], plan: Option<Plan<'_>>) -> Result<Halves> {
    let mut cut = Cut::new(Outline::read(wasm)?, plan.as_ref().map(|plan| plan.first))?;
    cut.memory = Memory::of(wasm)?;
    if let Some(plan) = plan {
        cut.later = constants::rest(&cut, plan.linked, &cut.memory)?;
    }
    Ok(Halves { first: first::write(&cut, wasm)?, rest: rest::write(&cut, wasm)? })
}

impl Cut {
    fn new(outline: Outline, first: Option<&BTreeSet<String>>) -> Result<Cut> {
        let stays = |function: &u32| {
            // The few without a name could not be found again.
            first.is_none_or(|first| outline.names.get(function).is_none_or(|name| first.contains(name)))
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
        Ok(Cut { outline, moved, entries, lent, table, memory: Memory::default(), later: Vec::new() })
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
