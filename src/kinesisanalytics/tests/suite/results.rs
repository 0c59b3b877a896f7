//! What comes out: windows in a chart, rows in streams, references, resharding, late records.

use crate::plans::{by_minute, chart, counts, delivery, events, ever, options, program, record, stream, to_chart};
use crate::world::{SECOND, START_MS, World, kinds, running};
use jobs::stream::{Column, Expr, Insert, Named, Node, Origin, Table, Type};
use kinesisanalytics::{KinesisAnalytics, limits::REFERENCE_BYTES_MAX, text};
use service::testing::Bench;

/// The rows of a chart, each as its values, in order.
pub fn rows(bench: &Bench<KinesisAnalytics>, table: &str) -> Vec<String> {
    let application = bench.service.application("a").unwrap_or_else(|| panic!("no application"));
    let charts = application.charts().find(|(name, _)| *name == table);
    let (_, chart) = charts.unwrap_or_else(|| panic!("no chart {table}"));
    let mut rows: Vec<String> =
        chart.rows().map(|row| row.values.iter().map(text).collect::<Vec<_>>().join(" ")).collect();
    rows.sort();
    rows
}

fn at(second: u64) -> u64 {
    START_MS + second * 1_000
}

#[test]
fn a_window_is_given_when_the_watermark_has_passed_its_end() {
    let world = World::new(2);
    let mut bench = running(&world, &to_chart());
    let now = bench.around.now;
    world.borrow_mut().put(0, now, &[record("a", at(10)), record("b", at(30)), record("a", at(59))]);
    world.borrow_mut().put(1, now, &[record("a", at(20))]);
    bench.advance(3 * SECOND);
    assert_eq!(rows(&bench, "chart"), [""; 0]);
    let application = bench.service.application("a").unwrap_or_else(|| panic!("no application"));
    let open: Vec<_> = application.open_windows(0, 10).iter().map(|window| (window.groups, window.rows)).collect();
    assert_eq!(open, [(2, 4)]);
    // One shard is far enough, the other one holds the watermark back.
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(70))]);
    bench.advance(3 * SECOND);
    assert_eq!(rows(&bench, "chart"), [""; 0]);
    world.borrow_mut().put(1, bench.around.now, &[record("a", at(65))]);
    bench.advance(3 * SECOND);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 3", "b 2026-01-01T00:00:00.000Z 1"]);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn rows_go_to_a_stream_by_the_key_of_the_table_and_to_a_delivery_stream() {
    let world = World::new(1);
    let program = program(vec![events(&[]), stream(), delivery()], vec![by_minute(1), by_minute(2)]);
    let mut bench = running(&world, &program);
    world.borrow_mut().refuses_every = Some(2);
    let records = [record("a", at(1)), record("b", at(2)), record("c", at(3)), record("c", at(90))];
    world.borrow_mut().put(0, bench.around.now, &records);
    bench.advance(20 * SECOND);
    let mut results = world.borrow().results.clone();
    results.sort();
    let keys: Vec<&str> = results.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a", "b", "c"]);
    let first: serde_json::Value = serde_json::from_str(&results[0].1).unwrap_or_default();
    assert_eq!((first["k"].as_str(), first["n"].as_i64()), (Some("a"), Some(1)), "{first}");
    assert_eq!(world.borrow().delivered.len(), 3);
    let application = bench.service.application("a").unwrap_or_else(|| panic!("no application"));
    assert!(application.view().totals.throttled_writes > 0);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn rows_go_in_calls_of_as_many_as_the_table_says() {
    for (mut table, words, calls) in [
        (stream(), vec![("sink.batch.max-size", "2")], vec![2, 2, 1]),
        (delivery(), vec![("sink.batch.max-size", "2")], vec![2, 2, 1]),
        (stream(), Vec::new(), vec![5]),
    ] {
        table.options.extend(options(&words));
        let world = World::new(1);
        let mut bench = running(&world, &program(vec![events(&[]), table], vec![by_minute(1)]));
        let records: Vec<String> = ["a", "b", "c", "d", "e"].iter().map(|k| record(k, at(1))).collect();
        world.borrow_mut().put(0, bench.around.now, &records);
        world.borrow_mut().put(0, bench.around.now, &[record("a", at(90))]);
        bench.advance(3 * SECOND);
        assert_eq!(world.borrow().calls, calls);
        assert_eq!(bench.breaches(), [""; 0]);
    }
}

#[test]
fn a_group_without_a_window_changes_its_row() {
    let world = World::new(1);
    let keyed = counts("chart", &[0], &[("connector", "chart")]);
    let mut bench = running(&world, &program(vec![events(&[]), keyed], vec![ever(1)]));
    for _ in 0..3 {
        world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("b", at(2))]);
        bench.advance(2 * SECOND);
    }
    let rows = rows(&bench, "chart");
    assert_eq!(rows.iter().map(|row| row.chars().last()).collect::<Vec<_>>(), [Some('3'), Some('3')], "{rows:?}");
    assert_eq!(bench.breaches(), [""; 0]);
}

/// `names (k STRING, name STRING)` beside `events`, into `joined (k STRING, name STRING)`.
fn joined() -> jobs::stream::Program {
    let column = |name: &str| Column { name: name.into(), kind: Type::String, origin: Origin::Member };
    let table = |name: &str, with: &[(&str, &str)]| Table {
        name: name.into(),
        columns: vec![column("k"), column("name")],
        watermark: None,
        primary_key: Vec::new(),
        partitioned_by: Vec::new(),
        options: options(with),
        position: (3, 1),
    };
    let names = table("names", &[("connector", "filesystem"), ("path", "s3://lake/names/"), ("format", "json")]);
    let into = table("joined", &[("connector", "chart")]);
    let lookup = Node::Lookup {
        input: Box::new(Node::Scan { table: 0 }),
        table: 1,
        on: vec![(Expr::Column(0), 0)],
        outer: false,
    };
    let named = |name: &str, column| Named { name: name.into(), kind: Type::String, expr: Expr::Column(column) };
    let query = Node::Project { input: Box::new(lookup), columns: vec![named("k", 0), named("name", 4)] };
    let insert = Insert { into: 2, columns: vec![0, 1], query, updates: false, position: (9, 1) };
    program(vec![events(&[]), names, into], vec![insert])
}

#[test]
fn a_stream_is_joined_with_the_objects_of_a_bucket() {
    let world = World::new(1);
    world.borrow_mut().objects.insert("names/1.json".into(), "{\"k\":\"a\",\"name\":\"Anna\"}\n".into());
    let mut bench = running(&world, &joined());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1)), record("b", at(2))]);
    bench.advance(2 * SECOND);
    assert_eq!(rows(&bench, "joined"), ["a Anna"]);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn without_its_reference_the_job_does_not_come_up() {
    let world = World::new(1);
    let mut bench = running(&world, &joined());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1))]);
    bench.advance(30 * SECOND);
    let trouble = bench.service.application("a").and_then(|application| application.view().trouble);
    assert_eq!(trouble.map(|trouble| trouble.error.message), Some("s3://lake/names/ does not exist".into()));
    world.borrow_mut().objects.insert("names/1.json".into(), "{\"k\":\"a\",\"name\":\"Anna\"}\n".into());
    bench.advance(12 * SECOND);
    assert_eq!(rows(&bench, "joined"), ["a Anna"]);
    assert!(kinds(&bench).contains(&"kinesisanalytics-recovered"));
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn a_reference_holds_64_mib_and_no_more() {
    let world = World::new(1);
    let line = "{\"k\":\"a\",\"name\":\"Anna\"}\n";
    // Blank lines say nothing, but weigh.
    let half = || " ".repeat(REFERENCE_BYTES_MAX as usize / 2 - line.len());
    world.borrow_mut().objects.insert("names/1.json".into(), format!("{line}{}", half()));
    world.borrow_mut().objects.insert("names/2.json".into(), format!("{line}{} ", half()));
    let mut bench = running(&world, &joined());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(1))]);
    bench.advance(2 * SECOND);
    let trouble = bench.service.application("a").and_then(|application| application.view().trouble);
    let said = "s3://lake/names/ holds more than 64 MiB to look up";
    assert_eq!(trouble.map(|trouble| trouble.error.message), Some(said.into()));
    assert_eq!(rows(&bench, "joined"), [""; 0]);
    // One byte less fits.
    world.borrow_mut().objects.insert("names/2.json".into(), format!("{line}{}", half()));
    bench.advance(12 * SECOND);
    assert_eq!(rows(&bench, "joined"), ["a Anna"; 2]);
    assert_eq!(bench.breaches(), [""; 0]);
}

#[test]
fn children_are_read_when_their_parents_are_done_and_no_record_becomes_late() {
    let world = World::new(2);
    let mut bench = running(&world, &program(vec![events(&[]), chart()], vec![by_minute(1)]));
    let now = bench.around.now;
    // More than one call gives.
    let many: Vec<String> = (0..150).map(|number| record("a", at(number / 3))).collect();
    world.borrow_mut().put(0, now, &many);
    world.borrow_mut().put(1, now, &[record("b", at(5))]);
    world.borrow_mut().replace(&[0], 2);
    world.borrow_mut().put(2, now, &[record("a", at(52)), record("a", at(100))]);
    world.borrow_mut().put(3, now, &[record("c", at(53)), record("a", at(100))]);
    world.borrow_mut().replace(&[1, 2], 1);
    world.borrow_mut().put(4, now, &[record("d", at(104)), record("d", at(170))]);
    world.borrow_mut().put(3, now, &[record("c", at(170))]);
    bench.advance(30 * SECOND);
    let rows = rows(&bench, "chart");
    let expected = [
        "a 2026-01-01T00:00:00.000Z 151",
        "a 2026-01-01T00:01:00.000Z 2",
        "b 2026-01-01T00:00:00.000Z 1",
        "c 2026-01-01T00:00:00.000Z 1",
        "d 2026-01-01T00:01:00.000Z 1",
    ];
    assert_eq!(rows, expected);
    assert_eq!(bench.service.application("a").map(|application| application.view().totals.late), Some(0));
    assert_eq!(kinds(&bench).iter().filter(|kind| **kind == "kinesisanalytics-shard-ended").count(), 3);
    assert_eq!(bench.breaches(), [""; 0]);
}
