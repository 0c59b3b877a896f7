//! A plan made ready to run: operators in a row, each knowing the one that it feeds, from the sources to the output.

use crate::decode::Decoder;
use crate::encode::Sink;
use crate::settings::Settings;
use jobs::stream::{Aggregate, Expr, Time, Window};

/// What a flow runs. Shared by all clones.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Each before the one that it feeds; the output is the last.
    pub(crate) ops: Vec<Op>,
    /// The operators that wait for the clock, the lowest first.
    pub(crate) clocked: Vec<usize>,
    /// The unbounded tables.
    pub(crate) inputs: Vec<Input>,
    /// Their indices in the program, ascending.
    pub(crate) sources: Vec<u32>,
    /// The bounded tables.
    pub(crate) looked_up: Vec<LookedUp>,
    /// Their indices in the program, ascending.
    pub(crate) references: Vec<u32>,
    pub(crate) sink: Sink,
    pub(crate) settings: Settings,
}

/// An unbounded table.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) table: u32,
    pub(crate) decoder: Decoder,
    /// The operators that take its rows.
    pub(crate) feeds: Vec<usize>,
    /// The operators above it that wait for its watermark, the lowest first.
    pub(crate) timed: Vec<usize>,
}

/// A bounded table, and for each lookup the columns that it is found by.
#[derive(Debug)]
pub(crate) struct LookedUp {
    pub(crate) table: u32,
    pub(crate) decoder: Decoder,
    pub(crate) indexes: Vec<Vec<u32>>,
}

/// An operator.
#[derive(Debug)]
pub(crate) struct Op {
    pub(crate) kind: Kind,
    /// The operator that it feeds.
    pub(crate) next: usize,
    /// The inputs that it is fed by, whose watermark is its own.
    pub(crate) inputs: Vec<usize>,
    /// Whether no operator with state lies between the sources and it.
    pub(crate) is_first: bool,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Filter(Expr),
    /// A column that nobody reads is NULL.
    Project(Vec<Option<Expr>>),
    Lookup(Lookup),
    Assign(Window, Time),
    Window(Grouping, Window),
    Session(Grouping, i64),
    Group(Grouping),
    Top(Ranking),
    Output,
}

#[derive(Debug)]
pub(crate) struct Lookup {
    /// Which of [`Plan::looked_up`], and which of its indexes.
    pub(crate) reference: usize,
    pub(crate) index: usize,
    pub(crate) keys: Vec<Expr>,
    pub(crate) is_outer: bool,
    /// How many columns it adds.
    pub(crate) width: usize,
}

#[derive(Debug)]
pub(crate) struct Grouping {
    pub(crate) time: Time,
    pub(crate) keys: Vec<Expr>,
    pub(crate) aggregates: Vec<Aggregate>,
    /// Whether rows that came may be taken back.
    pub(crate) is_retractable: bool,
}

#[derive(Debug)]
pub(crate) struct Ranking {
    pub(crate) partition: Vec<u32>,
    pub(crate) order: Vec<(u32, bool)>,
    pub(crate) rows_max: usize,
    /// Where the window's end stands, and whether the clock closes it.
    pub(crate) window: Option<(usize, bool)>,
    /// Whether somebody reads the rank: then a row that moves down is given again.
    pub(crate) is_ranked: bool,
    pub(crate) is_retractable: bool,
}

/// Whether an operator waits for time, and whether for the clock's.
pub(crate) fn is_timed(kind: &Kind) -> Option<bool> {
    match kind {
        Kind::Window(grouping, _) | Kind::Session(grouping, _) => Some(grouping.time == Time::Processing),
        Kind::Top(Ranking { window: Some((_, is_by_clock)), .. }) => Some(*is_by_clock),
        _ => None,
    }
}
