//! Consumers with enhanced fan-out: each has a pipe of its own from each shard, through which records are pushed.

use crate::bucket::Bucket;
use crate::limits;
use crate::prices::{self, GB_BYTES};
use crate::shard::Shard;
use crate::state::{Kinesis, Mode, Stream};
use crate::{Ctx, Event};
use api::kinesis::{ChildShard, HashKeyRange, RecordList, SubscribeToShardEvent, sequence_number, shard_id};
use api::{Arn, AwsError, Slice, StreamEvent};
use service::Ticket;
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

const NAMESPACE: &str = "AWS/Kinesis";
/// CloudWatch's two dimensions, with a comma between, as are their values.
const DIMENSIONS: &str = "StreamName,ConsumerName";

/// What becomes of a consumer with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsumerStatus {
    /// It cannot subscribe yet.
    Creating,
    /// It can subscribe.
    Active,
    /// It is going.
    Deleting,
}

impl ConsumerStatus {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
        }
    }
}

/// A consumer.
#[derive(Clone, Debug)]
pub struct Consumer {
    pub(crate) name: Arc<str>,
    pub(crate) created: Time,
    pub(crate) created_s: u64,
    pub(crate) status: ConsumerStatus,
    pub(crate) tags: Arc<BTreeMap<String, String>>,
    /// By shard; also those that have ended a short while ago.
    pub(crate) subscriptions: BTreeMap<u32, Subscription>,
}

/// A pipe from a shard to a consumer.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) ticket: Ticket,
    pub(crate) opened: Time,
    pub(crate) is_open: bool,
    /// The next record's number.
    pub(crate) next: u64,
    pub(crate) bytes: Bucket,
    /// When it pushes next.
    pub(crate) push_at: Time,
    /// When it pushed last.
    pub(crate) pushed: Time,
}

impl Consumer {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN, on a stream of this name.
    pub fn arn(&self, stream: &str) -> String {
        Arn::consumer(stream, &self.name, self.created_s)
    }

    /// How it is.
    pub fn status(&self) -> ConsumerStatus {
        self.status
    }

    /// The shards that are being pushed to it, each with the number of the next record.
    pub fn subscribed(&self) -> impl Iterator<Item = (u32, u64)> {
        let open = self.subscriptions.iter().filter(|(_, subscription)| subscription.is_open);
        open.map(|(shard, subscription)| (*shard, subscription.next))
    }
}

impl Subscription {
    pub(crate) fn new(ticket: Ticket, next: u64, now: Time) -> Self {
        let per_s = limits::CONSUMER_BYTES_PER_S_MAX;
        let push_at = now + limits::PUSH_US;
        Self { ticket, opened: now, is_open: true, next, bytes: Bucket::new(per_s, per_s, now), push_at, pushed: now }
    }

    fn ends(&self) -> Time {
        self.opened + limits::SUBSCRIPTION_US
    }
}

impl Kinesis {
    /// Ends the subscription whose consumer has closed the connection. That it began keeps others from the shard for as
    /// long as if it still went on.
    pub(crate) fn leave_pipe(&mut self, ticket: Ticket) {
        let consumers = self.streams.values_mut().flat_map(|stream| stream.consumers.values_mut());
        let pipes = consumers.flat_map(|consumer| consumer.subscriptions.values_mut());
        pipes.filter(|pipe| pipe.ticket == ticket).for_each(|pipe| pipe.is_open = false);
    }
}

impl Stream {
    /// The children of a shard, as a reader at its end is told.
    pub(crate) fn children_of(&self, shard: u32) -> Vec<ChildShard> {
        let children = self.shards.iter().filter(|child| child.parents.iter().any(|parent| parent == shard));
        let describe = |child: &Arc<Shard>| ChildShard {
            shard_id: child.id(),
            parent_shards: child.parents.iter().map(shard_id).collect(),
            hash_key_range: HashKeyRange {
                starting_hash_key: child.hash_from.to_string(),
                ending_hash_key: child.hash_to.to_string(),
            },
        };
        children.map(describe).collect()
    }

    /// A list of records that lie on this stream.
    pub(crate) fn record_list(&self, slices: Vec<Slice>) -> RecordList {
        RecordList { slices, start_epoch_ms: self.start_epoch_ms, encrypted: self.encrypted.clone() }
    }

    /// Schedules the push of a subscription for which that time has been written down.
    pub(crate) fn schedule_push(
        &self,
        consumer: &Arc<str>,
        shard: u32,
        (ticket, at): (Ticket, Time),
        ctx: &mut Ctx<'_, Event>,
    ) {
        let (stream, consumer) = (self.name.clone(), consumer.clone());
        ctx.schedule_at(at, Event::Push { stream, created_us: self.created.0, consumer, shard, ticket: ticket.0 });
    }

    /// Has the pipes of these shards pushed sooner than they would: something has come for them.
    pub(crate) fn wake(&mut self, shards: impl Iterator<Item = u32>, ctx: &mut Ctx<'_, Event>) {
        if self.consumers.is_empty() {
            return;
        }
        let at = ctx.now() + limits::PUSH_US;
        let mut woken = Vec::new();
        for shard in shards {
            for consumer in self.consumers.values_mut() {
                let pipe = consumer.subscriptions.get_mut(&shard).filter(|pipe| pipe.is_open && pipe.push_at > at);
                let Some(pipe) = pipe else { continue };
                // A pipe that has pushed as much as it may waits until it may again.
                pipe.bytes.refill(ctx.now());
                let at = at.max(ctx.now() + pipe.bytes.debt_us());
                if at < pipe.push_at {
                    pipe.push_at = at;
                    woken.push((consumer.name.clone(), shard, (pipe.ticket, at)));
                }
            }
        }
        for (consumer, shard, when) in woken {
            self.schedule_push(&consumer, shard, when, ctx);
        }
    }

    /// Has the pipes of closed shards push their end.
    pub(crate) fn wake_closed(&mut self, ctx: &mut Ctx<'_, Event>) {
        if !self.consumers.is_empty() {
            let closed: Vec<_> =
                self.shards.iter().filter(|shard| shard.closed.is_some()).map(|shard| shard.number()).collect();
            self.wake(closed.into_iter(), ctx);
        }
    }

    /// Pushes what lies ahead of a subscription, and arranges the next push; or ends it.
    pub(crate) fn push(&mut self, consumer: &Arc<str>, shard: u32, ticket: Ticket, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(mut pipe) = self.take_due(consumer, shard, ticket, now) else { return };
        let Some(found) = self.index_of(shard).and_then(|index| self.shards.get(index)) else {
            // The shard has expired: nothing was left of it, nor will be.
            return ctx.close(ticket, Ok(()));
        };
        let is_late = now >= pipe.ends();
        pipe.bytes.refill(now);
        let from = pipe.next.max(found.horizon(now, self.retention_us()));
        // Nothing is owed: a push is never scheduled before that.
        let slices = if is_late { vec![] } else { found.slices(from, limits::GET_RECORDS_MAX, limits::PUSH_BYTES_MAX) };
        let records: u64 = slices.iter().map(Slice::len).sum();
        pipe.next = from + records;
        let is_over = found.is_over_at(pipe.next) && !is_late;
        let behind_ms = found.behind_ms(pipe.next, slices.last(), now);
        let is_told = records > 0 || is_over || (!is_late && now - pipe.pushed >= limits::PUSH_IDLE_US);
        if is_told {
            let bytes = slices.iter().map(Slice::bytes).sum();
            pipe.bytes.take_or_owe(bytes);
            pipe.pushed = now;
            self.report_push(consumer, (records, bytes, behind_ms), ctx);
            let event = SubscribeToShardEvent {
                records: self.record_list(slices),
                continuation_sequence_number: self.continuation(found, pipe.next, now),
                millis_behind_latest: behind_ms,
                child_shards: is_over.then(|| self.children_of(shard)),
            };
            ctx.push(ticket, StreamEvent::SubscribeToShardEvent(event));
        }
        pipe.is_open = !is_late && !is_over;
        if pipe.is_open {
            let wait_us = if pipe.next < found.log.next() { limits::PUSH_US } else { limits::PUSH_IDLE_US };
            pipe.push_at = (now + wait_us.max(pipe.bytes.debt_us())).min(pipe.ends());
            self.schedule_push(consumer, shard, (ticket, pipe.push_at), ctx);
        } else {
            ctx.close(ticket, Ok(()));
        }
        if let Some(consumer) = self.consumers.get_mut(consumer) {
            consumer.subscriptions.insert(shard, pipe);
        }
        if let Some(shard) = self.shard_mut(shard).filter(|_| is_told) {
            shard.recent.read(now, behind_ms);
        }
    }

    /// Takes out a subscription that is to push now.
    fn take_due(&mut self, consumer: &Arc<str>, shard: u32, ticket: Ticket, now: Time) -> Option<Subscription> {
        let subscriptions = &mut self.consumers.get_mut(consumer)?.subscriptions;
        let is_due = |pipe: &&Subscription| pipe.is_open && pipe.ticket == ticket && pipe.push_at == now;
        subscriptions.get(&shard).filter(is_due)?;
        subscriptions.remove(&shard)
    }

    /// The number behind which a next subscription should go on. It grows with time even if no record comes.
    fn continuation(&self, shard: &Shard, next: u64, now: Time) -> String {
        match next.checked_sub(1) {
            Some(last) => {
                let at = if next == shard.log.next() { Some(now.0) } else { shard.log.arrival_us(last) };
                sequence_number(shard.created_s, last, self.epoch_s(Time(at.unwrap_or(now.0))), shard.number())
            }
            None => shard.start_number(),
        }
    }

    fn report_push(&self, consumer: &str, (records, bytes, behind_ms): (u64, u64, u64), ctx: &mut Ctx<'_, Event>) {
        let named = format!("{},{consumer}", self.name);
        let mut metric = |name, value: u64| ctx.metric(NAMESPACE, name, (DIMENSIONS, &named), value as f64);
        metric("SubscribeToShardEvent.Success", 1);
        metric("SubscribeToShardEvent.Records", records);
        metric("SubscribeToShardEvent.Bytes", bytes);
        metric("SubscribeToShardEvent.MillisBehindLatest", behind_ms);
        let price = if self.mode == Mode::OnDemand { &prices::ON_DEMAND_FAN_OUT } else { &prices::FAN_OUT };
        if bytes > 0 {
            ctx.charge(price, bytes as f64 / GB_BYTES);
        }
    }

    /// Ends the subscriptions of one consumer, or of all.
    pub(crate) fn close_pipes(&mut self, consumer: Option<&str>, error: &AwsError, ctx: &mut Ctx<'_, Event>) {
        let of = |name: &str| consumer.is_none_or(|consumer| consumer == name);
        for consumer in self.consumers.values_mut().filter(|consumer| of(&consumer.name)) {
            for pipe in consumer.subscriptions.values_mut().filter(|pipe| pipe.is_open) {
                pipe.is_open = false;
                ctx.close(pipe.ticket, Err(error.clone()));
            }
        }
    }

    /// Counts a subscription, or one that was refused.
    pub(crate) fn report_subscription(&self, consumer: &str, is_made: bool, ctx: &mut Ctx<'_, Event>) {
        let named = format!("{},{consumer}", self.name);
        let name = if is_made { "SubscribeToShard.Success" } else { "SubscribeToShard.RateExceeded" };
        ctx.metric(NAMESPACE, name, (DIMENSIONS, &named), 1.0);
    }
}
