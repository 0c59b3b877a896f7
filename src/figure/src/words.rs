//! The words of the drawing. They stand in the page's string files with all
//! others; a drawing needs only plain ones, so a few lines read them here, in
//! the page and in the build alike.

use crate::Separators;
use std::collections::BTreeMap;

/// What the drawing says.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// How numbers are written.
    pub separators: Separators,
    /// The name of the whole drawing.
    pub works: String,
    messages: BTreeMap<String, String>,
}

impl Words {
    /// Takes the messages whose names begin with `figure-` out of a string file (one line each, `{$n}` is filled in).
    pub fn read(lang: &str, ftl: &str) -> Self {
        let messages: BTreeMap<_, _> = ftl
            .lines()
            .filter_map(|line| {
                let (key, value) = line.split_once('=')?;
                let key = key.trim().strip_prefix("figure-")?;
                Some((key.to_owned(), value.trim().to_owned()))
            })
            .collect();
        let works = messages.get("works").cloned().unwrap_or_default();
        Self { separators: Separators::of(lang), works, messages }
    }

    /// A message; its name, if there is none.
    pub fn say(&self, key: &str) -> String {
        self.messages.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// A message with a text in it.
    pub fn with(&self, key: &str, text: &str) -> String {
        let said = self.say(key);
        match said.find("{") {
            Some(from) => match said[from..].find('}') {
                Some(to) => format!("{}{text}{}", &said[..from], &said[from + to + 1..]),
                None => said,
            },
            None => said,
        }
    }

    /// A message with several texts in it, in the order of their places.
    pub fn all(&self, key: &str, texts: &[&str]) -> String {
        let said = self.say(key);
        let mut texts = texts.iter();
        let mut out = String::new();
        let mut rest = said.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            out.push_str(texts.next().copied().unwrap_or_default());
            rest = behind.split_once('}').map_or("", |(_, behind)| behind);
        }
        out.push_str(rest);
        out
    }

    /// A message with a number in it: `KEY-one` for 1, else `KEY`.
    pub fn count(&self, key: &str, n: u64) -> String {
        let text = crate::format::whole(n, self.separators);
        if n == 1 { self.with(&format!("{key}-one"), &text) } else { self.with(key, &text) }
    }
}
