//! Where everything stands; made by `wide` or by `upright`, used by all that draws.

use crate::geometry::{Area, Curve, Point};
use protocol::{Node, Works};
use std::collections::{BTreeMap, BTreeSet};

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    pub upright: bool,
    /// The boxes of places that have one.
    pub areas: BTreeMap<Node, Area>,
    /// The shards' canals.
    pub canals: BTreeMap<Node, Canal>,
    /// Where stages stand that have nothing yet.
    pub empty: Vec<(Stage, Area)>,
    /// What found no room: how many, and where that is said.
    pub more: Vec<(u64, Point)>,
    /// Places that are entered from the side, in an upright drawing: the lane that leads there, and where it begins.
    pub sides: BTreeMap<Node, (f64, f64)>,
    /// Places far below the rest of an upright drawing: no way leads there from the others.
    pub yard: BTreeSet<Node>,
}

/// A shard's canal: from where to where, and how wide its bed is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Canal {
    pub from: Point,
    pub to: Point,
    pub bed: f64,
    /// Its label has room.
    pub labelled: bool,
}

/// Stages that the drawing keeps a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Producer,
    Stream,
    Delivery,
    Bucket,
    Domain,
}

impl Stage {
    /// The name of its message.
    pub fn key(self) -> &'static str {
        match self {
            Self::Producer => "empty-producer",
            Self::Stream => "empty-stream",
            Self::Delivery => "empty-delivery",
            Self::Bucket => "empty-bucket",
            Self::Domain => "empty-domain",
        }
    }

    /// The place that its console belongs to.
    pub fn node(self) -> Node {
        match self {
            Self::Producer => Node::Producer(String::new()),
            Self::Stream => Node::Stream(String::new()),
            Self::Delivery => Node::Delivery(String::new()),
            Self::Bucket => Node::Bucket(String::new()),
            Self::Domain => Node::Domain(String::new()),
        }
    }
}

impl Layout {
    /// The way from one place to another, if both are drawn.
    pub fn way(&self, from: &Node, to: &Node) -> Option<Curve> {
        if self.yard.contains(from) != self.yard.contains(to) {
            return None;
        }
        let mut curve = Curve::default();
        let start = match self.canals.get(from) {
            Some(canal) => canal.to,
            None => self.exit(from, to)?,
        };
        match self.canals.get(to) {
            Some(canal) => {
                curve.bend(start, canal.from, self.upright);
                curve.line(canal.from, canal.to);
            }
            None if self.sides.contains_key(to) => self.enter_from_side(&mut curve, start, to)?,
            None => {
                let end = self.entry(from, to)?;
                // Below one another: plumb, even in the wide drawing.
                let plumb = self.upright || (start.x - end.x).abs() < 1.0;
                curve.bend(start, end, plumb);
            }
        }
        Some(curve)
    }

    /// Down a lane, and in from its side.
    fn enter_from_side(&self, curve: &mut Curve, start: Point, to: &Node) -> Option<()> {
        let ((lane, top), area) = (*self.sides.get(to)?, self.areas.get(to)?);
        let middle = area.middle();
        let (begin, turn) = (Point { x: lane, y: top }, Point { x: lane, y: middle.y });
        curve.bend(start, begin, true);
        curve.line(begin, turn);
        curve.line(turn, Point { x: if lane < middle.x { area.x } else { area.right() }, y: middle.y });
        Some(())
    }

    /// Whether the way is a fall from one card to the one beneath.
    fn stacked(&self, from: &Node, to: &Node) -> bool {
        match (self.areas.get(from), self.areas.get(to)) {
            (Some(a), Some(b)) => (a.x - b.x).abs() < 1.0,
            _ => false,
        }
    }

    /// Whether a fall goes upwards: from an application to the Firehose stream above it.
    fn rises(&self, from: &Node, to: &Node) -> bool {
        matches!((self.areas.get(from), self.areas.get(to)), (Some(a), Some(b)) if a.y > b.y)
    }

    fn exit(&self, from: &Node, to: &Node) -> Option<Point> {
        let area = self.areas.get(from)?;
        let middle = area.middle();
        if let Some((lane, _)) = self.sides.get(to) {
            return Some(Point { x: lane.clamp(area.x + 16.0, area.right() - 16.0), y: area.bottom() });
        }
        Some(if self.upright {
            let below = Point { x: middle.x, y: f64::INFINITY };
            let other = self.areas.get(to).map_or(below, Area::middle);
            if other.y - middle.y < area.height / 2.0 {
                Point { x: if other.x > middle.x { area.right() } else { area.x }, y: middle.y }
            } else {
                Point { x: middle.x, y: area.bottom() }
            }
        } else if self.stacked(from, to) {
            Point { x: middle.x, y: if self.rises(from, to) { area.y } else { area.bottom() } }
        } else {
            Point { x: area.right(), y: middle.y }
        })
    }

    fn entry(&self, from: &Node, to: &Node) -> Option<Point> {
        let area = self.areas.get(to)?;
        let middle = area.middle();
        Some(if self.upright {
            let other = self.areas.get(from).map_or(Point { x: middle.x, y: 0.0 }, Area::middle);
            if (middle.y - other.y).abs() < area.height / 2.0 {
                Point { x: if other.x > middle.x { area.right() } else { area.x }, y: middle.y }
            } else {
                Point { x: middle.x, y: area.y }
            }
        } else if self.stacked(from, to) {
            Point { x: middle.x, y: if self.rises(from, to) { area.bottom() } else { area.y } }
        } else {
            Point { x: area.x, y: middle.y }
        })
    }
}

/// The Firehose streams by where they lead: to buckets (or nowhere yet), and to domains.
pub fn lanes(works: &Works) -> (Vec<Node>, Vec<Node>) {
    let (search, lake): (Vec<_>, Vec<_>) =
        works.deliveries.iter().partition(|delivery| matches!(delivery.destination, Some(Node::Domain(_))));
    let name = |list: Vec<&protocol::Delivery>| list.into_iter().map(|d| Node::Delivery(d.name.clone())).collect();
    (name(lake), name(search))
}

/// The shards that are drawn: the open ones of every stream but those that stand beside an application.
pub fn shards(works: &Works) -> Vec<Node> {
    works
        .streams
        .iter()
        .filter(|stream| works.applications.is_empty() || !crate::flows::is_sink(works, stream))
        .flat_map(|stream| {
            stream
                .shards
                .iter()
                .filter(|shard| shard.open)
                .map(|shard| Node::Shard(stream.name.clone(), shard.id.clone()))
        })
        .collect()
}

/// `count` boxes one under (or beside) another within `length`, with `gap` between them, none longer than `longest`:
/// offset and length of each, around the middle.
pub fn share(count: usize, length: f64, gap: f64, longest: f64) -> Vec<(f64, f64)> {
    if count == 0 {
        return Vec::new();
    }
    let each = ((length - gap * (count as f64 - 1.0)) / count as f64).min(longest);
    let used = each * count as f64 + gap * (count as f64 - 1.0);
    let from = (length - used) / 2.0;
    (0..count).map(|index| (from + index as f64 * (each + gap), each)).collect()
}
