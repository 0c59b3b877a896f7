//! Following rows: whether the records behind a statement's rows can be found, and how.
//!
//! A row of a plain `SELECT` over one table is one line of one file, which goes along in two hidden columns. A row of a grouped
//! one is followed by another statement: the same table, the same condition, and a condition for each key of its group. The
//! keys that the answer does not show go along as hidden columns, and all of them are compared as literals of their very
//! type, never as the text that is shown.
//!
//! Nothing here runs anything; see [`crate::literal`] for the literals.

use crate::prepare::{named_select, quoted};
use crate::registry;
use crate::statement::{is_wildcard, table_name};
use crate::table::{FILE, LINE};
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, Distinct, Expr, FunctionArguments, GroupByExpr, ObjectName, Query, Select, SelectItem,
    SetExpr, Statement, TableFactor, Value, Visit, VisitMut, Visitor, VisitorMut, visit_expressions,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use jobs::lake::{self, Unfollowable};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// The name of a key's hidden column, before its number.
const KEY: &str = "$key";
/// The hidden column that counts the rows of a group.
const COUNT: &str = "$count";

/// How the rows of an answer are followed.
pub(crate) enum Way {
    /// Each is a line of a file.
    Lines,
    /// Each is a group of them.
    Groups(Box<Grouping>),
}

/// What a grouped statement is grouped by.
pub(crate) struct Grouping {
    from: String,
    condition: Option<Expr>,
    /// The keys, and the place in the answer of each one that is shown.
    keys: Vec<(Expr, Option<usize>)>,
    /// Whether the rows of each group are counted.
    counts: bool,
}

/// Whether the records behind the statement's rows can be found, as far as can be said before it runs.
pub(crate) fn followable(statement: &Statement) -> Result<(), Unfollowable> {
    let (query, select, _) = source(statement)?;
    if is_grouped(query, select)? {
        keys(query, select, &BTreeSet::new())?;
    }
    Ok(())
}

/// The table whose rows the answer's rows are, or are made of: database, if it is named, and name.
pub(crate) fn followed_table(statement: &Statement) -> Option<(Option<String>, String)> {
    table_name(source(statement).ok()?.2)
}

/// How the statement's rows are followed. `columns` are those that `*` shows, by database and table; `own` are all
/// those of the table that is followed.
pub(crate) fn way(
    statement: &Statement,
    database: &str,
    columns: &BTreeMap<(String, String), Vec<String>>,
    own: &BTreeSet<String>,
) -> Result<Way, Unfollowable> {
    let (query, select, _) = source(statement)?;
    if !is_grouped(query, select)? {
        return Ok(Way::Lines);
    }
    let named = named_select(select, database, columns);
    if let Some(item) = named.projection.iter().find(|item| is_wildcard(item)) {
        // It could not be spelled out, so its columns and the places behind it are not known here.
        return Err(Unfollowable::Key(item.to_string()));
    }
    let place = |key: &Expr| named.projection.iter().position(|item| expression(item) == Some(key));
    let keys = keys(query, &named, own)?.into_iter().map(|key| {
        let shown = place(&key);
        (key, shown)
    });
    let keys = keys.collect();
    let from = select.from.iter().map(ToString::to_string).collect();
    // Where nothing is computed of the groups, reading may end before all of their rows have been seen.
    let counts = select.distinct.is_none() && aggregate(query, select);
    Ok(Way::Groups(Box::new(Grouping { from, condition: select.selection.clone(), keys, counts })))
}

impl Way {
    /// The columns to append to the answer's own.
    pub(crate) fn hidden(&self) -> Vec<SelectItem> {
        match self {
            Self::Lines => {
                [FILE, LINE].map(|name| SelectItem::UnnamedExpr(Expr::Identifier(quoted(name)))).into_iter().collect()
            }
            Self::Groups(grouping) => {
                let keys = grouping.hidden_keys().enumerate().map(|(index, key)| SelectItem::ExprWithAlias {
                    expr: key.clone(),
                    alias: quoted(&format!("{KEY}{index}")),
                });
                let count = grouping.counts.then(count_rows).flatten();
                let alias = quoted(COUNT);
                keys.chain(count.map(|expr| SelectItem::ExprWithAlias { expr, alias })).collect()
            }
        }
    }
}

impl Grouping {
    /// The place of each key among the answer's columns, of which `shown` are shown.
    pub(crate) fn places(&self, shown: usize) -> Vec<usize> {
        let mut next = shown;
        let place = |(_, place): &(Expr, Option<usize>)| {
            place.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        };
        self.keys.iter().map(place).collect()
    }

    /// The key at `index`, for people.
    pub(crate) fn key(&self, index: usize) -> String {
        match self.keys.get(index) {
            Some((Expr::Identifier(name), _)) => name.value.clone(),
            Some((key, _)) => key.to_string(),
            None => String::new(),
        }
    }

    /// How to select the rows behind each row, before the rows are known. `now_epoch_ms` is what `now()` gave.
    pub(crate) fn groups(&self, now_epoch_ms: u64) -> lake::Groups {
        let frozen = |expr: &Expr| {
            let mut expr = expr.clone();
            let _ = VisitMut::visit(&mut expr, &mut Frozen { now_epoch_ms });
            expr
        };
        lake::Groups {
            from: self.from.clone(),
            condition: self.condition.as_ref().map(|condition| beside_and(&frozen(condition))),
            keys: self.keys.iter().map(|(key, _)| before_equals(&frozen(key))).collect(),
            values: Vec::new(),
            counts: self.counts.then(Vec::new),
        }
    }

    fn hidden_keys(&self) -> impl Iterator<Item = &Expr> {
        self.keys.iter().filter(|(_, shown)| shown.is_none()).map(|(key, _)| key)
    }
}

/// The one `SELECT` over one table that the statement is, and the table.
fn source(statement: &Statement) -> Result<(&Query, &Select, &ObjectName), Unfollowable> {
    let Statement::Query(query) = statement else { return Err(Unfollowable::NoSelect) };
    if query.with.is_some() {
        return Err(Unfollowable::With);
    }
    let select = match query.body.as_ref() {
        SetExpr::Select(select) => select,
        SetExpr::SetOperation { op, .. } => return Err(Unfollowable::SetOperation(op.to_string())),
        SetExpr::Values(_) => return Err(Unfollowable::NoTable),
        SetExpr::Query(_) => return Err(Unfollowable::Subquery),
        _ => return Err(Unfollowable::NoSelect),
    };
    match select.from.as_slice() {
        [] => Err(Unfollowable::NoTable),
        [from] if from.joins.is_empty() => match &from.relation {
            TableFactor::Table { name, args: None, .. } => Ok((query, select, name)),
            TableFactor::Derived { .. } => Err(Unfollowable::Subquery),
            TableFactor::NestedJoin { .. } => Err(Unfollowable::Join),
            _ => Err(Unfollowable::NoTable),
        },
        _ => Err(Unfollowable::Join),
    }
}

/// Whether the answer's rows are groups of rows.
fn is_grouped(query: &Query, select: &Select) -> Result<bool, Unfollowable> {
    let by_keys = match &select.group_by {
        GroupByExpr::All(modifiers) if modifiers.is_empty() => true,
        GroupByExpr::Expressions(keys, modifiers) if modifiers.is_empty() => {
            let totals = |key: &Expr| matches!(key, Expr::Rollup(_) | Expr::Cube(_) | Expr::GroupingSets(_));
            if keys.iter().any(totals) {
                return Err(Unfollowable::Totals);
            }
            !keys.is_empty()
        }
        _ => return Err(Unfollowable::Totals),
    };
    let grouped = by_keys || select.having.is_some() || aggregate(query, select);
    match select.distinct {
        Some(Distinct::On(_)) => Err(Unfollowable::DistinctGroups),
        Some(Distinct::Distinct) if grouped => Err(Unfollowable::DistinctGroups),
        Some(Distinct::Distinct) => Ok(true),
        _ => Ok(grouped),
    }
}

/// What the rows are grouped by. A name is a column's (of `own`) before it is another expression's.
fn keys(query: &Query, select: &Select, own: &BTreeSet<String>) -> Result<Vec<Expr>, Unfollowable> {
    let shown = || select.projection.iter().filter_map(expression).cloned();
    let keys: Vec<Expr> = match (&select.distinct, &select.group_by) {
        (Some(Distinct::Distinct), _) => shown().collect(),
        (_, GroupByExpr::All(_)) => shown().filter(|expr| !has_aggregate(expr)).collect(),
        (_, GroupByExpr::Expressions(keys, _)) => {
            let mut names = Names { select, own };
            let named = |key: &Expr| {
                let mut key = key.clone();
                let _ = VisitMut::visit(&mut key, &mut names);
                by_place(&key, select).unwrap_or(key)
            };
            keys.iter().map(named).collect()
        }
    };
    debug_assert!(!keys.is_empty() || aggregate(query, select) || select.having.is_some() || select.distinct.is_some());
    match keys.iter().find(|key| !is_of_one_row(key)) {
        Some(key) => Err(Unfollowable::Key(key.to_string())),
        None => Ok(keys),
    }
}

/// `GROUP BY 2`: the second expression of the answer.
fn by_place(key: &Expr, select: &Select) -> Option<Expr> {
    let mut inner = key;
    while let Expr::Nested(nested) = inner {
        inner = nested;
    }
    let Expr::Value(value) = inner else { return None };
    let Value::Number(number, _) = &value.value else { return None };
    let item = select.projection.get(number.to_string().parse::<usize>().ok()?.checked_sub(1)?)?;
    expression(item).cloned()
}

/// Puts expressions in the place of the names that the answer gives them.
struct Names<'a> {
    select: &'a Select,
    own: &'a BTreeSet<String>,
}

impl VisitorMut for Names<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::Identifier(name) = expr else { return ControlFlow::Continue(()) };
        if self.own.contains(&name.value) {
            return ControlFlow::Continue(());
        }
        let named = self.select.projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if alias.value == name.value => Some(expr),
            _ => None,
        });
        if let Some(named) = named {
            *expr = named.clone();
        }
        ControlFlow::Continue(())
    }
}

/// Puts the instant that they gave in the place of `now()` and its like, because the rows are selected later.
struct Frozen {
    now_epoch_ms: u64,
}

impl VisitorMut for Frozen {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::Function(function) = expr else { return ControlFlow::Continue(()) };
        let name = function.name.to_string().to_lowercase();
        let now = i64::try_from(self.now_epoch_ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
        let now = now.unwrap_or_default();
        let text = match name.as_str() {
            "now" | "current_timestamp" => {
                format!("CAST('{} +00:00' AS TIMESTAMP(9) WITH TIME ZONE)", now.format("%Y-%m-%d %H:%M:%S%.9f"))
            }
            "current_date" | "today" => format!("DATE '{}'", now.format("%Y-%m-%d")),
            "current_time" => format!("CAST('{}' AS TIME)", now.format("%H:%M:%S%.9f")),
            _ => return ControlFlow::Continue(()),
        };
        if let Some(literal) = parsed(&text) {
            *expr = literal;
        }
        ControlFlow::Continue(())
    }
}

/// Whether `expr` can be computed of one row of the table alone.
fn is_of_one_row(expr: &Expr) -> bool {
    struct Beyond;
    impl Visitor for Beyond {
        type Break = ();

        fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            ControlFlow::Break(())
        }

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            match expr {
                Expr::Function(function)
                    if function.over.is_some() || function.name.to_string().eq_ignore_ascii_case("unnest") =>
                {
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        }
    }
    Visit::visit(expr, &mut Beyond).is_continue()
}

/// Whether the statement has a function that makes one value of many rows.
fn aggregate(query: &Query, select: &Select) -> bool {
    let found = finder();
    visit_expressions(&select.projection, &found).is_break()
        || visit_expressions(&select.having, &found).is_break()
        || visit_expressions(&query.order_by, &found).is_break()
}

fn has_aggregate(expr: &Expr) -> bool {
    visit_expressions(expr, finder()).is_break()
}

fn finder() -> impl Fn(&Expr) -> ControlFlow<()> {
    let known = registry::aggregate_names();
    move |expr| match expr {
        Expr::Function(function) if function.over.is_none() && !matches!(function.args, FunctionArguments::None) => {
            let name = function.name.to_string().to_lowercase();
            if known.contains(&name) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
        _ => ControlFlow::Continue(()),
    }
}

/// An expression of the answer, without its name.
fn expression(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    }
}

/// The condition, so that an `AND` beside it leaves it whole.
fn beside_and(condition: &Expr) -> String {
    use BinaryOperator::{And, Eq, Gt, GtEq, Lt, LtEq, NotEq};
    match condition {
        Expr::BinaryOp { op: And | Eq | Gt | GtEq | Lt | LtEq | NotEq, .. } => condition.to_string(),
        other => before_equals(other),
    }
}

/// The expression, so that an `=` behind it leaves it whole.
fn before_equals(expr: &Expr) -> String {
    let whole = match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Nested(_) | Expr::Substring { .. } => true,
        Expr::Function(function) => function.filter.is_none(),
        Expr::Cast { kind, .. } => *kind == CastKind::Cast,
        _ => false,
    };
    if whole { expr.to_string() } else { format!("({expr})") }
}

fn count_rows() -> Option<Expr> {
    parsed("count(*)")
}

fn parsed(text: &str) -> Option<Expr> {
    Parser::new(&GenericDialect {}).try_with_sql(text).ok()?.parse_expr().ok()
}
