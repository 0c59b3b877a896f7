//! An application in detail: its configuration, its statements with what became of their records, its saved state.

use super::time::{Windowed, windowed};
use super::{number, open, place, plane};
use crate::Host;
use account::Account;
use api::kinesis::shard_id;
use jobs::stream::Type;
use kinesisanalytics::{Application, Chart, Config, JobPhase, Sink, StatementView, prices, text};
use protocol::{
    ApplicationDetail, CallError, ChartData, Checkpoint, Field, FlowInsert, Format, LateRecord, Mark, OpenWindow,
    Plane, ShardWatermark, Snapshot,
};
use serde_json::json;
use sim::Time;
use std::collections::{BTreeMap, BTreeSet};

/// Checkpoints that are shown.
const CHECKPOINTS_MAX: usize = 20;
/// Snapshots, late records, open windows, shards and rows that are shown.
const ROWS_MAX: usize = 50;
/// Windows (or rows) that the live chart shows.
const CATEGORIES_MAX: usize = 12;
/// Series that the live chart shows.
const SERIES_MAX: usize = 6;

impl Host {
    pub(in crate::views) fn application_view(&self, name: &str) -> ApplicationDetail {
        let account = self.run.present();
        let Some(application) = account.kinesisanalytics().application(name) else {
            return ApplicationDetail { name: name.into(), ..ApplicationDetail::default() };
        };
        let (view, told) = (application.view(), application.description());
        let config = application.config();
        let since = |at: api::Timestamp| at.0.saturating_sub(account.start_epoch_ms()) * 1_000;
        let plane = config.as_ref().and_then(|config| self.first_plane(application, config));
        let snapshots = application.snapshots().into_iter().take(ROWS_MAX).map(|snapshot| Snapshot {
            name: snapshot.name.to_string(),
            status: snapshot.status.into(),
            version: snapshot.version,
            at_us: since(snapshot.created),
            bytes: snapshot.bytes,
        });
        let checkpoints = application.checkpoints().rev().take(CHECKPOINTS_MAX).map(|checkpoint| Checkpoint {
            id: checkpoint.number,
            at_us: checkpoint.at.0,
            duration_us: checkpoint.duration_us,
            bytes: checkpoint.bytes,
        });
        let parallelism = config.as_ref().map(|config| config.parallelism).unwrap_or_default();
        let interval = config.as_ref().map(|config| config.checkpoints).filter(|it| it.is_enabled);
        ApplicationDetail {
            name: name.into(),
            arn: told.application_arn,
            description: told.application_description.unwrap_or_default(),
            status: view.status.name().into(),
            runtime: view.runtime.clone(),
            role: told.service_execution_role,
            version: view.version,
            created_us: since(told.create_timestamp),
            updated_us: since(told.last_update_timestamp),
            running_since_us: match view.job {
                Some(JobPhase::Running(at)) => Some(at.0),
                _ => None,
            },
            script: application.script().to_string(),
            parallelism: parallelism.tasks as u32,
            tasks_per_kpu: parallelism.tasks_per_kpu as u32,
            has_snapshots: config.as_ref().is_some_and(|config| config.has_snapshots),
            kpus: view.kpus as u32,
            usd_hour: usd_hour(view.kpus),
            restarts: view.totals.restarts,
            trouble: view
                .trouble
                .as_ref()
                .map(|it| CallError { name: it.error.code.to_string(), message: it.error.message.clone() }),
            behind_us: view.behind_ms * 1_000,
            checkpoint_interval_us: interval.map_or(0, |it| it.interval_ms.unsigned_abs() * 1_000),
            checkpoints: checkpoints.collect(),
            snapshots: snapshots.collect(),
            inserts: config.map(|config| inserts(account, application, &config)).unwrap_or_default(),
            late: late(application, plane.as_ref()),
            plane,
            cli: vec![
                api::command_line("KinesisAnalytics.DescribeApplication", &json!({ "ApplicationName": name })),
                api::command_line("KinesisAnalytics.ListApplicationSnapshots", &json!({ "ApplicationName": name })),
            ],
        }
    }

    /// The plane of the first statement with windows over event time.
    fn first_plane(&self, application: &Application, config: &Config) -> Option<Plane> {
        let program = &config.plan.program;
        let find = |(index, insert): (usize, &jobs::stream::Insert)| -> Option<Plane> {
            let windowed = windowed(program, &insert.query).filter(|windowed| windowed.by_event)?;
            let source = config.plan.sources.get(&windowed.index)?;
            let stream = self.run.present().kinesis().stream(api::Arn::name(&source.arn))?;
            let into = config.plan.statements.get(index)?;
            let title = format!("{} → {}", stream.name(), into.into);
            Some(self.plane(application, index, &windowed, stream, title))
        };
        // One that does not run has no plane.
        application.statements().next()?;
        program.inserts.iter().enumerate().find_map(find)
    }
}

/// What an hour of running costs: processing units, and the storage that comes with those that work.
fn usd_hour(kpus: u64) -> f64 {
    let working = kpus.saturating_sub(1) as f64;
    kpus as f64 * prices::KPU.usd + working * prices::STORAGE_GB * prices::STORAGE.usd
}

fn inserts(account: &Account, application: &Application, config: &Config) -> Vec<FlowInsert> {
    let running: Vec<_> = application.statements().collect();
    let planned = config.plan.statements.iter().enumerate();
    planned
        .map(|(index, statement)| {
            let windowed =
                config.plan.program.inserts.get(index).and_then(|insert| windowed(&config.plan.program, &insert.query));
            let mut insert = FlowInsert {
                into: statement.into.to_string(),
                target: place(&statement.sink),
                reads: config.plan.sources.values().map(|source| api::Arn::name(&source.arn).to_owned()).collect(),
                windows: windowed.as_ref().map(|it| plane::kind_of(it.window)),
                processing_time: windowed.as_ref().is_some_and(|it| !it.by_event),
                ..FlowInsert::default()
            };
            if let Some(view) = running.get(index) {
                fill(&mut insert, account, application, index, view, windowed.as_ref());
            }
            insert
        })
        .collect()
}

/// What a statement that runs has done.
fn fill(
    insert: &mut FlowInsert,
    account: &Account,
    application: &Application,
    index: usize,
    view: &StatementView,
    windowed: Option<&Windowed>,
) {
    let counts = &view.counts;
    insert.rows_in = counts.records;
    insert.rows_out = counts.rows;
    insert.filtered = counts.filtered + counts.unmatched;
    insert.malformed = counts.malformed + counts.failed;
    insert.late = counts.late;
    insert.watermark_ms = view.watermark_ms;
    let streams: BTreeSet<String> = application.shards().into_iter().map(|shard| shard.stream).collect();
    let watermarks = application.watermarks(index).into_iter().take(ROWS_MAX);
    insert.shards = watermarks
        .map(|(table, shard, watermark_ms, idle)| {
            let id = shard_id(shard);
            ShardWatermark {
                shard: if streams.len() > 1 { format!("{table} · {id}") } else { id }, watermark_ms, idle
            }
        })
        .collect();
    let clock_ms = (account.start_epoch_ms() + account_now(account).0 / 1_000).cast_signed();
    let reached = if windowed.is_some_and(|it| !it.by_event) { Some(clock_ms) } else { view.watermark_ms };
    let all = open(application, index);
    insert.open_total = all.len() as u64;
    insert.open = all
        .into_iter()
        .take(ROWS_MAX)
        .map(|window| OpenWindow {
            start_ms: window.start_ms,
            end_ms: window.end_ms,
            groups: window.groups,
            rows: window.rows,
            left_ms: reached.map_or(window.end_ms - window.start_ms, |at| (window.end_ms - 1 - at).max(0)),
        })
        .collect();
    let chart = application.charts().find(|(name, _)| *name == insert.into);
    if let (Sink::Chart { .. }, Some((_, chart))) = (&view.sink, chart) {
        insert.columns = chart.columns().iter().map(|(name, _)| name.clone()).collect();
        let rows = chart.rows().rev().take(ROWS_MAX);
        let value = |value: &jobs::stream::Value| (*value != jobs::stream::Value::Null).then(|| text(value));
        insert.rows = rows.map(|row| row.values.iter().map(value).collect()).collect();
        insert.chart = drawn(&insert.into, chart);
    }
}

fn account_now(account: &Account) -> Time {
    use sim::World;
    account.now()
}

/// The last rows as bars: by the ends of their windows, one series for each value of the first text; else row by row.
fn drawn(name: &str, chart: &Chart) -> Option<(protocol::Chart, ChartData)> {
    let numeric = chart.columns().iter().find(|(_, kind)| matches!(kind, Type::Bigint | Type::Double))?;
    let series_at = chart.columns().iter().position(|(_, kind)| *kind == Type::String);
    let mut categories: Vec<String> = Vec::new();
    let mut cells: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for row in chart.rows().rev() {
        let Some(value) = number(chart, &row.values) else { continue };
        let at = row.window.map_or(row.at.0 / 1_000, |(_, end)| end.unsigned_abs());
        let category = match row.window {
            Some(_) => sim::calendar::instant_text(at).get(11..19).unwrap_or_default().to_owned(),
            None => series_at.and_then(|at| row.values.get(at)).map(text).unwrap_or_default(),
        };
        if !categories.contains(&category) {
            if categories.len() >= CATEGORIES_MAX {
                break;
            }
            categories.push(category.clone());
        }
        let series = match (row.window, series_at.and_then(|at| row.values.get(at))) {
            (Some(_), Some(value)) => text(value),
            _ => numeric.0.clone(),
        };
        *sums.entry(series.clone()).or_default() += value;
        *cells.entry((category, series)).or_default() += value;
    }
    if categories.is_empty() {
        return None;
    }
    categories.reverse();
    let mut names: Vec<_> = sums.into_iter().collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let left_out = names.len().saturating_sub(SERIES_MAX) as u64;
    names.truncate(SERIES_MAX);
    names.sort_by(|a, b| a.0.cmp(&b.0));
    let field = |column: &str, format: Format| Field { column: column.into(), aggregation: None, format };
    let format = if numeric.1 == Type::Bigint { Format::Integer } else { Format::Decimal };
    let series: Vec<_> = names
        .into_iter()
        .map(|(name, _)| {
            let values = categories.iter().map(|category| cells.get(&(category.clone(), name.clone())).copied());
            (name.clone(), values.collect())
        })
        .collect();
    let shape = protocol::Chart {
        mark: Mark::Bar,
        title: name.into(),
        category: Some(field("window_end", Format::Text)),
        values: series.iter().map(|(name, _): &(String, Vec<Option<f64>>)| field(name, format)).collect(),
        color: None,
        horizontal: false,
    };
    Some((shape, ChartData { categories, series, left_out }))
}

/// What came too late, of all statements; a record that the plane shows has its identity there.
fn late(application: &Application, plane: Option<&Plane>) -> Vec<LateRecord> {
    let mut out = Vec::new();
    for index in 0..application.statements().count() {
        out.extend(application.late(index).rev().filter(|row| row.late.lost).map(|row| {
            let late = &row.late;
            let drawn = plane.filter(|plane| plane.insert as usize == index);
            let record =
                drawn.and_then(|plane| plane.records.iter().find(|one| one.late && one.event_ms == late.event_ms));
            LateRecord {
                record: record.and_then(|one| one.record.clone()),
                insert: index as u32,
                event_ms: late.event_ms,
                at_us: row.at.0,
                by_ms: late.watermark_ms + 1 - late.window.1,
                window_ms: late.window,
            }
        }));
    }
    out.sort_by_key(|late| std::cmp::Reverse(late.at_us));
    out.truncate(ROWS_MAX);
    out
}
