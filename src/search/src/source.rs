//! Which parts of a document a hit shows.

use crate::problem;
use crate::terms::simple_match;
use crate::values;
use jobs::search::Problem;
use serde_json::{Map, Value};

/// Paths to keep and paths to leave out; `*` stands for any characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    shown: bool,
    includes: Vec<String>,
    excludes: Vec<String>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { shown: true, includes: Vec::new(), excludes: Vec::new() }
    }
}

impl Filter {
    /// From `true`, `false`, a path, a list of paths, or `{"includes": [], "excludes": []}`.
    pub fn parse(value: &Value) -> Result<Self, Problem> {
        let mut filter = Self::default();
        match value {
            Value::Bool(shown) => filter.shown = *shown,
            Value::String(_) | Value::Array(_) => filter.includes = paths(value)?,
            Value::Object(members) => {
                for (name, value) in members {
                    match name.as_str() {
                        "includes" | "include" => filter.includes = paths(value)?,
                        "excludes" | "exclude" => filter.excludes = paths(value)?,
                        other => {
                            let kind = crate::request::token(value);
                            return Err(problem::parsing(format!("Unknown key for a {kind} in [{other}].")));
                        }
                    }
                }
            }
            other => {
                let kind = crate::request::token(other);
                return Err(problem::parsing(format!(
                    "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [{kind}]"
                )));
            }
        }
        Ok(filter)
    }

    /// The part of a document to show; `None` if none is wanted.
    pub fn apply(&self, source: Value) -> Option<Value> {
        if !self.shown {
            return None;
        }
        if self.includes.is_empty() && self.excludes.is_empty() {
            return Some(source);
        }
        Some(self.keep(source, "").unwrap_or_else(|| Value::Object(Map::new())))
    }

    fn keep(&self, value: Value, path: &str) -> Option<Value> {
        match value {
            Value::Object(members) => {
                let kept: Map<String, Value> = members
                    .into_iter()
                    .filter_map(|(name, member)| {
                        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                        Some((name, self.keep(member, &path)?))
                    })
                    .collect();
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let kept: Vec<Value> = items.into_iter().filter_map(|item| self.keep(item, path)).collect();
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            leaf => self.keeps(path).then_some(leaf),
        }
    }

    /// A pattern means a path and all that lies below it.
    fn keeps(&self, path: &str) -> bool {
        let means = |pattern: &String| simple_match(pattern, path) || simple_match(&format!("{pattern}.*"), path);
        (self.includes.is_empty() || self.includes.iter().any(means)) && !self.excludes.iter().any(means)
    }
}

fn paths(value: &Value) -> Result<Vec<String>, Problem> {
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let texts: Option<Vec<String>> = items.into_iter().map(values::text).collect();
    texts.ok_or_else(|| problem::parsing("Unknown key for a START_OBJECT in [_source]."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_are_kept_and_left_out() {
        let source = json!({"a": {"b": 1, "c": 2}, "d": [{"e": 1, "f": 2}], "g": 3});
        let apply = |filter: Value| Filter::parse(&filter).map(|filter| filter.apply(source.clone()));
        assert_eq!(apply(json!(["a", "d.e"])), Ok(Some(json!({"a": {"b": 1, "c": 2}, "d": [{"e": 1}]}))));
        assert_eq!(apply(json!({"excludes": "a.*"})), Ok(Some(json!({"d": [{"e": 1, "f": 2}], "g": 3}))));
        assert_eq!(apply(json!(false)), Ok(None));
        assert_eq!(apply(json!("x")), Ok(Some(json!({}))));
        assert!(apply(json!(7)).is_err());
    }
}
