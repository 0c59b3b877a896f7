//! The body of a search: everything around the query.

use crate::aggregate::{self, Aggregation};
use crate::highlight::Highlight;
use crate::parse::{self, Context};
use crate::problem;
use crate::query::Query;
use crate::sort::{self, SortKey};
use crate::source::Filter;
use crate::values;
use jobs::search::{FieldType, Problem};
use serde_json::Value;

/// `from + size` goes no further; `index.max_result_window` in OpenSearch.
pub const RESULT_WINDOW_MAX: u64 = 10_000;

/// Hits are counted exactly up to this many, unless the request says otherwise.
pub const TRACK_TOTAL_HITS: u64 = 10_000;

/// How exactly hits are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// All of them.
    Exact,
    /// Up to this many.
    UpTo(u64),
    /// Not at all.
    Untold,
}

/// A body that was understood.
pub struct Request {
    /// What to find.
    pub query: Query,
    /// A filter on the hits that the aggregations do not see.
    pub post_filter: Option<Query>,
    /// How many hits to leave out.
    pub from: u64,
    /// How many to answer after those.
    pub size: u64,
    /// Their order; empty for the score.
    pub sort: Vec<SortKey>,
    /// Only hits after these values.
    pub search_after: Option<Vec<Value>>,
    /// What of each document to answer.
    pub source: Filter,
    /// Which matches to mark.
    pub highlight: Option<Highlight>,
    /// How exactly to count.
    pub total: Total,
    /// Whether to score hits that are sorted by something else.
    pub track_scores: bool,
    /// Hits with a lower score are none.
    pub score_min: Option<f64>,
    /// What to compute over all hits.
    pub aggregations: Vec<Aggregation>,
}

const NOT_MODELLED: &[&str] = &[
    "collapse",
    "derived",
    "docvalue_fields",
    "ext",
    "fields",
    "indices_boost",
    "pit",
    "profile",
    "rescore",
    "script_fields",
    "search_pipeline",
    "slice",
    "stored_fields",
    "suggest",
];

/// Reads the body of a search.
pub fn search(context: &Context<'_>, body: &Value) -> Result<Request, Problem> {
    let mut request = Request {
        query: Query::All,
        post_filter: None,
        from: 0,
        size: 10,
        sort: Vec::new(),
        search_after: None,
        source: Filter::default(),
        highlight: None,
        total: Total::UpTo(TRACK_TOTAL_HITS),
        track_scores: false,
        score_min: None,
        aggregations: Vec::new(),
    };
    for (name, value) in members(body)? {
        match name.as_str() {
            "query" => request.query = parse::query(context, value)?,
            "post_filter" => request.post_filter = Some(parse::query(context, value)?),
            "from" => request.from = count(value, "from", " but was")?,
            "size" => request.size = count(value, "size", ", found")?,
            "sort" => request.sort = sort::parse(context.schema, value)?,
            "search_after" => request.search_after = Some(search_after(value)?),
            "_source" => request.source = Filter::parse(value)?,
            "highlight" => request.highlight = Some(Highlight::parse(value)?),
            "track_total_hits" => request.total = total(value)?,
            "track_scores" => request.track_scores = switch(name, value)?,
            "min_score" => {
                let number = values::double(value).ok_or_else(|| problem::no_number(value))?;
                request.score_min = Some(number);
            }
            "aggs" | "aggregations" => request.aggregations = aggregate::parse(context, value)?,
            "timeout" | "terminate_after" | "stats" => {}
            "explain" | "version" | "seq_no_primary_term" if value == &Value::Bool(false) => {}
            "explain" | "version" | "seq_no_primary_term" => return Err(not_modelled(name)),
            name if NOT_MODELLED.contains(&name) => return Err(not_modelled(name)),
            name => {
                let kind = token(value);
                return Err(problem::parsing(format!("Unknown key for a {kind} in [{name}].")));
            }
        }
    }
    check(&request)?;
    Ok(request)
}

fn check(request: &Request) -> Result<(), Problem> {
    let window = request.from.saturating_add(request.size);
    if window > RESULT_WINDOW_MAX {
        return Err(problem::unfit(format!(
            "Result window is too large, from + size must be less than or equal to: [{RESULT_WINDOW_MAX}] but was \
             [{window}]. See the scroll api for a more efficient way to request large data sets. This limit can be \
             set by changing the [index.max_result_window] index level setting."
        )));
    }
    if let Some(after) = &request.search_after {
        if request.sort.is_empty() {
            return Err(problem::illegal("Sort must contain at least one field."));
        }
        if after.len() != request.sort.len() {
            return Err(problem::illegal(format!(
                "search_after has {} value(s) but sort has {}.",
                after.len(),
                request.sort.len()
            )));
        }
    }
    Ok(())
}

/// Reads the body of a count, which holds a query and nothing else.
pub fn count_query(context: &Context<'_>, body: &Value) -> Result<Query, Problem> {
    let mut query = Query::All;
    for (name, value) in members(body)? {
        if name != "query" {
            return Err(problem::parsing(format!("request does not support [{name}]")));
        }
        query = parse::query(context, value)?;
    }
    Ok(query)
}

fn members(body: &Value) -> Result<impl Iterator<Item = (&String, &Value)>, Problem> {
    match body {
        Value::Null => Ok(None.into_iter().flatten()),
        Value::Object(members) => Ok(Some(members).into_iter().flatten()),
        other => Err(problem::parsing(format!("Expected [START_OBJECT] but found [{}]", token(other)))),
    }
}

fn not_modelled(name: &str) -> Problem {
    problem::illegal(format!("[{name}] is not modelled here"))
}

fn count(value: &Value, name: &str, verb: &str) -> Result<u64, Problem> {
    let number = values::double(value).ok_or_else(|| problem::no_number(value))?;
    if number < 0.0 {
        return Err(problem::illegal(format!("[{name}] parameter cannot be negative{verb} [{number}]")));
    }
    Ok(number as u64)
}

fn switch(name: &str, value: &Value) -> Result<bool, Problem> {
    values::boolean(value).ok_or_else(|| {
        problem::illegal(format!("Failed to parse value [{value}] of [{name}] as only [true] or [false] are allowed."))
    })
}

fn total(value: &Value) -> Result<Total, Problem> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(-1) => Ok(Total::Exact),
            Some(count) if count >= 0 => Ok(Total::UpTo(count as u64)),
            _ => Err(problem::illegal(format!(
                "[track_total_hits] parameter must be positive or equals to -1, got {number}"
            ))),
        },
        other => Ok(if switch("track_total_hits", other)? { Total::Exact } else { Total::Untold }),
    }
}

fn search_after(value: &Value) -> Result<Vec<Value>, Problem> {
    let items = value
        .as_array()
        .ok_or_else(|| problem::parsing(format!("Unknown key for a {} in [search_after].", token(value))))?;
    match items.iter().find(|item| item.is_object() || item.is_array()) {
        Some(item) => Err(problem::parsing(format!("Can't handle {} in [search_after].", token(item)))),
        None => Ok(items.clone()),
    }
}

/// How OpenSearch names what begins a value.
pub fn token(value: &Value) -> &'static str {
    match value {
        Value::Null => "VALUE_NULL",
        Value::Bool(_) => "VALUE_BOOLEAN",
        Value::Number(_) => "VALUE_NUMBER",
        Value::String(_) => "VALUE_STRING",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}

/// How a mapping names a type.
pub fn type_name(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Keyword => "keyword",
        FieldType::Long => "long",
        FieldType::Double => "double",
        FieldType::Boolean => "boolean",
        FieldType::Date => "date",
    }
}
