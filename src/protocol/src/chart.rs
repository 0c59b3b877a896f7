//! A small chart description. The page's chart module turns it into a drawing;
//! nothing here knows which library does that.

use serde::{Deserialize, Serialize};

/// What a visual looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// How values are drawn.
    pub mark: Mark,
    /// Its title.
    pub title: String,
    /// What the values are grouped by; `None` for a KPI.
    pub category: Option<Field>,
    /// The values; one series each.
    pub values: Vec<Field>,
    /// Splits each value into one series for each of its values.
    pub color: Option<Field>,
    /// Bars lie instead of standing.
    pub horizontal: bool,
}

/// How values are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// One bar for each category.
    #[default]
    Bar,
    /// A line through the categories, which are in order.
    Line,
    /// One number.
    Kpi,
}

/// A field well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The column.
    pub column: String,
    /// `SUM`, `AVERAGE`, `COUNT`, `MIN`, `MAX`, `DISTINCT_COUNT`; `None` as it is.
    pub aggregation: Option<String>,
    /// How to write it.
    pub format: Format,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// As it is.
    #[default]
    Text,
    /// A whole number with separators.
    Integer,
    /// One place behind the point.
    Decimal,
    /// Of one, as per cent.
    Percent,
    /// US dollars.
    Usd,
    /// Bytes.
    Bytes,
    /// A day.
    Date,
}

/// What a visual shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartData {
    /// The categories, in drawing order; one empty text for a KPI.
    pub categories: Vec<String>,
    /// The series: name and one value for each category.
    pub series: Vec<(String, Vec<Option<f64>>)>,
    /// Categories that were left out because there are too many.
    pub left_out: u64,
}
