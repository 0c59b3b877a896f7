//! Amazon Managed Service for Apache Flink, formerly Kinesis Data Analytics: applications that read streams, compute windows,
//! joins and rankings while the records come, and write what they find. See `README.md` for what AWS does and what is left out.
//!
//! - `config` checks what an application is told to do; `plan` knows what its script means outside of the SQL.
//! - `ops` serves the operations; `state` holds applications, their versions and their snapshots.
//! - `job` is what runs: it reads, lets the operators of the crate `flow` work, writes, puts its state aside, fails and goes back.
//! - `chart` keeps rows for people to look at; `minutes` tells CloudWatch; `views` is what a page may look at.
//!
//! The SQL itself is read by an engine when an application is made or changed. What runs after that needs none.

mod chart;
mod config;
mod errors;
mod job;
mod laws;
pub mod limits;
mod minutes;
mod ops;
mod plan;
pub mod prices;
mod state;
mod views;

pub use chart::{Chart, ChartRow, text};
pub use config::{Checkpoints, Config, Parallelism};
pub use flow::{Counts, Fired, Late, OpenWindow};
pub use job::{Checkpoint, LateRow, Restart, ShardPhase};
pub use plan::{Batching, Plan, Reference, Sink, Source, Start, Statement};
pub use state::{Application, KinesisAnalytics, Status, Totals, Trouble};
pub use views::{ApplicationView, JobPhase, ShardView, SnapshotView, StatementView};

use api::kinesisanalytics::{Request, Response};
use api::{Arn, AwsError};
use service::{Access, Caller, Class, Ctx, Law, Reply, Service, Standing, apart};
use sim::JobId;
use std::sync::Arc;

/// The application that an event is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    name: Arc<str>,
    id: u64,
}

/// What the service schedules for itself. A step ends with a change of status, an epoch with a failure or an end of the job: what was
/// scheduled before is then over.
#[derive(Clone, Debug, Hash)]
pub enum Event {
    /// The present status ends.
    Step {
        /// Which application.
        target: Target,
        /// In this step.
        step: u64,
    },
    /// From `DELETING` to nothing.
    Removed {
        /// Which application.
        target: Target,
    },
    /// The job reads, works and writes.
    Poll {
        /// Which application.
        target: Target,
        /// In this epoch.
        epoch: u64,
    },
    /// A window by the clock is over.
    Timer {
        /// Which application.
        target: Target,
        /// In this epoch.
        epoch: u64,
    },
    /// A checkpoint begins.
    Checkpoint {
        /// Which application.
        target: Target,
        /// In this epoch.
        epoch: u64,
    },
    /// A checkpoint is complete.
    Checkpointed {
        /// Which application.
        target: Target,
        /// In this epoch.
        epoch: u64,
    },
    /// A job that was down goes on.
    Restart {
        /// Which application.
        target: Target,
        /// In this epoch.
        epoch: u64,
    },
    /// A snapshot is complete, or gone.
    Snapshot {
        /// Which application.
        target: Target,
        /// The snapshot's place among all.
        order: u64,
    },
    /// A minute is over: what CloudWatch is told.
    Minute {
        /// Which application.
        target: Target,
        /// Of this start.
        run: u64,
    },
}

impl Service for KinesisAnalytics {
    type Request = Request;
    type Response = Response;
    type Event = Event;

    fn access(&self, request: &Request) -> Vec<Access> {
        let named = |action, name: &str| vec![Access::new(action, Arn::application(name))];
        match request {
            Request::ListApplications(_) => vec![Access::new("kinesisanalytics:ListApplications", "*")],
            Request::CreateApplication(it) => {
                let mut needed = named("kinesisanalytics:CreateApplication", &it.application_name);
                needed.push(Access::new("iam:PassRole", &*it.service_execution_role));
                needed
            }
            Request::UpdateApplication(it) => {
                let mut needed = named("kinesisanalytics:UpdateApplication", &it.application_name);
                let role = it.service_execution_role_update.iter();
                needed.extend(role.map(|role| Access::new("iam:PassRole", &**role)));
                needed
            }
            Request::DescribeApplication(it) => named("kinesisanalytics:DescribeApplication", &it.application_name),
            Request::StartApplication(it) => named("kinesisanalytics:StartApplication", &it.application_name),
            Request::StopApplication(it) => named("kinesisanalytics:StopApplication", &it.application_name),
            Request::DeleteApplication(it) => named("kinesisanalytics:DeleteApplication", &it.application_name),
            Request::RollbackApplication(it) => named("kinesisanalytics:RollbackApplication", &it.application_name),
            Request::CreateApplicationSnapshot(it) => {
                named("kinesisanalytics:CreateApplicationSnapshot", &it.application_name)
            }
            Request::DescribeApplicationSnapshot(it) => {
                named("kinesisanalytics:DescribeApplicationSnapshot", &it.application_name)
            }
            Request::ListApplicationSnapshots(it) => {
                named("kinesisanalytics:ListApplicationSnapshots", &it.application_name)
            }
            Request::DeleteApplicationSnapshot(it) => {
                named("kinesisanalytics:DeleteApplicationSnapshot", &it.application_name)
            }
            Request::DescribeApplicationVersion(it) => {
                named("kinesisanalytics:DescribeApplicationVersion", &it.application_name)
            }
            Request::ListApplicationVersions(it) => {
                named("kinesisanalytics:ListApplicationVersions", &it.application_name)
            }
            Request::TagResource(it) => vec![Access::new("kinesisanalytics:TagResource", &*it.resource_arn)],
            Request::UntagResource(it) => vec![Access::new("kinesisanalytics:UntagResource", &*it.resource_arn)],
            Request::ListTagsForResource(it) => {
                vec![Access::new("kinesisanalytics:ListTagsForResource", &*it.resource_arn)]
            }
        }
    }

    fn class(&self, request: &Request) -> Class {
        let read_only = matches!(
            request,
            Request::DescribeApplication(_)
                | Request::ListApplications(_)
                | Request::DescribeApplicationSnapshot(_)
                | Request::ListApplicationSnapshots(_)
                | Request::DescribeApplicationVersion(_)
                | Request::ListApplicationVersions(_)
                | Request::ListTagsForResource(_)
        );
        Class { data_event: false, read_only, calls_per_second_max: None }
    }

    fn call(
        &mut self,
        caller: &Caller,
        request: Request,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Reply<Response>, AwsError> {
        let ticket = caller.ticket;
        let response = match request {
            Request::CreateApplication(it) => {
                apart(|| self.create(it, ticket, ctx))?;
                return Ok(Reply::Later(ticket));
            }
            Request::UpdateApplication(it) => match apart(|| self.update(it, ticket, ctx))? {
                Some(output) => Response::UpdateApplication(output),
                None => return Ok(Reply::Later(ticket)),
            },
            Request::DescribeApplication(it) => Response::DescribeApplication(apart(|| self.describe(it))?),
            Request::ListApplications(it) => Response::ListApplications(apart(|| self.list(it))?),
            Request::StartApplication(it) => Response::StartApplication(apart(|| self.start(it, ctx))?),
            Request::StopApplication(it) => Response::StopApplication(apart(|| self.stop(it, ctx))?),
            Request::DeleteApplication(it) => Response::DeleteApplication(apart(|| self.delete(it, ctx))?),
            Request::RollbackApplication(it) => Response::RollbackApplication(apart(|| self.roll_back(it, ctx))?),
            Request::CreateApplicationSnapshot(it) => {
                Response::CreateApplicationSnapshot(apart(|| self.create_snapshot(it, ctx))?)
            }
            Request::DescribeApplicationSnapshot(it) => {
                Response::DescribeApplicationSnapshot(apart(|| self.describe_snapshot(it))?)
            }
            Request::ListApplicationSnapshots(it) => {
                Response::ListApplicationSnapshots(apart(|| self.list_snapshots(it))?)
            }
            Request::DeleteApplicationSnapshot(it) => {
                Response::DeleteApplicationSnapshot(apart(|| self.delete_snapshot(it, ctx))?)
            }
            Request::DescribeApplicationVersion(it) => {
                Response::DescribeApplicationVersion(apart(|| self.describe_version(it))?)
            }
            Request::ListApplicationVersions(it) => {
                Response::ListApplicationVersions(apart(|| self.list_versions(it))?)
            }
            Request::TagResource(it) => Response::TagResource(apart(|| self.tag(it))?),
            Request::UntagResource(it) => Response::UntagResource(apart(|| self.untag(it))?),
            Request::ListTagsForResource(it) => Response::ListTagsForResource(apart(|| self.list_tags(it))?),
        };
        Ok(Reply::Now(response))
    }

    fn event(&mut self, event: Event, ctx: &mut Ctx<'_, Event>) {
        match &event {
            Event::Snapshot { target, order } => return apart(|| self.snapshot_due(target, *order, ctx)),
            Event::Removed { target } if self.target(target).is_some() => {
                return apart(|| self.removed(&target.name, ctx));
            }
            _ => {}
        }
        let (Event::Step { target, .. }
        | Event::Removed { target }
        | Event::Poll { target, .. }
        | Event::Timer { target, .. }
        | Event::Checkpoint { target, .. }
        | Event::Checkpointed { target, .. }
        | Event::Restart { target, .. }
        | Event::Snapshot { target, .. }
        | Event::Minute { target, .. }) = &event;
        let Some(application) = self.target(target) else { return };
        match event {
            Event::Step { step, .. } => apart(|| application.step(step, ctx)),
            Event::Poll { epoch, .. } => application.poll(epoch, ctx),
            Event::Timer { epoch, .. } => application.timer(epoch, ctx),
            Event::Checkpoint { epoch, .. } => application.checkpoint(epoch, ctx),
            Event::Checkpointed { epoch, .. } => application.checkpointed(epoch, ctx),
            Event::Restart { epoch, .. } => apart(|| application.restart(epoch, ctx)),
            Event::Minute { run, .. } => application.minute(run, ctx),
            Event::Snapshot { .. } | Event::Removed { .. } => {}
        }
    }

    fn answer(&mut self, job: JobId, answer: &Result<jobs::Answer, jobs::Failure>, ctx: &mut Ctx<'_, Event>) {
        apart(|| self.planned(job, answer, ctx));
    }

    fn standing(&self, _now: sim::Time) -> Vec<Standing> {
        let mut all = Vec::new();
        for application in self.applications.values() {
            if let Some(job) = &application.job {
                let kpus = job.config.parallelism.kpus() as f64;
                all.push(Standing { price: &prices::KPU, quantity: kpus + 1.0 });
                all.push(Standing { price: &prices::STORAGE, quantity: kpus * prices::STORAGE_GB });
            }
            let bytes: u64 = application.snapshots.values().map(|snapshot| snapshot.bytes).sum();
            if bytes > 0 {
                all.push(Standing { price: &prices::SNAPSHOTS, quantity: bytes as f64 / prices::GB_BYTES });
            }
        }
        all
    }

    fn laws(&self) -> Vec<Law> {
        laws::laws(self)
    }
}
