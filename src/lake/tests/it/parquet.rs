//! Reading files of columns: what they say of themselves, what a query reads of them, and what it says where they are not what the table is.

use crate::support::{Lake, WRITING, convert, lenient};
use bytes::Bytes;
use expect_test::{Expect, expect};
use jobs::lake::{Codec, Format, Writing};
use proptest::prelude::*;

const COLUMNS: &str = "n bigint, kind string, part double, at timestamp, tags array<string>, place struct<city:string,lat:double>, m map<string,int>, small smallint, cost decimal(10,2), day date, ok boolean";

fn rows(count: u64) -> Vec<String> {
    let row = |n: u64| {
        let null =
            if n.is_multiple_of(7) { r#""kind":null"#.to_owned() } else { format!(r#""kind":"kind {}""#, n % 3) };
        format!(
            r#"{{"n":{n},{null},"part":{}.5,"at":{},"tags":["t{n}","u"],"place":{{"city":"c{}","lat":{n}}},"m":{{"k":{n}}},"small":{},"cost":"{n}.25","day":"2026-01-0{}","ok":{}}}"#,
            n % 100,
            1_767_225_600_000 + n * 1000,
            n % 5,
            n % 1000,
            1 + n % 9,
            n.is_multiple_of(2),
        )
    };
    (0..count).map(row).collect()
}

/// 10,000 rows in several row groups.
fn file(codec: Codec) -> Bytes {
    let writing = Writing { codec, block_bytes: 60_000, page_bytes: 8_192, ..WRITING };
    convert(&rows(10_000), COLUMNS, lenient(), &writing).unwrap().file.unwrap().0
}

fn lake(bytes: Bytes, columns: &str) -> Lake {
    let mut lake = Lake::default();
    let files = vec![lake.file("s3://lake/t/a.parquet", bytes)];
    lake.table("t", Format::Parquet, columns, "", files);
    lake
}

fn error(lake: &Lake, sql: &str, expect: Expect) {
    let wrong = lake.query(sql).unwrap_err();
    expect.assert_eq(&format!("{:?}: {}\nhint: {:?}\n", wrong.class, wrong.message, wrong.hint));
}

#[test]
fn a_file_says_what_it_is() {
    let bytes = file(Codec::Zstd);
    let footer = u64::from(u32::from_le_bytes(*bytes[..bytes.len() - 4].last_chunk::<4>().unwrap())) + 8;
    let found = Lake::default().inspect(bytes);
    let (format, columns) = found.schema.unwrap();
    assert_eq!(
        (format, found.compression, found.records_seen, found.bytes_read),
        (Format::Parquet, None, 10_000, footer)
    );
    let shown: Vec<String> = columns.iter().map(|column| format!("{} {}", column.name, column.hive_type)).collect();
    assert_eq!(shown.join(", "), COLUMNS);
    for broken in [&b"PAR1"[..], b"PAR1PAR1", b"PAR1\x00\x00\x00\x00\xff\xff\xff\x7fPAR1", b"PAR1 and text"] {
        let found = Lake::default().inspect(Bytes::copy_from_slice(broken));
        assert!(found.schema.is_none() && found.problem.unwrap().contains("Parquet file"));
    }
}

#[test]
fn what_is_not_needed_is_not_read() {
    let bytes = file(Codec::None);
    let length = bytes.len() as u64;
    let lake = lake(bytes, COLUMNS);
    let read = |sql: &str| {
        let rows = lake.query(sql).unwrap_or_else(|wrong| panic!("{sql}: {wrong:?}"));
        (rows.bytes_scanned, rows.rows_scanned, rows.rows)
    };
    let (everything, all_rows, _) = read("SELECT * FROM t");
    assert_eq!((everything, all_rows), (length - 4, 10_000), "all but the magic word");
    let (footer, counted, rows) = read("SELECT count(*) FROM t");
    assert_eq!((counted, rows[0][0].as_deref()), (10_000, Some("10000")));
    let (one, _, _) = read("SELECT sum(part) FROM t");
    assert!(footer < one && one < everything / 5, "{footer} {one} {everything}");
    let (group, group_rows, rows) = read("SELECT part FROM t WHERE n = 5000");
    assert_eq!(rows.len(), 1);
    assert!(group_rows < 3_000 && group < one, "{group_rows} {group}");
    let (nothing, no_rows, rows) = read("SELECT part FROM t WHERE n > 20000");
    assert_eq!((nothing, no_rows, rows.len()), (footer, 0, 0), "the footer alone");
    for (sql, found) in [
        ("SELECT n FROM t WHERE n BETWEEN 100 AND 104 AND part < 3", 3),
        ("SELECT n FROM t WHERE at >= timestamp '2026-01-01 02:46:35'", 5),
        ("SELECT n FROM t WHERE 9998 <= n", 2),
        ("SELECT n FROM t WHERE cost = decimal '77.25'", 1),
        ("SELECT n FROM t WHERE kind = 'nothing'", 0),
        ("SELECT n FROM t WHERE n < 10 OR n > 9990", 19),
    ] {
        assert_eq!(read(sql).2.len(), found, "{sql}");
    }
    let (few, few_rows, _) = read("SELECT n FROM t LIMIT 3");
    assert!(few < one && few_rows < 100, "{few} {few_rows}");
}

#[test]
fn rows_keep_their_file_and_number() {
    let lake = lake(file(Codec::Gzip), COLUMNS);
    let rows = lake.query("SELECT n FROM t WHERE n % 1000 = 77 ORDER BY n DESC").unwrap();
    let lines: Vec<u64> = rows.origins.unwrap().iter().map(|(_, line)| *line).collect();
    let values: Vec<u64> = rows.rows.iter().map(|row| row[0].as_ref().unwrap().parse().unwrap()).collect();
    assert_eq!(lines, values);
    assert_eq!(values.len(), 10);
}

#[test]
fn the_same_rows_as_of_json() {
    let text = rows(3_000).join("\n");
    for codec in [Codec::None, Codec::Snappy, Codec::Gzip, Codec::Zstd] {
        for version_2 in [false, true] {
            let writing = Writing { codec, version_2, block_bytes: 20_000, ..WRITING };
            let bytes = convert(&rows(3_000), COLUMNS, lenient(), &writing).unwrap().file.unwrap().0;
            let columns = lake(bytes, COLUMNS);
            let mut lines = Lake::default();
            let files = vec![lines.file("s3://lake/t/a.json", text.clone())];
            lines.table("t", Format::Json, COLUMNS, "", files);
            for sql in [
                "SELECT * FROM t",
                "SELECT kind, count(*), sum(part), max(place.city), min(tags[1]) FROM t GROUP BY kind ORDER BY kind",
                "SELECT n, m['k'], cost FROM t WHERE ok AND small > 500 AND day = date '2026-01-03'",
            ] {
                let (left, right) = (columns.query(sql).unwrap(), lines.query(sql).unwrap());
                assert_eq!(
                    (left.columns, left.rows, left.origins),
                    (right.columns, right.rows, right.origins),
                    "{sql}"
                );
            }
        }
    }
}

#[test]
fn columns_are_found_by_name_and_may_be_wider() {
    let bytes = convert(&[r#"{"A":1,"b":2.5,"s":{"x":1}}"#], "a int, b float, s struct<x:int>", lenient(), &WRITING);
    let lake = lake(bytes.unwrap().file.unwrap().0, "missing string, b double, A bigint, s struct<y:string,x:bigint>");
    let rows = lake.query("SELECT * FROM t").unwrap();
    let values: Vec<_> = rows.rows[0].iter().map(|value| value.as_deref().unwrap_or("NULL")).collect();
    assert_eq!(values, ["NULL", "2.5", "1", "{y=null, x=1}"]);
}

#[test]
fn another_type_than_the_table_says_ends_the_query() {
    let bytes = file(Codec::Snappy);
    let of = |columns: &str| lake(bytes.clone(), columns);
    error(
        &of("n string"),
        "SELECT n FROM t",
        expect![[r#"
        BadData: Field n's type INT64 in parquet file s3://lake/t/a.parquet is incompatible with type string defined in table schema
        hint: Some("in the file it is bigint")
    "#]],
    );
    error(
        &of("kind bigint"),
        "SELECT kind FROM t",
        expect![[r#"
        BadData: Field kind's type BINARY in parquet file s3://lake/t/a.parquet is incompatible with type bigint defined in table schema
        hint: Some("in the file it is string")
    "#]],
    );
    error(
        &of("n int"),
        "SELECT n FROM t",
        expect![[r#"
        BadData: Field n's type INT64 in parquet file s3://lake/t/a.parquet is incompatible with type int defined in table schema
        hint: Some("in the file it is bigint")
    "#]],
    );
    error(
        &of("tags array<int>"),
        "SELECT tags FROM t",
        expect![[r#"
        BadData: Field tags's type GROUP in parquet file s3://lake/t/a.parquet is incompatible with type array<int> defined in table schema
        hint: Some("in the file it is array<string>")
    "#]],
    );
    let rows = of("n string, part double").query("SELECT part FROM t LIMIT 1").unwrap();
    assert_eq!(rows.rows.len(), 1, "a column that is not asked for is not looked at");
    error(
        &lake("{\"n\":1}".into(), "n bigint"),
        "SELECT n FROM t",
        expect![[r#"
            BadData: Not valid Parquet file: s3://lake/t/a.parquet expected magic number: PAR1 got: \":1}
            hint: None
        "#]],
    );
    assert_eq!(lake(Bytes::new(), "n bigint").query("SELECT n FROM t").unwrap().rows.len(), 0, "an empty object");
}

/// A condition on a column: its name, an operator, a literal.
fn condition() -> impl Strategy<Value = String> {
    let operator = || prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    prop_oneof![
        (operator(), -5_i64..60).prop_map(|(operator, n)| format!("n {operator} {n}")),
        (-5_i64..60, operator()).prop_map(|(n, operator)| format!("{n} {operator} n")),
        (operator(), -3_i64..9).prop_map(|(operator, x)| format!("x {operator} {x}.5")),
        (operator(), "[a-d]{0,2}").prop_map(|(operator, s)| format!("s {operator} '{s}'")),
        (-5_i64..30, 10_i64..60).prop_map(|(low, high)| format!("n BETWEEN {low} AND {high}")),
        (operator(), 1_u8..9).prop_map(|(operator, day)| format!("day {operator} date '2026-01-0{day}'")),
        Just("s IS NULL".to_owned()),
        Just("x IN (1.5, 2.5)".to_owned()),
    ]
}

fn row() -> impl Strategy<Value = String> {
    let value = |text: Option<String>| text.unwrap_or_else(|| "null".into());
    (
        prop::option::of(0_i64..50),
        prop::option::of((-2_i64..8).prop_map(|x| format!("{x}.5"))),
        prop::option::of("\"[a-d]{0,2}\""),
        prop::option::of((1_u8..9).prop_map(|day| format!("\"2026-01-0{day}\""))),
    )
        .prop_map(move |(n, x, s, day)| {
            let n = n.map(|n| n.to_string());
            format!(r#"{{"n":{},"x":{},"s":{},"day":{}}}"#, value(n), value(x), value(s), value(day))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever row groups a condition rules out: the rows are those that lines of JSON give.
    #[test]
    fn no_row_is_lost_with_a_row_group(
        mut rows in prop::collection::vec(row(), 1..120),
        conditions in prop::collection::vec((condition(), any::<bool>()), 1..4),
        is_sorted in any::<bool>(),
    ) {
        // Sorted rows make row groups that differ.
        if is_sorted {
            rows.sort();
        }
        let columns = "n bigint, x double, s string, day date";
        let writing = Writing { block_bytes: 200, ..WRITING };
        let bytes = convert(&rows, columns, lenient(), &writing).unwrap().file.unwrap().0;
        let mut lines = Lake::default();
        let files = vec![lines.file("s3://lake/t/a.json", rows.join("\n"))];
        lines.table("t", Format::Json, columns, "", files);
        let mut sql = "SELECT * FROM t WHERE".to_owned();
        for (place, (condition, and)) in conditions.iter().enumerate() {
            let joined = if place == 0 { "" } else if *and { "AND" } else { "OR" };
            sql = format!("{sql} {joined} {condition}");
        }
        let (left, right) = (lake(bytes, columns).query(&sql).unwrap(), lines.query(&sql).unwrap());
        prop_assert_eq!((left.rows, left.origins), (right.rows, right.origins), "{}", sql);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// A damaged file gives rows or an error, and the engine answers either way.
    #[test]
    fn damaged_files_are_answered(at in any::<prop::sample::Index>(), byte in any::<u8>(), from_end in any::<bool>(), cut in prop::option::of(any::<prop::sample::Index>())) {
        let mut bytes = convert(&rows(50), COLUMNS, lenient(), &WRITING).unwrap().file.unwrap().0.to_vec();
        // Half of the damage is in the footer, where it matters most.
        let place = if from_end { bytes.len() - 1 - at.index(bytes.len() / 3) } else { at.index(bytes.len()) };
        bytes[place] = byte;
        if let Some(cut) = cut {
            bytes.remove(cut.index(bytes.len()));
        }
        let lake = lake(bytes.into(), COLUMNS);
        let _ = lake.query("SELECT * FROM t");
    }
}
