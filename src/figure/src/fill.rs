//! How a buffer filled: time to the right, bytes upwards; dashed lines stand at the age and at the size that let it go, and a mark where it
//! did. Small enough for a table's cell.

use crate::scene::{Element, Scene, number};
use crate::{Words, format};
use protocol::Filling;

const WIDTH: f64 = 132.0;
const HEIGHT: f64 = 40.0;
/// Room for the mark at the end, on all sides.
const EDGE: f64 = 5.0;

/// Draws how a buffer filled. `is_open`: it has not closed yet, so that nothing marks its end.
pub fn fill(filling: &Filling, is_open: bool, words: &Words) -> Scene {
    let (left, right, foot, top) = (EDGE, WIDTH - EDGE, HEIGHT - EDGE, EDGE);
    // With zero buffering there is no age to wait for: the curve takes the whole width.
    let last_us = filling.points.iter().map(|(at, _)| *at).max().unwrap_or(0);
    let span_us = filling.age_us_max.max(filling.age_us).max(last_us).max(1) as f64;
    let most = filling.points.iter().map(|(_, bytes)| *bytes).fold(filling.bytes_max, u64::max).max(1) as f64;
    let x = |us: u64| left + (right - left) * us as f64 / span_us;
    let y = |bytes: u64| foot - (foot - top) * bytes as f64 / most;
    let mut elements =
        vec![Element::path("fill-foot", format!("M{} {}H{}", number(left), number(foot), number(right)))];
    if filling.bytes_max > 0 {
        let height = number(y(filling.bytes_max));
        elements.push(Element::path("fill-limit", format!("M{} {height}H{}", number(left), number(right))));
    }
    if filling.age_us_max > 0 {
        let at = number(x(filling.age_us_max));
        elements.push(Element::path("fill-limit", format!("M{at} {}V{}", number(foot), number(top))));
    }
    let held = filling.points.last().map_or(0, |(_, bytes)| *bytes);
    let mut curve = String::new();
    for (index, (us, bytes)) in filling.points.iter().enumerate() {
        curve.push(if index == 0 { 'M' } else { 'L' });
        curve.push_str(&format!("{} {}", number(x(*us)), number(y(*bytes))));
    }
    let end = x(filling.age_us.max(last_us));
    if !curve.is_empty() {
        let first = filling.points.first().map_or(left, |(us, _)| x(*us));
        // What it held stays until it closes.
        curve.push_str(&format!("H{}", number(end)));
        let water = format!("{curve}V{}H{}Z", number(foot), number(first));
        elements.push(Element::path("fill-water", water));
        elements.push(Element::path("fill-line", curve));
        if !is_open {
            elements.push(Element::circle("fill-end", end, y(held), 3.2));
        }
    }
    Scene { width: WIDTH, height: HEIGHT, label: said(filling, held, words), elements }
}

/// For those who do not see it.
fn said(filling: &Filling, held: u64, words: &Words) -> String {
    let bytes = |bytes: u64| format::bytes(bytes, words.separators);
    let span = |us: u64| format::span(us, words.separators);
    let texts = [bytes(held), bytes(filling.bytes_max), span(filling.age_us), span(filling.age_us_max)];
    words.all("fill-said", &texts.each_ref().map(String::as_str))
}
