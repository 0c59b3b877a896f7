//! The laws of applications.

use crate::job::{Phase, Running};
use crate::limits::CHART_ROWS_MAX;
use crate::plan::Statement;
use crate::state::{Application, KinesisAnalytics, Status};
use service::Law;

/// Every law, with what breaks it.
pub fn laws(service: &KinesisAnalytics) -> Vec<Law> {
    let law = |id, says, breach: fn(&Application) -> Option<String>| {
        let broken = service.applications.values().find_map(|application| {
            let breach = breach(application)?;
            Some(format!("'{}': {breach}", application.name))
        });
        Law::new(id, says, broken)
    };
    vec![
        law("KDA-1", "records = malformed + filtered + unmatched + failed + late + taken", records),
        law("KDA-2", "rows given = written + waiting", rows),
        law("KDA-3", "a checkpoint never lies before the one that it follows", checkpoints),
        law("KDA-4", "a shard is read only when its parents were read to their ends", parents),
        law("KDA-5", "there is a job exactly while the application runs, changes or stops", jobs),
        law("KDA-6", "a chart keeps no more rows than it may", charts),
        law("KDA-7", "late rows that are shown were counted", late),
    ]
}

fn each(application: &Application, find: impl Fn(&Running, &Statement) -> Option<String>) -> Option<String> {
    let job = application.job.as_ref()?;
    let mut pairs = job.live.statements.iter().zip(&job.config.plan.statements);
    pairs.find_map(|(running, statement)| Some(format!("INTO {}: {}", statement.into, find(running, statement)?)))
}

fn records(application: &Application) -> Option<String> {
    // A job that has failed holds what it was then: a record may be half taken.
    if application.job.as_ref().is_some_and(|job| !matches!(job.phase, Phase::Up(_))) {
        return None;
    }
    each(application, |running, statement| {
        let counts = running.flow.counts();
        let ends = counts.malformed + counts.filtered + counts.unmatched + counts.failed + counts.late + counts.taken;
        (statement.adds_up && counts.records != ends)
            .then(|| format!("{} records, {ends} accounted for", counts.records))
    })
}

fn rows(application: &Application) -> Option<String> {
    each(application, |running, _| {
        let known = running.written + running.waiting.len() as u64;
        let flow = running.flow.counts().rows;
        let holds = running.given == known && running.given == flow;
        (!holds).then(|| format!("{flow} given by the operators, {} taken, {known} accounted for", running.given))
    })
}

fn checkpoints(application: &Application) -> Option<String> {
    let job = application.job.as_ref()?;
    let last = job.last.as_ref()?;
    let taking = job.taking.as_ref().and_then(|taking| taking.saved.behind(last));
    let live = job.live.behind(last);
    taking.or(live).map(|(table, shard)| format!("table {table}, shard {shard} went back"))
}

fn parents(application: &Application) -> Option<String> {
    let job = application.job.as_ref()?;
    job.live.readers.values().find_map(|reader| {
        reader.open_shards().find_map(|number| {
            let shard = reader.shards.get(&number)?;
            let parent = shard.parents.iter().find(|parent| {
                reader.shards.get(parent).is_some_and(|parent| parent.phase != crate::job::ShardPhase::Ended)
            })?;
            Some(format!("shard {number} is read before its parent {parent} has ended"))
        })
    })
}

fn jobs(application: &Application) -> Option<String> {
    let has_job = application.job.is_some();
    let holds = match application.status {
        Status::Running | Status::Updating | Status::Stopping | Status::RollingBack => has_job,
        Status::Ready | Status::Starting | Status::Deleting => !has_job,
        // It can be forced to stop before there is one.
        Status::ForceStopping => true,
    };
    (!holds).then(|| format!("{} {} a job", application.status.name(), if has_job { "with" } else { "without" }))
}

fn charts(application: &Application) -> Option<String> {
    let too_many = application.charts.iter().find(|(_, chart)| chart.len() > CHART_ROWS_MAX);
    too_many.map(|(name, chart)| format!("{name} keeps {} rows", chart.len()))
}

fn late(application: &Application) -> Option<String> {
    each(application, |running, _| {
        let shown = running.late.iter().filter(|late| late.late.lost).count() as u64;
        let counted = running.flow.counts().late;
        (shown > counted).then(|| format!("{shown} are shown, {counted} counted"))
    })
}
