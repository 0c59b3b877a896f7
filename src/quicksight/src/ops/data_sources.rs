//! Data sources. Only Athena is one here.

use super::{check_account, check_id, check_name, exists, invalid, not_found, page, status};
use crate::Event;
use crate::state::{DEFAULT_ROLE, DataSourceEntry, QuickSight};
use api::quicksight::{
    AthenaParameters, CreateDataSource, CreateDataSourceOutput, DataSource, DataSourceParameters, DeleteDataSource,
    DeleteDataSourceOutput, DescribeDataSource, DescribeDataSourceOutput, ListDataSources, ListDataSourcesOutput,
    ResourceStatus,
};
use api::{Arn, AwsError};
use service::Ctx;
use std::sync::Arc;

impl QuickSight {
    pub(super) fn create_data_source(
        &mut self,
        request: CreateDataSource,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateDataSourceOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        check_id(&request.data_source_id, "DataSourceId", 512)?;
        check_name(&request.name)?;
        if request.r#type != "ATHENA" {
            return Err(invalid(format!("Type '{}' is not modelled: only ATHENA is", request.r#type)));
        }
        if self.data_sources.contains_key(&request.data_source_id) {
            return Err(exists("DataSource", &request.data_source_id));
        }
        let parameters = request.data_source_parameters.and_then(|all| all.athena_parameters).unwrap_or_default();
        let role_named = parameters.role_arn.is_some();
        let entry = DataSourceEntry {
            id: request.data_source_id.clone(),
            name: request.name,
            workgroup: parameters.work_group.unwrap_or_else(|| "primary".into()),
            role_arn: parameters.role_arn.unwrap_or_else(|| Arn::role(DEFAULT_ROLE)),
            role_named,
            created: ctx.now(),
        };
        let output = CreateDataSourceOutput {
            arn: arn(&entry.id),
            data_source_id: entry.id.clone(),
            creation_status: ResourceStatus::CreationInProgress,
            status: 202,
        };
        self.data_sources.insert(request.data_source_id, Arc::new(entry));
        Ok(output)
    }

    pub(super) fn describe_data_source(
        &self,
        request: &DescribeDataSource,
        ctx: &Ctx<'_, Event>,
    ) -> Result<DescribeDataSourceOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let entry = self.data_sources.get(&request.data_source_id);
        let entry = entry.ok_or_else(|| not_found("DataSource", &request.data_source_id))?;
        Ok(DescribeDataSourceOutput { data_source: shown(entry, ctx), status: 200 })
    }

    pub(super) fn list_data_sources(
        &self,
        request: &ListDataSources,
        ctx: &Ctx<'_, Event>,
    ) -> Result<ListDataSourcesOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let all = self.data_sources.iter().map(|(id, entry)| (id.clone(), shown(entry, ctx)));
        let (data_sources, next_token) = page(all, request.next_token.as_deref(), request.max_results)?;
        Ok(ListDataSourcesOutput { data_sources, next_token, status: 200 })
    }

    pub(super) fn delete_data_source(
        &mut self,
        request: &DeleteDataSource,
    ) -> Result<DeleteDataSourceOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let id = request.data_source_id.clone();
        self.data_sources.remove(&id).ok_or_else(|| not_found("DataSource", &id))?;
        Ok(DeleteDataSourceOutput { arn: arn(&id), data_source_id: id, status: 200 })
    }
}

fn arn(id: &str) -> String {
    Arn::quicksight(&format!("datasource/{id}"))
}

fn shown(entry: &DataSourceEntry, ctx: &Ctx<'_, Event>) -> DataSource {
    let athena = AthenaParameters {
        work_group: Some(entry.workgroup.clone()),
        role_arn: entry.role_named.then(|| entry.role_arn.clone()),
    };
    DataSource {
        arn: arn(&entry.id),
        data_source_id: entry.id.clone(),
        name: entry.name.clone(),
        r#type: "ATHENA".into(),
        status: status(entry.created, false, ctx.now()),
        created_time: ctx.date_of(entry.created),
        last_updated_time: ctx.date_of(entry.created),
        data_source_parameters: DataSourceParameters { athena_parameters: Some(athena) },
    }
}
