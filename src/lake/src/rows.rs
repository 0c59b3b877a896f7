//! From a file's lines to batches of rows.
//!
//! JSON: columns are found by name without regard to case, a missing key is NULL, an unknown one is skipped,
//! and a value of another type ends the query. Delimited text: columns are found by place, missing fields are
//! NULL, further ones are skipped; a field that is not of its column's type is NULL, or ends the query where
//! fields may be quoted. Empty lines hold no row.

use crate::cell::{Cell, RowCells};
use crate::csv;
use crate::file::{Counters, Lines};
use crate::json::{MISFIT, Rules};
use bytes::Bytes;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::DataFusionError;
use jobs::lake::Format;
use std::fmt;
use std::sync::Arc;

/// A file that does not hold what its table says.
#[derive(Debug)]
pub(crate) struct BadData {
    /// For people, with the file and the line (from 1).
    pub(crate) message: String,
    /// What was expected, if that can be said.
    pub(crate) hint: Option<String>,
}

impl fmt::Display for BadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadData {}

/// One column that is wanted from inside a file.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) data_type: DataType,
    /// Its place among the table's columns, which is its place in a line of delimited text.
    pub(crate) place: usize,
}

/// The rows of one file.
pub(crate) struct FileRows {
    path: Arc<str>,
    lines: Lines,
    format: Format,
    wanted: Arc<[Wanted]>,
    cells: RowCells,
    counters: Arc<Counters>,
    /// The line of each row that is in `cells`.
    line_numbers: Vec<i64>,
}

impl FileRows {
    pub(crate) fn new(
        path: Arc<str>,
        bytes: Bytes,
        format: Format,
        wanted: Arc<[Wanted]>,
        counters: Arc<Counters>,
    ) -> Result<Self, DataFusionError> {
        let cells = RowCells::new(wanted.iter().map(|column| (column.name.as_str(), &column.data_type)))?;
        let lines = Lines::new(bytes, counters.clone());
        Ok(Self { path, lines, format, wanted, cells, counters, line_numbers: Vec::new() })
    }

    /// Up to `rows_max` further rows: the wanted columns, and each row's line (from 0). Empty at the end.
    pub(crate) fn next(&mut self, rows_max: usize) -> Result<(Vec<ArrayRef>, Vec<i64>), DataFusionError> {
        while self.line_numbers.len() < rows_max {
            let read = self.lines.count();
            let (number, line) = match self.lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    return Err(bad_data(
                        format!("file '{}' cannot be unpacked after line {read}: {error}", self.path),
                        Some("a whole GZIP file".into()),
                    ));
                }
            };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match &self.format {
                Format::Json => read_json(&mut self.cells, line, number, &self.path)?,
                // Columns are read elsewhere; a file of lines that says that it is Parquet is none.
                Format::Parquet => return Err(bad_data(format!("file '{}' has no lines", self.path), None)),
                Format::Csv { delimiter, quote, header_lines } => {
                    if number < u64::from(*header_lines) {
                        continue;
                    }
                    let fields = Fields { delimiter: *delimiter, quote: *quote, wanted: &self.wanted };
                    fields.read(&mut self.cells, line, number, &self.path)?;
                }
            }
            self.counters.add_rows(1);
            self.line_numbers.push(i64::try_from(number).unwrap_or(i64::MAX));
        }
        Ok((self.cells.finish()?, std::mem::take(&mut self.line_numbers)))
    }
}

fn read_json(cells: &mut RowCells, line: &[u8], number: u64, path: &str) -> Result<(), DataFusionError> {
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let result = cells.read(&mut deserializer, &Rules::QUERY).and_then(|()| deserializer.end());
    result.map_err(|error| {
        let place = format!("line {} of '{path}'", number + 1);
        let text = error.to_string();
        let mut parts = text.split(MISFIT).skip(1);
        if let (Some(value), Some(wanted), Some(column)) = (parts.next(), parts.next(), parts.next()) {
            let column = column.split(" at line ").next().unwrap_or(column);
            return bad_data(
                format!("column '{column}' cannot hold the value '{value}' in {place}"),
                Some(format!("the table says that '{column}' is {wanted}")),
            );
        }
        let what = text.split(" at line ").next().unwrap_or(&text);
        bad_data(
            format!("row is not a valid JSON object: {what}, at column {} of {place}", error.column()),
            Some("one whole JSON object on each line".into()),
        )
    })
}

/// How a line of delimited text is cut and what is wanted of it.
struct Fields<'a> {
    delimiter: char,
    quote: Option<char>,
    wanted: &'a [Wanted],
}

impl Fields<'_> {
    fn read(&self, cells: &mut RowCells, line: &[u8], number: u64, path: &str) -> Result<(), DataFusionError> {
        let text = String::from_utf8_lossy(line);
        let fields = csv::split(&text, self.delimiter, self.quote);
        for (column, cell) in self.wanted.iter().zip(cells.cells()) {
            match fields.get(column.place).and_then(Option::as_deref) {
                None => cell.push_null(),
                Some(field) => {
                    if cell.push_text(field) || (self.quote.is_some() && push_epoch(cell, field)) {
                        continue;
                    }
                    if self.quote.is_some() {
                        let name = &column.name;
                        let place = format!("line {} of '{path}'", number + 1);
                        return Err(bad_data(
                            format!("column '{name}' cannot hold the value '{field}' in {place}"),
                            Some(format!("quoted text gives NULL to no type but string; make '{name}' a string")),
                        ));
                    }
                    cell.push_null();
                }
            }
        }
        Ok(())
    }
}

/// In quoted text a date may be a number of days and a timestamp one of milliseconds, both since 1970.
fn push_epoch(cell: &mut Cell, field: &str) -> bool {
    match (cell, field.trim().parse::<i64>()) {
        (Cell::Date(builder), Ok(days)) => i32::try_from(days).map(|days| builder.append_value(days)).is_ok(),
        (Cell::Timestamp(builder), Ok(milliseconds)) => {
            builder.append_value(milliseconds);
            true
        }
        _ => false,
    }
}

pub(crate) fn bad_data(message: String, hint: Option<String>) -> DataFusionError {
    DataFusionError::External(Box::new(BadData { message, hint }))
}
