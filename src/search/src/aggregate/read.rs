//! Aggregations as a request writes them.

use super::intervals::Interval;
use super::{Aggregation, HistogramOptions, Kind, Metric, Order, RangeBucket, Target, TermsOptions};
use crate::columns::{self, Key};
use crate::date::{self, Unit};
use crate::parse::{self, Context, Options};
use crate::problem;
use crate::request::{token, type_name};
use crate::schema::FieldInfo;
use crate::values;
use jobs::search::{FieldType, Problem};
use serde_json::Value;

const KNOWN: &[&str] = &[
    "avg",
    "cardinality",
    "date_histogram",
    "date_range",
    "filter",
    "filters",
    "global",
    "histogram",
    "max",
    "min",
    "missing",
    "range",
    "stats",
    "sum",
    "terms",
    "value_count",
];

/// What OpenSearch knows and this engine does not.
const NOT_MODELLED: &[&str] = &[
    "adjacency_matrix",
    "auto_date_histogram",
    "avg_bucket",
    "bucket_script",
    "bucket_selector",
    "bucket_sort",
    "composite",
    "cumulative_sum",
    "derivative",
    "diversified_sampler",
    "extended_stats",
    "geo_bounds",
    "geo_centroid",
    "geo_distance",
    "geohash_grid",
    "geotile_grid",
    "ip_range",
    "matrix_stats",
    "max_bucket",
    "median_absolute_deviation",
    "min_bucket",
    "moving_avg",
    "moving_fn",
    "multi_terms",
    "nested",
    "percentile_ranks",
    "percentiles",
    "rare_terms",
    "reverse_nested",
    "sampler",
    "scripted_metric",
    "serial_diff",
    "significant_terms",
    "significant_text",
    "stats_bucket",
    "sum_bucket",
    "top_hits",
    "variable_width_histogram",
    "weighted_avg",
];

/// Reads `{"name": {"terms": {…}, "aggs": {…}}}`.
pub fn parse(context: &Context<'_>, value: &Value) -> Result<Vec<Aggregation>, Problem> {
    let members = value.as_object().ok_or_else(|| {
        problem::parsing(format!("Expected [START_OBJECT] under [aggs], but got a [{}]", token(value)))
    })?;
    members.iter().map(|(name, body)| aggregation(context, name, body)).collect()
}

fn aggregation(context: &Context<'_>, name: &str, body: &Value) -> Result<Aggregation, Problem> {
    if name.is_empty() || name.contains(['[', ']', '>']) {
        return Err(problem::parsing(format!(
            "Invalid aggregation name [{name}]. Aggregation names can contain any character except '[', ']', and '>'"
        )));
    }
    let members = body.as_object().ok_or_else(|| {
        problem::parsing(format!(
            "Aggregation definition for [{name}] starts with a [{}], expected a [START_OBJECT].",
            token(body)
        ))
    })?;
    let mut kind: Option<(&String, &Value)> = None;
    let mut inside = Vec::new();
    for (member, value) in members {
        match member.as_str() {
            "aggs" | "aggregations" => inside = parse(context, value)?,
            "meta" => {}
            _ => {
                if let Some((first, _)) = kind {
                    return Err(problem::parsing(format!(
                        "Found two aggregation type definitions in [{name}]: [{first}] and [{member}]"
                    )));
                }
                kind = Some((member, value));
            }
        }
    }
    let Some((word, value)) = kind else {
        return Err(problem::parsing(format!("Missing definition for aggregation [{name}]")));
    };
    let kind = read_kind(context, word, value)?;
    if matches!(kind, Kind::Metric(..)) && !inside.is_empty() {
        return Err(problem::parsing(format!("Aggregator [{name}] of type [{word}] cannot accept sub-aggregations")));
    }
    Ok(Aggregation { name: name.to_owned(), kind, inside })
}

fn read_kind(context: &Context<'_>, word: &str, value: &Value) -> Result<Kind, Problem> {
    let metric = |metric| {
        number_target(context, word, value, &["field", "missing", "format"])
            .map(|(target, _)| Kind::Metric(metric, target))
    };
    match word {
        "avg" => metric(Metric::Avg),
        "sum" => metric(Metric::Sum),
        "min" => metric(Metric::Min),
        "max" => metric(Metric::Max),
        "stats" => metric(Metric::Stats),
        "value_count" => Ok(Kind::Metric(Metric::ValueCount, target(context, word, value, &["field"])?.0)),
        "cardinality" => {
            let known = &["field", "precision_threshold"];
            Ok(Kind::Metric(Metric::Cardinality, target(context, word, value, known)?.0))
        }
        "terms" => terms(context, value),
        "histogram" => histogram(context, value),
        "date_histogram" => date_histogram(context, value),
        "range" | "date_range" => ranges(context, word, value),
        "filter" => Ok(Kind::Filter(parse::query(context, value)?)),
        "filters" => filters(context, value),
        "missing" => Ok(Kind::Missing(target(context, word, value, &["field"])?.0)),
        "global" => Ok(Kind::Global),
        other if NOT_MODELLED.contains(&other) => {
            Err(problem::parsing(format!("aggregation [{other}] is not modelled here")))
        }
        other => {
            Err(problem::parsing(format!("Unknown aggregation type [{other}]{}", problem::did_you_mean(other, KNOWN))))
        }
    }
}

fn target<'a>(
    context: &Context<'_>,
    word: &'a str,
    value: &'a Value,
    known: &[&str],
) -> Result<(Target, Options<'a>), Problem> {
    let options = Options::new(word, value, known)?;
    let Some(name) = options.text("field")? else {
        return Err(problem::illegal(format!(
            "Required one of fields [field, script], but none were specified in [{word}]"
        )));
    };
    Ok((columns::field(context.schema, &name)?.cloned(), options))
}

/// As [`target`], for what computes with numbers.
fn number_target<'a>(
    context: &Context<'_>,
    word: &'a str,
    value: &'a Value,
    known: &[&str],
) -> Result<(Target, Options<'a>), Problem> {
    let (target, options) = target(context, word, value, known)?;
    match &target {
        Some(info) if info.kind == FieldType::Keyword => Err(problem::unfit(format!(
            "Field [{}] of type [{}] is not supported for aggregation [{word}]",
            info.name,
            type_name(info.kind)
        ))),
        _ => Ok((target, options)),
    }
}

fn terms(context: &Context<'_>, value: &Value) -> Result<Kind, Problem> {
    let known = &[
        "field",
        "size",
        "shard_size",
        "min_doc_count",
        "order",
        "missing",
        "include",
        "exclude",
        "show_term_doc_count_error",
        "execution_hint",
        "collect_mode",
    ];
    let (target, options) = target(context, "terms", value, known)?;
    let size = options.count("size", 10)?;
    if size == 0 {
        return Err(problem::illegal("[size] must be greater than 0. Found [0] in [terms]"));
    }
    let missing = match (options.get("missing"), &target) {
        (Some(value), Some(info)) => Some(Key::of(info.kind, value).ok_or_else(|| problem::no_number(value))?),
        _ => None,
    };
    let order = match options.get("order") {
        None => vec![(Order::Count, true)],
        Some(Value::Array(items)) => {
            let orders: Result<Vec<Vec<_>>, Problem> = items.iter().map(order).collect();
            orders?.into_iter().flatten().collect()
        }
        Some(one) => order(one)?,
    };
    let options = TermsOptions {
        size,
        min_doc_count: options.count("min_doc_count", 1)? as u64,
        order,
        missing,
        include: options.text("include")?.map(|pattern| pattern.replace(".*", "*")),
        exclude: options.text("exclude")?.map(|pattern| pattern.replace(".*", "*")),
    };
    Ok(Kind::Terms(target, options))
}

fn order(value: &Value) -> Result<Vec<(Order, bool)>, Problem> {
    let members = value
        .as_object()
        .ok_or_else(|| problem::parsing(format!("Unexpected token [{}] for [order].", token(value))))?;
    members
        .iter()
        .map(|(name, direction)| {
            let descending = match direction.as_str().map(str::to_ascii_lowercase).as_deref() {
                Some("asc") => false,
                Some("desc") => true,
                _ => return Err(problem::parsing(format!("Unknown order direction [{direction}]"))),
            };
            let order = match name.as_str() {
                "_count" => Order::Count,
                "_key" | "_term" => Order::Key,
                path => match path.split_once('.') {
                    Some((name, number)) => Order::Inside(name.to_owned(), Some(number.to_owned())),
                    None => Order::Inside(path.to_owned(), None),
                },
            };
            Ok((order, descending))
        })
        .collect()
}

fn histogram_options(
    options: &Options<'_>,
    end: impl Fn(&Value) -> Result<f64, Problem>,
) -> Result<HistogramOptions, Problem> {
    let extended = options.get("extended_bounds").or_else(|| options.get("hard_bounds"));
    let extended = match extended.map(|bounds| (bounds.get("min"), bounds.get("max"))) {
        Some((Some(min), Some(max))) => Some((end(min)?, end(max)?)),
        _ => None,
    };
    Ok(HistogramOptions {
        min_doc_count: options.count("min_doc_count", 0)? as u64,
        format: options.text("format")?,
        zone: None,
        keyed: options.switch("keyed", false)?,
        extended,
    })
}

fn histogram(context: &Context<'_>, value: &Value) -> Result<Kind, Problem> {
    let known =
        &["field", "interval", "offset", "min_doc_count", "keyed", "order", "extended_bounds", "missing", "format"];
    let (target, options) = number_target(context, "histogram", value, known)?;
    let width = options.number("interval")?.unwrap_or(0.0);
    if width <= 0.0 {
        return Err(problem::illegal("[interval] must be >0 for histogram aggregation [histogram]"));
    }
    let offset = options.number("offset")?.unwrap_or(0.0);
    let end = |value: &Value| values::double(value).ok_or_else(|| problem::no_number(value));
    let options = histogram_options(&options, end)?;
    Ok(Kind::Histogram(target, Interval::Numbers { width, offset }, options))
}

fn date_histogram(context: &Context<'_>, value: &Value) -> Result<Kind, Problem> {
    let known = &[
        "field",
        "calendar_interval",
        "fixed_interval",
        "interval",
        "time_zone",
        "offset",
        "min_doc_count",
        "format",
        "keyed",
        "order",
        "extended_bounds",
        "hard_bounds",
        "missing",
    ];
    let (target, options) = number_target(context, "date_histogram", value, known)?;
    let zone = options.text("time_zone")?.unwrap_or_else(|| "UTC".to_owned());
    let zone_ms = date::parse_zone(&zone)
        .ok_or_else(|| problem::illegal(format!("Unknown time-zone ID: {zone} (only offsets are modelled here)")))?;
    let offset = options.text("offset")?;
    let offset_ms = match offset.as_deref().map(|text| (text.starts_with('-'), text.trim_start_matches(['+', '-']))) {
        None => 0,
        Some((negative, text)) => {
            let length = date::parse_length(text).ok_or_else(|| {
                problem::illegal(format!("failed to parse setting [offset] with value [{text}] as a time value"))
            })?;
            if negative { -length } else { length }
        }
    };
    // Local midnight comes earlier in UTC where the zone is ahead of it.
    let offset_ms = offset_ms - zone_ms;
    let fixed = |text: &str| {
        let wrong = || {
            problem::illegal(format!(
                "failed to parse setting [date_histogram.fixedInterval] with value [{text}] as a time value: unit is missing or unrecognized"
            ))
        };
        date::parse_length(text).map(|length_ms| Interval::Fixed { length_ms, offset_ms }).ok_or_else(wrong)
    };
    let interval =
        match (options.text("calendar_interval")?, options.text("fixed_interval")?, options.text("interval")?) {
            (Some(name), None, None) => match Unit::calendar(&name) {
                Some(unit) => Interval::Calendar { unit, offset_ms },
                None => {
                    return Err(problem::illegal(format!(
                        "The supplied interval [{name}] could not be parsed as a calendar interval."
                    )));
                }
            },
            (None, Some(text), None) => fixed(&text)?,
            (None, None, Some(text)) => match Unit::calendar(&text) {
                Some(unit) => Interval::Calendar { unit, offset_ms },
                None => fixed(&text)?,
            },
            (None, None, None) => {
                return Err(problem::illegal("Invalid interval specified, must be non-null and non-empty"));
            }
            _ => {
                return Err(problem::illegal(
                    "Cannot use [calendar_interval] with [fixed_interval] configuration option.",
                ));
            }
        };
    let end = |value: &Value| parse::instant(context, value).map(|ms| ms as f64);
    let mut options = histogram_options(&options, end)?;
    options.zone = (zone_ms != 0).then_some((zone, zone_ms));
    Ok(Kind::Histogram(target, interval, options))
}

fn ranges(context: &Context<'_>, word: &str, value: &Value) -> Result<Kind, Problem> {
    let (target, options) =
        number_target(context, word, value, &["field", "ranges", "keyed", "format", "missing", "time_zone"])?;
    let is_date = word == "date_range" || target.as_ref().is_some_and(|info: &FieldInfo| info.kind == FieldType::Date);
    let Some(Value::Array(items)) = options.get("ranges") else {
        return Err(problem::illegal(format!("No [ranges] specified for the [{word}] aggregation")));
    };
    let end = |value: Option<&Value>| -> Result<Option<f64>, Problem> {
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(value) if is_date => parse::instant(context, value).map(|ms| Some(ms as f64)),
            Some(value) => values::double(value).map(Some).ok_or_else(|| problem::no_number(value)),
        }
    };
    let mut ranges = Vec::new();
    for item in items {
        let (from, to) = (end(item.get("from"))?, end(item.get("to"))?);
        let shown = |end: Option<f64>| match end {
            None => "*".to_owned(),
            Some(ms) if is_date => date::format(ms as i64),
            Some(number) => Value::from(number).to_string(),
        };
        let key = item.get("key").and_then(values::text).unwrap_or_else(|| format!("{}-{}", shown(from), shown(to)));
        ranges.push(RangeBucket { key, from, to });
    }
    Ok(Kind::Ranges(target, ranges, options.switch("keyed", false)?))
}

fn filters(context: &Context<'_>, value: &Value) -> Result<Kind, Problem> {
    let options = Options::new("filters", value, &["filters", "keyed"])?;
    let mut filters = Vec::new();
    match options.get("filters") {
        Some(Value::Array(items)) => {
            for item in items {
                filters.push((None, parse::query(context, item)?));
            }
        }
        Some(Value::Object(members)) => {
            for (name, item) in members {
                filters.push((Some(name.clone()), parse::query(context, item)?));
            }
        }
        _ => return Err(problem::illegal("[filters] cannot be empty.")),
    }
    Ok(Kind::Filters(filters))
}
