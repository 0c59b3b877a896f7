//! The heat map: a column for each second of the last minute, a row for each part of the hash space, and how many records a
//! second landed there. Lines tell shards apart, also where one was split meanwhile; marks tell what they refused.

use crate::scene::{Element, Scene, number};
use crate::{Words, format};
use protocol::{HEAT_ROWS, HEAT_SECONDS, HashShard, Hashes};

const WIDTH: f64 = 440.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 8.0;
const CELL_WIDTH: f64 = (WIDTH - LEFT - RIGHT) / HEAT_SECONDS as f64;
const CELL_HEIGHT: f64 = 5.0;
const PLOT: f64 = CELL_HEIGHT * HEAT_ROWS as f64;
const HEIGHT: f64 = TOP + PLOT + 58.0;
/// Records a second from which a cell is of the next colour, where each row is a shard's or part of one. The last one is
/// what a shard takes, halved.
const LEVELS: [u32; 5] = [1, 10, 50, 200, 500];
/// A band of fewer rows than this has no room for its shard's name.
const NAME_ROWS: f64 = 2.6;

/// Draws the last minute of a stream.
pub fn heat(view: &Hashes, words: &Words) -> Scene {
    // Of many shards a row holds several, and may take as much more.
    let scale = (view.open_shards as u32).div_ceil(HEAT_ROWS).max(1);
    let right = LEFT + CELL_WIDTH * f64::from(HEAT_SECONDS);
    let mut elements = vec![Element::rect("heat-ground", LEFT, TOP, right - LEFT, PLOT, 0.0)];
    elements.push(Element::group("heat-cells", levels(&view.cells, scale)));
    elements.push(Element::group("heat-bounds", view.shards.iter().filter_map(|shard| bound(view, shard)).collect()));
    elements.push(Element::group("heat-refused", view.shards.iter().filter_map(refused).collect()));
    elements.extend(names(view, words));
    if let Some(hottest) = view.keys.first() {
        let y = TOP + PLOT * hottest.at;
        elements.push(Element::path("heat-pointer", format!("M{} {}l8 -4.5v9z", number(right + 2.0), number(y))));
        // Above its row, or below where there is no room.
        let name_y = if y > TOP + 22.0 { y - 7.0 } else { y + 17.0 };
        elements.push(Element::text_end("hash-name hottest halo", right - 4.0, name_y, key_name(&hottest.key)));
    }
    elements.extend(axis(words));
    elements.extend(legend(view, scale, words));
    Scene { width: WIDTH, height: HEIGHT, label: words.with("hash-heat", &view.stream), elements }
}

/// A path for each colour, of cells that lie side by side in one piece.
fn levels(cells: &[u32], scale: u32) -> Vec<Element> {
    let mut paths = vec![String::new(); LEVELS.len()];
    for row in 0..HEAT_ROWS {
        let level = |column: u32| {
            let cell = cells.get((column * HEAT_ROWS + row) as usize).copied().unwrap_or(0);
            LEVELS.iter().rposition(|from| cell >= from * scale)
        };
        let mut column = 0;
        while column < HEAT_SECONDS {
            let (first, here) = (column, level(column));
            while column < HEAT_SECONDS && level(column) == here {
                column += 1;
            }
            let Some(path) = here.and_then(|level| paths.get_mut(level)) else { continue };
            let width = number(CELL_WIDTH * f64::from(column - first));
            path.push_str(&format!("M{} {}h{width}v{CELL_HEIGHT}h-{width}z", number(x(first)), number(y(row))));
        }
    }
    let filled = paths.into_iter().enumerate().filter(|(_, path)| !path.is_empty());
    filled.map(|(level, path)| Element::path(format!("heat-{}", level + 1), path)).collect()
}

fn x(column: u32) -> f64 {
    LEFT + CELL_WIDTH * f64::from(column)
}

fn y(row: u32) -> f64 {
    TOP + CELL_HEIGHT * f64::from(row)
}

/// A line along a shard's first hash key, as long as it was open within the minute.
fn bound(view: &Hashes, shard: &HashShard) -> Option<Element> {
    let since = |us: u64| us as f64 / 1e6 - (view.until_s as f64 - f64::from(HEAT_SECONDS));
    let from = since(shard.opened_us).max(0.0);
    let to = shard.closed_us.map_or(f64::from(HEAT_SECONDS), since).min(f64::from(HEAT_SECONDS));
    if to <= from {
        return None;
    }
    let (left, top) = (LEFT + CELL_WIDTH * from, TOP + PLOT * shard.from);
    let mut d = String::new();
    if shard.from > 0.0 {
        d.push_str(&format!("M{} {}h{}", number(left), number(top), number(CELL_WIDTH * (to - from))));
    }
    // Where a shard was opened meanwhile, a line across the hash keys that it got.
    if from > 0.0 && shard.opened_us > 0 {
        d.push_str(&format!("M{} {}v{}", number(left), number(top), number(PLOT * (shard.to - shard.from))));
    }
    (!d.is_empty()).then(|| Element::path("heat-bound", d))
}

/// Bars that stand on the end of a shard's hash keys, one for each second with refusals: the more, the higher.
fn refused(shard: &HashShard) -> Option<Element> {
    let foot = TOP + PLOT * shard.to;
    let room = (PLOT * (shard.to - shard.from)).max(CELL_HEIGHT);
    let width = number(CELL_WIDTH - 1.6);
    let d: String = shard
        .refused
        .iter()
        .map(|(column, records)| {
            let digits = records.checked_ilog10().unwrap_or(0) + 1;
            let height = (2.0 + 3.0 * f64::from(digits)).min(room);
            format!("M{} {}h{width}v-{}h-{width}z", number(x(*column) + 0.8), number(foot), number(height))
        })
        .collect();
    (!d.is_empty()).then(|| Element::path("heat-no", d))
}

/// The shards' names at the left, where there is room.
fn names(view: &Hashes, words: &Words) -> Vec<Element> {
    let mut free = TOP;
    let mut out = Vec::new();
    for shard in view.shards.iter().filter(|shard| shard.open) {
        let middle = TOP + PLOT * f64::midpoint(shard.from, shard.to) + 4.0;
        if (shard.to - shard.from) * f64::from(HEAT_ROWS) < NAME_ROWS || middle - 11.0 < free {
            continue;
        }
        free = middle + 1.0;
        let digits = shard.id.trim_start_matches("shardId-").trim_start_matches('0');
        let hot = shard.refused_by_records + shard.refused_by_bytes > 0;
        let name = words.with("hash-shard", if digits.is_empty() { "0" } else { digits });
        out.push(Element::text_end(if hot { "sm trouble" } else { "sm" }, LEFT - 5.0, middle, name));
    }
    out
}

fn axis(words: &Words) -> Vec<Element> {
    let foot = TOP + PLOT + 15.0;
    let ago = |seconds: u32| words.with("hash-ago", &seconds.to_string());
    vec![
        Element::text("sm", LEFT, foot, ago(HEAT_SECONDS)),
        Element::text_middle("sm", x(HEAT_SECONDS / 2), foot, ago(HEAT_SECONDS / 2)),
        Element::text_end("sm", x(HEAT_SECONDS), foot, words.say("hash-now")),
    ]
}

/// What the colours and the bars mean.
fn legend(view: &Hashes, scale: u32, words: &Words) -> Vec<Element> {
    let top = TOP + PLOT + 34.0;
    let mut out = vec![Element::text("sm", 2.0, top + 9.0, words.say("hash-scale"))];
    let step = 52.0;
    for (level, from) in LEVELS.iter().enumerate() {
        let left = 70.0 + step * level as f64;
        let text = format!("≥ {}", format::whole(u64::from(from * scale), words.separators));
        out.push(Element::rect(format!("heat-{}", level + 1), left, top, 10.0, 10.0, 2.0));
        out.push(Element::text("sm", left + 14.0, top + 9.0, text));
    }
    if view.shards.iter().any(|shard| !shard.refused.is_empty()) {
        let left = 74.0 + step * LEVELS.len() as f64;
        out.push(Element::path("heat-no", format!("M{} {}h4v-10h-4zm6 0h4v-6h-4z", number(left), number(top + 10.0))));
        out.push(Element::text("sm", left + 15.0, top + 9.0, words.say("hash-refused")));
    }
    out
}

fn key_name(key: &str) -> String {
    match key.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}
