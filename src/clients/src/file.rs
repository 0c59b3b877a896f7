//! A reader's own file as records: CSV with a header, JSON Lines (or JSON values one after the other), or a JSON array.
//! Each record becomes one line of JSON. What is broken is told with its place and left out; what is good is kept.

mod csv;
mod json;

use serde::Serialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A larger file is refused.
pub const FILE_BYTES_MAX: usize = 512 << 20;
/// A larger record is left out: Firehose takes 1,000 KiB, Kinesis 1 MiB with the key.
pub const RECORD_BYTES_MAX: usize = 1_000 * 1024 - 1_024;
/// Names of members that are entered; more come from data in the place of names.
const FIELDS_MAX: usize = 500;
/// Problems that are told in full; the others are counted.
pub const PROBLEMS_MAX: usize = 20;

/// What is wrong at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
    /// A lowercase fragment.
    pub message: String,
}

/// The records of a file.
#[derive(Debug)]
pub struct FileRecords {
    format: &'static str,
    bytes: Vec<u8>,
    ends: Vec<u32>,
    fields: Vec<String>,
    problems: Vec<Problem>,
    problems_more: u64,
}

impl FileRecords {
    /// Reads a file. Errors: there is no record in it that can be read.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(format!("the file has {} bytes, more than {FILE_BYTES_MAX}", bytes.len()));
        }
        refuse_binary(bytes)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut records = Self {
            format: "",
            bytes: Vec::with_capacity(bytes.len()),
            ends: Vec::new(),
            fields: Vec::new(),
            problems: Vec::new(),
            problems_more: 0,
        };
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => return Err("the file is empty; expected CSV with a header, JSON Lines or a JSON array".into()),
            Some(b'[') => json::read_array(bytes, &mut records),
            Some(b'{') => json::read_lines(bytes, &mut records),
            Some(_) => csv::read(bytes, &mut records),
        }
        if records.ends.is_empty() {
            let first = records.problems.first();
            let place = first.map(|it| format!(": line {}, column {}: {}", it.line, it.column, it.message));
            return Err(format!("no record could be read as {}{}", records.format, place.unwrap_or_default()));
        }
        Ok(records)
    }

    /// `CSV`, `JSON Lines`, `JSON values` or `JSON array`.
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Whether there is none; such a file is not read.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What they take in memory, in bytes.
    pub fn bytes(&self) -> u64 {
        (self.bytes.len() + self.ends.len() * size_of::<u32>()) as u64
    }

    /// The members of its records, in the order in which they first appear.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The first [`PROBLEMS_MAX`] problems.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems there are besides.
    pub fn problems_more(&self) -> u64 {
        self.problems_more
    }

    /// Record `position`, over all laps, as JSON in one line.
    pub fn record(&self, position: u64) -> &[u8] {
        let index = (position % self.len().max(1)) as usize;
        let from = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(index).copied().unwrap_or(from);
        self.bytes.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Ends the record that was written behind the last one, or takes it back if it is too large.
    fn end_record(&mut self, line: u64) {
        let from = self.ends.last().copied().unwrap_or(0) as usize;
        let bytes = self.bytes.len().saturating_sub(from);
        if bytes > RECORD_BYTES_MAX {
            self.bytes.truncate(from);
            self.problem(line, 1, format!("a record of {bytes} bytes; at most {RECORD_BYTES_MAX} can be put"));
        } else if let Ok(end) = u32::try_from(self.bytes.len()) {
            self.ends.push(end);
        } else {
            self.bytes.truncate(from);
            self.problem(line, 1, "the file's records are too large in total".into());
        }
    }

    fn problem(&mut self, line: u64, column: u64, message: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { line, column, message });
        } else {
            self.problems_more += 1;
        }
    }

    /// Enters a member's name; records mostly have the same ones in the same order, so `index` is looked at first.
    fn learn_field(&mut self, index: usize, name: &str) {
        let is_known = self.fields.get(index).is_some_and(|field| field == name);
        let is_full = self.fields.len() >= FIELDS_MAX;
        if !is_known && !is_full && !self.fields.iter().any(|field| field == name) {
            self.fields.push(name.to_owned());
        }
    }
}

fn refuse_binary(bytes: &[u8]) -> Result<(), String> {
    let kinds: [(&[u8], &str); 6] = [
        (b"PAR1", "a Parquet file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"PK\x03\x04", "a zip file (or an office document)"),
        (b"%PDF", "a PDF"),
        (b"\xff\xfe", "a text in UTF-16"),
        (b"\xfe\xff", "a text in UTF-16"),
    ];
    let kind = kinds.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind);
    let zero = bytes.iter().take(4_096).position(|byte| *byte == 0);
    match (kind, zero) {
        (Some(kind), _) => {
            Err(format!("this is {kind}; expected CSV with a header, JSON Lines or a JSON array in UTF-8"))
        }
        (None, Some(at)) => {
            Err(format!("byte {at} is zero, so this is no text; expected CSV, JSON Lines or a JSON array"))
        }
        (None, None) => Ok(()),
    }
}

/// A member of a JSON object, as text: a string without its quotes, anything else as JSON. `None` if it is not there or
/// `null`.
pub fn field_of<'a>(record: &'a [u8], name: &str) -> Option<Cow<'a, str>> {
    struct Find<'n>(&'n str);
    impl<'a> Visitor<'a> for Find<'_> {
        type Value = Option<serde_json::Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = map.next_key::<Cow<'a, str>>()? {
                if key == self.0 {
                    found = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_slice(record);
    match deserializer.deserialize_map(Find(name)).ok()?? {
        serde_json::Value::String(text) => Some(Cow::Owned(text)),
        serde_json::Value::Null => None,
        other => Some(Cow::Owned(other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> FileRecords {
        FileRecords::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn lines(records: &FileRecords) -> Vec<String> {
        (0..records.len()).map(|index| String::from_utf8_lossy(records.record(index)).into_owned()).collect()
    }

    fn problems(records: &FileRecords) -> Vec<String> {
        records.problems().iter().map(|it| format!("{}:{} {}", it.line, it.column, it.message)).collect()
    }

    #[test]
    fn csv_becomes_typed_json_and_ragged_lines_are_told() {
        let records = read("id,name,x\n1,\"a \"\"b\"\"\",2.5\n2,b\n007,,true\n3,\"two\nlines\",-1e3\n4,c,d,e\n");
        assert_eq!(records.format(), "CSV");
        assert_eq!(
            lines(&records),
            [
                r#"{"id":1,"name":"a \"b\"","x":2.5}"#,
                r#"{"id":"007","name":null,"x":true}"#,
                r#"{"id":3,"name":"two\nlines","x":-1e3}"#
            ]
        );
        assert_eq!(problems(&records), ["3:1 2 fields, expected 3", "7:1 4 fields, expected 3"]);
        assert_eq!(records.fields(), ["id", "name", "x"]);
    }

    #[test]
    fn a_quote_that_is_never_closed_spoils_its_line_only() {
        let records = read("a,b\r\n1,2\r\n3,\"x\r\n5,6");
        assert_eq!(lines(&records), [r#"{"a":1,"b":2}"#, r#"{"a":5,"b":6}"#]);
        assert_eq!(problems(&records), ["3:3 a quoted field begins here and is never closed"]);
    }

    #[test]
    fn separators_are_found_and_headers_mended() {
        assert_eq!(lines(&read("a;b\n1,5;2\n")), [r#"{"a":"1,5","b":2}"#]);
        let records = read("\u{feff}a\ta\t\n1\t2\t3\n");
        assert_eq!(lines(&records), [r#"{"a":1,"a_2":2,"column_3":3}"#]);
    }

    #[test]
    fn json_lines_keep_what_is_good() {
        let records = read("{\"a\": 1, \"b\": \"x y\"}\n\n{\"a\":2,}\n[1]\n{\"c\":3");
        assert_eq!(lines(&records), [r#"{"a":1,"b":"x y"}"#]);
        assert_eq!(records.fields(), ["a", "b"]);
        let told = problems(&records);
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("3:8 key must be a string"), "{told:?}");
        assert!(told[1].starts_with("4:1 ") && told[2].starts_with("5:6 the file is cut short"), "{told:?}");
    }

    #[test]
    fn json_arrays_may_be_indented_and_cut_short() {
        let records = read("[\n  {\"a\": 1.50,\n   \"b\": [1, 2]},\n  {\"a\": 2}\n]\n");
        assert_eq!(lines(&records), [r#"{"a":1.50,"b":[1,2]}"#, r#"{"a":2}"#]);
        assert!(records.problems().is_empty());
        let cut = read("[{\"a\":1},\n {\"a\":2},\n {\"a\"");
        assert_eq!(lines(&cut).len(), 2);
        assert_eq!(problems(&cut), ["3:5 the file is cut short: EOF while parsing an object"]);
        let odd = read("[{\"a\":1} {\"a\":2}]");
        assert_eq!(problems(&odd), ["1:10 expected ',' or ']'"]);
        assert_eq!(lines(&odd).len(), 1);
        assert_eq!(lines(&read("{\n \"a\": 1\n}\n{\"a\": 2}")), [r#"{"a":1}"#, r#"{"a":2}"#]);
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, said) in [
            (&b"PAR1xx"[..], "Parquet"),
            (b"", "empty"),
            (b"a\0b", "byte 1"),
            (b"a,b\n", "no record"),
            (b"[]", "no record"),
        ] {
            let error = FileRecords::read(bytes).err().unwrap_or_default();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn fields_are_found_at_the_top_only() {
        let record = br#"{"o":{"k":"no"},"k\u0065y":"yes","n":1.50,"k":"y\"s","z":null}"#;
        assert_eq!(field_of(record, "k").as_deref(), Some("y\"s"));
        assert_eq!(field_of(record, "key").as_deref(), Some("yes"));
        assert_eq!(field_of(record, "n").as_deref(), Some("1.5"));
        assert_eq!(field_of(record, "z"), None);
        assert_eq!(field_of(record, "missing"), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[\\[\\]{}\",:;\\\\a1\\n\\r \\x00ü]{0,60}") {
            if let Ok(records) = FileRecords::read(text.as_bytes()) {
                for index in 0..records.len() {
                    let record = records.record(index);
                    prop_assert!(!record.contains(&b'\n'));
                    prop_assert!(serde_json::from_slice::<serde_json::Value>(record).is_ok_and(|it| it.is_object()));
                }
            }
        }

        #[test]
        fn bytes_do_not_break_it_either(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = FileRecords::read(&bytes);
        }
    }
}
