//! Changing an application, and going back to what it was.

use super::check_application_name;
use crate::config::{Config, Draft, modelled};
use crate::errors::{self, check_enum, check_range};
use crate::limits::VERSIONS;
use crate::state::{Application, KinesisAnalytics, PlannedCall, Planning, Restore, RestoreFrom, Status, Version};
use crate::{Event, Target};
use api::AwsError;
use api::kinesisanalytics::{
    ApplicationRestoreConfiguration, FlinkRunConfiguration, RollbackApplication, RollbackApplicationOutput,
    UpdateApplication, UpdateApplicationOutput,
};
use service::{Ctx, Note, Ticket};
use std::sync::Arc;

impl KinesisAnalytics {
    /// Changes an application. `None`: the code has to be read first.
    pub(crate) fn update(
        &mut self,
        request: UpdateApplication,
        ticket: Ticket,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Option<UpdateApplicationOutput>, AwsError> {
        check_application_name(&request.application_name)?;
        modelled(&request.unmodelled)?;
        let application = self.find(&request.application_name)?;
        check_version(application, &request)?;
        if !matches!(application.status, Status::Ready | Status::Running) {
            return Err(errors::wrong_status("UpdateApplication", &application.name, application.status.name()));
        }
        let present = application.config().ok_or_else(|| errors::no_application(&request.application_name))?;
        let draft = Draft::update(
            &present,
            request.application_configuration_update.as_deref(),
            request.service_execution_role_update.as_deref(),
            request.runtime_environment_update.as_deref(),
        )?;
        application.restore_update(&draft.config, &request)?;
        if request.service_execution_role_update.is_some() {
            ctx.assume(&draft.config.role_arn).map_err(|_| errors::role(&draft.config.role_arn))?;
        }
        let (target, token) = (application.target(), application.token());
        if draft.has_new_code {
            let call = PlannedCall::Update(Box::new(request), target, token);
            self.plan(Planning { ticket, draft, call }, ctx);
            return Ok(None);
        }
        self.changed(request, &target, &token, draft.config, ctx).map(Some)
    }

    /// Commits what changes, unless somebody was faster.
    pub(crate) fn changed(
        &mut self,
        request: UpdateApplication,
        target: &Target,
        token: &str,
        config: Config,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<UpdateApplicationOutput, AwsError> {
        let name = target.name.clone();
        let Some(application) = self.target(target).filter(|application| application.token() == token) else {
            return Err(errors::concurrent(format!("Application {name} was changed meanwhile.")));
        };
        application.restore = application.restore_update(&config, &request)?;
        let version = Version {
            number: application.version() + 1,
            config: Arc::new(config),
            created: ctx.date(),
            updated_from: Some(application.version()),
            rolled_back_from: None,
            rolled_back_to: None,
        };
        application.versions.push_back(Arc::new(version));
        application.updated = ctx.date();
        let note = Note::info("kinesisanalytics-updated").with("application", &name);
        ctx.note(note.with("version", application.version()));
        if application.status == Status::Running {
            application.enter(Status::Updating);
            application.begin_end(ctx);
        } else {
            application.enter(Status::Ready);
        }
        Ok(UpdateApplicationOutput { application_detail: Box::new(application.detail(false)) })
    }

    pub(crate) fn roll_back(
        &mut self,
        request: RollbackApplication,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<RollbackApplicationOutput, AwsError> {
        check_application_name(&request.application_name)?;
        check_range(request.current_application_version_id, &VERSIONS, "currentApplicationVersionId")?;
        let application = self.find_mut(&request.application_name)?;
        let name = application.name.clone();
        if request.current_application_version_id != application.version() as i64 {
            return Err(not_present(application, request.current_application_version_id));
        }
        if !matches!(application.status, Status::Updating | Status::Running) {
            return Err(errors::wrong_status("RollbackApplication", &name, application.status.name()));
        }
        let present = application.versions.last().cloned();
        let before = present.as_ref().and_then(|version| version.updated_from);
        let before = application.versions.iter().find(|version| Some(version.number) == before).cloned();
        let (Some(present), Some(before)) = (present, before) else {
            return Err(errors::request(format!("Application {name} has no version to roll back to.")));
        };
        if application.latest_snapshot().is_none() {
            return Err(errors::request(format!("Application {name} has no snapshot to roll back with.")));
        }
        let version = Version {
            number: present.number + 1,
            config: before.config.clone(),
            created: ctx.date(),
            updated_from: None,
            rolled_back_from: Some(present.number),
            rolled_back_to: Some(before.number),
        };
        application.versions.push_back(Arc::new(version));
        application.updated = ctx.date();
        // What the given-up version has added to the latest snapshot is left behind.
        application.restore = Restore { from: RestoreFrom::Latest, allows_non_restored: true };
        application.enter(Status::RollingBack);
        application.halt();
        application.start_soon(ctx);
        let note = Note::warning("kinesisanalytics-rolling-back").with("application", &name);
        ctx.note(note.with("from", present.number).with("to", before.number));
        Ok(RollbackApplicationOutput { application_detail: Box::new(application.detail(false)) })
    }
}

impl Application {
    /// How it starts after an update.
    fn restore_update(&self, config: &Config, request: &UpdateApplication) -> Result<Restore, AwsError> {
        let update = request.run_configuration_update.as_ref();
        let restore = update.and_then(|update| update.application_restore_configuration.as_ref());
        let flink = update.and_then(|update| update.flink_run_configuration.as_ref());
        self.read_restore(config, restore, flink)
    }

    /// Reads from what state it is to start. Without a word it is the latest snapshot, if there are snapshots. State that does not fit
    /// is refused without a word, whatever was said before.
    pub(super) fn read_restore(
        &self,
        config: &Config,
        given: Option<&ApplicationRestoreConfiguration>,
        flink: Option<&FlinkRunConfiguration>,
    ) -> Result<Restore, AwsError> {
        let allows_non_restored = flink.and_then(|flink| flink.allow_non_restored_state).unwrap_or(false);
        let from = match given {
            None if config.has_snapshots => RestoreFrom::Latest,
            None => RestoreFrom::Nothing,
            Some(given) => {
                modelled(&given.unmodelled)?;
                let kinds =
                    ["SKIP_RESTORE_FROM_SNAPSHOT", "RESTORE_FROM_LATEST_SNAPSHOT", "RESTORE_FROM_CUSTOM_SNAPSHOT"];
                check_enum(&given.application_restore_type, &kinds, "applicationRestoreType")?;
                match (given.application_restore_type.as_str(), &given.snapshot_name) {
                    ("RESTORE_FROM_CUSTOM_SNAPSHOT", Some(name)) => {
                        let found = self.snapshots.get(name.as_str());
                        let found = found.ok_or_else(|| errors::no_snapshot(&self.name, name))?;
                        if found.status != "READY" {
                            let message = format!("Snapshot {name} is in status {}.", found.status);
                            return Err(errors::in_use(message));
                        }
                        RestoreFrom::Snapshot(name.clone())
                    }
                    ("RESTORE_FROM_CUSTOM_SNAPSHOT", None) => {
                        return Err(errors::argument("SnapshotName is required for RESTORE_FROM_CUSTOM_SNAPSHOT."));
                    }
                    (_, Some(_)) => {
                        return Err(errors::argument("SnapshotName is for RESTORE_FROM_CUSTOM_SNAPSHOT only."));
                    }
                    ("RESTORE_FROM_LATEST_SNAPSHOT", None) => RestoreFrom::Latest,
                    _ => RestoreFrom::Nothing,
                }
            }
        };
        Ok(Restore { from, allows_non_restored })
    }
}

fn check_version(application: &Application, request: &UpdateApplication) -> Result<(), AwsError> {
    match (request.current_application_version_id, &request.conditional_token) {
        (None, None) => Err(errors::argument("CurrentApplicationVersionId or ConditionalToken is required.")),
        (Some(_), Some(_)) => {
            Err(errors::argument("Only one of CurrentApplicationVersionId and ConditionalToken may be given."))
        }
        (Some(version), None) => {
            check_range(version, &VERSIONS, "currentApplicationVersionId")?;
            if version == application.version() as i64 { Ok(()) } else { Err(not_present(application, version)) }
        }
        (None, Some(token)) if *token == application.token() => Ok(()),
        (None, Some(_)) => {
            let message = format!("The ConditionalToken is not the present one of application {}.", application.name);
            Err(errors::concurrent(message))
        }
    }
}

fn not_present(application: &Application, version: i64) -> AwsError {
    let message = format!(
        "CurrentApplicationVersionId {version} is not the present version {} of application {}.",
        application.version(),
        application.name
    );
    errors::concurrent(message)
}
