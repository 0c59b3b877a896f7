//! Making, describing, listing and deleting applications.

use super::{check_application_name, page};
use crate::config::{Config, Draft};
use crate::limits::{APPLICATIONS_MAX, DELETING_US};
use crate::plan::Plan;
use crate::state::{
    Application, KinesisAnalytics, PlannedCall, Planning, Restore, RestoreFrom, Status, Totals, Version,
};
use crate::{Event, errors};
use api::AwsError;
use api::kinesisanalytics::{
    ApplicationSummary, CreateApplication, CreateApplicationOutput, DeleteApplication, DescribeApplication,
    DescribeApplicationOutput, ListApplications, ListApplicationsOutput, NoOutput, Response,
};
use imbl::{OrdMap, Vector};
use jobs::lake;
use service::{Ctx, Note, Ticket};
use sim::JobId;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

impl KinesisAnalytics {
    /// Checks what does not depend on the code, and hands that to an engine.
    pub(crate) fn create(
        &mut self,
        request: CreateApplication,
        ticket: Ticket,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<(), AwsError> {
        check_application_name(&request.application_name)?;
        let draft = Draft::create(&request)?;
        super::tags::check(0, request.tags.as_deref().unwrap_or_default())?;
        self.check_room(&request.application_name)?;
        ctx.assume(&draft.config.role_arn).map_err(|_| errors::role(&draft.config.role_arn))?;
        self.plan(Planning { ticket, draft, call: PlannedCall::Create(Box::new(request)) }, ctx);
        Ok(())
    }

    fn check_room(&self, name: &str) -> Result<(), AwsError> {
        if self.applications.contains_key(name) {
            return Err(errors::in_use(format!("An application with the name {name} already exists.")));
        }
        if self.applications.len() >= APPLICATIONS_MAX {
            let message = format!("The limit of {APPLICATIONS_MAX} applications in this Region is reached.");
            return Err(errors::limit(message));
        }
        Ok(())
    }

    /// Hands a script to an engine. It is answered at the same instant: the clock stands until then.
    pub(crate) fn plan(&mut self, planning: Planning, ctx: &mut Ctx<'_, Event>) {
        let script = planning.draft.config.code.to_string();
        let job = ctx.job(0, jobs::Request::Lake(lake::Request::Plan { script }));
        self.planning.insert(job, Arc::new(planning));
    }

    /// An engine has read a script, or cannot.
    pub(crate) fn planned(
        &mut self,
        job: JobId,
        answer: &Result<jobs::Answer, jobs::Failure>,
        ctx: &mut Ctx<'_, Event>,
    ) {
        let Some(planning) = self.planning.remove(&job) else { return };
        let planning = Arc::unwrap_or_clone(planning);
        let mut config = planning.draft.config;
        let response = read(answer).and_then(|plan| {
            config.plan = Arc::new(plan);
            match planning.call {
                PlannedCall::Create(request) => self.made(*request, config, ctx).map(Response::CreateApplication),
                PlannedCall::Update(request, target, token) => {
                    self.changed(*request, &target, &token, config, ctx).map(Response::UpdateApplication)
                }
            }
        });
        ctx.complete(planning.ticket, response.map(api::Response::KinesisAnalytics));
    }

    fn made(
        &mut self,
        request: CreateApplication,
        config: Config,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateApplicationOutput, AwsError> {
        // Another call of this instant may have come first.
        self.check_room(&request.application_name)?;
        self.ever += 1;
        let (name, now) = (Arc::<str>::from(request.application_name), ctx.date());
        let from = if config.has_snapshots { RestoreFrom::Latest } else { RestoreFrom::Nothing };
        let version = Version {
            number: 1,
            config: Arc::new(config),
            created: now,
            updated_from: None,
            rolled_back_from: None,
            rolled_back_to: None,
        };
        let tags = request.tags.unwrap_or_default().into_iter();
        let application = Application {
            name: name.clone(),
            id: self.ever,
            description: request.application_description,
            status: Status::Ready,
            created: now,
            updated: now,
            versions: Vector::unit(Arc::new(version)),
            restore: Restore { from, allows_non_restored: false },
            tags: tags.map(|tag| (tag.key, tag.value.unwrap_or_default())).collect::<BTreeMap<_, _>>(),
            snapshots: OrdMap::new(),
            snapshots_ever: 0,
            step: 0,
            epoch: 0,
            job: None,
            charts: OrdMap::new(),
            totals: Totals::default(),
            checkpoints: Vector::new(),
            restarts: Vector::new(),
            trouble: None,
        };
        ctx.note(Note::info("kinesisanalytics-created").with("application", &name));
        let output = CreateApplicationOutput { application_detail: Box::new(application.detail(false)) };
        self.applications.insert(name, Arc::new(application));
        Ok(output)
    }

    pub(crate) fn describe(&self, request: DescribeApplication) -> Result<DescribeApplicationOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let application = self.find(&request.application_name)?;
        let with_plan = request.include_additional_details == Some(true);
        Ok(DescribeApplicationOutput { application_detail: Box::new(application.detail(with_plan)) })
    }

    pub(crate) fn list(&self, request: ListApplications) -> Result<ListApplicationsOutput, AwsError> {
        let most = page(request.limit)?;
        let after = request.next_token.as_deref().unwrap_or_default();
        let mut found = self.applications.range::<_, str>((Bound::Excluded(after), Bound::Unbounded));
        let summaries: Vec<ApplicationSummary> = found.by_ref().take(most).map(|(_, it)| it.summary()).collect();
        let last = summaries.last().map(|summary| summary.application_name.clone());
        let next_token = found.next().and(last);
        Ok(ListApplicationsOutput { application_summaries: summaries, next_token })
    }

    pub(crate) fn delete(
        &mut self,
        request: DeleteApplication,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<NoOutput, AwsError> {
        check_application_name(&request.application_name)?;
        let application = self.find_mut(&request.application_name)?;
        if request.create_timestamp != application.created {
            return Err(errors::argument("CreateTimestamp does not match that of the application."));
        }
        if !matches!(application.status, Status::Ready | Status::Running) {
            return Err(errors::wrong_status("DeleteApplication", &application.name, application.status.name()));
        }
        application.end_job(ctx);
        application.enter(Status::Deleting);
        ctx.schedule(DELETING_US, Event::Removed { target: application.target() });
        Ok(NoOutput {})
    }

    pub(crate) fn removed(&mut self, name: &str, ctx: &mut Ctx<'_, Event>) {
        if self.applications.remove(name).is_some() {
            ctx.note(Note::info("kinesisanalytics-deleted").with("application", name));
        }
    }
}

/// What the engine says of a script. Errors: `CodeValidationException`, with the place; a 500 if there is no engine.
fn read(answer: &Result<jobs::Answer, jobs::Failure>) -> Result<Plan, AwsError> {
    let broken = |reason: &str| AwsError::new("InternalFailure", reason).with_status(500);
    match answer {
        Ok(jobs::Answer::Lake(lake::Answer::Planned(Ok(program)))) => Plan::read((**program).clone()),
        Ok(jobs::Answer::Lake(lake::Answer::Planned(Err(wrong)))) => {
            let hint = wrong.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            Err(errors::code(wrong.position, &format!("{}{hint}", wrong.message)))
        }
        Ok(_) => Err(broken("the answer is another job's")),
        Err(failure) => Err(broken(&failure.reason)),
    }
}
