//! The drawing for wide screens: from left to right, the search branch below.

use crate::geometry::{Area, Point};
use crate::layout::{Canal, Layout, Stage, lanes, shards, share};
use protocol::{Node, Works};

const WIDTH: f64 = 960.0;
const TOP: f64 = 58.0;
const LANE: f64 = 176.0;
const BRANCH_TOP: f64 = 300.0;
const BRANCH: f64 = 84.0;
const HEIGHT: f64 = 420.0;
const SHARDS_MAX: usize = 12;
const PRODUCERS_MAX: usize = 3;
const TANKS_MAX: usize = 3;
const BUCKETS_MAX: usize = 2;
const DOMAINS_MAX: usize = 2;

/// Places everything.
pub fn lay_out(works: &Works) -> Layout {
    let mut layout = Layout { width: WIDTH, height: HEIGHT, ..Layout::default() };
    let whole = BRANCH_TOP + BRANCH - TOP;

    let producers: Vec<_> = works.producers.iter().map(|p| Node::Producer(p.name.clone())).collect();
    let left = Area::new(18.0, TOP, 128.0, whole);
    column(&mut layout, &producers, left, 124.0, PRODUCERS_MAX, Stage::Producer);

    let all = shards(works);
    let shown = all.len().min(SHARDS_MAX);
    if shown == 0 {
        layout.empty.push((Stage::Stream, Area::new(182.0, TOP + whole / 2.0 - 42.0, 224.0, 84.0)));
    }
    let pitch = (whole / shown.max(1) as f64).min(58.0);
    let first = TOP + whole / 2.0 - pitch * (shown as f64 - 1.0) / 2.0;
    for (index, shard) in all.iter().take(SHARDS_MAX).enumerate() {
        let y = first + pitch * index as f64 + if pitch >= 34.0 { 6.0 } else { 0.0 };
        let canal = Canal {
            from: Point { x: 182.0, y },
            to: Point { x: 406.0, y },
            bed: (pitch * 0.5).clamp(6.0, 22.0),
            labelled: pitch >= 34.0,
        };
        layout.canals.insert(shard.clone(), canal);
    }
    if all.len() > shown {
        layout.more.push(((all.len() - shown) as u64, Point { x: 182.0, y: BRANCH_TOP + BRANCH + 6.0 }));
    }

    let (lake, search) = lanes(works);
    column(&mut layout, &lake, Area::new(456.0, TOP, 112.0, LANE), LANE, TANKS_MAX, Stage::Delivery);
    let buckets: Vec<_> =
        works.buckets.iter().filter(|bucket| bucket.drawn).map(|b| Node::Bucket(b.name.clone())).collect();
    column(&mut layout, &buckets, Area::new(612.0, TOP, 138.0, LANE), LANE, BUCKETS_MAX, Stage::Bucket);

    for (index, node) in [Node::Glue, Node::Athena, Node::QuickSight].into_iter().enumerate() {
        layout.areas.insert(node, Area::new(796.0, TOP + index as f64 * 61.0, 146.0, 54.0));
    }

    if !search.is_empty() {
        column(&mut layout, &search, Area::new(456.0, BRANCH_TOP, 112.0, BRANCH), BRANCH, 2, Stage::Delivery);
    }
    let domains: Vec<_> = works.domains.iter().map(|d| Node::Domain(d.name.clone())).collect();
    let right = Area::new(612.0, BRANCH_TOP, 330.0, BRANCH);
    column(&mut layout, &domains, right, BRANCH, DOMAINS_MAX, Stage::Domain);
    layout
}

fn column(layout: &mut Layout, nodes: &[Node], area: Area, longest: f64, most: usize, stage: Stage) {
    if nodes.is_empty() {
        let height = longest.min(area.height);
        let y = area.y + (area.height - height) / 2.0;
        layout.empty.push((stage, Area::new(area.x, y, area.width, height)));
        return;
    }
    let shown = nodes.len().min(most);
    for (node, (offset, length)) in nodes.iter().zip(share(shown, area.height, 12.0, longest)) {
        layout.areas.insert(node.clone(), Area::new(area.x, area.y + offset, area.width, length));
    }
    if nodes.len() > shown {
        layout.more.push(((nodes.len() - shown) as u64, Point { x: area.x, y: area.bottom() + 13.0 }));
    }
}
