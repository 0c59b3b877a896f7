//! How rows go from operator to operator: a row that only comes is pushed. What takes another's place is in `changes`. Operators with state are in modules of their own.

use crate::cell::Cell;
use crate::expr::{Failed, eval};
use crate::groups::{evaluate, push_bounds};
use crate::output::{Counts, Output, Row};
use crate::partitions::NONE;
use crate::plan::{Grouping, Kind, Lookup, Op, Plan};
use crate::reference::Reference;
use crate::window::{is_moment, windows_of};
use crate::{group, session, top, windowed};
use jobs::stream::{Expr, Time, Window};
use std::sync::Arc;

/// What stays the same while rows pass.
#[derive(Clone, Copy)]
pub(crate) struct Env<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) references: &'p [Arc<Reference>],
}

/// Where rows come from and go to.
pub(crate) struct Io<'o, 'p> {
    pub(crate) out: &'o mut Output,
    /// The record at hand; empty while windows fire.
    pub(crate) data: &'p [u8],
    /// The window of the row at hand.
    pub(crate) window: Option<(i64, i64)>,
    spare: Vec<Vec<Cell<'p>>>,
}

impl<'o, 'p> Io<'o, 'p> {
    pub(crate) fn new(out: &'o mut Output) -> Self {
        Self { out, data: &[], window: None, spare: Vec::new() }
    }

    /// An empty row, with room from before.
    #[inline]
    pub(crate) fn take(&mut self) -> Vec<Cell<'p>> {
        self.spare.pop().unwrap_or_default()
    }

    #[inline]
    pub(crate) fn give(&mut self, mut row: Vec<Cell<'p>>) {
        row.clear();
        self.spare.push(row);
    }
}

/// What an operator keeps. Most of it lies behind pointers that clones share.
#[derive(Clone, Debug)]
pub(crate) enum State {
    None,
    Window(windowed::State),
    Session(session::State),
    Group(group::State),
    Top(top::State),
}

/// The time of an operator that waits for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    /// How far it has come.
    pub(crate) watermark_ms: i64,
    /// The watermark at which something is to be done next.
    pub(crate) due_ms: i64,
}

impl Default for Course {
    fn default() -> Self {
        Self { watermark_ms: i64::MIN, due_ms: i64::MAX }
    }
}

impl Course {
    /// Time has come further. Whether something is to be done.
    #[inline]
    fn reach(&mut self, watermark_ms: i64) -> bool {
        self.watermark_ms = self.watermark_ms.max(watermark_ms);
        self.watermark_ms >= self.due_ms
    }
}

/// The state of all operators.
#[derive(Clone, Debug)]
pub(crate) struct Core {
    pub(crate) states: Vec<State>,
    /// For each input how far its event time has come, or [`NONE`].
    pub(crate) watermarks: Vec<i64>,
    pub(crate) counts: Counts,
    pub(crate) now_ms: i64,
    /// Counts rows, so that the first and the last are known.
    pub(crate) ordinal: u64,
}

impl Core {
    pub(crate) fn new(plan: &Plan) -> Self {
        let state = |op: &Op| match &op.kind {
            Kind::Window(..) => State::Window(windowed::State::default()),
            Kind::Session(..) => State::Session(session::State::default()),
            Kind::Group(grouping) => State::Group(group::State::new(grouping)),
            Kind::Top(_) => State::Top(top::State::default()),
            _ => State::None,
        };
        Self {
            states: plan.ops.iter().map(state).collect(),
            watermarks: vec![NONE; plan.inputs.len()],
            counts: Counts::default(),
            now_ms: i64::MIN,
            ordinal: 0,
        }
    }

    /// How far event time has come for an operator: the least over the inputs with a watermark that feed it.
    pub(crate) fn watermark_of(&self, env: Env, op: &Op) -> i64 {
        let has_time = |input: &&usize| env.plan.inputs.get(**input).is_some_and(|input| input.decoder.time.is_some());
        let timed = op.inputs.iter().filter(has_time);
        timed.filter_map(|input| self.watermarks.get(*input).copied()).min().unwrap_or(NONE)
    }

    pub(crate) fn shown(&self, env: Env, op: &Op) -> Option<i64> {
        Some(self.watermark_of(env, op)).filter(|watermark_ms| *watermark_ms != NONE)
    }

    /// Counts a row that an expression failed on.
    pub(crate) fn fail(&mut self, op: &Op) {
        let count = if op.is_first { &mut self.counts.failed } else { &mut self.counts.failed_after };
        *count += 1;
    }

    /// Sends a row that came.
    pub(crate) fn push<'p>(&mut self, env: Env<'p>, io: &mut Io<'_, 'p>, at: usize, row: &mut Vec<Cell<'p>>) {
        let mut at = at;
        while let Some(op) = env.plan.ops.get(at) {
            match &op.kind {
                Kind::Filter(condition) => match eval(condition, row, self.shown(env, op)) {
                    Ok(value) if value.is_true() => at = op.next,
                    Ok(_) => {
                        self.counts.filtered += u64::from(op.is_first);
                        return;
                    }
                    Err(_) => return self.fail(op),
                },
                Kind::Project(exprs) => {
                    let mut fresh = io.take();
                    match project(exprs, row, self.shown(env, op), &mut fresh) {
                        Ok(()) => self.push(env, io, op.next, &mut fresh),
                        Err(_) => self.fail(op),
                    }
                    return io.give(fresh);
                }
                Kind::Lookup(lookup) => return self.look_up(env, io, op, lookup, row),
                Kind::Assign(window, time) => return self.assign(env, io, op, (*window, *time), row),
                Kind::Window(grouping, window) => {
                    return self.grouped(env, io, (op, grouping, row), |core, env, io, key, arguments, time_ms| {
                        windowed::add(core, env, io, (at, op, grouping), *window, key, arguments, time_ms, 1);
                    });
                }
                Kind::Session(grouping, gap_ms) => {
                    return self.grouped(env, io, (op, grouping, row), |core, env, io, key, arguments, time_ms| {
                        session::add(core, env, io, (at, op, grouping), *gap_ms, key, arguments, time_ms);
                    });
                }
                Kind::Group(grouping) => {
                    return self.grouped(env, io, (op, grouping, row), |core, env, io, key, arguments, _| {
                        group::add(core, env, io, at, key, arguments, 1);
                    });
                }
                Kind::Top(ranking) => return top::change(self, env, io, (at, op, ranking), None, Some(row)),
                Kind::Output => return self.give(env, io, op, row, false, false),
            }
        }
    }

    /// Evaluates what a grouping operator needs of a row, and hands it on: key, arguments, time.
    #[inline]
    pub(crate) fn grouped<'p>(
        &mut self,
        env: Env<'p>,
        io: &mut Io<'_, 'p>,
        (op, grouping, row): (&'p Op, &'p Grouping, &[Cell<'p>]),
        then: impl FnOnce(&mut Self, Env<'p>, &mut Io<'_, 'p>, &[Cell<'p>], &[Cell<'p>], i64),
    ) {
        let Some(time_ms) = self.time_of(grouping.time, row) else { return self.fail(op) };
        let (mut key, mut arguments) = (io.take(), io.take());
        match evaluate(grouping, row, self.shown(env, op), &mut key, &mut arguments) {
            Ok(()) => {
                self.ordinal += 1;
                then(self, env, io, &key, &arguments, time_ms);
            }
            Err(_) => self.fail(op),
        }
        io.give(arguments);
        io.give(key);
    }

    pub(crate) fn time_of(&self, time: Time, row: &[Cell]) -> Option<i64> {
        match time {
            Time::Processing => Some(self.now_ms),
            Time::Event(column) => match row.get(column as usize) {
                Some(Cell::Timestamp(ms)) if is_moment(*ms) => Some(*ms),
                _ => None,
            },
        }
    }

    fn look_up<'p>(
        &mut self,
        env: Env<'p>,
        io: &mut Io<'_, 'p>,
        op: &'p Op,
        lookup: &'p Lookup,
        row: &mut Vec<Cell<'p>>,
    ) {
        let mut key = io.take();
        let width = row.len();
        if evaluate_all(&lookup.keys, row, self.shown(env, op), &mut key).is_ok() {
            let mut found = false;
            let reference: Option<&'p Reference> = env.references.get(lookup.reference).map(Arc::as_ref);
            for partner in reference.into_iter().flat_map(|reference| reference.find(lookup.index, &key)) {
                found = true;
                row.extend(partner.iter().map(Cell::of));
                self.push(env, io, op.next, row);
                row.truncate(width);
            }
            if !found && lookup.is_outer {
                row.resize(width + lookup.width, Cell::Null);
                self.push(env, io, op.next, row);
                row.truncate(width);
            } else if !found {
                self.counts.unmatched += u64::from(op.is_first);
            }
        } else {
            self.fail(op);
        }
        io.give(key);
    }

    fn assign<'p>(
        &mut self,
        env: Env<'p>,
        io: &mut Io<'_, 'p>,
        op: &'p Op,
        (window, time): (Window, Time),
        row: &mut Vec<Cell<'p>>,
    ) {
        let Some(time_ms) = self.time_of(time, row) else { return self.fail(op) };
        let (width, before) = (row.len(), io.window);
        let mut is_in_one = false;
        windows_of(window, time_ms, |start, end| {
            is_in_one = true;
            io.window = Some((start, end));
            push_bounds(io.window, row);
            self.push(env, io, op.next, row);
            row.truncate(width);
        });
        io.window = before;
        self.counts.filtered += u64::from(op.is_first && !is_in_one);
    }

    pub(crate) fn give<'p>(&mut self, env: Env<'p>, io: &mut Io, op: &Op, row: &[Cell<'p>], update: bool, gone: bool) {
        let value =
            |place: &Option<usize>| place.and_then(|place| row.get(place)).map(Cell::to_value).unwrap_or_default();
        let values = env.plan.sink.layout.iter().map(value).collect();
        io.out.rows.push(Row { values, update, gone, window: io.window });
        self.counts.taken += u64::from(op.is_first);
        self.counts.rows += 1;
        self.counts.updates += u64::from(update);
        self.counts.gone += u64::from(gone);
    }

    /// Lets an operator see how far its time has come, and fires what is over.
    pub(crate) fn advance<'p>(&mut self, env: Env<'p>, io: &mut Io<'_, 'p>, at: usize, watermark_ms: i64) {
        let is_due = match self.states.get_mut(at) {
            Some(State::Window(state)) => state.course.reach(watermark_ms),
            Some(State::Session(state)) => state.course.reach(watermark_ms),
            Some(State::Top(state)) => state.course.reach(watermark_ms),
            _ => false,
        };
        let Some(op) = env.plan.ops.get(at).filter(|_| is_due) else { return };
        match &op.kind {
            Kind::Window(grouping, _) => windowed::fire(self, env, io, (at, op, grouping)),
            Kind::Session(grouping, _) => session::fire(self, env, io, (at, op, grouping)),
            Kind::Top(_) => top::fire(self, env, io, at),
            _ => {}
        }
    }

    /// An input's event time has come further.
    #[inline]
    pub(crate) fn advance_input<'p>(&mut self, env: Env<'p>, io: &mut Io<'_, 'p>, input: usize, watermark_ms: i64) {
        let Some(known) = self.watermarks.get_mut(input).filter(|known| **known < watermark_ms) else { return };
        *known = watermark_ms;
        let timed = env.plan.inputs.get(input).map(|input| input.timed.as_slice()).unwrap_or_default();
        for at in timed {
            if let Some(op) = env.plan.ops.get(*at) {
                let watermark_ms = self.watermark_of(env, op);
                self.advance(env, io, *at, watermark_ms);
            }
        }
    }
}

pub(crate) fn project<'p>(
    exprs: &'p [Option<Expr>],
    row: &[Cell<'p>],
    watermark_ms: Option<i64>,
    into: &mut Vec<Cell<'p>>,
) -> Result<(), Failed> {
    for expr in exprs {
        into.push(match expr {
            Some(expr) => eval(expr, row, watermark_ms)?,
            None => Cell::Null,
        });
    }
    Ok(())
}

pub(crate) fn evaluate_all<'p>(
    exprs: &'p [Expr],
    row: &[Cell<'p>],
    watermark_ms: Option<i64>,
    into: &mut Vec<Cell<'p>>,
) -> Result<(), Failed> {
    for expr in exprs {
        into.push(eval(expr, row, watermark_ms)?);
    }
    Ok(())
}
