//! The laws of Firehose.

use crate::buffer::Batch;
use crate::state::{DeliveryStream, Firehose};
use service::Law;

/// Every law, with what breaks it.
pub fn laws(firehose: &Firehose) -> Vec<Law> {
    let law = |id, says, breach: fn(&DeliveryStream) -> Option<String>| {
        let broken = firehose.streams.values().find_map(|stream| {
            let breach = breach(stream)?;
            Some(format!("'{}': {breach}", stream.name))
        });
        Law::new(id, says, broken)
    };
    vec![
        law("FH-1", "accepted = delivered + buffered + failed + lost", accounts),
        law("FH-2", "an open buffer is smaller than its size", open_buffer),
        law("FH-3", "a buffer's counts are those of the records in it", counts),
        law("FH-4", "no record is taken in twice", once),
        law("FH-5", "an open buffer is not older than its interval", age),
    ]
}

fn accounts(stream: &DeliveryStream) -> Option<String> {
    let (totals, waiting) = (&stream.totals, stream.waiting());
    let records = totals.delivered.records + waiting.records + totals.failed.records + totals.lost.records;
    let bytes = totals.delivered.bytes + waiting.bytes + totals.failed.bytes + totals.lost.bytes;
    let holds = totals.accepted.records == records && totals.accepted.bytes == bytes;
    (!holds).then(|| format!("accepted {:?}, accounted for {records} records, {bytes} bytes", totals.accepted))
}

fn open_buffer(stream: &DeliveryStream) -> Option<String> {
    let (bytes, bytes_max) = (stream.buffer.batch.bytes, stream.config.destination.hints().bytes_max);
    (bytes >= bytes_max).then(|| format!("{bytes} bytes of {bytes_max}"))
}

fn counts(stream: &DeliveryStream) -> Option<String> {
    let sealed = stream.sealed.values().map(|sealed| &sealed.batch);
    let mut batches = [&stream.buffer.batch].into_iter().chain(sealed);
    batches.find_map(|batch| {
        let (records, bytes) = counted(batch);
        let holds = records == batch.records && bytes == batch.bytes;
        (!holds).then(|| format!("{records} records and {bytes} bytes are counted otherwise"))
    })
}

fn counted(batch: &Batch) -> (u64, u64) {
    let items = batch.parts.iter().flat_map(|taken| taken.slice.items());
    items.fold((0, 0), |(records, bytes), (_, item)| (records + 1, bytes + u64::from(item.data_bytes)))
}

fn once(stream: &DeliveryStream) -> Option<String> {
    let mut last = std::collections::BTreeMap::new();
    stream.buffer.batch.parts.iter().find_map(|taken| {
        let segment = &taken.slice.segment;
        let first = segment.first + u64::from(taken.slice.from);
        let end = last.insert(&segment.source, first + taken.slice.len());
        end.filter(|end| first < *end).map(|end| format!("record {first} comes after record {}", end - 1))
    })
}

/// Whether an open buffer is overdue is known at delivery time only: its closing is an event of the same instant.
fn age(stream: &DeliveryStream) -> Option<String> {
    let last = stream.last.as_ref()?;
    let interval_us = stream.config.destination.hints().interval_us;
    let open =
        stream.buffer.batch.records > 0 && stream.updated.is_none_or(|(updated, _)| updated < stream.buffer.first_at);
    let age_us = last.at - stream.buffer.first_at;
    (open && age_us > interval_us).then(|| format!("{age_us} µs of {interval_us}"))
}
