//! What streams and shards look like from outside.

use super::{check_target, checked_target, no_such_shard, target};
use crate::limits;
use crate::shard::Shard;
use crate::state::{Kinesis, Stream};
use crate::validate::Checks;
use api::AwsError;
use api::kinesis::{
    self, DescribeStream, DescribeStreamOutput, DescribeStreamSummary, DescribeStreamSummaryOutput, EnhancedMetrics,
    HashKeyRange, SequenceNumberRange, StreamDescription, StreamDescriptionSummary, StreamModeDetails, shard_id,
    shard_number,
};

impl Kinesis {
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
            enhanced_monitoring: vec![EnhancedMetrics { shard_level_metrics: stream.metrics.names() }],
            encryption_type: encryption_type(stream),
            key_id: stream.key_id.as_deref().map(str::to_owned),
            open_shard_count: stream.shards().filter(|shard| shard.is_open()).count() as u32,
            consumer_count: stream.consumers.len() as u32,
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
        let first = number_after(request.exclusive_start_shard_id.as_deref(), stream)?;
        let limit = request.limit.map_or(limits::PAGE_DEFAULT, |limit| limit as u64);
        let mut behind = stream.shards().filter(|shard| shard.number() >= first);
        let shards: Vec<_> = behind.by_ref().take(limit as usize).map(|shard| describe_shard(stream, shard)).collect();
        let description = StreamDescription {
            stream_name: name.into(),
            stream_arn: stream.arn(),
            stream_status: stream.status.name().into(),
            stream_mode_details: mode_details(stream),
            has_more_shards: behind.next().is_some(),
            shards,
            retention_period_hours: stream.retention_hours,
            stream_creation_timestamp: stream.created_date(),
            enhanced_monitoring: vec![EnhancedMetrics { shard_level_metrics: stream.metrics.names() }],
            encryption_type: encryption_type(stream),
            key_id: stream.key_id.as_deref().map(str::to_owned),
        };
        Ok(DescribeStreamOutput { stream_description: description })
    }
}

/// The number after a shard's.
pub(super) fn number_after(shard: Option<&str>, stream: &Stream) -> Result<u32, AwsError> {
    let Some(id) = shard else { return Ok(0) };
    let number = shard_number(id).and_then(|number| number.checked_add(1));
    number.ok_or_else(|| no_such_shard(id, &stream.name))
}

pub(super) fn mode_details(stream: &Stream) -> StreamModeDetails {
    StreamModeDetails { stream_mode: stream.mode.name().into() }
}

fn encryption_type(stream: &Stream) -> String {
    stream.encryption().unwrap_or_else(|| "NONE".into())
}

pub(super) fn describe_shard(stream: &Stream, shard: &Shard) -> kinesis::Shard {
    kinesis::Shard {
        shard_id: shard.id(),
        parent_shard_id: shard.parents.first.map(shard_id),
        adjacent_parent_shard_id: shard.parents.adjacent.map(shard_id),
        hash_key_range: HashKeyRange {
            starting_hash_key: shard.hash_from.to_string(),
            ending_hash_key: shard.hash_to.to_string(),
        },
        sequence_number_range: SequenceNumberRange {
            starting_sequence_number: shard.start_number(),
            ending_sequence_number: shard.closed.map(|closed| shard.end_number(stream.epoch_s(closed))),
        },
    }
}
