//! One consumer: a fleet of workers that share the shards of a stream, or take messages from a queue. It knows only the door, as a
//! program with Amazon's consumer library (KCL) would, or one that polls SQS.
//!
//! - `settings`, `views`: what it is set to, and what may be known of it.
//! - `leases`: who reads which shard, and up to where; `reader`: a worker's reading of one shard.
//! - `fleet`: workers over a stream; `pipe`: enhanced fan-out; `queue`: workers over a queue.
//! - `tally`: what was handled, and what of it again.

mod fleet;
mod leases;
mod pipe;
mod queue;
mod reader;
pub mod settings;
mod tally;
pub mod views;

use crate::Event;
use api::Principal;
use leases::Leases;
use pipe::Pipe;
use queue::Hand;
use service::{Arrived, Ctx, Note, Ticket};
use settings::{Health, Settings, Source};
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;
use tally::Tally;
use views::{ConsumerView, LeaseView, WorkerView};

/// The IAM user that all consumers are.
pub const USER: &str = "consumer";
/// Of what was handled last, so many are remembered for people to look at.
pub const RECENT_MAX: usize = 64;
/// Records are handled in chunks that take about so long, so that what is handled is seen while it is.
const CHUNK_US: u64 = 200_000;
/// A consumer that finds nothing, or has no pause set, still takes a moment between two calls.
const PAUSE_US_MIN: u64 = 20_000;
/// After a call that failed, the next one waits.
const FAILED_US: u64 = 1_000_000;
/// Workers of one consumer start one after another.
const STAGGER_US: u64 = 200_000;

/// A consumer.
#[derive(Clone, Debug)]
pub struct Consumer {
    pub(crate) name: Arc<str>,
    pub(crate) generation: u64,
    pub(crate) settings: Settings,
    workers: BTreeMap<u32, Worker>,
    /// Counts the lives of workers, to tell one from another.
    lives: u64,
    tally: Tally,
    leases: Leases,
    /// When the shards were last listed.
    synced: Option<Time>,
    pipe: Pipe,
    /// What the answers and connections that it waits for are for.
    tickets: BTreeMap<u64, Waits>,
}

/// A worker.
#[derive(Clone, Debug, Default)]
struct Worker {
    /// `None` while it does not live.
    life: Option<u64>,
    handled: u64,
    /// Of a queue: what it has received.
    hand: Hand,
}

/// What a ticket is for.
#[derive(Clone, Copy, Debug)]
enum Waits {
    /// Records of a shard, for the reader of this taking of its lease.
    Records { shard: u32, term: u64 },
    /// Messages, for this life of a worker.
    Messages { worker: u32, life: u64 },
}

/// What a consumer does when its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A worker says that it lives, and looks for leases.
    Round {
        /// Which.
        worker: u32,
        /// In which life.
        life: u64,
    },
    /// A worker reads a shard.
    Read {
        /// Which shard.
        shard: u32,
        /// In which taking of its lease.
        term: u64,
    },
    /// A worker has handled records of a shard.
    Work {
        /// Which shard.
        shard: u32,
        /// In which taking of its lease.
        term: u64,
    },
    /// A worker asks a queue for messages.
    Receive {
        /// Which.
        worker: u32,
        /// In which life.
        life: u64,
    },
    /// A worker has handled messages.
    Done {
        /// Which.
        worker: u32,
        /// In which life.
        life: u64,
    },
}

impl Consumer {
    pub(crate) fn new(name: Arc<str>, settings: Settings, generation: u64) -> Self {
        Self {
            name,
            generation,
            settings,
            workers: BTreeMap::new(),
            lives: 0,
            tally: Tally::default(),
            leases: Leases::default(),
            synced: None,
            pipe: Pipe::default(),
            tickets: BTreeMap::new(),
        }
    }

    /// Takes new settings of the same source: workers start, stop or die by them.
    pub(crate) fn apply(&mut self, settings: Settings, ctx: &mut Ctx<'_, Event>) {
        let before = std::mem::replace(&mut self.settings, settings);
        if before.reading != self.settings.reading {
            self.end(ctx);
        }
        let beyond: Vec<u32> = self.workers.range(self.settings.workers + 1..).map(|(worker, _)| *worker).collect();
        for worker in beyond {
            self.stop(worker, ctx);
            self.workers.remove(&worker);
        }
        for worker in 1..=self.settings.workers {
            let lives = self.workers.entry(worker).or_default().life.is_some();
            let is_dead = self.settings.health_of(worker) == Health::Dead;
            match (lives, self.settings.running, is_dead) {
                (true, _, true) => self.die(worker, ctx),
                (true, false, false) => self.stop(worker, ctx),
                (false, true, false) => self.start(worker, ctx),
                _ => {}
            }
        }
    }

    /// All workers end, each as it is told to.
    pub(crate) fn end(&mut self, ctx: &mut Ctx<'_, Event>) {
        let all: Vec<u32> = self.workers.keys().copied().collect();
        all.into_iter().for_each(|worker| self.stop(worker, ctx));
    }

    /// Begins a stream again at its oldest records. Errors: a queue has nothing to begin again with.
    pub(crate) fn replay(&mut self, ctx: &mut Ctx<'_, Event>) -> Result<(), String> {
        let Source::Stream(stream) = &self.settings.source else {
            return Err("a queue cannot be replayed: what was deleted is gone".into());
        };
        ctx.note(Note::info("consumer-replays").with("consumer", &self.name).with("stream", stream));
        self.leases.replay();
        Ok(())
    }

    /// Takes a step that was scheduled.
    pub(crate) fn step(&mut self, step: Step, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        match step {
            Step::Round { worker, life } if self.lives(worker, life) => self.round(worker, life, principal, ctx),
            Step::Read { shard, term } if self.has(shard, term) => self.read(shard, principal, ctx),
            Step::Work { shard, term } if self.has(shard, term) => self.handled(shard, ctx),
            Step::Receive { worker, life } if self.lives(worker, life) => self.receive(worker, life, principal, ctx),
            Step::Done { worker, life } if self.lives(worker, life) => self.done(worker, life, principal, ctx),
            // Of a worker that has died since, or a lease that has gone to another.
            _ => {}
        }
    }

    /// Whether it waits for what comes under a ticket.
    pub(crate) fn waits_for(&self, ticket: Ticket) -> bool {
        self.tickets.contains_key(&ticket.0)
    }

    /// Takes what has come under a ticket.
    pub(crate) fn arrived(&mut self, ticket: Ticket, arrived: Arrived, ctx: &mut Ctx<'_, Event>) {
        let Some(waits) = self.tickets.get(&ticket.0).copied() else { return };
        match (waits, arrived) {
            (Waits::Messages { worker, life }, Arrived::Answer(answer)) => {
                self.tickets.remove(&ticket.0);
                if self.lives(worker, life) {
                    self.received(worker, life, queue::messages(answer), ctx);
                }
            }
            (Waits::Records { shard, term }, Arrived::Pushed(pushed)) => {
                self.pushed(ticket, (shard, term), pushed, ctx)
            }
            _ => {}
        }
    }

    fn lives(&self, worker: u32, life: u64) -> bool {
        self.workers.get(&worker).is_some_and(|worker| worker.life == Some(life))
    }

    fn has(&self, shard: u32, term: u64) -> bool {
        self.leases.get(shard).is_some_and(|lease| lease.term == term && lease.reader.is_some())
    }

    fn start(&mut self, worker: u32, ctx: &mut Ctx<'_, Event>) {
        self.lives += 1;
        let life = self.lives;
        self.workers.entry(worker).or_default().life = Some(life);
        let step = match self.settings.source {
            Source::Stream(_) => Step::Round { worker, life },
            Source::Queue(_) => Step::Receive { worker, life },
        };
        self.schedule(u64::from(worker - 1) * STAGGER_US, step, ctx);
    }

    /// A worker is told to end: it writes down how far it is and gives back what it has.
    fn stop(&mut self, worker: u32, ctx: &mut Ctx<'_, Event>) {
        if self.workers.get_mut(&worker).and_then(|worker| worker.life.take()).is_none() {
            return;
        }
        match self.settings.source {
            Source::Stream(_) => self.release(worker),
            Source::Queue(_) => self.give_back(worker, ctx),
        }
    }

    /// A worker dies: nobody writes anything down, and nobody is told.
    fn die(&mut self, worker: u32, ctx: &mut Ctx<'_, Event>) {
        ctx.note(Note::warning("consumer-worker-died").with("consumer", &self.name).with("worker", worker));
        if let Some(worker) = self.workers.get_mut(&worker) {
            (worker.life, worker.hand) = (None, Hand::default());
        }
        for (_, lease) in self.leases.iter_mut().filter(|(_, lease)| lease.owner == Some(worker)) {
            lease.reader = None;
        }
    }

    fn schedule(&self, delay_us: u64, step: Step, ctx: &mut Ctx<'_, Event>) {
        let (consumer, generation) = (self.name.clone(), self.generation);
        ctx.schedule(delay_us, Event::Step { consumer, generation, step });
    }

    pub(crate) fn view(&self, now: Time) -> ConsumerView {
        let (spark, rate) = self.tally.rates(now);
        let leases = self.leases.iter().map(|(shard, lease)| LeaseView {
            shard: api::kinesis::shard_id(shard),
            owner: lease.owner,
            state: self.leases.state(shard),
            checkpoint: lease.point.view(),
            behind_us: self.behind_us(lease, now),
            handled: lease.handled,
            switches: lease.switches,
        });
        let leases: Vec<LeaseView> = leases.collect();
        let workers = self.workers.iter().map(|(number, worker)| {
            let own = || self.leases.iter().filter(|(_, lease)| lease.owner == Some(*number));
            let in_hand: u64 = own().filter_map(|(_, lease)| Some(lease.reader.as_ref()?.in_hand())).sum();
            WorkerView {
                number: *number,
                health: self.settings.health_of(*number),
                leases: own().count() as u32,
                handled: worker.handled,
                in_hand: worker.hand.len() + in_hand,
            }
        });
        ConsumerView {
            name: self.name.clone(),
            settings: self.settings.clone(),
            workers: workers.collect(),
            handled: self.tally.handled,
            duplicates: self.tally.duplicates,
            replayed: self.tally.replayed,
            rate,
            spark,
            latency_us: self.tally.latency_us(now),
            behind_us: leases.iter().map(|lease| lease.behind_us).max().unwrap_or_default(),
            calls: self.tally.calls,
            error: self.tally.error.clone(),
            last_error: self.tally.last_error,
            recent: self.tally.recent(),
            leases,
        }
    }

    /// What is not as it always is: the law, and what is wrong.
    pub(crate) fn breach(&self) -> Option<(&'static str, String)> {
        self.leases.breach().map(|(law, text)| (law, format!("'{}': {text}", self.name)))
    }
}
