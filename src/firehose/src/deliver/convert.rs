//! From JSON to Parquet: the engine makes the file, by the schema of a table that is read as the schema's role.
//! Whatever goes wrong on the way, the records stay where they are and the conversion is tried again.

use crate::Event;
use crate::buffer::{Batch, Conversion as Stage, Converted, Fault, Row, Rows, Sealed, Slot, Taken, Why};
use crate::config::Conversion;
use crate::limits::{CONVERSION_MIB_US, CONVERSION_US, DELIVERY_JITTER_US, MIB};
use crate::process::{rows_of, with_rows};
use crate::state::DeliveryStream;
use crate::trace::Hops;
use api::{AwsError, Lineage, Outcome, Source};
use bytes::Bytes;
use jobs::hive::Type;
use jobs::lake::{self, Column, Convert, Misfit};
use service::Ctx;
use sim::JobId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What AWS says of a table that nothing can be converted by.
pub(crate) const INVALID_SCHEMA: &str = "DataFormatConversion.InvalidSchema";

impl DeliveryStream {
    /// Asks the engine for the file of `sealed`. Errors: of the door, and of a table without columns.
    #[inline(never)]
    pub(super) fn ask_for_file(
        &mut self,
        conversion: &Conversion,
        serial: u64,
        sealed: &mut Sealed,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let columns = columns(conversion, ctx)?;
        let content = content(&sealed.batch);
        let mib = content.len() as u64 / MIB;
        let delay = CONVERSION_US + mib * CONVERSION_MIB_US + ctx.draw_below("conversion", DELIVERY_JITTER_US);
        let request = Convert {
            content: ctx.keep(&content),
            bytes: content.len() as u64,
            columns,
            reading: conversion.reading.clone(),
            writing: conversion.writing.clone(),
        };
        let job = ctx.job(delay, jobs::Request::Lake(lake::Request::Convert(request)));
        self.jobs.insert(job, serial);
        sealed.conversion = Stage::Asked;
        // An answer is no delivery.
        sealed.attempts -= 1;
        Ok(())
    }

    /// The engine has answered.
    #[inline(never)]
    pub(crate) fn take_file(
        &mut self,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some(serial) = self.jobs.remove(&job) else { return };
        let Some(sealed) = self.sealed.remove(&serial) else { return };
        let mut sealed = Arc::unwrap_or_clone(sealed);
        sealed.conversion = Stage::None;
        let trouble = match answer {
            Ok(jobs::Answer::Lake(lake::Answer::Converted(Ok(converted)))) => {
                return self.take_converted(converted, serial, sealed, hops, ctx);
            }
            Ok(jobs::Answer::Lake(lake::Answer::Converted(Err(diagnostic)))) => {
                AwsError::new(INVALID_SCHEMA, diagnostic.message.clone())
            }
            Ok(_) => AwsError::new("DataFormatConversion.InternalFailure", "the answer is another job's"),
            Err(failure) => AwsError::new("DataFormatConversion.InternalFailure", failure.reason.clone()),
        };
        sealed.attempts += 1;
        self.fail(serial, sealed, trouble, hops, ctx);
    }

    /// Sends a whole batch to the error prefix: no other attempt would end otherwise.
    pub(super) fn refuse_batch(&mut self, sealed: &Sealed, error: AwsError, ctx: &mut Ctx<'_, Event>) {
        let dimension = ("DeliveryStreamName", &*self.name);
        ctx.metric(super::METRICS, "FailedConversion.Records", dimension, sealed.batch.records as f64);
        ctx.metric(super::METRICS, "FailedConversion.Bytes", dimension, sealed.batch.bytes as f64);
        let attempts = sealed.attempts.max(1);
        let why = Why { code: error.code.into_owned(), message: error.message, attempts, ended_us: ctx.now().0 };
        self.fail_all(&sealed.batch, Fault::Conversion, &why, ctx);
    }

    fn take_converted(
        &mut self,
        converted: &lake::Converted,
        serial: u64,
        mut sealed: Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let dimension = ("DeliveryStreamName", &*self.name);
        let failed = |place: usize| converted.failed.binary_search_by_key(&(place as u64), |unfit| unfit.record).ok();
        let good = sealed.batch.filtered(|place| failed(place).is_none());
        ctx.metric(super::METRICS, "SucceedConversion.Records", dimension, good.records as f64);
        ctx.metric(super::METRICS, "SucceedConversion.Bytes", dimension, good.bytes as f64);
        if !converted.failed.is_empty() {
            let bad_bytes = sealed.batch.bytes - good.bytes;
            ctx.metric(super::METRICS, "FailedConversion.Records", dimension, converted.failed.len() as f64);
            ctx.metric(super::METRICS, "FailedConversion.Bytes", dimension, bad_bytes as f64);
        }
        let mut place = 0;
        for taken in &sealed.batch.parts {
            if let Some(bad) = unfit(taken, &mut place, converted, sealed.attempts + 1, ctx.now().0) {
                self.fill(Slot::Failed(Fault::Conversion), &Arc::default(), bad, ctx);
            }
        }
        let lineage = lineage(&sealed.batch, converted);
        let Some(file) = converted.file.as_ref().filter(|_| good.records > 0) else {
            // Records without a row are none that anybody could deliver.
            return self.drop_records(&good, hops, ctx);
        };
        sealed.batch = good;
        sealed.conversion = Stage::Done(Arc::new(Converted { file: file.0.clone(), lineage }));
        let attempt = sealed.attempts;
        self.sealed.insert(serial, Arc::new(sealed));
        self.deliver(serial, attempt, hops, ctx);
    }
}

/// The columns of the table, read as the schema's role.
pub(crate) fn columns(conversion: &Conversion, ctx: &mut Ctx<'_, Event>) -> Result<Vec<Column>, AwsError> {
    let role = ctx.assume(&conversion.role_arn)?;
    let request = api::glue::GetTable {
        catalog_id: None,
        database_name: conversion.database.clone(),
        name: conversion.table.clone(),
    };
    let table = ctx.call(&role, request)?.table;
    let columns = table.storage_descriptor.map(|storage| storage.columns).unwrap_or_default();
    let table = format!("{}.{}", conversion.database, conversion.table);
    let wrong = |what: String| AwsError::new(INVALID_SCHEMA, format!("The table {table} {what}"));
    if columns.is_empty() {
        return Err(wrong("has no columns".into()));
    }
    let mut names = BTreeSet::new();
    for api::glue::Column { name, r#type, .. } in &columns {
        if !names.insert(name) {
            return Err(wrong(format!("has the column '{name}' twice")));
        }
        if let Err(why) = Type::parse(r#type.as_deref().unwrap_or_default()) {
            return Err(wrong(format!("has a wrong type in column '{name}': {why}")));
        }
    }
    let column = |column: api::glue::Column| Column { name: column.name, hive_type: column.r#type.unwrap_or_default() };
    Ok(columns.into_iter().map(column).collect())
}

/// The records, each behind its length.
fn content(batch: &Batch) -> Bytes {
    let mut content = Vec::with_capacity(usize::try_from(batch.bytes + 4 * batch.records).unwrap_or_default());
    for taken in &batch.parts {
        taken.each(|piece| {
            content.extend_from_slice(&(piece.data.len() as u32).to_le_bytes());
            content.extend_from_slice(piece.data);
        });
    }
    content.into()
}

/// Those pieces of `taken` that do not fit, each with its reason. `place` counts pieces.
fn unfit(taken: &Taken, place: &mut u64, converted: &lake::Converted, attempts: u32, ended_us: u64) -> Option<Taken> {
    let first = *place;
    *place += taken.len();
    let from = converted.failed.partition_point(|unfit| unfit.record < first);
    let to = converted.failed.partition_point(|unfit| unfit.record < *place);
    let failed = converted.failed.get(from..to).filter(|failed| !failed.is_empty())?;
    let (bytes, rows) = rows_of(taken);
    let mut bad = Rows { bytes, ..Rows::default() };
    for unfit in failed {
        let code = match unfit.class {
            Misfit::Malformed => "DataFormatConversion.ParseError",
            Misfit::Type => "DataFormatConversion.MalformedData",
        };
        bad.whys.push(Why { code: code.into(), message: unfit.message.clone(), attempts, ended_us });
        let row = rows.get(usize::try_from(unfit.record - first).unwrap_or(usize::MAX));
        bad.rows.extend(row.map(|row| Row { note: bad.whys.len() as u32, ..*row }));
    }
    Some(with_rows(taken, bad))
}

/// Which record became which rows.
fn lineage(batch: &Batch, converted: &lake::Converted) -> Lineage {
    let mut lineage = Lineage::default();
    // Parts of one record stand behind each other, and count together.
    let mut last: Option<(Arc<Source>, u64, u64)> = None;
    let mut failed = converted.failed.iter().peekable();
    let mut rows_of = converted.rows_of.iter().peekable();
    let mut place = 0;
    for taken in &batch.parts {
        let source = &taken.slice.segment.source;
        taken.each(|piece| {
            let is_failed = failed.next_if(|unfit| unfit.record == place).is_some();
            let rows = rows_of.next_if(|(record, _)| *record == place).map_or(1, |(_, rows)| *rows);
            place += 1;
            if is_failed || rows == 0 {
                return;
            }
            match &mut last {
                Some((known, number, lines)) if *number == piece.number() && *known == *source => *lines += rows,
                _ => {
                    if let Some((source, number, lines)) = last.replace((source.clone(), piece.number(), rows)) {
                        lineage.push(&source, number, 1, lines, Outcome::Delivered);
                    }
                }
            }
        });
    }
    if let Some((source, number, lines)) = last {
        lineage.push(&source, number, 1, lines, Outcome::Delivered);
    }
    lineage
}
