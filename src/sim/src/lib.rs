//! Discrete-event simulation that can be paused, stepped, scrubbed, forked and
//! replayed: virtual clock, one event queue, named random streams, run hash,
//! timeline. It knows no word of AWS and nothing of what the events mean.
//!
//! - [`Time`]: whole microseconds since the run's start.
//! - [`calendar`]: dates and their text.
//! - [`Queue`]: events in the order (time, sequence).
//! - [`Draws`]: random numbers by name; a new draw in one stream shifts no other.
//! - [`RunHash`]: one number for everything that has happened.
//! - [`World`] and [`Timeline`]: a state that commands and events change, and
//!   the log, checkpoints and branches around it.

pub mod calendar;
pub mod draws;
mod hash;
mod queue;
pub mod time;
mod timeline;
mod world;

pub use draws::Draws;
pub use hash::{RunHash, StableHasher};
pub use queue::Queue;
pub use time::Time;
pub use timeline::{Entry, LoggedAnswer, Progress, Saved, SetAside, Timeline};
pub use world::{JobId, Pending, World};
