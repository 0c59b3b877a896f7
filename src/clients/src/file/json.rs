//! JSON: one object a line, objects one after the other, or an array of objects. White space is dropped, numbers stay
//! as they are written.

use super::FileRecords;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use std::borrow::Cow;
use std::fmt;

/// Reads one object a line. If already the first line is no whole value, objects may span lines.
pub fn read_lines(bytes: &[u8], records: &mut FileRecords) {
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(first)
        && error.classify() == Category::Eof
        && first.trim_ascii().len() < bytes.trim_ascii().len()
    {
        records.format = "JSON values";
        read_values(bytes, 0, false, records);
        return;
    }
    records.format = "JSON Lines";
    let mut lines = (1..).zip(bytes.split(|byte| *byte == b'\n')).peekable();
    while let Some((number, line)) = lines.next() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Err(error) = take_object(line.trim_ascii_end(), number, records) {
            let is_cut = error.classify() == Category::Eof && lines.peek().is_none();
            records.problem(number, error.column().max(1) as u64, words(&error, is_cut));
        }
    }
}

/// Reads an array of objects.
pub fn read_array(bytes: &[u8], records: &mut FileRecords) {
    records.format = "JSON array";
    let start = bytes.iter().position(|byte| *byte == b'[').unwrap_or(0);
    read_values(bytes, start + 1, true, records);
}

/// Reads objects from byte `at` on; in an array there are commas between them and a bracket behind.
fn read_values(bytes: &[u8], mut at: usize, in_array: bool, records: &mut FileRecords) {
    let mut place = Place { at: 0, line: 1, line_start: 0 };
    let mut is_first = true;
    loop {
        at = skip_space(bytes, at);
        if in_array {
            let next = bytes.get(at).copied();
            match next {
                Some(b']') => {
                    let behind = skip_space(bytes, at + 1);
                    if behind < bytes.len() {
                        let (line, column) = place.of(bytes, behind);
                        records.problem(line, column, "text behind the array's end".into());
                    }
                    return;
                }
                Some(b',') if !is_first => at = skip_space(bytes, at + 1),
                Some(_) if !is_first => {
                    let (line, column) = place.of(bytes, at);
                    return records.problem(line, column, "expected ',' or ']'".into());
                }
                Some(_) | None => {}
            }
        }
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.is_empty() && !in_array {
            return;
        }
        let (line, column) = place.of(bytes, at);
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => {
                let length = values.byte_offset();
                let value = rest.get(..length).unwrap_or_default();
                if let Err(error) = take_object(value, line, records) {
                    records.problem(line, column, words(&error, false));
                }
                at += length;
            }
            Some(Err(error)) => {
                let (lines, end) = (error.line().max(1) as u64 - 1, error.column() as u64);
                let at_column = if lines == 0 { column + end.saturating_sub(1) } else { end.max(1) };
                return records.problem(line + lines, at_column, words(&error, error.is_eof()));
            }
            None => return records.problem(line, column, "the file is cut short: the array does not end".into()),
        }
        is_first = false;
    }
}

/// Keeps one object, in one line. Errors: it is none.
fn take_object(text: &[u8], line: u64, records: &mut FileRecords) -> Result<(), serde_json::Error> {
    struct Members<'r>(&'r mut FileRecords);
    impl<'a> Visitor<'a> for Members<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
            let mut names = Vec::new();
            while let Some(name) = map.next_key::<Cow<'a, str>>()? {
                map.next_value::<IgnoredAny>()?;
                names.push(name);
            }
            names.iter().enumerate().for_each(|(index, name)| self.0.learn_field(index, name));
            Ok(())
        }
    }
    // First whether it is one value and nothing behind it, so that no name is learnt from a broken one.
    serde_json::from_slice::<IgnoredAny>(text)?;
    serde_json::Deserializer::from_slice(text).deserialize_map(Members(records))?;
    if std::str::from_utf8(text).is_err() {
        return Err(serde::de::Error::custom("bytes that are no UTF-8"));
    }
    write_compact(text, &mut records.bytes);
    records.end_record(line);
    Ok(())
}

/// Writes JSON without the white space between its parts.
fn write_compact(text: &[u8], out: &mut Vec<u8>) {
    let (mut in_string, mut escaped) = (false, false);
    for byte in text {
        if !in_string && byte.is_ascii_whitespace() {
            continue;
        }
        out.push(*byte);
        if escaped {
            escaped = false;
        } else if in_string && *byte == b'\\' {
            escaped = true;
        } else if *byte == b'"' {
            in_string = !in_string;
        }
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| !byte.is_ascii_whitespace()).map_or(bytes.len(), |space| at + space)
}

/// serde_json's words without their place, which is told apart.
fn words(error: &serde_json::Error, is_cut: bool) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(words, _)| words);
    // A word that is none of true, false and null.
    let text = text.replace("expected ident", "expected a JSON value");
    if is_cut { format!("the file is cut short: {text}") } else { text }
}

/// Lines and columns of bytes, asked for in order.
struct Place {
    at: usize,
    line: u64,
    line_start: usize,
}

impl Place {
    fn of(&mut self, bytes: &[u8], at: usize) -> (u64, u64) {
        for (index, byte) in bytes.iter().enumerate().take(at).skip(self.at) {
            if *byte == b'\n' {
                self.line += 1;
                self.line_start = index + 1;
            }
        }
        self.at = self.at.max(at);
        let before = bytes.get(self.line_start..at).unwrap_or_default();
        (self.line, before.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64 + 1)
    }
}
