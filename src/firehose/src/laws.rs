//! The laws of Firehose.

use crate::buffer::{Cause, Fault, Slot, Taken};
use crate::limits::ACTIVE_PARTITIONS_MAX;
use crate::state::{DeliveryStream, Firehose, Status};
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
        law("FH-1", "accepted = delivered + buffered + dropped + failed (in error objects) + lost", accounts),
        law("FH-2", "an open buffer is smaller than its size", open_buffers),
        law("FH-3", "a buffer's counts are those of the records in it", counts),
        law("FH-4", "no record is taken in twice", once),
        law("FH-5", "an open buffer is not older than its interval", ages),
        law("FH-6", "an object has one cause, and its size and age obey it", causes),
        law("FH-7", "no more partitions are open than may be active", partitions),
    ]
}

fn accounts(stream: &DeliveryStream) -> Option<String> {
    let (totals, waiting) = (&stream.totals, stream.waiting());
    let parts = [totals.delivered, waiting, totals.dropped, totals.failed, totals.lost];
    let records: u64 = parts.iter().map(|count| count.records).sum();
    let bytes: u64 = parts.iter().map(|count| count.bytes).sum();
    let holds = totals.accepted.records + totals.split_records == records
        && totals.accepted.bytes + totals.grown_bytes == bytes + totals.shrunk_bytes;
    (!holds).then(|| format!("{totals:?}, waiting {waiting:?}"))
}

fn open_buffers(stream: &DeliveryStream) -> Option<String> {
    stream.open.iter().find_map(|(slot, buffer)| {
        let (bytes, bytes_max) = (buffer.batch.bytes, stream.hints(slot).bytes_max);
        let is_wrong = bytes >= bytes_max || buffer.batch.records == 0;
        is_wrong.then(|| format!("{}: {bytes} bytes of {bytes_max}", slot.name()))
    })
}

fn counts(stream: &DeliveryStream) -> Option<String> {
    let sealed = stream.sealed.values().map(|sealed| &sealed.batch);
    let open = stream.open.values().map(|buffer| &buffer.batch);
    let mut batches = open.chain(sealed);
    batches.find_map(|batch| {
        let records: u64 = batch.parts.iter().map(Taken::len).sum();
        let bytes: u64 = batch.parts.iter().map(Taken::bytes).sum();
        let holds = records == batch.records && bytes == batch.bytes;
        (!holds).then(|| format!("{records} records and {bytes} bytes are counted otherwise"))
    })
}

fn once(stream: &DeliveryStream) -> Option<String> {
    let mut last = std::collections::BTreeMap::new();
    let main = stream.open.get(&Slot::Main)?;
    main.batch.parts.iter().filter(|taken| taken.made.is_none()).find_map(|taken| {
        let segment = &taken.slice.segment;
        let first = segment.first + u64::from(taken.slice.from);
        let end = last.insert(&segment.source, first + taken.slice.len());
        end.filter(|end| first < *end).map(|end| format!("record {first} comes after record {}", end - 1))
    })
}

/// Whether an open buffer is overdue is known at delivery time only: its closing is an event of the same instant.
fn ages(stream: &DeliveryStream) -> Option<String> {
    let last = stream.last.as_ref()?;
    stream.open.iter().find_map(|(slot, buffer)| {
        let interval_us = stream.hints(slot).interval_us;
        let is_as_made = stream.updated.is_none_or(|(updated, _)| updated < buffer.first_at);
        let age_us = last.at - buffer.first_at;
        (is_as_made && age_us > interval_us).then(|| format!("{}: {age_us} µs of {interval_us}", slot.name()))
    })
}

fn causes(stream: &DeliveryStream) -> Option<String> {
    stream.attempts.iter().find_map(|delivery| {
        let closing = &delivery.closing;
        let age_us = closing.closed_at - closing.opened_at;
        let (is_full, is_old) = (closing.bytes >= closing.hints.bytes_max, age_us >= closing.hints.interval_us);
        let holds = match closing.cause {
            Cause::Size => is_full,
            Cause::Interval => is_old && !is_full,
            Cause::PartitionLimit => closing.slot == Slot::Failed(Fault::PartitionLimit),
            Cause::Shutdown => stream.status == Status::Deleting,
        };
        (!holds).then(|| format!("{} bytes in {age_us} µs, closed by {}", closing.bytes, closing.cause.name()))
    })
}

fn partitions(stream: &DeliveryStream) -> Option<String> {
    let open = stream.open.keys().filter(|slot| matches!(slot, Slot::Partition(_))).count() as u64;
    let holds = open == stream.partitions && open <= ACTIVE_PARTITIONS_MAX;
    (!holds).then(|| format!("{open} partitions, counted {}", stream.partitions))
}
