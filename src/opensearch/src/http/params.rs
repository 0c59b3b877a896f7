//! What follows the `?` of a path.

use crate::failure::{Failure, illegal};
use std::collections::BTreeMap;

/// Names and values.
#[derive(Clone, Debug, Default)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads `a=1&b`.
    pub fn parse(query: &str) -> Result<Self, Failure> {
        let mut params = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = value.replace('+', " ");
            let (Some(name), Some(value)) = (decoded(name), decoded(&value)) else {
                return Err(illegal(format!("unterminated escape sequence at end of string: {query}")));
            };
            params.insert(name, value);
        }
        Ok(Self(params))
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether a switch is on: `?refresh`, `?refresh=true`.
    pub fn switch(&self, name: &str) -> bool {
        matches!(self.get(name), Some("" | "true"))
    }

    /// Whether the write is to be seen by searches at once. `wait_for` waits for nothing here.
    pub fn refresh(&self) -> bool {
        self.switch("refresh") || self.get("refresh") == Some("wait_for")
    }

    /// A parameter as a whole number.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let wrong = || illegal(format!("Failed to parse int parameter [{name}] with value [{text}]"));
        text.parse().map(Some).map_err(|_| wrong())
    }

    /// An error for a parameter that is not among these.
    pub fn only(&self, path: &str, known: &[&str]) -> Result<(), Failure> {
        let general = ["pretty", "human", "error_trace", "format", "filter_path", "timeout"];
        match self.0.keys().find(|name| !known.contains(&name.as_str()) && !general.contains(&name.as_str())) {
            Some(name) => Err(illegal(format!("request [{path}] contains unrecognized parameter: [{name}]"))),
            None => Ok(()),
        }
    }
}

/// A text without its `%xx`; `None` if it is none then.
pub fn decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after.get(2..)?;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read() {
        assert_eq!(decoded("a%20b%C3%BC").as_deref(), Some("a bü"));
        assert_eq!(decoded("100%"), None);
        assert_eq!(decoded("%zz"), None);
        let params = Params::parse("q=los+angeles%21&refresh&size=5").unwrap_or_default();
        assert_eq!(params.get("q"), Some("los angeles!"));
        assert!(params.refresh());
        assert_eq!(params.number("size"), Ok(Some(5)));
        assert!(params.only("/x", &["q", "refresh"]).is_err());
    }
}
