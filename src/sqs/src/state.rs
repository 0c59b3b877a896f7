//! What the service holds: queues and the messages in them. What was sent lies behind [`Arc`] once and for all: clones of
//! the account, dead-letter queues and answers share it. Everything that changes with a message is in its [`Slot`].

use crate::bucket::Bucket;
use crate::chance::mixed;
use crate::limits;
use crate::memory::Memory;
use crate::settings::Settings;
use crate::tasks::Task;
use crate::waiting::Waiter;
use api::Timestamp;
use api::sqs::{MessageAttributes, Text};
use imbl::{OrdMap, Vector};
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The service.
#[derive(Clone, Debug, Default)]
pub struct Sqs {
    /// Each behind its own pointer, so that a change after a clone copies one queue's roots, and no message.
    pub(crate) queues: BTreeMap<Arc<str>, Arc<Queue>>,
    /// Names of deleted queues, and since when.
    pub(crate) deleted: BTreeMap<Arc<str>, Time>,
}

/// Message numbers in an order: by the time of something, by machine, by group; the second word keeps them apart.
pub(crate) type Index = OrdMap<(u64, u64), u64>;

/// What a sender has sent. It never changes.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// `AIDA…` or `AROA…:session`
    pub sender: Arc<str>,
    pub at: Timestamp,
    pub body: Text,
    pub md5_of_body: Arc<str>,
    pub attributes: Arc<MessageAttributes>,
    pub trace_header: Option<String>,
    pub group: Option<Arc<str>>,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Anybody may receive it.
    Visible,
    /// Sent with a delay that is not over.
    Delayed {
        /// In a standard queue, when it becomes visible; in a FIFO queue, when it was sent, as the queue's delay rules all.
        key_us: u64,
    },
    /// Received and not yet deleted.
    InFlight {
        /// When it becomes visible again.
        until_us: u64,
        /// When it was received.
        received_us: u64,
    },
}

/// A message in a queue.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub sent: Arc<Sent>,
    pub id: u128,
    pub place: Place,
    /// Its turn among the visible ones of a standard queue.
    pub rank: u64,
    /// From when its retention counts.
    pub enqueued_us: u64,
    /// When it came into this queue.
    pub since_us: u64,
    /// Receives in all queues.
    pub receives: u32,
    /// Receives in this queue; the last one's handle is good.
    pub receipts: u32,
    pub first_received: Option<Timestamp>,
    /// Of a FIFO queue.
    pub deduplication_id: Option<Arc<str>>,
    /// Of a FIFO queue.
    pub sequence: Option<u128>,
    /// The queue that gave it up, for a dead letter.
    pub dead_from: Option<Arc<str>>,
}

/// A group of a FIFO queue that has messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub number: u64,
    pub in_flight: u32,
    /// The first message, if it may be received now.
    pub ready: Option<u64>,
}

/// What has happened to messages since the queue was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sent and taken in.
    pub sent: u64,
    /// Sent again within five minutes, and not taken in.
    pub deduplicated: u64,
    /// Moved in: dead letters of other queues, and by tasks.
    pub moved_in: u64,
    /// Given to a receiver; one message may be given several times.
    pub received: u64,
    /// Receives without a message.
    pub empty_receives: u64,
    /// Deleted by a receiver.
    pub deleted: u64,
    /// Given up and moved to the dead-letter queue.
    pub dead: u64,
    /// Moved out by tasks.
    pub moved_out: u64,
    /// Gone by retention.
    pub expired: u64,
    /// Gone by a purge.
    pub purged: u64,
    /// Seen again because a copy stayed: at-least-once delivery.
    pub duplicated: u64,
    /// Calls refused because there were too many in a second.
    pub throttled: u64,
    /// Messages of a FIFO group that were given before an older one: never.
    pub overtaken: u64,
}

/// A queue.
#[derive(Clone, Debug)]
pub struct Queue {
    pub(crate) name: Arc<str>,
    pub(crate) created: Time,
    pub(crate) modified: Time,
    pub(crate) start_epoch_ms: u64,
    pub(crate) settings: Settings,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) counts: Counts,
    /// The next message's number, and the next rank.
    pub(crate) next: u64,
    pub(crate) messages: OrdMap<u64, Arc<Slot>>,
    /// The last ones that came, whatever has become of them: number, id, and when.
    pub(crate) arrivals: Vector<(u64, u128, u64)>,
    /// By when they become visible again.
    pub(crate) in_flight: Index,
    /// By [`Place::Delayed`]'s key.
    pub(crate) delayed: Index,
    /// Of a standard queue: visible ones by machine and rank.
    pub(crate) visible: Index,
    /// By when their retention began.
    pub(crate) oldest: Index,
    /// By when they came, without those that were received too often.
    pub(crate) ages: Index,
    /// Of a FIFO queue: all, by group and number.
    pub(crate) members: Index,
    /// Of a FIFO queue: first messages of groups that may be received from, by number and group.
    pub(crate) ready: Index,
    pub(crate) groups: OrdMap<Arc<str>, Group>,
    pub(crate) groups_in_flight: u64,
    pub(crate) memory: Memory,
    pub(crate) waiting: Vec<Waiter>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) buckets: [Bucket; 4],
    /// When the last purge was asked for.
    pub(crate) purge_asked: Option<Time>,
    /// When messages below a number go.
    pub(crate) purge: Option<(Time, u64)>,
    /// When the next event comes, if one does.
    pub(crate) wake_at: Option<Time>,
    /// When a call was last refused because of a limit.
    pub(crate) refused_at: Option<Time>,
    /// When it was last called.
    pub(crate) active: Time,
    /// Whether the end of this minute is arranged.
    pub(crate) measured: bool,
    /// One message in so many leaves a copy behind.
    pub(crate) copy_one_in: u64,
}

impl Sqs {
    /// Lets one message in so many leave a copy behind, in the queues that are there. For tests, to which the usual chance is too small.
    pub fn leave_copies(&mut self, one_in: u64) {
        self.queues.values_mut().for_each(|queue| Arc::make_mut(queue).copy_one_in = one_in);
    }
}

impl Queue {
    pub(crate) fn new(name: Arc<str>, settings: Settings, now: Time, start_epoch_ms: u64) -> Self {
        Self {
            name,
            created: now,
            modified: now,
            start_epoch_ms,
            settings,
            tags: BTreeMap::new(),
            counts: Counts::default(),
            next: 0,
            messages: OrdMap::new(),
            arrivals: Vector::new(),
            in_flight: Index::new(),
            delayed: Index::new(),
            visible: Index::new(),
            oldest: Index::new(),
            ages: Index::new(),
            members: Index::new(),
            ready: Index::new(),
            groups: OrdMap::new(),
            groups_in_flight: 0,
            memory: Memory::default(),
            waiting: Vec::new(),
            tasks: Vec::new(),
            buckets: [Bucket::default(); 4],
            purge_asked: None,
            purge: None,
            wake_at: None,
            refused_at: None,
            active: now,
            measured: false,
            copy_one_in: limits::COPY_ONE_IN,
        }
    }

    /// An instant of the run as a date.
    pub(crate) fn date(&self, time: Time) -> Timestamp {
        Timestamp(self.start_epoch_ms + time.as_ms())
    }

    /// The next number.
    pub(crate) fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// The sequence number of the message with this number: large and rising, as AWS's.
    pub(crate) fn sequence(number: u64) -> u128 {
        18_850_000_000_000_000_000 + u128::from(number) * 256
    }

    /// Where a visible message of a standard queue is kept.
    pub(crate) fn turn(&self, number: u64, slot: &Slot) -> (u64, u64) {
        (mixed(number ^ self.created.0) % limits::SERVERS, slot.rank)
    }
}
