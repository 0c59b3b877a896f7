//! The diagram: `figure`'s shapes as elements of the page, which can be pointed
//! at, tabbed to, and steered by keys while they have the focus.

use crate::context::App;
use crate::part::Local;
use crate::state::Tab;
use crate::template::classes;
use figure::{Options, Scene, draw};
use markup::html;
use protocol::{Clock, FollowTarget, Node, StartingPosition, ToWorker, Viewport, Works};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::virtual_dom::{VNode, VTag};
use yew::{Callback, Html, KeyboardEvent, MouseEvent};

/// What is drawn.
#[derive(PartialEq)]
pub struct StageProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub start_us: u64,
    pub upright: bool,
    pub ready: bool,
}

/// The diagram.
pub fn stage(app: &App, props: &StageProps, _: &Local) -> Html {
    let options = Options {
        upright: props.upright,
        speed: props.clock.speed.max(0.01),
        still: prefers_stillness(),
        focusable: true,
    };
    let scene = draw(&props.works, props.clock.now_us, &options, &app.strings.words);
    let onclick = {
        let (app, works) = (app.clone(), props.works.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if let Some(sequence) = target.get_attribute("data-record") {
                follow_dot(&app, &works, &sequence);
            } else if let Some(node) = node_at(&target) {
                open(&app, &node);
            }
        })
    };
    let onkeydown = {
        let (app, clock, start_us) = (app.clone(), props.clock.clone(), props.start_us);
        Callback::from(move |event: KeyboardEvent| key(&app, &clock, start_us, &event))
    };
    html! {
        <div class={classes!("stage", props.upright.then_some("upright"))} role="group" tabindex="0" aria-label={app.t("stage")}
            aria-describedby="aq-stage-keys" {onclick} {onkeydown}>
            { svg(&scene) }
            <p class="unseen" id="aq-stage-keys">{ app.t("stage-keys") }</p>
            if !props.ready {
                <p class="stage-wait">{ app.t("starting") }</p>
            }
        </div>
    }
}

fn prefers_stillness() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

fn svg(scene: &Scene) -> Html {
    let mut tag = VTag::new("svg");
    tag.add_attribute("class", "aq-fig");
    tag.add_attribute("viewBox", format!("0 0 {} {}", figure::number(scene.width), figure::number(scene.height)));
    tag.add_attribute("preserveAspectRatio", "xMidYMid meet");
    tag.add_children(scene.elements.iter().map(element));
    tag.into()
}

fn element(shape: &figure::Element) -> VNode {
    let mut tag = VTag::new(shape.tag);
    if !shape.class.is_empty() {
        tag.add_attribute("class", shape.class.clone());
    }
    for (name, value) in &shape.attributes {
        tag.add_attribute(name, value.clone());
    }
    if let Some(node) = &shape.node {
        tag.add_attribute("data-node", serde_json::to_string(node).unwrap_or_default());
    }
    // What can be read names the place; only one without words needs a name of its own.
    if let Some(label) = shape.label.as_ref().filter(|_| !shape.children.iter().any(|child| child.tag == "text")) {
        tag.add_attribute("aria-label", label.clone());
    }
    if let Some(record) = &shape.record {
        tag.add_attribute("data-record", name_of(record).to_owned());
    }
    if !shape.text.is_empty() {
        tag.add_child(VNode::from(shape.text.clone()));
    }
    tag.add_children(shape.children.iter().map(element));
    tag.into()
}

fn name_of(record: &protocol::RecordId) -> &str {
    match record {
        protocol::RecordId::Stream { sequence, .. } => sequence,
        protocol::RecordId::Direct { id, .. } => id,
    }
}

fn follow_dot(app: &App, works: &Works, name: &str) {
    if let Some(dot) = works.dots.iter().find(|dot| name_of(&dot.record) == name) {
        app.follow(FollowTarget::Record(dot.record.clone()));
    }
}

fn node_at(target: &Element) -> Option<Node> {
    let place = target.closest("[data-node]").ok().flatten()?;
    protocol::read::node(&place.get_attribute("data-node")?).ok()
}

/// Opens the console of a place, at that place.
fn open(app: &App, node: &Node) {
    match node {
        Node::Shard(stream, shard) => {
            let (stream, shard) = (stream.clone(), shard.clone());
            app.show(Viewport::Records { stream, shard, from: StartingPosition::Latest });
        }
        Node::Delivery(name) if !name.is_empty() => app.show(Viewport::Delivery { name: name.clone() }),
        Node::Bucket(bucket) if !bucket.is_empty() => {
            let bucket = bucket.clone();
            app.show(Viewport::Objects { bucket, prefix: String::new(), from: 0, preview: None, preview_line: 0 });
        }
        Node::Domain(name) if !name.is_empty() => app.show(Viewport::Discover { domain: Some(name.clone()) }),
        _ => {}
    }
    app.open(Tab::of(node));
}

fn key(app: &App, clock: &Clock, start_us: u64, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let node = target.as_ref().and_then(node_at);
    let done = match (event.key().as_str(), node) {
        ("Enter" | " ", Some(node)) => {
            open(app, &node);
            true
        }
        (arrow @ ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"), _) => {
            target.is_some_and(|from| neighbour(&from, arrow))
        }
        (key, _) => steer(app, clock, start_us, key),
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// The keys of the transport bar. True if it was one.
fn steer(app: &App, clock: &Clock, start_us: u64, key: &str) -> bool {
    match key {
        " " if clock.playing => app.bridge.tell(&ToWorker::Pause),
        " " => app.bridge.tell(&ToWorker::Play { speed: None }),
        "." => app.travel(|id| ToWorker::Step { id }),
        "," => app.travel(|id| ToWorker::StepBack { id }),
        "n" => app.travel(|id| ToWorker::NextInteresting { id }),
        "[" => crate::transport::change_speed(app, clock, false),
        "]" => crate::transport::change_speed(app, clock, true),
        "Home" => app.bridge.seek(start_us),
        "End" => app.bridge.seek(clock.frontier_us),
        _ => return false,
    }
    true
}

/// Moves the focus to the nearest place in a direction.
fn neighbour(from: &Element, arrow: &str) -> bool {
    let Some(stage) = from.closest(".stage").ok().flatten() else { return false };
    let Ok(places) = stage.query_selector_all("[data-node][tabindex]") else { return false };
    let middle = |element: &Element| {
        let area = element.get_bounding_client_rect();
        (area.x() + area.width() / 2.0, area.y() + area.height() / 2.0)
    };
    let (x, y) = middle(from);
    let on_stage = from.get_attribute("data-node").is_none();
    let mut best: Option<(f64, Element)> = None;
    for index in 0..places.length() {
        let Some(place) = places.get(index).and_then(|place| place.dyn_into::<Element>().ok()) else { continue };
        let (dx, dy) = {
            let (px, py) = middle(&place);
            (px - x, py - y)
        };
        let (along, across) = match arrow {
            "ArrowRight" => (dx, dy),
            "ArrowLeft" => (-dx, dy),
            "ArrowDown" => (dy, dx),
            _ => (-dy, dx),
        };
        // From the stage itself, the arrows begin at the first place.
        let cost = if on_stage { f64::from(index) } else { along + 2.0 * across.abs() };
        if (on_stage || along > 4.0) && best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, place));
        }
    }
    let Some((_, place)) = best else { return false };
    // SVG elements take focus like HTML's; the method has the same name on both.
    place.unchecked_into::<HtmlElement>().focus().is_ok()
}
