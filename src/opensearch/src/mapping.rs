//! The fields of an index: declared, inferred, checked.

use crate::dates;
use crate::failure::Failure;
use crate::limits::{DEPTH_MAX, FIELDS_MAX, IGNORE_ABOVE_CHARS};
use jobs::search::FieldType;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What happens to a field that the mapping does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dynamic {
    /// It is added.
    #[default]
    Added,
    /// It is kept in the document and not indexed.
    Ignored,
    /// The document is refused.
    Refused,
}

/// A field's type as it was declared, and as the engine indexes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// `long`, `integer`, `text`, …
    pub name: String,
    /// What the engine makes of it.
    pub kind: FieldType,
}

/// The fields of an index, by dotted path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What happens to others.
    pub dynamic: Dynamic,
    /// The fields.
    pub fields: BTreeMap<String, Field>,
}

const PARAMETERS: &[&str] =
    &["type", "fields", "format", "ignore_above", "analyzer", "index", "doc_values", "norms", "store"];

const NOT_MODELLED: &[&str] = &[
    "alias",
    "binary",
    "completion",
    "date_nanos",
    "date_range",
    "double_range",
    "flat_object",
    "float_range",
    "geo_point",
    "geo_shape",
    "integer_range",
    "ip",
    "ip_range",
    "join",
    "knn_vector",
    "long_range",
    "match_only_text",
    "nested",
    "percolator",
    "rank_feature",
    "rank_features",
    "search_as_you_type",
    "token_count",
    "unsigned_long",
    "wildcard",
    "xy_point",
    "xy_shape",
];

fn kind_of(name: &str) -> Option<FieldType> {
    Some(match name {
        "text" => FieldType::Text,
        "keyword" | "constant_keyword" => FieldType::Keyword,
        "long" | "integer" | "short" | "byte" => FieldType::Long,
        "double" | "float" | "half_float" | "scaled_float" => FieldType::Double,
        "boolean" => FieldType::Boolean,
        "date" => FieldType::Date,
        _ => return None,
    })
}

fn refused(reason: String) -> Failure {
    Failure::new(400, "mapper_parsing_exception", reason)
}

impl Mapping {
    /// Reads `{"properties": {…}, "dynamic": …}` into this mapping.
    ///
    /// # Errors
    /// `mapper_parsing_exception` for what is no mapping, `illegal_argument_exception` for a field that has another type.
    pub fn declare(&mut self, body: &Value) -> Result<(), Failure> {
        let members = body.as_object().ok_or_else(|| refused("Expected map for property [mappings]".into()))?;
        let mut changed = self.clone();
        for (name, value) in members {
            match name.as_str() {
                "properties" => changed.properties("", value, 1)?,
                "dynamic" => {
                    changed.dynamic = match value {
                        Value::Bool(true) => Dynamic::Added,
                        Value::Bool(false) => Dynamic::Ignored,
                        Value::String(text) if text == "true" => Dynamic::Added,
                        Value::String(text) if text == "false" => Dynamic::Ignored,
                        Value::String(text) if text == "strict" => Dynamic::Refused,
                        other => return Err(refused(format!("No enum constant for [dynamic]: {other}"))),
                    }
                }
                "_meta" => {}
                "_source"
                | "_routing"
                | "dynamic_templates"
                | "date_detection"
                | "numeric_detection"
                | "dynamic_date_formats" => {
                    return Err(refused(format!("[{name}] in a mapping is not modelled here")));
                }
                other => {
                    return Err(refused(format!(
                        "Root mapping definition has unsupported parameters:  [{other} : {value}]"
                    )));
                }
            }
        }
        check_size(changed.fields.len())?;
        *self = changed;
        Ok(())
    }

    fn properties(&mut self, path: &str, value: &Value, depth: usize) -> Result<(), Failure> {
        let members = value.as_object().ok_or_else(|| refused("Expected map for property [properties]".into()))?;
        check_depth(path, depth)?;
        for (name, body) in members {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let body = body.as_object().ok_or_else(|| {
                refused(format!("Expected map for property [fields] on field [{path}] but got {body}"))
            })?;
            let kind = body.get("type").map(|kind| kind.as_str().unwrap_or_default());
            match kind {
                None | Some("object") if body.contains_key("properties") || kind.is_some() => {
                    if let Some(inner) = body.get("properties") {
                        self.properties(&path, inner, depth + 1)?;
                    }
                }
                None => return Err(refused(format!("No type specified for field [{path}]"))),
                Some(kind) => self.field(&path, kind, body)?,
            }
        }
        Ok(())
    }

    fn field(&mut self, path: &str, name: &str, body: &Map<String, Value>) -> Result<(), Failure> {
        let Some(kind) = kind_of(name) else {
            return Err(refused(if NOT_MODELLED.contains(&name) {
                format!("type [{name}] of field [{path}] is not modelled here")
            } else {
                format!("No handler for type [{name}] declared on field [{path}]")
            }));
        };
        if let Some(parameter) = body.keys().find(|parameter| !PARAMETERS.contains(&parameter.as_str())) {
            return Err(refused(format!(
                "parameter [{parameter}] on mapper [{path}] of type [{name}] is not modelled here"
            )));
        }
        let usual = |parameter: &str, value: &Value| body.get(parameter).is_none_or(|given| given == value);
        let beside = json!({"keyword": {"type": "keyword", "ignore_above": IGNORE_ABOVE_CHARS}});
        let plain = json!({"keyword": {"type": "keyword"}});
        if !(usual("fields", &beside) || usual("fields", &plain))
            || (body.contains_key("fields") && kind != FieldType::Text)
        {
            return Err(refused(format!(
                "fields of mapper [{path}] other than a [keyword] beside a [text] are not modelled here"
            )));
        }
        if !usual("analyzer", &json!("standard")) || !usual("index", &json!(true)) {
            return Err(refused(format!(
                "[analyzer] and [index] of mapper [{path}] other than the usual are not modelled here"
            )));
        }
        let field = Field { name: name.to_owned(), kind };
        match self.fields.get(path) {
            Some(present) if *present != field => Err(Failure::new(
                400,
                "illegal_argument_exception",
                format!("mapper [{path}] cannot be changed from type [{}] to [{name}]", present.name),
            )),
            Some(_) => Ok(()),
            None => {
                self.fields.insert(path.to_owned(), field);
                Ok(())
            }
        }
    }

    /// Checks a document: the fields that it would bring.
    ///
    /// # Errors
    /// The document does not fit.
    pub fn check(&self, id: &str, source: &Map<String, Value>) -> Result<BTreeMap<String, Field>, Failure> {
        let mut new = BTreeMap::new();
        self.walk(id, "", source, 1, &mut new)?;
        if !new.is_empty() {
            check_size(self.fields.len() + new.len())?;
        }
        Ok(new)
    }

    fn walk(
        &self,
        id: &str,
        path: &str,
        members: &Map<String, Value>,
        depth: usize,
        new: &mut BTreeMap<String, Field>,
    ) -> Result<(), Failure> {
        check_depth(path, depth)?;
        for (name, value) in members {
            if name.is_empty() {
                return Err(refused("field name cannot be an empty string".into()));
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.value(id, &path, value, depth, new)?;
        }
        Ok(())
    }

    fn value(
        &self,
        id: &str,
        path: &str,
        value: &Value,
        depth: usize,
        new: &mut BTreeMap<String, Field>,
    ) -> Result<(), Failure> {
        match value {
            Value::Null => Ok(()),
            Value::Array(items) => items.iter().try_for_each(|item| self.value(id, path, item, depth, new)),
            Value::Object(members) => match self.fields.get(path).or_else(|| new.get(path)) {
                Some(field) => Err(unfit(id, path, &field.name, value)),
                None => self.walk(id, path, members, depth + 1, new),
            },
            scalar => {
                if let Some(field) = self.fields.get(path).or_else(|| new.get(path)) {
                    return if takes(field.kind, scalar) { Ok(()) } else { Err(unfit(id, path, &field.name, scalar)) };
                }
                let below = format!("{path}.");
                let object =
                    self.fields.range(below.clone()..).next().is_some_and(|(name, _)| name.starts_with(&below));
                if object {
                    return Err(refused(format!(
                        "object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value"
                    )));
                }
                match self.dynamic {
                    Dynamic::Added => {
                        new.extend(inferred(scalar).map(|field| (path.to_owned(), field)));
                        Ok(())
                    }
                    Dynamic::Ignored => Ok(()),
                    Dynamic::Refused => {
                        let within = path.rsplit_once('.').map_or("_doc", |(parent, _)| parent);
                        Err(Failure::new(
                            400,
                            "strict_dynamic_mapping_exception",
                            format!(
                                "mapping set to strict, dynamic introduction of [{path}] within [{within}] is not allowed"
                            ),
                        ))
                    }
                }
            }
        }
    }

    /// As the engine is told of it.
    pub fn for_engine(&self) -> BTreeMap<String, FieldType> {
        self.fields.iter().map(|(name, field)| (name.clone(), field.kind)).collect()
    }

    /// As `_mapping` shows it.
    pub fn to_json(&self) -> Value {
        let mut root = Map::new();
        match self.dynamic {
            Dynamic::Added => {}
            Dynamic::Ignored => drop(root.insert("dynamic".into(), json!("false"))),
            Dynamic::Refused => drop(root.insert("dynamic".into(), json!("strict"))),
        }
        let mut properties = Map::new();
        for (path, field) in &self.fields {
            let shown = match field.kind {
                FieldType::Text => json!({"type": field.name, "fields": {
                    "keyword": {"type": "keyword", "ignore_above": IGNORE_ABOVE_CHARS}}}),
                _ => json!({"type": field.name}),
            };
            place(&mut properties, path, shown);
        }
        if !properties.is_empty() {
            root.insert("properties".into(), Value::Object(properties));
        }
        Value::Object(root)
    }
}

/// Puts a field into the tree that its path describes.
fn place(properties: &mut Map<String, Value>, path: &str, shown: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        properties.insert(path.to_owned(), shown);
        return;
    };
    let object = properties.entry(first.to_owned()).or_insert_with(|| json!({"properties": {}}));
    if let Some(inner) = object.get_mut("properties").and_then(Value::as_object_mut) {
        place(inner, rest, shown);
    }
}

fn check_size(fields: usize) -> Result<(), Failure> {
    if fields <= FIELDS_MAX {
        return Ok(());
    }
    let reason = format!("Limit of total fields [{FIELDS_MAX}] has been exceeded");
    Err(Failure::new(400, "illegal_argument_exception", reason))
}

fn check_depth(path: &str, depth: usize) -> Result<(), Failure> {
    if depth <= DEPTH_MAX {
        return Ok(());
    }
    let reason = format!("Limit of mapping depth [{DEPTH_MAX}] has been exceeded due to object field [{path}]");
    Err(Failure::new(400, "illegal_argument_exception", reason))
}

/// The field that a value of an unknown name makes.
fn inferred(value: &Value) -> Option<Field> {
    let (name, kind) = match value {
        Value::Bool(_) => ("boolean", FieldType::Boolean),
        Value::Number(number) if number.is_f64() => ("float", FieldType::Double),
        Value::Number(_) => ("long", FieldType::Long),
        Value::String(text) if dates::is_date(text) => ("date", FieldType::Date),
        Value::String(_) => ("text", FieldType::Text),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(Field { name: name.to_owned(), kind })
}

/// Whether a field takes a value; a text that is a number is one.
fn takes(kind: FieldType, value: &Value) -> bool {
    match (kind, value) {
        (FieldType::Text | FieldType::Keyword, _) => true,
        (FieldType::Long | FieldType::Double, Value::Number(_)) => true,
        (FieldType::Long | FieldType::Double, Value::String(text)) => {
            text.trim().parse::<f64>().is_ok_and(f64::is_finite)
        }
        (FieldType::Boolean, Value::Bool(_)) => true,
        (FieldType::Boolean, Value::String(text)) => matches!(text.as_str(), "true" | "false" | ""),
        (FieldType::Date, Value::Number(number)) => number.is_i64(),
        (FieldType::Date, Value::String(text)) => dates::fits(text),
        _ => false,
    }
}

fn unfit(id: &str, path: &str, kind: &str, value: &Value) -> Failure {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let preview: String = text.chars().take(100).collect();
    let cause = match kind {
        "date" => {
            format!("failed to parse date field [{preview}] with format [strict_date_optional_time||epoch_millis]")
        }
        "boolean" => format!("Failed to parse value [{preview}] as only [true] or [false] are allowed."),
        _ => format!("For input string: \"{preview}\""),
    };
    let reason = format!(
        "failed to parse field [{path}] of type [{kind}] in document with id '{id}'. Preview of field's value: '{preview}'"
    );
    refused(reason).caused_by("illegal_argument_exception", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(mapping: &mut Mapping, source: Value) -> Result<(), String> {
        let source = source.as_object().cloned().unwrap_or_default();
        mapping.check("1", &source).map(|new| mapping.fields.extend(new)).map_err(|failure| failure.reason)
    }

    #[test]
    fn the_first_document_decides() {
        let mut mapping = Mapping::default();
        let first =
            json!({"n": 1, "f": 1.5, "b": true, "d": "2001-01-01", "t": "06:30", "o": {"x": [null, 7]}, "z": null});
        assert_eq!(admit(&mut mapping, first), Ok(()));
        let kinds: Vec<String> = mapping.fields.iter().map(|(path, field)| format!("{path}:{}", field.name)).collect();
        assert_eq!(kinds, ["b:boolean", "d:date", "f:float", "n:long", "o.x:long", "t:text"]);
        assert_eq!(admit(&mut mapping, json!({"n": "12", "f": 2, "t": 5})), Ok(()));
        let before = mapping.clone();
        assert!(
            admit(&mut mapping, json!({"new": 1, "n": "many"})).is_err_and(|reason| reason.contains("of type [long]"))
        );
        assert!(admit(&mut mapping, json!({"o": 5})).is_err_and(|reason| reason.contains("concrete value")));
        assert!(admit(&mut mapping, json!({"n": {"x": 1}})).is_err());
        assert_eq!(mapping, before);
    }

    #[test]
    fn declared_fields_stay() {
        let mut mapping = Mapping::default();
        let body = json!({"dynamic": "strict", "properties": {"a": {"type": "integer"}, "o": {"properties": {"t": {"type": "text"}}}}});
        assert!(mapping.declare(&body).is_ok());
        assert!(admit(&mut mapping, json!({"b": 1})).is_err_and(|reason| reason.contains("strict")));
        assert!(mapping.declare(&json!({"properties": {"a": {"type": "text"}}})).is_err());
        assert!(mapping.declare(&json!({"properties": {"g": {"type": "geo_point"}}})).is_err());
        assert!(mapping.declare(&json!({"properties": {"g": {"type": "gizmo"}}})).is_err());
        assert!(mapping.declare(&json!({"properties": {"g": 5}})).is_err());
        assert_eq!(mapping.to_json()["properties"]["o"]["properties"]["t"]["type"], "text");
    }
}
