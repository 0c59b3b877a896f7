//! `GROUP BY`: keys, a window or none, and the aggregates that a query asks for.

use super::super::ast::{Expr as Ast, Kind, Select};
use super::super::error::{Place, Result, error, hinted, unsupported};
use super::Binder;
use super::kinds::Typed;
use super::relation::{Clock, Relation, Role};
use super::windows::{self, Timed, clock};
use jobs::lake::Class;
use jobs::stream::{Aggregate, Expr, Named, Node, Time, Type, Window};

/// What is known of a query's groups.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    keys: Vec<Key>,
    window: Option<Timed>,
    /// Where the window's bounds stand among the relation's columns, as far as they are grouped by.
    bounds: Vec<(u32, Role)>,
    aggregates: Vec<Aggregate>,
}

#[derive(Clone, Debug)]
struct Key {
    expr: Expr,
    kind: Type,
    role: Role,
}

impl Groups {
    /// The column of a key or of a window's bound, if the expression is one.
    pub(super) fn key(&self, expr: &Expr, at: Place) -> Option<Typed> {
        if let Some(index) = self.keys.iter().position(|key| key.expr == *expr) {
            let key = self.keys.get(index)?;
            let expr = Expr::Column(u32::try_from(index).ok()?);
            return Some(Typed { expr, kind: Some(key.kind), role: key.role, at });
        }
        let Expr::Column(column) = expr else {
            return None;
        };
        let (_, role) = self.bounds.iter().find(|(index, _)| index == column)?;
        Some(self.column_of(*role, at))
    }

    /// What a window function's bound is, if its window is the one that is grouped by.
    pub(super) fn bound(&self, window: &Timed, role: Role, at: Place) -> Option<Typed> {
        (self.window.as_ref() == Some(window) && self.bounds.is_empty()).then(|| self.column_of(role, at))
    }

    /// Asks for an aggregate, and says in which column it will stand.
    pub(super) fn aggregate(&mut self, mut wanted: Aggregate) -> u32 {
        wanted.name.clear();
        let place =
            self.aggregates.iter().position(|known| Aggregate { name: String::new(), ..known.clone() } == wanted);
        let place = place.unwrap_or_else(|| {
            self.aggregates.push(wanted);
            self.aggregates.len() - 1
        });
        if let Some(aggregate) = self.aggregates.get_mut(place) {
            aggregate.name = format!("$a{place}");
        }
        self.width() + u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Whether an aggregate is over what is put off in `relation`.
    pub(super) fn speak_of_put_off(&self, relation: &Relation) -> bool {
        self.aggregates
            .iter()
            .any(|aggregate| aggregate.argument.iter().chain(&aggregate.filter).any(|expr| relation.is_put_off(expr)))
    }

    fn column_of(&self, role: Role, at: Place) -> Typed {
        let behind = match role {
            Role::WindowStart => 0,
            Role::WindowEnd => 1,
            _ => 2,
        };
        let keys = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        Typed { expr: Expr::Column(keys + behind), kind: Some(Type::Timestamp), role, at }
    }

    /// Columns before the aggregates.
    fn width(&self) -> u32 {
        let keys = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        keys + if self.window.is_some() { 3 } else { 0 }
    }
}

impl Binder {
    /// The keys and the window of `GROUP BY`. What is put off in `relation` stays so if the windows' bounds are grouped by.
    pub(super) fn groups(&mut self, relation: &mut Relation, select: &Select) -> Result<Groups> {
        let mut groups = Groups { keys: Vec::new(), window: None, bounds: Vec::new(), aggregates: Vec::new() };
        let mut bounds = Vec::new();
        for ast in &select.group {
            if let Kind::Call(call) = &ast.kind
                && let Some(kind) = windows::legacy(&call.name)
            {
                if groups.window.is_some() {
                    return Err(unsupported(ast.at, "a second window in GROUP BY"));
                }
                groups.window = Some(windows::grouped(relation, kind, call, ast.at)?);
                continue;
            }
            if matches!(ast.kind, Kind::Number(_) | Kind::Text(_) | Kind::Boolean(_) | Kind::Null) {
                return Err(unsupported(ast.at, "a constant in GROUP BY"));
            }
            let typed = self.rows(relation).bind(ast)?;
            let kind = typed.known()?;
            match typed {
                Typed { expr: Expr::Column(index), role, .. } if role.is_window() => bounds.push((index, role)),
                Typed { expr, .. } => groups.keys.push(Key { expr, kind, role: Role::Plain }),
            }
        }
        let has = |role| bounds.iter().any(|(_, bound)| *bound == role);
        let whole = has(Role::WindowStart) && has(Role::WindowEnd);
        match (relation.pending.clone(), whole, groups.window.is_some()) {
            (_, _, true) => {
                relation.settle(select.at)?;
                groups.keys.extend(bounds.into_iter().map(plain));
            }
            (Some(pending), true, false) if groups.keys.iter().all(|key| !relation.is_put_off(&key.expr)) => {
                if let Window::Session { .. } = pending.window {
                    sessions(&groups, &pending.partition, select.at)?;
                }
                groups.window = Some(Timed { window: pending.window, time: pending.time });
                groups.bounds = bounds;
            }
            (_, true, false) => {
                relation.settle(select.at)?;
                again(relation, &mut groups, &bounds, select.at)?;
            }
            (_, false, false) => {
                relation.settle(select.at)?;
                groups.keys.extend(bounds.into_iter().map(plain));
            }
        }
        if groups.window.is_some() && relation.updates {
            let what = "StreamPhysicalWindowAggregate doesn't support consuming update changes which is produced by the query beneath it";
            let found = error(Class::NotSupported, select.at, what);
            return Err(hinted(found, "group by window_start and window_end beneath too, so that rows are final"));
        }
        Ok(groups)
    }

    /// The plan of the groups, when all aggregates are known.
    pub(super) fn grouped(mut relation: Relation, groups: Groups) -> Relation {
        let mut kinds: Vec<Type> = groups.keys.iter().map(|key| key.kind).collect();
        let keys = (0..).zip(groups.keys).map(|(index, key): (u32, Key)| Named {
            name: format!("$k{index}"),
            kind: key.kind,
            expr: key.expr,
        });
        let keys = keys.collect();
        let input = Box::new(relation.take_node());
        let aggregates = groups.aggregates;
        let updates = groups.window.is_none();
        if updates {
            kinds.extend(aggregates.iter().map(|aggregate| aggregate.kind));
            let node = Node::GroupAggregate { input, keys, aggregates };
            return Relation { node, kinds, fields: Vec::new(), pending: None, ranked: None, clock: None, updates };
        }
        kinds.extend([Type::Timestamp; 3]);
        kinds.extend(aggregates.iter().map(|aggregate| aggregate.kind));
        let Timed { window, time } = groups.window.unwrap_or(Timed { window: EACH_INSTANT, time: Time::Processing });
        let node = Node::WindowAggregate { input, window, time, keys, aggregates };
        Relation { node, kinds, fields: Vec::new(), pending: None, ranked: None, clock: Some(clock(time)), updates }
    }
}

/// A window for each instant.
const EACH_INSTANT: Window = Window::Tumble { size_ms: 1, offset_ms: 0 };

/// Rows that have their windows already are grouped by these again: the window's last instant is an event time, so that each window of a
/// millisecond around it holds one window's rows. `window_start` becomes a key.
fn again(relation: &mut Relation, groups: &mut Groups, bounds: &[(u32, Role)], at: Place) -> Result<()> {
    if relation.clock != Some(Clock::Event) {
        return Err(unsupported(at, "grouping rows by their windows again in processing time"));
    }
    let Some(time) = relation.window_time() else {
        return Err(unsupported(at, "grouping by window_start and window_end of different windows"));
    };
    for (index, role) in bounds {
        match role {
            Role::WindowStart => {
                groups.keys.push(Key { expr: Expr::Column(*index), kind: Type::Timestamp, role: *role })
            }
            _ => groups.bounds.push((*index, *role)),
        }
    }
    groups.window = Some(Timed { window: EACH_INSTANT, time: Time::Event(time) });
    Ok(())
}

/// Sessions go by their `PARTITION BY`: the keys have to be the same.
fn sessions(groups: &Groups, partition: &[u32], at: Place) -> Result<()> {
    let keys: Vec<&Expr> = groups.keys.iter().map(|key| &key.expr).collect();
    let columns: Vec<Expr> = partition.iter().map(|column| Expr::Column(*column)).collect();
    if keys.iter().all(|key| columns.contains(key)) && columns.iter().all(|column| keys.contains(&column)) {
        return Ok(());
    }
    let found = unsupported(
        at,
        "a SESSION whose GROUP BY is not window_start, window_end and exactly its PARTITION BY columns",
    );
    Err(hinted(found, "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), …) … GROUP BY window_start, window_end, k"))
}

fn plain((index, _): (u32, Role)) -> Key {
    Key { expr: Expr::Column(index), kind: Type::Timestamp, role: Role::Plain }
}

/// Whether a query is grouped.
pub(super) fn is_grouped(select: &Select) -> bool {
    let of_items = select.items.iter().any(|item| match item {
        super::super::ast::Item::Expr(expr, _) => super::calls::has_groups(expr),
        super::super::ast::Item::Star(..) => false,
    });
    let having: Option<&Ast> = select.having.as_ref();
    of_items || !select.group.is_empty() || having.is_some()
}
