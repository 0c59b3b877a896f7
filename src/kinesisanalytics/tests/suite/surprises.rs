//! What surprises those who meet windows for the first time: nine things, each with one test that bears its number. The first three
//! are of the service's older SQL, which nobody can run any more; the article works them out, and its numbers are computed here.

use crate::plans::{MINUTE_MS, by_minute, chart, column, count, events, named, program, record, to_chart};
use crate::results::rows;
use crate::world::{SECOND, START_MS, World, bench, call, code, creation, running};
use jobs::stream::{Column, Expr, Function, Insert, Named, Node, Origin, Program, Table, Time, Type, Value, Window};
use serde_json::json;
use std::collections::BTreeMap;

/// The article, in both languages.
const ARTICLES: [&str; 2] =
    [include_str!("../../../../content/articles/en.md"), include_str!("../../../../content/articles/es.md")];

/// Arrivals of the example of sliding windows, in seconds, and the window's length.
const SLIDING: ([u64; 7], u64) = ([1, 2, 6, 7, 8, 8, 8], 5);

/// Rows of the example of tumbling and stagger windows: when each happened, and when it came.
const ROWS: [(&str, &str); 4] =
    [("11:00:10", "11:00:20"), ("11:00:20", "11:00:30"), ("11:00:55", "11:01:05"), ("11:01:05", "11:01:15")];

#[test]
fn each_of_the_nine_has_a_test_of_its_own() {
    for item in 1..=9 {
        let label = format!("/// Surprising semantics {item}: ");
        let labelled = include_str!("surprises.rs").split(label.as_str()).skip(1);
        let tested = labelled.filter(|rest| rest.lines().nth(1) == Some("#[test]"));
        assert_eq!(tested.count(), 1, "tests that bear the number {item}");
    }
}

/// Seconds of the day of `HH:mm:ss`.
fn second(clock: &str) -> u64 {
    clock.split(':').fold(0, |second, part| second * 60 + part.parse::<u64>().unwrap_or_default())
}

fn clock(second: u64) -> String {
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

fn at(second: u64) -> u64 {
    START_MS + second * 1_000
}

/// For each row that comes, how many came in so many seconds up to it: the older SQL's
/// `OVER (RANGE INTERVAL '5' SECOND PRECEDING)`.
fn sliding(arrivals: &[u64], length: u64) -> Vec<usize> {
    let inside = |now: u64| arrivals.iter().filter(|then| **then <= now && now < **then + length).count();
    arrivals.iter().map(|now| inside(*now)).collect()
}

/// How many rows each window has, and when it closes: a key's first row opens one, which closes a minute later; the older SQL's
/// `WINDOWED BY STAGGER (PARTITION BY FLOOR(event_time TO MINUTE) RANGE INTERVAL '1' MINUTE)`. Rows are when each happened and came.
fn stagger(rows: &[(u64, u64)]) -> Vec<(usize, u64)> {
    // By the minute of the event, the one that was opened last.
    let mut last: BTreeMap<u64, usize> = BTreeMap::new();
    let mut windows: Vec<(usize, u64)> = Vec::new();
    for (happened, came) in rows {
        match last.get(&(happened / 60)).filter(|place| *came < windows[**place].1) {
            Some(place) => windows[*place].0 += 1,
            None => {
                last.insert(happened / 60, windows.len());
                windows.push((1, came + 60));
            }
        }
    }
    windows
}

/// Counts by the minute in which rows happened, in tumbling minutes of the clock:
/// `GROUP BY FLOOR(ts TO MINUTE), TUMBLE(PROCTIME(), INTERVAL '1' MINUTE)`.
fn by_clock() -> Program {
    let mut source = events(&[]);
    source.columns.push(Column { name: "p".into(), kind: Type::Timestamp, origin: Origin::ProcessingTime });
    let into = Table {
        columns: vec![column("minute", Type::Timestamp), column("since", Type::Timestamp), column("n", Type::Bigint)],
        ..chart()
    };
    let minute = Expr::Literal(Value::Bigint(MINUTE_MS));
    let minute = Expr::Call(Function::FloorTime, vec![Expr::Column(2), minute]);
    let windowed = Node::WindowAggregate {
        input: Box::new(Node::Scan { table: 0 }),
        window: Window::Tumble { size_ms: MINUTE_MS, offset_ms: 0 },
        time: Time::Processing,
        keys: vec![Named { name: "minute".into(), kind: Type::Timestamp, expr: minute }],
        aggregates: vec![count()],
    };
    let columns =
        vec![named("minute", Type::Timestamp, 0), named("since", Type::Timestamp, 1), named("n", Type::Bigint, 4)];
    let query = Node::Project { input: Box::new(windowed), columns };
    program(
        vec![source, into],
        vec![Insert { into: 1, columns: vec![0, 1, 2], query, updates: false, position: (9, 1) }],
    )
}

/// What an application counts by the clock, if rows come when they are said to.
fn tumbling(rows_of: &[(u64, u64)]) -> Vec<String> {
    let world = World::new(1);
    let mut bench = running(&world, &by_clock());
    for (happened, came) in rows_of {
        bench.advance(came * SECOND - bench.around.now.0);
        world.borrow_mut().put(0, bench.around.now, &[record("AMZN", at(*happened))]);
    }
    bench.advance(90 * SECOND);
    assert_eq!(bench.breaches(), [""; 0]);
    let day = "2026-01-01T";
    rows(&bench, "chart").iter().map(|row| row.replace(day, "").replace(":00.000Z", "")).collect()
}

fn seconds() -> Vec<(u64, u64)> {
    ROWS.iter().map(|(happened, came)| (second(happened), second(came))).collect()
}

/// Surprising semantics 1: tumbling windows of `ROWTIME` are of the time at which rows come, and old rows land in the window of now.
#[test]
fn old_rows_land_in_the_window_of_now() {
    // The third happened in the first minute and came in the second: that minute is in two pieces.
    let first = ["11:00 11:00 2", "11:00 11:01 1", "11:01 11:01 1"];
    assert_eq!(tumbling(&seconds()), first);
    // All of them once more, half an hour later.
    let mut twice = seconds();
    twice.extend(seconds().iter().map(|(happened, came)| (*happened, came + 1_800)));
    let again = ["11:00 11:30 2", "11:00 11:31 1", "11:01 11:31 1"];
    let mut expected = [first, again].concat();
    expected.sort_unstable();
    assert_eq!(tumbling(&twice), expected);
}

/// Surprising semantics 2: a sliding window gives a row for each row that comes, not for each step, and none when rows only leave.
#[test]
fn a_sliding_window_answers_each_row_and_only_rows() {
    let (arrivals, length) = SLIDING;
    assert_eq!(sliding(&arrivals, length), [1, 2, 2, 2, 5, 5, 5]);
    assert_eq!(sliding(&[1, 100], length), [1, 1], "nobody hears of the first one's leaving");
}

/// Surprising semantics 3: a stagger window begins with its key's first row, so that each ends when it ends.
#[test]
fn stagger_windows_begin_with_the_first_row_of_their_key() {
    let given: Vec<_> = stagger(&seconds()).iter().map(|(rows, closes)| (*rows, clock(*closes))).collect();
    assert_eq!(given, [(3, "11:01:20".to_owned()), (1, "11:02:15".to_owned())]);
    // A row of the same minute that comes after the end is in another one.
    assert_eq!(stagger(&[(5, 10), (6, 69), (7, 70)]), [(2, 70), (1, 130)]);
}

#[test]
fn the_articles_example_is_what_comes_out() {
    let (arrivals, length) = SLIDING;
    let mut expected: Vec<String> = Vec::new();
    let mut moments = arrivals.to_vec();
    moments.dedup();
    expected.extend(moments.iter().map(u64::to_string));
    expected.push(length.to_string());
    // The article says once what rows of the same moment are told.
    let mut told: Vec<_> = arrivals.iter().zip(sliding(&arrivals, length)).collect();
    told.dedup();
    expected.extend(told.iter().map(|(_, rows)| rows.to_string()));
    expected.extend(ROWS.iter().map(|(happened, _)| (*happened).to_owned()));
    expected.extend(ROWS.iter().map(|(_, came)| (*came).to_owned()));
    let counts = tumbling(&seconds());
    expected.extend(counts.iter().filter_map(|row| row.rsplit(' ').next()).map(str::to_owned));
    // The minute that is broken in two.
    expected.push("11:00".into());
    expected.extend(stagger(&seconds()).iter().flat_map(|(rows, closes)| [rows.to_string(), clock(*closes)]));
    for article in ARTICLES {
        let paragraph = article.lines().find(|line| line.contains("`ROWTIME`")).unwrap_or_default();
        let parts = paragraph.split(|letter: char| !letter.is_ascii_digit() && letter != ':');
        let numbers: Vec<_> = parts.map(|part| part.trim_matches(':')).filter(|part| !part.is_empty()).collect();
        assert_eq!(numbers, expected);
    }
}

/// Surprising semantics 4: nothing is given before the watermark has passed a window's end, so that the last one hangs without input.
#[test]
fn the_last_window_hangs_when_the_input_stops() {
    let world = World::new(1);
    let mut bench = running(&world, &to_chart());
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(10)), record("a", at(59))]);
    bench.advance(3_600 * SECOND);
    assert_eq!(rows(&bench, "chart"), [""; 0], "the clock is long past the end, but event time stands");
    world.borrow_mut().put(0, bench.around.now, &[record("a", at(65))]);
    bench.advance(2 * SECOND);
    assert_eq!(rows(&bench, "chart"), ["a 2026-01-01T00:00:00.000Z 2"]);
}

/// Surprising semantics 5: late rows are dropped and counted, not added, unless lateness is allowed; then they correct the result.
#[test]
fn late_rows_are_dropped_unless_lateness_is_allowed() {
    for (lateness, rows_of_first, lost) in [(None, 1, 1), (Some("1 min"), 2, 0)] {
        let mut program = to_chart();
        program.settings.extend(lateness.map(|value| ("table.exec.emit.allow-lateness".into(), value.into())));
        let world = World::new(1);
        let mut bench = running(&world, &program);
        world.borrow_mut().put(0, bench.around.now, &[record("a", at(10)), record("a", at(90)), record("a", at(11))]);
        bench.advance(3 * SECOND);
        assert_eq!(rows(&bench, "chart"), [format!("a 2026-01-01T00:00:00.000Z {rows_of_first}")]);
        let application = bench.service.application("a").unwrap_or_else(|| panic!("no application"));
        assert_eq!(application.view().totals.late, lost);
        let late = application.late(0).map(|late| (late.late.event_ms, late.late.watermark_ms, late.late.lost));
        assert_eq!(late.collect::<Vec<_>>(), [(at(11) as i64, at(85) as i64, lost == 1)]);
        bench.advance(60 * SECOND);
        assert_eq!(bench.around.metrics.get("numLateRecordsDropped"), Some(&(lost as f64)));
        assert_eq!(bench.breaches(), [""; 0]);
    }
}

/// Surprising semantics 6: the bound for what may be out of order delays each result by as much.
#[test]
fn the_bound_delays_each_result() {
    let given_after = |bound_s: u64| {
        let mut source = events(&[]);
        source.watermark =
            source.watermark.map(|it| jobs::stream::Watermark { delay_ms: bound_s as i64 * 1_000, ..it });
        let world = World::new(1);
        let mut bench = running(&world, &program(vec![source, chart()], vec![by_minute(1)]));
        let from = bench.around.now.as_secs() / 60 * 60 + 60;
        bench.advance(from * SECOND - bench.around.now.0);
        // A row a second, each at its time.
        (0..200).find(|_| {
            let now = bench.around.now;
            world.borrow_mut().put(0, now, &[record("a", at(now.as_secs()))]);
            bench.advance(SECOND);
            !rows(&bench, "chart").is_empty()
        })
    };
    let [none, some, more] = [0, 5, 30].map(given_after);
    assert_eq!((some, more), (none.map(|none| none + 5), none.map(|none| none + 30)));
    assert!(none.is_some_and(|none| (60..62).contains(&none)), "{none:?}");
}

/// Surprising semantics 7: `HOP` puts a row into as many windows as slides fit its size; who adds windows up counts it as often.
#[test]
fn a_row_is_in_all_windows_that_overlap() {
    let mut insert = by_minute(1);
    if let Node::Project { input, .. } = &mut insert.query
        && let Node::WindowAggregate { window, .. } = &mut **input
    {
        *window = Window::Hop { slide_ms: MINUTE_MS, size_ms: 5 * MINUTE_MS, offset_ms: 0 };
    }
    let world = World::new(1);
    let mut bench = running(&world, &program(vec![events(&[]), chart()], vec![insert]));
    let records = [600, 601, 725, 3_600].map(|second| record(if second < 3_600 { "a" } else { "end" }, at(second)));
    world.borrow_mut().put(0, bench.around.now, &records);
    bench.advance(3 * SECOND);
    let counts: Vec<u64> =
        rows(&bench, "chart").iter().filter_map(|row| row.rsplit(' ').next()?.parse().ok()).collect();
    assert_eq!(counts, [2, 2, 3, 3, 3, 1, 1]);
    assert_eq!(counts.iter().sum::<u64>(), 3 * 5);
}

/// Surprising semantics 8: an application of one processing unit is billed as two, for one orchestrates.
#[test]
fn one_unit_is_billed_as_two() {
    let world = World::new(1);
    let bench = running(&world, &to_chart());
    let standing = service::Service::standing(&bench.service, bench.around.now);
    let units = standing.iter().find(|standing| standing.price.usage == "kpu-hour").map(|standing| standing.quantity);
    assert_eq!(units, Some(2.0));
    assert_eq!(bench.service.application("a").map(|application| application.view().kpus), Some(2));
}

/// Surprising semantics 9: the service's older SQL is no more, and says so.
#[test]
fn the_older_sql_makes_no_applications_any_more() {
    let world = World::new(1);
    let mut bench = bench(&world);
    let mut params =
        creation("CREATE OR REPLACE PUMP p AS INSERT INTO d SELECT STREAM * FROM \"SOURCE_SQL_STREAM_001\";");
    params["RuntimeEnvironment"] = json!("SQL-1_0");
    let made = call(&mut bench, "CreateApplication", params);
    let message = made.as_ref().err().map(|error| error.message.clone()).unwrap_or_default();
    assert!(message.contains("the service ended on January 27, 2026"), "{message}");
    assert_eq!(code(made), "UnsupportedOperationException");
    assert!(bench.service.is_empty());
}
