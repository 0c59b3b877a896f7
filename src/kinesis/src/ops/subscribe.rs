//! `SubscribeToShard`: a connection on which a shard's records come for five minutes.

use super::consumers::{check_consumer_arn, not_active};
use super::read::{Start, TYPES};
use super::{find_shard, in_use, not_found};
use crate::consumers::{ConsumerStatus, Subscription};
use crate::limits;
use crate::state::Kinesis;
use crate::validate::{Checks, SEQUENCE_PATTERN, is_decimal};
use crate::{Ctx, Event};
use api::kinesis::{EventStream, SubscribeToShard, SubscribeToShardOutput};
use api::{ACCOUNT_ID, AwsError};
use service::{Caller, Ticket};

impl Kinesis {
    pub(crate) fn subscribe_to_shard(
        &mut self,
        caller: &Caller,
        request: SubscribeToShard,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(SubscribeToShardOutput, Ticket), AwsError> {
        let SubscribeToShard { consumer_arn, shard_id, starting_position: start } = &request;
        let mut checks = Checks::default();
        let named = check_consumer_arn(&mut checks, consumer_arn);
        checks.name(shard_id, "shardId");
        checks.one_of(&start.kind, "startingPosition.type", &TYPES);
        if let Some(number) = &start.sequence_number {
            checks.pattern(is_decimal(number, 129), number, "startingPosition.sequenceNumber", SEQUENCE_PATTERN);
        }
        checks.finish()?;
        let Some(named) = named else { return Err(not_found(consumer_arn)) };
        let start = Start {
            operation: "SubscribeToShard",
            kind: &start.kind,
            sequence_number: start.sequence_number.as_deref(),
            timestamp: start.timestamp,
        };
        start.check(ctx.date())?;
        let (now, ticket) = (ctx.now(), caller.ticket);
        let consumer = self.find_consumer(&named)?;
        if consumer.status != ConsumerStatus::Active {
            return Err(not_active(consumer, named.stream()));
        }
        let name = consumer.name.clone();
        let stream = self.find_serving(named.stream())?;
        let shard = find_shard(stream, shard_id)?;
        let (next, _) = start.position(stream, shard, now)?;
        let present = stream.consumers.get(&name).and_then(|consumer| consumer.subscriptions.get(&shard)).cloned();
        let error = in_use(format!(
            "Another active subscription exists for this consumer: {ACCOUNT_ID}:{}:{}:{name}",
            stream.name,
            api::kinesis::shard_id(shard)
        ));
        if present.as_ref().is_some_and(|present| now - present.opened < limits::RESUBSCRIBE_US) {
            stream.report_subscription(&name, false, ctx);
            return Err(error);
        }
        if let Some(present) = present.filter(|present| present.is_open) {
            ctx.close(present.ticket, Err(error));
        }
        let pipe = Subscription::new(ticket, next, now);
        stream.report_subscription(&name, true, ctx);
        stream.schedule_push(&name, shard, (ticket, pipe.push_at), ctx);
        if let Some(consumer) = stream.consumers.get_mut(&name) {
            consumer.subscriptions.insert(shard, pipe);
        }
        Ok((SubscribeToShardOutput { event_stream: EventStream { ticket: ticket.0 } }, ticket))
    }
}
