//! Clauses around other clauses.

use super::fuzziness::should_min;
use super::{Context, Options, query};
use crate::problem;
use crate::query::{Bool, Query};
use jobs::search::Problem;
use serde_json::Value;

/// `{"match_all": {}}`
pub fn match_all(_: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    Ok(Query::All.boosted(Options::new(clause, body, &[])?.boost()?))
}

/// `{"match_none": {}}`
pub fn match_none(_: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    Options::new(clause, body, &[])?;
    Ok(Query::Nothing)
}

/// One clause or a list of them.
fn clauses(context: &Context<'_>, value: Option<&Value>) -> Result<Vec<Query>, Problem> {
    match value {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) => items.iter().map(|item| query(context, item)).collect(),
        Some(one) => Ok(vec![query(context, one)?]),
    }
}

/// `{"bool": {"must": [], "filter": [], "should": [], "must_not": []}}`
pub fn bool(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let known = &["must", "filter", "should", "must_not", "minimum_should_match", "adjust_pure_negative"];
    let options = Options::new(clause, body, known)?;
    let should = clauses(context, options.get("should"))?;
    let rule = options.text("minimum_should_match")?;
    let bool = Bool {
        must: clauses(context, options.get("must"))?,
        filter: clauses(context, options.get("filter"))?,
        should_min: rule.map(|rule| should_min(&rule, should.len())).transpose()?,
        should,
        must_not: clauses(context, options.get("must_not"))?,
    };
    Ok(Query::Bool(Box::new(bool)).boosted(options.boost()?))
}

/// `{"constant_score": {"filter": {}, "boost": 1}}`
pub fn constant_score(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, &["filter"])?;
    let Some(filter) = options.get("filter") else {
        return Err(problem::parsing(format!("[{clause}] requires a 'filter' element")));
    };
    Ok(Query::Constant(Box::new(query(context, filter)?)).boosted(options.boost()?))
}

/// `{"dis_max": {"queries": [], "tie_breaker": 0.7}}`
pub fn dis_max(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, &["queries", "tie_breaker"])?;
    let queries = clauses(context, options.get("queries"))?;
    if queries.is_empty() {
        return Err(problem::parsing(format!("[{clause}] requires 'queries' field with at least one clause")));
    }
    let tie_breaker = options.number("tie_breaker")?.unwrap_or(0.0);
    Ok(Query::Best(queries, tie_breaker).boosted(options.boost()?))
}

/// `{"boosting": {"positive": {}, "negative": {}, "negative_boost": 0.5}}`
pub fn boosting(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, &["positive", "negative", "negative_boost"])?;
    let part = |name: &str| match options.get(name) {
        Some(value) => query(context, value),
        None => Err(problem::parsing(format!("[{clause}] query requires '{name}' query to be set'"))),
    };
    let (positive, negative) = (part("positive")?, part("negative")?);
    let Some(factor) = options.number("negative_boost")?.filter(|factor| *factor >= 0.0) else {
        return Err(problem::parsing(format!(
            "[{clause}] query requires 'negative_boost' to be set to be a positive value'"
        )));
    };
    let inside = |query: Query, other: Query| {
        Query::Bool(Box::new(Bool { must: vec![query], filter: vec![other], ..Bool::default() }))
    };
    let outside = Query::Bool(Box::new(Bool {
        must: vec![positive.clone()],
        must_not: vec![negative.clone()],
        ..Bool::default()
    }));
    // A document is in one of the two.
    let both = vec![inside(positive, negative).boosted(factor), outside];
    Ok(Query::together(both, false).boosted(options.boost()?))
}
