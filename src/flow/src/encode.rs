//! Rows as they are written: JSON objects and lines of CSV, as Flink's formats write them.

use crate::cast::text;
use crate::cell::Cell;
use crate::csv::{self, Marks};
use crate::output::Problem;
use crate::settings::ignores_errors;
use crate::time::{Fraction, write};
use jobs::stream::{Insert, Origin, Table, Type, Value};
use std::collections::BTreeMap;

/// How timestamps are written: option `json.timestamp-format.standard`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timestamps {
    /// `2020-04-15 08:05:00.5`
    #[default]
    Sql,
    /// `2020-04-15T08:05:00.5`
    Iso,
}

impl Timestamps {
    /// Errors: neither of the two.
    pub(crate) fn read(options: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let name = "json.timestamp-format.standard";
        match options.get(name).map(String::as_str) {
            None | Some("SQL") => Ok(Self::Sql),
            Some("ISO-8601") => Ok(Self::Iso),
            Some(other) => Err(Problem::new(format!("'{name}' is '{other}': there are 'SQL' and 'ISO-8601'"))),
        }
    }
}

/// The table that is written to.
#[derive(Clone, Debug)]
pub(crate) struct Sink {
    pub(crate) columns: Vec<(String, Type)>,
    /// For each of its columns the query's, if the statement writes it.
    pub(crate) layout: Vec<Option<usize>>,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Json(Timestamps),
    Csv(Marks),
}

impl Sink {
    /// What a statement writes to a table. Errors: options that say nothing here.
    pub(crate) fn new(table: &Table, insert: &Insert) -> Result<Self, Problem> {
        let mut sink = Self { columns: Vec::new(), layout: Vec::new(), form: Form::Json(Timestamps::Sql) };
        for (place, column) in table.columns.iter().enumerate() {
            if column.origin == Origin::Member {
                sink.columns.push((column.name.clone(), column.kind));
                sink.layout.push(insert.columns.iter().position(|written| *written as usize == place));
            }
        }
        let format = table.options.get("format").map_or("json", String::as_str);
        match format {
            "csv" => sink.form = Form::Csv(Marks::read(&table.options)?),
            "json" => sink.form = Form::Json(Timestamps::read(&table.options)?),
            other => {
                let message = format!("'{}' has 'format' '{other}': there are 'json' and 'csv'", table.name);
                return Err(Problem::new(message));
            }
        }
        // Rows are only written, but the table may be read as well.
        ignores_errors(&table.options, format)?;
        Ok(sink)
    }

    /// Appends a row.
    pub(crate) fn encode(&self, values: &[Value], into: &mut Vec<u8>) {
        match &self.form {
            Form::Json(timestamps) => to_json(values, &self.columns, *timestamps, into),
            Form::Csv(marks) => {
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        into.push(marks.delimiter());
                    }
                    match value {
                        Value::Null => into.extend_from_slice(marks.null().as_bytes()),
                        Value::Boolean(value) => into.extend_from_slice(if *value { b"true" } else { b"false" }),
                        value => csv::write(&text(&Cell::of(value)), marks, into),
                    }
                }
            }
        }
    }
}

/// Appends one JSON object with a member for each column; a double that is no number is `null`.
pub fn to_json(values: &[Value], columns: &[(String, Type)], timestamps: Timestamps, into: &mut Vec<u8>) {
    into.push(b'{');
    for (place, (value, (name, _))) in values.iter().zip(columns).enumerate() {
        if place > 0 {
            into.push(b',');
        }
        push_string(name, into);
        into.push(b':');
        match value {
            Value::Boolean(value) => into.extend_from_slice(if *value { b"true" } else { b"false" }),
            Value::Bigint(number) => into.extend_from_slice(number.to_string().as_bytes()),
            Value::Double(number) if number.is_finite() => into.extend_from_slice(format!("{number:?}").as_bytes()),
            Value::String(text) => push_string(text, into),
            Value::Timestamp(ms) => {
                let mut text = String::with_capacity(25);
                write(*ms, if timestamps == Timestamps::Iso { 'T' } else { ' ' }, Fraction::Shortest, &mut text);
                push_string(&text, into);
            }
            Value::Null | Value::Double(_) => into.extend_from_slice(b"null"),
        }
    }
    into.push(b'}');
}

fn push_string(text: &str, into: &mut Vec<u8>) {
    into.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => into.extend_from_slice(&[b'\\', byte]),
            b'\n' => into.extend_from_slice(b"\\n"),
            b'\r' => into.extend_from_slice(b"\\r"),
            b'\t' => into.extend_from_slice(b"\\t"),
            0..=0x1f => into.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => into.push(byte),
        }
    }
    into.push(b'"');
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_json() {
        let names = ["s \"x\"", "i", "d", "b", "t", "n"];
        let columns: Vec<_> = names.iter().map(|name| ((*name).to_owned(), Type::String)).collect();
        let text = "a\"\\\n\u{1}ñ";
        let values = [
            Value::String(text.into()),
            Value::Bigint(-1),
            Value::Double(1e300),
            Value::Boolean(false),
            Value::Timestamp(1_586_937_900_120),
            Value::Null,
        ];
        let mut sql = Vec::new();
        to_json(&values, &columns, Timestamps::Sql, &mut sql);
        let expected =
            r#"{"s \"x\"":"a\"\\\n\u0001ñ","i":-1,"d":1e300,"b":false,"t":"2020-04-15 08:05:00.12","n":null}"#;
        assert_eq!(String::from_utf8_lossy(&sql), expected);
        let read: serde_json::Value = serde_json::from_slice(&sql).unwrap();
        assert_eq!(read["s \"x\""], text);
        let mut iso = Vec::new();
        to_json(&values[4..5], &columns[4..5], Timestamps::Iso, &mut iso);
        assert_eq!(iso, br#"{"t":"2020-04-15T08:05:00.12"}"#);
    }
}
