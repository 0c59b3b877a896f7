//! The natively testable half of the account's worker: it hosts a run, hears
//! messages, paces time, asks engines, and answers with views. It knows no
//! browser; `worker` puts twenty lines around it for the page, `cli` a few for
//! the terminal.
//!
//! - [`Host::message`], [`Host::engine_done`], [`Host::slice`]: what comes in.
//! - [`Out`]: what goes out, in order.
//! - [`task`]: what takes time and is done one after another; [`pace`]: how fast the clock runs meanwhile.
//! - [`views`]: what the page shows; [`told`]: what the host page is told of work that takes time.

mod connections;
mod engines;
mod follow;
mod messages;
mod pace;
mod prepared;
mod storage;
mod task;
mod told;
mod views;

pub use engines::Engines;
pub use views::events::words_of;

use account::{Account, Run};
use bytes::Bytes;
use protocol::{FromWorker, ToWorker};
use scenario::Scenario;
use sim::Time;
use std::collections::{BTreeMap, VecDeque};

/// How long a slice works, in milliseconds of wall time: a pause acts within 50.
pub const SLICE_MS: f64 = 8.0;

/// What goes out.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    /// To the page, with the bytes beside.
    Post(FromWorker, Option<Bytes>),
    /// A content for an engine.
    EnginePut {
        /// Which engine.
        engine: jobs::Engine,
        /// The content's name.
        digest: jobs::Digest,
        /// The content.
        bytes: Bytes,
    },
    /// A content that an engine need not hold any longer.
    EngineForget {
        /// Which engine.
        engine: jobs::Engine,
        /// The content's name.
        digest: jobs::Digest,
    },
    /// A job for an engine. Its answer comes back through [`Host::engine_done`].
    EngineRun {
        /// Which engine.
        engine: jobs::Engine,
        /// The answer's name.
        id: u32,
        /// The JSON of [`jobs::Request`].
        request: String,
    },
    /// Throw the engine away and begin anew.
    EngineRestart(jobs::Engine),
}

/// A run and everything around it.
pub struct Host {
    run: Run,
    title: String,
    ready_at: Time,
    ready: bool,
    waiting: VecDeque<(ToWorker, Option<Bytes>)>,
    task: Option<task::Task>,
    promised: BTreeMap<service::Ticket, task::Promise>,
    connections: connections::Connections,
    pace: pace::Pace,
    engines: Engines,
    data: BTreeMap<String, Bytes>,
    data_wanted: bool,
    data_failed: Option<String>,
    memory_bytes_max: u64,
    views: views::Views,
    followed: follow::Followed,
    logged: u64,
    told: told::Told,
    out: Vec<Out>,
    /// The page's own run, for the first page that starts with it.
    prepared: Option<Box<Host>>,
}

impl Default for Host {
    fn default() -> Self {
        let empty = Scenario::empty();
        Self {
            run: Run::new(Account::new(empty.seed, empty.start_epoch_ms)),
            title: empty.title,
            ready_at: Time::ZERO,
            ready: false,
            waiting: VecDeque::new(),
            task: None,
            promised: BTreeMap::new(),
            connections: BTreeMap::new(),
            pace: pace::Pace::default(),
            engines: Engines::default(),
            data: BTreeMap::new(),
            data_wanted: false,
            data_failed: None,
            memory_bytes_max: 1 << 30,
            views: views::Views::default(),
            followed: follow::Followed::default(),
            logged: 0,
            told: told::Told::default(),
            out: Vec::new(),
            prepared: None,
        }
    }
}

impl Host {
    /// The run, to look at.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Takes what goes out.
    pub fn take_out(&mut self) -> Vec<Out> {
        std::mem::take(&mut self.out)
    }

    /// Whether nothing is left to do but to play: no task, no message that waits.
    pub fn is_idle(&self) -> bool {
        self.task.is_none() && self.waiting.is_empty()
    }

    /// Hears a message of the page. What takes time is done in [`Host::slice`]; what comes meanwhile
    /// waits its turn, but for a pause and other words about how to go on.
    pub fn message(&mut self, message: ToWorker, payload: Option<Bytes>) {
        if self.is_idle() || messages::is_at_once(&message) {
            self.hear(message, payload);
        } else {
            self.waiting.push_back((message, payload));
        }
    }

    /// Works for at most [`SLICE_MS`]; `wall_ms` tells the wall time. Gives the milliseconds until it wants
    /// to be called again: 0 at once, `None` when something has to arrive first.
    pub fn slice(&mut self, wall_ms: &dyn Fn() -> f64) -> Option<f64> {
        let until = wall_ms() + SLICE_MS;
        let mut again = self.work(wall_ms, until);
        while self.task.is_none() && wall_ms() < until {
            let Some((message, payload)) = self.waiting.pop_front() else { break };
            self.hear(message, payload);
            again = self.work(wall_ms, until);
        }
        self.dispatch_jobs();
        self.tell_jobs(wall_ms());
        if let Some(frame_in) = self.show(wall_ms()) {
            again = Some(again.map_or(frame_in, |again| again.min(frame_in)));
        }
        again
    }

    fn post(&mut self, message: FromWorker) {
        self.out.push(Out::Post(message, None));
    }
}
