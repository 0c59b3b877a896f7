//! What must always hold.

use crate::state::{QuickSight, VisualState};
use api::quicksight::{DataSetImportMode, IngestionStatus};
use service::Law;

/// The laws of this service, each with whether it holds now.
pub(crate) fn laws(quicksight: &QuickSight) -> Vec<Law> {
    vec![
        Law::new("QS-1", "a visual that is ready was read by a query, or from an ingestion", unread(quicksight)),
        Law::new("QS-2", "a data set holds the rows that its last completed ingestion took in", miscounted(quicksight)),
        Law::new("QS-3", "at most one ingestion of a data set is under way", crowded(quicksight)),
    ]
}

fn unread(quicksight: &QuickSight) -> Option<String> {
    let direct = |id: &str| {
        quicksight.data_sets.get(id).is_some_and(|data_set| data_set.import_mode == DataSetImportMode::DirectQuery)
    };
    let visuals = quicksight.analyses().flat_map(|analysis| &analysis.visuals);
    let read = |visual: &&crate::Visual| visual.state == VisualState::Ready && visual.refreshed.is_some();
    let mut ready = visuals.filter(read).filter(|visual| direct(&visual.plan.data_set));
    ready.find(|visual| visual.query.is_none()).map(|visual| format!("visual '{}'", visual.id))
}

fn miscounted(quicksight: &QuickSight) -> Option<String> {
    quicksight.data_sets().find_map(|data_set| {
        let completed = |status| status == IngestionStatus::Completed;
        let last = data_set.ingestions.iter().rev().find(|known| completed(known.shown.ingestion_status))?;
        let counted = last.shown.row_info.as_ref()?.total_rows_in_dataset;
        let held = data_set.spice.as_ref().map_or(0, |spice| spice.rows.len() as u64);
        (counted != held).then(|| format!("data set '{}': {counted} rows counted, {held} held", data_set.id))
    })
}

fn crowded(quicksight: &QuickSight) -> Option<String> {
    let crowded =
        |data_set: &&crate::DataSetEntry| data_set.ingestions.iter().filter(|known| known.is_active()).count() > 1;
    quicksight.data_sets().find(crowded).map(|data_set| data_set.id.clone())
}
