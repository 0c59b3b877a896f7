//! What can be set on a stream: how many shards, by what it is paid, how long records stay. What AWS refuses it says itself.

use super::Chosen;
use crate::context::App;
use crate::panels::arn;
use crate::part::Local;
use crate::widgets::{Kind, button, field, note, number_of, text_input};
use markup::html;
use protocol::Stream;
use serde_json::json;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// The part.
pub fn configuration(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let stream = &chosen.stream;
    html! {
        <div class="kds-forms">
            { count(app, stream, local) }
            { mode(app, stream) }
            { retention(app, stream, local) }
        </div>
    }
}

/// A form with a title, a field, a button and a remark.
fn form(title: String, inside: Html, remark: String, onsubmit: Callback<SubmitEvent>) -> Html {
    html! { <form class="kds-form" {onsubmit}><h4>{ title }</h4><div class="p-form flat">{ inside }</div>{ note(remark) }</form> }
}

fn submit(label: String, disabled: bool) -> Html {
    html! { <button type="submit" class="b" {disabled}>{ label }</button> }
}

fn count(app: &App, stream: &Stream, local: &Local) -> Html {
    let open = stream.shards.iter().filter(|shard| shard.open).count() as u64;
    let text = local.text("count", &open.to_string());
    let wanted = number_of(&text).map(|number| number as u64);
    let onsubmit = {
        let (app, name) = (app.clone(), stream.name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(wanted) = wanted else { return };
            let params = json!({ "StreamName": name, "TargetShardCount": wanted, "ScalingType": "UNIFORM_SCALING" });
            let said = app.clone();
            app.call("Kinesis.UpdateShardCount", params, move |_| {
                let text = said.strings.x("config-count-begun", said.strings.whole(wanted));
                said.note(said.t("config-count"), text);
            });
        })
    };
    let inside = html! { <>{ field(app.t("config-count-field"), text_input(text, "", local.setter("count"))) }{ submit(app.t("config-count-do"), wanted.is_none()) }</> };
    form(app.t("config-count"), inside, app.t("config-count-note"), onsubmit)
}

fn mode(app: &App, stream: &Stream) -> Html {
    let on_demand = stream.mode == "ON_DEMAND";
    let (label, wanted) =
        if on_demand { ("config-to-provisioned", "PROVISIONED") } else { ("config-to-on-demand", "ON_DEMAND") };
    let go = {
        let (app, name) = (app.clone(), stream.name.clone());
        Callback::from(move |_: MouseEvent| {
            let arn = arn("kinesis", &format!("stream/{name}"));
            let params = json!({ "StreamARN": arn, "StreamModeDetails": { "StreamMode": wanted } });
            let said = app.clone();
            app.call("Kinesis.UpdateStreamMode", params, move |_| {
                said.note(said.t("config-mode"), said.t("config-mode-begun"));
            });
        })
    };
    let now = app.t(if on_demand { "mode-on-demand" } else { "mode-provisioned" });
    html! {
        <div class="kds-form"><h4>{ app.t("config-mode") }</h4>
            <div class="p-form flat"><b>{ now }</b>{ button(Kind::Plain, app.t(label), false, go) }</div>
            { note(app.t("config-mode-note")) }
        </div>
    }
}

fn retention(app: &App, stream: &Stream, local: &Local) -> Html {
    let text = local.text("hours", &stream.retention_hours.to_string());
    let wanted = number_of(&text).map(|number| number as u64);
    let onsubmit = {
        let (app, name, now) = (app.clone(), stream.name.clone(), u64::from(stream.retention_hours));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(wanted) = wanted else { return };
            let call = if wanted < now {
                "Kinesis.DecreaseStreamRetentionPeriod"
            } else {
                "Kinesis.IncreaseStreamRetentionPeriod"
            };
            let said = app.clone();
            app.call(call, json!({ "StreamName": name, "RetentionPeriodHours": wanted }), move |_| {
                let text = said.strings.x("config-retention-done", said.strings.whole(wanted));
                said.note(said.t("config-retention"), text);
            });
        })
    };
    let inside = html! { <>{ field(app.t("config-retention-field"), text_input(text, "24", local.setter("hours"))) }{ submit(app.t("config-retention-do"), wanted.is_none()) }</> };
    form(app.t("config-retention"), inside, app.t("config-retention-note"), onsubmit)
}
