//! From JSON to a [`Query`]: the query language's clauses, by name.
//!
//! Does not run anything. What the language knows and this engine does not
//! model is refused by name, never ignored.

mod compound;
mod full_text;
mod fuzziness;
mod lucene;
mod options;
mod simple;
mod term_level;
mod values;

pub use options::Options;

use crate::problem;
use crate::query::Query;
use crate::schema::{FieldInfo, Schema};
use jobs::search::Problem;
use serde_json::Value;

/// What a clause is read against.
pub struct Context<'a> {
    /// The fields.
    pub schema: &'a Schema,
    /// What `now` means, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A query of one clause, such as `{"match": {"title": "water"}}`.
pub fn query(context: &Context<'_>, value: &Value) -> Result<Query, Problem> {
    let object =
        value.as_object().ok_or_else(|| problem::parsing("[_na] query malformed, must start with start_object"))?;
    let mut members = object.iter();
    let Some((name, body)) = members.next() else {
        return Err(problem::illegal("query malformed, empty clause found"));
    };
    if let Some((second, _)) = members.next() {
        let reason = format!("[{name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME] [{second}]");
        return Err(problem::parsing(reason));
    }
    clause(context, name, body)
}

type Clause = fn(&Context<'_>, &str, &Value) -> Result<Query, Problem>;

const CLAUSES: &[(&str, Clause)] = &[
    ("bool", compound::bool),
    ("boosting", compound::boosting),
    ("constant_score", compound::constant_score),
    ("dis_max", compound::dis_max),
    ("exists", term_level::exists),
    ("fuzzy", term_level::fuzzy),
    ("ids", term_level::ids),
    ("match", full_text::match_),
    ("match_all", compound::match_all),
    ("match_bool_prefix", full_text::match_bool_prefix),
    ("match_none", compound::match_none),
    ("match_phrase", full_text::match_phrase),
    ("match_phrase_prefix", full_text::match_phrase_prefix),
    ("multi_match", full_text::multi_match),
    ("prefix", term_level::prefix),
    ("query_string", lucene::query_string),
    ("range", term_level::range),
    ("simple_query_string", simple::simple_query_string),
    ("term", term_level::term),
    ("terms", term_level::terms),
    ("wildcard", term_level::wildcard),
];

/// Clauses that OpenSearch knows and this engine does not.
const NOT_MODELLED: &[&str] = &[
    "common",
    "distance_feature",
    "function_score",
    "geo_bounding_box",
    "geo_distance",
    "geo_polygon",
    "geo_shape",
    "has_child",
    "has_parent",
    "hybrid",
    "intervals",
    "knn",
    "more_like_this",
    "nested",
    "neural",
    "parent_id",
    "percolate",
    "pinned",
    "rank_feature",
    "regexp",
    "script",
    "script_score",
    "span_containing",
    "span_first",
    "span_multi",
    "span_near",
    "span_not",
    "span_or",
    "span_term",
    "span_within",
    "terms_set",
    "wrapper",
];

fn clause(context: &Context<'_>, name: &str, body: &Value) -> Result<Query, Problem> {
    if let Some((_, clause)) = CLAUSES.iter().find(|(known, _)| *known == name) {
        if !body.is_object() {
            return Err(problem::parsing(format!("[{name}] query malformed, no start_object after query name")));
        }
        return clause(context, name, body);
    }
    if NOT_MODELLED.contains(&name) {
        return Err(problem::parsing(format!("query [{name}] is not modelled here")));
    }
    let known: Vec<&str> = CLAUSES.iter().map(|(known, _)| *known).collect();
    Err(problem::parsing(format!("unknown query [{name}]{}", problem::did_you_mean(name, &known))))
}

/// Fields with their boosts, from names such as `title^3` and `*_name`. A name that no field has is left out.
fn fields(schema: &Schema, names: &[String]) -> Result<Vec<(FieldInfo, f64)>, Problem> {
    let mut fields: Vec<(FieldInfo, f64)> = Vec::new();
    for name in names {
        let (pattern, boost) = match name.split_once('^') {
            Some((pattern, boost)) => (pattern, boost.parse::<f64>().map_err(|_| problem::number(boost))?),
            None => (name.as_str(), 1.0),
        };
        for info in schema.matching(pattern) {
            match fields.iter_mut().find(|(other, _)| other.name == info.name) {
                Some((_, other)) => *other *= boost,
                None => fields.push((info.clone(), boost)),
            }
        }
    }
    Ok(fields)
}

/// An instant in a request: date math, ISO 8601, or milliseconds since 1970.
pub fn instant(context: &Context<'_>, value: &Value) -> Result<i64, Problem> {
    values::date_math(context, value, false)
}
