//! Where queues and consumers stand. Beside the streams where there is nothing else downstream of them; in a yard below the pipeline where
//! there is, so that a pipeline without any looks as it always did.

use crate::geometry::{Area, Point};
use crate::layout::Layout;
use protocol::{Node, Queue, Works};

/// A queue's card, and the one of a dead-letter queue that hangs under it.
const QUEUE: f64 = 76.0;
const DEAD: f64 = 36.0;
const FALL: f64 = 16.0;
const GAP: f64 = 14.0;
const QUEUES_MAX: usize = 3;
const CONSUMERS_MAX: usize = 6;

/// Whether there are any.
pub fn is_needed(works: &Works) -> bool {
    !works.queues.is_empty() || !works.consumers.is_empty()
}

/// Producers from top to bottom (or left to right): those that send to queues last, so that their ways do not cross the others'.
pub fn producers(works: &Works) -> Vec<Node> {
    let to_queue = |producer: &&protocol::Producer| matches!(producer.target, Some(Node::Queue(_)));
    let (last, first): (Vec<_>, Vec<_>) = works.producers.iter().partition(to_queue);
    first.into_iter().chain(last).map(|producer| Node::Producer(producer.name.clone())).collect()
}

/// Whether nothing but them, and applications, takes what flows.
pub fn is_alone(works: &Works) -> bool {
    let lake = works.buckets.iter().any(|bucket| bucket.drawn);
    (is_needed(works) || !works.applications.is_empty())
        && works.deliveries.is_empty()
        && works.domains.is_empty()
        && !lake
}

/// Whether some queue's dead letters come here.
pub fn is_dead_letter(works: &Works, queue: &Queue) -> bool {
    works.queues.iter().any(|other| other.name != queue.name && other.dead_letter.as_ref() == Some(&queue.name))
}

/// Queues one under another from `at` on, each with its dead-letter queue under it. Gives where the last one ends.
pub fn queues(layout: &mut Layout, works: &Works, at: Point, width: f64) -> f64 {
    let fathers: Vec<_> = works.queues.iter().filter(|queue| !is_dead_letter(works, queue)).collect();
    // Queues that give their dead letters to each other have no first one.
    let fathers = if fathers.is_empty() { works.queues.iter().collect() } else { fathers };
    let mut y = at.y;
    for queue in fathers.iter().take(QUEUES_MAX) {
        if y > at.y {
            y += GAP;
        }
        layout.areas.insert(Node::Queue(queue.name.clone()), Area::new(at.x, y, width, QUEUE));
        y += QUEUE;
        let dead = queue.dead_letter.as_ref().map(|name| Node::Queue(name.clone()));
        let known = works.queues.iter().any(|other| dead == Some(Node::Queue(other.name.clone())));
        if let Some(dead) = dead.filter(|dead| known && !layout.areas.contains_key(dead)) {
            // In an upright drawing the way to the consumers leads past it.
            let narrower = if layout.upright { 34.0 } else { 0.0 };
            layout.areas.insert(dead, Area::new(at.x, y + FALL, width - narrower, DEAD));
            y += FALL + DEAD;
        }
    }
    let left = works.queues.iter().filter(|queue| !layout.areas.contains_key(&Node::Queue(queue.name.clone()))).count();
    if left > 0 {
        y += 16.0;
        layout.more.push((left as u64, Point { x: at.x, y }));
    }
    y
}

/// The consumers that are drawn, and how many are not: those of streams first, so that their ways do not cross those of queues.
pub fn consumers(works: &Works) -> (Vec<Node>, usize) {
    let (streams, queues): (Vec<_>, Vec<_>) =
        works.consumers.iter().partition(|consumer| matches!(consumer.source, Some(Node::Stream(_))));
    let all: Vec<_> = streams.into_iter().chain(queues).map(|it| Node::Consumer(it.name.clone())).collect();
    let left = all.len().saturating_sub(CONSUMERS_MAX);
    (all.into_iter().take(CONSUMERS_MAX).collect(), left)
}

/// Stations one under another in `area`, none taller than `tallest`, around its middle. Gives where the last one ends.
pub fn stations(layout: &mut Layout, works: &Works, area: Area, tallest: f64) -> f64 {
    let (nodes, left) = consumers(works);
    let shares = crate::layout::share(nodes.len(), area.height, 10.0, tallest);
    let mut end = area.y;
    for (node, (offset, height)) in nodes.into_iter().zip(shares) {
        end = area.y + offset + height;
        layout.areas.insert(node, Area::new(area.x, area.y + offset, area.width, height));
    }
    if left > 0 {
        end += 16.0;
        layout.more.push((left as u64, Point { x: area.x, y: end }));
    }
    end
}

/// How tall queues and stations are where they stand one under another.
pub fn heights(works: &Works, station: f64) -> (f64, f64) {
    let mut probe = Layout::default();
    let queues = queues(&mut probe, works, Point::default(), 1.0);
    let (shown, left) = consumers(works);
    let stations = shown.len() as f64 * (station + 10.0) + if left > 0 { 16.0 } else { 0.0 };
    (queues, stations)
}
