//! What a timeline asks of the state that it carries through time.

use crate::Time;
use serde::{Deserialize, Serialize};

/// The name of a job within its run: whole numbers in the order of submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// A job that has been submitted and not yet been taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The job.
    pub job: JobId,
    /// The instant that the clock does not pass without its answer.
    pub due: Time,
    /// Equal requests have equal keys, so an answer can be used again.
    pub key: u128,
}

/// A state that commands and events change. Cloning must be cheap (share what
/// is large), and equal states must go on equally.
pub trait World: Clone {
    /// What comes from outside.
    type Command: Clone;
    /// What a command gives back at once.
    type Reply;
    /// What an engine answers to a job.
    type Answer: Clone;

    /// The present instant.
    fn now(&self) -> Time;

    /// Moves the clock to `time`, where no event lies between.
    fn move_to(&mut self, time: Time);

    /// When the next event is due.
    fn next_due(&self) -> Option<Time>;

    /// The job whose answer the next event needs, if it needs one.
    fn next_needs(&self) -> Option<Pending>;

    /// Takes the next event; `answer` is what [`World::next_needs`] asked for.
    fn step(&mut self, answer: Option<&Self::Answer>);

    /// How many events have been taken.
    fn steps(&self) -> u64;

    /// Serves a command at the present instant.
    fn command(&mut self, command: &Self::Command) -> Self::Reply;
}
