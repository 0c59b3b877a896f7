//! Dead letters: messages that were received too often, and the queues that they come from.

use super::page;
use crate::chance::uuid_text;
use crate::state::{Place, Slot, Sqs};
use crate::{Ctx, Event};
use api::AwsError;
use api::sqs::{ListDeadLetterSourceQueues, ListDeadLetterSourceQueuesOutput};
use service::Note;
use std::sync::Arc;

impl Sqs {
    pub(crate) fn list_dead_letter_sources(
        &mut self,
        request: ListDeadLetterSourceQueues,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<ListDeadLetterSourceQueuesOutput, AwsError> {
        let name = self.enter(&request.queue_url, None, ctx)?;
        let (queue_urls, next_token) =
            page(self.sources_of(&name), request.next_token.as_deref(), request.max_results)?;
        self.queue_mut(&name)?.charge(0, ctx);
        Ok(ListDeadLetterSourceQueuesOutput { queue_urls, next_token })
    }

    /// The queues whose dead letters go to this one, by name.
    pub(crate) fn sources_of(&self, target: &str) -> impl Iterator<Item = Arc<str>> {
        let queues = self.queues.values();
        let into = queues
            .filter(move |queue| queue.settings.redrive.as_ref().is_some_and(|redrive| *redrive.target == *target));
        into.map(|queue| queue.name.clone())
    }

    /// Puts messages that `from` has given up into `target`. In a standard queue their retention goes on, in a FIFO queue
    /// it begins anew; they keep their ids and count no send.
    pub(super) fn bury(&mut self, from: &Arc<str>, target: &Arc<str>, dead: Vec<Arc<Slot>>, ctx: &mut Ctx<'_, Event>) {
        let now = ctx.now();
        let note = Note::warning("sqs-dead-lettered").with("queue", from).with("messages", dead.len());
        ctx.note(note.with("target", target));
        let Ok(queue) = self.queue_mut(target) else { return };
        let fifo = queue.settings.fifo;
        for slot in dead {
            let mut slot = Arc::unwrap_or_clone(slot);
            slot.place = Place::Visible;
            slot.since_us = now.0;
            slot.receipts = 0;
            slot.dead_from = Some(from.clone());
            if fifo {
                slot.enqueued_us = now.0;
                slot.deduplication_id = Some(uuid_text(slot.id).into());
            }
            queue.admit(slot);
            queue.counts.moved_in += 1;
        }
    }
}
