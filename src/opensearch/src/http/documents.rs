//! Documents, one at a time.

use super::{Answer, Parts, Server, indices::base64_url};
use crate::failure::{Failure, illegal, invalid};
use crate::index::{Document, Index, Written};
use crate::limits::ID_BYTES_MAX;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A condition on the document as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Condition {
    /// There must be none yet.
    pub is_new: bool,
    /// Its last change must have this number.
    pub change: Option<u64>,
}

impl Condition {
    fn of(parts: &Parts<'_>, is_new: bool) -> Result<Self, Failure> {
        Ok(Self { is_new, change: parts.params.number("if_seq_no")? })
    }

    pub(super) fn check(&self, index: &Index, name: &str, id: &str) -> Result<(), Failure> {
        let present = index.document(id);
        let problem = match (self, present) {
            (Self { is_new: true, .. }, Some(document)) => {
                format!("document already exists (current version [{}])", document.version)
            }
            (Self { change: Some(change), .. }, Some(document)) if document.change != *change => format!(
                "required seqNo [{change}], primary term [1]. current document has seqNo [{}] and primary term [1]",
                document.change
            ),
            (Self { change: Some(change), .. }, None) => {
                format!("required seqNo [{change}], primary term [1]. but no document was found")
            }
            _ => return Ok(()),
        };
        Err(Failure::new(409, "version_conflict_engine_exception", format!("[{id}]: version conflict, {problem}"))
            .with("index", name)
            .with("shard", "0")
            .with("index_uuid", index.uuid.clone()))
    }
}

/// Checks an id.
pub(super) fn check_id(id: &str) -> Result<(), Failure> {
    if id.is_empty() {
        return Err(illegal("if _id is specified it must not be empty"));
    }
    if id.len() > ID_BYTES_MAX {
        let length = id.len();
        let reason = format!("id [{id}] is too long, must be no longer than {ID_BYTES_MAX} bytes but was: {length}");
        return Err(invalid(&reason));
    }
    Ok(())
}

/// A document's source: an object, and its text in one line.
pub(super) fn read_source(bytes: &Bytes) -> Result<(Map<String, Value>, Bytes), Failure> {
    let broken = |cause: String| {
        Failure::new(400, "mapper_parsing_exception", "failed to parse").caused_by("json_parse_exception", cause)
    };
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(source)) => {
            // A line break inside would end the line in the segment; outside of texts it means nothing.
            let line = if bytes.contains(&b'\n') || bytes.contains(&b'\r') {
                Value::Object(source.clone()).to_string().into()
            } else {
                bytes.clone()
            };
            Ok((source, line))
        }
        Ok(other) => Err(broken(format!("expected an object but found '{}'", short(&other.to_string())))),
        Err(error) => Err(broken(error.to_string())),
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

impl Server<'_, '_> {
    /// An id for a document that was given none.
    pub(super) fn new_id(&mut self) -> String {
        base64_url(&[self.ctx.draw("id"), self.ctx.draw("id")], 20)
    }

    /// Writes one document of an index that may have to be made.
    pub(super) fn write(
        &mut self,
        name: &str,
        id: &str,
        source: &Bytes,
        condition: Condition,
    ) -> Result<Written, Failure> {
        check_id(id)?;
        let (members, line) = read_source(source)?;
        let now = self.ctx.now();
        let is_there = self.domain.indices.contains_key(name);
        if !is_there {
            // A document that does not fit makes no index.
            crate::Mapping::default().check(id, &members)?;
        }
        let index = self.index_or_new(name)?;
        condition.check(index, name, id)?;
        let new = index.mapping.check(id, &members)?;
        if !new.is_empty() {
            Arc::make_mut(&mut index.mapping).fields.extend(new);
        }
        Ok(index.put(id, line, now))
    }

    /// The answer to a write.
    pub(super) fn written(&self, name: &str, id: &str, result: &str, written: Written) -> Map<String, Value> {
        let copies = self.domain.indices.get(name).map_or(1, |index| 1 + index.replicas);
        let nodes = u32::try_from(self.domain.instance_count).unwrap_or(1);
        let mut answer = Map::new();
        answer.insert("_index".into(), json!(name));
        answer.insert("_id".into(), json!(id));
        answer.insert("_version".into(), json!(written.version));
        answer.insert("result".into(), json!(result));
        answer.insert("_shards".into(), json!({"total": copies, "successful": copies.min(nodes), "failed": 0}));
        answer.insert("_seq_no".into(), json!(written.change));
        answer.insert("_primary_term".into(), json!(1));
        answer
    }

    pub(super) fn put_document(
        &mut self,
        parts: &Parts<'_>,
        name: &str,
        id: Option<&str>,
        is_new: bool,
    ) -> Result<Answer, Failure> {
        parts.params.only(
            &format!("/{name}/_doc"),
            &["refresh", "op_type", "if_seq_no", "if_primary_term", "wait_for_active_shards"],
        )?;
        if parts.body.is_empty() {
            return Err(invalid("source is missing").caused_by("parse_exception", "request body is required"));
        }
        let is_new = is_new || parts.params.get("op_type") == Some("create");
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.new_id(),
        };
        let written = self.write(name, &id, parts.body, Condition::of(parts, is_new)?)?;
        self.count_written(1);
        self.changed(name, parts.params.refresh());
        let (status, result) = if written.created { (201, "created") } else { (200, "updated") };
        Ok(Answer::Now(status, Value::Object(self.written(name, &id, result, written))))
    }

    /// Counts documents that were written.
    pub(super) fn count_written(&mut self, documents: u64) {
        self.ctx.metric("AWS/ES", "IndexingRate", ("DomainName", &self.name), documents as f64);
    }

    /// What a partial update makes of a document.
    pub(super) fn updated(&self, name: &str, id: &str, body: &Value) -> Result<(Bytes, Condition), Failure> {
        let doc = body.get("doc");
        if body.get("script").is_some() {
            return Err(illegal("[script] is not modelled here"));
        }
        let present = self.domain.indices.get(name).and_then(|index| Some((index, index.document(id)?)));
        let Some((index, document)) = present else {
            let as_upsert = body.get("doc_as_upsert") == Some(&Value::Bool(true));
            let upsert = if as_upsert { doc } else { body.get("upsert") };
            return match upsert {
                Some(source) => Ok((source.to_string().into(), Condition { is_new: true, change: None })),
                None => Err(Failure::new(404, "document_missing_exception", format!("[{id}]: document missing"))
                    .with("index", name)),
            };
        };
        let Some(doc) = doc else { return Err(invalid("script or doc is missing")) };
        let source = index.source(id, document).unwrap_or_default();
        let mut merged: Value = serde_json::from_slice(&source).unwrap_or_default();
        merge(&mut merged, doc);
        Ok((merged.to_string().into(), Condition { is_new: false, change: Some(document.change) }))
    }

    pub(super) fn update_document(&mut self, parts: &Parts<'_>, name: &str, id: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{name}/_update"), &["refresh", "retry_on_conflict"])?;
        let body = parts.json()?.unwrap_or_default();
        let (source, condition) = self.updated(name, id, &body)?;
        let written = self.write(name, id, &source, condition)?;
        self.count_written(1);
        self.changed(name, parts.params.refresh());
        let (status, result) = if written.created { (201, "created") } else { (200, "updated") };
        Ok(Answer::Now(status, Value::Object(self.written(name, id, result, written))))
    }

    pub(super) fn get_document(&mut self, parts: &Parts<'_>, name: &str, id: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{name}/_doc"), &["realtime", "_source", "refresh", "preference"])?;
        let index = self.index(name)?;
        let Some((document, source)) = latest(index, id) else {
            return Ok(Answer::Now(404, json!({"_index": name, "_id": id, "found": false})));
        };
        let mut answer = json!({
            "_index": name, "_id": id, "_version": document.version, "_seq_no": document.change, "_primary_term": 1, "found": true,
        });
        if let (Some(members), true) = (answer.as_object_mut(), parts.params.get("_source") != Some("false")) {
            members.insert("_source".into(), source);
        }
        Answer::ok(answer)
    }

    pub(super) fn get_source(&mut self, _parts: &Parts<'_>, name: &str, id: &str) -> Result<Answer, Failure> {
        match latest(self.index(name)?, id) {
            Some((_, source)) => Answer::ok(source),
            None => {
                Err(Failure::new(404, "resource_not_found_exception", format!("Document not found [{name}]/[{id}]")))
            }
        }
    }

    pub(super) fn delete_document(&mut self, parts: &Parts<'_>, name: &str, id: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{name}/_doc"), &["refresh", "if_seq_no", "if_primary_term"])?;
        let condition = Condition::of(parts, false)?;
        let index = self.index(name)?;
        if condition.change.is_some() {
            condition.check(index, name, id)?;
        }
        let (found, written) = self.delete(name, id)?;
        self.changed(name, parts.params.refresh());
        let (status, result) = if found { (200, "deleted") } else { (404, "not_found") };
        Ok(Answer::Now(status, Value::Object(self.written(name, id, result, written))))
    }

    /// Deletes a document; whether there was one.
    pub(super) fn delete(&mut self, name: &str, id: &str) -> Result<(bool, Written), Failure> {
        let index = self.domain.indices.get_mut(name).ok_or_else(|| crate::failure::no_such_index(name))?;
        Ok(match index.delete(id) {
            Some(written) => (true, written),
            None => (false, Written { created: false, version: 1, change: index.next_change() }),
        })
    }
}

fn latest<'a>(index: &'a Index, id: &str) -> Option<(&'a Document, Value)> {
    let document = index.document(id)?;
    let source = index.source(id, document)?;
    Some((document, serde_json::from_slice(&source).ok()?))
}

/// Puts the members of one object into another, and those of objects within likewise.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                match into.get_mut(name) {
                    Some(present) => merge(present, value),
                    None => drop(into.insert(name.clone(), value.clone())),
                }
            }
        }
        (into, from) => *into = from.clone(),
    }
}
