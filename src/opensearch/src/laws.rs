//! The laws of OpenSearch Service.

use crate::index::Index;
use crate::segment::Segment;
use crate::state::OpenSearch;
use service::Law;

/// Every law, with what breaks it.
pub fn laws(state: &OpenSearch) -> Vec<Law> {
    vec![
        Law::new("OS-1", "documents = documents made - documents deleted", each(state, documents)),
        Law::new(
            "OS-2",
            "documents = those that searches see + those that wait - those that leave",
            each(state, visible),
        ),
        Law::new("OS-3", "what has changed is seen after one refresh interval at the latest", each(state, refreshed)),
        Law::new("OS-4", "a segment never loses more lines than it has", each(state, lines)),
    ]
}

fn each(state: &OpenSearch, law: fn(&Index) -> Option<String>) -> Option<String> {
    let indices =
        state.domains.iter().flat_map(|(domain, state)| state.indices.iter().map(move |index| (domain, index)));
    indices
        .into_iter()
        .find_map(|(domain, (name, index))| law(index).map(|breach| format!("'{domain}/{name}': {breach}")))
}

fn documents(index: &Index) -> Option<String> {
    let (there, made, deleted) = (index.documents.len() as u64, index.made, index.deleted);
    (there + deleted != made).then(|| format!("{there} there, {made} made, {deleted} deleted"))
}

fn visible(index: &Index) -> Option<String> {
    let (there, seen) = (index.documents.len() as u64, index.visible());
    let (waiting, leaving) = (index.pending(), index.leaving.len() as u64);
    (there + leaving != seen + waiting)
        .then(|| format!("{there} there, {seen} seen, {waiting} waiting, {leaving} leaving"))
}

fn refreshed(index: &Index) -> Option<String> {
    let scheduled = index.refresh_due.is_some() || index.refresh_interval_us.is_none();
    (index.is_dirty() && !scheduled).then(|| format!("{} documents wait and no refresh is due", index.pending()))
}

fn lines(index: &Index) -> Option<String> {
    let broken = |segment: &&Segment| {
        segment.deleted.len() as u64 > segment.lines()
            || segment.deleted.iter().any(|line| u64::from(*line) >= segment.lines())
    };
    index.segments.iter().find(broken).map(|segment| format!("segment {} of {} lines", segment.serial, segment.lines()))
}
