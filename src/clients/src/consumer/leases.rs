//! The lease table of a fleet: for each shard, which worker reads it and up to where that is written down. Amazon's consumer library (KCL)
//! keeps it in a table of DynamoDB; here it is the consumer's own. The rules of who takes what are KCL's.

use super::reader::Reader;
use super::settings::Start;
use super::views::{Checkpoint, LeaseState};
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The leases of a fleet, by the shard's number.
#[derive(Clone, Debug, Default)]
pub struct Leases {
    leases: BTreeMap<u32, Lease>,
    /// Counts the takings, to tell one from another.
    terms: u64,
}

/// A lease.
#[derive(Clone, Debug)]
pub struct Lease {
    pub parents: Vec<u32>,
    pub point: Point,
    pub owner: Option<u32>,
    /// When its owner last said that it lives.
    pub renewed: Time,
    /// Which taking this is.
    pub term: u64,
    pub switches: u32,
    pub handled: u64,
    /// The number behind the highest record that was handled.
    pub high: u64,
    /// Below this number, what is handled again was asked for.
    pub replay: u64,
    pub reader: Option<Reader>,
}

/// Up to where a shard was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// Not at all yet.
    Start(Start),
    /// Up to and including this record: its sequence number, and the number behind its own.
    After(Arc<str>, u64),
    /// To its end.
    End,
}

impl Point {
    pub fn view(&self) -> Checkpoint {
        match self {
            Self::Start(Start::TrimHorizon) => Checkpoint::TrimHorizon,
            Self::Start(Start::Latest) => Checkpoint::Latest,
            Self::After(sequence, _) => Checkpoint::At(sequence.to_string()),
            Self::End => Checkpoint::ShardEnd,
        }
    }
}

impl Lease {
    fn new(parents: Vec<u32>, start: Start) -> Self {
        Self {
            parents,
            point: Point::Start(start),
            owner: None,
            renewed: Time::ZERO,
            term: 0,
            switches: 0,
            handled: 0,
            high: 0,
            replay: 0,
            reader: None,
        }
    }

    pub fn is_over(&self) -> bool {
        self.point == Point::End
    }
}

impl Leases {
    pub fn get(&self, shard: u32) -> Option<&Lease> {
        self.leases.get(&shard)
    }

    pub fn get_mut(&mut self, shard: u32) -> Option<&mut Lease> {
        self.leases.get_mut(&shard)
    }

    /// By the shard's number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Lease)> {
        self.leases.iter().map(|(shard, lease)| (*shard, lease))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (u32, &mut Lease)> {
        self.leases.iter_mut().map(|(shard, lease)| (*shard, lease))
    }

    pub fn is_empty(&self) -> bool {
        self.leases.is_empty()
    }

    /// Makes a lease for a shard that has none.
    pub fn enter(&mut self, shard: u32, parents: Vec<u32>, start: Start) {
        self.leases.entry(shard).or_insert_with(|| Lease::new(parents, start));
    }

    /// Forgets shards that were read to their ends and have expired.
    pub fn forget_expired(&mut self, is_listed: impl Fn(u32) -> bool) {
        self.leases.retain(|shard, lease| !lease.is_over() || is_listed(*shard));
    }

    /// Whether the parents of a shard have been read to their ends. One without a lease has expired.
    pub fn may_begin(&self, shard: u32) -> bool {
        let parents = self.leases.get(&shard).map(|lease| lease.parents.as_slice()).unwrap_or_default();
        parents.iter().all(|parent| self.leases.get(parent).is_none_or(Lease::is_over))
    }

    /// The leases of a worker.
    pub fn of(&self, worker: u32) -> Vec<u32> {
        let own = self.leases.iter().filter(|(_, lease)| lease.owner == Some(worker));
        own.map(|(shard, _)| *shard).collect()
    }

    /// Says that a worker lives. What it had before it died is not its own any more.
    pub fn renew(&mut self, worker: u32, now: Time) {
        for lease in self.leases.values_mut().filter(|lease| lease.owner == Some(worker) && lease.reader.is_some()) {
            lease.renewed = now;
        }
    }

    /// Which leases a worker takes now: free ones and those of workers that were silent for `failover_us`, until it has its share; else
    /// one of the worker that has most.
    pub fn wanted_by(&self, worker: u32, now: Time, failover_us: u64) -> Vec<u32> {
        let open = || self.leases.iter().filter(|(_, lease)| !lease.is_over());
        let is_free = |lease: &Lease| lease.owner.is_none() || now - lease.renewed > failover_us;
        let mut loads: BTreeMap<u32, usize> = BTreeMap::from([(worker, 0)]);
        for (_, lease) in open().filter(|(_, lease)| !is_free(lease)) {
            lease.owner.into_iter().for_each(|owner| *loads.entry(owner).or_default() += 1);
        }
        let share = open().count().div_ceil(loads.len());
        let own = loads.get(&worker).copied().unwrap_or_default();
        let missing = share.saturating_sub(own);
        let free: Vec<u32> =
            open().filter(|(_, lease)| is_free(lease)).map(|(shard, _)| *shard).take(missing).collect();
        if missing == 0 || !free.is_empty() {
            return free;
        }
        let most = loads.iter().max_by_key(|(owner, load)| (**load, std::cmp::Reverse(**owner)));
        let stolen = most.filter(|(_, load)| **load > own + 1).map(|(owner, _)| *owner);
        let victim = stolen.and_then(|owner| self.of(owner).into_iter().rev().find(|shard| !self.is_over(*shard)));
        victim.into_iter().collect()
    }

    fn is_over(&self, shard: u32) -> bool {
        self.leases.get(&shard).is_some_and(Lease::is_over)
    }

    /// Gives a lease to a worker. What its owner had in hand is lost to it. Gives the owner before and the number of this taking.
    pub fn take(&mut self, shard: u32, worker: u32, reader: Reader, now: Time) -> Option<(Option<u32>, u64)> {
        let lease = self.leases.get_mut(&shard)?;
        self.terms += 1;
        let before = lease.owner.replace(worker);
        lease.switches += u32::from(before.is_some_and(|before| before != worker));
        (lease.renewed, lease.term, lease.reader) = (now, self.terms, Some(reader));
        Some((before, self.terms))
    }

    /// How a lease is.
    pub fn state(&self, shard: u32) -> LeaseState {
        match self.leases.get(&shard) {
            Some(lease) if lease.is_over() => LeaseState::Ended,
            Some(lease) if lease.owner.is_none() => LeaseState::Free,
            Some(_) if !self.may_begin(shard) => LeaseState::Waiting,
            _ => LeaseState::Reading,
        }
    }

    /// All shards are read from their beginnings again; what is handled until each is where it was is a replay.
    pub fn replay(&mut self) {
        for lease in self.leases.values_mut() {
            self.terms += 1;
            lease.replay = lease.high;
            (lease.point, lease.owner, lease.reader) = (Point::Start(Start::TrimHorizon), None, None);
            lease.term = self.terms;
        }
    }

    /// A shard that was begun although one of its parents was not at its end, or written down further than it was handled.
    pub fn breach(&self) -> Option<(&'static str, String)> {
        for (shard, lease) in &self.leases {
            if lease.handled > 0 && lease.replay == 0 && !self.may_begin(*shard) {
                return Some(("CL-2", format!("shard {shard} was begun before its parents' ends")));
            }
            if let Point::After(_, next) = lease.point
                && next > lease.high
            {
                return Some((
                    "CL-3",
                    format!("shard {shard} is written down up to {next}, handled up to {}", lease.high),
                ));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leases(count: u32) -> Leases {
        let mut leases = Leases::default();
        (0..count).for_each(|shard| leases.enter(shard, Vec::new(), Start::TrimHorizon));
        leases
    }

    fn take(leases: &mut Leases, worker: u32, now: Time) -> Vec<u32> {
        let wanted = leases.wanted_by(worker, now, 10_000_000);
        for shard in &wanted {
            leases.take(*shard, worker, Reader::new(Point::Start(Start::TrimHorizon), now), now);
        }
        wanted
    }

    #[test]
    fn a_second_worker_steals_one_at_a_time_until_both_have_their_share() {
        let mut leases = leases(4);
        assert_eq!(take(&mut leases, 1, Time::ZERO), [0, 1, 2, 3]);
        assert_eq!(take(&mut leases, 2, Time::ZERO), [3]);
        assert_eq!(take(&mut leases, 2, Time::ZERO), [2]);
        assert_eq!(take(&mut leases, 2, Time::ZERO), [0_u32; 0]);
        assert_eq!(take(&mut leases, 1, Time::ZERO), [0_u32; 0]);
    }

    #[test]
    fn what_a_silent_worker_had_is_taken_after_a_while() {
        let mut leases = leases(2);
        assert_eq!(take(&mut leases, 1, Time::ZERO), [0, 1]);
        let (early, late) = (Time::from_secs(10), Time::from_secs(11));
        assert_eq!(leases.wanted_by(2, early, 10_000_000), [1], "stolen: it is not expired yet");
        assert_eq!(leases.wanted_by(2, late, 10_000_000), [0, 1]);
        leases.renew(1, early);
        assert_eq!(leases.wanted_by(2, late, 10_000_000), [1]);
    }

    #[test]
    fn more_workers_than_shards_are_idle() {
        let mut leases = leases(1);
        assert_eq!(take(&mut leases, 1, Time::ZERO), [0]);
        assert_eq!(take(&mut leases, 2, Time::ZERO), [0_u32; 0]);
    }

    #[test]
    fn a_child_waits_for_both_parents() {
        let mut leases = leases(2);
        leases.enter(2, vec![0, 1], Start::TrimHorizon);
        let end = |leases: &mut Leases, shard| leases.get_mut(shard).map(|lease| lease.point = Point::End);
        assert!(!leases.may_begin(2));
        end(&mut leases, 0);
        assert!(!leases.may_begin(2));
        end(&mut leases, 1);
        assert!(leases.may_begin(2));
        leases.forget_expired(|shard| shard == 2);
        assert!(leases.may_begin(2) && leases.get(0).is_none());
    }
}
