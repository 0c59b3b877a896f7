//! The definition of an analysis: sheets of visuals with their field wells.

use super::fields::{DimensionField, FieldSortOptions, ItemsLimitConfiguration, MeasureField};
use serde::{Deserialize, Serialize};

/// What an analysis shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AnalysisDefinition {
    /// The data sets, under names of the analysis' own.
    pub data_set_identifier_declarations: Vec<DataSetIdentifierDeclaration>,
    /// Its sheets, at most 20.
    #[serde(default)]
    pub sheets: Vec<SheetDefinition>,
}

/// A data set under a name of the analysis' own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DataSetIdentifierDeclaration {
    /// The name.
    pub identifier: String,
    /// The data set.
    pub data_set_arn: String,
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SheetDefinition {
    /// Its id.
    pub sheet_id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its visuals, at most 50.
    #[serde(default)]
    pub visuals: Vec<Visual>,
}

/// One visual: exactly one member is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Visual {
    /// Bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar_chart_visual: Option<BarChartVisual>,
    /// A line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_chart_visual: Option<LineChartVisual>,
    /// One number.
    #[serde(rename = "KPIVisual", skip_serializing_if = "Option::is_none")]
    pub kpi_visual: Option<KpiVisual>,
}

/// Bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BarChartVisual {
    /// Its id.
    pub visual_id: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<VisualTitleLabelOptions>,
    /// Its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart_configuration: Option<BarChartConfiguration>,
}

/// What bars show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BarChartConfiguration {
    /// The fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_wells: Option<BarChartFieldWells>,
    /// Order and number of bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_configuration: Option<BarChartSortConfiguration>,
    /// `HORIZONTAL` or `VERTICAL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orientation: Option<String>,
    /// `CLUSTERED`; the others need colours, which are not modelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bars_arrangement: Option<String>,
}

/// The fields of bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BarChartFieldWells {
    /// The fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar_chart_aggregated_field_wells: Option<BarChartAggregatedFieldWells>,
}

/// The fields of bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BarChartAggregatedFieldWells {
    /// One bar for each of its values; at most one field is modelled.
    #[serde(default)]
    pub category: Vec<DimensionField>,
    /// The bars' lengths; exactly one field is modelled.
    #[serde(default)]
    pub values: Vec<MeasureField>,
}

/// Order and number of bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BarChartSortConfiguration {
    /// Order of the bars.
    #[serde(default)]
    pub category_sort: Vec<FieldSortOptions>,
    /// Number of the bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_items_limit: Option<ItemsLimitConfiguration>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct LineChartVisual {
    /// Its id.
    pub visual_id: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<VisualTitleLabelOptions>,
    /// Its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart_configuration: Option<LineChartConfiguration>,
}

/// What a line shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct LineChartConfiguration {
    /// The fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_wells: Option<LineChartFieldWells>,
    /// Order and number of points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_configuration: Option<LineChartSortConfiguration>,
    /// `LINE`, `AREA` or `STACKED_AREA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
}

/// The fields of a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct LineChartFieldWells {
    /// The fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_chart_aggregated_field_wells: Option<LineChartAggregatedFieldWells>,
}

/// The fields of a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct LineChartAggregatedFieldWells {
    /// One point for each of its values; at most one field is modelled.
    #[serde(default)]
    pub category: Vec<DimensionField>,
    /// The points' heights; exactly one field is modelled.
    #[serde(default)]
    pub values: Vec<MeasureField>,
}

/// Order and number of points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct LineChartSortConfiguration {
    /// Order of the points.
    #[serde(default)]
    pub category_sort: Vec<FieldSortOptions>,
    /// Number of the points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_items_limit_configuration: Option<ItemsLimitConfiguration>,
}

/// One number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct KpiVisual {
    /// Its id.
    pub visual_id: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<VisualTitleLabelOptions>,
    /// Its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart_configuration: Option<KpiConfiguration>,
}

/// What a number shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct KpiConfiguration {
    /// The fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_wells: Option<KpiFieldWells>,
}

/// The fields of a number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct KpiFieldWells {
    /// The number; exactly one field is modelled.
    #[serde(default)]
    pub values: Vec<MeasureField>,
}

/// A visual's title.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct VisualTitleLabelOptions {
    /// Whether it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format_text: Option<ShortFormatText>,
}

/// A short text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ShortFormatText {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_text: Option<String>,
}

/// Whether something is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// `VISIBLE`
    #[default]
    Visible,
    /// `HIDDEN`
    Hidden,
}

impl Visibility {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "VISIBLE",
            Self::Hidden => "HIDDEN",
        }
    }
}
