//! Continuous queries: what a script of streaming SQL means, as plain data.
//!
//! The lake engine reads the text, because it has the parser; whoever runs the
//! query needs none. Names are resolved to places and types are agreed on: a
//! plan that was answered can be run without asking anything more. No word of AWS.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A script: what it declares, and what it runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Each `SET 'key' = 'value'`.
    pub settings: BTreeMap<String, String>,
    /// Where each of them stands in the script: line and column, from 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings_at: BTreeMap<String, (u32, u32)>,
    /// Each `CREATE TABLE`, in the script's order.
    pub tables: Vec<Table>,
    /// Each `INSERT INTO`, in the script's order.
    pub inserts: Vec<Insert>,
}

/// A table: a stream or a file outside, as the script declares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Which column tells event time, and how far events may be out of order.
    pub watermark: Option<Watermark>,
    /// The columns of `PRIMARY KEY (…) NOT ENFORCED`.
    pub primary_key: Vec<u32>,
    /// The columns of `PARTITIONED BY (…)`: rows with equal values are to keep together outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitioned_by: Vec<u32>,
    /// `WITH ('key' = 'value', …)`: what it is outside. Whoever runs the plan knows these words.
    pub options: BTreeMap<String, String>,
    /// Where it stands in the script: line and column, from 1.
    pub position: (u32, u32),
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Where its values come from.
    pub origin: Origin,
}

/// Where a column's values come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// The record: the member of this name.
    Member,
    /// What is known about the record: `METADATA FROM 'timestamp'`.
    Metadata(String),
    /// An expression over the columns before it.
    Computed(Expr),
    /// `PROCTIME()`: the instant at which the record is processed.
    ProcessingTime,
}

/// `WATERMARK FOR column AS column - delay`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watermark {
    /// The event time's column; a [`Type::Timestamp`].
    pub column: u32,
    /// How far behind the latest event the watermark stays, in milliseconds.
    pub delay_ms: i64,
}

/// Types. Whole numbers are 64 bits wide and fractions are double precision, whatever width a script asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Type {
    /// `BOOLEAN`
    Boolean,
    /// `TINYINT` to `BIGINT`
    Bigint,
    /// `FLOAT`, `DOUBLE`, `DECIMAL`
    Double,
    /// `STRING`, `CHAR`, `VARCHAR`
    String,
    /// `TIMESTAMP(3)`, `TIMESTAMP_LTZ(3)`: milliseconds since 1970.
    Timestamp,
}

/// A value. In JSON, a double that is no number cannot be said; a plan holds none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// `BOOLEAN`
    Boolean(bool),
    /// `BIGINT`
    Bigint(i64),
    /// `DOUBLE`
    Double(f64),
    /// `STRING`
    String(std::sync::Arc<str>),
    /// Milliseconds since 1970.
    Timestamp(i64),
}

/// `INSERT INTO table SELECT …`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insert {
    /// The table that is written to: an index into [`Program::tables`].
    pub into: u32,
    /// What is written: one column for each that the table has, or that the statement names, in this order.
    pub columns: Vec<u32>,
    /// The query. Its columns have the types of those that they are written to.
    pub query: Node,
    /// Whether rows that were written may be corrected later: a group without a window, a Top-N without a window.
    pub updates: bool,
    /// Where it stands in the script: line and column, from 1.
    pub position: (u32, u32),
}

/// An operator and what feeds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// All columns of a table: an index into [`Program::tables`].
    Scan {
        /// Which.
        table: u32,
    },
    /// Rows for which a condition is true.
    Filter {
        /// What feeds it.
        input: Box<Node>,
        /// A [`Type::Boolean`].
        condition: Expr,
    },
    /// Other columns.
    Project {
        /// What feeds it.
        input: Box<Node>,
        /// Its columns.
        columns: Vec<Named>,
    },
    /// Each row beside the rows of a bounded table with equal keys.
    Lookup {
        /// What feeds it.
        input: Box<Node>,
        /// The bounded table: an index into [`Program::tables`].
        table: u32,
        /// Equal pairs: an expression over the input, and a column of the table.
        on: Vec<(Expr, u32)>,
        /// Whether a row without a partner is kept, with NULLs. The table's columns follow the input's.
        outer: bool,
    },
    /// Puts each row into its windows: `window_start`, `window_end` and `window_time` follow its columns. A row can be in several windows.
    /// Not for [`Window::Session`], whose bounds only an aggregate knows.
    Assign {
        /// What feeds it.
        input: Box<Node>,
        /// Which windows.
        window: Window,
        /// When rows happen.
        time: Time,
    },
    /// Groups in windows. Its columns: the keys, `window_start`, `window_end`, `window_time`, the aggregates. Fires when the
    /// window's time is over.
    WindowAggregate {
        /// What feeds it.
        input: Box<Node>,
        /// Which windows.
        window: Window,
        /// When rows happen.
        time: Time,
        /// What is grouped by beside the window.
        keys: Vec<Named>,
        /// What is computed of each group.
        aggregates: Vec<Aggregate>,
    },
    /// Groups without a window: each row that comes changes its group's row. Its columns: the keys, the aggregates.
    GroupAggregate {
        /// What feeds it.
        input: Box<Node>,
        /// What is grouped by.
        keys: Vec<Named>,
        /// What is computed of each group.
        aggregates: Vec<Aggregate>,
    },
    /// The first rows of each partition in an order, and the rank (from 1) behind their columns.
    Top {
        /// What feeds it.
        input: Box<Node>,
        /// Columns of the input that make a partition.
        partition: Vec<u32>,
        /// Columns of the input that make the order; `true` is descending. Equal rows keep the order in which they came.
        order: Vec<(u32, bool)>,
        /// How many rows of each partition.
        rows_max: u64,
        /// The place of `window_end` among the partition's columns, if the input is windowed: rows are given when the window is
        /// over, and never corrected.
        window_end: Option<u32>,
        /// The rank column's name.
        rank: String,
    },
    /// The rows of all inputs, which have equal columns.
    Union {
        /// What feeds it.
        inputs: Vec<Node>,
    },
}

/// An expression with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// The expression.
    pub expr: Expr,
}

/// Windows: half-open intervals of time, aligned to 1970 and an offset. All in milliseconds, all above zero but the offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// Side by side.
    Tumble {
        /// Their length.
        size_ms: i64,
        /// How far they are moved.
        offset_ms: i64,
    },
    /// One begins at each slide.
    Hop {
        /// From one's beginning to the next one's.
        slide_ms: i64,
        /// Their length: a multiple of the slide.
        size_ms: i64,
        /// How far they are moved.
        offset_ms: i64,
    },
    /// Of one beginning, growing by a step up to a size.
    Cumulate {
        /// By how much.
        step_ms: i64,
        /// Up to what: a multiple of the step.
        size_ms: i64,
        /// How far they are moved.
        offset_ms: i64,
    },
    /// As long as rows of one key come, and a gap after the last.
    Session {
        /// The gap.
        gap_ms: i64,
    },
}

/// When rows happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Time {
    /// When this column of the input says; the watermark tells how far time has come.
    Event(u32),
    /// When they are processed; the clock tells.
    Processing,
}

/// A computation over the rows of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The column's name.
    pub name: String,
    /// The result's type.
    pub kind: Type,
    /// Which.
    pub function: AggregateFunction,
    /// Over what; `None` is `COUNT(*)`.
    pub argument: Option<Expr>,
    /// Whether each value counts once.
    pub distinct: bool,
    /// `FILTER (WHERE …)`
    pub filter: Option<Expr>,
}

/// Computations over groups. NULLs are passed over; without any value all but counts are NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AggregateFunction {
    /// How many.
    Count,
    /// Of whole numbers a whole number (wrapping at 64 bits), of doubles a double.
    Sum,
    /// As Flink does it: of whole numbers a whole number, truncated towards zero.
    Average,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The first that came.
    First,
    /// The last that came.
    Last,
}

/// An expression. NULL in, NULL out, where nothing else is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A column of the input.
    Column(u32),
    /// A value.
    Literal(Value),
    /// Two operands of equal types (for `Plus` and `Minus` also a timestamp and milliseconds).
    Binary(Box<Expr>, Binary, Box<Expr>),
    /// Not; NULL stays NULL.
    Not(Box<Expr>),
    /// The negative.
    Negate(Box<Expr>),
    /// Whether it is NULL.
    IsNull(Box<Expr>),
    /// The first whose condition is true, else the last.
    Case(Vec<(Expr, Expr)>, Box<Expr>),
    /// Whether the pattern (`%`, `_`) matches.
    Like(Box<Expr>, String),
    /// Whether it is one of these.
    In(Box<Expr>, Vec<Expr>),
    /// Another type. Text that does not parse fails in Flink; `true` gives NULL instead (`TRY_CAST`).
    Cast(Box<Expr>, Type, bool),
    /// A function.
    Call(Function, Vec<Expr>),
}

/// Operators of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Binary {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`; of whole numbers truncated; by zero it fails.
    Divide,
    /// `%`
    Modulo,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// Three-valued.
    And,
    /// Three-valued.
    Or,
}

/// Functions of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// `UPPER(text)`
    Upper,
    /// `LOWER(text)`
    Lower,
    /// `TRIM(text)`
    Trim,
    /// `CHAR_LENGTH(text)`, in characters.
    CharLength,
    /// `SUBSTRING(text FROM start FOR length)`, from 1, in characters.
    Substring,
    /// `CONCAT(…)`, `||`
    Concat,
    /// `COALESCE(…)`: the first that is not NULL.
    Coalesce,
    /// `ABS(number)`
    Abs,
    /// `FLOOR(number)`
    Floor,
    /// `CEIL(number)`
    Ceil,
    /// `ROUND(number[, digits])`, half away from zero.
    Round,
    /// `FLOOR(timestamp TO unit)`: the second operand is the unit in milliseconds (second, minute, hour, day).
    FloorTime,
    /// `TO_TIMESTAMP(text)`, `yyyy-MM-dd HH:mm:ss[.SSS]` or ISO 8601; NULL if it is no time.
    ToTimestamp,
    /// `TO_TIMESTAMP_LTZ(number, precision)`: 0 is seconds, 3 is milliseconds.
    ToTimestampLtz,
    /// `UNIX_TIMESTAMP(timestamp)`: seconds.
    UnixTimestamp,
    /// `EXTRACT(unit FROM timestamp)`: the second operand is the unit's name, in capitals (`YEAR` … `SECOND`).
    Extract,
    /// `DATE_FORMAT(timestamp, pattern)`: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS`.
    DateFormat,
    /// `CURRENT_WATERMARK(column)`: NULL before there is one.
    CurrentWatermark,
}
