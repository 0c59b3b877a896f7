//! One stream and one queue side by side, as two lattices: a column for each of the last records or messages, a row for each consumer. A
//! full mark where that consumer handled it, a double one where it did so again, a hollow one where it was replayed.

use crate::geometry::Area;
use crate::layout::Layout;
use crate::outside::workers;
use crate::parts::{Pen, fit};
use crate::scene::{Element, Scene, number};
use crate::{Options, Words, format};
use protocol::{Arrived, Contrast, ContrastSide, MessagePlace, Node, Seen, Works};

/// Columns that there is room for.
const COLUMNS: usize = 24;
const HEAD: f64 = 62.0;
const ROW: f64 = 44.0;
const FOOT: f64 = 30.0;
const LEGEND: f64 = 34.0;

/// Draws both sides.
pub fn contrast(view: &Contrast, works: &Works, now_us: u64, options: &Options, words: &Words) -> Scene {
    let width = if options.upright { 358.0 } else { 960.0 };
    let rows = view.stream.rows.len().max(view.queue.rows.len()).max(2) as f64;
    // The page's tools lie over the upper left of a wide drawing.
    let top = if options.upright { 0.0 } else { 34.0 };
    let tall = HEAD + ROW * (rows + 1.0) + FOOT;
    let height = if options.upright { 2.0 * tall + 12.0 + 2.0 * LEGEND } else { top + tall + LEGEND };
    let layout = Layout { width, height, upright: options.upright, ..Layout::default() };
    let pen = Pen { now_us, options, words, works, layout: &layout };
    let (first, second) = if options.upright {
        (Area::new(16.0, 0.0, 326.0, tall), Area::new(16.0, tall + 12.0, 326.0, tall))
    } else {
        (Area::new(20.0, top, 440.0, tall), Area::new(500.0, top, 440.0, tall))
    };
    let mut elements = vec![crate::marks::contours(width, height)];
    let middle = if options.upright {
        format!("M{} {}H{}", number(first.x), number(tall + 4.0), number(first.right()))
    } else {
        format!("M{} 24V{}", number(width / 2.0), number(top + tall - 8.0))
    };
    elements.push(Element::path("contour", middle));
    elements.extend(side(&pen, &view.stream, first, true));
    elements.extend(side(&pen, &view.queue, second, false));
    elements.extend(legend(&pen));
    Scene { width, height, label: words.say("contrast"), elements }
}

fn side(pen: &Pen, side: &ContrastSide, area: Area, is_stream: bool) -> Vec<Element> {
    let mut out = vec![heading(pen, side, area, is_stream)];
    let beside = if pen.options.upright { 0.0 } else { 122.0 };
    let lattice = Area::new(area.x + beside, area.y + HEAD, area.width - beside, ROW * (side.rows.len() as f64 + 1.0));
    let pitch = lattice.width / COLUMNS as f64;
    let free = COLUMNS.saturating_sub(side.columns.len());
    let x = |index: usize| lattice.x + pitch * (free as f64 + index as f64 + 0.5);
    let y = |row: usize| lattice.y + ROW * (row as f64 + 0.5) + if pen.options.upright { 8.0 } else { 0.0 };
    let guides = (0..side.columns.len().min(COLUMNS)).map(|index| {
        Element::path("guide", format!("M{} {}V{}", number(x(index)), number(y(0)), number(y(side.rows.len()))))
    });
    out.push(Element::group("guides", guides.collect()));
    out.push(held(pen, side, area, y(0), &x, is_stream));
    for (index, row) in side.rows.iter().enumerate() {
        out.push(lane(pen, side, row, area, y(index + 1), &x));
    }
    let ends = y(side.rows.len()) + 30.0;
    out.push(Element::text("sm", lattice.x, ends, pen.words.say("older")));
    out.push(Element::text_end("sm", area.right(), ends, pen.words.say("newest")));
    out
}

fn heading(pen: &Pen, side: &ContrastSide, area: Area, is_stream: bool) -> Element {
    let (service, says, node) = if is_stream {
        ("Kinesis", "all-see", Node::Stream(side.name.clone()))
    } else {
        ("SQS", "one-takes", Node::Queue(side.name.clone()))
    };
    let says = pen.words.say(says);
    let name = format!("{service} · {}", side.name);
    let y = area.y + 32.0;
    let children = vec![
        Element::text("nm", area.x, y, fit(&name, area.width, 13.0)),
        Element::text("sm", area.x, y + 17.0, fit(&says, area.width, 10.4)),
    ];
    pen.place("stream", node, format!("{name}: {says}"), children)
}

/// What has become of each column's record or message: reading a stream takes nothing away, a queue's consumers delete.
fn held(pen: &Pen, side: &ContrastSide, area: Area, y: f64, x: &impl Fn(usize) -> f64, is_stream: bool) -> Element {
    let label = pen.words.say(if is_stream { "in-stream" } else { "in-queue" });
    let count = format::whole(side.held, pen.words.separators);
    let mut children = row_label(pen, &label, "sm", area, y);
    if !pen.options.upright {
        children.push(Element::text("mono", area.x, y + 15.0, count.clone()));
    }
    for (index, column) in side.columns.iter().take(COLUMNS).enumerate() {
        let (class, size) = match column.place {
            MessagePlace::Visible => ("there", 9.0),
            MessagePlace::InFlight => ("there flight", 9.0),
            MessagePlace::Delayed => ("there delayed", 9.0),
            MessagePlace::Gone => ("gone", 7.0),
        };
        let mut block = Element::rect(class, x(index) - size / 2.0, y - size / 2.0, size, size, 2.0);
        block.record.clone_from(&column.record);
        children.push(block);
    }
    let mut group = Element::group("holding", children);
    group.label = Some(format!("{label}: {count}"));
    group
}

fn row_label(pen: &Pen, text: &str, class: &str, area: Area, y: f64) -> Vec<Element> {
    let at = if pen.options.upright { y - 15.0 } else { y };
    vec![Element::text(class.to_owned(), area.x, at, fit(text, if pen.options.upright { 200.0 } else { 116.0 }, 12.0))]
}

/// One consumer.
fn lane(pen: &Pen, side: &ContrastSide, row: &Seen, area: Area, y: f64, x: &impl Fn(usize) -> f64) -> Element {
    let mut children = row_label(pen, &row.consumer, "nm", area, y);
    if let Some(consumer) = pen.works.consumers.iter().find(|consumer| consumer.name == row.consumer) {
        let count = consumer.workers.len().min(6) as f64;
        let (at, high) =
            if pen.options.upright { (area.right() - 15.0 * count + 10.0, y - 19.0) } else { (area.x + 5.0, y + 13.0) };
        children.extend(workers(consumer.workers.get(..count as usize).unwrap_or_default(), at, high));
    }
    let (mut handled, mut twice, mut replayed) = (0, 0, 0);
    for (index, (column, (times, again))) in side.columns.iter().zip(&row.cells).take(COLUMNS).enumerate() {
        handled += u64::from(*times > 0);
        twice += u64::from(*times > 1);
        replayed += u64::from(*again > 0);
        children.extend(mark(column, *times, *again, x(index), y));
    }
    let mut said = vec![row.consumer.clone(), pen.words.count("handled", handled)];
    if twice > 0 {
        said.push(pen.words.count("again", twice));
    }
    if replayed > 0 {
        said.push(pen.words.count("replayed", replayed));
    }
    pen.place("lane", Node::Consumer(row.consumer.clone()), said.join(", "), children)
}

fn mark(column: &Arrived, times: u32, replayed: u32, x: f64, y: f64) -> Vec<Element> {
    let mut out = Vec::new();
    match (times, replayed) {
        (0, 0) => out.push(Element::circle("pip none", x, y, 1.4)),
        (times, 0) => {
            if times > 1 {
                out.push(Element::circle("pip-ring", x, y, 5.6));
            }
            out.push(Element::circle("pip", x, y, if times > 1 { 3.0 } else { 4.2 }));
        }
        (times, _) => {
            out.push(Element::circle(if times > 1 { "pip hollow twice" } else { "pip hollow" }, x, y, 4.8));
            if times > 0 {
                out.push(Element::circle("pip", x, y, 1.9));
            }
        }
    }
    out.iter_mut().for_each(|element| element.record.clone_from(&column.record));
    out
}

/// How to read it.
fn legend(pen: &Pen) -> Vec<Element> {
    let nothing = Arrived::default();
    let marks = [((1, 0), "once"), ((2, 0), "twice"), ((0, 1), "again-asked"), ((0, 0), "never")];
    let (mut x, mut y) = (24.0, pen.layout.height - if pen.options.upright { LEGEND + 14.0 } else { 14.0 });
    let mut out = Vec::new();
    for (index, ((times, replayed), key)) in marks.into_iter().enumerate() {
        if pen.options.upright && index == 2 {
            (x, y) = (24.0, y + 22.0);
        }
        let text = pen.words.say(key);
        out.extend(mark(&nothing, times, replayed, x, y - 4.0));
        out.push(Element::text("sm", x + 12.0, y, text.clone()));
        x += if pen.options.upright { 165.0 } else { 40.0 + 5.8 * text.chars().count() as f64 };
    }
    out
}
