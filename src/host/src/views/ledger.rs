//! What the account wrote down: trail, metrics, bill, laws.

use crate::Host;
use account::TrailEntry;
use protocol::{Bill, BillItem, Law, Metric, Metrics, Trail};
use serde_json::Value;
use sim::World;

/// Entries of a page of the trail.
const TRAIL_PAGE: usize = 50;
/// A request's text is shortened to this many bytes.
const PARAMS_BYTES_MAX: usize = 8 * 1024;
/// Minutes of a metric that are shown.
const POINTS_MAX: usize = 30;
/// Hours of a month, as AWS counts them.
const MONTH_HOURS: f64 = 730.0;

impl Host {
    pub(super) fn trail_view(&self, from: u64, errors_only: bool, data_events: bool) -> Trail {
        let trail = self.run.present().trail();
        let mut all: Vec<&TrailEntry> = trail.management().collect();
        if data_events {
            all.extend(trail.data());
            all.sort_by_key(|entry| entry.at);
        }
        if errors_only {
            all.retain(|entry| entry.error.is_some());
        }
        let total = all.len();
        let page = all.iter().enumerate().rev().skip(from as usize).take(TRAIL_PAGE);
        let entries = page.map(|(index, entry)| trail_entry(index as u64, entry)).collect();
        Trail { entries, from, total: total as u64 }
    }

    pub(super) fn metrics_view(&self) -> Metrics {
        let account = self.run.present();
        let minute = account.now().as_secs() / 60;
        let points = |series: &account::Series, statistic: &str| {
            let first = minute.saturating_sub(POINTS_MAX as u64 - 1);
            let of = |found: &account::Minute| match statistic {
                "Average" => found.sum / found.count.max(1) as f64,
                "Maximum" => found.max,
                _ => found.sum,
            };
            let at = |minute: u64| series.minutes.iter().find(|found| found.minute == minute).map_or(0.0, of);
            (first..=minute).map(at).collect::<Vec<_>>()
        };
        let mut metrics: Vec<_> = account
            .meter()
            .metrics()
            .map(|((namespace, name, dimension, value), series)| Metric {
                namespace: (*namespace).into(),
                name: (*name).into(),
                dimensions: format!("{dimension}={value}"),
                unit: unit(name).into(),
                statistic: statistic(name).into(),
                points: points(series, statistic(name)),
            })
            .collect();
        metrics.extend(account.meter().calls().map(|(name, series)| Metric {
            namespace: "AWS/Usage".into(),
            name: "CallCount".into(),
            dimensions: format!("Resource={name}"),
            unit: "Count".into(),
            statistic: "Sum".into(),
            points: points(series, "Sum"),
        }));
        Metrics { metrics }
    }

    pub(super) fn bill_view(&self) -> Bill {
        let account = self.run.present();
        let items: Vec<_> = account
            .meter()
            .bill()
            .map(|item| BillItem {
                service: item.price.service.into(),
                usage_type: item.price.usage.into(),
                quantity: item.quantity,
                unit: item.price.unit.into(),
                unit_price_usd: item.price.usd,
                cost_usd: item.usd(),
            })
            .collect();
        let hours = account.now().0 as f64 / 3_600e6;
        let total_usd = account.meter().usd();
        let month_usd = if hours > 0.0 { total_usd / hours * MONTH_HOURS } else { 0.0 };
        Bill { items, total_usd, month_usd, prices_as_of: "2026-08".into() }
    }

    pub(super) fn laws_view(&self) -> Vec<Law> {
        let laws = self.run.present().laws().into_iter();
        laws.map(|law| Law {
            id: law.id.into(),
            statement: law.says.into(),
            holds: law.breach.is_none(),
            found: law.breach,
        })
        .collect()
    }
}

fn trail_entry(sequence: u64, entry: &TrailEntry) -> protocol::TrailEntry {
    let name = entry.request.name();
    let params = entry.request.params();
    let (_, event) = name.split_once('.').unwrap_or(("", name));
    protocol::TrailEntry {
        sequence,
        at_us: entry.at.0,
        principal: entry.principal.arn(),
        source: source(entry.request.service()).into(),
        event: event.into(),
        read_only: entry.class.read_only,
        data_event: entry.class.data_event,
        error: entry.error.as_ref().map(|error| error.code.to_string()),
        error_message: entry.error.as_ref().map(|error| error.message.clone()),
        cli: super::storage::shortened(&api::command_line(name, &params), PARAMS_BYTES_MAX),
        params: pretty(&params),
    }
}

/// Indented JSON, shortened.
pub(super) fn pretty(value: &Value) -> String {
    super::storage::shortened(&serde_json::to_string_pretty(value).unwrap_or_default(), PARAMS_BYTES_MAX)
}

fn source(service: api::ServiceId) -> &'static str {
    match service {
        api::ServiceId::S3 => "s3.amazonaws.com",
        api::ServiceId::Kinesis => "kinesis.amazonaws.com",
        api::ServiceId::Firehose => "firehose.amazonaws.com",
        api::ServiceId::Glue => "glue.amazonaws.com",
        api::ServiceId::Athena => "athena.amazonaws.com",
        api::ServiceId::Iam => "iam.amazonaws.com",
        api::ServiceId::QuickSight => "quicksight.amazonaws.com",
        api::ServiceId::OpenSearch => "es.amazonaws.com",
        api::ServiceId::Sqs => "sqs.amazonaws.com",
        api::ServiceId::KinesisAnalytics => "kinesisanalytics.amazonaws.com",
    }
}

/// The statistic that tells something: what is counted adds up, a level or a share does not. AWS's consoles show the same ones.
fn statistic(name: &str) -> &'static str {
    match name {
        name if name.contains("Freshness") || name.contains("AgeOf") => "Maximum",
        "PartitionCount" | "NumberOfObjects" | "BucketSizeBytes" => "Average",
        name if name.starts_with("ApproximateNumber") => "Average",
        // Firehose's are shares; those of Kinesis count calls.
        name if name.ends_with(".Success")
            && ["Delivery", "Backup", "Execute"].iter().any(|it| name.starts_with(it)) =>
        {
            "Average"
        }
        name if unit(name) == "Milliseconds" => "Average",
        _ => "Sum",
    }
}

fn unit(name: &str) -> &'static str {
    match name {
        name if name.contains("Bytes") => "Bytes",
        name if ["Millis", "millis", "Latency", "Duration"].iter().any(|word| name.contains(word)) => "Milliseconds",
        name if name.ends_with("Time") || ["uptime", "downtime"].contains(&name) => "Milliseconds",
        name if name.contains("Freshness") || name == "ApproximateAgeOfOldestMessage" => "Seconds",
        "SentMessageSize" | "lastCheckpointSize" => "Bytes",
        _ => "Count",
    }
}
