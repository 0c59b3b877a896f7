//! Applications of streaming SQL: what the diagram shows of each, and one in detail. The plane of event times has a file of its own.

mod detail;
mod plane;
mod time;

use account::Account;
use jobs::stream::Value;
use kinesisanalytics::{Application, ApplicationView, Chart, Sink, StatementView, Status};
use protocol::{Application as Shown, Edge, EdgeState, Node};
use sim::Time;
use sim::time::SECOND_US;

/// Bars of a live chart in the diagram.
const SPARK: usize = 12;
/// Open windows that are counted of each statement.
const OPEN_MAX: usize = 1_000;

/// All of them, as the diagram shows them, with what flows to them and from them.
pub(super) fn applications(account: &Account, now: Time, edges: &mut Vec<Edge>) -> Vec<Shown> {
    let mut out = Vec::new();
    for application in account.kinesisanalytics().applications() {
        let view = application.view();
        let shown = shown(account, application, &view, now);
        let trouble = view.trouble.as_ref();
        let state = |towards: bool| match trouble {
            None => EdgeState::Ok,
            // Back-pressure comes from where it writes to; everything else from what it reads.
            Some(_) if towards != view.is_held_back => EdgeState::Ok,
            Some(trouble) if trouble.error.code.contains("AccessDenied") => EdgeState::Denied,
            Some(_) => EdgeState::Failed,
        };
        let node = Node::Application(shown.name.clone());
        let edge = |from: Node, to: Node, records_per_s: f64, towards: bool| Edge {
            from,
            to,
            records_per_s,
            bytes_per_s: 0.0,
            fill: if view.is_held_back { 1.0 } else { 0.0 },
            state: state(towards),
            last_trouble_us: trouble.map(|trouble| trouble.since.0),
        };
        for stream in &shown.reads {
            let rate = if is_up(&view) { rate(account, stream, now) } else { 0.0 };
            edges.push(edge(Node::Stream(stream.clone()), node.clone(), rate, false));
        }
        for to in &shown.writes {
            let written = application
                .statements()
                .enumerate()
                .filter(|(_, statement)| place(&statement.sink).as_ref() == Some(to));
            let rate = written.map(|(index, statement)| rows_per_s(account, application, index, &statement, now)).sum();
            edges.push(edge(node.clone(), to.clone(), rate, true));
        }
        out.push(shown);
    }
    out
}

fn shown(account: &Account, application: &Application, view: &ApplicationView, now: Time) -> Shown {
    let mut reads = view.sources.clone();
    reads.sort();
    reads.dedup();
    let mut writes: Vec<Node> = view.sinks.iter().filter_map(place).collect();
    writes.sort();
    writes.dedup();
    let statements: Vec<_> = application.statements().enumerate().collect();
    let open = statements.iter().map(|(index, _)| open(application, *index).len() as u64).sum();
    let rows = statements.iter().map(|(index, one)| rows_per_s(account, application, *index, one, now)).sum();
    Shown {
        name: view.name.to_string(),
        status: view.status.name().into(),
        rows_in_per_s: if is_up(view) { reads.iter().map(|stream| rate(account, stream, now)).sum() } else { 0.0 },
        rows_out_per_s: rows,
        reads,
        writes,
        behind_us: view.behind_ms * 1_000,
        late: view.totals.late,
        windows_open: open,
        watermark_ms: view.watermark_ms,
        spark: application.charts().next().map(|(_, chart)| spark(chart)).unwrap_or_default(),
        kpus: if view.status == Status::Ready { 0 } else { view.kpus as u32 },
        error: view.trouble.as_ref().map(|trouble| trouble.error.code.to_string()),
    }
}

/// Whether its job works: it then reads each second what has come.
fn is_up(view: &ApplicationView) -> bool {
    matches!(view.job, Some(kinesisanalytics::JobPhase::Running(_)))
}

/// Where rows go to, unless they stay in the application's own chart.
fn place(sink: &Sink) -> Option<Node> {
    match sink {
        Sink::Kinesis { arn, .. } => Some(Node::Stream(api::Arn::name(arn).to_owned())),
        Sink::Firehose { name, .. } => Some(Node::Delivery(name.clone())),
        Sink::Chart { .. } => None,
    }
}

/// Records that a stream has taken in the last second.
fn rate(account: &Account, stream: &str, now: Time) -> f64 {
    account.kinesis().stream(stream).map_or(0.0, |stream| stream.rate(now).records as f64)
}

/// Rows that a statement has given in the last second: those of the windows that fired, or its share of what came in.
fn rows_per_s(account: &Account, application: &Application, index: usize, statement: &StatementView, now: Time) -> f64 {
    if statement.counts.windows > 0 {
        let fired = application.fired(index).rev().take_while(|(at, _)| at.0 + SECOND_US > now.0);
        return fired.map(|(_, fired)| fired.rows).sum::<u64>() as f64;
    }
    let view = application.view();
    let read: f64 = if is_up(&view) { view.sources.iter().map(|stream| rate(account, stream, now)).sum() } else { 0.0 };
    read * statement.counts.rows as f64 / statement.counts.records.max(1) as f64
}

/// The windows of a statement that have not fired: those that did are kept for late rows.
fn open(application: &Application, index: usize) -> Vec<flow::OpenWindow> {
    let mut open = application.open_windows(index, OPEN_MAX);
    open.retain(|window| !window.fired);
    open
}

/// The first number of a row behind its window's bounds.
fn number(chart: &Chart, values: &[Value]) -> Option<f64> {
    let columns = chart.columns().iter().zip(values);
    columns.filter_map(|(_, value)| as_number(value)).next()
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Bigint(value) => Some(*value as f64),
        Value::Double(value) => Some(*value),
        Value::Null | Value::Boolean(_) | Value::String(_) | Value::Timestamp(_) => None,
    }
}

/// The last rows of a chart, against the largest of them.
fn spark(chart: &Chart) -> Vec<f64> {
    let mut values: Vec<f64> = chart.rows().rev().filter_map(|row| number(chart, &row.values)).take(SPARK).collect();
    values.reverse();
    let most = values.iter().copied().fold(0.0, f64::max);
    values.iter().map(|value| if most > 0.0 { (value / most).max(0.0) } else { 0.0 }).collect()
}
