//! The Data Catalog and the crawlers.

use crate::Host;
use account::Account;
use api::Timestamp;
use api::glue::CrawlerState;
use glue::{CrawlerEntry, TableEntry};
use protocol::{Catalog, CatalogDatabase, CatalogTable, Column, CrawlRun, CrawlerDetail, Partition};
use sim::World;

/// Tables of a database that are named.
const TABLES_MAX: usize = 200;
/// Partitions of a table that are shown.
const PARTITIONS_MAX: usize = 200;

impl Host {
    pub(super) fn catalog_view(&self, selected: Option<&(String, String)>) -> Catalog {
        let account = self.run.present();
        let glue = account.glue();
        let databases = glue.databases().map(|database| CatalogDatabase {
            name: database.name.clone(),
            tables: glue
                .tables(&database.name)
                .take(TABLES_MAX)
                .map(|entry| (entry.table.name.clone(), columns(entry)))
                .collect(),
        });
        let table = selected.and_then(|(database, name)| glue.table(database, name));
        Catalog {
            databases: databases.collect(),
            crawlers: glue.crawlers().map(|crawler| crawler_view(account, crawler)).collect(),
            table: table.map(|entry| table_view(account, entry)),
        }
    }
}

fn columns(entry: &TableEntry) -> Vec<Column> {
    let column = |column: &api::glue::Column, partition: bool| Column {
        name: column.name.clone(),
        hive_type: column.r#type.clone().unwrap_or_default(),
        partition,
    };
    let own = entry.table.storage_descriptor.iter().flat_map(|storage| &storage.columns);
    own.map(|it| column(it, false)).chain(entry.table.partition_keys.iter().map(|it| column(it, true))).collect()
}

fn table_view(account: &Account, entry: &TableEntry) -> CatalogTable {
    let table = &entry.table;
    let storage = table.storage_descriptor.as_ref();
    let serde = storage.and_then(|storage| storage.serde_info.as_ref());
    CatalogTable {
        database: table.database_name.clone(),
        name: table.name.clone(),
        location: storage.and_then(|storage| storage.location.clone()).unwrap_or_default(),
        classification: table.parameters.get("classification").cloned().unwrap_or_default(),
        serde: serde.and_then(|serde| serde.serialization_library.clone()).unwrap_or_default(),
        columns: columns(entry),
        partitions: entry
            .partitions
            .values()
            .take(PARTITIONS_MAX)
            .map(|partition| Partition {
                values: partition.values.clone(),
                location: partition.storage_descriptor.as_ref().and_then(|it| it.location.clone()).unwrap_or_default(),
            })
            .collect(),
        partitions_total: entry.partitions.len() as u64,
        updated_us: since_start(account, table.update_time),
    }
}

fn crawler_view(account: &Account, crawler: &CrawlerEntry) -> CrawlerDetail {
    let summary = &crawler.summary;
    let last = crawler.last.as_ref().map(|last| CrawlRun {
        start_us: since_start(account, last.start_time),
        end_us: Some(crawl_end_us(account, last.start_time, summary.seconds)),
        status: last.status.as_str().into(),
        error: last.error_message.clone(),
        tables_created: summary.tables_created,
        tables_updated: summary.tables_updated,
        partitions_created: summary.partitions_created,
        files: summary.objects_read,
    });
    let running = crawler.started.filter(|_| crawler.state != CrawlerState::Ready).map(|started| CrawlRun {
        start_us: started.0,
        status: "RUNNING".into(),
        ..CrawlRun::default()
    });
    CrawlerDetail {
        name: crawler.spec.name.clone(),
        state: crawler.state.as_str().into(),
        targets: crawler.spec.targets.s3_targets.iter().filter_map(|target| target.path.clone()).collect(),
        database: crawler.spec.database.clone(),
        role: crawler.spec.role.clone(),
        last: running.or(last),
    }
}

/// When a crawl ended. AWS tells whole seconds, which may reach beyond the present.
pub(super) fn crawl_end_us(account: &Account, start: Timestamp, seconds: u64) -> u64 {
    (since_start(account, start) + seconds * 1_000_000).min(account.now().0)
}

/// A date as microseconds since the run's start.
pub(super) fn since_start(account: &Account, date: Timestamp) -> u64 {
    date.0.saturating_sub(account.start_epoch_ms()) * 1_000
}
