//! A host with native engines around it.

use crate::{Options, data};
use bytes::Bytes;
use host::{Host, Out};
use jobs::{Answer, Engine, Failure};
use protocol::{Config, FollowTarget, FromWorker, Panel, ToWorker, Viewport};
use scenario::Line;
use serde_json::{Value, json};

/// Plays lines against a host.
pub struct Player {
    host: Host,
    lake: lake::Engine,
    search: search::Engine,
    last_id: u32,
    answers: Vec<(u32, Value)>,
    told: Vec<(u32, &'static str, Value)>,
    broken: Vec<String>,
    missing: Option<String>,
}

impl Player {
    /// Starts what `options` names and plays the scenario's own lines. Errors are the scenario's.
    pub fn start(options: &Options) -> Result<Self, String> {
        let mut player = Self {
            host: Host::default(),
            lake: lake::Engine::new(),
            search: search::Engine::new(),
            last_id: 0,
            answers: Vec::new(),
            told: Vec::new(),
            broken: Vec::new(),
            missing: None,
        };
        let named = matches!(options.scenario.as_str(), "" | "default" | "empty");
        let text = if named { None } else { Some(data::read_text(&options.scenario)?) };
        let config = Config {
            scenario: options.scenario.clone(),
            scenario_text: text,
            seed: options.seed,
            memory_bytes_max: options.memory_bytes_max,
            ..Config::default()
        };
        player.host.message(ToWorker::Start { version: protocol::VERSION, config }, None);
        player.run();
        if player.broken.is_empty() { Ok(player) } else { Err(player.broken.join("\n")) }
    }

    /// The host, to look at.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// What a viewport of the page would show.
    pub fn panel(&mut self, viewport: &Viewport) -> Panel {
        self.host.panel(viewport)
    }

    /// Points at something, as a reader of the page does, and waits until it is found or cannot be.
    pub fn follow(&mut self, target: FollowTarget) {
        self.ask(|id| ToWorker::Follow { id, target }, None);
    }

    /// How many messages the lines have been so far: the number of the last one.
    pub fn asked(&self) -> u32 {
        self.last_id
    }

    /// Takes what has come on connections that calls have left open: the number of the call's message, `event`, `end` or
    /// `error`, and what that was.
    pub fn take_told(&mut self) -> Vec<(u32, &'static str, Value)> {
        std::mem::take(&mut self.told)
    }

    /// The run as text of an `.acequia` file.
    pub fn saved_text(&self) -> String {
        self.host.saved_text()
    }

    /// Plays one line and gives the response, or `{"error": {"name", "message"}}`. Files lie in `folder`.
    pub fn line(&mut self, line: Line, folder: &str) -> Value {
        match line {
            Line::Call { name, params, principal } => {
                self.ask(|id| ToWorker::Call { id, call: name, params, principal }, None)
            }
            Line::Advance(us) => self.ask(|id| ToWorker::Advance { id, us }, None),
            Line::Set { path, to } => self.ask(|id| ToWorker::Set { id, path, to }, None),
            Line::Seek(to_us) => self.ask(|id| ToWorker::Seek { id, to_us }, None),
            Line::Snapshot => self.ask(|id| ToWorker::Snapshot { id }, None),
            Line::Step(count) => {
                let mut last = Value::Null;
                for _ in 0..count {
                    last = self.ask(|id| ToWorker::Step { id }, None);
                }
                last
            }
            Line::Input(file) => {
                let path = std::path::Path::new(folder).join(&file);
                // As in the page, where a dropped file has a name and no folder.
                let name = path.file_name().map_or(file, |name| name.to_string_lossy().into_owned());
                match std::fs::read(&path) {
                    Ok(bytes) => self.ask(|id| ToWorker::Input { id, name }, Some(bytes.into())),
                    Err(error) => failure("UnreadableFile", &format!("{name}: {error}")),
                }
            }
        }
    }

    fn ask(&mut self, message: impl FnOnce(u32) -> ToWorker, payload: Option<Bytes>) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.host.message(message(id), payload);
        self.run();
        let place = self.answers.iter().position(|(answered, _)| *answered == id);
        match (place, &self.missing) {
            (Some(place), _) => self.answers.swap_remove(place).1,
            (None, Some(missing)) => failure("MissingData", missing),
            (None, None) => failure("NoAnswer", "the answer lies beyond the end of the run"),
        }
    }

    /// Slices until the host has nothing more to do.
    fn run(&mut self) {
        loop {
            // Without pacing there is no wall time: a slice goes on until its work is done.
            let again = self.host.slice(&|| 0.0);
            let out = self.host.take_out();
            // Data that cannot be had never comes: what waits for it waits for good.
            if out.is_empty() && (again.is_none() || self.host.is_idle() || self.missing.is_some()) {
                return;
            }
            let answered: Vec<_> = out.into_iter().filter_map(|out| self.take(out)).collect();
            for (id, answer) in answered {
                self.host.engine_done(id, answer);
            }
        }
    }

    fn take(&mut self, out: Out) -> Option<(u32, Result<Answer, Failure>)> {
        match out {
            Out::Post(message, _) => self.hear(message),
            Out::EnginePut { engine: Engine::Lake, digest, bytes } => self.lake.put(digest, bytes),
            Out::EnginePut { engine: Engine::Search, digest, bytes } => self.search.put(digest, bytes),
            Out::EngineForget { engine: Engine::Lake, digest } => self.lake.forget(&digest),
            Out::EngineForget { engine: Engine::Search, digest } => self.search.forget(digest),
            Out::EngineRestart(_) => {}
            Out::EngineRun { id, request, .. } => return Some((id, self.answer(&request))),
        }
        None
    }

    fn hear(&mut self, message: FromWorker) {
        match message {
            FromWorker::Answer { id, result: Ok(value) } => self.answers.push((id, value)),
            FromWorker::Answer { id, result: Err(error) } => {
                self.answers.push((id, failure(&error.name, &error.message)));
            }
            FromWorker::Event { id, event } => self.told.push((id, "event", event)),
            FromWorker::End { id, error: None } => self.told.push((id, "end", Value::Null)),
            FromWorker::End { id, error: Some(error) } => {
                self.told.push((id, "error", json!({"name": error.name, "message": error.message})));
            }
            FromWorker::Want { what } => match data::read(&what) {
                Ok(bytes) => self.host.message(ToWorker::Data { name: what }, Some(bytes)),
                Err(reason) => self.missing = Some(reason),
            },
            FromWorker::Broken { message } | FromWorker::Unstartable { message } => self.broken.push(message),
            FromWorker::Views(views) => self.host.message(ToWorker::Shown { frame: views.frame }, None),
            FromWorker::Ready { .. }
            | FromWorker::Refused { .. }
            | FromWorker::File { .. }
            | FromWorker::Logged { .. }
            | FromWorker::Task(_) => {}
        }
    }

    fn answer(&mut self, request: &str) -> Result<Answer, Failure> {
        let request: jobs::Request =
            serde_json::from_str(request).map_err(|error| Failure { reason: error.to_string() })?;
        match request {
            jobs::Request::Lake(request) => self.lake.run(&request).map(Answer::Lake),
            jobs::Request::Search(request) => self.search.run(&request).map(Answer::Search),
        }
    }
}

fn failure(name: &str, message: &str) -> Value {
    json!({"error": {"name": name, "message": message}})
}
