//! Applications: their versions, their snapshots, and where they are in their lives. What runs stands in `job`.

use crate::Target;
use crate::chart::Chart;
use crate::config::{Config, Draft};
use crate::job::{Job, Saved};
use api::kinesisanalytics::{CreateApplication, UpdateApplication};
use api::{AwsError, Timestamp};
use imbl::{OrdMap, Vector};
use service::Ticket;
use sim::{JobId, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Managed Service for Apache Flink: the whole of its state.
#[derive(Clone, Debug, Default)]
pub struct KinesisAnalytics {
    pub(crate) applications: OrdMap<Arc<str>, Arc<Application>>,
    /// How many there have ever been: a name can be used again.
    pub(crate) ever: u64,
    /// Calls that wait for an engine to read a script.
    pub(crate) planning: OrdMap<JobId, Arc<Planning>>,
}

/// A call that waits for an engine to read a script.
#[derive(Clone, Debug)]
pub struct Planning {
    pub(crate) ticket: Ticket,
    pub(crate) draft: Draft,
    pub(crate) call: PlannedCall,
}

/// Which call waits.
#[derive(Clone, Debug)]
pub enum PlannedCall {
    /// An application is made.
    Create(Box<CreateApplication>),
    /// An application is changed; it was in this state then.
    Update(Box<UpdateApplication>, Target, String),
}

/// Where an application is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It can be started.
    Ready,
    /// Soon it runs.
    Starting,
    /// It runs.
    Running,
    /// It takes a snapshot, and soon runs with what has changed.
    Updating,
    /// It takes a snapshot, and soon stands.
    Stopping,
    /// Soon it stands.
    ForceStopping,
    /// Soon it runs as it did before the last change.
    RollingBack,
    /// Soon gone.
    Deleting,
}

impl Status {
    /// In AWS's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Updating => "UPDATING",
            Self::Stopping => "STOPPING",
            Self::ForceStopping => "FORCE_STOPPING",
            Self::RollingBack => "ROLLING_BACK",
            Self::Deleting => "DELETING",
        }
    }
}

/// A version of an application.
#[derive(Clone, Debug)]
pub struct Version {
    pub(crate) number: u64,
    pub(crate) config: Arc<Config>,
    pub(crate) created: Timestamp,
    pub(crate) updated_from: Option<u64>,
    pub(crate) rolled_back_from: Option<u64>,
    pub(crate) rolled_back_to: Option<u64>,
}

/// From what state an application starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    pub(crate) from: RestoreFrom,
    pub(crate) allows_non_restored: bool,
}

/// Which snapshot it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreFrom {
    /// None.
    Nothing,
    /// The latest, if there is one.
    Latest,
    /// This one.
    Snapshot(String),
}

/// A snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(crate) name: Arc<str>,
    /// `CREATING`, `READY`, `DELETING` or `FAILED`.
    pub(crate) status: &'static str,
    pub(crate) version: u64,
    pub(crate) runtime: String,
    pub(crate) created: Timestamp,
    /// Its place among all that the application ever had.
    pub(crate) order: u64,
    pub(crate) bytes: u64,
    /// `None` if the job did not run.
    pub(crate) saved: Option<Arc<Saved>>,
}

/// Something that goes wrong, and from when on.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// In the words of AWS or Flink.
    pub error: AwsError,
    /// When it happened first.
    pub since: Time,
    /// How often.
    pub attempts: u64,
}

/// What has happened since the application was made. It counts what was done, again or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records that were read.
    pub read: u64,
    /// Rows that were written.
    pub written: u64,
    /// Rows that were written after the checkpoint to which the job went back: they are written again.
    pub rewound: u64,
    /// Rows that came late and are in no result.
    pub late: u64,
    /// `GetRecords` calls that the shard refused, because too many read it.
    pub throttled_reads: u64,
    /// Rows that a sink had no room for at first.
    pub throttled_writes: u64,
    /// Restarts after failures.
    pub restarts: u64,
    /// Checkpoints that were completed.
    pub checkpoints: u64,
    /// Checkpoints that a failure has cut off.
    pub checkpoints_failed: u64,
}

/// An application.
#[derive(Clone, Debug)]
pub struct Application {
    pub(crate) name: Arc<str>,
    /// Tells it from others of the same name.
    pub(crate) id: u64,
    pub(crate) description: Option<String>,
    pub(crate) status: Status,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// The present one is the last.
    pub(crate) versions: Vector<Arc<Version>>,
    pub(crate) restore: Restore,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) snapshots: OrdMap<Arc<str>, Arc<Snapshot>>,
    pub(crate) snapshots_ever: u64,
    /// Counts the changes of status and of versions: what was scheduled for an earlier one is over.
    pub(crate) step: u64,
    /// Counts starts and restarts likewise.
    pub(crate) epoch: u64,
    /// What runs, if anything does.
    pub(crate) job: Option<Job>,
    /// By the sink table's name. A job that goes back does not change them.
    pub(crate) charts: OrdMap<Arc<str>, Chart>,
    pub(crate) totals: Totals,
    pub(crate) checkpoints: Vector<crate::job::Checkpoint>,
    pub(crate) restarts: Vector<crate::job::Restart>,
    pub(crate) trouble: Option<Trouble>,
}

impl KinesisAnalytics {
    /// No application.
    pub fn new() -> Self {
        Self::default()
    }

    /// The application that an event is for, if it still exists.
    pub(crate) fn target(&mut self, target: &Target) -> Option<&mut Application> {
        let application = self.applications.get_mut(&target.name).filter(|application| application.id == target.id)?;
        Some(Arc::make_mut(application))
    }

    /// The application `name`. Errors: `ResourceNotFoundException`.
    pub(crate) fn find(&self, name: &str) -> Result<&Application, AwsError> {
        let found = self.applications.get(name).map(|application| &**application);
        found.ok_or_else(|| crate::errors::no_application(name))
    }

    /// The same, to be changed.
    pub(crate) fn find_mut(&mut self, name: &str) -> Result<&mut Application, AwsError> {
        let found = self.applications.get_mut(name).map(Arc::make_mut);
        found.ok_or_else(|| crate::errors::no_application(name))
    }
}

impl Application {
    /// Names it in an event.
    pub(crate) fn target(&self) -> Target {
        Target { name: self.name.clone(), id: self.id }
    }

    /// The present version's number.
    pub(crate) fn version(&self) -> u64 {
        self.versions.last().map_or(0, |version| version.number)
    }

    /// What it is told to do now. An application has a version from its making on.
    pub fn config(&self) -> Option<Arc<Config>> {
        self.versions.last().map(|version| version.config.clone())
    }

    /// Names the present state for the next update.
    pub(crate) fn token(&self) -> String {
        format!("{:x}-{:x}-{:x}", self.id, self.version(), self.step)
    }

    /// The latest snapshot that is ready.
    pub(crate) fn latest_snapshot(&self) -> Option<&Arc<Snapshot>> {
        let ready = self.snapshots.values().filter(|snapshot| snapshot.status == "READY");
        ready.max_by_key(|snapshot| snapshot.order)
    }

    /// Another status: what was scheduled for the one before is over.
    pub(crate) fn enter(&mut self, status: Status) {
        self.status = status;
        self.step += 1;
    }
}
