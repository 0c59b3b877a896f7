//! Streams themselves: making, deleting, describing, listing.

use super::{check_target, not_active, not_found, target};
use crate::limits;
use crate::state::{Kinesis, Mode, Shard, Status, Stream};
use crate::token::Token;
use crate::validate::Checks;
use crate::{Ctx, Event};
use api::kinesis::{
    self, CreateStream, CreateStreamOutput, DeleteStream, DeleteStreamOutput, DescribeStream, DescribeStreamOutput,
    DescribeStreamSummary, DescribeStreamSummaryOutput, EnhancedMetrics, HashKeyRange, ListShards, ListShardsOutput,
    ListStreams, ListStreamsOutput, SequenceNumberRange, StreamDescription, StreamDescriptionSummary,
    StreamModeDetails, StreamSummary, sequence_number, shard_number,
};
use api::{ACCOUNT_ID, Arn, AwsError, REGION};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::ops::Bound;

const FILTERS: [&str; 6] =
    ["AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP"];

impl Kinesis {
    pub(crate) fn create_stream(
        &mut self,
        request: CreateStream,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateStreamOutput, AwsError> {
        let mode = check_create(&request)?;
        let name = request.stream_name.as_str();
        if self.streams.contains_key(name) {
            let message = format!("Stream {name} under account {ACCOUNT_ID} already exists.");
            return Err(AwsError::new("ResourceInUseException", message));
        }
        let creating = self.streams.values().filter(|stream| stream.status == Status::Creating).count() as u64;
        if creating >= limits::STREAMS_CREATING_MAX {
            let message = format!(
                "This request would exceed the limit of {} streams in the CREATING state for the account {ACCOUNT_ID} in {REGION}.",
                limits::STREAMS_CREATING_MAX
            );
            return Err(AwsError::new("LimitExceededException", message));
        }
        let shards = match mode {
            Mode::Provisioned => request.shard_count.unwrap_or_default() as u64,
            Mode::OnDemand => u64::from(limits::ON_DEMAND_SHARDS),
        };
        let present: u64 = self.streams.values().map(|stream| stream.shards.len() as u64).sum();
        if present.saturating_add(shards) > limits::ACCOUNT_SHARDS_MAX {
            return Err(too_many_shards(present, shards));
        }
        let record_kib = request.max_record_size_in_kib.map_or(limits::RECORD_KIB_DEFAULT, |kib| kib as u32);
        let start_epoch_ms = ctx.date().0 - ctx.now().as_ms();
        let stream = Stream::new(name, mode, shards as u32, record_kib, ctx.now(), start_epoch_ms);
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
        let stream = self.streams.get_mut(name).ok_or_else(|| not_found(name))?;
        if stream.status != Status::Active {
            return Err(not_active(stream));
        }
        stream.status = Status::Deleting;
        let (stream, created_us) = (stream.name.clone(), stream.created.0);
        ctx.schedule(limits::DELETE_US, Event::Gone { stream, created_us });
        Ok(DeleteStreamOutput {})
    }

    pub(crate) fn describe_summary(
        &self,
        request: DescribeStreamSummary,
    ) -> Result<DescribeStreamSummaryOutput, AwsError> {
        let name = checked_target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find(name)?;
        let summary = StreamDescriptionSummary {
            stream_name: name.into(),
            stream_arn: stream.arn(),
            stream_status: stream.status.name().into(),
            stream_mode_details: mode_details(stream),
            retention_period_hours: stream.retention_hours,
            stream_creation_timestamp: stream.created_date(),
            enhanced_monitoring: vec![EnhancedMetrics::default()],
            encryption_type: "NONE".into(),
            open_shard_count: stream.shards().filter(|shard| shard.is_open).count() as u32,
            consumer_count: 0,
            max_record_size_in_kib: stream.record_kib_max,
        };
        Ok(DescribeStreamSummaryOutput { stream_description_summary: summary })
    }

    pub(crate) fn describe_stream(&self, request: DescribeStream) -> Result<DescribeStreamOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.range(request.limit, "limit", 1, limits::PAGE_MAX as i64);
        if let Some(shard) = &request.exclusive_start_shard_id {
            checks.name(shard, "exclusiveStartShardId");
        }
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find(name)?;
        let first = first_after(request.exclusive_start_shard_id.as_deref(), stream)?;
        let limit = request.limit.map_or(limits::PAGE_DEFAULT, |limit| limit as u64);
        let shards: Vec<_> = stream.shards().skip(first as usize).take(limit as usize).collect();
        let description = StreamDescription {
            stream_name: name.into(),
            stream_arn: stream.arn(),
            stream_status: stream.status.name().into(),
            stream_mode_details: mode_details(stream),
            has_more_shards: u64::from(first) + (shards.len() as u64) < stream.shards().count() as u64,
            shards: shards.into_iter().map(|shard| describe_shard(stream, shard)).collect(),
            retention_period_hours: stream.retention_hours,
            stream_creation_timestamp: stream.created_date(),
            enhanced_monitoring: vec![EnhancedMetrics::default()],
            encryption_type: "NONE".into(),
        };
        Ok(DescribeStreamOutput { stream_description: description })
    }

    pub(crate) fn list_streams(&self, request: ListStreams) -> Result<ListStreamsOutput, AwsError> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", 1, limits::PAGE_MAX as i64);
        if let Some(name) = &request.exclusive_start_stream_name {
            checks.name(name, "exclusiveStartStreamName");
        }
        checks.finish()?;
        let after = match (request.next_token, request.exclusive_start_stream_name) {
            (Some(token), _) => Some(read_name(&token)?),
            (None, name) => name,
        };
        let limit = request.limit.map_or(limits::PAGE_DEFAULT, |limit| limit as u64) as usize;
        let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = self.streams.range::<str, _>((from, Bound::Unbounded)).map(|(_, stream)| stream);
        let page: Vec<_> = behind.by_ref().take(limit).collect();
        let has_more_streams = behind.next().is_some();
        let last = page.last().filter(|_| has_more_streams);
        Ok(ListStreamsOutput {
            next_token: last.map(|stream| STANDARD.encode(stream.name.as_bytes())),
            has_more_streams,
            stream_names: page.iter().map(|stream| stream.name.to_string()).collect(),
            stream_summaries: page.into_iter().map(summary_line).collect(),
        })
    }

    pub(crate) fn list_shards(
        &self,
        request: ListShards,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListShardsOutput, AwsError> {
        check_list_shards(&request)?;
        let (name, created_us, first, open_only) = match &request.next_token {
            Some(token) => from_token(token, &request, ctx)?,
            None => {
                let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
                let stream = self.find(name)?;
                let filter = request.shard_filter.as_ref();
                let after = filter.and_then(|filter| filter.shard_id.as_deref());
                let after = request.exclusive_start_shard_id.as_deref().or(after);
                let open_only = filter.is_some_and(|filter| filter.kind == "AT_LATEST");
                (name.to_string(), stream.created.0, first_after(after, stream)?, open_only)
            }
        };
        let stream = self.find(&name)?;
        let made = request.stream_creation_timestamp;
        if stream.created.0 != created_us || made.is_some_and(|made| made.0 / 1_000 != stream.created_s()) {
            return Err(not_found(&name));
        }
        if stream.status != Status::Active {
            return Err(not_active(stream));
        }
        let limit = request.max_results.map_or(limits::LIST_SHARDS_DEFAULT, |limit| limit as u64) as usize;
        let mut wanted = stream.shards().skip(first as usize).filter(|shard| shard.is_open || !open_only);
        let page: Vec<_> = wanted.by_ref().take(limit).map(|shard| describe_shard(stream, shard)).collect();
        let next_token = wanted.next().map(|next| {
            let (shard, number, issued_us) = (next.number(), u64::from(open_only), ctx.now().0);
            Token { stream: name, created_us, shard, number, issued_us }.to_list_token()
        });
        Ok(ListShardsOutput { shards: page, next_token })
    }
}

/// What a `ListShards` needs to be allowed on: its stream, which may stand in the token alone.
pub(crate) fn list_shards_resource(request: &ListShards) -> String {
    let in_token = || request.next_token.as_deref().and_then(Token::from_list_token).map(|token| token.stream);
    match (&request.stream_arn, &request.stream_name) {
        (Some(arn), _) => arn.clone(),
        (None, Some(name)) => Arn::stream(name),
        (None, None) => in_token().map_or_else(|| "*".into(), |name| Arn::stream(&name)),
    }
}

fn check_create(request: &CreateStream) -> Result<Mode, AwsError> {
    let mut checks = Checks::default();
    checks.name(&request.stream_name, "streamName");
    checks.range(request.shard_count, "shardCount", 1, i64::MAX);
    let (min, max) = (i64::from(limits::RECORD_KIB_DEFAULT), i64::from(limits::RECORD_KIB_MAX));
    checks.range(request.max_record_size_in_kib, "maxRecordSizeInKiB", min, max);
    let mode = request.stream_mode_details.as_ref().map_or("PROVISIONED", |details| &details.stream_mode);
    checks.one_of(mode, "streamModeDetails.streamMode", &["PROVISIONED", "ON_DEMAND"]);
    let mode = if mode == "ON_DEMAND" { Mode::OnDemand } else { Mode::Provisioned };
    if mode == Mode::Provisioned && request.shard_count.is_none() {
        checks.null("shardCount");
    }
    checks.finish()?;
    if mode == Mode::OnDemand && request.shard_count.is_some() {
        let message = "ShardCount must not be specified for a stream in ON_DEMAND mode.";
        return Err(AwsError::new("InvalidArgumentException", message));
    }
    Ok(mode)
}

fn too_many_shards(present: u64, more: u64) -> AwsError {
    let message = format!(
        "This request would exceed the shard limit for the account {ACCOUNT_ID} in {REGION}. Current shard count for \
         the account: {present}. Limit: {}. Number of additional shards that would have resulted from this request: \
         {more}. Refer to the AWS Service Limits page \
         (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request \
         higher limits.",
        limits::ACCOUNT_SHARDS_MAX
    );
    AwsError::new("LimitExceededException", message)
}

fn checked_target<'a>(name: Option<&'a str>, arn: Option<&'a str>) -> Result<&'a str, AwsError> {
    let mut checks = Checks::default();
    check_target(&mut checks, name, arn);
    checks.finish()?;
    target(name, arn)
}

fn check_list_shards(request: &ListShards) -> Result<(), AwsError> {
    let mut checks = Checks::default();
    check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
    checks.range(request.max_results, "maxResults", 1, limits::PAGE_MAX as i64);
    if let Some(shard) = &request.exclusive_start_shard_id {
        checks.name(shard, "exclusiveStartShardId");
    }
    if let Some(filter) = &request.shard_filter {
        checks.one_of(&filter.kind, "shardFilter.type", &FILTERS);
        if let Some(shard) = &filter.shard_id {
            checks.name(shard, "shardFilter.shardId");
        }
    }
    checks.finish()?;
    let invalid = |message: String| Err(AwsError::new("InvalidArgumentException", message));
    let is_named = request.stream_name.is_some() || request.stream_arn.is_some();
    if request.next_token.is_some() && is_named {
        return invalid("NextToken and StreamName cannot be provided together.".into());
    }
    if request.next_token.is_none() && !is_named {
        return invalid("Either NextToken or StreamName should be provided.".into());
    }
    if let Some(filter) = &request.shard_filter {
        let by_id = filter.kind == "AFTER_SHARD_ID";
        let by_time = filter.kind.ends_with("TIMESTAMP");
        if by_id != filter.shard_id.is_some() || by_time != filter.timestamp.is_some() {
            let wants = if by_id {
                "a ShardId"
            } else if by_time {
                "a Timestamp"
            } else {
                "neither ShardId nor Timestamp"
            };
            return invalid(format!("ShardFilter of type {} must have {wants}.", filter.kind));
        }
    }
    Ok(())
}

fn from_token(token: &str, request: &ListShards, ctx: &Ctx<'_, Event>) -> Result<(String, u64, u32, bool), AwsError> {
    let invalid = |message: &str| AwsError::new("InvalidArgumentException", message);
    if request.exclusive_start_shard_id.is_some() || request.stream_creation_timestamp.is_some() {
        return Err(invalid(
            "NextToken cannot be provided together with ExclusiveStartShardId or StreamCreationTimestamp.",
        ));
    }
    let token = Token::from_list_token(token).ok_or_else(|| invalid("Invalid NextToken."))?;
    if ctx.now().0.saturating_sub(token.issued_us) > limits::LIST_TOKEN_LIFE_US {
        let message = "The pagination token has expired: it was issued more than 300 seconds ago.";
        return Err(AwsError::new("ExpiredNextTokenException", message));
    }
    Ok((token.stream, token.created_us, token.shard, token.number == 1))
}

/// The number after a shard's.
fn first_after(shard: Option<&str>, stream: &Stream) -> Result<u32, AwsError> {
    let Some(id) = shard else { return Ok(0) };
    let missing = || {
        let message = format!("Could not find shard {id} in stream {} under account {ACCOUNT_ID}.", stream.name);
        AwsError::new("ResourceNotFoundException", message)
    };
    shard_number(id).and_then(|number| number.checked_add(1)).ok_or_else(missing)
}

fn mode_details(stream: &Stream) -> StreamModeDetails {
    StreamModeDetails { stream_mode: stream.mode.name().into() }
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

fn describe_shard(stream: &Stream, shard: &Shard) -> kinesis::Shard {
    let created_s = stream.created_s();
    kinesis::Shard {
        shard_id: shard.id(),
        hash_key_range: HashKeyRange {
            starting_hash_key: shard.hash_from.to_string(),
            ending_hash_key: shard.hash_to.to_string(),
        },
        sequence_number_range: SequenceNumberRange {
            starting_sequence_number: sequence_number(created_s, 0, created_s, shard.number()),
            ending_sequence_number: None,
        },
    }
}

fn read_name(token: &str) -> Result<String, AwsError> {
    let name = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    name.ok_or_else(|| AwsError::new("InvalidArgumentException", "Invalid NextToken."))
}
