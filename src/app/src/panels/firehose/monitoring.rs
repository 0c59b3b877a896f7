//! CloudWatch's metrics of the Firehose stream by AWS's names.

use super::Chosen;
use crate::context::App;
use crate::panels::measured;
use crate::part::Local;
use crate::template::classes;
use crate::widgets::{empty, icon, note, spark};
use markup::html;
use protocol::Metric;
use yew::Html;

const NAMESPACE: &str = "AWS/Firehose";
/// What is first looked at, in this order; all else follows by name.
const FIRST: [&str; 12] = [
    "IncomingRecords",
    "IncomingBytes",
    "IncomingPutRequests",
    "DataReadFromKinesisStream.Records",
    "DataReadFromKinesisStream.Bytes",
    "DeliveryToS3.Success",
    "DeliveryToS3.Records",
    "DeliveryToS3.Bytes",
    "DeliveryToS3.DataFreshness",
    "DeliveryToS3.ObjectCount",
    "PartitionCount",
    "ThrottledRecords",
];

/// The part.
pub fn monitoring(app: &App, chosen: &Chosen, _: &Local) -> Html {
    let all = chosen.metrics.as_ref().map(|view| view.metrics.as_slice()).unwrap_or_default();
    let own = format!("DeliveryStreamName={}", chosen.delivery.name);
    let mut shown: Vec<&Metric> =
        all.iter().filter(|metric| metric.namespace == NAMESPACE && metric.dimensions == own).collect();
    let place = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    shown.sort_by(|a, b| (place(&a.name), &a.name).cmp(&(place(&b.name), &b.name)));
    if shown.is_empty() {
        return empty(app.t("metrics-none"), Html::default());
    }
    html! {
        <>
            { note(app.t("fh-metrics-note")) }
            <div class="kds-cards">{ for shown.into_iter().map(|metric| card(app, metric)) }</div>
        </>
    }
}

fn card(app: &App, metric: &Metric) -> Html {
    let last = metric.points.last().copied().unwrap_or(0.0);
    let is_trouble = ["Throttled", "Failed", "Exceeded"].iter().any(|word| metric.name.contains(word));
    let hot = is_trouble && metric.points.iter().any(|point| *point > 0.0);
    html! {
        <figure key={metric.name.clone()} class={classes!("kds-card", hot.then_some("hot"))}>
            <figcaption><b>{ for parts(&metric.name).into_iter().map(|part| html! { <>{ part.to_owned() }<wbr /></> }) }</b></figcaption>
            { spark(&metric.points, metric.name.clone()) }
            <p>if hot { { icon("warn") } }<b>{ measured(app, &metric.unit, last) }</b>{ " " }<small class="dim">{ &metric.statistic }</small></p>
        </figure>
    }
}

/// A name's parts, between which a line may end.
fn parts(name: &str) -> Vec<&str> {
    name.split_inclusive('.').collect()
}
