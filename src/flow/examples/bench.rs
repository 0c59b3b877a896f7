//! How many records a second a flow takes, for some queries over JSON records of 200 bytes. It prints a table and enforces nothing:
//! `cargo run --release -p flow --example flow-bench`.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures wall time")]

use flow::{Flow, Output, Record, Settings};
use jobs::stream::Program;
use serde_json::{Value, json};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

const RECORDS: usize = 1_000_000;
const RECORD_BYTES: usize = 200;
/// Records of a call.
const BATCH: usize = 500;
const KEYS: usize = 1_000;
/// How many records lie in a minute of event time.
const RECORDS_PER_MINUTE: usize = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let records = records();
    println!("{RECORDS} records of {RECORD_BYTES} bytes, {KEYS} keys, {BATCH} a call");
    println!(
        "{:<40}{:>12}{:>12}{:>10}{:>10}{:>10}{:>10}",
        "query", "records/s", "ns/record", "median", "rows", "state kB", "clone us"
    );
    let count = || aggregate("Count", Value::Null);
    let sum = || aggregate("Sum", column(2));
    let tumble = json!({ "Tumble": { "size_ms": 60_000, "offset_ms": 0 } });
    let hop = json!({ "Hop": { "slide_ms": 10_000, "size_ms": 60_000, "offset_ms": 0 } });
    let session = json!({ "Session": { "gap_ms": 1_000 } });
    let windowed = |window: Value, input: Value, aggregates: Value| {
        json!({ "WindowAggregate": {
            "input": input, "window": window, "time": { "Event": 0 }, "keys": [named(1)], "aggregates": aggregates,
        } })
    };
    let scan = || json!({ "Scan": { "table": 0 } });
    let filtered =
        json!({ "Filter": { "input": scan(), "condition": { "Binary": [column(2), "Greater", literal(500)] } } });
    let mut distinct = aggregate("Count", column(2));
    distinct["distinct"] = true.into();
    let projected = json!({ "Project": { "input": filtered, "columns": [named(0), named(1), named(2)] } });
    run("filter, all columns out", &projected, 3, &records)?;
    run("tumble 60 s: count, sum by key", &windowed(tumble.clone(), scan(), json!([count(), sum()])), 6, &records)?;
    run("the same behind a filter", &windowed(tumble.clone(), filtered, json!([count(), sum()])), 6, &records)?;
    run("tumble 60 s: count distinct by key", &windowed(tumble, scan(), json!([distinct])), 5, &records)?;
    run("hop 10 s/60 s: count, sum by key", &windowed(hop, scan(), json!([count(), sum()])), 6, &records)?;
    run("session 1 s: count, sum by key", &windowed(session, scan(), json!([count(), sum()])), 6, &records)?;
    let grouped = json!({ "GroupAggregate": { "input": scan(), "keys": [named(1)], "aggregates": [count(), sum()] } });
    run("no window: count, sum by key", &grouped, 3, &records)?;
    Ok(())
}

/// Runs a query three times and prints the best. The median of its calls beside the mean tells what others on the machine have taken
/// from it, and what the calls cost in which windows fire.
fn run(name: &str, query: &Value, width: usize, records: &[Vec<u8>]) -> Result<(), Box<dyn Error>> {
    let program: Arc<Program> = Arc::new(serde_json::from_value(program(query, width))?);
    let (mut best, mut median) = (Duration::MAX, Duration::MAX);
    let mut seen = (0, 0, Duration::ZERO);
    for _ in 0..3 {
        let mut flow = Flow::new(&program, 0, Settings::default()).map_err(|problem| problem.message)?;
        let mut out = Output::default();
        let mut spent = Vec::with_capacity(records.len() / BATCH);
        for batch in records.chunks(BATCH) {
            let start = Instant::now();
            let records = batch.iter().map(|data| Record { data, key: b"key", arrival_ms: 0, sequence: 0 });
            flow.feed(0, 0, records, 0, &mut out);
            out.clear();
            spent.push(start.elapsed());
        }
        best = best.min(spent.iter().sum());
        spent.sort_unstable();
        median = median.min(spent.get(spent.len() / 2).copied().unwrap_or_default());
        let start = Instant::now();
        let clone = flow.clone();
        let clone_took = start.elapsed();
        drop(clone);
        let counts = flow.counts();
        if counts.malformed + counts.failed + counts.late > 0 {
            return Err(format!("{counts:?}").into());
        }
        seen = (counts.rows, flow.state_bytes() / 1_000, clone_took);
    }
    let ns = best.as_secs_f64() * 1e9 / records.len() as f64;
    let median = median.as_secs_f64() * 1e9 / BATCH as f64;
    let clone_us = seen.2.as_secs_f64() * 1e6;
    println!("{name:<40}{:>12.0}{ns:>12.0}{median:>10.0}{:>10}{:>10}{clone_us:>10.1}", 1e9 / ns, seen.0, seen.1);
    Ok(())
}

fn records() -> Vec<Vec<u8>> {
    let record = |number: usize| {
        let ms = number * 60_000 / RECORDS_PER_MINUTE;
        let (minute, second, milli) = (ms / 60_000, ms / 1_000 % 60, ms % 1_000);
        // A walk through all keys and amounts in an order of its own.
        let (key, amount) = (number * 7_919 % KEYS, number * 104_729 % 1_000);
        let mut text = format!(
            r#"{{"event_time":"2026-01-01 00:{minute:02}:{second:02}.{milli:03}","user_id":"user-{key:04}","session":{{"id":{number},"pages":[1,2,3]}},"amount":{amount},"price":12.5,"agent":""#
        );
        while text.len() < RECORD_BYTES - 2 {
            text.push('x');
        }
        text.push_str("\"}");
        text.into_bytes()
    };
    (0..RECORDS).map(record).collect()
}

fn program(query: &Value, width: usize) -> Value {
    let member = |name: String, kind: &str| json!({ "name": name, "kind": kind, "origin": "Member" });
    let table = |name: &str, columns: Vec<Value>, watermark: Value| {
        json!({
            "name": name, "columns": columns, "watermark": watermark, "primary_key": [],
            "options": { "format": "json" }, "position": [1, 1],
        })
    };
    let source = [("event_time", "Timestamp"), ("user_id", "String"), ("amount", "Bigint"), ("price", "Double")];
    let source = source.map(|(name, kind)| member(name.into(), kind)).to_vec();
    let sink: Vec<_> = (0..width).map(|place| member(format!("c{place}"), "String")).collect();
    let places: Vec<_> = (0..width).collect();
    json!({
        "settings": {},
        "tables": [table("source", source, json!({ "column": 0, "delay_ms": 5_000 })), table("sink", sink, Value::Null)],
        "inserts": [{ "into": 1, "columns": places, "query": query, "updates": false, "position": [1, 1] }],
    })
}

fn column(index: u32) -> Value {
    json!({ "Column": index })
}

fn literal(value: i64) -> Value {
    json!({ "Literal": { "Bigint": value } })
}

fn named(index: u32) -> Value {
    json!({ "name": "k", "kind": "String", "expr": column(index) })
}

fn aggregate(function: &str, argument: Value) -> Value {
    json!({
        "name": "a", "kind": "Bigint", "function": function, "argument": argument, "distinct": false, "filter": null,
    })
}
