//! What lies between the places: the ground, the edges, the moving records, the legend.

use crate::geometry::Point;
use crate::parts::Pen;
use crate::scene::{number, Element};
use protocol::{Dot, EdgeState, Node, RecordId};

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
        let Some(way) = pen.layout.way(&edge.from, &edge.to) else { continue };
        let width = flow_width(edge.records_per_s);
        let trouble = match edge.state {
            EdgeState::Ok => "",
            EdgeState::Throttled => " hot",
            EdgeState::Denied | EdgeState::Failed => " broken",
        };
        beds.push(Element::path("bed", way.d()).with("stroke-width", number((width + 4.0).max(5.0))));
        if width > 0.0 || !trouble.is_empty() {
            let flow = Element::path(format!("flow{trouble}"), way.d());
            flows.push(flow.with("stroke-width", number(width.max(2.0))));
        }
        if matches!(edge.state, EdgeState::Denied | EdgeState::Failed) {
            crosses.push(cross(way.at(0.5)));
        }
    }
    let lit = pen.works.lit.windows(2).filter_map(|pair| match pair {
        [from, to] => pen.layout.way(from, to).map(|way| Element::path("lit-way", way.d())),
        _ => None,
    });
    flows.extend(lit);
    vec![Element::group("beds", beds), Element::group("flows", flows), Element::group("crosses", crosses)]
}

/// Ways that are there whatever flows.
const STANDING: [(Node, Node); 2] = [(Node::Glue, Node::Athena), (Node::Athena, Node::QuickSight)];

fn cross(at: Point) -> Element {
    let d = format!(
        "M{} {}l10 10m0 -10l-10 10",
        number(at.x - 5.0),
        number(at.y - 5.0)
    );
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
    let share = gone / pen.options.speed.max(0.01);
    if share > 1.0 {
        return None;
    }
    let share = if pen.options.still { (share * 3.0).floor() / 3.0 + 1.0 / 6.0 } else { share };
    let mut at = pen.layout.way(&edge.from, &edge.to)?.at(share);
    let room = pen.layout.canals.get(&edge.to).or_else(|| pen.layout.canals.get(&edge.from)).map_or(4.0, |c| c.bed);
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
