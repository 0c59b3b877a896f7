//! Marks in a document's texts what made it match.
//!
//! A mark is found by analysing the text again, with the analyzer that indexed
//! it. Long texts are answered in passages, cut between sentences where that is
//! possible. The text itself stays as it is unless the request asks for
//! `"encoder": "html"`.

use crate::analysis::{Word, words};
use crate::problem;
use crate::query::{Query, Slot};
use crate::schema::Schema;
use crate::terms::Pattern;
use crate::values;
use jobs::search::{FieldType, Problem};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How to mark one field.
#[derive(Clone, Debug, PartialEq)]
struct Style {
    before: String,
    after: String,
    passage_chars: usize,
    passages_max: usize,
    no_match_chars: usize,
    own_matches_only: bool,
    html: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            before: "<em>".to_owned(),
            after: "</em>".to_owned(),
            passage_chars: 100,
            passages_max: 5,
            no_match_chars: 0,
            own_matches_only: true,
            html: false,
        }
    }
}

/// Which fields to mark, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    fields: Vec<(String, Style)>,
}

/// Options that do not change what this highlighter does.
const IGNORED: &[&str] = &[
    "type",
    "order",
    "boundary_scanner",
    "boundary_scanner_locale",
    "boundary_chars",
    "boundary_max_scan",
    "fragmenter",
    "max_analyzer_offset",
    "phrase_limit",
    "force_source",
    "fragment_offset",
];

impl Highlight {
    /// Reads the `highlight` of a request.
    pub fn parse(value: &Value) -> Result<Self, Problem> {
        let members = value.as_object().ok_or_else(|| {
            problem::parsing(format!("Unknown key for a {} in [highlight].", crate::request::token(value)))
        })?;
        let mut style = Style::default();
        for (name, value) in members.iter().filter(|(name, _)| *name != "fields") {
            style.set(name, value)?;
        }
        let mut fields = Vec::new();
        let objects = match members.get("fields") {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(object) => vec![object],
            None => Vec::new(),
        };
        for (name, options) in objects.into_iter().filter_map(Value::as_object).flatten() {
            let mut style = style.clone();
            for (name, value) in options.as_object().into_iter().flatten() {
                style.set(name, value)?;
            }
            fields.push((name.clone(), style));
        }
        Ok(Self { fields })
    }

    /// The passages of a document by field; fields without a match are left out.
    pub fn apply(&self, schema: &Schema, marks: &Marks, source: &Value) -> Map<String, Value> {
        let mut found: Map<String, Value> = Map::new();
        for (pattern, style) in &self.fields {
            for info in schema.matching(pattern) {
                let analysed = info.kind == FieldType::Text;
                if !(analysed || info.kind == FieldType::Keyword) || found.contains_key(&info.name) {
                    continue;
                }
                // A `keyword` beside a text has the text's values.
                let beside = info.ignore_above_chars.is_some();
                let path = if beside { info.name.trim_end_matches(".keyword") } else { info.name.as_str() };
                let mut texts = Vec::new();
                values::each(source, &mut |at, value| {
                    if at == path {
                        texts.extend(values::text(value));
                    }
                });
                let marks = if style.own_matches_only { marks.of(&info.name) } else { marks.of_any() };
                let passages = style.passages(&texts, &marks, analysed);
                if !passages.is_empty() {
                    found.insert(info.name.clone(), Value::from(passages));
                }
            }
        }
        found
    }
}

impl Style {
    fn set(&mut self, name: &str, value: &Value) -> Result<(), Problem> {
        let tag = || match value {
            Value::Array(items) => items.first().and_then(values::text),
            other => values::text(other),
        };
        let count = || -> Result<usize, Problem> {
            let number = values::double(value).filter(|number| *number >= 0.0);
            Ok(number.ok_or_else(|| problem::no_number(value))? as usize)
        };
        match name {
            "pre_tags" => self.before = tag().unwrap_or_default(),
            "post_tags" => self.after = tag().unwrap_or_default(),
            "fragment_size" => self.passage_chars = count()?,
            "number_of_fragments" => self.passages_max = count()?,
            "no_match_size" => self.no_match_chars = count()?,
            "require_field_match" => self.own_matches_only = values::boolean(value).unwrap_or(true),
            "encoder" => self.html = value.as_str() == Some("html"),
            "tags_schema" => {
                self.before = "<em class=\"hlt1\">".to_owned();
            }
            name if IGNORED.contains(&name) => {}
            "highlight_query" | "matched_fields" => {
                return Err(problem::illegal(format!("[{name}] in [highlight] is not modelled here")));
            }
            other => return Err(problem::parsing(format!("[highlight_field] unknown field [{other}]"))),
        }
        Ok(())
    }

    fn passages(&self, texts: &[String], marks: &FieldMarks<'_>, analysed: bool) -> Vec<String> {
        // The passages that have marks: how many, and where they stand.
        let mut candidates: Vec<(usize, usize, String)> = Vec::new();
        for text in texts {
            let tokens = if analysed {
                words(text).collect()
            } else {
                vec![Word { term: text.clone(), start: 0, end: text.len() }]
            };
            let marked = marks.find(&tokens);
            let whole = self.passages_max == 0 || self.passage_chars == 0 || !analysed;
            let ranges = if whole { vec![(0, text.len())] } else { cut(text, self.passage_chars) };
            for (start, end) in ranges {
                let inside: Vec<&Word> =
                    marked.iter().copied().filter(|word| word.start >= start && word.end <= end).collect();
                if !inside.is_empty() {
                    candidates.push((inside.len(), candidates.len(), self.mark(text, start, end, &inside)));
                }
            }
        }
        if candidates.is_empty() && self.no_match_chars > 0 {
            let first = texts.first().map(|text| cut(text, self.no_match_chars));
            let head = first.and_then(|ranges| ranges.first().copied());
            return texts
                .first()
                .zip(head)
                .map(|(text, (start, end))| self.mark(text, start, end, &[]))
                .into_iter()
                .collect();
        }
        if self.passages_max > 0 && candidates.len() > self.passages_max {
            candidates.sort_by_key(|(count, place, _)| (std::cmp::Reverse(*count), *place));
            candidates.truncate(self.passages_max);
            candidates.sort_by_key(|(_, place, _)| *place);
        }
        candidates.into_iter().map(|(_, _, passage)| passage).collect()
    }

    fn mark(&self, text: &str, start: usize, end: usize, marked: &[&Word]) -> String {
        let mut passage = String::new();
        let mut at = start;
        for word in marked {
            self.push(&mut passage, text.get(at..word.start));
            passage.push_str(&self.before);
            self.push(&mut passage, text.get(word.start..word.end));
            passage.push_str(&self.after);
            at = word.end;
        }
        self.push(&mut passage, text.get(at..end));
        passage.trim().to_owned()
    }

    fn push(&self, passage: &mut String, text: Option<&str>) {
        for next in text.unwrap_or_default().chars() {
            match next {
                '&' if self.html => passage.push_str("&amp;"),
                '<' if self.html => passage.push_str("&lt;"),
                '>' if self.html => passage.push_str("&gt;"),
                '"' if self.html => passage.push_str("&quot;"),
                '\'' if self.html => passage.push_str("&#x27;"),
                '/' if self.html => passage.push_str("&#x2F;"),
                other => passage.push(other),
            }
        }
    }
}

/// Cuts a text into passages of about so many characters: after sentences, or else after words.
fn cut(text: &str, chars_max: usize) -> Vec<(usize, usize)> {
    let mut passages = Vec::new();
    let (mut start, mut chars) = (0, 0);
    let (mut after_sentence, mut after_word) = (None, None);
    let mut last = ' ';
    for (at, next) in text.char_indices() {
        if next.is_whitespace() {
            after_word = Some(at);
            if matches!(last, '.' | '!' | '?') {
                after_sentence = Some(at);
            }
        }
        last = next;
        chars += 1;
        if chars > chars_max
            && let Some(end) = after_sentence.or(after_word)
        {
            passages.push((start, end));
            chars = text.get(end..at).map_or(0, |rest| rest.chars().count()) + 1;
            start = end;
            (after_sentence, after_word) = (None, None);
        }
    }
    if start < text.len() {
        passages.push((start, text.len()));
    }
    passages
}

/// What made documents match, by field.
#[derive(Default)]
pub struct Marks {
    by_field: BTreeMap<String, Vec<Mark>>,
}

enum Mark {
    Terms(BTreeSet<String>),
    Pattern(Pattern),
    Phrase(Vec<Slot>, u32),
}

/// The marks of one field, or of all.
struct FieldMarks<'a> {
    marks: Vec<&'a Mark>,
}

impl Marks {
    /// What a query looks for.
    pub fn of_query(query: &Query) -> Self {
        let mut marks = Self::default();
        query.positive(&mut |leaf| {
            let (name, mark) = match leaf {
                Query::Term(field, term) => (&field.name, Mark::Terms([term.clone()].into())),
                Query::AnyTerm(field, terms) => (&field.name, Mark::Terms(terms.clone())),
                Query::Pattern { field, pattern, .. } => (&field.name, Mark::Pattern(pattern.clone())),
                Query::Phrase { field, slots, slop } => (&field.name, Mark::Phrase(slots.clone(), *slop)),
                _ => return,
            };
            marks.by_field.entry(name.clone()).or_default().push(mark);
        });
        marks
    }

    fn of(&self, field: &str) -> FieldMarks<'_> {
        FieldMarks { marks: self.by_field.get(field).into_iter().flatten().collect() }
    }

    fn of_any(&self) -> FieldMarks<'_> {
        FieldMarks { marks: self.by_field.values().flatten().collect() }
    }
}

impl FieldMarks<'_> {
    fn find<'t>(&self, tokens: &'t [Word]) -> Vec<&'t Word> {
        let mut found = BTreeSet::new();
        for mark in &self.marks {
            for (at, word) in tokens.iter().enumerate() {
                match mark {
                    Mark::Terms(terms) if terms.contains(&word.term) => {
                        found.insert(at);
                    }
                    Mark::Pattern(pattern) if pattern.matches(&word.term).is_some() => {
                        found.insert(at);
                    }
                    Mark::Phrase(slots, slop) => {
                        let window = slots.len().saturating_add(*slop as usize);
                        let inside = tokens.iter().enumerate().skip(at).take(window);
                        found.extend(phrase(slots, *slop, &inside.collect::<Vec<_>>()));
                    }
                    Mark::Terms(_) | Mark::Pattern(_) => {}
                }
            }
        }
        found.into_iter().filter_map(|at| tokens.get(at)).collect()
    }
}

/// The places of a phrase's words in a window, if all are there; without slop, each at its place.
fn phrase(slots: &[Slot], slop: u32, window: &[(usize, &Word)]) -> Vec<usize> {
    let fits = |slot: &Slot, word: &Word| match slot {
        Slot::Term(term) => *term == word.term,
        Slot::Prefix(prefix, _) => word.term.starts_with(prefix.as_str()),
    };
    let mut places = Vec::new();
    for (at, slot) in slots.iter().enumerate() {
        let place = if slop == 0 {
            window.get(at).filter(|(_, word)| fits(slot, word))
        } else {
            window.iter().find(|(place, word)| fits(slot, word) && !places.contains(place))
        };
        match place {
            Some((place, _)) => places.push(*place),
            None => return Vec::new(),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn passages_end_where_sentences_do() {
        let text = "Water comes down. It is shared by the hour, as it has been. Nobody owns it.";
        let passages: Vec<&str> = cut(text, 30).into_iter().filter_map(|(start, end)| text.get(start..end)).collect();
        assert_eq!(passages.concat(), text);
        assert_eq!(passages.first().copied(), Some("Water comes down."));
        assert!(cut("", 10).is_empty());
        assert_eq!(cut("unbroken", 3), [(0, 8)]);
    }
}
