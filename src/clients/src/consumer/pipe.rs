//! Enhanced fan-out: a consumer registers once, and then each reader subscribes to its shard and is sent what comes.

use super::fleet::position;
use super::leases::Point;
use super::{Consumer, FAILED_US, Waits};
use crate::Event;
use api::kinesis::{DescribeStreamConsumer, RegisterStreamConsumer, StartingPosition, SubscribeToShard, shard_id};
use api::{Arn, AwsError, Principal, StreamEvent};
use service::{Ctx, Pushed, Reply, Ticket};
use sim::time::SECOND_US;
use std::sync::Arc;

/// Within this time no other subscription of the same consumer and shard is taken.
const RESUBSCRIBE_US: u64 = 5 * SECOND_US;

/// A consumer's registration.
#[derive(Clone, Debug, Default)]
pub struct Pipe {
    /// Its ARN once it may subscribe.
    arn: Option<Arc<str>>,
}

impl Consumer {
    /// The ARN to subscribe with; `None` while the registration is under way.
    fn registered(&mut self, principal: &Principal, ctx: &mut Ctx<'_, Event>) -> Result<Option<Arc<str>>, AwsError> {
        if self.pipe.arn.is_some() {
            return Ok(self.pipe.arn.clone());
        }
        let (stream_arn, consumer_name) = (Arn::stream(self.stream()), self.name.to_string());
        let known = DescribeStreamConsumer {
            stream_arn: Some(stream_arn.clone()),
            consumer_name: Some(consumer_name.clone()),
            consumer_arn: None,
        };
        let consumer = match ctx.call(principal, known) {
            Ok(output) => output.consumer_description,
            Err(error) if error.code == "ResourceNotFoundException" => {
                ctx.call(principal, RegisterStreamConsumer { stream_arn, consumer_name, tags: None })?.consumer
            }
            Err(error) => return Err(error),
        };
        self.pipe.arn = (consumer.consumer_status == "ACTIVE").then(|| consumer.consumer_arn.into());
        Ok(self.pipe.arn.clone())
    }

    pub(super) fn subscribe(&mut self, shard: u32, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let consumer_arn = match self.registered(principal, ctx) {
            Ok(Some(arn)) => arn.to_string(),
            Ok(None) => return self.read_in(SECOND_US, shard, ctx),
            Err(error) => return self.could_not_read(shard, error, ctx),
        };
        let Some(lease) = self.leases.get_mut(shard) else { return };
        let term = lease.term;
        let Some(reader) = lease.reader.as_mut().filter(|reader| reader.ticket.is_none()) else { return };
        let (kind, sequence_number) = position(Some(&reader.received));
        let starting_position = StartingPosition { kind: kind.into(), sequence_number, timestamp: None };
        match ctx.ask(principal, SubscribeToShard { consumer_arn, shard_id: shard_id(shard), starting_position }) {
            Ok(Reply::Open(_, ticket)) => {
                reader.ticket = Some(ticket.0);
                self.tickets.insert(ticket.0, Waits::Records { shard, term });
                self.tally.went_well();
            }
            Ok(_) => {}
            // The reader before this one has only just subscribed.
            Err(error) if error.code == "ResourceInUseException" => {
                self.tally.calls.throttled += 1;
                self.read_in(RESUBSCRIBE_US, shard, ctx);
            }
            Err(error) => {
                // Its registration may be gone.
                self.pipe.arn = None;
                self.could_not_read(shard, error, ctx);
            }
        }
    }

    /// Something came on a subscription.
    pub(super) fn pushed(
        &mut self,
        ticket: Ticket,
        (shard, term): (u32, u64),
        pushed: Pushed,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let is_over = matches!(pushed, Pushed::End(_));
        if is_over {
            self.tickets.remove(&ticket.0);
        }
        let now = ctx.now();
        let Some(lease) = self.leases.get_mut(shard).filter(|lease| lease.term == term) else { return };
        let Some(reader) = lease.reader.as_mut().filter(|reader| reader.ticket == Some(ticket.0)) else { return };
        match pushed {
            Pushed::Event(StreamEvent::SubscribeToShardEvent(event)) => {
                let is_empty = event.records.is_empty();
                *(if is_empty { &mut self.tally.calls.empty } else { &mut self.tally.calls.full }) += 1;
                reader.take(event.records, event.child_shards, event.millis_behind_latest, now);
                // It grows with time, even if no record comes.
                reader.received = Point::After(event.continuation_sequence_number.into(), 0);
                if reader.batch.is_none() {
                    self.work(shard, ctx);
                }
            }
            Pushed::End(end) => {
                reader.ticket = None;
                let at_end = reader.inbox.iter().chain(&reader.batch).any(|batch| batch.children.is_some());
                match end {
                    _ if at_end => {}
                    // Five minutes are over: the next subscription goes on behind what was received.
                    Ok(()) => self.read_in(0, shard, ctx),
                    Err(error) => {
                        self.tally.failed(&self.name, error, ctx);
                        self.read_in(FAILED_US, shard, ctx);
                    }
                }
            }
        }
    }
}
