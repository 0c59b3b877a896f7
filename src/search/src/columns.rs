//! A field's values by document, whatever its type: for sorting and aggregating.

use crate::problem::{self, Trouble};
use crate::schema::{FieldInfo, Schema};
use crate::segment::Segment;
use crate::{date, values};
use jobs::search::{FieldType, Problem};
use serde_json::Value;
use std::cmp::Ordering;
use tantivy::columnar::{Column, StrColumn};

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A whole number, a boolean, an instant.
    Whole(i64),
    /// A floating-point number; finite.
    Double(f64),
    /// A term.
    Text(String),
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Text(_), _) => Ordering::Greater,
            (_, Self::Text(_)) => Ordering::Less,
            (left, right) => left.number().total_cmp(&right.number()),
        }
    }
}

impl Key {
    /// The value as a number; 0 for a text, which no caller asks for.
    pub fn number(&self) -> f64 {
        match self {
            Self::Whole(number) => *number as f64,
            Self::Double(number) => *number,
            Self::Text(_) => 0.0,
        }
    }

    /// The value as an answer shows it.
    pub fn json(&self) -> Value {
        match self {
            Self::Whole(number) => Value::from(*number),
            Self::Double(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.clone()),
        }
    }

    /// From a value of a request.
    pub fn of(kind: FieldType, value: &Value) -> Option<Self> {
        match kind {
            FieldType::Keyword | FieldType::Text => values::text(value).map(Self::Text),
            FieldType::Double => values::double(value).map(Self::Double),
            FieldType::Long | FieldType::Boolean | FieldType::Date => values::whole(kind, value).map(Self::Whole),
        }
    }
}

/// The text beside a value whose number does not speak for itself.
pub fn as_text(kind: FieldType, key: &Key) -> Option<String> {
    match (kind, key) {
        (FieldType::Date, Key::Whole(ms)) => Some(date::format(*ms)),
        (FieldType::Boolean, Key::Whole(number)) => Some((*number != 0).to_string()),
        _ => None,
    }
}

/// The column of a field in one segment.
pub enum Values {
    /// No document of the segment has a value.
    None,
    /// Whole numbers, booleans, instants.
    Whole(Column<i64>),
    /// Floating-point numbers.
    Double(Column<f64>),
    /// Terms.
    Text(StrColumn),
}

impl Values {
    /// Opens the column of a field.
    pub fn open(segment: &Segment, info: &FieldInfo) -> Result<Self, Trouble> {
        let Some(column) = info.column.as_deref() else { return Ok(Self::None) };
        Ok(match info.kind {
            FieldType::Text => Self::None,
            FieldType::Keyword => segment.keyword(column)?.map_or(Self::None, Self::Text),
            FieldType::Double => segment.double(column)?.map_or(Self::None, Self::Double),
            FieldType::Long | FieldType::Boolean | FieldType::Date => {
                segment.whole(column)?.map_or(Self::None, Self::Whole)
            }
        })
    }

    /// Whether a document has a value.
    pub fn has(&self, doc: u32) -> bool {
        match self {
            Self::None => false,
            Self::Whole(column) => column.first(doc).is_some(),
            Self::Double(column) => column.first(doc).is_some(),
            Self::Text(column) => column.ords().first(doc).is_some(),
        }
    }

    /// Calls `found` with each number of a document.
    pub fn numbers(&self, doc: u32, found: &mut dyn FnMut(f64)) {
        match self {
            Self::None | Self::Text(_) => {}
            Self::Whole(column) => column.values_for_doc(doc).for_each(|value| found(value as f64)),
            Self::Double(column) => column.values_for_doc(doc).for_each(found),
        }
    }

    /// Calls `found` with each value of a document; a text is its number in the segment's list of terms.
    pub fn each(&self, doc: u32, found: &mut dyn FnMut(Local)) {
        match self {
            Self::None => {}
            Self::Whole(column) => column.values_for_doc(doc).for_each(|value| found(Local::Key(Key::Whole(value)))),
            Self::Double(column) => column.values_for_doc(doc).for_each(|value| found(Local::Key(Key::Double(value)))),
            Self::Text(column) => column.term_ords(doc).for_each(|ord| found(Local::Term(ord))),
        }
    }

    /// A value without its segment.
    pub fn resolve(&self, local: Local) -> Result<Key, Trouble> {
        match (local, self) {
            (Local::Key(key), _) => Ok(key),
            (Local::Term(ord), Self::Text(column)) => {
                let mut text = String::new();
                column.ord_to_str(ord, &mut text)?;
                Ok(Key::Text(text))
            }
            (Local::Term(_), _) => Err(Trouble::Broken("a term of no column".into())),
        }
    }
}

/// A value inside a segment, where a term is cheaper as its number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Local {
    /// A number.
    Key(Key),
    /// The number of a term, in the order of the terms.
    Term(u64),
}

/// The field of this name if it has a column; `None` for a name that no field has.
pub fn field<'a>(schema: &'a Schema, name: &str) -> Result<Option<&'a FieldInfo>, Problem> {
    let Some(info) = schema.field(name) else { return Ok(None) };
    if info.column.is_some() {
        return Ok(Some(info));
    }
    Err(problem::unfit(format!(
        "Text fields are not optimised for operations that require per-document field data like aggregations and \
         sorting, so these operations are disabled by default. Please use a keyword field instead. Alternatively, \
         set fielddata=true on [{name}] in order to load field data by uninverting the inverted index. Note that \
         this can use significant memory."
    )))
}
