//! Deleting what was received.

use super::{Action, check_batch};
use crate::chance::Chance;
use crate::errors;
use crate::state::{Place, Queue, Sqs};
use crate::{Ctx, Event};
use api::AwsError;
use api::sqs::{DeleteMessage, DeleteMessageBatch, DeleteMessageBatchOutput, DeleteMessageOutput, Done};

impl Sqs {
    pub(crate) fn delete_message(
        &mut self,
        request: DeleteMessage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteMessageOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Delete), ctx)?;
        let mut chance = Chance::new(ctx.draw("deletes"));
        let queue = self.queue_mut(&name)?;
        queue.delete(&request.receipt_handle, &mut chance)?;
        queue.charge(0, ctx);
        queue.measure("NumberOfMessagesDeleted", 1, ctx);
        self.attend(&name, ctx);
        Ok(DeleteMessageOutput {})
    }

    pub(crate) fn delete_message_batch(
        &mut self,
        request: DeleteMessageBatch,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<DeleteMessageBatchOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Delete), ctx)?;
        let entries = request.entries.ok_or_else(|| errors::missing("Entries"))?;
        let ids = check_batch(entries.iter().map(|entry| entry.id.as_deref()), "DeleteMessageBatchRequestEntry")?;
        let mut chance = Chance::new(ctx.draw("deletes"));
        let queue = self.queue_mut(&name)?;
        let mut output = DeleteMessageBatchOutput::default();
        for (entry, id) in entries.iter().zip(ids) {
            match queue.delete(&entry.receipt_handle, &mut chance) {
                Ok(()) => output.successful.push(Done { id }),
                Err(error) => output.failed.push(errors::in_batch(&id, &error)),
            }
        }
        queue.charge(0, ctx);
        if !output.successful.is_empty() {
            queue.measure("NumberOfMessagesDeleted", output.successful.len() as u64, ctx);
        }
        self.attend(&name, ctx);
        Ok(output)
    }
}

impl Queue {
    /// Deletes what a handle names. An old handle deletes nothing: in a standard queue that is a success all the same, in
    /// a FIFO queue an error, as is a handle whose time is over.
    fn delete(&mut self, handle: &str, chance: &mut Chance) -> Result<(), AwsError> {
        if handle.is_empty() {
            return Err(errors::missing("ReceiptHandle"));
        }
        let (number, receive) = self.receipt(handle).ok_or_else(|| errors::invalid_handle(handle))?;
        let Some(slot) = self.messages.get(&number) else { return Ok(()) };
        let is_last = slot.receipts == receive;
        let in_flight = matches!(slot.place, Place::InFlight { .. });
        if self.settings.fifo && !(is_last && in_flight) {
            return Err(errors::expired_handle(handle));
        }
        if !is_last {
            return Ok(());
        }
        // A machine that was away keeps its copy, which is seen again when its time of hiding is over.
        if !self.settings.fifo && in_flight && chance.one_in(self.copy_one_in) {
            self.counts.duplicated += 1;
            return Ok(());
        }
        self.remove(number);
        self.counts.deleted += 1;
        Ok(())
    }
}
