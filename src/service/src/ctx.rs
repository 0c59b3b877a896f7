//! The outside, as a service sees it.

use crate::{Metric, Note, Price, Pushed, Reply, Ticket};
use api::{AwsError, Operation, Principal, Request, Response, StreamEvent, Timestamp};
use bytes::Bytes;
use jobs::Digest;
use sim::{JobId, Time};

/// What the account lends a service while it serves a call or takes an event.
/// Services use [`Ctx`], which is this with types.
pub trait Host<E> {
    /// The present instant.
    fn now(&self) -> Time;
    /// Milliseconds since 1970 at the run's start.
    fn start_epoch_ms(&self) -> u64;
    /// The next number of a random stream of this service.
    fn draw(&mut self, stream: &str) -> u64;
    /// Schedules an event for this service.
    fn schedule(&mut self, at: Time, event: E);
    /// Calls through the door.
    fn call(&mut self, principal: &Principal, request: Request) -> Result<Response, AwsError>;
    /// Calls through the door; the answer may come later, and a connection may stay open. Only programs outside the account may.
    fn ask(&mut self, principal: &Principal, request: Request) -> Result<Reply<Response>, AwsError> {
        self.call(principal, request).map(Reply::Now)
    }
    /// Assumes a role for this service.
    fn assume(&mut self, role_arn: &str) -> Result<Principal, AwsError>;
    /// Submits a job.
    fn job(&mut self, due: Time, request: jobs::Request) -> JobId;
    /// Keeps a content under its digest, for jobs to name.
    fn keep(&mut self, digest: Digest, bytes: &Bytes);
    /// Answers a call that was promised.
    fn complete(&mut self, ticket: Ticket, result: Result<Response, AwsError>);
    /// Sends something on a connection that a call has left open.
    fn push(&mut self, ticket: Ticket, pushed: Pushed);
    /// Adds to a metric.
    fn metric(&mut self, metric: Metric<'_>);
    /// Adds to the bill.
    fn charge(&mut self, price: &'static Price, quantity: f64);
    /// Writes to the event log.
    fn note(&mut self, note: Note);
}

/// The outside: the only way for a service to know the time, to draw, to
/// schedule, to call, and to submit a job.
pub struct Ctx<'a, E> {
    host: &'a mut dyn Host<E>,
}

impl<'a, E> Ctx<'a, E> {
    /// The outside, as `host` gives it.
    pub fn new(host: &'a mut dyn Host<E>) -> Self {
        Self { host }
    }

    /// The present instant.
    pub fn now(&self) -> Time {
        self.host.now()
    }

    /// The present instant as a date.
    pub fn date(&self) -> Timestamp {
        self.date_of(self.now())
    }

    /// An instant of the run as a date.
    pub fn date_of(&self, time: Time) -> Timestamp {
        Timestamp(self.host.start_epoch_ms() + time.as_ms())
    }

    /// A date as an instant of the run; dates before its start give the start.
    pub fn time_of(&self, date: Timestamp) -> Time {
        Time::from_ms(date.0.saturating_sub(self.host.start_epoch_ms()))
    }

    /// 64 random bits from this service's stream `stream`.
    pub fn draw(&mut self, stream: &str) -> u64 {
        self.host.draw(stream)
    }

    /// A random whole number from 0 to `bound` - 1.
    pub fn draw_below(&mut self, stream: &str, bound: u64) -> u64 {
        sim::draws::scale(self.host.draw(stream), bound)
    }

    /// Schedules `event` for this service in `delay_us` microseconds.
    pub fn schedule(&mut self, delay_us: u64, event: E) {
        let at = self.now() + delay_us;
        self.host.schedule(at, event);
    }

    /// Schedules `event` for this service at `at` (now, if that has passed).
    pub fn schedule_at(&mut self, at: Time, event: E) {
        let at = at.max(self.now());
        self.host.schedule(at, event);
    }

    /// Calls through the door as `principal`, and gets the response at once. Errors: what AWS answers, a
    /// denial among them. A call back into the service that is calling is a bug, and so is one that is answered later or
    /// that leaves a connection open.
    pub fn call<O: Operation>(&mut self, principal: &Principal, operation: O) -> Result<O::Output, AwsError> {
        O::output(self.host.call(principal, operation.into_request())?).ok_or_else(anothers)
    }

    /// Calls through the door, as a program outside the account: what [`Reply::Later`] promises and what comes on the connection
    /// of a [`Reply::Open`] is [`crate::Arrived`], under the ticket. Errors as of [`Ctx::call`].
    pub fn ask<O: Operation>(&mut self, principal: &Principal, operation: O) -> Result<Reply<O::Output>, AwsError> {
        Ok(match self.host.ask(principal, operation.into_request())? {
            Reply::Now(response) => Reply::Now(O::output(response).ok_or_else(anothers)?),
            Reply::Later(ticket) => Reply::Later(ticket),
            Reply::Open(response, ticket) => Reply::Open(O::output(response).ok_or_else(anothers)?, ticket),
        })
    }

    /// Assumes the role `role_arn`, which must exist and trust this service. Errors: `AccessDenied`.
    pub fn assume(&mut self, role_arn: &str) -> Result<Principal, AwsError> {
        self.host.assume(role_arn)
    }

    /// Submits a job: its answer comes through [`crate::Service::answer`] at `delay_us` from now, never before.
    /// Compute the delay from the job's input and from a draw, not from what it will answer.
    pub fn job(&mut self, delay_us: u64, request: jobs::Request) -> JobId {
        let due = self.now() + delay_us;
        self.host.job(due, request)
    }

    /// Keeps a content, so that a job can name it.
    pub fn keep(&mut self, bytes: &Bytes) -> Digest {
        let digest = Digest::of(bytes);
        self.host.keep(digest, bytes);
        digest
    }

    /// Keeps a content whose digest is known, without reading it again.
    pub fn keep_as(&mut self, digest: Digest, bytes: &Bytes) {
        debug_assert_eq!(digest, Digest::of(bytes), "a content is kept under its own digest");
        self.host.keep(digest, bytes);
    }

    /// Answers a call that was promised with [`crate::Reply::Later`].
    pub fn complete(&mut self, ticket: Ticket, result: Result<Response, AwsError>) {
        self.host.complete(ticket, result);
    }

    /// Sends an event on a connection that a call has left open with [`crate::Reply::Open`].
    pub fn push(&mut self, ticket: Ticket, event: StreamEvent) {
        self.host.push(ticket, Pushed::Event(event));
    }

    /// Ends such a connection: with nothing, or with what went wrong.
    pub fn close(&mut self, ticket: Ticket, result: Result<(), AwsError>) {
        self.host.push(ticket, Pushed::End(result));
    }

    /// Adds a datum to this minute of a metric, of which sum, number and maximum are kept; `dimension` is its name and value.
    pub fn metric(&mut self, namespace: &'static str, name: &'static str, dimension: (&'static str, &str), value: f64) {
        self.host.metric(Metric { namespace, name, dimension, value });
    }

    /// Adds `quantity` units to the bill.
    pub fn charge(&mut self, price: &'static Price, quantity: f64) {
        self.host.charge(price, quantity);
    }

    /// Writes a line into the event log.
    pub fn note(&mut self, note: Note) {
        self.host.note(note);
    }
}

fn anothers() -> AwsError {
    AwsError::new("InternalFailure", "the response is another operation's").with_status(500)
}
