//! Viewports: which part of the account the page shows, a page at a time.

use crate::{
    ApplicationDetail, Bill, Buffers, Catalog, ConsumerDetail, Contrast, Dashboard, DeliveryDetail, Discover, Events,
    Grid, Hashes, Iam, Lateness, Law, Metrics, Objects, Queries, QueueDetail, Records, Trace, Trail,
};
use serde::{Deserialize, Serialize};

/// What the page wants to see. At most one of each kind at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Viewport {
    /// The data viewer. It reads without `GetRecords`, so it costs nothing and counts against no limit.
    Records {
        /// The stream.
        stream: String,
        /// The shard.
        shard: String,
        /// Where to begin.
        from: StartingPosition,
    },
    /// A bucket's folder, and one object's head.
    Objects {
        /// The bucket.
        bucket: String,
        /// The prefix, up to and including a `/`; empty is the root.
        prefix: String,
        /// The first object shown, from 0.
        from: u64,
        /// The key of the object to show lines of.
        preview: Option<String>,
        /// The first line shown of it, from 0.
        preview_line: u64,
    },
    /// The catalog, with the columns and partitions of one table.
    Catalog {
        /// Database and table.
        table: Option<(String, String)>,
    },
    /// The query history, and a page of one result.
    Queries {
        /// The query execution's id.
        selected: Option<String>,
        /// The first row shown, from 0; 100 rows are shown.
        from: u64,
        /// How it is ordered and filtered.
        grid: Grid,
    },
    /// An analysis with its visuals' data.
    Dashboard {
        /// The analysis' id; `None` takes the first.
        analysis: Option<String>,
    },
    /// A domain's indices and their fields. Searches go by `OpenSearch.Http`.
    Discover {
        /// The domain; `None` takes the first.
        domain: Option<String>,
    },
    /// A Firehose stream's last deliveries.
    Delivery {
        /// Its name.
        name: String,
    },
    /// CloudTrail's list, newest first.
    Trail {
        /// The first entry shown, counted from the newest.
        from: u64,
        /// Only those with an error.
        errors_only: bool,
        /// Data events too (the last 1,000).
        data_events: bool,
    },
    /// The event log, newest first.
    Events {
        /// The first event shown, counted from the newest.
        from: u64,
        /// Only the interesting ones.
        interesting_only: bool,
    },
    /// CloudWatch's metrics.
    Metrics,
    /// The estimated bill.
    Bill,
    /// Users, roles and their policies.
    Iam,
    /// The laws.
    Laws,
    /// A stream's hash keys over the last minute.
    Hashes {
        /// The stream.
        stream: String,
        /// The shard that may be split; `None` takes the hottest.
        shard: Option<String>,
    },
    /// The followed record.
    Trace {
        /// Which of the records that were pointed at, from 0.
        selected: u32,
    },
    /// A queue's attributes, messages and tasks.
    Queue {
        /// Its name.
        name: String,
        /// The lowest number of a message shown; 0 begins with the oldest.
        from: u64,
    },
    /// A consumer's leases, and what it handled last.
    Consumers {
        /// Its name.
        name: String,
    },
    /// One stream and one queue side by side.
    Contrast,
    /// An application of streaming SQL.
    Application {
        /// Its name.
        name: String,
    },
    /// What small and large buffers cost.
    Buffers {
        /// The Firehose stream; `None` takes the first that writes to a bucket.
        delivery: Option<String>,
    },
    /// Event time against arrival time.
    Lateness,
}

/// Where the data viewer begins; AWS's five.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum StartingPosition {
    /// The oldest record held.
    #[default]
    TrimHorizon,
    /// The newest records (the last 50; AWS's console would wait for the next ones).
    Latest,
    /// This one first.
    AtSequenceNumber(String),
    /// The one behind this first.
    AfterSequenceNumber(String),
    /// The first that arrived at or after this time.
    AtTimestamp(u64),
}

/// What a viewport shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Panel {
    /// For [`Viewport::Records`].
    Records(#[serde(serialize_with = "apart")] Records),
    /// For [`Viewport::Objects`].
    Objects(#[serde(serialize_with = "apart")] Objects),
    /// For [`Viewport::Catalog`].
    Catalog(#[serde(serialize_with = "apart")] Catalog),
    /// For [`Viewport::Queries`].
    Queries(#[serde(serialize_with = "apart")] Queries),
    /// For [`Viewport::Dashboard`].
    Dashboard(#[serde(serialize_with = "apart")] Dashboard),
    /// For [`Viewport::Discover`].
    Discover(#[serde(serialize_with = "apart")] Discover),
    /// For [`Viewport::Delivery`].
    Delivery(#[serde(serialize_with = "apart")] DeliveryDetail),
    /// For [`Viewport::Trail`].
    Trail(#[serde(serialize_with = "apart")] Trail),
    /// For [`Viewport::Events`].
    Events(#[serde(serialize_with = "apart")] Events),
    /// For [`Viewport::Metrics`].
    Metrics(#[serde(serialize_with = "apart")] Metrics),
    /// For [`Viewport::Bill`].
    Bill(#[serde(serialize_with = "apart")] Bill),
    /// For [`Viewport::Iam`].
    Iam(#[serde(serialize_with = "apart")] Iam),
    /// For [`Viewport::Laws`].
    Laws(#[serde(serialize_with = "apart")] Vec<Law>),
    /// For [`Viewport::Hashes`].
    Hashes(#[serde(serialize_with = "apart")] Hashes),
    /// For [`Viewport::Trace`]; `None` when nothing is followed.
    Trace(#[serde(serialize_with = "apart")] Option<Box<Trace>>),
    /// For [`Viewport::Queue`].
    Queue(#[serde(serialize_with = "apart")] QueueDetail),
    /// For [`Viewport::Consumers`].
    Consumers(#[serde(serialize_with = "apart")] ConsumerDetail),
    /// For [`Viewport::Contrast`].
    Contrast(#[serde(serialize_with = "apart")] Contrast),
    /// For [`Viewport::Application`].
    Application(#[serde(serialize_with = "apart")] Box<ApplicationDetail>),
    /// For [`Viewport::Buffers`].
    Buffers(#[serde(serialize_with = "apart")] Buffers),
    /// For [`Viewport::Lateness`].
    Lateness(#[serde(serialize_with = "apart")] Lateness),
}

/// A panel's writer in a function of its own: the page first loads those of the panels that it opens on.
#[inline(never)]
fn apart<T: Serialize, S: serde::Serializer>(panel: &T, serializer: S) -> Result<S::Ok, S::Error> {
    panel.serialize(serializer)
}
