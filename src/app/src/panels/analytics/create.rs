//! Making an application: a name, a role, and a script that begins with a template.

use super::templates::{self, KINDS, REFERENCE_KEY, script};
use super::{code_error, refusal};
use crate::context::App;
use crate::panels::arn;
use crate::part::Local;
use crate::widgets::{Does, Editor, Kind, Tool, button, check, field, note, select, text_input};
use base64::{Engine, engine::general_purpose::STANDARD};
use markup::html;
use protocol::{Viewport, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What there is to choose from.
#[derive(PartialEq)]
pub struct CreateProps {
    pub works: Rc<Works>,
    pub done: Callback<()>,
}

/// The form.
pub fn create(app: &App, props: &CreateProps, local: &Local) -> Html {
    let works = &props.works;
    let streams: Vec<_> = works.streams.iter().map(|one| (one.name.clone(), one.name.clone())).collect();
    let mut sinks = vec![(String::new(), app.t("flow-chart"))];
    sinks.extend(works.streams.iter().map(|one| (format!("stream {}", one.name), format!("Kinesis · {}", one.name))));
    sinks.extend(
        works.deliveries.iter().map(|one| (format!("delivery {}", one.name), format!("Firehose · {}", one.name))),
    );
    let kinds: Vec<_> = KINDS.map(|kind| (kind.to_owned(), app.t(&format!("flow-kind-{kind}")))).into();
    let first = streams.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let (kind, stream, sink) = (local.text("kind", "tumble"), local.text("stream", &first), local.text("sink", ""));
    let bucket = works.buckets.iter().find(|bucket| bucket.drawn).or(works.buckets.first());
    let bucket = bucket.map(|bucket| bucket.name.clone()).unwrap_or_default();
    let template = script(works, &kind, &stream, &sink, &bucket);
    let written = local.text("script", "");
    let edited = !written.is_empty() && written != template;
    let text = if edited { written } else { template };
    let name = local.text("name", "");
    let makes_role = local.text("makes-role", "on") == "on";
    let default_role = arn("iam", &format!("role/{}", role_of(&name)));
    let role = if makes_role { default_role } else { local.text("role", &default_role) };
    let error = local.text("error", "");
    let create = {
        let (app, local, done) = (app.clone(), local.clone(), props.done.clone());
        let (name, text, role) = (name.clone(), text.clone(), role.clone());
        Callback::from(move |()| {
            let local = local.clone();
            local.set("error", "");
            let (said, done) = (app.clone(), done.clone());
            let (name, params) = (name.clone(), request(&name, &role, &text));
            let make = move || {
                let (shown, local, name) = (said.clone(), local.clone(), name.clone());
                said.try_call("KinesisAnalytics.CreateApplication", params, move |outcome| match outcome {
                    Ok(_) => {
                        shown.show(Viewport::Application { name });
                        done.emit(());
                    }
                    Err(error) => local.set("error", format!("{}: {}", error.name, error.message)),
                });
            };
            if makes_role { make_role(&app, &role_of(&role), make) } else { make() }
        })
    };
    let onsubmit = {
        let create = create.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            create.emit(());
        })
    };
    let renew = {
        let local = local.clone();
        Callback::from(move |_: MouseEvent| {
            local.set("script", "");
            local.set("error", "");
        })
    };
    let ready = !name.trim().is_empty() && !streams.is_empty();
    html! {
        <form class="p-form flow-form" {onsubmit}>
            { field(app.t("flow-name"), text_input(name.clone(), "clicks-per-page", local.setter("name"))) }
            { field(app.t("flow-source"), select(&stream, &streams, local.setter("stream"))) }
            { field(app.t("flow-sink"), select(&sink, &sinks, local.setter("sink"))) }
            { field(app.t("flow-kind"), select(&kind, &kinds, local.setter("kind"))) }
            { note(app.t(&format!("flow-about-{kind}"))) }
            if kind == "lookup" { { reference(app, works, &stream, &bucket) } }
            if edited { { button(Kind::Plain, app.t("flow-template-again"), false, renew) } }
            <div class="flow-script">{ editor(app, local, &text, &error) }{ refusal(app, &error) }</div>
            { check(app.t("flow-role-make"), makes_role, local.ticker("makes-role")) }
            if makes_role { <code class="flow-role">{ role.clone() }</code> } else { { field(app.t("flow-role"), text_input(role.clone(), "", local.setter("role"))) } }
            <span class="grow"></span>
            <button type="submit" class="b primary" disabled={!ready}>{ app.t("flow-create") }</button>
            if streams.is_empty() { { note(app.t("flow-no-stream")) } }
        </form>
    }
}

fn editor(app: &App, local: &Local, text: &str, error: &str) -> Html {
    let tools = vec![Tool { does: Does::Format, label: app.t("format-sql"), keys: "Ctrl+Shift+F" }];
    let (value, label, mark) = (text.to_owned(), app.t("flow-script"), code_error(error));
    let onchange = {
        let local = local.clone();
        Callback::from(move |text: String| {
            local.set("script", text);
            local.set("error", "");
        })
    };
    html! { <Editor {value} language="sql" {label} {onchange} {tools} error={mark} /> }
}

/// The role's name that AWS's console gives to a new application; of an ARN, its name.
fn role_of(name: &str) -> String {
    match name.rsplit_once("role/") {
        Some((_, role)) => role.to_owned(),
        None => format!("kinesis-analytics-{}-us-east-1", name.trim()),
    }
}

/// Makes the role with the policies that an application needs, and goes on when it is there.
fn make_role(app: &App, role: &str, then: impl FnOnce() + 'static) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "kinesisanalytics.amazonaws.com" }, "Action": "sts:AssumeRole" },
    ] });
    let allow =
        |actions: &[&str], resource: &str| json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        allow(
            &["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:PutRecord", "kinesis:PutRecords"],
            &arn("kinesis", "stream/*"),
        ),
        allow(&["firehose:PutRecord", "firehose:PutRecordBatch"], &arn("firehose", "deliverystream/*")),
        allow(&["s3:ListBucket", "s3:GetObject"], "*"),
    ] });
    let (said, name) = (app.clone(), role.to_owned());
    let params = json!({ "RoleName": role, "AssumeRolePolicyDocument": trust.to_string() });
    app.try_call("IAM.CreateRole", params, move |outcome| {
        // The application may be made again with the role of the first time.
        if let Some(error) = outcome.err().filter(|error| error.name != "EntityAlreadyExists") {
            return said.act(crate::state::Action::Error { title: error.name, text: error.message });
        }
        let params = json!({ "RoleName": name, "PolicyName": "streams", "PolicyDocument": policy.to_string() });
        said.call("IAM.PutRolePolicy", params, move |_: Value| then());
    });
}

/// The request, with AWS's defaults for what the form does not ask.
fn request(name: &str, role: &str, script: &str) -> Value {
    json!({
        "ApplicationName": name.trim(), "RuntimeEnvironment": "FLINK-1_20", "ServiceExecutionRole": role,
        "ApplicationConfiguration": {
            "ApplicationCodeConfiguration": { "CodeContentType": "PLAINTEXT", "CodeContent": { "TextContent": script } },
            "ApplicationSnapshotConfiguration": { "SnapshotsEnabled": true },
        },
    })
}

/// The file that the template joins with: one press puts a small one there.
fn reference(app: &App, works: &Works, stream: &str, bucket: &str) -> Html {
    let put = {
        let (app, bucket, body) =
            (app.clone(), bucket.to_owned(), STANDARD.encode(templates::reference(works, stream)));
        Callback::from(move |_: MouseEvent| {
            let said = app.clone();
            let params = json!({ "Bucket": bucket, "Key": REFERENCE_KEY, "Body": body });
            app.call("S3.PutObject", params, move |_| said.note(String::new(), said.t("flow-reference-put")));
        })
    };
    html! { <span class="flow-reference"><code>{ format!("s3://{bucket}/{REFERENCE_KEY}") }</code>{ button(Kind::Plain, app.t("flow-reference-do"), bucket.is_empty(), put) }</span> }
}
