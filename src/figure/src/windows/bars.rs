//! The strip under the plane: a bar for each window, in as many lanes as they overlap.

use super::{Pen, time_of_day};
use crate::format;
use crate::geometry::Area;
use crate::scene::{Element, number};
use protocol::{PlaneWindow, WindowKind};

/// Rows of windows in the strip.
const LANES_MAX: usize = 8;
/// A bar of less than this has no room for its number.
const COUNT_WIDTH: f64 = 18.0;

/// The lane of each window: the first one that is free where it begins.
fn lanes(windows: &[&PlaneWindow]) -> Vec<usize> {
    let mut ends: Vec<i64> = Vec::new();
    let place = |window: &&PlaneWindow| {
        let free = ends.iter().position(|end| *end <= window.start_ms);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = window.end_ms,
            None => ends.push(window.end_ms),
        }
        lane
    };
    windows.iter().map(place).collect()
}

/// The windows, each as long as it is.
pub fn bars(pen: &Pen) -> Element {
    let (view, strip) = (pen.view, pen.strip);
    let shown: Vec<_> =
        view.windows.iter().filter(|window| window.end_ms > view.from_ms && window.start_ms < view.until_ms).collect();
    let lanes = lanes(&shown);
    let count = lanes.iter().max().map_or(1, |most| most + 1).min(LANES_MAX);
    let pitch = (strip.height / count as f64).min(36.0);
    let tall = (pitch - 3.0).max(4.0);
    let session = matches!(view.windows_are, WindowKind::Session { .. });
    let mut out = Vec::new();
    for (window, lane) in shown.iter().zip(&lanes).filter(|(_, lane)| **lane < count) {
        let (x, right) = (pen.x(window.start_ms) + 1.0, pen.x(window.end_ms) - 1.0);
        let y = strip.y + pitch * *lane as f64;
        out.push(bar(pen, window, Area::new(x, y, (right - x).max(2.0), tall), if session { tall / 2.0 } else { 3.0 }));
    }
    let hidden = lanes.iter().filter(|lane| **lane >= count).count() as u64;
    if hidden > 0 {
        out.push(Element::text("sm", strip.x, strip.bottom() + 12.0, pen.words.count("more", hidden)));
    }
    Element::group("win-bars", out)
}

fn bar(pen: &Pen, window: &PlaneWindow, area: Area, radius: f64) -> Element {
    let (state, key) = match (window.closed_ms, pen.is_firing(window)) {
        (None, _) => ("open", "win-open"),
        (Some(_), true) => ("firing", "win-firing"),
        (Some(_), false) => ("shut", "win-shut"),
    };
    // While it is open, what it holds; then what it gave.
    let rows = format::whole(window.rows.unwrap_or(window.groups), pen.words.separators);
    let mut children = vec![Element::rect(format!("win-bar {state}"), area.x, area.y, area.width, area.height, radius)];
    let middle = area.middle();
    if area.height >= 13.0 && area.width >= COUNT_WIDTH + 6.0 * rows.chars().count() as f64 {
        let base = middle.y + 4.0;
        let mark = match state {
            // A tick, a drop that falls, or nothing while it is open.
            "shut" => Some(format!("M{} {}l3 3 5 -6", number(area.x + 7.0), number(middle.y))),
            "firing" => Some(format!("M{} {}l4 5 4 -5m-4 5v-9", number(area.x + 7.0), number(middle.y))),
            _ => None,
        };
        let wide = area.width >= 34.0 + 6.0 * rows.chars().count() as f64;
        children.extend(mark.filter(|_| wide).map(|d| Element::path(format!("win-sign {state}"), d)));
        let x = if wide && state != "open" { middle.x + 7.0 } else { middle.x };
        children.push(Element::text_middle(format!("mono win-count {state}"), x, base, rows.clone()));
    }
    let mut group = Element::group("win-window", children);
    let from = time_of_day(window.start_ms, 1_000);
    let to = time_of_day(window.end_ms, 1_000);
    let said = match window.rows {
        Some(rows) => pen.words.count("win-records", rows),
        None => pen.words.count("win-rows", window.groups),
    };
    group.label = Some(format!("{from} – {to}: {}, {said}", pen.words.say(key)));
    group
}
