//! The first rows of each partition in an order. Over windows, rows are given when the window is over; without, each row that gets
//! among the first changes what was given.

use crate::cell::{Cell, are_same, digest};
use crate::core::{Core, Course, Env, Io, State as Any};
use crate::output::OpenWindow;
use crate::plan::{Kind, Op, Ranking};
use crate::sizes::VALUE_BYTES;
use crate::table::Table;
use crate::window::is_moment;
use crate::windowed::tell_fired;
use jobs::stream::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rows of one operator.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) course: Course,
    /// By the window's end; without windows there is one, under 0.
    panes: BTreeMap<i64, Arc<Pane>>,
}

/// The partitions of one window, in first-seen order.
#[derive(Clone, Debug, Default)]
struct Pane {
    partitions: Table,
    /// For each partition its rows in their order.
    lists: Vec<Vec<Ranked>>,
    rows: u64,
    window: Option<(i64, i64)>,
    bytes: u64,
}

#[derive(Clone, Debug)]
struct Ranked {
    values: Arc<[Value]>,
    window: Option<(i64, i64)>,
}

impl State {
    /// The windows that wait, by end.
    pub(crate) fn open_windows(&self, processing_time: bool) -> impl Iterator<Item = OpenWindow> {
        self.panes.values().filter_map(move |pane| {
            let (start_ms, end_ms) = pane.window?;
            let groups = pane.partitions.len() as u64;
            Some(OpenWindow { start_ms, end_ms, groups, rows: pane.rows, fired: false, processing_time })
        })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.panes.values().map(|pane| pane.bytes + pane.partitions.bytes()).sum()
    }
}

/// A row comes, goes, or takes another's place.
pub(crate) fn change<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, ranking): (usize, &'p Op, &'p Ranking),
    old: Option<&[Cell<'p>]>,
    new: Option<&[Cell<'p>]>,
) {
    let key_of = |row: &[Cell<'p>]| -> Vec<Cell<'p>> {
        ranking.partition.iter().map(|column| row.get(*column as usize).cloned().unwrap_or_default()).collect()
    };
    let is_one = match (old, new) {
        (Some(old), Some(new)) => key_of(old).iter().zip(key_of(new)).all(|(old, new)| old.is_same(&new.to_value())),
        _ => false,
    };
    if is_one {
        return apply(core, env, io, (at, op, ranking), &[(old, -1), (new, 1)]);
    }
    for (row, sign) in [(old, -1), (new, 1)] {
        if row.is_some() {
            apply(core, env, io, (at, op, ranking), &[(row, sign)]);
        }
    }
}

/// Applies rows of one partition.
fn apply<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, ranking): (usize, &'p Op, &'p Ranking),
    rows: &[(Option<&[Cell<'p>]>, i64)],
) {
    let Some(row) = rows.iter().find_map(|(row, _)| *row) else { return };
    let end = match ranking.window {
        None => 0,
        Some((column, _)) => match row.get(column) {
            Some(Cell::Timestamp(end)) if is_moment(*end) => *end,
            _ => return core.fail(op),
        },
    };
    let Some(Any::Top(state)) = core.states.get_mut(at) else { return };
    if ranking.window.is_some() {
        if end - 1 <= state.course.watermark_ms {
            let watermark_ms = state.course.watermark_ms;
            let count = if op.is_first { &mut core.counts.late } else { &mut core.counts.late_after };
            *count += 1;
            core.counts.late_windows += 1;
            let window = io.window.unwrap_or((end, end));
            return io.out.tell_late(end - 1, watermark_ms, window, io.data, true);
        }
        state.course.due_ms = state.course.due_ms.min(end - 1);
    }
    core.counts.taken += u64::from(op.is_first);
    let width = ranking.partition.len();
    let fresh = || Arc::new(Pane { partitions: Table::new(width), window: io.window, ..Pane::default() });
    let pane = Arc::make_mut(state.panes.entry(end).or_insert_with(fresh));
    let key: Vec<Cell> =
        ranking.partition.iter().map(|column| row.get(*column as usize).cloned().unwrap_or_default()).collect();
    let (partition, is_new) = pane.partitions.find_or_add(digest(&key), &key);
    if is_new {
        pane.lists.push(Vec::new());
    }
    let Some(list) = pane.lists.get_mut(partition) else { return };
    // What was given before; a window has given nothing.
    let before: Vec<Ranked> = match ranking.window {
        None => list.iter().take(ranking.rows_max).cloned().collect(),
        Some(_) => Vec::new(),
    };
    for (row, sign) in rows {
        let Some(row) = row else { continue };
        let bytes = (row.len() * VALUE_BYTES + 48) as u64;
        if *sign < 0 {
            if let Some(place) = list.iter().rposition(|ranked| are_same(row, &ranked.values)) {
                list.remove(place);
                pane.bytes = pane.bytes.saturating_sub(bytes);
                pane.rows = pane.rows.saturating_sub(1);
            }
            continue;
        }
        let place = list.partition_point(|ranked| order(ranking, &ranked.values, row) != Ordering::Greater);
        if !ranking.is_retractable && place >= ranking.rows_max {
            continue;
        }
        let values = row.iter().map(Cell::to_value).collect();
        list.insert(place, Ranked { values, window: io.window });
        pane.bytes += bytes;
        pane.rows += 1;
        if !ranking.is_retractable && list.len() > ranking.rows_max {
            list.pop();
            pane.bytes = pane.bytes.saturating_sub(bytes);
            pane.rows = pane.rows.saturating_sub(1);
        }
    }
    if ranking.window.is_none() {
        let after: Vec<Ranked> = list.iter().take(ranking.rows_max).cloned().collect();
        tell(core, env, io, op, ranking, before, after);
    }
}

fn order(ranking: &Ranking, values: &[Value], row: &[Cell]) -> Ordering {
    for (column, is_descending) in &ranking.order {
        let one = values.get(*column as usize).map(Cell::of).unwrap_or_default();
        let Some(other) = row.get(*column as usize) else { continue };
        let order = one.order(other);
        if order != Ordering::Equal {
            return if *is_descending { order.reverse() } else { order };
        }
    }
    Ordering::Equal
}

/// Gives the difference of what were the first rows and what they are. Where nobody reads ranks, a row that only moved is not given.
fn tell<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    op: &'p Op,
    ranking: &Ranking,
    mut before: Vec<Ranked>,
    mut after: Vec<Ranked>,
) {
    let is_same = |one: &Ranked, other: &Ranked| Arc::ptr_eq(&one.values, &other.values) || one.values == other.values;
    let mut ranks: Vec<usize> = (0..after.len()).collect();
    if !ranking.is_ranked {
        before.retain(|old| match after.iter().position(|new| is_same(old, new)) {
            Some(place) => {
                after.remove(place);
                ranks.remove(place);
                false
            }
            None => true,
        });
    }
    let window = io.window;
    let (mut before, mut after) = (before.into_iter(), after.into_iter());
    for rank in 0.. {
        let (old, new) = (before.next(), after.next());
        let Some(shown) = new.as_ref().or(old.as_ref()).map(|ranked| ranked.window) else { break };
        if let (Some(old), Some(new)) = (&old, &new)
            && is_same(old, new)
        {
            continue;
        }
        io.window = shown;
        // Without ranks the row that fell out goes, and another one comes.
        let place = if ranking.is_ranked { rank } else { ranks.get(rank).copied().unwrap_or(rank) };
        let row = |ranked: Ranked| row_of(&ranked, place);
        if ranking.is_ranked {
            core.change(env, io, op.next, old.map(row), new.map(row));
        } else {
            core.change(env, io, op.next, old.map(row), None);
            core.change(env, io, op.next, None, new.map(row));
        }
    }
    io.window = window;
}

fn row_of<'p>(ranked: &Ranked, place: usize) -> Vec<Cell<'p>> {
    let mut row: Vec<Cell> = ranked.values.iter().map(|value| Cell::owned(value.clone())).collect();
    row.push(Cell::Bigint(place as i64 + 1));
    row
}

/// Gives the windows whose time is over, by end; in each the partitions in first-seen order.
#[inline(never)]
pub(crate) fn fire<'p>(core: &mut Core, env: Env<'p>, io: &mut Io<'_, 'p>, at: usize) {
    let Some(op) = env.plan.ops.get(at) else { return };
    let Kind::Top(ranking) = &op.kind else { return };
    let (data, before) = (std::mem::take(&mut io.data), io.window);
    while let Some(Any::Top(state)) = core.states.get_mut(at) {
        let watermark_ms = state.course.watermark_ms;
        let first = state.panes.first_key_value().filter(|(end, _)| **end - 1 <= watermark_ms);
        let Some(end) = first.map(|(end, _)| *end) else {
            state.course.due_ms = state.panes.first_key_value().map_or(i64::MAX, |(end, _)| end - 1);
            break;
        };
        let Some(pane) = state.panes.remove(&end) else { break };
        let mut rows = 0;
        for list in &pane.lists {
            for (place, ranked) in list.iter().take(ranking.rows_max).enumerate() {
                io.window = ranked.window;
                core.push(env, io, op.next, &mut row_of(ranked, place));
                rows += 1;
            }
        }
        io.window = pane.window;
        core.counts.windows += 1;
        tell_fired(io, rows);
    }
    (io.data, io.window) = (data, before);
}
