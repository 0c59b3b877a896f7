//! Staging for a warehouse. There is no Redshift here: the object is staged, `COPY` fails as it does when the cluster cannot be reached, and is tried again
//! for the retry duration; then a manifest names the object, so that it can be loaded by hand. The staged object stays.

use super::Family;
use super::s3::{Object, Written};
use crate::Event;
use crate::buffer::{Fault, Sealed};
use crate::config::RedshiftDestination;
use crate::prefix::Prefix;
use crate::state::DeliveryStream;
use crate::trace::{Hops, Place};
use api::AwsError;
use serde_json::json;
use service::Ctx;

impl DeliveryStream {
    #[inline(never)]
    pub(super) fn deliver_to_redshift(
        &mut self,
        destination: &RedshiftDestination,
        sealed: &mut Sealed,
        hops: &mut Hops,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        let staging = &destination.staging;
        if sealed.staged.is_none() {
            let object = Object {
                prefix: &staging.prefix,
                kind: "",
                values: &[],
                extension: staging.extension(false),
                oldest_us: sealed.batch.oldest_us,
            };
            let body = super::s3::body(&sealed.batch, destination.pipeline.delimiter.as_deref().unwrap_or_default());
            let Written { key, .. } = self.put_records(staging, object, body, sealed.batch.lineage(), ctx)?;
            sealed.staged = Some((key, ctx.now()));
            self.succeed(Family::S3, &sealed.batch, ctx);
        }
        let Some((key, staged_at)) = sealed.staged.clone() else { return Ok(()) };
        ctx.metric(super::METRICS, "DeliveryToRedshift.Success", ("DeliveryStreamName", &self.name), 0.0);
        if ctx.now() - staged_at < destination.retry_us {
            let message = format!(
                "Unable to connect to the Amazon Redshift cluster {} to load {}",
                destination.cluster(),
                destination.table()
            );
            return Err(AwsError::new("Redshift.ConnectionFailed", message));
        }
        let manifest = json!({"entries": [{"url": format!("s3://{}/{key}", staging.bucket), "mandatory": true}]});
        let prefix = Prefix::below(staging.prefix_text(), "errors/manifests/")?;
        let object =
            Object { prefix: &prefix, kind: "", values: &[], extension: "", oldest_us: sealed.batch.oldest_us };
        let body = manifest.to_string().into_bytes();
        let Written { key, bytes } = self.put_object(staging, object, |_| body.into(), Default::default(), ctx)?;
        let place = Place::Failed { fault: Fault::Load, bucket: staging.bucket.as_str().into(), key };
        let batch = std::mem::take(&mut sealed.batch);
        self.arrive(&batch, &sealed.closing, place, bytes, hops, ctx);
        Ok(())
    }
}
