//! Event time against arrival time: each record is a mark, to the right by when it happened, upwards by when it arrived. Hours of arrival are
//! bands, because that is how Firehose names its objects; a record above the band of its own hour lies in the wrong one's object.

use crate::geometry::Area;
use crate::parts::fit;
use crate::scene::{Element, Scene, number};
use crate::{Options, Words, format};
use protocol::{HourPartition, LateDot, LatePlace, Lateness};

const HOUR_MS: u64 = 3_600_000;

struct Plan {
    width: f64,
    height: f64,
    plane: Area,
    /// The table beside or under the plane.
    table: Area,
    from_ms: u64,
    span_ms: f64,
}

impl Plan {
    fn new(view: &Lateness, upright: bool) -> Self {
        let hours = f64::from(view.hours.max(1));
        let (width, plane, table) = if upright {
            let plane = Area::new(46.0, 40.0, 300.0, 300.0);
            (358.0, plane, Area::new(12.0, plane.bottom() + 100.0, 334.0, 30.0 + 40.0 * hours))
        } else {
            (960.0, Area::new(84.0, 50.0, 440.0, 400.0), Area::new(576.0, 50.0, 364.0, 400.0))
        };
        let height = if upright { table.bottom() + 8.0 } else { 506.0 };
        Self { width, height, plane, table, from_ms: view.from_ms, span_ms: hours * HOUR_MS as f64 }
    }

    /// Events before the first hour stand at the edge.
    fn x(&self, event_ms: u64) -> f64 {
        self.plane.x + self.plane.width * (event_ms.saturating_sub(self.from_ms) as f64 / self.span_ms).min(1.0)
    }

    fn y(&self, arrived_ms: u64) -> f64 {
        self.plane.bottom()
            - self.plane.height * (arrived_ms.saturating_sub(self.from_ms) as f64 / self.span_ms).min(1.0)
    }
}

/// Draws them.
pub fn lateness(view: &Lateness, options: &Options, words: &Words) -> Scene {
    let plan = Plan::new(view, options.upright);
    let mut elements = vec![crate::marks::contours(plan.width, plan.height)];
    elements.extend(plane(view, &plan, options.upright, words));
    elements.push(Element::group("late-dots", view.dots.iter().flat_map(|dot| mark(dot, &plan)).collect()));
    elements.extend(legend(view, &plan, options.upright, words));
    elements.extend(table(view, &plan, words));
    Scene { width: plan.width, height: plan.height, label: said(view, words), elements }
}

fn clock(ms: u64) -> String {
    format!("{:02}:{:02}", ms / HOUR_MS % 24, ms / 60_000 % 60)
}

/// Bands of arrival, hours of events, and the line on which nothing is late.
fn plane(view: &Lateness, plan: &Plan, upright: bool, words: &Words) -> Vec<Element> {
    let area = plan.plane;
    let side = HOUR_MS as f64 / plan.span_ms;
    let (wide, high) = (area.width * side, area.height * side);
    let mut out = vec![Element::rect("late-ground", area.x, area.y, area.width, area.height, 0.0)];
    for hour in 0..view.hours {
        let hour_ms = view.from_ms + u64::from(hour) * HOUR_MS;
        let (x, y) = (plan.x(hour_ms), plan.y(hour_ms) - high);
        if hour % 2 == 1 {
            out.push(Element::rect("late-band", area.x, y, area.width, high, 0.0));
        }
        // Where a record happened and arrived in one hour.
        out.push(Element::rect("late-home", x, y, wide, high, 0.0));
        out.push(Element::path("late-rule", format!("M{} {}V{}", number(x), number(area.y), number(area.bottom()))));
        out.push(Element::text_middle("sm", x, area.bottom() + 15.0, clock(hour_ms)));
        out.push(Element::text_end("sm", area.x - 6.0, y + high + 4.0, clock(hour_ms)));
    }
    out.push(Element::path(
        "late-line",
        format!("M{} {}L{} {}", number(area.x), number(area.bottom()), number(area.right()), number(area.y)),
    ));
    out.push(Element::path(
        "late-now",
        format!("M{} {}H{}", number(area.x), number(plan.y(view.now_ms)), number(area.right())),
    ));
    let now_y = (plan.y(view.now_ms) - 4.0).max(area.y + 10.0);
    out.push(Element::text("sm halo", area.x + 4.0, now_y, words.with("late-now", &clock(view.now_ms))));
    out.push(Element::text_end("nm", area.right(), area.bottom() + 32.0, words.say("late-event")));
    // The page's tools lie over the upper left of a wide drawing, and the upper right of an upright one.
    let (arrival, y) = (words.say("late-arrival"), area.y - 12.0);
    out.push(if upright {
        Element::text("nm", 12.0, y, arrival)
    } else {
        Element::text_end("nm", area.right(), y, arrival)
    });
    out
}

/// A full mark where it belongs, a cross where it does not, a hollow one while it waits; and a ring around one that came in another hour than it
/// happened in, where that was put right.
fn mark(dot: &LateDot, plan: &Plan) -> Vec<Element> {
    let (x, y) = (plan.x(dot.event_ms), plan.y(dot.arrived_ms));
    let mut out = Vec::new();
    if dot.repaired && dot.event_ms / HOUR_MS != dot.arrived_ms / HOUR_MS {
        out.push(Element::circle("late-mended", x, y, 5.4));
    }
    out.push(match dot.place {
        LatePlace::Right => Element::circle("late-dot", x, y, 2.6),
        LatePlace::Waiting => Element::circle("late-dot waiting", x, y, 2.6),
        LatePlace::Wrong => {
            let (left, top) = (number(x - 3.2), number(y - 3.2));
            Element::path("late-dot wrong", format!("M{left} {top}l6.4 6.4m0 -6.4l-6.4 6.4"))
        }
    });
    if let Some(last) = out.last_mut() {
        last.record.clone_from(&dot.record);
    }
    out
}

fn legend(view: &Lateness, plan: &Plan, upright: bool, words: &Words) -> Vec<Element> {
    let area = plan.plane;
    let kinds = [
        (LatePlace::Right, false, "late-right"),
        (LatePlace::Wrong, false, "late-wrong"),
        (LatePlace::Waiting, false, "late-waiting"),
        (LatePlace::Wrong, true, "late-mended"),
    ];
    let mut out = Vec::new();
    let shown = kinds.into_iter().filter(|(_, mended, _)| !mended || view.repair.is_some());
    for (index, (place, repaired, key)) in shown.enumerate() {
        let (column, line) = if upright { (index % 2, index / 2) } else { (index, 0) };
        let x = if upright { 20.0 + 172.0 * column as f64 } else { plan.table.x + 8.0 + 182.0 * (column % 2) as f64 };
        let y = if upright {
            area.bottom() + 54.0 + 20.0 * line as f64
        } else {
            area.bottom() - 4.0 + 20.0 * (column / 2) as f64
        };
        let at = LateDot { place, repaired, arrived_ms: if repaired { HOUR_MS } else { 0 }, ..LateDot::default() };
        let marks = mark(&at, plan).into_iter().map(|element| moved(element, plan, x, y - 4.0));
        out.extend(marks);
        out.push(Element::text("sm", x + 12.0, y, fit(&words.say(key), 160.0, 10.6)));
    }
    out
}

/// A mark that was drawn at the plane's corner, elsewhere.
fn moved(element: Element, plan: &Plan, x: f64, y: f64) -> Element {
    let by = format!("translate({} {})", number(x - plan.plane.x), number(y - plan.plane.bottom()));
    element.with("transform", by)
}

/// An hour a row: what lies in its objects, of its own and of others.
fn table(view: &Lateness, plan: &Plan, words: &Words) -> Vec<Element> {
    let area = plan.table;
    let mut out = vec![Element::text(
        "nm",
        area.x,
        area.y + 2.0,
        fit(&words.with("late-partitions", &view.delivery), area.width, 13.0),
    )];
    let most = view.partitions.iter().map(|hour| hour.records.max(hour.repaired)).max().unwrap_or(0).max(1) as f64;
    let room = (area.height - 90.0) / f64::from(view.hours.max(1));
    let step = if plan.width < 500.0 { 40.0 } else { room.min(66.0) };
    for (index, hour) in view.partitions.iter().rev().enumerate() {
        out.push(partition(
            view,
            hour,
            Area::new(area.x, area.y + 16.0 + step * index as f64, area.width, step),
            most,
            words,
        ));
    }
    out
}

fn partition(view: &Lateness, hour: &HourPartition, area: Area, most: f64, words: &Words) -> Element {
    let whole = |n: u64| format::whole(n, words.separators);
    let (bar_x, bar_width) = (area.x + 54.0, area.width - 172.0);
    let width = |n: u64| bar_width * n as f64 / most;
    let own = hour.records.saturating_sub(hour.strangers);
    let y = area.y + 8.0;
    let mut out = vec![
        Element::text("mono", area.x, y + 9.0, clock(hour.hour_ms)),
        Element::rect("late-own", bar_x, y, width(own), 11.0, 2.0),
        Element::rect("late-strange", bar_x + width(own), y, width(hour.strangers), 11.0, 2.0),
    ];
    let wrong = words.count("late-strangers", hour.strangers);
    let class = if hour.strangers > 0 { "sm trouble" } else { "sm" };
    out.push(Element::text(class, bar_x + width(hour.records) + 6.0, y + 9.0, wrong.clone()));
    let missing = words.count("late-missing", hour.missing);
    out.push(Element::text("sm", bar_x, y + 25.0, missing.clone()));
    if view.repair.is_some() && hour.repaired > 0 && area.height > 44.0 {
        out.push(Element::rect("late-put-right", bar_x, y + 32.0, width(hour.repaired), 7.0, 2.0));
        out.push(Element::text(
            "sm",
            bar_x + width(hour.repaired) + 6.0,
            y + 40.0,
            words.count("late-put-right", hour.repaired),
        ));
    }
    let mut group = Element::group("late-hour", out);
    group.label = Some(format!(
        "{}: {}, {wrong}, {missing}",
        clock(hour.hour_ms),
        words.all("late-records", &[&whole(hour.records), &whole(hour.objects)])
    ));
    group
}

fn said(view: &Lateness, words: &Words) -> String {
    let wrong = view.dots.iter().filter(|dot| dot.place == LatePlace::Wrong).count() as u64;
    let whole = |n: u64| format::whole(n, words.separators);
    words.all("lateness", &[&whole(view.dots.len() as u64), &whole(wrong)])
}
