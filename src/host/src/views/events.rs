//! The event log in words: which message, which arguments, whether it is
//! interesting. A note of the kind `KIND` is the message `event-KIND`.

use crate::Host;
use crate::follow::record_view_of;
use account::NoteEntry;
use protocol::{Arg, EVENT_KEYS, Event, Events, Said, Severity};

/// Events of a page.
const PAGE: usize = 100;

/// Kinds that 'next interesting event' stops at although nothing went wrong.
const INTERESTING: &[&str] = &[
    "athena-query-finished",
    "clients-lap",
    "firehose-delivered",
    "glue-crawl-finished",
    "kinesis-resharded",
    "kinesis-scaled",
    "kinesis-stream-active",
    "kinesisanalytics-running",
    "opensearch-domain-active",
    "quicksight-refreshed",
];

/// Whether 'next interesting event' stops here.
pub(crate) fn is_interesting(entry: &NoteEntry) -> bool {
    entry.note.severity > service::Severity::Info || INTERESTING.contains(&entry.note.kind)
}

/// The message of a kind of note and the names of its arguments; `None` if the page has no words for it.
pub fn words_of(kind: &str) -> Option<&'static (&'static str, &'static [&'static str])> {
    EVENT_KEYS.iter().find(|(key, _)| key.strip_prefix("event-") == Some(kind))
}

/// A note in words.
pub(crate) fn said(entry: &NoteEntry) -> Said {
    let mut said = Said::new(format!("event-{}", entry.note.kind));
    for (name, value) in &entry.note.args {
        said.args.push(((*name).to_owned(), argument(name, value)));
    }
    said
}

fn argument(name: &str, value: &str) -> Arg {
    let number = || value.parse::<f64>().ok();
    match name {
        "bytes" | "scanned" => value.parse().map_or_else(|_| Arg::Text(value.into()), Arg::Bytes),
        name if name.ends_with("_us") => value.parse().map_or_else(|_| Arg::Text(value.into()), Arg::Us),
        // Names of things may look like numbers and are none.
        "key" | "bucket" | "consumer" | "stream" | "shard" | "query" | "table" | "name" | "producer"
        | "delivery_stream" | "queue" | "target" | "application" | "snapshot" => Arg::Text(value.into()),
        _ => number().map_or_else(|| Arg::Text(value.into()), Arg::Number),
    }
}

impl Host {
    pub(super) fn events_view(&self, from: u64, interesting_only: bool) -> Events {
        let account = self.run.present();
        let all: Vec<_> =
            account.notes().iter().filter(|(_, entry)| !interesting_only || is_interesting(entry)).collect();
        let page = all.iter().rev().skip(from as usize).take(PAGE);
        let events = page.map(|(sequence, entry)| {
            let record = entry.note.args.iter().find(|(name, _)| *name == "record");
            let record = record.and_then(|(_, text)| api::RecordId::parse(text));
            Event {
                sequence: *sequence,
                at_us: entry.at.0,
                service: entry.service.into(),
                severity: match entry.note.severity {
                    service::Severity::Info => Severity::Info,
                    service::Severity::Warning => Severity::Warning,
                    service::Severity::Error => Severity::Error,
                },
                said: said(entry),
                interesting: is_interesting(entry),
                record: record.map(|id| record_view_of(account, &id)),
            }
        });
        Events { events: events.collect(), from, total: all.len() as u64 }
    }
}
