//! Records of JSON into a file of columns. A record that does not fit gives no row at all, and is named with the reason and the place inside it.
//!
//! Knows no words of a service: what a misfit is called outside is the service's.

use crate::Contents;
use crate::calendar;
use crate::cell::RowCells;
use crate::json::{MISFIT, Rules};
use crate::parquet::Writer;
use crate::types::parse_hive;
use bytes::Bytes;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use jobs::Blob;
use jobs::lake::{Class, Convert, Converted, Diagnostic, Misfit, Reading, Unfit};
use std::sync::Arc;

/// Records that become rows together. If one of them does not fit, these are read again.
const CHUNK_RECORDS: usize = 512;

/// Makes the file. An error is about the columns or the settings.
pub(crate) fn run(convert: &Convert, contents: &Contents) -> Result<Converted, Diagnostic> {
    let nothing = Bytes::new();
    let content = contents.get(&convert.content).unwrap_or(&nothing);
    let records = split(content).map_err(wrong)?;
    let converter = Converter::new(convert)?;
    let mut cells = converter.cells()?;
    let mut writer =
        Writer::new(converter.schema.clone(), &convert.writing).map_err(|error| wrong(error.to_string()))?;
    let mut converted = Converted { file: None, rows: 0, rows_of: Vec::new(), failed: Vec::new() };
    for (chunk, first) in records.chunks(CHUNK_RECORDS).zip((0_u64..).step_by(CHUNK_RECORDS)) {
        let rows_before = converted.rows_of.len();
        if !converter.all(&mut cells, chunk, first, &mut converted.rows_of) {
            cells = converter.cells()?;
            converted.rows_of.truncate(rows_before);
            let fitting = converter.fitting(chunk, first, &mut converted.failed)?;
            for (record, number) in fitting {
                let rows = converter.read(&mut cells, record).unwrap_or(0);
                if rows != 1 {
                    converted.rows_of.push((number, rows));
                }
            }
        }
        let columns = cells.finish().map_err(|error| wrong(error.to_string()))?;
        let batch =
            RecordBatch::try_new(converter.schema.clone(), columns).map_err(|error| wrong(error.to_string()))?;
        writer.write(&batch).map_err(|error| wrong(error.to_string()))?;
    }
    let (file, rows) = writer.finish().map_err(|error| wrong(error.to_string()))?;
    converted.rows = rows;
    converted.file = (rows > 0).then(|| Blob(file.into()));
    Ok(converted)
}

/// The records, each behind its length.
fn split(content: &Bytes) -> Result<Vec<&[u8]>, String> {
    let mut records = Vec::new();
    let mut rest = content.as_ref();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let record = behind.get(..length).ok_or("the last record is cut off")?;
        records.push(record);
        rest = behind.get(length..).unwrap_or_default();
    }
    if rest.is_empty() { Ok(records) } else { Err("the last record is cut off".into()) }
}

struct Converter {
    /// The members that the columns are filled from, and the columns' types.
    members: Vec<(String, DataType)>,
    schema: SchemaRef,
    rules: Rules,
}

impl Converter {
    fn new(convert: &Convert) -> Result<Self, Diagnostic> {
        let mut rules = Rules::QUERY;
        match &convert.reading {
            Reading::Lenient { case_insensitive, dots_to_underscores, .. } => {
                rules.exact_names = !case_insensitive;
                rules.dots_to_underscores = *dots_to_underscores;
            }
            Reading::Strict { timestamp_formats } => {
                rules.strict = true;
                for format in timestamp_formats {
                    if format == "millis" {
                        rules.millis = true;
                    } else {
                        rules.timestamp_formats.push(joda(format).map_err(wrong)?);
                    }
                }
            }
        }
        if convert.columns.is_empty() {
            return Err(wrong("the table has no columns".into()));
        }
        let mut members = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        for column in &convert.columns {
            let data_type =
                parse_hive(&column.hive_type).map_err(|reason| wrong(format!("column '{}': {reason}", column.name)))?;
            if fields.iter().any(|field| *field.name() == column.name) {
                return Err(wrong(format!("column '{}' is there twice", column.name)));
            }
            let member = match &convert.reading {
                Reading::Lenient { mappings, .. } => mappings.get(&column.name).unwrap_or(&column.name),
                Reading::Strict { .. } => &column.name,
            };
            members.push((member.clone(), data_type.clone()));
            fields.push(Field::new(&column.name, data_type, true));
        }
        Ok(Self { members, schema: Arc::new(Schema::new(fields)), rules })
    }

    fn cells(&self) -> Result<RowCells, Diagnostic> {
        let named = self.members.iter().map(|(name, data_type)| (name.as_str(), data_type));
        RowCells::named(named, self.rules.exact_names).map_err(|error| wrong(error.to_string()))
    }

    /// Reads all records of a chunk, or says no at the first that does not fit.
    fn all(&self, cells: &mut RowCells, chunk: &[&[u8]], first: u64, rows_of: &mut Vec<(u64, u64)>) -> bool {
        for (record, number) in chunk.iter().zip(first..) {
            match self.read(cells, record) {
                Ok(1) => {}
                Ok(rows) => rows_of.push((number, rows)),
                Err(_) => return false,
            }
        }
        true
    }

    /// The records of a chunk that fit, with their numbers; the others are said to have failed.
    fn fitting<'a>(
        &self,
        chunk: &[&'a [u8]],
        first: u64,
        failed: &mut Vec<Unfit>,
    ) -> Result<Vec<(&'a [u8], u64)>, Diagnostic> {
        let mut fitting = Vec::new();
        let mut cells = self.cells()?;
        for (record, number) in chunk.iter().zip(first..) {
            match self.read(&mut cells, record) {
                Ok(_) => fitting.push((*record, number)),
                Err(error) => {
                    failed.push(unfit(number, record, &error));
                    cells = self.cells()?;
                }
            }
        }
        Ok(fitting)
    }

    /// Reads a record's objects, and says how many there are. After an error the cells are of no use.
    fn read(&self, cells: &mut RowCells, record: &[u8]) -> Result<u64, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(record);
        let mut rows = 0;
        loop {
            cells.read(&mut deserializer, &self.rules)?;
            rows += 1;
            if deserializer.end().is_ok() {
                return Ok(rows);
            }
        }
    }
}

fn unfit(number: u64, record: &[u8], error: &serde_json::Error) -> Unfit {
    let text = error.to_string();
    let mut parts = text.split(MISFIT).skip(1);
    let place = format!("line {}, column {} of the record", error.line().max(1), error.column());
    if let (Some(value), Some(wanted), Some(member)) = (parts.next(), parts.next(), parts.next()) {
        let member = member.split(" at line ").next().unwrap_or(member);
        let message = format!("'{member}' is {wanted} and cannot hold the value '{value}', at {place}");
        return Unfit { record: number, class: Misfit::Type, message };
    }
    let what = text.split(" at line ").next().unwrap_or(&text);
    let is_array = record.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let message = match (is_array, record.iter().all(u8::is_ascii_whitespace)) {
        (true, _) => format!("an array is no JSON object, at {place}"),
        (_, true) => "the record is empty".to_owned(),
        _ => format!("not a valid JSON object: {what}, at {place}"),
    };
    Unfit { record: number, class: Misfit::Malformed, message }
}

/// A pattern in Joda's letters as chrono's specifiers. A time zone may stand at the end.
fn joda(pattern: &str) -> Result<String, String> {
    let zoned = pattern.trim_end_matches(['Z', 'X']);
    let zone = if zoned.len() < pattern.len() { "%#z" } else { "" };
    calendar::java(zoned)
        .map(|format| format + zone)
        .map_err(|reason| format!("timestamp format '{pattern}': {reason}"))
}

fn wrong(message: String) -> Diagnostic {
    Diagnostic { class: Class::Other, message, position: None, hint: None }
}
