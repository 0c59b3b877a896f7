//! Groups and what is kept of each, in first-seen order.

use crate::aggregate::Acc;
use crate::cell::Cell;
use crate::expr::{Failed, eval};
use crate::plan::Grouping;
use crate::sizes::ACC_BYTES;
use crate::table::Table;

/// Groups of one operator or of one of its windows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    table: Table,
    /// For each group, one for each aggregate.
    accs: Vec<Acc>,
    /// For each group, how many rows it has; without any it is no group.
    rows: Vec<i64>,
    /// What the states took beyond their own size.
    grown_bytes: i64,
}

impl Groups {
    pub(crate) fn new(grouping: &Grouping) -> Self {
        Self { table: Table::new(grouping.keys.len()), ..Self::default() }
    }

    /// How many numbers of groups there are, groups without rows included.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// How many rows a group has.
    pub(crate) fn rows(&self, group: usize) -> i64 {
        self.rows.get(group).copied().unwrap_or_default()
    }

    /// A group's number; without rows, if it is new.
    #[inline]
    pub(crate) fn group(&mut self, grouping: &Grouping, hash: u64, key: &[Cell]) -> usize {
        let (group, is_new) = self.table.find_or_add(hash, key);
        if is_new {
            self.accs.extend(fresh(grouping));
            self.rows.push(0);
        }
        group
    }

    /// Adds a row's arguments to a group, or takes them back.
    #[inline]
    pub(crate) fn add(&mut self, grouping: &Grouping, group: usize, arguments: &[Cell], ordinal: u64, sign: i64) {
        if let Some(rows) = self.rows.get_mut(group) {
            *rows += sign;
        }
        let width = grouping.aggregates.len();
        let accs = self.accs.get_mut(group * width..(group + 1) * width).unwrap_or_default();
        for ((acc, aggregate), cell) in accs.iter_mut().zip(&grouping.aggregates).zip(arguments) {
            self.grown_bytes += acc.add(aggregate, cell, ordinal, sign);
        }
    }

    /// A group as if no row had come.
    pub(crate) fn reset(&mut self, grouping: &Grouping, group: usize) {
        let width = grouping.aggregates.len();
        let accs = self.accs.get_mut(group * width..(group + 1) * width).unwrap_or_default();
        accs.iter_mut().zip(fresh(grouping)).for_each(|(acc, fresh)| *acc = fresh);
        if let Some(rows) = self.rows.get_mut(group) {
            *rows = 0;
        }
    }

    /// A group's row: its key, its window's bounds and time, and the results.
    pub(crate) fn push_row(
        &self,
        grouping: &Grouping,
        group: usize,
        window: Option<(i64, i64)>,
        into: &mut Vec<Cell<'_>>,
    ) {
        into.extend(self.table.key(group).iter().map(|value| Cell::owned(value.clone())));
        push_bounds(window, into);
        let width = grouping.aggregates.len();
        let accs = self.accs.get(group * width..(group + 1) * width).unwrap_or_default();
        push_results(grouping, accs, into);
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let fixed = self.table.bytes() + (self.accs.len() * ACC_BYTES + self.rows.len() * 8) as u64;
        fixed.saturating_add_signed(self.grown_bytes)
    }

    /// Only some groups, numbered anew.
    pub(crate) fn keeping(&self, grouping: &Grouping, groups: &[usize]) -> Self {
        let width = grouping.aggregates.len();
        let accs = |group: &usize| self.accs.get(group * width..(group + 1) * width).unwrap_or_default().to_vec();
        Self {
            table: self.table.keeping(groups.iter().copied()),
            accs: groups.iter().flat_map(accs).collect(),
            rows: groups.iter().map(|group| self.rows(*group)).collect(),
            grown_bytes: self.grown_bytes,
        }
    }
}

/// What is kept of a group without rows.
pub(crate) fn fresh(grouping: &Grouping) -> impl Iterator<Item = Acc> + '_ {
    grouping.aggregates.iter().map(|aggregate| Acc::new(aggregate, grouping.is_retractable))
}

/// `window_start`, `window_end`, `window_time`.
pub(crate) fn push_bounds(window: Option<(i64, i64)>, into: &mut Vec<Cell<'_>>) {
    if let Some((start, end)) = window {
        into.extend([start, end, end - 1].map(Cell::Timestamp));
    }
}

pub(crate) fn push_results(grouping: &Grouping, accs: &[Acc], into: &mut Vec<Cell<'_>>) {
    let results = accs.iter().zip(&grouping.aggregates).map(|(acc, aggregate)| acc.result(aggregate));
    into.extend(results.map(Cell::owned));
}

/// Evaluates a row's key and the arguments of its aggregates. An argument that does not count is NULL; `COUNT(*)` counts a TRUE.
#[inline]
pub(crate) fn evaluate<'p>(
    grouping: &'p Grouping,
    row: &[Cell<'p>],
    watermark_ms: Option<i64>,
    key: &mut Vec<Cell<'p>>,
    arguments: &mut Vec<Cell<'p>>,
) -> Result<(), Failed> {
    for expr in &grouping.keys {
        key.push(eval(expr, row, watermark_ms)?);
    }
    for aggregate in &grouping.aggregates {
        if let Some(filter) = &aggregate.filter
            && !eval(filter, row, watermark_ms)?.is_true()
        {
            arguments.push(Cell::Null);
            continue;
        }
        arguments.push(match &aggregate.argument {
            Some(expr) => eval(expr, row, watermark_ms)?,
            None => Cell::Boolean(true),
        });
    }
    Ok(())
}
