//! `INSERT INTO`: what the query gives must be what the table takes.

use super::super::ast::{Name, Query};
use super::super::error::{Place, Result, error, hinted, mismatch, nearest};
use super::kinds::shown;
use super::{Binder, tables};
use jobs::lake::Class;
use jobs::stream::{Insert, Type};

impl Binder {
    pub(super) fn insert(&mut self, into: &Name, names: &[Name], query: &Query, at: Place) -> Result<()> {
        let mut relation = self.query(query)?;
        relation.settle(at)?;
        let found =
            self.program.tables.iter().zip(&self.facts).enumerate().find(|(_, (table, _))| table.name == into.text);
        let Some((index, (table, facts))) = found else {
            if self.named.iter().any(|(known, _)| *known == into.text) {
                return Err(error(
                    Class::Other,
                    into.at,
                    format!("'{}' is a view, and nothing can be written to it", into.text),
                ));
            }
            let what = format!(
                "Cannot find table '`default_catalog`.`default_database`.`{}`' in any of the catalogs",
                into.text
            );
            let known = self.program.tables.iter().map(|table| table.name.as_str());
            return Err(nearest(error(Class::TableNotFound, into.at, what), &into.text, known));
        };
        if let Some(column) = table.columns.iter().zip(&facts.shown).find(|(_, shown)| shown.ends_with(" METADATA")) {
            let what = format!("The metadata column '{}' of '{}' cannot be written to", column.0.name, table.name);
            return Err(hinted(
                error(Class::NotSupported, into.at, what),
                "METADATA VIRTUAL is left out where a table is written to",
            ));
        }
        let writable = |column: u32| {
            usize::try_from(column).ok().and_then(|index| facts.writable.get(index)).copied().unwrap_or(false)
        };
        let mut columns = Vec::new();
        for name in names {
            let column = tables::place(table, name)?;
            if !writable(column) || columns.contains(&column) {
                let what = format!("Column '{}' cannot be written to, or is named twice", name.text);
                return Err(error(Class::Other, name.at, what));
            }
            columns.push(column);
        }
        if names.is_empty() {
            let all = (0..).take(table.columns.len());
            columns.extend(all.filter(|column| writable(*column)));
        }
        let sink: Vec<(&str, Type, &str)> = columns
            .iter()
            .filter_map(|column| {
                let index = usize::try_from(*column).ok()?;
                let column = table.columns.get(index)?;
                Some((column.name.as_str(), column.kind, facts.shown.get(index)?.as_str()))
            })
            .collect();
        let refuse = |cause: String| {
            let of_query = relation.fields.iter().map(|field| format!("{}: {}", field.name, shown(field.kind)));
            let of_sink = sink.iter().map(|(name, _, shown)| format!("{name}: {shown}"));
            let schemas = [of_query.collect::<Vec<_>>().join(", "), of_sink.collect::<Vec<_>>().join(", ")];
            let what = format!(
                "Column types of query result and sink for 'default_catalog.default_database.{}' do not match.",
                into.text
            );
            mismatch(
                into.at,
                format!("{what}\nCause: {cause}\n\nQuery schema: [{}]\nSink schema:  [{}]", schemas[0], schemas[1]),
            )
        };
        if relation.fields.len() != sink.len() {
            return Err(refuse("Different number of columns.".into()));
        }
        for (place, (field, (name, kind, _))) in relation.fields.iter().zip(&sink).enumerate() {
            if field.kind != *kind && (field.kind, *kind) != (Type::Bigint, Type::Double) {
                return Err(refuse(format!("Incompatible types for sink column '{name}' at position {place}.")));
            }
        }
        let kinds: Vec<Type> = sink.iter().map(|(_, kind, _)| *kind).collect();
        let updates = relation.updates;
        let into = u32::try_from(index).map_err(|_| error(Class::Other, at, "too many tables"))?;
        let query = relation.exactly(&kinds);
        self.program.inserts.push(Insert { into, columns, query, updates, position: at });
        Ok(())
    }
}
