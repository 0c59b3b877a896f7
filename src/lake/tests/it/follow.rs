//! The records behind grouped rows: the statement that selects them, and that it selects exactly those.

use crate::support::{Lake, csv, sample};
use expect_test::{Expect, expect};
use jobs::lake::{BEHIND_ROWS_MAX, Format, Groups, Rows};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A line of a file.
type Line = (String, u64);

fn groups(rows: &Rows) -> &Groups {
    match &rows.groups {
        Some(Ok(groups)) => groups,
        other => panic!("no groups: {other:?}"),
    }
}

/// The lines that a statement's rows are.
fn lines(lake: &Lake, sql: &str) -> Vec<Line> {
    let rows = lake.query(sql).unwrap_or_else(|wrong| panic!("{sql}\n{wrong:?}"));
    let origins = rows.origins.unwrap_or_else(|| panic!("no origins: {sql}"));
    origins.into_iter().map(|(file, line)| (rows.paths[file as usize].clone(), line)).collect()
}

/// Each row, the condition that finds its records, and those.
fn check(lake: &Lake, sql: &str, expect: Expect) {
    let rows = lake.query(sql).unwrap_or_else(|wrong| panic!("{sql}\n{wrong:?}"));
    let mut out = String::new();
    for (index, row) in rows.rows.iter().enumerate() {
        let behind = groups(&rows).sql(index).expect("a row");
        let found = lines(lake, &behind);
        if let Some(counts) = &groups(&rows).counts {
            assert_eq!(counts[index], found.len() as u64, "{behind}");
        }
        let shown: Vec<_> = row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect();
        let named: Vec<_> =
            found.iter().map(|(path, line)| format!("{}:{line}", path.rsplit('/').next().unwrap_or(path))).collect();
        let condition = behind.strip_prefix("SELECT *\nFROM ").and_then(|rest| rest.strip_suffix("\nLIMIT 1000"));
        let condition = condition.expect("the form of the statement").split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "{}  <- {condition}: {}", shown.join(" | "), named.join(" "));
    }
    expect.assert_eq(&out);
}

/// Without `HAVING` and `LIMIT`, each line that the condition leaves over is behind exactly one row.
fn check_whole(lake: &Lake, sql: &str, all: &str) {
    let rows = lake.query(sql).unwrap_or_else(|wrong| panic!("{sql}\n{wrong:?}"));
    let mut seen = BTreeSet::new();
    for index in 0..rows.rows.len() {
        let behind = groups(&rows).sql(index).expect("a row");
        let found = lines(lake, &behind);
        assert!(!found.is_empty(), "{sql}: nothing by {behind}");
        for line in found {
            assert!(seen.insert(line.clone()), "{sql}: {line:?} is found twice, last by {behind}");
        }
    }
    assert_eq!(seen, lines(lake, all).into_iter().collect(), "{sql}");
}

#[test]
fn a_group_is_found_by_its_keys() {
    let lake = sample();
    check(
        &lake,
        "SELECT origin, count(*) FROM flights GROUP BY origin ORDER BY 2 DESC, 1",
        expect![[r#"
            LAX | 4  <- flights WHERE origin = 'LAX': a.json.gz:1 a.json.gz:2 b.json:2 b.json:3
            HNL | 1  <- flights WHERE origin = 'HNL': a.json.gz:0
            JFK | 1  <- flights WHERE origin = 'JFK': b.json:0
            SFO | 1  <- flights WHERE origin = 'SFO': b.json:1
        "#]],
    );
    check(
        &lake,
        "SELECT destination AS Here, avg(delay) late FROM db.Flights f WHERE delay > 0 OR f.delay IS NULL GROUP BY Here ORDER BY 1",
        expect![[r#"
            LAX | NULL  <- db.flights f WHERE (delay > 0 OR f.delay IS NULL) AND destination = 'LAX': b.json:0
            SFO | 22.75  <- db.flights f WHERE (delay > 0 OR f.delay IS NULL) AND destination = 'SFO': a.json.gz:1 a.json.gz:2 b.json:2 b.json:3
            NULL | NULL  <- db.flights f WHERE (delay > 0 OR f.delay IS NULL) AND destination IS NULL: b.json:1
        "#]],
    );
    check(
        &lake,
        "SELECT max(delay) FROM flights GROUP BY substr(time, 1, 2), dt HAVING count(*) > 1 ORDER BY 1 LIMIT 5",
        expect![[r#"
            12  <- flights WHERE SUBSTR(time, 1, 2) = '07' AND dt = '2001-01-02': b.json:2 b.json:3
            55  <- flights WHERE SUBSTR(time, 1, 2) = '07' AND dt = '2001-01-01': a.json.gz:1 a.json.gz:2
            NULL  <- flights WHERE SUBSTR(time, 1, 2) = '06' AND dt = '2001-01-02': b.json:0 b.json:1
        "#]],
    );
    check(
        &lake,
        "SELECT count(*), sum(distance) FROM flights WHERE dt = '2001-01-02'",
        expect![[r#"
        4 | 3249.5  <- flights WHERE dt = '2001-01-02': b.json:0 b.json:1 b.json:2 b.json:3
    "#]],
    );
    check(
        &lake,
        "SELECT 'all' FROM flights HAVING count(*) > 1",
        expect![[r#"
        all  <- flights: a.json.gz:0 a.json.gz:1 a.json.gz:2 b.json:0 b.json:1 b.json:2 b.json:3
    "#]],
    );
    check(
        &lake,
        "SELECT DISTINCT origin, delay FROM flights WHERE flight_id < 5 ORDER BY 2, 1",
        expect![[r#"
        HNL | -3  <- flights WHERE flight_id < 5 AND origin = 'HNL' AND delay = -3: a.json.gz:0
        LAX | 12  <- flights WHERE flight_id < 5 AND origin = 'LAX' AND delay = 12: a.json.gz:1 b.json:2 b.json:3
        LAX | 55  <- flights WHERE flight_id < 5 AND origin = 'LAX' AND delay = 55: a.json.gz:2
        JFK | NULL  <- flights WHERE flight_id < 5 AND origin = 'JFK' AND delay IS NULL: b.json:0
    "#]],
    );
    check(
        &lake,
        "SELECT upper(origin) AS origin, count(*) FROM flights GROUP BY origin ORDER BY 1 LIMIT 1",
        expect![[r#"
        HNL | 1  <- flights WHERE origin = 'HNL': a.json.gz:0
    "#]],
    );
    check(
        &lake,
        "SELECT origin, rank() OVER (ORDER BY count(*) DESC) FROM flights GROUP BY 1 ORDER BY 2, 1 LIMIT 1",
        expect![[r#"
        LAX | 1  <- flights WHERE origin = 'LAX': a.json.gz:1 a.json.gz:2 b.json:2 b.json:3
    "#]],
    );
    check(
        &lake,
        "SELECT name, count(*) FROM people GROUP BY ALL ORDER BY 1 LIMIT 1",
        expect![[r#"
        Ada | 1  <- people WHERE name = 'Ada': p.csv:1
    "#]],
    );
}

/// The rows are selected later, when `now()` gives another instant.
#[test]
fn the_instant_of_the_question_is_written_out() {
    check(
        &sample(),
        "SELECT date_diff('day', CAST(dt AS date), current_date) AS days, count(*) FROM flights WHERE CAST(dt AS timestamp) < now() GROUP BY 1 ORDER BY 1",
        expect![[r#"
            9130 | 4  <- flights WHERE CAST(dt AS TIMESTAMP) < CAST('2026-01-01 00:00:00.000000000 +00:00' AS TIMESTAMP(9) WITH TIME ZONE) AND date_diff('day', CAST(dt AS DATE), DATE '2026-01-01') = 9130: b.json:0 b.json:1 b.json:2 b.json:3
            9131 | 3  <- flights WHERE CAST(dt AS TIMESTAMP) < CAST('2026-01-01 00:00:00.000000000 +00:00' AS TIMESTAMP(9) WITH TIME ZONE) AND date_diff('day', CAST(dt AS DATE), DATE '2026-01-01') = 9131: a.json.gz:0 a.json.gz:1 a.json.gz:2
        "#]],
    );
}

#[test]
fn each_line_is_behind_exactly_one_row() {
    let lake = sample();
    let mut refused = Vec::new();
    for keys in [
        "origin",
        "dt",
        "delay",
        "distance",
        "origin, destination, delay",
        "delay > 10",
        "delay > 10 AND distance < 400",
        "delay > 10 OR distance < 400",
        "-delay BETWEEN -20 AND 0",
        "CASE WHEN delay > 10 THEN 'late' WHEN delay IS NULL THEN NULL ELSE 'it''s on time' END",
        "date_trunc('month', CAST(dt AS date))",
        "date_trunc('month', CAST(dt AS timestamp))",
        "CAST(dt AS date)",
        "year(CAST(dt AS timestamp))",
        "day_of_week(CAST(dt AS date)), length(time)",
        "date_parse(dt, '%Y-%m-%d')",
        "date_diff('day', CAST(dt AS timestamp), now())",
        "date_add('day', delay, current_timestamp)",
        "date_add('day', delay, current_date)",
        "CAST(distance AS real)",
        "distance / 3",
        "-distance",
        "distance / 0.0",
        "CAST(distance / 7 AS decimal(12,4))",
        "coalesce(delay, 0) % 2 = 0",
        "\"$path\"",
        "NOT (delay > 10)",
        "origin IN ('LAX', 'HNL')",
        "origin LIKE '%A%'",
        "delay IS NULL",
        "upper(origin) || '-' || dt",
        "1",
        "NULL",
        "from_unixtime(flight_id)",
    ] {
        let all = "SELECT 1 FROM flights";
        if let Err(wrong) = lake.query(&format!("SELECT {keys} FROM flights")) {
            refused.push(format!("{keys}: {}", wrong.message));
            continue;
        }
        for sql in [
            format!("SELECT count(*) FROM flights GROUP BY {}", if keys == "1" { "1 + 0" } else { keys }),
            format!("SELECT {keys}, count(*) FROM flights GROUP BY ALL"),
            format!("SELECT DISTINCT {keys} FROM flights"),
        ] {
            check_whole(&lake, &sql, all);
        }
        let some = "SELECT 1 FROM flights WHERE delay < 50 OR origin = 'SFO'";
        let sql = format!("SELECT {keys}, min(time) FROM flights WHERE delay < 50 OR origin = 'SFO' GROUP BY ALL");
        check_whole(&lake, &sql, some);
    }
    assert_eq!(refused, Vec::<String>::new(), "not even selected");
    for keys in
        ["id", "at", "place.city", "m['x']", "ok", "price", "tags[1]", "date_trunc('hour', at)", "CAST(at AS date)"]
    {
        check_whole(&lake, &format!("SELECT max(id) FROM nested GROUP BY {keys}"), "SELECT 1 FROM nested");
    }
    check_whole(&lake, "SELECT DISTINCT * FROM flights", "SELECT 1 FROM flights");
    check_whole(&lake, "SELECT DISTINCT p.* FROM people p", "SELECT 1 FROM people");
}

/// Values that look alike, or that are easily lost on the way into a statement and out of it again.
#[test]
fn keys_are_exact() {
    let mut lake = Lake::default();
    let awkward =
        ["it's", "''", "", " a", "a", "A", "a\\nb", "%", "null", "ñ", "say \\\"hi\\\"", "back\\\\slash", "--", ";"];
    let mut text = String::new();
    for (index, value) in awkward.iter().enumerate() {
        let float = ["0.1", "0.30000000000000004", "1e300", "5e-324", "-0.0", "0.0", "1e7", "123456789.125"][index % 8];
        let whole = ["9223372036854775807", "-9223372036854775808", "0"][index % 3];
        let at =
            ["2001-01-01 00:00:00.001", "2001-01-01 00:00:00.002", "1969-12-31 23:59:59.999", "2500-01-01 00:00:00"]
                [index % 4];
        let _ = writeln!(
            text,
            r#"{{"s":"{value}","f":{float},"r":{float},"i":{whole},"at":"{at}","d":"{}.50","b":"{value}"}}"#,
            index % 5
        );
    }
    text.push_str("{}\n{}\n");
    let files = vec![lake.file("s3://lake/t/f.json", text)];
    let columns = "s string, f double, r float, i bigint, at timestamp, d decimal(10,2), b binary";
    lake.table("t", Format::Json, columns, "", files);
    for key in ["s", "f", "r", "i", "at", "d", "b", "f * 3", "s, f, i, at", "date_trunc('second', at)", "f / 0.0"] {
        check_whole(&lake, &format!("SELECT count(*) FROM t GROUP BY {key}"), "SELECT 1 FROM t");
        check_whole(&lake, &format!("SELECT DISTINCT {key} FROM t"), "SELECT 1 FROM t");
    }
}

#[test]
fn of_many_rows_the_first_are_found_and_all_are_counted() {
    let mut lake = Lake::default();
    let text: String = (0..2500).map(|n| format!("{},{}\n", n % 2, n)).collect();
    let files = vec![lake.file("s3://lake/t/f.csv", text)];
    lake.table("t", csv(0), "k int, n int", "", files);
    let rows = lake.query("SELECT k, count(*) FROM t GROUP BY k ORDER BY k").unwrap();
    assert_eq!(groups(&rows).counts, Some(vec![1250, 1250]));
    let found = lines(&lake, &groups(&rows).sql(1).unwrap());
    assert_eq!(found.len(), BEHIND_ROWS_MAX as usize);
    assert!(found.iter().all(|(_, line)| line % 2 == 1));
}

/// What is carried along must not change what is read.
#[test]
fn a_limit_over_groups_still_reads_little() {
    let mut lake = Lake::default();
    let text: String = (0..100_000).map(|n| format!("{n},{n}\n")).collect();
    let bytes = text.len() as u64;
    let files = vec![lake.file("s3://lake/t/f.csv", text)];
    lake.table("t", csv(0), "k int, n int", "", files);
    for sql in ["SELECT k FROM t GROUP BY k LIMIT 3", "SELECT DISTINCT k FROM t LIMIT 3"] {
        let rows = lake.query(sql).unwrap();
        assert!(rows.bytes_scanned < bytes / 2, "{sql}: {} of {bytes}", rows.bytes_scanned);
        assert_eq!((rows.rows.len(), groups(&rows).values.len()), (3, 3));
    }
}

#[test]
fn a_key_without_literals_says_so() {
    let lake = sample();
    let why = |sql: &str| match lake.query(sql).map(|rows| rows.groups) {
        Ok(Some(Err(why))) => format!("{why:?}"),
        other => panic!("{other:?}"),
    };
    expect![[r#"KeyType { key: "tags", hive_type: "array(varchar)" }"#]]
        .assert_eq(&why("SELECT tags, count(*) FROM nested GROUP BY tags"));
    expect![[r#"KeyType { key: "tags", hive_type: "array(varchar)" }"#]]
        .assert_eq(&why("SELECT DISTINCT * FROM nested"));
}
