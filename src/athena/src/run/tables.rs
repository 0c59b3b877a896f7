//! The tables that a statement names: their definitions from the catalog, their files from the bucket, both as the
//! query's caller. Every object of a location is read, whatever its ending, but not those
//! whose name, or a folder's below the location, begins with `_` or `.`.

use super::Event;
use super::failure::Failed;
use crate::limits::FILES_MAX;
use api::glue::{self, StorageDescriptor, Table};
use api::{Principal, s3};
use jobs::lake::{self, Column, Format};
use service::Ctx;
use std::collections::{BTreeMap, BTreeSet};

/// What a statement may read.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub tables: Vec<lake::Table>,
    pub partitions: u64,
    pub files: u64,
    pub bytes: u64,
}

/// Finds the tables `names` (database, if named, and name).
pub(super) fn find(
    sql: &str,
    database: Option<&str>,
    names: &[(Option<String>, String)],
    principal: &Principal,
    ctx: &mut Ctx<'_, Event>,
) -> Result<Found, Failed> {
    let mut found = Found::default();
    for (given, name) in names {
        let place = given.as_deref().or(database);
        let Some(place) = place else {
            let at = locate(sql, name);
            let message = format!("MISSING_SCHEMA_NAME: {at}Schema must be specified when session schema is not set");
            return Err(Failed::user(1004, message));
        };
        let (place, name) = (place.to_lowercase(), name.to_lowercase());
        let at = locate(sql, given.as_deref().unwrap_or(&name));
        let table = table(&place, &name, &at, principal, ctx)?;
        let mut files = Files { found: &mut found, principal, files: Vec::new() };
        let read = read_table(&table, &mut files, ctx)?;
        let files = files.files;
        found.tables.push(lake::Table { files, ..read });
    }
    Ok(found)
}

fn table(
    database: &str,
    name: &str,
    at: &str,
    principal: &Principal,
    ctx: &mut Ctx<'_, Event>,
) -> Result<Table, Failed> {
    let get = glue::GetDatabase { name: database.to_owned(), ..glue::GetDatabase::default() };
    match ctx.call(principal, get) {
        Err(error) if error.code == "EntityNotFoundException" => {
            return Err(Failed::user(1004, format!("SCHEMA_NOT_FOUND: {at}Schema '{database}' does not exist")));
        }
        Err(error) => return Err(Failed::catalog(&error)),
        Ok(_) => {}
    }
    let get = glue::GetTable { database_name: database.to_owned(), name: name.to_owned(), ..glue::GetTable::default() };
    ctx.call(principal, get).map(|output| output.table).map_err(|error| match error.code.as_ref() {
        "EntityNotFoundException" => {
            let message = format!("TABLE_NOT_FOUND: {at}Table 'awsdatacatalog.{database}.{name}' does not exist");
            Failed::user(1110, message)
        }
        _ => Failed::catalog(&error),
    })
}

/// The table without its files, which are gathered in `files`.
fn read_table(table: &Table, files: &mut Files<'_>, ctx: &mut Ctx<'_, Event>) -> Result<lake::Table, Failed> {
    let full_name = format!("{}.{}", table.database_name, table.name);
    if table.table_type.as_deref() == Some("VIRTUAL_VIEW") {
        return Err(Failed::user(
            1100,
            format!("NOT_SUPPORTED: '{full_name}' is a view, and views are not modelled yet"),
        ));
    }
    if table.table_type.is_none() {
        return Err(Failed::user(1003, "FAILED: NullPointerException Name is null"));
    }
    if table.parameters.get("projection.enabled").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        let message = format!("NOT_SUPPORTED: '{full_name}' uses partition projection, which is not modelled yet");
        return Err(Failed::user(1100, message));
    }
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    let format = format_of(table, &descriptor)?;
    let columns = columns(&descriptor.columns);
    let partition_columns = self::columns(&table.partition_keys);
    let mut seen = BTreeSet::new();
    if !columns.iter().chain(&partition_columns).all(|column| seen.insert(column.name.to_lowercase())) {
        let name = &table.name;
        let message = format!(
            "HIVE_INVALID_METADATA: Hive metadata for table {name} is invalid: Table descriptor contains duplicate columns"
        );
        return Err(Failed::user(1001, message));
    }
    if table.partition_keys.is_empty() {
        files.list(location(&descriptor, &full_name)?, &BTreeMap::new(), ctx)?;
    } else {
        files.list_partitions(table, &columns, format == Format::Parquet, ctx)?;
    }
    Ok(lake::Table {
        database: table.database_name.clone(),
        name: table.name.clone(),
        format,
        columns,
        partition_columns,
        files: Vec::new(),
    })
}

/// Gathers a table's files.
struct Files<'a> {
    found: &'a mut Found,
    principal: &'a Principal,
    files: Vec<lake::File>,
}

impl Files<'_> {
    fn list_partitions(
        &mut self,
        table: &Table,
        columns: &[Column],
        by_name: bool,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), Failed> {
        let mut token = None;
        loop {
            let get = glue::GetPartitions {
                database_name: table.database_name.clone(),
                table_name: table.name.clone(),
                next_token: token.take(),
                ..glue::GetPartitions::default()
            };
            let page = ctx.call(self.principal, get).map_err(|error| Failed::catalog(&error))?;
            for partition in page.partitions {
                let names = table.partition_keys.iter().map(|key| key.name.clone());
                let values: BTreeMap<String, String> = names.zip(partition.values.iter().cloned()).collect();
                let descriptor = partition.storage_descriptor.unwrap_or_default();
                check_partition(table, &values, columns, &descriptor, by_name)?;
                let full_name = format!("{}.{}", table.database_name, table.name);
                self.list(location(&descriptor, &full_name)?, &values, ctx)?;
            }
            token = page.next_token;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    /// Lists a folder and reads its objects.
    fn list(
        &mut self,
        (bucket, prefix): (String, String),
        partition: &BTreeMap<String, String>,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), Failed> {
        self.found.partitions += 1;
        let mut token = None;
        loop {
            let list = s3::ListObjectsV2 {
                bucket: bucket.clone(),
                prefix: Some(prefix.clone()),
                continuation_token: token.take(),
                ..s3::ListObjectsV2::default()
            };
            let page = ctx
                .call(self.principal, list)
                .map_err(|error| Failed::input(&format!("s3://{bucket}/{prefix}"), &error))?;
            for object in page.contents {
                let name = object.key.strip_prefix(&prefix).unwrap_or(&object.key);
                let hidden = name.split('/').any(|part| part.starts_with(['_', '.']));
                if !hidden && object.size > 0 {
                    self.read(&bucket, &object.key, partition, ctx)?;
                }
            }
            token = page.next_continuation_token;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    fn read(
        &mut self,
        bucket: &str,
        key: &str,
        partition: &BTreeMap<String, String>,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), Failed> {
        if self.files.len() >= FILES_MAX {
            let message = format!("NOT_SUPPORTED: more than {FILES_MAX} files in one query are not modelled");
            return Err(Failed::user(1100, message));
        }
        let path = format!("s3://{bucket}/{key}");
        let get = s3::GetObject { bucket: bucket.to_owned(), key: key.to_owned(), ..s3::GetObject::default() };
        let body = ctx.call(self.principal, get).map_err(|error| Failed::input(&path, &error))?.body.0;
        let bytes = body.len() as u64;
        let content = ctx.keep(&body);
        self.found.files += 1;
        self.found.bytes += bytes;
        self.files.push(lake::File { path, content, bytes, partition: partition.clone() });
        Ok(())
    }
}

/// Bucket and prefix of a location, which is a folder.
fn location(descriptor: &StorageDescriptor, table: &str) -> Result<(String, String), Failed> {
    let text = descriptor.location.as_deref().unwrap_or("");
    let rest = text.strip_prefix("s3://").or_else(|| text.strip_prefix("s3a://"));
    let Some((bucket, prefix)) = rest.map(|rest| rest.split_once('/').unwrap_or((rest, ""))) else {
        let message = format!("HIVE_METASTORE_ERROR: Table '{table}' has no location in S3: '{text}'");
        return Err(Failed::user(1109, message));
    };
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    Ok((bucket.to_owned(), format!("{prefix}{slash}")))
}

fn columns(columns: &[glue::Column]) -> Vec<Column> {
    let hive_type = |column: &glue::Column| column.r#type.clone().unwrap_or_else(|| "string".into());
    columns.iter().map(|column| Column { name: column.name.clone(), hive_type: hive_type(column) }).collect()
}

/// How a table's files are written, by its SerDe.
fn format_of(table: &Table, descriptor: &StorageDescriptor) -> Result<Format, Failed> {
    let serde = descriptor.serde_info.clone().unwrap_or_default();
    let library = serde.serialization_library.as_deref().unwrap_or("");
    let parameter = |name: &str| {
        let of_table = || table.parameters.get(name).or_else(|| descriptor.parameters.get(name));
        serde.parameters.get(name).or_else(of_table).map(String::as_str)
    };
    let letter = |name: &str| parameter(name).and_then(|text| text.chars().next());
    let header_lines = parameter("skip.header.line.count").and_then(|text| text.parse().ok()).unwrap_or(0);
    match library {
        "org.openx.data.jsonserde.JsonSerDe" | "org.apache.hive.hcatalog.data.JsonSerDe" => Ok(Format::Json),
        "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe" => {
            let delimiter = letter("field.delim").or_else(|| letter("serialization.format"));
            Ok(Format::Csv { delimiter: delimiter.unwrap_or('\u{1}'), quote: None, header_lines })
        }
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" => Ok(Format::Parquet),
        "org.apache.hadoop.hive.serde2.OpenCSVSerde" => Ok(Format::Csv {
            delimiter: letter("separatorChar").unwrap_or(','),
            quote: Some(letter("quoteChar").unwrap_or('"')),
            header_lines,
        }),
        "" => Err(Failed::user(1001, "HIVE_UNKNOWN_ERROR: Unable to create input format")),
        other => {
            let short = other.rsplit('.').next().unwrap_or(other);
            let message = format!(
                "NOT_SUPPORTED: tables with the SerDe {short} are not modelled yet: only JSON, CSV and Parquet are"
            );
            Err(Failed::user(1100, message))
        }
    }
}

/// A partition has a schema of its own, whose types must go with the table's: of lines column by column, of Parquet name by name.
fn check_partition(
    table: &Table,
    values: &BTreeMap<String, String>,
    columns: &[Column],
    descriptor: &StorageDescriptor,
    by_name: bool,
) -> Result<(), Failed> {
    for (place, column) in columns.iter().enumerate() {
        let own = match by_name {
            true => descriptor.columns.iter().find(|own| own.name.eq_ignore_ascii_case(&column.name)),
            false => descriptor.columns.get(place),
        };
        let Some(own) = own else { continue };
        let own_type = own.r#type.as_deref().unwrap_or("string");
        if goes_with(own_type, &column.hive_type) {
            continue;
        }
        let partition: Vec<String> = values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let message = format!(
            "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. The column '{}' in table '{}.{}' is declared as type '{}', but partition '{}' declared column '{}' as type '{own_type}'.",
            column.name,
            table.database_name,
            table.name,
            column.hive_type,
            partition.join("/"),
            own.name
        );
        return Err(Failed::user(1001, message));
    }
    Ok(())
}

fn goes_with(own: &str, declared: &str) -> bool {
    let rank = |name: &str| ["tinyint", "smallint", "int", "bigint"].iter().position(|whole| *whole == name);
    match (rank(own), rank(declared)) {
        (Some(own), Some(declared)) => own <= declared,
        _ => {
            own == declared
                || declared.starts_with("varchar")
                || declared == "string"
                || (own, declared) == ("float", "double")
        }
    }
}

/// `line 1:15: `, where `name` first stands in a statement outside of quoted text.
fn locate(sql: &str, name: &str) -> String {
    let wanted = name.to_lowercase();
    let (mut line, mut column) = (1_u32, 1_u32);
    let (mut word, mut start, mut in_text) = (String::new(), (1, 1), false);
    for letter in sql.chars().chain([' ']) {
        let of_word = !in_text && (letter.is_alphanumeric() || "_$".contains(letter));
        if of_word {
            if word.is_empty() {
                start = (line, column);
            }
            word.extend(letter.to_lowercase());
        } else {
            if word == wanted {
                return format!("line {}:{}: ", start.0, start.1);
            }
            word.clear();
        }
        if letter == '\'' {
            in_text = !in_text;
        }
        if letter == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_where_it_stands() {
        assert_eq!(locate("SELECT *\nFROM \"Flights\" f", "flights"), "line 2:7: ");
        assert_eq!(locate("SELECT 'flights' FROM flights", "flights"), "line 1:23: ");
        assert_eq!(locate("SELECT 1", "flights"), "");
    }

    #[test]
    fn types_of_partitions_may_be_narrower() {
        assert!(goes_with("int", "bigint") && goes_with("double", "string") && goes_with("float", "double"));
        assert!(!goes_with("bigint", "int") && !goes_with("string", "int"));
    }
}
