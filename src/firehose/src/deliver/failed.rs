//! Writing what has failed, and copies of what came in.

use super::s3::{Object, Written};
use crate::Event;
use crate::buffer::{Fault, Piece, Sealed};
use crate::config::Conversion;
use crate::prefix::Prefix;
use crate::state::DeliveryStream;
use crate::trace::{Hops, Place};
use api::AwsError;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use service::Ctx;
use std::io::Write;

impl DeliveryStream {
    /// Writes failed records into an object below the error prefix, one JSON line each.
    #[inline(never)]
    pub(super) fn deliver_failed(
        &mut self,
        fault: Fault,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let config = self.config.clone();
        let to = config.failures();
        let lambda = config.pipeline().lambda.as_ref().map(|lambda| lambda.arn.as_str());
        let mut body = Vec::new();
        for taken in &sealed.batch.parts {
            let arrival_ms = ctx.date_of(sim::Time(taken.slice.segment.arrival_us)).0;
            taken.each(|piece| {
                let line = match (fault, config.conversion()) {
                    (Fault::Conversion, Some(conversion)) => unconverted(&piece, arrival_ms, conversion, ctx),
                    _ => unprocessed(&piece, arrival_ms, lambda, ctx),
                };
                // Writing into memory does not fail.
                let _ = writeln!(body, "{line}");
            });
        }
        // Without an error prefix, what goes before the default time is the prefix and the kind of error.
        let default = if to.prefix.has_expressions() { "" } else { to.prefix_text() };
        let default = Prefix::below(default, &format!("{}/", fault.name()))?;
        let prefix = to.error_prefix.as_ref().unwrap_or(&default);
        let object = Object {
            prefix,
            kind: fault.name(),
            values: &[],
            extension: to.compression.extension(),
            oldest_us: sealed.batch.oldest_us,
        };
        let Written { key, bytes } = self.put_records(to, object, body, sealed.batch.lineage(), ctx)?;
        let place = Place::Failed { fault, bucket: to.bucket.as_str().into(), key };
        let batch = std::mem::take(&mut sealed.batch);
        self.arrive(&batch, &sealed.closing, place, bytes, hops, ctx);
        Ok(())
    }

    /// Writes copies of what came in into the backup bucket.
    #[inline(never)]
    pub(super) fn deliver_backup(&mut self, sealed: &mut Sealed, ctx: &mut Ctx<'_, Event>) -> Result<(), AwsError> {
        let config = self.config.clone();
        // The backup cannot be taken away; if it could, its copies would be of no use to anybody.
        let Some(to) = config.backup() else {
            sealed.batch = Default::default();
            return Ok(());
        };
        let object = Object {
            prefix: &to.prefix,
            kind: "",
            values: &[],
            extension: to.extension(false),
            oldest_us: sealed.batch.oldest_us,
        };
        let body = super::s3::body(&sealed.batch, &[]);
        let written = self.put_records(to, object, body, sealed.batch.lineage(), ctx);
        let dimension = ("DeliveryStreamName", &*self.name);
        let Written { key, bytes } = written.inspect_err(|_| {
            ctx.metric(super::METRICS, "BackupToS3.Success", dimension, 0.0);
        })?;
        ctx.metric(super::METRICS, "BackupToS3.Success", dimension, 1.0);
        ctx.metric(super::METRICS, "BackupToS3.Records", dimension, sealed.batch.records as f64);
        ctx.metric(super::METRICS, "BackupToS3.Bytes", dimension, sealed.batch.bytes as f64);
        let batch = std::mem::take(&mut sealed.batch);
        self.totals.backed_up.add(&batch);
        self.show_arrival(&batch, &sealed.closing, key, bytes, ctx);
        Ok(())
    }
}

/// A record that could not be processed, as Firehose writes it.
fn unprocessed(piece: &Piece<'_>, arrival_ms: u64, lambda: Option<&str>, ctx: &Ctx<'_, Event>) -> Value {
    let why = piece.why.cloned().unwrap_or_default();
    let mut line = json!({
        "attemptsMade": why.attempts,
        "arrivalTimestamp": arrival_ms,
        "errorCode": why.code,
        "errorMessage": why.message,
        "attemptEndingTimestamp": ctx.date_of(sim::Time(why.ended_us)).0,
        "rawData": STANDARD.encode(piece.data),
    });
    if let (Some(arn), true, Some(members)) = (lambda, why.code.starts_with("Lambda."), line.as_object_mut()) {
        members.insert("lambdaArn".into(), arn.into());
    }
    line
}

/// A record that does not fit its table, as Firehose writes it.
fn unconverted(piece: &Piece<'_>, arrival_ms: u64, conversion: &Conversion, ctx: &Ctx<'_, Event>) -> Value {
    let why = piece.why.cloned().unwrap_or_default();
    let Conversion { catalog_id, region, database, table, version, .. } = conversion;
    json!({
        "attemptsMade": why.attempts,
        "arrivalTimestamp": arrival_ms,
        "lastErrorCode": why.code,
        "lastErrorMessage": why.message,
        "attemptEndingTimestamp": ctx.date_of(sim::Time(why.ended_us)).0,
        "rawData": STANDARD.encode(piece.data),
        "sequenceNumber": sequence_number(piece, ctx),
        "subSequenceNumber": piece.part,
        "dataCatalogTable": {
            "catalogId": catalog_id,
            "databaseName": database,
            "tableName": table,
            "region": region,
            "versionId": version,
            "catalogArn": format!("arn:aws:glue:{region}:{catalog_id}:catalog"),
        },
    })
}

/// The sequence number of a stream's record; a record that was put directly has none.
fn sequence_number(piece: &Piece<'_>, ctx: &Ctx<'_, Event>) -> Option<String> {
    let source = &piece.segment.source;
    let epoch_s = |us: u64| ctx.date_of(sim::Time(us)).0 / 1_000;
    let number = || {
        let (created_s, arrived_s) = (epoch_s(source.created_us), epoch_s(piece.segment.arrival_us));
        api::kinesis::sequence_number(created_s, piece.number(), arrived_s, source.shard)
    };
    (source.kind == api::SourceKind::Stream).then(number)
}
