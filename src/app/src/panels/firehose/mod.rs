//! The parts of a Firehose stream's console: what it delivered and what its buffers hold, metrics, configuration, errors; and the wizard.

mod configuration;
mod demo;
mod encryption;
mod errors;
mod fields;
pub mod form;
mod monitoring;
mod objects;
mod prefix;
pub mod request;
mod trial;
mod wizard;

pub use wizard::{WizardProps, wizard};

use super::parts::Parts;
use crate::context::App;
use crate::part::Draw;
use crate::state::Tab;
use markup::html;
use protocol::{Catalog, Clock, Delivery, DeliveryDetail, Metrics, Node, Viewport, Works};
use std::rc::Rc;
use yew::{Callback, Html, MouseEvent};

/// The chosen Firehose stream and what is known about it.
#[derive(Clone, PartialEq)]
pub struct Chosen {
    pub delivery: Rc<Delivery>,
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub view: Rc<DeliveryDetail>,
    /// CloudWatch's metrics, while they are shown.
    pub metrics: Option<Rc<Metrics>>,
    /// The tables that records may be converted by.
    pub catalog: Option<Rc<Catalog>>,
}

/// The parts by name, and what draws them.
pub const PARTS: [(&str, Draw<Chosen>); 4] = [
    ("objects", objects::objects),
    ("monitoring", monitoring::monitoring),
    ("configuration", configuration::configuration),
    ("errors", errors::errors),
];

/// Where the open part is kept; `new` is the wizard.
pub const PART: &str = "firehose";

/// The row of parts.
pub const ROW: Parts = Parts { draft: PART, label: "fh-sections", key: "fh-part-" };

/// A key that opens its folder in the bucket.
fn key_link(app: &App, delivery: &Delivery, key: &str) -> Html {
    let Some(Node::Bucket(bucket)) = &delivery.destination else {
        return html! { <code title={key.to_owned()}>{ key.to_owned() }</code> };
    };
    let folder = key.rfind('/').map_or("", |end| key.get(..=end).unwrap_or_default()).to_owned();
    let name = key.get(folder.len()..).unwrap_or_default().to_owned();
    let open = {
        let (app, bucket, prefix, key) = (app.clone(), bucket.clone(), folder.clone(), key.to_owned());
        Callback::from(move |_: MouseEvent| {
            let (bucket, prefix, preview) = (bucket.clone(), prefix.clone(), Some(key.clone()));
            app.show(Viewport::Objects { bucket, prefix, from: 0, preview, preview_line: 0 });
            app.open(Tab::Objects);
        })
    };
    html! { <button type="button" class="link fh-key" title={key.to_owned()} onclick={open}><span class="dim">{ folder }</span>{ name }</button> }
}
