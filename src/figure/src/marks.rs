//! What lies between the places: the ground, the edges, the moving records, the legend.

use crate::geometry::Point;
use crate::parts::Pen;
use crate::scene::{Element, number};
use protocol::{Dot, Edge, EdgeState, Node, RecordId};

/// Height lines of the land that the water runs through. Always the same.
pub fn contours(width: f64, height: f64) -> Element {
    let lines = (0..6).map(|index| {
        let y = height * (0.08 + 0.19 * f64::from(index));
        let lift = 18.0 + 9.0 * f64::from(index % 3);
        let d = format!(
            "M-40 {}C{} {} {} {} {} {}S{} {} {} {}",
            number(y),
            number(width * 0.14),
            number(y - lift * 2.0),
            number(width * 0.3),
            number(y + lift * 1.4),
            number(width * 0.52),
            number(y - lift * 0.2),
            number(width * 0.84),
            number(y - lift * 1.7),
            number(width + 40.0),
            number(y + lift * 0.5),
        );
        Element::path("contour", d)
    });
    Element::group("ground", lines.collect())
}

/// How wide an edge's water is drawn: by its rate, so that a hundredfold is still a difference.
pub fn flow_width(records_per_s: f64) -> f64 {
    if records_per_s <= 0.0 { 0.0 } else { 1.6 + (records_per_s.min(20_000.0) / 100.0).sqrt().min(8.0) }
}

/// Beds, and the water in them.
pub fn edges(pen: &Pen) -> Vec<Element> {
    let mut beds = Vec::new();
    let mut flows = Vec::new();
    let mut crosses = Vec::new();
    for (from, to) in STANDING {
        if let Some(way) = pen.layout.way(&from, &to) {
            beds.push(Element::path("bed", way.d()).with("stroke-width", "5"));
        }
    }
    for bucket in pen.works.buckets.iter().filter(|bucket| bucket.drawn) {
        for to in [Node::Glue, Node::Athena] {
            if let Some(way) = pen.layout.way(&Node::Bucket(bucket.name.clone()), &to) {
                beds.push(Element::path("bed", way.d()).with("stroke-width", "5"));
            }
        }
    }
    for edge in &pen.works.edges {
        let trouble = match edge.state {
            EdgeState::Ok => "",
            EdgeState::Throttled => " hot",
            EdgeState::Denied | EdgeState::Failed => " broken",
        };
        for (from, to, share) in strands(pen, edge) {
            let Some(way) = pen.layout.way(&from, &to) else { continue };
            let width = flow_width(edge.records_per_s * share);
            beds.push(Element::path("bed", way.d()).with("stroke-width", number((width + 4.0).max(5.0))));
            if width > 0.0 || !trouble.is_empty() {
                let flow = Element::path(format!("flow{trouble}"), way.d());
                flows.push(flow.with("stroke-width", number(width.max(2.0))));
            }
            if matches!(edge.state, EdgeState::Denied | EdgeState::Failed) {
                crosses.push(cross(way.at(0.5)));
            }
        }
    }
    // A stream has no place of its own: its shards do.
    let lit: Vec<_> = pen.works.lit.iter().filter(|node| !matches!(node, Node::Stream(_))).collect();
    for (index, to) in lit.iter().enumerate().skip(1) {
        // A record goes on to two places from the same one: each is reached from the nearest before it that leads there.
        let way =
            lit[..index].iter().rev().filter(|from| leads(pen, from, to)).find_map(|from| pen.layout.way(from, to));
        flows.extend(way.map(|way| Element::path("lit-way", way.d())));
    }
    vec![Element::group("beds", beds), Element::group("flows", flows), Element::group("crosses", crosses)]
}

/// Whether records go straight from one place to another.
fn leads(pen: &Pen, from: &Node, to: &Node) -> bool {
    let delivery = |name: &str| pen.works.deliveries.iter().find(|delivery| delivery.name == name);
    match (from, to) {
        (Node::Shard(stream, _), Node::Delivery(name)) => {
            delivery(name).is_some_and(|delivery| delivery.source.as_ref() == Some(stream))
        }
        (Node::Delivery(name), Node::Bucket(_) | Node::Domain(_)) => {
            delivery(name).is_some_and(|delivery| delivery.destination.as_ref() == Some(to))
        }
        (Node::Producer(_), Node::Shard(..) | Node::Delivery(_))
        | (Node::Bucket(_), Node::Glue | Node::Athena)
        | (Node::Glue, Node::Athena)
        | (Node::Athena, Node::QuickSight) => true,
        _ => false,
    }
}

/// An edge to or from a stream, shard by shard, with each one's share of the flow; any other edge as it is.
fn strands(pen: &Pen, edge: &Edge) -> Vec<(Node, Node, f64)> {
    let ((Node::Stream(name), _) | (_, Node::Stream(name))) = (&edge.from, &edge.to) else {
        return vec![(edge.from.clone(), edge.to.clone(), 1.0)];
    };
    let Some(stream) = pen.works.streams.iter().find(|stream| &stream.name == name) else { return Vec::new() };
    let open = stream.shards.iter().filter(|shard| shard.open);
    let whole: f64 = open.clone().map(|shard| shard.records_per_s).sum();
    let count = open.clone().count() as f64;
    open.map(|shard| {
        let share = if whole > 0.0 { shard.records_per_s / whole } else { 1.0 / count };
        let (from, to) = ends(edge, &shard.id);
        (from, to, share)
    })
    .collect()
}

/// The ends of an edge, with a shard in the place of its stream.
fn ends(edge: &Edge, shard: &str) -> (Node, Node) {
    let end = |node: &Node| match node {
        Node::Stream(name) => Node::Shard(name.clone(), shard.to_owned()),
        other => other.clone(),
    };
    (end(&edge.from), end(&edge.to))
}

/// Ways that are there whatever flows.
const STANDING: [(Node, Node); 2] = [(Node::Glue, Node::Athena), (Node::Athena, Node::QuickSight)];

fn cross(at: Point) -> Element {
    let d = format!("M{} {}l10 10m0 -10l-10 10", number(at.x - 5.0), number(at.y - 5.0));
    Element::group("cross", vec![Element::circle("cross-ground", at.x, at.y, 9.0), Element::path("cross-mark", d)])
}

/// The moving records. Where one is follows from when it set out, the time, and the speed: nothing else.
pub fn dots(pen: &Pen) -> Element {
    let mut dots: Vec<_> = pen.works.dots.iter().filter_map(|dot| place(pen, dot)).collect();
    // The followed one lies on top.
    dots.sort_by_key(|dot| dot.class.contains("lit"));
    Element::group("dots", dots)
}

fn place(pen: &Pen, dot: &Dot) -> Option<Element> {
    let edge = pen.works.edges.get(dot.edge as usize)?;
    let gone = pen.now_us.checked_sub(dot.at_us)? as f64 / 1e6;
    // Records that set out together follow one another: always in the same order, within the worker's fifth of a second more.
    let behind = f64::from(scatter(&dot.record) + 5) * 0.018;
    let share = gone / pen.options.speed.max(0.01) - behind;
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    let share = if pen.options.still { (share * 3.0).floor() / 3.0 + 1.0 / 6.0 } else { share };
    let shard = match &dot.record {
        RecordId::Stream { shard, .. } => shard.as_str(),
        RecordId::Direct { .. } => "",
    };
    let (from, to) = ends(edge, shard);
    let mut at = pen.layout.way(&from, &to)?.at(share);
    let room = pen.layout.canals.get(&to).or_else(|| pen.layout.canals.get(&from)).map_or(4.0, |canal| canal.bed);
    let aside = f64::from(scatter(&dot.record)) * room * 0.055 * (share * 6.0).min(1.0);
    if pen.layout.upright {
        at.x += aside;
    } else {
        at.y += aside;
    }
    let (class, radius) = match (dot.lit, dot.hot) {
        (true, _) => ("dot lit", 5.0),
        (false, true) => ("dot hot", 3.2),
        (false, false) => ("dot", 3.0),
    };
    let mut element = Element::circle(class, at.x, at.y, radius);
    element.record = Some(dot.record.clone());
    Some(element)
}

/// From -5 to 5, always the same for the same record, so that a row of them looks like water.
fn scatter(record: &RecordId) -> i32 {
    let text = match record {
        RecordId::Stream { sequence, .. } => sequence,
        RecordId::Direct { id, .. } => id,
    };
    let mixed = text.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    ((mixed >> 8) % 11) as i32 - 5
}

/// How to read it.
pub fn legend(pen: &Pen) -> Vec<Element> {
    let (width, height) = (pen.layout.width, pen.layout.height);
    let dot = pen.words.count("dot", pen.works.records_per_dot.max(1));
    let mut out = vec![
        Element::circle("dot", 22.0, height - 14.0, 3.0),
        Element::text("sm", 32.0, height - 10.0, dot),
        Element::text_end("sm", width - 18.0, height - 10.0, pen.words.say("legend")),
    ];
    if pen.layout.upright {
        out.pop();
    }
    for (count, at) in &pen.layout.more {
        out.push(Element::text("sm", at.x, at.y, pen.words.count("more", *count)));
    }
    out
}
