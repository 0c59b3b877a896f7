//! What a service is built against: [`Service`], its context [`Ctx`], and what
//! it hands out. A service is a plain state machine: it sees the outside only
//! through its context, knows no other service, and is never `async`.
//!
//! An operation validates everything and then commits: a failed one has
//! changed nothing. What AWS does asynchronously is an event, never a nested
//! call.

pub mod constraints;
mod ctx;
mod facts;
pub mod testing;

pub use ctx::{Ctx, Host};
pub use facts::{Law, Metric, Note, Price, Severity, Standing};

use api::{AwsError, Principal, Response, StreamEvent};
use sim::{JobId, Time};

/// Does a thing in a function of its own, which no optimiser takes into its caller. The page loads first the functions that its
/// start runs; so what a service does rarely must not lie within one that does everything.
#[inline(never)]
pub fn apart<R>(work: impl FnOnce() -> R) -> R {
    work()
}

/// A call that will be answered later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What a call gets at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply<R> {
    /// The response.
    Now(R),
    /// A promise: the service passes the ticket to [`Ctx::complete`] in a later event.
    Later(Ticket),
    /// The response, and a connection that stays open: the service passes the ticket to [`Ctx::push`] in later
    /// events, and to [`Ctx::close`] in the end, unless the caller leaves before ([`Service::left`]).
    Open(R, Ticket),
}

impl<R> Reply<R> {
    /// The same with another response.
    pub fn map<T>(self, response: impl FnOnce(R) -> T) -> Reply<T> {
        match self {
            Self::Now(it) => Reply::Now(response(it)),
            Self::Later(ticket) => Reply::Later(ticket),
            Self::Open(it, ticket) => Reply::Open(response(it), ticket),
        }
    }
}

/// What comes on a connection that a call has left open.
#[derive(Clone, Debug, PartialEq)]
pub enum Pushed {
    /// An event.
    Event(StreamEvent),
    /// The end, after which nothing comes: `Ok` where the connection was served to its end.
    End(Result<(), AwsError>),
}

/// What comes to a program outside the account after its call.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one a call, and never kept in numbers")]
pub enum Arrived {
    /// The answer that was promised.
    Answer(Result<Response, AwsError>),
    /// Something on a connection that was left open.
    Pushed(Pushed),
}

/// Who calls, and under which ticket the answer is awaited should it come later.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// Valid for this call; use it in [`Reply::Later`] or [`Reply::Open`].
    pub ticket: Ticket,
}

/// What a call needs to be allowed: an IAM action on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// `kinesis:PutRecords`
    pub action: &'static str,
    /// An ARN, or `*` for calls that have no resource.
    pub resource: String,
}

impl Access {
    /// `action` on `resource`.
    pub fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self { action, resource: resource.into() }
    }
}

/// How a call is entered in the trail, and how often it may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Data events (a record, an object, a search) are counted and the last 1,000 shown; management
    /// events are kept.
    pub data_event: bool,
    /// It changes nothing.
    pub read_only: bool,
    /// A quota of the whole account for this operation: calls a second. The door answers with
    /// [`Service::throttled`] beyond it.
    pub calls_per_second_max: Option<u32>,
}

/// One of the account's services.
pub trait Service: Clone {
    /// Its part of `api`.
    type Request: Clone;
    /// Its part of `api`.
    type Response;
    /// What it schedules for itself.
    type Event: Clone + std::hash::Hash;

    /// What the caller must be allowed. All entries must be; the first one that is not is named in the error.
    fn access(&self, request: &Self::Request) -> Vec<Access>;

    /// How the call is entered and limited.
    fn class(&self, request: &Self::Request) -> Class;

    /// The error for a call beyond [`Class::calls_per_second_max`].
    fn throttled(&self) -> AwsError {
        AwsError::new("ThrottlingException", "Rate exceeded")
    }

    /// The error for a call that IAM does not allow; `message` is IAM's sentence.
    fn denied(&self, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message)
    }

    /// Serves an authorized call.
    fn call(
        &mut self,
        caller: &Caller,
        request: Self::Request,
        ctx: &mut Ctx<'_, Self::Event>,
    ) -> Result<Reply<Self::Response>, AwsError>;

    /// Takes an event that this service scheduled.
    fn event(&mut self, event: Self::Event, ctx: &mut Ctx<'_, Self::Event>);

    /// Takes the answer to a job that this service submitted.
    fn answer(&mut self, _job: JobId, _answer: &Result<jobs::Answer, jobs::Failure>, _ctx: &mut Ctx<'_, Self::Event>) {}

    /// Whoever holds the other end of a connection that a call has left open has closed it. A ticket of another service's
    /// names nothing here. What was on its way is lost, and [`Ctx::close`] is not called for it any more.
    fn left(&mut self, _ticket: Ticket) {}

    /// What is billed by time at this instant: quantities per hour. The account asks once a virtual minute.
    fn standing(&self, _now: Time) -> Vec<Standing> {
        Vec::new()
    }

    /// The laws of this service, each with whether it holds now.
    fn laws(&self) -> Vec<Law>;
}
