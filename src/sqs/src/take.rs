//! Which messages a receive gets: in a standard queue from some machines or all, mostly the oldest first; in a FIFO queue
//! from the groups that nothing blocks, in order.

use crate::chance::Chance;
use crate::limits::{self, SERVERS};
use crate::state::{Place, Queue, Slot};
use sim::Time;
use sim::time::SECOND_US;
use std::sync::Arc;

/// How to take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// At most so many.
    pub max: usize,
    /// For how long they are hidden.
    pub visibility_us: u64,
    /// Whether only some machines are asked.
    pub short: bool,
    /// Messages with so many receives are given up, if there is a dead-letter queue.
    pub receives_max: Option<u32>,
}

/// What was taken.
#[derive(Default)]
pub(crate) struct Taken {
    /// Numbers of the messages that the receiver gets.
    pub numbers: Vec<u64>,
    /// Messages that were given up; they are no longer in the queue.
    pub dead: Vec<Arc<Slot>>,
}

impl Queue {
    /// Takes messages for one receiver.
    pub(crate) fn take(&mut self, how: How, chance: &mut Chance, now: Time) -> Taken {
        let room = limits::IN_FLIGHT_MAX.saturating_sub(self.in_flight.len() as u64);
        let how = How { max: how.max.min(room as usize), ..how };
        let mut taken = Taken::default();
        if self.settings.fifo {
            self.take_from_groups(how, &mut taken, now);
        } else {
            self.take_from_servers(how, &mut taken, chance, now);
        }
        taken
    }

    fn take_from_servers(&mut self, how: How, taken: &mut Taken, chance: &mut Chance, now: Time) {
        let servers = sample(how.short, chance);
        let reordered = chance.one_in(limits::REORDERED_ONE_IN);
        while taken.numbers.len() < how.max {
            let picked = self.pick(&servers, reordered, how.max - taken.numbers.len());
            // With no time of hiding, what was given stays visible and would be picked again.
            let picked: Vec<_> = picked.into_iter().filter(|number| !taken.numbers.contains(number)).collect();
            if picked.is_empty() {
                break;
            }
            let mut given_up = false;
            for number in picked {
                if self.is_given_up(number, how.receives_max) {
                    given_up = true;
                    taken.dead.extend(self.give_up(number));
                    continue;
                }
                let mut visibility_us = how.visibility_us;
                if visibility_us > 0 && chance.one_in(self.copy_one_in) {
                    visibility_us = visibility_us.min(1 + chance.below(SECOND_US));
                    self.counts.duplicated += 1;
                }
                self.receive(number, visibility_us, now);
                taken.numbers.push(number);
            }
            if !given_up {
                break;
            }
        }
    }

    /// Up to `max` visible messages of these machines, by rank; or out of order, machine by machine.
    fn pick(&self, servers: &[u64], reordered: bool, max: usize) -> Vec<u64> {
        let mut heads: Vec<_> = servers
            .iter()
            .map(|server| self.visible.range((*server, 0)..=(*server, u64::MAX)).map(|(key, number)| (key.1, *number)))
            .map(Iterator::peekable)
            .collect();
        let mut picked = Vec::with_capacity(max);
        let mut turn = 0;
        while picked.len() < max {
            let with_head = heads.iter_mut().enumerate().filter_map(|(at, head)| Some((head.peek()?.0, at)));
            let next = if reordered {
                let count = servers.len();
                with_head.map(|(_, at)| at).min_by_key(|at| (at + count - turn % count) % count)
            } else {
                with_head.min().map(|(_, at)| at)
            };
            let Some(at) = next else { break };
            picked.extend(heads.get_mut(at).and_then(Iterator::next).map(|(_, number)| number));
            turn = at + 1;
        }
        picked
    }

    fn take_from_groups(&mut self, how: How, taken: &mut Taken, now: Time) {
        // With no time of hiding, a group is ready again at once; it is served once in a call.
        let mut served = Vec::new();
        while taken.numbers.len() < how.max {
            let mut groups = self.ready.keys().map(|(_, group)| *group);
            let Some(group) = groups.find(|group| !served.contains(group)) else { break };
            served.push(group);
            self.take_from_group(group, how, taken, now);
        }
    }

    fn take_from_group(&mut self, group: u64, how: How, taken: &mut Taken, now: Time) {
        let mut given = Vec::new();
        let mut from = 0;
        while taken.numbers.len() + given.len() < how.max {
            let Some(number) = self.members.range((group, from)..=(group, u64::MAX)).next().map(|entry| *entry.1)
            else {
                break;
            };
            if !self.messages.get(&number).is_some_and(|slot| slot.place == Place::Visible) {
                break;
            }
            from = number + 1;
            if self.is_given_up(number, how.receives_max) {
                taken.dead.extend(self.give_up(number));
            } else {
                given.push(number);
            }
        }
        for number in &given {
            self.check_order(group, *number, &given);
            self.receive(*number, how.visibility_us, now);
        }
        taken.numbers.extend(given);
    }

    /// Counts a message that is given while an older one of its group is still there, and not given with it.
    fn check_order(&mut self, group: u64, number: u64, given: &[u64]) {
        let older = self.members.range((group, 0)..(group, number)).take(limits::BATCH_MAX + 1);
        let passed = older.filter(|(_, older)| !given.contains(older)).count() as u64;
        self.counts.overtaken += passed;
    }

    fn is_given_up(&self, number: u64, receives_max: Option<u32>) -> bool {
        let receipts = self.messages.get(&number).map_or(0, |slot| slot.receipts);
        receives_max.is_some_and(|max| receipts >= max)
    }

    fn give_up(&mut self, number: u64) -> Option<Arc<Slot>> {
        self.counts.dead += 1;
        self.remove(number)
    }
}

/// The machines that are asked: all, or some, in a random order.
fn sample(short: bool, chance: &mut Chance) -> Vec<u64> {
    let mut servers: Vec<u64> = (0..SERVERS).collect();
    for at in (1..servers.len()).rev() {
        servers.swap(at, chance.below(at as u64 + 1) as usize);
    }
    if short {
        servers.truncate(limits::SERVERS_SAMPLED as usize);
    }
    servers
}
