//! Applications of streaming SQL: cards with what flows in and out, how far their watermark is, and what came too late. They stand under
//! the pipeline, with the streams that nobody but them writes to beside them, so that water goes on to the right.

use crate::format;
use crate::geometry::{Area, Point};
use crate::layout::{Canal, Layout};
use crate::parts::{Pen, fit};
use crate::scene::{Element, number};
use protocol::{Application, Node, Stream, Works};

/// Applications that are drawn.
const SHOWN_MAX: usize = 3;
/// Canals of streams that applications write to, for each application.
const CANALS_MAX: usize = 3;
const CARD: f64 = 74.0;
const GAP: f64 = 16.0;
/// From one canal to the next.
const PITCH: f64 = 30.0;
/// Behind by more than this is told in the drawing.
const BEHIND_US: u64 = 10_000_000;

/// Whether an application writes to a stream that no producer puts to: it then stands beside that application.
pub fn is_sink(works: &Works, stream: &Stream) -> bool {
    let node = Node::Stream(stream.name.clone());
    let written = works.applications.iter().take(SHOWN_MAX).any(|one| one.writes.contains(&node));
    written && works.producers.iter().all(|producer| producer.target.as_ref() != Some(&node))
}

/// Applications one under another from `at` on, with their streams beside them (upright: under them) up to `right`. Gives where the last
/// one ends.
pub fn stand(layout: &mut Layout, works: &Works, at: Point, width: f64, right: f64) -> f64 {
    let mut y = at.y;
    for application in works.applications.iter().take(SHOWN_MAX) {
        if y > at.y {
            y += GAP;
        }
        layout.areas.insert(Node::Application(application.name.clone()), Area::new(at.x, y, width, CARD));
        let own = canals(works, application, layout);
        let shown = own.len().min(CANALS_MAX);
        let (x, first) = if layout.upright {
            (at.x + 26.0, y + CARD + 34.0)
        } else {
            (at.x + width + 46.0, y + 6.0 + CARD / 2.0 - PITCH * (shown.max(1) as f64 - 1.0) / 2.0)
        };
        for (index, node) in own.iter().take(CANALS_MAX).enumerate() {
            let y = first + PITCH * index as f64;
            let (from, to) = (Point { x, y }, Point { x: right, y });
            layout.canals.insert(node.clone(), Canal { from, to, bed: 14.0, labelled: false });
        }
        if own.len() > shown {
            let y = first + PITCH * shown as f64 - 8.0;
            layout.more.push(((own.len() - shown) as u64, Point { x, y }));
        }
        y += CARD;
        if layout.upright && shown > 0 {
            y = first + PITCH * shown as f64 - 12.0;
        }
    }
    let left = works.applications.len().saturating_sub(SHOWN_MAX);
    if left > 0 {
        y += 16.0;
        layout.more.push((left as u64, Point { x: at.x, y }));
    }
    y
}

/// How tall they are.
pub fn height(works: &Works) -> f64 {
    let mut probe = Layout::default();
    stand(&mut probe, works, Point::default(), 1.0, 1.0)
}

/// The canals of the streams that nobody else writes to, but for those that stand beside another application.
fn canals(works: &Works, application: &Application, layout: &Layout) -> Vec<Node> {
    let own = works.streams.iter().filter(|stream| is_sink(works, stream));
    let own = own.filter(|stream| application.writes.contains(&Node::Stream(stream.name.clone())));
    let open = own.flat_map(|stream| {
        let open = stream.shards.iter().filter(|shard| shard.open);
        open.map(|shard| Node::Shard(stream.name.clone(), shard.id.clone()))
    });
    open.filter(|node| !layout.canals.contains_key(node)).collect()
}

/// All of them.
pub fn all(pen: &Pen) -> Vec<Element> {
    let mut out = Vec::new();
    for application in &pen.works.applications {
        let node = Node::Application(application.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(card(pen, application, *area, node));
        }
    }
    out
}

fn card(pen: &Pen, application: &Application, area: Area, node: Node) -> Element {
    let words = pen.words;
    let runs = application.status == "RUNNING";
    let trouble = application.error.is_some();
    let class = match (runs, application.status == "READY") {
        (true, _) => "card",
        (false, true) => "card stopped",
        (false, false) => "card busy",
    };
    let mut children = vec![Element::rect(class, area.x, area.y, area.width, area.height, 12.0)];
    let (x, right) = (area.x + 13.0, area.right() - 13.0);
    let rate = words.with("rate", &format::short(application.rows_in_per_s, words.separators));
    let state = if runs { rate.clone() } else { application.status.clone() };
    // Upright, no way leads here from the streams above.
    let kind = if pen.layout.upright && !application.reads.is_empty() {
        fit(&format!("Flink SQL · {}", application.reads.join(", ")), area.width - 100.0, 11.0)
    } else {
        "Flink SQL".to_owned()
    };
    children.push(Element::text("sm", x, area.y + 19.0, kind));
    let rated = if runs { "mono strong" } else { "mono" };
    children.push(Element::text_end(rated, right, area.y + 19.0, state.clone()));
    let barred = !application.spark.is_empty();
    let room = area.width - if barred { 92.0 } else { 26.0 };
    children.push(Element::text("nm", x, area.y + 38.0, fit(&application.name, room, 13.0)));
    let lag = application.watermark_ms.map(|_| windows_said(pen, application));
    let late = (application.late > 0).then(|| words.count("flow-late", application.late));
    let behind = (application.behind_us > BEHIND_US)
        .then(|| words.with("behind", &format::span(application.behind_us, words.separators)));
    let (text, bad) = match (&application.error, behind, lag) {
        (Some(error), _, _) => (Some(error.clone()), true),
        (None, Some(behind), _) => (Some(behind), true),
        (None, None, lag) => (lag, false),
    };
    let foot = area.bottom() - 14.0;
    let said = text.clone().unwrap_or_default();
    let late_width = late.as_ref().map_or(0.0, |late| 6.3 * late.chars().count() as f64 + 22.0);
    children.push(Element::text(
        if bad { "sm trouble" } else { "sm" },
        x,
        foot,
        fit(&said, area.width - 30.0 - late_width - if barred { 60.0 } else { 0.0 }, 11.0),
    ));
    if let Some(late) = &late {
        // A cross as on the plane of event times, and the number.
        let at = x + 6.0 * said.chars().count().min(30) as f64 + if said.is_empty() { 0.0 } else { 12.0 };
        let d = format!("M{} {}l6 6m0 -6l-6 6", number(at), number(foot - 7.0));
        children.push(Element::path("worker-cross", d));
        children.push(Element::text("sm trouble", at + 11.0, foot, late.clone()));
    }
    children.extend(spark(application, Area::new(right - 62.0, area.y + 28.0, 62.0, area.height - 40.0)));
    let mut label = vec![format!("Flink SQL {}", application.name), state];
    label.extend(text);
    label.extend(late);
    let class = if trouble { "flow-card trouble-card" } else { "flow-card" };
    pen.place(class, node, label.join(", "), children)
}

/// How many windows are open.
fn windows_said(pen: &Pen, application: &Application) -> String {
    pen.words.count("flow-open", application.windows_open)
}

/// The last results of a live chart, as bars.
fn spark(application: &Application, area: Area) -> Vec<Element> {
    let shown = application.spark.len().min(12);
    let step = area.width / 12.0;
    let left = area.right() - step * shown as f64;
    let bars = application.spark.iter().take(shown).enumerate().map(|(index, value)| {
        let tall = (area.height * value.clamp(0.0, 1.0)).max(1.5);
        Element::rect("bar", left + step * index as f64, area.bottom() - tall, (step - 1.6).max(1.0), tall, 1.0)
    });
    bars.collect()
}

/// The names of the streams beside applications, over their first canal.
pub fn title(pen: &Pen, stream: &Stream, canal: &Canal) -> Element {
    let y = canal.from.y - canal.bed / 2.0 - 8.0;
    let name = fit(
        &format!("Kinesis · {}", stream.name),
        if pen.layout.upright { 150.0 } else { canal.to.x - canal.from.x },
        11.0,
    );
    let label = format!("Kinesis {}", stream.name);
    // Upright, the way to it comes from the left.
    let text = if pen.layout.upright {
        Element::text_end("sm", canal.to.x + 6.0, y, name)
    } else {
        Element::text("sm", canal.from.x - 6.0, y, name)
    };
    pen.place("stream", Node::Stream(stream.name.clone()), label, vec![text])
}
