//! One number, or a few, over all values of a field.

use super::{Docs, Metric, Run, Target};
use crate::columns::{Key, Local, Values, as_text};
use crate::problem::Trouble;
use jobs::search::FieldType;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The answer of a metric.
pub fn run(run: &Run<'_>, metric: Metric, target: &Target, docs: &Docs) -> Result<Value, Trouble> {
    let mut count = 0u64;
    let mut sum = 0.0;
    let mut least: Option<f64> = None;
    let mut greatest: Option<f64> = None;
    let mut different: BTreeSet<Key> = BTreeSet::new();
    for (segment, docs) in run.corpus.segments.iter().zip(docs) {
        let Some(info) = target else { continue };
        let values = Values::open(segment, info)?;
        if metric == Metric::Cardinality {
            let mut locals: BTreeSet<Local> = BTreeSet::new();
            docs.iter().for_each(|doc| {
                values.each(*doc, &mut |local| {
                    locals.insert(local);
                })
            });
            for local in locals {
                different.insert(values.resolve(local)?);
            }
        } else if metric == Metric::ValueCount {
            docs.iter().for_each(|doc| values.each(*doc, &mut |_| count += 1));
        } else {
            docs.iter().for_each(|doc| {
                values.numbers(*doc, &mut |number| {
                    count += 1;
                    sum += number;
                    least = Some(least.map_or(number, |least| least.min(number)));
                    greatest = Some(greatest.map_or(number, |greatest| greatest.max(number)));
                })
            });
        }
    }
    let average = (count > 0).then(|| sum / count as f64);
    let date = target.as_ref().is_some_and(|info| info.kind == FieldType::Date);
    Ok(match metric {
        Metric::Avg => value(average, date),
        Metric::Sum => value(Some(sum), false),
        Metric::Min => value(least, date),
        Metric::Max => value(greatest, date),
        Metric::ValueCount => json!({"value": count}),
        Metric::Cardinality => json!({"value": different.len()}),
        Metric::Stats => {
            let mut stats = Map::new();
            stats.insert("count".to_owned(), Value::from(count));
            for (name, number) in [("min", least), ("max", greatest), ("avg", average), ("sum", Some(sum))] {
                stats.insert(name.to_owned(), number.map_or(Value::Null, Value::from));
                if let (Some(number), true) = (number, date && name != "sum") {
                    stats.insert(format!("{name}_as_string"), Value::from(text(number)));
                }
            }
            Value::Object(stats)
        }
    })
}

fn value(number: Option<f64>, date: bool) -> Value {
    match number {
        Some(number) if date => json!({"value": number, "value_as_string": text(number)}),
        number => json!({"value": number}),
    }
}

fn text(ms: f64) -> String {
    as_text(FieldType::Date, &Key::Whole(ms as i64)).unwrap_or_default()
}
