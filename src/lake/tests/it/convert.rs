//! What records of JSON become in a file of columns, and what is said of those that do not fit.

use crate::support::{Lake, WRITING, convert, lenient};
use expect_test::{Expect, expect};
use jobs::lake::{Codec, Converted, Format, Reading, Writing};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The rows as a query reads them, and the records that are not simply a row each.
fn shown(converted: &Converted, columns: &str) -> String {
    let mut out = String::new();
    if let Some(file) = &converted.file {
        let mut lake = Lake::default();
        let files = vec![lake.file("s3://lake/t/file.parquet", file.0.clone())];
        lake.table("t", Format::Parquet, columns, "", files);
        let rows = lake.query("SELECT * FROM t").unwrap();
        assert_eq!(rows.rows_total, converted.rows);
        for row in &rows.rows {
            let values: Vec<&str> = row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect();
            writeln!(out, "{}", values.join(" | ")).unwrap();
        }
    }
    for (record, rows) in &converted.rows_of {
        writeln!(out, "record {record} gave {rows} rows").unwrap();
    }
    for unfit in &converted.failed {
        writeln!(out, "record {} {:?}: {}", unfit.record, unfit.class, unfit.message).unwrap();
    }
    out
}

fn check(records: &[&str], columns: &str, reading: Reading, expect: Expect) {
    expect.assert_eq(&match convert(records, columns, reading, &WRITING) {
        Ok(converted) => shown(&converted, columns),
        Err(wrong) => format!("{:?}: {}\n", wrong.class, wrong.message),
    });
}

fn strict(formats: &[&str]) -> Reading {
    Reading::Strict { timestamp_formats: formats.iter().map(|format| (*format).to_owned()).collect() }
}

#[test]
fn names_types_and_quotes_are_taken_leniently() {
    check(
        &[
            r#"{"ID":1,"name":"a","price":"2.5","ok":"true","at":"2026-01-01 00:00:00","extra":{"x":[1]}}"#,
            r#"{"id":"7","name":12.5,"price":3,"ok":false,"at":1767225600123}"#,
            r#"{"id":null,"name":{"deep":[1,2]},"at":"2026-01-01T10:11:12.5Z"}"#,
            r#"{"at":1767225600.25,"name":true}"#,
            "{}\n",
        ],
        "id bigint, name string, price double, ok boolean, at timestamp",
        lenient(),
        expect![[r#"
            1 | a | 2.5 | true | 2026-01-01 00:00:00.000
            7 | 12.5 | 3.0 | false | 2026-01-01 00:00:00.123
            NULL | {"deep":[1,2]} | NULL | NULL | 2026-01-01 10:11:12.500
            NULL | true | NULL | NULL | 2026-01-01 00:00:00.250
            NULL | NULL | NULL | NULL | NULL
        "#]],
    );
}

#[test]
fn a_record_that_does_not_fit_gives_no_row_at_all() {
    check(
        &[
            r#"{"id":1,"tags":["a"],"place":{"lat":1.5}}"#,
            r#"{"id":2,"tags":["b",{"c":1}],"place":{"lat":"north"}}"#,
            r#"{"id":3,"tags":"x"}"#,
            r#"{"id":4} {"id":4.5}"#,
            r#"{"id":5}{"id":6}
               {"id":7}"#,
            r#"[{"id":8}]"#,
            r#"{"id":9"#,
            "",
            "42",
            r#"{"id":10} x"#,
            r#"{"id":99999999999}"#,
            r#"{"id":11,"tags":[],"place":null}"#,
        ],
        "id int, tags array<string>, place struct<lat:double>",
        lenient(),
        expect![[r#"
            1 | [a] | {lat=1.5}
            5 | NULL | NULL
            6 | NULL | NULL
            7 | NULL | NULL
            11 | [] | NULL
            record 4 gave 3 rows
            record 1 Type: 'lat' is a double and cannot hold the value 'north', at line 1, column 52 of the record
            record 2 Type: 'tags' is an array and cannot hold the value 'x', at line 1, column 19 of the record
            record 3 Type: 'id' is an int and cannot hold the value '4.5', at line 1, column 19 of the record
            record 5 Malformed: an array is no JSON object, at line 1, column 0 of the record
            record 6 Malformed: not a valid JSON object: EOF while parsing an object, at line 1, column 7 of the record
            record 7 Malformed: the record is empty
            record 8 Malformed: not a valid JSON object: invalid type: integer `42`, expected a JSON object, at line 1, column 2 of the record
            record 9 Malformed: not a valid JSON object: expected value, at line 1, column 11 of the record
            record 10 Type: 'id' is an int and cannot hold the value '99999999999', at line 1, column 18 of the record
        "#]],
    );
}

#[test]
fn strictly_a_number_in_quotes_is_an_error() {
    let records = [
        r#"{"id":1,"name":5,"at":"2026-01-01 00:00:00"}"#,
        r#"{"id":"1"}"#,
        r#"{"ok":"true"}"#,
        r#"{"at":"01/02/2026 03:04"}"#,
        r#"{"at":"2026-01-01T00:00:00+01:00"}"#,
        r#"{"at":1767225600123}"#,
        r#"{"at":"1767225600123"}"#,
    ];
    let columns = "id int, name string, ok boolean, at timestamp";
    check(
        &records,
        columns,
        strict(&[]),
        expect![[r#"
        1 | 5 | NULL | 2026-01-01 00:00:00.000
        record 1 Type: 'id' is an int and cannot hold the value '"1"', at line 1, column 10 of the record
        record 2 Type: 'ok' is a boolean and cannot hold the value '"true"', at line 1, column 13 of the record
        record 3 Type: 'at' is a timestamp and cannot hold the value '01/02/2026 03:04', at line 1, column 25 of the record
        record 4 Type: 'at' is a timestamp and cannot hold the value '2026-01-01T00:00:00+01:00', at line 1, column 34 of the record
        record 5 Type: 'at' is a timestamp and cannot hold the value '1767225600123', at line 1, column 20 of the record
        record 6 Type: 'at' is a timestamp and cannot hold the value '1767225600123', at line 1, column 22 of the record
    "#]],
    );
    check(
        &records,
        columns,
        strict(&["dd/MM/yyyy HH:mm", "yyyy-MM-dd'T'HH:mm:ssZ", "millis"]),
        expect![[r#"
            1 | 5 | NULL | 2026-01-01 00:00:00.000
            NULL | NULL | NULL | 2026-02-01 03:04:00.000
            NULL | NULL | NULL | 2025-12-31 23:00:00.000
            NULL | NULL | NULL | 2026-01-01 00:00:00.123
            NULL | NULL | NULL | 2026-01-01 00:00:00.123
            record 1 Type: 'id' is an int and cannot hold the value '"1"', at line 1, column 10 of the record
            record 2 Type: 'ok' is a boolean and cannot hold the value '"true"', at line 1, column 13 of the record
        "#]],
    );
    check(
        &records,
        columns,
        strict(&["QQ"]),
        expect![[r#"
        Other: timestamp format 'QQ': the letter 'Q' is not supported in a pattern
    "#]],
    );
}

#[test]
fn names_may_be_mapped() {
    let mappings = BTreeMap::from([("time".to_owned(), "timestamp".to_owned())]);
    let records = [r#"{"timestamp":"a","time":"b","user.id":1,"USER_ID":2}"#, r#"{"TimeStamp":"c","User.Id":3}"#];
    let columns = "time string, user_id int";
    let reading = |case_insensitive, dots_to_underscores| Reading::Lenient {
        case_insensitive,
        dots_to_underscores,
        mappings: mappings.clone(),
    };
    check(
        &records,
        columns,
        reading(true, true),
        expect![[r#"
        a | 1
        c | 3
    "#]],
    );
    check(
        &records,
        columns,
        reading(false, false),
        expect![[r#"
        a | NULL
        NULL | NULL
    "#]],
    );
}

#[test]
fn columns_that_no_file_can_have_are_an_error() {
    let none: [&str; 0] = [];
    check(
        &none,
        "a uuid",
        lenient(),
        expect![[r#"
        Other: column 'a': unknown type 'uuid'
    "#]],
    );
    check(
        &none,
        "a int, a int",
        lenient(),
        expect![[r#"
        Other: column 'a' is there twice
    "#]],
    );
    check(
        &none,
        "",
        lenient(),
        expect![[r#"
        Other: the table has no columns
    "#]],
    );
    assert_eq!(convert(&none, "a int", lenient(), &WRITING).unwrap().file, None, "no record, no file");
}

/// Many rows, with what compresses and what does not.
fn many() -> Vec<String> {
    let row = |n: u64| {
        let noise = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!(r#"{{"n":{n},"noise":{},"kind":"kind {}","part":{}.5}}"#, noise >> 12, n % 3, n % 100)
    };
    (0..20_000).map(row).collect()
}

const MANY: &str = "n bigint, noise bigint, kind string, part double";

#[test]
fn equal_records_give_equal_bytes_and_each_codec_its_own() {
    let mut sizes = Vec::new();
    for codec in [Codec::None, Codec::Snappy, Codec::Gzip, Codec::Zstd] {
        for (version_2, dictionary) in [(false, true), (true, false)] {
            let writing = Writing { codec, version_2, dictionary, ..WRITING };
            let one = convert(&many(), MANY, lenient(), &writing).unwrap();
            assert_eq!(one, convert(&many(), MANY, lenient(), &writing).unwrap());
            assert_eq!((one.rows, one.failed.len(), one.rows_of.len()), (20_000, 0, 0));
            sizes.push(one.file.unwrap().0.len());
        }
    }
    sizes.sort_unstable();
    sizes.dedup();
    assert_eq!(sizes.len(), 8, "{sizes:?}");
}

/// `www/test/parquet.test.mjs` opens these files with another reader. They are written again by `cargo xtask bless`.
#[test]
fn the_files_that_another_reader_opens_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/test/parquet");
    let records = [
        r#"{"id":1,"small":-7,"name":"Ana","price":1.5,"ok":true,"at":"2026-01-01 00:00:00.123","day":"2026-02-03","cost":"12.30","tags":["a","b"],"place":{"city":"Lima","at":[1.5,2]},"counts":{"x":1}}"#,
        r#"{"id":9007199254740993,"name":"señal ✓","ok":false,"tags":[]}"#,
        r#"{"small":127,"name":"","price":-0.25,"place":null,"counts":{}}"#,
    ];
    let columns = "id bigint, small tinyint, name string, price double, ok boolean, at timestamp, day date, cost decimal(10,2), tags array<string>, place struct<city:string,at:array<double>>, counts map<string,int>";
    for (codec, version_2) in [("none", false), ("snappy", false), ("gzip", true), ("zstd", false)] {
        let kind = match codec {
            "none" => Codec::None,
            "snappy" => Codec::Snappy,
            "gzip" => Codec::Gzip,
            _ => Codec::Zstd,
        };
        let writing = Writing { codec: kind, version_2, ..WRITING };
        let written = convert(&records, columns, lenient(), &writing).unwrap().file.unwrap().0;
        let path = folder.join(format!("{codec}.parquet"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &written).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == written, "{} is not what is written now", path.display());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the records are: each failed or gave its rows, in order, and the good ones among them read as they do alone.
    #[test]
    fn every_record_is_a_row_or_a_failure(
        records in prop::collection::vec(prop_oneof![
            (any::<i32>(), "[a-z]{0,5}").prop_map(|(id, name)| format!(r#"{{"id":{id},"name":"{name}"}}"#)),
            any::<i64>().prop_map(|id| format!(r#"{{"id":{id}}}"#)),
            "\\PC{0,20}",
            Just(r#"{"id":1}{"id":2}"#.to_owned()),
            Just(r#"{"name":["x"],"id":[1]}"#.to_owned()),
        ], 0..1_200),
    ) {
        let converted = convert(&records, "id int, name string", lenient(), &WRITING).unwrap();
        let extra: u64 = converted.rows_of.iter().map(|(_, rows)| rows - 1).sum();
        prop_assert_eq!(converted.rows, records.len() as u64 - converted.failed.len() as u64 + extra);
        let failed: Vec<u64> = converted.failed.iter().map(|unfit| unfit.record).collect();
        prop_assert!(failed.is_sorted() && converted.rows_of.is_sorted());
        let good: Vec<&String> = (0..).zip(&records).filter(|(index, _)| !failed.contains(index)).map(|(_, record)| record).collect();
        let alone = convert(&good, "id int, name string", lenient(), &WRITING).unwrap();
        prop_assert_eq!(alone.failed, vec![]);
        prop_assert_eq!(alone.file, converted.file);
    }
}
