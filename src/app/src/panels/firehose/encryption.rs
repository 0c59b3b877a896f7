//! Server-side encryption of records that wait: its status, and switching it on and off.

use super::Chosen;
use super::form::described;
use super::request::key;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Kind, Look, button, field, note, status, text_input};
use markup::html;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent};

/// The part. Only what is put directly is Firehose's to encrypt.
pub fn encryption(app: &App, chosen: &Chosen, local: &Local) -> Html {
    let delivery = &chosen.delivery;
    if let Some(source) = &delivery.source {
        return note(app.strings.x("fh-encryption-source", source.clone()));
    }
    let description: Value = serde_json::from_str(&chosen.view.description).unwrap_or_default();
    let now = described(&description).get("DeliveryStreamEncryptionConfiguration").cloned().unwrap_or_default();
    let text = |name: &str| now.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (state, is_on) = (text("Status"), text("Status") == "ENABLED");
    let look = match state.as_str() {
        "ENABLED" => Look::Good,
        "DISABLED" => Look::Calm,
        _ => Look::Busy,
    };
    let wanted = local.text("key", &text("KeyARN"));
    let call = |call: &'static str, params: Value| {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.call(call, params.clone(), |_| {}))
    };
    let name = &delivery.name;
    let start = json!({ "DeliveryStreamName": name, "DeliveryStreamEncryptionConfigurationInput": key(&wanted) });
    let busy = look == Look::Busy || delivery.status != "ACTIVE";
    let is_same = is_on && wanted.trim() == text("KeyARN");
    html! {
        <>
            <p>{ status(look, [state, text("KeyType")].join(" ").trim().to_owned()) }</p>
            <div class="p-form flat">
                { field(app.t("fh-key-arn"), text_input(wanted, "arn:aws:kms:…", local.setter("key"))) }
                { button(Kind::Plain, app.t(if is_on { "fh-encrypt-by" } else { "fh-encrypt-start" }), busy || is_same, call("Firehose.StartDeliveryStreamEncryption", start)) }
                { button(Kind::Plain, app.t("fh-encrypt-stop"), busy || !is_on, call("Firehose.StopDeliveryStreamEncryption", json!({ "DeliveryStreamName": name }))) }
                { note(app.t("fh-encryption-note")) }
            </div>
        </>
    }
}
