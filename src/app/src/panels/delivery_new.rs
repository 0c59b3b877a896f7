//! Making a Firehose stream.

use super::arn;
use crate::context::use_app;
use crate::widgets::{check, field, number_of, select, text_input};
use protocol::Works;
use serde_json::json;
use std::rc::Rc;
use yew::{component, html, use_state, Callback, Html, Properties, SubmitEvent};

/// What there is to choose from.
#[derive(Properties, PartialEq)]
pub struct NewProps {
    pub works: Rc<Works>,
    pub done: Callback<()>,
}

#[derive(Clone, PartialEq)]
struct Form {
    name: String,
    source: String,
    destination: String,
    path: String,
    size: String,
    interval: String,
    gzip: bool,
    delimiter: bool,
}

/// A form that makes a Firehose stream.
#[component]
pub fn NewDelivery(props: &NewProps) -> Html {
    let app = use_app();
    let works = &props.works;
    let mut sources: Vec<_> = works.streams.iter().map(|stream| (stream.name.clone(), stream.name.clone())).collect();
    sources.push((String::new(), "Direct PUT".to_owned()));
    let mut destinations: Vec<_> = works.buckets.iter().map(|bucket| (format!("s3 {}", bucket.name), format!("S3 · {}", bucket.name))).collect();
    destinations.extend(works.domains.iter().map(|domain| (format!("es {}", domain.name), format!("OpenSearch · {}", domain.name))));
    let form = use_state(|| Form {
        name: String::new(),
        source: sources.first().map(|(value, _)| value.clone()).unwrap_or_default(),
        destination: destinations.first().map(|(value, _)| value.clone()).unwrap_or_default(),
        path: "flights/dt=!{timestamp:yyyy-MM-dd}/".to_owned(),
        size: "1".to_owned(),
        interval: "60".to_owned(),
        gzip: false,
        delimiter: true,
    });
    let edit = |change: fn(&mut Form, String)| {
        let form = form.clone();
        Callback::from(move |text: String| {
            let mut next = (*form).clone();
            change(&mut next, text);
            form.set(next);
        })
    };
    let tick = |change: fn(&mut Form, bool)| {
        let form = form.clone();
        Callback::from(move |on: bool| {
            let mut next = (*form).clone();
            change(&mut next, on);
            form.set(next);
        })
    };
    let onsubmit = {
        let (app, form, done, bucket) = (app.clone(), form.clone(), props.done.clone(), works.buckets.first().map(|b| b.name.clone()));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let done = done.clone();
            app.call("Firehose.CreateDeliveryStream", request(&form, bucket.as_deref()), move |_| done.emit(()));
        })
    };
    let search = form.destination.starts_with("es ");
    html! {
        <form class="p-form" {onsubmit}>
            { field(app.t("delivery-name"), text_input(form.name.clone(), "my-firehose", edit(|form, text| form.name = text))) }
            { field(app.t("source"), select(&form.source, &sources, edit(|form, text| form.source = text))) }
            { field(app.t("destination"), select(&form.destination, &destinations, edit(|form, text| form.destination = text))) }
            { field(app.t(if search { "index-name" } else { "bucket-prefix" }), text_input(form.path.clone(), "", edit(|form, text| form.path = text))) }
            { field(app.t("buffer-size-mib"), text_input(form.size.clone(), "1", edit(|form, text| form.size = text))) }
            { field(app.t("buffer-interval-s"), text_input(form.interval.clone(), "60", edit(|form, text| form.interval = text))) }
            if !search {
                { check("GZIP", form.gzip, tick(|form, on| form.gzip = on)) }
                { check(app.t("newline-delimiter"), form.delimiter, tick(|form, on| form.delimiter = on)) }
            }
            <button type="submit" class="b primary" disabled={form.name.trim().is_empty()}>{ app.t("delivery-create") }</button>
        </form>
    }
}

fn request(form: &Form, bucket: Option<&str>) -> serde_json::Value {
    let role = arn("iam", "role/firehose-delivery");
    let hints = json!({
        "SizeInMBs": number_of(&form.size).unwrap_or(1.0) as u64,
        "IntervalInSeconds": number_of(&form.interval).unwrap_or(60.0) as u64,
    });
    let mut params = json!({
        "DeliveryStreamName": form.name,
        "DeliveryStreamType": if form.source.is_empty() { "DirectPut" } else { "KinesisStreamAsSource" },
    });
    let (kind, name) = form.destination.split_once(' ').unwrap_or(("s3", ""));
    let destination = if kind == "es" {
        let s3 = json!({ "RoleARN": role, "BucketARN": arn("s3", bucket.unwrap_or_default()), "Prefix": format!("{}-failed/", form.name) });
        json!({
            "RoleARN": role, "DomainARN": arn("es", &format!("domain/{name}")), "IndexName": form.path,
            "BufferingHints": hints, "S3BackupMode": "FailedDocumentsOnly", "S3Configuration": s3,
        })
    } else {
        let delimiter = json!({ "Enabled": true, "Processors": [{ "Type": "AppendDelimiterToRecord", "Parameters": [{ "ParameterName": "Delimiter", "ParameterValue": "\\n" }] }] });
        let mut s3 = json!({
            "RoleARN": role, "BucketARN": arn("s3", name), "Prefix": form.path, "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
            "BufferingHints": hints, "CompressionFormat": if form.gzip { "GZIP" } else { "UNCOMPRESSED" },
        });
        if let (true, Some(members)) = (form.delimiter, s3.as_object_mut()) {
            members.insert("ProcessingConfiguration".to_owned(), delimiter);
        }
        s3
    };
    if let Some(members) = params.as_object_mut() {
        let member = if kind == "es" { "AmazonopensearchserviceDestinationConfiguration" } else { "ExtendedS3DestinationConfiguration" };
        members.insert(member.to_owned(), destination);
        if !form.source.is_empty() {
            let source = json!({ "KinesisStreamARN": arn("kinesis", &format!("stream/{}", form.source)), "RoleARN": role });
            members.insert("KinesisStreamSourceConfiguration".to_owned(), source);
        }
    }
    params
}
