//! What the service schedules for itself, and what it does then.

use crate::Ctx;
use crate::consumers::ConsumerStatus;
use crate::state::{Kinesis, Status};
use service::{Note, Ticket};
use std::sync::Arc;

/// What the service schedules for itself. A stream is told from an earlier one of its name by the time of its making.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A stream becomes ACTIVE.
    Active {
        /// Its name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// A deleted stream is gone.
    Gone {
        /// Its name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// Old records go.
    Trim {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// What a stream is UPDATING to has come, or a round of it.
    Updated {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// An on-demand stream looks at its load.
    Scale {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// A consumer becomes ACTIVE, or is gone.
    Consumer {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
        /// The consumer's name.
        consumer: Arc<str>,
        /// When it was made, in microseconds.
        consumer_created_us: u64,
    },
    /// A shard pushes records to a consumer.
    Push {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
        /// The consumer's name.
        consumer: Arc<str>,
        /// The shard's number.
        shard: u32,
        /// The subscription's ticket.
        ticket: u64,
    },
}

impl Event {
    fn stream(&self) -> (&Arc<str>, u64) {
        match self {
            Self::Active { stream, created_us }
            | Self::Gone { stream, created_us }
            | Self::Trim { stream, created_us }
            | Self::Updated { stream, created_us }
            | Self::Scale { stream, created_us }
            | Self::Consumer { stream, created_us, .. }
            | Self::Push { stream, created_us, .. } => (stream, *created_us),
        }
    }
}

impl Kinesis {
    /// Takes an event. One that is about a stream, a consumer or a subscription that is no more does nothing.
    pub(crate) fn take_event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        let (name, created_us) = event.stream();
        let Some(stream) = self.streams.get_mut(name).filter(|stream| stream.created.0 == created_us) else { return };
        match &event {
            Event::Active { .. } if stream.status == Status::Creating => {
                stream.status = Status::Active;
                let note = Note::info("kinesis-stream-active").with("stream", name);
                ctx.note(note.with("shards", stream.shards.len()));
            }
            Event::Active { .. } => {}
            Event::Gone { .. } => {
                self.streams.remove(name);
                ctx.note(Note::info("kinesis-stream-deleted").with("stream", name));
            }
            Event::Trim { .. } => {
                if stream.trim_at.take_if(|at| *at == ctx.now()).is_some() {
                    stream.forget(ctx);
                    stream.arrange_trim(ctx);
                }
            }
            Event::Updated { .. } => stream.go_on(ctx),
            Event::Scale { .. } => stream.scale(ctx),
            Event::Consumer { consumer, consumer_created_us, .. } => {
                let Some(found) = stream.consumers.get_mut(consumer) else { return };
                if found.created.0 != *consumer_created_us {
                    return;
                }
                match found.status {
                    ConsumerStatus::Creating => found.status = ConsumerStatus::Active,
                    ConsumerStatus::Deleting => drop(stream.consumers.remove(consumer)),
                    ConsumerStatus::Active => {}
                }
            }
            Event::Push { consumer, shard, ticket, .. } => stream.push(consumer, *shard, Ticket(*ticket), ctx),
        }
    }
}
