//! What each message of the page does.

use crate::Host;
use crate::task::{Ahead, Task};
use account::{Account, Command, Outcome, Run};
use api::Blob;
use bytes::Bytes;
use protocol::{Config, FromWorker, ToWorker};
use scenario::{SavedRun, Scenario};
use serde_json::{Value, json};
use service::apart;
use sim::{Time, World};

/// Whether a message is heard while something else is being done: words about how to go on, what was asked for, and
/// what is only looked at.
pub(crate) fn is_at_once(message: &ToWorker) -> bool {
    !matches!(
        message,
        ToWorker::Call { .. }
            | ToWorker::Leave { .. }
            | ToWorker::RunAhead { .. }
            | ToWorker::Advance { .. }
            | ToWorker::Step { .. }
            | ToWorker::StepBack { .. }
            | ToWorker::Seek { .. }
            | ToWorker::NextInteresting { .. }
            | ToWorker::Snapshot { .. }
            | ToWorker::Set { .. }
            | ToWorker::Input { .. }
            | ToWorker::Save { .. }
            | ToWorker::Open { .. }
            | ToWorker::Undo { .. }
            | ToWorker::Follow { .. }
            | ToWorker::Add { .. }
    )
}

/// The name of the answer that a message asks for.
fn id_of(message: &ToWorker) -> Option<u32> {
    match message {
        ToWorker::Call { id, .. }
        | ToWorker::RunAhead { id, .. }
        | ToWorker::Advance { id, .. }
        | ToWorker::Step { id }
        | ToWorker::StepBack { id }
        | ToWorker::Seek { id, .. }
        | ToWorker::NextInteresting { id }
        | ToWorker::Snapshot { id }
        | ToWorker::Set { id, .. }
        | ToWorker::Input { id, .. }
        | ToWorker::Copy { id, .. }
        | ToWorker::Try { id, .. }
        | ToWorker::Follow { id, .. }
        | ToWorker::Save { id }
        | ToWorker::Open { id }
        | ToWorker::Undo { id }
        | ToWorker::Add { id, .. } => Some(*id),
        _ => None,
    }
}

/// What a run begins with.
enum Begun {
    Scenario(Scenario),
    Saved(SavedRun),
}

impl Host {
    /// Does what a message says, or begins to.
    pub(crate) fn hear(&mut self, message: ToWorker, payload: Option<Bytes>) {
        match message {
            ToWorker::Start { version, config } => apart(|| self.start(version, &config)),
            ToWorker::Call { id, call, params, principal } => {
                apart(|| self.call(id, call, params, principal));
            }
            ToWorker::Leave { id } => apart(|| self.leave(id)),
            ToWorker::RunAhead { id, call, params, principal } => {
                apart(|| self.call_ahead(id, call, params, principal))
            }
            ToWorker::Advance { id, us } => {
                let target = self.run.present().now() + us;
                self.task = Some(Task::Advance { id, target });
            }
            ToWorker::Play { speed } => {
                speed.into_iter().for_each(|speed| self.pace.set_speed(speed));
                self.play(true);
            }
            ToWorker::SetSpeed { speed } => {
                self.pace.set_speed(speed);
                self.views.touch();
            }
            ToWorker::Pause => {
                self.play(false);
                self.abort();
            }
            ToWorker::Step { id } => apart(|| self.step(id, false)),
            ToWorker::NextInteresting { id } => apart(|| self.step(id, true)),
            ToWorker::StepBack { id } => {
                let target = self.event_before();
                apart(|| self.seek(id, target));
            }
            ToWorker::Seek { id, to_us } => apart(|| self.seek(id, Time(to_us))),
            ToWorker::Snapshot { id } => apart(|| self.answer_snapshot(id)),
            ToWorker::Set { id, path, to } => {
                apart(|| self.give_command(id, Command::Set { path, to }));
            }
            ToWorker::Input { id, name } => {
                let bytes = Blob(payload.unwrap_or_default());
                apart(|| self.give_command(id, Command::Input { name, bytes }));
            }
            ToWorker::Data { name } => {
                self.data.insert(name, payload.unwrap_or_default());
                self.data_failed = None;
                self.views.touch();
            }
            ToWorker::DataFailed { name, reason } => apart(|| self.data_cannot_be_had(&name, reason)),
            ToWorker::Watch { viewports } => self.views.watch(viewports),
            ToWorker::Shown { frame } => self.views.shown(frame),
            ToWorker::Copy { id, query, grid, notation } => apart(|| self.copy_result(id, &query, &grid, notation)),
            ToWorker::Try { id, stream, record, program, keys } => {
                apart(|| self.try_programs(id, stream.as_deref(), record, program.as_deref(), keys.as_deref()));
            }
            ToWorker::Follow { id, target } => apart(|| self.follow(id, &target)),
            ToWorker::Unfollow => apart(|| self.unfollow()),
            ToWorker::CancelJob { job } => apart(|| self.cancel_job(u64::from(job))),
            ToWorker::FailJob { job } => apart(|| self.fail_job(u64::from(job))),
            ToWorker::Save { id } => apart(|| self.save(id)),
            ToWorker::Open { id } => apart(|| self.open(id, &payload.unwrap_or_default())),
            ToWorker::Undo { id } => apart(|| self.undo(id)),
            ToWorker::SetBudget { bytes_max } => {
                self.memory_bytes_max = bytes_max;
                self.views.paused_because = None;
                self.views.touch();
            }
            ToWorker::Engine(state) => self.engine_state(state),
            ToWorker::Add { id, scenario } => apart(|| self.add(id, &scenario)),
        }
    }

    fn start(&mut self, version: u32, config: &Config) {
        if version != protocol::VERSION {
            self.post(FromWorker::Refused { version: protocol::VERSION });
            return;
        }
        if !self.adopt(config) {
            apart(|| self.start_anew(config));
        }
    }

    fn start_anew(&mut self, config: &Config) {
        let begun = match &config.scenario_text {
            Some(text) if SavedRun::is_meant(text) => SavedRun::parse(text).map(Begun::Saved),
            Some(text) => Scenario::parse(text).map(Begun::Scenario),
            None => Scenario::named(&config.scenario).map(Begun::Scenario),
        };
        match begun {
            Ok(begun) => self.begin(begun, config),
            Err(problem) => self.post(FromWorker::Unstartable { message: format!("the scenario: {problem}") }),
        }
    }

    fn begin(&mut self, begun: Begun, config: &Config) {
        self.leave_all("the run began anew");
        let (data, engines) = (std::mem::take(&mut self.data), std::mem::take(&mut self.engines));
        let (out, views) = (std::mem::take(&mut self.out), self.views.anew());
        let told = std::mem::take(&mut self.told);
        *self = Self { data, engines, out, views, told, ..Self::default() };
        self.memory_bytes_max = config.memory_bytes_max;
        self.pace.set_speed(config.speed);
        match begun {
            Begun::Scenario(scenario) => {
                self.title = scenario.title;
                let seed = config.seed.unwrap_or(scenario.seed);
                self.run = Run::new(Account::new(seed, scenario.start_epoch_ms));
                let lines = scenario.lines.into();
                self.task = Some(Task::Setup { lines, at_us: config.at_us, advancing: None });
            }
            Begun::Saved(saved) => {
                let at = Time(config.at_us).min(saved.saved.frontier);
                let target = if config.at_us == 0 { saved.saved.at } else { at };
                self.become_ready();
                self.open_run(saved, target);
            }
        }
    }

    /// Rejects everything that was asked and not answered.
    pub(crate) fn leave_all(&mut self, reason: &str) {
        self.abort_for(reason);
        self.break_promises(|_| true, reason);
        self.disconnect(|_| true, reason);
        let waiting = std::mem::take(&mut self.waiting);
        waiting.iter().filter_map(|(message, _)| id_of(message)).for_each(|id| self.reject(id, reason));
        self.tell_all_ends(reason);
    }

    /// Begins with another run, or with the same one seen anew.
    pub(crate) fn replace_run(&mut self, run: Run) {
        self.break_promises(|_| true, "another run was opened");
        self.disconnect(|_| true, "another run was opened");
        self.tell_all_ends("another run was opened");
        self.run = run;
        self.followed = Default::default();
        self.views.touch();
    }

    fn call(&mut self, id: u32, name: String, params: Value, principal: Option<String>) -> bool {
        let is_served = match self.command(Command::Call { name, params, principal }) {
            Outcome::Now(result) => {
                let served = result.is_ok();
                self.answer(id, result);
                served
            }
            Outcome::Open(response, ticket) => {
                self.answer(id, Ok(response));
                self.connect(ticket, id);
                true
            }
            Outcome::Later(ticket) => {
                self.promise(ticket, id);
                self.collect();
                if !self.pace.playing() && self.promised.contains_key(&ticket) {
                    self.task = Some(Task::Until { ticket });
                }
                true
            }
        };
        // The call may have ended connections of others.
        self.hand_on();
        is_served
    }

    fn call_ahead(&mut self, id: u32, name: String, params: Value, principal: Option<String>) {
        let member = |member: &str| params.get(member).and_then(Value::as_str).map(str::to_owned);
        let (crawler, analysis) = (member("Name"), member("AnalysisId"));
        if !self.call(id, name.clone(), params, principal) || self.pace.playing() {
            return;
        }
        let job = match name.as_str() {
            "Athena.StartQueryExecution" => {
                self.run.present().athena().queries().next().map(|query| Ahead::Query(query.id.clone()))
            }
            "Glue.StartCrawler" => crawler.map(Ahead::Crawl),
            _ => analysis.map(Ahead::Refresh),
        };
        let from = self.run.present().now();
        // A call without such a job may have set a task itself: its own answer.
        if let Some(job) = job {
            self.task = Some(Task::Ahead { job, from });
        }
    }

    fn give_command(&mut self, id: u32, command: Command) {
        match self.command(command) {
            Outcome::Now(result) => self.answer(id, result),
            // No setting and no file opens a connection.
            Outcome::Open(response, _) => self.answer(id, Ok(response)),
            Outcome::Later(ticket) => self.promise(ticket, id),
        }
    }

    pub(crate) fn play(&mut self, playing: bool) {
        self.pace.play(playing);
        self.data_wanted = false;
        self.views.paused_because = None;
        self.views.ran_ahead = None;
        self.views.touch();
    }

    fn step(&mut self, id: u32, only_interesting: bool) {
        self.pace.play(false);
        self.data_wanted = false;
        let seen = self.run.present().notes().total();
        let limit = self.step_limit();
        self.task = Some(Task::Step { id, seen, only_interesting, limit });
    }

    fn seek(&mut self, id: u32, target: Time) {
        let target = target.min(self.run.frontier());
        self.disconnect_after(target);
        self.run.rewind(target);
        self.views.touch();
        self.task = Some(Task::Seek { id: Some(id), target });
    }

    fn event_before(&self) -> Time {
        let account = self.run.present();
        let before = account.notes().iter().rev().find(|(_, entry)| entry.at < account.now());
        before.map_or(self.ready_at, |(_, entry)| entry.at)
    }

    fn data_cannot_be_had(&mut self, name: &str, reason: String) {
        self.pace.play(false);
        self.abort();
        self.data_wanted = false;
        self.post(FromWorker::Broken { message: format!("the data set '{name}' cannot be had: {reason}") });
        self.data_failed = Some(reason);
        self.views.touch();
    }

    fn cancel_job(&mut self, job: u64) {
        let query = self.run.present().athena().query_of_job(sim::JobId(job)).map(str::to_owned);
        match query {
            Some(id) => {
                let params = json!({ "QueryExecutionId": id });
                self.command(Command::Call { name: "Athena.StopQueryExecution".into(), params, principal: None });
                self.fail_job(job);
            }
            None => self.fail_job(job),
        }
    }

    fn undo(&mut self, id: u32) {
        match self.run.undo() {
            Some(at) => {
                self.break_promises(|_| true, "the run took another branch");
                self.disconnect(|_| true, "the run took another branch");
                self.task = Some(Task::Seek { id: None, target: at });
                self.answer(id, Ok(Value::Null));
            }
            None => self.answer(id, Err(api::AwsError::new("NothingToUndo", "no branch has been set aside"))),
        }
    }
}
