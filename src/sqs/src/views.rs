//! What the page and the other readers of a state may know. Nothing here changes anything; in particular, looking is no
//! receive, as it is in AWS's console.

use crate::chance::uuid_text;
use crate::settings::Settings;
use crate::state::{Counts, Place, Queue, Sqs};
use crate::tasks::Task;
use api::sqs::Text;
use api::{Arn, Timestamp};
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its number in the queue: rising, with gaps.
    pub number: u64,
    /// Its id.
    pub id: String,
    /// The body, shared with the queue.
    pub body: Text,
    /// The group, if it has one.
    pub group: Option<Arc<str>>,
    /// Where it is.
    pub place: Place,
    /// Receives so far, in all queues.
    pub receives: u32,
    /// When it was sent.
    pub sent: Timestamp,
    /// When it came into this queue.
    pub since: Time,
    /// The queue that gave it up, for a dead letter.
    pub dead_from: Option<Arc<str>>,
}

impl Sqs {
    /// Whether there is no queue.
    pub fn is_empty(&self) -> bool {
        self.queues.is_empty()
    }

    /// All queues by name.
    pub fn queues(&self) -> impl Iterator<Item = &Queue> {
        self.queues.values().map(|queue| &**queue)
    }

    /// One queue.
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.get(name).map(|queue| &**queue)
    }

    /// The names of the queues whose dead letters go to this one.
    pub fn dead_letter_sources(&self, name: &str) -> impl Iterator<Item = Arc<str>> {
        self.sources_of(name)
    }
}

impl Queue {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        Arn::queue(&self.name)
    }

    /// When it was made.
    pub fn created(&self) -> Time {
        self.created
    }

    /// Its attributes.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its tags.
    pub fn tags(&self) -> &BTreeMap<String, String> {
        &self.tags
    }

    /// What has happened to messages since it was made.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Messages that may be received, those behind a blocked first of their group included.
    pub fn visible(&self) -> u64 {
        self.visible_count()
    }

    /// Messages received and not yet deleted.
    pub fn in_flight(&self) -> u64 {
        self.in_flight.len() as u64
    }

    /// Messages whose delay is not over.
    pub fn delayed(&self) -> u64 {
        self.delayed.len() as u64
    }

    /// Receives that wait for a message.
    pub fn waiting(&self) -> u64 {
        self.waiting.len() as u64
    }

    /// Groups of a FIFO queue that have messages, and how many of them have one in flight.
    pub fn groups(&self) -> (u64, u64) {
        (self.groups.len() as u64, self.groups_in_flight)
    }

    /// The tasks that have moved messages out of it, the latest first.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The same tasks as `ListMessageMoveTasks` gives them.
    pub fn move_tasks(&self) -> Vec<api::sqs::MoveTask> {
        self.tasks.iter().map(|task| self.describe(task)).collect()
    }

    /// The last messages that came, at most `max` and oldest first: their ids, when they came, and where they are, if they are
    /// still here.
    pub fn arrivals(&self, max: usize) -> impl Iterator<Item = (String, Time, Option<Place>)> {
        let shown = self.arrivals.iter().skip(self.arrivals.len().saturating_sub(max));
        shown.map(|(number, id, since_us)| {
            (uuid_text(*id), Time(*since_us), self.messages.get(number).map(|slot| slot.place))
        })
    }

    /// How long the oldest message has been here that was not received too often; `None` without one.
    pub fn oldest_age_us(&self, now: Time) -> Option<u64> {
        self.ages.keys().next().map(|(since_us, _)| now.0.saturating_sub(*since_us))
    }

    /// At most `max` messages from `number` on, in the order of their coming.
    pub fn look(&self, number: u64, max: usize) -> Vec<Seen> {
        let slots = self.messages.range(number..).take(max);
        slots
            .map(|(number, slot)| Seen {
                number: *number,
                id: uuid_text(slot.id),
                body: slot.sent.body.clone(),
                group: slot.sent.group.clone(),
                place: slot.place,
                receives: slot.receives,
                sent: slot.sent.at,
                since: Time(slot.since_us),
                dead_from: slot.dead_from.clone(),
            })
            .collect()
    }
}
