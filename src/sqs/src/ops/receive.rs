//! Receiving: short polls that ask some machines, long polls that ask all and wait, and attempts that are repeated.

use super::Action;
use super::read::SYSTEM_NAMES;
use crate::chance::Chance;
use crate::check;
use crate::errors::{self, invalid_value};
use crate::limits;
use crate::memory::{Attempt, Memory, Remembered};
use crate::state::{Place, Queue, Slot, Sqs};
use crate::take::How;
use crate::waiting::{Waiter, Wanted};
use crate::{Ctx, Event};
use api::AwsError;
use api::sqs::{self, ReceiveMessage, ReceiveMessageOutput};
use service::{Caller, Reply};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Sqs {
    pub(crate) fn receive_message(
        &mut self,
        caller: &Caller,
        request: ReceiveMessage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<ReceiveMessageOutput>, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Receive), ctx)?;
        let now = ctx.now();
        let queue = self.queue_mut(&name)?;
        let (wanted, wait_s) = wanted(request, queue)?;
        if let Some(output) = queue.repeat(&wanted, now) {
            queue.report(&output, ctx);
            self.attend(&name, ctx);
            return Ok(Reply::Now(output));
        }
        if !queue.settings.fifo && queue.in_flight.len() as u64 >= limits::IN_FLIGHT_MAX {
            let message = "Too many messages have been received without being deleted. Please delete your received \
                           messages or let them timeout before receiving more.";
            queue.tell_refusal("sqs-over-limit", ctx);
            return Err(AwsError::new("OverLimit", message).with_status(403));
        }
        let mut todo = Vec::new();
        let output = self.give(&name, &wanted, wait_s == 0, &mut todo, ctx)?;
        let waits = output.messages.is_empty() && wait_s > 0;
        let queue = self.queue_mut(&name)?;
        if waits {
            let until = now + wait_s * SECOND_US;
            queue.waiting.push(Waiter { ticket: caller.ticket, until, wanted: Arc::new(wanted) });
        } else {
            queue.report(&output, ctx);
        }
        self.attend(&name, ctx);
        todo.iter().for_each(|target| self.attend(target, ctx));
        Ok(if waits { Reply::Later(caller.ticket) } else { Reply::Now(output) })
    }

    /// Answers the long polls for which there is something, oldest first, and those whose time is over. Queues that got
    /// dead letters come to `todo`.
    pub(super) fn answer_waiting(&mut self, name: &Arc<str>, todo: &mut Vec<Arc<str>>, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        while let Ok(queue) = self.queue_mut(name) {
            if queue.waiting.is_empty() || !queue.has_receivable() {
                break;
            }
            let waiter = queue.waiting.remove(0);
            let output = self.give(name, &waiter.wanted, false, todo, ctx).unwrap_or_default();
            let Ok(queue) = self.queue_mut(name) else { break };
            if output.messages.is_empty() {
                queue.waiting.insert(0, waiter);
                break;
            }
            queue.report(&output, ctx);
            complete(&waiter, output, ctx);
        }
        let Ok(queue) = self.queue_mut(name) else { return };
        let (over, still): (Vec<_>, Vec<_>) = queue.waiting.drain(..).partition(|waiter| waiter.until <= now);
        queue.waiting = still;
        for waiter in over {
            queue.report(&ReceiveMessageOutput::default(), ctx);
            complete(&waiter, ReceiveMessageOutput::default(), ctx);
        }
    }

    /// Takes messages for one receiver, and lays to rest those that were received too often.
    fn give(
        &mut self,
        name: &Arc<str>,
        wanted: &Wanted,
        short: bool,
        todo: &mut Vec<Arc<str>>,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ReceiveMessageOutput, AwsError> {
        let mut chance = Chance::new(ctx.draw("receives"));
        let redrive = self.queue_mut(name)?.settings.redrive.clone();
        // A message whose dead-letter queue is gone stays where it is.
        let redrive = redrive.filter(|redrive| self.queues.contains_key(&redrive.target));
        let receives_max = redrive.as_ref().map(|redrive| redrive.receives_max);
        let how = How { max: wanted.max, visibility_us: wanted.visibility_us, short, receives_max };
        let queue = self.queue_mut(name)?;
        let taken = queue.take(how, &mut chance, ctx.now());
        if let Some(id) = wanted.attempt.as_deref().filter(|_| !taken.numbers.is_empty()) {
            let receipts = |number: &u64| queue.messages.get(number).map(|slot| (*number, slot.receipts));
            let given: Vec<_> = taken.numbers.iter().filter_map(receipts).collect();
            let until_us = (ctx.now() + wanted.visibility_us).0;
            let attempt = Attempt { given: given.into(), until_us };
            queue.memory.put(Memory::attempt_key(id), Remembered::Attempt(attempt), ctx.now());
        }
        let messages = queue.messages_of(&taken.numbers, wanted);
        if let Some(redrive) = redrive.filter(|_| !taken.dead.is_empty()) {
            self.bury(name, &redrive.target, taken.dead, ctx);
            todo.push(redrive.target);
        }
        Ok(ReceiveMessageOutput { messages })
    }
}

impl Queue {
    /// The messages of an earlier attempt of the same name, if nothing has become of them since, nor of their time of hiding; hidden
    /// anew.
    fn repeat(&mut self, wanted: &Wanted, now: Time) -> Option<ReceiveMessageOutput> {
        let key = Memory::attempt_key(wanted.attempt.as_deref()?);
        let until = now + wanted.visibility_us;
        let attempt = self.memory.attempt_mut(&key)?;
        let (given, hidden_us) = (attempt.given.clone(), attempt.until_us);
        let untouched = |(number, receipts): &(u64, u32)| {
            let hidden = |slot: &Slot| matches!(slot.place, Place::InFlight { until_us, .. } if until_us == hidden_us);
            self.messages.get(number).is_some_and(|slot| slot.receipts == *receipts && hidden(slot))
        };
        if !given.iter().all(untouched) {
            return None;
        }
        if let Some(attempt) = self.memory.attempt_mut(&key) {
            attempt.until_us = until.0;
        }
        let numbers: Vec<u64> = given.iter().map(|(number, _)| *number).collect();
        for number in &numbers {
            self.hide_until(*number, until, now);
        }
        Some(ReceiveMessageOutput { messages: self.messages_of(&numbers, wanted) })
    }

    fn messages_of(&self, numbers: &[u64], wanted: &Wanted) -> Vec<sqs::Message> {
        numbers.iter().filter_map(|number| self.message(*number, wanted)).map(|(message, _)| message).collect()
    }

    /// Enters a receive into metrics and bill.
    fn report(&mut self, output: &ReceiveMessageOutput, ctx: &mut Ctx<'_, Event>) {
        let of = |message: &sqs::Message| message.body.len() + check::attributes_size(&message.message_attributes);
        self.charge(output.messages.iter().map(of).sum(), ctx);
        if output.messages.is_empty() {
            self.counts.empty_receives += 1;
            self.measure("NumberOfEmptyReceives", 1, ctx);
        } else {
            self.measure("NumberOfMessagesReceived", output.messages.len() as u64, ctx);
        }
    }
}

fn complete(waiter: &Waiter, output: ReceiveMessageOutput, ctx: &mut Ctx<'_, Event>) {
    let response = api::Response::Sqs(sqs::Response::ReceiveMessage(output));
    ctx.complete(waiter.ticket, Ok(response));
}

/// Checks a request. Gives what it wants, and how long it waits.
fn wanted(request: ReceiveMessage, queue: &Queue) -> Result<(Wanted, u64), AwsError> {
    let within = |value: Option<i64>, parameter: &str, (least, most): (i64, i64), reason: &str| match value {
        Some(value) if !(least..=most).contains(&value) => Err(invalid_value(&value.to_string(), parameter, reason)),
        value => Ok(value),
    };
    let settings = &queue.settings;
    let range = (1, limits::BATCH_MAX as i64);
    let reason = "Must be between 1 and 10, if provided.";
    let max = within(request.max_number_of_messages, "MaxNumberOfMessages", range, reason)?;
    let range = (0, limits::WAIT_S_MAX as i64);
    let reason = "Must be >= 0 and <= 20, if provided.";
    let wait = within(request.wait_time_seconds, "WaitTimeSeconds", range, reason)?;
    let range = (0, limits::VISIBILITY_S_MAX as i64);
    let reason = "Must be >= 0 and <= 43200, if provided.";
    let visibility = within(request.visibility_timeout, "VisibilityTimeout", range, reason)?;
    if let Some(id) = &request.receive_request_attempt_id {
        if !settings.fifo {
            let reason = "The request include parameter that is not valid for this queue type.";
            return Err(invalid_value(id, "ReceiveRequestAttemptId", reason));
        }
        check::fifo_id(id, "ReceiveRequestAttemptId")?;
    }
    let mut system = request.message_system_attribute_names;
    system.extend(request.attribute_names);
    if let Some(unknown) = system.iter().find(|name| !SYSTEM_NAMES.contains(&name.as_str())) {
        return Err(errors::unknown_attribute(unknown));
    }
    let wanted = Wanted {
        max: max.map_or(1, |max| max as usize),
        visibility_us: visibility.map_or(settings.visibility_s, |seconds| seconds as u64) * SECOND_US,
        system,
        attributes: request.message_attribute_names,
        attempt: request.receive_request_attempt_id,
    };
    Ok((wanted, wait.map_or(settings.wait_s, |seconds| seconds as u64)))
}
