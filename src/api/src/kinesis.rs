//! Amazon Kinesis Data Streams. Members as in botocore's `kinesis` model; records travel in batches
//! ([`PutBatch`](crate::PutBatch), [`RecordList`]) whose JSON is AWS's list. Members that no rule of ours would heed are absent.

pub mod aggregated;
mod consumers;
mod describe;
mod puts;
mod reads;
mod records;
mod sequence;
mod settings;
mod shards;
mod streams;
mod tags;

pub use consumers::{
    Consumer, DeregisterStreamConsumer, DescribeStreamConsumer, DescribeStreamConsumerOutput, EventStream,
    ListStreamConsumers, ListStreamConsumersOutput, RegisterStreamConsumer, RegisterStreamConsumerOutput,
    StartingPosition, SubscribeToShard, SubscribeToShardEvent, SubscribeToShardOutput,
};
pub use describe::{
    ChildShard, EnhancedMetrics, HashKeyRange, SequenceNumberRange, Shard, ShardFilter, StreamDescription,
    StreamDescriptionSummary, StreamModeDetails, StreamSummary,
};
pub use puts::{PutRecord, PutRecordOutput, PutRecords, PutRecordsOutput};
pub use reads::{GetRecords, GetRecordsOutput, GetShardIterator, GetShardIteratorOutput};
pub use records::{Periods, PutResult, PutResults, RecordList};
pub use sequence::{
    Sequence, ending_sequence_number, parse_sequence_number, sequence_number, shard_id, shard_number,
    starting_sequence_number,
};
pub use settings::{
    DecreaseStreamRetentionPeriod, DisableEnhancedMonitoring, EnableEnhancedMonitoring, EnhancedMonitoringOutput,
    IncreaseStreamRetentionPeriod, NoOutput, StartStreamEncryption, StopStreamEncryption, UpdateMaxRecordSize,
    UpdateStreamMode,
};
pub use shards::{
    DescribeLimits, DescribeLimitsOutput, ListShards, ListShardsOutput, MergeShards, SplitShard, UpdateShardCount,
    UpdateShardCountOutput,
};
pub use streams::{
    CreateStream, CreateStreamOutput, DeleteStream, DeleteStreamOutput, DescribeStream, DescribeStreamOutput,
    DescribeStreamSummary, DescribeStreamSummaryOutput, ListStreams, ListStreamsOutput,
};
pub use tags::{
    AddTagsToStream, ListTagsForResource, ListTagsForResourceOutput, ListTagsForStream, ListTagsForStreamOutput,
    RemoveTagsFromStream, Tag, TagResource, UntagResource,
};

use crate::operations::operations;

operations! { Kinesis, "Kinesis":
    CreateStream => CreateStreamOutput,
    DeleteStream => DeleteStreamOutput,
    DescribeStreamSummary => DescribeStreamSummaryOutput,
    DescribeStream => DescribeStreamOutput,
    ListStreams => ListStreamsOutput,
    ListShards => ListShardsOutput,
    PutRecord => PutRecordOutput,
    PutRecords => PutRecordsOutput,
    GetShardIterator => GetShardIteratorOutput,
    GetRecords => GetRecordsOutput,
    SplitShard => NoOutput,
    MergeShards => NoOutput,
    UpdateShardCount => UpdateShardCountOutput,
    DescribeLimits => DescribeLimitsOutput,
    UpdateStreamMode => NoOutput,
    UpdateMaxRecordSize => NoOutput,
    IncreaseStreamRetentionPeriod => NoOutput,
    DecreaseStreamRetentionPeriod => NoOutput,
    StartStreamEncryption => NoOutput,
    StopStreamEncryption => NoOutput,
    EnableEnhancedMonitoring => EnhancedMonitoringOutput,
    DisableEnhancedMonitoring => EnhancedMonitoringOutput,
    AddTagsToStream => NoOutput,
    RemoveTagsFromStream => NoOutput,
    ListTagsForStream => ListTagsForStreamOutput,
    TagResource => NoOutput,
    UntagResource => NoOutput,
    ListTagsForResource => ListTagsForResourceOutput,
    RegisterStreamConsumer => RegisterStreamConsumerOutput,
    DeregisterStreamConsumer => NoOutput,
    DescribeStreamConsumer => DescribeStreamConsumerOutput,
    ListStreamConsumers => ListStreamConsumersOutput,
    SubscribeToShard => SubscribeToShardOutput,
}
