//! CloudWatch's metrics of the stream by AWS's names, those of single shards, and how far readers are behind.

use super::Chosen;
use crate::context::App;
use crate::panels::measured;
use crate::part::Local;
use crate::widgets::{Look, check, meter, note, spark, status};
use markup::html;
use protocol::{Metric, Stream};
use serde_json::json;
use yew::{Callback, Html};

const NAMESPACE: &str = "AWS/Kinesis";
const AGE: &str = "GetRecords.IteratorAgeMilliseconds";
const READS: &str = "GetRecords.Success";
/// What the console shows of a stream, as it shows it.
const SHOWN: [&str; 15] = [
    "IncomingRecords",
    "IncomingBytes",
    "WriteProvisionedThroughputExceeded",
    AGE,
    "GetRecords.Records",
    "GetRecords.Bytes",
    READS,
    "ReadProvisionedThroughputExceeded",
    "PutRecords.TotalRecords",
    "PutRecords.SuccessfulRecords",
    "PutRecords.ThrottledRecords",
    "PutRecords.Bytes",
    "PutRecords.Success",
    "PutRecord.Success",
    "PutRecord.Bytes",
];
/// Cards of single shards.
const SHARD_CARDS_MAX: usize = 42;
/// A reader that is behind by more than this share of the retention period is about to lose records.
const AGE_ALARM: f64 = 0.5;

/// The part.
pub fn monitoring(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let all = chosen.metrics.as_ref().map(|view| view.metrics.as_slice()).unwrap_or_default();
    let of = |dimension: String| {
        all.iter().filter(move |metric| metric.namespace == NAMESPACE && metric.dimensions.starts_with(&dimension))
    };
    let own: Vec<_> = of(format!("StreamName={}", chosen.stream.name)).collect();
    let shards: Vec<_> = of(format!("StreamName,ShardId={},", chosen.stream.name)).take(SHARD_CARDS_MAX).collect();
    let enhanced = chosen.view.as_ref().is_some_and(|view| !view.enhanced.is_empty());
    html! {
        <>
            { age(app, &chosen.stream, has_readers(&own)) }
            <h4>{ app.t("monitor-title") }</h4>
            { note(app.t("monitor-note")) }
            <div class="kds-cards">{ for SHOWN.into_iter().map(|name| stream_card(app, &own, name)) }</div>
            <h4>{ app.t("monitor-shards") }</h4>
            <div class="kds-choose">{ check(app.t("monitor-enhanced"), enhanced, switch(app, &chosen.stream.name)) }</div>
            { note(app.t("monitor-enhanced-note")) }
            if enhanced && shards.is_empty() { { note(app.t("monitor-shard-wait")) } }
            <div class="kds-cards">{ for shards.into_iter().map(|metric| {
                let shard = metric.dimensions.rsplit(',').next().unwrap_or_default();
                card(app, &metric.name, Some(metric), metric.points.clone(), Some(shard))
            }) }</div>
        </>
    }
}

/// How far the slowest reader is behind, against what it may be.
fn age(app: &App, stream: &Stream, is_read: bool) -> Html {
    let strings = &app.strings;
    let retention_us = u64::from(stream.retention_hours) * 3_600_000_000;
    let share = if retention_us > 0 { stream.iterator_age_us as f64 / retention_us as f64 } else { 0.0 };
    let behind = strings.span(stream.iterator_age_us);
    let (look, text) = if share > AGE_ALARM {
        let hours = strings.whole(u64::from(stream.retention_hours));
        (Look::Bad, strings.with("monitor-age-warn", &[("x", behind.clone()), ("hours", hours)]))
    } else if is_read {
        (Look::Good, app.t("monitor-age-good"))
    } else {
        (Look::Calm, app.t("monitor-age-idle"))
    };
    html! {
        <div class="kds-age">
            <h4>{ app.t("monitor-age") }</h4>
            <p><b>{ behind }</b>{ " " }<span class="dim">{ app.t("monitor-age-stream") }</span></p>
            <div class="kds-now">{ meter(share, share > AGE_ALARM, strings.percent(share)) }<span class="dim">{ strings.x("monitor-age-share", strings.percent(share)) }</span></div>
            { status(look, text) }
            { note(strings.x("monitor-age-hint", strings.span(retention_us / 2))) }
        </div>
    }
}

/// Whether somebody reads: in this minute or in the one before.
fn has_readers(own: &[&Metric]) -> bool {
    let reads = own.iter().find(|metric| metric.name == READS);
    reads.is_some_and(|reads| reads.points.iter().rev().take(2).any(|count| *count > 0.0))
}

fn stream_card(app: &App, own: &[&Metric], name: &str) -> Html {
    let metric = own.iter().copied().find(|metric| metric.name == name);
    let points = metric.map(|metric| metric.points.clone()).unwrap_or_default();
    card(app, name, metric, points, None)
}

fn card(app: &App, name: &str, metric: Option<&Metric>, points: Vec<f64>, shard: Option<&str>) -> Html {
    let last = points.last().copied().unwrap_or(0.0);
    let is_trouble = name.ends_with("ThroughputExceeded") || name.ends_with("ThrottledRecords");
    let hot = is_trouble && points.iter().any(|point| *point > 0.0);
    let gloss = app.t(&format!("metric-{}", name.replace('.', "-")));
    html! {
        <figure class={crate::template::classes!("kds-card", hot.then_some("hot"))} key={format!("{} {name}", shard.unwrap_or_default())}>
            <figcaption><b>{ for humps(name).into_iter().map(|part| html! { <>{ part.to_owned() }<wbr /></> }) }</b>if let Some(shard) = shard { <code>{ shard.to_owned() }</code> }<small>{ gloss }</small></figcaption>
            if let Some(metric) = metric {
                { spark(&points, name.to_owned()) }
                <p>if hot { { crate::widgets::icon("warn") } }<b>{ measured(app, &metric.unit, last) }</b>{ " " }<small class="dim">{ &metric.statistic }</small></p>
            } else {
                <p class="dim">{ app.t("monitor-none") }</p>
            }
        </figure>
    }
}

/// A name in the parts between which a line may end.
fn humps(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, letter) in name.char_indices().skip(1) {
        if letter.is_ascii_uppercase() && at > from {
            parts.extend(name.get(from..at));
            from = at;
        }
    }
    parts.extend(name.get(from..));
    parts
}

fn switch(app: &App, stream: &str) -> Callback<bool> {
    let (app, stream) = (app.clone(), stream.to_owned());
    Callback::from(move |on| {
        let call = if on { "Kinesis.EnableEnhancedMonitoring" } else { "Kinesis.DisableEnhancedMonitoring" };
        app.call(call, json!({ "StreamName": stream, "ShardLevelMetrics": ["ALL"] }), |_| {});
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_may_end_its_line_before_a_capital() {
        assert_eq!(humps("GetRecords.IteratorAge"), ["Get", "Records.", "Iterator", "Age"]);
    }

    #[test]
    fn every_metric_has_a_gloss() {
        for lang in ["es", "en"] {
            let strings = crate::strings::Strings::of(lang);
            let shards = ["IncomingBytes", "OutgoingBytes", "OutgoingRecords", "IteratorAgeMilliseconds"];
            for name in SHOWN.into_iter().chain(shards) {
                assert!(strings.has(&format!("metric-{}", name.replace('.', "-"))), "{lang} {name}");
            }
        }
    }
}
