//! Programs as the engine plans them, built by hand; and what the words of their tables are checked for.

use crate::world::{World, bench, call_planned, creation, planned};
use jobs::stream::{
    Aggregate, AggregateFunction, Column, Expr, Function, Insert, Named, Node, Origin, Program, Table, Time, Type,
    Value, Watermark, Window,
};
use std::collections::BTreeMap;

pub const MINUTE_MS: i64 = 60_000;

pub fn column(name: &str, kind: Type) -> Column {
    Column { name: name.into(), kind, origin: Origin::Member }
}

pub fn options(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// `events (k STRING, at BIGINT, ts AS TO_TIMESTAMP_LTZ(at, 3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)`
pub fn events(extra: &[(&str, &str)]) -> Table {
    let ts = Expr::Call(Function::ToTimestampLtz, vec![Expr::Column(1), Expr::Literal(Value::Bigint(3))]);
    let mut with = options(&[
        ("connector", "kinesis"),
        ("stream", "flights"),
        ("aws.region", "us-east-1"),
        ("scan.stream.initpos", "TRIM_HORIZON"),
        ("format", "json"),
        ("json.ignore-parse-errors", "true"),
    ]);
    with.extend(options(extra));
    Table {
        name: "events".into(),
        columns: vec![
            column("k", Type::String),
            column("at", Type::Bigint),
            Column { name: "ts".into(), kind: Type::Timestamp, origin: Origin::Computed(ts) },
        ],
        watermark: Some(Watermark { column: 2, delay_ms: 5_000 }),
        primary_key: Vec::new(),
        partitioned_by: Vec::new(),
        options: with,
        position: (1, 1),
    }
}

/// `name (k STRING, since TIMESTAMP(3), n BIGINT)`
pub fn counts(name: &str, key: &[u32], with: &[(&str, &str)]) -> Table {
    Table {
        name: name.into(),
        columns: vec![column("k", Type::String), column("since", Type::Timestamp), column("n", Type::Bigint)],
        watermark: None,
        primary_key: key.to_vec(),
        partitioned_by: Vec::new(),
        options: options(with),
        position: (5, 1),
    }
}

pub fn chart() -> Table {
    counts("chart", &[0, 1], &[("connector", "chart"), ("rows", "10000")])
}

pub fn stream() -> Table {
    let with = [("connector", "kinesis"), ("stream", "results"), ("aws.region", "us-east-1"), ("format", "json")];
    Table { partitioned_by: vec![0], ..counts("results", &[], &with) }
}

pub fn delivery() -> Table {
    counts(
        "delivered",
        &[],
        &[("connector", "firehose"), ("delivery-stream", "d"), ("aws.region", "us-east-1"), ("format", "json")],
    )
}

pub fn count() -> Aggregate {
    Aggregate {
        name: "n".into(),
        kind: Type::Bigint,
        function: AggregateFunction::Count,
        argument: None,
        distinct: false,
        filter: None,
    }
}

pub fn named(name: &str, kind: Type, column: u32) -> Named {
    Named { name: name.into(), kind, expr: Expr::Column(column) }
}

/// Counts by key and minute of `events`.
pub fn by_minute(into: u32) -> Insert {
    let windowed = Node::WindowAggregate {
        input: Box::new(Node::Scan { table: 0 }),
        window: Window::Tumble { size_ms: MINUTE_MS, offset_ms: 0 },
        time: Time::Event(2),
        keys: vec![named("k", Type::String, 0)],
        aggregates: vec![count()],
    };
    let columns = vec![named("k", Type::String, 0), named("since", Type::Timestamp, 1), named("n", Type::Bigint, 4)];
    let query = Node::Project { input: Box::new(windowed), columns };
    Insert { into, columns: vec![0, 1, 2], query, updates: false, position: (9, 1) }
}

/// Counts by key since ever.
pub fn ever(into: u32) -> Insert {
    let grouped = Node::GroupAggregate {
        input: Box::new(Node::Scan { table: 0 }),
        keys: vec![named("k", Type::String, 0)],
        aggregates: vec![count()],
    };
    let nothing = Named { name: "since".into(), kind: Type::Timestamp, expr: Expr::Literal(Value::Timestamp(0)) };
    let columns = vec![named("k", Type::String, 0), nothing, named("n", Type::Bigint, 1)];
    let query = Node::Project { input: Box::new(grouped), columns };
    Insert { into, columns: vec![0, 1, 2], query, updates: true, position: (9, 1) }
}

pub fn program(tables: Vec<Table>, inserts: Vec<Insert>) -> Program {
    Program { tables, inserts, ..Program::default() }
}

/// By minute, into a chart.
pub fn to_chart() -> Program {
    program(vec![events(&[]), chart()], vec![by_minute(1)])
}

/// By minute, into a chart and into a stream.
pub fn to_both() -> Program {
    program(vec![events(&[]), chart(), stream()], vec![by_minute(1), by_minute(2)])
}

/// A record of `k` at an instant, in milliseconds since 1970.
pub fn record(k: &str, at: u64) -> String {
    format!(r#"{{"k":"{k}","at":{at}}}"#)
}

/// What is wrong with a program.
fn refusal(program: &Program) -> String {
    let world = World::new(1);
    let made = call_planned(&mut bench(&world), "CreateApplication", creation("x"), planned(program));
    made.err().map_or_else(|| "no error".into(), |error| error.to_string())
}

#[test]
fn words_of_sources_are_checked() {
    let with = |extra: &[(&str, &str)]| refusal(&program(vec![events(extra), chart()], vec![by_minute(1)]));
    let without = |name: &str| {
        let mut table = events(&[]);
        table.options.remove(name);
        refusal(&program(vec![table, chart()], vec![by_minute(1)]))
    };
    let start =
        "CodeValidationException: SQL validation failed. From line 1, column 1: Unable to create table 'events': ";
    assert_eq!(with(&[]), "no error");
    assert_eq!(with(&[("scan.stream.initpos", "LATEST")]), "no error");
    let since = [("scan.stream.initpos", "AT_TIMESTAMP"), ("source.init.timestamp", "2026-01-01T00:00:00Z")];
    assert_eq!(with(&since), "no error");
    assert_eq!(with(&[("json.fail-on-missing-field", "false")]), "no error");
    assert_eq!(
        without("stream"),
        format!("{start}One or more required options are missing. Missing required options are: stream.arn")
    );
    assert_eq!(
        without("aws.region"),
        format!("{start}One or more required options are missing. Missing required options are: aws.region")
    );
    assert_eq!(
        without("format"),
        format!("{start}One or more required options are missing. Missing required options are: format")
    );
    assert_eq!(
        without("connector"),
        format!("{start}Table options do not contain an option key 'connector' for discovering a connector.")
    );
    for (name, value, said) in [
        ("connector", "kafka", "Could not find any factory for identifier 'kafka'"),
        ("format", "avro", "Could not find any factory for identifier 'avro'"),
        ("aws.region", "eu-west-1", "'aws.region' is 'eu-west-1'"),
        ("scan.stream.initpos", "SOON", "'scan.stream.initpos' is 'SOON'"),
        ("stream.arn", "arn:aws:kinesis:us-east-1:1:stream/x", "'stream' is the older name of 'stream.arn'"),
        ("source.init.position", "LATEST", "'scan.stream.initpos' is the older name of 'source.init.position'"),
        ("color", "red", "Unsupported options found. Unsupported options: color."),
        ("json.map-null-key.mode", "DROP", "Unsupported options found. Unsupported options: json.map-null-key.mode."),
        ("csv.null-literal", "-", "Unsupported options found. Unsupported options: csv.null-literal."),
        ("scan.watermark.idle-timeout", "1 s", "Unsupported options found. Unsupported options: scan.watermark."),
        (
            "scan.stream.initpos",
            "AT_TIMESTAMP",
            "One or more required options are missing. Missing required options are: source.init.timestamp",
        ),
    ] {
        let refused = with(&[(name, value)]);
        assert!(refused.starts_with(&format!("{start}{said}")), "{refused}");
    }
    let mut elsewhere = events(&[("stream.arn", "arn:aws:kinesis:eu-west-1:1:stream/x")]);
    elsewhere.options.remove("stream");
    let refused = refusal(&program(vec![elsewhere, chart()], vec![by_minute(1)]));
    assert!(
        refused.contains("'stream.arn' is 'arn:aws:kinesis:eu-west-1:1:stream/x', which is no stream"),
        "{refused}"
    );
}

#[test]
fn a_setting_is_refused_at_its_place() {
    let mut wrong = to_chart();
    wrong.settings = options(&[("pipeline.name", "n"), ("table.exec.state.ttl", "long")]);
    wrong.settings_at = BTreeMap::from([("pipeline.name".into(), (1, 1)), ("table.exec.state.ttl".into(), (2, 3))]);
    let said =
        "CodeValidationException: SQL validation failed. From line 2, column 3: 'table.exec.state.ttl' is 'long'";
    assert!(refusal(&wrong).starts_with(said), "{}", refusal(&wrong));
}

#[test]
fn a_table_may_be_read_and_written() {
    let words = [
        ("sink.batch.max-size", "100"),
        ("sink.requests.max-inflight", "50"),
        ("sink.flush-buffer.size", "5242880"),
        ("sink.flush-buffer.timeout", "5000"),
        ("sink.fail-on-error", "false"),
        ("sink.partitioner-field-delimiter", "-"),
        ("scan.stream.initpos", "LATEST"),
    ];
    let mut written = stream();
    written.options.extend(options(&words));
    assert_eq!(refusal(&program(vec![events(&words), written], vec![by_minute(1)])), "no error");
}

#[test]
fn a_sink_that_cannot_take_updates_refuses_them_in_the_words_of_flink() {
    let refused = refusal(&program(vec![events(&[]), stream()], vec![ever(1)]));
    assert_eq!(
        refused,
        "CodeValidationException: SQL validation failed. From line 9, column 1: Table sink 'default_catalog.default_database.results' \
         doesn't support consuming update changes which is produced by node GroupAggregate(groupBy=[k], select=[k, n])"
    );
    let keyless = counts("chart", &[], &[("connector", "chart")]);
    let refused = refusal(&program(vec![events(&[]), keyless], vec![ever(1)]));
    assert!(refused.contains("a chart of rows that change needs PRIMARY KEY"), "{refused}");
    let keyed = counts("chart", &[0], &[("connector", "chart")]);
    assert_eq!(refusal(&program(vec![events(&[]), keyed], vec![ever(1)])), "no error");
    let printed = counts("printed", &[], &[("connector", "print")]);
    assert_eq!(refusal(&program(vec![events(&[]), printed], vec![ever(1)])), "no error");
}

#[test]
fn words_of_sinks_are_checked() {
    let with = |mut table: Table, name: &str, value: &str| {
        table.options.insert(name.into(), value.into());
        refusal(&program(vec![events(&[]), table], vec![by_minute(1)]))
    };
    assert!(with(chart(), "rows", "0").contains("'rows' is '0'; expected a number from 1 to 10000"));
    assert!(with(chart(), "format", "json").contains("Unsupported options: format."));
    assert!(with(stream(), "sink.partitioner", "fixed").contains("'sink.partitioner' is 'fixed'"));
    assert!(with(stream(), "sink.batch.max-size", "501").contains("expected a number from 1 to 500"));
    let printed = || counts("printed", &[], &[("connector", "print"), ("print-identifier", "rows")]);
    assert_eq!(with(printed(), "standard-error", "true"), "no error");
    assert!(with(printed(), "standard-error", "loud").contains("neither 'true' nor 'false'"));
    assert!(with(chart(), "json.timestamp-format.standard", "SQL").contains("Unsupported options: json.timestamp"));
    assert!(with(stream(), "sink.flush-buffer.timeout", "5 s").contains("'sink.flush-buffer.timeout' is '5 s'"));
    assert!(with(stream(), "sink.requests.max-inflight", "0").contains("'sink.requests.max-inflight' is '0'"));
    assert!(with(delivery(), "sink.fail-on-error", "maybe").contains("neither 'true' nor 'false'"));
    assert!(with(delivery(), "aws.region", "mars").contains("'aws.region' is 'mars'"));
    assert_eq!(with(delivery(), "sink.requests.max-buffered", "5"), "no error");
    assert!(refusal(&program(vec![events(&[])], Vec::new())).contains("The script has no INSERT INTO"));
}
