//! The operations in a table: which function serves each, what it needs to be allowed, and how often it may be made.

use crate::ops::{arn_of_consumer, get_records_resource, list_shards_resource};
use crate::state::Kinesis;
use crate::{Ctx, Event};
use api::kinesis::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Class, apart};
use std::collections::BTreeMap;

impl Kinesis {
    /// Serves what is answered at once and leaves nothing open.
    pub(crate) fn serve(&mut self, request: Request, ctx: &mut Ctx<'_, Event>) -> Result<Response, AwsError> {
        Ok(match request {
            Request::CreateStream(it) => Response::CreateStream(apart(|| self.create_stream(it, ctx))?),
            Request::DeleteStream(it) => Response::DeleteStream(apart(|| self.delete_stream(it, ctx))?),
            Request::DescribeStreamSummary(it) => Response::DescribeStreamSummary(apart(|| self.describe_summary(it))?),
            Request::DescribeStream(it) => Response::DescribeStream(apart(|| self.describe_stream(it))?),
            Request::ListStreams(it) => Response::ListStreams(apart(|| self.list_streams(it, ctx))?),
            Request::ListShards(it) => Response::ListShards(apart(|| self.list_shards(it, ctx))?),
            Request::PutRecord(it) => Response::PutRecord(apart(|| self.put_record(it, ctx))?),
            Request::PutRecords(it) => Response::PutRecords(apart(|| self.put_records(it, ctx))?),
            Request::GetShardIterator(it) => Response::GetShardIterator(apart(|| self.get_shard_iterator(it, ctx))?),
            Request::GetRecords(it) => Response::GetRecords(apart(|| self.get_records(it, ctx))?),
            Request::SplitShard(it) => Response::SplitShard(apart(|| self.split_shard(it, ctx))?),
            Request::MergeShards(it) => Response::MergeShards(apart(|| self.merge_shards(it, ctx))?),
            Request::UpdateShardCount(it) => Response::UpdateShardCount(apart(|| self.update_shard_count(it, ctx))?),
            Request::DescribeLimits(it) => Response::DescribeLimits(apart(|| self.describe_limits(it))),
            Request::UpdateStreamMode(it) => Response::UpdateStreamMode(apart(|| self.update_stream_mode(it, ctx))?),
            Request::UpdateMaxRecordSize(it) => {
                Response::UpdateMaxRecordSize(apart(|| self.update_max_record_size(it, ctx))?)
            }
            Request::IncreaseStreamRetentionPeriod(it) => {
                Response::IncreaseStreamRetentionPeriod(apart(|| self.increase_retention(it, ctx))?)
            }
            Request::DecreaseStreamRetentionPeriod(it) => {
                Response::DecreaseStreamRetentionPeriod(apart(|| self.decrease_retention(it, ctx))?)
            }
            Request::StartStreamEncryption(it) => {
                Response::StartStreamEncryption(apart(|| self.start_stream_encryption(it, ctx))?)
            }
            Request::StopStreamEncryption(it) => {
                Response::StopStreamEncryption(apart(|| self.stop_stream_encryption(it, ctx))?)
            }
            Request::EnableEnhancedMonitoring(it) => {
                Response::EnableEnhancedMonitoring(apart(|| self.enable_enhanced_monitoring(it))?)
            }
            Request::DisableEnhancedMonitoring(it) => {
                Response::DisableEnhancedMonitoring(apart(|| self.disable_enhanced_monitoring(it))?)
            }
            Request::AddTagsToStream(it) => Response::AddTagsToStream(apart(|| self.add_tags(it))?),
            Request::RemoveTagsFromStream(it) => Response::RemoveTagsFromStream(apart(|| self.remove_tags(it))?),
            Request::ListTagsForStream(it) => Response::ListTagsForStream(apart(|| self.list_tags(it))?),
            Request::TagResource(it) => Response::TagResource(apart(|| self.tag_resource(it))?),
            Request::UntagResource(it) => Response::UntagResource(apart(|| self.untag_resource(it))?),
            Request::ListTagsForResource(it) => Response::ListTagsForResource(apart(|| self.list_resource_tags(it))?),
            Request::RegisterStreamConsumer(it) => {
                Response::RegisterStreamConsumer(apart(|| self.register_consumer(it, ctx))?)
            }
            Request::DeregisterStreamConsumer(it) => {
                Response::DeregisterStreamConsumer(apart(|| self.deregister_consumer(it, ctx))?)
            }
            Request::DescribeStreamConsumer(it) => {
                Response::DescribeStreamConsumer(apart(|| self.describe_consumer(it))?)
            }
            Request::ListStreamConsumers(it) => Response::ListStreamConsumers(apart(|| self.list_consumers(it, ctx))?),
            // Leaves a connection open, and is served apart.
            Request::SubscribeToShard(_) => {
                return Err(AwsError::new("InternalFailure", "Internal service failure.").with_status(500));
            }
        })
    }

    pub(crate) fn access_of(&self, request: &Request) -> Access {
        let named = |name: &Option<String>, arn: &Option<String>| match (arn, name) {
            (Some(arn), _) => arn.clone(),
            (None, Some(name)) => Arn::stream(name),
            (None, None) => "*".into(),
        };
        macro_rules! by_stream {
            ($action:literal, $it:ident) => {
                ($action, named(&$it.stream_name, &$it.stream_arn))
            };
        }
        macro_rules! by_consumer {
            ($action:literal, $it:ident) => {{
                let (stream, name, arn) = (&$it.stream_arn, &$it.consumer_name, &$it.consumer_arn);
                ($action, arn_of_consumer(self, stream.as_deref(), name.as_deref(), arn.as_deref()))
            }};
        }
        let (action, resource) = match request {
            Request::CreateStream(it) => ("kinesis:CreateStream", Arn::stream(&it.stream_name)),
            Request::DeleteStream(it) => by_stream!("kinesis:DeleteStream", it),
            Request::DescribeStreamSummary(it) => by_stream!("kinesis:DescribeStreamSummary", it),
            Request::DescribeStream(it) => by_stream!("kinesis:DescribeStream", it),
            Request::ListStreams(_) => ("kinesis:ListStreams", "*".into()),
            Request::ListShards(it) => ("kinesis:ListShards", list_shards_resource(it)),
            Request::PutRecord(it) => by_stream!("kinesis:PutRecord", it),
            Request::PutRecords(it) => by_stream!("kinesis:PutRecords", it),
            Request::GetShardIterator(it) => by_stream!("kinesis:GetShardIterator", it),
            Request::GetRecords(it) => ("kinesis:GetRecords", get_records_resource(it)),
            Request::SplitShard(it) => by_stream!("kinesis:SplitShard", it),
            Request::MergeShards(it) => by_stream!("kinesis:MergeShards", it),
            Request::UpdateShardCount(it) => by_stream!("kinesis:UpdateShardCount", it),
            Request::DescribeLimits(_) => ("kinesis:DescribeLimits", "*".into()),
            Request::UpdateStreamMode(it) => ("kinesis:UpdateStreamMode", it.stream_arn.clone()),
            Request::UpdateMaxRecordSize(it) => {
                ("kinesis:UpdateMaxRecordSize", it.stream_arn.clone().unwrap_or_else(|| "*".into()))
            }
            Request::IncreaseStreamRetentionPeriod(it) => by_stream!("kinesis:IncreaseStreamRetentionPeriod", it),
            Request::DecreaseStreamRetentionPeriod(it) => by_stream!("kinesis:DecreaseStreamRetentionPeriod", it),
            Request::StartStreamEncryption(it) => by_stream!("kinesis:StartStreamEncryption", it),
            Request::StopStreamEncryption(it) => by_stream!("kinesis:StopStreamEncryption", it),
            Request::EnableEnhancedMonitoring(it) => by_stream!("kinesis:EnableEnhancedMonitoring", it),
            Request::DisableEnhancedMonitoring(it) => by_stream!("kinesis:DisableEnhancedMonitoring", it),
            Request::AddTagsToStream(it) => by_stream!("kinesis:AddTagsToStream", it),
            Request::RemoveTagsFromStream(it) => by_stream!("kinesis:RemoveTagsFromStream", it),
            Request::ListTagsForStream(it) => by_stream!("kinesis:ListTagsForStream", it),
            Request::TagResource(it) => ("kinesis:TagResource", it.resource_arn.clone()),
            Request::UntagResource(it) => ("kinesis:UntagResource", it.resource_arn.clone()),
            Request::ListTagsForResource(it) => ("kinesis:ListTagsForResource", it.resource_arn.clone()),
            Request::RegisterStreamConsumer(it) => ("kinesis:RegisterStreamConsumer", it.stream_arn.clone()),
            Request::DeregisterStreamConsumer(it) => by_consumer!("kinesis:DeregisterStreamConsumer", it),
            Request::DescribeStreamConsumer(it) => by_consumer!("kinesis:DescribeStreamConsumer", it),
            Request::ListStreamConsumers(it) => ("kinesis:ListStreamConsumers", it.stream_arn.clone()),
            Request::SubscribeToShard(it) => ("kinesis:SubscribeToShard", it.consumer_arn.clone()),
        };
        Access::new(action, resource)
    }
}

/// Tags at the making of a stream or a consumer need a right of their own. Sources: API, CreateStream and RegisterStreamConsumer. When
/// the consumer will have been made, which its ARN says, is not known yet.
pub(crate) fn tagging(request: &Request) -> Option<Access> {
    let has_tags = |tags: &Option<BTreeMap<String, String>>| tags.as_ref().is_some_and(|tags| !tags.is_empty());
    match request {
        Request::CreateStream(it) if has_tags(&it.tags) => {
            Some(Access::new("kinesis:AddTagsToStream", Arn::stream(&it.stream_name)))
        }
        Request::RegisterStreamConsumer(it) if has_tags(&it.tags) => {
            Some(Access::new("kinesis:TagResource", format!("{}/consumer/{}:*", it.stream_arn, it.consumer_name)))
        }
        _ => None,
    }
}

/// How a call is entered and limited. The quotas are those of the API reference; where it counts calls by stream,
/// here the whole account shares them.
pub(crate) fn class_of(request: &Request) -> Class {
    let data = |read_only| Class { data_event: true, read_only, calls_per_second_max: None };
    let changes = |most| Class { data_event: false, read_only: false, calls_per_second_max: Some(most) };
    let reads = |most| Class { data_event: false, read_only: true, calls_per_second_max: Some(most) };
    match request {
        Request::PutRecord(_) | Request::PutRecords(_) => data(false),
        Request::GetShardIterator(_) | Request::GetRecords(_) | Request::SubscribeToShard(_) => data(true),
        Request::UpdateShardCount(_) => changes(10),
        Request::CreateStream(_)
        | Request::DeleteStream(_)
        | Request::SplitShard(_)
        | Request::MergeShards(_)
        | Request::UpdateStreamMode(_)
        | Request::UpdateMaxRecordSize(_)
        | Request::IncreaseStreamRetentionPeriod(_)
        | Request::DecreaseStreamRetentionPeriod(_)
        | Request::StartStreamEncryption(_)
        | Request::StopStreamEncryption(_)
        | Request::EnableEnhancedMonitoring(_)
        | Request::DisableEnhancedMonitoring(_)
        | Request::AddTagsToStream(_)
        | Request::RemoveTagsFromStream(_)
        | Request::TagResource(_)
        | Request::UntagResource(_)
        | Request::RegisterStreamConsumer(_)
        | Request::DeregisterStreamConsumer(_) => changes(5),
        Request::ListStreams(_)
        | Request::ListTagsForStream(_)
        | Request::ListTagsForResource(_)
        | Request::ListStreamConsumers(_) => reads(5),
        Request::DescribeLimits(_) => reads(1),
        Request::DescribeStream(_) => reads(10),
        Request::DescribeStreamSummary(_) | Request::DescribeStreamConsumer(_) => reads(20),
        Request::ListShards(_) => reads(1_000),
    }
}
