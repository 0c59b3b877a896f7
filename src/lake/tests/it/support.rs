//! Small tables and short ways to ask about them, for all the tests of the engine.

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use jobs::Digest;
use jobs::lake::{
    Answer, Codec, Column, Convert, Converted, Diagnostic, File, Format, Inspect, Inspected, Query, Reading, Request,
    Rows, Table, Writing,
};
use lake::Engine;
use std::collections::BTreeMap;
use std::io::Write;

/// 2026-01-01T00:00:00Z.
pub const NOW_MS: u64 = 1_767_225_600_000;

/// A lake in the making: an engine and the tables over its contents.
#[derive(Default)]
pub struct Lake {
    pub engine: Engine,
    pub tables: Vec<Table>,
}

impl Lake {
    /// Puts a file into the engine.
    pub fn file(&mut self, path: &str, bytes: impl Into<Bytes>) -> File {
        let bytes = bytes.into();
        let content = Digest::of(&bytes);
        let partition = path
            .split('/')
            .filter_map(|part| part.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect::<BTreeMap<_, _>>();
        let file = File { path: path.into(), content, bytes: bytes.len() as u64, partition };
        self.engine.put(content, bytes);
        file
    }

    /// Adds a table in the database `db`; columns as `name type, name type`.
    pub fn table(&mut self, name: &str, format: Format, columns: &str, partition_columns: &str, files: Vec<File>) {
        self.tables.push(Table {
            database: "db".into(),
            name: name.into(),
            format,
            columns: columns_of(columns),
            partition_columns: columns_of(partition_columns),
            files,
        });
    }

    /// Runs a query in the database `db`.
    pub fn query(&self, sql: &str) -> Result<Rows, Diagnostic> {
        let query = Query {
            sql: sql.into(),
            database: "db".into(),
            tables: self.tables.clone(),
            now_epoch_ms: NOW_MS,
            rows_max: 1000,
        };
        match self.engine.run(&Request::Query(query)).expect("the engine broke") {
            Answer::Rows(rows) => rows,
            other => panic!("not rows: {other:?}"),
        }
    }

    /// Looks at a file.
    pub fn inspect(&mut self, bytes: impl Into<Bytes>) -> Inspected {
        let file = self.file("s3://lake/file", bytes);
        match self.engine.run(&Request::Inspect(Inspect { files: vec![file] })).expect("the engine broke") {
            Answer::Inspected(mut found) => found.remove(0),
            other => panic!("not inspected: {other:?}"),
        }
    }
}

/// `a int, b array<int>` as columns.
pub fn columns_of(text: &str) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut depth = 0;
    for part in text.split_inclusive(|c| {
        depth += match c {
            '<' | '(' => 1,
            '>' | ')' => -1,
            _ => 0,
        };
        c == ',' && depth == 0
    }) {
        let part = part.strip_suffix(',').unwrap_or(part).trim();
        if let Some((name, hive_type)) = part.split_once(' ') {
            columns.push(Column { name: name.into(), hive_type: hive_type.into() });
        }
    }
    columns
}

/// The bytes of `text` in a GZIP file.
pub fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// Plain delimited text.
pub fn csv(header_lines: u32) -> Format {
    Format::Csv { delimiter: ',', quote: None, header_lines }
}

/// The tables that most tests use.
pub fn sample() -> Lake {
    let mut lake = Lake::default();
    let first = concat!(
        r#"{"flight_id":1,"time":"06:30","delay":-3,"distance":1846,"origin":"HNL","destination":"LAX"}"#,
        "\n",
        r#"{"flight_id":2,"time":"07:00","delay":12,"distance":337,"origin":"LAX","destination":"SFO"}"#,
        "\n",
        r#"{"flight_id":3,"time":"07:05","delay":55,"distance":337,"origin":"LAX","destination":"SFO"}"#,
        "\n",
    );
    let second = concat!(
        r#"{"flight_id":4,"time":"06:10","delay":null,"distance":2475,"origin":"JFK","destination":"LAX"}"#,
        "\n",
        r#"{"flight_id":5,"Time":"06:15","distance":100.5,"origin":"SFO","unknown":{"a":[1]}}"#,
        "\n",
        r#"{"flight_id":2,"time":"07:00","delay":12,"distance":337,"origin":"LAX","destination":"SFO"}"#,
        "\n",
        r#"{"flight_id":2,"time":"07:00","delay":12,"distance":337,"origin":"LAX","destination":"SFO"}"#,
        "\n",
    );
    let files = vec![
        lake.file("s3://lake/flights/dt=2001-01-01/a.json.gz", gzip(first)),
        lake.file("s3://lake/flights/dt=2001-01-02/b.json", second.to_owned()),
    ];
    lake.table(
        "flights",
        Format::Json,
        "flight_id int, time string, delay int, distance double, origin string, destination string",
        "dt string",
        files,
    );
    let people =
        "name,born,score,since\nAda,1815,9.5,1833-06-05\nGrace,1906\nLinus,x,7.25,1991-08-25,more,fields\n\\N,1,,\n";
    let files = vec![lake.file("s3://lake/people/p.csv", people.to_owned())];
    lake.table("people", csv(1), "name string, born int, score double, since date", "", files);

    let nested = concat!(
        r#"{"id":1,"tags":["a","b"],"at":"2001-01-01 06:30:00","place":{"City":"Honolulu","pos":[21.3,-157.9]},"m":{"x":1,"y":2},"ok":true,"price":"12.345"}"#,
        "\n",
        r#"{"id":2,"tags":[],"at":"2001-02-03T04:05:06.789Z","place":null,"m":{},"ok":false,"price":3}"#,
        "\n",
    );
    let files = vec![lake.file("s3://lake/nested/n.json", nested.to_owned())];
    lake.table(
        "nested",
        Format::Json,
        "id bigint, tags array<string>, at timestamp, place struct<city:string,pos:array<double>>, m map<string,int>, ok boolean, price decimal(10,2)",
        "",
        files,
    );
    lake
}

/// Records, each behind its length.
pub fn records<T: AsRef<[u8]>>(records: &[T]) -> Vec<u8> {
    let mut content = Vec::new();
    for record in records {
        let record = record.as_ref();
        content.extend(u32::try_from(record.len()).expect("a small record").to_le_bytes());
        content.extend(record);
    }
    content
}

/// How files are written where nothing else is said.
pub const WRITING: Writing = Writing {
    codec: Codec::Snappy,
    block_bytes: 256 * 1024 * 1024,
    page_bytes: 1024 * 1024,
    dictionary: true,
    version_2: false,
};

/// Leniently, as names come.
pub fn lenient() -> Reading {
    Reading::Lenient { case_insensitive: true, dots_to_underscores: false, mappings: BTreeMap::new() }
}

/// Makes a file of columns.
pub fn convert<T: AsRef<[u8]>>(
    records: &[T],
    columns: &str,
    reading: Reading,
    writing: &Writing,
) -> Result<Converted, Diagnostic> {
    let content = Bytes::from(self::records(records));
    let mut engine = Engine::new();
    let digest = Digest::of(&content);
    let bytes = content.len() as u64;
    engine.put(digest, content);
    let convert = Convert { content: digest, bytes, columns: columns_of(columns), reading, writing: writing.clone() };
    match engine.run(&Request::Convert(convert)).expect("the engine broke") {
        Answer::Converted(converted) => converted,
        other => panic!("not converted: {other:?}"),
    }
}
