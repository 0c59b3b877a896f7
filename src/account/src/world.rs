//! The account as a world that a timeline carries: commands from outside,
//! events, jobs. Nothing here knows how fast it is played.

use crate::door::{Decisions, Limits};
use crate::events::Notes;
use crate::lent::Lent;
use crate::meter::Meter;
pub use crate::services::Event;
use crate::services::Services;
use crate::trail::Trail;
use api::{AwsError, Blob, Principal, Request, Response, ServiceId};
use bytes::Bytes;
use clients::Clients;
use imbl::{OrdMap, OrdSet, Vector};
use jobs::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{Arrived, Ctx, Pushed, Reply, Ticket, apart};
use sim::{Draws, JobId, Pending, Queue, RunHash, Time, World};
use std::sync::Arc;

/// One minute, in microseconds.
const MINUTE_US: u64 = 60_000_000;

/// What comes from outside, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// An AWS call.
    Call {
        /// `Kinesis.PutRecords`
        name: String,
        /// Its members.
        params: Value,
        /// The ARN of who makes it; the administrator if absent.
        principal: Option<String>,
    },
    /// A setting of a program outside the account: `producers/flights`.
    Set {
        /// Which.
        path: String,
        /// To what.
        to: Value,
    },
    /// Closes the caller's end of a connection that a call has left open.
    Leave {
        /// The ticket of that call's outcome: tickets are numbered by the run.
        ticket: u64,
    },
    /// A file of the reader's own.
    Input {
        /// Its name.
        name: String,
        /// What is in it.
        bytes: Blob,
    },
}

/// What a command gives back at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer.
    Now(Result<Value, AwsError>),
    /// A promise; the answer comes among [`Account::take_completed`].
    Later(Ticket),
    /// The answer, and a connection that stays open; what comes on it is among [`Account::take_pushed`].
    Open(Value, Ticket),
}

/// An answer that was promised.
pub type Completed = (Ticket, Result<Response, AwsError>);

/// A job that has been submitted and not yet been taken in.
#[derive(Clone, Debug)]
pub struct PendingJob {
    /// Who submitted it.
    pub owner: ServiceId,
    /// When it falls due.
    pub due: Time,
    /// What it asks.
    pub request: Arc<jobs::Request>,
    key: u128,
}

impl PendingJob {
    /// Equal requests have equal keys.
    pub fn key(&self) -> u128 {
        self.key
    }
}

/// The account and the programs around it.
#[derive(Clone)]
pub struct Account {
    pub(crate) now: Time,
    pub(crate) start_epoch_ms: u64,
    pub(crate) queue: Queue<Event>,
    pub(crate) draws: Draws,
    pub(crate) hash: RunHash,
    pub(crate) services: Services,
    pub(crate) clients: Option<Clients>,
    pub(crate) jobs: OrdMap<JobId, PendingJob>,
    pub(crate) contents: OrdMap<Digest, Bytes>,
    pub(crate) completed: Vec<Completed>,
    pub(crate) pushed: Vec<(Ticket, Pushed)>,
    pushed_before: u64,
    /// What the programs outside wait for.
    pub(crate) expected: OrdSet<Ticket>,
    /// What has come for them, one for each [`Event::Arrived`] that is due.
    arrived: Vector<(Ticket, Arrived)>,
    pub(crate) meter: Meter,
    pub(crate) trail: Trail,
    pub(crate) notes: Notes,
    pub(crate) decisions: Decisions,
    pub(crate) limits: Limits,
    steps: u64,
    tickets: u64,
    job_count: u64,
}

impl Account {
    /// A bare account at the start of a run; `start_epoch_ms` is its date, in milliseconds since 1970.
    pub fn new(seed: u64, start_epoch_ms: u64) -> Self {
        let mut queue = Queue::default();
        queue.schedule(Time(MINUTE_US), Event::Minute);
        Self {
            now: Time::ZERO,
            start_epoch_ms,
            queue,
            draws: Draws::new(seed),
            hash: RunHash::new(seed),
            services: Services::default(),
            clients: Some(Clients::default()),
            jobs: OrdMap::new(),
            contents: OrdMap::new(),
            completed: Vec::new(),
            pushed: Vec::new(),
            pushed_before: 0,
            expected: OrdSet::new(),
            arrived: Vector::new(),
            meter: Meter::default(),
            trail: Trail::default(),
            notes: Notes::default(),
            decisions: Decisions::default(),
            limits: Limits::default(),
            steps: 0,
            tickets: 0,
            job_count: 0,
        }
    }

    /// The run's seed.
    pub fn seed(&self) -> u64 {
        self.draws.seed()
    }

    /// Milliseconds since 1970 at the run's start.
    pub fn start_epoch_ms(&self) -> u64 {
        self.start_epoch_ms
    }

    /// One number for everything that has happened.
    pub fn run_hash(&self) -> RunHash {
        self.hash
    }

    /// Metrics and bill.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// What was called.
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    /// What happened.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The programs outside the account.
    pub fn clients(&self) -> &Clients {
        self.clients.as_ref().expect("the clients are lent out only while they run")
    }

    /// The data set without which the next event cannot run, if there is one.
    pub fn needs_data(&self) -> Option<&'static str> {
        self.clients().needs_data()
    }

    /// Supplies a data set. It is no part of the run: the same name always means the same bytes.
    pub fn supply(&mut self, name: &str, bytes: Bytes) -> Result<(), String> {
        self.clients.as_mut().map_or(Ok(()), |clients| clients.supply(name, bytes))
    }

    /// A job that has not yet been taken in.
    pub fn job(&self, job: JobId) -> Option<&PendingJob> {
        self.jobs.get(&job)
    }

    /// The jobs that have not yet been taken in, oldest first.
    pub fn jobs(&self) -> impl Iterator<Item = (JobId, &PendingJob)> {
        self.jobs.iter().map(|(id, job)| (*id, job))
    }

    /// A content that a pending job names.
    pub fn content(&self, digest: &Digest) -> Option<&Bytes> {
        self.contents.get(digest)
    }

    /// Takes the promised answers that have come.
    pub fn take_completed(&mut self) -> Vec<Completed> {
        std::mem::take(&mut self.completed)
    }

    /// Takes what has come on connections that calls have left open, in order.
    pub fn take_pushed(&mut self) -> Vec<(Ticket, Pushed)> {
        self.pushed_before = self.pushed_count();
        std::mem::take(&mut self.pushed)
    }

    /// How much has come on such connections since the run's start, whether it was taken or not. A replay counts alike, so
    /// that who goes back in the run knows what was heard before.
    pub fn pushed_count(&self) -> u64 {
        self.pushed_before + self.pushed.len() as u64
    }

    /// The laws that do not hold now.
    pub fn breaches(&self) -> Vec<service::Law> {
        self.laws().into_iter().filter(|law| law.breach.is_some()).collect()
    }

    pub(crate) fn new_ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    pub(crate) fn submit(&mut self, owner: ServiceId, due: Time, request: jobs::Request) -> JobId {
        self.job_count += 1;
        let id = JobId(self.job_count);
        let key = request.digest().0;
        self.jobs.insert(id, PendingJob { owner, due, request: Arc::new(request), key });
        self.queue.schedule(due, Event::Job(id));
        id
    }

    pub(crate) fn client_event(&mut self, event: clients::Event) {
        self.with_clients(|clients, ctx| clients.event(event, ctx));
    }

    /// The answer to a call that was promised: for the programs outside, or for whoever gave the command.
    pub(crate) fn complete(&mut self, ticket: Ticket, result: Result<Response, AwsError>) {
        match self.expected.remove(&ticket) {
            Some(_) => self.arrive(ticket, Arrived::Answer(result)),
            None => self.completed.push((ticket, result)),
        }
    }

    /// Something on a connection that was left open.
    pub(crate) fn push(&mut self, ticket: Ticket, pushed: Pushed) {
        if !self.expected.contains(&ticket) {
            return self.pushed.push((ticket, pushed));
        }
        if matches!(pushed, Pushed::End(_)) {
            self.expected.remove(&ticket);
        }
        self.arrive(ticket, Arrived::Pushed(pushed));
    }

    /// It is taken in as an event of this instant: whoever sends it is being served.
    fn arrive(&mut self, ticket: Ticket, arrived: Arrived) {
        self.arrived.push_back((ticket, arrived));
        self.queue.schedule(self.now, Event::Arrived(ticket.0));
    }

    /// What has come for the programs outside, in order.
    pub(crate) fn take_arrived(&mut self) {
        if let Some((ticket, arrived)) = self.arrived.pop_front() {
            self.with_clients(|clients, ctx| clients.arrived(ticket, arrived, ctx));
        }
    }

    fn with_clients(&mut self, work: impl FnOnce(&mut Clients, &mut Ctx<'_, clients::Event>)) {
        let Some(mut clients) = self.clients.take() else { return };
        let mut host = Lent::outside(self, Event::Clients);
        work(&mut clients, &mut Ctx::new(&mut host));
        self.clients = Some(clients);
    }

    /// A job that falls due without an answer is one whose engine could not be had.
    pub(crate) fn job_due(&mut self, job: JobId) {
        self.take_answer(job, &Err(jobs::Failure { reason: "no engine".into() }));
    }

    pub(crate) fn minute(&mut self) {
        for standing in self.standing() {
            self.meter.charge(standing.price, standing.quantity / 60.0);
        }
        self.queue.schedule(self.now + MINUTE_US, Event::Minute);
    }

    fn take_answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>) {
        let Some(pending) = self.jobs.remove(&job) else { return };
        self.dispatch_answer(pending.owner, job, answer);
        if self.jobs.is_empty() {
            self.contents = OrdMap::new();
        }
    }

    fn call_from_outside(&mut self, name: &str, params: &Value, principal: Option<&str>) -> Outcome {
        let parsed = self.principal(principal).and_then(|who| Ok((who, Request::parse(name, params.clone())?)));
        let ticket = self.new_ticket();
        let reply = parsed.and_then(|(who, request)| self.door(&who, request, ticket));
        match reply {
            Ok(Reply::Now(response)) => Outcome::Now(Ok(response.to_json())),
            Ok(Reply::Later(ticket)) => Outcome::Later(ticket),
            Ok(Reply::Open(response, ticket)) => Outcome::Open(response.to_json(), ticket),
            Err(error) => Outcome::Now(Err(error)),
        }
    }

    fn principal(&self, arn: Option<&str>) -> Result<Principal, AwsError> {
        let Some(arn) = arn else { return Ok(Principal::administrator()) };
        Principal::parse(arn).filter(|principal| self.iam().knows(principal)).ok_or_else(|| {
            AwsError::new("InvalidClientTokenId", "The security token included in the request is invalid.")
                .with_status(403)
        })
    }

    fn set_from_outside(&mut self, path: &str, to: &Value) -> Result<Value, AwsError> {
        let mut clients = self.clients.take().unwrap_or_default();
        let mut host = Lent::outside(self, Event::Clients);
        let result = clients.set(path, to, &mut Ctx::new(&mut host));
        self.clients = Some(clients);
        result.map_err(|text| AwsError::new("ValidationException", text))
    }

    fn input_from_outside(&mut self, name: &str, bytes: &Blob) -> Result<Value, AwsError> {
        let result = self.clients.as_mut().map(|clients| clients.input(name, bytes.0.clone()));
        match result {
            Some(Ok(told)) => Ok(told),
            Some(Err(text)) => Err(AwsError::new("ValidationException", text)),
            None => Ok(Value::Null),
        }
    }
}

impl World for Account {
    type Command = Command;
    type Reply = Outcome;
    type Answer = Result<jobs::Answer, jobs::Failure>;

    fn now(&self) -> Time {
        self.now
    }

    fn move_to(&mut self, time: Time) {
        debug_assert!(time >= self.now, "the clock never goes back");
        self.now = self.now.max(time);
    }

    fn next_due(&self) -> Option<Time> {
        self.queue.peek().map(|(time, _, _)| time)
    }

    fn next_needs(&self) -> Option<Pending> {
        let (_, _, Event::Job(job)) = self.queue.peek()? else { return None };
        let pending = self.jobs.get(job)?;
        Some(Pending { job: *job, due: pending.due, key: pending.key })
    }

    fn step(&mut self, answer: Option<&Self::Answer>) {
        let Some((time, sequence, event)) = self.queue.pop() else { return };
        self.now = time;
        self.steps += 1;
        let drawn = self.draws.count();
        self.hash.mix(&(time.0, sequence, event.kind(), &event));
        match (event, answer) {
            (Event::Job(job), Some(answer)) => {
                let digest = Digest::of(&serde_json::to_vec(answer).unwrap_or_default());
                self.hash.mix(&digest.0);
                self.take_answer(job, answer);
            }
            (event, _) => self.dispatch_event(event),
        }
        self.hash.mix_u64(self.draws.count() - drawn);
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn command(&mut self, command: &Command) -> Outcome {
        self.hash.mix(&(self.now.0, serde_json::to_string(command).unwrap_or_default()));
        match command {
            Command::Call { name, params, principal } => self.call_from_outside(name, params, principal.as_deref()),
            Command::Set { path, to } => Outcome::Now(self.set_from_outside(path, to)),
            Command::Leave { ticket } => {
                apart(|| self.dispatch_left(Ticket(*ticket)));
                Outcome::Now(Ok(Value::Object(Default::default())))
            }
            Command::Input { name, bytes } => Outcome::Now(self.input_from_outside(name, bytes)),
        }
    }
}
