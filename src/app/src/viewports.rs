//! What each console shows when nothing was chosen, and what the worker is told to show.

use crate::state::{State, Tab};
use protocol::{Grid, StartingPosition, Viewport, Works};

/// The viewports that the page shows now.
pub fn watched(state: &State) -> Vec<Viewport> {
    let mut out = Vec::new();
    match state.tab {
        Tab::Records => out.extend(records(state)),
        Tab::Objects => out.extend(objects(state)),
        Tab::Delivery => {
            out.extend(delivery(state));
            match state.draft(crate::panels::FIREHOSE_PART) {
                Some("monitoring") => out.push(Viewport::Metrics),
                Some("new" | "configuration") => out.push(Viewport::Catalog { table: None }),
                _ => {}
            }
        }
        Tab::Catalog => out.push(catalog(state)),
        Tab::Query => {
            out.push(queries(state));
            out.push(catalog(state));
        }
        Tab::Dashboard => out.push(state.viewport(Viewport::Dashboard { analysis: None })),
        Tab::Discover => out.push(state.viewport(Viewport::Discover { domain: None })),
        Tab::Events => out.push(events(state)),
        Tab::Trail => out.push(trail(state)),
        Tab::Metrics => out.push(Viewport::Metrics),
        Tab::Bill => out.push(Viewport::Bill),
        Tab::Iam => out.push(Viewport::Iam),
        Tab::Laws => out.push(Viewport::Laws),
        Tab::Producers => {}
        Tab::Shards => {
            out.extend(hashes(state));
            out.extend((state.draft("kinesis") == Some("monitoring")).then_some(Viewport::Metrics));
        }
        Tab::Queues => {
            out.extend(queue(state));
            out.push(Viewport::Metrics);
        }
        Tab::Consumers => out.extend(consumer(state)),
        Tab::Contrast => out.push(Viewport::Contrast),
        Tab::Analytics => {
            out.extend(application(state));
            out.push(Viewport::Metrics);
        }
        Tab::Buffers => out.push(state.viewport(Viewport::Buffers { delivery: None })),
        Tab::Lateness => out.push(Viewport::Lateness),
    }
    if state.following {
        out.push(state.viewport(Viewport::Trace { selected: 0 }));
    }
    out
}

/// The data viewer: the first shard of the first stream.
pub fn records(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || {
        let stream = works.streams.first()?;
        let shard = stream.shards.iter().find(|shard| shard.open).or(stream.shards.first())?;
        let (stream, shard) = (stream.name.clone(), shard.id.clone());
        Some(Viewport::Records { stream, shard, from: StartingPosition::Latest })
    };
    state.viewports.get("records").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The bucket's root: of the bucket that is drawn.
pub fn objects(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || {
        let bucket = works.buckets.iter().find(|bucket| bucket.drawn).or(works.buckets.first())?;
        let bucket = bucket.name.clone();
        Some(Viewport::Objects { bucket, prefix: String::new(), from: 0, preview: None, preview_line: 0 })
    };
    state.viewports.get("objects").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The first Firehose stream.
pub fn delivery(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || Some(Viewport::Delivery { name: works.deliveries.first()?.name.clone() });
    state.viewports.get("delivery").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The first queue.
pub fn queue(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || Some(Viewport::Queue { name: works.queues.first()?.name.clone(), from: 0 });
    state.viewports.get("queue").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The first consumer.
pub fn consumer(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || Some(Viewport::Consumers { name: works.consumers.first()?.name.clone() });
    state.viewports.get("consumers").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The first application.
pub fn application(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || Some(Viewport::Application { name: works.applications.first()?.name.clone() });
    state.viewports.get("application").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// The catalog without a table.
pub fn catalog(state: &State) -> Viewport {
    state.viewport(Viewport::Catalog { table: None })
}

/// The query history without a result.
pub fn queries(state: &State) -> Viewport {
    state.viewport(Viewport::Queries { selected: None, from: 0, grid: Grid::default() })
}

/// All events.
pub fn events(state: &State) -> Viewport {
    state.viewport(Viewport::Events { from: 0, interesting_only: false })
}

/// Management events.
pub fn trail(state: &State) -> Viewport {
    state.viewport(Viewport::Trail { from: 0, errors_only: false, data_events: false })
}

/// The hash keys of the first stream.
pub fn hashes(state: &State) -> Option<Viewport> {
    let works = &state.works;
    let default = || Some(Viewport::Hashes { stream: works.streams.first()?.name.clone(), shard: None });
    state.viewports.get("hashes").filter(|chosen| stands(works, chosen)).cloned().or_else(default)
}

/// Whether what was chosen is still there.
fn stands(works: &Works, viewport: &Viewport) -> bool {
    match viewport {
        Viewport::Records { stream, shard, .. } => {
            works.streams.iter().any(|one| &one.name == stream && one.shards.iter().any(|one| &one.id == shard))
        }
        Viewport::Hashes { stream, .. } => works.streams.iter().any(|one| &one.name == stream),
        Viewport::Objects { bucket, .. } => works.buckets.iter().any(|one| &one.name == bucket),
        Viewport::Delivery { name } => works.deliveries.iter().any(|one| &one.name == name),
        Viewport::Queue { name, .. } => works.queues.iter().any(|one| &one.name == name),
        Viewport::Consumers { name } => works.consumers.iter().any(|one| &one.name == name),
        Viewport::Application { name } => works.applications.iter().any(|one| &one.name == name),
        _ => true,
    }
}
