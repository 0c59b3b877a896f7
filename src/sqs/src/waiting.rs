//! Long polls: receives that wait for a first message, in virtual time.

use service::Ticket;
use sim::Time;
use std::sync::Arc;

/// What a receive wants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub max: usize,
    pub visibility_us: u64,
    /// System attributes; `All` for all.
    pub system: Vec<String>,
    /// Attributes: names, `prefix.*`, `All`, `.*`.
    pub attributes: Vec<String>,
    /// `ReceiveRequestAttemptId`
    pub attempt: Option<String>,
}

/// A receive that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiter {
    pub ticket: Ticket,
    /// When it ends with nothing.
    pub until: Time,
    pub wanted: Arc<Wanted>,
}
