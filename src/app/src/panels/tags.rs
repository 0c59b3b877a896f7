//! Tags of a resource: a table of them, each to be taken away, and a line for a new one.

use super::queue_url;
use crate::context::App;
use crate::part::Local;
use crate::widgets::{Column, Kind, button, field, note, table, text_input};
use markup::html;
use serde_json::{Value, json};
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What bears them, by name.
#[derive(Clone, PartialEq)]
pub enum Bearer {
    Delivery(String),
    Queue(String),
}

impl Bearer {
    fn tag(&self, key: &str, value: &str) -> (&'static str, Value) {
        match self {
            Self::Delivery(name) => (
                "Firehose.TagDeliveryStream",
                json!({ "DeliveryStreamName": name, "Tags": [{ "Key": key, "Value": value }] }),
            ),
            Self::Queue(name) => ("SQS.TagQueue", json!({ "QueueUrl": queue_url(name), "Tags": { key: value } })),
        }
    }

    fn untag(&self, key: &str) -> (&'static str, Value) {
        match self {
            Self::Delivery(name) => {
                ("Firehose.UntagDeliveryStream", json!({ "DeliveryStreamName": name, "TagKeys": [key] }))
            }
            Self::Queue(name) => ("SQS.UntagQueue", json!({ "QueueUrl": queue_url(name), "TagKeys": [key] })),
        }
    }
}

/// A resource and its tags.
#[derive(PartialEq)]
pub struct TagsProps {
    pub of: Bearer,
    pub tags: Vec<(String, String)>,
}

/// The part.
pub fn tags(app: &App, props: &TagsProps, local: &Local) -> Html {
    let (key, value) = (local.text("key", ""), local.text("value", ""));
    let may = !key.trim().is_empty();
    let onsubmit = {
        let (app, local) = (app.clone(), local.clone());
        let (call, params) = props.of.tag(key.trim(), value.trim());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let local = local.clone();
            app.call(call, params.clone(), move |_| ["key", "value"].into_iter().for_each(|name| local.set(name, "")));
        })
    };
    let row = |(key, value): &(String, String)| {
        let away = {
            let (app, (call, params)) = (app.clone(), props.of.untag(key));
            Callback::from(move |_: MouseEvent| app.call(call, params.clone(), |_| {}))
        };
        html! {
            <tr key={key.clone()}>
                <td><code>{ key }</code></td><td>{ value }</td>
                <td><div class="row-actions">{ button(Kind::Quiet, app.strings.x("tag-remove", key.clone()), false, away) }</div></td>
            </tr>
        }
    };
    let columns = [Column::text(app.t("tag-key")), Column::text(app.t("tag-value")), Column::text("")];
    html! {
        <form aria-label={app.t("tags")} {onsubmit}>
            if props.tags.is_empty() { { note(app.t("tags-none")) } } else { { table(app.t("tags"), &columns, props.tags.iter().map(row).collect::<Html>()) } }
            <div class="p-form flat">
                { field(app.t("tag-key"), text_input(key, "team", local.setter("key"))) }
                { field(app.t("tag-value"), text_input(value, "", local.setter("value"))) }
                <button type="submit" class="b" disabled={!may}>{ app.t("tag-add") }</button>
                { note(app.t("tags-note")) }
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_is_called_by_its_own_shape() {
        let (call, params) = Bearer::Delivery("f".into()).tag("team", "lake");
        let wanted = json!({ "DeliveryStreamName": "f", "Tags": [{ "Key": "team", "Value": "lake" }] });
        assert_eq!((call, params), ("Firehose.TagDeliveryStream", wanted));
        let (call, params) = Bearer::Queue("q".into()).tag("team", "lake");
        assert_eq!((call, &params["Tags"]), ("SQS.TagQueue", &json!({ "team": "lake" })));
        assert_eq!(Bearer::Queue("q".into()).untag("team").1["TagKeys"], json!(["team"]));
    }
}
