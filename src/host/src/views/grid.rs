//! A result as the page wants to look at it: filtered, ordered by a column's type, one column summed up. It changes no
//! query and asks no engine: it works on the rows that Athena keeps beside the result file.

use athena::ResultRows;
use protocol::{Filter, Grid, Sort, Summary, Test};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values that a summary lists.
const TOP_MAX: usize = 8;

/// A result, looked at. Made once for each way of looking, because the page asks for it with every frame.
pub(crate) struct Looked {
    result: Arc<ResultRows>,
    grid: Grid,
    /// The numbers of the rows that pass the filters, in order.
    pub order: Vec<usize>,
    /// The column that the grid wants summed up.
    pub summary: Option<Summary>,
}

impl Looked {
    /// Looks at a result.
    pub fn at(result: &Arc<ResultRows>, grid: &Grid) -> Self {
        let mut order = passing(result, &grid.filters);
        let summary = grid.summary.and_then(|column| summary(result, &order, column));
        if let Some(Sort { column, descending }) = grid.sort {
            put_in_order(result, &mut order, column, descending);
        }
        Self { result: result.clone(), grid: grid.clone(), order, summary }
    }

    /// Whether this is that result, looked at in that way. A query's id is no proof: after a branch it may be another query's.
    pub fn is_of(&self, result: &Arc<ResultRows>, grid: &Grid) -> bool {
        Arc::ptr_eq(&self.result, result) && self.grid == *grid
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &Vec<Option<String>>> {
        self.order.iter().filter_map(|row| self.result.rows.get(*row))
    }

    /// The result.
    pub fn result(&self) -> &ResultRows {
        &self.result
    }
}

fn passing(result: &ResultRows, filters: &[Filter]) -> Vec<usize> {
    let tests: Vec<_> = filters
        .iter()
        .map(|filter| {
            let part = match &filter.test {
                Test::Contains(part) => part.to_lowercase(),
                Test::Is(_) => String::new(),
            };
            (filter, part)
        })
        .collect();
    let passes = |row: &Vec<Option<String>>| {
        tests.iter().all(|(filter, part)| match (row.get(filter.column as usize), &filter.test) {
            // The result has no such column: there is nothing to test.
            (None, _) => true,
            (Some(value), Test::Is(wanted)) => value == wanted,
            (Some(value), Test::Contains(_)) => {
                value.as_deref().is_some_and(|value| value.to_lowercase().contains(part))
            }
        })
    };
    result.rows.iter().enumerate().filter(|(_, row)| passes(row)).map(|(number, _)| number).collect()
}

/// How values of a column compare.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Whole numbers, and decimals with so many places behind the point.
    Exact(u32),
    /// Numbers with an exponent.
    Float,
    /// Everything else: dates and times are written so that they compare as text.
    Text,
}

/// A value to be compared; NULL is none of these.
enum Key<'a> {
    Exact(i128),
    Float(f64),
    Text(&'a str),
}

impl Kind {
    /// Of `bigint`, `decimal(10,2)`, ….
    fn of(column_type: &str) -> Self {
        let (name, arguments) = column_type.split_once('(').unwrap_or((column_type, ""));
        match name.trim() {
            "tinyint" | "smallint" | "int" | "integer" | "bigint" => Self::Exact(0),
            "decimal" => {
                let scale = arguments.trim_end_matches(')').split(',').nth(1);
                Self::Exact(scale.and_then(|scale| scale.trim().parse().ok()).unwrap_or(0))
            }
            "float" | "real" | "double" => Self::Float,
            _ => Self::Text,
        }
    }

    fn key(self, value: &str) -> Key<'_> {
        let number = match self {
            Self::Exact(scale) => exact(value, scale).map(Key::Exact),
            // Nought has two signs and one value.
            Self::Float => value.parse::<f64>().ok().map(|value| Key::Float(value + 0.0)),
            Self::Text => None,
        };
        number.unwrap_or(Key::Text(value))
    }
}

/// `-12.5` at scale 2 → -1250: exact where a float would round.
fn exact(value: &str, scale: u32) -> Option<i128> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let places = u32::try_from(part.len()).ok().filter(|places| *places <= scale)?;
    let zeros = 10_i128.checked_pow(scale - places)?;
    format!("{whole}{part}").parse::<i128>().ok()?.checked_mul(zeros)
}

fn compare(a: &Key<'_>, b: &Key<'_>) -> Ordering {
    match (a, b) {
        (Key::Exact(a), Key::Exact(b)) => a.cmp(b),
        // Not-a-number is the largest, as Athena has it.
        (Key::Float(a), Key::Float(b)) => a.total_cmp(b),
        (Key::Text(a), Key::Text(b)) => a.cmp(b),
        // What does not read as its column's type comes behind what does.
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

fn rank(key: &Key<'_>) -> u8 {
    match key {
        Key::Exact(_) => 0,
        Key::Float(_) => 1,
        Key::Text(_) => 2,
    }
}

fn kind_of(result: &ResultRows, column: u32) -> Option<Kind> {
    result.columns.get(column as usize).map(|column| Kind::of(&column.hive_type))
}

fn put_in_order(result: &ResultRows, order: &mut [usize], column: u32, descending: bool) {
    let Some(kind) = kind_of(result, column) else { return };
    let key = |row: usize| value(result, row, column).map(|value| kind.key(value));
    let mut keyed: Vec<_> = order.iter().map(|row| (key(*row), *row)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => compare(b, a),
        (Some(a), Some(b)) => compare(a, b),
        // NULL comes last either way.
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    for (place, (_, row)) in order.iter_mut().zip(keyed) {
        *place = row;
    }
}

fn value(result: &ResultRows, row: usize, column: u32) -> Option<&str> {
    result.rows.get(row)?.get(column as usize)?.as_deref()
}

fn summary(result: &ResultRows, order: &[usize], column: u32) -> Option<Summary> {
    let kind = kind_of(result, column)?;
    let values = || order.iter().filter_map(|row| value(result, *row, column));
    let mut counts: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for row in order {
        *counts.entry(value(result, *row, column)).or_default() += 1;
    }
    let nulls = counts.get(&None).copied().unwrap_or(0);
    let rows = order.len() as u64;
    let by_key = |a: &&str, b: &&str| compare(&kind.key(a), &kind.key(b));
    let mean = (kind != Kind::Text && rows > nulls).then(|| {
        let sum: f64 = values().filter_map(|value| value.parse::<f64>().ok()).sum();
        sum / (rows - nulls) as f64
    });
    let mut summary = Summary {
        column,
        rows,
        nulls,
        distinct: counts.keys().flatten().count() as u64,
        min: values().min_by(by_key).map(str::to_owned),
        max: values().max_by(by_key).map(str::to_owned),
        mean: mean.filter(|mean| mean.is_finite()),
        top: Vec::new(),
    };
    let mut top: Vec<_> = counts.into_iter().collect();
    // The sort is stable: of equally frequent values the map's first.
    top.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    summary.top = top.into_iter().take(TOP_MAX).map(|(value, count)| (value.map(str::to_owned), count)).collect();
    Some(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A result with one column; `-` is NULL.
    fn result(kind: &str, values: &[&str]) -> Arc<ResultRows> {
        let value = |value: &&str| vec![(*value != "-").then(|| (*value).to_owned())];
        let column = jobs::lake::Column { name: "x".into(), hive_type: kind.into() };
        Arc::new(ResultRows {
            columns: vec![column],
            rows: values.iter().map(value).collect(),
            rows_total: values.len() as u64,
            ..ResultRows::default()
        })
    }

    fn sorted(kind: &str, values: &[&str], descending: bool) -> String {
        let grid = Grid { sort: Some(Sort { column: 0, descending }), ..Grid::default() };
        shown(&Looked::at(&result(kind, values), &grid))
    }

    fn shown(looked: &Looked) -> String {
        let text = |row: &Vec<Option<String>>| row.first().cloned().flatten().unwrap_or_else(|| "-".into());
        looked.rows().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_ordered_as_numbers_and_null_comes_last() {
        assert_eq!(sorted("bigint", &["10", "-", "9", "-2"], false), "-2 9 10 -");
        assert_eq!(sorted("bigint", &["10", "-", "9", "-2"], true), "10 9 -2 -");
        assert_eq!(sorted("varchar", &["10", "-", "9", ""], false), " 10 9 -");
        assert_eq!(sorted("double", &["1.0E3", "2.5", "NaN", "-Infinity"], false), "-Infinity 2.5 1.0E3 NaN");
    }

    #[test]
    fn numbers_that_a_float_cannot_tell_apart_are_told_apart() {
        assert_eq!(
            sorted("bigint", &["9007199254740993", "9007199254740992"], false),
            "9007199254740992 9007199254740993"
        );
        let decimals = ["-0.50", "99999999999999999999999999999999999.02", "99999999999999999999999999999999999.01"];
        assert_eq!(sorted("decimal(38,2)", &decimals, true), [decimals[1], decimals[2], decimals[0]].join(" "));
        assert_eq!(sorted("decimal(4,2)", &["1.5", "1.45", "-1.5"], false), "-1.5 1.45 1.5");
    }

    #[test]
    fn equal_rows_keep_the_order_of_the_query() {
        let result = result("bigint", &["1", "2", "1", "2"]);
        let grid = Grid { sort: Some(Sort { column: 0, descending: true }), ..Grid::default() };
        assert_eq!(Looked::at(&result, &grid).order, [1, 3, 0, 2]);
    }

    #[test]
    fn null_is_not_the_empty_text() {
        let result = result("varchar", &["", "-", "Honolulu", "lulu"]);
        let filtered = |test: Test| {
            let grid = Grid { filters: vec![Filter { column: 0, test }], ..Grid::default() };
            Looked::at(&result, &grid).order
        };
        assert_eq!(filtered(Test::Is(None)), [1]);
        assert_eq!(filtered(Test::Is(Some(String::new()))), [0]);
        assert_eq!(filtered(Test::Contains("LULU".into())), [2, 3]);
        assert_eq!(filtered(Test::Contains(String::new())), [0, 2, 3]);
    }

    #[test]
    fn a_summary_is_of_the_rows_that_pass() {
        let result = result("integer", &["7", "-", "7", "10", "3"]);
        let grid = Grid { summary: Some(0), ..Grid::default() };
        let all = Looked::at(&result, &grid).summary.unwrap_or_default();
        assert_eq!((all.rows, all.nulls, all.distinct), (5, 1, 3));
        assert_eq!((all.min.as_deref(), all.max.as_deref(), all.mean), (Some("3"), Some("10"), Some(6.75)));
        assert_eq!(all.top.first(), Some(&(Some("7".into()), 2)));
        let filters = vec![Filter { column: 0, test: Test::Is(Some("7".into())) }];
        let some = Looked::at(&result, &Grid { filters, ..grid }).summary.unwrap_or_default();
        assert_eq!((some.rows, some.distinct, some.mean), (2, 1, Some(7.0)));
    }

    #[test]
    fn a_column_that_is_not_there_changes_nothing() {
        let result = result("integer", &["2", "1"]);
        let sort = Some(Sort { column: 9, descending: false });
        let filters = vec![Filter { column: 9, test: Test::Is(None) }];
        let looked = Looked::at(&result, &Grid { sort, filters, summary: Some(9) });
        assert_eq!((looked.order, looked.summary), (vec![0, 1], None));
    }
}
