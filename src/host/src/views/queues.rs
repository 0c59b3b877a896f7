//! Queues: what the diagram shows of each, and one in detail. Looking is no receive.

use super::storage::shortened;
use crate::Host;
use account::Account;
use protocol::{Edge, EdgeState, MessagePlace, MessageRow, MoveTask, Node, Queue, QueueDetail};
use serde_json::json;
use sim::Time;
use sqs::Place;

/// Messages of a page.
const MESSAGES_MAX: usize = 50;
/// A body is shortened to this many bytes.
const BODY_BYTES_MAX: usize = 2 * 1024;
/// Dead letters make an edge flow for this long.
const LATELY_US: u64 = 1_000_000;

/// All queues, as the diagram shows them.
pub(super) fn queues(account: &Account, now: Time) -> Vec<Queue> {
    account.sqs().queues().map(|queue| queue_view(queue, now)).collect()
}

fn queue_view(queue: &sqs::Queue, now: Time) -> Queue {
    let (settings, counts) = (queue.settings(), queue.counts());
    Queue {
        name: queue.name().into(),
        fifo: settings.fifo,
        visible: queue.visible(),
        in_flight: queue.in_flight(),
        delayed: queue.delayed(),
        oldest_age_us: queue.oldest_age_us(now),
        dead_letter: settings.redrive.as_ref().map(|redrive| redrive.target.to_string()),
        receives_max: settings.redrive.as_ref().map(|redrive| redrive.receives_max),
        sent: counts.sent,
        received: counts.received,
        deleted: counts.deleted,
        dead: counts.dead,
        waiting: queue.waiting(),
    }
}

/// From each queue to the one that its dead letters go to. They flow while some have just gone.
pub(super) fn dead_letter_edges(queues: &[Queue], account: &Account, now: Time) -> Vec<Edge> {
    let given_up = |name: &str| -> u64 {
        let lately = account.notes().iter().rev().take_while(|(_, entry)| entry.at.0 + LATELY_US > now.0);
        let own = lately.filter(|(_, entry)| {
            entry.note.kind == "sqs-dead-lettered" && argument(&entry.note, "queue").is_some_and(|queue| queue == name)
        });
        own.filter_map(|(_, entry)| argument(&entry.note, "messages")?.parse::<u64>().ok()).sum()
    };
    let edge = |queue: &Queue| {
        let dead = given_up(&queue.name);
        Some(Edge {
            from: Node::Queue(queue.name.clone()),
            to: Node::Queue(queue.dead_letter.clone()?),
            records_per_s: dead as f64,
            bytes_per_s: 0.0,
            fill: 0.0,
            state: if dead > 0 { EdgeState::Throttled } else { EdgeState::Ok },
            last_trouble_us: (dead > 0).then_some(now.0),
        })
    };
    queues.iter().filter_map(edge).collect()
}

fn argument<'a>(note: &'a service::Note, wanted: &str) -> Option<&'a str> {
    note.args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
}

impl Host {
    pub(super) fn queue_view(&self, name: &str, from: u64) -> QueueDetail {
        let account = self.run.present();
        let mut view = QueueDetail { name: name.into(), from, ..QueueDetail::default() };
        let Some(queue) = account.sqs().queue(name) else { return view };
        let url = format!("https://sqs.{}.amazonaws.com/{}/{name}", api::REGION, api::ACCOUNT_ID);
        view.cli = [
            api::command_line("SQS.GetQueueAttributes", &json!({ "QueueUrl": url, "AttributeNames": ["All"] })),
            api::command_line(
                "SQS.ReceiveMessage",
                &json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 20 }),
            ),
        ]
        .into();
        view.url = url;
        view.arn = queue.arn();
        view.created_us = queue.created().0;
        view.attributes = queue.attributes().into_iter().filter(|(name, _)| is_setting(name)).collect();
        view.tags = queue.tags().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        view.counts = counts(queue.counts());
        view.groups = queue.groups();
        view.sources = account.sqs().dead_letter_sources(name).map(|name| name.to_string()).collect();
        let mut seen = queue.look(from, MESSAGES_MAX + 1);
        view.more = seen.len() > MESSAGES_MAX;
        seen.truncate(MESSAGES_MAX);
        let delay_us = queue.settings().fifo.then(|| queue.settings().delay_s * 1_000_000);
        view.messages = seen.into_iter().map(|message| row(message, delay_us)).collect();
        let since_start = |ms: u64| ms.saturating_sub(account.start_epoch_ms()) * 1_000;
        view.tasks = queue
            .move_tasks()
            .into_iter()
            .map(|task| MoveTask {
                handle: task.task_handle.unwrap_or_default(),
                status: task.status,
                destination: task.destination_arn.and_then(|arn| Some(arn.rsplit(':').next()?.to_owned())),
                per_s_max: task.max_number_of_messages_per_second.map(i64::unsigned_abs),
                moved: task.approximate_number_of_messages_moved,
                to_move: task.approximate_number_of_messages_to_move.unwrap_or_default(),
                failure: task.failure_reason,
                started_us: since_start(task.started_timestamp),
            })
            .collect();
        view
    }
}

/// What somebody has set; not what the queue says of itself, which the diagram's view has.
fn is_setting(name: &str) -> bool {
    !name.starts_with("Approximate") && !matches!(name, "QueueArn" | "CreatedTimestamp" | "LastModifiedTimestamp")
}

/// By CloudWatch's names where it has one.
fn counts(counts: &sqs::Counts) -> Vec<(String, u64)> {
    [
        ("NumberOfMessagesSent", counts.sent),
        ("NumberOfMessagesReceived", counts.received),
        ("NumberOfEmptyReceives", counts.empty_receives),
        ("NumberOfMessagesDeleted", counts.deleted),
        ("NumberOfDeduplicatedSentMessages", counts.deduplicated),
        ("dead", counts.dead),
        ("moved-in", counts.moved_in),
        ("moved-out", counts.moved_out),
        ("expired", counts.expired),
        ("purged", counts.purged),
        ("duplicated", counts.duplicated),
        ("refused", counts.throttled),
    ]
    .map(|(name, count)| (name.to_owned(), count))
    .into()
}

/// `delay_us` is a FIFO queue's delay, which rules all its messages.
fn row(message: sqs::Seen, delay_us: Option<u64>) -> MessageRow {
    let (place, until_us) = match message.place {
        Place::Visible => (MessagePlace::Visible, None),
        Place::InFlight { until_us, .. } => (MessagePlace::InFlight, Some(until_us)),
        Place::Delayed { key_us } => (MessagePlace::Delayed, Some(key_us + delay_us.unwrap_or(0))),
    };
    MessageRow {
        number: message.number,
        id: message.id,
        bytes: message.body.len(),
        body: shortened(message.body.as_str(), BODY_BYTES_MAX),
        group: message.group.map(|group| group.to_string()),
        place,
        until_us,
        receives: message.receives,
        since_us: message.since.0,
        dead_from: message.dead_from.map(|name| name.to_string()),
    }
}
