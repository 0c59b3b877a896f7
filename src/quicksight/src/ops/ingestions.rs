//! Ingestions of SPICE data sets. What they do stands in `ingest`.

use super::data_sets::arn;
use super::{check_account, check_id, exists, invalid, not_found, page};
use crate::Event;
use crate::limits::{INGESTION_QUEUE_US, INGESTIONS_A_DAY_MAX};
use crate::state::{IngestionEntry, QuickSight};
use api::AwsError;
use api::quicksight::{
    CreateIngestion, CreateIngestionOutput, DataSetImportMode, DescribeIngestion, DescribeIngestionOutput, ErrorInfo,
    Ingestion, IngestionStatus, IngestionType, ListIngestions, ListIngestionsOutput,
};
use service::Ctx;
use std::sync::Arc;

const DAY_US: u64 = 86_400_000_000;

impl QuickSight {
    pub(super) fn create_ingestion(
        &mut self,
        request: &CreateIngestion,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateIngestionOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        check_id(&request.ingestion_id, "IngestionId", 128)?;
        if request.ingestion_type == Some(IngestionType::IncrementalRefresh) {
            return Err(invalid("IngestionType INCREMENTAL_REFRESH is not modelled: use FULL_REFRESH"));
        }
        let data_set = self.data_set(&request.data_set_id)?;
        if data_set.import_mode != DataSetImportMode::Spice {
            return Err(invalid(format!("DataSet {} is not a SPICE data set", request.data_set_id)));
        }
        if data_set.ingestions.iter().any(|known| known.shown.ingestion_id == request.ingestion_id) {
            return Err(exists("Ingestion", &request.ingestion_id));
        }
        let today = |known: &&Arc<IngestionEntry>| ctx.now() - known.begun < DAY_US;
        if data_set.ingestions.iter().filter(today).count() >= INGESTIONS_A_DAY_MAX {
            let message = format!("You can refresh a data set {INGESTIONS_A_DAY_MAX} times in 24 hours.");
            return Err(AwsError::new("LimitExceededException", message));
        }
        self.begin_ingestion(&request.data_set_id, &request.ingestion_id, "FULL_REFRESH", ctx);
        Ok(CreateIngestionOutput {
            arn: format!("{}/ingestion/{}", arn(&request.data_set_id), request.ingestion_id),
            ingestion_id: request.ingestion_id.clone(),
            ingestion_status: IngestionStatus::Initialized,
            status: 201,
        })
    }

    /// Begins an ingestion; one that is under way is superseded.
    pub(super) fn begin_ingestion(&mut self, data_set: &str, id: &str, kind: &str, ctx: &mut Ctx<'_, Event>) {
        let shown = Ingestion {
            arn: format!("{}/ingestion/{id}", arn(data_set)),
            ingestion_id: id.to_owned(),
            ingestion_status: IngestionStatus::Initialized,
            error_info: None,
            row_info: None,
            created_time: ctx.date(),
            ingestion_time_in_seconds: 0,
            ingestion_size_in_bytes: 0,
            request_source: "MANUAL".into(),
            request_type: kind.to_owned(),
        };
        let Some(entry) = self.data_sets.get_mut(data_set).map(Arc::make_mut) else { return };
        for known in entry.ingestions.iter_mut().map(Arc::make_mut) {
            if known.is_active() {
                known.shown.ingestion_status = IngestionStatus::Failed;
                known.shown.error_info = Some(ErrorInfo {
                    r#type: "INGESTION_SUPERSEDED".into(),
                    message: "A newer ingestion was started before this one was done.".into(),
                });
            }
        }
        entry.ingestions.push_back(Arc::new(IngestionEntry { shown, begun: ctx.now(), query: None }));
        let event = Event::StartIngestion { data_set: data_set.to_owned(), ingestion: id.to_owned() };
        ctx.schedule(INGESTION_QUEUE_US, event);
    }

    pub(super) fn describe_ingestion(&self, request: &DescribeIngestion) -> Result<DescribeIngestionOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let data_set = self.data_set(&request.data_set_id)?;
        let found = data_set.ingestions.iter().find(|known| known.shown.ingestion_id == request.ingestion_id);
        let found = found.ok_or_else(|| not_found("Ingestion", &request.ingestion_id))?;
        Ok(DescribeIngestionOutput { ingestion: found.shown.clone(), status: 200 })
    }

    pub(super) fn list_ingestions(&self, request: &ListIngestions) -> Result<ListIngestionsOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let data_set = self.data_set(&request.data_set_id)?;
        let all = data_set.ingestions.iter().rev();
        let all = all.map(|known| (known.shown.ingestion_id.clone(), known.shown.clone()));
        let (ingestions, next_token) = page(all, request.next_token.as_deref(), request.max_results)?;
        Ok(ListIngestionsOutput { ingestions, next_token, status: 200 })
    }
}
