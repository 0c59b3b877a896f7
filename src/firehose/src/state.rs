//! Delivery streams.

use crate::buffer::{Batch, Buffer, Reason, Sealed};
use crate::config::{Config, Destination, SourceConfig};
use crate::limits::{
    DELIVERY_JITTER_US, DELIVERY_US, PUT_BYTES_PER_SECOND, PUT_RECORDS_PER_SECOND, PUT_REQUESTS_PER_SECOND,
    WAITING_BATCHES_MAX,
};
use crate::read::Reader;
use crate::tokens::Tokens;
use crate::trace::{Deliveries, Hop, Hops, Place};
use crate::{Event, Target};
use api::{AwsError, Slice, Source, SourceKind, Timestamp};
use imbl::{OrdMap, Vector};
use service::Ctx;
use sim::Time;
use std::sync::Arc;

/// Amazon Data Firehose: the whole of its state.
#[derive(Clone, Debug, Default)]
pub struct Firehose {
    /// Behind `Arc`s, because a map's nodes hold many values in place.
    pub(crate) streams: OrdMap<Arc<str>, Arc<DeliveryStream>>,
    /// How many there have ever been: a name can be used again.
    pub(crate) ever: u64,
    pub(crate) hops: Hops,
}

/// Where a delivery stream is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not yet usable.
    Creating,
    /// In use.
    Active,
    /// Soon gone.
    Deleting,
}

impl Status {
    /// In AWS's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
        }
    }
}

/// Counts of records, and of the bytes of their data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Records.
    pub records: u64,
    /// Bytes of their data.
    pub bytes: u64,
}

impl Count {
    /// Adds `batch`.
    pub fn add(&mut self, batch: &Batch) {
        self.records += batch.records;
        self.bytes += batch.bytes;
    }
}

/// What has become of all records since the delivery stream was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Put, or read from the source.
    pub accepted: Count,
    /// Delivered to the destination.
    pub delivered: Count,
    /// Delivered as failed documents to the backup.
    pub failed: Count,
    /// Given up.
    pub lost: Count,
    /// Objects written, or bulk requests made.
    pub deliveries: u64,
    /// Objects' bytes, after compression and with delimiters.
    pub written_bytes: u64,
    /// Records that were put too fast, and not taken.
    pub throttled_records: u64,
}

/// A delivery that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Last {
    /// When.
    pub at: Time,
    /// Why the buffer was closed.
    pub reason: Reason,
    /// Where to.
    pub place: Place,
    /// How much.
    pub count: Count,
}

/// Something that goes wrong, and from when on.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// In AWS's words.
    pub error: AwsError,
    /// When it happened first.
    pub since: Time,
    /// How often.
    pub attempts: u32,
}

/// A delivery, or an attempt at one, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// When, in microseconds since the run's start.
    pub at_us: u64,
    /// Why the buffer was closed.
    pub reason: &'static str,
    /// How many records.
    pub records: u64,
    /// Their data, in bytes.
    pub bytes: u64,
    /// The object's key, or the index; empty if it failed.
    pub to: Arc<str>,
    /// AWS's error, if it failed.
    pub error: Option<String>,
}

/// A delivery stream.
#[derive(Clone, Debug)]
pub struct DeliveryStream {
    pub(crate) name: Arc<str>,
    /// Tells it from others of the same name.
    pub(crate) id: u64,
    pub(crate) status: Status,
    pub(crate) created: Timestamp,
    pub(crate) updated: Option<(Time, Timestamp)>,
    pub(crate) version: u64,
    pub(crate) config: Arc<Config>,
    /// Numbers records that are put directly.
    pub(crate) source: Arc<Source>,
    pub(crate) next_number: u64,
    pub(crate) limits: PutLimits,
    pub(crate) reader: Reader,
    pub(crate) buffer: Buffer,
    pub(crate) sealed: OrdMap<u64, Arc<Sealed>>,
    pub(crate) sealed_ever: u64,
    pub(crate) totals: Totals,
    pub(crate) deliveries: Deliveries,
    pub(crate) last: Option<Last>,
    /// The latest deliveries and attempts.
    pub(crate) attempts: Vector<Delivery>,
    pub(crate) read_trouble: Option<Trouble>,
}

/// How fast records may be put.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PutLimits {
    pub(crate) requests: Tokens,
    pub(crate) records: Tokens,
    pub(crate) bytes: Tokens,
}

impl Firehose {
    /// No delivery stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// The delivery stream that an event is for, if it still exists, and the hops beside it.
    pub(crate) fn target(&mut self, target: &Target) -> Option<(&mut DeliveryStream, &mut Hops)> {
        let stream = self.streams.get_mut(&target.name).filter(|stream| stream.id == target.id)?;
        Some((Arc::make_mut(stream), &mut self.hops))
    }
}

impl DeliveryStream {
    pub(crate) fn new(name: Arc<str>, id: u64, config: Config, now: Time, created: Timestamp) -> Self {
        let source = Source { kind: SourceKind::DirectPut, name: name.clone(), created_us: now.0, shard: 0 };
        Self {
            name,
            id,
            status: Status::Creating,
            created,
            updated: None,
            version: 1,
            config: Arc::new(config),
            source: Arc::new(source),
            next_number: 0,
            limits: PutLimits {
                requests: Tokens::new(PUT_REQUESTS_PER_SECOND),
                records: Tokens::new(PUT_RECORDS_PER_SECOND),
                bytes: Tokens::new(PUT_BYTES_PER_SECOND),
            },
            reader: Reader::default(),
            buffer: Buffer::default(),
            sealed: OrdMap::new(),
            sealed_ever: 0,
            totals: Totals::default(),
            deliveries: Deliveries::default(),
            last: None,
            attempts: Vector::new(),
            read_trouble: None,
        }
    }

    /// Names it in an event.
    pub(crate) fn target(&self) -> Target {
        Target { name: self.name.clone(), id: self.id }
    }

    /// Whether it reads a stream.
    pub(crate) fn reads_a_stream(&self) -> bool {
        matches!(self.config.source, SourceConfig::Stream { .. })
    }

    /// Whether the destination has failed for so long that the source must wait.
    pub(crate) fn is_blocked(&self) -> bool {
        self.sealed.len() >= WAITING_BATCHES_MAX && self.sealed.values().any(|sealed| sealed.trouble.is_some())
    }

    /// Everything that waits: the open buffer and the closed ones.
    pub(crate) fn waiting(&self) -> Count {
        let mut count = Count { records: self.buffer.batch.records, bytes: self.buffer.batch.bytes };
        for sealed in self.sealed.values() {
            count.records += sealed.records();
            count.bytes += sealed.bytes();
        }
        count
    }

    /// Takes records in: they are the delivery stream's from now on.
    pub(crate) fn accept(&mut self, slice: Slice, ctx: &mut Ctx<'_, Event>) {
        if slice.is_empty() {
            return;
        }
        let now = ctx.now();
        let bytes: u64 = slice.items().map(|(_, item)| u64::from(item.data_bytes)).sum();
        self.totals.accepted.records += slice.len();
        self.totals.accepted.bytes += bytes;
        let hints = self.config.destination.hints();
        let mut rest = slice;
        while !rest.is_empty() {
            let was_empty = self.buffer.batch.records == 0;
            match self.buffer.take(rest, now, hints.bytes_max) {
                Some((batch, left)) => {
                    self.seal(batch, Reason::Size, ctx);
                    rest = left;
                }
                None => {
                    if was_empty {
                        self.await_interval(ctx);
                    }
                    break;
                }
            }
        }
    }

    /// Shows that records which follow one another from `slice`'s first on were taken in.
    pub(crate) fn hop(&self, slice: &Slice, count: u64, arrived_us: u64) -> Hop {
        Hop {
            delivery_stream: self.name.clone(),
            source: slice.segment.source.clone(),
            first: slice.segment.first + u64::from(slice.from),
            count,
            sent_us: slice.segment.arrival_us,
            arrived_us,
            is_delivery: false,
        }
    }

    /// Schedules the end of the open buffer's time.
    pub(crate) fn await_interval(&self, ctx: &mut Ctx<'_, Event>) {
        let at = self.buffer.first_at + self.config.destination.hints().interval_us;
        ctx.schedule_at(at, Event::Interval { target: self.target(), generation: self.buffer.generation });
    }

    /// Closes the open buffer if its time is over.
    pub(crate) fn end_interval(&mut self, generation: u64, ctx: &mut Ctx<'_, Event>) {
        let is_due = ctx.now() - self.buffer.first_at >= self.config.destination.hints().interval_us;
        if self.buffer.generation == generation && self.buffer.batch.records > 0 && is_due {
            let batch = self.buffer.close();
            self.seal(batch, Reason::Interval, ctx);
        }
    }

    /// Sends a closed buffer on its way. The delivery is an event of its own: whoever put the last record does
    /// not wait for it.
    pub(crate) fn seal(&mut self, batch: Batch, reason: Reason, ctx: &mut Ctx<'_, Event>) {
        self.sealed_ever += 1;
        let serial = self.sealed_ever;
        let sealed = Sealed { batch, reason, sealed_at: ctx.now(), attempts: 0, trouble: None, refused: Vector::new() };
        self.sealed.insert(serial, Arc::new(sealed));
        let delay = DELIVERY_US + ctx.draw_below("delivery", DELIVERY_JITTER_US);
        ctx.schedule(delay, Event::Deliver { target: self.target(), serial, attempt: 0 });
    }

    /// The name of what it delivers to.
    pub(crate) fn destination_name(&self) -> &str {
        match &self.config.destination {
            Destination::S3(s3) => &s3.bucket,
            Destination::OpenSearch(open_search) => &open_search.domain,
        }
    }
}
