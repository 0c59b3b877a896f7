//! Writing an object: the one copy that a record makes on its way.

use super::METRICS;
use crate::Event;
use crate::buffer::{Batch, Conversion, Sealed};
use crate::compress::compressed;
use crate::config::S3Destination;
use crate::dates::Date;
use crate::prefix::{Prefix, object_name};
use crate::prices;
use crate::state::DeliveryStream;
use crate::trace::{Hops, Place};
use api::s3::PutObject;
use api::{AwsError, Blob, Lineage};
use bytes::Bytes;
use service::{Ctx, apart};
use std::sync::Arc;

impl DeliveryStream {
    pub(super) fn deliver_to_s3(
        &mut self,
        destination: &S3Destination,
        serial: u64,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let converted = match (&sealed.conversion, &destination.conversion) {
            (Conversion::Asked, _) => return Ok(()),
            (Conversion::None, Some(conversion)) => {
                return apart(|| self.ask_for_file(conversion, serial, sealed, ctx));
            }
            (Conversion::None, None) => None,
            (Conversion::Done(converted), _) => Some(converted.clone()),
        };
        let batch = &sealed.batch;
        let object = Object {
            prefix: &destination.prefix,
            kind: "",
            values: &sealed.closing.keys,
            extension: destination.extension(converted.is_some()),
            oldest_us: batch.oldest_us,
        };
        let written = match &converted {
            Some(converted) => {
                let lineage = converted.lineage.clone();
                self.put_object(destination, object, |_| converted.file.clone(), lineage, ctx)
            }
            None => {
                let body = body(batch, destination.pipeline.delimiter.as_deref().unwrap_or_default());
                self.put_records(destination, object, body, batch.lineage(), ctx)
            }
        };
        let Written { key, bytes } = written.inspect_err(|_| {
            ctx.metric(METRICS, "DeliveryToS3.Success", ("DeliveryStreamName", &self.name), 0.0);
        })?;
        if converted.is_some() {
            ctx.charge(&prices::CONVERTED, prices::billed_gb_of(batch));
        }
        if destination.is_partitioned {
            ctx.charge(&prices::PARTITION_OBJECTS, 1.0);
        }
        let place = Place::Object { bucket: destination.bucket.as_str().into(), key };
        let batch = std::mem::take(&mut sealed.batch);
        self.arrive(&batch, &sealed.closing, place, bytes, hops, ctx);
        Ok(())
    }

    /// Writes records, compressed as the destination wants it.
    pub(super) fn put_records(
        &self,
        destination: &S3Destination,
        object: Object<'_>,
        body: Vec<u8>,
        lineage: Lineage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Written, AwsError> {
        self.put_object(destination, object, |name| compressed(body, destination.compression, name), lineage, ctx)
    }

    /// Writes an object as the destination's role. `body` is given the object's name without prefix and extension.
    pub(super) fn put_object(
        &self,
        destination: &S3Destination,
        object: Object<'_>,
        body: impl FnOnce(&str) -> Bytes,
        lineage: Lineage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Written, AwsError> {
        let arrived_ms = ctx.date_of(sim::Time(object.oldest_us)).0;
        let local = Date::of_epoch_ms(destination.zone.local_ms(arrived_ms));
        let mut key = object.prefix.evaluate(&local, object.kind, object.values, &mut || ctx.draw("names"));
        let date = Date::of_epoch_ms(arrived_ms);
        let name = object_name(&self.name, self.version, &date, &mut || ctx.draw("names"));
        let body = body(&name);
        key.push_str(&name);
        key.push_str(object.extension);
        let written = Written { key: key.as_str().into(), bytes: body.len() as u64 };
        let role = ctx.assume(destination.role_arn())?;
        let request = PutObject {
            bucket: destination.bucket.clone(),
            key,
            body: Blob(body),
            content_type: Some("application/octet-stream".into()),
            lineage: Some(Arc::new(lineage)),
            ..Default::default()
        };
        // As Firehose names S3's errors in its log.
        ctx.call(&role, request).map_err(|error| AwsError { code: format!("S3.{}", error.code).into(), ..error })?;
        Ok(written)
    }
}

/// An object to write.
pub(super) struct Object<'a> {
    /// What its key begins with.
    pub(super) prefix: &'a Prefix,
    /// The kind of error that it holds, or nothing.
    pub(super) kind: &'static str,
    /// The values of its partition's keys, in the order of the prefix.
    pub(super) values: &'a [String],
    /// What its key ends with.
    pub(super) extension: &'a str,
    /// When the oldest record in it arrived.
    pub(super) oldest_us: u64,
}

/// An object that was written.
pub(super) struct Written {
    /// Its key.
    pub(super) key: Arc<str>,
    /// Its bytes, after compression.
    pub(super) bytes: u64,
}

/// The records' data, one behind the other, each with `delimiter` behind it.
pub(super) fn body(batch: &Batch, delimiter: &[u8]) -> Vec<u8> {
    let bytes = batch.bytes + batch.records * delimiter.len() as u64;
    let mut body = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    for taken in &batch.parts {
        taken.append(&mut body, delimiter);
    }
    body
}
