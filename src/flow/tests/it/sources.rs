//! Records on their way in: partitions and their watermarks, metadata, formats, what cannot be read, and plans that cannot be run.

use crate::support::*;
use expect_test::expect;
use flow::{Flow, Output, Record, Settings};
use jobs::stream::{Binary, Node, Program, Time, Window};
use std::collections::BTreeMap;

const ORDERS: &str = "time TIMESTAMP, amount BIGINT | watermark=time-0";

fn sums() -> Node {
    pick(windowed(scan(0), tumble(1), Time::Event(0), &[], vec![sum(1)]), &[0, 1, 3])
}

const SUMS: &str = "s TIMESTAMP, e TIMESTAMP, amount BIGINT";

#[test]
fn the_slowest_partition_holds_the_watermark_until_it_is_drained() {
    let orders = table("orders", ORDERS);
    let mut flow = flow(vec![orders.clone()], sums(), SUMS);
    let script = "
        open p0
        open p1
        p0 08:02 1
        p1 08:00:30 2
        p1 08:01 4
        open p2
        p1 08:03 8
        p0 08:03 16
        finish p2
        p0 08:02:30 32
        finish p0
        finish p1";
    expect![[r#"
        open p0
        open p1
        p0 08:02 1
        p1 08:00:30 2
            watermark 08:00:30
        p1 08:01 4
            + 08:00 08:01 2
            watermark 08:01
        open p2
        p1 08:03 8
        p0 08:03 16
        finish p2
            + 08:01 08:02 4
            + 08:02 08:03 1
            watermark 08:03
        p0 08:02:30 32
            late 08:02:30, lost: window 08:02..08:03, watermark 08:03
        finish p0
        finish p1
    "#]]
    .assert_eq(&play(&mut flow, &orders, script));
}

#[test]
fn a_partition_without_records_stalls_everything_unless_it_may_be_idle() {
    let orders = table("orders", ORDERS);
    let settings = Settings { idle_timeout_ms: 5_000, ..Settings::default() };
    let mut flow = with(vec![orders.clone()], sums(), SUMS, settings);
    let script = "
        now 12:00
        open p0
        open p1
        now 12:00:03
        p0 08:02 1
        tick 12:00:04.999
        tick 12:00:05
        p1 08:01:30 2
        p0 08:03:30 4
        p1 08:03 8
        tick 12:00:10";
    let text = play(&mut flow, &orders, script);
    let partitions: Vec<_> = flow
        .partition_watermarks()
        .iter()
        .map(|(table, partition, ms, idle)| format!("{table} {partition} {} {idle}", ms.map_or("-".into(), clock)))
        .collect();
    let timer = flow.next_timer_ms();
    expect![[r#"
        now 12:00
        open p0
        open p1
        now 12:00:03
        p0 08:02 1
        tick 12:00:04.999
        tick 12:00:05
            watermark 08:02
        p1 08:01:30 2
            late 08:01:30, lost: window 08:01..08:02, watermark 08:02
        p0 08:03:30 4
        p1 08:03 8
            + 08:02 08:03 1
            watermark 08:03
        tick 12:00:10
            watermark 08:03:30
        0 0 08:03:30 true
        0 1 08:03 true
        None"#]]
    .assert_eq(&format!("{text}{}\n{timer:?}", partitions.join("\n")));
}

#[test]
fn what_is_known_about_a_record_fills_columns() {
    let events = table(
        "events",
        "v BIGINT, at TIMESTAMP FROM timestamp, shard STRING FROM shard-id, n STRING FROM sequence-number, k STRING FROM partition-key, p TIMESTAMP AS PROCTIME",
    );
    let sink = "v BIGINT, at TIMESTAMP, shard STRING, n STRING, k STRING, p TIMESTAMP";
    let mut flow = flow(vec![events.clone()], scan(0), sink);
    flow.open(0, 3, at("12:00"));
    flow.name(0, 3, "the-third");
    expect![[r#"
        p3 1
            + 1 11:59:59 the-third 0 k 12:00
        p4 2
            + 2 11:59:59 4 1 k 12:00
    "#]]
    .assert_eq(&play(&mut flow, &events, "p3 1\np4 2"));
}

#[test]
fn a_table_says_what_becomes_of_records_that_cannot_be_read() {
    let script = "p0 {\"v\":1}\np0 {\"v\":\"x\"}\np0 {\"v\":\np0 {\"v\":2}";
    let played = ["", "| json.ignore-parse-errors=true", "| json.ignore-parse-errors=false"].map(|options| {
        let events = table("events", &format!("v BIGINT {options}"));
        let mut flow = flow(vec![events.clone()], scan(0), "v BIGINT");
        let text = play(&mut flow, &events, script);
        format!("{options}\n{text}{}\n", counts(&flow))
    });
    expect![[r#"

        p0 {"v":1}
            + 1
        p0 {"v":"x"}
        p0 {"v":
        p0 {"v":2}
            + 2
        records: 4, malformed: 2, taken: 2, rows: 2

        | json.ignore-parse-errors=true
        p0 {"v":1}
            + 1
        p0 {"v":"x"}
            + NULL
        p0 {"v":
        p0 {"v":2}
            + 2
        records: 4, malformed: 1, nulled: 1, taken: 3, rows: 3

        | json.ignore-parse-errors=false
        p0 {"v":1}
            + 1
        p0 {"v":"x"}
            failure: 'v' is no BIGINT (sequence 1)
        p0 {"v":
            failure: a value was expected at byte 5 (sequence 2)
        p0 {"v":2}
            + 2
        records: 4, malformed: 2, taken: 2, rows: 2
    "#]]
    .assert_eq(&played.join("\n"));
}

#[test]
fn lines_of_csv_are_read_and_written() {
    let events = table("events", "a STRING, b BIGINT, c DOUBLE | format=csv csv.field-delimiter=;");
    let mut flow =
        flow(vec![events.clone()], scan(0), "a STRING, b BIGINT, c DOUBLE | format=csv csv.null-literal=none");
    let mut out = Output::default();
    let lines = ["x;1;2.5\n", "\"y,\"\"z\"\"\";;1e3", "only"];
    let record = |line: &'static str| Record { data: line.as_bytes(), key: b"", arrival_ms: 0, sequence: 0 };
    flow.feed(0, 0, lines.into_iter().map(record), 0, &mut out);
    let mut text = Vec::new();
    for row in &out.rows {
        flow.encode(row, &mut text);
        text.push(b'\n');
    }
    assert_eq!(String::from_utf8_lossy(&text), "x,1,2.5\n\"y,\"\"z\"\"\",none,1000.0\n");
    assert_eq!(flow.counts().malformed, 1);
}

#[test]
fn sources_meet_in_a_union_under_the_least_watermark() {
    let one = table("one", ORDERS);
    let two = table("two", ORDERS);
    let union = Node::Union { inputs: vec![scan(0), scan(1)] };
    let query = pick(windowed(union, tumble(1), Time::Event(0), &[], vec![count(), sum(1)]), &[0, 1, 3, 4]);
    let sink = "s TIMESTAMP, e TIMESTAMP, rows BIGINT, amount BIGINT";
    let mut flow = flow(vec![one.clone(), two], query, sink);
    assert_eq!(flow.sources(), [0, 1]);
    let mut out = Output::default();
    let mut feed = |source: u32, words: &str, out: &mut Output| {
        let data = record_of(&one, words);
        let record = Record { data: data.as_bytes(), key: b"", arrival_ms: 0, sequence: 0 };
        flow.feed(source, 0, [record].into_iter(), 0, out);
        flow.watermark_ms()
    };
    assert_eq!(feed(0, "08:00:30 1", &mut out), None);
    assert_eq!(feed(0, "08:05 2", &mut out), None);
    assert_eq!(feed(1, "08:00:10 4", &mut out), Some(at("08:00:10")));
    assert_eq!(out.rows, []);
    assert_eq!(feed(1, "08:01 8", &mut out), Some(at("08:01")));
    assert_eq!(rows_of(&out), "    + 08:00 08:01 2 5\n");
}

#[test]
fn a_table_that_is_scanned_twice_feeds_both() {
    let events = table("events", "v BIGINT");
    let part = |operator| filter(scan(0), binary(column(0), operator, number(5)));
    let query = Node::Union { inputs: vec![part(Binary::Less), part(Binary::Greater)] };
    let mut flow = flow(vec![events.clone()], query, "v BIGINT");
    expect![[r#"
        p0 1
            + 1
        p0 5
        p0 9
            + 9
    "#]]
    .assert_eq(&play(&mut flow, &events, "p0 1\np0 5\np0 9"));
}

#[test]
fn plans_that_cannot_be_run_are_refused_with_a_reason() {
    let orders = || table("orders", ORDERS);
    let problem = |tables, query, sink: &str| {
        let problem = Flow::new(&program(tables, query, sink), 0, Settings::default()).unwrap_err();
        format!("{:?} {}\n", problem.position, problem.message)
    };
    let untimed = table("orders", "time TIMESTAMP, amount BIGINT");
    let bare = {
        let mut bare = orders();
        bare.options.clear();
        bare
    };
    let endless = Window::Hop { slide_ms: 1, size_ms: 86_400_000, offset_ms: 0 };
    // Read and written, a format's options are the same.
    let option = |name: &str, value: &str| {
        let mut table = table("orders", "v BIGINT");
        table.options.insert("format".into(), name.split('.').next().unwrap_or_default().into());
        table.options.insert(name.into(), value.into());
        let read = problem(vec![table.clone()], scan(0), "v BIGINT");
        let options = table.options.iter().map(|(name, value)| format!(" {name}={value}"));
        let written =
            problem(vec![orders()], pick(scan(0), &[1]), &format!("v BIGINT |{}", options.collect::<String>()));
        assert_eq!(read, written);
        read
    };
    let texts = [
        problem(vec![untimed], sums(), SUMS),
        problem(vec![bare], sums(), SUMS),
        problem(vec![table("orders", "v BIGINT FROM colour")], scan(0), "v BIGINT"),
        problem(vec![table("orders", "v BIGINT, unread BIGINT FROM colour")], pick(scan(0), &[0]), "v BIGINT"),
        problem(vec![table("orders", "v BIGINT | format=avro")], scan(0), "v BIGINT"),
        option("json.fail-on-missing-field", "true"),
        option("json.ignore-parse-errors", "maybe"),
        option("json.timestamp-format.standard", "RFC"),
        option("csv.disable-quote-character", "1"),
        problem(vec![orders()], sums(), "s TIMESTAMP"),
        problem(vec![orders()], windowed(scan(0), endless, Time::Event(0), &[], vec![]), SUMS),
        problem(
            vec![orders()],
            windowed(grouped(scan(0), &[0], vec![]), session(1), Time::Event(0), &[], vec![]),
            SUMS,
        ),
    ];
    expect![[r#"
        Some((9, 1)) a window over event time needs a table with a WATERMARK
        Some((1, 1)) 'orders' has no option 'format'
        Some((1, 1)) nothing is known about a record as 'colour'
        Some((1, 1)) nothing is known about a record as 'colour'
        Some((1, 1)) 'orders' has 'format' 'avro': there are 'json' and 'csv'
        Some((1, 1)) 'json.fail-on-missing-field' is 'true': only 'false' is possible here
        Some((1, 1)) 'json.ignore-parse-errors' is 'maybe', neither 'true' nor 'false'
        Some((1, 1)) 'json.timestamp-format.standard' is 'RFC': there are 'SQL' and 'ISO-8601'
        Some((1, 1)) 'csv.disable-quote-character' is '1', neither 'true' nor 'false'
        Some((9, 1)) the query gives 3 columns, 1 are written
        Some((9, 1)) a row would be in 86400000 windows; 10000 are possible
        Some((9, 1)) a SESSION window cannot be over rows that may be corrected
    "#]]
    .assert_eq(&texts.concat());
}

#[test]
fn settings_have_flinks_names_and_durations() {
    let read = |name: &str, value: &str| {
        Settings::read(&Program {
            settings: BTreeMap::from([(name.to_owned(), value.to_owned())]),
            ..Program::default()
        })
    };
    let idle = |value: &str| read("table.exec.source.idle-timeout", value).map(|settings| settings.idle_timeout_ms);
    for (text, ms) in
        [("5 s", 5_000), ("5s", 5_000), ("1 min", 60_000), ("250", 250), ("2 h", 7_200_000), ("1 d", 86_400_000)]
    {
        assert_eq!(idle(text), Ok(ms), "{text}");
    }
    // They are for whoever runs the flow.
    for (name, value) in
        [("execution.checkpointing.interval", "10 s"), ("parallelism.default", "4"), ("pipeline.name", "n")]
    {
        assert_eq!(read(name, value), Ok(Settings::default()), "{name}");
    }
    let messages = [
        idle("soon").unwrap_err(),
        idle("-1 s").unwrap_err(),
        // A sum with it would be beyond all numbers.
        read("table.exec.emit.allow-lateness", &format!("{} ms", i64::MAX)).unwrap_err(),
        read("table.exec.sink.upsert", "1").unwrap_err(),
        read("table.exec.emit.late-fire.enabled", "true").unwrap_err(),
        read("table.local-time-zone", "Europe/Madrid").unwrap_err(),
        read("execution.checkpointing.interval", "often").unwrap_err(),
        read("parallelism.default", "0").unwrap_err(),
    ]
    .map(|problem| problem.message + "\n");
    expect![[r#"
        'table.exec.source.idle-timeout' is 'soon', which is no duration such as '5 s' or '1 min'
        'table.exec.source.idle-timeout' is '-1 s', which is no duration such as '5 s' or '1 min'
        'table.exec.emit.allow-lateness' is '9223372036854775807 ms', which is no duration such as '5 s' or '1 min'
        no setting is called 'table.exec.sink.upsert'; there are 'execution.checkpointing.interval', 'parallelism.default', 'pipeline.name', 'table.exec.emit.allow-lateness', 'table.exec.emit.late-fire.delay', 'table.exec.emit.late-fire.enabled', 'table.exec.source.idle-timeout', 'table.exec.state.ttl', 'table.local-time-zone'
        'table.exec.emit.late-fire.enabled' needs 'table.exec.emit.allow-lateness' above zero
        'table.local-time-zone' is 'Europe/Madrid': only 'UTC' is possible here
        'execution.checkpointing.interval' is 'often', which is no duration such as '5 s' or '1 min'
        'parallelism.default' is '0', which is no number above zero
    "#]].assert_eq(&messages.concat());
}
