//! The places: Firehose's tanks, buckets, the cards of catalog, queries and charts, the search.

use crate::format;
use crate::geometry::Area;
use crate::layout::{Layout, Stage};
use crate::scene::{Element, number};
use crate::{Options, Words};
use protocol::{Bucket, Delivery, Domain, Node, Works};

/// What every part needs to draw itself.
pub struct Pen<'a> {
    pub now_us: u64,
    pub options: &'a Options,
    pub words: &'a Words,
    pub works: &'a Works,
    pub layout: &'a Layout,
}

impl Pen<'_> {
    /// A place: a group that knows what it stands for.
    pub fn place(&self, class: &str, node: Node, label: String, children: Vec<Element>) -> Element {
        let lit = if self.works.lit.contains(&node) { " lit" } else { "" };
        let mut group = Element::group(format!("place {class}{lit}"), children);
        group.label = Some(label);
        group.node = Some(node);
        if self.options.focusable {
            group.attributes.push(("tabindex", "0".to_owned()));
            group.attributes.push(("role", "button".to_owned()));
        }
        group
    }

    /// Seconds of screen time since `then_us`; `None` if it lies ahead or never was.
    pub fn screen_seconds_since(&self, then_us: Option<u64>) -> Option<f64> {
        let gone = self.now_us.checked_sub(then_us?)?;
        Some(gone as f64 / 1e6 / self.options.speed.max(0.01))
    }

    fn bytes(&self, bytes: u64) -> String {
        format::bytes(bytes, self.words.separators)
    }
}

/// All places downstream of the streams.
pub fn all(pen: &Pen) -> Vec<Element> {
    let mut out: Vec<_> = pen.layout.empty.iter().map(|(stage, area)| nothing(pen, *stage, *area)).collect();
    for delivery in &pen.works.deliveries {
        let node = Node::Delivery(delivery.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(tank(pen, delivery, *area, node));
        }
    }
    for bucket in &pen.works.buckets {
        let node = Node::Bucket(bucket.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(heap(pen, bucket, *area, node));
        }
    }
    out.extend(cards(pen));
    for domain in &pen.works.domains {
        let node = Node::Domain(domain.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(search(pen, domain, *area, node));
        }
    }
    out
}

/// Shortens `text` to about `width` in letters of `size`.
pub fn fit(text: &str, width: f64, size: f64) -> String {
    let most = (width / (size * 0.55)).max(3.0) as usize;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

fn nothing(pen: &Pen, stage: Stage, area: Area) -> Element {
    let text = pen.words.say(stage.key());
    let middle = area.middle();
    let mut children = vec![Element::rect("ghost", area.x, area.y, area.width, area.height, 12.0)];
    let words: Vec<&str> = text.split(' ').collect();
    let half = words.len().div_ceil(2);
    let long = text.chars().count() as f64 * 6.2 > area.width - 12.0;
    let lines = if long { vec![words[..half].join(" "), words[half..].join(" ")] } else { vec![text.clone()] };
    for (index, line) in lines.iter().enumerate() {
        let y = middle.y + 4.0 + (index as f64 - (lines.len() as f64 - 1.0) / 2.0) * 15.0;
        children.push(Element::text_middle("sm", middle.x, y, line));
    }
    pen.place("nothing", stage.node(), text, children)
}

fn heading(pen: &Pen, service: &str, name: &str, area: Area, right: Option<String>) -> Vec<Element> {
    if pen.layout.upright {
        return vec![Element::text("nm halo", area.x + 2.0, area.y - 8.0, fit(name, area.width, 13.0))];
    }
    let mut out = vec![
        Element::text("sm", area.x + 2.0, area.y - 22.0, service),
        Element::text("nm", area.x + 2.0, area.y - 8.0, fit(name, area.width + 30.0, 13.0)),
    ];
    out.extend(right.map(|right| Element::text_end("sm", area.right(), area.y - 22.0, right)));
    out
}

/// A tank that fills, with the line at which it lets go.
fn tank(pen: &Pen, delivery: &Delivery, area: Area, node: Node) -> Element {
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) };
    let full = share(delivery.buffer_bytes, delivery.buffer_bytes_max);
    let old = share(delivery.buffer_age_us, delivery.buffer_age_us_max);
    let tall = area.height >= 100.0;
    let inside = pen.layout.upright;
    let line = area.y
        + if inside {
            46.0
        } else if tall {
            30.0
        } else {
            20.0
        };
    let inner = Area::new(area.x + 7.0, line, area.width - 14.0, area.bottom() - 7.0 - line);
    let level = inner.bottom() - inner.height * full;

    let mut children = if inside { Vec::new() } else { heading(pen, "Firehose", &delivery.name, area, None) };
    children.push(Element::rect("card", area.x, area.y, area.width, area.height, 12.0));
    if inside {
        children.push(Element::text("nm", area.x + 10.0, area.y + 20.0, fit(&delivery.name, area.width - 16.0, 13.0)));
    }
    if full > 0.004 {
        children.extend(water(pen, inner, level));
    }
    let trigger = format!("M{} {}H{}", number(area.x + 1.0), number(line), number(area.right() - 1.0));
    children.push(Element::path("trigger", trigger));
    let limit = pen.bytes(delivery.buffer_bytes_max);
    children.push(Element::text("mono", area.x + 10.0, line - 6.0, limit));
    let middle = area.middle().x;
    let text_y = if tall && !inside { area.y + area.height * 0.58 } else { line + 25.0 };
    children.push(Element::text_middle("mono big", middle, text_y, pen.bytes(delivery.buffer_bytes)));
    let seconds = |us: u64| format::number(us as f64 / 1e6, 0, pen.words.separators);
    let age = format!("{} / {}\u{a0}s", seconds(delivery.buffer_age_us), seconds(delivery.buffer_age_us_max));
    children.push(ring(middle - 30.0, text_y + 15.0, old));
    children.push(Element::text("mono", middle - 18.0, text_y + 19.0, age.clone()));
    if !pen.layout.upright {
        children.push(gate(pen, delivery, area));
    }
    let below = area.bottom() + 15.0;
    let fresh_error = delivery.error.as_ref().filter(|_| delivery.last_error_us >= delivery.last_flush_us);
    if let Some(error) = fresh_error {
        children.push(Element::text("sm trouble halo", area.x + 2.0, below, fit(error, area.width + 40.0, 11.0)));
    } else if let Some(reason) = &delivery.last_flush_reason {
        let text = pen.words.with(&format!("flush-{reason}"), &pen.bytes(delivery.last_flush_bytes));
        children.push(Element::text("sm halo", area.x + 2.0, below, fit(&text, area.width + 40.0, 11.0)));
    }
    let label = format!("Firehose {}, {}, {age}", delivery.name, pen.bytes(delivery.buffer_bytes));
    pen.place("tank", node, label, children)
}

/// Water up to `level`. Its surface moves with time, so it stands when time does.
fn water(pen: &Pen, inner: Area, level: f64) -> Vec<Element> {
    let period = inner.width / 2.0;
    let phase = if pen.options.still {
        0.0
    } else {
        let seconds = pen.now_us as f64 / 1e6 / pen.options.speed.max(0.01);
        (seconds * 0.35).fract()
    };
    let swell = 2.2_f64.min((inner.bottom() - level) / 2.0);
    let surface = level.max(inner.y + swell);
    // Three swells of which two show; the stylesheet's clip is the path's own edge.
    let mut d = format!("M{} {}", number(inner.x), number(inner.bottom() - 6.0));
    let steps = 12;
    for step in 0..=steps {
        let x = inner.x + inner.width * f64::from(step) / f64::from(steps);
        let turn = ((x - inner.x) / period + phase).fract();
        // A parabola for a sine: two arcs, one up, one down.
        let wave = if turn < 0.5 { turn * (0.5 - turn) * 16.0 } else { -(turn - 0.5) * (1.0 - turn) * 16.0 };
        d.push_str(&format!("L{} {}", number(x), number(surface - wave * swell)));
    }
    d.push_str(&format!("V{}q0 6 -6 6H{}q-6 0 -6 -6Z", number(inner.bottom() - 6.0), number(inner.x + 6.0)));
    vec![Element::path("basin", d)]
}

/// How old the oldest record is, as a clock's ring.
fn ring(x: f64, y: f64, share: f64) -> Element {
    let radius = 5.5;
    // `pathLength` makes the whole ring 100 long, so the share needs no angle.
    let dash = format!("{} 100", number(share * 100.0));
    Element::group(
        "ring",
        vec![
            Element::circle("ring-bed", x, y, radius),
            Element::circle("ring-hand", x, y, radius)
                .with("pathLength", "100")
                .with("stroke-dasharray", dash)
                .with("transform", format!("rotate(-90 {} {})", number(x), number(y))),
        ],
    )
}

/// The sluice gate at the outlet: it lifts when the tank has let go.
fn gate(pen: &Pen, delivery: &Delivery, area: Area) -> Element {
    let lift = match pen.screen_seconds_since(delivery.last_flush_us) {
        Some(seconds) if seconds < 0.9 => 11.0 * (1.0 - (seconds / 0.9)),
        _ => 0.0,
    };
    let (x, y) = (area.right() + 3.0, area.middle().y);
    let posts = format!("M{} {}v34m7 0v-34", number(x), number(y - 23.0));
    Element::group(
        "gate",
        vec![Element::path("gate-posts", posts), Element::rect("gate-board", x - 0.5, y - 9.0 - lift, 8.0, 19.0, 1.5)],
    )
}

/// A bucket with its last objects as blocks; the newest falls in.
fn heap(pen: &Pen, bucket: &Bucket, area: Area, node: Node) -> Element {
    let objects = pen.words.count("objects", bucket.objects);
    let mut children = heading(pen, "S3", &bucket.name, area, Some(objects.clone()));
    let (left, right, top, bottom) = (area.x, area.right(), area.y, area.bottom());
    let inset = 11.0;
    children.push(Element::path(
        "card",
        format!(
            "M{} {}H{}L{} {}q-1 8 -9 8H{}q-8 0 -9 -8Z",
            number(left),
            number(top),
            number(right),
            number(right - inset),
            number(bottom - 8.0),
            number(left + inset + 9.0)
        ),
    ));
    let folder = bucket.last.first().and_then(|object| object.key.rsplit_once('/')).map(|(folder, _)| folder);
    let folder = folder.and_then(|folder| folder.rsplit('/').next());
    if let Some(folder) = folder {
        children.push(Element::text("mono", left + 13.0, top + 19.0, fit(folder, area.width - 24.0, 11.5)));
    }
    children.push(Element::text("sm", left + 13.0, top + 35.0, pen.bytes(bucket.bytes)));
    if pen.layout.upright {
        children.push(Element::text_end("sm", right - 15.0, top + 35.0, objects.clone()));
    }

    let columns = 4_u64;
    let (width, height) = ((area.width - 2.0 * inset - 16.0 - 9.0) / columns as f64, 17.0);
    let rows = ((area.height - 56.0) / (height + 3.0)).floor().max(1.0) as u64;
    let total = bucket.objects.max(bucket.last.len() as u64);
    let lowest = (total.saturating_sub(1) / columns).saturating_sub(rows - 1);
    for (age, object) in bucket.last.iter().enumerate() {
        let Some(index) = (total - 1).checked_sub(age as u64) else { break };
        let Some(row) = (index / columns).checked_sub(lowest) else { continue };
        let x = left + inset + 8.0 + (index % columns) as f64 * (width + 3.0);
        let mut y = bottom - 9.0 - (row + 1) as f64 * (height + 3.0) + 3.0;
        let falling = pen.screen_seconds_since(Some(object.landed_us)).filter(|s| *s < 0.5 && !pen.options.still);
        if let Some(seconds) = falling {
            let up = 1.0 - seconds / 0.5;
            y -= up * up * 26.0;
        }
        let newest = if age == 0 { " newest" } else { "" };
        let lit = if object.lit { " lit" } else { "" };
        children.push(Element::rect(format!("block{newest}{lit}"), x, y, width, height, 2.5));
    }
    let label = format!("S3 {}, {objects}, {}", bucket.name, pen.bytes(bucket.bytes));
    pen.place("bucket", node, label, children)
}

fn cards(pen: &Pen) -> Vec<Element> {
    let mut out = Vec::new();
    for node in [Node::Glue, Node::Athena, Node::QuickSight] {
        let Some(area) = pen.layout.areas.get(&node) else { continue };
        let (name, said, class, busy) = match node {
            Node::Glue => glue(pen),
            Node::Athena => athena(pen),
            _ => quicksight(pen),
        };
        let barred = node == Node::QuickSight && !pen.layout.upright && !pen.works.quicksight.spark.is_empty();
        let room = if barred { area.width - 68.0 } else { area.width - 16.0 };
        let card = if busy { "card busy" } else { "card" };
        let mut children = vec![Element::rect(card, area.x, area.y, area.width, area.height, 12.0)];
        children.push(Element::text("nm", area.x + 12.0, area.y + 23.0, name));
        children.push(Element::text(
            class,
            area.x + 12.0,
            area.y + 41.0,
            fit(&said, room, if class.contains("trouble") { 12.2 } else { 10.6 }),
        ));
        match node {
            Node::Athena => children.extend(scan_bar(pen, *area)),
            Node::QuickSight => children.extend(spark_bars(pen, *area)),
            _ => {}
        }
        out.push(pen.place("desk", node, format!("{name}, {said}"), children));
    }
    out
}

fn glue(pen: &Pen) -> (&'static str, String, &'static str, bool) {
    let glue = &pen.works.glue;
    if glue.crawlers.iter().any(|crawler| crawler.state != "READY") {
        return ("Glue", pen.words.say("crawling"), "sm water-text", true);
    }
    if glue.tables == 0 {
        let failed = glue.crawlers.iter().any(|crawler| crawler.last_status.as_deref() == Some("FAILED"));
        return if failed {
            ("Glue", pen.words.say("crawl-failed"), "sm trouble", false)
        } else {
            ("Glue", pen.words.say("no-table"), "sm", false)
        };
    }
    let columns = pen.words.count("columns", u64::from(glue.columns));
    let tables = pen.words.count("tables", u64::from(glue.tables));
    if pen.layout.upright {
        return ("Glue", tables, "sm", false);
    }
    ("Glue", format!("{tables}, {columns}"), "sm", false)
}

fn athena(pen: &Pen) -> (&'static str, String, &'static str, bool) {
    let athena = &pen.works.athena;
    if athena.running > 0 {
        return ("Athena", pen.words.say("running"), "sm water-text", true);
    }
    match athena.last_state.as_deref() {
        None => ("Athena", pen.words.say("no-query"), "sm", false),
        Some("FAILED") => ("Athena", pen.words.say("query-failed"), "sm trouble", false),
        Some(_) => {
            let scanned = format::bytes(athena.last_scanned_bytes, pen.words.separators);
            ("Athena", pen.words.with("scanned", &scanned), "sm", false)
        }
    }
}

fn quicksight(pen: &Pen) -> (&'static str, String, &'static str, bool) {
    let quicksight = &pen.works.quicksight;
    match (&quicksight.error, &quicksight.title) {
        (Some(error), _) => ("QuickSight", error.clone(), "sm trouble", false),
        (None, Some(title)) => ("QuickSight", title.clone(), "sm", false),
        (None, None) => ("QuickSight", pen.words.say("no-visual"), "sm", false),
    }
}

/// How much of its tables the last query read.
fn scan_bar(pen: &Pen, area: Area) -> Vec<Element> {
    let athena = &pen.works.athena;
    if athena.last_table_bytes == 0 || athena.last_state.as_deref() != Some("SUCCEEDED") || pen.layout.upright {
        return Vec::new();
    }
    let share = (athena.last_scanned_bytes as f64 / athena.last_table_bytes as f64).min(1.0);
    let (x, y, width) = (area.right() - 60.0, area.y + 15.0, 46.0);
    vec![
        Element::rect("gauge-bed", x, y, width, 6.0, 3.0),
        Element::rect("gauge", x, y, (width * share).max(3.0), 6.0, 3.0),
    ]
}

fn spark_bars(pen: &Pen, area: Area) -> Vec<Element> {
    let spark = &pen.works.quicksight.spark;
    if spark.is_empty() || pen.layout.upright {
        return Vec::new();
    }
    let (height, bottom) = (28.0, area.bottom() - 11.0);
    let shown = spark.len().min(8);
    let step = (36.0 / shown as f64).min(6.0);
    let left = area.right() - 13.0 - step * shown as f64;
    let bars = spark.iter().take(shown).enumerate().map(|(index, value)| {
        let tall = (height * value.clamp(0.0, 1.0)).max(1.5);
        Element::rect("bar", left + step * index as f64, bottom - tall, (step - 2.0).max(1.0), tall, 1.0)
    });
    bars.collect()
}

fn search(pen: &Pen, domain: &Domain, area: Area, node: Node) -> Element {
    let documents: u64 = domain.indices.iter().map(|index| index.documents).sum();
    let said = if domain.status == "Active" {
        pen.words.count("documents", documents)
    } else {
        pen.words.say("domain-processing")
    };
    let fresh = pen.screen_seconds_since(domain.last_indexed_us).is_some_and(|s| s < 0.7);
    let card = if fresh { "card fresh" } else { "card" };
    let mut children = vec![Element::rect(card, area.x, area.y, area.width, area.height, 12.0)];
    let (x, y) = (area.x + 14.0, area.y);
    children.push(Element::text("sm", x, y + 22.0, "OpenSearch"));
    children.push(Element::text("nm", x, y + 40.0, fit(&domain.name, area.width - 28.0, 13.0)));
    children.push(Element::text("mono", x, y + 60.0, said.clone()));
    let slot = if pen.layout.upright {
        Area::new(area.x + 12.0, area.bottom() - 44.0, area.width - 24.0, 32.0)
    } else {
        Area::new(area.right() - 172.0, area.middle().y - 17.0, 156.0, 34.0)
    };
    children.push(Element::rect("slot", slot.x, slot.y, slot.width, slot.height, 9.0));
    let lens = format!("M{} {}l5 5", number(slot.x + 18.5), number(slot.y + slot.height / 2.0 + 2.5));
    children.push(Element::circle("lens", slot.x + 15.0, slot.y + slot.height / 2.0 - 1.0, 4.6));
    children.push(Element::path("lens", lens));
    let hint = fit(&pen.words.say("search-hint"), slot.width - 42.0, 10.6);
    children.push(Element::text("sm", slot.x + 31.0, slot.y + slot.height / 2.0 + 4.0, hint));
    pen.place("search", node, format!("OpenSearch {}, {said}", domain.name), children)
}
