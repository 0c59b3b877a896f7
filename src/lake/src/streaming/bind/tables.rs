//! `CREATE TABLE`: columns, time, keys, options.

use super::super::ast::{ColumnOrigin, CreateTable, Name};
use super::super::error::{Result, error, hinted, mismatch, nearest};
use super::super::statements::delay_ms;
use super::Binder;
use super::relation::{Field, Relation, Role};
use jobs::lake::Class;
use jobs::stream::{Column, Node, Origin, Table, Type, Watermark};
use std::collections::BTreeMap;

/// What is known of a table beside the plan.
pub(super) struct Facts {
    /// How each column's type was declared.
    pub(super) shown: Vec<String>,
    /// Whether each column can be written to.
    pub(super) writable: Vec<bool>,
}

impl Binder {
    pub(super) fn table(&mut self, created: &CreateTable) -> Result<()> {
        let again = self.program.tables.iter().any(|table| table.name == created.name.text);
        if again && created.if_not_exists {
            return Ok(());
        }
        self.refuse_second(&created.name.text, created.name.at)?;
        let mut table = Table {
            name: created.name.text.clone(),
            columns: Vec::new(),
            watermark: None,
            primary_key: Vec::new(),
            partitioned_by: Vec::new(),
            options: self.options(created)?,
            position: created.at,
        };
        let mut facts = Facts { shown: Vec::new(), writable: Vec::new() };
        let mut precisions = Vec::new();
        for column in &created.columns {
            if table.columns.iter().any(|known| known.name == column.name.text) {
                let what = format!("A column named '{}' already exists in the table.", column.name.text);
                return Err(error(Class::Other, column.name.at, what));
            }
            let (kind, origin, shown, precision) = match &column.origin {
                ColumnOrigin::Member(declared) => {
                    (declared.kind, Origin::Member, declared.shown.clone(), declared.precision)
                }
                ColumnOrigin::Metadata { declared, from, is_virtual } => {
                    let key = from.clone().unwrap_or_else(|| column.name.text.clone());
                    // Whether it may be written to, only a sink asks: it may not, and so has to be VIRTUAL there.
                    let shown = format!("{}{}", declared.shown, if *is_virtual { "" } else { " METADATA" });
                    (declared.kind, Origin::Metadata(key), shown, declared.precision)
                }
                ColumnOrigin::ProcessingTime => {
                    (Type::Timestamp, Origin::ProcessingTime, "TIMESTAMP_LTZ(3) *PROCTIME*".into(), 3)
                }
                ColumnOrigin::Computed(expr) => {
                    let known = relation(&table);
                    let typed = self.rows(&known).bind(expr)?;
                    let kind = typed.known()?;
                    (kind, Origin::Computed(typed.expr), super::kinds::shown(kind).into(), 3)
                }
            };
            facts.writable.push(origin == Origin::Member);
            facts.shown.push(shown);
            precisions.push(precision);
            table.columns.push(Column { name: column.name.text.clone(), kind, origin });
        }
        if let Some(watermark) = &created.watermark {
            let column = place(&table, &watermark.column)?;
            let at = watermark.column.at;
            let index = usize::try_from(column).unwrap_or(usize::MAX);
            let (kind, shown) = (table.columns.get(index).map(|column| column.kind), facts.shown.get(index));
            if kind != Some(Type::Timestamp) || precisions.get(index).is_some_and(|precision| *precision > 3) {
                let shown = shown.map_or("unknown", String::as_str);
                let what = "Invalid data type of time field for watermark definition. The field must be of type TIMESTAMP(p) or \
                            TIMESTAMP_LTZ(p), the supported precision 'p' is from 0 to 3";
                let found = mismatch(at, format!("{what}, but the time field type is {shown}"));
                return Err(hinted(found, format!("{} TIMESTAMP(3)", watermark.column.text)));
            }
            if matches!(table.columns.get(index).map(|column| &column.origin), Some(Origin::ProcessingTime)) {
                return Err(mismatch(at, "A watermark can not be defined for a processing-time attribute column."));
            }
            let delay_ms = delay_ms(&watermark.strategy, &watermark.column.text)?;
            table.watermark = Some(Watermark { column, delay_ms });
        }
        for name in &created.primary_key {
            let column = place(&table, name)?;
            table.primary_key.push(column);
        }
        for name in &created.partitioned_by {
            let column = place(&table, name)?;
            table.partitioned_by.push(column);
        }
        self.program.tables.push(table);
        self.facts.push(facts);
        Ok(())
    }

    fn options(&self, created: &CreateTable) -> Result<BTreeMap<String, String>> {
        let mut options = BTreeMap::new();
        for (key, value, at) in &created.options {
            if options.insert(key.clone(), value.clone()).is_some() {
                return Err(error(Class::Other, *at, format!("the option '{key}' is given twice")));
            }
        }
        if !options.contains_key("connector") {
            let found = error(
                Class::Other,
                created.at,
                "Table options do not contain an option key 'connector' for discovering a connector.",
            );
            return Err(hinted(found, "WITH ('connector' = '…', …)"));
        }
        Ok(options)
    }
}

/// All columns of a table.
pub(super) fn scan(index: usize, table: &Table) -> Relation {
    let mut found = relation(table);
    found.node = Node::Scan { table: u32::try_from(index).unwrap_or(u32::MAX) };
    found
}

/// The columns that a table has so far.
fn relation(table: &Table) -> Relation {
    let role = |index: u32, column: &Column| match (&column.origin, &table.watermark) {
        (Origin::ProcessingTime, _) => Role::ProcessingTime,
        (_, Some(watermark)) if watermark.column == index => Role::EventTime,
        _ => Role::Plain,
    };
    let fields = (0..).zip(&table.columns).map(|(index, column)| Field {
        qualifier: Some(table.name.clone()),
        name: column.name.clone(),
        kind: column.kind,
        role: role(index, column),
        index,
    });
    Relation {
        node: Node::Scan { table: 0 },
        kinds: table.columns.iter().map(|column| column.kind).collect(),
        fields: fields.collect(),
        pending: None,
        ranked: None,
        clock: None,
        updates: false,
    }
}

/// The place of a table's column.
pub(super) fn place(table: &Table, name: &Name) -> Result<u32> {
    let found = (0..).zip(&table.columns).find(|(_, column)| column.name == name.text).map(|(index, _)| index);
    found.ok_or_else(|| {
        let what = format!("Column '{}' not found in table '{}'", name.text, table.name);
        let known = table.columns.iter().map(|column| column.name.as_str());
        nearest(error(Class::ColumnNotFound, name.at, what), &name.text, known)
    })
}
