//! Changing which shards a stream has.

use super::{check_target, exceeded, in_use, invalid, no_such_shard, not_active, target};
use crate::limits;
use crate::reshard::Change;
use crate::state::{Kinesis, Mode, Status, Stream, has_quota, use_quota};
use crate::validate::{Checks, HASH_KEY_PATTERN, is_decimal};
use crate::{Ctx, Event};
use api::kinesis::{
    DescribeLimits, DescribeLimitsOutput, MergeShards, NoOutput, SplitShard, UpdateShardCount, UpdateShardCountOutput,
    shard_id, shard_number,
};
use api::{ACCOUNT_ID, AwsError};

impl Kinesis {
    pub(crate) fn split_shard(&mut self, request: SplitShard, ctx: &mut Ctx<'_, Event>) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.name(&request.shard_to_split, "shardToSplit");
        let key = &request.new_starting_hash_key;
        checks.pattern(is_decimal(key, 39), key, "newStartingHashKey", HASH_KEY_PATTERN);
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let id = &request.shard_to_split;
        let number = shard_number(id).ok_or_else(|| no_such_shard(id, name))?;
        let stream = self.find(name)?;
        check_mode(stream)?;
        let shard = stream.shard(number).ok_or_else(|| no_such_shard(&shard_id(number), name))?;
        check_open(stream, number)?;
        self.check_room(1)?;
        let (from, to) = shard.hash_range();
        let Some(at) =
            key.parse::<u128>().ok().filter(|at| from.checked_add(1).is_some_and(|next| *at > next) && *at < to)
        else {
            return Err(invalid(format!(
                "NewStartingHashKey {key} used in SplitShard() on shard {} in stream {name} under account {ACCOUNT_ID} is \
                 not both greater than one plus the shard's StartingHashKey {from} and less than the shard's \
                 EndingHashKey {to}.",
                shard_id(number)
            )));
        };
        self.find_ready(name)?.begin(Change::Split { shard: number, at }, ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn merge_shards(
        &mut self,
        request: MergeShards,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        checks.name(&request.shard_to_merge, "shardToMerge");
        checks.name(&request.adjacent_shard_to_merge, "adjacentShardToMerge");
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let number = |id: &str| shard_number(id).ok_or_else(|| no_such_shard(id, name));
        let (lower, upper) = (number(&request.shard_to_merge)?, number(&request.adjacent_shard_to_merge)?);
        let stream = self.find(name)?;
        check_mode(stream)?;
        let range = |number: u32| {
            let shard = stream.shard(number).ok_or_else(|| no_such_shard(&shard_id(number), name))?;
            Ok(shard.hash_range())
        };
        let (below, above) = (range(lower)?, range(upper)?);
        check_open(stream, lower)?;
        check_open(stream, upper)?;
        if below.1.checked_add(1) != Some(above.0) {
            return Err(invalid(format!(
                "Shards {} and {} in stream {name} under account {ACCOUNT_ID} are not an adjacent pair of shards eligible \
                 for merging",
                shard_id(lower),
                shard_id(upper)
            )));
        }
        self.find_ready(name)?.begin(Change::Merge { lower, upper }, ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn update_shard_count(
        &mut self,
        request: UpdateShardCount,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<UpdateShardCountOutput, AwsError> {
        let mut checks = Checks::default();
        check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
        let wanted = request.target_shard_count;
        checks.range(Some(wanted), "targetShardCount", 1, i64::MAX);
        checks.one_of(&request.scaling_type, "scalingType", &["UNIFORM_SCALING"]);
        checks.finish()?;
        let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
        let stream = self.find(name)?;
        check_mode(stream)?;
        if stream.status != Status::Active {
            return Err(not_active(stream));
        }
        let count = check_count(wanted as u64, stream)?;
        let current = stream.open_shards();
        self.check_room(stream.open_on_the_way(count) - current)?;
        if !has_quota(&stream.quotas.shard_counts, limits::UPDATE_SHARD_COUNTS_PER_DAY_MAX, ctx.now()) {
            return Err(exceeded(format!(
                "Stream {name} under account {ACCOUNT_ID} has been scaled {} times in the last 24 hours, which is the most \
                 that UpdateShardCount allows.",
                limits::UPDATE_SHARD_COUNTS_PER_DAY_MAX
            )));
        }
        let stream = self.find_ready(name)?;
        use_quota(&mut stream.quotas.shard_counts, ctx.now());
        stream.begin(Change::Count(count), ctx);
        Ok(UpdateShardCountOutput {
            stream_name: name.into(),
            current_shard_count: current as u32,
            target_shard_count: count,
            stream_arn: stream.arn(),
        })
    }

    pub(crate) fn describe_limits(&self, _: DescribeLimits) -> DescribeLimitsOutput {
        DescribeLimitsOutput {
            shard_limit: limits::ACCOUNT_SHARDS_MAX,
            open_shard_count: self.open_shards(),
            on_demand_stream_count: self.on_demand_streams(),
            on_demand_stream_count_limit: limits::ON_DEMAND_STREAMS_MAX,
        }
    }

    pub(crate) fn on_demand_streams(&self) -> u64 {
        self.streams.values().filter(|stream| stream.mode == Mode::OnDemand).count() as u64
    }
}

/// An on-demand stream minds its shards itself.
fn check_mode(stream: &Stream) -> Result<(), AwsError> {
    if stream.mode == Mode::Provisioned {
        return Ok(());
    }
    let message =
        format!("Request is invalid. Stream {} under account {ACCOUNT_ID} is in On-Demand mode.", stream.name);
    Err(AwsError::new("ValidationException", message))
}

fn check_open(stream: &Stream, number: u32) -> Result<(), AwsError> {
    if stream.shard(number).is_some_and(|shard| shard.is_open()) {
        return Ok(());
    }
    Err(invalid(format!(
        "Shard {} in stream {} under account {ACCOUNT_ID} has already been merged or split, and thus is not eligible for \
         merging or splitting.",
        shard_id(number),
        stream.name
    )))
}

/// Whether a stream may be scaled to so many shards at once.
fn check_count(wanted: u64, stream: &Stream) -> Result<u32, AwsError> {
    let current = stream.open_shards();
    let counts = format!("Current open shard count: {current}, Target shard count: {wanted}");
    if wanted > limits::UPDATE_SHARDS_MAX {
        return Err(exceeded(format!(
            "Target shard count or number of open shards cannot be greater than {}. {counts}",
            limits::UPDATE_SHARDS_MAX
        )));
    }
    if wanted > current * 2 {
        return Err(exceeded(format!(
            "UpdateShardCount cannot scale up over double your current open shard count. {counts}"
        )));
    }
    if wanted * 2 < current {
        return Err(exceeded(format!(
            "UpdateShardCount cannot scale down below half your current open shard count. {counts}"
        )));
    }
    u32::try_from(wanted).map_err(|_| in_use("the target shard count is out of range"))
}
