//! The operations, by resource, and what they share: finding a queue, limits of calls, the bill, and what follows when
//! messages have moved.

mod attributes;
mod dead_letters;
mod delete;
mod moves;
mod queues;
mod read;
mod receive;
mod send;
mod tags;
mod visibility;

use crate::errors;
use crate::limits;
use crate::prices::{self, REQUEST_BYTES};
use crate::state::{Queue, Sqs};
use crate::{Ctx, Event};
use api::{ACCOUNT_ID, AwsError, REGION};
use sim::Time;
use std::sync::Arc;

/// CloudWatch's name for the service.
pub(crate) const NAMESPACE: &str = "AWS/SQS";

/// Actions of a FIFO queue that have a limit of calls of their own.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    Send,
    Receive,
    Delete,
    Visibility,
}

/// `https://sqs.us-east-1.amazonaws.com/111122223333/NAME`
pub(crate) fn url_of(name: &str) -> String {
    format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT_ID}/{name}")
}

/// The name in a queue's address, whatever else it says.
pub(crate) fn name_in(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

/// The name in a queue's ARN. `None` if it is no ARN.
pub(crate) fn name_in_arn(arn: &str) -> Option<&str> {
    let parts: Vec<_> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "sqs", _, _, name] if !name.is_empty() => Some(name),
        _ => None,
    }
}

impl Sqs {
    /// The queue with this address. Errors: `MissingRequiredParameterException`, `InvalidAddress`, `QueueDoesNotExist`.
    pub(crate) fn find(&self, url: &str) -> Result<Arc<str>, AwsError> {
        if url.is_empty() {
            return Err(errors::missing("QueueUrl"));
        }
        let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
        let Some((account, name)) = path.and_then(|path| path.split_once('/')) else {
            let message = format!("The address {url} is not valid for this endpoint.");
            return Err(AwsError::new("InvalidAddress", message).with_status(404));
        };
        let found = self.queues.get_key_value(name).filter(|_| account == ACCOUNT_ID);
        found.map(|(name, _)| name.clone()).ok_or_else(errors::no_queue)
    }

    /// A queue to change.
    pub(crate) fn queue_mut(&mut self, name: &str) -> Result<&mut Queue, AwsError> {
        self.queues.get_mut(name).map(Arc::make_mut).ok_or_else(errors::no_queue)
    }

    /// The same with everything done that is due, and with its calls counted.
    pub(crate) fn enter(
        &mut self,
        url: &str,
        action: Option<Action>,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Arc<str>, AwsError> {
        let name = self.find(url)?;
        let now = ctx.now();
        let queue = self.queue_mut(&name)?;
        queue.active = now;
        queue.arrange_minutes(ctx);
        if !queue.admits(action, now) {
            queue.counts.throttled += 1;
            queue.tell_refusal("sqs-throttled", ctx);
            return Err(errors::throttled());
        }
        queue.settle_and_tell(ctx);
        Ok(name)
    }

    /// Lets follow what must when messages have come or become visible: long polls are answered, dead letters arrive, and
    /// the next event is arranged; for this queue and for those that are touched by it.
    pub(crate) fn attend(&mut self, name: &Arc<str>, ctx: &mut Ctx<'_, Event>) {
        let mut todo = vec![name.clone()];
        while let Some(name) = todo.pop() {
            self.answer_waiting(&name, &mut todo, ctx);
            if let Ok(queue) = self.queue_mut(&name) {
                queue.arrange_wake(ctx);
            }
        }
    }

    /// The event that [`Queue::arrange_wake`] has arranged.
    pub(crate) fn wake(&mut self, name: &Arc<str>, created_us: u64, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(queue) = self.queues.get_mut(name).filter(|queue| queue.created.0 == created_us) else { return };
        if queue.wake_at != Some(now) {
            return;
        }
        let queue = Arc::make_mut(queue);
        queue.wake_at = None;
        queue.settle_and_tell(ctx);
        if let Some((_, number)) = queue.purge.take_if(|(at, _)| *at <= now) {
            let purged = queue.purge_below(number);
            ctx.note(service::Note::info("sqs-purged").with("queue", name).with("messages", purged));
        }
        self.attend(name, ctx);
    }
}

impl Queue {
    fn admits(&mut self, action: Option<Action>, now: Time) -> bool {
        let Some(action) = action.filter(|_| self.settings.fifo) else { return true };
        let high = self.settings.limit_is_group && self.settings.scope_is_group;
        let per_s_max = if high { limits::FIFO_CALLS_PER_S_MAX_HIGH } else { limits::FIFO_CALLS_PER_S_MAX };
        self.buckets.get_mut(action as usize).is_none_or(|bucket| bucket.take(per_s_max, now))
    }

    fn settle_and_tell(&mut self, ctx: &mut Ctx<'_, Event>) {
        let expired = self.settle(ctx.now());
        if expired > 0 {
            let note = service::Note::warning("sqs-expired").with("queue", &self.name);
            ctx.note(note.with("messages", expired));
        }
    }

    /// Writes a refusal into the event log, once a second.
    fn tell_refusal(&mut self, kind: &'static str, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        if self.refused_at.is_none_or(|at| at.as_secs() < now.as_secs()) {
            ctx.note(service::Note::warning(kind).with("queue", &self.name));
        }
        self.refused_at = Some(now);
    }

    /// Sees to it that an event comes when something is due.
    pub(crate) fn arrange_wake(&mut self, ctx: &mut Ctx<'_, Event>) {
        let Some(at) = self.next_due().map(|at| at.max(ctx.now())) else { return };
        if self.wake_at.is_none_or(|before| at < before) {
            self.wake_at = Some(at);
            ctx.schedule_at(at, Event::Wake { queue: self.name.clone(), created_us: self.created.0 });
        }
    }

    /// Enters a call into the bill, with its payload.
    pub(crate) fn charge(&self, bytes: u64, ctx: &mut Ctx<'_, Event>) {
        charge(self.settings.fifo, bytes, ctx);
    }

    /// Enters a value into a metric.
    pub(crate) fn measure(&self, name: &'static str, value: u64, ctx: &mut Ctx<'_, Event>) {
        ctx.metric(NAMESPACE, name, ("QueueName", &self.name), value as f64);
    }
}

/// Enters a call into the bill.
pub(crate) fn charge(fifo: bool, bytes: u64, ctx: &mut Ctx<'_, Event>) {
    let price = if fifo { &prices::FIFO_REQUEST } else { &prices::REQUEST };
    ctx.charge(price, bytes.div_ceil(REQUEST_BYTES).max(1) as f64);
}

/// Checks the entries of a batch as a whole, and gives their ids. `what` is AWS's name for an entry.
pub(crate) fn check_batch<'a>(
    ids: impl ExactSizeIterator<Item = Option<&'a str>>,
    what: &str,
) -> Result<Vec<String>, AwsError> {
    let count = ids.len();
    if count == 0 {
        let message = format!("There should be at least one {what} in the request.");
        return Err(AwsError::new("EmptyBatchRequest", message));
    }
    if count > limits::BATCH_MAX {
        let message =
            format!("Maximum number of entries per request are {}. You have sent {count}.", limits::BATCH_MAX);
        return Err(AwsError::new("TooManyEntriesInBatchRequest", message));
    }
    let mut known: Vec<String> = Vec::with_capacity(count);
    for (index, id) in ids.enumerate() {
        let Some(id) = id else { return Err(errors::missing(&format!("{what}.{}.Id", index + 1))) };
        let fits = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if id.is_empty() || id.len() > limits::ENTRY_ID_CHARS_MAX || !fits {
            let message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be \
                           at most 80 letters long.";
            return Err(AwsError::new("InvalidBatchEntryId", message));
        }
        known.push(id.into());
    }
    match known.iter().enumerate().find(|(index, id)| known.iter().take(*index).any(|before| before == *id)) {
        Some((_, id)) => Err(AwsError::new("BatchEntryIdsNotDistinct", format!("Id {id} repeated."))),
        None => Ok(known),
    }
}

/// The page of `all` behind a token, and the token of the next page. `all` is in order.
pub(crate) fn page(
    all: impl Iterator<Item = Arc<str>>,
    token: Option<&str>,
    max_results: Option<i64>,
) -> Result<(Vec<String>, Option<String>), AwsError> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if max_results.is_some_and(|max| !(1..=limits::PAGE_MAX).contains(&max)) {
        let message =
            "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.";
        return Err(errors::invalid(message));
    }
    let read = |token: &str| STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let after = match token {
        Some(token) => Some(read(token).ok_or_else(|| errors::invalid("Invalid or expired next token."))?),
        None => None,
    };
    let max = max_results.unwrap_or(limits::PAGE_MAX) as usize;
    let mut behind = all.skip_while(|name| after.as_deref().is_some_and(|after| **name <= *after));
    let page: Vec<_> = behind.by_ref().take(max).collect();
    let more = max_results.is_some() && behind.next().is_some();
    let token = page.last().filter(|_| more).map(|last| STANDARD.encode(last.as_bytes()));
    Ok((page.iter().map(|name| url_of(name)).collect(), token))
}
