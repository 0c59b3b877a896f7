//! One console for each service, in its console's words, and the ledgers that
//! belong to all of them. Each reads its view and makes calls; none keeps truth.

mod analysis;
mod analytics;
mod buffers;
mod catalog;
mod chart_this;
mod column;
mod consumer_new;
mod consumers;
mod contrast;
mod dashboard;
mod delivery;
mod discover;
mod firehose;
mod followed;
mod grid;
mod history;
mod iam;
mod kinesis;
mod lateness;
mod ledger;
mod objects;
mod parts;
mod payload;
mod producers;
mod query;
mod queue_edit;
mod queue_messages;
mod queue_redrive;
mod queues;
mod result;
mod shards;
mod streams;
mod tabs;
mod tags;
mod trail;

pub use analytics::{AnalyticsProps, analytics};
pub use buffers::{BuffersProps, buffers};
pub use catalog::{CatalogProps, catalog};
pub use consumers::{ConsumersProps, consumers};
pub use contrast::{ContrastProps, contrast};
pub use dashboard::{DashboardProps, dashboard};
pub use delivery::{DeliveriesProps, deliveries};
pub use discover::{DiscoverProps, discover};
pub use firehose::PART as FIREHOSE_PART;
pub use followed::{FollowedProps, followed};
pub use iam::{IamProps, iam};
pub use lateness::{LatenessProps, lateness};
pub use ledger::{BillProps, EventsProps, LawsProps, MetricsProps, bill, events, laws, measured, metrics};
pub use objects::{ObjectsProps, objects};
pub use producers::{ProducersProps, producers};
pub use query::{QueryProps, query};
pub use queues::{QueuesProps, queues};
pub use shards::{ShardsProps, shards};
pub use streams::{ViewerProps, records};
pub use trail::{TrailProps, trail};

use crate::context::App;
use crate::state::Action;
use protocol::{Clock, ToWorker};
use serde_json::Value;

/// The default account's number, for ARNs and for what QuickSight asks for.
pub const ACCOUNT: &str = "111122223333";

/// An instant of the run, as the clock on the wall.
pub fn at(app: &App, clock: &Clock, us: u64) -> String {
    app.strings.time_ms(clock.start_epoch_ms + us / 1_000)
}

/// A file of the reader's own becomes a source of records.
pub fn take_file(app: &App, file: &web_sys::File) {
    let (app, file) = (app.clone(), file.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let name = file.name();
        let Ok(bytes) = crate::header::read(&file).await else {
            app.act(Action::Error { title: name, text: app.t("file-unreadable") });
            return;
        };
        let (said, sent) = (app.clone(), name.clone());
        app.ask_with(
            |id| ToWorker::Input { id, name: sent },
            bytes.into(),
            move |answer| {
                let records = answer.get("records").and_then(Value::as_u64).unwrap_or(0);
                let problems = answer.get("problems").and_then(Value::as_array).cloned().unwrap_or_default();
                let mut text = said.strings.n("file-taken", records);
                for problem in problems.iter().take(3) {
                    let message = problem.get("message").and_then(Value::as_str).unwrap_or_default();
                    let line = problem.get("line").and_then(Value::as_u64).unwrap_or(0);
                    text.push_str(&format!(" · {}: {message}", said.strings.x("line", said.strings.whole(line))));
                }
                let source =
                    answer.get("source").and_then(Value::as_str).map_or_else(|| format!("file:{name}"), str::to_owned);
                said.note(name, text);
                said.act(Action::Input(source));
                said.open(crate::state::Tab::Producers);
            },
        );
    });
}

/// An ARN in the default account and region.
pub fn arn(service: &str, resource: &str) -> String {
    match service {
        "s3" => format!("arn:aws:s3:::{resource}"),
        "iam" => format!("arn:aws:iam::{ACCOUNT}:{resource}"),
        service => format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}"),
    }
}

/// A queue's address.
pub fn queue_url(name: &str) -> String {
    format!("https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{name}")
}
