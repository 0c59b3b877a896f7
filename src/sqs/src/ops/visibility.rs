//! Hiding a received message for longer, or for less.

use super::{Action, check_batch};
use crate::errors::{self, invalid_value};
use crate::limits;
use crate::state::{Place, Queue, Sqs};
use crate::{Ctx, Event};
use api::AwsError;
use api::sqs::{
    ChangeMessageVisibility, ChangeMessageVisibilityBatch, ChangeMessageVisibilityBatchOutput,
    ChangeMessageVisibilityOutput, Done,
};
use sim::Time;
use sim::time::SECOND_US;

impl Sqs {
    pub(crate) fn change_visibility(
        &mut self,
        request: ChangeMessageVisibility,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ChangeMessageVisibilityOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Visibility), ctx)?;
        if request.receipt_handle.is_empty() {
            return Err(errors::missing("ReceiptHandle"));
        }
        let reason = "Must be between 0 and 43200.";
        let seconds = seconds(request.visibility_timeout, "VisibilityTimeout", reason)?;
        let now = ctx.now();
        let queue = self.queue_mut(&name)?;
        queue.change_visibility(&request.receipt_handle, seconds, now)?;
        queue.charge(0, ctx);
        self.attend(&name, ctx);
        Ok(ChangeMessageVisibilityOutput {})
    }

    pub(crate) fn change_visibility_batch(
        &mut self,
        request: ChangeMessageVisibilityBatch,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ChangeMessageVisibilityBatchOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Visibility), ctx)?;
        let entries = request.entries.ok_or_else(|| errors::missing("Entries"))?;
        let what = "ChangeMessageVisibilityBatchRequestEntry";
        let ids = check_batch(entries.iter().map(|entry| entry.id.as_deref()), what)?;
        let now = ctx.now();
        let queue = self.queue_mut(&name)?;
        let mut output = ChangeMessageVisibilityBatchOutput::default();
        for (index, (entry, id)) in entries.iter().zip(ids).enumerate() {
            let member = format!("{what}.{}.VisibilityTimeout", index + 1);
            let reason = "VisibilityTimeout must be an integer between 0 and 43200.";
            let changed = match entry.receipt_handle.is_empty() {
                true => Err(errors::missing("ReceiptHandle")),
                false => seconds(entry.visibility_timeout, &member, reason)
                    .and_then(|seconds| queue.change_visibility(&entry.receipt_handle, seconds, now)),
            };
            match changed {
                Ok(()) => output.successful.push(Done { id }),
                Err(error) => output.failed.push(errors::in_batch(&id, &error)),
            }
        }
        queue.charge(0, ctx);
        self.attend(&name, ctx);
        Ok(output)
    }
}

impl Queue {
    /// Hides a message for `seconds` from now; at most 12 hours from its receive on. The queue's own time holds again at
    /// the next receive.
    fn change_visibility(&mut self, handle: &str, seconds: u64, now: Time) -> Result<(), AwsError> {
        let (number, receive) = self.receipt(handle).ok_or_else(|| errors::invalid_handle(handle))?;
        let slot = self.messages.get(&number).filter(|slot| slot.receipts == receive);
        let Some(slot) = slot else {
            let reason = "Message does not exist or is not available for visibility timeout change.";
            return Err(invalid_value(handle, "ReceiptHandle", reason));
        };
        let Place::InFlight { received_us, .. } = slot.place else {
            // So the real service has answered, and nothing more is known.
            if !self.settings.fifo {
                return Ok(());
            }
            return Err(AwsError::new("MessageNotInflight", "The specified message isn't in flight."));
        };
        let hidden_us = now.0 - received_us + seconds * SECOND_US;
        if hidden_us > limits::VISIBILITY_S_MAX * SECOND_US {
            let reason = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
            return Err(invalid_value(&seconds.to_string(), "VisibilityTimeout", reason));
        }
        self.hide_until(number, now + seconds * SECOND_US, now);
        Ok(())
    }
}

fn seconds(value: Option<i64>, member: &str, reason: &str) -> Result<u64, AwsError> {
    let value = value.ok_or_else(|| errors::missing(member))?;
    let fits = u64::try_from(value).ok().filter(|value| *value <= limits::VISIBILITY_S_MAX);
    fits.ok_or_else(|| invalid_value(&value.to_string(), "VisibilityTimeout", reason))
}
