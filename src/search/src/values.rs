//! JSON values as the values of a field: what is coerced, what is left out.

use crate::date;
use jobs::search::FieldType;
use serde_json::Value;

/// Calls `found` with the dotted path of every scalar in a document. The values
/// of an array belong to the array's own path; nulls are nowhere.
pub fn each<'a>(source: &'a Value, found: &mut dyn FnMut(&str, &'a Value)) {
    walk(source, &mut String::new(), found);
}

fn walk<'a>(value: &'a Value, path: &mut String, found: &mut dyn FnMut(&str, &'a Value)) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| walk(item, path, found)),
        Value::Object(members) => {
            let length = path.len();
            for (name, member) in members {
                if length > 0 {
                    path.push('.');
                }
                path.push_str(name);
                walk(member, path, found);
                path.truncate(length);
            }
        }
        scalar => found(path, scalar),
    }
}

/// The text of a scalar, as text and keyword fields index it.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A floating-point number; a text is read as one.
pub fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

/// The whole number that a column of this type holds for a value: a fraction is
/// cut off, an instant is in milliseconds since 1970, `true` is 1.
pub fn whole(kind: FieldType, value: &Value) -> Option<i64> {
    match kind {
        FieldType::Boolean => boolean(value).map(i64::from),
        FieldType::Date => match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => date::parse(text).map(|span| span.start_ms),
            _ => None,
        },
        FieldType::Long => match value {
            Value::Number(number) if number.is_i64() => number.as_i64(),
            Value::String(text) => text.trim().parse().ok().or_else(|| truncated(double(value)?)),
            _ => truncated(double(value)?),
        },
        FieldType::Text | FieldType::Keyword | FieldType::Double => None,
    }
}

fn truncated(number: f64) -> Option<i64> {
    // 2^63 itself is no `i64`, and the next double below it is.
    (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number).then_some(number as i64)
}

/// `true`, `false`, their texts, and the empty text for `false`.
pub fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(bool) => Some(*bool),
        Value::String(text) => match text.as_str() {
            "true" => Some(true),
            "false" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
