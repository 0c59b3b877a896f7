//! Writing an object: the one copy that a record makes on its way.

use super::METRICS;
use crate::Event;
use crate::buffer::{Batch, Sealed};
use crate::config::{Compression, S3Destination};
use crate::dates::Date;
use crate::limits::GZIP_LEVEL;
use crate::prefix::{Prefix, object_name};
use crate::state::DeliveryStream;
use crate::trace::{Hops, Place};
use api::s3::PutObject;
use api::{AwsError, Blob, Lineage};
use bytes::Bytes;
use service::Ctx;
use std::io::Write;
use std::sync::Arc;

impl DeliveryStream {
    pub(super) fn deliver_to_s3(
        &mut self,
        destination: &S3Destination,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let batch = &sealed.batch;
        let body = body(batch, destination.delimiter.as_deref().unwrap_or_default());
        let object = Object { prefix: &destination.prefix, kind: "", oldest_us: batch.oldest_us, body };
        let written = self.put_object(destination, object, batch.lineage(), ctx);
        let Written { key, bytes } = written.inspect_err(|_| {
            ctx.metric(METRICS, "DeliveryToS3.Success", ("DeliveryStreamName", &self.name), 0.0);
        })?;
        let place = Place::Object { bucket: destination.bucket.as_str().into(), key };
        let batch = std::mem::take(&mut sealed.batch);
        self.arrive(&batch, &sealed.closing, place, bytes, hops, ctx);
        Ok(())
    }

    /// Writes an object as the destination's role.
    pub(super) fn put_object(
        &self,
        destination: &S3Destination,
        object: Object<'_>,
        lineage: Lineage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Written, AwsError> {
        let date = Date::of_epoch_ms(ctx.date_of(sim::Time(object.oldest_us)).0);
        let mut key = object.prefix.evaluate(&date, object.kind, &mut || ctx.draw("names"));
        key.push_str(&object_name(&self.name, self.version, &date, &mut || ctx.draw("names")));
        key.push_str(destination.extension());
        let body = match destination.compression {
            Compression::None => object.body,
            Compression::Gzip => gzip(&object.body),
        };
        let written = Written { key: key.as_str().into(), bytes: body.len() as u64 };
        let role = ctx.assume(destination.role_arn())?;
        let request = PutObject {
            bucket: destination.bucket.clone(),
            key,
            body: Blob(Bytes::from(body)),
            content_type: Some("application/octet-stream".into()),
            lineage: Some(Arc::new(lineage)),
            ..Default::default()
        };
        ctx.call(&role, request)?;
        Ok(written)
    }
}

/// An object to write.
pub(super) struct Object<'a> {
    /// What its key begins with.
    pub(super) prefix: &'a Prefix,
    /// The kind of error that it holds, or nothing.
    pub(super) kind: &'static str,
    /// When the oldest record in it arrived.
    pub(super) oldest_us: u64,
    /// What it holds.
    pub(super) body: Vec<u8>,
}

/// An object that was written.
pub(super) struct Written {
    /// Its key.
    pub(super) key: Arc<str>,
    /// Its bytes, after compression.
    pub(super) bytes: u64,
}

/// The records' data, one behind the other, each with `delimiter` behind it.
fn body(batch: &Batch, delimiter: &[u8]) -> Vec<u8> {
    let bytes = batch.bytes + batch.records * delimiter.len() as u64;
    let mut body = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    for taken in &batch.parts {
        taken.append(&mut body, delimiter);
    }
    body
}

/// Compresses with a fixed level and without a time, so that equal records give equal bytes.
fn gzip(body: &[u8]) -> Vec<u8> {
    let out = Vec::with_capacity(body.len() / 4);
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(out, flate2::Compression::new(GZIP_LEVEL));
    // Writing into memory does not fail.
    let written = encoder.write_all(body);
    debug_assert!(written.is_ok(), "writing into memory failed");
    encoder.finish().unwrap_or_default()
}
