//! Groups without a window: each row changes its group's row at once.

use crate::cell::{Cell, digest};
use crate::core::{Core, Env, Io, State as Any};
use crate::groups::{Groups, evaluate};
use crate::plan::{Grouping, Kind, Op};
use std::sync::Arc;

/// The groups of one operator.
#[derive(Clone, Debug)]
pub(crate) struct State {
    kept: Arc<Kept>,
    /// How many groups have no row any more.
    empty: usize,
    /// When groups are looked through for those that no row came to.
    sweep_ms: i64,
}

#[derive(Clone, Debug)]
struct Kept {
    groups: Groups,
    /// When a row last came to each, if groups are ever forgotten.
    touched_ms: Vec<i64>,
}

/// How many empty groups are put up with.
const EMPTY_MIN: usize = 1_024;

impl State {
    pub(crate) fn new(grouping: &Grouping) -> Self {
        let kept = Kept { groups: Groups::new(grouping), touched_ms: Vec::new() };
        Self { kept: Arc::new(kept), empty: 0, sweep_ms: i64::MIN }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.kept.groups.bytes() + 8 * self.kept.touched_ms.len() as u64
    }

    /// Forgets groups to which no row came for too long.
    pub(crate) fn sweep(&mut self, grouping: &Grouping, now_ms: i64, ttl_ms: i64) {
        if ttl_ms == 0 || now_ms < self.sweep_ms {
            return;
        }
        self.sweep_ms = now_ms.saturating_add(ttl_ms);
        self.keep(grouping, |touched_ms| touched_ms.is_some_and(|ms| now_ms - ms < ttl_ms));
    }

    fn keep(&mut self, grouping: &Grouping, is_kept: impl Fn(Option<i64>) -> bool) {
        let groups = &self.kept.groups;
        let is_kept = |group: &usize| groups.rows(*group) > 0 && is_kept(self.kept.touched_ms.get(*group).copied());
        let kept: Vec<usize> = (0..groups.len()).filter(is_kept).collect();
        self.empty = 0;
        if kept.len() < groups.len() {
            let touched = |group: &usize| self.kept.touched_ms.get(*group).copied();
            let touched_ms = kept.iter().filter_map(touched).collect();
            self.kept = Arc::new(Kept { groups: groups.keeping(grouping, &kept), touched_ms });
        }
    }
}

/// A group's row before and after.
type Change<'p> = (Option<Vec<Cell<'p>>>, Option<Vec<Cell<'p>>>);

/// Adds a row, or takes it back, and gives what changed.
pub(crate) fn add<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    at: usize,
    key: &[Cell<'p>],
    arguments: &[Cell<'p>],
    sign: i64,
) {
    let Some(op) = env.plan.ops.get(at) else { return };
    let Kind::Group(grouping) = &op.kind else { return };
    core.counts.taken += u64::from(op.is_first);
    let (old, new) = apply(core, env, at, grouping, &[(key, arguments, sign)]);
    if let Some((old, new)) = worth_telling(env, old, new) {
        core.change(env, io, op.next, old, new);
    }
}

/// Rows before and after, unless they are the same. Where groups are forgotten, Flink tells them all the same.
fn worth_telling<'p>(env: Env, old: Option<Vec<Cell<'p>>>, new: Option<Vec<Cell<'p>>>) -> Option<Change<'p>> {
    let is_same = match (&old, &new) {
        (None, None) => return None,
        (Some(old), Some(new)) => old.iter().zip(new).all(|(old, new)| old.is_same(&new.to_value())),
        _ => false,
    };
    (!is_same || env.plan.settings.state_ttl_ms > 0).then_some((old, new))
}

/// Applies rows of one key; gives the group's row before and after.
fn apply<'p>(
    core: &mut Core,
    env: Env<'p>,
    at: usize,
    grouping: &'p Grouping,
    rows: &[(&[Cell<'p>], &[Cell<'p>], i64)],
) -> Change<'p> {
    let ttl_ms = env.plan.settings.state_ttl_ms;
    let (now_ms, ordinal) = (core.now_ms, core.ordinal);
    let Some(Any::Group(state)) = core.states.get_mut(at) else { return (None, None) };
    let Some((key, ..)) = rows.first() else { return (None, None) };
    let kept = Arc::make_mut(&mut state.kept);
    let group = kept.groups.group(grouping, digest(key), key);
    if ttl_ms > 0 {
        kept.touched_ms.resize(kept.groups.len(), now_ms);
        let touched_ms = kept.touched_ms.get_mut(group).map_or(now_ms, |ms| std::mem::replace(ms, now_ms));
        if now_ms - touched_ms >= ttl_ms {
            kept.groups.reset(grouping, group);
        }
    }
    let row = |groups: &Groups| {
        let mut row = Vec::new();
        groups.push_row(grouping, group, None, &mut row);
        (groups.rows(group) > 0).then_some(row)
    };
    let old = row(&kept.groups);
    for (_, arguments, sign) in rows {
        // What was forgotten cannot be taken back.
        if *sign > 0 || kept.groups.rows(group) > 0 {
            kept.groups.add(grouping, group, arguments, ordinal, *sign);
        }
    }
    let new = row(&kept.groups);
    let all = kept.groups.len();
    if new.is_none() {
        state.empty += 1;
        if state.empty > EMPTY_MIN && state.empty * 2 > all {
            state.keep(grouping, |_| true);
        }
    }
    (old, new)
}

/// A row below changed: one group's row changes, or those of two.
pub(crate) fn change<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, grouping): (usize, &'p Op, &'p Grouping),
    old: Option<Vec<Cell<'p>>>,
    new: Option<Vec<Cell<'p>>>,
) {
    let watermark_ms = None;
    let mut evaluated = |row: Option<Vec<Cell<'p>>>| {
        let (mut key, mut arguments) = (Vec::new(), Vec::new());
        match evaluate(grouping, &row?, watermark_ms, &mut key, &mut arguments) {
            Ok(()) => Some((key, arguments)),
            Err(_) => {
                core.fail(op);
                None
            }
        }
    };
    let (old, new) = (evaluated(old), evaluated(new));
    core.ordinal += 1;
    let is_one_group = match (&old, &new) {
        (Some((old, _)), Some((new, _))) => old.iter().zip(new).all(|(old, new)| old.is_same(&new.to_value())),
        _ => false,
    };
    let mut rows = Vec::new();
    rows.extend(old.as_ref().map(|(key, arguments)| (key.as_slice(), arguments.as_slice(), -1)));
    rows.extend(new.as_ref().map(|(key, arguments)| (key.as_slice(), arguments.as_slice(), 1)));
    for rows in rows.chunks(if is_one_group { 2 } else { 1 }) {
        let (old, new) = apply(core, env, at, grouping, rows);
        if let Some((old, new)) = worth_telling(env, old, new) {
            core.change(env, io, op.next, old, new);
        }
    }
}
