//! What a page shows of Firehose, without going through the door: nothing here changes anything.

use crate::buffer::{Buffer, Slot};
use crate::config::{Compression, Destination, Hints};
use crate::limits::BUFFERS_SHOWN_MAX;
use crate::state::{Count, Delivery, DeliveryStream, Firehose, Last, Status, Totals, Trouble};
use crate::trace::{Hop, Trace};
use api::RecordId;
use api::firehose::DeliveryStreamDescription;
use service::apart;
use sim::Time;
use std::sync::Arc;

/// A delivery stream, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryStreamView {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is in its life.
    pub status: Status,
    /// The stream that it reads; `None` if clients put to it.
    pub source_stream: Option<String>,
    /// How many shards it reads.
    pub open_shards: u64,
    /// How far it is behind the source, in milliseconds.
    pub millis_behind: u64,
    /// Where it delivers to.
    pub destination: DestinationView,
    /// What all open buffers for the destination hold together.
    pub buffer: Count,
    /// When the first record in them came; `None` if they are empty.
    pub buffer_first_at: Option<Time>,
    /// Each open buffer that holds something, the first so many.
    pub buffers: Vec<BufferView>,
    /// How many partitions are active.
    pub partitions: u64,
    /// When a buffer is delivered.
    pub hints: Hints,
    /// What closed buffers hold that are not delivered yet.
    pub waiting: Count,
    /// How many closed buffers are not delivered yet.
    pub waiting_batches: u64,
    /// Whether the source must wait because the destination fails.
    pub is_blocked: bool,
    /// The latest delivery.
    pub last: Option<Last>,
    /// What goes wrong with the oldest closed buffer.
    pub delivery_trouble: Option<Trouble>,
    /// What goes wrong with reading the source.
    pub read_trouble: Option<Trouble>,
    /// What has become of all records.
    pub totals: Totals,
    /// The number of its configuration.
    pub version: u64,
}

/// An open buffer, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct BufferView {
    /// Which it is.
    pub slot: Slot,
    /// What it holds.
    pub count: Count,
    /// When its first record came.
    pub first_at: Time,
    /// When it will be closed.
    pub hints: Hints,
    /// How it has filled: when (in microseconds since the run's start), and the bytes in it from then on.
    pub curve: Vec<(u64, u64)>,
}

/// Where a delivery stream delivers to, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationView {
    /// A bucket.
    S3 {
        /// Its name.
        bucket: String,
        /// The prefix, as it was given.
        prefix: String,
        /// Whether objects are compressed.
        is_gzip: bool,
        /// Whether a delimiter stands behind each record.
        is_delimited: bool,
        /// Whether records become columns.
        is_converted: bool,
    },
    /// A search index.
    OpenSearch {
        /// The domain.
        domain: String,
        /// The index, before rotation.
        index: String,
        /// The bucket for failed documents.
        backup_bucket: String,
    },
    /// A warehouse.
    Redshift {
        /// The table.
        table: String,
        /// The bucket where objects are staged.
        bucket: String,
        /// The prefix, as it was given.
        prefix: String,
    },
}

impl Firehose {
    /// All delivery streams, by name.
    pub fn delivery_streams(&self) -> impl Iterator<Item = DeliveryStreamView> {
        self.streams.values().map(|stream| view(stream))
    }

    /// The delivery stream `name`.
    pub fn delivery_stream(&self, name: &str) -> Option<DeliveryStreamView> {
        self.streams.get(name).map(|stream| view(stream))
    }

    /// The delivery stream `name` itself.
    pub fn stream(&self, name: &str) -> Option<&DeliveryStream> {
        self.streams.get(name).map(|stream| &**stream)
    }

    /// What `DescribeDeliveryStream` tells of `name`.
    pub fn description(&self, name: &str) -> Option<DeliveryStreamDescription> {
        self.streams.get(name).map(|stream| stream.description())
    }

    /// Records on the move lately, the latest last.
    pub fn hops(&self) -> impl DoubleEndedIterator<Item = &Hop> {
        self.hops.iter()
    }

    /// What each delivery stream has done with `record`, as far as it is remembered.
    pub fn trace(&self, record: &RecordId) -> Vec<Trace> {
        self.streams.values().filter_map(|stream| trace(stream, record)).collect()
    }

    /// Bytes of data that wait in buffers, shared with the streams they came from.
    pub fn buffered_bytes(&self) -> u64 {
        self.streams.values().map(|stream| stream.waiting().bytes).sum()
    }
}

impl DeliveryStream {
    /// The latest deliveries and attempts, the latest first.
    pub fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.attempts.iter().rev()
    }

    /// Its tags.
    pub fn tags(&self) -> &std::collections::BTreeMap<String, String> {
        &self.tags
    }
}

fn view(stream: &DeliveryStream) -> DeliveryStreamView {
    let mut buffer = Count::default();
    let to_destination = stream.open.iter().filter(|(slot, _)| matches!(slot, Slot::Main | Slot::Partition(_)));
    let mut first_at: Option<Time> = None;
    for (_, open) in to_destination {
        buffer.add(&open.batch);
        first_at = Some(first_at.map_or(open.first_at, |first| first.min(open.first_at)));
    }
    let all = stream.waiting();
    let trouble = stream.sealed.values().find_map(|sealed| {
        let (error, since) = sealed.trouble.clone()?;
        Some(Trouble { error, since, attempts: sealed.attempts })
    });
    DeliveryStreamView {
        name: stream.name.clone(),
        status: stream.status,
        source_stream: stream.config.source.stream_name().map(Into::into),
        open_shards: stream.reader.open_shards(),
        millis_behind: stream.reader.millis_behind,
        destination: destination(&stream.config.destination),
        buffer,
        buffer_first_at: first_at,
        buffers: apart(|| buffers(stream)),
        partitions: stream.partitions,
        hints: stream.config.destination.hints(),
        waiting: Count { records: all.records - buffer.records, bytes: all.bytes - buffer.bytes },
        waiting_batches: stream.sealed.len() as u64,
        is_blocked: stream.is_blocked(),
        last: stream.last.clone(),
        delivery_trouble: trouble,
        read_trouble: stream.read_trouble.clone(),
        totals: stream.totals,
        version: stream.version,
    }
}

fn buffers(stream: &DeliveryStream) -> Vec<BufferView> {
    let shown = stream.open.iter().take(BUFFERS_SHOWN_MAX);
    let view = |(slot, open): (&Slot, &Arc<Buffer>)| BufferView {
        slot: slot.clone(),
        count: Count { records: open.batch.records, bytes: open.batch.bytes },
        first_at: open.first_at,
        hints: stream.hints(slot),
        curve: open.curve.points().to_vec(),
    };
    shown.map(view).collect()
}

fn destination(destination: &Destination) -> DestinationView {
    match destination {
        Destination::S3(s3) => DestinationView::S3 {
            bucket: s3.bucket.clone(),
            prefix: s3.prefix_text().into(),
            is_gzip: s3.compression == Compression::Gzip,
            is_delimited: s3.pipeline.delimiter.is_some(),
            is_converted: s3.conversion.is_some(),
        },
        Destination::OpenSearch(open_search) => DestinationView::OpenSearch {
            domain: open_search.domain.clone(),
            index: open_search.index_name().into(),
            backup_bucket: open_search.backup.bucket.clone(),
        },
        Destination::Redshift(redshift) => DestinationView::Redshift {
            table: redshift.table().into(),
            bucket: redshift.staging.bucket.clone(),
            prefix: redshift.staging.prefix_text().into(),
        },
    }
}

fn trace(stream: &DeliveryStream, record: &RecordId) -> Option<Trace> {
    let found = stream.deliveries.find(record);
    let delivered = found.map(|(polled_us, at, place)| (polled_us, Some((at, place.clone()))));
    let (polled_us, delivered) = delivered.or_else(|| {
        let sealed = stream.sealed.values().flat_map(|sealed| sealed.parts());
        let open = stream.open.values().flat_map(|open| open.batch.parts.iter());
        let mut parts = open.chain(sealed);
        let taken = parts.find(|taken| *taken.slice.segment.source == record.source && taken.holds(record.number))?;
        Some((taken.polled_us, None))
    })?;
    Some(Trace { delivery_stream: stream.name.clone(), polled_us, delivered })
}
