//! Following one record: from what the reader pointed at to identities, and from
//! an identity to its way.

use crate::Host;
use crate::task::{Ahead, Task};
use account::{Account, Command, Outcome, Stage, Trace};
use api::{RecordId, SourceKind};
use athena::{Lost, Origin};
use jobs::lake::Unfollowable;
use protocol::{FollowTarget, Hop, Node, Said};
use serde_json::{Value, json};
use sim::{Time, World};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Records that are followed at once.
const RECORDS_MAX: usize = 1_000;
/// A record's text is shown up to this many bytes.
const DATA_BYTES_MAX: usize = 16 * 1024;

/// What is followed.
#[derive(Default)]
pub(crate) struct Followed {
    records: Vec<RecordId>,
    /// The same, to be found.
    lit: BTreeSet<RecordId>,
    /// The objects that a query found them in.
    objects: BTreeSet<(Arc<str>, Arc<str>)>,
    total: u64,
    selected: usize,
    /// The query whose rows will be followed when it has ended.
    query: Option<Selecting>,
    cannot: Option<Said>,
    /// Where the reader pointed.
    from: Option<FollowTarget>,
}

/// A query that selects what is to be followed.
struct Selecting {
    id: String,
    /// How many rows it should find, if that is known.
    count: Option<u64>,
    /// Objects that were put later are not meant.
    until: Option<Time>,
}

impl Followed {
    fn set(&mut self, records: Vec<RecordId>, total: u64) {
        self.lit = records.iter().cloned().collect();
        (self.records, self.total, self.selected) = (records, total, 0);
    }

    /// Whether the record is one of the followed ones.
    pub fn lights(&self, record: &RecordId) -> bool {
        self.lit.contains(record)
    }

    /// The objects that followed records lie in: of many, those that they were found in.
    pub fn objects(&self, account: &Account) -> BTreeSet<(Arc<str>, Arc<str>)> {
        let own = self.record().map(|record| account.s3().objects_of(&record)).unwrap_or_default();
        self.objects.iter().cloned().chain(own.into_iter().map(|(bucket, key, _)| (bucket, key))).collect()
    }

    /// The row of this query's result that was pointed at.
    pub fn row_of(&self, query: &str) -> Option<u64> {
        match &self.from {
            Some(FollowTarget::QueryRow { query: from, row }) if from == query => Some(*row),
            _ => None,
        }
    }

    /// The record that is shown.
    pub fn record(&self) -> Option<RecordId> {
        self.records.get(self.selected).cloned()
    }

    /// Whether the query has still to end whose rows will be followed.
    pub fn is_pending(&self) -> bool {
        self.query.is_some()
    }

    /// Why nothing can be followed: a key of the page's words.
    pub fn why_not(&self) -> Option<&str> {
        self.cannot.as_ref().map(|said| said.key.as_str())
    }

    /// Shows another one of the records that were pointed at.
    pub fn select(&mut self, selected: u32) {
        self.selected = (selected as usize).min(self.records.len().saturating_sub(1));
    }
}

/// A record's identity as the page knows it, from a known sequence number.
pub(crate) fn record_view(id: &RecordId, sequence: impl FnOnce() -> String) -> protocol::RecordId {
    match id.source.kind {
        SourceKind::Stream => protocol::RecordId::Stream {
            stream: id.source.name.to_string(),
            shard: api::kinesis::shard_id(id.source.shard),
            sequence: sequence(),
        },
        SourceKind::DirectPut => {
            protocol::RecordId::Direct { delivery: id.source.name.to_string(), id: id.to_string() }
        }
    }
}

/// A record's identity as the page knows it. Of a record that has expired the sequence number is the identity's own text.
pub(crate) fn record_view_of(account: &Account, id: &RecordId) -> protocol::RecordId {
    record_view(id, || {
        let stream = account.kinesis().stream(&id.source.name);
        let found = account.kinesis().record(id);
        stream.zip(found).map_or_else(|| id.to_string(), |(stream, found)| stream.sequence_of(&found))
    })
}

/// The identity that the page means.
pub(crate) fn record_of(account: &Account, id: &protocol::RecordId) -> Option<RecordId> {
    match id {
        protocol::RecordId::Direct { id, .. } => RecordId::parse(id),
        protocol::RecordId::Stream { sequence, .. } if sequence.contains(':') => RecordId::parse(sequence),
        protocol::RecordId::Stream { stream, shard, sequence } => {
            let shard = account.kinesis().stream(stream)?.shard(api::kinesis::shard_number(shard)?)?;
            let source = (**shard.source()).clone();
            Some(RecordId { source, number: api::kinesis::parse_sequence_number(sequence)?.number })
        }
    }
}

/// Why rows of this statement cannot be followed.
pub(crate) fn unfollowable(why: &Unfollowable) -> Said {
    let plain = |name: &str| Said::new(format!("unfollowable-{name}"));
    match why {
        Unfollowable::NoSelect => plain("no-select"),
        Unfollowable::NoTable => plain("no-table"),
        Unfollowable::With => plain("with"),
        Unfollowable::SetOperation(set) => plain("set").text("set", set),
        Unfollowable::Join => plain("join"),
        Unfollowable::Subquery => plain("subquery"),
        Unfollowable::Totals => plain("totals"),
        Unfollowable::DistinctGroups => plain("distinct"),
        Unfollowable::Key(key) => plain("key").text("key", key),
        Unfollowable::KeyType { key, hive_type } => plain("key-type").text("key", key).text("type", hive_type),
    }
}

fn lost(why: &Lost) -> Said {
    match why {
        Lost::Statement(why) => unfollowable(why),
        Lost::Gone => Said::new("unfollowable-gone"),
        Lost::NotKept => Said::new("unfollowable-not-kept"),
        Lost::PastKept => Said::new("unfollowable-past-kept"),
    }
}

/// Why something cannot be followed, in a service's words.
fn other(reason: &str) -> Said {
    Said::new("unfollowable-other").text("reason", reason)
}

/// `shardId-000000000001` → 1
pub(crate) fn shard_number(id: &str) -> Option<u32> {
    api::kinesis::shard_number(id)
}

impl Host {
    pub(crate) fn follow(&mut self, id: u32, target: &FollowTarget) {
        let mut followed = Followed { from: Some(target.clone()), ..Followed::default() };
        match self.resolve(target) {
            Ok(Resolved::Records(records)) => {
                let total = records.len() as u64;
                followed.set(records, total);
            }
            Ok(Resolved::Query(query)) => followed.query = Some(query),
            Err(why) => followed.cannot = Some(why),
        }
        let pending = followed.query.as_ref().map(|query| query.id.clone());
        self.followed = followed;
        self.tell_follow();
        self.views.touch();
        self.answer(id, Ok(Value::Null));
        if let (Some(query), false) = (pending, self.pace.playing()) {
            let from = self.run.present().now();
            self.task = Some(Task::Ahead { job: Ahead::Query(query), from });
        }
    }

    pub(crate) fn unfollow(&mut self) {
        self.tell_follow_end(Some("nothing is followed any longer"));
        self.followed = Followed::default();
        self.views.touch();
    }

    fn resolve(&mut self, target: &FollowTarget) -> Result<Resolved, Said> {
        let account = self.run.present();
        let gone = || Said::new("unfollowable-gone");
        let line = |bucket: &str, key: &str, line: u64| {
            let object = account.s3().object(bucket, key).ok_or_else(gone)?;
            let record = object.lineage.as_ref().and_then(|lineage| lineage.record_at(line));
            record.ok_or_else(|| Said::new("unfollowable-not-a-record"))
        };
        match target {
            FollowTarget::Record(id) => record_of(account, id).map(one).ok_or_else(gone),
            FollowTarget::ObjectLine { bucket, key, line: at } => line(bucket, key, *at).map(one),
            FollowTarget::QueryRow { query, row } => {
                let origin = account.athena().row_origin(query, *row as usize);
                match origin.map_err(|why| lost(&why))? {
                    Origin::Line { bucket, key, line: at } => line(&bucket, &key, at).map(one),
                    Origin::Rows { sql, database, count, read } => {
                        let id = self.rows_query(sql, database)?;
                        Ok(Resolved::Query(Selecting { id, count, until: Some(read) }))
                    }
                }
            }
            FollowTarget::Hit { document, .. } => {
                RecordId::parse(document).map(one).ok_or_else(|| Said::new("unfollowable-not-a-record"))
            }
            FollowTarget::ChartMark { analysis, visual, group } => {
                let (sql, database) =
                    account.quicksight().rows_behind(analysis, visual, group.as_deref()).ok_or_else(gone)?;
                let id = self.rows_query(sql, database)?;
                Ok(Resolved::Query(Selecting { id, count: None, until: None }))
            }
        }
    }

    /// Starts the query that selects the rows behind a bar or a grouped row: an ordinary one, in the history and on the bill.
    fn rows_query(&mut self, sql: String, database: Option<String>) -> Result<String, Said> {
        let output = self.run.present().athena().queries().next().map(|query| format!("s3://{}/", query.output.bucket));
        let output = output.unwrap_or_else(|| "s3://acequia-athena-results/".into());
        let mut params = json!({ "QueryString": sql, "ResultConfiguration": { "OutputLocation": output } });
        if let (Some(database), Some(members)) = (database, params.as_object_mut()) {
            members.insert("QueryExecutionContext".into(), json!({ "Database": database }));
        }
        let call = Command::Call { name: "Athena.StartQueryExecution".into(), params, principal: None };
        match self.command(call) {
            Outcome::Now(Ok(started)) => {
                Ok(started.get("QueryExecutionId").and_then(Value::as_str).unwrap_or_default().to_owned())
            }
            Outcome::Now(Err(error)) => Err(other(&error.message)),
            Outcome::Later(_) | Outcome::Open(..) => Err(Said::new("unfollowable-gone")),
        }
    }

    /// Takes the rows of the query that selects what is followed, once it has ended.
    pub(crate) fn take_followed_rows(&mut self) {
        let Some(selecting) = &self.followed.query else { return };
        let account = self.run.present();
        let Some(query) = account.athena().query(&selecting.id).filter(|query| !query.is_active()) else { return };
        let count = selecting.count;
        let found = match (&query.reason, &query.followable) {
            (Some(reason), _) => Err(other(reason)),
            (None, Err(why)) => Err(unfollowable(why)),
            (None, Ok(())) => Ok(found_records(account, query, selecting.until)),
        };
        self.followed.query = None;
        match found {
            Ok(found) => {
                let none = Said::new("unfollowable-not-a-record");
                self.followed.cannot = found.records.is_empty().then_some(none);
                self.followed.objects = found.objects;
                self.followed.set(found.records, count.unwrap_or(found.rows));
            }
            Err(why) => self.followed.cannot = Some(why),
        }
    }

    /// The way of the followed record.
    pub(crate) fn trace_view(&mut self) -> Option<protocol::Trace> {
        self.take_followed_rows();
        let followed = &self.followed;
        followed.from.as_ref()?;
        let account = self.run.present();
        let mut view = protocol::Trace {
            records: followed.records.iter().map(|id| record_view_of(account, id)).collect(),
            records_total: followed.total,
            selected: followed.selected as u32,
            cannot: followed.cannot.clone(),
            ..protocol::Trace::default()
        };
        if let Some(record) = followed.record() {
            let trace = account.trace(&record);
            let text = String::from_utf8_lossy(trace.data.as_deref().unwrap_or_default()).into_owned();
            view.data = crate::views::shortened(&text, DATA_BYTES_MAX);
            view.partition_key = trace.key.clone();
            view.hops = hops(account, &trace, followed.from.as_ref());
            if view.hops.is_empty() {
                view.cannot = Some(Said::new("unfollowable-gone"));
            }
        }
        Some(view)
    }

    /// The places that the followed record has reached.
    pub(crate) fn lit_nodes(&self) -> Vec<Node> {
        let Some(record) = self.followed.record() else { return Vec::new() };
        let account = self.run.present();
        let mut seen = BTreeSet::new();
        let hops = hops(account, &account.trace(&record), self.followed.from.as_ref()).into_iter();
        hops.map(|hop| hop.node).filter(|node| seen.insert(node.clone())).collect()
    }
}

enum Resolved {
    Records(Vec<RecordId>),
    Query(Selecting),
}

/// What a query found.
#[derive(Default)]
struct Found {
    records: Vec<RecordId>,
    objects: BTreeSet<(Arc<str>, Arc<str>)>,
    /// Its rows, records or not.
    rows: u64,
}

/// The records that a query's rows are, but for those of objects that were put after `until`.
fn found_records(account: &Account, query: &athena::Query, until: Option<Time>) -> Found {
    let until_ms = until.map_or(u64::MAX, |until| account.start_epoch_ms().saturating_add(until.0 / 1_000));
    let mut found = Found::default();
    for row in 0..query.rows.as_ref().map_or(0, |rows| rows.rows.len()) {
        let Ok(Origin::Line { bucket, key, line }) = account.athena().row_origin(&query.id, row) else { continue };
        let object = account.s3().object(&bucket, &key);
        if object.is_some_and(|object| object.last_modified.0 > until_ms) {
            continue;
        }
        found.rows += 1;
        let Some(record) = object.and_then(|object| object.lineage.as_ref()?.record_at(line)) else { continue };
        if found.records.len() < RECORDS_MAX {
            found.objects.insert((bucket.into(), key.into()));
            found.records.push(record);
        }
    }
    found
}

fn one(record: RecordId) -> Resolved {
    Resolved::Records(vec![record])
}

fn hops(account: &Account, trace: &Trace, from: Option<&FollowTarget>) -> Vec<Hop> {
    let mut hops: Vec<Hop> = Vec::new();
    for hop in &trace.hops {
        let (said, node, target) = stage(account, trace, &hop.stage);
        // The time since the stage before it on its own way: a delivery's is its poll, everything else's is the put.
        let before = hops.iter().rev().find(|before| follows(&before.node, &node)).or(hops.first());
        let latency_us = before.map(|before| hop.at.0.saturating_sub(before.at_us));
        hops.push(Hop { said, node, at_us: hop.at.0, latency_us, target });
    }
    hops.sort_by_key(|hop| hop.at_us);
    match from {
        Some(FollowTarget::QueryRow { query, row }) => {
            let at_us = account.athena().query(query).and_then(|query| query.completed).map(|at| at.0);
            let said = Said::new("hop-queried").text("id", query).number("row", *row as f64 + 1.0);
            hops.extend(at_us.map(|at_us| Hop {
                said,
                node: Node::Athena,
                at_us,
                latency_us: None,
                target: from.cloned(),
            }));
        }
        Some(FollowTarget::ChartMark { analysis, visual, .. }) => {
            let said = Said::new("hop-drawn").text("analysis", analysis).text("visual", visual);
            let at_us = account.now().0;
            hops.push(Hop { said, node: Node::QuickSight, at_us, latency_us: None, target: from.cloned() });
        }
        _ => {}
    }
    hops
}

/// Whether a stage at `node` comes right after one at `before`.
fn follows(before: &Node, node: &Node) -> bool {
    match node {
        Node::Bucket(_) | Node::Domain(_) => matches!(before, Node::Delivery(_)),
        Node::Delivery(_) => matches!(before, Node::Shard(..)),
        Node::Glue => matches!(before, Node::Bucket(_)),
        _ => matches!(before, Node::Producer(_)),
    }
}

fn stage(account: &Account, trace: &Trace, stage: &Stage) -> (Said, Node, Option<FollowTarget>) {
    let record = || Some(FollowTarget::Record(record_view_of(account, &trace.record)));
    match stage {
        Stage::Produced { producer } => {
            (Said::new("hop-produced").text("producer", producer), Node::Producer(producer.clone()), None)
        }
        Stage::Put { stream, shard } => {
            let shard = api::kinesis::shard_id(*shard);
            let said = Said::new("hop-put").text("stream", stream).text("shard", &shard);
            (said, Node::Shard(stream.clone(), shard), record())
        }
        Stage::DirectPut { name } => {
            (Said::new("hop-direct-put").text("name", name), Node::Delivery(name.clone()), record())
        }
        Stage::Polled { name } => (Said::new("hop-polled").text("name", name), Node::Delivery(name.clone()), record()),
        Stage::Delivered { bucket, key, line, .. } => {
            let shown = line.map_or(0.0, |line| line as f64 + 1.0);
            let said = Said::new("hop-delivered").text("bucket", bucket).text("key", key).number("line", shown);
            let target = line.map(|line| FollowTarget::ObjectLine { bucket: bucket.clone(), key: key.clone(), line });
            (said, Node::Bucket(bucket.clone()), target)
        }
        Stage::Indexed { domain, index, .. } => {
            let said = Said::new("hop-indexed").text("domain", domain).text("index", index);
            let document = trace.record.to_string();
            let target = FollowTarget::Hit { domain: domain.clone(), index: index.clone(), document };
            (said, Node::Domain(domain.clone()), Some(target))
        }
        Stage::Dropped { name } | Stage::Failed { name } => {
            let said = Said::new("hop-dropped").text("name", name).text("error", "");
            (said, Node::Delivery(name.clone()), None)
        }
        Stage::Catalogued { database, table } => {
            (Said::new("hop-crawled").text("database", database).text("table", table), Node::Glue, None)
        }
    }
}
