//! Firehose: the streams that deliver, and the console of the chosen one. Its parts lie in `firehose/`.

use super::at;
use super::firehose::{Chosen, PARTS, ROW, WizardProps, wizard};
use crate::context::App;
use crate::part::{Local, part};
use crate::template::classes;
use crate::widgets::{Column, Kind, Look, button, confirm, empty, head, meter, status, table};
use markup::html;
use protocol::{Catalog, Clock, Delivery, DeliveryDetail, Metrics, Node, Viewport, Works};
use serde_json::json;
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// What it shows.
#[derive(PartialEq)]
pub struct DeliveriesProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub viewport: Option<Viewport>,
    pub view: Option<Rc<DeliveryDetail>>,
    pub metrics: Option<Rc<Metrics>>,
    pub catalog: Option<Rc<Catalog>>,
    /// Which part of the chosen one's console is open; empty is the first, `new` the wizard.
    pub part: String,
}

/// The console of the Firehose streams.
pub fn deliveries(app: &App, props: &DeliveriesProps, _: &Local) -> Html {
    let deliveries = &props.works.deliveries;
    let making = props.part == "new";
    let toggle = ROW.show(app, if making { "objects" } else { "new" });
    let name = match &props.viewport {
        Some(Viewport::Delivery { name }) => name.as_str(),
        _ => "",
    };
    let chosen = deliveries.iter().find(|one| one.name == name);
    html! {
        <>
            { head(app.t("deliveries"), html! { <span class="dim">{ deliveries.len() }</span> }, button(Kind::Plain, app.t("delivery-create"), false, toggle.clone())) }
            <div class="p-body">
                if making {
                    { part(wizard, WizardProps { works: props.works.clone(), clock: props.clock.clone(), catalog: props.catalog.clone() }) }
                } else if deliveries.is_empty() {
                    { empty(app.t("deliveries-none"), button(Kind::Primary, app.t("delivery-create"), false, toggle)) }
                } else {
                    { list(app, deliveries, name) }
                    { chosen.map(|delivery| detail(app, props, delivery)) }
                }
            </div>
        </>
    }
}

/// The Firehose streams, one a row.
fn list(app: &App, deliveries: &[Delivery], chosen: &str) -> Html {
    let columns = [
        Column::text(app.t("fh-stream")),
        Column::text(app.t("state")),
        Column::text(app.t("source")),
        Column::text(app.t("destination")),
        Column::text(app.t("fh-buffer-now")),
        Column::number(app.t("delivery-delivered")),
        Column::number(app.t("delivery-failed")),
        Column::text(""),
    ];
    let rows = deliveries.iter().map(|delivery| row(app, delivery, delivery.name == chosen));
    html! { <div class="kds-list">{ table(app.t("deliveries"), &columns, rows.collect::<Html>()) }</div> }
}

fn row(app: &App, delivery: &Delivery, chosen: bool) -> Html {
    let strings = &app.strings;
    let choose = {
        let (app, name) = (app.clone(), delivery.name.clone());
        Callback::from(move |_: MouseEvent| app.show(Viewport::Delivery { name: name.clone() }))
    };
    let delete = {
        let (app, name) = (app.clone(), delivery.name.clone());
        Callback::from(move |()| {
            app.call("Firehose.DeleteDeliveryStream", json!({ "DeliveryStreamName": name }), |_| {})
        })
    };
    let look = match (&delivery.error, delivery.status.as_str()) {
        (Some(_), _) => Look::Bad,
        (None, "ACTIVE") => Look::Good,
        (None, _) => Look::Busy,
    };
    // Size and age are a race: the nearer one is shown.
    let share = |part: u64, whole: u64| if whole > 0 { part as f64 / whole as f64 } else { 0.0 };
    let (size, age) = (
        share(delivery.buffer_bytes, delivery.buffer_bytes_max),
        share(delivery.buffer_age_us, delivery.buffer_age_us_max),
    );
    let full = if age > size {
        strings.with(
            "of",
            &[("part", strings.span(delivery.buffer_age_us)), ("whole", strings.span(delivery.buffer_age_us_max))],
        )
    } else {
        strings.with(
            "of",
            &[("part", strings.bytes(delivery.buffer_bytes)), ("whole", strings.bytes(delivery.buffer_bytes_max))],
        )
    };
    html! {
        <tr key={delivery.name.clone()} class={classes!(chosen.then_some("chosen"))}>
            <td><button type="button" class="link" aria-current={chosen.then_some("true")} onclick={choose}><b>{ &delivery.name }</b></button></td>
            <td>{ status(look, delivery.error.clone().unwrap_or_else(|| delivery.status.clone())) }</td>
            <td>{ delivery.source.clone().unwrap_or_else(|| "Direct PUT".to_owned()) }</td>
            <td class="data">{ destination(delivery) }</td>
            <td><span class="gauge-cell">{ meter(size.max(age), false, full.clone()) }<span>{ full }</span></span></td>
            <td class="num">{ strings.whole(delivery.delivered) }</td>
            <td class={classes!("num", (delivery.failed > 0).then_some("bad"))}>{ strings.whole(delivery.failed) }</td>
            <td><div class="row-actions">{ confirm(app.t("delete"), strings.x("delete-question", delivery.name.clone()), delete) }</div></td>
        </tr>
    }
}

fn destination(delivery: &Delivery) -> String {
    match &delivery.destination {
        Some(Node::Bucket(bucket)) => format!("s3://{bucket}/{}", delivery.destination_path),
        Some(Node::Domain(domain)) => format!("{domain}/{}", delivery.destination_path),
        _ => delivery.destination_path.clone(),
    }
}

/// The chosen one: its parts, of which one is open.
fn detail(app: &App, props: &DeliveriesProps, delivery: &Delivery) -> Html {
    let Some(view) = props.view.clone().filter(|view| view.name == delivery.name) else { return Html::default() };
    let open = PARTS.into_iter().find(|(name, _)| *name == props.part).unwrap_or(PARTS[0]);
    let chosen = Chosen {
        delivery: Rc::new(delivery.clone()),
        works: props.works.clone(),
        clock: props.clock.clone(),
        view,
        metrics: props.metrics.clone(),
        catalog: props.catalog.clone(),
    };
    let trouble = delivery.error.as_ref().map(|error| {
        let when = delivery.last_error_us.map(|us| at(app, &props.clock, us)).unwrap_or_default();
        status(Look::Bad, format!("{}: {error} · {when}", app.t("last-error")))
    });
    html! {
        <section class="kds fh" key={delivery.name.clone()} aria-label={delivery.name.clone()}>
            { ROW.row(app, &PARTS.map(|(name, _)| name), open.0, Html::default()) }
            { trouble }
            { part(open.1, chosen) }
        </section>
    }
}
