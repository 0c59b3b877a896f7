//! What an application is told to do, checked: as created and as updated. Its code is text here; `plan` knows what it means.

use crate::errors::{argument, check_chars, check_enum, check_range, not_modelled, unsupported};
use crate::limits::{
    CHECKPOINT_INTERVAL_MS, CHECKPOINT_PAUSE_MS, DESCRIPTION_CHARS, KPUS_MAX, PARALLELISM, PARALLELISM_PER_KPU,
    TEXT_CHARS,
};
use crate::plan::Plan;
use api::kinesisanalytics::{
    ApplicationConfiguration, ApplicationConfigurationUpdate, ApplicationSnapshotConfiguration,
    CheckpointConfiguration, CheckpointConfigurationUpdate, CreateApplication, MonitoringConfiguration,
    MonitoringConfigurationUpdate, ParallelismConfiguration, ParallelismConfigurationUpdate,
};
use api::{AwsError, Unmodelled};
use std::sync::Arc;

const DEFAULT: &str = "DEFAULT";
const CUSTOM: &str = "CUSTOM";
const METRICS_LEVELS: [&str; 4] = ["APPLICATION", "TASK", "OPERATOR", "PARALLELISM"];
const LOG_LEVELS: [&str; 4] = ["INFO", "WARN", "ERROR", "DEBUG"];
/// The runtimes that AWS still makes applications for.
const RUNTIMES: [&str; 6] = ["FLINK-1_15", "FLINK-1_18", "FLINK-1_19", "FLINK-1_20", "FLINK-2_2", "FLINK-2_3"];
const RUNTIMES_GONE: [&str; 4] = ["FLINK-1_6", "FLINK-1_8", "FLINK-1_11", "FLINK-1_13"];

/// One version of an application.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// `FLINK-1_20`
    pub runtime: String,
    /// The role's ARN.
    pub role_arn: String,
    /// The script.
    pub code: Arc<str>,
    /// What it means.
    pub plan: Arc<Plan>,
    /// When its state is put aside.
    pub checkpoints: Checkpoints,
    /// On how much it runs.
    pub parallelism: Parallelism,
    /// What it tells; told again, and not heeded.
    pub monitoring: MonitoringConfiguration,
    /// Whether there are snapshots.
    pub has_snapshots: bool,
}

/// When an application's state is put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoints {
    /// Whether nothing was said.
    pub is_default: bool,
    /// Whether it is.
    pub is_enabled: bool,
    /// From one to the next.
    pub interval_ms: i64,
    /// From the end of one to the next.
    pub pause_ms: i64,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self { is_default: true, is_enabled: true, interval_ms: CHECKPOINT_INTERVAL_MS, pause_ms: CHECKPOINT_PAUSE_MS }
    }
}

impl Checkpoints {
    fn read(given: &CheckpointConfiguration) -> Result<Self, AwsError> {
        check_type(&given.configuration_type, "checkpointConfiguration")?;
        if given.configuration_type == DEFAULT {
            return Ok(Self::default());
        }
        let interval_ms = given.checkpoint_interval.unwrap_or(CHECKPOINT_INTERVAL_MS);
        let pause_ms = given.min_pause_between_checkpoints.unwrap_or(CHECKPOINT_PAUSE_MS);
        check_range(interval_ms, &(1..=i64::MAX / 1_000), "checkpointInterval")?;
        check_range(pause_ms, &(0..=i64::MAX / 1_000), "minPauseBetweenCheckpoints")?;
        let is_enabled = given.checkpointing_enabled.unwrap_or(true);
        Ok(Self { is_default: false, is_enabled, interval_ms, pause_ms })
    }

    /// As AWS describes it.
    pub fn description(&self) -> CheckpointConfiguration {
        CheckpointConfiguration {
            configuration_type: type_name(self.is_default),
            checkpointing_enabled: Some(self.is_enabled),
            checkpoint_interval: Some(self.interval_ms),
            min_pause_between_checkpoints: Some(self.pause_ms),
        }
    }

    fn updated(&self, update: &CheckpointConfigurationUpdate) -> Result<Self, AwsError> {
        let mut given = self.description();
        let kind = update.configuration_type_update.clone();
        given.configuration_type = kind.unwrap_or(given.configuration_type);
        given.checkpointing_enabled = update.checkpointing_enabled_update.or(given.checkpointing_enabled);
        given.checkpoint_interval = update.checkpoint_interval_update.or(given.checkpoint_interval);
        given.min_pause_between_checkpoints =
            update.min_pause_between_checkpoints_update.or(given.min_pause_between_checkpoints);
        Self::read(&given)
    }
}

/// On how much an application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parallelism {
    /// Whether nothing was said.
    pub is_default: bool,
    /// Tasks at the same time.
    pub tasks: i64,
    /// Tasks on one processing unit.
    pub tasks_per_kpu: i64,
    /// Whether AWS may change it; told again, and not heeded.
    pub scales: bool,
}

impl Default for Parallelism {
    fn default() -> Self {
        Self { is_default: true, tasks: 1, tasks_per_kpu: 1, scales: true }
    }
}

impl Parallelism {
    fn read(given: &ParallelismConfiguration) -> Result<Self, AwsError> {
        check_type(&given.configuration_type, "parallelismConfiguration")?;
        if given.configuration_type == DEFAULT {
            return Ok(Self::default());
        }
        let (tasks, tasks_per_kpu) = (given.parallelism.unwrap_or(1), given.parallelism_per_kpu.unwrap_or(1));
        check_range(tasks, &PARALLELISM, "parallelism")?;
        check_range(tasks_per_kpu, &PARALLELISM_PER_KPU, "parallelismPerKPU")?;
        let read = Self { is_default: false, tasks, tasks_per_kpu, scales: given.auto_scaling_enabled.unwrap_or(true) };
        if read.kpus() > KPUS_MAX {
            let message = format!("The application needs {} KPUs; the limit is {KPUS_MAX}.", read.kpus());
            return Err(crate::errors::limit(message));
        }
        Ok(read)
    }

    /// The processing units that work, without the one that orchestrates.
    pub fn kpus(&self) -> i64 {
        (self.tasks + self.tasks_per_kpu - 1).div_euclid(self.tasks_per_kpu.max(1))
    }

    /// As AWS describes it.
    pub fn description(&self) -> ParallelismConfiguration {
        ParallelismConfiguration {
            configuration_type: type_name(self.is_default),
            parallelism: Some(self.tasks),
            parallelism_per_kpu: Some(self.tasks_per_kpu),
            current_parallelism: Some(self.tasks),
            auto_scaling_enabled: Some(self.scales),
        }
    }

    fn updated(&self, update: &ParallelismConfigurationUpdate) -> Result<Self, AwsError> {
        let mut given = self.description();
        let kind = update.configuration_type_update.clone();
        given.configuration_type = kind.unwrap_or(given.configuration_type);
        given.parallelism = update.parallelism_update.or(given.parallelism);
        given.parallelism_per_kpu = update.parallelism_per_kpu_update.or(given.parallelism_per_kpu);
        given.auto_scaling_enabled = update.auto_scaling_enabled_update.or(given.auto_scaling_enabled);
        Self::read(&given)
    }
}

/// What is left of a configuration when its code has yet to be understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The configuration; the plan is the one before, or empty.
    pub config: Config,
    /// Whether the code has to be read.
    pub has_new_code: bool,
}

impl Draft {
    /// Reads what an application is created with.
    pub fn create(request: &CreateApplication) -> Result<Self, AwsError> {
        modelled(&request.unmodelled)?;
        check_runtime(&request.runtime_environment)?;
        check_role(&request.service_execution_role, "serviceExecutionRole")?;
        check_chars(
            request.application_description.as_deref().unwrap_or_default(),
            &DESCRIPTION_CHARS,
            "applicationDescription",
        )?;
        if let Some(mode) = &request.application_mode {
            check_enum(mode, &["STREAMING", "INTERACTIVE"], "applicationMode")?;
            if mode == "INTERACTIVE" {
                return Err(not_modelled("INTERACTIVE"));
            }
        }
        let nothing = ApplicationConfiguration::default();
        let given = request.application_configuration.as_deref().unwrap_or(&nothing);
        if given.unmodelled.0 == Some("SqlApplicationConfiguration") {
            return Err(argument("SqlApplicationConfiguration is not for an application with a Flink runtime."));
        }
        modelled(&given.unmodelled)?;
        let flink = given.flink_application_configuration.as_ref();
        let checkpoints = flink.and_then(|flink| flink.checkpoint_configuration.as_ref());
        let parallelism = flink.and_then(|flink| flink.parallelism_configuration.as_ref());
        let monitoring = flink.and_then(|flink| flink.monitoring_configuration.as_ref());
        let config = Config {
            runtime: request.runtime_environment.clone(),
            role_arn: request.service_execution_role.clone(),
            code: code(given)?,
            plan: Arc::default(),
            checkpoints: checkpoints.map_or(Ok(Checkpoints::default()), Checkpoints::read)?,
            parallelism: parallelism.map_or(Ok(Parallelism::default()), Parallelism::read)?,
            monitoring: monitoring.map_or(Ok(default_monitoring()), read_monitoring)?,
            has_snapshots: match &given.application_snapshot_configuration {
                Some(snapshots) => modelled(&snapshots.unmodelled).map(|()| snapshots.snapshots_enabled)?,
                None => true,
            },
        };
        Ok(Self { config, has_new_code: true })
    }

    /// Reads what changes.
    pub fn update(
        config: &Config,
        update: Option<&ApplicationConfigurationUpdate>,
        role_arn: Option<&str>,
        runtime: Option<&str>,
    ) -> Result<Self, AwsError> {
        let mut config = config.clone();
        let mut has_new_code = false;
        if let Some(runtime) = runtime {
            check_runtime(runtime)?;
            config.runtime = runtime.into();
        }
        if let Some(role_arn) = role_arn {
            check_role(role_arn, "serviceExecutionRoleUpdate")?;
            config.role_arn = role_arn.into();
        }
        let Some(update) = update else { return Ok(Self { config, has_new_code }) };
        modelled(&update.unmodelled)?;
        if let Some(text) = code_update(update)? {
            has_new_code = text != config.code;
            config.code = text;
        }
        if let Some(flink) = &update.flink_application_configuration_update {
            if let Some(update) = &flink.checkpoint_configuration_update {
                config.checkpoints = config.checkpoints.updated(update)?;
            }
            if let Some(update) = &flink.parallelism_configuration_update {
                config.parallelism = config.parallelism.updated(update)?;
            }
            if let Some(update) = &flink.monitoring_configuration_update {
                config.monitoring = update_monitoring(&config.monitoring, update)?;
            }
        }
        if let Some(update) = &update.application_snapshot_configuration_update {
            modelled(&update.unmodelled)?;
            config.has_snapshots = update.snapshots_enabled_update;
        }
        Ok(Self { config, has_new_code })
    }
}

impl Config {
    /// As AWS describes it.
    pub fn snapshots_description(&self) -> ApplicationSnapshotConfiguration {
        ApplicationSnapshotConfiguration { snapshots_enabled: self.has_snapshots, unmodelled: Unmodelled::default() }
    }
}

/// The script in what an application is created with.
fn code(given: &ApplicationConfiguration) -> Result<Arc<str>, AwsError> {
    let Some(code) = &given.application_code_configuration else {
        return Err(argument("ApplicationCodeConfiguration is required for an application with a Flink runtime."));
    };
    check_code_type(&code.code_content_type, "codeContentType")?;
    let content = code.code_content.as_ref();
    content.map_or(Ok(()), |content| modelled(&content.unmodelled))?;
    let text = content.and_then(|content| content.text_content.as_deref());
    let Some(text) = text else { return Err(argument("TextContent is required for CodeContentType PLAINTEXT.")) };
    check_chars(text, &TEXT_CHARS, "textContent")?;
    Ok(text.into())
}

fn code_update(update: &ApplicationConfigurationUpdate) -> Result<Option<Arc<str>>, AwsError> {
    let Some(code) = &update.application_code_configuration_update else { return Ok(None) };
    code.code_content_type_update.as_deref().map_or(Ok(()), |kind| check_code_type(kind, "codeContentTypeUpdate"))?;
    let Some(content) = &code.code_content_update else { return Ok(None) };
    modelled(&content.unmodelled)?;
    let Some(text) = &content.text_content_update else { return Ok(None) };
    check_chars(text, &TEXT_CHARS, "textContentUpdate")?;
    Ok(Some(text.as_str().into()))
}

fn check_code_type(kind: &str, member: &str) -> Result<(), AwsError> {
    check_enum(kind, &["PLAINTEXT", "ZIPFILE"], member)?;
    if kind == "ZIPFILE" { Err(not_modelled("ZIPFILE")) } else { Ok(()) }
}

/// What AWS says of runtimes that it makes no applications for any more.
fn check_runtime(runtime: &str) -> Result<(), AwsError> {
    if RUNTIMES.contains(&runtime) {
        return Ok(());
    }
    if runtime == "SQL-1_0" {
        let message = "Kinesis Data Analytics for SQL Applications has been discontinued: no application could be created \
            since October 15, 2025, and the service ended on January 27, 2026. Use a Flink runtime, whose SQL has windows as well.";
        return Err(unsupported(message));
    }
    if RUNTIMES_GONE.contains(&runtime) {
        return Err(unsupported(format!("Runtime environment {runtime} is no longer supported for new applications.")));
    }
    if runtime.starts_with("ZEPPELIN-FLINK-") {
        return Err(not_modelled(runtime));
    }
    check_enum(runtime, &RUNTIMES, "runtimeEnvironment")
}

fn check_role(arn: &str, member: &str) -> Result<(), AwsError> {
    check_chars(arn, &(1..=2_048), member)?;
    if arn.starts_with("arn:") {
        return Ok(());
    }
    Err(AwsError::constraint(arn, member, "Member must satisfy regular expression pattern: arn:.*"))
}

fn check_type(kind: &str, of: &str) -> Result<(), AwsError> {
    check_enum(kind, &[DEFAULT, CUSTOM], &format!("{of}.configurationType"))
}

fn type_name(is_default: bool) -> String {
    if is_default { DEFAULT.into() } else { CUSTOM.into() }
}

fn default_monitoring() -> MonitoringConfiguration {
    MonitoringConfiguration {
        configuration_type: DEFAULT.into(),
        metrics_level: Some("APPLICATION".into()),
        log_level: Some("INFO".into()),
    }
}

fn read_monitoring(given: &MonitoringConfiguration) -> Result<MonitoringConfiguration, AwsError> {
    check_type(&given.configuration_type, "monitoringConfiguration")?;
    let mut read = default_monitoring();
    if given.configuration_type == CUSTOM {
        given.metrics_level.as_deref().map_or(Ok(()), |it| check_enum(it, &METRICS_LEVELS, "metricsLevel"))?;
        given.log_level.as_deref().map_or(Ok(()), |it| check_enum(it, &LOG_LEVELS, "logLevel"))?;
        read.configuration_type = CUSTOM.into();
        read.metrics_level = given.metrics_level.clone().or(read.metrics_level);
        read.log_level = given.log_level.clone().or(read.log_level);
    }
    Ok(read)
}

fn update_monitoring(
    present: &MonitoringConfiguration,
    update: &MonitoringConfigurationUpdate,
) -> Result<MonitoringConfiguration, AwsError> {
    let mut given = present.clone();
    let kind = update.configuration_type_update.clone();
    given.configuration_type = kind.unwrap_or(given.configuration_type);
    given.metrics_level = update.metrics_level_update.clone().or(given.metrics_level);
    given.log_level = update.log_level_update.clone().or(given.log_level);
    read_monitoring(&given)
}

/// Refuses what AWS has and we do not model.
pub fn modelled(unmodelled: &Unmodelled) -> Result<(), AwsError> {
    unmodelled.0.map_or(Ok(()), |member| Err(not_modelled(member)))
}
