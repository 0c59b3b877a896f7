//! The records of one shard: chunks of keys and data back to back, of which the last one grows.
//!
//! A chunk is sealed when it is full, and also when somebody else holds it (a clone of the account, which must not see
//! what comes later): so a clone copies two pointers a shard, whatever is retained. Where chunks end is nobody's
//! business: what is read depends on what was put alone, and comes as one segment for each put.

use api::{Item, Segment, Slice, Source};
use bytes::Bytes;
use imbl::Vector;
use std::ops::Range;
use std::sync::Arc;

/// A chunk with as much is full.
const CHUNK_BYTES: usize = 64 * 1024;
/// A chunk with as much is full as soon as its room is used up: to make room in a larger one takes longer than a new chunk.
const GROWING_BYTES_MAX: usize = 4 * 1024;
/// A chunk with as many records is full.
const CHUNK_RECORDS: usize = 4 * 1024;
/// A chunk spans no more than this, so that its arrivals count in 32 bits.
const CHUNK_SPAN_US: u64 = 3_600_000_000;

/// A record's place: behind the one before.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Where its data ends in the chunk's bytes.
    end: u32,
    /// When it arrived, from the chunk's first arrival on.
    after_us: u32,
    /// The length of its key, with which it begins.
    key_bytes: u16,
    /// Whether it is the first one that its put brought.
    is_first: bool,
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    /// The first record's number in the shard.
    first: u64,
    /// Bytes that the shard had taken before.
    bytes_before: u64,
    arrival_us: u64,
    bytes: Vec<u8>,
    places: Vec<Place>,
}

/// Lets [`Bytes`] share a chunk.
struct Shared(Arc<Chunk>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl Chunk {
    fn end(&self) -> u64 {
        self.first + self.places.len() as u64
    }

    /// Whether so many bytes more do not belong into it.
    fn is_full(&self, now_us: u64, bytes: usize) -> bool {
        let most =
            if self.bytes.len() < GROWING_BYTES_MAX { CHUNK_BYTES } else { self.bytes.capacity().min(CHUNK_BYTES) };
        self.bytes.len() + bytes > most
            || self.places.len() >= CHUNK_RECORDS
            || now_us - self.arrival_us >= CHUNK_SPAN_US
    }

    fn start_of(&self, index: usize) -> usize {
        index.checked_sub(1).and_then(|before| self.places.get(before)).map_or(0, |place| place.end as usize)
    }

    fn arrival_of(&self, place: &Place) -> u64 {
        self.arrival_us + u64::from(place.after_us)
    }

    fn last_arrival_us(&self) -> u64 {
        self.places.last().map_or(self.arrival_us, |place| self.arrival_of(place))
    }

    /// The first index that arrived at `time_us` or later.
    fn first_since(&self, time_us: u64) -> usize {
        self.places.partition_point(|place| self.arrival_of(place) < time_us)
    }

    /// Whether there is room for so much more.
    fn has_room(&self, records: usize, bytes: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= bytes && self.places.capacity() - self.places.len() >= records
    }

    /// Room for more. `like` is a chunk of the shard that was full, and `bytes_held` what the shard holds: a new chunk
    /// has room for an eighth of that, so that one of few records is small.
    fn reserve(&mut self, records: usize, bytes: usize, like: Option<&Self>, bytes_held: u64) {
        fn grow<T>(list: &mut Vec<T>, more: usize, most: usize) {
            if list.capacity() - list.len() < more {
                list.reserve_exact(more.max(list.len() / 4).max(most.saturating_sub(list.len())));
            }
        }
        let share = (bytes_held / 8).min(CHUNK_BYTES as u64) as usize;
        let records_like = like.map_or(0, |like| like.places.len() * share / like.bytes.len().max(1));
        grow(&mut self.bytes, bytes, share);
        grow(&mut self.places, records, records_like);
    }

    /// Gives back what it has too much of, unless it is little.
    fn shrink(&mut self) {
        fn fit<T>(list: &mut Vec<T>) {
            if list.capacity() - list.len() > list.len() / 16 {
                list.shrink_to_fit();
            }
        }
        fit(&mut self.bytes);
        fit(&mut self.places);
    }

    fn memory_bytes(&self) -> u64 {
        let lists = self.bytes.capacity() + self.places.capacity() * size_of::<Place>();
        (lists + size_of::<Self>() + 2 * size_of::<usize>()) as u64
    }
}

/// The records that a shard has taken and not yet forgotten.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    sealed: Vector<Arc<Chunk>>,
    tail: Arc<Chunk>,
    /// The oldest record's number: so many are forgotten.
    first: u64,
    /// The next record's number: so many were taken.
    next: u64,
    bytes_put: u64,
    bytes_forgotten: u64,
}

/// Records on their way into a log, of one put.
pub(crate) struct Appender<'a> {
    chunk: &'a mut Chunk,
    next: &'a mut u64,
    bytes_put: &'a mut u64,
    after_us: u32,
    is_first: bool,
}

impl Appender<'_> {
    /// Takes a record: key and data, back to back.
    pub fn push(&mut self, record: &[u8], key_bytes: u32) {
        self.chunk.bytes.extend_from_slice(record);
        let (end, after_us, is_first) = (self.chunk.bytes.len() as u32, self.after_us, self.is_first);
        self.chunk.places.push(Place { end, after_us, key_bytes: key_bytes as u16, is_first });
        self.is_first = false;
        *self.next += 1;
        *self.bytes_put += record.len() as u64;
    }
}

impl Log {
    /// The oldest record's number.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The next record's number.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Keys and data that were ever taken.
    pub fn bytes_put(&self) -> u64 {
        self.bytes_put
    }

    /// Keys and data that are held.
    pub fn bytes(&self) -> u64 {
        self.bytes_put - self.bytes_forgotten
    }

    /// What holding them takes, headers included.
    pub fn memory_bytes(&self) -> u64 {
        let slots = self.sealed.len() * size_of::<Arc<Chunk>>();
        self.chunks().map(|chunk| chunk.memory_bytes()).sum::<u64>() + slots as u64
    }

    /// Whether both hold the same chunks.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        let same = |one: Option<&Arc<Chunk>>, two: Option<&Arc<Chunk>>| match (one, two) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (one, two) => one.is_none() == two.is_none(),
        };
        same(Some(&self.tail), Some(&other.tail))
            && self.sealed.len() == other.sealed.len()
            && same(self.sealed.front(), other.sealed.front())
            && same(self.sealed.back(), other.sealed.back())
    }

    /// Begins to take a put's records: so many and so many bytes.
    pub fn append(&mut self, now_us: u64, records: usize, bytes: usize) -> Appender<'_> {
        let is_over = |chunk: &mut Chunk| chunk.places.is_empty() || chunk.is_full(now_us, bytes);
        if Arc::get_mut(&mut self.tail).is_none_or(is_over) {
            self.seal(now_us);
        }
        let held = self.bytes();
        // The tail is nobody else's by now: this copies nothing.
        let chunk = Arc::make_mut(&mut self.tail);
        // Most puts find room, and need not look at what was sealed, which the cache does not hold.
        if !chunk.has_room(records, bytes) {
            chunk.reserve(records, bytes, self.sealed.back().map(|chunk| &**chunk), held);
        }
        let after_us = (now_us - chunk.arrival_us) as u32;
        Appender { chunk, next: &mut self.next, bytes_put: &mut self.bytes_put, after_us, is_first: true }
    }

    fn seal(&mut self, now_us: u64) {
        let (first, bytes_before, arrival_us) = (self.next, self.bytes_put, now_us);
        let fresh = Chunk { first, bytes_before, arrival_us, ..Chunk::default() };
        let mut full = std::mem::replace(&mut self.tail, Arc::new(fresh));
        if full.places.is_empty() {
            return;
        }
        if let Some(chunk) = Arc::get_mut(&mut full) {
            chunk.shrink();
        }
        self.sealed.push_back(full);
    }

    /// When the oldest record arrived.
    pub fn oldest_us(&self) -> Option<u64> {
        self.arrival_us(self.first)
    }

    /// When the newest record arrived.
    pub fn newest_us(&self) -> Option<u64> {
        self.arrival_us(self.next.checked_sub(1)?)
    }

    /// When a record arrived that is still there.
    pub fn arrival_us(&self, number: u64) -> Option<u64> {
        let (chunk, index) = self.find(number)?;
        chunk.places.get(index).map(|place| chunk.arrival_of(place))
    }

    /// The number of the first record that arrived at `time_us` or later; the next one's if there is none.
    pub fn first_since(&self, time_us: u64) -> u64 {
        let chunk = self.chunk(self.partition_point(|chunk| chunk.last_arrival_us() < time_us));
        chunk.map_or(self.next, |chunk| chunk.first + chunk.first_since(time_us) as u64).max(self.first)
    }

    /// Keys and data of the held records before `number`.
    pub fn bytes_before(&self, number: u64) -> u64 {
        let at = match self.find(number.max(self.first)) {
            Some((chunk, index)) => chunk.bytes_before + chunk.start_of(index) as u64,
            None => self.bytes_put,
        };
        at.saturating_sub(self.bytes_forgotten)
    }

    /// Forgets what arrived before `time_us`.
    pub fn forget_before(&mut self, time_us: u64) {
        let first = self.first_since(time_us);
        if first <= self.first {
            return;
        }
        self.bytes_forgotten += self.bytes_before(first);
        self.first = first;
        while self.sealed.front().is_some_and(|chunk| chunk.end() <= first) {
            self.sealed.pop_front();
        }
        if self.tail.end() <= first {
            self.tail = Arc::default();
        }
    }

    /// The records from `number` on, at most so many and so large. The first one comes whatever its size.
    pub fn slices(&self, source: &Arc<Source>, number: u64, records_max: u64, bytes_max: u64) -> Vec<Slice> {
        let mut slices = Vec::new();
        let (mut left, mut bytes_left) = (records_max, bytes_max);
        let mut number = number.max(self.first);
        let mut place = self.partition_point(|chunk| chunk.end() <= number);
        while let Some(chunk) = self.chunk(place).filter(|_| left > 0) {
            let from = (number - chunk.first) as usize;
            let mut to = from;
            for place in chunk.places.iter().skip(from) {
                let start = chunk.start_of(to);
                let bytes = u64::from(place.end) - start as u64;
                if left == 0 || (bytes > bytes_left && bytes_left < bytes_max) {
                    break;
                }
                left -= 1;
                bytes_left = bytes_left.saturating_sub(bytes);
                to += 1;
            }
            chunk.read(from..to, source, self.is_sealed(place), &mut slices);
            if to < chunk.places.len() {
                break;
            }
            number = chunk.end();
            place += 1;
        }
        slices
    }

    /// What is wrong with its sums, if something is: what was taken must be held or forgotten.
    pub fn breach(&self) -> Option<String> {
        let last = if self.tail.places.is_empty() { self.sealed.back() } else { Some(&self.tail) };
        let (next, bytes) = last.map_or((self.first, self.bytes_forgotten), |chunk| {
            (chunk.end(), chunk.bytes_before + chunk.bytes.len() as u64)
        });
        let begins = self.chunk(0).is_none_or(|chunk| chunk.first <= self.first && self.first < chunk.end());
        let holds = begins && next == self.next && bytes == self.bytes_put && self.bytes_forgotten <= bytes;
        (!holds).then(|| {
            format!("holds {} to {next} and {bytes} bytes of {} and {} accepted", self.first, self.next, self.bytes_put)
        })
    }

    fn is_sealed(&self, place: usize) -> bool {
        place < self.sealed.len()
    }

    fn find(&self, number: u64) -> Option<(&Arc<Chunk>, usize)> {
        let chunk = self.chunk(self.partition_point(|chunk| chunk.end() <= number))?;
        let index = number.checked_sub(chunk.first)? as usize;
        (number >= self.first && index < chunk.places.len()).then_some((chunk, index))
    }

    fn chunk(&self, place: usize) -> Option<&Arc<Chunk>> {
        self.sealed.get(place).or((place == self.sealed.len() && !self.tail.places.is_empty()).then_some(&self.tail))
    }

    fn chunks(&self) -> impl Iterator<Item = &Arc<Chunk>> {
        self.sealed.iter().chain([&self.tail])
    }

    fn partition_point(&self, before: impl Fn(&Chunk) -> bool) -> usize {
        // Most readers are at the end.
        if self.sealed.back().is_none_or(|chunk| before(chunk)) {
            return self.sealed.len() + usize::from(!self.tail.places.is_empty() && before(&self.tail));
        }
        let (mut low, mut high) = (0, self.sealed.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.sealed.get(middle).is_some_and(|chunk| before(chunk)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

trait Read {
    fn read(&self, range: Range<usize>, source: &Arc<Source>, is_sealed: bool, into: &mut Vec<Slice>);
}

impl Read for Arc<Chunk> {
    /// The records of `range`, a segment for each put. A sealed chunk is shared; of one that grows a copy is given, or
    /// else a reader who keeps it would have it sealed.
    fn read(&self, range: Range<usize>, source: &Arc<Source>, is_sealed: bool, into: &mut Vec<Slice>) {
        if range.is_empty() {
            return;
        }
        let start = self.start_of(range.start);
        let end = self.start_of(range.end);
        let all = if is_sealed {
            Bytes::from_owner(Shared(self.clone())).slice(start..end)
        } else {
            Bytes::copy_from_slice(self.bytes.get(start..end).unwrap_or_default())
        };
        let mut from = range.start;
        while from < range.end {
            let base = self.start_of(from);
            let rest = self.places.get(from..range.end).unwrap_or_default();
            let behind = rest.iter().skip(1).take_while(|place| !place.is_first).count();
            let mut items = Vec::with_capacity(1 + behind);
            let mut at = base;
            for place in rest.iter().take(1 + behind) {
                let key_bytes = u32::from(place.key_bytes);
                items.push(Item {
                    start: (at - base) as u32,
                    key_bytes,
                    data_bytes: place.end - at as u32 - key_bytes,
                });
                at = place.end as usize;
            }
            let arrival_us = self.places.get(from).map_or(self.arrival_us, |place| self.arrival_of(place));
            let (first, bytes) = (self.first + from as u64, all.slice(base - start..at - start));
            from += 1 + behind;
            let segment = Segment { source: source.clone(), first, arrival_us, bytes, items };
            into.push(Slice::whole(Arc::new(segment)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::SourceKind;
    use proptest::prelude::*;

    fn source() -> Arc<Source> {
        Arc::new(Source { kind: SourceKind::Stream, name: "s".into(), created_us: 0, shard: 0 })
    }

    fn put(log: &mut Log, now_us: u64, records: &[String]) {
        let bytes = records.iter().map(String::len).sum();
        let mut appender = log.append(now_us, records.len(), bytes);
        records.iter().for_each(|record| appender.push(record.as_bytes(), 1));
    }

    fn read(log: &Log, from: u64, records: u64, bytes: u64) -> Vec<(u64, u64, String)> {
        let slices = log.slices(&source(), from, records, bytes);
        let all = slices.iter().flat_map(|slice| {
            let segment = &slice.segment;
            slice.items().map(move |(number, item)| {
                let text = [item.key(&segment.bytes), item.data(&segment.bytes)].concat();
                (number, segment.arrival_us, String::from_utf8_lossy(&text).into_owned())
            })
        });
        all.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Against a plain list: whatever is cloned, forgotten and held in between.
        #[test]
        fn a_log_is_a_list(
            steps in prop::collection::vec((0u64..9_000_000_000, prop::collection::vec("[a-z]{1,40}", 1..200), 0u8..4), 1..30),
            (back, limit, bytes) in (0u64..20_000_000_000, 1u64..400, 1u64..5_000),
        ) {
            let mut log = Log::default();
            let mut list: Vec<(u64, u64, String)> = Vec::new();
            let (mut now, mut number, mut forgotten) = (0, 0, 0);
            let mut held = Vec::new();
            for (pause, records, what) in steps {
                now += pause;
                put(&mut log, now, &records);
                for record in records {
                    list.push((number, now, record));
                    number += 1;
                }
                match what {
                    0 => held.push((log.clone(), list.clone())),
                    1 => {
                        let since = now.saturating_sub(back);
                        log.forget_before(since);
                        list.retain(|(_, arrival, _)| *arrival >= since);
                        forgotten = number - list.len() as u64;
                    }
                    _ => {}
                }
                prop_assert_eq!((log.first(), log.next()), (forgotten, number));
                prop_assert_eq!(log.bytes(), list.iter().map(|it| it.2.len() as u64).sum::<u64>());
                prop_assert_eq!(&read(&log, 0, u64::MAX, u64::MAX), &list);
                let middle = list.len() / 2;
                if let Some((from, arrival, _)) = list.get(middle) {
                    let mut left = bytes;
                    let some = list[middle..].iter().take(limit as usize).enumerate().take_while(|(index, it)| {
                        let fits = it.2.len() as u64 <= left || left == bytes;
                        left = left.saturating_sub(it.2.len() as u64);
                        fits || *index == 0
                    });
                    let some: Vec<_> = some.map(|(_, it)| it.clone()).collect();
                    prop_assert_eq!(read(&log, *from, limit, bytes), some);
                    prop_assert_eq!(log.arrival_us(*from), Some(*arrival));
                    let since = list.iter().find(|it| it.1 >= *arrival).map(|it| it.0);
                    prop_assert_eq!(Some(log.first_since(*arrival)), since);
                    let before: u64 = list[..middle].iter().map(|it| it.2.len() as u64).sum();
                    prop_assert_eq!(log.bytes_before(*from), before);
                }
                prop_assert_eq!(log.first_since(now + 1), number);
            }
            for (log, list) in held {
                prop_assert_eq!(&read(&log, 0, u64::MAX, u64::MAX), &list);
            }
        }
    }

    #[test]
    fn a_clone_shares_all_and_sees_nothing_of_what_comes_later() {
        let mut log = Log::default();
        put(&mut log, 1, &["ka".into()]);
        let clone = log.clone();
        assert!(log.is_shared_with(&clone));
        put(&mut log, 2, &["kb".into()]);
        assert!(!log.is_shared_with(&clone));
        assert_eq!((clone.next(), read(&clone, 0, 9, 9).len()), (1, 1));
        assert_eq!(read(&log, 0, 9, 9).len(), 2);
    }
}
