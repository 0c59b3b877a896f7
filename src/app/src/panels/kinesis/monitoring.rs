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
const PUSHES: &str = "SubscribeToShardEvent.Success";
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
/// What it shows of each consumer with enhanced fan-out, as it shows it.
const SHOWN_OF_CONSUMERS: [&str; 6] = [
    "SubscribeToShardEvent.Records",
    "SubscribeToShardEvent.Bytes",
    "SubscribeToShardEvent.MillisBehindLatest",
    PUSHES,
    "SubscribeToShard.Success",
    "SubscribeToShard.RateExceeded",
];
/// Cards of single shards, and of single consumers.
const CARDS_MAX: usize = 42;
/// A reader that is behind by more than this share of the retention period is about to lose records.
const AGE_ALARM: f64 = 0.5;

/// The part.
pub fn monitoring(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let all = chosen.metrics.as_ref().map(|view| view.metrics.as_slice()).unwrap_or_default();
    let own = own(all, &chosen.stream.name);
    let (shards, consumers) =
        (parts(all, "ShardId", &chosen.stream.name), parts(all, "ConsumerName", &chosen.stream.name));
    let enhanced = chosen.view.as_ref().is_some_and(|view| !view.enhanced.is_empty());
    html! {
        <>
            { age(app, &chosen.stream, has_readers(own.iter().chain(&consumers))) }
            <h4>{ app.t("monitor-title") }</h4>
            { note(app.t("monitor-note")) }
            <div class="kds-cards">{ for SHOWN.into_iter().map(|name| stream_card(app, &own, name)) }</div>
            <h4>{ app.t("monitor-consumers") }</h4>
            if consumers.is_empty() { { note(app.t("monitor-consumers-none")) } }
            <div class="kds-cards">{ for consumer_cards(&consumers).map(|metric| part_card(app, metric)) }</div>
            <h4>{ app.t("monitor-shards") }</h4>
            <div class="kds-choose">{ check(app.t("monitor-enhanced"), enhanced, switch(app, &chosen.stream.name)) }</div>
            { note(app.t("monitor-enhanced-note")) }
            if enhanced && shards.is_empty() { { note(app.t("monitor-shard-wait")) } }
            <div class="kds-cards">{ for shards.into_iter().take(CARDS_MAX).map(|metric| part_card(app, metric)) }</div>
        </>
    }
}

/// The metrics of the stream itself.
fn own<'a>(all: &'a [Metric], stream: &str) -> Vec<&'a Metric> {
    let dimensions = format!("StreamName={stream}");
    all.iter().filter(|metric| metric.namespace == NAMESPACE && metric.dimensions == dimensions).collect()
}

/// The metrics of its shards or consumers, which `dimension` names: the stream's name comes before a comma.
fn parts<'a>(all: &'a [Metric], dimension: &str, stream: &str) -> Vec<&'a Metric> {
    let begins = format!("StreamName,{dimension}={stream},");
    all.iter().filter(|metric| metric.namespace == NAMESPACE && metric.dimensions.starts_with(&begins)).collect()
}

/// What is shown of consumers, each one's together.
fn consumer_cards<'a>(consumers: &[&'a Metric]) -> impl Iterator<Item = &'a Metric> {
    let place = |metric: &Metric| SHOWN_OF_CONSUMERS.iter().position(|name| *name == metric.name);
    let mut shown: Vec<_> = consumers.iter().filter(|metric| place(metric).is_some()).copied().collect();
    shown.sort_by_key(|metric| (&metric.dimensions, place(metric)));
    shown.into_iter().take(CARDS_MAX)
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

/// Whether somebody reads or is pushed to: in this minute or in the one before.
fn has_readers<'a>(mut metrics: impl Iterator<Item = &'a &'a Metric>) -> bool {
    metrics.any(|metric| {
        [READS, PUSHES].contains(&metric.name.as_str()) && metric.points.iter().rev().take(2).any(|count| *count > 0.0)
    })
}

fn stream_card(app: &App, own: &[&Metric], name: &str) -> Html {
    let metric = own.iter().copied().find(|metric| metric.name == name);
    let points = metric.map(|metric| metric.points.clone()).unwrap_or_default();
    card(app, name, metric, points, None)
}

/// Of a shard or a consumer, whose name stands behind the comma.
fn part_card(app: &App, metric: &Metric) -> Html {
    let part = metric.dimensions.rsplit(',').next().unwrap_or_default();
    card(app, &metric.name, Some(metric), metric.points.clone(), Some(part))
}

fn card(app: &App, name: &str, metric: Option<&Metric>, points: Vec<f64>, part: Option<&str>) -> Html {
    let last = points.last().copied().unwrap_or(0.0);
    let is_trouble = name.ends_with("Exceeded") || name.ends_with("ThrottledRecords");
    let hot = is_trouble && points.iter().any(|point| *point > 0.0);
    let gloss = app.t(&format!("metric-{}", name.replace('.', "-")));
    html! {
        <figure class={crate::template::classes!("kds-card", hot.then_some("hot"))} key={format!("{} {name}", part.unwrap_or_default())}>
            <figcaption><b>{ for humps(name).into_iter().map(|part| html! { <>{ part.to_owned() }<wbr /></> }) }</b>if let Some(part) = part { <code>{ part.to_owned() }</code> }<small>{ gloss }</small></figcaption>
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
            for name in SHOWN.into_iter().chain(SHOWN_OF_CONSUMERS).chain(shards) {
                assert!(strings.has(&format!("metric-{}", name.replace('.', "-"))), "{lang} {name}");
            }
        }
    }

    fn metric(name: &str, dimensions: &str, points: &[f64]) -> Metric {
        Metric {
            namespace: NAMESPACE.into(),
            name: name.into(),
            dimensions: dimensions.into(),
            unit: "Count".into(),
            statistic: "Sum".into(),
            points: points.to_vec(),
        }
    }

    #[test]
    fn a_stream_is_not_shown_what_belongs_to_one_whose_name_begins_alike() {
        let all = [
            metric(READS, "StreamName=orders-2", &[1.0]),
            metric(READS, "StreamName=orders", &[2.0]),
            metric("OutgoingBytes", "StreamName,ShardId=orders-2,shardId-000000000000", &[3.0]),
            metric("OutgoingBytes", "StreamName,ShardId=orders,shardId-000000000000", &[4.0]),
            metric(PUSHES, "StreamName,ConsumerName=orders-2,billing", &[5.0]),
            metric(PUSHES, "StreamName,ConsumerName=orders,billing", &[6.0]),
        ];
        let points =
            |metrics: Vec<&Metric>| metrics.iter().flat_map(|metric| metric.points.clone()).collect::<Vec<_>>();
        assert_eq!(points(own(&all, "orders")), [2.0]);
        assert_eq!(points(parts(&all, "ShardId", "orders")), [4.0]);
        assert_eq!(points(parts(&all, "ConsumerName", "orders")), [6.0]);
    }

    #[test]
    fn who_is_pushed_to_reads() {
        let pushes = metric(PUSHES, "StreamName,ConsumerName=orders,billing", &[0.0, 3.0, 0.0]);
        assert!(has_readers([&pushes].iter()));
        let over = metric(PUSHES, "StreamName,ConsumerName=orders,billing", &[3.0, 0.0, 0.0]);
        let others = metric("IncomingRecords", "StreamName=orders", &[1.0]);
        assert!(!has_readers([&over, &others].iter()));
    }

    #[test]
    fn each_consumers_cards_stand_together_in_their_order() {
        let of = |consumer: &str, name: &str| metric(name, &format!("StreamName,ConsumerName=orders,{consumer}"), &[]);
        let all = [of("b", PUSHES), of("a", "SubscribeToShard.Success"), of("a", PUSHES), of("a", "Other")];
        let cards: Vec<_> = consumer_cards(&all.iter().collect::<Vec<_>>()).collect();
        assert_eq!(cards, [&all[2], &all[1], &all[0]]);
    }
}
