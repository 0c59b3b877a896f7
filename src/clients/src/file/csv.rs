//! CSV: RFC 4180 with `,`, `;` or tab, a header, `\n` or `\r\n`. Values that read as JSON numbers or booleans become
//! such; an empty value becomes `null`.

use super::FileRecords;
use serde::de::IgnoredAny;
use std::ops::Range;

/// How often a quote that is never closed may send the reader back: each time it has read to the file's end.
const UNCLOSED_MAX: u32 = 100;

/// Reads `bytes` into `records`.
pub fn read(bytes: &[u8], records: &mut FileRecords) {
    records.format = "CSV";
    let mut rows = Rows { bytes, at: 0, line: 1, separator: separator(bytes) };
    let mut header: Option<Vec<Vec<u8>>> = None;
    let mut unclosed = 0;
    loop {
        let (start, line) = (rows.at, rows.line);
        match rows.next() {
            Next::End => return,
            Next::Row(fields) if fields.iter().all(|field| field.text.is_empty()) && fields.len() == 1 => {}
            Next::Row(fields) => match &header {
                None => header = Some(read_header(&fields, records)),
                Some(names) => write_row(names, &fields, line, records),
            },
            Next::Unclosed { line, column } => {
                records.problem(line, column, "a quoted field begins here and is never closed".into());
                unclosed += 1;
                if unclosed > UNCLOSED_MAX {
                    records.problem(
                        line,
                        column,
                        "too many quotes are never closed; nothing behind this was read".into(),
                    );
                    return;
                }
                rows.skip_line(start, line);
            }
        }
    }
}

/// The header's names as JSON strings with a colon.
fn read_header(fields: &[Field], records: &mut FileRecords) -> Vec<Vec<u8>> {
    for (index, field) in fields.iter().enumerate() {
        let text = String::from_utf8_lossy(&field.text);
        let wanted = text.trim();
        let mut name = if wanted.is_empty() { format!("column_{}", index + 1) } else { wanted.to_owned() };
        let mut count = 2;
        while records.fields.contains(&name) {
            name = format!("{wanted}_{count}");
            count += 1;
        }
        records.fields.push(name);
    }
    let quoted = |name: &String| format!("{}:", serde_json::Value::from(name.as_str())).into_bytes();
    records.fields.iter().map(quoted).collect()
}

fn write_row(names: &[Vec<u8>], fields: &[Field], line: u64, records: &mut FileRecords) {
    if fields.len() != names.len() {
        let plural = if fields.len() == 1 { "field" } else { "fields" };
        return records.problem(line, 1, format!("{} {plural}, expected {}", fields.len(), names.len()));
    }
    let texts = fields.iter().map(|field| std::str::from_utf8(&field.text).map_err(|_| field));
    let texts: Vec<&str> = match texts.collect() {
        Ok(texts) => texts,
        Err(field) => return records.problem(field.line, field.column, "bytes that are no UTF-8".into()),
    };
    records.bytes.push(b'{');
    for (index, ((name, text), field)) in names.iter().zip(texts).zip(fields).enumerate() {
        if index > 0 {
            records.bytes.push(b',');
        }
        records.bytes.extend_from_slice(name);
        write_value(text, field.quoted, &mut records.bytes);
    }
    records.bytes.push(b'}');
    records.end_record(line);
}

fn write_value(text: &str, quoted: bool, out: &mut Vec<u8>) {
    if text.is_empty() && !quoted {
        out.extend_from_slice(b"null");
    } else if !quoted && (is_number(text) || text == "true" || text == "false") {
        out.extend_from_slice(text.as_bytes());
    } else {
        let quoted = serde_json::Value::from(text).to_string();
        out.extend_from_slice(quoted.as_bytes());
    }
}

fn is_number(text: &str) -> bool {
    let plausible =
        text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit());
    plausible && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The separator that the first line has most of.
fn separator(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|byte| **byte == separator).count();
    let mut best = b',';
    for separator in [b';', b'\t'] {
        if count(separator) > count(best) {
            best = separator;
        }
    }
    best
}

struct Field {
    text: Vec<u8>,
    quoted: bool,
    line: u64,
    column: u64,
}

enum Next {
    Row(Vec<Field>),
    Unclosed { line: u64, column: u64 },
    End,
}

struct Rows<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    separator: u8,
}

impl Rows<'_> {
    fn next(&mut self) -> Next {
        if self.at >= self.bytes.len() {
            return Next::End;
        }
        let mut fields = Vec::new();
        let mut line_start = self.at;
        loop {
            let (line, column) = (self.line, column_of(self.bytes, line_start..self.at));
            let mut field = Field { text: Vec::new(), quoted: false, line, column };
            if self.peek() == Some(b'"') {
                field.quoted = true;
                let Some(last_line_start) = self.read_quoted(&mut field.text, line_start) else {
                    return Next::Unclosed { line, column };
                };
                line_start = last_line_start;
            }
            let from = self.at;
            let ends = |byte: &u8| *byte == self.separator || *byte == b'\n';
            let to = self
                .bytes
                .get(from..)
                .and_then(|rest| rest.iter().position(ends))
                .map_or(self.bytes.len(), |at| from + at);
            field.text.extend_from_slice(self.bytes.get(from..to).unwrap_or_default());
            self.at = to;
            let end = self.peek();
            if end != Some(self.separator) && field.text.ends_with(b"\r") {
                field.text.pop();
            }
            fields.push(field);
            self.at += 1;
            match end {
                Some(b'\n') => {
                    self.line += 1;
                    return Next::Row(fields);
                }
                None => return Next::Row(fields),
                Some(_) => {}
            }
        }
    }

    /// Reads up to behind the closing quote; gives where its line begins.
    fn read_quoted(&mut self, text: &mut Vec<u8>, mut line_start: usize) -> Option<usize> {
        let mut at = self.at + 1;
        let mut lines = 0;
        loop {
            match *self.bytes.get(at)? {
                b'"' if self.bytes.get(at + 1) == Some(&b'"') => {
                    text.push(b'"');
                    at += 1;
                }
                b'"' => break,
                byte => {
                    if byte == b'\n' {
                        lines += 1;
                        line_start = at + 1;
                    }
                    text.push(byte);
                }
            }
            at += 1;
        }
        self.at = at + 1;
        self.line += lines;
        Some(line_start)
    }

    /// Goes to the line behind `line`; the row that did not end began at `start`.
    fn skip_line(&mut self, start: usize, line: u64) {
        let mut at = start;
        // The row may have begun on an earlier line than the quote.
        for _ in self.line..=line {
            let rest = self.bytes.get(at..).unwrap_or_default();
            at = rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |end| at + end + 1);
        }
        self.at = at;
        self.line = line + 1;
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// In characters, from 1: bytes that only continue a character do not count.
fn column_of(bytes: &[u8], range: Range<usize>) -> u64 {
    let before = bytes.get(range).unwrap_or_default();
    before.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64 + 1
}
