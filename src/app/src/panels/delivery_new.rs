//! Making a Firehose stream.

use super::arn;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{check, field, number_of, select, text_input};
use markup::html;
use protocol::Works;
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, SubmitEvent};

/// What there is to choose from.
#[derive(PartialEq)]
pub struct NewProps {
    pub works: Rc<Works>,
    pub done: Callback<()>,
}

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
pub fn new_delivery(app: &App, props: &NewProps, local: &Local) -> Html {
    let works = &props.works;
    let mut sources: Vec<_> = works.streams.iter().map(|stream| (stream.name.clone(), stream.name.clone())).collect();
    sources.push((String::new(), "Direct PUT".to_owned()));
    let mut destinations: Vec<_> =
        works.buckets.iter().map(|bucket| (format!("s3 {}", bucket.name), format!("S3 · {}", bucket.name))).collect();
    destinations.extend(
        works.domains.iter().map(|domain| (format!("es {}", domain.name), format!("OpenSearch · {}", domain.name))),
    );
    let first = |list: &[(String, String)]| list.first().map(|(value, _)| value.clone()).unwrap_or_default();
    let form = Form {
        name: local.text("name", ""),
        source: local.text("source", &first(&sources)),
        destination: local.text("destination", &first(&destinations)),
        path: local.text("path", "flights/dt=!{timestamp:yyyy-MM-dd}/"),
        size: local.text("size", "1"),
        interval: local.text("interval", "60"),
        gzip: local.is_on("gzip"),
        delimiter: local.text("delimiter", "on") == "on",
    };
    let search = form.destination.starts_with("es ");
    let inside = html! {
        <>
            { field(app.t("delivery-name"), text_input(form.name.clone(), "my-firehose", local.setter("name"))) }
            { field(app.t("source"), select(&form.source, &sources, local.setter("source"))) }
            { field(app.t("destination"), select(&form.destination, &destinations, local.setter("destination"))) }
            { field(app.t(if search { "index-name" } else { "bucket-prefix" }), text_input(form.path.clone(), "", local.setter("path"))) }
            { field(app.t("buffer-size-mib"), text_input(form.size.clone(), "1", local.setter("size"))) }
            { field(app.t("buffer-interval-s"), text_input(form.interval.clone(), "60", local.setter("interval"))) }
            if !search {
                { check("GZIP", form.gzip, local.ticker("gzip")) }
                { check(app.t("newline-delimiter"), form.delimiter, local.ticker("delimiter")) }
            }
            <button type="submit" class="b primary" disabled={form.name.trim().is_empty()}>{ app.t("delivery-create") }</button>
        </>
    };
    let onsubmit = {
        let (app, done, bucket) = (app.clone(), props.done.clone(), works.buckets.first().map(|b| b.name.clone()));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let done = done.clone();
            app.call("Firehose.CreateDeliveryStream", request(&form, bucket.as_deref()), move |_| done.emit(()));
        })
    };
    html! { <form class="p-form" {onsubmit}>{ inside }</form> }
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
        let member = if kind == "es" {
            "AmazonopensearchserviceDestinationConfiguration"
        } else {
            "ExtendedS3DestinationConfiguration"
        };
        members.insert(member.to_owned(), destination);
        if !form.source.is_empty() {
            let source =
                json!({ "KinesisStreamARN": arn("kinesis", &format!("stream/{}", form.source)), "RoleARN": role });
            members.insert("KinesisStreamSourceConfiguration".to_owned(), source);
        }
    }
    params
}
