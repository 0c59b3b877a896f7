//! The engines, as the host knows them: how they are doing, what they hold,
//! which jobs they have.

use crate::{Host, Out};
use jobs::{Digest, Engine};
use protocol::{EngineState, FromWorker};
use serde::Deserialize;
use sim::Pending;
use std::collections::BTreeMap;

/// What an engine holds at most before it is told to forget what no job has named lately. Objects are sent again when needed.
const HELD_BYTES_MAX: u64 = 256 << 20;

/// What the host knows of the engines.
#[derive(Default)]
pub struct Engines {
    states: BTreeMap<Engine, EngineState>,
    /// What each engine holds: bytes, and the job that last named them.
    held: BTreeMap<(Engine, Digest), (u64, u32)>,
    flying: BTreeMap<u32, Flight>,
    last_id: u32,
}

/// A job that an engine has.
struct Flight {
    engine: Engine,
    pending: Pending,
}

/// What the shell of an engine says.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Said {
    Ready,
    Done { id: u32, answer: jobs::Answer },
    Failed { id: u32, reason: String },
    Lost { ids: Vec<u32> },
    Unavailable,
}

/// `lake` or `search`.
pub(crate) fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Lake => "lake",
        Engine::Search => "search",
    }
}

fn named(name: &str) -> Option<Engine> {
    [Engine::Lake, Engine::Search].into_iter().find(|engine| self::name(*engine) == name)
}

impl Engines {
    /// How an engine is doing.
    pub fn state(&self, engine: Engine) -> Option<&EngineState> {
        self.states.get(&engine)
    }

    fn flight_of(&self, pending: &Pending) -> Option<u32> {
        let found = self.flying.iter().find(|(_, flight)| flight.pending == *pending);
        found.map(|(id, _)| *id)
    }
}

impl Host {
    /// Hears the loader about an engine.
    pub(crate) fn engine_state(&mut self, state: EngineState) {
        if let Some(engine) = named(&state.engine) {
            self.engines.states.insert(engine, state);
            self.views.touch();
        }
    }

    /// Hears an engine's shell: JSON text as `www/README.md` has it.
    pub fn engine_message(&mut self, engine: &str, text: &str) {
        let Some(engine) = named(engine) else { return };
        match serde_json::from_str(text) {
            Ok(Said::Ready) => self.engines.held.retain(|(held_by, _), _| *held_by != engine),
            Ok(Said::Done { id, answer }) => self.engine_done(id, Ok(answer)),
            Ok(Said::Failed { id, reason }) => self.engine_done(id, Err(jobs::Failure { reason })),
            Ok(Said::Lost { ids }) => {
                self.engines.held.retain(|(held_by, _), _| *held_by != engine);
                self.engines.flying.retain(|id, _| !ids.contains(id));
            }
            Ok(Said::Unavailable) => self.engines.held.retain(|(held_by, _), _| *held_by != engine),
            Err(error) => self.post(FromWorker::Broken { message: format!("the {} engine: {error}", name(engine)) }),
        }
    }

    /// Takes an engine's answer in.
    pub fn engine_done(&mut self, id: u32, answer: Result<jobs::Answer, jobs::Failure>) {
        let Some(flight) = self.engines.flying.remove(&id) else { return };
        if answer.is_err() {
            self.engines.held.retain(|(held_by, _), _| *held_by != flight.engine);
        }
        let reusable = answer.is_ok();
        self.run.answer(flight.pending, answer, reusable);
        self.views.touch();
    }

    /// Hands every submitted job whose answer is not known to its engine: early, so that the clock seldom waits.
    pub(crate) fn dispatch_jobs(&mut self) {
        let account = self.run.present();
        let wanted: Vec<_> = account
            .jobs()
            .map(|(id, job)| (Pending { job: id, due: job.due, key: job.key() }, job.request.clone()))
            .filter(|(pending, _)| !self.run.has_answer(pending) && self.engines.flight_of(pending).is_none())
            .collect();
        for (pending, request) in wanted {
            let engine = request.engine();
            self.engines.last_id += 1;
            let id = self.engines.last_id;
            for digest in request.contents() {
                self.put_content(engine, digest, id);
            }
            self.forget_contents(engine, id);
            self.engines.flying.insert(id, Flight { engine, pending });
            let request = serde_json::to_string(&*request).unwrap_or_default();
            self.out.push(Out::EngineRun { engine, id, request });
        }
    }

    fn put_content(&mut self, engine: Engine, digest: Digest, job: u32) {
        let Some(bytes) = self.run.present().content(&digest).cloned() else { return };
        let size = bytes.len() as u64;
        if self.engines.held.insert((engine, digest), (size, job)).is_none() {
            self.out.push(Out::EnginePut { engine, digest, bytes });
        }
    }

    /// Tells an engine to forget what no job in flight names, if it holds too much.
    fn forget_contents(&mut self, engine: Engine, job: u32) {
        let of_engine = self.engines.held.iter().filter(|((held_by, _), _)| *held_by == engine);
        if of_engine.map(|(_, (size, _))| size).sum::<u64>() <= HELD_BYTES_MAX {
            return;
        }
        let oldest = self.engines.flying.keys().next().copied().unwrap_or(job).min(job);
        let idle: Vec<_> = self
            .engines
            .held
            .iter()
            .filter(|((held_by, _), (_, named_by))| *held_by == engine && *named_by < oldest)
            .map(|((_, digest), _)| *digest)
            .collect();
        for digest in idle {
            self.engines.held.remove(&(engine, digest));
            self.out.push(Out::EngineForget { engine, digest });
        }
    }

    /// Fails the job that the clock waits for, and throws its engine away if it has the job.
    pub(crate) fn fail_job(&mut self, job: u64) {
        let Some(pending) = self.waiting_for().filter(|pending| pending.job.0 == job) else { return };
        if let Some(id) = self.engines.flight_of(&pending)
            && let Some(flight) = self.engines.flying.remove(&id)
        {
            self.out.push(Out::EngineRestart(flight.engine));
            self.engines.held.retain(|(held_by, _), _| *held_by != flight.engine);
            self.engines.flying.retain(|_, other| other.engine != flight.engine);
        }
        let reason = "the reader chose to fail this job and go on".into();
        self.run.answer(pending, Err(jobs::Failure { reason }), false);
        self.views.touch();
    }
}
