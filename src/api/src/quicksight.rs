//! Amazon QuickSight: data sources, data sets, ingestions and analyses. Members as in botocore's
//! `quicksight` model; members that are not modelled are refused by name, never ignored. Every
//! answer carries `Status`, the HTTP status, as AWS's does; `RequestId` is left out.

mod data;
mod definition;
mod fields;
mod ingestions;

pub use data::{
    AthenaParameters, CreateDataSet, CreateDataSetOutput, CreateDataSource, CreateDataSourceOutput, CustomSql, DataSet,
    DataSetImportMode, DataSetSummary, DataSource, DataSourceParameters, DeleteDataSet, DeleteDataSetOutput,
    DeleteDataSource, DeleteDataSourceOutput, DescribeDataSet, DescribeDataSetOutput, DescribeDataSource,
    DescribeDataSourceOutput, InputColumn, InputColumnDataType, ListDataSets, ListDataSetsOutput, ListDataSources,
    ListDataSourcesOutput, OutputColumn, PhysicalTable, RelationalTable,
};
pub use definition::{
    AnalysisDefinition, BarChartAggregatedFieldWells, BarChartConfiguration, BarChartFieldWells,
    BarChartSortConfiguration, BarChartVisual, DataSetIdentifierDeclaration, KpiConfiguration, KpiFieldWells,
    KpiVisual, LineChartAggregatedFieldWells, LineChartConfiguration, LineChartFieldWells, LineChartSortConfiguration,
    LineChartVisual, SheetDefinition, ShortFormatText, Visibility, Visual, VisualTitleLabelOptions,
};
pub use fields::{
    AggregationFunction, CategoricalAggregation, CategoricalDimensionField, CategoricalMeasureField, ColumnIdentifier,
    ColumnSort, DateDimensionField, DimensionField, FieldSort, FieldSortOptions, ItemsLimitConfiguration, MeasureField,
    NumericalAggregationFunction, NumericalDimensionField, NumericalMeasureField, SimpleNumericalAggregation,
    SortDirection, TimeGranularity,
};
pub use ingestions::{
    CreateIngestion, CreateIngestionOutput, DescribeIngestion, DescribeIngestionOutput, ErrorInfo, Ingestion,
    IngestionStatus, IngestionType, ListIngestions, ListIngestionsOutput, RowInfo,
};

use crate::{Timestamp, operations::operations};
use serde::{Deserialize, Serialize};

operations! { QuickSight, "QuickSight":
    CreateDataSource => CreateDataSourceOutput,
    DescribeDataSource => DescribeDataSourceOutput,
    ListDataSources => ListDataSourcesOutput,
    DeleteDataSource => DeleteDataSourceOutput,
    CreateDataSet => CreateDataSetOutput,
    DescribeDataSet => DescribeDataSetOutput,
    ListDataSets => ListDataSetsOutput,
    DeleteDataSet => DeleteDataSetOutput,
    CreateIngestion => CreateIngestionOutput,
    DescribeIngestion => DescribeIngestionOutput,
    ListIngestions => ListIngestionsOutput,
    CreateAnalysis => CreateAnalysisOutput,
    DescribeAnalysis => DescribeAnalysisOutput,
    DescribeAnalysisDefinition => DescribeAnalysisDefinitionOutput,
    UpdateAnalysis => UpdateAnalysisOutput,
    ListAnalyses => ListAnalysesOutput,
    DeleteAnalysis => DeleteAnalysisOutput,
}

/// How far a resource is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResourceStatus {
    /// `CREATION_IN_PROGRESS`
    #[default]
    CreationInProgress,
    /// `CREATION_SUCCESSFUL`
    CreationSuccessful,
    /// `CREATION_FAILED`
    CreationFailed,
    /// `UPDATE_IN_PROGRESS`
    UpdateInProgress,
    /// `UPDATE_SUCCESSFUL`
    UpdateSuccessful,
    /// `UPDATE_FAILED`
    UpdateFailed,
    /// `DELETED`
    Deleted,
}

impl ResourceStatus {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreationInProgress => "CREATION_IN_PROGRESS",
            Self::CreationSuccessful => "CREATION_SUCCESSFUL",
            Self::CreationFailed => "CREATION_FAILED",
            Self::UpdateInProgress => "UPDATE_IN_PROGRESS",
            Self::UpdateSuccessful => "UPDATE_SUCCESSFUL",
            Self::UpdateFailed => "UPDATE_FAILED",
            Self::Deleted => "DELETED",
        }
    }
}

/// Makes an analysis and reads its visuals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateAnalysis {
    /// The account.
    pub aws_account_id: String,
    /// Its id: letters, digits, `_` and `-`.
    pub analysis_id: String,
    /// Its name.
    pub name: String,
    /// Its sheets. (AWS takes a template instead, too; that is not modelled.)
    pub definition: AnalysisDefinition,
}

/// What was begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateAnalysisOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub analysis_id: String,
    /// `CREATION_IN_PROGRESS`
    pub creation_status: ResourceStatus,
    /// 200
    pub status: i32,
}

/// Replaces an analysis' name and definition and reads its visuals again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct UpdateAnalysis {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub analysis_id: String,
    /// Its name.
    pub name: String,
    /// Its sheets.
    pub definition: AnalysisDefinition,
}

/// What was begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateAnalysisOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub analysis_id: String,
    /// `UPDATE_IN_PROGRESS`
    pub update_status: ResourceStatus,
    /// 200
    pub status: i32,
}

/// Asks about an analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeAnalysis {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub analysis_id: String,
}

/// An analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAnalysisOutput {
    /// It.
    pub analysis: Analysis,
    /// 200
    pub status: i32,
}

/// An analysis, without its definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Analysis {
    /// Its id.
    pub analysis_id: String,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub status: ResourceStatus,
    /// The data sets that it reads.
    pub data_set_arns: Vec<String>,
    /// When it was made.
    pub created_time: Timestamp,
    /// When it was last changed.
    pub last_updated_time: Timestamp,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sheet {
    /// Its id.
    pub sheet_id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Asks for an analysis' definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DescribeAnalysisDefinition {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub analysis_id: String,
}

/// An analysis' definition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeAnalysisDefinitionOutput {
    /// Its id.
    pub analysis_id: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub resource_status: ResourceStatus,
    /// Its sheets.
    pub definition: AnalysisDefinition,
    /// 200
    pub status: i32,
}

/// Lists analyses by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListAnalyses {
    /// The account.
    pub aws_account_id: String,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Length of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

/// A page of analyses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAnalysesOutput {
    /// The analyses.
    pub analysis_summary_list: Vec<AnalysisSummary>,
    /// There is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 200
    pub status: i32,
}

/// An analysis in a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AnalysisSummary {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub analysis_id: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub status: ResourceStatus,
    /// When it was made.
    pub created_time: Timestamp,
    /// When it was last changed.
    pub last_updated_time: Timestamp,
}

/// Deletes an analysis at once. (AWS keeps it for 30 days; restoring is not modelled.)
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct DeleteAnalysis {
    /// The account.
    pub aws_account_id: String,
    /// Which.
    pub analysis_id: String,
    /// Must be true: there is no recovery here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force_delete_without_recovery: Option<bool>,
}

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteAnalysisOutput {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub analysis_id: String,
    /// 200
    pub status: i32,
}
