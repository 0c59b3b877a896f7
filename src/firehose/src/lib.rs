//! Amazon Data Firehose: records are put to a delivery stream, or read from a stream; they are buffered, by size
//! or by time, whichever is reached first; a full buffer becomes an object in a bucket, or documents of an index.
//!
//! - `config` checks what a delivery stream is told to do; `prefix`, `dates` and `zones` name its objects.
//! - `ops` serves the operations; `read` reads the source.
//! - `process` takes records apart, transforms them and finds their partitions; `jq` runs the programs.
//! - `buffer` holds slices of what came in, or rows that were made of them; `curve` tells how it filled.
//! - `deliver` writes to the destination as the delivery stream's role, and tries again when that fails; `compress` makes bodies smaller.
//! - `trace` remembers what became of which record; `views` is what a page may look at.
//!
//! It knows nothing of what a record says, unless a program or a query asks it; columns are the lake engine's business.

mod buffer;
mod compress;
mod config;
mod curve;
mod dates;
mod deliver;
mod errors;
mod jq;
mod laws;
pub mod limits;
mod ops;
mod prefix;
pub mod prices;
mod process;
mod read;
mod state;
mod tokens;
mod trace;
mod views;
mod zones;

pub use buffer::{Cause, Closing, Fault, Slot};
pub use config::Hints;
pub use process::{Tried, try_on};
pub use state::{Count, Delivery, DeliveryStream, Firehose, Last, Status, Totals, Trouble};
pub use trace::{Hop, Place, Trace};
pub use views::{BufferView, DeliveryStreamView, DestinationView};

use api::firehose::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, apart};
use sim::JobId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The delivery stream that an event is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    name: Arc<str>,
    id: u64,
}

/// What Firehose schedules for itself.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// From `CREATING` to `ACTIVE`.
    Activate {
        /// Which.
        target: Target,
    },
    /// From `DELETING` to nothing.
    Remove {
        /// Which.
        target: Target,
    },
    /// Encryption is switched on or off.
    Encrypt {
        /// Which.
        target: Target,
    },
    /// The source is read once more.
    Poll {
        /// Which.
        target: Target,
    },
    /// The open buffer's time is over, if it is still the same one.
    Interval {
        /// Which.
        target: Target,
        /// Which of its buffers.
        slot: Slot,
        /// The buffer's.
        generation: u64,
    },
    /// A closed buffer is delivered, if nobody else has tried since.
    Deliver {
        /// Which.
        target: Target,
        /// The buffer's number.
        serial: u64,
        /// How often it was tried before.
        attempt: u32,
    },
}

impl Service for Firehose {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let (action, name) = match request {
            Request::ListDeliveryStreams(_) => return vec![Access::new("firehose:ListDeliveryStreams", "*")],
            Request::CreateDeliveryStream(request) => {
                return create_access(request);
            }
            Request::DeleteDeliveryStream(request) => ("firehose:DeleteDeliveryStream", &request.delivery_stream_name),
            Request::DescribeDeliveryStream(request) => {
                ("firehose:DescribeDeliveryStream", &request.delivery_stream_name)
            }
            Request::UpdateDestination(request) => return update_access(request),
            Request::PutRecord(request) => ("firehose:PutRecord", &request.delivery_stream_name),
            Request::PutRecordBatch(request) => ("firehose:PutRecordBatch", &request.delivery_stream_name),
            Request::StartDeliveryStreamEncryption(request) => {
                ("firehose:StartDeliveryStreamEncryption", &request.delivery_stream_name)
            }
            Request::StopDeliveryStreamEncryption(request) => {
                ("firehose:StopDeliveryStreamEncryption", &request.delivery_stream_name)
            }
            Request::TagDeliveryStream(request) => ("firehose:TagDeliveryStream", &request.delivery_stream_name),
            Request::UntagDeliveryStream(request) => ("firehose:UntagDeliveryStream", &request.delivery_stream_name),
            Request::ListTagsForDeliveryStream(request) => {
                ("firehose:ListTagsForDeliveryStream", &request.delivery_stream_name)
            }
        };
        vec![Access::new(action, Arn::delivery_stream(name))]
    }

    fn class(&self, request: &Request) -> Class {
        let control = |read_only| Class {
            data_event: false,
            read_only,
            calls_per_second_max: Some(limits::CONTROL_CALLS_PER_SECOND),
        };
        match request {
            Request::PutRecord(_) | Request::PutRecordBatch(_) => {
                Class { data_event: true, read_only: false, calls_per_second_max: None }
            }
            Request::DescribeDeliveryStream(_)
            | Request::ListDeliveryStreams(_)
            | Request::ListTagsForDeliveryStream(_) => control(true),
            _ => control(false),
        }
    }

    fn call(
        &mut self,
        _caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        let response = match request {
            Request::CreateDeliveryStream(request) => {
                apart(|| self.create(request, ctx)).map(Response::CreateDeliveryStream)
            }
            Request::DeleteDeliveryStream(request) => {
                apart(|| self.delete(request, ctx)).map(Response::DeleteDeliveryStream)
            }
            Request::DescribeDeliveryStream(request) => {
                apart(|| self.describe(request)).map(Response::DescribeDeliveryStream)
            }
            Request::ListDeliveryStreams(request) => apart(|| self.list(request)).map(Response::ListDeliveryStreams),
            Request::UpdateDestination(request) => apart(|| self.update(request, ctx)).map(Response::UpdateDestination),
            Request::PutRecord(request) => apart(|| self.put_record(request, ctx)).map(Response::PutRecord),
            Request::PutRecordBatch(request) => {
                apart(|| self.put_record_batch(request, ctx)).map(Response::PutRecordBatch)
            }
            Request::StartDeliveryStreamEncryption(request) => {
                apart(|| self.start_encryption(request, ctx)).map(Response::StartDeliveryStreamEncryption)
            }
            Request::StopDeliveryStreamEncryption(request) => {
                apart(|| self.stop_encryption(&request, ctx)).map(Response::StopDeliveryStreamEncryption)
            }
            Request::TagDeliveryStream(request) => apart(|| self.tag(request)).map(Response::TagDeliveryStream),
            Request::UntagDeliveryStream(request) => apart(|| self.untag(&request)).map(Response::UntagDeliveryStream),
            Request::ListTagsForDeliveryStream(request) => {
                apart(|| self.list_tags(&request)).map(Response::ListTagsForDeliveryStream)
            }
        };
        response.map(Reply::Now)
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        let target = match &event {
            Event::Activate { target }
            | Event::Remove { target }
            | Event::Poll { target }
            | Event::Encrypt { target }
            | Event::Interval { target, .. }
            | Event::Deliver { target, .. } => target,
        };
        let Some((stream, hops)) = self.target(target) else { return };
        match event {
            Event::Activate { .. } => Self::activate(stream, ctx),
            Event::Poll { .. } => stream.poll(hops, ctx),
            Event::Encrypt { .. } => stream.encryption.settle(),
            Event::Interval { slot, generation, .. } => stream.end_interval(&slot, generation, ctx),
            Event::Deliver { serial, attempt, .. } => stream.deliver(serial, attempt, hops, ctx),
            Event::Remove { target } => {
                stream.tell_what_is_lost(ctx);
                self.streams.remove(&target.name);
            }
        }
    }

    fn answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>, ctx: &mut Ctx<'_, Event>) {
        let asked = self.streams.iter().find(|(_, stream)| stream.jobs.contains_key(&job));
        let Some(target) = asked.map(|(_, stream)| stream.target()) else { return };
        if let Some((stream, hops)) = self.target(&target) {
            stream.take_file(job, answer, hops, ctx);
        }
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}

/// Whoever makes a delivery stream hands it its roles: `iam:PassRole` on each.
fn create_access(request: &api::firehose::CreateDeliveryStream) -> Vec<Access> {
    let source = request.kinesis_stream_source_configuration.as_ref();
    let mut roles = vec![source.map(|source| source.role_arn.clone())];
    let s3 = [&request.s3_destination_configuration, &request.extended_s3_destination_configuration];
    for s3 in s3.into_iter().flatten() {
        roles.extend([
            Some(s3.role_arn.clone()),
            backup_role(s3),
            schema_role(s3.data_format_conversion_configuration.as_ref()),
        ]);
    }
    if let Some(open_search) = &request.open_search_destination_configuration {
        roles.extend([&open_search.role_arn, &open_search.s3_configuration.role_arn].map(|role| Some(role.clone())));
    }
    if let Some(redshift) = &request.redshift_destination_configuration {
        roles.extend([&redshift.role_arn, &redshift.s3_configuration.role_arn].map(|role| Some(role.clone())));
        roles.push(redshift.s3_backup_configuration.as_ref().map(|backup| backup.role_arn.clone()));
    }
    passing("firehose:CreateDeliveryStream", &request.delivery_stream_name, roles)
}

/// And so does whoever changes it, as far as the roles are given anew.
fn update_access(request: &api::firehose::UpdateDestination) -> Vec<Access> {
    let mut roles = Vec::new();
    let s3 = [&request.s3_destination_update, &request.extended_s3_destination_update];
    for s3 in s3.into_iter().flatten() {
        let backup = s3.s3_backup_update.as_ref().and_then(|backup| backup.role_arn.clone());
        roles.extend([s3.role_arn.clone(), backup, schema_role(s3.data_format_conversion_configuration.as_ref())]);
    }
    if let Some(open_search) = &request.open_search_destination_update {
        let backup = open_search.s3_update.as_ref().and_then(|backup| backup.role_arn.clone());
        roles.extend([open_search.role_arn.clone(), backup]);
    }
    if let Some(redshift) = &request.redshift_destination_update {
        let others = [redshift.s3_update.as_ref(), redshift.s3_backup_update.as_deref()];
        roles.push(redshift.role_arn.clone());
        roles.extend(others.map(|s3| s3?.role_arn.clone()));
    }
    passing("firehose:UpdateDestination", &request.delivery_stream_name, roles)
}

fn backup_role(s3: &api::firehose::ExtendedS3DestinationConfiguration) -> Option<String> {
    s3.s3_backup_configuration.as_ref().map(|backup| backup.role_arn.clone())
}

fn schema_role(conversion: Option<&api::firehose::DataFormatConversionConfiguration>) -> Option<String> {
    conversion?.schema_configuration.as_ref()?.role_arn.clone()
}

/// The action on the delivery stream, and `iam:PassRole` on each role once.
fn passing(action: &'static str, name: &str, roles: Vec<Option<String>>) -> Vec<Access> {
    let roles: BTreeSet<String> = roles.into_iter().flatten().collect();
    let passed = roles.into_iter().map(|role| Access::new("iam:PassRole", role));
    [Access::new(action, Arn::delivery_stream(name))].into_iter().chain(passed).collect()
}

#[cfg(test)]
mod tests;
