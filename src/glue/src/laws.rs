//! What must always hold.

use crate::state::Glue;
use api::glue::CrawlerState;
use service::Law;

/// The laws of this service, each with whether it holds now.
pub(crate) fn laws(glue: &Glue) -> Vec<Law> {
    vec![
        Law::new("GL-1", "each table belongs to a database", table_without_database(glue)),
        Law::new("GL-2", "a partition has one value for each key of its table", odd_partition(glue)),
        Law::new("GL-3", "a crawler that is ready has no crawl under way", ready_but_busy(glue)),
    ]
}

fn table_without_database(glue: &Glue) -> Option<String> {
    let lost = glue.tables.keys().find(|(database, _)| !glue.databases.contains_key(database));
    lost.map(|(database, table)| format!("'{database}.{table}'"))
}

fn odd_partition(glue: &Glue) -> Option<String> {
    glue.tables.iter().find_map(|((database, name), entry)| {
        let keys = entry.table.partition_keys.len();
        let odd = entry.partitions.keys().find(|values| values.len() != keys)?;
        Some(format!("'{database}.{name}' has {keys} keys and a partition {odd:?}"))
    })
}

fn ready_but_busy(glue: &Glue) -> Option<String> {
    let ready = |name: &str| glue.crawlers.get(name).is_none_or(|entry| entry.state == CrawlerState::Ready);
    glue.jobs.values().find(|(name, run)| ready(name) && glue.is_current(name, *run)).map(|(name, _)| name.clone())
}
