//! Reading: the footer, then of each row group that is needed the chunks of the columns that are wanted. Those are what is counted.

use super::prune::{self, Bound};
use super::{MAGIC, schema};
use crate::file::Counters;
use crate::rows::{Wanted, bad_data};
use bytes::Bytes;
use datafusion::arrow::array::{Array, ArrayRef, new_null_array};
use datafusion::error::DataFusionError;
use jobs::lake::{Column, Format, Inspected};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ColumnChunkMetaData;
use std::sync::Arc;

/// Rows that are decoded together.
const BATCH_ROWS: usize = 8192;
/// The footer's length and the magic word behind it.
const TAIL_BYTES: usize = 8;

/// The rows of one file.
pub(crate) struct ParquetRows {
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
    path: Arc<str>,
    columns: Vec<Source>,
    mask: ProjectionMask,
    /// Row groups that are still to be read, the next one last, each with its first row.
    groups: Vec<(usize, i64)>,
    open: Option<ParquetRecordBatchReader>,
    /// Decoded rows, how many of them were given, and the number of the next.
    held: Option<(Vec<ArrayRef>, usize, usize)>,
    next_row: i64,
    counters: Arc<Counters>,
}

/// Where a wanted column comes from.
struct Source {
    wanted: Wanted,
    /// Its place among the decoded columns; none if the file has no such column.
    place: Option<usize>,
}

impl ParquetRows {
    /// Reads the footer. Row groups that `bounds` rule out are passed over.
    ///
    /// Fails if the file is no Parquet, or a column's type is not the table's.
    pub(crate) fn new(
        path: Arc<str>,
        bytes: Bytes,
        wanted: &[Wanted],
        bounds: &[Bound],
        counters: Arc<Counters>,
    ) -> Result<Self, DataFusionError> {
        let metadata = footer(&bytes, &path)?;
        counters.add_bytes(footer_bytes(&bytes));
        let file_schema = metadata.schema().clone();
        let descriptor = metadata.parquet_schema();
        let mut roots: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for column in wanted {
            let place = schema::named(file_schema.fields(), &column.name);
            if let Some((index, field)) = place
                && !schema::fits(field.data_type(), &column.data_type)
            {
                let root = descriptor.root_schema().get_fields().get(index);
                let physical = root.filter(|root| root.is_primitive()).map(|root| root.get_physical_type());
                let message = format!(
                    "Field {}'s type {} in parquet file {path} is incompatible with type {} defined in table schema",
                    column.name,
                    schema::physical(physical),
                    schema::hive(&column.data_type),
                );
                return Err(bad_data(message, Some(format!("in the file it is {}", schema::hive(field.data_type())))));
            }
            found.push(place.map(|(index, _)| index));
            roots.extend(place.map(|(index, _)| index));
        }
        roots.sort_unstable();
        roots.dedup();
        let columns = wanted.iter().zip(&found).map(|(wanted, root)| Source {
            wanted: wanted.clone(),
            place: root.and_then(|root| roots.binary_search(&root).ok()),
        });
        let needed = prune::needed(bounds, metadata.metadata(), &file_schema);
        let mut groups = Vec::new();
        let mut first_row = 0;
        for (index, group) in metadata.metadata().row_groups().iter().enumerate() {
            if needed.get(index).copied().unwrap_or(true) {
                groups.push((index, first_row));
            }
            first_row += group.num_rows();
        }
        groups.reverse();
        let columns = columns.collect();
        let mask = ProjectionMask::roots(descriptor, roots);
        Ok(Self { bytes, metadata, path, columns, mask, groups, open: None, held: None, next_row: 0, counters })
    }

    /// Up to `rows_max` further rows: the wanted columns, and each row's number in the file (from 0). Empty at the end.
    pub(crate) fn next(&mut self, rows_max: usize) -> Result<(Vec<ArrayRef>, Vec<i64>), DataFusionError> {
        loop {
            if let Some((columns, given, count)) = self.held.take() {
                let rows = (count - given).min(rows_max);
                let part = columns.iter().map(|column| column.slice(given, rows)).collect();
                let numbers: Vec<i64> = (self.next_row..).take(rows).collect();
                self.next_row += i64::try_from(rows).unwrap_or(i64::MAX);
                self.counters.add_rows(rows as u64);
                if given + rows < count {
                    self.held = Some((columns, given + rows, count));
                }
                return Ok((part, numbers));
            }
            if let Some(reader) = &mut self.open {
                match reader.next() {
                    Some(Ok(batch)) if batch.num_rows() > 0 => self.hold(&batch)?,
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(broken(&self.path, &error.to_string())),
                    None => self.open = None,
                }
                continue;
            }
            let Some((group, first_row)) = self.groups.pop() else {
                return Ok((Vec::new(), Vec::new()));
            };
            self.begin(group, first_row)?;
        }
    }

    /// Fetches a row group's chunks of the wanted columns.
    fn begin(&mut self, group: usize, first_row: i64) -> Result<(), DataFusionError> {
        if let Some(chunks) = self.metadata.metadata().row_groups().get(group) {
            let wanted = chunks.columns().iter().enumerate().filter(|(leaf, _)| self.mask.leaf_included(*leaf));
            for (_, chunk) in wanted {
                self.counters.add_bytes(chunk.byte_range().1);
            }
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes.clone(), self.metadata.clone());
        let reader = builder
            .with_projection(self.mask.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|error| broken(&self.path, &error.to_string()))?;
        self.open = Some(reader);
        self.next_row = first_row;
        Ok(())
    }

    fn hold(&mut self, batch: &datafusion::arrow::array::RecordBatch) -> Result<(), DataFusionError> {
        let rows = batch.num_rows();
        let mut columns = Vec::with_capacity(self.columns.len());
        for source in &self.columns {
            let data_type = &source.wanted.data_type;
            columns.push(match source.place.and_then(|place| batch.columns().get(place)) {
                Some(column) => schema::conform(column, data_type)?,
                None => new_null_array(data_type, rows),
            });
        }
        self.held = Some((columns, 0, rows));
        Ok(())
    }
}

/// What a file's footer says of it.
pub(crate) fn inspect(bytes: &Bytes) -> Inspected {
    let mut inspected =
        Inspected { schema: None, compression: None, bytes_read: footer_bytes(bytes), records_seen: 0, problem: None };
    match footer(bytes, "") {
        Ok(metadata) => {
            let fields = metadata.schema().fields().iter();
            let columns = fields.map(|field| Column {
                name: field.name().to_lowercase(),
                hive_type: schema::hive(field.data_type()).to_lowercase(),
            });
            inspected.schema = Some((Format::Parquet, columns.collect()));
            inspected.records_seen = u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
        }
        Err(error) => inspected.problem = Some(error.strip_backtrace().replace("External error: ", "")),
    }
    inspected
}

/// How many bytes at the end of a file are its footer.
fn footer_bytes(bytes: &Bytes) -> u64 {
    let tail = bytes.len().checked_sub(TAIL_BYTES).and_then(|start| bytes.get(start..)).unwrap_or_default();
    let length = tail.first_chunk::<4>().map_or(0, |length| u64::from(u32::from_le_bytes(*length)));
    (length + TAIL_BYTES as u64).min(bytes.len() as u64)
}

fn footer(bytes: &Bytes, path: &str) -> Result<ArrowReaderMetadata, DataFusionError> {
    let last = bytes.len().checked_sub(MAGIC.len()).and_then(|start| bytes.get(start..)).unwrap_or_default();
    if last != MAGIC {
        let got = String::from_utf8_lossy(last).replace(char::is_control, ".");
        return Err(bad_data(
            format!("Not valid Parquet file:{} expected magic number: PAR1 got: {got}", named(path)),
            None,
        ));
    }
    if footer_bytes(bytes) >= bytes.len() as u64 {
        return Err(broken(path, "the footer is longer than the file"));
    }
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(bytes, options).map_err(|error| broken(path, &error.to_string()))?;
    let mut chunks = metadata.metadata().row_groups().iter().flat_map(|group| group.columns());
    if chunks.all(|chunk| lies_inside(chunk, bytes.len())) {
        return Ok(metadata);
    }
    Err(broken(path, "a column's chunk lies outside the file"))
}

/// Whether a chunk is where a file of this length can have it. The reader believes it.
fn lies_inside(chunk: &ColumnChunkMetaData, file_bytes: usize) -> bool {
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let end = start.checked_add(chunk.compressed_size()).and_then(|end| usize::try_from(end).ok());
    start >= 0 && chunk.compressed_size() >= 0 && end.is_some_and(|end| end <= file_bytes)
}

fn broken(path: &str, what: &str) -> DataFusionError {
    let what = what.strip_prefix("Parquet error: ").unwrap_or(what);
    bad_data(format!("Malformed Parquet file:{} {what}", named(path)), None)
}

/// The path behind a space, if it is known.
fn named(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" {path}") }
}
