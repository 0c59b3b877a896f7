//! Rewriting a query's tree before it is planned.
//!
//! - every column gets a name of its own (`_col0`, …), so that equal ones may stand side by side;
//! - `*` over one table is spelled out, so that hidden columns stay hidden;
//! - what is needed to follow rows goes along as last columns, which the answer does not show;
//! - functions of the dialect that are others in disguise are replaced;
//! - a catalog in front of a table's name is dropped.

use crate::statement::{is_wildcard, own_name, table_name};
use datafusion::sql::sqlparser::ast::{
    Expr, Ident, ObjectName, ObjectNamePart, Select, SelectItem, SetExpr, Statement, TableFactor, VisitMut, VisitorMut,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Rewrites `statement`; `columns` are those that `*` shows, by database and table; `hidden` ones stand behind them.
pub(crate) fn prepare(
    statement: &mut Statement,
    database: &str,
    columns: &BTreeMap<(String, String), Vec<String>>,
    hidden: Vec<SelectItem>,
) {
    if let Statement::Query(query) = statement
        && let SetExpr::Select(select) = query.body.as_mut()
    {
        select.projection.extend(hidden);
    }
    let mut rewriter = Rewriter { database, columns };
    let _ = statement.visit(&mut rewriter);
}

/// The same `SELECT` with its columns as they will be planned: spelled out and named.
pub(crate) fn named_select(
    select: &Select,
    database: &str,
    columns: &BTreeMap<(String, String), Vec<String>>,
) -> Select {
    let mut select = select.clone();
    Rewriter { database, columns }.spell_out(&mut select);
    name_columns(&mut select);
    select
}

struct Rewriter<'a> {
    database: &'a str,
    columns: &'a BTreeMap<(String, String), Vec<String>>,
}

impl VisitorMut for Rewriter<'_> {
    type Break = ();

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        self.spell_out(select);
        name_columns(select);
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, name: &mut ObjectName) -> ControlFlow<()> {
        let surplus = name.0.len().saturating_sub(2);
        name.0.drain(..surplus);
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        crate::dialect::rewrite(expr);
        ControlFlow::Continue(())
    }
}

impl Rewriter<'_> {
    /// Replaces `*` and `t.*` over one table by the table's columns.
    fn spell_out(&self, select: &mut Select) {
        let [from] = select.from.as_slice() else {
            return;
        };
        let TableFactor::Table { name, args: None, .. } = &from.relation else {
            return;
        };
        let Some((database, table)) = table_name(name) else {
            return;
        };
        let key = (database.unwrap_or_else(|| self.database.to_owned()), table);
        let Some(columns) = self.columns.get(&key).filter(|_| from.joins.is_empty()) else {
            return;
        };
        let plain = |item: &SelectItem| match item {
            SelectItem::Wildcard(options) | SelectItem::QualifiedWildcard(_, options) => options.to_string().is_empty(),
            _ => false,
        };
        for item in std::mem::take(&mut select.projection) {
            if plain(&item) {
                let spelled = columns.iter().map(|name| SelectItem::UnnamedExpr(Expr::Identifier(quoted(name))));
                select.projection.extend(spelled);
            } else {
                select.projection.push(item);
            }
        }
    }
}

/// Gives each column a name that no other has.
fn name_columns(select: &mut Select) {
    let mut seen = BTreeSet::new();
    for (index, item) in select.projection.iter_mut().enumerate() {
        if is_wildcard(item) {
            continue;
        }
        let alias = match own_name(item) {
            None => format!("_col{index}"),
            Some(name) if seen.contains(name) => format!("{name}_{index}"),
            Some(name) => {
                seen.insert(name.to_owned());
                continue;
            }
        };
        seen.insert(alias.clone());
        match item {
            SelectItem::UnnamedExpr(expr) => {
                *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias: quoted(&alias) };
            }
            SelectItem::ExprWithAlias { alias: old, .. } => *old = quoted(&alias),
            _ => {}
        }
    }
}

/// A name in double quotes.
pub(crate) fn quoted(name: &str) -> Ident {
    Ident::with_quote('"', name)
}

/// A function's or table's name of one part.
pub(crate) fn object_name(name: &str) -> ObjectName {
    ObjectName(vec![ObjectNamePart::Identifier(Ident::new(name))])
}
