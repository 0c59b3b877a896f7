//! Making, finding and deleting buckets.

use crate::limits::{BUCKETS_MAX, LIST_BUCKETS_MAX};
use crate::state::{Bucket, S3};
use crate::{Event, errors, limits, names};
use api::{AwsError, REGION, s3};
use imbl::OrdMap;
use service::{Ctx, Note};
use std::ops::Bound;

/// The account's canonical user id.
pub const OWNER_ID: &str = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

impl S3 {
    pub(crate) fn create_bucket(
        &mut self,
        request: s3::CreateBucket,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::CreateBucketOutput, AwsError> {
        names::check_bucket(&request.bucket)?;
        check_location(&request)?;
        let location = format!("/{}", request.bucket);
        // In us-east-1, and only there, making one's own bucket again succeeds and changes nothing.
        if self.buckets.contains_key(request.bucket.as_str()) {
            return Ok(s3::CreateBucketOutput { location });
        }
        if self.buckets.len() >= BUCKETS_MAX {
            return Err(errors::too_many_buckets());
        }
        let bucket = Bucket { created: ctx.date(), objects: OrdMap::new(), bytes: 0, by_age: OrdMap::new() };
        ctx.note(Note::info("s3-bucket-created").with("bucket", &request.bucket));
        self.buckets.insert(request.bucket.into(), bucket);
        if !self.reports_storage {
            self.reports_storage = true;
            ctx.schedule(limits::STORAGE_METRICS_INTERVAL_US, Event::ReportStorage);
        }
        Ok(s3::CreateBucketOutput { location })
    }

    pub(crate) fn list_buckets(&self, request: s3::ListBuckets) -> Result<s3::ListBucketsOutput, AwsError> {
        let max = request.max_buckets.unwrap_or(LIST_BUCKETS_MAX);
        if !(1..=LIST_BUCKETS_MAX).contains(&max) {
            return Err(errors::invalid_argument("Argument max-buckets must be an integer between 1 and 10000"));
        }
        let after = match &request.continuation_token {
            Some(token) => super::list::read_token(token)?.1,
            None => String::new(),
        };
        let prefix = request.prefix.as_deref().unwrap_or("");
        let range = (Bound::Excluded(after.as_str()), Bound::Unbounded);
        let mut found = self.buckets.range::<_, str>(range).filter(|(name, _)| name.starts_with(prefix));
        let page: Vec<_> = found.by_ref().take(max as usize).collect();
        let more = found.next().is_some();
        let last = page.last().filter(|_| more);
        Ok(s3::ListBucketsOutput {
            continuation_token: last.map(|(name, _)| super::list::write_token('k', name)),
            buckets: page
                .iter()
                .map(|(name, bucket)| s3::Bucket { name: name.to_string(), creation_date: bucket.created })
                .collect(),
            owner: s3::Owner { id: OWNER_ID.into() },
            prefix: request.prefix,
        })
    }

    pub(crate) fn head_bucket(&self, request: s3::HeadBucket) -> Result<s3::HeadBucketOutput, AwsError> {
        self.buckets.get(request.bucket.as_str()).ok_or_else(errors::not_found)?;
        Ok(s3::HeadBucketOutput { bucket_region: REGION.into() })
    }

    pub(crate) fn delete_bucket(
        &mut self,
        request: s3::DeleteBucket,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<s3::DeleteBucketOutput, AwsError> {
        if !self.bucket(&request.bucket)?.objects.is_empty() {
            return Err(errors::bucket_not_empty());
        }
        self.buckets.remove(request.bucket.as_str());
        ctx.note(Note::info("s3-bucket-deleted").with("bucket", &request.bucket));
        Ok(s3::DeleteBucketOutput {})
    }

    /// The bucket `name`. Errors: `NoSuchBucket`.
    pub(crate) fn bucket(&self, name: &str) -> Result<&Bucket, AwsError> {
        self.buckets.get(name).ok_or_else(errors::no_such_bucket)
    }
}

fn check_location(request: &s3::CreateBucket) -> Result<(), AwsError> {
    let configuration = request.create_bucket_configuration.as_ref();
    match configuration.and_then(|configuration| configuration.location_constraint.as_deref()) {
        None => Ok(()),
        Some(REGION) => {
            Err(AwsError::new("InvalidLocationConstraint", "The specified location-constraint is not valid"))
        }
        Some(other) => {
            let message = format!(
                "The {other} location constraint is incompatible for the region specific endpoint this request was sent to."
            );
            Err(AwsError::new("IllegalLocationConstraintException", message))
        }
    }
}
