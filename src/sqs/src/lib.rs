//! Amazon SQS: queues, whose messages one receiver gets, hides from the others for a while, and deletes. See `README.md`
//! for what AWS does and what is left out.
//!
//! - `state`: queues and messages; `settings`: a queue's attributes; `queue`: how messages move in one queue; `take`: which
//!   ones a receive gets; `memory`: what a FIFO queue remembers for five minutes.
//! - `ops`: the operations, by resource; `check`: AWS's checks of a message; `errors`: its words.
//! - `digest`, `receipt`, `chance`, `bucket`: checksums, opaque handles, seeded chance, limits of calls.
//! - `views`: what the page may read. `laws`, `limits`, `prices`: as in each service.

mod bucket;
mod chance;
mod check;
mod digest;
mod errors;
mod laws;
pub mod limits;
mod memory;
mod minutes;
mod ops;
pub mod prices;
mod queue;
mod receipt;
mod settings;
mod state;
mod take;
mod tasks;
mod views;
mod waiting;

pub use settings::{Redrive, RedriveAllow, Settings};
pub use state::{Counts, Place, Queue, Sqs};
pub use tasks::{Status, Task};
pub use views::Seen;

use api::sqs::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, apart};
use std::sync::Arc;

/// What the service schedules for itself. A queue is told from an earlier one of its name by the time of its making.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Something is due: a delay or a time of hiding is over, a long poll ends, messages expire or are purged.
    Wake {
        /// The queue's name.
        queue: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// A minute is over: what CloudWatch is told.
    Minute {
        /// The queue's name.
        queue: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
    },
    /// A task moves messages.
    Move {
        /// The dead-letter queue's name.
        queue: Arc<str>,
        /// When it was made, in microseconds.
        created_us: u64,
        /// Which task.
        task: u128,
    },
}

impl Service for Sqs {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let at = |url: &String| Arn::queue(ops::name_in(url));
        let named = |name: &str| Arn::queue(name);
        let arn = |arn: &Option<String>| arn.clone().unwrap_or_else(|| "*".into());
        let (action, resource) = match request {
            Request::CreateQueue(it) => return create_access(it),
            Request::StartMessageMoveTask(it) => return move_access(it),
            Request::DeleteQueue(it) => ("sqs:DeleteQueue", at(&it.queue_url)),
            Request::GetQueueUrl(it) => ("sqs:GetQueueUrl", named(&it.queue_name)),
            Request::ListQueues(_) => ("sqs:ListQueues", "*".into()),
            Request::GetQueueAttributes(it) => ("sqs:GetQueueAttributes", at(&it.queue_url)),
            Request::SetQueueAttributes(it) => ("sqs:SetQueueAttributes", at(&it.queue_url)),
            Request::PurgeQueue(it) => ("sqs:PurgeQueue", at(&it.queue_url)),
            Request::TagQueue(it) => ("sqs:TagQueue", at(&it.queue_url)),
            Request::UntagQueue(it) => ("sqs:UntagQueue", at(&it.queue_url)),
            Request::ListQueueTags(it) => ("sqs:ListQueueTags", at(&it.queue_url)),
            Request::SendMessage(it) => ("sqs:SendMessage", at(&it.queue_url)),
            Request::SendMessageBatch(it) => ("sqs:SendMessage", at(&it.queue_url)),
            Request::ReceiveMessage(it) => ("sqs:ReceiveMessage", at(&it.queue_url)),
            Request::DeleteMessage(it) => ("sqs:DeleteMessage", at(&it.queue_url)),
            Request::DeleteMessageBatch(it) => ("sqs:DeleteMessage", at(&it.queue_url)),
            Request::ChangeMessageVisibility(it) => ("sqs:ChangeMessageVisibility", at(&it.queue_url)),
            Request::ChangeMessageVisibilityBatch(it) => ("sqs:ChangeMessageVisibility", at(&it.queue_url)),
            Request::ListDeadLetterSourceQueues(it) => ("sqs:ListDeadLetterSourceQueues", at(&it.queue_url)),
            Request::CancelMessageMoveTask(it) => {
                let source = it.task_handle.as_deref().and_then(tasks::read_handle).map(|(_, source)| source);
                ("sqs:CancelMessageMoveTask", arn(&source))
            }
            Request::ListMessageMoveTasks(it) => ("sqs:ListMessageMoveTasks", arn(&it.source_arn)),
        };
        vec![Access::new(action, resource)]
    }

    fn class(&self, request: &Request) -> Class {
        let (data_event, read_only) = match request {
            Request::ReceiveMessage(_)
            | Request::SendMessage(_)
            | Request::SendMessageBatch(_)
            | Request::DeleteMessage(_)
            | Request::DeleteMessageBatch(_)
            | Request::ChangeMessageVisibility(_)
            | Request::ChangeMessageVisibilityBatch(_) => (true, false),
            Request::GetQueueUrl(_)
            | Request::ListQueues(_)
            | Request::GetQueueAttributes(_)
            | Request::ListQueueTags(_)
            | Request::ListDeadLetterSourceQueues(_)
            | Request::ListMessageMoveTasks(_) => (false, true),
            _ => (false, false),
        };
        Class { data_event, read_only, calls_per_second_max: None }
    }

    fn throttled(&self) -> AwsError {
        errors::throttled()
    }

    fn denied(&self, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).with_status(403)
    }

    fn call(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        let who = &caller.principal;
        let response = match request {
            Request::CreateQueue(it) => Response::CreateQueue(apart(|| self.create_queue(it, ctx))?),
            Request::DeleteQueue(it) => Response::DeleteQueue(apart(|| self.delete_queue(it, ctx))?),
            Request::GetQueueUrl(it) => Response::GetQueueUrl(apart(|| self.get_queue_url(it, ctx))?),
            Request::ListQueues(it) => Response::ListQueues(apart(|| self.list_queues(it, ctx))?),
            Request::GetQueueAttributes(it) => {
                Response::GetQueueAttributes(apart(|| self.get_queue_attributes(it, ctx))?)
            }
            Request::SetQueueAttributes(it) => {
                Response::SetQueueAttributes(apart(|| self.set_queue_attributes(it, ctx))?)
            }
            Request::PurgeQueue(it) => Response::PurgeQueue(apart(|| self.purge_queue(it, ctx))?),
            Request::TagQueue(it) => Response::TagQueue(apart(|| self.tag_queue(it, ctx))?),
            Request::UntagQueue(it) => Response::UntagQueue(apart(|| self.untag_queue(it, ctx))?),
            Request::ListQueueTags(it) => Response::ListQueueTags(apart(|| self.list_queue_tags(it, ctx))?),
            Request::SendMessage(it) => Response::SendMessage(apart(|| self.send_message(who, it, ctx))?),
            Request::SendMessageBatch(it) => {
                Response::SendMessageBatch(apart(|| self.send_message_batch(who, it, ctx))?)
            }
            Request::ReceiveMessage(it) => {
                return Ok(apart(|| self.receive_message(caller, it, ctx))?.map(Response::ReceiveMessage));
            }
            Request::DeleteMessage(it) => Response::DeleteMessage(apart(|| self.delete_message(it, ctx))?),
            Request::DeleteMessageBatch(it) => {
                Response::DeleteMessageBatch(apart(|| self.delete_message_batch(it, ctx))?)
            }
            Request::ChangeMessageVisibility(it) => {
                Response::ChangeMessageVisibility(apart(|| self.change_visibility(it, ctx))?)
            }
            Request::ChangeMessageVisibilityBatch(it) => {
                Response::ChangeMessageVisibilityBatch(apart(|| self.change_visibility_batch(it, ctx))?)
            }
            Request::ListDeadLetterSourceQueues(it) => {
                Response::ListDeadLetterSourceQueues(apart(|| self.list_dead_letter_sources(it, ctx))?)
            }
            Request::StartMessageMoveTask(it) => Response::StartMessageMoveTask(apart(|| self.start_move(it, ctx))?),
            Request::CancelMessageMoveTask(it) => Response::CancelMessageMoveTask(apart(|| self.cancel_move(it, ctx))?),
            Request::ListMessageMoveTasks(it) => Response::ListMessageMoveTasks(apart(|| self.list_moves(it, ctx))?),
        };
        Ok(Reply::Now(response))
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match event {
            Event::Wake { queue, created_us } => self.wake(&queue, created_us, ctx),
            Event::Minute { queue, created_us } => self.minute(&queue, created_us, ctx),
            Event::Move { queue, created_us, task } => self.step_move(&queue, created_us, task, ctx),
        }
    }

    fn laws(&self) -> Vec<Law> {
        self.check_laws()
    }
}

/// Tags at the making of a queue need a right of their own. Source: API, CreateQueue.
fn create_access(request: &api::sqs::CreateQueue) -> Vec<Access> {
    let resource = Arn::queue(request.queue_name.as_deref().unwrap_or_default());
    let mut all = vec![Access::new("sqs:CreateQueue", resource.clone())];
    if !request.tags.is_empty() {
        all.push(Access::new("sqs:TagQueue", resource));
    }
    all
}

/// A task acts with its caller's rights. Source: guide, 'Configuring queue permissions for dead-letter queue redrive'.
fn move_access(request: &api::sqs::StartMessageMoveTask) -> Vec<Access> {
    let source = request.source_arn.clone().unwrap_or_else(|| "*".into());
    let actions = ["sqs:StartMessageMoveTask", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    let mut all: Vec<_> = actions.into_iter().map(|action| Access::new(action, source.clone())).collect();
    all.extend(request.destination_arn.iter().map(|arn| Access::new("sqs:SendMessage", arn.clone())));
    all
}
