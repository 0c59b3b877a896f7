//! Tables.

use super::{check_catalog, check_name, exists, invalid, not_found, page, too_many};
use crate::limits::{CATALOG_PAGE_MAX, TABLES_MAX};
use crate::state::{Glue, TableEntry};
use api::glue::{
    Column, CreateTable, CreateTableOutput, DeleteTable, DeleteTableOutput, GetTable, GetTableOutput, GetTables,
    GetTablesOutput, Table, TableInput, UpdateTable, UpdateTableOutput,
};
use api::{ACCOUNT_ID, AwsError, Timestamp};
use imbl::OrdMap;
use service::Caller;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Glue {
    pub(super) fn create_table(
        &mut self,
        request: CreateTable,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<CreateTableOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let database = check_name(&request.database_name, "databaseName")?;
        self.database(&database)?;
        let input = checked(request.table_input)?;
        let key = (database.clone(), input.name.clone());
        if self.tables.contains_key(&key) {
            return Err(exists("Table already exists."));
        }
        if self.tables(&database).count() >= TABLES_MAX {
            return Err(too_many("tables"));
        }
        let table = new_table(&database, input, &caller.principal.arn(), now);
        self.tables.insert(key, TableEntry { table: Arc::new(table), partitions: OrdMap::new() });
        Ok(CreateTableOutput {})
    }

    pub(super) fn get_table(&self, request: &GetTable) -> Result<GetTableOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.name)?;
        Ok(GetTableOutput { table: entry.table.as_ref().clone() })
    }

    pub(super) fn delete_table(&mut self, request: &DeleteTable) -> Result<DeleteTableOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.name)?;
        let key = (entry.table.database_name.clone(), entry.table.name.clone());
        self.tables.remove(&key);
        Ok(DeleteTableOutput {})
    }

    pub(super) fn get_tables(&self, request: &GetTables) -> Result<GetTablesOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let database = check_name(&request.database_name, "databaseName")?;
        self.database(&database)?;
        let expression = request.expression.as_deref().unwrap_or("*").to_lowercase();
        let named = |entry: &&TableEntry| expression.split('|').any(|pattern| matches(pattern, &entry.table.name));
        let (table_list, next_token) = page(
            self.tables(&database).filter(named).map(|entry| entry.table.as_ref().clone()),
            |table| table.name.clone(),
            request.next_token.as_deref(),
            request.max_results,
            CATALOG_PAGE_MAX,
        )?;
        Ok(GetTablesOutput { table_list, next_token })
    }

    pub(super) fn update_table(&mut self, request: UpdateTable, now: Timestamp) -> Result<UpdateTableOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.table_input.name)?;
        let old = entry.table.clone();
        if request.version_id.as_deref().is_some_and(|version| version != old.version_id) {
            let message = "Update table failed due to concurrent modifications.";
            return Err(AwsError::new("ConcurrentModificationException", message));
        }
        let input = checked(request.table_input)?;
        if !entry.partitions.is_empty() && input.partition_keys.len() != old.partition_keys.len() {
            return Err(invalid("The number of partition keys cannot be changed while the table has partitions."));
        }
        let version = if request.skip_archive == Some(true) { old.version_id.clone() } else { next_version(&old) };
        let mut table = new_table(&old.database_name, input, &old.created_by, now);
        table.create_time = old.create_time;
        table.version_id = version;
        if let Some(entry) = self.tables.get_mut(&(old.database_name.clone(), old.name.clone())) {
            entry.table = Arc::new(table);
        }
        Ok(UpdateTableOutput {})
    }

    /// A table by names in any case.
    pub(super) fn table_entry(&self, database: &str, name: &str) -> Result<&TableEntry, AwsError> {
        let database = check_name(database, "databaseName")?;
        let name = check_name(name, "name")?;
        self.database(&database)?;
        let key = (database, name);
        self.tables.get(&key).ok_or_else(|| not_found(format!("Table {} not found.", key.1)))
    }
}

/// The version after `table`'s.
pub(crate) fn next_version(table: &Table) -> String {
    (table.version_id.parse::<u64>().unwrap_or(0) + 1).to_string()
}

/// A table from what was given.
pub(crate) fn new_table(database: &str, input: TableInput, created_by: &str, now: Timestamp) -> Table {
    Table {
        name: input.name,
        database_name: database.to_owned(),
        description: input.description,
        owner: input.owner,
        create_time: now,
        update_time: now,
        retention: input.retention.unwrap_or(0),
        storage_descriptor: input.storage_descriptor,
        partition_keys: input.partition_keys,
        table_type: input.table_type,
        parameters: input.parameters,
        view_original_text: input.view_original_text,
        view_expanded_text: input.view_expanded_text,
        created_by: created_by.to_owned(),
        is_registered_with_lake_formation: false,
        catalog_id: ACCOUNT_ID.into(),
        version_id: "0".into(),
    }
}

fn checked(mut input: TableInput) -> Result<TableInput, AwsError> {
    input.name = check_name(&input.name, "tableInput.name")?;
    let columns = input.storage_descriptor.iter().flat_map(|descriptor| &descriptor.columns);
    if let Some(problem) = column_problem(columns.chain(&input.partition_keys)) {
        return Err(invalid(problem));
    }
    let location = input.storage_descriptor.as_ref().and_then(|descriptor| descriptor.location.as_deref());
    if location.is_some_and(|location| location.chars().count() > 2056) {
        let constraint = "Member must have length less than or equal to 2056";
        return Err(AwsError::constraint("…", "tableInput.storageDescriptor.location", constraint));
    }
    Ok(input)
}

/// What is wrong with a table's columns, its partition keys among them.
pub(crate) fn column_problem<'a>(columns: impl Iterator<Item = &'a Column>) -> Option<String> {
    let mut seen = BTreeSet::new();
    for column in columns {
        if column.name.is_empty() || column.name.chars().count() > 255 {
            return Some(format!("Column name '{}' must have 1 to 255 characters.", column.name));
        }
        if !seen.insert(column.name.to_lowercase()) {
            return Some(format!("Duplicate column name '{}'.", column.name));
        }
    }
    None
}

/// Whether `name` matches `pattern`, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.trim().split('*');
    let Some(rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    let mut rest = rest;
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("*", "flights") && matches("fl*", "flights") && matches("f*g*s", "flights"));
        assert!(!matches("fl", "flights") && !matches("*x", "flights") && matches("flights", "flights"));
    }
}
