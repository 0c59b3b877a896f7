//! What must always hold.

use crate::limits::ACTIVE_QUERIES_MAX;
use crate::state::Athena;
use api::athena::QueryExecutionState;
use service::Law;

/// The laws of this service, each with whether it holds now.
pub(crate) fn laws(athena: &Athena) -> Vec<Law> {
    vec![
        Law::new("AT-1", "a query that succeeded has a result object", without_result(athena)),
        Law::new("AT-2", "a query over no bytes scans none, and one that failed is not billed", odd_bytes(athena)),
        Law::new("AT-3", "a query has an end if and only if it is no longer active", odd_end(athena)),
        Law::new("AT-4", "no more queries are active than the quota allows", too_many(athena)),
    ]
}

fn without_result(athena: &Athena) -> Option<String> {
    let succeeded = |query: &&crate::Query| query.state == QueryExecutionState::Succeeded;
    athena.queries().filter(succeeded).find(|query| query.result_bytes == 0).map(|query| query.id.clone())
}

fn odd_bytes(athena: &Athena) -> Option<String> {
    let odd = |query: &&crate::Query| {
        (query.file_bytes == 0 && query.bytes_scanned > 0)
            || (query.state == QueryExecutionState::Failed && query.bytes_billed > 0)
    };
    athena.queries().find(odd).map(|query| query.id.clone())
}

fn odd_end(athena: &Athena) -> Option<String> {
    athena.queries().find(|query| query.is_active() == query.completed.is_some()).map(|query| query.id.clone())
}

fn too_many(athena: &Athena) -> Option<String> {
    let active = athena.queries().filter(|query| query.is_active()).count();
    (active > ACTIVE_QUERIES_MAX).then(|| format!("{active} active queries"))
}
