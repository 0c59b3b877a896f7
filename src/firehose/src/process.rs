//! What is done to records before they are buffered for the destination, in AWS's order: what the producer library has aggregated is taken apart, then
//! what de-aggregation finds in a record, then the transformation (`lambda`), then the partition is found (`partition`). What the last two would make of
//! a record can be tried (`trial`).

mod lambda;
mod partition;
mod split;
mod trial;

pub use trial::{Tried, try_on};

use crate::Event;
use crate::buffer::{Batch, Fault, Made, Row, Rows, Slot, Taken, Why, whole_row};
use crate::state::DeliveryStream;
use crate::trace::Hops;
use api::Slice;
use bytes::Bytes;
use service::{Ctx, apart};
use std::sync::Arc;

impl DeliveryStream {
    /// Takes records in: they are the delivery stream's from now on.
    pub(crate) fn accept(&mut self, slice: Slice, ctx: &mut Ctx<'_, Event>) {
        if slice.is_empty() {
            return;
        }
        let config = self.config.clone();
        let is_aggregated = self.reads_a_stream() && split::is_aggregated(&slice);
        let taken = Taken::plain(slice, ctx.now().0);
        let bytes = taken.bytes();
        self.totals.accepted.records += taken.len();
        self.totals.accepted.bytes += bytes;
        if config.backup().is_some() {
            self.fill(Slot::Backup, &Arc::default(), taken.clone(), ctx);
        }
        if config.pipeline().is_plain() && !is_aggregated {
            self.fill(Slot::Main, &Arc::default(), taken, ctx);
        } else {
            apart(|| self.process(taken, ctx));
        }
    }

    /// Sends a whole batch to the error prefix.
    pub(crate) fn fail_all(&mut self, batch: &Batch, fault: Fault, why: &Why, ctx: &mut Ctx<'_, Event>) {
        for taken in &batch.parts {
            let (bytes, rows) = rows_of(taken);
            let rows = rows.into_iter().map(|row| Row { note: 1, ..row }).collect();
            let failed = with_rows(taken, Rows { bytes, rows, whys: vec![why.clone()], keys: Vec::new() });
            self.fill(Slot::Failed(fault), &Arc::default(), failed, ctx);
        }
    }

    /// Takes records apart and sends what is in them on.
    fn process(&mut self, taken: Taken, ctx: &mut Ctx<'_, Event>) {
        let config = self.config.clone();
        let pipeline = config.pipeline();
        let split = split::split(&taken, pipeline.deaggregation.as_ref(), self.reads_a_stream());
        self.totals.split_records += split.len() - taken.len();
        self.account(taken.bytes(), split.bytes());
        if pipeline.lambda.is_some() {
            self.fill(Slot::Lambda, &Arc::default(), split, ctx);
        } else {
            self.route(split, ctx);
        }
    }

    /// Puts what is ready for the destination into its buffer.
    fn route(&mut self, taken: Taken, ctx: &mut Ctx<'_, Event>) {
        let config = self.config.clone();
        match config.partitioned() {
            Some(s3) => self.partition(s3, &taken, ctx),
            None => self.fill(Slot::Main, &Arc::default(), taken, ctx),
        }
    }

    /// What was `before` bytes has become `after` bytes.
    fn account(&mut self, before: u64, after: u64) {
        self.totals.grown_bytes += after.saturating_sub(before);
        self.totals.shrunk_bytes += before.saturating_sub(after);
    }

    /// Shows that the transformation has dropped `batch`.
    pub(crate) fn drop_records(&mut self, batch: &Batch, hops: &mut Hops, ctx: &mut Ctx<'_, Event>) {
        if batch.records > 0 {
            self.totals.dropped.add(batch);
            self.remember(batch, &crate::Place::Dropped, hops, ctx);
        }
    }
}

/// The pieces of `taken` as rows, and the bytes that they lie in.
pub(crate) fn rows_of(taken: &Taken) -> (Bytes, Vec<Row>) {
    match &taken.made {
        Some(made) => (made.rows.bytes.clone(), made.rows().to_vec()),
        None => {
            let indices = taken.slice.from..taken.slice.to;
            let rows = indices.zip(taken.slice.items()).map(|(index, (_, item))| whole_row(index, item));
            (taken.slice.segment.bytes.clone(), rows.collect())
        }
    }
}

/// `taken` with `rows` in place of what it had.
pub(crate) fn with_rows(taken: &Taken, rows: Rows) -> Taken {
    let to = rows.rows.len() as u32;
    Taken { made: Some(Made { rows: Arc::new(rows), from: 0, to }), ..taken.clone() }
}
