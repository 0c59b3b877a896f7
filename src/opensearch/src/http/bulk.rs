//! `_bulk`: many writes in one request, each with its own result.

use super::documents::{Condition, check_id};
use super::{Answer, Parts, Server};
use crate::failure::{Failure, illegal, invalid, no_such_index};
use crate::limits::{BULK_DOCUMENTS_PER_MS, BULK_MS};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// One write of a bulk request.
struct Action {
    verb: Verb,
    index: String,
    /// `None`: the domain makes one up.
    id: Option<String>,
    condition: Condition,
    /// The line after it, if the verb has one.
    body: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Index,
    Create,
    Update,
    Delete,
}

impl Verb {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "index" => Self::Index,
            "create" => Self::Create,
            "update" => Self::Update,
            "delete" => Self::Delete,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

const KNOWN: &[&str] = &[
    "_index",
    "_id",
    "if_seq_no",
    "if_primary_term",
    "retry_on_conflict",
    "require_alias",
    "routing",
    "version",
    "version_type",
];

/// Reads the lines of a request; the first that is wrong refuses all of it.
fn read(body: &Bytes, index: Option<&str>) -> Result<Vec<Action>, Failure> {
    if body.last().is_some_and(|last| *last != b'\n') {
        return Err(illegal("The bulk request must be terminated by a newline [\\n]"));
    }
    let mut lines = lines(body).enumerate();
    let mut actions = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut action = read_action(&line, number + 1, index)?;
        if action.verb != Verb::Delete {
            match lines.next() {
                Some((_, body)) => action.body = body,
                None => return Err(invalid("no source for the last action")),
            }
        }
        actions.push(action);
    }
    if actions.is_empty() {
        return Err(invalid("no requests added"));
    }
    Ok(actions)
}

/// The lines of a body, sharing its bytes.
fn lines(body: &Bytes) -> impl Iterator<Item = Bytes> + '_ {
    let mut start = 0;
    body.split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let from = start;
        start += line.len();
        body.slice(from..start - 1)
    })
}

fn read_action(line: &[u8], number: usize, default_index: Option<&str>) -> Result<Action, Failure> {
    let malformed = |rest: String| illegal(format!("Malformed action/metadata line [{number}], {rest}"));
    let value: Value = serde_json::from_slice(line).map_err(|error| malformed(format!("expected JSON: {error}")))?;
    let Some(object) = value.as_object() else {
        return Err(malformed("expected START_OBJECT or END_OBJECT but found another token".into()));
    };
    let mut members = object.iter();
    let (Some((name, metadata)), None) = (members.next(), members.next()) else {
        return Err(malformed("expected one action".into()));
    };
    let Some(verb) = Verb::parse(name) else {
        return Err(malformed(format!("expected field [create], [delete], [index] or [update] but found [{name}]")));
    };
    let Some(metadata) = metadata.as_object() else {
        return Err(malformed("expected START_OBJECT after the action".into()));
    };
    for (name, value) in metadata {
        if !KNOWN.contains(&name.as_str()) {
            return Err(illegal(format!("Action/metadata line [{number}] contains an unknown parameter [{name}]")));
        }
        if value.is_object() || value.is_array() {
            return Err(malformed(format!("expected a simple value for field [{name}]")));
        }
        if matches!(name.as_str(), "routing" | "version" | "version_type") {
            return Err(illegal(format!("[{name}] in line [{number}] is not modelled here")));
        }
    }
    let text = |name: &str| match metadata.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let Some(index) = text("_index").or_else(|| default_index.map(str::to_owned)) else {
        return Err(invalid("index is missing"));
    };
    let id = text("_id");
    if id.is_none() && matches!(verb, Verb::Update | Verb::Delete) {
        return Err(invalid("id is missing"));
    }
    if let Some(id) = &id {
        check_id(id)?;
    }
    let condition =
        Condition { is_new: verb == Verb::Create, change: metadata.get("if_seq_no").and_then(Value::as_u64) };
    Ok(Action { verb, index, id, condition, body: Bytes::new() })
}

impl Server<'_, '_> {
    pub(super) fn bulk(&mut self, parts: &Parts<'_>, index: Option<&str>) -> Result<Answer, Failure> {
        parts.params.only("/_bulk", &["refresh", "wait_for_active_shards", "require_alias"])?;
        let actions = read(parts.body, index)?;
        let mut items = Vec::with_capacity(actions.len());
        let mut changed = BTreeSet::new();
        let (mut errors, mut written) = (false, 0);
        let took = BULK_MS + actions.len() as u64 / BULK_DOCUMENTS_PER_MS + self.ctx.draw_below("took", BULK_MS);
        for action in actions {
            let id = match &action.id {
                Some(id) => id.clone(),
                None => self.new_id(),
            };
            let item = match self.act(&action, &id) {
                Ok(item) => {
                    changed.insert(action.index.clone());
                    written += u64::from(action.verb != Verb::Delete);
                    item
                }
                Err(failure) => {
                    errors = true;
                    json!({"_index": action.index, "_id": id, "status": failure.status, "error": failure.error()})
                }
            };
            items.push(json!({action.verb.name(): item}));
        }
        self.count_written(written);
        for name in changed {
            self.changed(&name, parts.params.refresh());
        }
        Answer::ok(json!({"took": took, "errors": errors, "items": items}))
    }

    fn act(&mut self, action: &Action, id: &str) -> Result<Value, Failure> {
        let name = action.index.as_str();
        let (status, result, done) = match action.verb {
            Verb::Index | Verb::Create => {
                let done = self.write(name, id, &action.body, action.condition)?;
                if done.created { (201, "created", done) } else { (200, "updated", done) }
            }
            Verb::Update => {
                let body: Value =
                    serde_json::from_slice(&action.body).map_err(|error| crate::failure::no_json(&error))?;
                if !self.domain.indices.contains_key(name)
                    && body.get("upsert").is_none()
                    && body.get("doc_as_upsert").is_none()
                {
                    return Err(no_such_index(name));
                }
                let (source, condition) = self.updated(name, id, &body)?;
                let done = self.write(name, id, &source, condition)?;
                if done.created { (201, "created", done) } else { (200, "updated", done) }
            }
            Verb::Delete => match self.delete(name, id)? {
                (true, done) => (200, "deleted", done),
                (false, done) => (404, "not_found", done),
            },
        };
        let mut item: Map<String, Value> = self.written(name, id, result, done);
        item.insert("status".into(), json!(status));
        Ok(Value::Object(item))
    }
}
