//! Aggregations that divide documents.

use super::intervals::Interval;
use super::{Aggregation, BUCKETS_MAX, Docs, HistogramOptions, Order, RangeBucket, Run, Target, TermsOptions, count};
use crate::columns::{Key, Local, Values, as_text};
use crate::date;
use crate::problem::{self, Trouble};
use crate::query::Query;
use crate::terms::simple_match;
use jobs::search::FieldType;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A document with two equal values is in their bucket once.
fn put(docs: &mut Vec<u32>, doc: u32) {
    if docs.last() != Some(&doc) {
        docs.push(doc);
    }
}

fn part(parts: &mut BTreeMap<Key, Docs>, key: Key, segment: usize, docs: Vec<u32>, nothing: &Docs) {
    let parts = parts.entry(key).or_insert_with(|| nothing.clone());
    if let Some(part) = parts.get_mut(segment) {
        part.extend(docs);
    }
}

/// A bucket for each value of a field.
pub fn terms(
    run: &Run<'_>,
    target: &Target,
    options: &TermsOptions,
    inside: &[Aggregation],
    docs: &Docs,
) -> Result<Value, Trouble> {
    let mut parts: BTreeMap<Key, Docs> = BTreeMap::new();
    let nothing = run.nothing();
    for (number, (segment, docs)) in run.corpus.segments.iter().zip(docs).enumerate() {
        let Some(info) = target else { break };
        let values = Values::open(segment, info)?;
        let mut locals: BTreeMap<Local, Vec<u32>> = BTreeMap::new();
        let mut without = Vec::new();
        for doc in docs {
            let mut any = false;
            values.each(*doc, &mut |local| {
                any = true;
                put(locals.entry(local).or_default(), *doc);
            });
            if !any {
                without.push(*doc);
            }
        }
        for (local, docs) in locals {
            part(&mut parts, values.resolve(local)?, number, docs, &nothing);
        }
        if let Some(missing) = options.missing.clone().filter(|_| !without.is_empty()) {
            part(&mut parts, missing, number, without, &nothing);
        }
    }
    for docs in parts.values_mut().flatten() {
        docs.sort_unstable();
    }
    let kind = target.as_ref().map_or(FieldType::Keyword, |info| info.kind);
    let mut chosen: Vec<Bucket> = Vec::new();
    for (key, docs) in parts {
        let text = as_text(kind, &key);
        let name = match &key {
            Key::Text(text) => text.clone(),
            other => text.clone().unwrap_or_else(|| other.json().to_string()),
        };
        let included = options.include.as_ref().is_none_or(|pattern| simple_match(pattern, &name));
        let excluded = options.exclude.as_ref().is_some_and(|pattern| simple_match(pattern, &name));
        if included && !excluded && count(&docs) >= options.min_doc_count.max(1) {
            chosen.push(Bucket { key, text, docs, shown: None });
        }
    }
    let needs_inside = options.order.iter().any(|(order, _)| matches!(order, Order::Inside(..)));
    if needs_inside {
        for bucket in &mut chosen {
            bucket.shown = Some(bucket.show(run, inside)?);
        }
    }
    chosen.sort_by(|left, right| compare(&options.order, left, right));
    let others: u64 = chosen.iter().skip(options.size).map(|bucket| count(&bucket.docs)).sum();
    let mut buckets = Vec::new();
    for mut bucket in chosen.into_iter().take(options.size) {
        buckets.push(match bucket.shown.take() {
            Some(shown) => shown,
            None => bucket.show(run, inside)?,
        });
    }
    Ok(json!({"doc_count_error_upper_bound": 0, "sum_other_doc_count": others, "buckets": buckets}))
}

struct Bucket {
    key: Key,
    text: Option<String>,
    docs: Docs,
    shown: Option<Value>,
}

impl Bucket {
    fn show(&self, run: &Run<'_>, inside: &[Aggregation]) -> Result<Value, Trouble> {
        let mut shown = Map::new();
        shown.insert("key".to_owned(), self.key.json());
        if let Some(text) = &self.text {
            shown.insert("key_as_string".to_owned(), Value::from(text.clone()));
        }
        run.bucket(shown, &self.docs, inside)
    }

    /// A number that an aggregation inside the bucket came to.
    fn inside(&self, name: &str, number: Option<&str>) -> Option<f64> {
        let answer = self.shown.as_ref()?.get(name)?;
        answer.get(number.unwrap_or("value")).or_else(|| answer.get("doc_count"))?.as_f64()
    }
}

fn compare(order: &[(Order, bool)], left: &Bucket, right: &Bucket) -> Ordering {
    for (order, descending) in order {
        let ordering = match order {
            Order::Count => count(&left.docs).cmp(&count(&right.docs)),
            Order::Key => left.key.cmp(&right.key),
            Order::Inside(name, number) => {
                let value = |bucket: &Bucket| bucket.inside(name, number.as_deref());
                match (value(left), value(right)) {
                    (Some(left), Some(right)) => left.total_cmp(&right),
                    // Without a value a bucket comes last either way.
                    (None, Some(_)) => return Ordering::Greater,
                    (Some(_), None) => return Ordering::Less,
                    (None, None) => Ordering::Equal,
                }
            }
        };
        if ordering.is_ne() {
            return if *descending { ordering.reverse() } else { ordering };
        }
    }
    left.key.cmp(&right.key)
}

/// A bucket for each interval.
pub fn histogram(
    run: &Run<'_>,
    target: &Target,
    interval: &Interval,
    options: &HistogramOptions,
    inside: &[Aggregation],
    docs: &Docs,
) -> Result<Value, Trouble> {
    let mut parts: BTreeMap<Key, Docs> = BTreeMap::new();
    let nothing = run.nothing();
    for (number, (segment, docs)) in run.corpus.segments.iter().zip(docs).enumerate() {
        let Some(info) = target else { break };
        let values = Values::open(segment, info)?;
        let mut here: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
        for doc in docs {
            values.numbers(*doc, &mut |value| {
                put(here.entry(Key::Double(interval.floor(value))).or_default(), *doc);
            });
        }
        for (key, docs) in here {
            part(&mut parts, key, number, docs, &nothing);
        }
    }
    if options.min_doc_count == 0 {
        fill(&mut parts, interval, options.extended, &nothing)?;
    }
    let mut buckets = Vec::new();
    for (key, docs) in parts {
        if count(&docs) < options.min_doc_count {
            continue;
        }
        let start = key.number();
        let mut shown = Map::new();
        let mut name = Value::from(start).to_string();
        if interval.is_date() {
            let ms = start as i64;
            let local = ms + options.zone.as_ref().map_or(0, |(_, zone_ms)| *zone_ms);
            name = match (&options.format, &options.zone) {
                (Some(format), _) => date::format_as(local, format),
                (None, Some((zone, _))) => format!("{}{zone}", date::format(local).trim_end_matches('Z')),
                (None, None) => date::format(ms),
            };
            shown.insert("key_as_string".to_owned(), Value::from(name.clone()));
            shown.insert("key".to_owned(), Value::from(ms));
        } else {
            shown.insert("key".to_owned(), Value::from(start));
        }
        buckets.push((name, run.bucket(shown, &docs, inside)?));
    }
    Ok(listed(buckets, options.keyed))
}

/// Puts empty buckets between the first and the last.
fn fill(
    parts: &mut BTreeMap<Key, Docs>,
    interval: &Interval,
    extended: Option<(f64, f64)>,
    nothing: &Docs,
) -> Result<(), Trouble> {
    let ends = parts.keys().next().zip(parts.keys().next_back()).map(|(first, last)| (first.number(), last.number()));
    let wider = extended.map(|(first, last)| (interval.floor(first), interval.floor(last)));
    let (first, last) = match (ends, wider) {
        (Some(ends), Some(wider)) => (ends.0.min(wider.0), ends.1.max(wider.1)),
        (Some(ends), None) | (None, Some(ends)) => ends,
        (None, None) => return Ok(()),
    };
    let mut start = first;
    let mut buckets = 0;
    while start < last {
        buckets += 1;
        if buckets > BUCKETS_MAX {
            return Err(problem::buckets(BUCKETS_MAX).into());
        }
        parts.entry(Key::Double(start)).or_insert_with(|| nothing.clone());
        let next = interval.next(start);
        if next <= start {
            // Too fine for the numbers it divides.
            return Err(problem::buckets(BUCKETS_MAX).into());
        }
        start = next;
    }
    if extended.is_some() {
        parts.entry(Key::Double(last)).or_insert_with(|| nothing.clone());
    }
    Ok(())
}

/// A bucket for each range; ranges may overlap.
pub fn ranges(
    run: &Run<'_>,
    target: &Target,
    ranges: &[RangeBucket],
    keyed: bool,
    inside: &[Aggregation],
    docs: &Docs,
) -> Result<Value, Trouble> {
    let is_date = target.as_ref().is_some_and(|info| info.kind == FieldType::Date);
    let mut buckets = Vec::new();
    for range in ranges {
        let mut part = run.nothing();
        for (part, (segment, docs)) in part.iter_mut().zip(run.corpus.segments.iter().zip(docs)) {
            let Some(info) = target else { break };
            let values = Values::open(segment, info)?;
            for doc in docs {
                values.numbers(*doc, &mut |value| {
                    let above = range.from.is_none_or(|from| value >= from);
                    if above && range.to.is_none_or(|to| value < to) {
                        put(part, *doc);
                    }
                });
            }
        }
        let mut shown = Map::new();
        if !keyed {
            shown.insert("key".to_owned(), Value::from(range.key.clone()));
        }
        for (name, end) in [("from", range.from), ("to", range.to)] {
            let Some(end) = end else { continue };
            shown.insert(name.to_owned(), Value::from(end));
            if is_date {
                shown.insert(format!("{name}_as_string"), Value::from(date::format(end as i64)));
            }
        }
        buckets.push((range.key.clone(), run.bucket(shown, &part, inside)?));
    }
    Ok(listed(buckets, keyed))
}

/// A bucket for each query.
pub fn filters(
    run: &Run<'_>,
    filters: &[(Option<String>, Query)],
    inside: &[Aggregation],
    docs: &Docs,
) -> Result<Value, Trouble> {
    let keyed = filters.iter().any(|(name, _)| name.is_some());
    let mut buckets = Vec::new();
    for (name, query) in filters {
        let part = run.within(query, docs)?;
        buckets.push((name.clone().unwrap_or_default(), run.bucket(Map::new(), &part, inside)?));
    }
    Ok(listed(buckets, keyed))
}

fn listed(buckets: Vec<(String, Value)>, keyed: bool) -> Value {
    if keyed {
        json!({"buckets": buckets.into_iter().collect::<Map<String, Value>>()})
    } else {
        json!({"buckets": buckets.into_iter().map(|(_, bucket)| bucket).collect::<Vec<Value>>()})
    }
}
