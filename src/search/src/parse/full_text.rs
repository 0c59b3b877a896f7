//! Clauses that analyse their text: `match` and its relatives.

use super::fuzziness::{Fuzziness, should_min};
use super::values::exact;
use super::{Context, Options, fields};
use crate::analysis::words;
use crate::problem;
use crate::query::{Bool, Query, Slot, TermField};
use crate::schema::FieldInfo;
use jobs::search::{FieldType, Problem};
use serde_json::Value;

/// So many terms a prefix at the end of a phrase may mean.
const PREFIX_TERMS_MAX: usize = 50;

/// How a text is looked for in a field.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Whether all words must match.
    pub all: bool,
    /// How many words must match, if not all.
    pub should_min: Option<String>,
    /// Whether near misses match.
    pub fuzziness: Option<Fuzziness>,
    /// Whether a text that cannot be one of the field's values matches nothing, instead of being an error.
    pub lenient: bool,
    /// Whether a text without words matches everything.
    pub everything_if_empty: bool,
    /// Whether the words must stand in a row, and how loosely.
    pub phrase_slop: Option<u32>,
    /// Whether the last word is the beginning of one.
    pub last_is_prefix: bool,
    /// So many terms that prefix may mean.
    pub prefix_terms_max: usize,
}

impl Manner {
    fn of(options: &Options<'_>) -> Result<Self, Problem> {
        Ok(Self {
            all: options.operator_is_and("operator")?,
            should_min: options.text("minimum_should_match")?,
            fuzziness: Fuzziness::of(options)?,
            lenient: options.switch("lenient", false)?,
            everything_if_empty: options.text("zero_terms_query")?.is_some_and(|text| text.eq_ignore_ascii_case("all")),
            phrase_slop: None,
            last_is_prefix: false,
            prefix_terms_max: options.count("max_expansions", PREFIX_TERMS_MAX)?,
        })
    }

    fn phrase(mut self, options: &Options<'_>, last_is_prefix: bool) -> Result<Self, Problem> {
        self.phrase_slop = Some(u32::try_from(options.count("slop", 0)?).unwrap_or(u32::MAX));
        self.last_is_prefix = last_is_prefix;
        Ok(self)
    }
}

/// The documents in which a field matches a value.
pub fn in_field(context: &Context<'_>, info: &FieldInfo, value: &Value, manner: &Manner) -> Result<Query, Problem> {
    let text = crate::values::text(value).unwrap_or_default();
    match (info.kind, TermField::of(info)) {
        (FieldType::Text, Some(field)) => analysed(&field, &text, manner),
        (FieldType::Keyword, Some(field)) if manner.last_is_prefix => {
            let pattern = crate::terms::Pattern::Prefix { prefix: text, ignore_case: false };
            Ok(Query::Pattern { field, pattern, terms_max: Some(manner.prefix_terms_max) })
        }
        (FieldType::Keyword, Some(field)) => Ok(match manner.fuzziness {
            Some(fuzziness) => fuzziness.query(field, text),
            None => Query::Term(field, text),
        }),
        _ => match exact(context, info, value) {
            Err(_) if manner.lenient => Ok(Query::Nothing),
            other => other,
        },
    }
}

fn analysed(field: &TermField, text: &str, manner: &Manner) -> Result<Query, Problem> {
    let terms: Vec<String> = words(text).map(|word| word.term).collect();
    if terms.is_empty() {
        return Ok(if manner.everything_if_empty { Query::All } else { Query::Nothing });
    }
    let last = terms.len() - 1;
    if let Some(slop) = manner.phrase_slop.filter(|_| last > 0) {
        let slot = |(at, term)| match manner.last_is_prefix && at == last {
            true => Slot::Prefix(term, manner.prefix_terms_max),
            false => Slot::Term(term),
        };
        let slots = terms.into_iter().enumerate().map(slot).collect();
        return Ok(Query::Phrase { field: field.clone(), slots, slop });
    }
    let word = |(at, term)| {
        if manner.last_is_prefix && at == last {
            let pattern = crate::terms::Pattern::Prefix { prefix: term, ignore_case: false };
            return Query::Pattern { field: field.clone(), pattern, terms_max: Some(manner.prefix_terms_max) };
        }
        match manner.fuzziness {
            Some(fuzziness) => fuzziness.query(field.clone(), term),
            None => Query::Term(field.clone(), term),
        }
    };
    let queries: Vec<Query> = terms.into_iter().enumerate().map(word).collect();
    together(queries, manner.all, manner.should_min.as_deref())
}

/// All of these, or as many as a rule says.
pub fn together(queries: Vec<Query>, all: bool, rule: Option<&str>) -> Result<Query, Problem> {
    match rule {
        Some(rule) if !all && queries.len() > 1 => {
            let should_min = Some(should_min(rule, queries.len())?.max(1));
            Ok(Query::Bool(Box::new(Bool { should: queries, should_min, ..Bool::default() })))
        }
        _ => Ok(Query::together(queries, all)),
    }
}

fn one_field(
    context: &Context<'_>,
    (field, options): (&str, Options<'_>),
    manner: impl FnOnce(Manner, &Options<'_>) -> Result<Manner, Problem>,
) -> Result<Query, Problem> {
    let value = options.scalar("query")?;
    let manner = manner(Manner::of(&options)?, &options)?;
    let boost = options.boost()?;
    if field == "_id" {
        return Ok(Query::Ids([options.required_text("query")?].into()).boosted(boost));
    }
    match context.schema.field(field) {
        Some(info) => Ok(in_field(context, info, value, &manner)?.boosted(boost)),
        None => Ok(Query::Nothing),
    }
}

const WORDS: &[&str] = &[
    "query",
    "operator",
    "fuzziness",
    "prefix_length",
    "max_expansions",
    "minimum_should_match",
    "lenient",
    "zero_terms_query",
    "analyzer",
    "fuzzy_transpositions",
    "fuzzy_rewrite",
    "auto_generate_synonyms_phrase_query",
    "cutoff_frequency",
];
const PHRASE: &[&str] = &["query", "slop", "analyzer", "zero_terms_query", "max_expansions"];

/// `{"match": {"origin_city": "los angeles"}}`
pub fn match_(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    one_field(context, Options::of_field(clause, body, "query", WORDS)?, |manner, _| Ok(manner))
}

/// `{"match_bool_prefix": {"origin_city": "los an"}}`
pub fn match_bool_prefix(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    one_field(context, Options::of_field(clause, body, "query", WORDS)?, |manner, _| {
        Ok(Manner { last_is_prefix: true, ..manner })
    })
}

/// `{"match_phrase": {"origin_city": "los angeles"}}`
pub fn match_phrase(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    one_field(context, Options::of_field(clause, body, "query", PHRASE)?, |manner, options| {
        manner.phrase(options, false)
    })
}

/// `{"match_phrase_prefix": {"origin_city": "los ang"}}`
pub fn match_phrase_prefix(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    one_field(context, Options::of_field(clause, body, "query", PHRASE)?, |manner, options| {
        manner.phrase(options, true)
    })
}

/// `{"multi_match": {"query": "los angeles", "fields": ["origin_city^3", "*_name"]}}`
pub fn multi_match(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let mut known = WORDS.to_vec();
    known.extend(["fields", "type", "tie_breaker", "slop"]);
    let options = Options::new(clause, body, &known)?;
    let value = match options.get("query") {
        Some(_) => options.scalar("query")?,
        None => return Err(problem::parsing("No text specified for multi_match query")),
    };
    let mut manner = Manner::of(&options)?;
    let names = options.texts("fields")?;
    // Where the request names no fields, each is asked, and those that cannot be are left out.
    manner.lenient |= names.is_none();
    let fields = fields(context.schema, &names.unwrap_or_else(|| vec!["*".to_owned()]))?;
    let kind = options.text("type")?.unwrap_or_else(|| "best_fields".to_owned());
    let tie_breaker = options.number("tie_breaker")?;
    let each = |manner: &Manner| -> Result<Vec<Query>, Problem> {
        fields.iter().map(|(info, boost)| Ok(in_field(context, info, value, manner)?.boosted(*boost))).collect()
    };
    let query = match kind.as_str() {
        "best_fields" => Query::best(each(&manner)?, tie_breaker.unwrap_or(0.0)),
        "most_fields" => Query::best(each(&manner)?, tie_breaker.unwrap_or(1.0)),
        "phrase" => Query::best(each(&manner.phrase(&options, false)?)?, tie_breaker.unwrap_or(0.0)),
        "phrase_prefix" => Query::best(each(&manner.phrase(&options, true)?)?, tie_breaker.unwrap_or(0.0)),
        "bool_prefix" => {
            let manner = Manner { last_is_prefix: true, ..manner };
            Query::best(each(&manner)?, tie_breaker.unwrap_or(1.0))
        }
        "cross_fields" => {
            let text = options.required_text("query")?;
            let mut by_word = Vec::new();
            for word in words(&text) {
                let value = Value::String(word.term);
                let one = |(info, boost): &(FieldInfo, f64)| -> Result<Query, Problem> {
                    Ok(in_field(context, info, &value, &manner)?.boosted(*boost))
                };
                let everywhere: Result<Vec<Query>, Problem> = fields.iter().map(one).collect();
                by_word.push(Query::best(everywhere?, tie_breaker.unwrap_or(0.0)));
            }
            together(by_word, manner.all, manner.should_min.as_deref())?
        }
        other => {
            return Err(problem::parsing(format!("failed to parse [{clause}] query type [{other}]. unknown type.")));
        }
    };
    Ok(query.boosted(options.boost()?))
}
