//! The event log: what happened, for people. The last 2,000 entries are kept.

use imbl::Vector;
use service::Note;
use sim::Time;
use std::sync::Arc;

/// How many entries are kept.
pub const NOTES_MAX: usize = 2_000;

/// A line of the event log.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteEntry {
    /// When.
    pub at: Time,
    /// Which service tells it; `clients` for the programs outside.
    pub service: &'static str,
    /// What happened.
    pub note: Note,
}

/// The event log. Each entry by itself, so that a change after a clone copies none of them.
#[derive(Clone, Default)]
pub struct Notes {
    entries: Vector<Arc<NoteEntry>>,
    total: u64,
}

impl Notes {
    /// Adds an entry.
    pub(crate) fn push(&mut self, entry: NoteEntry) {
        self.total += 1;
        self.entries.push_back(Arc::new(entry));
        if self.entries.len() > NOTES_MAX {
            self.entries.pop_front();
        }
    }

    /// How many entries there have ever been.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The kept entries with their numbers (from 0), the latest last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &NoteEntry)> {
        let first = self.total - self.entries.len() as u64;
        self.entries.iter().enumerate().map(move |(index, entry)| (first + index as u64, &**entry))
    }
}
