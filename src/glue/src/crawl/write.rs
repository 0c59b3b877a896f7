//! What a crawl writes into the catalog.

use super::group::{Found, FoundPartition, Totals};
use super::{Event, Reading};
use crate::ops::{column_problem, new_table};
use crate::state::{CrawlSummary, CrawlerSpec, Glue, TableEntry};
use api::glue::{
    Column, DeleteBehavior, Parameters, Partition, RecrawlBehavior, SerDeInfo, StorageDescriptor, Table, TableInput,
    UpdateBehavior,
};
use api::{ACCOUNT_ID, Timestamp};
use imbl::OrdMap;
use jobs::Digest;
use jobs::lake::{Format, Inspected};
use service::{Ctx, Note};
use std::collections::BTreeSet;
use std::sync::Arc;

const TEXT_INPUT: &str = "org.apache.hadoop.mapred.TextInputFormat";
const TEXT_OUTPUT: &str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
const JSON_SERDE: &str = "org.openx.data.jsonserde.JsonSerDe";
const PARQUET_SERDE: &str = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
const PARQUET_INPUT: &str = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
const PARQUET_OUTPUT: &str = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
const CSV_SERDE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

impl Glue {
    /// Writes what was found, and deals with what is gone.
    pub(super) fn write_catalog(
        &mut self,
        crawler: &str,
        reading: &Reading,
        inspected: &[Inspected],
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some(spec) = self.crawlers.get(crawler).map(|entry| entry.spec.clone()) else { return };
        let now = ctx.date();
        let mut summary = CrawlSummary {
            objects: reading.objects,
            objects_read: reading.objects_read,
            ..self.crawlers.get(crawler).map(|entry| entry.summary).unwrap_or_default()
        };
        let mut kept = BTreeSet::new();
        for path in &reading.paths {
            for found in path.root.tables(inspected) {
                self.ensure_database(&spec.database, now);
                let quoted = matches!(found.schema.format, Format::Csv { quote: Some(_), .. });
                let name = self.write_table(&spec, &path.bucket, &found, now, &mut summary);
                if quoted {
                    ctx.note(Note::warning("glue-csv-quoted").with("crawler", crawler).with("table", &name));
                }
                kept.insert(name);
            }
        }
        self.drop_vanished(&spec, &kept, now, &mut summary);
        if let Some(entry) = self.crawlers.get_mut(crawler) {
            entry.summary = summary;
        }
    }

    /// Writes one table and its partitions; answers its name.
    fn write_table(
        &mut self,
        spec: &CrawlerSpec,
        bucket: &str,
        found: &Found,
        now: Timestamp,
        summary: &mut CrawlSummary,
    ) -> String {
        let location = format!("s3://{bucket}/{}", found.prefix);
        let name = self.table_name(spec, &found.folder, &location);
        let key = (spec.database.clone(), name.clone());
        let new_folders_only = spec.recrawl_policy.recrawl_behavior == Some(RecrawlBehavior::CrawlNewFoldersOnly);
        let log_only = spec.schema_change_policy.update_behavior == Some(UpdateBehavior::Log) || new_folders_only;
        let input = table_input(spec, &name, &location, found);
        match self.tables.get_mut(&key) {
            None => {
                let created_by = format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/{}/AWS-Crawler", role_name(spec));
                let table = new_table(&spec.database, input, &created_by, now);
                self.tables.insert(key.clone(), TableEntry { table: Arc::new(table), partitions: OrdMap::new() });
                summary.tables_created += 1;
            }
            Some(_) if log_only => {}
            Some(entry) => {
                let keys_changed = names(&entry.table.partition_keys) != names(&input.partition_keys);
                if update(entry, input, now) {
                    summary.tables_updated += 1;
                }
                if keys_changed {
                    entry.partitions = OrdMap::new();
                }
            }
        }
        if let Some(entry) = self.tables.get_mut(&key) {
            write_partitions(entry, spec, bucket, found, now, summary);
        }
        name
    }

    /// A name that no table of another place has.
    fn table_name(&self, spec: &CrawlerSpec, folder: &str, location: &str) -> String {
        let clean = |text: &str| -> String {
            let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
            text.chars().map(letter).collect()
        };
        let name: String = clean(&format!("{}{folder}", spec.table_prefix.as_deref().unwrap_or("")));
        let name: String = name.chars().take(95).collect();
        let taken = self.tables.get(&(spec.database.clone(), name.clone())).is_some_and(|entry| {
            let known = entry.table.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.as_deref());
            known.map(|known| known.trim_end_matches('/')) != Some(location.trim_end_matches('/'))
        });
        if taken { format!("{name}_{}", Digest::of(location.as_bytes())) } else { name }
    }

    fn drop_vanished(
        &mut self,
        spec: &CrawlerSpec,
        kept: &BTreeSet<String>,
        now: Timestamp,
        summary: &mut CrawlSummary,
    ) {
        let behavior = spec.schema_change_policy.delete_behavior.unwrap_or_default();
        if behavior == DeleteBehavior::Log
            || spec.recrawl_policy.recrawl_behavior == Some(RecrawlBehavior::CrawlNewFoldersOnly)
        {
            return;
        }
        let ours = |table: &Table| table.parameters.get("UPDATED_BY_CRAWLER").is_some_and(|name| *name == spec.name);
        let deprecated = |table: &Table| table.parameters.contains_key("DEPRECATED_BY_CRAWLER");
        let gone: Vec<Arc<Table>> = self
            .tables(&spec.database)
            .map(|entry| entry.table.clone())
            .filter(|table| ours(table) && !kept.contains(&table.name))
            .filter(|table| behavior == DeleteBehavior::DeleteFromDatabase || !deprecated(table))
            .collect();
        for table in gone {
            summary.tables_deleted += 1;
            let key = (spec.database.clone(), table.name.clone());
            if behavior == DeleteBehavior::DeleteFromDatabase {
                self.tables.remove(&key);
            } else if let Some(entry) = self.tables.get_mut(&key) {
                let mut table = table.as_ref().clone();
                table.parameters.insert("DEPRECATED_BY_CRAWLER".into(), now.0.to_string());
                table.update_time = now;
                entry.table = Arc::new(table);
            }
        }
    }
}

/// Puts a new definition in a table's place; whether it differs, but for the counts of its objects.
fn update(entry: &mut TableEntry, input: TableInput, now: Timestamp) -> bool {
    let old = entry.table.clone();
    let mut table = new_table(&old.database_name, input, &old.created_by, now);
    let plain = |descriptor: &Option<StorageDescriptor>| {
        descriptor.clone().map(|descriptor| StorageDescriptor { parameters: Parameters::new(), ..descriptor })
    };
    let changed = plain(&old.storage_descriptor) != plain(&table.storage_descriptor)
        || names(&old.partition_keys) != names(&table.partition_keys)
        || old.parameters.contains_key("DEPRECATED_BY_CRAWLER");
    table.create_time = old.create_time;
    table.version_id = old.version_id.clone();
    if changed {
        table.version_id = (old.version_id.parse::<u64>().unwrap_or(0) + 1).to_string();
    } else {
        table.update_time = old.update_time;
    }
    entry.table = Arc::new(table);
    changed
}

fn write_partitions(
    entry: &mut TableEntry,
    spec: &CrawlerSpec,
    bucket: &str,
    found: &Found,
    now: Timestamp,
    summary: &mut CrawlSummary,
) {
    let table = entry.table.clone();
    if table.partition_keys.len() != found.keys.len() {
        return;
    }
    let mut seen = BTreeSet::new();
    for partition in &found.partitions {
        seen.insert(partition.values.clone());
        let old = entry.partitions.get(&partition.values);
        summary.partitions_created += u32::from(old.is_none());
        let created = old.map_or(now, |old| old.creation_time);
        let written = new_partition(&table, bucket, found, partition, created);
        entry.partitions.insert(partition.values.clone(), Arc::new(written));
    }
    if spec.schema_change_policy.delete_behavior == Some(DeleteBehavior::DeleteFromDatabase) {
        let gone: Vec<_> = entry.partitions.keys().filter(|values| !seen.contains(*values)).cloned().collect();
        gone.iter().for_each(|values| {
            entry.partitions.remove(values);
        });
    }
}

/// A partition takes its columns from its table.
fn new_partition(
    table: &Table,
    bucket: &str,
    found: &Found,
    partition: &FoundPartition,
    created: Timestamp,
) -> Partition {
    let parameters = parameters(found, partition.totals);
    let descriptor = table.storage_descriptor.clone().map(|descriptor| StorageDescriptor {
        location: Some(format!("s3://{bucket}/{}", partition.prefix)),
        parameters: parameters.clone(),
        ..descriptor
    });
    Partition {
        values: partition.values.clone(),
        database_name: table.database_name.clone(),
        table_name: table.name.clone(),
        creation_time: created,
        storage_descriptor: descriptor,
        parameters,
        catalog_id: ACCOUNT_ID.into(),
    }
}

fn table_input(spec: &CrawlerSpec, name: &str, location: &str, found: &Found) -> TableInput {
    let column = |name: &str, hive_type: &str| Column {
        name: name.to_owned(),
        r#type: Some(hive_type.to_owned()),
        ..Column::default()
    };
    let partition_keys: Vec<Column> = found.keys.iter().map(|key| column(key, "string")).collect();
    let mut columns: Vec<Column> =
        found.schema.columns.iter().map(|found| column(&found.name, &found.hive_type)).collect();
    // A column that is called like a key cannot be told from it: the key, which every file has, stays.
    if column_problem(columns.iter().chain(&partition_keys)).is_some() {
        columns.retain(|column| !found.keys.contains(&column.name));
    }
    let mut parameters = parameters(found, found.totals);
    parameters.insert("UPDATED_BY_CRAWLER".into(), spec.name.clone());
    let (input_format, output_format) = match found.schema.format {
        Format::Parquet => (PARQUET_INPUT, PARQUET_OUTPUT),
        Format::Json | Format::Csv { .. } => (TEXT_INPUT, TEXT_OUTPUT),
    };
    let descriptor = StorageDescriptor {
        location: Some(location.to_owned()),
        input_format: Some(input_format.into()),
        output_format: Some(output_format.into()),
        compressed: found.schema.compression.is_some(),
        number_of_buckets: Some(-1),
        serde_info: Some(serde_info(found, &columns)),
        columns,
        parameters: parameters.clone(),
        ..StorageDescriptor::default()
    };
    TableInput {
        name: name.to_owned(),
        owner: Some("owner".into()),
        retention: Some(0),
        storage_descriptor: Some(descriptor),
        partition_keys,
        table_type: Some("EXTERNAL_TABLE".into()),
        parameters,
        ..TableInput::default()
    }
}

fn serde_info(found: &Found, columns: &[Column]) -> SerDeInfo {
    let (library, name, value) = match &found.schema.format {
        Format::Json => {
            let mut paths: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            paths.sort_unstable();
            (JSON_SERDE, "paths", paths.join(","))
        }
        Format::Parquet => (PARQUET_SERDE, "serialization.format", "1".to_owned()),
        Format::Csv { delimiter, .. } => (CSV_SERDE, "field.delim", delimiter.to_string()),
    };
    let parameters = Parameters::from([(name.to_owned(), value)]);
    SerDeInfo { name: None, serialization_library: Some(library.into()), parameters }
}

/// What a crawler notes of files; `recordCount` is an estimate.
fn parameters(found: &Found, totals: Totals) -> Parameters {
    let mut parameters = Parameters::new();
    let mut put = |name: &str, value: String| {
        parameters.insert(name.to_owned(), value);
    };
    put("CrawlerSchemaDeserializerVersion", "1.0".into());
    put("CrawlerSchemaSerializerVersion", "1.0".into());
    put("averageRecordSize", totals.record_bytes().to_string());
    put("compressionType", found.schema.compression.clone().unwrap_or_else(|| "none".into()));
    put("objectCount", totals.objects.to_string());
    put("recordCount", totals.records().to_string());
    put("sizeKey", totals.bytes.to_string());
    put("typeOfData", "file".into());
    match &found.schema.format {
        Format::Json => put("classification", "json".into()),
        Format::Parquet => put("classification", "parquet".into()),
        Format::Csv { delimiter, header_lines, .. } => {
            put("classification", "csv".into());
            put("columnsOrdered", "true".into());
            put("areColumnsQuoted", "false".into());
            put("delimiter", delimiter.to_string());
            if *header_lines > 0 {
                put("skip.header.line.count", header_lines.to_string());
            }
        }
    }
    parameters
}

fn names(columns: &[Column]) -> Vec<&str> {
    columns.iter().map(|column| column.name.as_str()).collect()
}

fn role_name(spec: &CrawlerSpec) -> &str {
    spec.role.rsplit('/').next().unwrap_or(&spec.role)
}
