//! What can be wrong with a query, in OpenSearch's words, and what can be wrong
//! with the engine.

use jobs::search::Problem;

/// Why a search has no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The query is wrong: part of the answer.
    Problem(Problem),
    /// The engine is wrong: there is no answer.
    Broken(String),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<tantivy::TantivyError> for Trouble {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

fn problem(kind: &str, reason: String) -> Problem {
    Problem { kind: kind.to_owned(), reason, position: None, on_shard: false }
}

fn on_shard(kind: &str, reason: String) -> Problem {
    Problem { on_shard: true, ..problem(kind, reason) }
}

/// The request is not in the query language.
pub fn parsing(reason: impl Into<String>) -> Problem {
    problem("parsing_exception", reason.into())
}

/// The request asks for something that no index could do.
pub fn illegal(reason: impl Into<String>) -> Problem {
    problem("illegal_argument_exception", reason.into())
}

/// The same, but only this index could not do it.
pub fn unfit(reason: impl Into<String>) -> Problem {
    on_shard("illegal_argument_exception", reason.into())
}

/// The query does not fit this index.
pub fn shard(reason: impl Into<String>) -> Problem {
    on_shard("query_shard_exception", reason.into())
}

/// A value that should be a number is none.
pub fn number(value: &str) -> Problem {
    problem("number_format_exception", format!("For input string: \"{value}\""))
}

/// The same, for a value of a request.
pub fn no_number(value: &serde_json::Value) -> Problem {
    number(&crate::values::text(value).unwrap_or_else(|| value.to_string()))
}

/// A value that should be a date is none.
pub fn date(value: &str) -> Problem {
    let format = "[strict_date_optional_time||epoch_millis]";
    on_shard("parse_exception", format!("failed to parse date field [{value}] with format {format}"))
}

/// More buckets than one answer may hold.
pub fn buckets(count_max: u64) -> Problem {
    on_shard(
        "too_many_buckets_exception",
        format!("Trying to create too many buckets. Must be less than or equal to: [{count_max}]."),
    )
}

/// `known` holds a name that differs from `name` in at most two letters.
pub fn did_you_mean(name: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|candidate| (crate::terms::distance(name, candidate, 2), candidate))
        .filter_map(|(distance, candidate)| Some((distance?, candidate)))
        .min();
    nearest.map(|(_, candidate)| format!(" did you mean [{candidate}]?")).unwrap_or_default()
}
