//! What a query reads, where its rows come from, and what it says of broken files.

use crate::support::{Lake, csv, gzip, sample};
use expect_test::{Expect, expect};
use jobs::Digest;
use jobs::lake::{Answer, Format, Request, Rows};
use std::fmt::Write;

/// Columns, rows with their origins, and what was read.
fn shown(rows: &Rows) -> String {
    let mut out = String::new();
    let columns: Vec<String> =
        rows.columns.iter().map(|column| format!("{} {}", column.name, column.hive_type)).collect();
    let _ = writeln!(out, "{}", columns.join(", "));
    for (index, row) in rows.rows.iter().enumerate() {
        let values: Vec<&str> = row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect();
        let origin = rows.origins.as_ref().and_then(|origins| origins.get(index));
        let from = origin.map(|(file, line)| {
            let path = &rows.paths[*file as usize];
            format!("  <- {}:{line}", path.rsplit('/').next().unwrap_or(path))
        });
        let _ = writeln!(out, "{}{}", values.join(" | "), from.unwrap_or_default());
    }
    let _ =
        writeln!(out, "({} rows; {} bytes and {} rows read)", rows.rows_total, rows.bytes_scanned, rows.rows_scanned);
    out
}

fn check(lake: &Lake, sql: &str, expect: Expect) {
    match lake.query(sql) {
        Ok(rows) => expect.assert_eq(&shown(&rows)),
        Err(wrong) => {
            let hint = wrong.hint.map(|hint| format!("hint: {hint}\n")).unwrap_or_default();
            expect.assert_eq(&format!("{:?} {:?}: {}\n{hint}", wrong.class, wrong.position, wrong.message));
        }
    }
}

#[test]
fn a_condition_on_a_partition_column_saves_reading_the_other_files() {
    let lake = sample();
    let sizes: Vec<u64> = lake.tables[0].files.iter().map(|file| file.bytes).collect();
    let all = lake.query("SELECT count(*) FROM flights").unwrap();
    assert_eq!(all.bytes_scanned, sizes.iter().sum::<u64>());
    let one = lake.query("SELECT origin, count(*) FROM flights WHERE dt = '2001-01-01' GROUP BY 1").unwrap();
    assert_eq!((one.bytes_scanned, one.rows_scanned), (sizes[0], 3), "the stored, compressed bytes");
    let none = lake.query("SELECT origin FROM flights WHERE dt LIKE '2002%' OR dt IS NULL").unwrap();
    assert_eq!((none.bytes_scanned, none.rows.len()), (0, 0));
    let path = lake.query(r#"SELECT count(*) FROM flights WHERE "$path" LIKE '%b.json'"#).unwrap();
    assert_eq!(path.bytes_scanned, sizes[1]);
}

#[test]
fn partition_columns_have_types() {
    let mut lake = Lake::default();
    let one = r#"{"a":1}"#;
    let files = vec![
        lake.file("s3://lake/t/year=1999/a", one),
        lake.file("s3://lake/t/year=2001/b", one),
        lake.file("s3://lake/t/year=__HIVE_DEFAULT_PARTITION__/c", one),
    ];
    lake.table("t", Format::Json, "a int", "year int", files);
    check(
        &lake,
        "SELECT year, a FROM t WHERE year > 2000",
        expect![[r#"
        year integer, a integer
        2001 | 1  <- b:0
        (1 rows; 7 bytes and 1 rows read)
    "#]],
    );
    check(
        &lake,
        "SELECT count(*) AS n FROM t WHERE year IS NULL",
        expect![[r#"
        n bigint
        1
        (1 rows; 7 bytes and 1 rows read)
    "#]],
    );
}

#[test]
fn of_two_identical_records_each_row_knows_its_own() {
    let lake = sample();
    check(
        &lake,
        "SELECT flight_id, origin FROM flights WHERE flight_id = 2",
        expect![[r#"
        flight_id integer, origin varchar
        2 | LAX  <- a.json.gz:1
        2 | LAX  <- b.json:2
        2 | LAX  <- b.json:3
        (3 rows; 511 bytes and 7 rows read)
    "#]],
    );
}

#[test]
fn origins_survive_order_limit_expressions_and_wildcards() {
    let lake = sample();
    check(
        &lake,
        "SELECT f.*, delay * 2 AS Twice FROM flights f WHERE delay IS NOT NULL ORDER BY 3 DESC, dt DESC LIMIT 2",
        expect![[r#"
            flight_id integer, time varchar, delay integer, distance double, origin varchar, destination varchar, dt varchar, Twice bigint
            3 | 07:05 | 55 | 337.0 | LAX | SFO | 2001-01-01 | 110  <- a.json.gz:2
            2 | 07:00 | 12 | 337.0 | LAX | SFO | 2001-01-02 | 24  <- b.json:2
            (2 rows; 511 bytes and 7 rows read)
        "#]],
    );
    check(
        &lake,
        "SELECT name FROM people ORDER BY name",
        expect![[r#"
        name varchar
        Ada  <- p.csv:1
        Grace  <- p.csv:2
        Linus  <- p.csv:3
        NULL  <- p.csv:4
        (4 rows; 100 bytes and 4 rows read)
    "#]],
    );
    assert_eq!(lake.query("SELECT DISTINCT origin FROM flights").unwrap().origins, None);
}

#[test]
fn columns_are_named_as_they_were_written() {
    let lake = sample();
    let names =
        |sql: &str| -> Vec<String> { lake.query(sql).unwrap().columns.into_iter().map(|column| column.name).collect() };
    assert_eq!(
        names(r#"SELECT Origin, f.Delay, count(*), 1+1 "Two" FROM flights f GROUP BY 1, 2"#),
        ["Origin", "Delay", "_col2", "Two"]
    );
    assert_eq!(names("SELECT origin, origin, upper(origin) FROM flights"), ["origin", "origin", "_col2"]);
    assert_eq!(names("SELECT 1, people.*, 2 FROM people"), ["_col0", "name", "born", "score", "since", "_col5"]);
    assert_eq!(names("SELECT origin AS a FROM flights UNION ALL SELECT name FROM people"), ["a"]);
}

#[test]
fn a_limit_reads_whole_ranges_and_no_more() {
    let mut lake = Lake::default();
    let line = r#"{"a":1,"b":"some text to fill the line with, so that the file has many ranges"}"#;
    let text = format!("{line}\n").repeat(10_000);
    let files =
        vec![lake.file("s3://lake/big/a.json", text.clone()), lake.file("s3://lake/big/b.json.gz", gzip(&text))];
    lake.table("big", Format::Json, "a int, b string", "", files);
    let ten = lake.query("SELECT * FROM big LIMIT 10").unwrap();
    assert_eq!((ten.rows.len(), ten.bytes_scanned, ten.rows_scanned), (10, 65_536, 10));
    let filtered = lake.query("SELECT a FROM big WHERE a = 1 LIMIT 10").unwrap();
    assert_eq!(filtered.bytes_scanned, 65_536);
    let all = lake.query("SELECT a FROM big").unwrap();
    assert_eq!((all.rows_total, all.rows.len(), all.rows_scanned), (20_000, 1000, 20_000));
    assert_eq!(all.origins.map(|origins| origins.len()), Some(1000));
    assert_eq!(all.bytes_scanned, lake.tables[0].files.iter().map(|file| file.bytes).sum::<u64>());
}

#[test]
fn broken_json_is_named_by_file_and_line() {
    let mut lake = Lake::default();
    let file = |lake: &mut Lake, name: &str, text: &str, columns: &str| {
        let files = vec![lake.file(&format!("s3://lake/{name}/f.json"), text.to_owned())];
        lake.table(name, Format::Json, columns, "", files);
    };
    file(&mut lake, "cut", "{\"a\":1}\n{\"a\":2,\"b\":", "a int");
    file(&mut lake, "list", "[1,2]\n", "a int");
    file(&mut lake, "two", "{\"a\":1}{\"a\":2}\n", "a int");
    file(&mut lake, "typed", "{\"a\":1}\n\n{\"a\":\"many\"}\n", "a int");
    file(&mut lake, "deep", "{\"s\":{\"x\":[1,{}]}}\n", "s struct<x:array<bigint>>");
    file(&mut lake, "wide", "{\"a\":3000000000}\n", "a int");
    file(&mut lake, "strange", "{\"a\":1}\n", "a uuid");
    check(
        &lake,
        "SELECT a FROM cut",
        expect![[r#"
        BadData None: row is not a valid JSON object: EOF while parsing a value, at column 11 of line 2 of 's3://lake/cut/f.json'
        hint: one whole JSON object on each line
    "#]],
    );
    check(
        &lake,
        "SELECT count(*) FROM list",
        expect![[r#"
        BadData None: row is not a valid JSON object: invalid type: sequence, expected a JSON object, at column 0 of line 1 of 's3://lake/list/f.json'
        hint: one whole JSON object on each line
    "#]],
    );
    check(
        &lake,
        "SELECT a FROM two",
        expect![[r#"
        BadData None: row is not a valid JSON object: trailing characters, at column 8 of line 1 of 's3://lake/two/f.json'
        hint: one whole JSON object on each line
    "#]],
    );
    check(
        &lake,
        "SELECT a FROM typed",
        expect![[r#"
        BadData None: column 'a' cannot hold the value 'many' in line 3 of 's3://lake/typed/f.json'
        hint: the table says that 'a' is an int
    "#]],
    );
    check(
        &lake,
        "SELECT s FROM deep",
        expect![[r#"
        BadData None: column 'x' cannot hold the value '{…}' in line 1 of 's3://lake/deep/f.json'
        hint: the table says that 'x' is a bigint
    "#]],
    );
    check(
        &lake,
        "SELECT a FROM wide",
        expect![[r#"
        BadData None: column 'a' cannot hold the value '3000000000' in line 1 of 's3://lake/wide/f.json'
        hint: the table says that 'a' is an int
    "#]],
    );
    check(
        &lake,
        "SELECT a FROM strange",
        expect![[r#"
        BadData None: column 'a' of table 'strange': unknown type 'uuid'
    "#]],
    );
}

#[test]
fn a_cut_gzip_file_is_named() {
    let mut lake = Lake::default();
    let mut bytes = gzip("{\"a\":1}\n{\"a\":2}\n");
    bytes.truncate(bytes.len() - 12);
    let files = vec![lake.file("s3://lake/t/f.gz", bytes)];
    lake.table("t", Format::Json, "a int", "", files);
    check(
        &lake,
        "SELECT sum(a) FROM t",
        expect![[r#"
        BadData None: file 's3://lake/t/f.gz' cannot be unpacked after line 1: incomplete deflate stream
        hint: a whole GZIP file
    "#]],
    );
}

#[test]
fn quoted_text_is_strict() {
    let mut lake = Lake::default();
    let format = Format::Csv { delimiter: ';', quote: Some('"'), header_lines: 0 };
    let files = vec![lake.file("s3://lake/q/f.csv", "\"a;b\";1;11000\n\"say \"\"hi\"\"\";2;2001-01-01\n")];
    lake.table("q", format.clone(), "name string, n int, day date", "", files);
    let files = vec![lake.file("s3://lake/r/f.csv", "x;1\ny;\n")];
    lake.table("r", format, "name string, n int", "", files);
    check(
        &lake,
        "SELECT * FROM q",
        expect![[r#"
        name varchar, n integer, day date
        a;b | 1 | 2000-02-13  <- f.csv:0
        say "hi" | 2 | 2001-01-01  <- f.csv:1
        (2 rows; 40 bytes and 2 rows read)
    "#]],
    );
    check(
        &lake,
        "SELECT * FROM r",
        expect![[r#"
        BadData None: column 'n' cannot hold the value '' in line 2 of 's3://lake/r/f.csv'
        hint: quoted text gives NULL to no type but string; make 'n' a string
    "#]],
    );
}

#[test]
fn windows_line_ends_and_a_missing_last_one_are_no_matter() {
    let mut lake = Lake::default();
    let files = vec![lake.file("s3://lake/w/f.csv", "a,b\r\n1,2\r\n\r\n3,4")];
    lake.table("w", csv(1), "a int, b string", "", files);
    check(
        &lake,
        "SELECT a, b FROM w",
        expect![[r#"
        a integer, b varchar
        1 | 2  <- f.csv:1
        3 | 4  <- f.csv:3
        (2 rows; 15 bytes and 2 rows read)
    "#]],
    );
}

#[test]
fn explain_shows_the_plan_and_reads_nothing() {
    check(
        &sample(),
        "EXPLAIN SELECT origin FROM flights WHERE dt = '2001-01-02'",
        expect![[r#"
        Query Plan varchar
        TableScan: flights projection=[origin], full_filters=[flights.dt = Utf8View("2001-01-02")]
        (1 rows; 0 bytes and 0 rows read)
    "#]],
    );
}

#[test]
fn a_content_that_is_not_here_is_a_failure() {
    let mut lake = sample();
    let content = lake.tables[0].files[0].content;
    lake.engine.forget(&content);
    assert!(!lake.engine.has(&content));
    let mut reads = jobs::lake::Query {
        sql: "SELECT 1".into(),
        database: "db".into(),
        tables: lake.tables.clone(),
        now_epoch_ms: 0,
        rows_max: 1,
    };
    let failure = lake.engine.run(&Request::Query(reads.clone())).unwrap_err();
    assert_eq!(failure.reason, format!("the engine does not hold the content '{content}'"));
    reads.tables.clear();
    assert!(matches!(lake.engine.run(&Request::Query(reads)), Ok(Answer::Rows(Ok(_)))));
    assert_ne!(content, Digest::of(b""));
}

#[test]
fn equal_requests_have_equal_answers() {
    let sql = "SELECT origin, count(*), max_by(time, delay), approx_percentile(distance, 0.9) FROM flights
        WHERE dt >= '2001' GROUP BY origin UNION ALL SELECT name, 1, 'x', score FROM people";
    let first = sample().query(sql).unwrap();
    for _ in 0..3 {
        assert_eq!(sample().query(sql).unwrap(), first);
    }
}

#[test]
fn long_and_deep_statements_break_nothing() {
    let lake = sample();
    let many = vec!["flight_id = 1"; 140].join(" OR ");
    assert_eq!(lake.query(&format!("SELECT count(*) FROM flights WHERE {many}")).unwrap().rows.len(), 1);
    let wrong = lake.query(&format!("SELECT {}", vec!["1"; 5000].join("+"))).unwrap_err();
    assert_eq!(wrong.message, "the statement has more than 300 operators");
    let wrong = lake.query(&format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000))).unwrap_err();
    assert_eq!(wrong.message, "the statement is nested too deeply");
}
