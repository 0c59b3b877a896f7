//! Plans by a few words, and flows played from a text.
//!
//! A script has a line for each thing that happens: `p0 08:05 C 4` is a record in partition 0 whose members are these, in the
//! table's order (`-` is a member that is missing); `p1 {…}` is a record as it stands; `open p1`, `finish p1`, `tick 08:30` and
//! `now 08:30` say what they are called. Below each line stands what came of it: `+` a row, `~` a row that takes another's place,
//! `-` one that is gone, `late`, `watermark`.

use flow::{Flow, Output, Record, Settings};
use jobs::stream::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The day of all scripts, in milliseconds since 1970: 2020-04-15.
pub const DAY_MS: i64 = 18_367 * 86_400_000;

/// `HH:mm[:ss[.SSS]]` of that day.
pub fn at(text: &str) -> i64 {
    let (clock, millis) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().unwrap());
    let (hour, minute, second) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or(0));
    DAY_MS + (hour * 3_600 + minute * 60 + second) * 1_000 + millis.parse::<i64>().unwrap()
}

pub fn clock(ms: i64) -> String {
    let of_day = ms - DAY_MS;
    let mut text = format!("{:02}:{:02}", of_day / 3_600_000, of_day / 60_000 % 60);
    if of_day % 60_000 != 0 {
        write!(text, ":{:02}", of_day / 1_000 % 60).unwrap();
    }
    if of_day % 1_000 != 0 {
        write!(text, ".{:03}", of_day % 1_000).unwrap();
    }
    text
}

/// A table: `name TYPE, …` with `AS PROCTIME` or `FROM key` behind the type, and after a `|` its options, `watermark=column-ms` among
/// them.
pub fn table(name: &str, text: &str) -> Table {
    let (columns, options) = text.split_once('|').unwrap_or((text, ""));
    let columns: Vec<Column> = columns
        .split(',')
        .map(|column| {
            let words: Vec<&str> = column.split_whitespace().collect();
            let kind = match words[1] {
                "BOOLEAN" => Type::Boolean,
                "BIGINT" => Type::Bigint,
                "DOUBLE" => Type::Double,
                "TIMESTAMP" => Type::Timestamp,
                _ => Type::String,
            };
            let origin = match words.get(2..) {
                Some(["AS", "PROCTIME"]) => Origin::ProcessingTime,
                Some(["FROM", key]) => Origin::Metadata((*key).into()),
                _ => Origin::Member,
            };
            Column { name: words[0].into(), kind, origin }
        })
        .collect();
    let mut options: BTreeMap<String, String> = options
        .split_whitespace()
        .map(|option| option.split_once('=').unwrap())
        .map(|(k, v)| (k.into(), v.into()))
        .collect();
    options.entry("format".into()).or_insert("json".into());
    let watermark = options.remove("watermark").map(|text| {
        let (column, delay_ms) = text.split_once('-').unwrap();
        let column = columns.iter().position(|known| known.name == column).unwrap() as u32;
        Watermark { column, delay_ms: delay_ms.parse().unwrap() }
    });
    // By its text: a table may have parts that no flow has to do with.
    let mut plain = serde_json::json!({ "name": name, "primary_key": [], "position": [1, 1] });
    plain["columns"] = serde_json::to_value(columns).unwrap();
    plain["options"] = serde_json::to_value(options).unwrap();
    plain["watermark"] = serde_json::to_value(watermark).unwrap();
    serde_json::from_value(plain).unwrap()
}

/// The program that writes a query's columns to a sink.
pub fn program(mut tables: Vec<Table>, query: Node, sink: &str) -> Arc<Program> {
    let into = tables.len() as u32;
    tables.push(table("sink", sink));
    let columns = (0..tables.last().unwrap().columns.len() as u32).collect();
    let insert = Insert { into, columns, query, updates: false, position: (9, 1) };
    Arc::new(Program { tables, inserts: vec![insert], ..Program::default() })
}

pub fn flow(tables: Vec<Table>, query: Node, sink: &str) -> Flow {
    with(tables, query, sink, Settings::default())
}

pub fn with(tables: Vec<Table>, query: Node, sink: &str, settings: Settings) -> Flow {
    Flow::new(&program(tables, query, sink), 0, settings).unwrap_or_else(|problem| panic!("{problem:?}"))
}

pub fn column(index: u32) -> Expr {
    Expr::Column(index)
}

pub fn number(value: i64) -> Expr {
    Expr::Literal(Value::Bigint(value))
}

pub fn binary(left: Expr, operator: Binary, right: Expr) -> Expr {
    Expr::Binary(Box::new(left), operator, Box::new(right))
}

pub fn scan(table: u32) -> Node {
    Node::Scan { table }
}

pub fn filter(input: Node, condition: Expr) -> Node {
    Node::Filter { input: Box::new(input), condition }
}

fn named(exprs: impl IntoIterator<Item = Expr>) -> Vec<Named> {
    let name = |(place, expr): (usize, Expr)| Named { name: format!("c{place}"), kind: Type::Bigint, expr };
    exprs.into_iter().enumerate().map(name).collect()
}

pub fn project(input: Node, exprs: impl IntoIterator<Item = Expr>) -> Node {
    Node::Project { input: Box::new(input), columns: named(exprs) }
}

/// Some of a node's columns.
pub fn pick(input: Node, columns: &[u32]) -> Node {
    project(input, columns.iter().map(|index| column(*index)))
}

pub fn windowed(input: Node, window: Window, time: Time, keys: &[u32], aggregates: Vec<Aggregate>) -> Node {
    let keys = named(keys.iter().map(|key| column(*key)));
    Node::WindowAggregate { input: Box::new(input), window, time, keys, aggregates }
}

pub fn grouped(input: Node, keys: &[u32], aggregates: Vec<Aggregate>) -> Node {
    Node::GroupAggregate { input: Box::new(input), keys: named(keys.iter().map(|key| column(*key))), aggregates }
}

pub fn top(input: Node, partition: &[u32], order: &[(u32, bool)], rows_max: u64, window_end: Option<u32>) -> Node {
    Node::Top {
        input: Box::new(input),
        partition: partition.to_vec(),
        order: order.to_vec(),
        rows_max,
        window_end,
        rank: "rank".into(),
    }
}

pub fn count() -> Aggregate {
    aggregate(AggregateFunction::Count, None)
}

pub fn sum(index: u32) -> Aggregate {
    aggregate(AggregateFunction::Sum, Some(column(index)))
}

pub fn aggregate(function: AggregateFunction, argument: Option<Expr>) -> Aggregate {
    Aggregate { name: String::new(), kind: Type::Bigint, function, argument, distinct: false, filter: None }
}

const MINUTE_MS: i64 = 60_000;

pub fn tumble(minutes: i64) -> Window {
    Window::Tumble { size_ms: minutes * MINUTE_MS, offset_ms: 0 }
}

pub fn hop(slide: i64, size: i64) -> Window {
    Window::Hop { slide_ms: slide * MINUTE_MS, size_ms: size * MINUTE_MS, offset_ms: 0 }
}

pub fn cumulate(step: i64, size: i64) -> Window {
    Window::Cumulate { step_ms: step * MINUTE_MS, size_ms: size * MINUTE_MS, offset_ms: 0 }
}

pub fn session(minutes: i64) -> Window {
    Window::Session { gap_ms: minutes * MINUTE_MS }
}

pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Boolean(value) => value.to_string(),
        Value::Bigint(value) => value.to_string(),
        Value::Double(value) => format!("{value:?}"),
        Value::String(value) => value.to_string(),
        Value::Timestamp(ms) => clock(*ms),
    }
}

pub fn rows_of(out: &Output) -> String {
    let mut text = String::new();
    for row in &out.rows {
        let mark = if row.gone {
            '-'
        } else if row.update {
            '~'
        } else {
            '+'
        };
        let values: Vec<_> = row.values.iter().map(shown).collect();
        writeln!(text, "    {mark} {}", values.join(" ")).unwrap();
    }
    text
}

/// Records as members of the table's columns.
pub fn record_of(table: &Table, words: &str) -> String {
    if words.starts_with('{') || words.starts_with('!') {
        return words.trim_start_matches('!').to_owned();
    }
    let members = table.columns.iter().filter(|column| column.origin == Origin::Member);
    let mut object = serde_json::Map::new();
    for (column, word) in members.zip(words.split_whitespace()) {
        let value = match column.kind {
            _ if word == "-" => continue,
            Type::Timestamp => {
                let millis = (at(word) - DAY_MS) % 1_000;
                let clock = clock(at(word) - millis);
                let clock = if clock.len() < 8 { format!("{clock}:00") } else { clock };
                format!("2020-04-15 {clock}.{millis:03}").into()
            }
            Type::String => word.into(),
            _ => serde_json::from_str(word).unwrap(),
        };
        object.insert(column.name.clone(), value);
    }
    serde_json::to_string(&object).unwrap()
}

/// Plays a script over the first table, and writes what comes beneath each line.
pub fn play(flow: &mut Flow, table: &Table, script: &str) -> String {
    let mut text = String::new();
    let mut now = at("12:00");
    let mut sequence = 0;
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(text, "{line}").unwrap();
        let before = flow.watermark_ms();
        let mut out = Output::default();
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        let partition = |word: &str| word.trim_start_matches('p').parse::<u32>().unwrap();
        match head {
            "open" => flow.open(0, partition(rest), now),
            "finish" => flow.finish(0, partition(rest), &mut out, now),
            "now" => now = at(rest),
            "tick" => {
                now = at(rest);
                flow.tick(now, &mut out);
            }
            head => {
                let data = record_of(table, rest);
                let record = Record { data: data.as_bytes(), key: b"k", arrival_ms: now - 1_000, sequence };
                sequence += 1;
                flow.feed(0, partition(head), [record].into_iter(), now, &mut out);
            }
        }
        for late in &out.late {
            let (start, end) = late.window;
            let fate = if late.lost { "lost" } else { "kept" };
            let (event, watermark) = (clock(late.event_ms), clock(late.watermark_ms));
            let window = format!("{}..{}", clock(start), clock(end));
            writeln!(text, "    late {event}, {fate}: window {window}, watermark {watermark}").unwrap();
        }
        if let Some(failure) = &out.failure {
            writeln!(text, "    failure: {} (sequence {})", failure.message, failure.sequence).unwrap();
        }
        text.push_str(&rows_of(&out));
        if flow.watermark_ms() != before {
            writeln!(text, "    watermark {}", flow.watermark_ms().map_or("none".into(), clock)).unwrap();
        }
    }
    text
}

/// The counts that are not zero.
pub fn counts(flow: &Flow) -> String {
    let text = format!("{:?}", flow.counts());
    let text = text.trim_start_matches("Counts { ").trim_end_matches(" }");
    let kept: Vec<_> = text.split(", ").filter(|part| !part.ends_with(": 0") && !part.starts_with("bytes")).collect();
    kept.join(", ")
}
