//! The log, the checkpoints and the branches of a run.
//!
//! Commands run between two events and are logged with their place (time and
//! number of events before them). Behind the frontier the logged commands run
//! again; a *new* command there starts a branch, and what lay ahead is set
//! aside. The timeline does not know how fast it is played.

use crate::{JobId, Pending, Time, World};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// How many branches are kept when new ones begin.
pub const SET_ASIDE_MAX: usize = 10;
/// When this many checkpoints are held, every second one is dropped and the
/// spacing doubles: there are always between half and all of them, evenly
/// spread, however long the run.
pub const CHECKPOINTS_MAX: usize = 512;
/// The first spacing of checkpoints, in events.
const CHECKPOINT_STEPS: u64 = 256;
/// While a run is played again, so many more checkpoints are held just behind the present: who looks around at some
/// instant seldom goes far from it.
pub const NEAR_MAX: usize = 32;
/// Their spacing, in events.
const NEAR_STEPS: u64 = 64;

/// Worlds by their place, each with the number of commands before it.
type Checkpoints<W> = BTreeMap<(Time, u64), (usize, W)>;

/// A logged command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry<C> {
    /// When it ran.
    pub at: Time,
    /// How many events had been taken before it.
    pub after_steps: u64,
    /// What it was.
    pub command: C,
}

/// A logged answer of an engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoggedAnswer<A> {
    /// When it was due.
    pub due: Time,
    /// Which request it answers.
    pub key: u128,
    /// What it was; `None` if its bytes were dropped, and the job has to run again.
    pub answer: Option<A>,
}

/// Everything that is needed to play a run again, besides its first state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved<C, A> {
    /// The commands.
    pub log: Vec<Entry<C>>,
    /// The answers.
    pub answers: BTreeMap<JobId, LoggedAnswer<A>>,
    /// How far the run has gone.
    pub frontier: Time,
    /// Where the reader was.
    pub at: Time,
}

/// A branch that was left behind.
#[derive(Clone, Debug)]
pub struct SetAside<C, A> {
    /// What is needed to come back to it.
    pub saved: Saved<C, A>,
    /// The commands of it that lay ahead when it was left.
    pub later_commands: u64,
}

/// How far [`Timeline::run_until`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Every event up to the asked time is done, and the clock stands there.
    Reached,
    /// The answer to a job must come in first.
    Waiting(Pending),
    /// The caller's patience ended.
    Stopped,
}

/// A world and its way through time.
#[derive(Clone)]
pub struct Timeline<W: World> {
    start: W,
    present: W,
    cursor: usize,
    log: Vec<Entry<W::Command>>,
    answers: BTreeMap<JobId, LoggedAnswer<W::Answer>>,
    known: BTreeMap<u128, W::Answer>,
    frontier: Time,
    branch: u64,
    set_aside: VecDeque<SetAside<W::Command, W::Answer>>,
    checkpoints: Checkpoints<W>,
    checkpoint_steps: u64,
    near: Checkpoints<W>,
}

impl<W: World> Timeline<W> {
    /// A run that begins with `start`.
    pub fn new(start: W) -> Self {
        Self {
            present: start.clone(),
            start,
            cursor: 0,
            log: Vec::new(),
            answers: BTreeMap::new(),
            known: BTreeMap::new(),
            frontier: Time::ZERO,
            branch: 0,
            set_aside: VecDeque::new(),
            checkpoints: BTreeMap::new(),
            checkpoint_steps: CHECKPOINT_STEPS,
            near: BTreeMap::new(),
        }
    }

    /// A run that was saved, standing at its start: run it to `saved.at`.
    pub fn open(start: W, saved: Saved<W::Command, W::Answer>) -> Self {
        let mut timeline = Self::new(start);
        timeline.restore(saved);
        timeline
    }

    /// The present state.
    pub fn present(&self) -> &W {
        &self.present
    }

    /// The present state, for what is outside the run (taking replies that were
    /// kept for the caller, dropping caches). Nothing done here may change how
    /// the run goes on.
    pub fn present_mut(&mut self) -> &mut W {
        &mut self.present
    }

    /// How far the run has gone.
    pub fn frontier(&self) -> Time {
        self.frontier
    }

    /// How many branches have been begun.
    pub fn branch(&self) -> u64 {
        self.branch
    }

    /// The logged commands of this branch.
    pub fn log(&self) -> &[Entry<W::Command>] {
        &self.log
    }

    /// The logged answers of this branch.
    pub fn answers(&self) -> &BTreeMap<JobId, LoggedAnswer<W::Answer>> {
        &self.answers
    }

    /// Commands of this branch that lie ahead of the present.
    pub fn later_commands(&self) -> u64 {
        (self.log.len() - self.cursor) as u64
    }

    /// The branches that were left, the latest last.
    pub fn set_aside(&self) -> &VecDeque<SetAside<W::Command, W::Answer>> {
        &self.set_aside
    }

    /// How many checkpoints are held.
    pub fn checkpoints_len(&self) -> usize {
        self.checkpoints.len() + self.near.len()
    }

    /// Serves a new command at the present instant. Behind the frontier this
    /// begins a branch.
    pub fn command(&mut self, command: W::Command) -> W::Reply {
        if self.is_behind() {
            self.begin_branch();
        }
        let entry = Entry { at: self.present.now(), after_steps: self.present.steps(), command };
        let reply = self.present.command(&entry.command);
        self.log.push(entry);
        self.cursor = self.log.len();
        reply
    }

    /// Takes in the answer to `pending`.
    pub fn answer(&mut self, pending: Pending, answer: W::Answer, reusable: bool) {
        if reusable {
            self.known.insert(pending.key, answer.clone());
        }
        let logged = LoggedAnswer { due: pending.due, key: pending.key, answer: Some(answer) };
        self.answers.insert(pending.job, logged);
    }

    /// Whether the answer to `pending` is known.
    pub fn has_answer(&self, pending: &Pending) -> bool {
        let logged = self.answers.get(&pending.job).filter(|logged| logged.key == pending.key);
        logged.is_some_and(|logged| logged.answer.is_some()) || self.known.contains_key(&pending.key)
    }

    /// Forgets the bytes of answers, which a replay then asks for again.
    pub fn drop_answers(&mut self) {
        self.known.clear();
        self.answers.values_mut().for_each(|logged| logged.answer = None);
    }

    /// Runs every event and logged command due by `target`, as long as
    /// `patience` gives `true` (asked before each).
    pub fn run_until(&mut self, target: Time, mut patience: impl FnMut(&W) -> bool) -> Progress {
        loop {
            let next = self.next_step(target);
            // A command of this very instant may be what the rest of the way depends on: a producer that is stopped needs no data.
            let is_at_once = matches!(next, Next::Command)
                && self.log.get(self.cursor).is_some_and(|entry| entry.at <= self.present.now());
            if !is_at_once && !patience(&self.present) {
                return Progress::Stopped;
            }
            match next {
                Next::Nothing => {
                    self.present.move_to(target.max(self.present.now()));
                    self.frontier = self.frontier.max(self.present.now());
                    return Progress::Reached;
                }
                Next::Waiting(pending) => return Progress::Waiting(pending),
                Next::Command => self.replay_command(),
                Next::Event(answer) => self.take_event(answer.as_ref()),
            }
        }
    }

    /// Goes to the latest checkpoint at or before `target`, or stays if the
    /// present is nearer. The way from there is [`Timeline::run_until`]'s.
    pub fn rewind(&mut self, target: Time) {
        let target = target.min(self.frontier);
        let before =
            |checkpoints: &'_ Checkpoints<W>| checkpoints.range(..=(target, u64::MAX)).next_back().map(|(key, _)| *key);
        let best = before(&self.checkpoints).max(before(&self.near));
        let best = best.and_then(|key| Some((key, self.near.get(&key).or_else(|| self.checkpoints.get(&key))?)));
        let at = best.map(|((time, _), _)| time);
        let now = self.present.now();
        if now <= target && at.is_none_or(|at| at <= now) {
            return;
        }
        (self.cursor, self.present) = match best {
            Some((_, (cursor, world))) => (*cursor, world.clone()),
            None => (0, self.start.clone()),
        };
    }

    /// Goes back to the branch that was set aside last; the present one is set
    /// aside in its place. Gives where the reader was in it.
    pub fn undo(&mut self) -> Option<Time> {
        let back = self.set_aside.pop_back()?;
        let left = self.leave();
        let at = back.saved.at;
        self.restore(back.saved);
        self.branch += 1;
        self.keep_aside(left);
        Some(at)
    }

    /// Everything that is needed to play this branch again.
    pub fn save(&self) -> Saved<W::Command, W::Answer> {
        Saved { log: self.log.clone(), answers: self.answers.clone(), frontier: self.frontier, at: self.present.now() }
    }

    fn is_behind(&self) -> bool {
        self.present.now() < self.frontier || self.cursor < self.log.len()
    }

    fn begin_branch(&mut self) {
        let left = self.leave();
        let (now, steps) = (self.present.now(), self.present.steps());
        self.log.truncate(self.cursor);
        self.answers.retain(|_, logged| logged.due <= now);
        for checkpoints in [&mut self.checkpoints, &mut self.near] {
            checkpoints.retain(|(time, at_steps), _| *time <= now && *at_steps <= steps);
        }
        self.frontier = now;
        self.branch += 1;
        self.keep_aside(left);
    }

    fn leave(&self) -> SetAside<W::Command, W::Answer> {
        SetAside { saved: self.save(), later_commands: self.later_commands() }
    }

    fn keep_aside(&mut self, left: SetAside<W::Command, W::Answer>) {
        self.set_aside.push_back(left);
        while self.set_aside.len() > SET_ASIDE_MAX {
            self.set_aside.pop_front();
        }
    }

    fn restore(&mut self, saved: Saved<W::Command, W::Answer>) {
        self.log = saved.log;
        self.answers = saved.answers;
        self.frontier = saved.frontier;
        self.checkpoints.clear();
        self.near.clear();
        self.checkpoint_steps = CHECKPOINT_STEPS;
        self.present = self.start.clone();
        self.cursor = 0;
    }

    fn next_step(&self, target: Time) -> Next<W::Answer> {
        let due = self.present.next_due().filter(|due| *due <= target);
        if let Some(entry) = self.log.get(self.cursor)
            && entry.after_steps <= self.present.steps()
        {
            return if entry.at <= target { Next::Command } else { Next::Nothing };
        }
        if due.is_none() {
            return Next::Nothing;
        }
        let Some(pending) = self.present.next_needs() else { return Next::Event(None) };
        let logged = self.answers.get(&pending.job).filter(|logged| logged.key == pending.key);
        let answer = logged.and_then(|logged| logged.answer.as_ref()).or_else(|| self.known.get(&pending.key));
        match answer {
            Some(answer) => Next::Event(Some(answer.clone())),
            None => Next::Waiting(pending),
        }
    }

    fn replay_command(&mut self) {
        let entry = &self.log[self.cursor];
        self.present.move_to(entry.at);
        // The caller of long ago is gone, and with it the reply.
        let _reply = self.present.command(&entry.command);
        self.cursor += 1;
        self.frontier = self.frontier.max(self.present.now());
    }

    fn take_event(&mut self, answer: Option<&W::Answer>) {
        self.present.step(answer);
        self.frontier = self.frontier.max(self.present.now());
        if self.present.steps().is_multiple_of(self.checkpoint_steps) {
            self.keep_checkpoint();
        } else if self.present.now() < self.frontier && self.present.steps().is_multiple_of(NEAR_STEPS) {
            self.keep_near();
        }
    }

    fn keep_near(&mut self) {
        let key = (self.present.now(), self.present.steps());
        self.near.entry(key).or_insert_with(|| (self.cursor, self.present.clone()));
        if self.near.len() > NEAR_MAX {
            // The farthest from here goes: one that lies ahead was left by a look further on.
            let ahead = self.near.last_key_value().map(|(last, _)| *last).filter(|last| *last > key);
            match ahead {
                Some(ahead) => drop(self.near.remove(&ahead)),
                None => drop(self.near.pop_first()),
            }
        }
    }

    fn keep_checkpoint(&mut self) {
        let key = (self.present.now(), self.present.steps());
        self.checkpoints.entry(key).or_insert_with(|| (self.cursor, self.present.clone()));
        if self.checkpoints.len() >= CHECKPOINTS_MAX {
            self.checkpoint_steps *= 2;
            let spacing = self.checkpoint_steps;
            self.checkpoints.retain(|(_, steps), _| steps.is_multiple_of(spacing));
        }
    }
}

enum Next<A> {
    Nothing,
    Waiting(Pending),
    Command,
    Event(Option<A>),
}
