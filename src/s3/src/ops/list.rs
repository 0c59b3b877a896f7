//! `ListObjectsV2`.

use crate::errors;
use crate::limits::LIST_KEYS_MAX;
use crate::state::{Object, S3};
use api::{AwsError, s3};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use imbl::OrdMap;
use std::ops::Bound;
use std::sync::Arc;

impl S3 {
    pub(crate) fn list_objects(&self, request: s3::ListObjectsV2) -> Result<s3::ListObjectsV2Output, AwsError> {
        if let Some(member) = request.unmodelled.0 {
            return Err(errors::not_modelled(member));
        }
        let asked = request.max_keys.unwrap_or(LIST_KEYS_MAX);
        if !(0..=i64::from(i32::MAX)).contains(&asked) {
            return Err(errors::invalid_argument("Argument maxKeys must be an integer between 0 and 2147483647"));
        }
        let max = asked.min(LIST_KEYS_MAX);
        let after = match &request.continuation_token {
            Some(token) => {
                let (kind, text) = read_token(token)?;
                if kind == 'p' { After::Prefix(text) } else { After::Key(text) }
            }
            None => After::Key(request.start_after.clone().unwrap_or_default()),
        };
        let bucket = self.bucket(&request.bucket)?;
        let prefix = request.prefix.clone().unwrap_or_default();
        let delimiter = request.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
        let page = page(&bucket.objects, &prefix, delimiter, &after, max as usize);
        Ok(s3::ListObjectsV2Output {
            is_truncated: page.next.is_some(),
            key_count: (page.contents.len() + page.common_prefixes.len()) as i64,
            contents: page.contents,
            name: request.bucket,
            prefix,
            delimiter: request.delimiter,
            max_keys: max,
            common_prefixes: page.common_prefixes,
            continuation_token: request.continuation_token,
            next_continuation_token: page.next,
            start_after: request.start_after,
        })
    }
}

/// What the page begins after: neither the text itself, nor what is rolled up into it.
enum After {
    Key(String),
    Prefix(String),
}

#[derive(Default)]
struct Page {
    contents: Vec<s3::Object>,
    common_prefixes: Vec<s3::CommonPrefix>,
    next: Option<String>,
}

fn page(objects: &OrdMap<Arc<str>, Object>, prefix: &str, delimiter: Option<&str>, after: &After, max: usize) -> Page {
    let mut page = Page::default();
    if max == 0 {
        return page;
    }
    let (bound, done) = match after {
        After::Key(key) => (key.as_str(), None),
        After::Prefix(prefix) => (prefix.as_str(), Some(prefix.as_str())),
    };
    // Where the page before ended in a prefix, all of that prefix has been listed.
    let mut rolled: Option<String> = done.map(Into::into);
    let mut last = String::new();
    let mut keys = from(objects, prefix, bound);
    while let Some((key, object)) = keys.next() {
        if !key.starts_with(prefix) {
            break;
        }
        if rolled.as_deref().is_some_and(|rolled| key.starts_with(rolled)) {
            continue;
        }
        let common = delimiter.and_then(|delimiter| roll_up(key, prefix, delimiter));
        if let Some(common) = common
            && matches!(after, After::Key(key) if common <= key.as_str())
        {
            continue;
        }
        if page.contents.len() + page.common_prefixes.len() == max {
            page.next = Some(last);
            return page;
        }
        match common {
            Some(common) => {
                last = write_token('p', common);
                page.common_prefixes.push(s3::CommonPrefix { prefix: common.into() });
                // No key that begins with `common` sorts after this, but those that go on with this very character.
                keys = from(objects, prefix, &format!("{common}\u{10FFFF}"));
                rolled = Some(common.into());
            }
            None => {
                last = write_token('k', key);
                page.contents.push(listed(key, object));
            }
        }
    }
    page
}

fn from<'a>(
    objects: &'a OrdMap<Arc<str>, Object>,
    prefix: &str,
    after: &str,
) -> Box<dyn Iterator<Item = (&'a Arc<str>, &'a Object)> + 'a> {
    let start = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
    Box::new(objects.range::<_, str>((start, Bound::Unbounded)))
}

/// `key` up to and including the first `delimiter` after `prefix`.
fn roll_up<'a>(key: &'a str, prefix: &str, delimiter: &str) -> Option<&'a str> {
    let rest = key.get(prefix.len()..)?;
    let at = rest.find(delimiter)?;
    key.get(..prefix.len() + at + delimiter.len())
}

fn listed(key: &str, object: &Object) -> s3::Object {
    s3::Object {
        key: key.into(),
        last_modified: object.last_modified,
        e_tag: object.e_tag.clone(),
        size: object.bytes(),
        storage_class: "STANDARD".into(),
    }
}

/// A token that says where a page ended: at a key (`k`) or at a common prefix (`p`).
pub(super) fn write_token(kind: char, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}{text}"))
}

pub(super) fn read_token(token: &str) -> Result<(char, String), AwsError> {
    let refused = || errors::invalid_argument("The continuation token provided is incorrect");
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
    let text = String::from_utf8(bytes).map_err(|_| refused())?;
    let mut chars = text.chars();
    match chars.next() {
        Some(kind @ ('k' | 'p')) => Ok((kind, chars.as_str().into())),
        _ => Err(refused()),
    }
}
