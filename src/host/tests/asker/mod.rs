//! A host without a browser: asks, slices until nothing is left to do, and keeps everything that went out.

#![allow(dead_code, reason = "each test file uses a part of it")]

use bytes::Bytes;
use host::{Host, Out};
use protocol::{Clock, Config, FromWorker, ToWorker, Work, WorkState};
use serde_json::Value;
use std::cell::Cell;

/// A host and what it said.
pub struct Asker {
    pub host: Host,
    /// What went to the page and the loader.
    pub posts: Vec<FromWorker>,
    /// Jobs that no engine has answered.
    pub jobs: Vec<u32>,
    /// The clock as it was shown last.
    pub clock: Option<Clock>,
    last_id: u32,
    wall_ms: Cell<f64>,
}

impl Asker {
    /// A run of a built-in scenario.
    pub fn named(scenario: &str) -> Self {
        Self::with(Config { scenario: scenario.into(), ..Config::default() })
    }

    /// A run of a scenario's text.
    pub fn text(text: &str) -> Self {
        Self::with(Config { scenario_text: Some(text.into()), ..Config::default() })
    }

    pub fn with(config: Config) -> Self {
        let mut asker = Self {
            host: Host::default(),
            posts: Vec::new(),
            jobs: Vec::new(),
            clock: None,
            last_id: 0,
            wall_ms: Cell::new(0.0),
        };
        asker.send(ToWorker::Start { version: protocol::VERSION, config }, None);
        asker.run();
        asker
    }

    /// Sends a message and works on nothing.
    pub fn send(&mut self, message: ToWorker, payload: Option<Bytes>) {
        self.host.message(message, payload);
        self.take();
    }

    /// Sends a message that wants an answer, and works on nothing. Gives its name.
    pub fn begin(&mut self, message: impl FnOnce(u32) -> ToWorker) -> u32 {
        self.last_id += 1;
        self.send(message(self.last_id), None);
        self.last_id
    }

    /// One slice. Wall time goes on by a millisecond at each look.
    pub fn slice(&mut self) -> Option<f64> {
        let again = self.host.slice(&|| {
            self.wall_ms.set(self.wall_ms.get() + 1.0);
            self.wall_ms.get()
        });
        self.take();
        again
    }

    /// Slices until nothing is left to do but to wait.
    pub fn run(&mut self) {
        while self.slice().is_some() && !self.host.is_idle() {}
        self.slice();
    }

    /// The answer to a message, or its error as `(name, message)`.
    pub fn answer(&self, asked: u32) -> Option<Result<Value, (String, String)>> {
        self.posts.iter().find_map(|post| match post {
            FromWorker::Answer { id, result } if *id == asked => {
                Some(result.clone().map_err(|error| (error.name, error.message)))
            }
            _ => None,
        })
    }

    pub fn ask(
        &mut self,
        message: impl FnOnce(u32) -> ToWorker,
        payload: Option<Bytes>,
    ) -> Result<Value, (String, String)> {
        self.last_id += 1;
        let id = self.last_id;
        self.send(message(id), payload);
        self.run();
        self.answer(id).unwrap_or_else(|| panic!("message {id} was not answered"))
    }

    pub fn call(&mut self, call: &str, params: Value) -> Result<Value, (String, String)> {
        self.call_as(call, params, None)
    }

    pub fn call_as(&mut self, call: &str, params: Value, who: Option<&str>) -> Result<Value, (String, String)> {
        let principal = who.map(str::to_owned);
        self.ask(|id| ToWorker::Call { id, call: call.into(), params, principal }, None)
    }

    pub fn set(&mut self, path: &str, to: Value) -> Result<Value, (String, String)> {
        self.ask(|id| ToWorker::Set { id, path: path.into(), to }, None)
    }

    pub fn input(&mut self, name: &str, bytes: &[u8]) -> Result<Value, (String, String)> {
        self.ask(|id| ToWorker::Input { id, name: name.into() }, Some(Bytes::copy_from_slice(bytes)))
    }

    pub fn advance(&mut self, seconds: u64) -> Result<Value, (String, String)> {
        self.ask(|id| ToWorker::Advance { id, us: seconds * 1_000_000 }, None)
    }

    pub fn snapshot(&mut self) -> Value {
        self.ask(|id| ToWorker::Snapshot { id }, None).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// What was told of work, each as `what id state`, progress left out.
    pub fn told(&self) -> Vec<String> {
        let works = self.works().filter(|work| work.state != WorkState::Progress);
        works.map(|work| format!("{} {} {:?}", work.what, work.id, work.state)).collect()
    }

    pub fn works(&self) -> impl Iterator<Item = &Work> {
        self.posts.iter().filter_map(|post| match post {
            FromWorker::Task(work) => Some(work),
            _ => None,
        })
    }

    /// What was said to be broken, or to hinder the beginning.
    pub fn broken(&self) -> Vec<&str> {
        let broken = self.posts.iter().filter_map(|post| match post {
            FromWorker::Broken { message } | FromWorker::Unstartable { message } => Some(message.as_str()),
            _ => None,
        });
        broken.collect()
    }

    fn take(&mut self) {
        for out in self.host.take_out() {
            match out {
                Out::Post(FromWorker::Views(views), _) => {
                    self.host.message(ToWorker::Shown { frame: views.frame }, None);
                    self.clock = views.clock.or(self.clock.take());
                }
                Out::Post(message, _) => self.posts.push(message),
                Out::EngineRun { id, .. } => self.jobs.push(id),
                Out::EnginePut { .. } | Out::EngineForget { .. } | Out::EngineRestart(_) => {}
            }
        }
    }
}
