//! Queues and consumers. A queue is a basin with three chambers; a consumer is a station with its workers.

use crate::format;
use crate::geometry::Area;
use crate::parts::{Pen, fit};
use crate::scene::{Element, number};
use crate::yard::is_dead_letter;
use protocol::{Consumer, Health, Node, Queue, Worker};

/// Workers that are drawn.
const WORKERS_MAX: usize = 10;
/// Behind by more than this is told in the drawing.
const BEHIND_US: u64 = 5_000_000;

/// All of them.
pub fn all(pen: &Pen) -> Vec<Element> {
    let mut out = Vec::new();
    for queue in &pen.works.queues {
        let node = Node::Queue(queue.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(if area.height < 60.0 { drain(pen, queue, *area, node) } else { basin(pen, queue, *area, node) });
        }
    }
    for consumer in &pen.works.consumers {
        let node = Node::Consumer(consumer.name.clone());
        if let Some(area) = pen.layout.areas.get(&node) {
            out.push(station(pen, consumer, *area, node));
        }
    }
    out
}

fn whole(pen: &Pen, n: u64) -> String {
    format::whole(n, pen.words.separators)
}

fn chambers(queue: &Queue) -> [(u64, &'static str); 3] {
    [(queue.visible, "visible"), (queue.in_flight, "in-flight"), (queue.delayed, "delayed")]
}

/// What a queue holds, in words.
pub fn holds(pen: &Pen, queue: &Queue) -> String {
    let all = chambers(queue).map(|(count, name)| format!("{} {}", whole(pen, count), pen.words.say(name)));
    all.join(", ")
}

/// Three chambers: what may be taken, what has been taken and not finished, what is not yet to be had.
fn basin(pen: &Pen, queue: &Queue, area: Area, node: Node) -> Element {
    let mut children = vec![Element::rect("card", area.x, area.y, area.width, area.height, 12.0)];
    let kind = if queue.fifo { "SQS · FIFO" } else { "SQS" };
    let wide = area.width > 190.0;
    children.push(Element::text("nm", area.x + 12.0, area.y + 20.0, fit(&queue.name, area.width - 80.0, 13.0)));
    children.push(Element::text_end("sm", area.right() - 12.0, area.y + 20.0, if wide { kind } else { "SQS" }));
    let inner = Area::new(area.x + 10.0, area.y + 29.0, area.width - 20.0, 24.0);
    let each = (inner.width - 8.0) / 3.0;
    for (index, (count, name)) in chambers(queue).into_iter().enumerate() {
        let x = inner.x + (each + 4.0) * index as f64;
        children.push(Element::rect("chamber", x, inner.y, each, inner.height, 4.0));
        if count > 0 {
            // Queues hold one message or a hundred thousand: each tenfold is a quarter of the height.
            let level = ((1.0 + count as f64).log10() / 4.0).clamp(0.12, 1.0) * inner.height;
            let class = format!("level {name}");
            children.push(Element::rect(class, x, inner.bottom() - level, each, level, 4.0));
        }
        let middle = x + each / 2.0;
        children.push(Element::text_middle("mono strong", middle, inner.y + 16.0, whole(pen, count)));
        let label = fit(&pen.words.say(name), each + 6.0, 10.2);
        children.push(Element::text_middle("sm", middle, area.bottom() - 9.0, label));
    }
    pen.place("queue", node, format!("SQS {}, {}", queue.name, holds(pen, queue)), children)
}

/// A dead-letter queue, hanging under the one that it serves; any other low card too.
fn drain(pen: &Pen, queue: &Queue, area: Area, node: Node) -> Element {
    let held = queue.visible + queue.in_flight + queue.delayed;
    let trouble = held > 0 && is_dead_letter(pen.works, queue);
    let middle = area.middle().y + 4.0;
    let count = whole(pen, held);
    let children = vec![
        Element::rect(if trouble { "card dead" } else { "card" }, area.x, area.y, area.width, area.height, 10.0),
        Element::text("sm", area.x + 12.0, middle, fit(&queue.name, area.width - 90.0, 11.0)),
        Element::text_end("sm", area.right() - 34.0, middle, "DLQ"),
        Element::text_end(if trouble { "mono trouble" } else { "mono" }, area.right() - 12.0, middle, count),
    ];
    let label = format!("{} {}, {}", pen.words.say("dead-letters"), queue.name, holds(pen, queue));
    pen.place("queue", node, label, children)
}

fn station(pen: &Pen, consumer: &Consumer, area: Area, node: Node) -> Element {
    let trouble = consumer.error.is_some();
    let is_queue = matches!(consumer.source, Some(Node::Queue(_)));
    let key = if is_queue { "rate-messages" } else { "rate" };
    let rate = pen.words.with(key, &format::short(consumer.rate, pen.words.separators));
    let said = match (&consumer.error, consumer.behind_us) {
        (Some(error), _) => Some((error.clone(), true)),
        (None, behind) if behind > BEHIND_US => {
            Some((pen.words.with("behind", &format::span(behind, pen.words.separators)), true))
        }
        (None, _) if consumer.duplicates > 0 => Some((pen.words.count("again", consumer.duplicates), false)),
        (None, _) => None,
    };
    let class = if consumer.running { "card" } else { "card stopped" };
    let mut children = vec![Element::rect(class, area.x, area.y, area.width, area.height, 12.0)];
    let (x, right) = (area.x + 13.0, area.right() - 13.0);
    let rated = if trouble { "mono trouble" } else { "mono strong" };
    let two = area.height >= 44.0;
    let middle = area.middle().y;
    let (name_y, worker_y) = if two { (middle - 4.0, middle + 13.0) } else { (middle + 4.0, middle) };
    children.push(Element::text(
        "nm",
        x,
        name_y,
        fit(&consumer.name, if two { area.width - 110.0 } else { 140.0 }, 13.0),
    ));
    children.push(Element::text_end(rated, right, name_y, rate.clone()));
    let workers_x = if two { x + 5.0 } else { x + 160.0 };
    children.extend(workers(&consumer.workers, workers_x, worker_y));
    let taken = consumer.workers.len().min(WORKERS_MAX) as f64 * 15.0;
    if let Some((text, bad)) = said {
        let room = if two { area.width - 50.0 - taken } else { right - 90.0 - workers_x - taken };
        let at = if two { right } else { right - 80.0 };
        let class = if bad { "sm trouble" } else { "sm" };
        children.push(Element::text_end(class, at, worker_y + 4.0, fit(&text, room, 11.0)));
    } else if consumer.reading == "fan-out" {
        let at = if two { right } else { right - 80.0 };
        children.push(Element::text_end("sm", at, worker_y + 4.0, "fan-out"));
    }
    let well = consumer.workers.iter().filter(|worker| worker.health != Health::Dead).count();
    let alive = pen.words.count("workers", well as u64);
    let label = format!("{} {}, {rate}, {alive}", pen.words.say("consumer"), consumer.name);
    pen.place("station", node, label, children)
}

/// One sign for each worker: full while it has something to do, an outline while it has not, a lesser one when it is slow, crossed out
/// when it is dead.
pub fn workers(workers: &[Worker], x: f64, y: f64) -> Vec<Element> {
    let mut out = Vec::new();
    for (index, worker) in workers.iter().take(WORKERS_MAX).enumerate() {
        let x = x + 15.0 * index as f64;
        let busy = worker.leases > 0 || worker.in_hand > 0;
        match worker.health {
            Health::Dead => {
                out.push(Element::circle("worker dead", x, y, 5.0));
                let d = format!("M{} {}l8 8m0 -8l-8 8", number(x - 4.0), number(y - 4.0));
                out.push(Element::path("worker-cross", d));
            }
            Health::Slow => {
                out.push(Element::circle("worker", x, y, 5.0));
                out.push(Element::circle("worker-core", x, y, 2.2));
            }
            Health::Running => out.push(Element::circle(if busy { "worker busy" } else { "worker" }, x, y, 5.0)),
        }
    }
    out
}
