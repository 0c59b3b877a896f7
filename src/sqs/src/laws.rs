//! What is always true of the queues. [`Sqs::laws`](service::Service::laws) costs O(queues); [`Queue::audit`] looks at
//! every message and is for tests.

use crate::limits;
use crate::state::{Place, Queue, Sqs};
use service::Law;

impl Sqs {
    pub(crate) fn check_laws(&self) -> Vec<Law> {
        let find = |breach: fn(&Queue) -> Option<String>| {
            self.queues.values().find_map(|queue| breach(queue).map(|breach| format!("'{}': {breach}", queue.name)))
        };
        vec![
            Law::new(
                "SQS-1",
                "sent + moved in = visible + in flight + delayed + deleted + dead + moved out + expired + purged",
                find(breach_of_sum),
            ),
            Law::new(
                "SQS-2",
                "a message is in exactly one of visible, in flight, delayed, deleted, dead",
                find(breach_of_places),
            ),
            Law::new("SQS-3", "no more messages are in flight than 120,000", find(breach_of_limit)),
            Law::new("SQS-4", "a FIFO group never overtakes: its messages are given in order", find(breach_of_order)),
        ]
    }
}

fn breach_of_sum(queue: &Queue) -> Option<String> {
    let counts = &queue.counts;
    let came = counts.sent + counts.moved_in;
    let here = queue.messages.len() as u64;
    let gone = counts.deleted + counts.dead + counts.moved_out + counts.expired + counts.purged;
    (came != here + gone).then(|| format!("{came} came, {here} are here, {gone} are gone"))
}

fn breach_of_places(queue: &Queue) -> Option<String> {
    let all = queue.messages.len();
    let hidden = queue.in_flight.len() + queue.delayed.len();
    let (visible, by_age) = (queue.visible.len(), queue.oldest.len());
    if hidden > all || by_age != all {
        return Some(format!("{all} messages, {hidden} of them hidden, {by_age} by age"));
    }
    match queue.settings.fifo {
        false if visible + hidden != all => Some(format!("{all} messages, {visible} visible, {hidden} hidden")),
        true if queue.members.len() != all || visible > 0 => {
            Some(format!("{all} messages, {} in groups, {visible} visible outside", queue.members.len()))
        }
        _ => None,
    }
}

fn breach_of_limit(queue: &Queue) -> Option<String> {
    let in_flight = queue.in_flight.len() as u64;
    (in_flight > limits::IN_FLIGHT_MAX).then(|| format!("{in_flight} are in flight"))
}

fn breach_of_order(queue: &Queue) -> Option<String> {
    let overtaken = queue.counts.overtaken;
    (overtaken > 0).then(|| format!("{overtaken} messages were given before an older one of their group"))
}

impl Queue {
    /// The first message or group whose indices disagree with what it says itself. Looks at all of them.
    pub fn audit(&self) -> Option<String> {
        for (number, slot) in &self.messages {
            let listed = [
                self.visible.contains_key(&self.turn(*number, slot)),
                self.in_flight.keys().any(|key| key.1 == *number),
                self.delayed.keys().any(|key| key.1 == *number),
            ];
            let place = match slot.place {
                Place::Visible => [!self.settings.fifo, false, false],
                Place::InFlight { until_us, .. } => [false, self.in_flight.contains_key(&(until_us, *number)), false],
                Place::Delayed { key_us } => [false, false, self.delayed.contains_key(&(key_us, *number))],
            };
            if listed != place {
                return Some(format!("message {number} is {:?}, and listed as {listed:?}", slot.place));
            }
            let young = self.settings.fifo || slot.receipts < limits::POISON_RECEIVES;
            if self.ages.contains_key(&(slot.since_us, *number)) != young {
                return Some(format!("message {number} with {} receives counts wrongly for the age", slot.receipts));
            }
        }
        self.groups.iter().find_map(|(name, group)| {
            let members: Vec<_> = self.members.range((group.number, 0)..=(group.number, u64::MAX)).collect();
            let slots: Vec<_> = members.iter().filter_map(|(_, number)| self.messages.get(number)).collect();
            let in_flight = slots.iter().filter(|slot| matches!(slot.place, Place::InFlight { .. })).count();
            let free = in_flight == 0 && slots.first().is_some_and(|slot| slot.place == Place::Visible);
            let ready = members.first().map(|(_, number)| **number).filter(|_| free);
            let listed = ready.is_none_or(|first| self.ready.contains_key(&(first, group.number)));
            let sound = !members.is_empty()
                && slots.len() == members.len()
                && slots.iter().all(|slot| slot.sent.group.as_ref() == Some(name))
                && group.in_flight as usize == in_flight
                && group.ready == ready
                && listed;
            (!sound).then(|| format!("group '{name}' is {group:?} with {in_flight} in flight and {ready:?} first"))
        })
    }
}
