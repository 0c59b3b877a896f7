//! Binding: names become places, types are agreed on, and a plan comes out.

mod calls;
mod exprs;
mod groups;
mod insert;
mod joins;
mod kinds;
mod project;
mod relation;
mod select;
mod tables;
mod windows;

use super::ast::{Body, Query, Source, SourceKind, Statement};
use super::error::{Place, Result, error, mismatch, nearest, unsupported};
use exprs::Exprs;
use jobs::lake::Class;
use jobs::stream::{Node, Program, Type};
use relation::{Relation, Role};
use serde::Serialize;

/// Bytes of plan that may come from naming or repeating what was bound before: views of views grow without bound otherwise.
const REPEATED_BYTES_MAX: usize = 4_000_000;

/// What a script has declared so far.
#[derive(Default)]
pub(super) struct Binder {
    program: Program,
    /// What is known of each table beside the plan; as many as the program has.
    facts: Vec<tables::Facts>,
    /// Views, and inside a query what `WITH` gives.
    named: Vec<(String, Relation)>,
    repeated: Budget,
}

/// What has been repeated so far.
#[derive(Default)]
pub(super) struct Budget {
    bytes: usize,
}

impl Budget {
    /// Counts one more copy of `what`.
    fn charge(&mut self, what: &impl Serialize, at: Place) -> Result<()> {
        self.bytes += serde_json::to_string(what).map_or(REPEATED_BYTES_MAX, |text| text.len());
        if self.bytes > REPEATED_BYTES_MAX {
            return Err(unsupported(at, "a script that repeats so much of itself"));
        }
        Ok(())
    }
}

impl Binder {
    /// Takes the next statement.
    pub(super) fn statement(&mut self, statement: &Statement) -> Result<()> {
        match statement {
            Statement::Set { key, value, at } => {
                self.program.settings_at.insert(key.clone(), *at);
                self.program.settings.insert(key.clone(), value.clone());
                Ok(())
            }
            Statement::Table(table) => self.table(table),
            Statement::View { name, columns, query } => {
                self.refuse_second(&name.text, name.at)?;
                let mut relation = self.query(query)?;
                relation.rename(columns, name.at)?;
                self.named.push((name.text.clone(), relation));
                Ok(())
            }
            Statement::Insert { into, columns, query, at } => self.insert(into, columns, query, *at),
        }
    }

    /// The plan.
    pub(super) fn finish(self) -> Program {
        self.program
    }

    /// A name is given once.
    fn refuse_second(&self, name: &str, at: Place) -> Result<()> {
        let known = self.program.tables.iter().map(|table| &table.name).chain(self.named.iter().map(|(name, _)| name));
        if known.into_iter().any(|known| known == name) {
            let what = format!("Table (or view) default_catalog.default_database.{name} already exists");
            return Err(error(Class::Other, at, what));
        }
        Ok(())
    }

    fn query(&mut self, query: &Query) -> Result<Relation> {
        let outside = self.named.len();
        for (name, columns, inner) in &query.with {
            let mut relation = self.query(inner)?;
            relation.rename(columns, name.at)?;
            self.named.push((name.text.clone(), relation));
        }
        let mut relations = Vec::new();
        for body in &query.bodies {
            let (relation, at) = match body {
                Body::Select(select) => (self.select(select)?, select.at),
                Body::Query(inner) => (self.query(inner)?, (1, 1)),
            };
            relations.push((relation, at));
        }
        self.named.truncate(outside);
        if relations.len() > 1 {
            return union(relations);
        }
        match relations.pop() {
            Some((relation, _)) => Ok(relation),
            None => Err(error(Class::Other, (1, 1), "a query without a SELECT")),
        }
    }

    /// What stands behind `FROM`.
    fn source(&mut self, source: &Source) -> Result<Relation> {
        let mut relation = match &source.kind {
            SourceKind::Table(name, None) => self.named(&name.text, name.at)?,
            SourceKind::Table(_, Some(instant)) => {
                return Err(unsupported(instant.at, "FOR SYSTEM_TIME AS OF on the left of a join"));
            }
            SourceKind::Query(query) => {
                let mut relation = self.query(query)?;
                relation.qualify(None);
                relation
            }
            SourceKind::Window(window) => self.window(window)?,
        };
        if let Some(alias) = &source.alias {
            relation.qualify(Some(&alias.text));
            relation.rename(&source.columns, alias.at)?;
        }
        Ok(relation)
    }

    /// A table, a view, or what `WITH` gives.
    fn named(&mut self, name: &str, at: Place) -> Result<Relation> {
        if let Some((_, relation)) = self.named.iter().rev().find(|(known, _)| known == name) {
            let mut relation = relation.clone();
            self.repeated.charge(&relation.node, at)?;
            relation.qualify(Some(name));
            return Ok(relation);
        }
        match self.program.tables.iter().enumerate().find(|(_, table)| table.name == name) {
            Some((index, table)) => Ok(tables::scan(index, table)),
            None => {
                let tables = self.program.tables.iter().map(|table| table.name.as_str());
                let known = tables.chain(self.named.iter().map(|(name, _)| name.as_str()));
                Err(nearest(error(Class::TableNotFound, at, format!("Object '{name}' not found")), name, known))
            }
        }
    }

    /// Binds expressions over a relation's columns.
    fn rows<'a>(&'a mut self, relation: &'a Relation) -> Exprs<'a> {
        Exprs { relation, groups: None, repeated: &mut self.repeated }
    }
}

/// `UNION ALL`
fn union(relations: Vec<(Relation, Place)>) -> Result<Relation> {
    let mut settled = Vec::new();
    for (mut relation, at) in relations {
        relation.settle(at)?;
        settled.push((relation, at));
    }
    let Some(((first, _), others)) = settled.split_first() else {
        return Err(error(Class::Other, (1, 1), "a query without a SELECT"));
    };
    let mut fields = first.fields.clone();
    let mut clock = first.clock;
    for (other, at) in others {
        if other.fields.len() != fields.len() {
            return Err(mismatch(*at, "Column count mismatch in UNION ALL"));
        }
        if other.clock != clock {
            clock = None;
        }
        for (place, (field, beside)) in fields.iter_mut().zip(&other.fields).enumerate() {
            field.kind = match (field.kind, beside.kind) {
                (left, right) if left == right => left,
                (Type::Bigint | Type::Double, Type::Bigint | Type::Double) => Type::Double,
                _ => return Err(mismatch(*at, format!("Type mismatch in column {} of UNION ALL", place + 1))),
            };
            if field.role != beside.role {
                field.role = Role::Plain;
            }
        }
    }
    if clock.is_none() {
        fields.iter_mut().filter(|field| field.role.is_window()).for_each(|field| field.role = Role::Plain);
    }
    let kinds: Vec<Type> = fields.iter().map(|field| field.kind).collect();
    let updates = settled.iter().any(|(relation, _)| relation.updates);
    let inputs = settled.into_iter().map(|(relation, _)| relation.exactly(&kinds)).collect();
    for (index, field) in (0..).zip(&mut fields) {
        field.index = index;
        field.qualifier = None;
    }
    Ok(Relation { node: Node::Union { inputs }, kinds, fields, pending: None, ranked: None, clock, updates })
}
