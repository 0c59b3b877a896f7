//! Indices: made, described, changed, deleted; and names that mean several.

use super::{Answer, Parts, Server, next_refresh};
use crate::failure::{Failure, illegal, no_such_index};
use crate::index::Index;
use crate::limits::{INDEX_NAME_BYTES_MAX, SHARDS_MAX};
use serde_json::{Map, Value, json};
use service::Note;
use std::sync::Arc;

/// Characters that a name must not have.
const FORBIDDEN: &[char] = &['\\', '/', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':'];

fn check_name(name: &str) -> Result<(), Failure> {
    let wrong = |rule: &str| {
        Failure::new(400, "invalid_index_name_exception", format!("Invalid index name [{name}], {rule}"))
            .with("index", name)
            .with("index_uuid", "_na_")
    };
    if name.chars().any(char::is_uppercase) {
        return Err(wrong("must be lowercase"));
    }
    if name.contains(FORBIDDEN) {
        return Err(wrong("must not contain the following characters [ , \", *, \\, <, |, ,, >, /, ?, #, :]"));
    }
    if name.starts_with(['_', '-', '+']) {
        return Err(wrong("must not start with '_', '-', or '+'"));
    }
    if name.is_empty() || name == "." || name == ".." {
        return Err(wrong("must not be '.' or '..'"));
    }
    if name.len() > INDEX_NAME_BYTES_MAX {
        return Err(wrong(&format!("index name is too long, ({} > {INDEX_NAME_BYTES_MAX})", name.len())));
    }
    Ok(())
}

/// Whether `*` describes a name.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => {
            let Some(rest) = name.strip_prefix(before) else { return false };
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|tail| fits(after, tail)))
        }
    }
}

impl Server<'_, '_> {
    /// The indices that a name, a list of names or a pattern with `*` means, in the order of their names.
    ///
    /// # Errors
    /// A name without `*` that no index has.
    pub(super) fn resolve(&self, names: &str) -> Result<Vec<Arc<str>>, Failure> {
        let mut found = std::collections::BTreeSet::new();
        for pattern in names.split(',') {
            let pattern = if pattern == "_all" { "*" } else { pattern };
            let fitting: Vec<_> = self.domain.indices.keys().filter(|name| fits(pattern, name)).cloned().collect();
            if fitting.is_empty() && !pattern.contains('*') {
                return Err(no_such_index(pattern));
            }
            found.extend(fitting);
        }
        Ok(found.into_iter().collect())
    }

    /// One index by its name.
    pub(super) fn index(&self, name: &str) -> Result<&Index, Failure> {
        self.domain.indices.get(name).ok_or_else(|| no_such_index(name))
    }

    /// One index by its name, made if there is none.
    pub(super) fn index_or_new(&mut self, name: &str) -> Result<&mut Index, Failure> {
        if !self.domain.indices.contains_key(name) {
            check_name(name)?;
            let index = self.new_index();
            self.insert(name, index);
        }
        self.domain.indices.get_mut(name).ok_or_else(|| no_such_index(name))
    }

    fn new_index(&mut self) -> Index {
        *self.generations += 1;
        let uuid = base64_url(&[self.ctx.draw("uuid"), self.ctx.draw("uuid"), self.ctx.draw("uuid")], 22);
        Index::new(*self.generations, uuid, self.ctx.now())
    }

    fn insert(&mut self, name: &str, index: Index) {
        let name: Arc<str> = name.into();
        self.ctx.note(Note::info("opensearch-index-created").with("domain", &self.name).with("index", &name));
        self.domain.indices.insert(name, index);
    }

    /// Sees to it that what has changed is seen by searches: now, or after the index's interval.
    pub(super) fn changed(&mut self, name: &str, now: bool) {
        let at = self.ctx.now();
        self.domain.last_indexed = Some(at);
        let Some(index) = self.domain.indices.get_mut(name) else { return };
        if now {
            index.refresh(at);
            return;
        }
        if let (Some(interval_us), None, true) = (index.refresh_interval_us, index.refresh_due, index.is_dirty()) {
            let due = next_refresh(index.created, at, interval_us);
            index.refresh_due = Some(due);
            let event = crate::Event::Refresh(self.name.clone(), name.into(), index.generation);
            self.ctx.schedule_at(due, event);
        }
    }

    pub(super) fn create_index(&mut self, parts: &Parts<'_>, name: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{name}"), &["wait_for_active_shards"])?;
        check_name(name)?;
        if let Some(index) = self.domain.indices.get(name) {
            let reason = format!("index [{name}/{}] already exists", index.uuid);
            return Err(Failure::new(400, "resource_already_exists_exception", reason)
                .with("index", name)
                .with("index_uuid", index.uuid.clone()));
        }
        let body = parts.json()?;
        let mut index = self.new_index();
        for (member, value) in body.as_ref().and_then(Value::as_object).into_iter().flatten() {
            match member.as_str() {
                "settings" => apply_settings(&mut index, value, true)?,
                "mappings" => Arc::make_mut(&mut index.mapping).declare(value)?,
                "aliases" if value.as_object().is_some_and(Map::is_empty) => {}
                "aliases" => return Err(illegal("[aliases] are not modelled here")),
                other => {
                    let reason = format!("unknown key [{other}] for create index");
                    return Err(Failure::new(400, "parse_exception", reason));
                }
            }
        }
        if body.is_some_and(|body| !body.is_object()) {
            return Err(Failure::new(400, "parse_exception", "request body is required to be an object"));
        }
        self.insert(name, index);
        Answer::ok(json!({"acknowledged": true, "shards_acknowledged": true, "index": name}))
    }

    pub(super) fn delete_indices(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        parts.params.only(&format!("/{names}"), &["ignore_unavailable", "allow_no_indices"])?;
        for name in self.resolve(names)? {
            self.domain.indices.remove(&name);
            self.ctx.note(Note::info("opensearch-index-deleted").with("domain", &self.name).with("index", &name));
        }
        Answer::ok(json!({"acknowledged": true}))
    }

    pub(super) fn get_index(&mut self, _parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        self.described(names, |name, index| {
            json!({"aliases": {}, "mappings": index.mapping.to_json(), "settings": settings_of(name, index)})
        })
    }

    pub(super) fn mappings(&mut self, _parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        self.described(names, |_, index| json!({"mappings": index.mapping.to_json()}))
    }

    pub(super) fn settings(&mut self, _parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        self.described(names, |name, index| json!({"settings": settings_of(name, index)}))
    }

    fn described(&self, names: &str, describe: impl Fn(&str, &Index) -> Value) -> Result<Answer, Failure> {
        let mut described = Map::new();
        for name in self.resolve(names)? {
            described.insert(name.to_string(), describe(&name, self.index(&name)?));
        }
        Answer::ok(Value::Object(described))
    }

    pub(super) fn put_mapping(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        let Some(body) = parts.json()? else { return Err(super::super::failure::invalid("mapping source is missing")) };
        let names = self.resolve(names)?;
        let mut changed = Vec::new();
        for name in &names {
            let mut mapping = self.index(name)?.mapping.clone();
            Arc::make_mut(&mut mapping).declare(&body)?;
            changed.push(mapping);
        }
        for (name, mapping) in names.iter().zip(changed) {
            if let Some(index) = self.domain.indices.get_mut(name) {
                index.mapping = mapping;
            }
        }
        Answer::ok(json!({"acknowledged": true}))
    }

    pub(super) fn put_settings(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        let Some(body) = parts.json()? else { return Err(super::super::failure::invalid("no settings to update")) };
        let names = self.resolve(names)?;
        let mut changed = Vec::new();
        for name in &names {
            let mut index = self.index(name)?.clone();
            apply_settings(&mut index, &body, false)?;
            changed.push(index);
        }
        for (name, index) in names.iter().zip(changed) {
            self.domain.indices.insert(name.clone(), index);
            self.changed(name, false);
        }
        Answer::ok(json!({"acknowledged": true}))
    }

    pub(super) fn refresh(&mut self, _parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        let now = self.ctx.now();
        let mut shards = 0;
        for name in self.resolve(names)? {
            if let Some(index) = self.domain.indices.get_mut(&name) {
                index.refresh(now);
                shards += index.shards * (1 + index.replicas);
            }
        }
        Answer::ok(json!({"_shards": {"total": shards, "successful": shards, "failed": 0}}))
    }

    pub(super) fn force_merge(&mut self, parts: &Parts<'_>, names: &str) -> Result<Answer, Failure> {
        parts.params.only("/_forcemerge", &["max_num_segments", "only_expunge_deletes", "flush"])?;
        for name in self.resolve(names)? {
            if let Some(index) = self.domain.indices.get_mut(&name) {
                index.merge_all();
            }
        }
        self.refresh(parts, names)
    }
}

/// Settings may be written flat or as a tree, with `index.` before them or without.
fn flat(path: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flat(&path, value, found);
            }
        }
        value => {
            found.push((path.trim_start_matches("settings.").trim_start_matches("index.").to_owned(), value.clone()))
        }
    }
}

fn apply_settings(index: &mut Index, value: &Value, is_new: bool) -> Result<(), Failure> {
    let mut settings = Vec::new();
    flat("", value, &mut settings);
    for (name, value) in settings {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let number = |least: u64| {
            let wrong =
                |rule: String| illegal(format!("Failed to parse value [{text}] for setting [index.{name}] {rule}"));
            let number = text.parse::<u64>().map_err(|_| wrong(String::new()))?;
            if number < least {
                return Err(wrong(format!("must be >= {least}")));
            }
            if number > SHARDS_MAX {
                return Err(wrong(format!("must be <= {SHARDS_MAX}")));
            }
            Ok(number as u32)
        };
        match name.as_str() {
            "number_of_shards" if is_new => index.shards = number(1)?,
            "number_of_shards" => {
                return Err(illegal("Can't update non dynamic settings [[index.number_of_shards]] for open indices"));
            }
            "number_of_replicas" => index.replicas = number(0)?,
            "refresh_interval" => {
                index.refresh_interval_us = interval_us(&text).ok_or_else(|| {
                    illegal(format!("failed to parse setting [index.refresh_interval] with value [{text}] as a time value: unit is missing or unrecognized"))
                })?;
            }
            other => return Err(illegal(format!("unknown setting [index.{other}], or one that is not modelled here"))),
        }
    }
    Ok(())
}

/// `1s`, `500ms`, `-1` for never. The outer `None` is for what is no time.
fn interval_us(text: &str) -> Option<Option<u64>> {
    if text == "-1" {
        return Some(None);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let amount: u64 = text.get(..digits)?.parse().ok()?;
    let unit_us = match text.get(digits..)? {
        "ms" => 1_000,
        "s" => 1_000_000,
        "m" => 60_000_000,
        "h" => 3_600_000_000,
        _ => return None,
    };
    amount.checked_mul(unit_us).filter(|interval| *interval > 0).map(Some)
}

fn settings_of(name: &str, index: &Index) -> Value {
    let interval = match index.refresh_interval_us {
        None => "-1".to_owned(),
        Some(us) if us % 1_000_000 == 0 => format!("{}s", us / 1_000_000),
        Some(us) => format!("{}ms", us / 1_000),
    };
    json!({"index": {
        "number_of_shards": index.shards.to_string(),
        "number_of_replicas": index.replicas.to_string(),
        "refresh_interval": interval,
        "uuid": index.uuid,
        "provided_name": name,
    }})
}

/// Random bits as letters, digits, `-` and `_`.
pub(super) fn base64_url(bits: &[u64], chars: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sixes = bits.iter().flat_map(|bits| (0..10).map(move |six| (bits >> (six * 6)) & 63));
    sixes.take(chars).filter_map(|six| LETTERS.get(six as usize).map(|letter| char::from(*letter))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_and_matched() {
        assert!(check_name("flights-2001.01").is_ok());
        for wrong in ["Flights", "a b", "_x", "-x", ".", "", "a/b"] {
            assert!(check_name(wrong).is_err(), "{wrong}");
        }
        assert!(fits("fl*ts", "flights") && fits("*", "x") && !fits("fl*x", "flights") && fits("a*b*c", "aXbYc"));
    }

    #[test]
    fn intervals_are_read() {
        assert_eq!(interval_us("30s"), Some(Some(30_000_000)));
        assert_eq!(interval_us("-1"), Some(None));
        assert_eq!(interval_us("soon"), None);
        assert_eq!(interval_us("0s"), None);
    }
}
