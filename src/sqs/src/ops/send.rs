//! Sending: checks, deduplication, and a place in the queue.

use super::{Action, check_batch};
use crate::chance::{Chance, uuid_text};
use crate::check;
use crate::digest::{md5_of_attributes, md5_of_body, sha256_of_body};
use crate::errors::{self, invalid};
use crate::limits;
use crate::memory::{Memory, Remembered};
use crate::state::{Place, Queue, Sent, Slot, Sqs};
use crate::{Ctx, Event};
use api::sqs::{self, SendMessage, SendMessageBatch, SendMessageBatchOutput, SendMessageEntry, SendMessageOutput};
use api::{AwsError, Principal};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Sqs {
    pub(crate) fn send_message(
        &mut self,
        principal: &Principal,
        request: SendMessage,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<SendMessageOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Send), ctx)?;
        let entry = SendMessageEntry {
            id: None,
            message_body: request.message_body,
            delay_seconds: request.delay_seconds,
            message_attributes: request.message_attributes,
            message_system_attributes: request.message_system_attributes,
            message_deduplication_id: request.message_deduplication_id,
            message_group_id: request.message_group_id,
        };
        let mut chance = Chance::new(ctx.draw("messages"));
        let queue = self.queue_mut(&name)?;
        check::message(&entry, "MessageBody", &queue.settings)?;
        queue.charge(check::size(&entry), ctx);
        let output = queue.take_in(entry, &sender(principal), &mut chance, ctx);
        self.attend(&name, ctx);
        Ok(output)
    }

    pub(crate) fn send_message_batch(
        &mut self,
        principal: &Principal,
        request: SendMessageBatch,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<SendMessageBatchOutput, AwsError> {
        let name = self.enter(&request.queue_url, Some(Action::Send), ctx)?;
        let entries = request.entries.ok_or_else(|| errors::missing("Entries"))?;
        let ids = check_batch(entries.iter().map(|entry| entry.id.as_deref()), "SendMessageBatchRequestEntry")?;
        let bytes: u64 = entries.iter().map(check::size).sum();
        let max = limits::MESSAGE_BYTES_MAX;
        if bytes > max {
            let message = format!("Batch requests cannot be longer than {max} bytes. You have sent {bytes} bytes.");
            return Err(AwsError::new("BatchRequestTooLong", message));
        }
        let mut chance = Chance::new(ctx.draw("messages"));
        let queue = self.queue_mut(&name)?;
        let member = |index: usize| format!("SendMessageBatchRequestEntry.{}.MessageBody", index + 1);
        if let Some(error) = entries.iter().find_map(|entry| check::order(entry, &queue.settings).err()) {
            return Err(invalid(error.message));
        }
        let checked: Vec<_> = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| check::message(entry, &member(index), &queue.settings))
            .collect();
        queue.charge(bytes, ctx);
        let (mut output, sender) = (SendMessageBatchOutput::default(), sender(principal));
        for ((entry, id), checked) in entries.into_iter().zip(ids).zip(checked) {
            match checked {
                Ok(()) => {
                    let sent = queue.take_in(entry, &sender, &mut chance, ctx);
                    output.successful.push(sqs::Sent { id, output: sent });
                }
                Err(error) => output.failed.push(errors::in_batch(&id, &error)),
            }
        }
        self.attend(&name, ctx);
        Ok(output)
    }
}

impl Queue {
    /// Takes a sound message in; or only says so, if it was sent within the last five minutes.
    fn take_in(
        &mut self,
        entry: SendMessageEntry,
        sender: &Arc<str>,
        chance: &mut Chance,
        ctx: &mut Ctx<'_, Event>,
    ) -> SendMessageOutput {
        let now = ctx.now();
        let id = chance.uuid();
        let bytes = check::size(&entry);
        let mut output = SendMessageOutput {
            md5_of_message_body: md5_of_body(entry.message_body.as_bytes()),
            md5_of_message_attributes: md5_of_attributes(&entry.message_attributes),
            md5_of_message_system_attributes: md5_of_attributes(&entry.message_system_attributes),
            message_id: uuid_text(id),
            sequence_number: None,
        };
        let by_content = || sha256_of_body(entry.message_body.as_bytes());
        let deduplication_id =
            self.settings.fifo.then(|| entry.message_deduplication_id.clone().unwrap_or_else(by_content));
        let group = entry.message_group_id.as_deref().filter(|_| self.settings.scope_is_group);
        let key = deduplication_id.as_deref().map(|id| Memory::message_key(group, id));
        if let Some(Remembered::Message(id, sequence)) = key.as_ref().and_then(|key| self.memory.get(key)) {
            output.message_id = uuid_text(*id);
            output.sequence_number = Some(sequence.to_string());
            self.counts.deduplicated += 1;
            self.measure("NumberOfDeduplicatedSentMessages", 1, ctx);
            return output;
        }
        let slot = self.slot(entry, sender, id, deduplication_id, &output.md5_of_message_body, now);
        let number = self.admit(slot);
        if let Some(key) = key {
            let sequence = Self::sequence(number);
            self.memory.put(key, Remembered::Message(id, sequence), now);
            output.sequence_number = Some(sequence.to_string());
        }
        self.counts.sent += 1;
        self.measure("NumberOfMessagesSent", 1, ctx);
        self.measure("SentMessageSize", bytes, ctx);
        output
    }

    fn slot(
        &self,
        entry: SendMessageEntry,
        sender: &Arc<str>,
        id: u128,
        deduplication_id: Option<String>,
        md5_of_body: &str,
        now: Time,
    ) -> Slot {
        let delay_us = entry.delay_seconds.map_or(self.settings.delay_s, |seconds| seconds as u64) * SECOND_US;
        let place = match (self.settings.fifo, delay_us) {
            (true, _) if self.settings.delay_s > 0 => Place::Delayed { key_us: now.0 },
            (false, delay_us) if delay_us > 0 => Place::Delayed { key_us: now.0 + delay_us },
            _ => Place::Visible,
        };
        let trace_header = entry.message_system_attributes.into_values().next().and_then(|value| value.string_value);
        let sent = Sent {
            sender: sender.clone(),
            at: self.date(now),
            body: entry.message_body,
            md5_of_body: md5_of_body.into(),
            attributes: Arc::new(entry.message_attributes),
            trace_header,
            group: entry.message_group_id.map(Arc::from),
        };
        Slot {
            sent: Arc::new(sent),
            id,
            place,
            rank: 0,
            enqueued_us: now.0,
            since_us: now.0,
            receives: 0,
            receipts: 0,
            first_received: None,
            deduplication_id: deduplication_id.map(Arc::from),
            sequence: None,
            dead_from: None,
        }
    }
}

/// The sender's unique id; made from the name, as IAM's ids are IAM's to know.
fn sender(principal: &Principal) -> Arc<str> {
    match principal {
        Principal::User(name) => format!("{:0<22}", format!("AIDA{}", name.to_ascii_uppercase())).into(),
        Principal::Role { name, session } => {
            format!("{:0<22}:{session}", format!("AROA{}", name.to_ascii_uppercase())).into()
        }
    }
}
