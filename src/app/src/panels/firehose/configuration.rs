//! What it is set to, and changing its destination with `UpdateDestination`.

use super::Chosen;
use super::encryption::encryption;
use super::fields::{Around, destination};
use super::form::{Form, Kind, LAMBDA_INTERVAL, LAMBDA_RETRIES, LAMBDA_SIZE, described};
use super::request::update;
use crate::context::App;
use crate::panels::tags::{Bearer, TagsProps, tags};
use crate::part::{Local, keyed};
use crate::widgets::{Kind as Weight, button, code, pairs};
use markup::html;
use serde_json::Value;
use yew::{Callback, Html, SubmitEvent};

/// The part.
pub fn configuration(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let description: Value = serde_json::from_str(&chosen.view.description).unwrap_or_default();
    let editing = local.is_on("editing");
    html! {
        <>
            <div class="fh-head"><h4>{ app.t("fh-destination-settings") }</h4><span class="grow"></span>
                { button(Weight::Plain, app.t(if editing { "cancel" } else { "fh-edit" }), chosen.delivery.status != "ACTIVE", local.toggle("editing")) }
            </div>
            if editing {
                { keyed(&version(&description), edit, EditProps { chosen: chosen.clone(), done: local.done("editing") }) }
            } else {
                { settings(app, &description) }
            }
            <h4>{ app.t("fh-encryption") }</h4>
            { keyed("encryption", encryption, chosen.clone()) }
            <h4>{ app.t("tags") }</h4>
            { keyed("tags", tags, TagsProps { of: Bearer::Delivery(chosen.delivery.name.clone()), tags: chosen.view.tags.clone() }) }
            <details class="more"><summary>{ "DescribeDeliveryStream" }</summary>{ code(chosen.view.description.clone(), "DescribeDeliveryStream") }</details>
        </>
    }
}

fn version(description: &Value) -> String {
    described(description).get("VersionId").and_then(Value::as_str).unwrap_or("1").to_owned()
}

fn settings(app: &App, description: &Value) -> Html {
    let form = Form::described(description);
    let text = |text: &str| {
        let text = if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        html! { <span>{ text }</span> }
    };
    let mono = |text: &str| html! { <code>{ if text.is_empty() { "–".to_owned() } else { text.to_owned() } }</code> };
    let on = |on: bool| html! { <span>{ app.t(if on { "fh-on" } else { "fh-off" }) }</span> };
    let source = if form.source.is_empty() { "Direct PUT".to_owned() } else { format!("Kinesis · {}", form.source) };
    let mut items = vec![
        (app.t("source"), text(&source)),
        (app.t("fh-version"), text(&version(description))),
        (app.t("buffer-size"), text(&format!("{} MiB", form.size))),
        (app.t("buffer-interval"), text(&format!("{} s", form.interval))),
        (app.t("fh-bucket"), text(&form.bucket)),
        (app.t("bucket-prefix"), mono(&form.prefix)),
        (app.t("fh-error-prefix"), mono(&form.error_prefix)),
    ];
    let or = |text: &str, default: f64| if text.is_empty() { default.to_string() } else { text.to_owned() };
    let retry = || format!("{} s", or(&form.retry_s, form.retry_bounds().default));
    match form.kind {
        Kind::S3 => {
            items.push((app.t("fh-zone"), text(&form.time_zone)));
            items.push((app.t("fh-compression"), text(if form.converts { &form.parquet } else { &form.compression })));
            items.push((app.t("fh-extension"), mono(&form.ending())));
            let keys = if form.inline { mono(&form.keys) } else { text("Lambda") };
            items.push((app.t("fh-partitioning"), if form.partitions { keys } else { on(false) }));
            let parts = match form.sub_records.as_str() {
                "DELIMITED" => mono(&format!("DELIMITED {}", form.sub_delimiter)),
                kind => mono(kind),
            };
            items.push((app.t("fh-deaggregate"), if form.deaggregates { parts } else { on(false) }));
            let table = format!("{}.{} · {}", form.database, form.table, form.reader);
            items.push((app.t("fh-convert"), if form.converts { mono(&table) } else { on(false) }));
        }
        Kind::OpenSearch => {
            items.push((app.t("fh-domain"), text(&form.domain)));
            items.push((app.t("index-name"), mono(&form.index)));
            items.push((app.t("fh-rotation"), text(&form.rotation)));
            items.push((app.t("fh-retry"), text(&retry())));
            items.push((app.t("fh-all-documents"), on(form.all_documents)));
        }
        Kind::Redshift => {
            items.push((app.t("fh-jdbc"), mono(&form.jdbc)));
            items.push((app.t("fh-into"), mono(&form.into)));
            items.push((app.t("fh-retry"), text(&retry())));
        }
    }
    if form.kind != Kind::OpenSearch {
        let copy = format!("s3://{}/{}", form.backup_bucket, form.backup_prefix);
        items.push((app.t("fh-backup-title"), if form.backs_up { mono(&copy) } else { on(false) }));
        items.push((app.t("newline-delimiter"), on(form.delimiter)));
    }
    items.push((app.t("fh-transform"), if form.transforms { mono(&form.program) } else { on(false) }));
    if form.transforms {
        let values = [
            ("size", or(&form.lambda_size, LAMBDA_SIZE.default)),
            ("interval", or(&form.lambda_interval, LAMBDA_INTERVAL.default)),
            ("x", or(&form.retries, LAMBDA_RETRIES.default)),
        ];
        items.push((app.t("fh-lambda"), text(&app.strings.with("fh-lambda-set", &values))));
    }
    items.push((app.t("fh-role"), mono(&form.role)));
    pairs(items)
}

#[derive(PartialEq)]
struct EditProps {
    chosen: Chosen,
    done: Callback<()>,
}

fn edit(app: &App, props: &EditProps, local: &Local) -> Html {
    let Chosen { works, clock, view, catalog, .. } = &props.chosen;
    let description: Value = serde_json::from_str(&view.description).unwrap_or_default();
    let before = Form::described(&description);
    let form = before.clone().typed(local);
    let next =
        version(&description).parse::<u64>().map_or_else(|_| "2".to_owned(), |version| (version + 1).to_string());
    let around = Around {
        works,
        catalog: catalog.as_deref(),
        latest: view.latest.as_deref(),
        now_ms: clock.start_epoch_ms + clock.now_us / 1_000,
        version: &next,
        before: Some(&before),
    };
    let may = form.all_fits() && form != before;
    let onsubmit = {
        let (app, done) = (app.clone(), props.done.clone());
        let change = update(&before, &form, &description);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (said, done) = (app.clone(), done.clone());
            app.call("Firehose.UpdateDestination", change.clone(), move |_| {
                said.note(String::new(), said.t("saved"));
                done.emit(());
            });
        })
    };
    html! {
        <form class="fh-wizard" aria-label={app.t("fh-edit")} {onsubmit}>
            { destination(app, &form, local, &around) }
            <div class="acts"><button type="submit" class="b primary" disabled={!may}>{ app.t("save-changes") }</button></div>
        </form>
    }
}
