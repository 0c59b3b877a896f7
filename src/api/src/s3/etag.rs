//! An object's entity tag.

use bytes::Bytes;
use md5::{Digest, Md5};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The MD5 of an object that was put whole, in hexadecimal, within quotes. It is computed when somebody first asks and is
/// then known to all copies: few objects are ever asked for theirs, and MD5 takes as long as everything else that is done with their bytes.
#[derive(Clone)]
pub struct ETag(Arc<Lazy>);

struct Lazy {
    content: Bytes,
    text: OnceLock<String>,
}

impl ETag {
    /// Of this content.
    pub fn of(content: Bytes) -> Self {
        Self(Arc::new(Lazy { content, text: OnceLock::new() }))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        self.0.text.get_or_init(|| format!("\"{:x}\"", Md5::digest(&self.0.content)))
    }

    /// What it is the tag of; nothing, if it was read from text.
    pub fn content(&self) -> &Bytes {
        &self.0.content
    }
}

impl From<&str> for ETag {
    /// A tag that somebody else has computed.
    fn from(text: &str) -> Self {
        Self(Arc::new(Lazy { content: Bytes::new(), text: OnceLock::from(text.to_owned()) }))
    }
}

impl PartialEq for ETag {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.as_str() == other.as_str()
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ETag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ETag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_computed_once_for_all_copies() {
        let tag = ETag::of(Bytes::from_static(b"hello"));
        let copy = tag.clone();
        assert!(copy.0.text.get().is_none());
        assert_eq!(tag.as_str(), "\"5d41402abc4b2a76b9719d911017c592\"");
        assert!(copy.0.text.get().is_some());
        let read: Option<ETag> = serde_json::to_string(&tag).ok().and_then(|json| serde_json::from_str(&json).ok());
        assert_eq!(read, Some(copy));
    }
}
