//! Starting and stopping.

use super::check_application_name;
use crate::limits::{FORCE_STOPPING_US, STARTING_JITTER_US, STARTING_US};
use crate::state::{Application, KinesisAnalytics, RestoreFrom, Status, Trouble};
use crate::{Event, errors};
use api::AwsError;
use api::kinesisanalytics::{NoOutput, StartApplication, StopApplication};
use service::{Ctx, Note};

impl KinesisAnalytics {
    pub(crate) fn start(&mut self, request: StartApplication, ctx: &mut Ctx<'_, Event>) -> Result<NoOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let application = self.find_mut(&request.application_name)?;
        let run = request.run_configuration.unwrap_or_default();
        if run.unmodelled.0.is_some() {
            return Err(errors::argument("SqlRunConfigurations is not for an application with a Flink runtime."));
        }
        if application.status != Status::Ready {
            return Err(errors::wrong_status("StartApplication", &application.name, application.status.name()));
        }
        let config = application.config().ok_or_else(|| errors::no_application(&request.application_name))?;
        let restore = run.application_restore_configuration.as_ref();
        application.restore = application.read_restore(&config, restore, run.flink_run_configuration.as_ref())?;
        application.trouble = None;
        application.enter(Status::Starting);
        application.start_soon(ctx);
        Ok(NoOutput {})
    }

    pub(crate) fn stop(&mut self, request: StopApplication, ctx: &mut Ctx<'_, Event>) -> Result<NoOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let application = self.find_mut(&request.application_name)?;
        let status = application.status;
        if request.force == Some(true) {
            if !matches!(
                status,
                Status::Starting | Status::Updating | Status::Stopping | Status::Running | Status::RollingBack
            ) {
                return Err(errors::wrong_status("StopApplication with Force", &application.name, status.name()));
            }
            application.enter(Status::ForceStopping);
            application.halt();
            ctx.schedule(FORCE_STOPPING_US, application.step_event());
        } else {
            if status != Status::Running {
                return Err(errors::wrong_status("StopApplication", &application.name, status.name()));
            }
            application.enter(Status::Stopping);
            application.begin_end(ctx);
        }
        Ok(NoOutput {})
    }
}

impl Application {
    /// The event that ends the present status.
    pub(crate) fn step_event(&self) -> Event {
        Event::Step { target: self.target(), step: self.step }
    }

    /// The job starts in a while.
    pub(crate) fn start_soon(&self, ctx: &mut Ctx<'_, Event>) {
        let delay = STARTING_US + ctx.draw_below("starting", STARTING_JITTER_US);
        ctx.schedule(delay, self.step_event());
    }

    /// The present status is over.
    pub(crate) fn step(&mut self, step: u64, ctx: &mut Ctx<'_, Event>) {
        if step != self.step {
            return;
        }
        match self.status {
            Status::Starting | Status::RollingBack => self.started(ctx),
            // The job has ended with a snapshot, or is yet to do so.
            Status::Updating if self.is_halted() => self.started(ctx),
            Status::Stopping if self.is_halted() => self.stopped(ctx),
            Status::Updating | Status::Stopping => self.begin_end(ctx),
            Status::ForceStopping => self.stopped(ctx),
            Status::Ready | Status::Running | Status::Deleting => {}
        }
    }

    fn started(&mut self, ctx: &mut Ctx<'_, Event>) {
        let snapshot = match &self.restore.from {
            RestoreFrom::Nothing => None,
            RestoreFrom::Latest => self.latest_snapshot().cloned(),
            RestoreFrom::Snapshot(name) => self.snapshots.get(name.as_str()).cloned(),
        };
        match self.begin(snapshot.as_deref(), ctx) {
            Ok(()) => {
                self.enter(Status::Running);
                let note = Note::info("kinesisanalytics-running").with("application", &self.name);
                let from = snapshot.map(|snapshot| snapshot.name.to_string()).unwrap_or_default();
                ctx.note(note.with("version", self.version()).with("snapshot", from));
            }
            Err(error) => {
                self.end_job(ctx);
                self.enter(Status::Ready);
                let note = Note::error("kinesisanalytics-start-failed").with("application", &self.name);
                ctx.note(note.with("code", &error.code).with("message", &error.message));
                self.trouble = Some(Trouble { error, since: ctx.now(), attempts: 1 });
            }
        }
    }

    fn stopped(&mut self, ctx: &mut Ctx<'_, Event>) {
        self.end_job(ctx);
        self.enter(Status::Ready);
        ctx.note(Note::info("kinesisanalytics-stopped").with("application", &self.name));
    }
}
