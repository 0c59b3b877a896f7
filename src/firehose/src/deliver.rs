//! Delivering what a closed buffer holds, and trying again when that fails.

mod convert;
mod failed;
mod open_search;
mod redshift;
mod s3;

pub(crate) use convert::{INVALID_SCHEMA, columns};

use crate::Event;
use crate::buffer::{Batch, Closing, Conversion, Fault, Sealed, Slot};
use crate::config::Destination;
use crate::limits::{ATTEMPTS_MAX, BACKOFF_US, BACKOFF_US_MAX, S3_RETRY_US, WAREHOUSE_BACKOFF_US};
use crate::state::{Count, Delivery, DeliveryStream, Last};
use crate::trace::{Hop, Hops, Place};
use api::AwsError;
use service::{Ctx, Note, apart};
use std::sync::Arc;

pub(crate) const METRICS: &str = "AWS/Firehose";

impl DeliveryStream {
    /// Tries to deliver the closed buffer `serial`.
    pub(crate) fn deliver(&mut self, serial: u64, attempt: u32, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        let is_due =
            |sealed: &Arc<Sealed>| sealed.attempts == attempt && !matches!(sealed.conversion, Conversion::Asked);
        if !self.sealed.get(&serial).is_some_and(is_due) {
            return;
        }
        let Some(sealed) = self.sealed.remove(&serial) else { return };
        let mut sealed = Arc::unwrap_or_clone(sealed);
        sealed.attempts += 1;
        let config = self.config.clone();
        let slot = sealed.closing.slot.clone();
        let result = match (&slot, &config.destination) {
            (Slot::Lambda, _) => return apart(|| self.end_invocation(serial, sealed, hops, ctx)),
            (Slot::Backup, _) => self.deliver_backup(&mut sealed, ctx),
            (Slot::Failed(fault), _) => self.deliver_failed(*fault, &mut sealed, hops, ctx),
            (_, Destination::S3(destination)) => self.deliver_to_s3(destination, serial, &mut sealed, hops, ctx),
            (_, Destination::OpenSearch(destination)) => self.deliver_to_index(destination, &mut sealed, hops, ctx),
            (_, Destination::Redshift(destination)) => self.deliver_to_redshift(destination, &mut sealed, hops, ctx),
        };
        match result {
            Ok(()) if sealed.records() == 0 => {}
            Ok(()) if matches!(sealed.conversion, Conversion::Asked) => {
                self.sealed.insert(serial, Arc::new(sealed));
            }
            Ok(()) => self.try_again(serial, sealed, ctx),
            Err(error) => self.fail(serial, sealed, error, hops, ctx),
        }
    }

    /// Tries everything that waits for another attempt right away: something has changed.
    pub(crate) fn retry_now(&self, ctx: &mut Ctx<'_, Event>) {
        for (serial, sealed) in self.sealed.iter().filter(|(_, sealed)| sealed.attempts > 0) {
            let again = Event::Deliver { target: self.target(), serial: *serial, attempt: sealed.attempts };
            ctx.schedule(0, again);
        }
    }

    pub(crate) fn fail(
        &mut self,
        serial: u64,
        mut sealed: Sealed,
        error: AwsError,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        if error.code == INVALID_SCHEMA {
            return self.refuse_batch(&sealed, error, ctx);
        }
        let since = match &sealed.trouble {
            Some((known, since)) => {
                if *known != error {
                    self.tell_failure(&sealed, &error, ctx);
                }
                *since
            }
            None => {
                self.tell_failure(&sealed, &error, ctx);
                ctx.now()
            }
        };
        self.show(Delivery {
            at_us: ctx.now().0,
            closing: sealed.closing.clone(),
            records: sealed.records(),
            bytes: sealed.bytes(),
            written_bytes: 0,
            to: "".into(),
            error: Some(error.to_string()),
        });
        sealed.trouble = Some((error, since));
        self.tell_age(&sealed, ctx);
        // What could not be converted is never given up.
        let is_given_up = sealed.closing.slot != Slot::Failed(Fault::Conversion);
        if is_given_up && ctx.now() - since >= S3_RETRY_US {
            self.lose(sealed, hops, ctx);
        } else {
            self.try_again(serial, sealed, ctx);
        }
    }

    fn try_again(&mut self, serial: u64, sealed: Sealed, ctx: &mut Ctx<'_, Event>) {
        let doubled = BACKOFF_US.saturating_mul(1 << sealed.attempts.saturating_sub(1).min(20));
        let delay = if sealed.staged.is_some() { WAREHOUSE_BACKOFF_US } else { doubled.min(BACKOFF_US_MAX) };
        let again = Event::Deliver { target: self.target(), serial, attempt: sealed.attempts };
        self.sealed.insert(serial, Arc::new(sealed));
        ctx.schedule(delay, again);
    }

    fn tell_failure(&self, sealed: &Sealed, error: &AwsError, ctx: &mut Ctx<'_, Event>) {
        let note = Note::error("firehose-delivery-failed")
            .with("delivery_stream", &self.name)
            .with("destination", self.destination_name())
            .with("records", sealed.records())
            .with("code", &error.code);
        ctx.note(note.with("message", &error.message));
    }

    fn lose(&mut self, sealed: Sealed, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        let note = Note::error("firehose-data-lost").with("delivery_stream", &self.name);
        ctx.note(note.with("records", sealed.records()).with("bytes", sealed.bytes()));
        if sealed.closing.slot == Slot::Backup {
            self.totals.backup_lost.add(&sealed.batch);
            return;
        }
        let refused = sealed.refused.iter().map(|refused| &refused.batch);
        for batch in [&sealed.batch].into_iter().chain(refused) {
            self.totals.lost.add(batch);
            self.remember(batch, &Place::Lost, hops, ctx);
        }
    }

    /// Records that `batch` has arrived at `place`.
    fn arrive(
        &mut self,
        batch: &Batch,
        closing: &Arc<Closing>,
        place: Place,
        written_bytes: u64,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let totals = &mut self.totals;
        match &place {
            Place::Failed { fault, .. } => {
                totals.failed.add(batch);
                let [processing, limit, conversion, index, load] = &mut totals.failed_by;
                let of_its_kind = match fault {
                    Fault::Processing => processing,
                    Fault::PartitionLimit => limit,
                    Fault::Conversion => conversion,
                    Fault::Index => index,
                    Fault::Load => load,
                };
                of_its_kind.add(batch);
            }
            _ => totals.delivered.add(batch),
        }
        totals.deliveries += 1;
        totals.written_bytes += written_bytes;
        self.remember(batch, &place, hops, ctx);
        self.tell_arrival(batch, closing, &place, written_bytes, ctx);
        let count = Count { records: batch.records, bytes: batch.bytes };
        let to = match &place {
            Place::Object { key, .. } | Place::Failed { key, .. } => key.clone(),
            Place::Index { index, .. } => index.clone(),
            Place::Dropped | Place::Lost => "".into(),
        };
        let Count { records, bytes } = count;
        let (at_us, closing) = (ctx.now().0, closing.clone());
        let cause = closing.cause;
        self.show(Delivery { at_us, closing, records, bytes, written_bytes, to, error: None });
        self.last = Some(Last { at: ctx.now(), cause, place, count });
    }

    /// Shows an object whose records count elsewhere.
    fn show_arrival(
        &mut self,
        batch: &Batch,
        closing: &Arc<Closing>,
        to: Arc<str>,
        written_bytes: u64,
        ctx: &Ctx<'_, Event>,
    ) {
        let Batch { records, bytes, .. } = *batch;
        let (at_us, closing) = (ctx.now().0, closing.clone());
        self.show(Delivery { at_us, closing, records, bytes, written_bytes, to, error: None });
    }

    fn show(&mut self, delivery: Delivery) {
        self.attempts.push_back(delivery);
        if self.attempts.len() > ATTEMPTS_MAX {
            self.attempts.pop_front();
        }
    }

    fn tell_arrival(
        &self,
        batch: &Batch,
        closing: &Closing,
        place: &Place,
        written_bytes: u64,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let (note, family) = match place {
            Place::Object { bucket, key } => {
                (Note::info("firehose-delivered").with("bucket", bucket).with("key", key), Some(Family::S3))
            }
            Place::Failed { bucket, key, fault } => {
                // The objects that a manifest names were told when they were staged.
                let family = (*fault != Fault::Load).then_some(Family::S3);
                (Note::warning("firehose-documents-failed").with("bucket", bucket).with("key", key), family)
            }
            Place::Index { domain, index } => {
                (Note::info("firehose-indexed").with("domain", domain).with("index", index), Some(Family::Index))
            }
            Place::Dropped | Place::Lost => return,
        };
        let note = note.with("delivery_stream", &self.name).with("records", batch.records);
        ctx.note(note.with("bytes", written_bytes).with("reason", closing.cause.name()));
        if let Some(family) = family {
            self.succeed(family, batch, ctx);
        }
    }

    /// The age of what the destination does not take.
    fn tell_age(&self, sealed: &Sealed, ctx: &mut Ctx<'_, Event>) {
        let family = match (&sealed.closing.slot, &self.config.destination) {
            // Staging is done; or what the index has refused is all that is left, and that waits for its bucket.
            _ if sealed.staged.is_some() || sealed.batch.records == 0 => return,
            (Slot::Main, Destination::OpenSearch(_)) => Family::Index,
            (Slot::Main | Slot::Partition(_), _) => Family::S3,
            _ => return,
        };
        let [.., freshness] = family.metrics();
        let age_s = ctx.now().0.saturating_sub(sealed.batch.oldest_us) as f64 / 1e6;
        ctx.metric(METRICS, freshness, ("DeliveryStreamName", &self.name), age_s);
    }

    fn succeed(&self, family: Family, batch: &Batch, ctx: &mut Ctx<'_, Event>) {
        let freshness_s = ctx.now().0.saturating_sub(batch.oldest_us) as f64 / 1e6;
        let dimension = ("DeliveryStreamName", &*self.name);
        let [bytes, records, success, freshness] = family.metrics();
        ctx.metric(METRICS, bytes, dimension, batch.bytes as f64);
        ctx.metric(METRICS, records, dimension, batch.records as f64);
        ctx.metric(METRICS, success, dimension, 1.0);
        ctx.metric(METRICS, freshness, dimension, freshness_s);
        if family == Family::S3 {
            ctx.metric(METRICS, "DeliveryToS3.ObjectCount", dimension, 1.0);
        }
    }

    pub(crate) fn remember(&mut self, batch: &Batch, place: &Place, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        let now_us = ctx.now().0;
        for (source, first, count, polled_us) in self.deliveries.remember(batch, now_us, place) {
            hops.push(Hop {
                delivery_stream: self.name.clone(),
                source,
                first,
                count,
                sent_us: polled_us,
                arrived_us: now_us,
                is_delivery: true,
            });
        }
    }
}

/// Metrics of one kind of destination.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    S3,
    Index,
}

impl Family {
    fn metrics(self) -> [&'static str; 4] {
        match self {
            Self::S3 => {
                ["DeliveryToS3.Bytes", "DeliveryToS3.Records", "DeliveryToS3.Success", "DeliveryToS3.DataFreshness"]
            }
            Self::Index => [
                "DeliveryToAmazonOpenSearchService.Bytes",
                "DeliveryToAmazonOpenSearchService.Records",
                "DeliveryToAmazonOpenSearchService.Success",
                "DeliveryToAmazonOpenSearchService.DataFreshness",
            ],
        }
    }
}
