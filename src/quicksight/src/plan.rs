//! What a visual asks: one group field at most, one measure, an order, a number of groups. Compiled from its field
//! wells; what is not modelled is refused with its place. For a data set that is queried directly it
//! becomes SQL; over ingested rows `spice` computes it.

mod compile;
mod sql;

pub(crate) use compile::{DataSets, compile};
pub(crate) use sql::all_rows;

use api::quicksight::{SimpleNumericalAggregation, SortDirection, TimeGranularity};

/// How a visual is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Bars.
    Bar,
    /// A line.
    Line,
    /// One number.
    Kpi,
}

/// What a visual asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The data set's id.
    pub data_set: String,
    /// How it is drawn.
    pub mark: Mark,
    /// Rows are grouped by it; a single number has none.
    pub dimension: Option<Dimension>,
    /// What is computed of each group.
    pub measure: Measure,
    /// In which order groups come.
    pub order: Order,
    /// Groups at most.
    pub limit: i64,
}

/// A field to group by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// The column.
    pub column: String,
    /// How its values become groups.
    pub kind: DimensionKind,
}

/// How values become groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DimensionKind {
    /// Each text is one.
    Text,
    /// Each number is one.
    Number,
    /// Each day, month, … is one.
    Date(TimeGranularity),
}

/// What is computed of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The column.
    pub column: String,
    /// How.
    pub function: SimpleNumericalAggregation,
}

/// In which order groups come; equal ones by their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Which way.
    pub direction: SortDirection,
}

/// What groups are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// Their labels.
    Label,
    /// Their values.
    Value,
    /// Another measure of them.
    Other(Measure),
}

impl Plan {
    /// The title of the axis of labels.
    pub fn x_label(&self) -> &str {
        self.dimension.as_ref().map_or("", |dimension| &dimension.column)
    }

    /// The title of the axis of values: `delay (Average)`.
    pub fn y_label(&self) -> String {
        let how = match self.measure.function {
            SimpleNumericalAggregation::Sum => "Sum",
            SimpleNumericalAggregation::Average => "Average",
            SimpleNumericalAggregation::Min => "Min",
            SimpleNumericalAggregation::Max => "Max",
            SimpleNumericalAggregation::Count => "Count",
            SimpleNumericalAggregation::DistinctCount => "Count Distinct",
        };
        format!("{} ({how})", self.measure.column)
    }
}
