//! Data sets: one table or one statement each.

use super::{check_account, check_id, check_name, exists, invalid, not_found, page};
use crate::Event;
use crate::limits::{COLUMNS_MAX, SQL_CHARS_MAX};
use crate::state::{DataSetEntry, QuickSight, columns, source_arn};
use api::quicksight::{
    CreateDataSet, CreateDataSetOutput, DataSet, DataSetImportMode, DataSetSummary, DeleteDataSet, DeleteDataSetOutput,
    DescribeDataSet, DescribeDataSetOutput, ListDataSets, ListDataSetsOutput, OutputColumn, PhysicalTable,
};
use api::{Arn, AwsError};
use service::Ctx;
use std::collections::BTreeSet;
use std::sync::Arc;

impl QuickSight {
    pub(super) fn create_data_set(
        &mut self,
        request: CreateDataSet,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateDataSetOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        check_id(&request.data_set_id, "DataSetId", 512)?;
        check_name(&request.name)?;
        if self.data_sets.contains_key(&request.data_set_id) {
            return Err(exists("DataSet", &request.data_set_id));
        }
        let tables: Vec<&PhysicalTable> = request.physical_table_map.values().collect();
        let [table] = tables.as_slice() else {
            return Err(invalid("PhysicalTableMap must have exactly one entry: joins are not modelled"));
        };
        check_table(table)?;
        let source = source_arn(table).unwrap_or_default();
        if !self.data_sources.contains_key(Arn::name(&source)) {
            return Err(not_found("DataSource", &source));
        }
        let id = request.data_set_id;
        let entry = DataSetEntry {
            id: id.clone(),
            name: request.name,
            tables: request.physical_table_map,
            import_mode: request.import_mode,
            created: ctx.now(),
            spice: None,
            ingestions: imbl::Vector::new(),
        };
        self.data_sets.insert(id.clone(), Arc::new(entry));
        let ingestion = (request.import_mode == DataSetImportMode::Spice).then(|| {
            let ingestion = format!("{:016x}", ctx.draw("ids"));
            self.begin_ingestion(&id, &ingestion, "INITIAL_INGESTION", ctx);
            ingestion
        });
        Ok(CreateDataSetOutput {
            arn: arn(&id),
            ingestion_arn: ingestion.as_ref().map(|ingestion| format!("{}/ingestion/{ingestion}", arn(&id))),
            ingestion_id: ingestion,
            data_set_id: id,
            status: 201,
        })
    }

    pub(super) fn describe_data_set(
        &self,
        request: &DescribeDataSet,
        ctx: &Ctx<'_, Event>,
    ) -> Result<DescribeDataSetOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let entry = self.data_set(&request.data_set_id)?;
        let columns = entry.tables.values().flat_map(columns);
        let data_set = DataSet {
            arn: arn(&entry.id),
            data_set_id: entry.id.clone(),
            name: entry.name.clone(),
            created_time: ctx.date_of(entry.created),
            last_updated_time: ctx.date_of(entry.created),
            physical_table_map: entry.tables.clone(),
            output_columns: columns
                .map(|column| OutputColumn { name: column.name.clone(), r#type: column.r#type })
                .collect(),
            import_mode: entry.import_mode,
            consumed_spice_capacity_in_bytes: entry.spice.as_ref().map_or(0, |spice| spice.bytes()),
        };
        Ok(DescribeDataSetOutput { data_set, status: 200 })
    }

    pub(super) fn list_data_sets(
        &self,
        request: &ListDataSets,
        ctx: &Ctx<'_, Event>,
    ) -> Result<ListDataSetsOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let summary = |entry: &DataSetEntry| DataSetSummary {
            arn: arn(&entry.id),
            data_set_id: entry.id.clone(),
            name: entry.name.clone(),
            created_time: ctx.date_of(entry.created),
            last_updated_time: ctx.date_of(entry.created),
            import_mode: entry.import_mode,
        };
        let all = self.data_sets.iter().map(|(id, entry)| (id.clone(), summary(entry)));
        let (data_set_summaries, next_token) = page(all, request.next_token.as_deref(), request.max_results)?;
        Ok(ListDataSetsOutput { data_set_summaries, next_token, status: 200 })
    }

    pub(super) fn delete_data_set(&mut self, request: &DeleteDataSet) -> Result<DeleteDataSetOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let id = request.data_set_id.clone();
        self.data_sets.remove(&id).ok_or_else(|| not_found("DataSet", &id))?;
        Ok(DeleteDataSetOutput { arn: arn(&id), data_set_id: id, status: 200 })
    }

    pub(super) fn data_set(&self, id: &str) -> Result<&DataSetEntry, AwsError> {
        self.data_sets.get(id).map(Arc::as_ref).ok_or_else(|| not_found("DataSet", id))
    }
}

pub(super) fn arn(id: &str) -> String {
    Arn::quicksight(&format!("dataset/{id}"))
}

fn check_table(table: &PhysicalTable) -> Result<(), AwsError> {
    match (&table.relational_table, &table.custom_sql) {
        (Some(relational), None) => {
            let catalog = relational.catalog.as_deref().unwrap_or("AwsDataCatalog");
            if !catalog.eq_ignore_ascii_case("AwsDataCatalog") {
                return Err(invalid(format!("Catalog '{catalog}' is not modelled: there is only AwsDataCatalog")));
            }
        }
        (None, Some(custom)) => {
            if !(1..=SQL_CHARS_MAX).contains(&custom.sql_query.chars().count()) {
                return Err(invalid(format!("SqlQuery must have 1 to {SQL_CHARS_MAX} characters")));
            }
        }
        _ => return Err(invalid("exactly one of RelationalTable and CustomSql must be given")),
    }
    let columns = columns(table);
    if columns.is_empty() || columns.len() > COLUMNS_MAX {
        return Err(invalid(format!("a table must have 1 to {COLUMNS_MAX} columns")));
    }
    let mut seen = BTreeSet::new();
    match columns.iter().find(|column| !seen.insert(column.name.to_lowercase())) {
        Some(twice) => Err(invalid(format!("the column '{}' is given twice", twice.name))),
        None => Ok(()),
    }
}
