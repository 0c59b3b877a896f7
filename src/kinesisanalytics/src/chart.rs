//! Charts: the rows that a statement has given to the application itself, the latest of them. They stand outside of the job, which
//! may write rows again that are already there; a row with a key then takes its own place.

use crate::job::Saved;
use crate::plan::{Plan, Sink};
use crate::state::Application;
use flow::Row;
use imbl::OrdMap;
use jobs::stream::{Type, Value};
use sim::Time;
use std::sync::Arc;

/// The rows of one table.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    columns: Arc<[(String, Type)]>,
    rows: OrdMap<u64, Arc<ChartRow>>,
    places: OrdMap<Arc<str>, u64>,
    ever: u64,
}

/// A row of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartRow {
    /// When it was written last.
    pub at: Time,
    /// One value for each column.
    pub values: Vec<Value>,
    /// Its window, start and end in milliseconds, if it has one.
    pub window: Option<(i64, i64)>,
    /// How often it was written.
    pub writes: u64,
    key: Option<Arc<str>>,
}

impl Chart {
    /// Without rows.
    pub fn new(columns: &[(String, Type)]) -> Self {
        Self { columns: columns.into(), ..Self::default() }
    }

    /// Its columns: name and type.
    pub fn columns(&self) -> &[(String, Type)] {
        &self.columns
    }

    /// Its rows, the latest last.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &ChartRow> {
        self.rows.values().map(|row| &**row)
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a row. One with a key takes the place of the row that has the same, and a row that is gone takes it away; beyond
    /// `rows_max` the oldest goes.
    pub(crate) fn apply(&mut self, row: Row, key: &[u32], rows_max: u64, now: Time) {
        let key = name(&row.values, key);
        let before = key.as_ref().and_then(|key| self.places.remove(key)).and_then(|place| self.rows.remove(&place));
        if row.gone {
            return;
        }
        let place = self.ever;
        self.ever += 1;
        if let Some(key) = &key {
            self.places.insert(key.clone(), place);
        }
        let writes = before.map_or(0, |before| before.writes) + 1;
        self.rows.insert(place, Arc::new(ChartRow { at: now, values: row.values, window: row.window, writes, key }));
        while self.rows.len() as u64 > rows_max {
            let Some(oldest) = self.rows.keys().next().copied() else { break };
            if let Some(key) = self.rows.remove(&oldest).and_then(|row| row.key.clone()) {
                self.places.remove(&key);
            }
        }
    }
}

impl Application {
    /// A chart for each statement that writes to one; rows stay where the columns are the same.
    pub(crate) fn fit_charts(&mut self, plan: &Plan, saved: &Saved) {
        let before = std::mem::take(&mut self.charts);
        for (running, statement) in saved.statements.iter().zip(&plan.statements) {
            if matches!(statement.sink, Sink::Chart { .. }) {
                let columns = running.flow.columns();
                let kept = before.get(&statement.into).filter(|chart| chart.columns() == columns).cloned();
                self.charts.insert(statement.into.clone(), kept.unwrap_or_else(|| Chart::new(columns)));
            }
        }
    }
}

/// What tells rows apart; `None` without a key.
fn name(values: &[Value], key: &[u32]) -> Option<Arc<str>> {
    if key.is_empty() {
        return None;
    }
    let mut name = String::new();
    for value in key.iter().filter_map(|column| values.get(*column as usize)) {
        let text = text(value);
        // Lengths keep 'a' and 'bc' apart from 'ab' and 'c'.
        name.push_str(&format!("{}:{text}", text.len()));
    }
    Some(name.into())
}

/// A value as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Boolean(value) => value.to_string(),
        Value::Bigint(value) => value.to_string(),
        Value::Double(value) => value.to_string(),
        Value::String(value) => value.to_string(),
        Value::Timestamp(ms) => match u64::try_from(*ms) {
            Ok(ms) => sim::calendar::instant_text(ms),
            Err(_) => ms.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: i64, value: i64) -> Row {
        let values = vec![Value::Bigint(key), Value::Bigint(value)];
        Row { values, update: false, gone: false, window: None }
    }

    fn values(chart: &Chart) -> Vec<String> {
        chart.rows().map(|row| row.values.iter().map(text).collect::<Vec<_>>().join("=")).collect()
    }

    #[test]
    fn a_row_takes_the_place_of_its_key_and_the_oldest_goes() {
        let mut chart = Chart::default();
        for (key, value) in [(1, 1), (2, 1), (1, 2), (3, 1)] {
            chart.apply(row(key, value), &[0], 2, Time::ZERO);
        }
        assert_eq!(values(&chart), ["1=2", "3=1"]);
        chart.apply(Row { gone: true, ..row(1, 2) }, &[0], 2, Time::ZERO);
        chart.apply(row(2, 5), &[0], 2, Time::ZERO);
        assert_eq!(values(&chart), ["3=1", "2=5"]);
    }

    #[test]
    fn without_a_key_each_row_stands_for_itself() {
        let mut chart = Chart::default();
        for _ in 0..3 {
            chart.apply(row(1, 1), &[], 2, Time::ZERO);
        }
        assert_eq!(values(&chart), ["1=1", "1=1"]);
    }
}
