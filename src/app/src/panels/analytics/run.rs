//! Starting and stopping: from which state, and whether the state is kept.

use super::Chosen;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Kind, button, check, confirm_with, named_select};
use markup::html;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent};

/// `RESTORE_FROM_CUSTOM_SNAPSHOT`, with the snapshot's name behind a space.
const CUSTOM: &str = "RESTORE_FROM_CUSTOM_SNAPSHOT";

/// The buttons.
pub fn run(app: &App, chosen: &Chosen, local: &Local) -> Html {
    match chosen.view.status.as_str() {
        "READY" => start(app, chosen, local),
        "RUNNING" => stop(app, chosen, true),
        "STARTING" | "UPDATING" | "AUTOSCALING" | "STOPPING" => stop(app, chosen, false),
        _ => Html::default(),
    }
}

fn start(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let ready = view.snapshots.iter().filter(|snapshot| snapshot.status == "READY");
    let custom = ready.map(|snapshot| {
        (format!("{CUSTOM} {}", snapshot.name), app.strings.x("flow-from-snapshot", snapshot.name.clone()))
    });
    let mut choices = vec![
        ("RESTORE_FROM_LATEST_SNAPSHOT".to_owned(), app.t("flow-from-latest")),
        ("SKIP_RESTORE_FROM_SNAPSHOT".to_owned(), app.t("flow-from-none")),
    ];
    choices.extend(custom);
    let first = if choices.len() > 2 { 0 } else { 1 };
    let first = choices.get(first).map(|(value, _)| value.clone()).unwrap_or_default();
    let restore = local.text("restore", &first);
    let lenient = local.is_on("lenient");
    let onclick = {
        let (app, name, restore) = (app.clone(), view.name.clone(), restore.clone());
        Callback::from(move |_: MouseEvent| {
            app.call("KinesisAnalytics.StartApplication", start_params(&name, &restore, lenient), |_| {});
        })
    };
    html! {
        <span class="flow-run">
            { named_select(app.t("flow-from"), &restore, &choices, local.setter("restore")) }
            if restore != "SKIP_RESTORE_FROM_SNAPSHOT" { { check("AllowNonRestoredState", lenient, local.ticker("lenient")) } }
            { button(Kind::Primary, app.t("flow-start"), false, onclick) }
        </span>
    }
}

/// The request of a start.
pub fn start_params(name: &str, restore: &str, lenient: bool) -> Value {
    let (kind, snapshot) = restore.split_once(' ').unwrap_or((restore, ""));
    let mut from = json!({ "ApplicationRestoreType": kind });
    if let (CUSTOM, Some(members)) = (kind, from.as_object_mut()) {
        members.insert("SnapshotName".into(), json!(snapshot));
    }
    let mut run = json!({ "ApplicationRestoreConfiguration": from });
    if let (true, Some(members)) = (lenient, run.as_object_mut()) {
        members.insert("FlinkRunConfiguration".into(), json!({ "AllowNonRestoredState": true }));
    }
    json!({ "ApplicationName": name, "RunConfiguration": run })
}

fn stop(app: &App, chosen: &Chosen, runs: bool) -> Html {
    let call = |force: bool| {
        let (app, params) = (app.clone(), json!({ "ApplicationName": chosen.view.name, "Force": force }));
        move || app.call("KinesisAnalytics.StopApplication", params.clone(), |_| {})
    };
    let (stop, force) = (call(false), call(true));
    let label = app.t(if chosen.view.has_snapshots { "flow-stop-kept" } else { "flow-stop" });
    html! {
        <span class="flow-run">
            if runs { { button(Kind::Plain, label, false, Callback::from(move |_: MouseEvent| stop())) } }
            { confirm_with("x", app.t("flow-force"), app.t("flow-force-question"), Callback::from(move |()| force())) }
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_names_its_state() {
        let latest = start_params("a", "RESTORE_FROM_LATEST_SNAPSHOT", false);
        let from = &latest["RunConfiguration"]["ApplicationRestoreConfiguration"];
        assert_eq!(*from, json!({ "ApplicationRestoreType": "RESTORE_FROM_LATEST_SNAPSHOT" }));
        let custom = start_params("a", "RESTORE_FROM_CUSTOM_SNAPSHOT before", true);
        let run = &custom["RunConfiguration"];
        assert_eq!(run["ApplicationRestoreConfiguration"]["SnapshotName"], "before");
        assert_eq!(run["FlinkRunConfiguration"]["AllowNonRestoredState"], true);
    }
}
