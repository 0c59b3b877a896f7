//! Listing shards.

use super::describe::{describe_shard, number_after};
use super::{check_target, invalid, not_found, not_serving, target};
use crate::limits;
use crate::shard::Shard;
use crate::state::{Kinesis, Stream};
use crate::token::Token;
use crate::validate::Checks;
use crate::{Ctx, Event};
use api::kinesis::{ListShards, ListShardsOutput, ShardFilter};
use api::{Arn, AwsError};
use sim::Time;

const FILTERS: [&str; 6] =
    ["AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP"];

impl Kinesis {
    pub(crate) fn list_shards(
        &self,
        request: ListShards,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListShardsOutput, AwsError> {
        check_list_shards(&request)?;
        let token = match &request.next_token {
            Some(token) => from_token(token, &request, ctx)?,
            None => {
                let name = target(request.stream_name.as_deref(), request.stream_arn.as_deref())?;
                let stream = self.find(name)?;
                let filter = request.shard_filter.as_ref();
                let after = filter.and_then(|filter| filter.shard_id.as_deref());
                let after = request.exclusive_start_shard_id.as_deref().or(after);
                let (shard, number) = (number_after(after, stream)?, Wanted::of(filter).write());
                let (stream, created_us) = (name.to_owned(), stream.created.0);
                Token { stream, created_us, shard, number, issued_us: ctx.now().0 }
            }
        };
        let stream = self.find(&token.stream)?;
        let made = request.stream_creation_timestamp;
        if stream.created.0 != token.created_us || made.is_some_and(|made| made.0 / 1_000 != stream.created_s()) {
            return Err(not_found(&token.stream));
        }
        if !stream.status.serves() {
            return Err(not_serving(stream));
        }
        let wanted = Wanted::read(token.number);
        let most = request.max_results.map_or(limits::LIST_SHARDS_DEFAULT, |most| most as u64);
        let most = most.min(limits::LIST_SHARDS_DEFAULT) as usize;
        let behind = stream.shards().filter(|shard| shard.number() >= token.shard);
        let mut behind = behind.filter(|shard| wanted.takes(stream, shard, ctx.now()));
        let shards: Vec<_> = behind.by_ref().take(most).map(|shard| describe_shard(stream, shard)).collect();
        let next = behind.next().map(|next| Token { shard: next.number(), issued_us: ctx.now().0, ..token.clone() });
        Ok(ListShardsOutput { shards, next_token: next.map(|token| token.to_list_token()) })
    }
}

/// Which shards are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// All that there are.
    All,
    /// Those that take records.
    Open,
    /// Those that took records when the oldest of today's records came.
    AtHorizon,
    /// Those that took records then, in milliseconds since 1970.
    At(u64),
    /// Those that took records then or later.
    From(u64),
}

impl Wanted {
    fn of(filter: Option<&ShardFilter>) -> Self {
        let Some(filter) = filter else { return Self::All };
        let date_ms = filter.timestamp.unwrap_or_default().0;
        match filter.kind.as_str() {
            "AT_LATEST" => Self::Open,
            "AT_TRIM_HORIZON" => Self::AtHorizon,
            "AT_TIMESTAMP" => Self::At(date_ms),
            "FROM_TIMESTAMP" => Self::From(date_ms),
            _ => Self::All,
        }
    }

    /// As a number, for a token: the kind in the low three bits.
    fn write(self) -> u64 {
        match self {
            Self::All => 0,
            Self::Open => 1,
            Self::AtHorizon => 2,
            Self::At(date_ms) => (date_ms << 3) | 3,
            Self::From(date_ms) => (date_ms << 3) | 4,
        }
    }

    fn read(number: u64) -> Self {
        match number & 7 {
            1 => Self::Open,
            2 => Self::AtHorizon,
            3 => Self::At(number >> 3),
            4 => Self::From(number >> 3),
            _ => Self::All,
        }
    }

    fn takes(self, stream: &Stream, shard: &Shard, now: Time) -> bool {
        let time = |date_ms: u64| Time::from_ms(date_ms.saturating_sub(stream.start_epoch_ms));
        match self {
            Self::All => true,
            Self::Open => shard.is_open(),
            Self::AtHorizon => {
                let horizon = Time(now.0.saturating_sub(stream.retention_us())).max(stream.created);
                shard.was_open(horizon, horizon)
            }
            // Dates count in milliseconds, the clock in microseconds.
            Self::At(date_ms) => shard.was_open(time(date_ms), time(date_ms) + 999),
            Self::From(date_ms) => shard.was_open(time(date_ms), Time(u64::MAX)),
        }
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

fn check_list_shards(request: &ListShards) -> Result<(), AwsError> {
    let mut checks = Checks::default();
    check_target(&mut checks, request.stream_name.as_deref(), request.stream_arn.as_deref());
    checks.range(request.max_results, "maxResults", 1, limits::PAGE_MAX as i64);
    checks.token(request.next_token.as_deref());
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
    let is_named = request.stream_name.is_some() || request.stream_arn.is_some();
    if request.next_token.is_some() && is_named {
        return Err(invalid("NextToken and StreamName cannot be provided together."));
    }
    if request.next_token.is_none() && !is_named {
        return Err(invalid("Either NextToken or StreamName should be provided."));
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
            return Err(invalid(format!("ShardFilter of type {} must have {wants}.", filter.kind)));
        }
    }
    Ok(())
}

fn from_token(text: &str, request: &ListShards, ctx: &Ctx<'_, Event>) -> Result<Token, AwsError> {
    if request.exclusive_start_shard_id.is_some() || request.stream_creation_timestamp.is_some() {
        return Err(invalid(
            "NextToken cannot be provided together with ExclusiveStartShardId or StreamCreationTimestamp.",
        ));
    }
    let token = Token::from_list_token(text).ok_or_else(|| invalid("Invalid NextToken."))?;
    if request.shard_filter.as_ref().is_some_and(|filter| Wanted::of(Some(filter)).write() != token.number) {
        return Err(invalid("NextToken comes from a call with another ShardFilter."));
    }
    check_token_age(&token, ctx)?;
    Ok(token)
}

/// A list's token has a life.
pub(super) fn check_token_age(token: &Token, ctx: &Ctx<'_, Event>) -> Result<(), AwsError> {
    if ctx.now().0.saturating_sub(token.issued_us) <= limits::LIST_TOKEN_LIFE_US {
        return Ok(());
    }
    let message = "The pagination token has expired: it was issued more than 300 seconds ago.";
    Err(AwsError::new("ExpiredNextTokenException", message))
}
