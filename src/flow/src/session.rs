//! Sessions: windows that are as long as rows of one key come, and a gap after the last. Two that touch become one.

use crate::aggregate::Acc;
use crate::cell::{Cell, Ordered};
use crate::core::{Core, Course, Env, Io, State as Any};
use crate::groups::{fresh, push_bounds, push_results};
use crate::output::OpenWindow;
use crate::plan::{Grouping, Op};
use crate::sizes::ACC_BYTES;
use crate::windowed::{lateness, tell_fired};
use std::collections::BTreeMap;
use std::sync::Arc;

type Key = Arc<[Ordered]>;
/// End, start, and the number of the row that began it.
type Place = (i64, i64, u64);

/// The sessions of one operator.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) course: Course,
    /// A clone shares them; the first write after it copies them once.
    sessions: Arc<Sessions>,
}

#[derive(Clone, Debug, Default)]
struct Sessions {
    /// By key, each key's by start.
    of: BTreeMap<Key, Vec<Session>>,
    /// Those that have not fired.
    open: BTreeMap<Place, Key>,
    /// Those that fired and are kept for late rows.
    kept: BTreeMap<Place, Key>,
}

#[derive(Clone, Debug)]
struct Session {
    place: Place,
    accs: Vec<Acc>,
    rows: u64,
    is_fired: bool,
}

impl State {
    fn plan_next(&mut self, lateness_ms: i64) {
        let open = self.sessions.open.first_key_value().map(|((end, ..), _)| end - 1);
        let kept = self.sessions.kept.first_key_value().map(|((end, ..), _)| end - 1 + lateness_ms);
        self.course.due_ms = open.into_iter().chain(kept).min().unwrap_or(i64::MAX);
    }

    /// The sessions, those that fired first.
    pub(crate) fn open_windows(&self, processing_time: bool) -> impl Iterator<Item = OpenWindow> {
        let all = self.sessions.kept.iter().chain(&self.sessions.open);
        all.map(move |(place, key)| {
            let session = self.sessions.of.get(key).and_then(|all| all.iter().find(|one| one.place == *place));
            OpenWindow {
                start_ms: place.1,
                end_ms: place.0,
                groups: 1,
                rows: session.map_or(0, |session| session.rows),
                fired: session.is_some_and(|session| session.is_fired),
                processing_time,
            }
        })
    }

    pub(crate) fn bytes(&self, aggregates: usize) -> u64 {
        let count = (self.sessions.open.len() + self.sessions.kept.len()) as u64;
        count * (160 + (aggregates * ACC_BYTES) as u64)
    }
}

/// Adds a row to its key's sessions.
#[expect(clippy::too_many_arguments, reason = "what a row brings")]
pub(crate) fn add<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, grouping): (usize, &'p Op, &'p Grouping),
    gap_ms: i64,
    key: &[Cell<'p>],
    arguments: &[Cell<'p>],
    time_ms: i64,
) {
    let lateness_ms = lateness(env, grouping);
    let ordinal = core.ordinal;
    let Some(Any::Session(state)) = core.states.get_mut(at) else { return };
    let watermark_ms = state.course.watermark_ms;
    let key: Key = key.iter().map(|cell| Ordered(cell.to_value())).collect();
    let (mut start, mut end) = (time_ms, time_ms + gap_ms);
    let touches = |place: &Place| place.1 <= time_ms + gap_ms && place.0 >= time_ms;
    for session in state.sessions.of.get(&key).into_iter().flatten().filter(|session| touches(&session.place)) {
        start = start.min(session.place.1);
        end = end.max(session.place.0);
    }
    let is_over = end - 1 <= watermark_ms;
    if is_over && end - 1 + lateness_ms <= watermark_ms {
        let count = if op.is_first { &mut core.counts.late } else { &mut core.counts.late_after };
        *count += 1;
        core.counts.late_windows += 1;
        return io.out.tell_late(time_ms, watermark_ms, (start, end), io.data, true);
    }
    let sessions = Arc::make_mut(&mut state.sessions);
    let all = sessions.of.entry(Arc::clone(&key)).or_default();
    let (mut merged, others): (Vec<Session>, Vec<Session>) =
        std::mem::take(all).into_iter().partition(|session| touches(&session.place));
    *all = others;
    let mut taken_back = Vec::new();
    for session in &merged {
        if session.is_fired {
            taken_back.push((session.place, row_of(grouping, &key, session)));
        }
        sessions.open.remove(&session.place);
        sessions.kept.remove(&session.place);
    }
    // The one that began first takes in the others, in the order in which they began.
    merged.sort_by_key(|session| session.place.2);
    let mut merged = merged.into_iter();
    let fresh = || Session { place: (end, start, ordinal), accs: fresh(grouping).collect(), rows: 0, is_fired: false };
    let mut session = merged.next().unwrap_or_else(fresh);
    for other in merged {
        session.rows += other.rows;
        for ((acc, other), aggregate) in session.accs.iter_mut().zip(other.accs).zip(&grouping.aggregates) {
            acc.merge(aggregate, other);
        }
    }
    session.rows += 1;
    for ((acc, cell), aggregate) in session.accs.iter_mut().zip(arguments).zip(&grouping.aggregates) {
        acc.add(aggregate, cell, ordinal, 1);
    }
    session.place = (end, start, session.place.2);
    session.is_fired = is_over;
    let new = is_over.then(|| row_of(grouping, &key, &session));
    let place = session.place;
    all.insert(all.partition_point(|other| other.place.1 < start), session);
    if is_over {
        sessions.kept.insert(place, key)
    } else {
        sessions.open.insert(place, key)
    };
    state.plan_next(lateness_ms);
    core.counts.taken += u64::from(op.is_first);
    if is_over {
        core.counts.late_allowed += 1;
        io.out.tell_late(time_ms, watermark_ms, (start, end), io.data, false);
    }
    give_again(core, env, io, op, taken_back, (place, new));
}

/// Takes back what sessions gave that became another one, and gives that one if its time is over.
fn give_again<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    op: &'p Op,
    mut taken_back: Vec<(Place, Vec<Cell<'p>>)>,
    (place, new): (Place, Option<Vec<Cell<'p>>>),
) {
    let before = io.window;
    let is_same = |old: &(Place, Vec<Cell>)| (old.0.0, old.0.1) == (place.0, place.1);
    let same = taken_back.iter().position(is_same).map(|found| taken_back.remove(found).1);
    for (place, old) in taken_back {
        io.window = Some((place.1, place.0));
        core.change(env, io, op.next, Some(old), None);
    }
    io.window = Some((place.1, place.0));
    if same.is_some() || new.is_some() {
        core.change(env, io, op.next, same, new);
    }
    io.window = before;
}

fn row_of<'p>(grouping: &Grouping, key: &Key, session: &Session) -> Vec<Cell<'p>> {
    let mut row: Vec<Cell> = key.iter().map(|value| Cell::owned(value.0.clone())).collect();
    push_bounds(Some((session.place.1, session.place.0)), &mut row);
    push_results(grouping, &session.accs, &mut row);
    row
}

/// Gives the sessions whose time is over, by end, start and who began first, and forgets those that no row can join any more.
#[inline(never)]
pub(crate) fn fire<'p>(
    core: &mut Core,
    env: Env<'p>,
    io: &mut Io<'_, 'p>,
    (at, op, grouping): (usize, &'p Op, &'p Grouping),
) {
    let lateness_ms = lateness(env, grouping);
    let (data, before) = (std::mem::take(&mut io.data), io.window);
    while let Some(Any::Session(state)) = core.states.get_mut(at) {
        let watermark_ms = state.course.watermark_ms;
        let is_due = state.sessions.open.first_key_value().is_some_and(|((end, ..), _)| end - 1 <= watermark_ms);
        if !is_due {
            break;
        }
        let sessions = Arc::make_mut(&mut state.sessions);
        let Some((place, key)) = sessions.open.pop_first() else { break };
        let all = sessions.of.get_mut(&key);
        let Some(session) = all.and_then(|all| all.iter_mut().find(|session| session.place == place)) else { break };
        session.is_fired = true;
        let mut row = row_of(grouping, &key, session);
        sessions.kept.insert(place, key);
        io.window = Some((place.1, place.0));
        core.push(env, io, op.next, &mut row);
        core.counts.windows += 1;
        tell_fired(io, 1);
    }
    if let Some(Any::Session(state)) = core.states.get_mut(at) {
        forget(state, lateness_ms);
        state.plan_next(lateness_ms);
    }
    (io.data, io.window) = (data, before);
}

fn forget(state: &mut State, lateness_ms: i64) {
    let watermark_ms = state.course.watermark_ms;
    let is_over = |((end, ..), _): (&Place, &Key)| end - 1 + lateness_ms <= watermark_ms;
    while state.sessions.kept.first_key_value().is_some_and(is_over) {
        let sessions = Arc::make_mut(&mut state.sessions);
        let Some((place, key)) = sessions.kept.pop_first() else { break };
        if let Some(all) = sessions.of.get_mut(&key) {
            all.retain(|session| session.place != place);
            if all.is_empty() {
                sessions.of.remove(&key);
            }
        }
    }
}
