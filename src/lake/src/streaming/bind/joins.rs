//! Joins: a stream's rows beside those of a bounded table.

use super::super::ast::{Join, SourceKind};
use super::super::error::{Result, error, hinted, mismatch, unsupported};
use super::Binder;
use super::kinds::all;
use super::relation::{Relation, any_column};
use super::{Role, select::flatten, tables, windows};
use jobs::lake::Class;
use jobs::stream::{Binary, Expr, Node};

impl Binder {
    pub(super) fn join(&mut self, mut left: Relation, join: &Join) -> Result<Relation> {
        left.settle(join.at)?;
        let SourceKind::Table(name, instant) = &join.source.kind else {
            return Err(hinted(unsupported(join.source.at, "a join with a query or a window"), BOUNDED));
        };
        let is_view = self.named.iter().any(|(known, _)| *known == name.text);
        let found = self.program.tables.iter().enumerate().find(|(_, table)| table.name == name.text && !is_view);
        let Some((index, table)) = found else {
            // Says that there is no such table, if there is none.
            self.named(&name.text, name.at)?;
            return Err(hinted(unsupported(name.at, "a join with a view"), BOUNDED));
        };
        if table.options.get("connector").map(String::as_str) != Some("filesystem") {
            return Err(hinted(unsupported(name.at, "a join of two streams"), BOUNDED));
        }
        let mut right = tables::scan(index, table);
        let alias = join.source.alias.as_ref().unwrap_or(name);
        right.qualify(Some(&alias.text));
        right.rename(&join.source.columns, alias.at)?;
        if let Some(instant) = instant {
            let typed = self.rows(&left).bind(instant)?;
            let column = left.fields.iter().find(|field| typed.expr == Expr::Column(field.index));
            if column.and_then(|column| windows::when(&left, column)).is_none() {
                let what = "Temporal table join currently only supports 'FOR SYSTEM_TIME AS OF' left table's time attribute field";
                return Err(mismatch(instant.at, what));
            }
        }
        let width = left.width();
        let mut both = left.clone();
        both.kinds.extend(right.kinds.iter().copied());
        both.fields.extend(right.fields.iter().cloned().map(|mut field| {
            field.index += width;
            field.role = Role::Plain;
            field
        }));
        let mut parts = Vec::new();
        flatten(&join.on, &mut parts);
        let (mut on, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            let condition = self.rows(&both).condition(part, "ON")?;
            match equal(condition, width) {
                Ok(pair) => on.push(pair),
                Err(condition) if join.outer => {
                    drop(condition);
                    return Err(unsupported(part.at, "another condition than equal columns in a LEFT JOIN"));
                }
                Err(condition) => others.push(condition),
            }
        }
        if on.is_empty() {
            let found =
                unsupported(join.on.at, "a join without a column of the table that equals something of the stream");
            return Err(hinted(found, format!("ON stream_column = {}.column", alias.text)));
        }
        let table = u32::try_from(index).map_err(|_| error(Class::Other, join.at, "too many tables"))?;
        both.node = Node::Lookup { input: Box::new(left.node), table, on, outer: join.outer };
        if !others.is_empty() {
            both.filter(all(Binary::And, others));
        }
        Ok(both)
    }
}

const BOUNDED: &str = "a stream is joined with a table whose connector is 'filesystem', which stands on the right";

/// An expression over the stream and the column of the table that equals it, if the condition is such.
fn equal(condition: Expr, width: u32) -> std::result::Result<(Expr, u32), Expr> {
    let of_stream = |expr: &Expr| !any_column(expr, &mut |column| column >= width);
    match condition {
        Expr::Binary(left, Binary::Equal, right) => match (*left, *right) {
            (stream, Expr::Column(column)) if column >= width && of_stream(&stream) => Ok((stream, column - width)),
            (Expr::Column(column), stream) if column >= width && of_stream(&stream) => Ok((stream, column - width)),
            (left, right) => Err(Expr::Binary(Box::new(left), Binary::Equal, Box::new(right))),
        },
        other => Err(other),
    }
}
