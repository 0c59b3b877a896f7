//! What CloudWatch is told once a minute about a queue that is active: it holds a message, or was called within six hours.

use crate::limits;
use crate::state::{Queue, Sqs};
use crate::{Ctx, Event};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

const MINUTE_US: u64 = 60 * SECOND_US;

impl Sqs {
    pub(crate) fn minute(&mut self, name: &Arc<str>, created_us: u64, ctx: &mut Ctx<'_, Event>) {
        let Some(queue) = self.queues.get_mut(name).filter(|queue| queue.created.0 == created_us) else { return };
        let queue = Arc::make_mut(queue);
        let now = ctx.now();
        queue.settle(now);
        queue.measured = false;
        queue.measure("ApproximateNumberOfMessagesVisible", queue.visible_count(), ctx);
        queue.measure("ApproximateNumberOfMessagesNotVisible", queue.in_flight.len() as u64, ctx);
        queue.measure("ApproximateNumberOfMessagesDelayed", queue.delayed.len() as u64, ctx);
        if let Some(age_us) = queue.oldest_age_us(now) {
            queue.measure("ApproximateAgeOfOldestMessage", age_us / SECOND_US, ctx);
        }
        if queue.settings.fifo {
            queue.measure("ApproximateNumberOfGroupsWithInflightMessages", queue.groups_in_flight, ctx);
        }
        if !queue.messages.is_empty() || now - queue.active < limits::ACTIVE_US {
            queue.arrange_minutes(ctx);
        }
        self.attend(name, ctx);
    }
}

impl Queue {
    /// Sees to it that the end of this minute is measured.
    pub(crate) fn arrange_minutes(&mut self, ctx: &mut Ctx<'_, Event>) {
        if !self.measured {
            self.measured = true;
            // Within the minute that it is about.
            let end = (ctx.now().0 / MINUTE_US + 1) * MINUTE_US - 1;
            let end = if end <= ctx.now().0 { end + MINUTE_US } else { end };
            ctx.schedule_at(Time(end), Event::Minute { queue: self.name.clone(), created_us: self.created.0 });
        }
    }
}
