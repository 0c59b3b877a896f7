//! The parts of a data stream's console: shards, hash ring and heat map, splitting and merging, metrics, configuration.

mod change;
mod configuration;
mod hashes;
mod monitoring;
mod reshard;
mod split;
mod table;
mod throttle;

use super::parts::Parts;
use crate::context::App;
use crate::part::Draw;
use crate::state::Action;
use figure::Scene;
use markup::html;
use protocol::{Clock, Hashes, Metrics, Node, Stream, Viewport};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{Callback, Html, MouseEvent};

/// The chosen stream and what is known about it.
#[derive(Clone, PartialEq)]
pub struct Chosen {
    pub stream: Rc<Stream>,
    pub clock: Rc<Clock>,
    /// Its hash keys, as soon as they are known.
    pub view: Option<Rc<Hashes>>,
    /// CloudWatch's metrics, while they are shown.
    pub metrics: Option<Rc<Metrics>>,
}

/// The parts by name, and what draws them.
pub const PARTS: [(&str, Draw<Chosen>); 5] = [
    ("shards", table::shards),
    ("hashes", hashes::hashes),
    ("reshard", reshard::reshard),
    ("monitoring", monitoring::monitoring),
    ("configuration", configuration::configuration),
];

/// The row of parts.
pub const ROW: Parts = Parts { draft: "kinesis", label: "kinesis-sections", key: "kinesis-part-" };

/// Opens a part.
fn show_part(app: &App, part: &'static str) -> Callback<MouseEvent> {
    ROW.show(app, part)
}

/// Chooses the shard that may be split.
fn choose_shard(app: &App, stream: &str, shard: Option<String>) {
    app.show(Viewport::Hashes { stream: stream.into(), shard });
}

/// `shardId-000000000007` → `shard 7`, as the diagram says it.
fn short_name(app: &App, id: &str) -> String {
    let digits = id.trim_start_matches("shardId-").trim_start_matches('0');
    // A word of the drawings.
    let word = "hash-shard";
    app.strings.later_words().with(word, if digits.is_empty() { "0" } else { digits })
}

/// A command with a line for each option, as a shell takes it.
fn by_lines(cli: &str) -> String {
    cli.replace(" --", " \\\n  --")
}

/// A hash key of up to 39 digits, shortened; all of them as its tip.
fn hash_key(hash: &str) -> Html {
    let text = match (hash.get(..5), hash.get(hash.len().saturating_sub(5)..)) {
        (Some(first), Some(last)) if hash.len() > 14 => format!("{first}…{last}"),
        _ => hash.to_owned(),
    };
    html! { <code title={hash.to_owned()}>{ text }</code> }
}

/// A drawing of shapes. A press on a shard's chooses it.
fn drawing(app: &App, stream: &str, scene: &Scene) -> Html {
    let onclick = {
        let (app, stream) = (app.clone(), stream.to_owned());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(Node::Shard(_, shard)) = target.and_then(|target| crate::stage::node_at(&target)) {
                choose_shard(&app, &stream, Some(shard));
                app.act(Action::Draft("kinesis".into(), "reshard".into()));
            }
        })
    };
    html! { <div class="kds-figure" {onclick}>{ super::parts::drawing(scene) }</div> }
}
