//! What takes time, and is done one after another: setting a scenario up,
//! advancing, seeking, waiting for an answer. Each slice does a part of it.

mod add;

use crate::Host;
use account::{Command, Outcome};
use protocol::{CallError, FromWorker, RunAhead, Said, WorkState};
use scenario::Line;
use serde_json::{Value, json};
use service::{Ticket, apart};
use sim::{Pending, Progress, Time, World};
use std::collections::VecDeque;

/// How far 'the next event' may lie ahead before it counts as 'nothing will happen': one virtual day.
const HORIZON_US: u64 = 86_400_000_000;

/// Something that takes time.
pub(crate) enum Task {
    /// A scenario's lines; afterwards the run is ready.
    Setup { lines: VecDeque<(usize, Line)>, at_us: u64, advancing: Option<Time> },
    /// `advance`: every event due by `target`.
    Advance { id: u32, target: Time },
    /// While paused, a call whose answer lies ahead.
    Until { ticket: Ticket },
    /// While paused, to the end of the job that a call has started.
    Ahead { job: Ahead, from: Time },
    /// To the next event of the event log; `only_interesting` skips ordinary ones.
    Step { id: u32, seen: u64, only_interesting: bool, limit: Time },
    /// Anywhere between 0 and the frontier.
    Seek { id: Option<u32>, target: Time },
    /// A scenario's lines in the run that is there, up to the first that is refused.
    Add { id: u32, lines: VecDeque<(usize, Line)>, advancing: Option<Time> },
}

/// What a call has started.
pub(crate) enum Ahead {
    /// A query.
    Query(String),
    /// A crawl.
    Crawl(String),
    /// A visual's refresh.
    Refresh(String),
}

/// An answer that has been promised to a message.
#[derive(Clone, Copy)]
pub(crate) struct Promise {
    /// The message's.
    pub id: u32,
    /// The call's, among the work that takes time.
    pub number: u64,
    /// When it was made.
    pub made: Time,
}

/// How a slice of a task ended.
enum Ended {
    Done,
    Later,
    Waiting,
}

impl Host {
    /// Does a part of the task, or plays. Gives the milliseconds until it wants to go on.
    pub(crate) fn work(&mut self, wall_ms: &dyn Fn() -> f64, until: f64) -> Option<f64> {
        while let Some(task) = self.task.take() {
            self.tell_task(&task);
            let (task, ended) = self.do_task(task, wall_ms, until);
            self.task = task;
            self.tell_task_on(wall_ms());
            self.pace.hold();
            self.collect();
            self.views.touch();
            match ended {
                Ended::Waiting => return None,
                Ended::Done => return Some(0.0),
                Ended::Later if wall_ms() >= until => return Some(0.0),
                Ended::Later => {}
            }
        }
        if self.pace.playing() { self.play_on(wall_ms, until) } else { None }
    }

    fn play_on(&mut self, wall_ms: &dyn Fn() -> f64, until: f64) -> Option<f64> {
        let target = self.pace.target(wall_ms(), self.run.present().now());
        let progress = self.drive(target, wall_ms, until);
        self.pace.came(wall_ms(), self.run.present().now(), target);
        self.collect();
        self.views.touch();
        self.check_memory();
        match progress {
            Progress::Reached => Some(4.0),
            Progress::Stopped if self.run.present().needs_data().is_some() => None,
            Progress::Stopped => Some(0.0),
            Progress::Waiting(_) => None,
        }
    }

    /// Runs to `target` as far as the slice, the engines and the data go.
    pub(crate) fn drive(&mut self, target: Time, wall_ms: &dyn Fn() -> f64, until: f64) -> Progress {
        self.supply();
        // One event may take milliseconds (a delivery, a bulk request), so each one is looked at.
        let progress = self.run.run_until(target, |account| account.needs_data().is_none() && wall_ms() < until);
        match progress {
            Progress::Stopped => self.want_data(),
            Progress::Waiting(_) => self.dispatch_jobs(),
            Progress::Reached => {}
        }
        progress
    }

    /// The job that the next event waits for.
    pub(crate) fn waiting_for(&self) -> Option<Pending> {
        let pending = self.run.present().next_needs()?;
        (!self.run.has_answer(&pending)).then_some(pending)
    }

    fn do_task(&mut self, task: Task, wall_ms: &dyn Fn() -> f64, until: f64) -> (Option<Task>, Ended) {
        match task {
            Task::Setup { lines, at_us, advancing } => self.set_up(lines, at_us, advancing, wall_ms, until),
            Task::Advance { id, target } => match self.drive_to(target, wall_ms, until) {
                Ended::Done => {
                    self.answer_snapshot(id);
                    (None, Ended::Done)
                }
                other => (Some(Task::Advance { id, target }), other),
            },
            Task::Until { ticket } => {
                self.collect();
                if !self.promised.contains_key(&ticket) {
                    return (None, Ended::Done);
                }
                let ended = self.run_one();
                (Some(Task::Until { ticket }), ended)
            }
            Task::Ahead { job, from } => {
                if self.has_ended(&job) || self.run.present().now() - from > HORIZON_US {
                    self.tell_ahead(&job, from);
                    return (None, Ended::Done);
                }
                let ended = self.run_one();
                (Some(Task::Ahead { job, from }), ended)
            }
            Task::Step { id, seen, only_interesting, limit } => {
                if self.has_news(seen, only_interesting) || self.run.present().next_due().is_none_or(|due| due > limit)
                {
                    self.answer_snapshot(id);
                    return (None, Ended::Done);
                }
                let seen = if only_interesting { self.run.present().notes().total() } else { seen };
                let ended = self.run_one();
                (Some(Task::Step { id, seen, only_interesting, limit }), ended)
            }
            Task::Seek { id, target } => match self.drive_to(target, wall_ms, until) {
                Ended::Done => {
                    self.views.touch();
                    if let Some(id) = id {
                        self.answer_snapshot(id);
                    }
                    (None, Ended::Done)
                }
                other => (Some(Task::Seek { id, target }), other),
            },
            Task::Add { id, lines, advancing } => apart(|| self.add_on(id, lines, advancing, wall_ms, until)),
        }
    }

    /// Runs the next event or logged command.
    fn run_one(&mut self) -> Ended {
        let due = self.run.present().next_due();
        let Some(due) = due.or((self.run.later_commands() > 0).then_some(self.run.frontier())) else {
            return Ended::Waiting;
        };
        self.supply();
        let mut left = 2_u32;
        let progress = self.run.run_until(due, |account| {
            left = left.saturating_sub(1);
            left > 0 && account.needs_data().is_none()
        });
        match progress {
            Progress::Waiting(_) => {
                self.dispatch_jobs();
                Ended::Waiting
            }
            Progress::Stopped if self.run.present().needs_data().is_some() => {
                self.want_data();
                Ended::Waiting
            }
            Progress::Stopped | Progress::Reached => Ended::Later,
        }
    }

    fn drive_to(&mut self, target: Time, wall_ms: &dyn Fn() -> f64, until: f64) -> Ended {
        match self.drive(target, wall_ms, until) {
            Progress::Reached => Ended::Done,
            Progress::Stopped if self.run.present().needs_data().is_none() => Ended::Later,
            _ => Ended::Waiting,
        }
    }

    fn set_up(
        &mut self,
        mut lines: VecDeque<(usize, Line)>,
        at_us: u64,
        advancing: Option<Time>,
        wall_ms: &dyn Fn() -> f64,
        until: f64,
    ) -> (Option<Task>, Ended) {
        if let Some(target) = advancing {
            let ended = self.drive_to(target, wall_ms, until);
            if !matches!(ended, Ended::Done) {
                return (Some(Task::Setup { lines, at_us, advancing }), ended);
            }
        }
        let Some((number, line)) = lines.pop_front() else {
            self.become_ready();
            let target = Time(at_us);
            let now = self.run.present().now();
            return (if target > now { Some(Task::Seek { id: None, target }) } else { None }, Ended::Done);
        };
        let mut advancing = None;
        match line {
            Line::Call { name, params, principal } => {
                let outcome = self.command(Command::Call { name: name.clone(), params, principal });
                if let Outcome::Now(Err(error)) = outcome {
                    let message = format!("the scenario, line {number}: {name}: {error}");
                    self.post(FromWorker::Broken { message });
                }
            }
            Line::Set { path, to } => {
                if let Outcome::Now(Err(error)) = self.command(Command::Set { path, to }) {
                    self.post(FromWorker::Broken { message: format!("the scenario, line {number}: {error}") });
                }
            }
            Line::Advance(us) => advancing = Some(self.run.present().now() + us),
            Line::Seek(us) => advancing = Some(Time(us)),
            Line::Input(_) | Line::Step(_) | Line::Snapshot => {}
        }
        (Some(Task::Setup { lines, at_us, advancing }), Ended::Later)
    }

    pub(crate) fn become_ready(&mut self) {
        self.ready = true;
        self.ready_at = self.run.present().now();
        self.tell_place();
        self.views.touch();
        let title = self.title.clone();
        self.post(FromWorker::Ready {
            version: protocol::VERSION,
            title,
            account: api::ACCOUNT_ID.into(),
            region: api::REGION.into(),
        });
    }

    /// Serves a command and hands its log entry to the page before its effect is shown.
    pub(crate) fn command(&mut self, command: Command) -> Outcome {
        let account = self.run.present();
        let (branch, now, pushed) = (self.run.branch(), account.now(), account.pushed_count());
        let outcome = self.run.command(command);
        if self.run.branch() != branch {
            // What was promised ahead of here will not come.
            self.break_promises(|promise| promise.made > now, "the run took another branch");
            self.disconnect_branch(pushed);
        }
        let sequence = self.run.log().len() as u64 - 1;
        if let Some(entry) = self.run.log().last() {
            let entry = scenario::entry_text(entry);
            self.post(FromWorker::Logged { sequence, entry });
        }
        self.logged = sequence + 1;
        self.views.touch();
        self.dispatch_jobs();
        outcome
    }

    /// Takes the promised answers that have come, and what has come on connections, and gives them to who asked.
    pub(crate) fn collect(&mut self) {
        self.hand_on();
        for (ticket, result) in self.run.present_mut().take_completed() {
            if let Some(promise) = self.promised.remove(&ticket) {
                let reason = result.as_ref().err().map(|error| error.to_string());
                let state = if reason.is_some() { WorkState::Failed } else { WorkState::Done };
                self.tell(("call", promise.number.to_string()), state, self.run.present().now(), reason);
                let result = result.map(|response| response.to_json());
                self.answer(promise.id, result);
            }
        }
    }

    /// Remembers who gets the answer to a call.
    pub(crate) fn promise(&mut self, ticket: Ticket, id: u32) {
        let (number, made) = (self.new_work(), self.run.present().now());
        self.promised.insert(ticket, Promise { id, number, made });
        self.tell(("call", number.to_string()), WorkState::Began, made, None);
    }

    /// Rejects promised answers that will not come.
    pub(crate) fn break_promises(&mut self, is_meant: impl Fn(&Promise) -> bool, reason: &str) {
        let broken: Vec<_> =
            self.promised.iter().filter(|(_, it)| is_meant(it)).map(|(ticket, it)| (*ticket, *it)).collect();
        for (ticket, promise) in broken {
            self.promised.remove(&ticket);
            let at = self.run.present().now();
            self.tell(("call", promise.number.to_string()), WorkState::Failed, at, Some(reason.into()));
            self.reject(promise.id, reason);
        }
    }

    /// Answers that what was asked for is not to be had any more.
    pub(crate) fn reject(&mut self, id: u32, reason: &str) {
        let error = CallError { name: "AbortError".into(), message: reason.into() };
        self.post(FromWorker::Answer { id, result: Err(error) });
    }

    /// Answers a message.
    pub(crate) fn answer(&mut self, id: u32, result: Result<Value, api::AwsError>) {
        let result = result.map_err(|error| CallError { name: error.code.into_owned(), message: error.message });
        self.post(FromWorker::Answer { id, result });
    }

    /// Answers with where the run is.
    pub(crate) fn answer_snapshot(&mut self, id: u32) {
        // Who hears the answer has heard what came on the way, and that the work is done.
        self.hand_on();
        self.tell_task_end(None);
        let snapshot = self.snapshot();
        self.answer(id, Ok(snapshot));
    }

    /// `{ms, date, frontierMs, branch, seed, runHash}`
    pub fn snapshot(&self) -> Value {
        let account = self.run.present();
        let now = account.now();
        json!({
            "ms": now.0 as f64 / 1000.0,
            "date": scenario::date_text(account.start_epoch_ms() + now.as_ms()),
            "frontierMs": self.run.frontier().0 as f64 / 1000.0,
            "branch": self.run.branch(),
            "seed": account.seed(),
            "runHash": account.run_hash().to_string(),
        })
    }

    fn has_news(&self, seen: u64, only_interesting: bool) -> bool {
        let notes = self.run.present().notes();
        if !only_interesting {
            return notes.total() > seen;
        }
        notes
            .iter()
            .rev()
            .take_while(|(index, _)| *index >= seen)
            .any(|(_, entry)| crate::views::events::is_interesting(entry))
    }

    fn has_ended(&self, job: &Ahead) -> bool {
        let account = self.run.present();
        match job {
            Ahead::Query(id) => account.athena().query(id).is_none_or(|query| !query.is_active()),
            Ahead::Crawl(name) => {
                account.glue().crawler(name).is_none_or(|crawler| crawler.state == api::glue::CrawlerState::Ready)
            }
            Ahead::Refresh(id) => account.quicksight().analysis(id).is_none_or(|analysis| {
                analysis.visuals.iter().all(|visual| visual.state != quicksight::VisualState::Refreshing)
            }),
        }
    }

    fn tell_ahead(&mut self, job: &Ahead, from: Time) {
        let what = match job {
            Ahead::Query(id) => Said::new("job-query").text("id", id),
            Ahead::Crawl(name) => Said::new("job-crawl").text("crawler", name),
            Ahead::Refresh(name) => Said::new("job-refresh").text("name", name),
        };
        let now = self.run.present().now();
        self.views.ran_ahead = Some(RunAhead { at_us: now.0, by_us: now - from, what });
        self.views.touch();
    }

    /// Hands the account the data that it needs, if it is here.
    pub(crate) fn supply(&mut self) {
        let Some(name) = self.run.present().needs_data() else { return };
        let Some(bytes) = self.data.get(name).cloned() else { return };
        if let Err(reason) = self.run.present_mut().supply(name, bytes) {
            self.data.remove(name);
            self.data_failed = Some(reason.clone());
            self.pace.play(false);
            self.post(FromWorker::Broken { message: format!("the data set '{name}': {reason}") });
        }
    }

    /// Asks the page for the data that the account needs.
    pub(crate) fn want_data(&mut self) {
        let Some(name) = self.run.present().needs_data() else { return };
        if !self.data_wanted {
            self.data_wanted = true;
            self.post(FromWorker::Want { what: name.into() });
        }
    }

    /// Ends the task that runs, if it can be ended: `advance` rejects with `AbortError`.
    pub(crate) fn abort(&mut self) {
        // Half a scenario would be of no use.
        if matches!(self.task, Some(Task::Add { .. })) {
            return;
        }
        self.abort_for("the run was paused before it got there");
    }

    /// The same for another reason.
    pub(crate) fn abort_for(&mut self, reason: &str) {
        if !matches!(self.task, Some(Task::Setup { .. })) {
            self.tell_task_end(Some(reason));
        }
        match self.task.take() {
            Some(
                Task::Advance { id, .. }
                | Task::Step { id, .. }
                | Task::Seek { id: Some(id), .. }
                | Task::Add { id, .. },
            ) => {
                self.reject(id, reason);
            }
            // The answer to a call still comes when the clock gets there.
            Some(Task::Until { .. } | Task::Ahead { .. } | Task::Seek { id: None, .. }) | None => {}
            Some(setup @ Task::Setup { .. }) => self.task = Some(setup),
        }
    }

    pub(crate) fn step_limit(&self) -> Time {
        self.run.present().now() + HORIZON_US
    }
}
