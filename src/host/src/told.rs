//! What the host page is told of work that takes time: that it began, how far it is, how it ended
//! ([`FromWorker::Task`]). Here it is only noticed: from the task that runs, from promised answers, and from the
//! account's own jobs. Of these the event log tells each beginning and end, however much time passes
//! in a slice; where the reader goes elsewhere in the run, what is under way there takes the place of what was under way here.

use crate::Host;
use crate::task::Task;
use account::NoteEntry;
use protocol::{FromWorker, Work, WorkState};
use quicksight::VisualState;
use sim::{Time, World};
use std::collections::{BTreeMap, BTreeSet};

/// The least time between two words about progress, in milliseconds of wall time.
const PAUSE_MS: f64 = 250.0;
/// Why work ended that the reader went away from.
const ELSEWHERE: &str = "the run went to another instant";

/// What and which.
type Name = (&'static str, String);

/// What has been told.
#[derive(Default)]
pub(crate) struct Told {
    numbers: u64,
    task: Option<Running>,
    follow: Option<u64>,
    /// Jobs of the account that are under way.
    jobs: BTreeSet<Name>,
    notes: u64,
    /// The last word about each one's progress: when, in wall time, and what.
    progress: BTreeMap<Name, (f64, Option<f64>)>,
}

/// The task that runs.
struct Running {
    name: Name,
    from: Time,
    to: Option<Time>,
}

impl Host {
    /// A number that tells a piece of work from others.
    pub(crate) fn new_work(&mut self) -> u64 {
        self.told.numbers += 1;
        self.told.numbers
    }

    pub(crate) fn tell(&mut self, name: Name, state: WorkState, at: Time, reason: Option<String>) {
        self.told.progress.remove(&name);
        let (what, id) = name;
        self.post(FromWorker::Task(Work { what: what.into(), id, state, at_us: at.0, progress: None, reason }));
    }

    fn tell_progress(&mut self, name: Name, progress: Option<f64>, wall_ms: f64) {
        let last = self.told.progress.get(&name);
        if last.is_some_and(|(last_ms, last)| *last == progress || wall_ms - last_ms < PAUSE_MS) {
            return;
        }
        self.told.progress.insert(name.clone(), (wall_ms, progress));
        let ((what, id), at) = (name, self.run.present().now());
        let work = Work { what: what.into(), id, state: WorkState::Progress, at_us: at.0, progress, reason: None };
        self.post(FromWorker::Task(work));
    }

    /// A task is about to be worked on: the first time, that is its beginning.
    pub(crate) fn tell_task(&mut self, task: &Task) {
        let (what, to) = match task {
            Task::Advance { target, .. } => ("advance", Some(*target)),
            Task::Seek { target, .. } => ("seek", Some(*target)),
            Task::Step { .. } => ("step", None),
            // The run is not there yet; calls are told by their promise, what runs ahead by its job.
            Task::Setup { .. } | Task::Until { .. } | Task::Ahead { .. } | Task::Add { .. } => return,
        };
        if self.told.task.is_some() {
            return;
        }
        let (name, from) = ((what, self.new_work().to_string()), self.run.present().now());
        self.told.task = Some(Running { name: name.clone(), from, to });
        self.tell(name, WorkState::Began, from, None);
    }

    /// A task has been worked on: how far it is, or that it is done.
    pub(crate) fn tell_task_on(&mut self, wall_ms: f64) {
        let Some(running) = &self.told.task else { return };
        let now = self.run.present().now();
        if self.task.is_none() {
            self.tell_task_end(None);
        } else if let Some(to) = running.to {
            let (length, behind) = (to - running.from, now - running.from);
            let share = if length == 0 { 1.0 } else { behind as f64 / length as f64 };
            self.tell_progress(running.name.clone(), Some(share.min(1.0)), wall_ms);
        }
    }

    /// The task has ended; `reason` if before its time.
    pub(crate) fn tell_task_end(&mut self, reason: Option<&str>) {
        let Some(running) = self.told.task.take() else { return };
        let state = if reason.is_some() { WorkState::Failed } else { WorkState::Done };
        let is_seek = running.name.0 == "seek";
        self.tell(running.name, state, self.run.present().now(), reason.map(str::to_owned));
        if is_seek {
            self.tell_place();
        }
    }

    /// A record's way is asked for; the way before it is given up.
    pub(crate) fn tell_follow(&mut self) {
        self.tell_follow_end(Some("something else is followed"));
        let number = self.new_work();
        self.told.follow = Some(number);
        self.tell(("follow", number.to_string()), WorkState::Began, self.run.present().now(), None);
    }

    /// Nothing is followed any longer, or what is followed has been found.
    pub(crate) fn tell_follow_end(&mut self, reason: Option<&str>) {
        let Some(number) = self.told.follow.take() else { return };
        let state = if reason.is_some() { WorkState::Failed } else { WorkState::Done };
        let at = self.run.present().now();
        self.tell(("follow", number.to_string()), state, at, reason.map(str::to_owned));
    }

    /// What the account's jobs have come to since this was asked last.
    pub(crate) fn tell_jobs(&mut self, wall_ms: f64) {
        if matches!(self.task, Some(Task::Setup { .. } | Task::Seek { .. })) || !self.ready {
            return;
        }
        self.tell_refreshes();
        let notes = self.run.present().notes();
        if notes.total() != self.told.notes {
            let seen = self.told.notes;
            let fresh = notes.iter().rev().take_while(|(number, _)| *number >= seen).map(|(_, entry)| entry);
            let mut ends: Vec<_> = fresh.filter_map(job_of).collect();
            ends.reverse();
            self.told.notes = notes.total();
            ends.into_iter().for_each(|job| self.tell_job(job));
        }
        if self.told.follow.is_some() {
            self.take_followed_rows();
            if !self.followed.is_pending() {
                let why = self.followed.why_not().map(str::to_owned);
                self.tell_follow_end(why.as_deref());
            }
        }
        if let Some((name, share)) = self.job_that_waits().filter(|(name, _)| self.told.jobs.contains(name)) {
            self.tell_progress(name, share, wall_ms);
        }
    }

    fn tell_job(&mut self, job: Job) {
        let Job { name, at, end } = job;
        let is_known = self.told.jobs.contains(&name);
        if !is_known {
            self.tell(name.clone(), WorkState::Began, at, None);
        }
        match end {
            None => drop(self.told.jobs.insert(name)),
            Some(reason) => {
                self.told.jobs.remove(&name);
                let state = if reason.is_some() { WorkState::Failed } else { WorkState::Done };
                self.tell(name, state, at, reason);
            }
        }
    }

    /// Of these the event log tells the end only.
    fn tell_refreshes(&mut self) {
        let at = self.run.present().now();
        let begun: Vec<_> =
            self.refreshes().chain(self.ingestions()).filter(|name| !self.told.jobs.contains(name)).collect();
        for name in begun {
            self.told.jobs.insert(name.clone());
            self.tell(name, WorkState::Began, at, None);
        }
    }

    fn refreshes(&self) -> impl Iterator<Item = Name> + '_ {
        self.run.present().quicksight().analyses().flat_map(|analysis| {
            let active = analysis.visuals.iter().filter(|visual| visual.state == VisualState::Refreshing);
            active.map(|visual| ("refresh", format!("{}/{}", analysis.id, visual.id)))
        })
    }

    fn ingestions(&self) -> impl Iterator<Item = Name> + '_ {
        let data_sets = self.run.present().quicksight().data_sets();
        let active = data_sets.filter(|data_set| data_set.ingestions.iter().any(|it| it.is_active()));
        active.map(|data_set| ("ingestion", data_set.id.clone()))
    }

    /// The reader is at another place of the run, or of another one: other jobs are under way.
    pub(crate) fn tell_place(&mut self) {
        let account = self.run.present();
        let (at, notes) = (account.now(), account.notes().total());
        let queries = account.athena().queries().filter(|query| query.is_active());
        let crawlers = account.glue().crawlers();
        let crawlers = crawlers.filter(|crawler| crawler.state != api::glue::CrawlerState::Ready);
        let mut active: BTreeSet<Name> = queries.map(|query| ("query", query.id.to_string())).collect();
        active.extend(crawlers.map(|crawler| ("crawl", crawler.spec.name.clone())));
        active.extend(self.refreshes().chain(self.ingestions()));
        self.told.notes = notes;
        let before = std::mem::replace(&mut self.told.jobs, active.clone());
        for name in before.difference(&active) {
            self.tell(name.clone(), WorkState::Failed, at, Some(ELSEWHERE.into()));
        }
        for name in active.difference(&before) {
            self.tell(name.clone(), WorkState::Began, at, None);
        }
    }

    /// Everything under way ends: the run is about to be replaced.
    pub(crate) fn tell_all_ends(&mut self, reason: &str) {
        let at = self.run.present().now();
        if let Some(running) = self.told.task.take() {
            self.tell(running.name, WorkState::Failed, at, Some(reason.into()));
        }
        self.tell_follow_end(Some(reason));
        for name in std::mem::take(&mut self.told.jobs) {
            self.tell(name, WorkState::Failed, at, Some(reason.into()));
        }
    }

    /// The job whose answer the clock waits for, and how much of its engine is here.
    fn job_that_waits(&self) -> Option<(Name, Option<f64>)> {
        let waiting = self.waiting_on()?;
        let named = |key: &str| waiting.what.key == key;
        let id = match waiting.what.args.first() {
            Some((_, protocol::Arg::Text(id))) => id.clone(),
            _ => return None,
        };
        let what = if named("job-query") {
            "query"
        } else if named("job-crawl") {
            "crawl"
        } else {
            return None;
        };
        Some(((what, id), waiting.progress))
    }
}

/// A beginning (`end` is `None`) or an end, with the reason if it is a bad one.
struct Job {
    name: Name,
    at: Time,
    end: Option<Option<String>>,
}

fn job_of(entry: &NoteEntry) -> Option<Job> {
    let arg = |name: &str| {
        let found = entry.note.args.iter().find(|(given, _)| *given == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let reason = || Some(Some(arg("reason")));
    let (what, id, end) = match entry.note.kind {
        "athena-query-started" => ("query", arg("query"), None),
        "athena-query-finished" => ("query", arg("query"), Some(None)),
        "athena-query-failed" | "athena-query-cancelled" => ("query", arg("query"), reason()),
        "glue-crawl-started" => ("crawl", arg("crawler"), None),
        "glue-crawl-finished" => ("crawl", arg("crawler"), Some(None)),
        "glue-crawl-failed" => ("crawl", arg("crawler"), reason()),
        "glue-crawl-cancelled" => ("crawl", arg("crawler"), Some(Some("the crawl was stopped".into()))),
        "quicksight-refreshed" => ("refresh", format!("{}/{}", arg("analysis"), arg("visual")), Some(None)),
        "quicksight-refresh-failed" => ("refresh", format!("{}/{}", arg("analysis"), arg("visual")), reason()),
        "quicksight-ingested" => ("ingestion", arg("dataset"), Some(None)),
        "quicksight-ingestion-failed" => ("ingestion", arg("dataset"), reason()),
        _ => return None,
    };
    Some(Job { name: (what, id), at: entry.at, end })
}
