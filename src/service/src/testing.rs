//! A bench for one service alone: a clock, a queue, and an outside that the
//! test plays. Suites that need several services use `account` instead.

use crate::{Caller, Ctx, Host, Metric, Note, Price, Pushed, Reply, Service, Ticket};
use api::{AwsError, Principal, Request, Response};
use bytes::Bytes;
use jobs::Digest;
use sim::{Draws, JobId, Queue, Time};
use std::collections::BTreeMap;

/// What the bench answers to a call that the service makes.
pub type Outside = Box<dyn FnMut(Time, &Principal, Request) -> Result<Response, AwsError>>;

/// A service on a bench.
pub struct Bench<S: Service> {
    /// The service.
    pub service: S,
    /// The world around it.
    pub around: Around<S::Event>,
    /// The ticket of the next call.
    pub ticket: Ticket,
}

/// The world around a service on a bench.
pub struct Around<E: Clone> {
    /// The clock.
    pub now: Time,
    /// What is to come.
    pub queue: Queue<E>,
    /// Chance.
    pub draws: Draws,
    /// What answers the service's calls.
    pub outside: Outside,
    /// The jobs that were submitted: when due, and what.
    pub jobs: Vec<(JobId, Time, jobs::Request)>,
    /// The contents that were kept.
    pub contents: BTreeMap<Digest, Bytes>,
    /// The promised answers that have come.
    pub completed: Vec<(Ticket, Result<Response, AwsError>)>,
    /// What has come on connections that were left open.
    pub pushed: Vec<(Ticket, Pushed)>,
    /// The event log.
    pub notes: Vec<Note>,
    /// Sums of metrics by name.
    pub metrics: BTreeMap<&'static str, f64>,
    /// The same by name and the dimension's value.
    pub metrics_of: BTreeMap<(&'static str, String), f64>,
    /// The bill: units by usage.
    pub charges: BTreeMap<&'static str, f64>,
}

impl<S: Service> Bench<S> {
    /// A bench whose outside refuses every call.
    pub fn new(service: S) -> Self {
        let around = Around {
            now: Time::ZERO,
            queue: Queue::default(),
            draws: Draws::new(7),
            outside: Box::new(|_, _, request| Err(AwsError::new("NotOnTheBench", request.name()))),
            jobs: Vec::new(),
            contents: BTreeMap::new(),
            completed: Vec::new(),
            pushed: Vec::new(),
            notes: Vec::new(),
            metrics: BTreeMap::new(),
            metrics_of: BTreeMap::new(),
            charges: BTreeMap::new(),
        };
        Self { service, around, ticket: Ticket(1) }
    }

    /// Calls the service as the administrator.
    pub fn call(&mut self, request: S::Request) -> Result<Reply<S::Response>, AwsError> {
        let caller = Caller { principal: Principal::administrator(), ticket: self.ticket };
        self.service.call(&caller, request, &mut Ctx::new(&mut self.around))
    }

    /// Calls and wants the answer at once; a connection may stay open.
    pub fn now(&mut self, request: S::Request) -> Result<S::Response, AwsError> {
        match self.call(request)? {
            Reply::Now(response) | Reply::Open(response, _) => Ok(response),
            Reply::Later(_) => Err(AwsError::new("Later", "the answer comes later")),
        }
    }

    /// Runs `us` microseconds.
    pub fn advance(&mut self, us: u64) {
        let target = self.around.now + us;
        while self.around.queue.peek().is_some_and(|(time, _, _)| time <= target) {
            let Some((time, _, event)) = self.around.queue.pop() else { break };
            self.around.now = time;
            self.service.event(event, &mut Ctx::new(&mut self.around));
        }
        self.around.now = target;
    }

    /// Answers a job.
    pub fn answer(&mut self, job: JobId, answer: Result<jobs::Answer, jobs::Failure>) {
        self.service.answer(job, &answer, &mut Ctx::new(&mut self.around));
    }

    /// The laws that do not hold.
    pub fn breaches(&self) -> Vec<String> {
        let laws = self.service.laws().into_iter();
        laws.filter_map(|law| law.breach.map(|breach| format!("{} ({}): {breach}", law.id, law.says))).collect()
    }
}

impl<E: Clone> Host<E> for Around<E> {
    fn now(&self) -> Time {
        self.now
    }

    fn start_epoch_ms(&self) -> u64 {
        1_767_225_600_000
    }

    fn draw(&mut self, stream: &str) -> u64 {
        self.draws.next(stream)
    }

    fn schedule(&mut self, at: Time, event: E) {
        self.queue.schedule(at, event);
    }

    fn call(&mut self, principal: &Principal, request: Request) -> Result<Response, AwsError> {
        (self.outside)(self.now, principal, request)
    }

    fn assume(&mut self, role_arn: &str) -> Result<Principal, AwsError> {
        Principal::parse(role_arn).ok_or_else(|| AwsError::new("AccessDenied", "no such role"))
    }

    fn job(&mut self, due: Time, request: jobs::Request) -> JobId {
        let id = JobId(self.jobs.len() as u64);
        self.jobs.push((id, due, request));
        id
    }

    fn keep(&mut self, digest: Digest, bytes: &Bytes) {
        self.contents.insert(digest, bytes.clone());
    }

    fn complete(&mut self, ticket: Ticket, result: Result<Response, AwsError>) {
        self.completed.push((ticket, result));
    }

    fn push(&mut self, ticket: Ticket, pushed: Pushed) {
        self.pushed.push((ticket, pushed));
    }

    fn metric(&mut self, metric: Metric<'_>) {
        *self.metrics.entry(metric.name).or_default() += metric.value;
        *self.metrics_of.entry((metric.name, metric.dimension.1.to_owned())).or_default() += metric.value;
    }

    fn charge(&mut self, price: &'static Price, quantity: f64) {
        *self.charges.entry(price.usage).or_default() += quantity;
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
}
