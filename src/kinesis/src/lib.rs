//! Kinesis Data Streams: streams of shards, onto which records are put by the MD5 of their partition key and from
//! which they are read by number. See `README.md` for what AWS does and what is left out.
//!
//! - `state`: streams, shards, segments; `bucket`: limits per shard in whole numbers.
//! - `ops`: the operations, by what they touch; `validate`: AWS's checks of members; `token`: opaque iterators.
//! - `views`: what the page may read. `laws`, `limits`, `prices`: as in each service.

mod bucket;
mod laws;
pub mod limits;
mod ops;
pub mod prices;
mod state;
mod token;
mod validate;
mod views;

pub use bucket::Rate;
pub use state::{Kinesis, Mode, Shard, Status, Stream};
pub use views::{Found, RecentRecords};

use api::kinesis::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Note, Reply, Service, Standing};
use std::sync::Arc;

/// What the service schedules for itself. A stream is told from an earlier one of its name by the time of its making.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A stream becomes ACTIVE.
    Active {
        /// Its name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// A deleted stream is gone.
    Gone {
        /// Its name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// Old records go.
    Trim {
        /// The stream's name.
        stream: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
}

impl Service for Kinesis {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let named = |name: &Option<String>, arn: &Option<String>| match (arn, name) {
            (Some(arn), _) => arn.clone(),
            (None, Some(name)) => Arn::stream(name),
            (None, None) => "*".into(),
        };
        let (action, resource) = match request {
            Request::CreateStream(it) => ("kinesis:CreateStream", Arn::stream(&it.stream_name)),
            Request::DeleteStream(it) => ("kinesis:DeleteStream", named(&it.stream_name, &it.stream_arn)),
            Request::DescribeStreamSummary(it) => {
                ("kinesis:DescribeStreamSummary", named(&it.stream_name, &it.stream_arn))
            }
            Request::DescribeStream(it) => ("kinesis:DescribeStream", named(&it.stream_name, &it.stream_arn)),
            Request::ListStreams(_) => ("kinesis:ListStreams", "*".into()),
            Request::ListShards(it) => ("kinesis:ListShards", ops::list_shards_resource(it)),
            Request::PutRecord(it) => ("kinesis:PutRecord", named(&it.stream_name, &it.stream_arn)),
            Request::PutRecords(it) => ("kinesis:PutRecords", named(&it.stream_name, &it.stream_arn)),
            Request::GetShardIterator(it) => ("kinesis:GetShardIterator", named(&it.stream_name, &it.stream_arn)),
            Request::GetRecords(it) => ("kinesis:GetRecords", ops::get_records_resource(it)),
        };
        vec![Access::new(action, resource)]
    }

    fn class(&self, request: &Request) -> Class {
        let (data_event, read_only, calls_per_second_max) = match request {
            Request::CreateStream(_) | Request::DeleteStream(_) => (false, false, Some(5)),
            Request::DescribeStreamSummary(_) => (false, true, Some(20)),
            Request::DescribeStream(_) => (false, true, Some(10)),
            Request::ListStreams(_) => (false, true, Some(5)),
            Request::ListShards(_) => (false, true, Some(1_000)),
            Request::PutRecord(_) | Request::PutRecords(_) => (true, false, None),
            Request::GetShardIterator(_) | Request::GetRecords(_) => (true, true, None),
        };
        Class { data_event, read_only, calls_per_second_max }
    }

    fn throttled(&self) -> AwsError {
        AwsError::new("LimitExceededException", "Rate exceeded for account.")
    }

    fn call(&mut self, _: &Caller, request: Request, ctx: &mut Ctx<'_, Event>) -> Result<Reply<Response>, AwsError> {
        let response = match request {
            Request::CreateStream(it) => Response::CreateStream(self.create_stream(it, ctx)?),
            Request::DeleteStream(it) => Response::DeleteStream(self.delete_stream(it, ctx)?),
            Request::DescribeStreamSummary(it) => Response::DescribeStreamSummary(self.describe_summary(it)?),
            Request::DescribeStream(it) => Response::DescribeStream(self.describe_stream(it)?),
            Request::ListStreams(it) => Response::ListStreams(self.list_streams(it)?),
            Request::ListShards(it) => Response::ListShards(self.list_shards(it, ctx)?),
            Request::PutRecord(it) => Response::PutRecord(self.put_record(it, ctx)?),
            Request::PutRecords(it) => Response::PutRecords(self.put_records(it, ctx)?),
            Request::GetShardIterator(it) => Response::GetShardIterator(self.get_shard_iterator(it, ctx)?),
            Request::GetRecords(it) => Response::GetRecords(self.get_records(it, ctx)?),
        };
        Ok(Reply::Now(response))
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        let (Event::Active { stream: name, created_us }
        | Event::Gone { stream: name, created_us }
        | Event::Trim { stream: name, created_us }) = &event;
        let Some(stream) = self.streams.get_mut(name).filter(|stream| stream.created.0 == *created_us) else { return };
        match &event {
            Event::Active { .. } if stream.status == Status::Creating => {
                stream.status = Status::Active;
                let note = Note::info("kinesis-stream-active").with("stream", name);
                ctx.note(note.with("shards", stream.shards.len()));
            }
            Event::Gone { .. } => {
                self.streams.remove(name);
                ctx.note(Note::info("kinesis-stream-deleted").with("stream", name));
            }
            Event::Trim { .. } => {
                let before = stream.records();
                if let Some(at) = stream.trim(ctx.now()) {
                    ctx.schedule_at(at, event.clone());
                }
                let trimmed = before - stream.records();
                if trimmed > 0 {
                    ctx.note(Note::info("kinesis-trimmed").with("stream", name).with("records", trimmed));
                }
            }
            Event::Active { .. } => {}
        }
    }

    fn standing(&self) -> Vec<Standing> {
        let (mut shards, mut streams) = (0, 0);
        for stream in self.streams.values().filter(|stream| stream.status != Status::Creating) {
            match stream.mode {
                Mode::Provisioned => shards += stream.shards.iter().filter(|shard| shard.is_open).count(),
                Mode::OnDemand => streams += 1,
            }
        }
        let standing = [(&prices::SHARD_HOUR, shards), (&prices::STREAM_HOUR, streams)];
        let held = standing.into_iter().filter(|(_, count)| *count > 0);
        held.map(|(price, count)| Standing { price, quantity: count as f64 }).collect()
    }

    fn laws(&self) -> Vec<Law> {
        self.check_laws()
    }
}
