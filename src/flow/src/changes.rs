//! Rows that take another's place, or are taken back, on their way from operator to operator. It is slower than the way of rows
//! that only come, and makes of them the same.

use crate::cell::Cell;
use crate::core::{Core, Env, Io, evaluate_all, project};
use crate::expr::{Failed, eval};
use crate::groups::push_bounds;
use crate::plan::{Kind, Op};
use crate::reference::Reference;
use crate::window::windows_of;
use crate::{group, top, windowed};
use std::sync::Arc;

/// A row on its way through the slow path, with its window.
type Moving<'p> = (Vec<Cell<'p>>, Option<(i64, i64)>);

impl Core {
    /// Sends a row that takes another's place, comes (`old` is none) or is taken back (`new` is none).
    pub(crate) fn change<'p>(
        &mut self,
        env: Env<'p>,
        io: &mut Io<'_, 'p>,
        at: usize,
        old: Option<Vec<Cell<'p>>>,
        new: Option<Vec<Cell<'p>>>,
    ) {
        let Some(op) = env.plan.ops.get(at) else { return };
        match &op.kind {
            Kind::Output => match (old, new) {
                (old, Some(new)) => self.give(env, io, op, &new, old.is_some(), false),
                (Some(old), None) => self.give(env, io, op, &old, false, true),
                (None, None) => {}
            },
            Kind::Top(ranking) => top::change(self, env, io, (at, op, ranking), old.as_deref(), new.as_deref()),
            Kind::Window(grouping, window) => {
                for (row, sign) in [(old, -1), (new, 1)] {
                    let Some(row) = row else { continue };
                    self.grouped(env, io, (op, grouping, &row), |core, env, io, key, arguments, time_ms| {
                        windowed::add(core, env, io, (at, op, grouping), *window, key, arguments, time_ms, sign);
                    });
                }
            }
            Kind::Group(grouping) => group::change(self, env, io, (at, op, grouping), old, new),
            // A plan that would take something back from a session is refused.
            Kind::Session(..) => {
                if let Some(mut new) = new {
                    self.push(env, io, at, &mut new);
                }
            }
            _ => {
                let before = io.window;
                let old = old.map(|row| self.expand(env, op, row, before)).unwrap_or_default();
                let new = new.map(|row| self.expand(env, op, row, before)).unwrap_or_default();
                let (mut old, mut new) = (old.into_iter(), new.into_iter());
                loop {
                    let (old, new) = (old.next(), new.next());
                    let Some(window) = new.as_ref().or(old.as_ref()).map(|(_, window)| *window) else { break };
                    io.window = window;
                    self.change(env, io, op.next, old.map(|(row, _)| row), new.map(|(row, _)| row));
                }
                io.window = before;
            }
        }
    }

    /// What an operator without state makes of a row.
    fn expand<'p>(
        &mut self,
        env: Env<'p>,
        op: &'p Op,
        mut row: Vec<Cell<'p>>,
        window: Option<(i64, i64)>,
    ) -> Vec<Moving<'p>> {
        let watermark_ms = self.shown(env, op);
        let found = match &op.kind {
            Kind::Filter(condition) => match eval(condition, &row, watermark_ms) {
                Ok(value) if value.is_true() => Ok(vec![(row, window)]),
                Ok(_) => Ok(Vec::new()),
                Err(failed) => Err(failed),
            },
            Kind::Project(exprs) => {
                let mut fresh = Vec::with_capacity(exprs.len());
                project(exprs, &row, watermark_ms, &mut fresh).map(|()| vec![(fresh, window)])
            }
            Kind::Lookup(lookup) => {
                let mut key = Vec::new();
                evaluate_all(&lookup.keys, &row, watermark_ms, &mut key).map(|()| {
                    let reference: Option<&'p Reference> = env.references.get(lookup.reference).map(Arc::as_ref);
                    let partners = reference.into_iter().flat_map(|reference| reference.find(lookup.index, &key));
                    let beside = |partner: &'p [jobs::stream::Value]| {
                        let cells = row.iter().cloned().chain(partner.iter().map(Cell::of));
                        (cells.collect(), window)
                    };
                    let mut found: Vec<Moving> = partners.map(beside).collect();
                    if found.is_empty() && lookup.is_outer {
                        row.resize(row.len() + lookup.width, Cell::Null);
                        found.push((row, window));
                    }
                    found
                })
            }
            Kind::Assign(window, time) => match self.time_of(*time, &row) {
                Some(time_ms) => {
                    let mut found = Vec::new();
                    windows_of(*window, time_ms, |start, end| {
                        let mut row = row.clone();
                        push_bounds(Some((start, end)), &mut row);
                        found.push((row, Some((start, end))));
                    });
                    Ok(found)
                }
                None => Err(Failed::Type),
            },
            _ => Ok(Vec::new()),
        };
        found.unwrap_or_else(|_| {
            self.fail(op);
            Vec::new()
        })
    }
}
