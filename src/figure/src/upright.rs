//! The drawing for phones: from top to bottom.

use crate::geometry::{Area, Point};
use crate::layout::{Canal, Layout, Stage, lanes, shards, share};
use crate::{flows, yard};
use protocol::{Node, Works};

const WIDTH: f64 = 358.0;
const EDGE: f64 = 12.0;
const ROOM: f64 = WIDTH - 2.0 * EDGE;
const HEIGHT: f64 = 668.0;
const SHARDS_MAX: usize = 8;
const SIDE_BY_SIDE_MAX: usize = 3;
const STATION: f64 = 48.0;
/// Beside the stations, for the ways to them.
const MARGIN: f64 = 20.0;

/// Places everything.
pub fn lay_out(works: &Works) -> Layout {
    let mut layout = Layout { width: WIDTH, height: HEIGHT, upright: true, ..Layout::default() };

    let mut producers: Vec<_> = works.producers.iter().map(|p| Node::Producer(p.name.clone())).collect();
    if yard::is_needed(works) {
        producers = yard::producers(works);
    }
    row(&mut layout, &producers, 14.0, 70.0, Stage::Producer);

    if yard::is_alone(works) {
        alone(&mut layout, works);
        return layout;
    }
    streams(&mut layout, works, EDGE, ROOM);

    // Deliveries side by side, the lake's on the left; under each what it fills.
    let (lake, search) = lanes(works);
    let tanks: Vec<_> = lake.into_iter().chain(search).collect();
    row(&mut layout, &tanks, 276.0, 108.0, Stage::Delivery);

    let buckets: Vec<_> =
        works.buckets.iter().filter(|bucket| bucket.drawn).map(|b| Node::Bucket(b.name.clone())).take(1).collect();
    let domains: Vec<_> = works.domains.iter().map(|d| Node::Domain(d.name.clone())).take(1).collect();
    let half = (ROOM - 12.0) / 2.0;
    let (left, right) = (Area::new(EDGE, 424.0, half, 128.0), Area::new(EDGE + half + 12.0, 424.0, half, 128.0));
    place(&mut layout, buckets.first(), left, Stage::Bucket);
    place(&mut layout, domains.first(), right, Stage::Domain);

    for (node, (offset, width)) in
        [Node::Glue, Node::Athena, Node::QuickSight].into_iter().zip(share(3, ROOM, 10.0, ROOM))
    {
        layout.areas.insert(node, Area::new(EDGE + offset, 584.0, width, 56.0));
    }
    if yard::is_needed(works) || !works.applications.is_empty() {
        below(&mut layout, works);
    }
    layout
}

/// The shards' canals side by side, from `left` on.
fn streams(layout: &mut Layout, works: &Works, left: f64, room: f64) {
    let all = shards(works);
    let shown = all.len().min(SHARDS_MAX);
    if shown == 0 {
        layout.empty.push((Stage::Stream, Area::new(left, 120.0, room, 110.0)));
    }
    let pitch = (room / shown.max(1) as f64).min(120.0);
    let first = left + room / 2.0 - pitch * (shown as f64 - 1.0) / 2.0;
    for (index, shard) in all.iter().take(SHARDS_MAX).enumerate() {
        let x = first + pitch * index as f64;
        let canal = Canal {
            from: Point { x, y: 132.0 },
            to: Point { x, y: 232.0 },
            bed: (pitch * 0.3).clamp(8.0, 22.0),
            labelled: pitch >= 56.0,
        };
        layout.canals.insert(shard.clone(), canal);
    }
    if all.len() > shown {
        layout.more.push(((all.len() - shown) as u64, Point { x: left, y: 244.0 }));
    }
}

/// Nothing but queues and consumers: they stand where Firehose would.
fn alone(layout: &mut Layout, works: &Works) {
    let half = ROOM / 2.0;
    let mut end = 232.0;
    match (works.streams.is_empty(), works.queues.is_empty()) {
        (false, true) => streams(layout, works, EDGE, ROOM),
        (true, false) => end = yard::queues(layout, works, Point { x: EDGE, y: 120.0 }, ROOM),
        (true, true) => layout.empty.push((Stage::Stream, Area::new(EDGE, 120.0, ROOM, 110.0))),
        (false, false) => {
            streams(layout, works, EDGE, half - 24.0);
            end = yard::queues(layout, works, Point { x: EDGE + half, y: 120.0 }, half).max(end);
        }
    }
    if !works.applications.is_empty() {
        end = flows::stand(layout, works, Point { x: EDGE, y: end + 46.0 }, ROOM, WIDTH - EDGE - 8.0) - 12.0;
    }
    stations(layout, works, end + 42.0);
}

/// Queues and consumers under all the rest. What comes to them from above has no way that would not cross everything.
fn below(layout: &mut Layout, works: &Works) {
    let before: Vec<_> = layout.areas.keys().chain(layout.canals.keys()).cloned().collect();
    let mut end = HEIGHT - 8.0;
    if !works.applications.is_empty() {
        end = flows::stand(layout, works, Point { x: EDGE, y: end }, ROOM, WIDTH - EDGE - 8.0) + 22.0;
    }
    if !works.queues.is_empty() {
        end = yard::queues(layout, works, Point { x: EDGE, y: end }, ROOM);
    }
    stations(layout, works, end + 26.0);
    let places = layout.areas.keys().chain(layout.canals.keys());
    layout.yard = places.filter(|node| !before.contains(node)).cloned().collect();
}

fn stations(layout: &mut Layout, works: &Works, top: f64) {
    let (_, tall) = yard::heights(works, STATION);
    let room = Area::new(EDGE + MARGIN, top, ROOM - 2.0 * MARGIN, tall);
    let end = yard::stations(layout, works, room, STATION);
    layout.height = end + 40.0;
    for consumer in &works.consumers {
        let is_queue = matches!(consumer.source, Some(Node::Queue(_)));
        let x = if is_queue { WIDTH - EDGE - 4.0 } else { EDGE + 4.0 };
        layout.sides.insert(Node::Consumer(consumer.name.clone()), (x, top - 12.0));
    }
}

fn place(layout: &mut Layout, node: Option<&Node>, area: Area, stage: Stage) {
    match node {
        Some(node) => {
            layout.areas.insert(node.clone(), area);
        }
        None => layout.empty.push((stage, area)),
    }
}

fn row(layout: &mut Layout, nodes: &[Node], y: f64, height: f64, stage: Stage) {
    if nodes.is_empty() {
        layout.empty.push((stage, Area::new(EDGE, y, ROOM, height)));
        return;
    }
    let shown = nodes.len().min(SIDE_BY_SIDE_MAX);
    for (node, (offset, width)) in nodes.iter().zip(share(shown, ROOM, 12.0, ROOM)) {
        layout.areas.insert(node.clone(), Area::new(EDGE + offset, y, width, height));
    }
    if nodes.len() > shown {
        layout.more.push(((nodes.len() - shown) as u64, Point { x: EDGE, y: y + height + 12.0 }));
    }
}
