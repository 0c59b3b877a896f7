//! SQL and file formats: what may be asked of the lake engine.

use crate::{Blob, Digest, stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows behind a group that are selected, at most.
pub const BEHIND_ROWS_MAX: u32 = 1_000;

/// A job for the lake engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// What format and columns do these files have?
    Inspect(Inspect),
    /// Which tables does this statement name, and is it well formed?
    Analyze {
        /// One SQL statement.
        sql: String,
    },
    /// Run a `SELECT` over tables made of files.
    Query(Query),
    /// Make a file of columns out of records of JSON.
    Convert(Convert),
    /// What does this script of streaming SQL mean?
    Plan {
        /// `SET`, `CREATE TABLE` and `INSERT INTO`, each ended by a semicolon.
        script: String,
    },
}

/// Records of JSON, and the table whose columns they are to fill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Convert {
    /// The records, each behind its length (4 bytes, little-endian). A record is one JSON object or several behind
    /// each other, with or without white space between them.
    pub content: Digest,
    /// The content's length in bytes.
    pub bytes: u64,
    /// The table's columns.
    pub columns: Vec<Column>,
    /// How a record's members become columns.
    pub reading: Reading,
    /// How the file is written.
    pub writing: Writing,
}

/// How a record's members become columns. A member that no column asks for is skipped, one that is missing is NULL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Leniently: numbers may stand in quotes.
    Lenient {
        /// Names are compared without case.
        case_insensitive: bool,
        /// Dots in members' names count as underscores.
        dots_to_underscores: bool,
        /// From a column's name to the member's, where they differ.
        mappings: BTreeMap<String, String>,
    },
    /// Strictly: a number in quotes is an error.
    Strict {
        /// Patterns (Joda's letters, or `millis`) that timestamps may have beside `yyyy-MM-dd HH:mm:ss[.SSS…]`.
        timestamp_formats: Vec<String>,
    },
}

/// How a Parquet file is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// How pages are compressed.
    pub codec: Codec,
    /// A row group's size at most, in bytes before compression.
    pub block_bytes: u64,
    /// A page's size at most, in bytes before compression.
    pub page_bytes: u64,
    /// Whether columns may have dictionaries.
    pub dictionary: bool,
    /// Whether pages have version 2.
    pub version_2: bool,
}

/// How the pages of a Parquet file are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Codec {
    /// They are not.
    None,
    /// Snappy.
    Snappy,
    /// GZIP.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// A file of columns, and what became of each record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Converted {
    /// The file; `None` if no record could be converted.
    pub file: Option<Blob>,
    /// Its rows.
    pub rows: u64,
    /// Records (from 0) that gave another number of rows than one, and how many; sorted. A record that failed is not among them:
    /// it gave none, all of it.
    pub rows_of: Vec<(u64, u64)>,
    /// Records (from 0) that do not fit, and why; sorted.
    pub failed: Vec<Unfit>,
}

/// A record that does not fit its table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfit {
    /// Which, from 0.
    pub record: u64,
    /// What kind of misfit.
    pub class: Misfit,
    /// For people.
    pub message: String,
}

/// Kinds of misfit, so that a service can put its own words around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Misfit {
    /// No JSON object.
    Malformed,
    /// A member is of another type than its column.
    Type,
}

/// Asks for the format and the columns of each file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspect {
    /// The files, in the order in which the answer names them.
    pub files: Vec<File>,
}

/// A `SELECT` and everything that it may read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The statement, as the user wrote it.
    pub sql: String,
    /// The database that an unqualified table name belongs to.
    pub database: String,
    /// The tables that the statement names.
    pub tables: Vec<Table>,
    /// The instant that `now()` gives, in milliseconds since 1970.
    pub now_epoch_ms: u64,
    /// Rows beyond this many are not answered (they are counted).
    pub rows_max: u64,
}

/// A table made of files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its database.
    pub database: String,
    /// Its name, in lower case.
    pub name: String,
    /// How the files are written.
    pub format: Format,
    /// The columns inside the files.
    pub columns: Vec<Column>,
    /// The columns whose values stand in the files' paths.
    pub partition_columns: Vec<Column>,
    /// The files.
    pub files: Vec<File>,
}

/// A column: a name and a Hive type (`bigint`, `string`, `array<double>`,
/// `struct<a:int,b:string>`, …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The type, in Hive's spelling.
    pub hive_type: String,
}

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// Columns of row groups, with a footer.
    Parquet,
    /// Delimited text.
    Csv {
        /// Between fields.
        delimiter: char,
        /// Around fields, if any.
        quote: Option<char>,
        /// Lines to skip at the top of each file.
        header_lines: u32,
    },
}

/// A file: a content and what the table says of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// The file's whole address, as `"$path"` shows it.
    pub path: String,
    /// Its bytes.
    pub content: Digest,
    /// Their number.
    pub bytes: u64,
    /// Values of the partition columns, by name. A file whose values rule it out is not read.
    pub partition: BTreeMap<String, String>,
}

/// What the lake engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// One entry for each file of [`Inspect`], in its order.
    Inspected(Vec<Inspected>),
    /// To [`Request::Analyze`].
    Analyzed(Result<Analyzed, Diagnostic>),
    /// To [`Request::Query`].
    Rows(Result<Rows, Diagnostic>),
    /// To [`Request::Convert`]; an error is about the columns.
    Converted(Result<Converted, Diagnostic>),
    /// To [`Request::Plan`].
    Planned(Result<Box<stream::Program>, Diagnostic>),
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    /// The format and the columns, in the file's order; `None` if no reader knows it.
    pub schema: Option<(Format, Vec<Column>)>,
    /// `gzip`, if the whole file is compressed.
    pub compression: Option<String>,
    /// Bytes that were read to find out.
    pub bytes_read: u64,
    /// Records that were seen in them.
    pub records_seen: u64,
    /// What is wrong with the file, with its position, if something is.
    pub problem: Option<String>,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analyzed {
    /// `SELECT`, `INSERT`, `CREATE TABLE`, …
    pub kind: String,
    /// The tables that it reads: database, if it names one, and name; sorted, each once.
    pub tables: Vec<(Option<String>, String)>,
    /// Whether the records behind each row can be found: a `SELECT` over one table, grouped or not. If not, why not.
    pub followable: Result<(), Unfollowable>,
}

/// Why the records behind a statement's rows cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unfollowable {
    /// It is no `SELECT`.
    NoSelect,
    /// The rows come from the statement itself: `VALUES`, or a `SELECT` without `FROM`.
    NoTable,
    /// A table that `WITH` gives is no file.
    With,
    /// `UNION`, `INTERSECT` or `EXCEPT`: which.
    SetOperation(String),
    /// A row of a join is made of rows of several tables.
    Join,
    /// The rows come from a subquery in `FROM`.
    Subquery,
    /// `ROLLUP`, `CUBE` and `GROUPING SETS` put totals among the groups.
    Totals,
    /// `DISTINCT` over groups makes one row of several of them; `DISTINCT ON` shows one of many.
    DistinctGroups,
    /// No condition on a single row can say this key: it has a subquery, a window function or `unnest` inside.
    Key(String),
    /// No condition can name the values of this key.
    KeyType {
        /// The key.
        key: String,
        /// The type of its values, in the words of a result.
        hive_type: String,
    },
}

/// What is wrong with a statement or with the data that it met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of wrong.
    pub class: Class,
    /// For people.
    pub message: String,
    /// Line and column in the statement, both from 1.
    pub position: Option<(u32, u32)>,
    /// The nearest name, or what was expected.
    pub hint: Option<String>,
}

/// Kinds of wrong, so that a service can put its own words around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    /// The statement is not SQL.
    Syntax,
    /// No such table.
    TableNotFound,
    /// No such column.
    ColumnNotFound,
    /// No such function, or not for these types.
    FunctionNotFound,
    /// Types that do not go together.
    TypeMismatch,
    /// A file holds what its table does not say.
    BadData,
    /// Something that the engine does not do.
    NotSupported,
    /// Everything else.
    Other,
}

/// The rows of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// The columns: name, as the user spelled it, and the type in the words of a result, not Hive's: `varchar`,
    /// `integer`, `bigint`, `double`, `decimal(10,2)`, `array(varchar)`, `row(a integer)`, `timestamp with time zone`, ….
    pub columns: Vec<Column>,
    /// The values as text, row by row; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows there are, answered or not.
    pub rows_total: u64,
    /// Bytes of the ranges that were really read, as they lie in the files (compressed if they are).
    pub bytes_scanned: u64,
    /// Rows that were read from the files.
    pub rows_scanned: u64,
    /// If each row is one row of one table: for each answered row, its file (an index into `paths`) and line (from 0).
    pub origins: Option<Vec<(u32, u64)>>,
    /// The files that `origins` speaks of.
    pub paths: Vec<String>,
    /// If each row is a group of rows of one table: how to select those, or why their keys cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Result<Box<Groups>, Unfollowable>>,
}

/// How to select the rows behind each row of a grouped answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// What stands behind `FROM`.
    pub from: String,
    /// The statement's own condition, ready to stand beside others.
    pub condition: Option<String>,
    /// What is grouped by, as SQL; none if all rows are one group.
    pub keys: Vec<String>,
    /// For each answered row, the value of each key as a literal of its very type; `None` is NULL.
    pub values: Vec<Vec<Option<String>>>,
    /// For each answered row, how many rows are behind it; `None` if the statement has nothing that reads them all.
    pub counts: Option<Vec<u64>>,
}

impl Groups {
    /// The statement that selects the rows behind the answered row `row` (from 0), the first [`BEHIND_ROWS_MAX`].
    pub fn sql(&self, row: usize) -> Option<String> {
        let values = self.values.get(row)?;
        let compared = self.keys.iter().zip(values).map(|(key, value)| match value {
            Some(value) => format!("{key} = {value}"),
            None => format!("{key} IS NULL"),
        });
        let conditions: Vec<String> = self.condition.iter().cloned().chain(compared).collect();
        let joined = conditions.join("\n  AND ");
        let condition = if joined.is_empty() { joined } else { format!("\nWHERE {joined}") };
        Some(format!("SELECT *\nFROM {}{condition}\nLIMIT {BEHIND_ROWS_MAX}", self.from))
    }
}

impl Request {
    /// The contents that the job reads.
    pub fn contents(&self) -> Vec<Digest> {
        match self {
            Self::Inspect(inspect) => inspect.files.iter().map(|file| file.content).collect(),
            Self::Analyze { .. } | Self::Plan { .. } => Vec::new(),
            Self::Convert(convert) => vec![convert.content],
            Self::Query(query) => query.tables.iter().flat_map(|table| &table.files).map(|file| file.content).collect(),
        }
    }
}
