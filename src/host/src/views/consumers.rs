//! Consumers: what the diagram shows of each, and one in detail.

use super::streams::now;
use crate::Host;
use crate::follow::record_view_of;
use clients::{Checkpoint, ConsumerSource, ConsumerView, LeaseState, Turn, What};
use protocol::{
    CallError, Consumer, ConsumerDetail, Edge, EdgeState, HandledRow, Health, Lease, Node, RecordId, Worker,
};

/// The place that a consumer reads from.
pub(super) fn source(consumer: &ConsumerView) -> Node {
    match &consumer.settings.source {
        ConsumerSource::Stream(name) => Node::Stream(name.to_string()),
        ConsumerSource::Queue(name) => Node::Queue(name.to_string()),
    }
}

/// A consumer, as the diagram shows it.
pub(super) fn consumer_view(consumer: &ConsumerView) -> Consumer {
    let settings = &consumer.settings;
    Consumer {
        name: consumer.name.to_string(),
        source: Some(source(consumer)),
        reading: settings.reading.name().into(),
        start: settings.start.name().into(),
        workers: consumer
            .workers
            .iter()
            .map(|worker| Worker {
                number: worker.number,
                health: match worker.health {
                    clients::Health::Running => Health::Running,
                    clients::Health::Slow => Health::Slow,
                    clients::Health::Dead => Health::Dead,
                },
                leases: worker.leases,
                handled: worker.handled,
                in_hand: worker.in_hand,
            })
            .collect(),
        work_us: settings.work_us,
        batch: settings.batch,
        idle_us: settings.idle_us,
        checkpoint_us: settings.checkpoint_us,
        failover_us: settings.failover_us,
        running: settings.running,
        handled: consumer.handled,
        duplicates: consumer.duplicates,
        replayed: consumer.replayed,
        rate: consumer.rate as f64,
        // The second that runs is not over: it would always look like a fall.
        spark: consumer.spark.iter().rev().skip(1).rev().map(|count| *count as f64).collect(),
        latency_us: consumer.latency_us,
        behind_us: consumer.behind_us,
        reads: consumer.calls.full,
        reads_empty: consumer.calls.empty,
        reads_throttled: consumer.calls.throttled,
        error: consumer.error.as_ref().map(|error| error.code.to_string()),
        last_error_us: consumer.last_error.map(|at| at.0),
    }
}

/// From where it reads to a consumer.
pub(super) fn edge(consumer: &Consumer) -> Option<Edge> {
    let state = match consumer.error.as_deref() {
        None => EdgeState::Ok,
        Some(error) if error.starts_with("AccessDenied") => EdgeState::Denied,
        Some("ProvisionedThroughputExceededException") => EdgeState::Throttled,
        Some(_) => EdgeState::Failed,
    };
    Some(Edge {
        from: consumer.source.clone()?,
        to: Node::Consumer(consumer.name.clone()),
        records_per_s: consumer.rate,
        bytes_per_s: 0.0,
        fill: if state == EdgeState::Ok { 0.0 } else { 1.0 },
        state,
        last_trouble_us: consumer.last_error_us,
    })
}

impl Host {
    pub(super) fn consumer_detail(&self, name: &str) -> ConsumerDetail {
        let account = self.run.present();
        let all = account.clients().consumers(now(self));
        let Some(consumer) = all.iter().find(|consumer| &*consumer.name == name) else {
            return ConsumerDetail { name: name.into(), ..ConsumerDetail::default() };
        };
        let leases = consumer.leases.iter().map(|lease| Lease {
            shard: lease.shard.clone(),
            owner: lease.owner,
            state: match lease.state {
                LeaseState::Free => "free",
                LeaseState::Waiting => "waiting",
                LeaseState::Reading => "reading",
                LeaseState::Ended => "ended",
            }
            .into(),
            checkpoint: match &lease.checkpoint {
                Checkpoint::TrimHorizon => "TRIM_HORIZON".into(),
                Checkpoint::Latest => "LATEST".into(),
                Checkpoint::At(sequence) => sequence.clone(),
                Checkpoint::ShardEnd => "SHARD_END".into(),
            },
            behind_us: lease.behind_us,
            handled: lease.handled,
            switches: lease.switches,
        });
        let recent = consumer.recent.iter().rev().map(|handled| {
            let (record, id) = match &handled.what {
                What::Record(id) => {
                    let record = record_view_of(account, id);
                    let id = match &record {
                        RecordId::Stream { sequence, .. } => sequence.clone(),
                        RecordId::Direct { id, .. } => id.clone(),
                    };
                    (Some(record), id)
                }
                What::Message(id) => (None, id.to_string()),
            };
            let turn = match handled.turn {
                Turn::First => "first",
                Turn::Again => "again",
                Turn::Replayed => "replayed",
            };
            HandledRow { record, id, at_us: handled.at.0, worker: handled.worker, turn: turn.into() }
        });
        let error = consumer.error.as_ref();
        ConsumerDetail {
            name: name.into(),
            leases: leases.collect(),
            recent: recent.collect(),
            error: error.map(|error| CallError { name: error.code.to_string(), message: error.message.clone() }),
        }
    }
}
