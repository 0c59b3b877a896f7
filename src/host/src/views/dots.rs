//! Moving records: each dot is one real record, drawn for N. Which ones are
//! drawn depends on the state alone, so scrubbing shows the same ones again.

use crate::Host;
use crate::follow::record_view_of;
use api::RecordId;
use protocol::{Dot, Edge, Node};
use sim::{Time, World};

/// Dots at most.
const DOTS_MAX: u64 = 160;
/// Dots of one edge at most.
const EDGE_DOTS_MAX: u64 = 60;
/// How long a dot is on its edge, in seconds of screen time.
const CROSSING_S: f64 = 1.2;

/// The dots, and how many records one of them stands for.
pub(super) fn dots(host: &Host, edges: &[Edge]) -> (Vec<Dot>, u64) {
    let account = host.run.present();
    let now = account.now();
    let window_us = (CROSSING_S * 1e6 * host.pace.speed()) as u64;
    let since = Time(now.0.saturating_sub(window_us));
    let mut dots = Vec::new();
    let mut per_dot = 1;
    let push = |dots: &mut Vec<Dot>, edge: usize, id: &RecordId, at_us: u64, hot: bool| {
        let lit = host.followed.lights(id);
        dots.push(Dot { record: record_view_of(account, id), edge: edge as u32, at_us, hot, lit });
    };
    for (index, edge) in edges.iter().enumerate() {
        match (&edge.from, &edge.to) {
            (Node::Producer(_), Node::Stream(stream)) => {
                let recent = account.kinesis().recent(stream, since, EDGE_DOTS_MAX);
                per_dot = per_dot.max(recent.every);
                for (id, at) in &recent.records {
                    let shard = account.kinesis().shard_of(&id.source);
                    let hot = shard.and_then(kinesis::Shard::last_throttled).is_some_and(|at| now - at < 1_000_000);
                    push(&mut dots, index, id, at.0, hot);
                }
            }
            (Node::Stream(_), Node::Delivery(name)) => hops(host, name, false, since, per_dot, |id, at_us| {
                push(&mut dots, index, &id, at_us, false);
            }),
            (Node::Delivery(name), _) => hops(host, name, true, since, per_dot.saturating_mul(8), |id, at_us| {
                push(&mut dots, index, &id, at_us, false);
            }),
            _ => {}
        }
    }
    dots.truncate(DOTS_MAX as usize);
    (dots, per_dot)
}

/// The drawn records among those that a delivery stream took in, or delivered, since then.
fn hops(host: &Host, name: &str, is_delivery: bool, since: Time, every: u64, mut push: impl FnMut(RecordId, u64)) {
    let hops = host.run.present().firehose().hops().rev().take_while(|hop| hop.arrived_us >= since.0);
    let mut left = EDGE_DOTS_MAX;
    for hop in hops.filter(|hop| *hop.delivery_stream == *name && hop.is_delivery == is_delivery) {
        let mut number = hop.first.next_multiple_of(every);
        while number < hop.first + hop.count && left > 0 {
            push(RecordId { source: (*hop.source).clone(), number }, hop.arrived_us);
            number += every;
            left -= 1;
        }
    }
}
