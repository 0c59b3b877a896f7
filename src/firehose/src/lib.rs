//! Amazon Data Firehose: records are put to a delivery stream, or read from a stream; they are buffered, by size
//! or by time, whichever is reached first; a full buffer becomes an object in a bucket, or documents of an index.
//!
//! - `config` checks what a delivery stream is told to do; `prefix` and `dates` name its objects.
//! - `ops` serves the operations; `read` reads the source.
//! - `buffer` holds slices of what came in: nothing is copied before a body is built.
//! - `deliver` writes to the destination as the delivery stream's role, and tries again when that fails.
//! - `trace` remembers what became of which record; `views` is what a page may look at.
//!
//! It knows nothing of what a record says, and transforms nothing.

mod buffer;
mod config;
mod curve;
mod dates;
mod deliver;
mod errors;
mod laws;
pub mod limits;
mod ops;
mod prefix;
pub mod prices;
mod read;
mod state;
mod tokens;
mod trace;
mod views;

pub use buffer::{Cause, Closing, Fault, Slot};
pub use config::Hints;
pub use state::{Count, Delivery, DeliveryStream, Firehose, Last, Status, Totals, Trouble};
pub use trace::{Hop, Place, Trace};
pub use views::{BufferView, DeliveryStreamView, DestinationView};

use api::firehose::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, apart};
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
            Request::UpdateDestination(request) => ("firehose:UpdateDestination", &request.delivery_stream_name),
            Request::PutRecord(request) => ("firehose:PutRecord", &request.delivery_stream_name),
            Request::PutRecordBatch(request) => ("firehose:PutRecordBatch", &request.delivery_stream_name),
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
            Request::DescribeDeliveryStream(_) | Request::ListDeliveryStreams(_) => control(true),
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
        };
        response.map(Reply::Now)
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        let target = match &event {
            Event::Activate { target }
            | Event::Remove { target }
            | Event::Poll { target }
            | Event::Interval { target, .. }
            | Event::Deliver { target, .. } => target,
        };
        let Some((stream, hops)) = self.target(target) else { return };
        match event {
            Event::Activate { .. } => Self::activate(stream, ctx),
            Event::Poll { .. } => stream.poll(hops, ctx),
            Event::Interval { slot, generation, .. } => stream.end_interval(&slot, generation, ctx),
            Event::Deliver { serial, attempt, .. } => stream.deliver(serial, attempt, hops, ctx),
            Event::Remove { target } => {
                self.streams.remove(&target.name);
            }
        }
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}

/// Whoever makes a delivery stream hands it its roles: `iam:PassRole` on each.
fn create_access(request: &api::firehose::CreateDeliveryStream) -> Vec<Access> {
    let create = Access::new("firehose:CreateDeliveryStream", Arn::delivery_stream(&request.delivery_stream_name));
    let mut roles: Vec<&str> = Vec::new();
    let source = request.kinesis_stream_source_configuration.as_ref();
    roles.extend(source.map(|source| source.role_arn.as_str()));
    let s3 = [&request.s3_destination_configuration, &request.extended_s3_destination_configuration];
    roles.extend(s3.into_iter().flatten().map(|s3| s3.role_arn.as_str()));
    if let Some(open_search) = &request.open_search_destination_configuration {
        roles.push(&open_search.role_arn);
        roles.push(&open_search.s3_configuration.role_arn);
    }
    roles.sort_unstable();
    roles.dedup();
    let passed = roles.into_iter().map(|role| Access::new("iam:PassRole", role));
    [create].into_iter().chain(passed).collect()
}

#[cfg(test)]
mod tests;
