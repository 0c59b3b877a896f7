//! The account: all services behind the one door.
//!
//! - [`door`]: every call goes authorize → limit → serve → meter → record, whoever makes it.
//! - [`world`]: the account as a [`sim::World`]: commands from outside, events, jobs.
//! - [`lent`]: the outside that a service sees while it is served.
//! - [`trail`], [`meter`]: what was called, counted and billed; [`events`]: what happened.
//! - [`follow`]: one record's way through everything, by its identity.

mod door;
mod events;
mod follow;
mod lent;
mod meter;
mod services;
mod trail;
mod world;

pub use events::NoteEntry;
pub use follow::{Hop, Stage, Trace};
pub use meter::{BillItem, Meter, Minute, Series};
pub use services::Services;
pub use trail::{Trail, TrailEntry};
pub use world::{Account, Command, Completed, Event, Outcome, PendingJob};

/// A run of an account.
pub type Run = sim::Timeline<Account>;
