//! Firehose: streams that deliver, their buffers and their last deliveries.

use super::at;
use super::delivery_new::{NewProps, new_delivery};
use crate::context::App;
use crate::part::{Local, keyed, part};
use crate::template::classes;
use crate::widgets::{
    Column, Kind, Look, button, code, confirm, empty, field, head, meter, number_of, pairs, status, table, text_input,
};
use markup::html;
use protocol::{Clock, Delivery, DeliveryDetail, Node, Viewport, Works};
use serde_json::{Value, json};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent, SubmitEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct DeliveriesProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<DeliveryDetail>>,
}

/// The console of the Firehose streams.
pub fn deliveries(app: &App, props: &DeliveriesProps, local: &Local) -> Html {
    let making = local.is_on("making");
    let toggle = local.toggle("making");
    let done = local.done("making");
    let chosen = match &props.viewport {
        Some(Viewport::Delivery { name }) => props.works.deliveries.iter().find(|one| &one.name == name),
        _ => None,
    };
    html! {
        <>
            { head(app.t("deliveries"), html! { <span class="dim">{ props.works.deliveries.len() }</span> }, button(Kind::Plain, app.t("delivery-create"), false, toggle.clone())) }
            if making {
                { part(new_delivery, NewProps { works: props.works.clone(), done }) }
            }
            <div class="p-body two">
                if props.works.deliveries.is_empty() && !making {
                    { empty(app.t("deliveries-none"), button(Kind::Primary, app.t("delivery-create"), false, toggle)) }
                }
                <ul class="list">
                    { for props.works.deliveries.iter().map(|one| item(app, one, chosen.is_some_and(|chosen| chosen.name == one.name))) }
                </ul>
                if let Some(delivery) = chosen {
                    <div class="detail">{ detail(app, &props.clock, delivery, props.view.as_ref().filter(|view| view.name == delivery.name).map(|view| &**view)) }</div>
                }
            </div>
        </>
    }
}

fn item(app: &App, delivery: &Delivery, chosen: bool) -> Html {
    let choose = {
        let (app, name) = (app.clone(), delivery.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Delivery { name: name.clone() }))
    };
    let look = match (&delivery.error, delivery.status.as_str()) {
        (Some(_), _) => Look::Bad,
        (None, "ACTIVE") => Look::Good,
        (None, _) => Look::Busy,
    };
    html! {
        <li key={delivery.name.clone()}>
            <button type="button" class={classes!("item", chosen.then_some("on"))} aria-pressed={chosen.to_string()} onclick={choose}>
                <b>{ &delivery.name }</b>
                { status(look, delivery.error.clone().unwrap_or_else(|| delivery.status.clone())) }
                <small>{ format!("{} → {}", delivery.source.as_deref().unwrap_or("Direct PUT"), destination(delivery)) }</small>
            </button>
        </li>
    }
}

fn destination(delivery: &Delivery) -> String {
    match &delivery.destination {
        Some(Node::Bucket(bucket)) => format!("s3://{bucket}/{}", delivery.destination_path),
        Some(Node::Domain(domain)) => format!("{domain}/{}", delivery.destination_path),
        _ => delivery.destination_path.clone(),
    }
}

fn detail(app: &App, clock: &Clock, delivery: &Delivery, view: Option<&DeliveryDetail>) -> Html {
    let strings = &app.strings;
    let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    let gauge = |part: f64, text: String| html! { <span class="gauge-cell">{ meter(part, false, text.clone()) }<span>{ text }</span></span> };
    let size = strings.with(
        "of",
        &[("part", strings.bytes(delivery.buffer_bytes)), ("whole", strings.bytes(delivery.buffer_bytes_max))],
    );
    let age = strings.with(
        "of",
        &[("part", strings.span(delivery.buffer_age_us)), ("whole", strings.span(delivery.buffer_age_us_max))],
    );
    let mut items = vec![
        (app.t("buffer-size"), gauge(share(delivery.buffer_bytes, delivery.buffer_bytes_max), size)),
        (app.t("buffer-interval"), gauge(share(delivery.buffer_age_us, delivery.buffer_age_us_max), age)),
        (app.t("delivery-accepted"), html! { strings.whole(delivery.accepted) }),
        (app.t("delivery-delivered"), html! { strings.whole(delivery.delivered) }),
        (
            app.t("delivery-failed"),
            html! { <span class={classes!((delivery.failed > 0).then_some("bad"))}>{ strings.whole(delivery.failed) }</span> },
        ),
    ];
    if let Some(error) = &delivery.error {
        let when = delivery.last_error_us.map(|us| at(app, clock, us)).unwrap_or_default();
        items.push((app.t("last-error"), html! { <span class="bad">{ format!("{error} · {when}") }</span> }));
    }
    let delete = {
        let (app, name) = (app.clone(), delivery.name.clone());
        Callback::from(move |()| {
            app.call("Firehose.DeleteDeliveryStream", json!({ "DeliveryStreamName": name }), |_| {})
        })
    };
    html! {
        <>
            <header class="detail-head"><h4>{ &delivery.name }</h4><span class="grow"></span>
                { confirm(app.t("delete"), strings.x("delete-question", delivery.name.clone()), delete) }
            </header>
            { pairs(items) }
            if let Some(view) = view {
                { keyed(&delivery.name, hints, HintsProps { delivery: delivery.clone(), description: view.description.clone() }) }
                { flushes(app, clock, view) }
                <details class="more"><summary>{ "DescribeDeliveryStream" }</summary>{ code(view.description.clone(), "DescribeDeliveryStream") }</details>
            }
        </>
    }
}

fn flushes(app: &App, clock: &Clock, view: &DeliveryDetail) -> Html {
    if view.flushes.is_empty() {
        return empty(app.t("flushes-none"), Html::default());
    }
    let strings = &app.strings;
    let columns = [
        Column::number(app.t("when")),
        Column::text(app.t("flush-reason")),
        Column::number(app.t("records")),
        Column::number(app.t("bytes")),
        Column::text(app.t("flush-to")),
    ];
    let rows = view.flushes.iter().map(|flush| {
        html! {
            <tr>
                <td class="num">{ at(app, clock, flush.at_us) }</td>
                <td>{ app.t(if flush.reason == "size" { "flush-by-size" } else { "flush-by-interval" }) }</td>
                <td class="num">{ strings.whole(flush.records) }</td>
                <td class="num">{ strings.bytes(flush.bytes) }</td>
                <td class={classes!("data", flush.error.is_some().then_some("bad"))} title={flush.to.clone()}>{ flush.error.as_ref().unwrap_or(&flush.to) }</td>
            </tr>
        }
    });
    table(app.t("flushes"), &columns, rows.collect::<Html>())
}

#[derive(PartialEq)]
struct HintsProps {
    delivery: Delivery,
    description: String,
}

/// Buffering hints, changed by `UpdateDestination`.
fn hints(app: &App, props: &HintsProps, local: &Local) -> Html {
    let delivery = &props.delivery;
    let size = local.text("size", &(delivery.buffer_bytes_max >> 20).to_string());
    let interval = local.text("interval", &(delivery.buffer_age_us_max / 1_000_000).to_string());
    let onsubmit = {
        let (app, delivery, size, interval) = (app.clone(), delivery.clone(), size.clone(), interval.clone());
        let description: Value = serde_json::from_str(&props.description).unwrap_or_default();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // What `DescribeDeliveryStream` answers, with or without its outer member.
            let described = description.get("DeliveryStreamDescription").unwrap_or(&description);
            let hints = json!({
                "SizeInMBs": number_of(&size).unwrap_or(1.0) as u64,
                "IntervalInSeconds": number_of(&interval).unwrap_or(60.0) as u64,
            });
            let member = match delivery.destination {
                Some(Node::Domain(_)) => "AmazonopensearchserviceDestinationUpdate",
                _ => "ExtendedS3DestinationUpdate",
            };
            let params = json!({
                "DeliveryStreamName": delivery.name,
                "CurrentDeliveryStreamVersionId": described.get("VersionId"),
                "DestinationId": described.pointer("/Destinations/0/DestinationId"),
                member: { "BufferingHints": hints },
            });
            let said = app.clone();
            app.call("Firehose.UpdateDestination", params, move |_| said.note(String::new(), said.t("saved")));
        })
    };
    html! {
        <form class="p-form flat" {onsubmit}>
            { field(app.t("buffer-size-mib"), text_input(size, "1", local.setter("size"))) }
            { field(app.t("buffer-interval-s"), text_input(interval, "60", local.setter("interval"))) }
            <button type="submit" class="b">{ app.t("save-changes") }</button>
        </form>
    }
}
