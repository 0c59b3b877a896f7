//! How messages move inside one queue. Each function keeps all indices of [`Queue`] in step; each costs O(log messages)
//! for a message that it moves, and looks at no other.

use crate::limits;
use crate::state::{Group, Place, Queue, Slot};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

impl Queue {
    /// Takes a message in and numbers it. Its rank, its group's order and its retention follow from that.
    pub(crate) fn admit(&mut self, mut slot: Slot) -> u64 {
        let number = self.take_number();
        slot.rank = number;
        if self.settings.fifo {
            slot.sequence = Some(Self::sequence(number));
        }
        self.oldest.insert((slot.enqueued_us, number), number);
        self.ages.insert((slot.since_us, number), number);
        if let Some(name) = self.group_of(&slot) {
            let group = match self.groups.get(&name) {
                Some(group) => group.number,
                None => {
                    self.groups.insert(name, Group { number, in_flight: 0, ready: None });
                    number
                }
            };
            self.members.insert((group, number), number);
        }
        self.arrivals.push_back((number, slot.id, slot.since_us));
        if self.arrivals.len() > limits::ARRIVALS_MAX {
            self.arrivals.pop_front();
        }
        self.put_back(number, Arc::new(slot));
        number
    }

    /// Takes a message out for good.
    pub(crate) fn remove(&mut self, number: u64) -> Option<Arc<Slot>> {
        let slot = self.messages.remove(&number)?;
        self.leave(number, &slot);
        self.oldest.remove(&(slot.enqueued_us, number));
        self.ages.remove(&(slot.since_us, number));
        if let Some(name) = self.group_of(&slot) {
            if let Some(group) = self.groups.get(&name) {
                self.members.remove(&(group.number, number));
            }
            self.refresh(&name);
        }
        Some(slot)
    }

    /// A receiver gets it: it is hidden for `visibility_us`, which may be nothing.
    pub(crate) fn receive(&mut self, number: u64, visibility_us: u64, now: Time) {
        let first = self.date(now);
        let poison = !self.settings.fifo;
        let mut since = None;
        let back = self.next + 1;
        self.change(number, |slot| {
            slot.receives += 1;
            slot.receipts += 1;
            slot.first_received.get_or_insert(first);
            if poison && slot.receipts >= limits::POISON_RECEIVES {
                since = Some(slot.since_us);
                slot.rank = back;
            }
            if visibility_us > 0 {
                slot.place = Place::InFlight { until_us: now.0 + visibility_us, received_us: now.0 };
            }
        });
        self.counts.received += 1;
        if let Some(since_us) = since {
            self.next = back;
            self.ages.remove(&(since_us, number));
        }
    }

    /// It becomes visible at another time than it would; at once, if that is now.
    pub(crate) fn hide_until(&mut self, number: u64, until: Time, now: Time) {
        self.change(number, |slot| {
            let Place::InFlight { received_us, .. } = slot.place else { return };
            slot.place = if until <= now { Place::Visible } else { Place::InFlight { until_us: until.0, received_us } };
        });
    }

    /// Lets everything happen that is due: retention, delays, visibility. Gives how many messages have expired.
    pub(crate) fn settle(&mut self, now: Time) -> u64 {
        let mut expired = 0;
        while let Some(number) = due(self.oldest.get_min(), self.retention_us(), now) {
            self.remove(number);
            expired += 1;
        }
        self.counts.expired += expired;
        while let Some(number) = due(self.in_flight.get_min(), 0, now) {
            self.change(number, |slot| slot.place = Place::Visible);
        }
        while let Some(number) = due(self.delayed.get_min(), self.delay_behind_key_us(), now) {
            self.change(number, |slot| slot.place = Place::Visible);
        }
        self.memory.forget(now);
        expired
    }

    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<Time> {
        let at = |entry: Option<&((u64, u64), u64)>, more: u64| entry.map(|((key, _), _)| key.saturating_add(more));
        let step = limits::EXPIRY_STEP_US;
        let expiry = at(self.oldest.get_min(), self.retention_us()).map(|at| at.div_ceil(step) * step);
        let mut all = vec![expiry, at(self.in_flight.get_min(), 0)];
        all.push(at(self.delayed.get_min(), self.delay_behind_key_us()));
        all.push(self.waiting.iter().map(|waiter| waiter.until.0).min());
        all.push(self.purge.map(|(at, _)| at.0));
        all.into_iter().flatten().min().map(Time)
    }

    /// Deletes the messages below a number. Costs as much as messages stay.
    pub(crate) fn purge_below(&mut self, number: u64) -> u64 {
        let before = self.messages.len();
        let stay: Vec<_> = self.messages.range(number..).map(|(number, slot)| (*number, slot.clone())).collect();
        let groups: Vec<_> = stay.iter().filter_map(|(_, slot)| self.group_of(slot)).collect();
        let kept = groups.iter().filter_map(|name| Some((name.clone(), self.groups.get(name)?.number)));
        let numbers: imbl::OrdMap<Arc<str>, Group> =
            kept.map(|(name, number)| (name, Group { number, in_flight: 0, ready: None })).collect();
        self.messages = imbl::OrdMap::new();
        let indices = [&mut self.in_flight, &mut self.delayed, &mut self.visible, &mut self.oldest, &mut self.ages];
        indices.into_iter().chain([&mut self.members, &mut self.ready]).for_each(|index| *index = Default::default());
        (self.groups, self.groups_in_flight) = (numbers, 0);
        for (number, slot) in stay {
            self.oldest.insert((slot.enqueued_us, number), number);
            if self.settings.fifo || slot.receipts < limits::POISON_RECEIVES {
                self.ages.insert((slot.since_us, number), number);
            }
            if let Some(group) = self.group_of(&slot).and_then(|name| self.groups.get(&name)) {
                self.members.insert((group.number, number), number);
            }
            self.put_back(number, slot);
        }
        let purged = (before - self.messages.len()) as u64;
        self.counts.purged += purged;
        purged
    }

    /// Messages that anybody may receive, those behind a blocked first of their group included.
    pub(crate) fn visible_count(&self) -> u64 {
        (self.messages.len() - self.in_flight.len() - self.delayed.len()) as u64
    }

    /// Whether a receive would give something.
    pub(crate) fn has_receivable(&self) -> bool {
        let some = if self.settings.fifo { !self.ready.is_empty() } else { !self.visible.is_empty() };
        some && (self.in_flight.len() as u64) < limits::IN_FLIGHT_MAX
    }

    /// The name of a message's group, in a FIFO queue: a standard queue's groups order nothing.
    pub(crate) fn group_of(&self, slot: &Slot) -> Option<Arc<str>> {
        slot.sent.group.clone().filter(|_| self.settings.fifo)
    }

    fn retention_us(&self) -> u64 {
        self.settings.retention_s * SECOND_US
    }

    /// A FIFO queue's delay holds for all its messages, whenever it was set; a standard one's stands in the key.
    fn delay_behind_key_us(&self) -> u64 {
        if self.settings.fifo { self.settings.delay_s * SECOND_US } else { 0 }
    }

    fn change(&mut self, number: u64, edit: impl FnOnce(&mut Slot)) {
        let Some(mut slot) = self.messages.remove(&number) else { return };
        self.leave(number, &slot);
        edit(Arc::make_mut(&mut slot));
        self.put_back(number, slot);
    }

    fn put_back(&mut self, number: u64, slot: Arc<Slot>) {
        let group = self.group_of(&slot);
        match slot.place {
            Place::Visible if !self.settings.fifo => {
                self.visible.insert(self.turn(number, &slot), number);
            }
            Place::Visible => {}
            Place::Delayed { key_us } => {
                self.delayed.insert((key_us, number), number);
            }
            Place::InFlight { until_us, .. } => {
                self.in_flight.insert((until_us, number), number);
                self.count_in_flight(group.as_ref(), 1);
            }
        }
        self.messages.insert(number, slot);
        if let Some(name) = &group {
            self.refresh(name);
        }
    }

    fn leave(&mut self, number: u64, slot: &Slot) {
        match slot.place {
            Place::Visible => {
                self.visible.remove(&self.turn(number, slot));
            }
            Place::Delayed { key_us } => {
                self.delayed.remove(&(key_us, number));
            }
            Place::InFlight { until_us, .. } => {
                self.in_flight.remove(&(until_us, number));
                self.count_in_flight(self.group_of(slot).as_ref(), -1);
            }
        }
    }

    fn count_in_flight(&mut self, group: Option<&Arc<str>>, change: i32) {
        let Some(group) = group.and_then(|name| self.groups.get_mut(name)) else { return };
        let before = group.in_flight;
        group.in_flight = before.saturating_add_signed(change);
        match (before, group.in_flight) {
            (0, 1) => self.groups_in_flight += 1,
            (1, 0) => self.groups_in_flight -= 1,
            _ => {}
        }
    }

    /// Says anew whether a group may be received from: not while one of its messages is in flight or its first one is
    /// delayed. A group without messages is forgotten.
    fn refresh(&mut self, name: &Arc<str>) {
        let Some(group) = self.groups.get(name) else { return };
        let (number, before) = (group.number, group.ready);
        let first = self.members.range((number, 0)..=(number, u64::MAX)).next().map(|(_, first)| *first);
        let free = group.in_flight == 0;
        let is_visible = |first: &u64| self.messages.get(first).is_some_and(|slot| slot.place == Place::Visible);
        let after = first.filter(|first| free && is_visible(first));
        if before != after {
            if let Some(first) = before {
                self.ready.remove(&(first, number));
            }
            if let Some(first) = after {
                self.ready.insert((first, number), first);
            }
        }
        match (first, self.groups.get_mut(name)) {
            (None, _) => drop(self.groups.remove(name)),
            (Some(_), Some(group)) => group.ready = after,
            (Some(_), None) => {}
        }
    }
}

/// The number of an index' first message, if its key lies `more_us` or more before now.
fn due(first: Option<&((u64, u64), u64)>, more_us: u64, now: Time) -> Option<u64> {
    first.filter(|((key, _), _)| key.saturating_add(more_us) <= now.0).map(|(_, number)| *number)
}
