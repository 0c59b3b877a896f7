//! Everything there is, and what views may look at. A clone shares everything.

use crate::plan::Plan;
use crate::spice::Spice;
use api::Arn;
use api::quicksight::{AnalysisDefinition, DataSetImportMode, Ingestion, InputColumn, PhysicalTable};
use imbl::OrdMap;
use sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The role that queries run as, if a data source names none.
pub const DEFAULT_ROLE: &str = "quicksight-athena";

/// The service's state.
#[derive(Clone, Debug, Default)]
pub struct QuickSight {
    pub(crate) data_sources: OrdMap<String, Arc<DataSourceEntry>>,
    pub(crate) data_sets: OrdMap<String, Arc<DataSetEntry>>,
    pub(crate) analyses: OrdMap<String, Arc<AnalysisEntry>>,
    /// How many readings of visuals have been begun.
    pub(crate) runs: u64,
}

/// A data source.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSourceEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Athena's workgroup.
    pub workgroup: String,
    /// The ARN of the role that queries run as.
    pub role_arn: String,
    /// Whether that role was named, not assumed.
    pub role_named: bool,
    /// When it was made.
    pub created: Time,
}

/// A data set.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSetEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its tables: one.
    pub tables: BTreeMap<String, PhysicalTable>,
    /// Whether visuals ask the source or a copy.
    pub import_mode: DataSetImportMode,
    /// When it was made.
    pub created: Time,
    /// The copy.
    pub spice: Option<Arc<Spice>>,
    /// Its ingestions, the latest last.
    pub ingestions: imbl::Vector<Arc<IngestionEntry>>,
}

/// An ingestion.
#[derive(Clone, Debug, PartialEq)]
pub struct IngestionEntry {
    /// As it is shown.
    pub shown: Ingestion,
    /// When it was begun.
    pub begun: Time,
    /// Athena's name of its query.
    pub query: Option<String>,
}

/// An analysis.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalysisEntry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its sheets.
    pub definition: AnalysisDefinition,
    /// When it was made.
    pub created: Time,
    /// When it was last changed.
    pub updated: Time,
    /// Its visuals, in the definition's order.
    pub visuals: Vec<Visual>,
}

/// A visual and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Visual {
    /// Its id.
    pub id: String,
    /// The sheet's id.
    pub sheet: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub plan: Plan,
    /// Label and value of each bar or point; a single number has no label. `None` is NULL. While a visual is refreshed,
    /// what it showed before.
    pub rows: Vec<(Option<String>, Option<String>)>,
    /// How far it is.
    pub state: VisualState,
    /// When its data was last read.
    pub refreshed: Option<Time>,
    /// Athena's name of the last query for it; none if it is computed from ingested rows.
    pub query: Option<String>,
    /// What that query asked.
    pub sql: Option<String>,
    /// Bytes that it scanned.
    pub bytes_scanned: u64,
    pub(crate) run: u64,
    pub(crate) begun: Time,
}

/// How far a visual is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisualState {
    /// Its data is being read.
    Refreshing,
    /// It shows its data, or nothing, if that has never been read.
    Ready,
    /// Its data could not be read.
    Failed {
        /// Why.
        message: String,
    },
}

impl IngestionEntry {
    /// Whether it is under way.
    pub fn is_active(&self) -> bool {
        use api::quicksight::IngestionStatus as Status;
        matches!(self.shown.ingestion_status, Status::Initialized | Status::Queued | Status::Running)
    }
}

impl QuickSight {
    /// All data sources, by id.
    pub fn data_sources(&self) -> impl Iterator<Item = &DataSourceEntry> {
        self.data_sources.values().map(Arc::as_ref)
    }

    /// All data sets, by id.
    pub fn data_sets(&self) -> impl Iterator<Item = &DataSetEntry> {
        self.data_sets.values().map(Arc::as_ref)
    }

    /// All analyses, by id.
    pub fn analyses(&self) -> impl Iterator<Item = &AnalysisEntry> {
        self.analyses.values().map(Arc::as_ref)
    }

    /// One analysis.
    pub fn analysis(&self, id: &str) -> Option<&AnalysisEntry> {
        self.analyses.get(id).map(Arc::as_ref)
    }

    /// One visual.
    pub fn visual(&self, analysis: &str, visual: &str) -> Option<&Visual> {
        self.analysis(analysis)?.visuals.iter().find(|known| known.id == visual)
    }

    /// The query that selects the rows behind a bar or a point (all rows, for a single number), the first 1,000, and the
    /// database that it belongs to.
    pub fn rows_behind(&self, analysis: &str, visual: &str, label: Option<&str>) -> Option<(String, Option<String>)> {
        let plan = &self.visual(analysis, visual)?.plan;
        let table = self.data_sets.get(&plan.data_set)?.tables.values().next()?;
        let database = table.relational_table.as_ref().and_then(|table| table.schema.clone());
        Some((plan.rows_sql(table, label), database))
    }

    pub(crate) fn visual_mut(&mut self, analysis: &str, visual: &str, run: u64) -> Option<&mut Visual> {
        let entry = Arc::make_mut(self.analyses.get_mut(analysis)?);
        entry.visuals.iter_mut().find(|known| known.id == visual && known.run == run)
    }

    /// The data source behind a data set.
    pub(crate) fn source_of(&self, data_set: &DataSetEntry) -> Option<&DataSourceEntry> {
        let arn = source_arn(data_set.tables.values().next()?)?;
        self.data_sources.get(Arn::name(&arn)).map(Arc::as_ref)
    }
}

/// The ARN of the data source that a table names.
pub(crate) fn source_arn(table: &PhysicalTable) -> Option<String> {
    let of_table = table.relational_table.as_ref().map(|table| table.data_source_arn.clone());
    of_table.or_else(|| table.custom_sql.as_ref().map(|custom| custom.data_source_arn.clone()))
}

/// A table's columns.
pub(crate) fn columns(table: &PhysicalTable) -> &[InputColumn] {
    match (&table.relational_table, &table.custom_sql) {
        (Some(table), _) => &table.input_columns,
        (None, Some(custom)) => &custom.columns,
        (None, None) => &[],
    }
}
