//! One producer: ten times a second it makes the records that are due, puts them in batches, and puts again what was
//! refused. Rates are whole numbers, so that 200 records a second are exactly 20 a tick.

use crate::Event;
use crate::file::RECORD_BYTES_MAX;
use crate::ring::Ring;
use crate::settings::{Settings, Target};
use crate::source::{Data, Key, Source};
use crate::views::ProducerView;
use api::kinesis::PutResult;
use api::{AwsError, Item, Principal, PutBatch};
use bytes::Bytes;
use imbl::Vector;
use service::{Ctx, Note};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

/// How often a producer puts.
pub const TICK_US: u64 = SECOND_US / 10;
/// Refused records that a producer keeps to put again; what comes beyond is dropped.
pub const RETRY_RECORDS_MAX: usize = 10_000;
/// Of these, so many are put again in one tick.
const RETRY_RECORDS_PER_TICK: usize = 1_000;
/// Records of one call. Source: Kinesis's and Firehose's API.
const BATCH_RECORDS_MAX: usize = 500;
/// Bytes of one call: Kinesis takes 10 MiB, its producer library sends at most 5.
const STREAM_BYTES_MAX: usize = 5 << 20;
/// Bytes of one call. Source: Firehose's API, PutRecordBatch.
const DELIVERY_BYTES_MAX: usize = 4 << 20;
/// Bytes of one call. Source: SQS's API, SendMessageBatch.
const QUEUE_BYTES_MAX: usize = 1 << 20;
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
    waiting: Vector<Waiting>,
    made: u64,
    sent: u64,
    accepted: u64,
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

/// A record that was refused, in the buffer of the call that was refused.
#[derive(Clone, Debug)]
struct Waiting {
    buffer: Bytes,
    item: Item,
}

/// What a tick puts.
#[derive(Default)]
struct Tick {
    buffer: Vec<u8>,
    items: Vec<Item>,
    /// Records put so far, to tell old ones from new ones.
    put: usize,
    /// Refused ones, by their number in the tick.
    refused: Vec<(usize, Waiting)>,
    /// A call that failed as a whole: no other is made in this tick.
    failure: Option<AwsError>,
    accepted: u64,
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
            waiting: Vector::new(),
            made: 0,
            sent: 0,
            accepted: 0,
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
        }
        if settings.target != self.settings.target {
            self.error = None;
        }
        self.settings = settings;
        let starts = self.wants_ticks() && !self.ticking;
        self.ticking |= starts;
        starts
    }

    fn wants_ticks(&self) -> bool {
        self.settings.running && (self.settings.rate_milli > 0 || !self.waiting.is_empty())
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

        let mut tick = Tick::default();
        let again = self.waiting.len().min(RETRY_RECORDS_PER_TICK);
        let kept = self.waiting.split_off(again);
        let old = std::mem::replace(&mut self.waiting, kept);
        for record in &old {
            let Waiting { buffer, item } = record;
            self.make_room(&mut tick, principal, ctx);
            let start = tick.buffer.len() as u32;
            tick.buffer.extend_from_slice(item.key(buffer));
            tick.buffer.extend_from_slice(item.data(buffer));
            tick.items.push(Item { start, ..*item });
        }
        self.make(new, &source, &mut tick, principal, ctx);
        self.send(&mut tick, principal, ctx);
        self.keep(tick, again, ctx);
        self.tell_lap(&source, ctx);
        true
    }

    fn make(
        &mut self,
        new: u64,
        source: &Source<'_>,
        tick: &mut Tick,
        principal: &Principal,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let key_field = self.settings.key_field.clone();
        let key: Key<'_> = source.key(&key_field);
        let (seed, sent_ms) = (self.settings.seed, ctx.date().0);
        for made in 0..new {
            let is_full = tick.failure.is_some() && self.waiting.len() + tick.refused.len() >= RETRY_RECORDS_MAX;
            if is_full {
                // Made and dropped at once: nobody would ever see it.
                let rest = new - made;
                self.position += rest;
                self.made += rest;
                self.drop_records(rest);
                return;
            }
            self.make_room(tick, principal, ctx);
            let start = tick.buffer.len();
            source.write_key(&key, seed, self.position, sent_ms, &mut tick.buffer);
            let data_start = tick.buffer.len();
            source.write(seed, self.position, sent_ms, &mut tick.buffer);
            let item = Item {
                start: start as u32,
                key_bytes: (data_start - start) as u32,
                data_bytes: (tick.buffer.len() - data_start) as u32,
            };
            tick.items.push(item);
            self.position += 1;
            self.made += 1;
        }
    }

    /// Sends what there is, if another record of the largest size would not fit.
    fn make_room(&mut self, tick: &mut Tick, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let bytes_max = match self.settings.target {
            Target::Stream(_) => STREAM_BYTES_MAX,
            Target::DeliveryStream(_) => DELIVERY_BYTES_MAX,
            Target::Queue(_) => QUEUE_BYTES_MAX,
        };
        let is_full = tick.buffer.len() + RECORD_BYTES_MAX + KEY_BYTES_MAX > bytes_max;
        if tick.items.len() >= BATCH_RECORDS_MAX || is_full {
            self.send(tick, principal, ctx);
        }
    }

    fn send(&mut self, tick: &mut Tick, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let count = tick.items.len();
        if count == 0 {
            return;
        }
        let buffer = Bytes::from(std::mem::take(&mut tick.buffer));
        let items: Arc<[Item]> = std::mem::take(&mut tick.items).into();
        let first = tick.put;
        tick.put += count;
        let result = match &tick.failure {
            Some(_) => Put::Failed,
            None => {
                let batch =
                    PutBatch { bytes: buffer.clone(), items: items.clone(), has_keys: true, ..PutBatch::default() };
                self.count_sent(count as u64, ctx.now());
                self.put(batch, principal, ctx).unwrap_or_else(|error| {
                    tick.failure = Some(error);
                    Put::Failed
                })
            }
        };
        let refused = |index: usize| match &result {
            Put::Failed => true,
            Put::First(accepted) => index >= *accepted,
            Put::Each(results) => results.get(index).is_none_or(|result| result.has_failed()),
        };
        let before = tick.refused.len();
        for (index, item) in items.iter().enumerate().filter(|(index, _)| refused(*index)) {
            tick.refused.push((first + index, Waiting { buffer: buffer.clone(), item: *item }));
        }
        tick.accepted += (count - (tick.refused.len() - before)) as u64;
    }

    fn put(&self, records: PutBatch, principal: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<Put, AwsError> {
        match &self.settings.target {
            Target::Stream(name) => {
                let stream_name = Some(name.to_string());
                let request = api::kinesis::PutRecords { stream_name, stream_arn: None, records };
                let output = ctx.call(principal, request)?;
                let all = output.failed_record_count == 0;
                Ok(if all { Put::First(usize::MAX) } else { Put::Each(output.records.items) })
            }
            Target::DeliveryStream(name) => {
                let records = PutBatch { has_keys: false, ..records };
                let delivery_stream_name = name.to_string();
                let output = ctx.call(principal, api::firehose::PutRecordBatch { delivery_stream_name, records })?;
                Ok(Put::First(output.request_responses.accepted as usize))
            }
            Target::Queue(_) => Ok(Put::Failed),
        }
    }

    fn count_sent(&mut self, count: u64, now: Time) {
        self.sent += count;
        self.ticks_sent.add(now.0 / TICK_US, count);
        self.seconds_sent.add(now.as_secs(), count);
    }

    /// Keeps what was refused: old records before those that were not tried, new ones behind.
    fn keep(&mut self, tick: Tick, old: usize, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        self.accepted += tick.accepted;
        self.ticks_refused.add(now.0 / TICK_US, tick.refused.len() as u64);
        let untried = std::mem::take(&mut self.waiting);
        let (mut front, mut behind) = (Vector::new(), Vector::new());
        for (index, record) in tick.refused {
            if index < old { front.push_back(record) } else { behind.push_back(record) }
        }
        front.append(untried);
        front.append(behind);
        let beyond = front.len().saturating_sub(RETRY_RECORDS_MAX);
        front.truncate(RETRY_RECORDS_MAX);
        self.waiting = front;
        self.drop_records(beyond as u64);
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
            waiting: self.waiting.len() as u64,
            dropped: self.dropped,
            error: self.error.clone(),
            last_error: self.last_error,
        }
    }

    pub(crate) fn breach(&self) -> Option<String> {
        let waiting = self.waiting.len() as u64;
        (self.made != self.accepted + waiting + self.dropped).then(|| {
            let Self { name, made, accepted, dropped, .. } = self;
            format!("'{name}': {made} made, {accepted} accepted, {waiting} waiting, {dropped} dropped")
        })
    }
}

/// What a call has done.
enum Put {
    /// Nothing was taken.
    Failed,
    /// The first ones were taken.
    First(usize),
    /// Each as it says.
    Each(Vec<PutResult>),
}

/// From 1.
fn lap_of(position: u64, lap_records: Option<u64>) -> u64 {
    lap_records.map_or(1, |records| position / records.max(1) + 1)
}
