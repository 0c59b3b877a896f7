//! What a domain answers when it does not do what was asked: OpenSearch's errors, which are answers
//! with a status and a body.

use serde_json::{Map, Value, json};

/// An error of OpenSearch.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// `index_not_found_exception`, …
    pub kind: String,
    /// For people.
    pub reason: String,
    /// What else the body says of it.
    pub extra: Map<String, Value>,
    /// The error at the root, if it is another one.
    pub root: Option<Value>,
}

impl Failure {
    /// An error.
    pub fn new(status: u16, kind: &str, reason: impl Into<String>) -> Self {
        Self { status, kind: kind.to_owned(), reason: reason.into(), extra: Map::new(), root: None }
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(name.to_owned(), value.into());
        self
    }

    /// Adds what was behind it.
    #[must_use]
    pub fn caused_by(self, kind: &str, reason: impl Into<String>) -> Self {
        let reason: String = reason.into();
        self.with("caused_by", json!({"type": kind, "reason": reason}))
    }

    /// The error without its envelope, as an item of a bulk response has it.
    pub fn error(&self) -> Value {
        let mut error = self.extra.clone();
        error.insert("type".into(), Value::from(self.kind.clone()));
        error.insert("reason".into(), Value::from(self.reason.clone()));
        Value::Object(error)
    }

    /// The whole body.
    pub fn body(&self) -> Value {
        let mut error = self.error();
        let mut cause = self.root.clone().unwrap_or_else(|| error.clone());
        if let Some(members) = cause.as_object_mut() {
            members.remove("caused_by");
        }
        if let Some(members) = error.as_object_mut() {
            members.insert("root_cause".into(), json!([cause]));
        }
        json!({"error": error, "status": self.status})
    }
}

/// No such index.
pub fn no_such_index(name: &str) -> Failure {
    Failure::new(404, "index_not_found_exception", format!("no such index [{name}]"))
        .with("index", name)
        .with("resource.id", name)
        .with("resource.type", "index_or_alias")
        .with("index_uuid", "_na_")
}

/// Something that a parameter cannot be.
pub fn illegal(reason: impl Into<String>) -> Failure {
    Failure::new(400, "illegal_argument_exception", reason)
}

/// A request that is refused before it is tried.
pub fn invalid(problem: &str) -> Failure {
    Failure::new(400, "action_request_validation_exception", format!("Validation Failed: 1: {problem};"))
}

/// A body that is no JSON.
pub fn no_json(error: &serde_json::Error) -> Failure {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    Failure::new(400, "parsing_exception", reason).with("line", error.line()).with("col", error.column())
}
