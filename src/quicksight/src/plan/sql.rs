//! A plan as SQL for Athena.

use super::{Dimension, DimensionKind, Measure, OrderBy, Plan};
use api::quicksight::{PhysicalTable, SimpleNumericalAggregation, SortDirection, TimeGranularity};

/// How many rows of a group are shown when it is followed.
const FOLLOWED_ROWS_MAX: u32 = 1_000;

impl Plan {
    /// The query that gives the visual's labels and values.
    pub fn sql(&self, table: &PhysicalTable) -> String {
        let measure = expression(&self.measure);
        let from = from(table);
        let Some(dimension) = &self.dimension else {
            return format!("SELECT {measure} AS \"value\"\nFROM {from}");
        };
        let label = grouped(dimension);
        let by = match &self.order.by {
            OrderBy::Label => "1".into(),
            OrderBy::Value => "2".into(),
            OrderBy::Other(other) => expression(other),
        };
        let tie = if self.order.by == OrderBy::Label { "" } else { ", 1" };
        let direction = if self.order.direction == SortDirection::Desc { " DESC" } else { "" };
        let limit = self.limit;
        format!(
            "SELECT {label} AS \"label\", {measure} AS \"value\"\nFROM {from}\nGROUP BY {label}\nORDER BY {by}{direction}{tie}\nLIMIT {limit}"
        )
    }

    /// The query that gives the rows behind one label (all rows, for a single number), the first 1,000.
    pub fn rows_sql(&self, table: &PhysicalTable, label: Option<&str>) -> String {
        let from = from(table);
        let condition = self.dimension.as_ref().map(|dimension| match (label, dimension.kind) {
            (None, _) => format!("{} IS NULL", name(&dimension.column)),
            (Some(label), DimensionKind::Number) => format!("{} = {}", name(&dimension.column), number(label)),
            (Some(label), DimensionKind::Text) => format!("{} = {}", name(&dimension.column), text(label)),
            (Some(label), DimensionKind::Date(_)) => {
                let instant = crate::calendar::normal(label).unwrap_or_else(|| label.to_owned());
                format!("{} = TIMESTAMP {}", grouped(dimension), text(&instant))
            }
        });
        let condition = condition.map(|condition| format!("\nWHERE {condition}")).unwrap_or_default();
        format!("SELECT *\nFROM {from}{condition}\nLIMIT {FOLLOWED_ROWS_MAX}")
    }
}

/// The query that gives all rows of a data set, for an ingestion.
pub(crate) fn all_rows(table: &PhysicalTable) -> String {
    let columns: Vec<String> = crate::state::columns(table).iter().map(|column| name(&column.name)).collect();
    format!("SELECT {}\nFROM {}", columns.join(", "), from(table))
}

fn from(table: &PhysicalTable) -> String {
    match (&table.relational_table, &table.custom_sql) {
        (Some(table), _) => {
            let schema = table.schema.as_deref().map(|schema| format!("{}.", name(schema))).unwrap_or_default();
            format!("{schema}{}", name(&table.name))
        }
        (None, Some(custom)) => {
            let sql = custom.sql_query.trim().trim_end_matches(';');
            format!("({sql}) AS {}", name(&custom.name))
        }
        (None, None) => "(VALUES (NULL)) AS nothing".into(),
    }
}

fn grouped(dimension: &Dimension) -> String {
    let column = name(&dimension.column);
    match dimension.kind {
        DimensionKind::Text | DimensionKind::Number => column,
        DimensionKind::Date(granularity) => {
            format!("date_trunc('{}', CAST({column} AS timestamp))", unit(granularity))
        }
    }
}

fn unit(granularity: TimeGranularity) -> String {
    granularity.as_str().to_lowercase()
}

fn expression(measure: &Measure) -> String {
    let column = name(&measure.column);
    match measure.function {
        SimpleNumericalAggregation::Sum => format!("SUM({column})"),
        SimpleNumericalAggregation::Average => format!("AVG({column})"),
        SimpleNumericalAggregation::Min => format!("MIN({column})"),
        SimpleNumericalAggregation::Max => format!("MAX({column})"),
        SimpleNumericalAggregation::Count => format!("COUNT({column})"),
        SimpleNumericalAggregation::DistinctCount => format!("COUNT(DISTINCT {column})"),
    }
}

fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A label that is a number, and nothing else.
fn number(label: &str) -> String {
    let plain = !label.is_empty() && label.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
    if plain { label.to_owned() } else { text(label) }
}
