//! The hash ring: all 2^128 hash keys once around, clockwise from the top, an arc for each open shard. How full a shard is
//! shows as how wide its water is; shards that were closed lie inside, faint; the hottest keys stand outside, where they hash to.

use crate::geometry::Point;
use crate::scene::{Element, Scene, number};
use crate::{Words, format};
use protocol::{HashShard, Hashes, HotKey, Node};
use std::f64::consts::TAU;

const WIDTH: f64 = 476.0;
const HEIGHT: f64 = 252.0;
const MIDDLE: Point = Point { x: WIDTH / 2.0, y: HEIGHT / 2.0 };
/// Of the middle of the open shards' arcs.
const RADIUS: f64 = 88.0;
/// Of the arcs' beds.
const BED: f64 = 20.0;
/// Of the closed shards' arcs.
const RADIUS_CLOSED: f64 = 69.0;
/// Between two names.
const LINE: f64 = 19.0;
/// A name is shortened to so many letters.
const NAME_MAX: usize = 10;
/// Arcs of less than this share of the ring have no room for words.
const WORDS_FROM: f64 = 0.07;

/// Draws the ring of a stream.
pub fn ring(view: &Hashes, words: &Words) -> Scene {
    let mut elements = vec![Element::circle("hash-ground", MIDDLE.x, MIDDLE.y, RADIUS + BED / 2.0)];
    let closed = view.shards.iter().filter(|shard| !shard.open);
    elements.push(Element::group("hash-closed", closed.map(|shard| closed_arc(shard)).collect()));
    let open: Vec<_> = view.shards.iter().filter(|shard| shard.open).collect();
    elements.extend(open.iter().map(|shard| shard_arc(view, shard, words)));
    elements.extend(middle(view, words));
    elements.push(Element::group("hash-keys", keys(&view.keys, words)));
    Scene { width: WIDTH, height: HEIGHT, label: words.with("hash-ring", &view.stream), elements }
}

/// A place on the ring: `share` of the hash keys lie before it.
fn at(share: f64, radius: f64) -> Point {
    Point { x: MIDDLE.x + radius * sine(share), y: MIDDLE.y - radius * sine(share + 0.25) }
}

/// The sine of so many turns, from 0 to 2. Sums and products alone, so that all machines draw alike; right to the seventh place.
fn sine(turns: f64) -> f64 {
    let turns = turns.fract();
    let nearest = match turns {
        it if it <= 0.25 => it,
        it if it <= 0.75 => 0.5 - it,
        it => it - 1.0,
    };
    let angle = nearest * TAU;
    let square = angle * angle;
    let factors = [110.0, 72.0, 42.0, 20.0, 6.0];
    angle * factors.iter().fold(1.0, |sum, factor| 1.0 - square / factor * sum)
}

fn arc(from: f64, to: f64, radius: f64) -> String {
    // A whole circle has no two ends: it is drawn as two halves.
    let middle = f64::midpoint(from, to);
    let point = |share: f64| {
        let point = at(share, radius);
        format!("{} {}", number(point.x), number(point.y))
    };
    let radius = number(radius);
    format!("M{}A{radius} {radius} 0 0 1 {}A{radius} {radius} 0 0 1 {}", point(from), point(middle), point(to))
}

/// The same with a gap at its ends, so that neighbours are told apart.
fn apart(shard: &HashShard) -> (f64, f64) {
    let gap = (1.4 / (RADIUS * TAU)).min((shard.to - shard.from) / 4.0);
    (shard.from + gap, shard.to - gap)
}

fn shard_arc(view: &Hashes, shard: &HashShard, words: &Words) -> Element {
    let (from, to) = apart(shard);
    let hot = is_hot(shard);
    let class = |name: &str| if hot { format!("{name} hot") } else { name.to_owned() };
    let bed = |name: &str| Element::path(class(name), arc(from, to, RADIUS));
    let mut children = vec![bed("hash-bed").with("stroke-width", number(BED))];
    let fill = shard.fill.clamp(0.0, 1.0);
    if fill > 0.0 {
        children.push(bed("hash-water").with("stroke-width", number((BED * fill).max(1.5))));
    }
    let middle = f64::midpoint(from, to);
    if shard.to - shard.from >= WORDS_FROM {
        // Words are wider than high.
        let (across, along) = (at(middle, RADIUS - BED / 2.0 - 29.0), at(middle, RADIUS - BED / 2.0 - 22.0));
        let place = Point { x: across.x, y: along.y };
        children.push(Element::text_middle("sm halo", place.x, place.y, words.with("hash-shard", &short(&shard.id))));
        let share = format::percent(shard.fill, words.separators);
        let class = if hot { "mono trouble halo" } else { "mono halo" };
        children.push(Element::text_middle(class, place.x, place.y + 13.0, share));
    }
    if hot {
        children.push(mark(at(middle, RADIUS)));
    }
    let mut group = Element::group("hash-shard", children);
    group.node = Some(Node::Shard(view.stream.clone(), shard.id.clone()));
    group
}

/// Whether it has refused records in the last seconds.
fn is_hot(shard: &HashShard) -> bool {
    shard.refused_by_records + shard.refused_by_bytes > 0
}

/// An exclamation mark in a triangle: colour is never the only sign.
fn mark(at: Point) -> Element {
    let (x, y) = (number(at.x), at.y);
    let triangle = format!("M{x} {}l8 14h-16z", number(y - 9.0));
    let sign = format!("M{x} {}v5m0 2.5v.5", number(y - 4.0));
    Element::group("hash-mark", vec![Element::path("mark-ground", triangle), Element::path("mark-sign", sign)])
}

fn closed_arc(shard: &HashShard) -> Element {
    let (from, to) = apart(shard);
    Element::path("hash-was", arc(from, to, RADIUS_CLOSED))
}

/// `shardId-000000000007` → `7`
fn short(id: &str) -> String {
    let digits = id.trim_start_matches("shardId-").trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}

fn middle(view: &Hashes, words: &Words) -> Vec<Element> {
    let open = view.shards.iter().filter(|shard| shard.open);
    let rate: f64 = open.map(|shard| shard.records_per_s).sum();
    let rate = format::short(rate, words.separators);
    vec![
        Element::text_middle("big", MIDDLE.x, MIDDLE.y + 1.0, rate),
        Element::text_middle("sm", MIDDLE.x, MIDDLE.y + 15.0, words.say("hash-rate")),
        // Where the hash keys begin and end.
        Element::path("hash-zero", format!("M{} {}v-8", number(MIDDLE.x), number(MIDDLE.y - RADIUS - BED / 2.0))),
        Element::text_middle("hash-tick", MIDDLE.x, MIDDLE.y - RADIUS - BED / 2.0 - 11.0, "0"),
    ]
}

/// The keys in two columns beside the ring, each with a line to its place.
fn keys(keys: &[HotKey], words: &Words) -> Vec<Element> {
    let mut out = Vec::new();
    for is_right in [true, false] {
        let mut side: Vec<_> = keys.iter().enumerate().filter(|(_, key)| (key.at < 0.5) == is_right).collect();
        side.sort_by(|(_, one), (_, two)| at(one.at, 1.0).y.total_cmp(&at(two.at, 1.0).y));
        let wanted: Vec<_> = side.iter().map(|(_, key)| at(key.at, RADIUS + BED).y).collect();
        for ((rank, key), y) in side.into_iter().zip(spread(&wanted)) {
            out.push(one_key(key, rank, is_right, y, words));
        }
    }
    out
}

fn one_key(key: &HotKey, rank: usize, is_right: bool, y: f64, words: &Words) -> Element {
    let sign = if is_right { 1.0 } else { -1.0 };
    let edge = at(key.at, RADIUS + BED / 2.0 + 1.0);
    let knee = at(key.at, RADIUS + BED / 2.0 + 7.0);
    let end = MIDDLE.x + sign * (RADIUS + BED / 2.0 + 16.0);
    let line = format!(
        "M{} {}L{} {}L{} {}",
        number(edge.x),
        number(edge.y),
        number(knee.x),
        number(knee.y),
        number(end),
        number(y)
    );
    let share = format::percent(key.share, words.separators);
    let (x, name) = (end + sign * 4.0, shortened(&key.key));
    let text = |class: &str, y: f64, text: String| {
        if is_right { Element::text(class, x, y, text) } else { Element::text_end(class, x, y, text) }
    };
    // The larger its share, the larger its dot.
    let radius = 2.5 + 3.0 * key.share.sqrt();
    let children = vec![
        Element::path("hash-line", line),
        Element::circle("hash-dot", edge.x, edge.y, radius),
        text("hash-name", y + 4.0, format!("{name} · {share}")),
    ];
    Element::group(if rank == 0 { "hash-key hottest" } else { "hash-key" }, children)
}

/// Heights that keep their order and leave a line between two, as near to those wanted as there is room: names that would lie
/// on one another stand around the middle of their places.
fn spread(wanted: &[f64]) -> Vec<f64> {
    let (top, bottom) = (12.0, HEIGHT - 12.0);
    let line = LINE.min((bottom - top) / wanted.len().max(1) as f64);
    // Each block: its first height, and how many there are in it.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for y in wanted {
        let (mut first, mut count) = (*y, 1);
        while let Some((above, of)) = blocks.pop_if(|(above, of)| *above + line * *of as f64 > first) {
            let (one, two) = (of as f64, count as f64);
            // What a block moves up, each of its names moves up.
            first = (above * one + (first - line * one) * two) / (one + two);
            count += of;
        }
        blocks.push((first, count));
    }
    let all = blocks.iter().flat_map(|(first, count)| (0..*count).map(move |index| first + line * index as f64));
    let mut out: Vec<f64> = Vec::new();
    for y in all {
        out.push(out.last().map_or(top, |last| last + line).max(y));
    }
    let mut lowest = bottom;
    for y in out.iter_mut().rev() {
        *y = y.min(lowest);
        lowest = *y - line;
    }
    out
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(NAME_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
