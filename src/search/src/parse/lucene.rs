//! `query_string`: Lucene's syntax, strictly.
//!
//! `word`, `"a phrase"~2`, `field:value`, `field:(a b)`, `[1 TO 5}`, `>=3`,
//! `AND`, `OR`, `NOT`, `&&`, `||`, `!`, `+`, `-`, `wild*card?`, `near~1`,
//! `weight^2`, `_exists_:field`, `*:*`, and `\` before what is meant as itself.
//! As in Lucene, operators are marks on the clauses at their sides rather than
//! a grammar with precedence.

use super::full_text::{Manner, in_field, together};
use super::fuzziness::Fuzziness;
use super::term_level::has_value;
use super::values::{Ends, between};
use super::{Context, Options, fields};
use crate::problem;
use crate::query::{Bool, Bound, Query, TermField};
use crate::schema::FieldInfo;
use crate::terms::Pattern;
use jobs::search::{FieldType, Problem};
use serde_json::Value;

/// Parentheses may be nested so deep.
const DEPTH_MAX: usize = 50;

const KNOWN: &[&str] = &[
    "query",
    "default_field",
    "fields",
    "default_operator",
    "lenient",
    "analyzer",
    "quote_analyzer",
    "allow_leading_wildcard",
    "analyze_wildcard",
    "enable_position_increments",
    "fuzziness",
    "fuzzy_max_expansions",
    "fuzzy_prefix_length",
    "fuzzy_transpositions",
    "auto_generate_synonyms_phrase_query",
    "phrase_slop",
    "minimum_should_match",
    "tie_breaker",
    "type",
    "time_zone",
    "max_determinized_states",
    "escape",
    "rewrite",
    "prefix_length",
    "max_expansions",
];

/// `{"query_string": {"query": "origin_city:honolulu AND delay:>60"}}`
pub fn query_string(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, KNOWN)?;
    let Some(text) = options.text("query")? else {
        return Err(problem::parsing(format!("[{clause}] must be provided with a [query]")));
    };
    let named = match options.texts("fields")? {
        Some(names) => Some(names),
        None => options.text("default_field")?.map(|name| vec![name]),
    };
    let lenient = options.switch("lenient", named.as_ref().is_none_or(|names| names.iter().any(|name| name == "*")))?;
    let mut parser = Parser {
        context,
        all_fields: named.is_none(),
        fields: fields(context.schema, &named.unwrap_or_else(|| vec!["*".to_owned()]))?,
        all: options.operator_is_and("default_operator")?,
        lenient,
        phrase_slop: u32::try_from(options.count("phrase_slop", 0)?).unwrap_or(u32::MAX),
        tie_breaker: options.number("tie_breaker")?.unwrap_or(0.0),
        should_min: options.text("minimum_should_match")?,
        chars: text.chars().collect(),
        at: 0,
        depth: 0,
    };
    let query = match parser.clauses(None)? {
        Some(query) if parser.at == parser.chars.len() => query,
        None if parser.chars.iter().all(|next| next.is_whitespace()) => Query::Nothing,
        _ => return Err(failed(&text)),
    };
    Ok(query.boosted(options.boost()?))
}

fn failed(text: &str) -> Problem {
    problem::shard(format!("Failed to parse query [{text}]"))
}

struct Parser<'a> {
    context: &'a Context<'a>,
    all_fields: bool,
    fields: Vec<(FieldInfo, f64)>,
    all: bool,
    lenient: bool,
    phrase_slop: u32,
    tie_breaker: f64,
    should_min: Option<String>,
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Joint {
    None,
    And,
    Or,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Must,
    Should,
    MustNot,
}

/// The fields that a clause speaks of: its own or the query's.
type Scope<'f> = Option<&'f str>;

impl Parser<'_> {
    fn failed(&self) -> Problem {
        failed(&self.chars.iter().collect::<String>())
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes a word that stands alone.
    fn take_word(&mut self, word: &str) -> bool {
        let end = self.at + word.chars().count();
        let there = self.chars.get(self.at..end).is_some_and(|next| word.chars().eq(next.iter().copied()));
        let alone = self.chars.get(end).is_none_or(|next| next.is_whitespace() || *next == '(');
        if there && alone {
            self.at = end;
        }
        there && alone
    }

    fn take_both(&mut self, twice: char) -> bool {
        let there = self.peek() == Some(twice) && self.chars.get(self.at + 1) == Some(&twice);
        self.at += if there { 2 } else { 0 };
        there
    }

    /// Clauses up to the end or a closing parenthesis; `None` if there are none.
    fn clauses(&mut self, scope: Scope<'_>) -> Result<Option<Query>, Problem> {
        let mut found: Vec<(Mark, Query)> = Vec::new();
        loop {
            self.skip_spaces();
            if self.peek().is_none_or(|next| next == ')') {
                break;
            }
            let joint = self.joint();
            self.skip_spaces();
            if joint != Joint::None && found.is_empty() {
                return Err(self.failed());
            }
            let (required, prohibited) = self.modifier();
            let query = self.clause(scope)?;
            if let Some((mark, _)) = found.last_mut().filter(|(mark, _)| *mark != Mark::MustNot) {
                match joint {
                    Joint::And => *mark = Mark::Must,
                    Joint::Or if self.all => *mark = Mark::Should,
                    Joint::Or | Joint::None => {}
                }
            }
            let mark = if prohibited {
                Mark::MustNot
            } else if required || joint == Joint::And || (self.all && joint != Joint::Or) {
                Mark::Must
            } else {
                Mark::Should
            };
            found.push((mark, query));
        }
        if found.len() == 1 && found.first().is_some_and(|(mark, _)| *mark != Mark::MustNot) {
            return Ok(found.pop().map(|(_, query)| query));
        }
        let of =
            |wanted: Mark| found.iter().filter(|(mark, _)| *mark == wanted).map(|(_, query)| query.clone()).collect();
        let (must, should, must_not): (Vec<_>, Vec<_>, Vec<_>) = (of(Mark::Must), of(Mark::Should), of(Mark::MustNot));
        if found.is_empty() {
            return Ok(None);
        }
        let rule = self.should_min.as_deref().filter(|_| !should.is_empty());
        let should_min = rule.map(|rule| super::fuzziness::should_min(rule, should.len())).transpose()?;
        Ok(Some(Query::Bool(Box::new(Bool { must, should, must_not, should_min, filter: Vec::new() }))))
    }

    fn joint(&mut self) -> Joint {
        if self.take_word("AND") || self.take_both('&') {
            Joint::And
        } else if self.take_word("OR") || self.take_both('|') {
            Joint::Or
        } else {
            Joint::None
        }
    }

    /// Whether the next clause is required, and whether it is prohibited.
    fn modifier(&mut self) -> (bool, bool) {
        let required = self.take('+');
        let prohibited = !required && (self.take('-') || self.take('!') || self.take_word("NOT"));
        self.skip_spaces();
        (required, prohibited)
    }

    fn clause(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let start = self.at;
        if let Some(field) = self.field_name() {
            return self.clause_in(Some(&field));
        }
        self.at = start;
        self.clause_in(scope)
    }

    /// `name:`, if it stands here.
    fn field_name(&mut self) -> Option<String> {
        let (name, _) = self.word();
        (!name.is_empty() && self.take(':')).then_some(name)
    }

    fn clause_in(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let query = match self.peek() {
            Some('(') => {
                self.at += 1;
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return Err(self.failed());
                }
                let inside = self.clauses(scope)?;
                self.depth -= 1;
                match inside {
                    Some(query) if self.take(')') => query,
                    _ => return Err(self.failed()),
                }
            }
            Some('"') => self.phrase(scope)?,
            Some('[' | '{') => self.range(scope)?,
            Some('>' | '<') => self.half_range(scope)?,
            Some('/') => {
                return Err(problem::shard("regular expressions in [query_string] are not modelled here"));
            }
            _ => self.term(scope)?,
        };
        if self.take('^') {
            let boost = self.decimal().ok_or_else(|| self.failed())?;
            return Ok(query.boosted(boost));
        }
        Ok(query)
    }

    fn decimal(&mut self) -> Option<f64> {
        let start = self.at;
        while self.peek().is_some_and(|next| next.is_ascii_digit() || next == '.') {
            self.at += 1;
        }
        self.chars.get(start..self.at)?.iter().collect::<String>().parse().ok()
    }

    /// A run of characters that mean nothing else, and whether a wildcard is among them. In the text
    /// of such a run, `\` still stands before what is meant as itself.
    fn word(&mut self) -> (String, bool) {
        let mut word = String::new();
        let mut wild = false;
        while let Some(next) = self.peek() {
            match next {
                '\\' => {
                    self.at += 1;
                    let Some(escaped) = self.peek() else { break };
                    if matches!(escaped, '*' | '?' | '\\') {
                        word.push('\\');
                    }
                    word.push(escaped);
                }
                '*' | '?' => {
                    wild = true;
                    word.push(next);
                }
                '(' | ')' | '[' | ']' | '{' | '}' | '"' | ':' | '^' | '~' => break,
                '!' | '+' | '-' | '/' | '<' | '>' if word.is_empty() => break,
                space if space.is_whitespace() => break,
                other => word.push(other),
            }
            self.at += 1;
        }
        (word, wild)
    }

    fn term(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let (word, wild) = self.word();
        if word.is_empty() {
            return Err(self.failed());
        }
        if scope == Some("_exists_") {
            return Ok(has_value(self.context, &plain(&word)));
        }
        if self.take('~') {
            let fuzziness = self.decimal().map_or(Fuzziness::auto(), |edits| Fuzziness::fixed(edits as usize));
            let manner = Manner { fuzziness: Some(fuzziness), ..self.manner() };
            return self.everywhere(scope, |parser, info| {
                in_field(parser.context, info, &Value::String(plain(&word)), &manner)
            });
        }
        if wild {
            return self.wildcard(scope, word);
        }
        let text = Value::String(plain(&word));
        let manner = self.manner();
        self.everywhere(scope, |parser, info| in_field(parser.context, info, &text, &manner))
    }

    fn wildcard(&mut self, scope: Scope<'_>, glob: String) -> Result<Query, Problem> {
        if glob == "*" {
            return Ok(match scope {
                Some("*") => Query::All,
                Some(field) => has_value(self.context, field),
                None if self.all_fields => Query::All,
                None => Query::Exists(self.fields.iter().map(|(info, _)| info.name.clone()).collect()),
            });
        }
        self.everywhere(scope, |_, info| {
            let Some(field) = TermField::of(info) else { return Ok(Query::Nothing) };
            // The terms of a text are in lower case.
            let glob = if info.kind == FieldType::Text { glob.to_lowercase() } else { glob.clone() };
            let pattern = Pattern::Wildcard { glob, ignore_case: false };
            Ok(Query::Pattern { field, pattern, terms_max: None })
        })
    }

    fn phrase(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let text = self.quoted()?;
        let mut slop = self.phrase_slop;
        if self.take('~') {
            slop = self.decimal().ok_or_else(|| self.failed())? as u32;
        }
        let manner = Manner { phrase_slop: Some(slop), ..self.manner() };
        let text = Value::String(text);
        self.everywhere(scope, |parser, info| in_field(parser.context, info, &text, &manner))
    }

    fn quoted(&mut self) -> Result<String, Problem> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.failed()),
                Some('"') => break,
                Some('\\') => {
                    self.at += 1;
                    text.extend(self.peek());
                }
                Some(next) => text.push(next),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(text)
    }

    /// An end of a range: a quoted text or a run up to a space or a bracket; `*` is no end.
    fn end(&mut self) -> Result<Option<Value>, Problem> {
        self.skip_spaces();
        if self.peek() == Some('"') {
            return Ok(Some(Value::String(self.quoted()?)));
        }
        let start = self.at;
        while self.peek().is_some_and(|next| !next.is_whitespace() && !matches!(next, ']' | '}' | ')')) {
            self.at += 1;
        }
        let text: String = self.chars.get(start..self.at).unwrap_or_default().iter().collect();
        match text.as_str() {
            "" => Err(self.failed()),
            "*" => Ok(None),
            _ => Ok(Some(Value::String(text))),
        }
    }

    fn range(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let from_inclusive = self.take('[');
        if !from_inclusive {
            self.at += 1;
        }
        let from = self.end()?;
        self.skip_spaces();
        if !self.take_word("TO") {
            return Err(self.failed());
        }
        let to = self.end()?;
        self.skip_spaces();
        let to_inclusive = self.take(']');
        if !to_inclusive && !self.take('}') {
            return Err(self.failed());
        }
        let ends = Ends {
            from: from.map(|value| Bound { value, inclusive: from_inclusive }),
            to: to.map(|value| Bound { value, inclusive: to_inclusive }),
            zone_ms: 0,
        };
        self.in_range(scope, &ends)
    }

    fn half_range(&mut self, scope: Scope<'_>) -> Result<Query, Problem> {
        let greater = self.take('>');
        if !greater {
            self.at += 1;
        }
        let inclusive = self.take('=');
        let end = self.end()?.map(|value| Bound { value, inclusive });
        let ends = if greater { Ends { from: end, ..Ends::default() } } else { Ends { to: end, ..Ends::default() } };
        self.in_range(scope, &ends)
    }

    fn in_range(&self, scope: Scope<'_>, ends: &Ends) -> Result<Query, Problem> {
        self.everywhere(scope, |parser, info| match between(parser.context, info, ends) {
            Err(_) if parser.lenient => Ok(Query::Nothing),
            other => other,
        })
    }

    fn manner(&self) -> Manner {
        Manner { all: self.all, lenient: self.lenient, ..Manner::default() }
    }

    /// The best of what each field in scope says.
    fn everywhere(
        &self,
        scope: Scope<'_>,
        one: impl Fn(&Self, &FieldInfo) -> Result<Query, Problem>,
    ) -> Result<Query, Problem> {
        let own: Vec<(FieldInfo, f64)>;
        let fields = match scope {
            Some(name) => {
                own = self.context.schema.matching(&plain(name)).map(|info| (info.clone(), 1.0)).collect();
                &own
            }
            None => &self.fields,
        };
        let each: Result<Vec<Query>, Problem> =
            fields.iter().map(|(info, boost)| Ok(one(self, info)?.boosted(*boost))).collect();
        let mut each = each?;
        each.retain(|query| *query != Query::Nothing);
        if each.is_empty() { together(each, false, None) } else { Ok(Query::best(each, self.tie_breaker)) }
    }
}

/// A run without its `\`.
fn plain(word: &str) -> String {
    let mut text = String::new();
    let mut chars = word.chars();
    while let Some(next) = chars.next() {
        match next {
            '\\' => text.extend(chars.next()),
            other => text.push(other),
        }
    }
    text
}
