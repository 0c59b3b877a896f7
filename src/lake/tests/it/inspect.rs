//! What is said of a file's format and columns.

use crate::support::{Lake, gzip};
use bytes::Bytes;
use expect_test::{Expect, expect};
use jobs::lake::Format;

fn check(bytes: impl Into<Bytes>, expect: Expect) {
    let found = Lake::default().inspect(bytes);
    let schema = match &found.schema {
        Some((format, columns)) => {
            let format = match format {
                Format::Json => "json".to_owned(),
                Format::Parquet => "parquet".to_owned(),
                Format::Csv { delimiter, header_lines, .. } => format!("csv {delimiter:?} header {header_lines}"),
            };
            let columns: Vec<String> =
                columns.iter().map(|column| format!("{} {}", column.name, column.hive_type)).collect();
            format!("{format}: {}", columns.join(", "))
        }
        None => "unknown".into(),
    };
    let packed = found.compression.map(|compression| format!(", {compression}")).unwrap_or_default();
    let problem = found.problem.map(|problem| format!("\n{problem}")).unwrap_or_default();
    expect
        .assert_eq(&format!("{schema}\n{} records in {} bytes{packed}{problem}", found.records_seen, found.bytes_read));
}

#[test]
fn json_lines() {
    check(
        "{\"b\":1,\"A\":\"x\"}\n{\"b\":2.5,\"c\":true,\"n\":null}\n",
        expect![[r#"
        json: b double, a string, c boolean, n string
        2 records in 44 bytes"#]],
    );
    check(
        gzip("{\"a\":1}\n{\"a\":3000000000}\n"),
        expect![[r#"
        json: a bigint
        2 records in 36 bytes, gzip"#]],
    );
    check(
        "{\"at\":{\"x\":1,\"y\":[1,2]},\"tags\":[]}\n{\"at\":{\"y\":[0.5],\"z\":\"q\"},\"tags\":[\"a\"]}\n",
        expect![[r#"
            json: at struct<x:int,y:array<double>,z:string>, tags array<string>
            2 records in 75 bytes"#]],
    );
    check(
        "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":{\"b\":1}}\n",
        expect![[r#"
        json: a string
        3 records in 32 bytes"#]],
    );
}

#[test]
fn json_that_a_query_could_not_read() {
    check(
        "{\"a\":1}\n{\"a\":2,\n",
        expect![[r#"
        json: a int
        1 records in 16 bytes
        line 2: the file ends within this object"#]],
    );
    check(
        "{\"a\":1}{\"a\":2}\n",
        expect![[r#"
        json: a int
        2 records in 15 bytes
        line 1: a second object on one line; a query reads one on each"#]],
    );
    check(
        "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n",
        expect![[r#"
        json: a int
        2 records in 26 bytes
        line 1: an object over several lines; a query reads one on each"#]],
    );
    check(
        "[{\"a\":1},{\"a\":2.5}]",
        expect![[r#"
        json: array array<struct<a:double>>
        1 records in 19 bytes
        line 1: one JSON array over the whole file; a query reads one object on each line"#]],
    );
    check(
        "{\"a\":1}\noops\n",
        expect![[r#"
        json: a int
        1 records in 13 bytes
        line 2, column 1: expected value"#]],
    );
}

#[test]
fn only_the_beginning_of_a_large_file_is_read() {
    let line = "{\"number\":12345,\"text\":\"abcdefghijklmnopqrstuvwxyz\"}\n";
    check(
        line.repeat(40_000),
        expect![[r#"
        json: number int, text string
        19784 records in 1048576 bytes"#]],
    );
}

#[test]
fn delimited_text() {
    check(
        "name,age,score\nAda,36,1.5\nGrace,85,2\n",
        expect![[r#"
        csv ',' header 1: name string, age bigint, score double
        2 records in 37 bytes"#]],
    );
    check(
        "name|city\nAda|London\nGrace|New York\n",
        expect![[r#"
        csv '|' header 0: col0 string, col1 string
        3 records in 36 bytes"#]],
    );
    check(
        "1\t2\n3\t4.5\n",
        expect![[r#"
        csv '\t' header 0: col0 bigint, col1 double
        2 records in 10 bytes"#]],
    );
    check(
        "a;b\n1;x\n2;y;z\n3;w\n",
        expect![[r#"
        csv ';' header 1: a bigint, b string
        3 records in 18 bytes
        line 3: 3 fields, where line 1 has 2"#]],
    );
    check(
        "just one column\nof text\n",
        expect![[r#"
        unknown
        0 records in 24 bytes
        neither JSON nor delimited text of two columns and two rows"#]],
    );
    check(
        "a,b\n",
        expect![[r#"
        unknown
        0 records in 4 bytes
        neither JSON nor delimited text of two columns and two rows"#]],
    );
}

#[test]
fn files_that_no_reader_knows() {
    check(
        "",
        expect![[r#"
        unknown
        0 records in 0 bytes
        the file is empty"#]],
    );
    check(
        "PAR1....",
        expect![[r#"
            unknown
            0 records in 8 bytes
            Not valid Parquet file:  expected magic number: PAR1 got: ...."#]],
    );
    check(
        &b"\x00\x01,\x02\n\x03,\xff\n"[..],
        expect![[r#"
        unknown
        0 records in 9 bytes
        neither JSON nor delimited text of two columns and two rows"#]],
    );
    let mut cut = gzip(&"{\"a\":1}\n".repeat(100));
    cut.truncate(cut.len() - 10);
    check(
        cut,
        expect![[r#"
        json: a int
        65 records in 38 bytes, gzip
        cannot be unpacked after 525 bytes: incomplete deflate stream"#]],
    );
}
