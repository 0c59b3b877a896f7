//! Workers over a queue: each receives some messages, handles one after another, deletes them, and receives again. What it dies with in
//! hand comes back when its visibility time-out is over.

use super::settings::Source;
use super::{CHUNK_US, Consumer, FAILED_US, PAUSE_US_MIN, Step, Waits};
use crate::Event;
use crate::producer::queue_url;
use api::sqs::{
    ChangeMessageVisibilityBatch, ChangeMessageVisibilityEntry, DeleteMessageBatch, DeleteMessageEntry, ReceiveMessage,
    ReceiveMessageOutput,
};
use api::{AwsError, Principal, Response, Timestamp};
use service::{Ctx, Reply};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

/// From one short poll that brought nothing to the next.
const SHORT_POLL_US: u64 = SECOND_US;

/// What a worker has received.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    messages: Vec<Held>,
    /// How many of them it has handled, and how many it is about to have.
    handled: usize,
    chunk: usize,
}

#[derive(Clone, Debug)]
struct Held {
    id: Arc<str>,
    handle: String,
    sent: Time,
}

impl Hand {
    /// Messages that it has not handled.
    pub fn len(&self) -> u64 {
        (self.messages.len() - self.handled) as u64
    }
}

/// The answer to a long poll.
pub fn messages(answer: Result<Response, AwsError>) -> Result<ReceiveMessageOutput, AwsError> {
    let response = answer?;
    <ReceiveMessage as api::Operation>::output(response)
        .ok_or_else(|| AwsError::new("InternalFailure", "the response is another operation's").with_status(500))
}

impl Consumer {
    fn queue(&self) -> String {
        match &self.settings.source {
            Source::Queue(name) => queue_url(name),
            Source::Stream(_) => String::new(),
        }
    }

    /// Asks for messages.
    pub(super) fn receive(&mut self, worker: u32, life: u64, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let request = ReceiveMessage {
            queue_url: self.queue(),
            message_system_attribute_names: vec!["SentTimestamp".into()],
            max_number_of_messages: Some(i64::from(self.settings.batch)),
            wait_time_seconds: Some((self.settings.idle_us / SECOND_US) as i64),
            ..ReceiveMessage::default()
        };
        match ctx.ask(principal, request) {
            Ok(Reply::Later(ticket)) => drop(self.tickets.insert(ticket.0, Waits::Messages { worker, life })),
            Ok(Reply::Now(output) | Reply::Open(output, _)) => self.received(worker, life, Ok(output), ctx),
            Err(error) => self.received(worker, life, Err(error), ctx),
        }
    }

    /// Messages have come, or none.
    pub(super) fn received(
        &mut self,
        worker: u32,
        life: u64,
        output: Result<ReceiveMessageOutput, AwsError>,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let output = match output {
            Ok(output) => output,
            Err(error) => {
                self.tally.failed(&self.name, error, ctx);
                return self.schedule(FAILED_US, Step::Receive { worker, life }, ctx);
            }
        };
        self.tally.went_well();
        if output.messages.is_empty() {
            self.tally.calls.empty += 1;
            let is_long = self.settings.idle_us >= SECOND_US;
            let wait_us = if is_long { PAUSE_US_MIN } else { SHORT_POLL_US };
            return self.schedule(wait_us, Step::Receive { worker, life }, ctx);
        }
        self.tally.calls.full += 1;
        let sent =
            |it: &api::sqs::Message| it.attributes.get("SentTimestamp").and_then(|ms| ms.parse().ok()).unwrap_or(0);
        let held = output.messages.into_iter().map(|it| Held {
            sent: ctx.time_of(Timestamp(sent(&it))),
            id: it.message_id.into(),
            handle: it.receipt_handle,
        });
        let hand = Hand { messages: held.collect(), handled: 0, chunk: 0 };
        if let Some(worker) = self.workers.get_mut(&worker) {
            worker.hand = hand;
        }
        self.begin(worker, life, ctx);
    }

    /// Begins with the next messages, whose handling takes [`CHUNK_US`] at most, or one message.
    fn begin(&mut self, worker: u32, life: u64, ctx: &mut Ctx<'_, Event>) {
        let work_us = self.settings.work_us_of(worker);
        let Some(hand) = self.workers.get_mut(&worker).map(|worker| &mut worker.hand) else { return };
        let fits = CHUNK_US.checked_div(work_us).map_or(usize::MAX, |fits| (fits as usize).max(1));
        hand.chunk = fits.min(hand.messages.len() - hand.handled);
        let took_us = work_us.saturating_mul(hand.chunk as u64);
        self.schedule(took_us, Step::Done { worker, life }, ctx);
    }

    /// Messages have been handled.
    pub(super) fn done(&mut self, worker: u32, life: u64, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let Some(it) = self.workers.get_mut(&worker) else { return };
        let hand = &mut it.hand;
        for held in hand.messages.iter().skip(hand.handled).take(hand.chunk) {
            self.tally.message(&held.id, worker, held.sent, ctx.now());
        }
        it.handled += hand.chunk as u64;
        hand.handled += hand.chunk;
        if hand.handled < hand.messages.len() {
            return self.begin(worker, life, ctx);
        }
        let hand = std::mem::take(hand);
        let queue_url = self.queue();
        self.delete(&hand, queue_url, principal, ctx);
        self.schedule(PAUSE_US_MIN, Step::Receive { worker, life }, ctx);
    }

    /// Deletes what has been handled.
    fn delete(&mut self, hand: &Hand, queue_url: String, principal: &Principal, ctx: &mut Ctx<'_, Event>) {
        let entry = |(index, held): (usize, &Held)| DeleteMessageEntry {
            id: Some(index.to_string()),
            receipt_handle: held.handle.clone(),
        };
        let entries: Vec<_> = hand.messages.iter().take(hand.handled).enumerate().map(entry).collect();
        if entries.is_empty() {
            return;
        }
        match ctx.call(principal, DeleteMessageBatch { queue_url, entries: Some(entries) }) {
            Ok(output) => self.tally.calls.failed += output.failed.len() as u64,
            Err(error) => self.tally.failed(&self.name, error, ctx),
        }
    }

    /// A worker ends: what it has handled is deleted, the rest is given back at once.
    pub(super) fn give_back(&mut self, worker: u32, ctx: &mut Ctx<'_, Event>) {
        let Some(hand) = self.workers.get_mut(&worker).map(|worker| std::mem::take(&mut worker.hand)) else { return };
        let (queue_url, principal) = (self.queue(), Principal::User(super::USER.into()));
        self.delete(&hand, queue_url.clone(), &principal, ctx);
        let rest = hand.messages.iter().enumerate().skip(hand.handled);
        let entries: Vec<_> = rest
            .map(|(index, held)| ChangeMessageVisibilityEntry {
                id: Some(index.to_string()),
                receipt_handle: held.handle.clone(),
                visibility_timeout: Some(0),
            })
            .collect();
        if !entries.is_empty()
            && let Err(error) = ctx.call(&principal, ChangeMessageVisibilityBatch { queue_url, entries: Some(entries) })
        {
            self.tally.failed(&self.name, error, ctx);
        }
    }
}
