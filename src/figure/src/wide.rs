//! The drawing for wide screens: from left to right, the search branch below.

use crate::geometry::{Area, Point};
use crate::layout::{Canal, Layout, Stage, lanes, shards, share};
use crate::{flows, yard};
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
/// Between the canals of one stream and those of the next: its title stands there.
const STREAM_GAP: f64 = 36.0;
/// Consumers in the yard.
const STATION: f64 = 38.0;
/// Where applications begin, and how wide they are: what they read comes from the left, and goes on to the right.
const APPLICATIONS: f64 = 456.0;
const APPLICATION: f64 = 250.0;

/// Places everything.
pub fn lay_out(works: &Works) -> Layout {
    let mut layout = Layout { width: WIDTH, height: HEIGHT, ..Layout::default() };
    let whole = BRANCH_TOP + BRANCH - TOP;
    let alone = yard::is_alone(works);

    let mut producers: Vec<_> = works.producers.iter().map(|p| Node::Producer(p.name.clone())).collect();
    if yard::is_needed(works) {
        producers = yard::producers(works);
    }
    let left = Area::new(18.0, TOP, 128.0, whole);
    column(&mut layout, &producers, left, 124.0, PRODUCERS_MAX, Stage::Producer);

    if alone {
        beside(&mut layout, works, whole);
        return layout;
    }
    streams(&mut layout, works, whole, true);

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
    if !works.applications.is_empty() {
        applications_below(&mut layout, works);
    }
    if yard::is_needed(works) {
        below(&mut layout, works);
    }
    layout
}

/// Applications under Firehose, with their streams at their right.
fn applications_below(layout: &mut Layout, works: &Works) {
    let end = flows::stand(layout, works, Point { x: APPLICATIONS, y: HEIGHT + 2.0 }, APPLICATION, 924.0);
    layout.height = end + 38.0;
}

/// The shards' canals, within `reach` from the top. Without any, their place is kept if that is wanted.
fn streams(layout: &mut Layout, works: &Works, reach: f64, kept: bool) {
    let all = shards(works);
    let shown = all.len().min(SHARDS_MAX);
    if shown == 0 {
        if kept {
            layout.empty.push((Stage::Stream, Area::new(182.0, TOP + reach / 2.0 - 42.0, 224.0, 84.0)));
        }
        return;
    }
    // What lies before each canal because a new stream begins with it.
    let mut gaps = Vec::new();
    let mut gap = 0.0;
    let mut before = None;
    for shard in all.iter().take(SHARDS_MAX) {
        let Node::Shard(stream, _) = shard else { continue };
        gap += if before.is_some_and(|before| before != stream) { STREAM_GAP } else { 0.0 };
        before = Some(stream);
        gaps.push(gap);
    }
    let pitch = ((reach - gap) / shown as f64).min(58.0);
    let first = TOP + reach / 2.0 - (pitch * (shown as f64 - 1.0) + gap) / 2.0;
    for (index, (shard, gap)) in all.iter().zip(gaps).enumerate() {
        let y = first + pitch * index as f64 + gap + if pitch >= 34.0 { 6.0 } else { 0.0 };
        let canal = Canal {
            from: Point { x: 182.0, y },
            to: Point { x: 406.0, y },
            bed: (pitch * 0.5).clamp(6.0, 22.0),
            labelled: pitch >= 34.0,
        };
        layout.canals.insert(shard.clone(), canal);
    }
    if all.len() > shown {
        layout.more.push(((all.len() - shown) as u64, Point { x: 182.0, y: TOP + reach + 6.0 }));
    }
}

/// Queues under the streams, and consumers beside both: nothing else is there.
fn beside(layout: &mut Layout, works: &Works, whole: f64) {
    let (queues, _) = yard::heights(works, STATION);
    let has_queues = !works.queues.is_empty();
    let reach = if has_queues { (whole - queues - 52.0).max(112.0) } else { whole };
    streams(layout, works, reach, !has_queues);
    let top = TOP + if works.streams.is_empty() { (whole - queues) / 2.0 } else { reach + 44.0 };
    let end = yard::queues(layout, works, Point { x: 174.0, y: top }, 240.0);
    layout.height = layout.height.max(end + 40.0);
    let mut above = TOP - 16.0;
    if !works.applications.is_empty() {
        let (tall, stations) = (flows::height(works), yard::heights(works, STATION).1);
        let free = (layout.height - TOP - tall - stations).max(0.0);
        let at = Point { x: APPLICATIONS, y: TOP + free / 2.0 };
        above = flows::stand(layout, works, at, APPLICATION, 924.0) + 22.0;
        layout.height = layout.height.max(above + stations + 36.0);
    }
    let room = Area::new(476.0, above, 466.0, layout.height - 36.0 - above - 16.0);
    yard::stations(layout, works, room, 58.0);
}

/// Queues and consumers in a yard of their own, under the pipeline.
fn below(layout: &mut Layout, works: &Works) {
    let (queues, stations) = yard::heights(works, STATION);
    let top = layout.height - 6.0;
    let tall = queues.max(stations);
    yard::queues(layout, works, Point { x: 182.0, y: top + (tall - queues) / 2.0 }, 224.0);
    let x = if works.queues.is_empty() { 182.0 } else { 476.0 };
    yard::stations(layout, works, Area::new(x, top, 942.0 - x, tall), STATION);
    layout.height = top + tall + 38.0;
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
