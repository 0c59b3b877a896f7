//! What was called: management events are kept, data events are counted and the
//! last 1,000 shown, as AWS's trails omit them by default.

use api::{AwsError, Principal, Request};
use imbl::Vector;
use service::Class;
use sim::Time;
use std::sync::Arc;

/// How many management events are kept.
pub const MANAGEMENT_MAX: usize = 5_000;
/// How many data events are kept.
pub const DATA_MAX: usize = 1_000;

/// An entry of the trail.
#[derive(Clone, Debug)]
pub struct TrailEntry {
    /// When.
    pub at: Time,
    /// Who.
    pub principal: Principal,
    /// What; of a batch the first records, of an object no body.
    pub request: Request,
    /// How it is entered.
    pub class: Class,
    /// What AWS answered, if it did not do it.
    pub error: Option<AwsError>,
}

impl TrailEntry {
    pub(crate) fn new(at: Time, principal: Principal, request: &Request, class: Class) -> Self {
        Self { at, principal, request: trimmed(request), class, error: None }
    }
}

/// The trail. Each entry by itself, so that a change after a clone copies none of them.
#[derive(Clone, Default)]
pub struct Trail {
    management: Vector<Arc<TrailEntry>>,
    data: Vector<Arc<TrailEntry>>,
    data_total: u64,
}

impl Trail {
    pub(crate) fn record(&mut self, entry: TrailEntry) {
        let (list, most) = if entry.class.data_event {
            self.data_total += 1;
            (&mut self.data, DATA_MAX)
        } else {
            (&mut self.management, MANAGEMENT_MAX)
        };
        list.push_back(Arc::new(entry));
        if list.len() > most {
            list.pop_front();
        }
    }

    /// The management events, the latest last.
    pub fn management(&self) -> impl DoubleEndedIterator<Item = &TrailEntry> {
        self.management.iter().map(|entry| &**entry)
    }

    /// The last data events, the latest last.
    pub fn data(&self) -> impl DoubleEndedIterator<Item = &TrailEntry> {
        self.data.iter().map(|entry| &**entry)
    }

    /// How many data events there have been.
    pub fn data_total(&self) -> u64 {
        self.data_total
    }
}

/// The request without what would keep payloads alive.
fn trimmed(request: &Request) -> Request {
    let mut request = request.clone();
    match &mut request {
        Request::Kinesis(api::kinesis::Request::PutRecords(put)) => put.records = put.records.first(2),
        Request::Firehose(api::firehose::Request::PutRecordBatch(put)) => put.records = put.records.first(2),
        Request::S3(api::s3::Request::PutObject(put)) => put.shed_body(),
        Request::OpenSearch(api::opensearch::Request::Http(http)) => http.shed_body(),
        Request::Sqs(api::sqs::Request::SendMessage(send)) => send.shed_body(),
        Request::Sqs(api::sqs::Request::SendMessageBatch(send)) => send.shed_bodies(),
        _ => {}
    }
    request
}
