//! Partitions of tables.

use super::{check_catalog, exists, invalid, not_found, page};
use crate::limits::{BATCH_PARTITIONS_MAX, PAGE_MAX};
use crate::predicate::Predicate;
use crate::state::{Glue, TableEntry};
use api::glue::{
    BatchCreatePartition, BatchCreatePartitionOutput, CreatePartition, CreatePartitionOutput, DeletePartition,
    DeletePartitionOutput, ErrorDetail, GetPartition, GetPartitionOutput, GetPartitions, GetPartitionsOutput,
    Partition, PartitionError, PartitionInput,
};
use api::{ACCOUNT_ID, AwsError, Timestamp};
use std::sync::Arc;

impl Glue {
    pub(super) fn create_partition(
        &mut self,
        request: CreatePartition,
        now: Timestamp,
    ) -> Result<CreatePartitionOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        self.insert_partition(&request.database_name, &request.table_name, request.partition_input, now)?;
        Ok(CreatePartitionOutput {})
    }

    pub(super) fn batch_create_partition(
        &mut self,
        request: BatchCreatePartition,
        now: Timestamp,
    ) -> Result<BatchCreatePartitionOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        self.table_entry(&request.database_name, &request.table_name)?;
        if request.partition_input_list.len() > BATCH_PARTITIONS_MAX {
            let constraint = "Member must have length less than or equal to 100";
            return Err(AwsError::constraint("[…]", "partitionInputList", constraint));
        }
        let mut errors = Vec::new();
        for input in request.partition_input_list {
            let values = input.values.clone();
            if let Err(error) = self.insert_partition(&request.database_name, &request.table_name, input, now) {
                let detail = ErrorDetail { error_code: error.code.into_owned(), error_message: error.message };
                errors.push(PartitionError { partition_values: values, error_detail: detail });
            }
        }
        Ok(BatchCreatePartitionOutput { errors })
    }

    fn insert_partition(
        &mut self,
        database: &str,
        table: &str,
        input: PartitionInput,
        now: Timestamp,
    ) -> Result<(), AwsError> {
        let entry = self.table_entry(database, table)?;
        check_values(entry, &input.values)?;
        if entry.partitions.contains_key(&input.values) {
            return Err(exists("Partition already exists."));
        }
        let (database, table) = (entry.table.database_name.clone(), entry.table.name.clone());
        let partition = Partition {
            values: input.values.clone(),
            database_name: database.clone(),
            table_name: table.clone(),
            creation_time: now,
            storage_descriptor: input.storage_descriptor,
            parameters: input.parameters,
            catalog_id: ACCOUNT_ID.into(),
        };
        if let Some(entry) = self.tables.get_mut(&(database, table)) {
            entry.partitions.insert(input.values, Arc::new(partition));
        }
        Ok(())
    }

    pub(super) fn get_partition(&self, request: &GetPartition) -> Result<GetPartitionOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.table_name)?;
        check_values(entry, &request.partition_values)?;
        let partition = entry.partitions.get(&request.partition_values).ok_or_else(no_partition)?;
        Ok(GetPartitionOutput { partition: partition.as_ref().clone() })
    }

    pub(super) fn delete_partition(&mut self, request: &DeletePartition) -> Result<DeletePartitionOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.table_name)?;
        check_values(entry, &request.partition_values)?;
        let key = (entry.table.database_name.clone(), entry.table.name.clone());
        let removed = self.tables.get_mut(&key).and_then(|entry| entry.partitions.remove(&request.partition_values));
        removed.map(|_| DeletePartitionOutput {}).ok_or_else(no_partition)
    }

    pub(super) fn get_partitions(&self, request: &GetPartitions) -> Result<GetPartitionsOutput, AwsError> {
        check_catalog(request.catalog_id.as_deref())?;
        let entry = self.table_entry(&request.database_name, &request.table_name)?;
        let expression = request.expression.as_deref().filter(|text| !text.trim().is_empty());
        let predicate = expression.map(|text| Predicate::parse(text, &entry.table.partition_keys));
        let predicate = predicate.transpose().map_err(invalid)?;
        let chosen = entry.partitions.iter().filter(|(values, _)| predicate.as_ref().is_none_or(|p| p.holds(values)));
        let (chosen, next_token) = page(
            chosen,
            |(values, _)| values.join("\u{1}"),
            request.next_token.as_deref(),
            request.max_results,
            PAGE_MAX,
        )?;
        let bare = request.exclude_column_schema == Some(true);
        let partitions = chosen.into_iter().map(|(_, partition)| shown(partition, bare)).collect();
        Ok(GetPartitionsOutput { partitions, next_token })
    }
}

fn shown(partition: &Partition, without_columns: bool) -> Partition {
    let mut shown = partition.clone();
    if let Some(descriptor) = shown.storage_descriptor.as_mut().filter(|_| without_columns) {
        descriptor.columns.clear();
    }
    shown
}

fn check_values(entry: &TableEntry, values: &[String]) -> Result<(), AwsError> {
    if entry.table.partition_keys.len() == values.len() {
        return Ok(());
    }
    Err(invalid("The number of partition keys do not match the number of partition values"))
}

fn no_partition() -> AwsError {
    not_found("Cannot find partition.")
}
