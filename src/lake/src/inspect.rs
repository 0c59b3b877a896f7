//! Finding out what format a file has and which columns, from its beginning alone (of Parquet, from its end).
//!
//! Parquet says it itself; JSON is tried next, then delimited text. Types are the widest that all values seen fit into; see
//! [`crate::shape`]. Whether several files make one table is not decided here.

use crate::Contents;
use crate::file::{self, Sample};
use crate::parquet;
use crate::shape::Shape;
use bytes::Bytes;
use jobs::lake::{Column, Format, Inspect, Inspected};
use serde_json::StreamDeserializer;
use serde_json::de::SliceRead;

/// What is read of a file, unpacked.
const SAMPLE_BYTES: usize = 1024 * 1024;
/// Lines of delimited text that are looked at.
const CSV_RECORDS_MAX: usize = 1000;
/// Delimiters, in the order in which they are tried.
const DELIMITERS: [char; 5] = [',', '|', '\t', ';', '\u{1}'];
/// A header's cells are shorter than this, except for the last.
const HEADER_CELL_CHARS: usize = 150;

/// Looks at each file.
pub(crate) fn run(inspect: &Inspect, contents: &Contents) -> Vec<Inspected> {
    let nothing = Bytes::new();
    inspect.files.iter().map(|file| look(contents.get(&file.content).unwrap_or(&nothing))).collect()
}

fn look(bytes: &Bytes) -> Inspected {
    if bytes.starts_with(parquet::MAGIC) {
        return parquet::inspect(bytes);
    }
    let sample = file::sample(bytes, SAMPLE_BYTES);
    let (schema, records_seen, problem) = classify(&sample);
    Inspected {
        schema,
        compression: file::is_gzip(bytes).then(|| "gzip".into()),
        bytes_read: sample.bytes_read,
        records_seen,
        problem: sample.problem.or(problem),
    }
}

type Schema = (Format, Vec<Column>);

fn classify(sample: &Sample) -> (Option<Schema>, u64, Option<String>) {
    let text = sample.text.as_slice();
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let unknown = |problem: &str| (None, 0, Some(problem.to_owned()));
    for (magic, name) in [(&b"Obj\x01"[..], "Avro"), (b"ORC", "ORC"), (b"PK\x03\x04", "ZIP")] {
        if text.starts_with(magic) {
            return unknown(&format!("looks like {name}, which is not read here"));
        }
    }
    let (json, problem) = match first {
        None => return unknown("the file is empty"),
        Some(b'{') => objects(sample),
        Some(b'[') => array(sample),
        Some(_) => (None, None),
    };
    if let Some((schema, records)) = json {
        return (Some(schema), records, problem);
    }
    match delimited(sample) {
        Some((schema, records, ragged)) => (Some(schema), records, ragged),
        None => {
            (None, 0, problem.or_else(|| Some("neither JSON nor delimited text of two columns and two rows".into())))
        }
    }
}

/// Objects one after the other; they should be one on each line.
fn objects(sample: &Sample) -> (Option<(Schema, u64)>, Option<String>) {
    let mut shape = Shape::Struct(Vec::new());
    let mut records = 0;
    let mut problem = None;
    let mut stream: StreamDeserializer<'_, SliceRead<'_>, Shape> =
        StreamDeserializer::new(SliceRead::new(&sample.text));
    let mut line = 1;
    let mut behind = 0;
    while let Some(record) = stream.next() {
        let before = behind;
        behind = stream.byte_offset();
        match record {
            Ok(found @ Shape::Struct(_)) => {
                let piece = sample.text.get(before..behind).unwrap_or_default();
                let start = piece.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
                let (gap, object) = piece.split_at(start);
                line += lines_in(gap);
                if problem.is_none() && records > 0 && lines_in(gap) == 0 {
                    problem = Some(format!("line {line}: a second object on one line; a query reads one on each"));
                }
                if problem.is_none() && lines_in(object) > 0 {
                    problem = Some(format!("line {line}: an object over several lines; a query reads one on each"));
                }
                line += lines_in(object);
                records += 1;
                shape = shape.merge(found);
            }
            Ok(_) => {
                problem = Some(format!("line {}: not a JSON object", line + 1));
                break;
            }
            // The sample ends within a record; the file does not.
            Err(error) if error.is_eof() && !sample.whole => break,
            Err(error) if error.is_eof() => {
                let rest = sample.text.get(before..).unwrap_or_default();
                let start = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
                line += lines_in(rest.get(..start).unwrap_or_default());
                problem = Some(format!("line {line}: the file ends within this object"));
                break;
            }
            Err(error) => {
                let text = error.to_string();
                let what = text.split(" at line ").next().unwrap_or(&text);
                problem = Some(format!("line {}, column {}: {what}", error.line(), error.column()));
                break;
            }
        }
    }
    let schema = (records > 0).then(|| ((Format::Json, shape.columns()), records));
    (schema, problem)
}

/// One array over the whole file: one column, as the catalogue's crawlers write it.
fn array(sample: &Sample) -> (Option<(Schema, u64)>, Option<String>) {
    let shape: Shape = match serde_json::from_slice(&sample.text) {
        Ok(shape) => shape,
        Err(error) => {
            let text = error.to_string();
            let what = text.split(" at line ").next().unwrap_or(&text);
            return (None, Some(format!("line {}, column {}: {what}", error.line(), error.column())));
        }
    };
    let columns = vec![Column { name: "array".into(), hive_type: shape.hive() }];
    let problem = "line 1: one JSON array over the whole file; a query reads one object on each line";
    (Some(((Format::Json, columns), 1)), Some(problem.into()))
}

/// Delimited text: the first delimiter that gives most lines as many fields as the first line, and at least two.
fn delimited(sample: &Sample) -> Option<(Schema, u64, Option<String>)> {
    let end = if sample.whole {
        sample.text.len()
    } else {
        // The last line of a sample is cut somewhere.
        sample.text.iter().rposition(|byte| *byte == b'\n')?
    };
    let text = std::str::from_utf8(sample.text.get(..end)?).ok()?;
    if text.contains('\0') {
        return None;
    }
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines: Vec<(usize, &str)> = numbered.take(CSV_RECORDS_MAX + 1).collect();
    let (_, first) = lines.first()?;
    let delimiter = DELIMITERS.into_iter().find(|delimiter| {
        let width = first.split(*delimiter).count();
        let alike = lines.iter().filter(|(_, line)| line.split(*delimiter).count() == width).count();
        width >= 2 && alike * 2 > lines.len()
    })?;
    if lines.len() < 2 {
        return None;
    }
    let width = first.split(delimiter).count();
    let rows: Vec<Vec<&str>> = lines.iter().map(|(_, line)| line.split(delimiter).collect()).collect();
    let (head, body) = rows.split_first()?;
    let body_types = types(body, width);
    let headed = is_header(head) && body_types.iter().any(|found| *found != Shape::String);
    if headed && body.is_empty() {
        return None;
    }
    let found = if headed { body_types } else { types(&rows, width) };
    let columns = found
        .iter()
        .enumerate()
        .map(|(index, shape)| Column {
            name: match head.get(index).filter(|_| headed) {
                Some(cell) => cell.trim().to_lowercase(),
                None => format!("col{index}"),
            },
            hive_type: shape.hive(),
        })
        .collect();
    let ragged = lines.iter().zip(&rows).find(|(_, row)| row.len() != width);
    let problem =
        ragged.map(|((number, _), row)| format!("line {}: {} fields, where line 1 has {width}", number + 1, row.len()));
    let format = Format::Csv { delimiter, quote: None, header_lines: u32::from(headed) };
    let records = rows.len() - usize::from(headed);
    Some(((format, columns), records as u64, problem))
}

/// The types of the columns; empty cells say nothing.
fn types(rows: &[Vec<&str>], width: usize) -> Vec<Shape> {
    (0..width)
        .map(|index| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.trim());
            let found = cells.filter(|cell| !cell.is_empty()).map(cell_shape).reduce(Shape::merge);
            found.unwrap_or(Shape::String)
        })
        .collect()
}

fn cell_shape(cell: &str) -> Shape {
    let numeric = cell.starts_with(|c: char| c.is_ascii_digit() || ['-', '+', '.'].contains(&c));
    if cell.parse::<i64>().is_ok() {
        Shape::Bigint
    } else if numeric && cell.parse::<f64>().is_ok() {
        Shape::Double
    } else {
        Shape::String
    }
}

/// Whether a row could be a header, as far as it can be told from itself.
fn is_header(cells: &[&str]) -> bool {
    cells.iter().enumerate().all(|(index, cell)| {
        let cell = cell.trim();
        let named = cell.chars().all(|c| c.is_alphanumeric() || ['_', '-', ' '].contains(&c));
        let short = cell.chars().count() < HEADER_CELL_CHARS || index + 1 == cells.len();
        !cell.is_empty() && named && short && cell_shape(cell) == Shape::String
    })
}

fn lines_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}
