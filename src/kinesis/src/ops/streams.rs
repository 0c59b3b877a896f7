//! Streams themselves: making, deleting, listing.

use super::describe::mode_details;
use super::settings::{check_mode, check_on_demand, check_record_size};
use super::shards::check_token_age;
use super::tags::{check_new, check_tags};
use super::{checked_target, exceeded, in_use, invalid, not_found};
use crate::limits;
use crate::state::{Kinesis, Mode, Status, Stream};
use crate::token::Token;
use crate::validate::Checks;
use crate::{Ctx, Event};
use api::kinesis::{
    CreateStream, CreateStreamOutput, DeleteStream, DeleteStreamOutput, ListStreams, ListStreamsOutput, StreamSummary,
};
use api::{ACCOUNT_ID, AwsError, REGION};
use std::ops::Bound;
use std::sync::Arc;

impl Kinesis {
    pub(crate) fn create_stream(
        &mut self,
        request: CreateStream,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateStreamOutput, AwsError> {
        let mode = check_create(&request)?;
        let name = request.stream_name.as_str();
        if self.streams.contains_key(name) {
            return Err(in_use(format!("Stream {name} under account {ACCOUNT_ID} already exists.")));
        }
        let creating = self.streams.values().filter(|stream| stream.status == Status::Creating).count() as u64;
        if creating >= limits::STREAMS_CREATING_MAX {
            return Err(exceeded(format!(
                "This request would exceed the limit of {} streams in the CREATING state for the account {ACCOUNT_ID} in {REGION}.",
                limits::STREAMS_CREATING_MAX
            )));
        }
        let shards = match mode {
            Mode::Provisioned => request.shard_count.unwrap_or_default() as u64,
            Mode::OnDemand => u64::from(limits::ON_DEMAND_SHARDS),
        };
        self.check_room(shards)?;
        if mode == Mode::OnDemand {
            check_on_demand(self.on_demand_streams())?;
        }
        let tags = request.tags.clone().unwrap_or_default();
        check_new(&tags, &format!("stream {name}"))?;
        let record_kib = request.max_record_size_in_kib.map_or(limits::RECORD_KIB_DEFAULT, |kib| kib as u32);
        let start_epoch_ms = ctx.date().0 - ctx.now().as_ms();
        let mut stream = Stream::new(name, mode, shards as u32, record_kib, ctx.now(), start_epoch_ms);
        stream.tags = Arc::new(tags);
        let (name, created_us) = (stream.name.clone(), stream.created.0);
        self.streams.insert(name.clone(), stream);
        ctx.schedule(limits::CREATE_US, Event::Active { stream: name, created_us });
        Ok(CreateStreamOutput {})
    }

    pub(crate) fn delete_stream(
        &mut self,
        request: DeleteStream,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteStreamOutput, AwsError> {
        let name = checked_target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find_ready(name)?;
        if !stream.consumers.is_empty() && request.enforce_consumer_deletion != Some(true) {
            return Err(in_use(format!(
                "DeleteStream can't delete {} because there are consumers associated with this data stream. To delete \
                 {name} anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of all the consumers \
                 that are associated with it.",
                stream.arn()
            )));
        }
        stream.status = Status::Deleting;
        stream.close_pipes(None, &not_found(name), ctx);
        let (stream, created_us) = (stream.name.clone(), stream.created.0);
        ctx.schedule(limits::DELETE_US, Event::Gone { stream, created_us });
        Ok(DeleteStreamOutput {})
    }

    pub(crate) fn list_streams(
        &self,
        request: ListStreams,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListStreamsOutput, AwsError> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", 1, limits::PAGE_MAX as i64);
        if let Some(name) = &request.exclusive_start_stream_name {
            checks.name(name, "exclusiveStartStreamName");
        }
        checks.token(request.next_token.as_deref());
        checks.finish()?;
        let after = match (request.next_token, request.exclusive_start_stream_name) {
            (Some(token), _) => Some(read_name(&token, ctx)?),
            (None, name) => name,
        };
        let limit = request.limit.map_or(limits::PAGE_DEFAULT, |limit| limit as u64) as usize;
        let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = self.streams.range::<str, _>((from, Bound::Unbounded)).map(|(_, stream)| stream);
        let page: Vec<_> = behind.by_ref().take(limit).collect();
        let has_more_streams = behind.next().is_some();
        let last = page.last().filter(|_| has_more_streams);
        Ok(ListStreamsOutput {
            next_token: last.map(|stream| {
                let (stream, issued_us) = (stream.name.to_string(), ctx.now().0);
                Token { stream, created_us: 0, shard: 0, number: 0, issued_us }.to_stream_token()
            }),
            has_more_streams,
            stream_names: page.iter().map(|stream| stream.name.to_string()).collect(),
            stream_summaries: page.into_iter().map(summary_line).collect(),
        })
    }
}

fn check_create(request: &CreateStream) -> Result<Mode, AwsError> {
    let mut checks = Checks::default();
    checks.name(&request.stream_name, "streamName");
    checks.range(request.shard_count, "shardCount", 1, i64::MAX);
    check_record_size(&mut checks, request.max_record_size_in_kib);
    let mode = request.stream_mode_details.as_ref().map_or("PROVISIONED", |details| &details.stream_mode);
    let mode = check_mode(&mut checks, mode);
    if let Some(tags) = &request.tags {
        check_tags(&mut checks, tags);
    }
    if mode == Mode::Provisioned && request.shard_count.is_none() {
        checks.null("shardCount");
    }
    checks.finish()?;
    if mode == Mode::OnDemand && request.shard_count.is_some() {
        return Err(invalid("ShardCount must not be specified for a stream in ON_DEMAND mode."));
    }
    Ok(mode)
}

fn summary_line(stream: &Stream) -> StreamSummary {
    StreamSummary {
        stream_name: stream.name.to_string(),
        stream_arn: stream.arn(),
        stream_status: stream.status.name().into(),
        stream_mode_details: mode_details(stream),
        stream_creation_timestamp: stream.created_date(),
    }
}

fn read_name(text: &str, ctx: &Ctx<'_, Event>) -> Result<String, AwsError> {
    let token = Token::from_stream_token(text).ok_or_else(|| invalid("Invalid NextToken."))?;
    check_token_age(&token, ctx)?;
    Ok(token.stream)
}
