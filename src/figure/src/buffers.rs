//! What the size of a buffer costs: above, the objects that really landed; below, a column for each setting from small to large, and in it
//! how many objects there are, how long a query over them takes, what their requests cost, and how long a record waits. A value is the area of
//! its square, so that a hundredfold is still seen for what it is.

use crate::geometry::Area;
use crate::parts::fit;
use crate::scene::{Element, Scene, number};
use crate::{Options, Words, format};
use protocol::{BufferStep, Buffers};

/// How a value of a step is had, and how it is written: at length, and where there is little room.
type Value = (&'static str, fn(&BufferStep) -> f64, [fn(f64, &Words) -> String; 2]);

const VALUES: [Value; 4] = [
    ("buffers-objects", |step| step.objects_per_hour, [amount, amount]),
    ("buffers-query", |step| step.query_us as f64, [span, short_span]),
    ("buffers-price", |step| step.usd_month, [usd, short_usd]),
    ("buffers-wait", |step| step.wait_us as f64, [span, short_span]),
];
/// The least side of a square that can still be seen.
const SIDE_MIN: f64 = 2.5;

/// Where everything stands, wide or upright.
struct Plan {
    width: f64,
    strip: Area,
    /// The first column's left side, and the columns' width.
    left: f64,
    pitch: f64,
    heads: f64,
    /// The first row's top, the rows' height, the largest square's side.
    rows: f64,
    row: f64,
    side: f64,
    upright: bool,
}

impl Plan {
    fn new(steps: usize, upright: bool) -> Self {
        let count = steps.max(1) as f64;
        if upright {
            let (width, left) = (358.0, 6.0);
            let pitch = (width - 2.0 * left) / count;
            let strip = Area::new(12.0, 34.0, width - 24.0, 64.0);
            Self { width, strip, left, pitch, heads: 154.0, rows: 174.0, row: 92.0, side: 40.0, upright }
        } else {
            let (width, left) = (960.0, 196.0);
            let pitch = (width - left - 20.0) / count;
            let strip = Area::new(left, 44.0, width - left - 24.0, 62.0);
            Self { width, strip, left, pitch, heads: 152.0, rows: 172.0, row: 76.0, side: 50.0, upright }
        }
    }

    fn middle(&self, step: usize) -> f64 {
        self.left + self.pitch * (step as f64 + 0.5)
    }

    fn height(&self) -> f64 {
        self.rows + self.row * VALUES.len() as f64 + 12.0
    }
}

/// Draws them.
pub fn buffers(view: &Buffers, options: &Options, words: &Words) -> Scene {
    let plan = Plan::new(view.steps.len(), options.upright);
    let mut elements = vec![crate::marks::contours(plan.width, plan.height())];
    elements.extend(strip(view, &plan, words));
    if let Some(chosen) = view.chosen {
        let (x, top) = (plan.left + plan.pitch * f64::from(chosen) + 2.0, plan.heads - 22.0);
        elements.push(Element::rect("buffers-chosen", x, top, plan.pitch - 4.0, plan.height() - top - 4.0, 8.0));
    }
    elements.extend(heads(view, &plan, words));
    for (index, value) in VALUES.iter().enumerate() {
        elements.push(row(view, &plan, index, value, words));
    }
    Scene { width: plan.width, height: plan.height(), label: said(view, words), elements }
}

fn amount(value: f64, words: &Words) -> String {
    if value >= 9.95 {
        format::whole(value.round() as u64, words.separators)
    } else {
        format::short(value, words.separators)
    }
}

fn span(us: f64, words: &Words) -> String {
    format::span(us as u64, words.separators)
}

/// Minutes without their seconds.
fn short_span(us: f64, words: &Words) -> String {
    if us < 6e7 { span(us, words) } else { format!("{}\u{a0}min", format::number(us / 6e7, 0, words.separators)) }
}

fn usd(amount: f64, words: &Words) -> String {
    format::usd(amount, words.separators)
}

/// Without the currency, which the row's label has.
fn short_usd(amount: f64, words: &Words) -> String {
    format::number(amount, 2, words.separators)
}

fn is_chosen(view: &Buffers, step: usize) -> bool {
    view.chosen.is_some_and(|chosen| chosen as usize == step)
}

/// The objects that landed, each where it stands in time and as high as it is large.
fn strip(view: &Buffers, plan: &Plan, words: &Words) -> Vec<Element> {
    let area = plan.strip;
    let span_us = view.until_us.saturating_sub(view.from_us).max(1) as f64;
    let most = view.landed.iter().map(|landed| landed.bytes).max().unwrap_or(1).max(1) as f64;
    let minutes = format::span(view.until_us.saturating_sub(view.from_us) / 60_000_000 * 60_000_000, words.separators);
    let count = format::whole(view.landed.len() as u64, words.separators);
    let title = words.all("buffers-landed", &[&minutes, &count]);
    // The page's tools lie over the upper left of a wide drawing.
    let title_x = area.x;
    let mut out = vec![Element::text("nm", title_x, area.y - 12.0, fit(&title, area.width, 13.0))];
    out.push(Element::path(
        "buffers-foot",
        format!("M{} {}H{}", number(area.x), number(area.bottom()), number(area.right())),
    ));
    let bars = view.landed.iter().map(|landed| {
        let at = landed.at_us.saturating_sub(view.from_us) as f64 / span_us;
        let height = (area.height * landed.bytes as f64 / most).max(2.0);
        let class = if landed.reason == "size" { "landed by-size" } else { "landed by-age" };
        Element::rect(class, area.x + (area.width - 4.0) * at, area.bottom() - height, 4.0, height, 1.5)
    });
    out.push(Element::group("landings", bars.collect()));
    let foot = area.bottom() + 15.0;
    if plan.upright {
        out.push(Element::text_end("sm", area.right(), foot, words.say("buffers-now")));
    } else {
        if !view.landed.is_empty() {
            let largest = format::bytes(most as u64, words.separators);
            out.push(Element::text("sm", 20.0, area.bottom() + 15.0, words.with("buffers-largest", &largest)));
        }
        out.push(Element::text_end("sm", area.right(), foot, words.say("buffers-now")));
    }
    // What the two kinds of bars mean.
    let mut x = area.x;
    for (class, key) in [("landed by-size", "buffers-by-size"), ("landed by-age", "buffers-by-age")] {
        out.push(Element::rect(class, x, foot - 9.0, 4.0, 9.0, 1.5));
        let text = words.say(key);
        out.push(Element::text("sm", x + 9.0, foot, text.clone()));
        x += 26.0 + 6.0 * text.chars().count() as f64;
    }
    out
}

fn heads(view: &Buffers, plan: &Plan, words: &Words) -> Vec<Element> {
    let mut out = Vec::new();
    if !plan.upright {
        out.push(Element::text("sm", 20.0, plan.heads, words.say("buffers-setting")));
    }
    for (index, step) in view.steps.iter().enumerate() {
        let class = if is_chosen(view, index) { "nm" } else { "sm" };
        let x = plan.middle(index);
        // What lets go first is written first, and stronger.
        let (size, age) = (format!("{} MB", step.size_mib), format!("{} s", step.interval_s));
        if plan.upright {
            out.push(Element::text_middle(class, x, plan.heads - 7.0, size));
            out.push(Element::text_middle("sm", x, plan.heads + 7.0, age));
        } else {
            out.push(Element::text_middle(class, x, plan.heads, format!("{size} · {age}")));
        }
    }
    out
}

fn row(view: &Buffers, plan: &Plan, index: usize, value: &Value, words: &Words) -> Element {
    let (key, of, written) = value;
    let top = plan.rows + plan.row * index as f64;
    let most = view.steps.iter().map(of).fold(0.0_f64, f64::max);
    let mut out = vec![Element::path(
        "buffers-rule",
        format!("M{} {}H{}", number(if plan.upright { 12.0 } else { 20.0 }), number(top), number(plan.width - 20.0)),
    )];
    let label = words.say(key);
    let middle = if plan.upright {
        let (label, unit) =
            (label.replace('|', "").replace("  ", " "), if *key == "buffers-price" { " (USD)" } else { "" });
        out.push(Element::text("sm", 12.0, top + 15.0, fit(&format!("{label}{unit}"), plan.width - 24.0, 11.0)));
        top + 45.0
    } else {
        for (line, text) in label.split('|').enumerate() {
            let class = if line == 0 { "nm" } else { "sm" };
            out.push(Element::text(class, 20.0, top + 32.0 + 16.0 * line as f64, text.trim().to_owned()));
        }
        top + 32.0
    };
    for (step, of_step) in view.steps.iter().enumerate() {
        let amount = of(of_step);
        let side = if most > 0.0 { (plan.side * (amount / most).sqrt()).max(SIDE_MIN) } else { SIDE_MIN };
        let chosen = is_chosen(view, step);
        let x = plan.middle(step);
        let class = if chosen { "buffers-block on" } else { "buffers-block" };
        out.push(Element::rect(class, x - side / 2.0, middle - side / 2.0, side, side, (side / 8.0).min(4.0)));
        let [long, short] = written;
        let text = if plan.upright { short(amount, words) } else { long(amount, words) };
        let class = match (chosen, plan.upright) {
            (true, false) => "buffers-value on",
            (false, false) => "buffers-value",
            (true, true) => "buffers-value narrow on",
            (false, true) => "buffers-value narrow",
        };
        out.push(Element::text_middle(class, x, top + plan.row - 8.0, text));
    }
    let mut group = Element::group("buffers-row", out);
    let values: Vec<String> = view
        .steps
        .iter()
        .map(|step| format!("{} MB, {} s: {}", step.size_mib, step.interval_s, written[0](of(step), words)))
        .collect();
    group.label = Some(format!("{}: {}", label.replace('|', ""), values.join("; ")));
    group
}

/// For those who do not see it: what is set, and what follows from it.
fn said(view: &Buffers, words: &Words) -> String {
    let Some(step) = view.chosen.and_then(|chosen| view.steps.get(chosen as usize)) else {
        return words.say("buffers");
    };
    let set = [format!("{} MB", step.size_mib), format!("{} s", step.interval_s)];
    let texts: Vec<String> =
        set.into_iter().chain(VALUES.iter().map(|(_, of, [long, _])| long(of(step), words))).collect();
    words.all("buffers-said", &texts.iter().map(String::as_str).collect::<Vec<_>>())
}
