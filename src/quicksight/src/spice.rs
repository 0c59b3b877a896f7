//! Ingested rows, and grouping them. Whole numbers are exact; fractions are kept to four places, as SPICE long did;
//! so sums do not depend on the order of rows.

use crate::calendar;
use crate::limits::TEXT_CHARS_MAX;
use crate::plan::{DimensionKind, Measure, OrderBy, Plan};
use api::quicksight::{InputColumn, InputColumnDataType, SimpleNumericalAggregation, SortDirection};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// One, in the unit that numbers are kept in.
const ONE: i128 = 10_000;

/// The rows of a data set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spice {
    /// The columns.
    pub columns: Vec<InputColumn>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<Value>>>,
    /// Rows that were left out, because a value is not of its column's type.
    pub dropped: u64,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number, in ten-thousandths.
    Number(i128),
    /// A date, in the form `2001-01-31 06:30:00`.
    Date(String),
    /// A text.
    Text(String),
}

impl Spice {
    /// Takes rows of texts in, in the order of `columns`.
    pub fn load(columns: Vec<InputColumn>, rows: impl Iterator<Item = Vec<Option<String>>>) -> Self {
        let mut spice = Self { columns, ..Self::default() };
        for row in rows {
            let read = |(column, value): (&InputColumn, Option<String>)| match value {
                None => Some(None),
                Some(text) => read(text, column.r#type).map(Some),
            };
            let values: Option<Vec<_>> = spice.columns.iter().zip(row).map(read).collect();
            match values.filter(|values| values.len() == spice.columns.len()) {
                Some(values) => spice.rows.push(values),
                None => spice.dropped += 1,
            }
        }
        spice
    }

    /// Its size by QuickSight's formula: 8 bytes for a number or a date, 8 and its UTF-8 length for a text.
    pub fn bytes(&self) -> u64 {
        let size = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => 8 + text.len() as u64,
            _ => 8,
        };
        self.rows.iter().flatten().map(size).sum()
    }

    /// Labels and values of a visual, in its order.
    pub fn rows_of(&self, plan: &Plan) -> Vec<(Option<String>, Option<String>)> {
        let place = |name: &str| self.columns.iter().position(|column| column.name == name);
        let (measure, other) =
            (place(&plan.measure.column), other_measure(plan).and_then(|other| place(&other.column)));
        let mut groups: BTreeMap<Option<Value>, (Totals, Totals)> = BTreeMap::new();
        let dimension = plan.dimension.as_ref();
        if dimension.is_none() {
            groups.insert(None, Default::default());
        }
        for row in &self.rows {
            let value = |place: Option<usize>| place.and_then(|place| row.get(place)).and_then(Option::as_ref);
            let label = dimension.and_then(|dimension| {
                let value = value(place(&dimension.column))?.clone();
                Some(match (dimension.kind, value) {
                    (DimensionKind::Date(granularity), Value::Date(date)) => {
                        Value::Date(calendar::truncated(&date, granularity))
                    }
                    (_, value) => value,
                })
            });
            let (totals, by) = groups.entry(label).or_default();
            totals.add(value(measure), Some(plan.measure.function));
            by.add(value(other), other_measure(plan).map(|other| other.function));
        }
        let mut rows: Vec<Row> = groups.into_iter().map(|(label, totals)| Row::new(plan, label, &totals)).collect();
        rows.sort_by(|one, two| one.compare(two, plan));
        rows.truncate(usize::try_from(plan.limit).unwrap_or(0));
        rows.into_iter().map(|row| (row.label.as_ref().map(shown), row.value.map(decimal))).collect()
    }
}

fn other_measure(plan: &Plan) -> Option<&Measure> {
    match &plan.order.by {
        OrderBy::Other(measure) => Some(measure),
        OrderBy::Label | OrderBy::Value => None,
    }
}

struct Row {
    label: Option<Value>,
    value: Option<i128>,
    by: Option<i128>,
}

impl Row {
    fn new(plan: &Plan, label: Option<Value>, (totals, by): &(Totals, Totals)) -> Self {
        let by = other_measure(plan).and_then(|other| by.value(other.function));
        Self { label, value: totals.value(plan.measure.function), by }
    }

    /// NULLs come last either way, as in Athena.
    fn compare(&self, other: &Self, plan: &Plan) -> Ordering {
        let descending = plan.order.direction == SortDirection::Desc;
        let order = match plan.order.by {
            OrderBy::Label => nulls_last(&self.label, &other.label, descending),
            OrderBy::Value => nulls_last(&self.value, &other.value, descending),
            OrderBy::Other(_) => nulls_last(&self.by, &other.by, descending),
        };
        order.then_with(|| nulls_last(&self.label, &other.label, false))
    }
}

fn nulls_last<T: Ord>(one: &Option<T>, two: &Option<T>, descending: bool) -> Ordering {
    match (one, two) {
        (Some(one), Some(two)) if descending => two.cmp(one),
        (Some(one), Some(two)) => one.cmp(two),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    }
}

/// What has been seen of a group.
#[derive(Clone, Debug, Default)]
struct Totals {
    count: i128,
    sum: i128,
    least: Option<i128>,
    greatest: Option<i128>,
    different: BTreeSet<Value>,
}

impl Totals {
    /// Different values are remembered only if they are asked for: there may be many.
    fn add(&mut self, value: Option<&Value>, function: Option<SimpleNumericalAggregation>) {
        let Some(value) = value else { return };
        self.count += 1;
        if function == Some(SimpleNumericalAggregation::DistinctCount) && !self.different.contains(value) {
            self.different.insert(value.clone());
        }
        if let Value::Number(number) = value {
            self.sum = self.sum.saturating_add(*number);
            self.least = Some(self.least.map_or(*number, |least| least.min(*number)));
            self.greatest = Some(self.greatest.map_or(*number, |greatest| greatest.max(*number)));
        }
    }

    fn value(&self, function: SimpleNumericalAggregation) -> Option<i128> {
        match function {
            SimpleNumericalAggregation::Count => Some(self.count * ONE),
            SimpleNumericalAggregation::DistinctCount => Some(self.different.len() as i128 * ONE),
            SimpleNumericalAggregation::Sum => (self.count > 0).then_some(self.sum),
            SimpleNumericalAggregation::Average => (self.count > 0).then(|| rounded(self.sum, self.count)),
            SimpleNumericalAggregation::Min => self.least,
            SimpleNumericalAggregation::Max => self.greatest,
        }
    }
}

/// `sum` over `count`, halves away from zero.
fn rounded(sum: i128, count: i128) -> i128 {
    let (whole, rest) = (sum / count, (sum % count).abs());
    if rest * 2 >= count { whole + sum.signum() } else { whole }
}

fn read(text: String, column_type: InputColumnDataType) -> Option<Value> {
    match column_type {
        InputColumnDataType::String => Some(Value::Text(text.chars().take(TEXT_CHARS_MAX).collect())),
        InputColumnDataType::Datetime => calendar::normal(&text).map(Value::Date),
        InputColumnDataType::Integer => text.parse::<i64>().ok().map(|number| Value::Number(i128::from(number) * ONE)),
        InputColumnDataType::Decimal => fixed(&text).map(Value::Number),
    }
}

/// A decimal fraction in ten-thousandths; further places are cut off.
fn fixed(text: &str) -> Option<i128> {
    if text.contains(['e', 'E']) {
        let number = text.parse::<f64>().ok().filter(|number| number.abs() < 1e15)?;
        return Some((number * ONE as f64) as i128);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() == 0 || !(whole.len() < 30 && fraction.bytes().all(|digit| digit.is_ascii_digit()))
    {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse::<u128>().ok()?.try_into().ok()? };
    let places: String = fraction.chars().chain("0000".chars()).take(4).collect();
    let number = whole * ONE + places.parse::<i128>().ok()?;
    Some(if negative { -number } else { number })
}

fn decimal(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, fraction) = (number.abs() / ONE, number.abs() % ONE);
    let text = format!("{sign}{whole}.{fraction:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shown(label: &Value) -> String {
    match label {
        Value::Number(number) => decimal(*number),
        Value::Date(date) => label_of_date(date),
        Value::Text(text) => text.clone(),
    }
}

/// A date without the time of day, if that is midnight.
pub(crate) fn label_of_date(date: &str) -> String {
    let date = date.split('.').next().unwrap_or(date);
    date.strip_suffix(" 00:00:00").unwrap_or(date).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_to_four_places() {
        for (text, number) in [("1", 10_000), ("-0.5", -5_000), ("1.23456", 12_345), (".25", 2_500), ("1e2", 1_000_000)]
        {
            assert_eq!(fixed(text), Some(number), "{text}");
        }
        for wrong in ["", "x", "1.x", "-", "--1", "NaN"] {
            assert_eq!(fixed(wrong), None, "{wrong}");
        }
        assert_eq!(decimal(12_300), "1.23");
        assert_eq!(decimal(-5_000), "-0.5");
        assert_eq!(rounded(5, 2), 3);
        assert_eq!(rounded(-5, 2), -3);
    }
}
