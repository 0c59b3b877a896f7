//! Versions.

use super::{check_application_name, page};
use crate::errors::{self, check_range};
use crate::limits::VERSIONS;
use crate::state::{KinesisAnalytics, Status};
use api::AwsError;
use api::kinesisanalytics::{
    ApplicationVersionSummary, DescribeApplicationVersion, DescribeApplicationVersionOutput, ListApplicationVersions,
    ListApplicationVersionsOutput,
};

impl KinesisAnalytics {
    pub(crate) fn describe_version(
        &self,
        request: DescribeApplicationVersion,
    ) -> Result<DescribeApplicationVersionOutput, AwsError> {
        check_application_name(&request.application_name)?;
        check_range(request.application_version_id, &VERSIONS, "applicationVersionId")?;
        let application = self.find(&request.application_name)?;
        let wanted = request.application_version_id;
        let found = application.versions.iter().find(|version| version.number as i64 == wanted);
        let found = found.ok_or_else(|| errors::no_version(&application.name, wanted))?;
        let status = if found.number == application.version() { application.status } else { Status::Ready };
        Ok(DescribeApplicationVersionOutput {
            application_version_detail: Box::new(application.detail_of(found, status)),
        })
    }

    pub(crate) fn list_versions(
        &self,
        request: ListApplicationVersions,
    ) -> Result<ListApplicationVersionsOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let most = page(request.limit)?;
        let before = match request.next_token.as_deref() {
            None => u64::MAX,
            Some(token) => token.parse().map_err(|_| errors::argument("NextToken is none of this list's."))?,
        };
        let application = self.find(&request.application_name)?;
        let present = application.version();
        let mut all = application.versions.iter().rev().filter(|version| version.number < before);
        let page: Vec<ApplicationVersionSummary> = all
            .by_ref()
            .take(most)
            .map(|version| {
                let status = if version.number == present { application.status } else { Status::Ready };
                let (id, status) = (version.number, status.name().into());
                ApplicationVersionSummary { application_version_id: id, application_status: status }
            })
            .collect();
        let last = page.last().map(|summary| summary.application_version_id.to_string());
        let next_token = all.next().and(last);
        Ok(ListApplicationVersionsOutput { application_version_summaries: page, next_token })
    }
}
