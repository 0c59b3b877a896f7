//! Functions about JSON in text. Paths know `$`, `.name`, `["name"]` and `[0]`; no wildcards.

use crate::functions::Value as Argument;
use serde_json::Value;

type Outcome = Result<Argument<'static>, String>;

/// `json_extract_scalar(text, '$.a[0]')`: NULL for objects, arrays and what is not there.
pub(crate) fn extract_scalar(arguments: &[Argument<'_>]) -> Outcome {
    Ok(match find(arguments)? {
        Some(Value::String(text)) => Argument::Owned(text),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => Argument::Owned(value.to_string()),
        _ => Argument::Null,
    })
}

/// `json_extract(text, '$.a')`: JSON text.
pub(crate) fn extract(arguments: &[Argument<'_>]) -> Outcome {
    Ok(find(arguments)?.map_or(Argument::Null, |value| Argument::Owned(value.to_string())))
}

/// `json_array_length(text)`: NULL for what is no array.
pub(crate) fn array_length(arguments: &[Argument<'_>]) -> Outcome {
    let [Argument::Text(text)] = arguments else {
        return Ok(Argument::Null);
    };
    Ok(match serde_json::from_str(text) {
        Ok(Value::Array(items)) => Argument::Int(i64::try_from(items.len()).unwrap_or(i64::MAX)),
        _ => Argument::Null,
    })
}

/// What `path` names inside `text`; text that is no JSON holds nothing.
fn find(arguments: &[Argument<'_>]) -> Result<Option<Value>, String> {
    let [Argument::Text(text), Argument::Text(path)] = arguments else {
        return Ok(None);
    };
    let mut rest = path.strip_prefix('$').ok_or_else(|| format!("Invalid JSON path: '{path}'"))?;
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return Ok(None);
    };
    while !rest.is_empty() {
        let invalid = || format!("Invalid JSON path: '{path}'");
        let step;
        if let Some(behind) = rest.strip_prefix('.') {
            let end = behind.find(['.', '[']).unwrap_or(behind.len());
            (step, rest) = behind.split_at(end);
        } else {
            let inside = rest.strip_prefix('[').ok_or_else(invalid)?;
            (step, rest) = inside.split_once(']').ok_or_else(invalid)?;
        }
        let step = step.trim_matches(['"', '\'']);
        let next = match &mut value {
            Value::Object(fields) => fields.remove(step),
            Value::Array(items) => {
                let index = step.parse::<usize>().ok().filter(|index| *index < items.len());
                index.map(|index| items.swap_remove(index))
            }
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return Ok(None),
        }
    }
    Ok((!value.is_null()).then_some(value))
}
