//! Reading messages, on both sides. serde's derived readers are fast and large: half a megabyte of code for
//! these types. Here each member costs one call, which keeps page and worker small. A test holds both against each other.

mod to_worker;

use crate::*;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What was wrong with a message: the first thing.
#[derive(Debug, Default)]
pub struct Wrong(Option<String>);

impl Wrong {
    #[cold]
    fn note(&mut self, expected: &str) {
        self.0.get_or_insert_with(|| expected.to_owned());
    }

    /// Says where it was, from the inside outwards.
    #[cold]
    fn within(&mut self, member: &str) {
        if let Some(text) = &mut self.0 {
            text.push_str(" in '");
            text.push_str(member);
            text.push('\'');
        }
    }
}

/// Reads a message of the worker. Error: what was expected first where something else stood.
pub fn from_worker(json: &str) -> Result<FromWorker, String> {
    whole(json)
}

/// Reads a message of the page. Error: as above.
pub fn to_worker(json: &str) -> Result<ToWorker, String> {
    whole(json)
}

/// Reads how an engine is doing.
pub fn engine_state(json: &str) -> Result<EngineState, String> {
    whole(json)
}

/// Reads a place in the diagram.
pub fn node(json: &str) -> Result<Node, String> {
    whole(json)
}

fn whole<T: Read>(json: &str) -> Result<T, String> {
    let value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let mut wrong = Wrong::default();
    let read = T::read(value, &mut wrong);
    match wrong.0 {
        None => Ok(read),
        Some(expected) => Err(format!("expected {expected}")),
    }
}

/// Something that can be read. Reading always gives a value; what was wrong is noted beside it, so that no member needs a way out.
trait Read: Sized {
    fn read(value: Value, wrong: &mut Wrong) -> Self;
}

/// Takes a member out; one that is not there is null.
fn member<T: Read>(members: &mut Map<String, Value>, name: &str, wrong: &mut Wrong) -> T {
    let was_right = wrong.0.is_none();
    let read = T::read(members.remove(name).unwrap_or(Value::Null), wrong);
    if was_right && wrong.0.is_some() {
        wrong.within(name);
    }
    read
}

fn members(value: Value, wrong: &mut Wrong) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => {
            wrong.note("an object");
            Map::new()
        }
    }
}

/// An enum's variant and what is in it: `"Name"` or `{"Name": …}`.
fn variant(value: Value, wrong: &mut Wrong) -> (String, Value) {
    match value {
        Value::String(name) => (name, Value::Null),
        Value::Object(members) => members.into_iter().next().unwrap_or_default(),
        _ => {
            wrong.note("a variant");
            (String::new(), Value::Null)
        }
    }
}

impl Read for Value {
    fn read(value: Value, _: &mut Wrong) -> Self {
        value
    }
}

impl Read for String {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        match value {
            Value::String(text) => text,
            _ => {
                wrong.note("a text");
                Self::new()
            }
        }
    }
}

impl Read for bool {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        value.as_bool().unwrap_or_else(|| {
            wrong.note("true or false");
            false
        })
    }
}

impl Read for f64 {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        value.as_f64().unwrap_or_else(|| {
            // serde_json writes what is no number as null.
            if !value.is_null() {
                wrong.note("a number");
            }
            Self::NAN
        })
    }
}

impl Read for u64 {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        value.as_u64().unwrap_or_else(|| {
            wrong.note("a whole number");
            0
        })
    }
}

impl Read for i64 {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        value.as_i64().unwrap_or_else(|| {
            wrong.note("a whole number");
            0
        })
    }
}

impl Read for u32 {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        u64::read(value, wrong) as Self
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        (!value.is_null()).then(|| T::read(value, wrong))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        Self::new(T::read(value, wrong))
    }
}

impl<T: Read> Read for Arc<T> {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        Self::new(T::read(value, wrong))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        match value {
            Value::Array(values) => values.into_iter().map(|value| T::read(value, wrong)).collect(),
            _ => {
                wrong.note("a list");
                Self::new()
            }
        }
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let mut values = match value {
            Value::Array(values) => values.into_iter(),
            _ => Vec::new().into_iter(),
        };
        let first = A::read(values.next().unwrap_or(Value::Null), wrong);
        (first, B::read(values.next().unwrap_or(Value::Null), wrong))
    }
}

impl Read for Result<Value, CallError> {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        match variant(value, wrong) {
            (name, value) if name == "Ok" => Ok(value),
            (_, value) => Err(CallError::read(value, wrong)),
        }
    }
}

macro_rules! structs {
    ($($name:ident { $($field:ident),+ $(,)? })+) => { $(
        impl Read for $name {
            fn read(value: Value, wrong: &mut Wrong) -> Self {
                let mut members = members(value, wrong);
                Self { $($field: member(&mut members, stringify!($field), wrong)),+ }
            }
        }
    )+ };
}

macro_rules! words {
    ($($name:ident { $($text:literal => $variant:ident),+ ; _ => $other:ident })+) => { $(
        impl Read for $name {
            fn read(value: Value, wrong: &mut Wrong) -> Self {
                match value.as_str() {
                    $(Some($text) => Self::$variant,)+
                    _ => {
                        wrong.note(stringify!($name));
                        Self::$other
                    }
                }
            }
        }
    )+ };
}

words! {
    QueryState { "QUEUED" => Queued, "RUNNING" => Running, "SUCCEEDED" => Succeeded, "FAILED" => Failed, "CANCELLED" => Cancelled; _ => Queued }
    Mark { "bar" => Bar, "line" => Line, "kpi" => Kpi; _ => Bar }
    Format { "text" => Text, "integer" => Integer, "decimal" => Decimal, "percent" => Percent, "usd" => Usd, "bytes" => Bytes, "date" => Date; _ => Text }
    Severity { "Info" => Info, "Warning" => Warning, "Error" => Error; _ => Info }
    Shape { "constant" => Constant, "ramp" => Ramp, "spike" => Spike, "wave" => Wave; _ => Constant }
    Encoding { "text" => Text, "binary" => Binary, "kpl" => Kpl; _ => Text }
    EdgeState { "Ok" => Ok, "Throttled" => Throttled, "Denied" => Denied, "Failed" => Failed; _ => Ok }
    Health { "running" => Running, "slow" => Slow, "dead" => Dead; _ => Running }
    MessagePlace { "Visible" => Visible, "InFlight" => InFlight, "Delayed" => Delayed, "Gone" => Gone; _ => Gone }
    LatePlace { "Waiting" => Waiting, "Right" => Right, "Wrong" => Wrong; _ => Waiting }
}

impl Read for Arg {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        match name.as_str() {
            "Text" => Self::Text(String::read(value, wrong)),
            "Number" => Self::Number(f64::read(value, wrong)),
            "Bytes" => Self::Bytes(u64::read(value, wrong)),
            _ => Self::Us(u64::read(value, wrong)),
        }
    }
}

impl Read for Test {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        if name == "Is" { Self::Is(Read::read(value, wrong)) } else { Self::Contains(Read::read(value, wrong)) }
    }
}

impl Read for Node {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        match name.as_str() {
            "Glue" => return Self::Glue,
            "Athena" => return Self::Athena,
            "QuickSight" => return Self::QuickSight,
            "Shard" => {
                let (stream, shard) = Read::read(value, wrong);
                return Self::Shard(stream, shard);
            }
            _ => {}
        }
        let of = String::read(value, wrong);
        match name.as_str() {
            "Producer" => Self::Producer(of),
            "Stream" => Self::Stream(of),
            "Delivery" => Self::Delivery(of),
            "Bucket" => Self::Bucket(of),
            "Queue" => Self::Queue(of),
            "Consumer" => Self::Consumer(of),
            "Application" => Self::Application(of),
            _ => Self::Domain(of),
        }
    }
}

impl Read for WindowKind {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        let mut within = members(value, wrong);
        let mut length = |name: &str| member(&mut within, name, wrong);
        match name.as_str() {
            "Hop" => Self::Hop { slide_ms: length("slide_ms"), size_ms: length("size_ms") },
            "Cumulate" => Self::Cumulate { step_ms: length("step_ms"), size_ms: length("size_ms") },
            "Session" => Self::Session { gap_ms: length("gap_ms") },
            _ => Self::Tumble { size_ms: length("size_ms") },
        }
    }
}

impl Read for RecordId {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        let mut within = members(value, wrong);
        let mut text = |name: &str| member(&mut within, name, wrong);
        if name == "Stream" {
            Self::Stream { stream: text("stream"), shard: text("shard"), sequence: text("sequence") }
        } else {
            Self::Direct { delivery: text("delivery"), id: text("id") }
        }
    }
}

impl Read for FollowTarget {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        if name == "Record" {
            return Self::Record(RecordId::read(value, wrong));
        }
        let mut within = members(value, wrong);
        let within = &mut within;
        match name.as_str() {
            "ObjectLine" => Self::ObjectLine {
                bucket: member(within, "bucket", wrong),
                key: member(within, "key", wrong),
                line: member(within, "line", wrong),
            },
            "QueryRow" => Self::QueryRow { query: member(within, "query", wrong), row: member(within, "row", wrong) },
            "ChartMark" => Self::ChartMark {
                analysis: member(within, "analysis", wrong),
                visual: member(within, "visual", wrong),
                group: member(within, "group", wrong),
            },
            _ => Self::Hit {
                domain: member(within, "domain", wrong),
                index: member(within, "index", wrong),
                document: member(within, "document", wrong),
            },
        }
    }
}

/// A panel's reader in a function of its own: the page first loads those of the panels that it opens on.
#[inline(never)]
fn apart<T: Read>(value: Value, wrong: &mut Wrong) -> T {
    T::read(value, wrong)
}

impl Read for Panel {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        match name.as_str() {
            "Records" => Self::Records(apart(value, wrong)),
            "Objects" => Self::Objects(apart(value, wrong)),
            "Catalog" => Self::Catalog(apart(value, wrong)),
            "Queries" => Self::Queries(apart(value, wrong)),
            "Dashboard" => Self::Dashboard(apart(value, wrong)),
            "Discover" => Self::Discover(apart(value, wrong)),
            "Delivery" => Self::Delivery(apart(value, wrong)),
            "Trail" => Self::Trail(apart(value, wrong)),
            "Events" => Self::Events(apart(value, wrong)),
            "Metrics" => Self::Metrics(apart(value, wrong)),
            "Bill" => Self::Bill(apart(value, wrong)),
            "Iam" => Self::Iam(apart(value, wrong)),
            "Laws" => Self::Laws(apart(value, wrong)),
            "Hashes" => Self::Hashes(apart(value, wrong)),
            "Queue" => Self::Queue(apart(value, wrong)),
            "Consumers" => Self::Consumers(apart(value, wrong)),
            "Contrast" => Self::Contrast(apart(value, wrong)),
            "Application" => Self::Application(apart(value, wrong)),
            "Buffers" => Self::Buffers(apart(value, wrong)),
            "Lateness" => Self::Lateness(apart(value, wrong)),
            _ => Self::Trace(apart(value, wrong)),
        }
    }
}

impl Read for FromWorker {
    fn read(value: Value, wrong: &mut Wrong) -> Self {
        let (name, value) = variant(value, wrong);
        if name == "Views" {
            return Self::Views(Read::read(value, wrong));
        }
        let mut within = members(value, wrong);
        let within = &mut within;
        match name.as_str() {
            "Ready" => Self::Ready {
                version: member(within, "version", wrong),
                title: member(within, "title", wrong),
                account: member(within, "account", wrong),
                region: member(within, "region", wrong),
            },
            "Refused" => Self::Refused { version: member(within, "version", wrong) },
            "Answer" => Self::Answer { id: member(within, "id", wrong), result: member(within, "result", wrong) },
            "Event" => Self::Event { id: member(within, "id", wrong), event: member(within, "event", wrong) },
            "End" => Self::End { id: member(within, "id", wrong), error: member(within, "error", wrong) },
            "File" => Self::File { id: member(within, "id", wrong), name: member(within, "name", wrong) },
            "Logged" => {
                Self::Logged { sequence: member(within, "sequence", wrong), entry: member(within, "entry", wrong) }
            }
            "Want" => Self::Want { what: member(within, "what", wrong) },
            "Broken" => Self::Broken { message: member(within, "message", wrong) },
            _ => {
                wrong.note("a message of the worker");
                Self::Broken { message: name }
            }
        }
    }
}

structs! {
    EngineState { engine, state, bytes_loaded, bytes_total, reason }
    Views { frame, clock, works, panels }
    CallError { name, message }
    Clock { now_us, start_epoch_ms, frontier_us, playing, speed, speed_real, seed, branch, set_aside, waiting_on, ran_ahead, interesting, memory_bytes, memory_bytes_max, cost_usd, breaches, paused_because }
    Branch { actions, frontier_us }
    WaitingOn { job, engine, what, state, progress }
    RunAhead { at_us, by_us, what }
    Interesting { at_us, said, trouble }
    Works { producers, streams, deliveries, buckets, glue, athena, quicksight, domains, edges, dots, records_per_dot, lit, queues, consumers, applications }
    Producer { name, source, target, rate, rate_real, shape, key_field, fields, seed, running, lap, records, spark, throttled_last_s, retrying, error, waiting, aggregation, backoff_us, ttl_us, lost_answers, late_share, late_us_max, held, again, doubled, dropped }
    Stream { name, status, mode, retention_hours, shards, records, bytes, iterator_age_us }
    Shard { id, fill, records_per_s, bytes_per_s, records_per_s_max, bytes_per_s_max, throttled_last_s, last_throttled_us, open, hash_from, hash_to, records, sequence_first, sequence_last }
    Delivery { name, status, source, destination, destination_path, buffer_bytes, buffer_records, buffer_bytes_max, buffer_age_us, buffer_age_us_max, last_flush_us, last_flush_reason, last_flush_bytes, accepted, delivered, failed, back_pressure, error, last_error_us }
    Bucket { name, objects, bytes, last, drawn }
    LandedObject { key, bytes, landed_us, lit }
    Glue { databases, tables, columns, partitions, crawlers }
    Crawler { name, state, last_end_us, last_status }
    Athena { running, queries, last_state, last_scanned_bytes, last_table_bytes, last_end_us }
    QuickSight { analyses, title, spark, last_refresh_us, error }
    Domain { name, status, indices, last_indexed_us, last_search_us }
    Index { name, documents, bytes }
    Edge { from, to, records_per_s, bytes_per_s, fill, state, last_trouble_us }
    Dot { record, edge, at_us, hot, lit }
    Said { key, args }
    Trace { records, records_total, selected, data, partition_key, hops, cannot }
    Hop { said, node, at_us, latency_us, target }
    Records { stream, shard, rows, more, behind_latest_us }
    RecordRow { id, partition_key, sequence, arrival_us, data, encoding, bytes, lit }
    DeliveryDetail { name, description, flushes, open, open_total, fates, failures, latest, tags }
    Flush { at_us, reason, records, bytes, written_bytes, to, partition, fill, error }
    Filling { points, bytes_max, age_us_max, age_us }
    OpenBuffer { partition, records, bytes, fill }
    Fate { name, records, bytes }
    Failure { at_us, kind, code, message, records, to }
    Buffers { delivery, bytes_per_s, size_bytes, interval_us, chosen, steps, from_us, until_us, landed, objects_per_hour, query }
    BufferStep { size_mib, interval_s, by_size, objects_per_hour, object_bytes, wait_us, query_us, usd_month }
    Landed { at_us, bytes, reason }
    LastQuery { total_us, scanned_bytes }
    Lateness { ready, delivery, repair, from_ms, hours, now_ms, dots, records, partitions }
    LateDot { record, event_ms, arrived_ms, place, repaired }
    HourPartition { hour_ms, objects, records, strangers, missing, repaired }
    Objects { bucket, prefix, folders, objects, objects_total, from, preview }
    ObjectRow { key, bytes, modified_us, records, lit }
    ObjectPreview { key, kind, from, lines, records, lines_total, lit_lines }
    Catalog { databases, crawlers, table }
    CatalogDatabase { name, tables }
    Column { name, hive_type, partition }
    CatalogTable { database, name, location, classification, serde, columns, partitions, partitions_total, updated_us }
    Partition { values, location }
    CrawlerDetail { name, state, targets, database, role, last }
    CrawlRun { start_us, end_us, status, error, tables_created, tables_updated, partitions_created, files }
    Queries { history, result }
    QueryRow { id, sql, database, state, submitted_us, completed_us, queue_us, planning_us, engine_us, total_us, scanned_bytes, table_bytes, cost_usd, error, error_position, output, principal, wall_ms }
    QueryResult { id, columns, rows, numbers, from, rows_total, rows_kept, rows_found, grid, summary, unfollowable, behind, lit_row }
    Grid { sort, filters, summary }
    Sort { column, descending }
    Filter { column, test }
    Summary { column, rows, nulls, distinct, min, max, mean, top }
    Dashboard { analyses, analysis, status, datasets, fields, definition, visuals }
    Visual { id, dataset, chart, data, refreshed_us, refreshing, query, sql, error }
    Discover { domains, domain, status, indices, lit }
    IndexView { name, documents, pending, bytes, fields }
    Chart { mark, title, category, values, color, horizontal }
    Field { column, aggregation, format }
    ChartData { categories, series, left_out }
    Trail { entries, from, total }
    TrailEntry { sequence, at_us, principal, source, event, read_only, data_event, error, error_message, params, cli }
    Events { events, from, total }
    Event { sequence, at_us, service, severity, said, interesting, record }
    Metrics { metrics }
    Metric { namespace, name, dimensions, unit, statistic, points }
    Bill { items, total_usd, month_usd, prices_as_of }
    BillItem { service, usage_type, quantity, unit, unit_price_usd, cost_usd }
    Iam { principals, managed }
    IamPrincipal { arn, name, kind, trust, policies, attached }
    IamPolicy { name, document }
    Law { id, statement, holds, found }
    Hashes { stream, until_s, cells, every, span_s, shards, open_shards, keys, guide, merges, reshard, enhanced }
    HashShard { id, open, from, to, hash_from, hash_to, opened_us, closed_us, fill, records_per_s, refused, refused_by_records, refused_by_bytes, iterator_age_us }
    HotKey { key, hash, at, shard, share, records_per_s }
    SplitGuide { shard, fill, records_per_s, refused_per_s, hottest, proposals }
    Proposal { kind, steps, parts }
    SplitStep { shard, at, cli }
    SplitPart { hash_from, hash_to, share, records_per_s, fill, hot }
    Merge { lower, upper, fill, cli }
    Resharding { at_us, before, after }
    Side { shard, seconds, records_per_s, refused_per_s }
    Queue { name, fifo, visible, in_flight, delayed, oldest_age_us, dead_letter, receives_max, sent, received, deleted, dead, waiting }
    QueueDetail { name, url, arn, created_us, attributes, tags, counts, groups, sources, messages, from, more, tasks, cli }
    MessageRow { number, id, body, bytes, group, place, until_us, receives, since_us, dead_from }
    MoveTask { handle, status, destination, per_s_max, moved, to_move, failure, started_us }
    Consumer { name, source, reading, start, workers, work_us, batch, idle_us, checkpoint_us, failover_us, running, handled, duplicates, replayed, rate, spark, latency_us, behind_us, reads, reads_empty, reads_throttled, error, last_error_us }
    Worker { number, health, leases, handled, in_hand }
    ConsumerDetail { name, leases, recent, error }
    Lease { shard, owner, state, checkpoint, behind_us, handled, switches }
    HandledRow { record, id, at_us, worker, turn }
    Contrast { ready, stream, queue }
    ContrastSide { name, columns, rows, arrived, held, lost, rate, usd_hour, usd_million, usd_million_least, visibility_us }
    Arrived { record, at_us, place }
    Seen { consumer, cells }
    Application { name, status, reads, writes, rows_in_per_s, rows_out_per_s, behind_us, late, windows_open, watermark_ms, spark, kpus, error }
    ApplicationDetail { name, arn, description, status, runtime, role, version, created_us, updated_us, running_since_us, script, parallelism, tasks_per_kpu, has_snapshots, kpus, usd_hour, restarts, trouble, behind_us, checkpoint_interval_us, checkpoints, snapshots, inserts, late, plane, cli }
    FlowInsert { into, target, reads, windows, processing_time, rows_in, rows_out, filtered, malformed, late, watermark_ms, shards, open, open_total, columns, rows, chart }
    ShardWatermark { shard, watermark_ms, idle }
    OpenWindow { start_ms, end_ms, groups, rows, left_ms }
    LateRecord { record, insert, event_ms, at_us, by_ms, window_ms }
    Checkpoint { id, at_us, duration_us, bytes }
    Snapshot { name, status, version, at_us, bytes }
    Plane { insert, title, windows_are, from_ms, until_ms, arrived_from_ms, now_ms, delay_ms, front, windows, records, every }
    PlaneWindow { start_ms, end_ms, closed_ms, rows, groups }
    PlaneRecord { record, event_ms, arrived_ms, late }
}
