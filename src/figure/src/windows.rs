//! A window closing under a watermark. Event time goes to the right and arrival upwards, so that a record is a dot and the watermark a
//! front that only moves right. Where the front has passed a window's end the window is closed: whatever arrives there is late. Under the
//! plane stand the windows themselves, whose shapes tell their kind: side by side, overlapping, growing, or as long as records came.

mod bars;

use crate::geometry::Area;
use crate::scene::{Element, Scene, number};
use crate::{Options, Words, format};
use protocol::{Plane, PlaneRecord, PlaneWindow, WindowKind};

/// A window that closed within so many seconds of screen time is drawn as just firing.
const FIRING_S: f64 = 1.2;
/// Between the lines that say 'closed'.
const HATCH: f64 = 5.0;
/// Marks on an axis: lengths of time between them, in milliseconds.
const STEPS_MS: [i64; 17] = [
    1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000,
    7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

/// What each part needs.
struct Pen<'a> {
    view: &'a Plane,
    words: &'a Words,
    options: &'a Options,
    plot: Area,
    strip: Area,
}

/// Draws the plane. `windows` says its words; they lie with those of the consoles that come later.
pub fn windows(view: &Plane, options: &Options, words: &Words) -> Scene {
    let (width, height, plot, strip) = if options.upright {
        (358.0, 474.0, Area::new(54.0, 62.0, 292.0, 230.0), Area::new(54.0, 322.0, 292.0, 72.0))
    } else {
        // The page's tools lie over the upper left of a wide drawing.
        (960.0, 430.0, Area::new(92.0, 58.0, 846.0, 234.0), Area::new(92.0, 322.0, 846.0, 68.0))
    };
    let pen = Pen { view, words, options, plot, strip };
    let mut elements = vec![crate::marks::contours(width, height)];
    elements.push(heading(&pen));
    elements.push(Element::rect("win-ground", plot.x, plot.y, plot.width, plot.height, 0.0));
    elements.push(guides(&pen));
    elements.push(closed(&pen));
    elements.push(axes(&pen));
    elements.extend(punctual(&pen));
    elements.push(Element::group("win-records", view.records.iter().filter_map(|one| record(&pen, one)).collect()));
    elements.extend(front(&pen));
    elements.push(bars::bars(&pen));
    elements.push(legend(&pen, height));
    Scene { width, height, label: words.with("windows", &view.title), elements }
}

impl Pen<'_> {
    /// The place of an event time.
    fn x(&self, event_ms: i64) -> f64 {
        let share = (event_ms - self.view.from_ms) as f64 / (self.view.until_ms - self.view.from_ms).max(1) as f64;
        self.plot.x + self.plot.width * share.clamp(0.0, 1.0)
    }

    /// The place of an arrival: now is at the top.
    fn y(&self, arrived_ms: i64) -> f64 {
        let span = (self.view.now_ms - self.view.arrived_from_ms).max(1) as f64;
        let share = (arrived_ms - self.view.arrived_from_ms) as f64 / span;
        self.plot.bottom() - self.plot.height * share.clamp(0.0, 1.0)
    }

    fn is_shown(&self, event_ms: i64) -> bool {
        (self.view.from_ms..=self.view.until_ms).contains(&event_ms)
    }

    /// The watermark at an instant.
    fn watermark(&self, arrived_ms: i64) -> Option<i64> {
        self.view.front.iter().take_while(|(at, _)| *at <= arrived_ms).last().map(|(_, watermark)| *watermark)
    }

    /// Up to which event time everything is late under this watermark: there the last window has closed.
    fn closed_until(&self, watermark_ms: i64) -> i64 {
        // A window is over when the watermark reaches its last millisecond.
        let over = watermark_ms + 1;
        match self.view.windows_are {
            WindowKind::Tumble { size_ms } | WindowKind::Cumulate { size_ms, .. } => {
                over - over.rem_euclid(size_ms.max(1))
            }
            WindowKind::Hop { slide_ms, size_ms } => {
                let last = over - size_ms;
                last - last.rem_euclid(slide_ms.max(1)) + slide_ms
            }
            WindowKind::Session { gap_ms } => over - gap_ms,
        }
    }

    fn is_firing(&self, window: &PlaneWindow) -> bool {
        let since = window.closed_ms.map(|at| (self.view.now_ms - at) as f64 / 1e3 / self.options.speed.max(0.01));
        since.is_some_and(|seconds| (0.0..FIRING_S).contains(&seconds))
    }
}

/// `TUMBLE 10 s`: the windows as Flink calls them.
fn kind_of(windows: WindowKind, words: &Words) -> String {
    let span = |ms: i64| format::span(ms.unsigned_abs() * 1_000, words.separators);
    match windows {
        WindowKind::Tumble { size_ms } => format!("TUMBLE {}", span(size_ms)),
        WindowKind::Hop { slide_ms, size_ms } => format!("HOP {} / {}", span(slide_ms), span(size_ms)),
        WindowKind::Cumulate { step_ms, size_ms } => format!("CUMULATE {} / {}", span(step_ms), span(size_ms)),
        WindowKind::Session { gap_ms } => format!("SESSION {}", span(gap_ms)),
    }
}

fn heading(pen: &Pen) -> Element {
    let view = pen.view;
    let delay = format::span(view.delay_ms.unsigned_abs() * 1_000, pen.words.separators);
    let kind = kind_of(view.windows_are, pen.words);
    let delay = pen.words.with("win-delay", &delay);
    let right = pen.plot.right();
    let title = crate::parts::fit(&view.title, if pen.options.upright { 330.0 } else { 420.0 }, 13.0);
    let texts = if pen.options.upright {
        vec![
            Element::text("nm", 12.0, 20.0, title),
            Element::text("sm", 12.0, 37.0, format!("{kind} · {delay}")),
            Element::text("sm", 12.0, pen.plot.y - 8.0, format!("↑ {}", pen.words.say("win-arrival"))),
        ]
    } else {
        vec![
            Element::text_end("nm", right, 17.0, title),
            Element::text_end("sm", right, 33.0, format!("{kind} · {delay}")),
            // Not above the axis: there the page's own buttons lie.
            Element::text_end(
                "sm",
                pen.plot.x - 6.0,
                pen.plot.bottom() + 14.0,
                format!("↑ {}", pen.words.say("win-arrival")),
            ),
        ]
    };
    Element::group("win-heading", texts)
}

/// Upright lines where windows begin and end.
fn guides(pen: &Pen) -> Element {
    let mut edges: Vec<i64> = pen.view.windows.iter().flat_map(|window| [window.start_ms, window.end_ms]).collect();
    if matches!(pen.view.windows_are, WindowKind::Session { .. }) {
        edges.clear();
    }
    edges.sort_unstable();
    edges.dedup();
    let shown = edges.into_iter().filter(|edge| pen.is_shown(*edge));
    let lines =
        shown.map(|edge| format!("M{} {}V{}", number(pen.x(edge)), number(pen.plot.y), number(pen.strip.y - 4.0)));
    Element::path("win-guide", lines.collect())
}

/// Lines through all of the plane where windows are closed, and the edge of it: a stair under the front.
fn closed(pen: &Pen) -> Element {
    let (plot, view) = (pen.plot, pen.view);
    let mut lines = String::new();
    let rows = (plot.height / HATCH) as i64;
    let span = view.now_ms - view.arrived_from_ms;
    for row in 0..rows {
        // From the newest arrival down; a line stands for the middle of its row.
        let at = view.now_ms - span * (2 * row + 1) / (2 * rows).max(1);
        let Some(until) = pen.watermark(at).map(|watermark| pen.closed_until(watermark)) else { continue };
        let width = pen.x(until) - plot.x;
        if width > 0.5 {
            lines.push_str(&format!("M{} {}h{}", number(plot.x), number(pen.y(at)), number(width)));
        }
    }
    let mut edge = String::new();
    let mut before = None;
    for (at, watermark) in &view.front {
        let until = pen.closed_until(*watermark);
        if before == Some(until) {
            continue;
        }
        let at = (*at).max(view.arrived_from_ms);
        if before.is_none() {
            edge = format!("M{} {}", number(pen.x(until)), number(pen.y(at)));
        } else {
            edge.push_str(&format!("V{}H{}", number(pen.y(at)), number(pen.x(until))));
        }
        before = Some(until);
    }
    if !edge.is_empty() {
        edge.push_str(&format!("V{}", number(plot.y)));
    }
    Element::group("win-closed", vec![Element::path("win-hatch", lines), Element::path("win-edge", edge)])
}

/// The smallest step of which at most `most` lie in a span.
fn step_of(span_ms: i64, most: i64) -> i64 {
    let fits = STEPS_MS.iter().find(|step| span_ms / **step <= most);
    fits.copied().unwrap_or_else(|| span_ms / most.max(1) + 1)
}

/// `12:05:10`, or `12:05` where the marks lie whole minutes apart.
fn time_of_day(ms: i64, step_ms: i64) -> String {
    let seconds = ms.div_euclid(1_000).rem_euclid(86_400);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    if step_ms % 60_000 == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
    }
}

fn axes(pen: &Pen) -> Element {
    let (view, plot, words) = (pen.view, pen.plot, pen.words);
    let (across, up) = if pen.options.upright { (4, 4) } else { (9, 5) };
    let mut out = Vec::new();
    let step = step_of(view.until_ms - view.from_ms, across);
    let mut at = view.from_ms + (-view.from_ms).rem_euclid(step);
    let foot = plot.bottom() + 15.0;
    while at <= view.until_ms {
        let x = pen.x(at);
        // Not beyond either end.
        if x > plot.x + 18.0 && x < plot.right() - 24.0 {
            out.push(Element::text_middle("mono halo", x, foot, time_of_day(at, step)));
        }
        at += step;
    }
    let step = step_of(view.now_ms - view.arrived_from_ms, up);
    let mut ago = step;
    out.push(Element::text_end("mono", plot.x - 7.0, plot.y + 4.0, words.say("win-now")));
    while ago <= view.now_ms - view.arrived_from_ms {
        let y = pen.y(view.now_ms - ago);
        if y < plot.bottom() + 1.0 {
            let span = format::span(ago.unsigned_abs() * 1_000, words.separators);
            out.push(Element::text_end("mono", plot.x - 7.0, y + 4.0, format!("−{span}")));
        }
        ago += step;
    }
    // The corner below the punctual ones is always empty.
    let name = format!("{} →", words.say("win-event"));
    out.push(Element::text_end("sm halo", plot.right() - 7.0, plot.bottom() - 8.0, name));
    Element::group("win-axes", out)
}

/// Where records lie that arrive as they happen.
fn punctual(pen: &Pen) -> Option<Element> {
    let view = pen.view;
    let (from, to) = (view.from_ms.max(view.arrived_from_ms), view.until_ms.min(view.now_ms));
    let d = format!("M{} {}L{} {}", number(pen.x(from)), number(pen.y(from)), number(pen.x(to)), number(pen.y(to)));
    (from < to).then(|| Element::path("win-punctual", d))
}

fn record(pen: &Pen, one: &PlaneRecord) -> Option<Element> {
    if one.arrived_ms < pen.view.arrived_from_ms || (!one.late && !pen.is_shown(one.event_ms)) {
        return None;
    }
    // One that happened long before stands at the edge.
    let (x, y) = (pen.x(one.event_ms), pen.y(one.arrived_ms));
    let mut mark =
        if one.late { Element::path("win-late", cross(x, y)) } else { Element::circle("win-record", x, y, 2.8) };
    mark.record.clone_from(&one.record);
    Some(mark)
}

fn cross(x: f64, y: f64) -> String {
    format!("M{} {}l7 7m0 -7l-7 7", number(x - 3.5), number(y - 3.5))
}

/// The watermark: a stair of its own, with a head where it stands now.
fn front(pen: &Pen) -> Vec<Element> {
    let (view, plot) = (pen.view, pen.plot);
    let mut d = String::new();
    let mut last = None;
    let begins = pen.watermark(view.arrived_from_ms).map(|watermark| (view.arrived_from_ms, watermark));
    let later = view.front.iter().filter(|(at, _)| *at > view.arrived_from_ms).copied();
    for (at, watermark) in begins.into_iter().chain(later).filter(|(_, watermark)| *watermark >= view.from_ms) {
        let (x, y) = (pen.x(watermark), pen.y(at));
        if d.is_empty() {
            d = format!("M{} {}", number(x), number(y));
        } else {
            d.push_str(&format!("V{}H{}", number(y), number(x)));
        }
        last = Some((x, watermark));
    }
    let Some((x, watermark)) = last else { return Vec::new() };
    d.push_str(&format!("V{}", number(plot.y)));
    let head = format!("M{} {}l9 -4.5v-5h-18v5z", number(x), number(plot.y));
    let said = format!("{} {}", pen.words.say("win-watermark"), time_of_day(watermark, 1_000));
    let room = 6.2 * said.chars().count() as f64;
    let at = plot.y - 12.0;
    let label = if pen.options.upright || x + 14.0 + room > plot.right() {
        Element::text_end("sm strong halo", (x - 13.0).max(plot.x + room), at + 4.0, said)
    } else {
        Element::text("sm strong halo", x + 13.0, at + 4.0, said)
    };
    vec![Element::path("win-front", d), Element::path("win-head", head), label]
}

/// How to read it.
fn legend(pen: &Pen, height: f64) -> Element {
    let words = pen.words;
    let first = height - if pen.options.upright { 56.0 } else { 13.0 };
    let (mut x, mut y) = (if pen.options.upright { 16.0 } else { 92.0 }, first);
    let entries = [
        ("win-record", words.count("win-dot", pen.view.every.max(1))),
        ("win-late", words.say("win-late")),
        ("win-shut", words.say("win-shut")),
        ("win-punctual", words.say("win-punctual")),
        ("win-numbers", words.say("win-numbers")),
    ];
    let mut out = Vec::new();
    for (index, (class, text)) in entries.into_iter().enumerate() {
        if pen.options.upright && index > 0 && index % 2 == 0 {
            (x, y) = (16.0, y + 20.0);
        }
        let middle = y - 4.0;
        out.push(match class {
            "win-record" => Element::circle(class, x + 4.0, middle, 2.8),
            "win-late" => Element::path(class, cross(x + 4.0, middle)),
            "win-shut" => Element::path(
                "win-hatch",
                [-4.0, 0.0, 4.0].map(|by| format!("M{} {}h14", number(x - 3.0), number(middle + by))).concat(),
            ),
            "win-numbers" => Element::text("mono", x - 3.0, y, "12"),
            _ => Element::path(class, format!("M{} {}h16", number(x - 4.0), number(middle))),
        });
        out.push(Element::text("sm", x + 17.0, y, text.clone()));
        x += if pen.options.upright { 170.0 } else { 44.0 + 5.9 * text.chars().count() as f64 };
    }
    Element::group("win-legend", out)
}
