//! The workgroup `primary`, the only one.

use super::start::output_place;
use super::{check_workgroup, engine_version, invalid};
use crate::limits::CUTOFF_BYTES_MIN;
use crate::state::{Athena, PRIMARY};
use api::AwsError;
use api::athena::{
    GetWorkGroup, GetWorkGroupOutput, ResultConfiguration, UpdateWorkGroup, UpdateWorkGroupOutput, WorkGroup,
    WorkGroupConfiguration,
};

impl Athena {
    pub(super) fn get_work_group(&self, request: &GetWorkGroup) -> Result<GetWorkGroupOutput, AwsError> {
        check_workgroup(Some(&request.work_group))?;
        let group = &self.primary;
        let configuration = WorkGroupConfiguration {
            result_configuration: ResultConfiguration { output_location: group.output_location.clone() },
            enforce_work_group_configuration: group.enforced,
            publish_cloud_watch_metrics_enabled: !group.unmetered,
            bytes_scanned_cutoff_per_query: group.cutoff_bytes,
            requester_pays_enabled: false,
            engine_version: engine_version(),
        };
        let work_group = WorkGroup {
            name: PRIMARY.into(),
            state: "ENABLED".into(),
            configuration,
            description: group.description.clone(),
        };
        Ok(GetWorkGroupOutput { work_group })
    }

    pub(super) fn update_work_group(&mut self, request: &UpdateWorkGroup) -> Result<UpdateWorkGroupOutput, AwsError> {
        check_workgroup(Some(&request.work_group))?;
        let mut group = self.primary.clone();
        if let Some(description) = &request.description {
            group.description = Some(description.clone());
        }
        if let Some(updates) = &request.configuration_updates {
            group.enforced = updates.enforce_work_group_configuration.unwrap_or(group.enforced);
            group.unmetered = updates.publish_cloud_watch_metrics_enabled.map_or(group.unmetered, |metered| !metered);
            if updates.remove_bytes_scanned_cutoff_per_query == Some(true) {
                group.cutoff_bytes = None;
            }
            if let Some(bytes) = updates.bytes_scanned_cutoff_per_query {
                if bytes < CUTOFF_BYTES_MIN {
                    return Err(invalid(format!("BytesScannedCutoffPerQuery must be at least {CUTOFF_BYTES_MIN}.")));
                }
                group.cutoff_bytes = Some(bytes);
            }
            let result = updates.result_configuration_updates.clone().unwrap_or_default();
            if result.remove_output_location == Some(true) {
                group.output_location = None;
            }
            if let Some(location) = result.output_location {
                output_place(&location)?;
                group.output_location = Some(location);
            }
        }
        self.primary = group;
        Ok(UpdateWorkGroupOutput {})
    }
}
