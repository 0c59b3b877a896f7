//! A table made of files, as DataFusion sees it.
//!
//! Reads its files one after the other, in the request's order, and skips those whose partition values (or
//! `"$path"`) the statement's conditions rule out. Hidden columns stand behind the real ones where a statement
//! asks for them: `"$path"` for users, `"$file"` and `"$line"` for following rows.

use crate::cell::Cell;
use crate::file::Counters;
use crate::parquet::{self, Bound, ParquetRows};
use crate::rows::{FileRows, Wanted, bad_data};
use crate::types::parse_hive;
use async_trait::async_trait;
use bytes::Bytes;
use datafusion::arrow::array::{
    ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array, RecordBatch, RecordBatchOptions,
};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use jobs::lake::{Format, Table};
use std::fmt;
use std::sync::Arc;

/// The file that a row lies in, as its address.
pub(crate) const PATH: &str = "$path";
/// The file that a row lies in, as its place in the table's list.
pub(crate) const FILE: &str = "$file";
/// The row's line in its file, from 0.
pub(crate) const LINE: &str = "$line";

/// Rows in a batch, at most. The first batches are smaller, so that a `LIMIT` reads little.
const BATCH_ROWS_MAX: usize = 8192;
const BATCH_ROWS_FIRST: usize = 64;

/// The hidden columns that a statement needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hidden {
    /// `"$path"`.
    pub(crate) path: bool,
    /// `"$file"` and `"$line"`.
    pub(crate) origin: bool,
}

/// A table made of files.
pub(crate) struct FileTable {
    schema: SchemaRef,
    format: Format,
    /// The columns inside the files; the partition columns and the hidden ones follow in `schema`.
    inside: Vec<Wanted>,
    files: Vec<FileEntry>,
    /// One row for each file: the partition columns and `"$path"`.
    facts: RecordBatch,
    counters: Arc<Counters>,
}

struct FileEntry {
    path: Arc<str>,
    bytes: Bytes,
}

impl FileTable {
    /// A table whose files' bytes are `contents`, in order.
    ///
    /// Fails if a type is unknown or a partition value is not of its column's type.
    pub(crate) fn new(table: &Table, contents: Vec<Bytes>, hidden: Hidden, counters: Arc<Counters>) -> Result<Self> {
        let typed = |column: &jobs::lake::Column| {
            parse_hive(&column.hive_type).map(|data_type| (column.name.to_lowercase(), data_type)).map_err(|reason| {
                bad_data(format!("column '{}' of table '{}': {reason}", column.name, table.name), None)
            })
        };
        let mut fields = Vec::new();
        let mut inside = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            let (name, data_type) = typed(column)?;
            fields.push(Field::new(&name, data_type.clone(), true));
            inside.push(Wanted { name, data_type, place });
        }

        let mut fact_fields = Vec::new();
        let mut facts: Vec<ArrayRef> = Vec::new();
        for column in &table.partition_columns {
            let (name, data_type) = typed(column)?;
            let mut cell = Cell::new(&data_type)?;
            for file in &table.files {
                match file.partition.get(&column.name).or_else(|| file.partition.get(&name)) {
                    None => cell.push_null(),
                    // Hive's name for a partition without a value.
                    Some(value) if value == "__HIVE_DEFAULT_PARTITION__" => cell.push_null(),
                    Some(value) if cell.push_text(value) => {}
                    Some(value) => {
                        return Err(bad_data(
                            format!("partition column '{name}' cannot hold the value '{value}' of '{}'", file.path),
                            Some(format!("the table says that '{name}' is {}", column.hive_type)),
                        ));
                    }
                }
            }
            facts.push(cell.finish()?);
            fact_fields.push(Field::new(name, data_type, true));
        }
        let mut paths = Cell::new(&DataType::Utf8View)?;
        for file in &table.files {
            paths.push_text(&file.path);
        }
        facts.push(paths.finish()?);
        fact_fields.push(Field::new(PATH, DataType::Utf8View, true));

        fields.extend(fact_fields.iter().filter(|field| hidden.path || field.name() != PATH).cloned());
        if hidden.origin {
            fields.push(Field::new(FILE, DataType::Int32, false));
            fields.push(Field::new(LINE, DataType::Int64, false));
        }
        let files = table.files.iter().zip(contents);
        Ok(Self {
            schema: Arc::new(Schema::new(fields)),
            format: table.format.clone(),
            inside,
            files: files.map(|(file, bytes)| FileEntry { path: file.path.as_str().into(), bytes }).collect(),
            facts: RecordBatch::try_new_with_options(
                Arc::new(Schema::new(fact_fields)),
                facts,
                &RecordBatchOptions::new().with_row_count(Some(table.files.len())),
            )?,
            counters,
        })
    }

    /// Whether a condition is about partition columns and `"$path"` alone.
    fn is_about_files(&self, filter: &Expr) -> bool {
        let facts = self.facts.schema();
        let columns = filter.column_refs();
        !columns.is_empty()
            && !filter.is_volatile()
            && columns.iter().all(|column| facts.index_of(&column.name).is_ok())
    }

    /// The files that `filters`, all about partition columns and `"$path"`, leave over.
    fn chosen(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<usize>> {
        let numbers: ArrayRef = Arc::new(Int32Array::from_iter_values((0..).take(self.files.len())));
        let mut fields: Vec<Field> = self.facts.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
        fields.push(Field::new(FILE, DataType::Int32, false));
        let mut columns = self.facts.columns().to_vec();
        columns.push(numbers);
        let mut batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        if let Some(condition) = conjunction(filters.iter().cloned().map(unqualified)) {
            let schema = DFSchema::try_from(batch.schema())?;
            let condition = state.create_physical_expr(condition, &schema)?;
            let mask = condition.evaluate(&batch)?.into_array(batch.num_rows())?;
            let mask: &BooleanArray = mask
                .as_boolean_opt()
                .ok_or_else(|| DataFusionError::Plan("a condition that is not true or false".into()))?;
            batch = filter_record_batch(&batch, mask)?;
        }
        let numbers = batch.column(batch.num_columns() - 1).as_primitive::<Int32Type>();
        Ok(numbers.values().iter().filter_map(|number| usize::try_from(*number).ok()).collect())
    }
}

impl fmt::Debug for FileTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileTable").field("schema", &self.schema).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let pushed = |filter: &&Expr| match self.format {
            _ if self.is_about_files(filter) => TableProviderFilterPushDown::Exact,
            // Row groups may be ruled out; the rows of the others are looked at one by one.
            Format::Parquet if !parquet::bounds(filter).is_empty() => TableProviderFilterPushDown::Inexact,
            _ => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(pushed).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let everything: Vec<usize> = (0..self.schema.fields().len()).collect();
        let projection = projection.unwrap_or(&everything);
        let schema = Arc::new(self.schema.project(projection)?);

        let mut wanted = Vec::new();
        let mut sources = Vec::new();
        for index in projection {
            match self.inside.get(*index) {
                Some(column) => {
                    sources.push(Source::Inside(wanted.len()));
                    wanted.push(column.clone());
                }
                None => match self.schema.field(*index).name().as_str() {
                    FILE => sources.push(Source::File),
                    LINE => sources.push(Source::Line),
                    name => sources.push(Source::Fact(self.facts.schema().index_of(name)?)),
                },
            }
        }
        let (about_files, about_rows): (Vec<Expr>, Vec<Expr>) =
            filters.iter().cloned().partition(|filter| self.is_about_files(filter));
        let mut files = Vec::new();
        for number in self.chosen(state, &about_files)? {
            let Some(entry) = self.files.get(number) else {
                continue;
            };
            let facts: Result<_> =
                self.facts.columns().iter().map(|column| ScalarValue::try_from_array(column, number)).collect();
            files.push(ScanFile {
                number: i32::try_from(number).unwrap_or(i32::MAX),
                path: entry.path.clone(),
                bytes: entry.bytes.clone(),
                facts: facts?,
            });
        }
        let scan = Scan {
            schema: schema.clone(),
            sources: sources.into(),
            wanted: wanted.into(),
            format: self.format.clone(),
            bounds: about_rows.iter().flat_map(parquet::bounds).collect(),
            files: files.into(),
            rows_first: limit.map_or(BATCH_ROWS_FIRST, |limit| limit.clamp(1, BATCH_ROWS_MAX)),
            counters: self.counters.clone(),
        };
        StreamingTable::try_new(schema, vec![Arc::new(scan)])?.scan(state, None, &[], limit).await
    }
}

/// The same condition about columns without their table's name.
fn unqualified(expr: Expr) -> Expr {
    use datafusion::common::tree_node::{Transformed, TreeNode};
    let renamed = expr.clone().transform(|node| {
        Ok(match node {
            Expr::Column(mut column) => {
                column.relation = None;
                Transformed::yes(Expr::Column(column))
            }
            other => Transformed::no(other),
        })
    });
    renamed.map_or(expr, |renamed| renamed.data)
}

/// Where a column of the answer comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    Inside(usize),
    Fact(usize),
    File,
    Line,
}

struct ScanFile {
    number: i32,
    path: Arc<str>,
    bytes: Bytes,
    facts: Vec<ScalarValue>,
}

/// The reading of a table's chosen files.
struct Scan {
    schema: SchemaRef,
    sources: Arc<[Source]>,
    wanted: Arc<[Wanted]>,
    format: Format,
    bounds: Arc<[Bound]>,
    files: Arc<[ScanFile]>,
    rows_first: usize,
    counters: Arc<Counters>,
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

impl PartitionStream for Scan {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches = Batches {
            schema: self.schema.clone(),
            sources: self.sources.clone(),
            wanted: self.wanted.clone(),
            format: self.format.clone(),
            bounds: self.bounds.clone(),
            files: self.files.clone(),
            counters: self.counters.clone(),
            rows_next: self.rows_first,
            next: 0,
            open: None,
        };
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), futures::stream::iter(batches)))
    }
}

struct Batches {
    schema: SchemaRef,
    sources: Arc<[Source]>,
    wanted: Arc<[Wanted]>,
    format: Format,
    bounds: Arc<[Bound]>,
    files: Arc<[ScanFile]>,
    counters: Arc<Counters>,
    rows_next: usize,
    /// The file that is read next.
    next: usize,
    /// The file at hand.
    open: Option<(usize, Reader)>,
}

/// The file at hand: lines, or columns.
enum Reader {
    Lines(FileRows),
    Columns(Box<ParquetRows>),
}

impl Reader {
    fn next(&mut self, rows_max: usize) -> Result<(Vec<ArrayRef>, Vec<i64>)> {
        match self {
            Self::Lines(rows) => rows.next(rows_max),
            Self::Columns(rows) => rows.next(rows_max),
        }
    }
}

impl Batches {
    fn advance(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if self.open.is_none() {
                let Some(file) = self.files.get(self.next) else {
                    return Ok(None);
                };
                let (path, bytes, counters) = (file.path.clone(), file.bytes.clone(), self.counters.clone());
                let rows = match &self.format {
                    // An empty object is no file of columns, and has no rows.
                    Format::Parquet if bytes.is_empty() => {
                        self.next += 1;
                        continue;
                    }
                    Format::Parquet => {
                        let rows = ParquetRows::new(path, bytes, &self.wanted, &self.bounds, counters)?;
                        Reader::Columns(Box::new(rows))
                    }
                    format => Reader::Lines(FileRows::new(path, bytes, format.clone(), self.wanted.clone(), counters)?),
                };
                self.open = Some((self.next, rows));
                self.next += 1;
            }
            let Some((number, rows)) = &mut self.open else {
                return Ok(None);
            };
            let (inside, lines) = rows.next(self.rows_next)?;
            if lines.is_empty() {
                self.open = None;
                continue;
            }
            self.rows_next = (self.rows_next * 2).min(BATCH_ROWS_MAX);
            let Some(file) = self.files.get(*number) else {
                return Ok(None);
            };
            return self.batch(file, &inside, lines).map(Some);
        }
    }

    fn batch(&self, file: &ScanFile, inside: &[ArrayRef], lines: Vec<i64>) -> Result<RecordBatch> {
        let count = lines.len();
        let lost = || DataFusionError::Internal("a scan has lost a column".into());
        let columns: Result<Vec<ArrayRef>> = self
            .sources
            .iter()
            .map(|source| match source {
                Source::Inside(index) => inside.get(*index).cloned().ok_or_else(lost),
                Source::Fact(index) => file.facts.get(*index).ok_or_else(lost)?.to_array_of_size(count),
                Source::File => Ok(Arc::new(Int32Array::from_value(file.number, count)) as ArrayRef),
                Source::Line => Ok(Arc::new(Int64Array::from(lines.clone())) as ArrayRef),
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        Ok(RecordBatch::try_new_with_options(self.schema.clone(), columns?, &options)?)
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.advance() {
            Ok(batch) => batch.map(Ok),
            Err(error) => {
                // After an error nothing more is read.
                self.next = self.files.len();
                self.open = None;
                Some(Err(error))
            }
        }
    }
}
