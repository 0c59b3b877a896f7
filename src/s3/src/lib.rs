//! Amazon S3: buckets, objects, listings, ranges, and the way from a record to its object.
//!
//! - [`S3`] is the whole state; bodies are shared, never copied.
//! - `ops/` serves the operations, by resource.
//! - `views` is what a page may look at.
//!
//! It knows nothing of what an object holds, and makes no difference between
//! those that Firehose writes and those that a person writes, but that a service
//! inside may say which records the lines of its object are.

mod errors;
mod laws;
pub mod limits;
mod names;
mod ops;
pub mod prices;
mod range;
mod state;
mod views;

pub use state::{Bucket, Labels, Object, Place, S3};
pub use views::{BucketView, ObjectView};

use api::s3::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, Standing, apart};

/// What S3 schedules for itself.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// Once a day: how much each bucket holds.
    ReportStorage,
}

impl Service for S3 {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let one = |action, resource| vec![Access::new(action, resource)];
        match request {
            Request::CreateBucket(request) => one("s3:CreateBucket", Arn::bucket(&request.bucket)),
            Request::ListBuckets(_) => one("s3:ListAllMyBuckets", "*".into()),
            Request::HeadBucket(request) => one("s3:ListBucket", Arn::bucket(&request.bucket)),
            Request::DeleteBucket(request) => one("s3:DeleteBucket", Arn::bucket(&request.bucket)),
            Request::PutObject(request) => one("s3:PutObject", Arn::object(&request.bucket, &request.key)),
            Request::GetObject(request) => one("s3:GetObject", Arn::object(&request.bucket, &request.key)),
            Request::HeadObject(request) => one("s3:GetObject", Arn::object(&request.bucket, &request.key)),
            Request::CopyObject(request) => {
                let source = ops::objects::read_copy_source(&request.copy_source).ok();
                let read = source.map(|(bucket, key)| Access::new("s3:GetObject", Arn::object(&bucket, &key)));
                let write = Access::new("s3:PutObject", Arn::object(&request.bucket, &request.key));
                read.into_iter().chain([write]).collect()
            }
            Request::DeleteObject(request) => one("s3:DeleteObject", Arn::object(&request.bucket, &request.key)),
            Request::ListObjectsV2(request) => one("s3:ListBucket", Arn::bucket(&request.bucket)),
        }
    }

    fn class(&self, request: &Request) -> Class {
        let (data_event, read_only) = match request {
            Request::CreateBucket(_) | Request::DeleteBucket(_) => (false, false),
            Request::ListBuckets(_) | Request::HeadBucket(_) => (false, true),
            Request::PutObject(_) | Request::CopyObject(_) | Request::DeleteObject(_) => (true, false),
            Request::GetObject(_) | Request::HeadObject(_) | Request::ListObjectsV2(_) => (true, true),
        };
        Class { data_event, read_only, calls_per_second_max: None }
    }

    fn throttled(&self) -> AwsError {
        AwsError::new("SlowDown", "Please reduce your request rate.").with_status(503)
    }

    fn denied(&self, message: String) -> AwsError {
        AwsError::new("AccessDenied", message).with_status(403)
    }

    fn call(
        &mut self,
        _caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        let bucket = bucket_of(&request).filter(|name| self.buckets.contains_key(*name)).map(str::to_owned);
        meter(&request, bucket.as_deref(), ctx);
        let result = match request {
            Request::CreateBucket(request) => apart(|| self.create_bucket(request, ctx)).map(Response::CreateBucket),
            Request::ListBuckets(request) => apart(|| self.list_buckets(request)).map(Response::ListBuckets),
            Request::HeadBucket(request) => apart(|| self.head_bucket(request)).map(Response::HeadBucket),
            Request::DeleteBucket(request) => apart(|| self.delete_bucket(request, ctx)).map(Response::DeleteBucket),
            Request::PutObject(request) => apart(|| self.put_object(request, ctx)).map(Response::PutObject),
            Request::GetObject(request) => apart(|| self.get_object(request, ctx)).map(Response::GetObject),
            Request::HeadObject(request) => apart(|| self.head_object(request)).map(Response::HeadObject),
            Request::CopyObject(request) => apart(|| self.copy_object(request, ctx)).map(Response::CopyObject),
            Request::DeleteObject(request) => apart(|| self.delete_object(request, ctx)).map(Response::DeleteObject),
            Request::ListObjectsV2(request) => apart(|| self.list_objects(request)).map(Response::ListObjectsV2),
        };
        if let (Err(error), Some(bucket)) = (&result, &bucket)
            && (400..500).contains(&error.status)
        {
            ctx.metric("AWS/S3", "4xxErrors", ("BucketName", bucket), 1.0);
        }
        result.map(Reply::Now)
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match event {
            Event::ReportStorage => {
                for bucket in self.buckets() {
                    let dimension = ("BucketName", &*bucket.name);
                    ctx.metric("AWS/S3", "NumberOfObjects", dimension, bucket.objects as f64);
                    ctx.metric("AWS/S3", "BucketSizeBytes", dimension, bucket.bytes as f64);
                }
                ctx.schedule(limits::STORAGE_METRICS_INTERVAL_US, Event::ReportStorage);
            }
        }
    }

    fn standing(&self, _now: sim::Time) -> Vec<Standing> {
        vec![Standing { price: &prices::STORAGE, quantity: self.bytes() as f64 / prices::GB_BYTES }]
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}

fn bucket_of(request: &Request) -> Option<&str> {
    match request {
        Request::ListBuckets(_) => None,
        Request::CreateBucket(request) => Some(&request.bucket),
        Request::HeadBucket(request) => Some(&request.bucket),
        Request::DeleteBucket(request) => Some(&request.bucket),
        Request::PutObject(request) => Some(&request.bucket),
        Request::GetObject(request) => Some(&request.bucket),
        Request::HeadObject(request) => Some(&request.bucket),
        Request::CopyObject(request) => Some(&request.bucket),
        Request::DeleteObject(request) => Some(&request.bucket),
        Request::ListObjectsV2(request) => Some(&request.bucket),
    }
}

/// Requests are counted and billed whether they succeed or not, as AWS bills its own account's.
fn meter(request: &Request, bucket: Option<&str>, ctx: &mut Ctx<'_, Event>) {
    let (price, metric) = match request {
        Request::CreateBucket(_) | Request::PutObject(_) | Request::CopyObject(_) => {
            (Some(&prices::PUT), "PutRequests")
        }
        Request::ListBuckets(_) | Request::ListObjectsV2(_) => (Some(&prices::PUT), "ListRequests"),
        Request::GetObject(_) => (Some(&prices::GET), "GetRequests"),
        Request::HeadBucket(_) | Request::HeadObject(_) => (Some(&prices::GET), "HeadRequests"),
        Request::DeleteBucket(_) | Request::DeleteObject(_) => (None, "DeleteRequests"),
    };
    if let Some(price) = price {
        ctx.charge(price, 0.001);
    }
    if let Some(bucket) = bucket {
        ctx.metric("AWS/S3", "AllRequests", ("BucketName", bucket), 1.0);
        ctx.metric("AWS/S3", metric, ("BucketName", bucket), 1.0);
    }
}

#[cfg(test)]
mod tests;
