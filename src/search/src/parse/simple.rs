//! `simple_query_string`: a syntax for search boxes, in which no text is wrong.
//!
//! `+` and, `|` or, `-` not, `"a phrase"~2`, `pre*`, `near~1`, `(…)`. What does
//! not fit is taken as text or left out. From left to right, without precedence.

use super::full_text::{Manner, in_field};
use super::fuzziness::{Fuzziness, should_min};
use super::{Context, Options, fields};
use crate::problem;
use crate::query::{Bool, Query};
use crate::schema::FieldInfo;
use jobs::search::Problem;
use serde_json::Value;

/// Deeper parentheses are left out.
const DEPTH_MAX: usize = 50;

const KNOWN: &[&str] = &[
    "query",
    "fields",
    "default_operator",
    "flags",
    "lenient",
    "analyzer",
    "analyze_wildcard",
    "minimum_should_match",
    "fuzzy_max_expansions",
    "fuzzy_prefix_length",
    "fuzzy_transpositions",
    "quote_field_suffix",
    "auto_generate_synonyms_phrase_query",
];

/// `{"simple_query_string": {"query": "honolulu + (\"los angeles\" | -atl*)", "fields": ["*_city"]}}`
pub fn simple_query_string(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, KNOWN)?;
    let Some(text) = options.text("query")? else {
        return Err(problem::parsing(format!("[{clause}] query text missing")));
    };
    let names = options.texts("fields")?.unwrap_or_else(|| vec!["*".to_owned()]);
    let mut parser = Parser {
        context,
        fields: fields(context.schema, &names)?,
        all: options.operator_is_and("default_operator")?,
        chars: text.chars().collect(),
        at: 0,
        depth: 0,
    };
    let mut query = parser.expression()?.unwrap_or(Query::Nothing);
    if let (Some(rule), Query::Bool(bool)) = (options.text("minimum_should_match")?, &mut query)
        && !bool.should.is_empty()
    {
        bool.should_min = Some(should_min(&rule, bool.should.len())?);
    }
    Ok(query.boosted(options.boost()?))
}

struct Parser<'a> {
    context: &'a Context<'a>,
    fields: Vec<(FieldInfo, f64)>,
    all: bool,
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn expression(&mut self) -> Result<Option<Query>, Problem> {
        let mut so_far: Option<(Query, Option<bool>)> = None;
        let mut joint: Option<bool> = None;
        let mut negated = false;
        while let Some(next) = self.peek() {
            match next {
                '+' => joint = Some(true),
                '|' => joint = Some(false),
                '-' => negated = true,
                ')' if self.depth > 0 => break,
                ')' => {}
                space if space.is_whitespace() => {}
                _ => {
                    if let Some(mut query) = self.branch()? {
                        if negated {
                            let bool = Bool { must: vec![Query::All], must_not: vec![query], ..Bool::default() };
                            query = Query::Bool(Box::new(bool));
                        }
                        so_far = Some(joined(so_far, query, joint.unwrap_or(self.all)));
                    }
                    (joint, negated) = (None, false);
                    continue;
                }
            }
            self.at += 1;
        }
        Ok(so_far.map(|(query, _)| query))
    }

    fn branch(&mut self) -> Result<Option<Query>, Problem> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                if self.depth >= DEPTH_MAX {
                    return Ok(None);
                }
                self.depth += 1;
                let inside = self.expression()?;
                self.depth -= 1;
                if self.peek() == Some(')') {
                    self.at += 1;
                }
                Ok(inside)
            }
            Some('"') => self.phrase(),
            _ => self.word(),
        }
    }

    fn phrase(&mut self) -> Result<Option<Query>, Problem> {
        let start = self.at + 1;
        let length = self.chars.get(start..).unwrap_or_default().iter().position(|next| *next == '"');
        let Some(length) = length else {
            // A quote that nothing closes is no quote.
            self.at += 1;
            return Ok(None);
        };
        let text: String = self.chars.get(start..start + length).unwrap_or_default().iter().collect();
        self.at = start + length + 1;
        let slop = self.tilde().flatten().unwrap_or(0);
        let slop = u32::try_from(slop).unwrap_or(u32::MAX);
        self.everywhere(&text, &Manner { phrase_slop: Some(slop), ..self.manner() }).map(Some)
    }

    fn word(&mut self) -> Result<Option<Query>, Problem> {
        let mut text = String::new();
        let mut last_is_prefix = false;
        while let Some(next) = self.peek() {
            match next {
                '\\' => {
                    self.at += 1;
                    text.extend(self.peek());
                }
                '+' | '|' | '"' | '(' | ')' => break,
                '~' if !text.is_empty() => break,
                '*' if self.chars.get(self.at + 1).is_none_or(|after| after.is_whitespace() || *after == ')') => {
                    last_is_prefix = true;
                }
                space if space.is_whitespace() => break,
                other => text.push(other),
            }
            self.at += 1;
        }
        if text.is_empty() {
            return Ok(last_is_prefix.then_some(Query::All));
        }
        let fuzziness = self.tilde().map(|edits| edits.map_or(Fuzziness::auto(), Fuzziness::fixed));
        let prefix_terms_max = usize::MAX;
        let manner = Manner { last_is_prefix, prefix_terms_max, fuzziness, ..self.manner() };
        self.everywhere(&text, &manner).map(Some)
    }

    /// `~` and the number after it, if there is one.
    fn tilde(&mut self) -> Option<Option<usize>> {
        if self.peek() != Some('~') {
            return None;
        }
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
        Some(self.chars.get(start..self.at).unwrap_or_default().iter().collect::<String>().parse().ok())
    }

    fn manner(&self) -> Manner {
        Manner { all: self.all, lenient: true, ..Manner::default() }
    }

    fn everywhere(&self, text: &str, manner: &Manner) -> Result<Query, Problem> {
        let value = Value::String(text.to_owned());
        let mut each = Vec::new();
        for (info, boost) in &self.fields {
            let query = in_field(self.context, info, &value, manner)?;
            if query != Query::Nothing {
                each.push(query.boosted(*boost));
            }
        }
        Ok(if each.is_empty() { Query::Nothing } else { Query::best(each, 1.0) })
    }
}

/// What has been read so far, with one more; a change of operator puts what was before into one clause.
fn joined(so_far: Option<(Query, Option<bool>)>, query: Query, and: bool) -> (Query, Option<bool>) {
    let Some((before, operator)) = so_far else { return (query, None) };
    if let (Query::Bool(mut bool), true) = (before.clone(), operator == Some(and)) {
        if and {
            bool.must.push(query);
        } else {
            bool.should.push(query);
        }
        return (Query::Bool(bool), operator);
    }
    (Query::together(vec![before, query], and), Some(and))
}
