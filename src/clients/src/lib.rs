//! Programs outside the account: producers that put records. They know only the door: each call goes through it as
//! the IAM user `producer`. What a reader sets stands in [`Settings`]; what a producer has done, in [`ProducerView`].
//!
//! - `settings`: members of `producers/NAME`, checked; `shape`: how a rate changes over time.
//! - `flights`, `clicks`, `file`: where records come from; `source`: the one seam to all three.
//! - `producer`: making, batching, putting, putting again.

mod civil;
mod clicks;
mod consumer;
mod file;
mod flights;
mod producer;
mod ring;
mod settings;
mod shape;
mod source;
mod views;

pub use consumer::RECENT_MAX;
pub use consumer::settings::{
    Health, Reading, Settings as ConsumerSettings, Source as ConsumerSource, Start, WORKERS_MAX,
};
pub use consumer::views::{Calls, Checkpoint, ConsumerView, Handled, LeaseState, LeaseView, Turn, What, WorkerView};
pub use file::{FileRecords, Problem};
pub use flights::Flights;
pub use producer::{RETRY_RECORDS_MAX, TICK_US};
pub use settings::{Settings, SourceName, Target};
pub use shape::Shape;
pub use views::ProducerView;

use api::Principal;
use bytes::Bytes;
use producer::Producer;
use serde_json::{Value, json};
use service::{Ctx, Law};
use source::Data;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The IAM user that all producers are.
pub const USER: &str = "producer";

/// Programs outside the account.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    producers: BTreeMap<Arc<str>, Producer>,
    data: Data,
    /// How many producers have been made: tells one from an earlier one of its name.
    made: u64,
}

/// What the clients schedule for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A producer makes and puts what is due.
    Tick {
        /// Its name.
        producer: Arc<str>,
        /// Which one of that name.
        generation: u64,
    },
}

impl Clients {
    /// Takes an event that was scheduled.
    pub fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        let Event::Tick { producer: name, generation } = &event;
        let Some(producer) = self.producers.get_mut(name).filter(|it| it.generation == *generation) else { return };
        if producer.tick(&self.data, &Principal::User(USER.into()), ctx) {
            ctx.schedule(TICK_US, event);
        }
    }

    /// Changes a setting: `producers/NAME` to an object with some of `source`, `target`, `rate`, `shape`, `keyField`,
    /// `seed`, `running`; or `producers/NAME/MEMBER` to one value. A new name makes a producer; `null` or
    /// `{"remove": true}` removes one.
    /// Errors: what is wrong, with its place; then nothing has changed.
    pub fn set(&mut self, path: &str, value: &Value, ctx: &mut Ctx<'_, Event>) -> Result<(), String> {
        let parts: Vec<&str> = path.split('/').collect();
        let (name, wrapped);
        let value = match parts.as_slice() {
            ["producers", it] => {
                name = *it;
                value
            }
            ["producers", it, member] => {
                name = *it;
                wrapped = json!({ *member: value });
                &wrapped
            }
            _ => return Err(format!("unknown setting '{path}'; expected 'producers/NAME'")),
        };
        settings::check_name(name)?;
        if value.is_null() || *value == json!({ "remove": true }) {
            let removed = self.producers.remove(name);
            return removed.map(|_| ()).ok_or_else(|| format!("there is no producer '{name}'"));
        }
        let before = self.producers.get(name).map(|producer| &producer.settings);
        let settings = settings::change(before, &format!("producers/{name}"), value, &self.data)?;
        if !self.producers.contains_key(name) {
            self.made += 1;
            let name: Arc<str> = name.into();
            self.producers.insert(name.clone(), Producer::new(name, settings.clone(), self.made));
        }
        let Some(producer) = self.producers.get_mut(name) else { return Ok(()) };
        if producer.apply(settings) {
            let at = sim::Time(ctx.now().0.next_multiple_of(TICK_US));
            ctx.schedule_at(at, Event::Tick { producer: producer.name.clone(), generation: producer.generation });
        }
        Ok(())
    }

    /// Takes a reader's file: CSV with a header, JSON Lines, or a JSON array. Gives `{"source": "file:NAME", "format",
    /// "records", "fields", "problems": [{"line", "column", "message"}], "moreProblems"}`; records with problems are left
    /// out, the others kept. Errors: nothing in it can be read.
    pub fn input(&mut self, name: &str, bytes: Bytes) -> Result<Value, String> {
        settings::check_name(name)?;
        let records = FileRecords::read(&bytes).map_err(|text| format!("'{name}': {text}"))?;
        let told = json!({
            "source": format!("file:{name}"),
            "format": records.format(),
            "records": records.len(),
            "fields": records.fields(),
            "problems": records.problems(),
            "moreProblems": records.problems_more(),
        });
        self.data.files.insert(name.into(), Arc::new(records));
        Ok(told)
    }

    /// The data set that a running producer waits for.
    pub fn needs_data(&self) -> Option<&'static str> {
        let wants = |producer: &Producer| producer.settings.running && producer.settings.source == SourceName::Flights;
        (self.data.flights.get().is_none() && self.producers.values().any(wants)).then_some("flights")
    }

    /// Supplies a data set, to this state and to all that were cloned from the same one: it is no part of a run.
    /// Errors: it cannot be read, or nobody knows its name.
    pub fn supply(&self, name: &str, bytes: Bytes) -> Result<(), String> {
        if name != "flights" {
            return Err(format!("unknown data set '{name}'; expected 'flights'"));
        }
        let flights = Flights::read(&bytes)?;
        // The same name always means the same bytes, so a second copy is not needed.
        let _ = self.data.flights.set(flights);
        Ok(())
    }

    /// The producers by name.
    pub fn producers(&self, now: sim::Time) -> Vec<ProducerView> {
        self.producers.values().map(|producer| producer.view(&self.data, now)).collect()
    }

    /// The flights, once they have been supplied.
    pub fn flights(&self) -> Option<&Flights> {
        self.data.flights.get()
    }

    /// The reader's files by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &FileRecords)> {
        self.data.files.iter().map(|(name, records)| (&**name, &**records))
    }

    /// The consumers by name.
    pub fn consumers(&self, _now: sim::Time) -> Vec<ConsumerView> {
        Vec::new()
    }

    /// Takes what has come after a call was answered.
    pub fn arrived(&mut self, _ticket: service::Ticket, _arrived: service::Arrived, _ctx: &mut Ctx<'_, Event>) {}

    /// What is always true of producers.
    pub fn laws(&self) -> Vec<Law> {
        let breach = self.producers.values().find_map(Producer::breach);
        vec![Law::new("CL-1", "made = accepted + waiting + dropped, for each producer", breach)]
    }
}
