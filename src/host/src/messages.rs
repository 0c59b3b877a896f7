//! What each message of the page does.

use crate::Host;
use crate::task::{Ahead, Task};
use account::{Account, Command, Outcome, Run};
use api::Blob;
use bytes::Bytes;
use protocol::{Config, FromWorker, ToWorker};
use scenario::Scenario;
use serde_json::{Value, json};
use service::apart;
use sim::{Time, World};

/// Whether a message is heard while something else is being done: words about how to go on, what was asked for, and
/// what is only looked at.
pub(crate) fn is_at_once(message: &ToWorker) -> bool {
    !matches!(
        message,
        ToWorker::Call { .. }
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
    )
}

impl Host {
    /// Does what a message says, or begins to.
    pub(crate) fn hear(&mut self, message: ToWorker, payload: Option<Bytes>) {
        match message {
            ToWorker::Start { version, config } => apart(|| self.start(version, &config)),
            ToWorker::Call { id, call, params, principal } => {
                apart(|| self.call(id, call, params, principal));
            }
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
        let scenario = match &config.scenario_text {
            Some(text) => Scenario::parse(text),
            None => Scenario::named(&config.scenario),
        };
        let scenario = match scenario {
            Ok(scenario) => scenario,
            Err(problem) => {
                self.post(FromWorker::Broken { message: format!("the scenario: {problem}") });
                return;
            }
        };
        let (data, engines) = (std::mem::take(&mut self.data), std::mem::take(&mut self.engines));
        let (out, views) = (std::mem::take(&mut self.out), self.views.anew());
        *self = Self { data, engines, out, views, ..Self::default() };
        self.title = scenario.title;
        self.memory_bytes_max = config.memory_bytes_max;
        self.pace.set_speed(config.speed);
        let seed = config.seed.unwrap_or(scenario.seed);
        self.run = Run::new(Account::new(seed, scenario.start_epoch_ms));
        self.task = Some(Task::Setup { lines: scenario.lines.into(), at_us: config.at_us, advancing: None });
    }

    /// Begins with another run, or with the same one seen anew.
    pub(crate) fn replace_run(&mut self, run: Run) {
        self.run = run;
        self.promised.clear();
        self.followed = Default::default();
        self.views.touch();
    }

    fn call(&mut self, id: u32, name: String, params: Value, principal: Option<String>) -> bool {
        match self.command(Command::Call { name, params, principal }) {
            Outcome::Now(result) => {
                let served = result.is_ok();
                self.answer(id, result);
                served
            }
            Outcome::Open(response, _) => {
                self.answer(id, Ok(response));
                true
            }
            Outcome::Later(ticket) => {
                self.promised.insert(ticket, id);
                self.collect();
                if !self.pace.playing() && self.promised.contains_key(&ticket) {
                    self.task = Some(Task::Until { ticket });
                }
                true
            }
        }
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
        self.task = job.map(|job| Task::Ahead { job, from });
    }

    fn give_command(&mut self, id: u32, command: Command) {
        match self.command(command) {
            Outcome::Now(result) => self.answer(id, result),
            Outcome::Open(response, _) => self.answer(id, Ok(response)),
            Outcome::Later(ticket) => drop(self.promised.insert(ticket, id)),
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
                self.task = Some(Task::Seek { id: None, target: at });
                self.answer(id, Ok(Value::Null));
            }
            None => self.answer(id, Err(api::AwsError::new("NothingToUndo", "no branch has been set aside"))),
        }
    }
}
