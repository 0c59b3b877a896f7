//! Groups in windows that are aligned: a pane for each window, which fires when its time is over. Each pane is summed in the
//! order in which its rows came, so that overlapping windows share nothing and are exact.

use crate::cell::{Cell, digest};
use crate::core::{Core, Course, Env, Io, State as Any};
use crate::groups::Groups;
use crate::output::{FIRED_SHOWN_MAX, Fired, OpenWindow};
use crate::plan::{Grouping, Op};
use crate::sizes::PANE_BYTES;
use crate::window::windows_of;
use jobs::stream::{Time, Window};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The windows of one operator.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) course: Course,
    /// By end and start.
    panes: BTreeMap<(i64, i64), Pane>,
}

#[derive(Clone, Debug)]
struct Pane {
    groups: Arc<Groups>,
    /// The window that its rows tell: its own, or the one that they had before.
    shown: (i64, i64),
    rows: u64,
    is_fired: bool,
}

impl State {
    fn plan_next(&mut self, lateness_ms: i64) {
        let fired = self.panes.iter().take_while(|(_, pane)| pane.is_fired).map(|((end, _), _)| end - 1 + lateness_ms);
        let open = self.panes.iter().find(|(_, pane)| !pane.is_fired).map(|((end, _), _)| end - 1);
        self.course.due_ms = fired.chain(open).min().unwrap_or(i64::MAX);
    }

    /// The windows, by end and start.
    pub(crate) fn open_windows(&self, processing_time: bool) -> impl Iterator<Item = OpenWindow> {
        self.panes.values().map(move |pane| OpenWindow {
            start_ms: pane.shown.0,
            end_ms: pane.shown.1,
            groups: pane.groups.len() as u64,
            rows: pane.rows,
            fired: pane.is_fired,
            processing_time,
        })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.panes.values().map(|pane| pane.groups.bytes() + PANE_BYTES + 64).sum()
    }
}

/// How long an operator's windows are kept after they fired.
pub(crate) fn lateness(env: Env, grouping: &Grouping) -> i64 {
    if grouping.time == Time::Processing { 0 } else { env.plan.settings.allow_lateness_ms }
}

/// What became of a row.
#[derive(Default)]
struct Fate {
    taken: u64,
    allowed: u64,
    missed: u64,
    last_missed: Option<(i64, i64)>,
    last_allowed: Option<(i64, i64)>,
}

/// Adds a row to its windows, or takes it back.
#[expect(clippy::too_many_arguments, reason = "what a row brings, on the hottest path")]
pub(crate) fn add<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, grouping): (usize, &'p Op, &'p Grouping),
    window: Window,
    key: &[Cell<'p>],
    arguments: &[Cell<'p>],
    time_ms: i64,
    sign: i64,
) {
    let lateness_ms = lateness(env, grouping);
    let ordinal = core.ordinal;
    let Some(Any::Window(state)) = core.states.get_mut(at) else { return };
    let hash = digest(key);
    let mut fate = Fate::default();
    // What changed in windows that fired already: it is given again.
    let mut again = Vec::new();
    windows_of(window, time_ms, |start, end| {
        let last_ms = end - 1;
        let is_over = last_ms <= state.course.watermark_ms;
        if is_over && last_ms.saturating_add(lateness_ms) <= state.course.watermark_ms {
            fate.missed += 1;
            fate.last_missed = Some((start, end));
            return;
        }
        fate.taken += 1;
        let due_ms = if is_over { last_ms + lateness_ms } else { last_ms };
        state.course.due_ms = state.course.due_ms.min(due_ms);
        let pane = state.panes.entry((end, start)).or_insert_with(|| {
            let shown = match (window, io.window) {
                // Rows that are grouped by their windows again.
                (Window::Tumble { size_ms: 1, .. }, Some(shown)) => shown,
                _ => (start, end),
            };
            Pane { groups: Arc::new(Groups::new(grouping)), shown, rows: 0, is_fired: is_over }
        });
        pane.rows = pane.rows.saturating_add_signed(sign);
        let groups = Arc::make_mut(&mut pane.groups);
        let group = groups.group(grouping, hash, key);
        if !pane.is_fired {
            groups.add(grouping, group, arguments, ordinal, sign);
            return;
        }
        fate.allowed += 1;
        fate.last_allowed = Some((start, end));
        let row = |groups: &Groups| {
            let mut row = Vec::new();
            groups.push_row(grouping, group, Some((start, end)), &mut row);
            (groups.rows(group) > 0).then_some(row)
        };
        let old = row(groups);
        groups.add(grouping, group, arguments, ordinal, sign);
        again.push((pane.shown, old, row(groups)));
    });
    let watermark_ms = state.course.watermark_ms;
    settle(core, io, op, &fate, time_ms, watermark_ms);
    let before = io.window;
    for (shown, old, new) in again {
        io.window = Some(shown);
        core.change(env, io, op.next, old, new);
    }
    io.window = before;
}

/// Counts a row by what became of it, and shows it if it was late.
#[inline]
fn settle(core: &mut Core, io: &mut Io, op: &Op, fate: &Fate, time_ms: i64, watermark_ms: i64) {
    let counts = &mut core.counts;
    if fate.taken > 0 {
        counts.taken += u64::from(op.is_first);
    } else if fate.missed == 0 {
        // Windows with room between them.
        counts.filtered += u64::from(op.is_first);
    }
    if fate.missed == 0 && fate.allowed == 0 {
        return;
    }
    counts.late_windows += fate.missed;
    counts.late_allowed += fate.allowed;
    let is_lost = fate.taken == 0;
    if is_lost && op.is_first {
        counts.late += 1;
    } else if is_lost {
        counts.late_after += 1;
    } else if fate.missed > 0 {
        counts.late_partly += 1;
    }
    if let Some(window) = fate.last_missed.or(fate.last_allowed) {
        io.out.tell_late(time_ms, watermark_ms, window, io.data, is_lost);
    }
}

/// Gives the windows whose time is over, by end and start, and forgets those that nothing can come to any more.
#[inline(never)]
pub(crate) fn fire<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, grouping): (usize, &'p Op, &'p Grouping),
) {
    let lateness_ms = lateness(env, grouping);
    let (data, before) = (std::mem::take(&mut io.data), io.window);
    let mut from = (i64::MIN, i64::MIN);
    while let Some(Any::Window(state)) = core.states.get_mut(at) {
        let watermark_ms = state.course.watermark_ms;
        let Some((key, pane)) = state.panes.range_mut(from..).next().filter(|(key, _)| key.0 - 1 <= watermark_ms)
        else {
            state.plan_next(lateness_ms);
            break;
        };
        let key = *key;
        let is_new = !std::mem::replace(&mut pane.is_fired, true);
        let (groups, shown) = (Arc::clone(&pane.groups), pane.shown);
        if key.0 - 1 + lateness_ms <= watermark_ms {
            state.panes.remove(&key);
        }
        from = (key.0, key.1 + 1);
        if is_new {
            io.window = Some(shown);
            give(core, env, io, op, grouping, (&groups, (key.1, key.0)));
        }
    }
    (io.data, io.window) = (data, before);
}

fn give<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    op: &'p Op,
    grouping: &Grouping,
    (groups, window): (&Groups, (i64, i64)),
) {
    let mut rows = 0;
    for group in 0..groups.len() {
        if groups.rows(group) > 0 {
            let mut row = io.take();
            groups.push_row(grouping, group, Some(window), &mut row);
            core.push(env, io, op.next, &mut row);
            io.give(row);
            rows += 1;
        }
    }
    core.counts.windows += 1;
    tell_fired(io, rows);
}

/// Shows that the window at hand fired.
pub(crate) fn tell_fired(io: &mut Io, rows: u64) {
    if let Some((start_ms, end_ms)) = io.window.filter(|_| io.out.fired.len() < FIRED_SHOWN_MAX) {
        io.out.fired.push(Fired { start_ms, end_ms, rows });
    }
}
