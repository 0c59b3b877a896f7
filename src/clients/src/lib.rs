//! Programs outside the account: producers that put records, and consumers that read them. They know only the door: each call goes
//! through it as the IAM user `producer` or `consumer`. What a reader sets stands in [`Settings`] and [`ConsumerSettings`]; what they
//! have done, in [`ProducerView`] and [`ConsumerView`].
//!
//! - `settings`: members of `producers/NAME`, checked; `shape`: how a rate changes over time.
//! - `flights`, `clicks`, `tickers`, `file`: where records come from; `source`: the one seam to all of them.
//! - `producer`: making, aggregating, batching, putting, putting again.
//! - `consumer`: a fleet of workers over a stream's shards, or over a queue.

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
mod tickers;
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
use consumer::Consumer;
use producer::Producer;
use serde_json::{Value, json};
use service::{Arrived, Ctx, Law, Ticket};
use source::Data;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The IAM user that all producers are.
pub const USER: &str = "producer";

/// Programs outside the account.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    producers: BTreeMap<Arc<str>, Producer>,
    consumers: BTreeMap<Arc<str>, Consumer>,
    data: Data,
    /// How many programs have been made: tells one from an earlier one of its name.
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
    /// A consumer goes on.
    Step {
        /// Its name.
        consumer: Arc<str>,
        /// Which one of that name.
        generation: u64,
        /// With what.
        step: consumer::Step,
    },
}

impl Clients {
    /// Takes an event that was scheduled.
    pub fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match &event {
            Event::Tick { producer, generation } => {
                let Some(producer) = self.producers.get_mut(producer) else { return };
                if producer.generation == *generation && producer.tick(&self.data, &Principal::User(USER.into()), ctx) {
                    ctx.schedule(TICK_US, event);
                }
            }
            Event::Step { consumer, generation, step } => {
                let Some(consumer) = self.consumers.get_mut(consumer) else { return };
                if consumer.generation == *generation {
                    consumer.step(*step, &Principal::User(consumer::USER.into()), ctx);
                }
            }
        }
    }

    /// Takes what has come after a call was answered: to the consumer that waits for it, if it still does.
    pub fn arrived(&mut self, ticket: Ticket, arrived: Arrived, ctx: &mut Ctx<'_, Event>) {
        if let Some(consumer) = self.consumers.values_mut().find(|consumer| consumer.waits_for(ticket)) {
            consumer.arrived(ticket, arrived, ctx);
        }
    }

    /// Changes a setting: `producers/NAME` or `consumers/NAME` to an object with some of its members; or `…/NAME/MEMBER` to one value. A
    /// new name makes a program; `null` or `{"remove": true}` removes one. `consumers/NAME/replay` begins a stream again.
    /// Gives what a consumer has done so far ([`ConsumerView::to_json`]), of a producer `{}`. Errors: what is wrong, with its place; then
    /// nothing has changed.
    pub fn set(&mut self, path: &str, value: &Value, ctx: &mut Ctx<'_, Event>) -> Result<Value, String> {
        self.change(path, value, ctx)?;
        let name = path.strip_prefix("consumers/").and_then(|rest| rest.split('/').next());
        let consumer = name.and_then(|name| self.consumers.get(name));
        Ok(consumer.map_or_else(|| json!({}), |consumer| consumer.view(ctx.now()).to_json()))
    }

    fn change(&mut self, path: &str, value: &Value, ctx: &mut Ctx<'_, Event>) -> Result<(), String> {
        let parts: Vec<&str> = path.split('/').collect();
        let wrapped;
        let (kind, name, value) = match parts.as_slice() {
            ["consumers", name, "replay"] => {
                settings::read_bool(value, path)?;
                let consumer = self.consumers.get_mut(*name).ok_or_else(|| format!("there is no consumer '{name}'"))?;
                return if *value == Value::Bool(true) { consumer.replay(ctx) } else { Ok(()) };
            }
            [kind @ ("producers" | "consumers"), name] => (*kind, *name, value),
            [kind @ ("producers" | "consumers"), name, member] => {
                wrapped = json!({ *member: value });
                (*kind, *name, &wrapped)
            }
            _ => return Err(format!("unknown setting '{path}'; expected 'producers/NAME' or 'consumers/NAME'")),
        };
        settings::check_name(name)?;
        let removes = value.is_null() || *value == json!({ "remove": true });
        match (kind, removes) {
            ("producers", true) => match self.producers.remove(name) {
                Some(_) => Ok(()),
                None => Err(format!("there is no producer '{name}'")),
            },
            ("producers", false) => self.set_producer(name, value, ctx),
            (_, true) => match self.consumers.remove(name) {
                Some(mut consumer) => {
                    consumer.end(ctx);
                    Ok(())
                }
                None => Err(format!("there is no consumer '{name}'")),
            },
            (_, false) => self.set_consumer(name, value, ctx),
        }
    }

    fn set_producer(&mut self, name: &str, value: &Value, ctx: &mut Ctx<'_, Event>) -> Result<(), String> {
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

    fn set_consumer(&mut self, name: &str, value: &Value, ctx: &mut Ctx<'_, Event>) -> Result<(), String> {
        // The name is that of a registered consumer too, with enhanced fan-out.
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
            return Err(format!("the name '{name}' has other characters than letters, digits, '_', '.' and '-'"));
        }
        let before = self.consumers.get(name).map(|consumer| &consumer.settings);
        let settings = consumer::settings::change(before, &format!("consumers/{name}"), value)?;
        // With another source it is another program, which knows nothing of what the one before did.
        if let Some(before) = self.consumers.get_mut(name).filter(|it| it.settings.source != settings.source) {
            before.end(ctx);
            self.consumers.remove(name);
        }
        if !self.consumers.contains_key(name) {
            self.made += 1;
            let name: Arc<str> = name.into();
            self.consumers.insert(name.clone(), Consumer::new(name, settings.clone(), self.made));
        }
        if let Some(consumer) = self.consumers.get_mut(name) {
            consumer.apply(settings, ctx);
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
    pub fn consumers(&self, now: sim::Time) -> Vec<ConsumerView> {
        self.consumers.values().map(|consumer| consumer.view(now)).collect()
    }

    /// What is always true of producers and consumers.
    pub fn laws(&self) -> Vec<Law> {
        let breach = self.producers.values().find_map(Producer::breach);
        let of = |law: &str| {
            let breaches = self.consumers.values().filter_map(Consumer::breach);
            breaches.filter(|(broken, _)| *broken == law).map(|(_, text)| text).next()
        };
        vec![
            Law::new("CL-1", "made = accepted + waiting + held back + dropped, for each producer", breach),
            Law::new("CL-2", "a shard is read after its parents' ends", of("CL-2")),
            Law::new("CL-3", "what is written down as handled was handled", of("CL-3")),
        ]
    }
}
