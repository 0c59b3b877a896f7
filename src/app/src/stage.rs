//! The diagram: `figure`'s shapes as elements of the page, which can be pointed
//! at, tabbed to, and steered by keys while they have the focus; nearer or farther, or as a list (`places.rs`).

use crate::context::App;
use crate::part::Local;
use crate::places::places;
use crate::state::Tab;
use crate::template::classes;
use crate::widgets::icon;
use crate::zoom::{Area, STEP, Window};
use figure::{Options, Scene, draw};
use markup::html;
use protocol::{
    ApplicationDetail, Buffers, Clock, Contrast, FollowTarget, Lateness, Node, StartingPosition, ToWorker, Viewport,
    Works,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::html::{onclick, onfocusin, onkeydown, onpointerdown, onpointermove, onpointerup, onwheel};
use yew::virtual_dom::{Listener, VNode, VTag};
use yew::{Callback, FocusEvent, Html, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

/// What is drawn.
#[derive(PartialEq)]
pub struct StageProps {
    pub works: Rc<Works>,
    pub clock: Rc<Clock>,
    pub start_us: u64,
    pub upright: bool,
    pub ready: bool,
    /// What is looked at instead, while its console is open.
    pub instead: Option<Instead>,
}

/// A scene that is drawn instead of the works.
#[derive(Clone, PartialEq)]
pub enum Instead {
    /// One stream and one queue side by side.
    Contrast(Rc<Contrast>),
    /// What small and large buffers cost.
    Buffers(Rc<Buffers>),
    /// Event time against arrival time.
    Lateness(Rc<Lateness>),
    /// An application's windows.
    Windows(Rc<ApplicationDetail>),
}

impl Instead {
    /// The drawing, once there is something to draw.
    #[inline(never)]
    fn draw(&self, app: &App, props: &StageProps, options: &Options) -> Option<Scene> {
        let later = || app.strings.later_words();
        match self {
            Self::Contrast(view) => view
                .ready
                .then(|| figure::contrast(view, &props.works, props.clock.now_us, options, &app.strings.words)),
            Self::Buffers(view) => (!view.delivery.is_empty()).then(|| figure::buffers(view, options, later())),
            Self::Lateness(view) => view.ready.then(|| figure::lateness(view, options, later())),
            Self::Windows(view) => view.plane.as_ref().map(|plane| figure::windows(plane, options, later())),
        }
    }

    /// The records that stand in it and can be followed.
    fn records(&self) -> Vec<&protocol::RecordId> {
        match self {
            Self::Contrast(view) => view.stream.columns.iter().filter_map(|column| column.record.as_ref()).collect(),
            Self::Lateness(view) => view.dots.iter().filter_map(|dot| dot.record.as_ref()).collect(),
            Self::Windows(view) => {
                let plane = view.plane.iter().flat_map(|plane| &plane.records);
                plane.filter_map(|record| record.record.as_ref()).collect()
            }
            Self::Buffers(_) => Vec::new(),
        }
    }
}

/// The diagram.
pub fn stage(app: &App, props: &StageProps, local: &Local) -> Html {
    let options = Options {
        upright: props.upright,
        speed: props.clock.speed.max(0.01),
        still: prefers_stillness(),
        focusable: true,
    };
    // The words of what the page does not open on come later.
    let later = !props.works.applications.is_empty();
    let words = if later { app.strings.later_words() } else { &app.strings.words };
    let instead = props.instead.as_ref().and_then(|instead| instead.draw(app, props, &options));
    // A scene says what it shows; the works are said place by place.
    let label = instead.as_ref().map_or_else(|| app.t("stage"), |scene| scene.label.clone());
    let scene = instead.unwrap_or_else(|| draw(&props.works, props.clock.now_us, &options, words));
    let seen = Seen {
        local: local.clone(),
        window: Window::read(&local.text("window", "")),
        drawing: (scene.width, scene.height),
    };
    let as_list = local.is_on("list");
    let mut tag = VTag::new("div");
    let near = seen.window.is_near() && !as_list;
    tag.add_attribute(
        "class",
        classes!("stage", props.upright.then_some("upright"), near.then_some("near"), as_list.then_some("listed")),
    );
    for (name, value) in [("role", "group"), ("tabindex", "0"), ("aria-describedby", "aq-stage-keys")] {
        tag.add_attribute(name, value);
    }
    tag.add_attribute("aria-label", label);
    for listener in listeners(app, props, &seen) {
        tag.add_listener(listener);
    }
    tag.add_child(if as_list { places(app, &props.works) } else { svg(&scene, seen.window) });
    tag.add_child(tools(app, &seen, as_list));
    tag.add_child(html! { <p class="unseen" id="aq-stage-keys">{ app.t("stage-keys") }</p> });
    if !props.ready {
        tag.add_child(html! { <p class="stage-wait">{ app.t("starting") }</p> });
    }
    tag.into()
}

/// The part of the drawing that is seen, and how to see another one.
#[derive(Clone)]
struct Seen {
    local: Local,
    window: Window,
    drawing: (f64, f64),
}

impl Seen {
    fn see(&self, window: Window) {
        if window != self.window {
            self.local.set("window", window.text());
        }
    }

    fn step(&self, factor: f64) {
        self.see(self.window.nearer_middle(factor, self.drawing));
    }
}

fn listeners(app: &App, props: &StageProps, seen: &Seen) -> Vec<Rc<dyn Listener>> {
    let click = {
        let (app, works, local) = (app.clone(), props.works.clone(), seen.local.clone());
        let instead = props.instead.clone();
        Callback::from(move |event: MouseEvent| {
            // The end of a drag is no click.
            if local.is_on("dragged") {
                return;
            }
            let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
            if let Some(sequence) = target.get_attribute("data-record") {
                follow_dot(&app, &works, instead.as_ref(), &sequence);
            } else if let Some(node) = node_at(&target) {
                open(&app, &node);
            }
        })
    };
    let keydown = {
        let (app, clock, start_us, seen) = (app.clone(), props.clock.clone(), props.start_us, seen.clone());
        Callback::from(move |event: KeyboardEvent| key(&app, &clock, start_us, &seen, &event))
    };
    let wheel = {
        let seen = seen.clone();
        Callback::from(move |event: WheelEvent| {
            // Without Ctrl the wheel scrolls the page. A pinch on a trackpad comes as a wheel with Ctrl.
            let area = event.target().and_then(|target| drawing_at(&target));
            let Some(area) = area.filter(|_| event.ctrl_key()) else { return };
            event.prevent_default();
            let at = seen.window.point((f64::from(event.client_x()), f64::from(event.client_y())), area, seen.drawing);
            let factor = if event.delta_y() < 0.0 { STEP } else { 1.0 / STEP };
            seen.see(seen.window.nearer(factor, at, seen.drawing));
        })
    };
    let focusin = {
        let seen = seen.clone();
        Callback::from(move |event: FocusEvent| {
            let place = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .filter(|place| place.has_attribute("data-node"));
            let area = event.target().and_then(|target| drawing_at(&target));
            if let Some((place, area)) = place.zip(area).filter(|_| seen.window.is_near()) {
                seen.see(seen.window.showing(area_of(&place), area, seen.drawing));
            }
        })
    };
    let [down, held, up] = drag(seen);
    [
        onclick::Wrapper::__macro_new(click),
        onkeydown::Wrapper::__macro_new(keydown),
        onwheel::Wrapper::__macro_new(wheel),
        onfocusin::Wrapper::__macro_new(focusin),
        onpointerdown::Wrapper::__macro_new(down),
        onpointermove::Wrapper::__macro_new(held),
        onpointerup::Wrapper::__macro_new(up),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How far a pointer moves before it drags.
const DRAG_FROM_PX: f64 = 4.0;

/// Pressing, moving and letting go: what is seen of a near drawing moves with the pointer.
fn drag(seen: &Seen) -> [Callback<PointerEvent>; 3] {
    let at = |event: &PointerEvent| (f64::from(event.client_x()), f64::from(event.client_y()));
    let down = {
        let seen = seen.clone();
        Callback::from(move |event: PointerEvent| {
            seen.local.switch("dragged", false);
            if seen.window.is_near() && event.button() == 0 {
                let (x, y) = at(&event);
                seen.local.set("drag", format!("{x} {y} {}", seen.window.text()));
            }
        })
    };
    let held = {
        let seen = seen.clone();
        Callback::from(move |event: PointerEvent| {
            let drag = seen.local.text("drag", "");
            let mut parts = drag.splitn(3, ' ');
            let (Some(Ok(x)), Some(Ok(y)), Some(from)) =
                (parts.next().map(str::parse::<f64>), parts.next().map(str::parse::<f64>), parts.next())
            else {
                return;
            };
            if event.buttons() == 0 {
                return seen.local.set("drag", "");
            }
            let (now_x, now_y) = at(&event);
            let by = (now_x - x, now_y - y);
            if !seen.local.is_on("dragged") && by.0.abs().max(by.1.abs()) < DRAG_FROM_PX {
                return;
            }
            seen.local.switch("dragged", true);
            if let Some(area) = event.target().and_then(|target| drawing_at(&target)) {
                seen.see(Window::read(from).dragged(by, area, seen.drawing));
            }
        })
    };
    let local = seen.local.clone();
    [down, held, Callback::from(move |_: PointerEvent| local.set("drag", ""))]
}

fn area_of(element: &Element) -> Area {
    let area = element.get_bounding_client_rect();
    Area { left: area.left(), top: area.top(), width: area.width(), height: area.height() }
}

/// The area of the drawing that something stands in.
fn drawing_at(target: &web_sys::EventTarget) -> Option<Area> {
    let stage = target.dyn_ref::<Element>()?.closest(".stage").ok()??;
    Some(area_of(&stage.query_selector(".aq-fig").ok()??))
}

/// Nearer, farther, all of it, the whole screen, a list.
fn tools(app: &App, seen: &Seen, as_list: bool) -> Html {
    let tool = |sign: &str, key: &str, disabled: bool, act: Callback<MouseEvent>| {
        let label = app.t(key);
        html! { <button type="button" class="b icon-only" aria-label={label.clone()} title={label} {disabled} onclick={act}>{ icon(sign) }</button> }
    };
    let zoom = |factor: f64| {
        let seen = seen.clone();
        Callback::from(move |_: MouseEvent| seen.step(factor))
    };
    let whole = {
        let seen = seen.clone();
        Callback::from(move |_: MouseEvent| seen.see(Window::default()))
    };
    let full = Callback::from(|event: MouseEvent| {
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            full_screen(&target);
        }
    });
    let label = app.t(if as_list { "stage-as-drawing" } else { "stage-as-list" });
    html! {
        <div class="stage-tools" role="group" aria-label={app.t("stage-tools")}>
            if !as_list {
                { tool("plus", "zoom-in", false, zoom(STEP)) }
                { tool("minus", "zoom-out", !seen.window.is_near(), zoom(1.0 / STEP)) }
                { tool("fit", "zoom-fit", !seen.window.is_near(), whole) }
            }
            if can_fill_the_screen() { { tool("full", "full-screen", false, full) } }
            <button type="button" class="b icon-only" aria-label={label.clone()} title={label} aria-pressed={as_list.to_string()} onclick={seen.local.toggle("list")}>{ icon(if as_list { "works" } else { "list" }) }</button>
        </div>
    }
}

fn can_fill_the_screen() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.fullscreen_enabled())
}

/// The works fill the screen, or leave it.
fn full_screen(inside: &Element) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document.filter(|document| document.fullscreen_enabled()) else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Ok(Some(works)) = inside.closest(".acequia") {
        // It is allowed, and a press asks for it.
        let _ = works.request_fullscreen();
    }
}

fn prefers_stillness() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

fn svg(scene: &Scene, window: Window) -> Html {
    let mut tag = VTag::new("svg");
    tag.add_attribute("class", "aq-fig");
    let (width, height) = window.size((scene.width, scene.height));
    let numbers = [window.x, window.y, width, height].map(figure::number);
    tag.add_attribute("viewBox", numbers.join(" "));
    tag.add_attribute("preserveAspectRatio", "xMidYMid meet");
    tag.add_children(scene.elements.iter().map(element));
    tag.into()
}

/// A shape as an element of the page.
pub fn element(shape: &figure::Element) -> VNode {
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

fn follow_dot(app: &App, works: &Works, instead: Option<&Instead>, name: &str) {
    let dots = works.dots.iter().map(|dot| &dot.record);
    let mut all = instead.into_iter().flat_map(Instead::records).chain(dots);
    if let Some(record) = all.find(|record| name_of(record) == name) {
        app.follow(FollowTarget::Record(record.clone()));
    }
}

/// The place in the diagram that something stands for.
pub fn node_at(target: &Element) -> Option<Node> {
    let place = target.closest("[data-node]").ok().flatten()?;
    protocol::read::node(&place.get_attribute("data-node")?).ok()
}

/// Opens the console of a place, at that place.
pub fn open(app: &App, node: &Node) {
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
        Node::Queue(name) => app.show(Viewport::Queue { name: name.clone(), from: 0 }),
        Node::Consumer(name) => app.show(Viewport::Consumers { name: name.clone() }),
        Node::Application(name) => app.show(Viewport::Application { name: name.clone() }),
        _ => {}
    }
    app.open(Tab::of(node));
}

fn key(app: &App, clock: &Clock, start_us: u64, seen: &Seen, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let node = node_at(&target);
    let name = event.key();
    // A button, and a list that scrolls, know these keys themselves.
    let own = target.closest("button, .places").is_ok_and(|own| own.is_some());
    let done = match (name.as_str(), node) {
        ("Enter" | " " | "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End", _) if own => false,
        ("Enter" | " ", Some(node)) => {
            open(app, &node);
            true
        }
        (arrow @ ("ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"), _) => neighbour(&target, arrow),
        (name, _) => look(seen, &target, name) || steer(app, clock, start_us, name),
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// The keys that change what is seen. True if it was one.
fn look(seen: &Seen, inside: &Element, key: &str) -> bool {
    match key {
        // `+` without Shift, where it lies on `=`.
        "+" | "=" => seen.step(STEP),
        "-" => seen.step(1.0 / STEP),
        "0" => seen.see(Window::default()),
        "f" => full_screen(inside),
        _ => return false,
    }
    true
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
