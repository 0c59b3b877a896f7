//! A value of a query as a value of a field.

use super::Context;
use crate::query::{Bound, Query, Range, TermField};
use crate::schema::FieldInfo;
use crate::{date, problem, values};
use jobs::search::{FieldType, Problem};
use serde_json::Value;

/// The documents in which a field has exactly this value.
pub fn exact(context: &Context<'_>, info: &FieldInfo, value: &Value) -> Result<Query, Problem> {
    let text = values::text(value).unwrap_or_else(|| value.to_string());
    if let Some(field) = TermField::of(info) {
        return Ok(Query::Term(field, text));
    }
    let column = info.column.clone().unwrap_or_default();
    match info.kind {
        FieldType::Date => {
            let from = date_math(context, value, false)?;
            let to = date_math(context, value, true)?;
            Ok(Query::Range(Range::Whole { column, from, to }))
        }
        FieldType::Double => {
            let number = values::double(value).ok_or_else(|| cannot(&problem::number(&text)))?;
            let bound = Some(Bound { value: number, inclusive: true });
            Ok(Query::Range(Range::Double { column, from: bound, to: bound }))
        }
        FieldType::Boolean => {
            let number = values::whole(info.kind, value).ok_or_else(|| {
                problem::shard(format!(
                    "failed to create query: Can't parse boolean value [{text}], expected [true] or [false]"
                ))
            })?;
            Ok(Query::Range(Range::Whole { column, from: number, to: number }))
        }
        FieldType::Long | FieldType::Text | FieldType::Keyword => {
            let number = values::double(value).ok_or_else(|| cannot(&problem::number(&text)))?;
            match values::whole(FieldType::Long, value) {
                Some(whole) if number.fract() == 0.0 => {
                    Ok(Query::Range(Range::Whole { column, from: whole, to: whole }))
                }
                // No whole number is 1.5.
                _ => Ok(Query::Nothing),
            }
        }
    }
}

fn cannot(problem: &Problem) -> Problem {
    problem::shard(format!("failed to create query: {}", problem.reason))
}

/// An instant of a query; `round_up` takes its last millisecond.
pub fn date_math(context: &Context<'_>, value: &Value, round_up: bool) -> Result<i64, Problem> {
    let text = values::text(value).unwrap_or_else(|| value.to_string());
    if let Value::Number(number) = value {
        return number.as_i64().ok_or_else(|| problem::date(&text));
    }
    date::parse_math(&text, context.now_ms, round_up).ok_or_else(|| problem::date(&text))
}

/// The ends of a range as a request gives them.
#[derive(Clone, Debug, Default)]
pub struct Ends {
    /// The lower end.
    pub from: Option<Bound<Value>>,
    /// The upper end.
    pub to: Option<Bound<Value>>,
    /// To be taken from dates without a zone of their own, in milliseconds.
    pub zone_ms: i64,
}

/// The documents in which a field has a value in a range.
pub fn between(context: &Context<'_>, info: &FieldInfo, ends: &Ends) -> Result<Query, Problem> {
    if let Some(field) = TermField::of(info) {
        let text = |end: &Option<Bound<Value>>| {
            end.as_ref().and_then(|end| Some(Bound { value: values::text(&end.value)?, inclusive: end.inclusive }))
        };
        return Ok(Query::Range(Range::Terms { field, from: text(&ends.from), to: text(&ends.to) }));
    }
    let column = info.column.clone().unwrap_or_default();
    if info.kind == FieldType::Double {
        let from = ends.from.as_ref().map(double_end).transpose()?;
        let to = ends.to.as_ref().map(double_end).transpose()?;
        return Ok(Query::Range(Range::Double { column, from, to }));
    }
    let from = match &ends.from {
        None => i64::MIN,
        // `gt` a day means after its end, `gte` from its beginning.
        Some(end) => {
            let first = whole_end(context, info.kind, end, !end.inclusive, ends.zone_ms)?;
            first.rounded_up(!end.inclusive)
        }
    };
    let to = match &ends.to {
        None => i64::MAX,
        Some(end) => {
            let last = whole_end(context, info.kind, end, end.inclusive, ends.zone_ms)?;
            last.rounded_down(!end.inclusive)
        }
    };
    Ok(Query::Range(Range::Whole { column, from, to }))
}

fn double_end(end: &Bound<Value>) -> Result<Bound<f64>, Problem> {
    let text = || values::text(&end.value).unwrap_or_else(|| end.value.to_string());
    let value = values::double(&end.value).ok_or_else(|| cannot(&problem::number(&text())))?;
    Ok(Bound { value, inclusive: end.inclusive })
}

/// An end that may lie between two whole numbers.
struct WholeEnd {
    floor: i64,
    exact: bool,
}

impl WholeEnd {
    /// The least whole number inside a range that begins here.
    fn rounded_up(&self, beyond: bool) -> i64 {
        if beyond || !self.exact { self.floor.saturating_add(1) } else { self.floor }
    }

    /// The greatest whole number inside a range that ends here.
    fn rounded_down(&self, before: bool) -> i64 {
        if before && self.exact { self.floor.saturating_sub(1) } else { self.floor }
    }
}

fn whole_end(
    context: &Context<'_>,
    kind: FieldType,
    end: &Bound<Value>,
    round_up: bool,
    zone_ms: i64,
) -> Result<WholeEnd, Problem> {
    if kind == FieldType::Date {
        let ms = date_math(context, &end.value, round_up)?;
        let zoned = end.value.as_str().is_some_and(|text| !text.starts_with("now") && !text.ends_with('Z'));
        let floor = if zoned { ms.saturating_sub(zone_ms) } else { ms };
        return Ok(WholeEnd { floor, exact: true });
    }
    if let Some(floor) = end.value.as_i64().or_else(|| values::boolean(&end.value).map(i64::from)) {
        return Ok(WholeEnd { floor, exact: true });
    }
    let text = || values::text(&end.value).unwrap_or_else(|| end.value.to_string());
    let number = values::double(&end.value).ok_or_else(|| cannot(&problem::number(&text())))?;
    // Beyond all whole numbers the cast stops at the greatest one.
    Ok(WholeEnd { floor: number.floor() as i64, exact: number.fract() == 0.0 })
}
