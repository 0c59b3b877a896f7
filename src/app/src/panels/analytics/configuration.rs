//! The script and what an application runs on; what is changed while it runs makes it stop with its state and go on.

use super::{Chosen, code_error, refusal};
use crate::context::App;
use crate::panels::at;
use crate::part::Local;
use crate::widgets::{Does, Editor, Tool, check, code, copy_button, field, note, number_of, pairs, text_input};
use markup::html;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// The part.
pub fn configuration(app: &App, chosen: &Chosen, local: &Local) -> Html {
    html! {
        <>
            { script(app, chosen, local) }
            { resources(app, chosen, local) }
            { facts(app, chosen) }
        </>
    }
}

fn script(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let text = local.text("script", &view.script);
    let error = local.text("error", "");
    let changed = text != view.script;
    let onchange = {
        let local = local.clone();
        Callback::from(move |text: String| {
            local.set("script", text);
            local.set("error", "");
        })
    };
    let save = {
        let (app, local, name) = (app.clone(), local.clone(), view.name.clone());
        let params = update(
            chosen,
            json!({ "ApplicationCodeConfigurationUpdate": { "CodeContentUpdate": { "TextContentUpdate": text } } }),
        );
        Callback::from(move |_: MouseEvent| {
            let (local, said, name) = (local.clone(), app.clone(), name.clone());
            app.try_call("KinesisAnalytics.UpdateApplication", params.clone(), move |outcome| match outcome {
                Ok(_) => {
                    local.set("error", "");
                    said.note(name, said.t("flow-updated"));
                }
                Err(error) => local.set("error", format!("{}: {}", error.name, error.message)),
            });
        })
    };
    let back = {
        let (local, script) = (local.clone(), view.script.clone());
        Callback::from(move |_: MouseEvent| {
            local.set("script", script.clone());
            local.set("error", "");
        })
    };
    let tools = vec![Tool { does: Does::Format, label: app.t("format-sql"), keys: "Ctrl+Shift+F" }];
    let beside = html! { <>
        <span class="grow"></span>
        <button type="button" class="b quiet" disabled={!changed} onclick={back}>{ app.t("flow-script-back") }</button>
        <button type="button" class="b primary" disabled={!changed} onclick={save}>{ app.t("flow-script-save") }</button>
    </> };
    let (sheet, label, mark) = (view.name.clone(), app.t("flow-script"), code_error(&error));
    html! {
        <div class="flow-script">
            <Editor value={text} {sheet} language="sql" {label} {onchange} {tools} {beside} error={mark} />
            { refusal(app, &error) }
            { note(app.t("flow-script-note")) }
        </div>
    }
}

/// `UpdateApplication`, to the version that is shown.
fn update(chosen: &Chosen, configuration: Value) -> Value {
    json!({
        "ApplicationName": chosen.view.name, "CurrentApplicationVersionId": chosen.view.version,
        "ApplicationConfigurationUpdate": configuration,
    })
}

fn resources(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let parallelism = local.text("parallelism", &view.parallelism.to_string());
    let per_kpu = local.text("per-kpu", &view.tasks_per_kpu.to_string());
    let interval = local.text("interval", &(view.checkpoint_interval_us / 1_000_000).to_string());
    let kept = local.text("kept", if view.has_snapshots { "on" } else { "" }) == "on";
    let whole = |text: &str| number_of(text).map_or(0, |number| number as u64);
    let params = update(
        chosen,
        json!({
            "FlinkApplicationConfigurationUpdate": {
                "ParallelismConfigurationUpdate": {
                    "ConfigurationTypeUpdate": "CUSTOM", "ParallelismUpdate": whole(&parallelism), "ParallelismPerKPUUpdate": whole(&per_kpu),
                },
                "CheckpointConfigurationUpdate": {
                    "ConfigurationTypeUpdate": "CUSTOM", "CheckpointingEnabledUpdate": whole(&interval) > 0,
                    "CheckpointIntervalUpdate": whole(&interval).max(1) * 1_000,
                },
            },
            "ApplicationSnapshotConfigurationUpdate": { "SnapshotsEnabledUpdate": kept },
        }),
    );
    let onsubmit = {
        let app = app.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let said = app.clone();
            app.call("KinesisAnalytics.UpdateApplication", params.clone(), move |_| {
                said.note(String::new(), said.t("flow-updated"))
            });
        })
    };
    let values = [("kpus", app.strings.whole(u64::from(view.kpus))), ("usd", app.strings.usd(view.usd_hour))];
    html! {
        <form class="kds-form" {onsubmit}>
            <h4>{ app.t("flow-resources") }</h4>
            <div class="p-form flat">
                { field(app.t("flow-parallelism"), text_input(parallelism, "1", local.setter("parallelism"))) }
                { field(app.t("flow-per-kpu"), text_input(per_kpu, "1", local.setter("per-kpu"))) }
                { field(app.t("flow-interval"), text_input(interval, "60", local.setter("interval"))) }
                { check(app.t("flow-kept"), kept, local.ticker("kept")) }
                <button type="submit" class="b">{ app.t("save-changes") }</button>
            </div>
            { note(app.strings.with("flow-price", &values)) }
        </form>
    }
}

fn facts(app: &App, chosen: &Chosen) -> Html {
    let view = &chosen.view;
    let text = |text: String| html! { <span>{ text }</span> };
    let items = vec![
        (app.t("flow-runtime"), text(view.runtime.clone())),
        (app.t("flow-version"), text(app.strings.whole(view.version))),
        (app.t("flow-made"), text(at(app, &chosen.clock, view.created_us))),
        (app.t("flow-changed"), text(at(app, &chosen.clock, view.updated_us))),
    ];
    html! {
        <>
            { pairs(items) }
            if !view.description.is_empty() { <p>{ &view.description }</p> }
            <p class="address"><code>{ &view.arn }</code>{ copy_button(view.arn.clone()) }</p>
            <p class="address"><code>{ &view.role }</code>{ copy_button(view.role.clone()) }</p>
            { for view.cli.iter().map(|line| code(line.clone(), "AWS CLI")) }
        </>
    }
}
