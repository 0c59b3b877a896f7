//! The order of hits.

use crate::columns::{self, Key, Local, Values};
use crate::problem::{self, Trouble};
use crate::schema::{FieldInfo, Schema};
use crate::segment::Segment;
use crate::values;
use jobs::search::{FieldType, Problem};
use serde_json::Value;
use std::cmp::Ordering;

/// What to sort by.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    /// The score.
    Score,
    /// The place in the index: oldest segment first, then the line.
    Doc,
    /// A field; one that no document can have puts all at the missing end.
    Field(Option<FieldInfo>),
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What to sort by.
    pub by: By,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Whether hits without a value come first.
    pub missing_first: bool,
    /// The value that such hits are given instead.
    pub missing: Option<Key>,
    /// Of several values, whether the greatest counts.
    pub greatest: bool,
}

/// A hit's value for a key; `None` if it has none.
pub type SortValue = Option<Key>;

/// Reads `"delay"`, `{"delay": "desc"}`, `{"delay": {"order": "desc", "missing": "_first"}}`, or a list of them.
pub fn parse(schema: &Schema, value: &Value) -> Result<Vec<SortKey>, Problem> {
    let mut keys = Vec::new();
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    for item in items {
        match item {
            Value::String(name) => keys.push(key(schema, name, &Value::Null)?),
            Value::Object(members) => {
                for (name, options) in members {
                    keys.push(key(schema, name, options)?);
                }
            }
            other => {
                let kind = crate::request::token(other);
                return Err(problem::parsing(format!(
                    "malformed sort format, within the sort array, an object, or an actual string are allowed, found [{kind}]"
                )));
            }
        }
    }
    Ok(keys)
}

fn key(schema: &Schema, name: &str, options: &Value) -> Result<SortKey, Problem> {
    let mut key =
        SortKey { by: By::Score, descending: name == "_score", missing_first: false, missing: None, greatest: false };
    let (mut unmapped, mut mode, mut missing) = (false, None, None);
    if let Value::String(order) = options {
        key.descending = descending(order)?;
    }
    for (option, value) in options.as_object().into_iter().flatten() {
        match option.as_str() {
            "order" => key.descending = descending(value.as_str().unwrap_or_default())?,
            "missing" => missing = Some(value),
            "mode" => mode = value.as_str(),
            "unmapped_type" => unmapped = true,
            "numeric_type" | "format" => {}
            other => return Err(problem::parsing(format!("[field_sort] unknown field [{other}]"))),
        }
    }
    key.greatest = match mode {
        None => key.descending,
        Some("min") => false,
        Some("max") => true,
        Some(other) => return Err(problem::illegal(format!("sort mode [{other}] is not modelled here"))),
    };
    key.by = match name {
        "_score" => By::Score,
        "_doc" => By::Doc,
        _ => match columns::field(schema, name)? {
            Some(info) => By::Field(Some(info.clone())),
            None if unmapped => By::Field(None),
            None => return Err(problem::shard(format!("No mapping found for [{name}] in order to sort on"))),
        },
    };
    if let (Some(value), By::Field(Some(info))) = (missing, &key.by) {
        match value.as_str() {
            Some("_first") => key.missing_first = true,
            Some("_last") => {}
            _ => {
                let value = Key::of(info.kind, value);
                key.missing = Some(value.ok_or_else(|| problem::no_number(missing.unwrap_or(&Value::Null)))?);
            }
        }
    }
    Ok(key)
}

fn descending(order: &str) -> Result<bool, Problem> {
    match order.to_ascii_lowercase().as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => Err(problem::illegal(format!(
            "No enum constant org.opensearch.search.sort.SortOrder.{}",
            order.to_ascii_uppercase()
        ))),
    }
}

impl SortKey {
    /// The values of a segment's documents.
    pub fn open(&self, segment: &Segment) -> Result<Values, Trouble> {
        match &self.by {
            By::Field(Some(info)) => Values::open(segment, info),
            By::Score | By::Doc | By::Field(None) => Ok(Values::None),
        }
    }

    /// A hit's value. `place` is its place in the whole index.
    pub fn value(&self, values: &Values, doc: u32, place: u64, score: f64) -> Result<SortValue, Trouble> {
        match &self.by {
            By::Score => return Ok(Some(Key::Double(score))),
            By::Doc => return Ok(Some(Key::Whole(i64::try_from(place).unwrap_or(i64::MAX)))),
            By::Field(_) => {}
        }
        let mut chosen: Option<Local> = None;
        values.each(doc, &mut |local| {
            let better =
                chosen.as_ref().is_none_or(|chosen| if self.greatest { local > *chosen } else { local < *chosen });
            if better {
                chosen = Some(local);
            }
        });
        match chosen {
            Some(local) => values.resolve(local).map(Some),
            None => Ok(self.missing.clone()),
        }
    }

    /// How two hits stand by this key.
    pub fn compare(&self, left: &SortValue, right: &SortValue) -> Ordering {
        match (left, right) {
            (Some(left), Some(right)) if self.descending => right.cmp(left),
            (Some(left), Some(right)) => left.cmp(right),
            (None, None) => Ordering::Equal,
            (None, Some(_)) if self.missing_first => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) if self.missing_first => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
        }
    }

    /// A value of `search_after`.
    pub fn read(&self, value: &Value) -> Result<SortValue, Problem> {
        let kind = match &self.by {
            By::Score => FieldType::Double,
            By::Doc => FieldType::Long,
            By::Field(Some(info)) => info.kind,
            By::Field(None) => return Ok(None),
        };
        if value.is_null() {
            return Ok(None);
        }
        let text = values::text(value).unwrap_or_default();
        Key::of(kind, value).map(Some).ok_or_else(|| problem::number(&text))
    }
}

/// How two hits stand by several keys.
pub fn compare(keys: &[SortKey], left: &[SortValue], right: &[SortValue]) -> Ordering {
    keys.iter()
        .zip(left.iter().zip(right))
        .map(|(key, (left, right))| key.compare(left, right))
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}
