//! From JSON members to a typed request, with AWS's errors and their place.

use crate::AwsError;
use crate::place::{self, Fault};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads the members of one request. Errors: `ValidationException` for a missing or
/// unknown member, `SerializationException` for a member of another type.
///
/// Out of line, as whatever many types have one of each: the page then loads first what its start needs (`xtask/src/halves`).
#[inline(never)]
pub fn parse_members<T: DeserializeOwned>(params: Value) -> Result<T, AwsError> {
    if !params.is_object() {
        return Err(AwsError::new("SerializationException", "expected the members of the request as an object"));
    }
    let json = params.to_string();
    serde_json::from_str(&json).map_err(|error| explain(&place::fault(&params, &json, &error)))
}

fn explain(fault: &Fault) -> AwsError {
    let Fault { text, place } = fault;
    let at = if place.is_empty() { String::new() } else { format!("{place}.") };
    if let Some(name) = quoted_after(text, "missing field `") {
        let message = format!(
            "1 validation error detected: Value null at '{at}{name}' failed to satisfy constraint: Member must not be null"
        );
        return AwsError::new("ValidationException", message);
    }
    if let Some(name) = quoted_after(text, "unknown field `") {
        let expected = text.split_once("expected ").map(|(_, rest)| rest.replace('`', "'")).unwrap_or_default();
        let message = format!("unknown parameter '{name}' in input at '{at}{name}'; expected {expected}");
        return AwsError::new("ValidationException", message);
    }
    let place = if place.is_empty() { String::new() } else { format!(" at '{place}'") };
    AwsError::new("SerializationException", format!("{}{place}", text.replace('`', "'")))
}

fn quoted_after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split_once('`').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, s3};
    use serde_json::json;

    fn error(name: &str, params: Value) -> String {
        Request::parse(name, params).map_or_else(|error| error.to_string(), |_| "no error".into())
    }

    #[test]
    fn errors_name_the_member() {
        let missing = error("S3.CreateBucket", json!({}));
        assert!(missing.contains("Value null at 'Bucket'"), "{missing}");
        let unknown = error("S3.CreateBucket", json!({"Bucket": "b", "Bukket": 1}));
        assert!(unknown.contains("unknown parameter 'Bukket'"), "{unknown}");
        let typed = error("S3.CreateBucket", json!({"Bucket": 5}));
        assert!(typed.starts_with("SerializationException") && typed.contains("'Bucket'"), "{typed}");
        assert!(error("S3.Fly", json!({})).starts_with("UnknownOperationException"));
        assert!(error("EC2.RunInstances", json!({})).starts_with("UnknownOperationException"));
        assert!(matches!(
            Request::parse("S3.CreateBucket", json!({"Bucket": "b"})),
            Ok(Request::S3(s3::Request::CreateBucket(_)))
        ));
    }
}
