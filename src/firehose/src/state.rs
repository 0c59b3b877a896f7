//! Delivery streams.

use crate::buffer::{Batch, Buffer, Cause, Closing, Conversion, Fault, Sealed, Slot, Taken};
use crate::config::{Config, Destination, Hints, SourceConfig};
use crate::limits::{
    DELIVERY_JITTER_US, DELIVERY_US, LAMBDA_CALLS_MAX, LAMBDA_RECORD_US, LAMBDA_US, PUT_BYTES_PER_SECOND,
    PUT_RECORDS_PER_SECOND, PUT_REQUESTS_PER_SECOND, WAITING_BATCHES_MAX,
};
use crate::ops::Encryption;
use crate::read::Reader;
use crate::tokens::Tokens;
use crate::trace::{Deliveries, Hop, Hops, Place};
use crate::{Event, Target};
use api::{AwsError, Slice, Source, SourceKind, Timestamp};
use imbl::{OrdMap, Vector};
use service::{Ctx, Note};
use sim::{JobId, Time};
use std::collections::BTreeMap;
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

/// What has become of all records since the delivery stream was made. Where one record became many, each of them counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Put, or read from the source.
    pub accepted: Count,
    /// What de-aggregation made more of: records beyond those that were accepted.
    pub split_records: u64,
    /// Bytes that processing has added.
    pub grown_bytes: u64,
    /// Bytes that processing has taken away.
    pub shrunk_bytes: u64,
    /// Delivered to the destination.
    pub delivered: Count,
    /// Dropped by the transformation.
    pub dropped: Count,
    /// Written into objects of failed records, all kinds together.
    pub failed: Count,
    /// The same by kind, in the order of [`Fault::ALL`].
    pub failed_by: [Count; Fault::ALL.len()],
    /// Given up.
    pub lost: Count,
    /// Copied into the source backup. What becomes of the copies counts nowhere else.
    pub backed_up: Count,
    /// Copies that were given up.
    pub backup_lost: Count,
    /// Objects written, or bulk requests made.
    pub deliveries: u64,
    /// Objects' bytes, after compression and with delimiters.
    pub written_bytes: u64,
    /// Records that were put too fast, and not taken.
    pub throttled_records: u64,
    /// Records of the source that had expired there before they were read.
    pub expired_records: u64,
}

/// A delivery that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Last {
    /// When.
    pub at: Time,
    /// Why the buffer was closed.
    pub cause: Cause,
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
    /// How the buffer was filled, and why and when it was closed.
    pub closing: Arc<Closing>,
    /// How many records.
    pub records: u64,
    /// Their data, in bytes.
    pub bytes: u64,
    /// The object's bytes, after compression or conversion; 0 if it failed.
    pub written_bytes: u64,
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
    /// Buffers that hold something.
    pub(crate) open: OrdMap<Slot, Arc<Buffer>>,
    pub(crate) opened_ever: u64,
    /// How many of the open buffers are partitions.
    pub(crate) partitions: u64,
    pub(crate) sealed: OrdMap<u64, Arc<Sealed>>,
    pub(crate) sealed_ever: u64,
    /// Conversions that the engine has, by the number of their closed buffer.
    pub(crate) jobs: OrdMap<JobId, u64>,
    pub(crate) tags: Arc<BTreeMap<String, String>>,
    pub(crate) encryption: Encryption,
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
            open: OrdMap::new(),
            opened_ever: 0,
            partitions: 0,
            sealed: OrdMap::new(),
            sealed_ever: 0,
            jobs: OrdMap::new(),
            tags: Arc::default(),
            encryption: Encryption::default(),
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

    /// Whether the destination has failed for so long, or the function takes so long, that the source must wait.
    pub(crate) fn is_blocked(&self) -> bool {
        let is_troubled_call = |sealed: &&Arc<Sealed>| sealed.closing.slot == Slot::Lambda && sealed.trouble.is_some();
        let calls_max = LAMBDA_CALLS_MAX * self.reader.open_shards().max(1) as usize;
        if self.sealed.values().filter(is_troubled_call).nth(calls_max - 1).is_some() {
            return true;
        }
        // A function that is called again, or a backup that waits, is no destination.
        let is_for_destination = |sealed: &&Arc<Sealed>| !matches!(sealed.closing.slot, Slot::Lambda | Slot::Backup);
        let waiting = || self.sealed.values().filter(is_for_destination);
        waiting().any(|sealed| sealed.trouble.is_some()) && waiting().nth(WAITING_BATCHES_MAX - 1).is_some()
    }

    /// Everything that waits: what is in open buffers and in closed ones. Copies for the backup do not count.
    pub(crate) fn waiting(&self) -> Count {
        let mut count = Count::default();
        for (_, buffer) in self.open.iter().filter(|(slot, _)| **slot != Slot::Backup) {
            count.add(&buffer.batch);
        }
        for sealed in self.sealed.values().filter(|sealed| sealed.closing.slot != Slot::Backup) {
            count.records += sealed.records();
            count.bytes += sealed.bytes();
        }
        count
    }

    /// What closes the buffer `slot`.
    pub(crate) fn hints(&self, slot: &Slot) -> Hints {
        self.config.hints(slot)
    }

    /// Puts `taken` into the buffer `slot`, and closes that as often as it is full. `keys` are the values of its partition's keys.
    pub(crate) fn fill(&mut self, slot: Slot, keys: &Arc<[String]>, taken: Taken, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let bytes_max = self.hints(&slot).bytes_max;
        let mut rest = taken;
        while !rest.is_empty() {
            if !self.open.contains_key(&slot) {
                self.opened_ever += 1;
                let buffer =
                    Buffer { generation: self.opened_ever, first_at: now, keys: keys.clone(), ..Buffer::default() };
                self.open.insert(slot.clone(), Arc::new(buffer));
                self.partitions += u64::from(matches!(slot, Slot::Partition(_)));
                self.await_interval(&slot, ctx);
            }
            let Some(buffer) = self.open.get_mut(&slot) else { return };
            match Arc::make_mut(buffer).take(rest, now, bytes_max) {
                Some(left) => {
                    self.close(&slot, Cause::Size, ctx);
                    rest = left;
                }
                None if self.status == Status::Deleting => return self.close(&slot, Cause::Shutdown, ctx),
                None => return,
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
    pub(crate) fn await_interval(&self, slot: &Slot, ctx: &mut Ctx<'_, Event>) {
        let Some(buffer) = self.open.get(slot) else { return };
        let at = buffer.first_at + self.hints(slot).interval_us;
        let event = Event::Interval { target: self.target(), slot: slot.clone(), generation: buffer.generation };
        ctx.schedule_at(at, event);
    }

    /// Closes an open buffer if its time is over.
    pub(crate) fn end_interval(&mut self, slot: &Slot, generation: u64, ctx: &mut Ctx<'_, Event>) {
        let interval_us = self.hints(slot).interval_us;
        let buffer = self.open.get(slot).filter(|buffer| buffer.generation == generation);
        if buffer.is_some_and(|buffer| ctx.now() - buffer.first_at >= interval_us) {
            self.close(slot, Cause::Interval, ctx);
        }
    }

    /// Closes an open buffer and sends what it holds on its way. The delivery is an event of its own: whoever put the
    /// last record does not wait for it.
    pub(crate) fn close(&mut self, slot: &Slot, cause: Cause, ctx: &mut Ctx<'_, Event>) {
        let Some(buffer) = self.open.remove(slot) else { return };
        self.partitions -= u64::from(matches!(slot, Slot::Partition(_)));
        let cause = if *slot == Slot::Failed(Fault::PartitionLimit) { Cause::PartitionLimit } else { cause };
        let closing = buffer.closing(slot.clone(), cause, self.hints(slot), ctx.now());
        self.seal(Arc::unwrap_or_clone(buffer).batch, Arc::new(closing), ctx);
    }

    /// Sends a closed buffer on its way.
    pub(crate) fn seal(&mut self, batch: Batch, closing: Arc<Closing>, ctx: &mut Ctx<'_, Event>) {
        self.sealed_ever += 1;
        let serial = self.sealed_ever;
        let (is_call, records) = (closing.slot == Slot::Lambda, batch.records);
        let sealed = Sealed {
            batch,
            closing,
            attempts: 0,
            trouble: None,
            refused: Vector::new(),
            conversion: Conversion::None,
            staged: None,
        };
        self.sealed.insert(serial, Arc::new(sealed));
        let least = if is_call { call_us(records) } else { DELIVERY_US };
        let delay = least + ctx.draw_below("delivery", DELIVERY_JITTER_US);
        ctx.schedule(delay, Event::Deliver { target: self.target(), serial, attempt: 0 });
    }

    /// Says what is lost, now that it goes.
    pub(crate) fn tell_what_is_lost(&self, ctx: &mut Ctx<'_, Event>) {
        let mut copies = Count::default();
        self.open.iter().filter(|(slot, _)| **slot == Slot::Backup).for_each(|(_, buffer)| copies.add(&buffer.batch));
        let sealed = self.sealed.values().filter(|sealed| sealed.closing.slot == Slot::Backup);
        sealed.for_each(|sealed| copies.add(&sealed.batch));
        for Count { records, bytes } in [self.waiting(), copies].into_iter().filter(|count| count.records > 0) {
            let note = Note::error("firehose-data-lost").with("delivery_stream", &self.name);
            ctx.note(note.with("records", records).with("bytes", bytes));
        }
    }

    /// The name of what it delivers to.
    pub(crate) fn destination_name(&self) -> &str {
        match &self.config.destination {
            Destination::S3(s3) => &s3.bucket,
            Destination::OpenSearch(open_search) => &open_search.domain,
            Destination::Redshift(redshift) => redshift.table(),
        }
    }
}

/// How long a call of the transformation's function takes.
pub(crate) fn call_us(records: u64) -> u64 {
    LAMBDA_US + records * LAMBDA_RECORD_US
}
