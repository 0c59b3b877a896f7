//! What a page shows of Firehose, without going through the door: nothing here changes anything.

use crate::config::{Compression, Destination, Hints};
use crate::state::{Count, Delivery, DeliveryStream, Firehose, Last, Status, Totals, Trouble};
use crate::trace::{Hop, Trace};
use api::RecordId;
use api::firehose::DeliveryStreamDescription;
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
    /// What the open buffer holds.
    pub buffer: Count,
    /// When the open buffer's first record came; `None` if it is empty.
    pub buffer_first_at: Option<Time>,
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
}

fn view(stream: &DeliveryStream) -> DeliveryStreamView {
    let buffer = Count { records: stream.buffer.batch.records, bytes: stream.buffer.batch.bytes };
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
        buffer_first_at: (buffer.records > 0).then_some(stream.buffer.first_at),
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

fn destination(destination: &Destination) -> DestinationView {
    match destination {
        Destination::S3(s3) => DestinationView::S3 {
            bucket: s3.bucket.clone(),
            prefix: s3.prefix_text().into(),
            is_gzip: s3.compression == Compression::Gzip,
            is_delimited: s3.delimiter.is_some(),
        },
        Destination::OpenSearch(open_search) => DestinationView::OpenSearch {
            domain: open_search.domain.clone(),
            index: open_search.index_name().into(),
            backup_bucket: open_search.backup.bucket.clone(),
        },
    }
}

fn trace(stream: &DeliveryStream, record: &RecordId) -> Option<Trace> {
    let found = stream.deliveries.find(record);
    let delivered = found.map(|(polled_us, at, place)| (polled_us, Some((at, place.clone()))));
    let (polled_us, delivered) = delivered.or_else(|| {
        let sealed = stream.sealed.values().flat_map(|sealed| sealed.parts());
        let mut parts = stream.buffer.batch.parts.iter().chain(sealed);
        let taken = parts.find(|taken| {
            let segment = &taken.slice.segment;
            let first = segment.first + u64::from(taken.slice.from);
            *segment.source == record.source && (first..first + taken.slice.len()).contains(&record.number)
        })?;
        Some((taken.polled_us, None))
    })?;
    Some(Trace { delivery_stream: stream.name.clone(), polled_us, delivered })
}
