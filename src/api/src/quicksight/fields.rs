//! The field wells of a visual: what is grouped, what is aggregated, in which order.

use serde::{Deserialize, Serialize};

/// A field to group by: exactly one member is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DimensionField {
    /// By its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categorical_dimension_field: Option<CategoricalDimensionField>,
    /// By its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_dimension_field: Option<DateDimensionField>,
    /// By its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerical_dimension_field: Option<NumericalDimensionField>,
}

/// A field to group by its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CategoricalDimensionField {
    /// Its id.
    pub field_id: String,
    /// The column.
    pub column: ColumnIdentifier,
}

/// A field to group by its date.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DateDimensionField {
    /// Its id.
    pub field_id: String,
    /// The column.
    pub column: ColumnIdentifier,
    /// How coarse; days if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_granularity: Option<TimeGranularity>,
}

/// A field to group by its number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct NumericalDimensionField {
    /// Its id.
    pub field_id: String,
    /// The column.
    pub column: ColumnIdentifier,
}

/// Lengths of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimeGranularity {
    /// `DAY`
    #[default]
    Day,
    /// `YEAR`
    Year,
    /// `QUARTER`
    Quarter,
    /// `MONTH`
    Month,
    /// `WEEK`
    Week,
    /// `HOUR`
    Hour,
    /// `MINUTE`
    Minute,
    /// `SECOND`
    Second,
}

impl TimeGranularity {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Year => "YEAR",
            Self::Quarter => "QUARTER",
            Self::Month => "MONTH",
            Self::Week => "WEEK",
            Self::Hour => "HOUR",
            Self::Minute => "MINUTE",
            Self::Second => "SECOND",
        }
    }
}

/// A column of a data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ColumnIdentifier {
    /// The data set, under the analysis' name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_set_identifier: Option<String>,
    /// The column.
    pub column_name: String,
}

/// A field to aggregate: exactly one member is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct MeasureField {
    /// A number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerical_measure_field: Option<NumericalMeasureField>,
    /// A text, which can only be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categorical_measure_field: Option<CategoricalMeasureField>,
}

/// A number to aggregate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct NumericalMeasureField {
    /// Its id.
    pub field_id: String,
    /// The column.
    pub column: ColumnIdentifier,
    /// How; the sum if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_function: Option<NumericalAggregationFunction>,
}

/// A text to count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CategoricalMeasureField {
    /// Its id.
    pub field_id: String,
    /// The column.
    pub column: ColumnIdentifier,
    /// How; the count if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_function: Option<CategoricalAggregation>,
}

/// How numbers are aggregated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct NumericalAggregationFunction {
    /// By a function without arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simple_numerical_aggregation: Option<SimpleNumericalAggregation>,
}

/// How numbers are aggregated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SimpleNumericalAggregation {
    /// `SUM`
    #[default]
    Sum,
    /// `AVERAGE`
    Average,
    /// `MIN`
    Min,
    /// `MAX`
    Max,
    /// `COUNT`
    Count,
    /// `DISTINCT_COUNT`
    DistinctCount,
}

impl SimpleNumericalAggregation {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "SUM",
            Self::Average => "AVERAGE",
            Self::Min => "MIN",
            Self::Max => "MAX",
            Self::Count => "COUNT",
            Self::DistinctCount => "DISTINCT_COUNT",
        }
    }
}

/// How texts are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CategoricalAggregation {
    /// `COUNT`
    #[default]
    Count,
    /// `DISTINCT_COUNT`
    DistinctCount,
}

impl CategoricalAggregation {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::DistinctCount => "DISTINCT_COUNT",
        }
    }
}

/// What to sort by: exactly one member is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FieldSortOptions {
    /// By a field of the visual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_sort: Option<FieldSort>,
    /// By another column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column_sort: Option<ColumnSort>,
}

/// Sorts by a field of the visual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FieldSort {
    /// Which.
    pub field_id: String,
    /// Which way.
    pub direction: SortDirection,
}

/// Sorts by a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ColumnSort {
    /// Which.
    pub sort_by: ColumnIdentifier,
    /// Which way.
    pub direction: SortDirection,
    /// How its values are aggregated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_function: Option<AggregationFunction>,
}

/// How values are aggregated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AggregationFunction {
    /// If they are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerical_aggregation_function: Option<NumericalAggregationFunction>,
    /// If they are texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categorical_aggregation_function: Option<CategoricalAggregation>,
}

/// Which way to sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SortDirection {
    /// `ASC`
    #[default]
    Asc,
    /// `DESC`
    Desc,
}

impl SortDirection {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asc => "ASC",
            Self::Desc => "DESC",
        }
    }
}

/// How many groups are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ItemsLimitConfiguration {
    /// At most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items_limit: Option<i64>,
    /// `EXCLUDE`; one group for the rest is not modelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_categories: Option<String>,
}
