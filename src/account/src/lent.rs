//! The outside that a service sees while it is served.

use crate::events::NoteEntry;
use crate::world::{Account, Event};
use api::{AwsError, Principal, Request, Response, ServiceId};
use bytes::Bytes;
use jobs::Digest;
use service::{Host, Metric, Note, Price, Pushed, Reply, Ticket};
use sim::{JobId, Time};

/// The account without the service that is being served.
pub(crate) struct Lent<'a, E> {
    account: &'a mut Account,
    owner: Option<ServiceId>,
    wrap: fn(E) -> Event,
}

impl<'a, E> Lent<'a, E> {
    /// For a service.
    pub fn new(account: &'a mut Account, owner: ServiceId, wrap: fn(E) -> Event) -> Self {
        Self { account, owner: Some(owner), wrap }
    }

    /// For the programs outside the account.
    pub fn outside(account: &'a mut Account, wrap: fn(E) -> Event) -> Self {
        Self { account, owner: None, wrap }
    }

    fn name(&self) -> &'static str {
        self.owner.map_or("clients", ServiceId::name)
    }
}

impl<E> Host<E> for Lent<'_, E> {
    fn now(&self) -> Time {
        self.account.now
    }

    fn start_epoch_ms(&self) -> u64 {
        self.account.start_epoch_ms
    }

    fn draw(&mut self, stream: &str) -> u64 {
        let name = format!("{}/{stream}", self.name());
        self.account.draws.next(&name)
    }

    fn schedule(&mut self, at: Time, event: E) {
        let at = at.max(self.account.now);
        self.account.queue.schedule(at, (self.wrap)(event));
    }

    fn call(&mut self, principal: &Principal, request: Request) -> Result<Response, AwsError> {
        let name = request.name();
        match self.ask(principal, request)? {
            Reply::Now(response) => Ok(response),
            Reply::Later(_) | Reply::Open(..) => {
                debug_assert!(false, "{name} is answered later, or in parts, and cannot be called from inside");
                Err(AwsError::new("InternalFailure", format!("{name} is answered later")).with_status(500))
            }
        }
    }

    fn ask(&mut self, principal: &Principal, request: Request) -> Result<Reply<Response>, AwsError> {
        let ticket = self.account.new_ticket();
        let reply = self.account.door(principal, request, ticket)?;
        if self.owner.is_none() && !matches!(reply, Reply::Now(_)) {
            self.account.expected.insert(ticket);
        }
        Ok(reply)
    }

    fn assume(&mut self, role_arn: &str) -> Result<Principal, AwsError> {
        self.account.iam().assume(role_arn, self.owner)
    }

    fn job(&mut self, due: Time, request: jobs::Request) -> JobId {
        let Some(owner) = self.owner else { return JobId(u64::MAX) };
        self.account.submit(owner, due, request)
    }

    fn keep(&mut self, digest: Digest, bytes: &Bytes) {
        self.account.contents.insert(digest, bytes.clone());
    }

    fn complete(&mut self, ticket: Ticket, result: Result<Response, AwsError>) {
        self.account.complete(ticket, result);
    }

    fn push(&mut self, ticket: Ticket, pushed: Pushed) {
        self.account.push(ticket, pushed);
    }

    fn metric(&mut self, metric: Metric<'_>) {
        self.account.meter.add(self.account.now, &metric);
    }

    fn charge(&mut self, price: &'static Price, quantity: f64) {
        self.account.meter.charge(price, quantity);
    }

    fn note(&mut self, note: Note) {
        let service = self.name();
        self.account.notes.push(NoteEntry { at: self.account.now, service, note });
    }
}
