//! Move tasks: messages of a dead-letter queue return to where they came from, or go elsewhere, at a steady rate.

use super::{charge, name_in_arn};
use crate::chance::{Chance, uuid_text};
use crate::errors::{invalid, missing, not_found};
use crate::limits;
use crate::state::{Place, Queue, Sent, Slot, Sqs};
use crate::tasks::{Status, Task, read_handle, write_handle};
use crate::{Ctx, Event};
use api::sqs::{
    CancelMessageMoveTask, CancelMessageMoveTaskOutput, ListMessageMoveTasks, ListMessageMoveTasksOutput, MoveTask,
    StartMessageMoveTask, StartMessageMoveTaskOutput,
};
use api::{Arn, AwsError};
use service::Note;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Sqs {
    pub(crate) fn start_move(
        &mut self,
        request: StartMessageMoveTask,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<StartMessageMoveTaskOutput, AwsError> {
        let source = self.by_arn(request.source_arn.as_deref(), "SourceArn")?;
        if self.sources_of(&source).next().is_none() {
            return Err(invalid("Source queue must be configured as a Dead Letter Queue."));
        }
        let destination = match request.destination_arn.as_deref() {
            Some(arn) => Some(self.by_arn(Some(arn), "DestinationArn")?),
            None => None,
        };
        if destination.as_ref() == Some(&source) {
            return Err(invalid("Source queue arn and destination queue arn cannot be the same."));
        }
        if let Some(rate) = request.max_number_of_messages_per_second
            && !(1..=limits::MOVE_PER_S_MAX).contains(&rate)
        {
            return Err(invalid(
                "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's \
                 between 1 and 500.",
            ));
        }
        let is_fifo = |name: &Arc<str>| self.queues.get(name).is_some_and(|queue| queue.settings.fifo);
        if destination.as_ref().is_some_and(|destination| is_fifo(destination) != is_fifo(&source)) {
            return Err(invalid("The source queue and destination queue must be of the same queue type."));
        }
        let now = ctx.now();
        if self.queue_mut(&source)?.tasks.iter().any(|task| task.status.is_active()) {
            return Err(invalid(
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            ));
        }
        let id = Chance::new(ctx.draw("tasks")).uuid();
        let queue = self.queue_mut(&source)?;
        queue.settle(now);
        queue.tasks.insert(
            0,
            Task {
                id,
                destination,
                per_s_max: request.max_number_of_messages_per_second,
                status: Status::Running,
                moved: 0,
                to_move: queue.visible_count(),
                failure: None,
                started: now,
            },
        );
        queue.tasks.truncate(limits::MOVE_TASKS_MAX);
        queue.charge(0, ctx);
        let created_us = queue.created.0;
        ctx.schedule(limits::MOVE_STEP_US, Event::Move { queue: source.clone(), created_us, task: id });
        Ok(StartMessageMoveTaskOutput { task_handle: write_handle(&uuid_text(id), &Arn::queue(&source)) })
    }

    pub(crate) fn cancel_move(
        &mut self,
        request: CancelMessageMoveTask,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CancelMessageMoveTaskOutput, AwsError> {
        let handle = request.task_handle.ok_or_else(|| missing("TaskHandle"))?;
        if handle.is_empty() {
            return Err(invalid("The TaskHandle parameter is required."));
        }
        let (id, arn) = read_handle(&handle).ok_or_else(|| invalid("Value for parameter TaskHandle is invalid."))?;
        let source = self.by_arn(Some(&arn), "SourceArn")?;
        let queue = self.queue_mut(&source)?;
        let task = queue.tasks.iter_mut().find(|task| uuid_text(task.id) == id);
        let task = task.ok_or_else(|| not_found("Task does not exist."))?;
        if task.status != Status::Running {
            return Err(invalid(format!("A task in status {} cannot be cancelled.", task.status.name())));
        }
        task.status = Status::Cancelling;
        let moved = task.moved;
        queue.charge(0, ctx);
        Ok(CancelMessageMoveTaskOutput { approximate_number_of_messages_moved: moved })
    }

    pub(crate) fn list_moves(
        &self,
        request: ListMessageMoveTasks,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListMessageMoveTasksOutput, AwsError> {
        let source = self.by_arn(request.source_arn.as_deref(), "SourceArn")?;
        let most = request.max_results.unwrap_or(1);
        if !(1..=limits::MOVE_TASKS_MAX as i64).contains(&most) {
            return Err(invalid(
                "Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10.",
            ));
        }
        let Some(queue) = self.queues.get(&source) else { return Ok(ListMessageMoveTasksOutput::default()) };
        charge(queue.settings.fifo, 0, ctx);
        let results = queue.tasks.iter().take(most as usize).map(|task| queue.describe(task)).collect();
        Ok(ListMessageMoveTasksOutput { results })
    }

    /// Moves what is due of a task.
    pub(crate) fn step_move(&mut self, name: &Arc<str>, created_us: u64, id: u128, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let Some(queue) = self.queues.get_mut(name).filter(|queue| queue.created.0 == created_us) else { return };
        let queue = Arc::make_mut(queue);
        queue.settle(now);
        let Some(at) = queue.tasks.iter().position(|task| task.id == id && task.status.is_active()) else { return };
        let Some(mut task) = queue.tasks.get(at).cloned() else { return };
        let mut touched = vec![name.clone()];
        if task.status == Status::Cancelling {
            task.status = Status::Cancelled;
        } else {
            let rate = task.per_s_max.map_or(limits::MOVE_PER_S_DEFAULT, |rate| rate as u64);
            let due = (now - task.started).saturating_mul(rate) / SECOND_US;
            while task.status == Status::Running && task.moved < due {
                self.move_one(name, &mut task, &mut touched, ctx);
            }
            let left = self.queues.get(name).is_some_and(|queue| queue.first_visible().is_some());
            if task.status == Status::Running && !left {
                task.status = Status::Completed;
            }
        }
        if task.status.is_active() {
            ctx.schedule(limits::MOVE_STEP_US, Event::Move { queue: name.clone(), created_us, task: id });
        } else {
            let note =
                if task.status == Status::Failed { Note::error("sqs-move-failed") } else { Note::info("sqs-moved") };
            let note = note.with("queue", name).with("messages", task.moved);
            ctx.note(if let Some(reason) = task.failure { note.with("reason", reason) } else { note });
        }
        if let Some(slot) = self.queue_mut(name).ok().and_then(|queue| queue.tasks.get_mut(at)) {
            *slot = task;
        }
        touched.dedup();
        touched.iter().for_each(|name| self.attend(name, ctx));
    }

    /// Moves the first message, if there is one that may be moved.
    fn move_one(&mut self, name: &Arc<str>, task: &mut Task, touched: &mut Vec<Arc<str>>, ctx: &mut Ctx<'_, Event>) {
        let Ok(queue) = self.queue_mut(name) else { return };
        let Some(number) = queue.first_visible() else {
            task.status = Status::Completed;
            return;
        };
        let from = queue.messages.get(&number).and_then(|slot| slot.dead_from.clone());
        let Some(target) = task.destination.clone().or(from) else {
            (task.status, task.failure) = (Status::Failed, Some("CouldNotDetermineMessageSource"));
            return;
        };
        if !self.queues.contains_key(&target) {
            (task.status, task.failure) = (Status::Failed, Some("AWS.SimpleQueueService.NonExistentQueue"));
            return;
        }
        let id = Chance::new(ctx.draw("tasks")).uuid();
        let Some(slot) = self.queue_mut(name).ok().and_then(|queue| queue.move_out(number)) else { return };
        if let Ok(queue) = self.queue_mut(&target) {
            queue.move_in(Arc::unwrap_or_clone(slot), id, ctx);
        }
        task.moved += 1;
        if touched.last() != Some(&target) {
            touched.push(target);
        }
    }

    /// The queue that a parameter's ARN names.
    fn by_arn(&self, arn: Option<&str>, parameter: &str) -> Result<Arc<str>, AwsError> {
        let arn = arn.ok_or_else(|| missing(parameter))?;
        let name = name_in_arn(arn).ok_or_else(|| {
            let format = "arn:<partition>:<service>:<region>:<account-id>:<resource-id>";
            invalid(format!("You must use this format to specify the {parameter}: {format}"))
        })?;
        let found = self.queues.get_key_value(name).filter(|_| Arn::queue(name) == arn);
        let missing =
            || not_found(&format!("The resource that you specified for the {parameter} parameter doesn't exist."));
        found.map(|(name, _)| name.clone()).ok_or_else(missing)
    }
}

impl Queue {
    pub(crate) fn describe(&self, task: &Task) -> MoveTask {
        let arn = Arn::queue(&self.name);
        MoveTask {
            task_handle: (task.status == Status::Running).then(|| write_handle(&uuid_text(task.id), &arn)),
            status: task.status.name().into(),
            source_arn: arn,
            destination_arn: task.destination.as_ref().map(|name| Arn::queue(name)),
            max_number_of_messages_per_second: task.per_s_max,
            approximate_number_of_messages_moved: task.moved,
            approximate_number_of_messages_to_move: Some(task.to_move),
            failure_reason: task.failure.map(str::to_owned),
            started_timestamp: self.date(task.started).0,
        }
    }

    /// The message that a task moves next.
    fn first_visible(&self) -> Option<u64> {
        if self.settings.fifo {
            return self.ready.keys().next().map(|(first, _)| *first);
        }
        let firsts = (0..limits::SERVERS).filter_map(|server| {
            self.visible.range((server, 0)..=(server, u64::MAX)).next().map(|(key, number)| (key.1, *number))
        });
        firsts.min().map(|(_, number)| number)
    }

    fn move_out(&mut self, number: u64) -> Option<Arc<Slot>> {
        let slot = self.remove(number)?;
        self.counts.moved_out += 1;
        Some(slot)
    }

    /// Takes a moved message in: a new one, with a new id, date and retention.
    fn move_in(&mut self, slot: Slot, id: u128, ctx: &Ctx<'_, Event>) {
        let now = ctx.now();
        let fifo = self.settings.fifo;
        let sent = Arc::new(Sent { at: self.date(now), ..(*slot.sent).clone() });
        self.admit(Slot {
            sent,
            id,
            place: Place::Visible,
            enqueued_us: now.0,
            since_us: now.0,
            receives: 0,
            receipts: 0,
            first_received: None,
            deduplication_id: fifo.then(|| uuid_text(id).into()),
            dead_from: None,
            ..slot
        });
        self.counts.moved_in += 1;
    }
}
