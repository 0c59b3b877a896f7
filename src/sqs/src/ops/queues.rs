//! Queues themselves: making, deleting, purging, finding.

use super::{charge, page, url_of};
use crate::errors::{self, invalid};
use crate::limits;
use crate::settings::Settings;
use crate::state::{Queue, Sqs};
use crate::{Ctx, Event};
use api::sqs::{
    CreateQueue, CreateQueueOutput, DeleteQueue, DeleteQueueOutput, GetQueueUrl, GetQueueUrlOutput, ListQueues,
    ListQueuesOutput, PurgeQueue, PurgeQueueOutput,
};
use api::{ACCOUNT_ID, AwsError};
use service::Note;
use sim::time::SECOND_US;
use std::ops::Bound;
use std::sync::Arc;

const NAME_RULE: &str = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
const FIFO_NAME_RULE: &str = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, \
                              must end with .fifo suffix and be 1 to 80 in length.";

impl Sqs {
    pub(crate) fn create_queue(
        &mut self,
        request: CreateQueue,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateQueueOutput, AwsError> {
        let fifo = check_name(&request)?;
        let name: Arc<str> = request.queue_name.as_deref().unwrap_or_default().into();
        super::tags::check(&name, 0, &request.tags)?;
        let mut settings = Settings::new(fifo);
        self.read_attributes(&name, &mut settings, &request.attributes, true)?;
        if let Some(queue) = self.queues.get(&name) {
            if let Some(attribute) = queue.differing(&settings, &request.attributes) {
                let message = format!(
                    "A queue already exists with the same name and a different value for attribute {attribute}"
                );
                return Err(AwsError::new("QueueNameExists", message));
            }
            queue.charge(0, ctx);
            return Ok(CreateQueueOutput { queue_url: url_of(&name) });
        }
        if self.deleted.get(&name).is_some_and(|at| ctx.now() - *at < limits::NAME_TAKEN_US) {
            let message =
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
            return Err(AwsError::new("QueueDeletedRecently", message));
        }
        let now = ctx.now();
        self.deleted.retain(|_, at| now - *at < limits::NAME_TAKEN_US);
        let mut queue = Queue::new(name.clone(), settings, now, ctx.date().0 - now.as_ms());
        queue.tags = request.tags;
        queue.arrange_minutes(ctx);
        queue.charge(0, ctx);
        self.queues.insert(name.clone(), Arc::new(queue));
        ctx.note(Note::info("sqs-queue-created").with("queue", &name));
        Ok(CreateQueueOutput { queue_url: url_of(&name) })
    }

    pub(crate) fn delete_queue(
        &mut self,
        request: DeleteQueue,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteQueueOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        if let Some(queue) = self.queues.remove(&name) {
            queue.charge(0, ctx);
            for waiter in &queue.waiting {
                ctx.complete(waiter.ticket, Err(errors::no_queue()));
            }
            let note = Note::info("sqs-queue-deleted").with("queue", &name);
            ctx.note(note.with("messages", queue.messages.len()));
        }
        self.deleted.insert(name, ctx.now());
        Ok(DeleteQueueOutput {})
    }

    pub(crate) fn purge_queue(
        &mut self,
        request: PurgeQueue,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<PurgeQueueOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        let now = ctx.now();
        if self.queue_mut(&name)?.purge_asked.is_some_and(|at| now - at < limits::PURGE_US) {
            let message = format!("Only one PurgeQueue operation on {name} is allowed every 60 seconds.");
            return Err(AwsError::new("PurgeQueueInProgress", message).with_status(403));
        }
        // It takes up to a minute; what is there till then may still be received.
        let delay_us = SECOND_US + ctx.draw_below("purge", limits::PURGE_US - SECOND_US);
        let queue = self.queue_mut(&name)?;
        queue.purge_asked = Some(now);
        queue.purge = Some((now + delay_us, queue.next + 1));
        queue.charge(0, ctx);
        queue.arrange_wake(ctx);
        Ok(PurgeQueueOutput {})
    }

    pub(crate) fn get_queue_url(
        &self,
        request: GetQueueUrl,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<GetQueueUrlOutput, AwsError> {
        if request.queue_name.is_empty() {
            return Err(errors::missing("QueueName"));
        }
        let ours = request.queue_owner_aws_account_id.as_deref().is_none_or(|account| account == ACCOUNT_ID);
        let queue = self.queues.get(request.queue_name.as_str()).filter(|_| ours).ok_or_else(errors::no_queue)?;
        queue.charge(0, ctx);
        Ok(GetQueueUrlOutput { queue_url: url_of(&queue.name) })
    }

    pub(crate) fn list_queues(
        &self,
        request: ListQueues,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListQueuesOutput, AwsError> {
        let prefix = request.queue_name_prefix.as_deref().unwrap_or_default();
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let names = self.queues.range::<str, _>(from).map(|(name, _)| name.clone());
        let names = names.take_while(|name| name.starts_with(prefix));
        let (queue_urls, next_token) = page(names, request.next_token.as_deref(), request.max_results)?;
        charge(false, 0, ctx);
        Ok(ListQueuesOutput { queue_urls, next_token })
    }
}

/// Whether it is a FIFO queue's.
fn check_name(request: &CreateQueue) -> Result<bool, AwsError> {
    let Some(name) = &request.queue_name else {
        return Err(invalid("Value for parameter QueueName is invalid. Reason: Must specify a queue name."));
    };
    if name.is_empty() {
        return Err(invalid("Queue name cannot be empty"));
    }
    let fifo = match request.attributes.get("FifoQueue").map(String::as_str) {
        None => false,
        Some("true") => true,
        // So AWS answers, who has no queues that are not FIFO by name.
        Some(_) => return Err(errors::unknown_attribute("FifoQueue")),
    };
    let (stem, rule) = match name.strip_suffix(".fifo") {
        Some(stem) if fifo => (stem, FIFO_NAME_RULE),
        _ if fifo => return Err(invalid(FIFO_NAME_RULE)),
        _ => (name.as_str(), NAME_RULE),
    };
    let fits = stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if stem.is_empty() || name.len() > limits::QUEUE_NAME_CHARS_MAX || !fits {
        return Err(invalid(rule));
    }
    Ok(fifo)
}
