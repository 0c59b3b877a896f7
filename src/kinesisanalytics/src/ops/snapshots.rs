//! Snapshots.

use super::{check_application_name, page};
use crate::errors::{self, check_name};
use crate::limits::{SAVE_US, SNAPSHOT_NAME_CHARS, SNAPSHOTS_MAX};
use crate::state::{KinesisAnalytics, Snapshot, Status};
use crate::{Event, Target};
use api::AwsError;
use api::kinesisanalytics::{
    CreateApplicationSnapshot, DeleteApplicationSnapshot, DescribeApplicationSnapshot,
    DescribeApplicationSnapshotOutput, ListApplicationSnapshots, ListApplicationSnapshotsOutput, NoOutput,
    SnapshotDetails,
};
use service::{Ctx, Note};
use std::sync::Arc;

impl KinesisAnalytics {
    pub(crate) fn create_snapshot(
        &mut self,
        request: CreateApplicationSnapshot,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let name = &request.snapshot_name;
        check_name(name, &SNAPSHOT_NAME_CHARS, "snapshotName")?;
        let application = self.find_mut(&request.application_name)?;
        if application.snapshots.contains_key(name.as_str()) {
            return Err(errors::in_use(format!("Snapshot {name} already exists.")));
        }
        if application.snapshots.len() >= SNAPSHOTS_MAX {
            return Err(errors::limit(format!("The limit of {SNAPSHOTS_MAX} snapshots is reached.")));
        }
        if application.config().is_some_and(|config| !config.has_snapshots) {
            let message = format!("Snapshots are not enabled for application {}.", application.name);
            return Err(errors::configuration(message));
        }
        if application.status != Status::Running {
            let message = format!(
                "A snapshot needs a running application; {} is in status {}.",
                application.name,
                application.status.name()
            );
            return Err(errors::request(message));
        }
        application.take_snapshot(name, ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn describe_snapshot(
        &self,
        request: DescribeApplicationSnapshot,
    ) -> Result<DescribeApplicationSnapshotOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let application = self.find(&request.application_name)?;
        let found = application.snapshots.get(request.snapshot_name.as_str());
        let found = found.ok_or_else(|| errors::no_snapshot(&application.name, &request.snapshot_name))?;
        Ok(DescribeApplicationSnapshotOutput { snapshot_details: found.details() })
    }

    pub(crate) fn list_snapshots(
        &self,
        request: ListApplicationSnapshots,
    ) -> Result<ListApplicationSnapshotsOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let most = page(request.limit)?;
        let before = match request.next_token.as_deref() {
            None => u64::MAX,
            Some(token) => token.parse().map_err(|_| errors::argument("NextToken is none of this list's."))?,
        };
        // AWS names no error for an application that is not there, and answers with it all the same.
        let application = self.find(&request.application_name)?;
        let mut all: Vec<&Snapshot> = application.snapshots.values().map(|snapshot| &**snapshot).collect();
        all.retain(|snapshot| snapshot.order < before);
        all.sort_by_key(|snapshot| std::cmp::Reverse(snapshot.order));
        let next = all.get(most).and_then(|_| all.get(most - 1)).map(|last| last.order.to_string());
        let snapshot_summaries = all.into_iter().take(most).map(Snapshot::details).collect();
        Ok(ListApplicationSnapshotsOutput { snapshot_summaries, next_token: next })
    }

    pub(crate) fn delete_snapshot(
        &mut self,
        request: DeleteApplicationSnapshot,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let name = request.snapshot_name.as_str();
        let application = self.find_mut(&request.application_name)?;
        let target = application.target();
        let application_name = application.name.clone();
        let found = application.snapshots.get_mut(name);
        let found = Arc::make_mut(found.ok_or_else(|| errors::no_snapshot(&application_name, name))?);
        if found.created != request.snapshot_creation_timestamp {
            return Err(errors::argument("SnapshotCreationTimestamp does not match that of the snapshot."));
        }
        if !matches!(found.status, "READY" | "FAILED") {
            return Err(errors::in_use(format!("Snapshot {name} is in status {}.", found.status)));
        }
        found.status = "DELETING";
        ctx.schedule(SAVE_US, Event::Snapshot { target, order: found.order });
        Ok(NoOutput {})
    }

    /// A snapshot is done, or gone.
    pub(crate) fn snapshot_due(&mut self, target: &Target, order: u64, ctx: &mut Ctx<'_, Event>) {
        let Some(application) = self.target(target) else { return };
        let found = application.snapshots.values().find(|snapshot| snapshot.order == order).cloned();
        let Some(mut found) = found else { return };
        let name = found.name.clone();
        if found.status == "DELETING" {
            application.snapshots.remove(&name);
            return;
        }
        let has_failed = found.saved.is_none();
        Arc::make_mut(&mut found).status = if has_failed { "FAILED" } else { "READY" };
        let note = match has_failed {
            true => Note::error("kinesisanalytics-snapshot-failed"),
            false => Note::info("kinesisanalytics-snapshot"),
        };
        ctx.note(note.with("application", &application.name).with("snapshot", &name).with("bytes", found.bytes));
        application.snapshots.insert(name, found);
    }
}

impl Snapshot {
    fn details(&self) -> SnapshotDetails {
        SnapshotDetails {
            snapshot_name: self.name.to_string(),
            snapshot_status: self.status.into(),
            application_version_id: self.version,
            snapshot_creation_timestamp: self.created,
            runtime_environment: self.runtime.clone(),
        }
    }
}
