//! What the account wrote down: trail, events, metrics, bill, IAM, laws.

use crate::{RecordId, Said};
use serde::{Deserialize, Serialize};

/// CloudTrail's list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    /// Newest first, at most 50.
    pub entries: Vec<TrailEntry>,
    /// The first one shown, counted from the newest.
    pub from: u64,
    /// How many there are.
    pub total: u64,
}

/// A call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// Its place in the trail, from 0.
    pub sequence: u64,
    /// When.
    pub at_us: u64,
    /// Who: an ARN.
    pub principal: String,
    /// `kinesis.amazonaws.com`.
    pub source: String,
    /// `PutRecords`.
    pub event: String,
    /// Whether it only reads.
    pub read_only: bool,
    /// A data event, not a management event.
    pub data_event: bool,
    /// AWS's error: its name.
    pub error: Option<String>,
    /// AWS's error: its text.
    pub error_message: Option<String>,
    /// The request, as indented JSON, shortened to 8 KiB.
    pub params: String,
    /// The equivalent AWS CLI command.
    pub cli: String,
}

/// The event log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Events {
    /// Newest first, at most 100.
    pub events: Vec<Event>,
    /// The first one shown, counted from the newest.
    pub from: u64,
    /// How many there are.
    pub total: u64,
}

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the log, from 0.
    pub sequence: u64,
    /// When.
    pub at_us: u64,
    /// `Kinesis`, `Firehose`, `S3`, …; `Producer` and `Run` for what is no service.
    pub service: String,
    /// How grave.
    pub severity: Severity,
    /// What: an `event-…` key.
    pub said: Said,
    /// Whether 'next interesting event' stops here.
    pub interesting: bool,
    /// A record that it speaks of.
    pub record: Option<RecordId>,
}

/// How grave an event is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// Ordinary.
    #[default]
    Info,
    /// Something held up or refused that will be tried again.
    Warning,
    /// Something failed.
    Error,
}

/// CloudWatch's metrics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// In the order of namespace, name, dimensions.
    pub metrics: Vec<Metric>,
}

/// A metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// `AWS/Kinesis`.
    pub namespace: String,
    /// `IncomingRecords`.
    pub name: String,
    /// `StreamName=flights`.
    pub dimensions: String,
    /// `Count`, `Bytes`, `Milliseconds`, `Seconds`, `Percent`.
    pub unit: String,
    /// The statistic shown: `Sum`, `Average`, `Maximum`.
    pub statistic: String,
    /// Its value in each of the last 30 minutes that there are, oldest first; the last one is the present minute.
    pub points: Vec<f64>,
}

/// The estimated bill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    /// In the order of service and usage type.
    pub items: Vec<BillItem>,
    /// In US dollars.
    pub total_usd: f64,
    /// What a month like the last hour would cost; 0 if nothing has run yet.
    pub month_usd: f64,
    /// When the prices were taken from AWS's pages: a date.
    pub prices_as_of: String,
}

/// A line of the bill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillItem {
    /// `Amazon Kinesis Data Streams`.
    pub service: String,
    /// `ShardHour`.
    pub usage_type: String,
    /// How much.
    pub quantity: f64,
    /// Of what.
    pub unit: String,
    /// In US dollars.
    pub unit_price_usd: f64,
    /// In US dollars.
    pub cost_usd: f64,
}

/// Users, roles and their policies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Iam {
    /// Users and roles, by ARN.
    pub principals: Vec<IamPrincipal>,
    /// The managed policies' names and ARNs.
    pub managed: Vec<(String, String)>,
}

/// A user or a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IamPrincipal {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `user` or `role`.
    pub kind: String,
    /// A role's trust policy, as indented JSON.
    pub trust: Option<String>,
    /// Its inline policies.
    pub policies: Vec<IamPolicy>,
    /// The ARNs of the managed policies attached to it.
    pub attached: Vec<String>,
}

/// An inline policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IamPolicy {
    /// Its name.
    pub name: String,
    /// Its document, as indented JSON.
    pub document: String,
}

/// A law of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Law {
    /// `FH-1`.
    pub id: String,
    /// What it says, in English; the page says `law-ID` where it has that message.
    pub statement: String,
    /// Whether it holds.
    pub holds: bool,
    /// When it was broken: what was found.
    pub found: Option<String>,
}
