//! Partitions of sources and how far event time has come in each: what holds the watermark back.

use std::collections::BTreeMap;
use std::sync::Arc;

/// No watermark yet.
pub(crate) const NONE: i64 = i64::MIN;

/// A partition that is not drained.
#[derive(Clone, Debug)]
pub(crate) struct Partition {
    /// The latest event time less the delay, or [`NONE`].
    pub(crate) watermark_ms: i64,
    /// When it last brought something, or was opened.
    pub(crate) active_ms: i64,
    /// Whether it holds nothing back because it brings nothing.
    pub(crate) is_idle: bool,
    /// What the source calls it.
    pub(crate) name: Option<Arc<str>>,
}

/// All partitions, by table and number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Partitions {
    pub(crate) all: BTreeMap<(u32, u32), Partition>,
}

impl Partitions {
    /// The partition, opened if it was not.
    pub(crate) fn open(&mut self, table: u32, partition: u32, now_ms: i64) -> &mut Partition {
        let fresh = Partition { watermark_ms: NONE, active_ms: now_ms, is_idle: false, name: None };
        self.all.entry((table, partition)).or_insert(fresh)
    }

    /// How far a table has come: the least over its partitions that are not idle; if all are idle, the greatest. `None` without
    /// partitions.
    pub(crate) fn watermark_ms(&self, table: u32) -> Option<i64> {
        let all = || self.all.range((table, 0)..=(table, u32::MAX)).map(|(_, partition)| partition);
        let active = all().filter(|partition| !partition.is_idle).map(|partition| partition.watermark_ms).min();
        active.or_else(|| all().map(|partition| partition.watermark_ms).max())
    }

    /// How far the other partitions of a table let one come.
    pub(crate) fn others_ms(&self, table: u32, but: u32) -> i64 {
        let all = self.all.range((table, 0)..=(table, u32::MAX));
        let others = all.filter(|((_, number), partition)| *number != but && !partition.is_idle);
        others.map(|(_, partition)| partition.watermark_ms).min().unwrap_or(i64::MAX)
    }

    /// Marks those as idle that brought nothing for too long; gives whether there was one.
    pub(crate) fn rest(&mut self, now_ms: i64, timeout_ms: i64) -> bool {
        let mut is_changed = false;
        for partition in self.all.values_mut() {
            if timeout_ms > 0 && !partition.is_idle && now_ms.saturating_sub(partition.active_ms) >= timeout_ms {
                partition.is_idle = true;
                is_changed = true;
            }
        }
        is_changed
    }

    /// When the next one becomes idle.
    pub(crate) fn next_rest_ms(&self, timeout_ms: i64) -> Option<i64> {
        let active = self.all.values().filter(|partition| timeout_ms > 0 && !partition.is_idle);
        active.map(|partition| partition.active_ms.saturating_add(timeout_ms)).min()
    }
}
