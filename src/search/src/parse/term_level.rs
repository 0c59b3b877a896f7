//! Clauses that compare whole values: `term`, `terms`, `range`, `exists`,
//! `prefix`, `wildcard`, `fuzzy`, `ids`.

use super::fuzziness::Fuzziness;
use super::values::{Ends, between, exact};
use super::{Context, Options};
use crate::query::{Bound, Query, TermField};
use crate::terms::Pattern;
use crate::{date, problem, values};
use jobs::search::Problem;
use serde_json::Value;
use std::collections::BTreeSet;

/// Documents are asked for by this name as by a field.
const ID: &str = "_id";

/// `{"term": {"origin.keyword": "HNL"}}`
pub fn term(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let (field, options) = Options::of_field(clause, body, "value", &["value", "case_insensitive"])?;
    let value = options.scalar("value")?;
    let boost = options.boost()?;
    if field == ID {
        return Ok(ids_of([options.required_text("value")?]).boosted(boost));
    }
    let Some(info) = context.schema.field(field) else { return Ok(Query::Nothing) };
    if let (true, Some(field)) = (options.switch("case_insensitive", false)?, TermField::of(info)) {
        let glob = escaped(&options.required_text("value")?);
        let pattern = Pattern::Wildcard { glob, ignore_case: true };
        return Ok(Query::Pattern { field, pattern, terms_max: None }.boosted(boost));
    }
    Ok(exact(context, info, value)?.boosted(boost))
}

/// A text as a pattern that describes it alone.
fn escaped(text: &str) -> String {
    let mut glob = String::new();
    for next in text.chars() {
        if matches!(next, '*' | '?' | '\\') {
            glob.push('\\');
        }
        glob.push(next);
    }
    glob
}

/// `{"terms": {"origin.keyword": ["HNL", "LAX"]}}`
pub fn terms(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let members = body.as_object().into_iter().flatten();
    let mut fields = members.filter(|(name, _)| !matches!(name.as_str(), "boost" | "_name"));
    let boost = body.get("boost").map_or(Some(1.0), values::double).unwrap_or(1.0);
    let Some((field, value)) = fields.next() else {
        return Err(problem::parsing(format!(
            "[{clause}] query requires a field name, followed by array of terms or a document lookup specification"
        )));
    };
    if fields.next().is_some() {
        return Err(problem::parsing(format!("[{clause}] query does not support multiple fields")));
    }
    let Some(items) = value.as_array() else {
        return Err(problem::parsing(format!("[{clause}] query does not support [{field}]")));
    };
    if field == ID {
        return Ok(ids_of(items.iter().filter_map(values::text)).boosted(boost));
    }
    let Some(info) = context.schema.field(field) else { return Ok(Query::Nothing) };
    let query = match TermField::of(info) {
        Some(field) => Query::AnyTerm(field, items.iter().filter_map(values::text).collect()),
        None => {
            let each: Result<Vec<Query>, Problem> = items.iter().map(|item| exact(context, info, item)).collect();
            Query::Constant(Box::new(Query::together(each?, false)))
        }
    };
    Ok(query.boosted(boost))
}

/// `{"range": {"delay": {"gte": 60}}}`
pub fn range(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    const KNOWN: &[&str] =
        &["gt", "gte", "lt", "lte", "from", "to", "include_lower", "include_upper", "format", "time_zone", "relation"];
    let (field, options) = Options::of_field(clause, body, "", KNOWN)?;
    if !body.get(field).is_some_and(Value::is_object) {
        return Err(problem::parsing(format!("[{clause}] query does not support [{field}]")));
    }
    let bound = |name: &str, inclusive: bool| -> Result<Option<Bound<Value>>, Problem> {
        let Some(_) = options.get(name) else { return Ok(None) };
        Ok(Some(Bound { value: options.scalar(name)?.clone(), inclusive }))
    };
    let from = bound("from", options.switch("include_lower", true)?)?;
    let to = bound("to", options.switch("include_upper", true)?)?;
    let zone = options.text("time_zone")?;
    let zone_ms = match &zone {
        None => 0,
        Some(zone) => date::parse_zone(zone).ok_or_else(|| {
            problem::illegal(format!("Unknown time-zone ID: {zone} (only offsets are modelled here)"))
        })?,
    };
    let ends = Ends {
        from: bound("gte", true)?.or(bound("gt", false)?).or(from),
        to: bound("lte", true)?.or(bound("lt", false)?).or(to),
        zone_ms,
    };
    let boost = options.boost()?;
    let Some(info) = context.schema.field(field) else { return Ok(Query::Nothing) };
    Ok(between(context, info, &ends)?.boosted(boost))
}

/// `{"exists": {"field": "delay"}}`
pub fn exists(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, &["field"])?;
    let Some(field) = options.text("field")? else {
        return Err(problem::parsing(format!("[{clause}] must be provided with a [field]")));
    };
    Ok(has_value(context, &field).boosted(options.boost()?))
}

/// The documents that have a value in a field, or in any below an object of that name.
pub fn has_value(context: &Context<'_>, field: &str) -> Query {
    if field == ID {
        return Query::Constant(Box::new(Query::All));
    }
    let below = format!("{field}.");
    let inside = |name: &str| name.starts_with(&below) || crate::terms::simple_match(field, name);
    let names: BTreeSet<String> =
        context.schema.fields().map(|info| &info.name).filter(|name| inside(name)).cloned().collect();
    Query::Exists(names)
}

/// `{"prefix": {"origin.keyword": "HN"}}`
pub fn prefix(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let (field, options) =
        Options::of_field(clause, body, "value", &["value", "prefix", "case_insensitive", "rewrite"])?;
    let name = if options.get("prefix").is_some() { "prefix" } else { "value" };
    let prefix = options.required_text(name)?;
    let pattern = Pattern::Prefix { prefix, ignore_case: options.switch("case_insensitive", false)? };
    pattern_query(context, clause, field, pattern, &options)
}

/// `{"wildcard": {"origin_city.keyword": "San *"}}`
pub fn wildcard(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let known = &["value", "wildcard", "case_insensitive", "rewrite"];
    let (field, options) = Options::of_field(clause, body, "value", known)?;
    let name = if options.get("wildcard").is_some() { "wildcard" } else { "value" };
    let glob = options.required_text(name)?;
    let pattern = Pattern::Wildcard { glob, ignore_case: options.switch("case_insensitive", false)? };
    pattern_query(context, clause, field, pattern, &options)
}

fn pattern_query(
    context: &Context<'_>,
    clause: &str,
    field: &str,
    pattern: Pattern,
    options: &Options<'_>,
) -> Result<Query, Problem> {
    let boost = options.boost()?;
    let Some(info) = context.schema.field(field) else { return Ok(Query::Nothing) };
    let Some(terms) = TermField::of(info) else {
        return Err(problem::shard(format!(
            "Can only use {clause} queries on keyword, text and wildcard fields - not on [{field}] which is of type [{}]",
            crate::request::type_name(info.kind)
        )));
    };
    Ok(Query::Pattern { field: terms, pattern, terms_max: None }.boosted(boost))
}

/// `{"fuzzy": {"origin_city": {"value": "atlana", "fuzziness": "AUTO"}}}`
pub fn fuzzy(context: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let known = &["value", "fuzziness", "prefix_length", "max_expansions", "transpositions", "rewrite"];
    let (field, options) = Options::of_field(clause, body, "value", known)?;
    let term = options.required_text("value")?;
    let fuzziness = Fuzziness::of(&options)?.unwrap_or_else(Fuzziness::auto);
    let boost = options.boost()?;
    let Some(info) = context.schema.field(field) else { return Ok(Query::Nothing) };
    let Some(terms) = TermField::of(info) else {
        return Err(problem::illegal(format!(
            "Can only use fuzzy queries on keyword and text fields - not on [{field}] which is of type [{}]",
            crate::request::type_name(info.kind)
        )));
    };
    Ok(fuzziness.query(terms, term).boosted(boost))
}

/// `{"ids": {"values": ["a", "b"]}}`
pub fn ids(_: &Context<'_>, clause: &str, body: &Value) -> Result<Query, Problem> {
    let options = Options::new(clause, body, &["values", "type"])?;
    let Some(values) = options.texts("values")? else {
        return Err(problem::parsing(format!("[{clause}] requires providing values for ids")));
    };
    Ok(ids_of(values).boosted(options.boost()?))
}

fn ids_of(values: impl IntoIterator<Item = String>) -> Query {
    Query::Ids(values.into_iter().collect())
}
