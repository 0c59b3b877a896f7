//! One producer: ten times a second it makes the records that are due, puts them in batches, and puts again what was
//! refused. Rates are whole numbers, so that 200 records a second are exactly 20 a tick.
//!
//! - `call`: the records of one call; `targets`: the three places that take them.
//! - `held`: records that are sent late.
//! - `backlog`: what waits to be put again, for how long, and when it is given up.
//! - `aggregator`: many records in one, as Amazon's producer library puts them.

mod aggregator;
mod backlog;
mod call;
mod held;
mod targets;

use crate::Event;
use crate::file::RECORD_BYTES_MAX;
use crate::ring::Ring;
use crate::settings::{Settings, Target};
use crate::source::{Data, Key, Source, When};
use crate::views::ProducerView;
use aggregator::{Aggregator, Closed, ShardMap};
use api::{AwsError, Item, Principal};
use backlog::{Backlog, backoff_us};
use bytes::Bytes;
use call::{Call, Mark, Marks, Refused};
use held::{Held, Made, late_us};
use service::{Ctx, Note};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;
pub use targets::queue_url;

/// How often a producer puts.
pub const TICK_US: u64 = SECOND_US / 10;
/// Refused records that a producer keeps to put again; what comes beyond is dropped.
pub const RETRY_RECORDS_MAX: usize = 10_000;
/// Of these, so many are put again in one tick.
const RETRY_RECORDS_PER_TICK: u64 = 1_000;
/// How long a producer waits for an answer before it takes the call for failed. Source: KPL's `RequestTimeout`.
const ANSWER_US_MAX: u64 = 6 * SECOND_US;
/// 256 characters of four bytes.
const KEY_BYTES_MAX: usize = 1_024;
/// The accumulator counts in these parts of a record: thousandths of the rate, of its shape, and tenths of a second.
const RECORD: u64 = 10_000_000;

/// A producer.
#[derive(Clone, Debug)]
pub struct Producer {
    pub(crate) name: Arc<str>,
    pub(crate) generation: u64,
    pub(crate) settings: Settings,
    /// Whether a tick is scheduled.
    ticking: bool,
    /// What is due, in parts of a record.
    due: u64,
    /// The next record of the source.
    position: u64,
    /// Made, and sent later.
    held: Held,
    backlog: Backlog,
    /// For aggregation.
    shards: Option<Arc<ShardMap>>,
    made: u64,
    sent: u64,
    accepted: u64,
    /// Accepted by calls whose answers were lost.
    doubled: u64,
    again: u64,
    dropped: u64,
    lap: u64,
    error: Option<AwsError>,
    last_error: Option<Time>,
    last_note: Option<Time>,
    last_drop_note: Option<Time>,
    dropped_untold: u64,
    ticks_sent: Ring<10>,
    ticks_refused: Ring<10>,
    seconds_sent: Ring<30>,
}

/// What a tick has put so far.
struct Tick<'a> {
    principal: &'a Principal,
    buffer: Vec<u8>,
    items: Vec<Item>,
    /// Of aggregated records and where some are late; else they are numbered from `first` on.
    marks: Vec<Mark>,
    first: u64,
    /// A call that failed as a whole: no other is made in this tick.
    failure: Option<AwsError>,
    accepted: u64,
    refused: u64,
}

impl Producer {
    pub(crate) fn new(name: Arc<str>, settings: Settings, generation: u64) -> Self {
        Self {
            name,
            generation,
            settings,
            ticking: false,
            due: 0,
            position: 0,
            held: Held::default(),
            backlog: Backlog::default(),
            shards: None,
            made: 0,
            sent: 0,
            accepted: 0,
            doubled: 0,
            again: 0,
            dropped: 0,
            lap: 1,
            error: None,
            last_error: None,
            last_note: None,
            last_drop_note: None,
            dropped_untold: 0,
            ticks_sent: Ring::default(),
            ticks_refused: Ring::default(),
            seconds_sent: Ring::default(),
        }
    }

    /// Takes new settings. Gives whether a tick has to be scheduled.
    pub(crate) fn apply(&mut self, settings: Settings) -> bool {
        if settings.source != self.settings.source {
            (self.position, self.lap, self.due) = (0, 1, 0);
            // They were the other source's.
            let held = self.held.clear();
            self.drop_records(held);
        }
        if settings.target != self.settings.target {
            (self.error, self.shards) = (None, None);
        }
        self.settings = settings;
        let starts = self.wants_ticks() && !self.ticking;
        self.ticking |= starts;
        starts
    }

    fn wants_ticks(&self) -> bool {
        self.settings.running && (self.settings.rate_milli > 0 || self.backlog.weight() > 0 || self.held.len() > 0)
    }

    /// Makes and puts what is due. Gives whether to tick again.
    pub(crate) fn tick(&mut self, data: &Data, principal: &Principal, ctx: &mut Ctx<'_, Event>) -> bool {
        self.ticking = self.wants_ticks();
        if !self.ticking {
            return false;
        }
        let Some(source) = data.source(&self.settings.source) else { return true };
        self.due = self.due.saturating_add(self.settings.rate_milli * self.settings.shape.factor(ctx.now()));
        let new = self.due / RECORD;
        self.due %= RECORD;

        let mut tick = Tick {
            principal,
            buffer: Vec::new(),
            items: Vec::new(),
            marks: Vec::new(),
            first: self.position,
            failure: None,
            accepted: 0,
            refused: 0,
        };
        self.put_again(&mut tick, ctx);
        if self.aggregates() {
            self.make_aggregated(new, &source, &mut tick, ctx);
        } else {
            self.make(new, &source, &mut tick, ctx);
        }
        self.send(&mut tick, ctx);
        self.end(tick, ctx);
        self.tell_lap(&source, ctx);
        true
    }

    /// Makes again the calls that have waited long enough; records that are too old are given up.
    fn put_again(&mut self, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        let mut again = 0;
        while tick.failure.is_none() && again < RETRY_RECORDS_PER_TICK {
            let Some(call) = self.backlog.take_due(ctx.now()) else { return };
            let weight = call.weight();
            if ctx.now() - call.made >= self.settings.ttl_us {
                self.drop_records(weight);
                continue;
            }
            again += weight;
            self.again += weight;
            self.put(call, tick, ctx);
        }
    }

    fn make(&mut self, new: u64, source: &Source<'_>, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        let key_field = self.settings.key_field.clone();
        let key: Key<'_> = source.key(&key_field);
        let (seed, sent_ms) = (self.settings.seed, ctx.date().0);
        let (records_max, bytes_max) = self.settings.target.call_max();
        let is_late = self.sends_late();
        let mut new = new;
        loop {
            if tick.failure.is_some() && self.backlog.is_full() {
                return self.make_in_vain(new);
            }
            let Some(made) = self.next_made(&mut new, ctx) else { return };
            // Whether another record of the largest size would fit.
            let is_full = tick.buffer.len() + RECORD_BYTES_MAX + KEY_BYTES_MAX > bytes_max;
            if tick.items.len() >= records_max || (is_full && !tick.items.is_empty()) {
                self.send(tick, ctx);
            }
            let start = tick.buffer.len();
            let when = When { made_ms: made.made_ms, sent_ms };
            source.write_key(&key, seed, made.position, when, &mut tick.buffer);
            let data_start = tick.buffer.len();
            source.write(seed, made.position, when, &mut tick.buffer);
            let item = Item {
                start: start as u32,
                key_bytes: (data_start - start) as u32,
                data_bytes: (tick.buffer.len() - data_start) as u32,
            };
            tick.items.push(item);
            if is_late {
                tick.marks.push(Mark { number: made.position, weight: 1, hash_key: None });
            }
        }
    }

    /// Whether records may be sent in another order than they were made in.
    fn sends_late(&self) -> bool {
        self.settings.late_ppm > 0 || self.held.len() > 0
    }

    /// The next record to send in this tick: first those whose time is over, then `new` ones but for those that are held back.
    fn next_made(&mut self, new: &mut u64, ctx: &Ctx<'_, Event>) -> Option<Made> {
        if let Some(made) = self.held.take_due(ctx.now()) {
            return Some(made);
        }
        while *new > 0 {
            let made = Made { position: self.position, made_ms: ctx.date().0 };
            *new -= 1;
            self.position += 1;
            self.made += 1;
            let late_us = late_us(&self.settings, made.position).filter(|_| self.held.has_room());
            match late_us {
                Some(late_us) => self.held.keep(ctx.now() + late_us, made),
                None => return Some(made),
            }
        }
        None
    }

    fn aggregates(&self) -> bool {
        self.settings.aggregation && matches!(self.settings.target, Target::Stream(_))
    }

    fn make_aggregated(&mut self, new: u64, source: &Source<'_>, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        if self.shards.as_ref().is_none_or(|shards| shards.is_old(ctx.now())) {
            match ShardMap::ask(self.settings.target.name(), tick.principal, ctx) {
                Ok(shards) => self.shards = Some(Arc::new(shards)),
                Err(error) => tick.failure = Some(error),
            }
        }
        let shards = self.shards.clone();
        let key_field = self.settings.key_field.clone();
        let key: Key<'_> = source.key(&key_field);
        let (seed, sent_ms) = (self.settings.seed, ctx.date().0);
        let mut aggregator = Aggregator::default();
        let (mut key_text, mut data) = (Vec::new(), Vec::new());
        let mut new = new;
        loop {
            if tick.failure.is_some() && self.backlog.is_full() {
                aggregator.close().for_each(|closed| self.enter(&closed, tick, ctx));
                return self.make_in_vain(new);
            }
            let Some(made) = self.next_made(&mut new, ctx) else { break };
            key_text.clear();
            data.clear();
            let when = When { made_ms: made.made_ms, sent_ms };
            source.write_key(&key, seed, made.position, when, &mut key_text);
            source.write(seed, made.position, when, &mut data);
            if let Some(closed) = aggregator.push(&key_text, &data, made.position, shards.as_deref()) {
                self.enter(&closed, tick, ctx);
            }
        }
        // A record waits for others at most until the tick ends. Source: KPL's `RecordMaxBufferedTime`, 100 ms.
        aggregator.close().for_each(|closed| self.enter(&closed, tick, ctx));
    }

    /// An aggregated record takes its place in the next call.
    fn enter(&mut self, closed: &Closed, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        let (records_max, bytes_max) = self.settings.target.call_max();
        let is_full = tick.buffer.len() + RECORD_BYTES_MAX + KEY_BYTES_MAX > bytes_max;
        if tick.items.len() >= records_max || is_full {
            self.send(tick, ctx);
        }
        let (item, mark) = closed.write(&mut tick.buffer);
        tick.items.push(item);
        tick.marks.push(mark);
    }

    /// Made and dropped at once: nobody would ever see them.
    fn make_in_vain(&mut self, count: u64) {
        self.position += count;
        self.made += count;
        self.drop_records(count);
    }

    /// Puts what was made so far.
    fn send(&mut self, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        let first = std::mem::replace(&mut tick.first, self.position);
        if tick.items.is_empty() {
            return;
        }
        let marks = match tick.marks.is_empty() {
            true => Marks::From(first),
            false => Marks::Each(std::mem::take(&mut tick.marks)),
        };
        let call = Call {
            buffer: Bytes::from(std::mem::take(&mut tick.buffer)),
            items: std::mem::take(&mut tick.items).into(),
            marks,
            tries: 0,
            made: ctx.now(),
        };
        self.put(call, tick, ctx);
    }

    /// Makes a call, unless one has failed as a whole; what is refused waits.
    fn put(&mut self, mut call: Call, tick: &mut Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let weight = call.weight();
        if tick.failure.is_some() {
            return self.keep(call, now + TICK_US, tick);
        }
        self.count_sent(weight, now);
        call.tries += 1;
        let sender = format!("{}-{}", self.name, self.generation);
        let wants_shards = self.aggregates();
        let refused = match self.settings.target.put(&call, &sender, wants_shards, tick.principal, ctx) {
            Ok((refused, shards)) => {
                self.compare(&call, &shards);
                refused
            }
            Err(error) => {
                tick.failure = Some(error);
                Refused::ALL
            }
        };
        let is_lost = tick.failure.is_none() && self.loses(ctx);
        let rest = call.rest(&refused);
        let refused = rest.as_ref().map_or(0, Call::weight);
        if is_lost {
            // Taken, but the producer cannot know: it will put all of them again.
            self.doubled += weight - refused;
            let wait = self.backoff_us(call.tries, ctx);
            return self.keep(call, now + ANSWER_US_MAX + wait, tick);
        }
        tick.accepted += weight - refused;
        if let Some(rest) = rest {
            let wait = self.backoff_us(rest.tries, ctx);
            self.keep(rest, now + wait, tick);
        }
    }

    fn keep(&mut self, call: Call, due: Time, tick: &mut Tick<'_>) {
        tick.refused += call.weight();
        let beyond = self.backlog.keep(call, due);
        self.drop_records(beyond);
    }

    fn backoff_us(&self, tries: u32, ctx: &mut Ctx<'_, Event>) -> u64 {
        let random = ctx.draw(&format!("{}/backoff", self.name));
        backoff_us(self.settings.backoff_us, tries, random)
    }

    /// Whether the answer of a call does not come.
    fn loses(&self, ctx: &mut Ctx<'_, Event>) -> bool {
        let share = u64::from(self.settings.lost_answers_ppm);
        share > 0 && ctx.draw_below(&format!("{}/lost", self.name), 1_000_000) < share
    }

    /// A record that went elsewhere than was predicted: the shards are not what they were.
    fn compare(&mut self, call: &Call, shards: &[Option<u32>]) {
        let Some(map) = &self.shards else { return };
        let is_right = |(index, shard): (usize, &Option<u32>)| match (call.mark(index).hash_key, shard) {
            (Some(hash_key), Some(shard)) => map.shard_of(hash_key) == Some(*shard),
            _ => true,
        };
        if !shards.iter().enumerate().all(is_right) {
            self.shards = None;
        }
    }

    fn count_sent(&mut self, count: u64, now: Time) {
        self.sent += count;
        self.ticks_sent.add(now.0 / TICK_US, count);
        self.seconds_sent.add(now.as_secs(), count);
    }

    fn end(&mut self, tick: Tick<'_>, ctx: &mut Ctx<'_, Event>) {
        self.accepted += tick.accepted;
        self.ticks_refused.add(ctx.now().0 / TICK_US, tick.refused);
        self.tell_drops(ctx);
        match tick.failure {
            Some(error) => self.tell_failure(error, ctx),
            None if tick.accepted > 0 => self.error = None,
            None => {}
        }
    }

    fn drop_records(&mut self, count: u64) {
        self.dropped += count;
        self.dropped_untold += count;
    }

    fn tell_drops(&mut self, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        if self.dropped_untold > 0 && self.last_drop_note.is_none_or(|last| now - last >= SECOND_US) {
            let note = Note::warning("producer-dropped").with("producer", &self.name);
            ctx.note(note.with("records", self.dropped_untold));
            (self.dropped_untold, self.last_drop_note) = (0, Some(now));
        }
    }

    /// Tells a failure once, and again after ten seconds of it.
    fn tell_failure(&mut self, error: AwsError, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let is_new = self.error.as_ref() != Some(&error);
        if is_new || self.last_note.is_none_or(|last| now - last >= 10 * SECOND_US) {
            let note = Note::error("producer-failed").with("producer", &self.name);
            ctx.note(note.with("error", &error.code).with("message", &error.message));
            self.last_note = Some(now);
        }
        self.error = Some(error);
        self.last_error = Some(now);
    }

    fn tell_lap(&mut self, source: &Source<'_>, ctx: &mut Ctx<'_, Event>) {
        let lap = lap_of(self.position.saturating_sub(1), source.lap_records());
        if lap > self.lap {
            ctx.note(Note::info("producer-lap").with("producer", &self.name).with("lap", lap));
        }
        self.lap = lap;
    }

    pub(crate) fn view(&self, data: &Data, now: Time) -> ProducerView {
        let (tick, second) = (now.0 / TICK_US, now.as_secs());
        ProducerView {
            name: self.name.clone(),
            settings: self.settings.clone(),
            rate_real: self.ticks_sent.sum(tick),
            spark: self.seconds_sent.counts(second),
            throttled_last_s: self.ticks_refused.sum(tick),
            fields: data.fields(&self.settings.source).unwrap_or_default(),
            is_loaded: data.source(&self.settings.source).is_some(),
            lap: self.lap,
            position: self.position,
            made: self.made,
            sent: self.sent,
            accepted: self.accepted,
            doubled: self.doubled,
            again: self.again,
            waiting: self.backlog.weight(),
            held: self.held.len(),
            dropped: self.dropped,
            error: self.error.clone(),
            last_error: self.last_error,
        }
    }

    pub(crate) fn breach(&self) -> Option<String> {
        let (waiting, held) = (self.backlog.weight(), self.held.len());
        (self.made != self.accepted + waiting + held + self.dropped).then(|| {
            let Self { name, made, accepted, dropped, .. } = self;
            format!(
                "'{name}': {made} made, {accepted} accepted, {waiting} waiting, {held} held back, {dropped} dropped"
            )
        })
    }
}

/// From 1.
fn lap_of(position: u64, lap_records: Option<u64>) -> u64 {
    lap_records.map_or(1, |records| position / records.max(1) + 1)
}
