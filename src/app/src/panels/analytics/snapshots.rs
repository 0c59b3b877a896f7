//! Snapshots and checkpoints: state that a start, or a restart, goes on from.

use super::run::start_params;
use super::{Chosen, remark, seconds};
use crate::context::App;
use crate::panels::at;
use crate::part::Local;
use crate::widgets::{Column, Kind, Look, button, confirm, empty, field, status, table, text_input};
use markup::html;
use protocol::{Checkpoint, Snapshot};
use serde_json::json;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// The part.
pub fn snapshots(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let view = &chosen.view;
    let columns = [
        Column::text(app.t("flow-snapshot")),
        Column::text(app.t("state")),
        Column::text(app.t("flow-made")),
        Column::number(app.t("flow-version")),
        Column::number(app.t("flow-bytes")),
        Column::text(""),
    ];
    html! {
        <>
            { remark(app, "flow-snapshots-note") }
            { create(app, chosen, local) }
            if view.snapshots.is_empty() {
                { empty(app.t("flow-snapshots-none"), Html::default()) }
            } else {
                { table(app.t("flow-part-snapshots"), &columns, view.snapshots.iter().map(|one| row(app, chosen, one)).collect::<Html>()) }
            }
            <h4>{ app.t("flow-checkpoints") }</h4>
            { remark(app, "flow-checkpoints-note") }
            if view.checkpoints.is_empty() {
                { empty(app.t("flow-checkpoints-none"), Html::default()) }
            } else {
                { checkpoints(app, chosen) }
            }
        </>
    }
}

fn create(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let name = local.text("snapshot", "");
    let onsubmit = {
        let (app, local) = (app.clone(), local.clone());
        let params = json!({ "ApplicationName": chosen.view.name, "SnapshotName": name.trim() });
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let local = local.clone();
            app.call("KinesisAnalytics.CreateApplicationSnapshot", params.clone(), move |_| local.set("snapshot", ""));
        })
    };
    let runs = chosen.view.status == "RUNNING";
    html! {
        <form class="p-form flat" {onsubmit}>
            { field(app.t("flow-snapshot-name"), text_input(name.clone(), "before-the-change", local.setter("snapshot"))) }
            <button type="submit" class="b" disabled={!runs || name.trim().is_empty()}>{ app.t("flow-snapshot-create") }</button>
        </form>
    }
}

fn row(app: &App, chosen: &Chosen, snapshot: &Snapshot) -> Html {
    let strings = &app.strings;
    let name = &chosen.view.name;
    let restore = {
        let params = start_params(name, &format!("RESTORE_FROM_CUSTOM_SNAPSHOT {}", snapshot.name), false);
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.call("KinesisAnalytics.StartApplication", params.clone(), |_| {}))
    };
    let delete = {
        let params = json!({
            "ApplicationName": name, "SnapshotName": snapshot.name,
            "SnapshotCreationTimestamp": seconds(&chosen.clock, snapshot.at_us),
        });
        let app = app.clone();
        Callback::from(move |()| app.call("KinesisAnalytics.DeleteApplicationSnapshot", params.clone(), |_| {}))
    };
    let look = match snapshot.status.as_str() {
        "READY" => Look::Good,
        "FAILED" => Look::Bad,
        _ => Look::Busy,
    };
    let can_start = chosen.view.status == "READY" && snapshot.status == "READY";
    html! {
        <tr key={snapshot.name.clone()}>
            <td><b>{ &snapshot.name }</b></td>
            <td>{ status(look, snapshot.status.clone()) }</td>
            <td>{ at(app, &chosen.clock, snapshot.at_us) }</td>
            <td class="num">{ strings.whole(snapshot.version) }</td>
            <td class="num">{ strings.bytes(snapshot.bytes) }</td>
            <td><div class="row-actions">
                { button(Kind::Quiet, app.t("flow-start-here"), !can_start, restore) }
                { confirm(app.t("delete"), strings.x("delete-question", snapshot.name.clone()), delete) }
            </div></td>
        </tr>
    }
}

fn checkpoints(app: &App, chosen: &Chosen) -> Html {
    let strings = &app.strings;
    let columns = [
        Column::number(app.t("flow-checkpoint")),
        Column::text(app.t("flow-made")),
        Column::number(app.t("flow-took")),
        Column::number(app.t("flow-bytes")),
    ];
    let one = |checkpoint: &Checkpoint| {
        html! {
            <tr key={checkpoint.id.to_string()}>
                <td class="num">{ strings.whole(checkpoint.id) }</td>
                <td>{ at(app, &chosen.clock, checkpoint.at_us) }</td>
                <td class="num">{ strings.span(checkpoint.duration_us) }</td>
                <td class="num">{ strings.bytes(checkpoint.bytes) }</td>
            </tr>
        }
    };
    table(app.t("flow-checkpoints"), &columns, chosen.view.checkpoints.iter().map(one).collect::<Html>())
}
